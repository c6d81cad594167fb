"""How good the study order is: how early value comes, how soon what was learnt is used.

Run ``python -m benchmarks.ordering`` for Markdown tables; ``-o FILE`` writes them. Completion is
the sum over all steps of value times the hour at which the step is finished; distance is the
time between each prerequisite and each use of it, summed. All orders of a row hold the same
steps. The exact values come from the oracle of the tests, which shares no code with mlpath; the
run fails where mlpath's order is over 1.02 times the least completion or over 1.05 times the
least distance that 1 % of completion allows.

Peers: networkx's ``topological_sort`` with nodes as declared, mlpath's ``section`` order, and
the mean of ten random topological orders.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np

import mlpath
from benchmarks.instances import fitted
from benchmarks.processes import machine
from mlpath import plan, value_curve
from mlpath.plans import thousandths
from mlpath.solving import Instance, completion, sequence
from tests.oracles.orders import Steps, best

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mlpath import KnowledgeGraph

SMALL = 1000
FIRST = 25
MOST = 60_000  # down-sets and labels after which the oracle gives up
SLACKS = (0, 1, 5, 20, 10**6)
COMPLETION_GOAL, DISTANCE_GOAL = 1.02, 1.05
FARTHER_GOAL = 4
NO_CHOICES = np.zeros(0, dtype=np.int64)


class Task(NamedTuple):
    """Steps to order: arrays for mlpath, plain lists for the oracle, sections."""

    name: str
    instance: Instance
    steps: Steps
    section: np.ndarray

    @classmethod
    def of(cls, name: str, instance: Instance, section: Sequence[int]) -> Task:
        """Return the task of an instance whose steps are all chosen."""
        rows = np.split(instance.indices, instance.indptr[1:-1])
        needs = {step: set(row.tolist()) for step, row in enumerate(rows)}
        steps = Steps(instance.effort.tolist(), instance.value.tolist(), needs)
        return cls(name, instance, steps, np.asarray(section, dtype=np.int64))

    def part(self, kept: Sequence[int]) -> Task:
        """Return the task of some of the steps."""
        number = {step: place for place, step in enumerate(sorted(kept))}
        edges = [
            (number[s], number[n]) for s in number for n in self.steps.needs[s] if n in number
        ]
        instance = Instance.build(
            [self.steps.effort[s] for s in number], [self.steps.value[s] for s in number], edges
        )
        return Task.of(self.name, instance, [int(self.section[s]) for s in number])

    def ordered(self, order: str = "value", slack: int = 1) -> list[int]:
        """Return mlpath's order."""
        every = np.arange(self.instance.size)
        found = sequence(
            self.instance, every, NO_CHOICES, order=order, sections=self.section, slack=slack
        )
        return found.tolist()

    def topological(self) -> list[int]:
        """Return networkx's order."""
        lines: nx.DiGraph[int] = nx.DiGraph()
        lines.add_nodes_from(range(self.instance.size))
        lines.add_edges_from((need, s) for s, some in self.steps.needs.items() for need in some)
        return list(nx.topological_sort(lines))

    def shuffled(self, seed: int) -> list[int]:
        """Return a random topological order."""
        maker = random.Random(seed)  # noqa: S311 - no secret
        waiting = {step: len(some) for step, some in self.steps.needs.items()}
        uses: dict[int, list[int]] = {step: [] for step in waiting}
        for step, some in self.steps.needs.items():
            for need in some:
                uses[need].append(step)
        ready = [step for step, count in waiting.items() if not count]
        out = []
        while ready:
            step = ready.pop(maker.randrange(len(ready)))
            out.append(step)
            for use in uses[step]:
                waiting[use] -= 1
                if not waiting[use]:
                    ready.append(use)
        return out

    def sums(self, order: Sequence[int]) -> tuple[int, int, int]:
        """Return completion, distance and switches of section."""
        at = np.asarray(order, dtype=np.int64)
        finish = np.empty(len(at), dtype=np.int64)
        finish[at] = np.cumsum(self.instance.effort[at])
        late = int((self.instance.value * finish).sum())
        tails = np.repeat(np.arange(len(at)), np.diff(self.instance.indptr))
        apart = finish[tails] - self.instance.effort[tails] - finish[self.instance.indices]
        return late, int(apart.sum()), int((np.diff(self.section[at]) != 0).sum())

    def peers(self) -> dict[str, tuple[float, float, float]]:
        """Return completion, distance and switches of every other order."""
        mixed = [self.sums(self.shuffled(seed)) for seed in range(10)]
        return {
            "networkx": self.sums(self.topological()),
            "section": self.sums(self.ordered("section")),
            "random": tuple(statistics.fmean(column) for column in zip(*mixed, strict=True)),
        }


def small(seed: int) -> Task:
    """Return a random task of 6 to 14 steps; one in three has few steps of value."""
    maker = random.Random(f"ordering {seed}")  # noqa: S311 - no secret
    size = maker.randint(6, 14)
    near = maker.choice([3, 6, 99])
    edges = {
        (step, maker.randrange(max(0, step - near), step))
        for step in range(1, size)
        for _ in range(maker.choice([0, 1, 1, 2]))
    }
    idle = maker.choice([0.0, 0.3, 0.8])
    value = [0 if maker.random() < idle else maker.randint(1, 5) * 1000 for _ in range(size)]
    effort = [15 * maker.randint(1, 40) for _ in range(size)]
    return Task.of(
        f"small {seed}",
        Instance.build(effort, value, edges),
        [maker.randrange(3) for _ in range(size)],
    )


def planned(graph: KnowledgeGraph, title: str, goals: Sequence[str], budget: str | None) -> Task:
    """Return the task of a plan: its steps with the alternatives that serve them."""
    if budget is None:
        least = value_curve(graph, goals=goals).breakpoints[-1].budget_minutes
        made = plan(graph, goals=goals, budget=least, recommended=False)
    else:
        made = plan(graph, goals=goals, budget=budget, recommended=False)
    names = [str(step) for step in graph.steps]
    rank = {name: place for place, name in enumerate(names)}
    steps = sorted(made.steps, key=lambda step: rank[str(step.step)])
    number = {str(step.step): place for place, step in enumerate(steps)}
    pairs = [(names[edge.target], names[edge.source]) for edge in graph.expansion.edges]
    pairs += [(choice.step, choice.chosen) for choice in made.choices]
    edges = [(number[s], number[need]) for s, need in pairs if s in number and need in number]
    sections = [section.id for section in graph.sections]
    return Task.of(
        title,
        Instance.build(
            [step.effort_minutes for step in steps],
            [thousandths(step.value) for step in steps],
            edges,
        ),
        [sections.index(graph.topic(step.topic).section) for step in steps],
    )


def over(one: float, other: float) -> float:
    """Return how many times `other` one is, 1 where both are nothing."""
    return one / other if other else (1.0 if not one else math.inf)


def exactly(tasks: Iterable[Task], title: str) -> list[str]:
    """Return a table of tasks against the exact optimum; refuse to go on where a goal is missed.

    Raises
    ------
    RuntimeError
        If an order of mlpath is further from the optimum than it may be.
    """
    ratios: dict[str, list[tuple[float, float]]] = {}
    known = skipped = 0
    for task in tasks:
        exact = best(task.steps, most=MOST)
        if exact is None:
            skipped += 1
            continue
        known += 1
        ours = task.sums(task.ordered())
        late, apart = over(ours[0], exact.completion), over(ours[1], exact.distance)
        if late > COMPLETION_GOAL or apart > DISTANCE_GOAL:
            raise RuntimeError(f"{task.name}: {late:.3f} and {apart:.3f} times the optimum")
        for name, (late, apart, _) in {"mlpath": ours, **task.peers()}.items():
            pair = over(late, exact.completion), over(apart, exact.distance)
            ratios.setdefault(name, []).append(pair)
    lines = [
        f"## {title}",
        "",
        (
            f"{known} with a known optimum, {skipped} with too many down-sets for the oracle. "
            "Mean and greatest ratio to the exact optimum (of distance: of orders within 1 % of "
            "the least completion), over those where it is not 0."
        ),
        "",
        "| order | completion, mean | greatest | distance, mean | greatest |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, pairs in ratios.items():
        cells = []
        for column in zip(*pairs, strict=True):
            finite = [ratio for ratio in column if ratio < math.inf]
            cells += [f"{statistics.fmean(finite):.3f}", f"{max(finite):.3f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return [*lines, ""]


def whole(tasks: Iterable[Task]) -> list[str]:
    """Return the table of whole plans: completion against the bound, distance, switches, time."""
    lines = [
        "## Whole plans",
        "",
        (
            "Completion against its lower bound (which lies well below what any order reaches "
            "where few steps have value), distance of the other order in times mlpath's, "
            "switches of section; CPU seconds of the value order."
        ),
        "",
        (
            "| steps of | number | mlpath: completion | networkx | section | random "
            "| distance: networkx | section | random | switches: mlpath | networkx | section "
            "| CPU s |"
        ),
        f"|---|{'--:|' * 12}",
    ]
    for task in tasks:
        task.ordered()  # imports and caches
        began = time.process_time()
        order = task.ordered()
        spent = time.process_time() - began
        late, apart, switches = task.sums(order)
        every = np.arange(task.instance.size)
        bound = completion(task.instance, every, NO_CHOICES, np.asarray(order))[1]
        peers = task.peers()
        cells = [task.name, f"{len(order)}", f"{over(late, bound):.3f}"]
        cells += [f"{over(peer[0], bound):.3f}" for peer in peers.values()]
        cells += [f"{over(peer[1], apart):.2f}" for peer in peers.values()]
        cells += [f"{switches}", f"{peers['networkx'][2]:.0f}", f"{peers['section'][2]:.0f}"]
        lines.append(f"| {' | '.join([*cells, f'{spent:.2f}'])} |")
    return [*lines, ""]


def prices(tasks: Iterable[Task]) -> list[str]:
    """Return the table of what nearness costs: distance at several slacks."""
    lines = [
        "## What nearness costs",
        "",
        (
            "networkx's distance in times mlpath's, by the per cent of completion that distance "
            "may cost (the plan's own order: 1)."
        ),
        "",
        f"| steps of | number | {' | '.join(f'{slack} %' for slack in SLACKS[:-1])} | any |",
        f"|---|{'--:|' * (len(SLACKS) + 1)}",
    ]
    for task in tasks:
        far = task.sums(task.topological())[1]
        cells = [f"{over(far, task.sums(task.ordered(slack=slack))[1]):.2f}" for slack in SLACKS]
        lines.append(f"| {task.name} | {task.instance.size} | {' | '.join(cells)} |")
    return [*lines, ""]


def proven(tasks: Sequence[Task]) -> list[str]:
    """Return what no order of the small tasks can do better, value or not."""
    free = []
    for task in tasks:
        exact = best(task.steps, slack=None, most=MOST)
        if exact is not None and exact.distance:
            free.append(task.sums(task.topological())[1] / exact.distance)
    return [
        (
            "networkx's distance in times the least of any order, value left aside, exactly: "
            f"median {statistics.median(free):.2f}, at least "
            f"{FARTHER_GOAL} in {sum(ratio >= FARTHER_GOAL for ratio in free)} of "
            f"{len(free)}."
        ),
        "",
    ]


def report(graph: KnowledgeGraph, number: int) -> str:
    """Return all tables."""
    plans = [
        planned(graph, "the graph's own values, 300 h", (), "300h"),
        planned(graph, "the graph's own values, 1000 h", (), "1000h"),
    ]
    plans += [
        planned(graph, preset.title, (f"preset:{preset.id}",), None) for preset in graph.presets
    ]
    random_ones = [
        Task.of(f"random, {kind}, seed {seed}", made, (np.arange(made.size) // 75).tolist())
        for kind in ("uncorrelated", "goals")
        for seed in (0, 1)
        for made in (fitted(500, kind, 100, seed),)
    ]
    smalls = [small(seed) for seed in range(number)]
    firsts = [task.part(task.ordered()[:FIRST]) for task in plans]
    lines = exactly(smalls, f"{number:,} random instances of 6 to 14 steps")
    lines += proven(smalls)
    lines += exactly(firsts, f"The first {FIRST} steps of every preset, as plans of their own")
    lines += proven(firsts)
    lines += whole([*plans, *random_ones])
    lines += prices([*plans, *random_ones])
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, or write them to a file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("graph", nargs="?", help="a graph; default: the bundled one")
    parser.add_argument("-n", "--number", type=int, default=SMALL, help="of small instances")
    parser.add_argument("-o", "--output", type=Path, help="a file to write to")
    options = parser.parse_args(arguments)
    graph = mlpath.read(options.graph) if options.graph else mlpath.roadmap()
    text = f"# Study order\n\n{machine()}\n\n{report(graph, options.number)}"
    write: Callable[[str], object] = sys.stdout.write
    if options.output:
        write = options.output.write_text
    write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
