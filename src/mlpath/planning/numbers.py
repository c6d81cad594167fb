"""From resolved wishes to an instance of integers, and back from its solution to steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlpath.ordering import reached
from mlpath.planning.recommending import recommended_pairs
from mlpath.planning.wishes import step_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mlpath.planning.wishes import Wishes
    from mlpath.solving.base import Instance, IntArray, Solution
    from mlpath.topics import KnowledgeGraph, Step


@dataclass(frozen=True, slots=True)
class Numbers:
    """The steps still open, renumbered in declaration order, as the solver sees them.

    Attributes
    ----------
    steps
        Step of each number.
    values
        Thousandths each step earns, for known and banned ones too.
    groups
        For each group of the instance its number in the graph's expansion.
    served
        Groups of the expansion that a known step serves, with that step's declaration rank.
    impossible
        Musts that a ban makes impossible.
    helps
        Recommended steps with the steps that they help, and why.
    """

    instance: Instance
    steps: tuple[Step, ...]
    number: dict[Step, int]
    values: dict[Step, int]
    groups: tuple[int, ...]
    served: dict[int, int]
    impossible: tuple[Step, ...]
    helps: tuple[tuple[int, int, str], ...]


def compile_wishes(graph: KnowledgeGraph, wishes: Wishes) -> Numbers:
    """Return the instance of the wishes: known and banned steps are gone from it."""
    from mlpath.solving import Instance  # noqa: PLC0415 - loads numpy

    expansion = graph.expansion
    mastered = {graph.rank[step] for step in wishes.known}
    gone = mastered | {graph.rank[step] for step in wishes.banned}
    ranks = [rank for rank in range(len(expansion.steps)) if rank not in gone]
    new = {rank: place for place, rank in enumerate(ranks)}
    steps = tuple(expansion.steps[rank] for rank in ranks)
    number = {step: place for place, step in enumerate(steps)}
    edges = [
        (new[edge.target], new[edge.source])
        for edge in expansion.edges
        if edge.target in new and edge.source in new
    ]
    groups: list[tuple[int, list[int]]] = []
    origin: list[int] = []
    served: dict[int, int] = {}
    for place, group in enumerate(expansion.groups):
        if group.target not in new:
            continue
        mastering = [a for a in group.alternatives if a in mastered]
        if mastering:
            served[place] = mastering[0]
            continue
        groups.append((new[group.target], [new[a] for a in group.alternatives if a in new]))
        origin.append(place)
    values = step_values(graph, wishes.targets, wishes.asked.shares)
    open_musts = [step for step in wishes.must if graph.rank[step] not in mastered]
    instance = Instance.build(
        effort=[expansion.efforts[rank] for rank in ranks],
        value=[values.get(step, 0) for step in steps],
        edges=edges,
        groups=groups,
        required=range(len(steps))
        if wishes.everything
        else [number[step] for step in open_musts if step in number],
        capacity=wishes.capacity,
    )
    return Numbers(
        instance=instance,
        steps=steps,
        number=number,
        values=values,
        groups=tuple(origin),
        served=served,
        impossible=tuple(step for step in open_musts if step not in number),
        helps=tuple(
            (number[helper], number[helped], reason)
            for helper, helped, reason in recommended_pairs(graph)
            if helper in number and helped in number
        ),
    )


def choices_made(solution: Solution) -> dict[int, int]:
    """Return the alternatives that a solution chose, by any-of group."""
    return {group: choice for group, choice in enumerate(solution.choices.tolist()) if choice >= 0}


def needs_of(instance: Instance, choices: Mapping[int, int]) -> Callable[[int], list[int]]:
    """Return what tells what a step needs itself once choices are made."""
    chosen: dict[int, list[int]] = {}
    for group, choice in choices.items():
        chosen.setdefault(int(instance.group_step[group]), []).append(choice)
    return lambda step: [*hard_needs(instance, step), *chosen.get(step, ())]


def hard_needs(instance: Instance, step: int) -> list[int]:
    """Return the prerequisites of a step that are no matter of choice."""
    found: list[int] = instance.indices[instance.indptr[step] : instance.indptr[step + 1]].tolist()
    return found


def without_ballast(instance: Instance, solution: Solution) -> Solution:
    """Return the solution without steps that no must and no step of value needs.

    A search that its work limit ended may leave an alternative that another one made needless.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    chosen, needed = set(solution.chosen.tolist()), set(instance.required.tolist())
    needed.update(step for step in chosen if instance.value[step])
    needed = reached(needed, needs_of(instance, choices_made(solution)))
    if needed == chosen:
        return solution
    kept = np.asarray(sorted(needed), dtype=np.int64)
    choices = np.where(np.isin(instance.group_step, kept), solution.choices, -1)
    effort = int(instance.effort[kept].sum())
    return replace(solution, chosen=kept, choices=choices, effort=effort)


def chosen_edges(
    graph: KnowledgeGraph,
    numbers: Numbers,
    chosen: Iterable[int],
    choices: IntArray,
    *,
    nested: bool = False,
) -> list[tuple[int, int, str]]:
    """Return (prerequisite, step, reason) by instance number, among the chosen steps.

    Of an any-of group only the alternative that was chosen counts; in a nested plan each that is
    there does, as more budget never removes one.
    """
    inside = {graph.rank[numbers.steps[place]]: place for place in chosen}
    found = [
        (inside[edge.source], inside[edge.target], edge.reason)
        for edge in graph.expansion.edges
        if edge.source in inside and edge.target in inside
    ]
    for place, origin in enumerate(numbers.groups):
        group = graph.expansion.groups[origin]
        if group.target in inside and choices[place] >= 0:
            for other, reason in zip(group.alternatives, group.reasons, strict=True):
                if other in inside and (nested or inside[other] == choices[place]):
                    found.append((inside[other], inside[group.target], reason))
    return found


def with_edges(instance: Instance, edges: Sequence[tuple[int, int]]) -> Instance:
    """Return the instance with more pairs (step, prerequisite)."""
    import numpy as np  # noqa: PLC0415 - heavy

    from mlpath.solving.arrays import compress, rows  # noqa: PLC0415 - loads numpy

    if not edges:
        return instance
    steps, others = np.asarray(edges, dtype=np.int64).T
    tails = np.concatenate((rows(instance.indptr), steps))
    heads = np.concatenate((instance.indices, others))
    indptr, indices = compress(instance.size, tails, heads)
    return replace(instance, indptr=indptr, indices=indices)


def section_numbers(graph: KnowledgeGraph, steps: Sequence[Step]) -> list[int]:
    """Return the number of the section each step belongs to, in the graph's order."""
    place = {section.id: number for number, section in enumerate(graph.sections)}
    return [place[graph.topic(step.topic).section] for step in steps]
