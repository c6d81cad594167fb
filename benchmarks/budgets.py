"""The bundled graph within many budgets, against the peers: ``python -m benchmarks.budgets``.

The graph's own values within budgets from 10 to 2,000 hours, all of them by each method one after
the other, in a process of its own: mlpath; HiGHS, given the whole program at once without
tolerance (through scipy); CP-SAT, the same program with its best settings, each HiGHS and CP-SAT
for at most 120 s; the step of best ratio of value to minutes first, with all it needs, as far as
it fits; the order of declaration, section after section; a random order. Times are CPU seconds
without imports and without making the instance.

The run fails where mlpath's answer is not proven, not HiGHS's, or above CP-SAT's bound. CP-SAT
looks at every third budget only, as it takes longer, and its time is of those; so is the time of
mlpath that stands beside it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import processes
from benchmarks.methods import bundled

if TYPE_CHECKING:
    from collections.abc import Sequence

HOURS = range(10, 2001, 10)
QUICK_HOURS = range(50, 2001, 150)
THIRD = 3
WHAT = {
    "mlpath": "mlpath",
    "highs": "HiGHS, whole program",
    "cpsat": "CP-SAT, whole program",
    "ratio": "best ratio first",
    "declared": "section order",
    "random": "random order",
}


def measured(hours: range) -> dict[str, list[list[float]]]:
    """Return the answers of all methods: minutes, value, bound, CPU seconds, megabytes."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bundled.npz"
        processes.save(bundled(hours[-1]), file)
        for method in WHAT:
            if method == "cpsat":
                if processes.installed(method):
                    some = [60 * hour for hour in hours[::THIRD]]
                    found[method] = processes.answers(method, file, some)
                continue
            found[method] = processes.answers(method, file, [60 * hour for hour in hours])
    return found


def refuse_wrong(found: dict[str, list[list[float]]]) -> None:
    """Hold proven answers against each other.

    Raises
    ------
    RuntimeError
        If one is not proven, or two differ.
    """
    mine = {row[0]: row for row in found["mlpath"]}
    for minutes, value, bound, *_ in mine.values():
        if value != bound:
            raise RuntimeError(f"{minutes / 60} h is not proven: {value} of {bound}")
    for method in found.keys() & {"highs", "cpsat"}:
        for minutes, value, bound, *_ in found[method]:
            if not value <= mine[minutes][1] <= bound:
                raise RuntimeError(f"{minutes / 60} h: {method} says {value} to {bound}")


def table(hours: range) -> list[str]:
    """Return the table of all methods."""
    found = measured(hours)
    refuse_wrong(found)
    mine = {row[0]: row for row in found["mlpath"]}
    lines = [
        f"{len(hours)} budgets from {hours[0]} to {hours[-1]} h, all proven optimal by mlpath:",
        "",
        "| method | budgets | value against the optimum | CPU s | slowest | mlpath's CPU s |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for method, answers in found.items():
        best = sum(mine[row[0]][1] for row in answers)
        times = [row[3] for row in answers]
        cells = [
            WHAT[method],
            f"{len(answers)}",
            f"{100 * sum(row[1] for row in answers) / best:.2f} %",
            f"{sum(times):.1f}",
            f"{max(times):.2f}",
            f"{sum(mine[row[0]][3] for row in answers):.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="200 budgets instead of 14")
    asked = parser.parse_args(arguments)
    print(f"{processes.machine('cpsat')}\n")
    print("\n".join(table(HOURS if asked.full else QUICK_HOURS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
