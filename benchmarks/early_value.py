"""How early a plan earns its value: mlpath's order against two plain ones.

Run ``python -m benchmarks.early_value`` for a Markdown table of the bundled graph's goals presets;
``-o docs/early-value.md`` writes it. All orders of a row hold the same steps: everything the
preset needs, with the any-of choices that take least effort. "sections" goes through the founding
roadmap's sections one after the other as far as prerequisites allow, "topological" is what
networkx makes of the same graph. A step counts once it is finished. "best" is the most that any
plan of so many hours can be worth, proven: a learner who knew beforehand that no more than 100
hours there would be could have had that, and no order for more hours can have it at every hour.

The numbers hang on nothing but the graph and mlpath's version. Nothing is left out: where
mlpath's order earns less than another, the table says so.
"""

from __future__ import annotations

import argparse
import sys
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

import mlpath
from mlpath import plan, value_curve
from mlpath.plans import Status, thousandths

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath import KnowledgeGraph, Plan

HOURS = (100, 300)
HEAD = "| goals | hours in all | value in all |"
ORDERS = ("mlpath", "sections", "topological", "best")


def earned(steps: Iterable[tuple[int, int]], minutes: int) -> int:
    """Return the thousandths of the steps, pairs of minutes and thousandths, finished by then.

    Examples
    --------
    >>> earned([(60, 1000), (30, 500), (60, 2000)], 120)
    1500
    """
    pairs = list(steps)
    finished = accumulate(effort for effort, _ in pairs)
    return sum(value for end, (_, value) in zip(finished, pairs, strict=True) if end <= minutes)


def topological(graph: KnowledgeGraph, made: Plan) -> list[tuple[int, int]]:
    """Return effort and value of a plan's steps in networkx's own topological order.

    The order is of the planned steps with the alternatives that serve them.
    """
    planned = {str(step.step): step for step in made.steps}
    served = {(choice.step, choice.chosen) for choice in made.choices}
    lines: nx.DiGraph[str] = nx.DiGraph()
    names = [str(step) for step in graph.steps]
    lines.add_nodes_from(name for name in names if name in planned)
    for edge in graph.expansion.edges:
        pair = names[edge.source], names[edge.target]
        if planned.keys() >= set(pair):
            lines.add_edge(*pair)
    lines.add_edges_from((chosen, step) for step, chosen in served if chosen in planned)
    order = [planned[name] for name in nx.topological_sort(lines)]
    return [(step.effort_minutes, thousandths(step.value)) for step in order]


def in_order(made: Plan) -> list[tuple[int, int]]:
    """Return effort and value of a plan's steps in its study order."""
    return [(step.effort_minutes, thousandths(step.value)) for step in made.steps]


def row(graph: KnowledgeGraph, title: str, goals: Sequence[str]) -> list[str]:
    """Return the cells of one line of the table."""
    # More hours than everything takes: a plan without goals would be the whole graph otherwise.
    budget = value_curve(graph, goals=goals).breakpoints[-1].budget_minutes
    # What is only recommended earns nothing: orders are compared without.
    wishes: dict[str, Any] = {"goals": goals, "budget": budget, "recommended": False}
    made = plan(graph, **wishes)
    by_section = plan(graph, **wishes, order="section")
    cells = [title, f"{made.effort_minutes / 60:,.0f}", f"{made.value:,.1f}"]
    for hours in HOURS:
        best = plan(graph, goals=goals, budget=hours * 60, recommended=False)
        proven = "" if best.status is Status.OPTIMAL else " (not proven)"
        values = [
            earned(steps, hours * 60) / 1000
            for steps in (in_order(made), in_order(by_section), topological(graph, made))
        ]
        cells += [f"{value:,.1f}" for value in values] + [f"{best.value:,.1f}{proven}"]
    return cells


def table(graph: KnowledgeGraph) -> str:
    """Return the table of every preset of a graph, and of its own values, as Markdown."""
    columns = [f"{order}, {hours} h" for hours in HOURS for order in ORDERS]
    lines = [
        f"{HEAD} {' | '.join(columns)} |",
        f"|---|--:|--:|{'--:|' * len(columns)}",
    ]
    asked: list[tuple[str, tuple[str, ...]]] = [("the graph's own values", ())]
    asked += [(preset.title, (f"preset:{preset.id}",)) for preset in graph.presets]
    for title, goals in asked:
        lines.append("| " + " | ".join(row(graph, title, goals)) + " |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or write it to a file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("graph", nargs="?", help="a graph; default: the bundled one")
    parser.add_argument("-o", "--output", type=Path, help="a file to write to")
    options = parser.parse_args(arguments)
    graph = mlpath.read(options.graph) if options.graph else mlpath.roadmap()
    text = (
        "# Value earned early\n\n"
        "Value earned by hour 100 and 300, all orders holding the same steps. Made by "
        "`python -m benchmarks.early_value`, which says what the columns are, from "
        f"{graph.info.title} {graph.info.version} ({len(graph.topics)} topics).\n\n"
        f"{table(graph)}"
    )
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
