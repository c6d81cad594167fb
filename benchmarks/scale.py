"""Choosing, the whole chain and the bound at scale: ``python -m benchmarks.scale [--sizes ...]``.

The unit is one topological sort of the same graph by networkx, in a process of its own on the
same machine; so is everything else. The bound is held against the linear program given to
HiGHS's interior point method and has to be equal to nine digits. ``deep`` and ``deepest`` goals
make the hard case: one block of many steps straddles the budget, and the bound, which may take
any part of it, is itself above every set. In ``local`` graphs all steps have values and lie in one
such block. A million steps take about a quarter of an hour.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.instances import LOCAL, fitted
from benchmarks.methods import by_topology
from benchmarks.processes import machine
from mlpath.solving.arrays import rows, topological_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.solving import Instance

SIZES = (10_000, 100_000, 1_000_000)
CASES = (
    ("uncorrelated", 5),
    ("uncorrelated", 20),
    ("uncorrelated", 50),
    ("goals", 5),
    ("goals", 20),
    ("goals", 50),
    ("deep", 5),
    ("deep", 20),
    ("deepest", 5),
    ("local", 20),
    ("local", 50),
)
CHAINS = ("uncorrelated", "goals", "deep", "local")
INTERIOR = 100_000  # steps of the linear program that HiGHS is given
EQUAL = 1e-9


def solved(instance: Instance) -> list[float]:
    """Value and bound of a solution."""
    from mlpath.solving import solve  # noqa: PLC0415

    found = solve(instance)
    return [found.value, found.bound]


def chained(instance: Instance) -> list[float]:
    """Count the blocks, and add up the value of all."""
    from mlpath.solving import density_chain  # noqa: PLC0415

    chain = density_chain(instance)
    return [chain.blocks, float(chain.value[-1])]


def bounded(instance: Instance) -> list[float]:
    """Bound of the linear program by the chain around the capacity, and steps of its block."""
    from mlpath.solving.chain import split_at  # noqa: PLC0415
    from mlpath.solving.core import whole_core  # noqa: PLC0415

    core = whole_core(instance)
    split = split_at(core.indptr, core.indices, core.effort, core.value, core.capacity)
    left = core.capacity - int(core.effort[split.inner].sum())
    bound = core.base_value + int(core.value[split.inner].sum()) + left * split.price
    return [float(bound), int(split.block.sum())]


def interior(instance: Instance) -> list[float]:
    """Optimum of the same linear program by HiGHS's interior point method."""
    from scipy.optimize import linprog  # noqa: PLC0415
    from scipy.sparse import csr_array, vstack  # noqa: PLC0415

    arcs = len(instance.indices)
    needs = csr_array(
        (
            np.repeat([1.0, -1.0], arcs),
            (
                np.tile(np.arange(arcs), 2),
                np.concatenate((rows(instance.indptr), instance.indices)),
            ),
        ),
        shape=(arcs, instance.size),
    )
    found = linprog(
        -instance.value.astype(float),
        A_ub=vstack((needs, csr_array(instance.effort[None, :].astype(float)))).tocsc(),
        b_ub=np.concatenate((np.zeros(arcs), [instance.capacity])),
        bounds=(0, 1),
        method="highs-ipm",
    )
    return [-float(found.fun), found.status]


def sorted_once(instance: Instance) -> list[float]:
    """CPU seconds of one topological sort by networkx."""
    return [by_topology(instance)[0] / 1e6, 0]


METHODS = {
    "solve": solved,
    "chain": chained,
    "bound": bounded,
    "interior": interior,
    "sort": sorted_once,
}


def run(method: str, *asked: object) -> list[float]:
    """Run a method in a process of its own: two results, CPU seconds and megabytes."""
    command = [sys.executable, "-m", "benchmarks.scale", "--worker", method, *map(str, asked)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def worker(method: str, steps: str, kind: str, share: str) -> None:
    """Do one thing and print what came out."""
    import scipy.optimize  # noqa: PLC0415  (loaded before the clock starts)
    import scipy.sparse.csgraph  # noqa: F401, PLC0415

    instance = fitted(int(steps), kind, int(share))
    topological_order(instance)
    start = time.process_time()
    found = METHODS[method](instance)
    took = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps([*found, took, memory]))


def tables(sizes: Sequence[int]) -> list[str]:
    """Return the tables as Markdown, and show their lines as they come."""
    lines: list[str] = []

    def add(line: str) -> None:
        lines.append(line)
        print(line, file=sys.stderr, flush=True)

    sort = {size: run("sort", size, "uncorrelated", 5)[0] for size in sizes}
    add("| steps | values | budget | block at the break | gap | CPU s | sorts | MB |")
    add("|---|---|---|---|---|---|---|---|")
    for size in sizes:
        for kind, share in CASES:
            if kind == "local" and size > LOCAL:
                continue
            block = run("bound", size, kind, share)[1]
            value, bound, took, memory = run("solve", size, kind, share)
            gap = 100 * (bound - value) / bound
            add(
                f"| {size:,} | {kind} | {share} % | {block:,.0f} | {gap:.4f} % | {took:.2f} "
                f"| {took / sort[size]:.1f} | {memory:.0f} |"
            )
    add("")
    add("| whole chain: steps | values | blocks | CPU s | sorts | MB |")
    add("|---|---|---|---|---|---|")
    for size in sizes:
        for kind in CHAINS:
            if kind == "local" and size > LOCAL:
                continue
            blocks, _, took, memory = run("chain", size, kind, 5)
            add(
                f"| {size:,} | {kind} | {blocks:,.0f} | {took:.2f} | {took / sort[size]:.1f} "
                f"| {memory:.0f} |"
            )
    add("")
    add("| bound: steps | values | budget | CPU s | HiGHS interior point | times | difference |")
    add("|---|---|---|---|---|---|---|")
    for size in (size for size in sizes if size <= INTERIOR):
        for kind, share in (("uncorrelated", 20), ("goals", 5), ("deep", 5)):
            add(_bound_row(size, kind, share))
    return lines


def _bound_row(size: int, kind: str, share: int) -> str:
    bound, _, took, _ = run("bound", size, kind, share)
    other, status, spent, _ = run("interior", size, kind, share)
    apart = abs(bound - other) / bound
    if status == 0 and apart > EQUAL:
        message = f"{size} {kind} {share} %: {bound} is not HiGHS's {other}"
        raise SystemExit(message)
    return (
        f"| {size:,} | {kind} | {share} % | {took:.2f} | {spent:.1f} | {spent / took:.0f} "
        f"| {apart:.0e} |"
    )


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of steps")
    parser.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        worker(*asked.worker)
        return 0
    print("\n".join([machine(), "", *tables(asked.sizes)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
