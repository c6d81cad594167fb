"""Choosing steps, against the peers: ``python -m benchmarks.choice [--full] [--write FILE]``.

Every instance and every peer runs in a process of its own, so that none warms another's caches;
times are CPU seconds of that process, without imports and without making the instance. The peer
of this table is the whole program given to HiGHS at once (monolithic, no tolerance); where it
proves an optimum, a proven answer has to equal it. The other methods of this file, the step of
best ratio first (greedy over closures), the order of declaration and a random order, each taken
as far as it fits, are for `benchmarks.budgets`.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.instances import KINDS, SHARES, fitted
from mlpath.solving.arrays import reach, rows, topological_order

if TYPE_CHECKING:
    from mlpath.solving import Instance

MONOLITHIC = 10_000  # more steps than these HiGHS is not asked for


def bundled(hours: int) -> Instance:
    """Make the instance of the bundled graph's own values within a budget."""
    import mlpath  # noqa: PLC0415
    from mlpath.planning.numbers import compile_wishes  # noqa: PLC0415
    from mlpath.planning.wishes import resolve  # noqa: PLC0415
    from mlpath.plans import Asked  # noqa: PLC0415

    graph = mlpath.roadmap()
    wishes = replace(resolve(graph, Asked()), capacity=60 * hours, everything=False)
    return compile_wishes(graph, wishes).instance


def by_mlpath(instance: Instance) -> tuple[int, int]:
    """Value and bound of the solving room."""
    from mlpath.solving import solve  # noqa: PLC0415

    found = solve(instance)
    return found.value, found.bound


def by_highs(instance: Instance) -> tuple[int, int]:
    """Value and bound of the whole program, given to HiGHS through scipy."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array, vstack  # noqa: PLC0415

    size, arcs = instance.size, len(instance.indices)
    group = rows(instance.group_indptr)
    tails = np.concatenate((np.arange(arcs), np.arange(arcs)))
    needs = csr_array(
        (
            np.repeat([1.0, -1.0], arcs),
            (tails, np.concatenate((rows(instance.indptr), instance.indices))),
        ),
        shape=(arcs, size),
    )
    owners = np.arange(instance.groups)
    any_of = csr_array(
        (
            np.concatenate((np.ones(len(owners)), -np.ones(len(group)))),
            (
                np.concatenate((owners, group)),
                np.concatenate((instance.group_step, instance.group_indices)),
            ),
        ),
        shape=(instance.groups, size),
    )
    matrix = vstack((needs, any_of, csr_array(instance.effort[None, :].astype(float))))
    upper = np.concatenate((np.zeros(arcs + instance.groups), [instance.capacity]))
    result = milp(
        -instance.value.astype(float),
        integrality=np.ones(size),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix.tocsc(), -np.inf, upper),
        options={"mip_rel_gap": 0.0, "time_limit": 120.0},
    )
    value = 0 if result.x is None else int(instance.value[result.x > 0.5].sum())  # noqa: PLR2004
    if result.status == 0:
        return value, value
    # Stopped early, it may know neither a set nor a bound.
    known = result.mip_dual_bound is not None and np.isfinite(result.mip_dual_bound)
    everything = int(instance.value[instance.value > 0].sum())
    return value, int(-result.mip_dual_bound) if known else everything


def _taken(instance: Instance, order: np.ndarray) -> tuple[int, int]:
    """Take steps in order with all they need (of a group the first alternative) while they fit."""
    owners = np.concatenate((rows(instance.indptr), instance.group_step))
    firsts = instance.group_indices[instance.group_indptr[:-1]]
    needs = np.concatenate((instance.indices, firsts))
    place = np.argsort(owners, kind="stable")
    indptr = np.searchsorted(owners[place], np.arange(instance.size + 1))
    needs = needs[place]
    mask = np.zeros(instance.size, dtype=np.bool_)
    left = instance.capacity or 0
    for step in order.tolist():
        if mask[step]:
            continue
        new = np.flatnonzero(reach(indptr, needs, np.asarray([step])) & ~mask)
        minutes = int(instance.effort[new].sum())
        if minutes <= left:
            mask[new] = True
            left -= minutes
    return int(instance.value[mask].sum()), 0


def by_ratio(instance: Instance) -> tuple[int, int]:
    """Take steps by value per minute, each with all it needs."""
    order = np.argsort(-instance.value / np.maximum(instance.effort, 1))
    return _taken(instance, order[instance.value[order] > 0])


def by_declared(instance: Instance) -> tuple[int, int]:
    """Take steps as declared, section after section, as far as needs allow."""
    return _taken(instance, np.arange(instance.size))


def by_random(instance: Instance) -> tuple[int, int]:
    """Take steps in a random order."""
    return _taken(instance, np.random.default_rng(0).permutation(instance.size))


def by_topology(instance: Instance) -> tuple[int, int]:
    """One topological sort by networkx, the unit of time for large instances."""
    import networkx as nx  # noqa: PLC0415

    graph = nx.DiGraph()
    graph.add_nodes_from(range(instance.size))
    graph.add_edges_from(
        zip(instance.indices.tolist(), rows(instance.indptr).tolist(), strict=True)
    )
    start = time.process_time()
    _check(sum(1 for _ in nx.topological_sort(graph)) == instance.size, "a step is missing")
    return round(1e6 * (time.process_time() - start)), 0


def _check(right: bool, message: str) -> None:  # noqa: FBT001
    if not right:
        raise SystemExit(message)


METHODS = {
    "mlpath": by_mlpath,
    "highs": by_highs,
    "ratio": by_ratio,
    "declared": by_declared,
    "random": by_random,
    "topology": by_topology,
}


def worker(method: str, asked: list[str]) -> None:
    """Run one method on one instance and print what came out."""
    import scipy.optimize  # noqa: PLC0415  (loaded before the clock starts)
    import scipy.sparse.csgraph  # noqa: F401, PLC0415

    steps, kind, share = asked
    instance = fitted(int(steps), kind, int(share))
    if method != "topology":
        topological_order(instance)
    start = time.process_time()
    value, bound = METHODS[method](instance)
    took = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps([int(share), value, bound, took, memory]), flush=True)


def run(method: str, *asked: object) -> list[list[float]]:
    """Run a method in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.choice", "--worker", method, *map(str, asked)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    lines = [line for line in done.stdout.splitlines() if line.startswith("[")]
    return [json.loads(line) for line in lines]


def fitted_table(sizes: tuple[int, ...], kinds: tuple[str, ...]) -> list[str]:
    """Compare with HiGHS where it can follow, else with one topological sort by networkx."""
    lines = [
        "Fitted random graphs (CPU s; HiGHS stops after 120 s; one sort is networkx's):",
        "",
        "| steps | values | budget | gap | mlpath | MB | HiGHS | its gap | topological sort |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for steps in sizes:
        sort = run("topology", steps, "uncorrelated", 5)[0][1] / 1e6
        for kind in kinds:
            for share in SHARES:
                lines.append(_fitted_row(steps, kind, share, sort))
                print(lines[-1], file=sys.stderr)
    return lines


def _fitted_row(steps: int, kind: str, share: int, sort: float) -> str:
    _, value, bound, took, memory = run("mlpath", steps, kind, share)[0]
    theirs = theirs_gap = "-"
    if steps <= MONOLITHIC:
        _, other, limit, spent, _ = run("highs", steps, kind, share)[0]
        _check(value <= limit, "more than HiGHS says there is")
        _check(other <= bound, "a bound that HiGHS beats")
        _check(value == other or value < bound or other < limit, "two optima")
        theirs, theirs_gap = f"{spent:.2f}", f"{100 * (limit - other) / max(limit, 1):.4f} %"
    gap = 100 * (bound - value) / max(bound, 1)
    return (
        f"| {steps:,} | {kind} | {share} % | {gap:.4f} % | {took:.2f} | {memory} "
        f"| {theirs} | {theirs_gap} | {sort:.2f} |"
    )


def machine() -> str:
    """Say where and with what the numbers were measured."""
    import networkx as nx  # noqa: PLC0415
    import scipy  # noqa: PLC0415

    return (
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"numpy {np.__version__}, scipy {scipy.__version__}, networkx {nx.__version__}."
    )


def tables(*, full: bool) -> list[str]:
    """Return all tables as Markdown; the quick ones end in a few minutes."""
    sizes = (200, 1_000, 10_000, 100_000, 1_000_000) if full else (200, 1_000)
    kinds = KINDS if full else ("uncorrelated", "goals")
    return [
        machine(),
        "",
        *fitted_table(sizes, kinds),
        "",
    ]


def main() -> int:
    """Print the tables, or write them to a file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="all sizes and budgets: about an hour")
    parser.add_argument("--write", metavar="FILE", help="a Markdown file instead of the screen")
    parser.add_argument("--worker", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        worker(asked.worker[0], asked.worker[1:])
        return 0
    text = "\n".join(tables(full=asked.full))
    if asked.write:
        Path(asked.write).write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
