"""What a whole value curve costs against exact plans of fifty budgets.

Run ``python -m benchmarks.value_curve``: for the bundled graph's own values and each goals
preset, CPU seconds of the corners with their bound (the least of five times, as once is too short
to be told from noise), CPU seconds of 50 exact points (the solver alone on both sides, one
process), and how far the bound lies above the optimum on average. Exit
code 1 if a point lies above the curve, or the curve costs more than a twentieth of 50 points.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import mlpath
from benchmarks import processes
from mlpath.planning.numbers import compile_wishes
from mlpath.planning.wishes import resolve
from mlpath.plans import Asked
from mlpath.solving import Status, solve
from mlpath.solving.curving import trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath import KnowledgeGraph
    from mlpath.solving import Instance

SHARE = 20
POINTS = 50
TIMES = 5


def _seconds(instance: Instance) -> float:
    start = time.process_time()
    trace(instance)
    return time.process_time() - start


def measure(graph: KnowledgeGraph, goals: Sequence[str], points: int) -> tuple[list[str], bool]:
    """Return the cells of one line, and whether every point lies under the curve."""
    wishes = resolve(graph, Asked(goals=tuple(goals)))
    instance = compile_wishes(graph, replace(wishes, capacity=None, everything=False)).instance
    curve = trace(instance)  # what is loaded once is nobody's time
    corners = min(_seconds(instance) for _ in range(TIMES))
    if curve is None:
        raise AssertionError("without musts nothing is impossible")
    budgets = [curve.effort[-1] * k // points for k in range(1, points + 1)]
    start = time.process_time()
    solved = [solve(replace(instance, capacity=budget)) for budget in budgets]
    exact = time.process_time() - start
    bounds = [curve.bound(budget) for budget in budgets]
    under = all(found.value <= bound for found, bound in zip(solved, bounds, strict=True))
    gaps = [
        (bound - found.value) / bound for found, bound in zip(solved, bounds, strict=True) if bound
    ]
    proven = sum(found.status is Status.OPTIMAL for found in solved)
    cells = [
        f"{len(curve.effort)}",
        f"{corners:.3f}",
        f"{exact:.2f}",
        f"{proven} of {points}",
        f"{corners / exact:.4f}",
        f"{sum(gaps) / len(gaps):.2%}",
    ]
    return cells, under and corners * SHARE <= exact * POINTS / points


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("graph", nargs="?", help="a graph; default: the bundled one")
    parser.add_argument("--points", type=int, default=POINTS, help="exact points (50)")
    options = parser.parse_args(arguments)
    graph = mlpath.read(options.graph) if options.graph else mlpath.roadmap()
    print(f"{processes.machine()}\n")
    print("| goals | corners | curve, s | exact, s | proven | ratio | mean gap of the bound |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    good = True
    for title, goals in [
        ("the graph's own values", []),
        *((preset.title, [f"preset:{preset.id}"]) for preset in graph.presets),
    ]:
        cells, kept = measure(graph, goals, options.points)
        good &= kept
        print(f"| {title} | {' | '.join(cells)} |", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
