"""Choosing steps of random graphs, against the peers: ``python -m benchmarks.choice [--full]``.

Every method runs on every instance in a process of its own, so that none warms another's caches;
times are CPU seconds of that process, without imports and without making the instance. Peers are
HiGHS and CP-SAT, which get the whole program and stop after 120 s of the clock, and the step of
best ratio first, with all it needs, as far as it fits ("ratio": its value in that of mlpath). The
last column is one topological sort of the same graph by networkx.

The run fails where an answer is worth more than another's bound, or two proven ones differ.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import processes
from benchmarks.instances import KINDS, LOCAL, SHARES, fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIZES = (200, 1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (200, 1_000)
QUICK_KINDS = ("uncorrelated", "goals")
MONOLITHIC = 10_000  # more steps than these HiGHS and CP-SAT are not asked for
GREEDY = 10_000  # nor the ratio, which closes one step after the other
HEAD = (
    "steps",
    "values",
    "budget",
    "gap",
    "mlpath",
    "MB",
    "HiGHS",
    "its gap",
    "CP-SAT",
    "its gap",
    "ratio",
    "sort",
)


def gap(value: float, bound: float) -> str:
    """Return how far a value may be from the best, in percent of the bound."""
    return f"{100 * (bound - value) / max(bound, 1):.4f} %"


def row(steps: int, kind: str, share: int, peers: Iterable[str]) -> list[str]:
    """Return the cells of one instance.

    Raises
    ------
    RuntimeError
        If two methods contradict each other.
    """
    made = fitted(steps, kind, share)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "instance.npz"
        processes.save(made, file)

        def run(method: str) -> list[float]:
            return processes.answers(method, file, [made.capacity or 0])[0]

        _, value, bound, seconds, memory = run("mlpath")
        cells = [
            f"{steps:,}",
            kind,
            f"{share} %",
            gap(value, bound),
            f"{seconds:.2f}",
            f"{memory}",
        ]
        for peer in ("highs", "cpsat"):
            if peer not in peers or steps > MONOLITHIC:
                cells += ["-", "-"]
                continue
            _, other, limit, spent, _ = run(peer)
            if value > limit or other > bound:
                raise RuntimeError(f"{steps} {kind} {share} %: {peer} contradicts mlpath")
            cells += [f"{spent:.2f}", gap(other, limit)]
        cells.append("-" if steps > GREEDY else f"{100 * run('ratio')[1] / max(value, 1):.1f} %")
        return [*cells, f"{run('topology')[1] / 1e6:.2f}"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="all sizes and values: an hour")
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of steps")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, help="of values")
    asked = parser.parse_args(arguments)
    peers = [peer for peer in ("highs", "cpsat") if peer == "highs" or processes.installed(peer)]
    print(f"{processes.machine('cpsat')}\n")
    print(f"| {' | '.join(HEAD)} |\n|{'--:|' * len(HEAD)}")
    for steps in asked.sizes or (SIZES if asked.full else QUICK_SIZES):
        for kind in asked.kinds or (KINDS if asked.full else QUICK_KINDS):
            if kind == "local" and steps > LOCAL:
                continue
            for share in SHARES:
                print(f"| {' | '.join(row(steps, kind, share, peers))} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
