"""What a whole value curve costs against exact plans of fifty budgets.

Run ``python -m benchmarks.value_curve``: for the bundled graph's own values and each goals
preset, CPU seconds of the corners with their bound, CPU seconds of 50 exact points (the solver
alone, in the same process), and how far the bound lies above the proven optimum on average. Exit
code 1 if a point lies above the curve, or the curve costs more than a twentieth of the points.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

import mlpath
from mlpath import value_curve
from mlpath.plans import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath import KnowledgeGraph

SHARE = 20


def measure(graph: KnowledgeGraph, goals: Sequence[str], points: int) -> tuple[list[str], bool]:
    """Return the cells of one line, and whether every point lies under the curve."""
    value_curve(graph, goals=goals)  # what is loaded once is nobody's time
    start = time.process_time()
    curve = value_curve(graph, goals=goals)
    corners = time.process_time() - start
    last = curve.breakpoints[-1].budget_minutes
    start = time.process_time()
    solved = value_curve(
        graph, goals=goals, points=[last * k // points for k in range(1, points + 1)]
    )
    exact = time.process_time() - start - corners
    proven = sum(point.status is Status.OPTIMAL for point in solved.points)
    under = all(point.value <= curve.at(point.budget_minutes) for point in solved.points)
    gaps = [
        (curve.at(point.budget_minutes) - point.value) / curve.at(point.budget_minutes)
        for point in solved.points
        if point.value
    ]
    cells = [
        f"{len(curve.breakpoints)}",
        f"{corners:.3f}",
        f"{exact:.2f}",
        f"{proven} of {points}",
        f"{corners / exact:.4f}",
        f"{sum(gaps) / len(gaps):.2%}",
    ]
    return cells, under and corners * SHARE <= exact


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("graph", nargs="?", help="a graph; default: the bundled one")
    parser.add_argument("--points", type=int, default=50, help="exact points (50)")
    options = parser.parse_args(arguments)
    graph = mlpath.read(options.graph) if options.graph else mlpath.roadmap()
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
