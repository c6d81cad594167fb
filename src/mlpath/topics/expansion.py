"""From topics with levels to steps with plain edges: the structural idea of mlpath.

Every topic becomes up to three steps, each needing the one below. A prerequisite ``p@L`` of ``t``
becomes ``(p, need(L, l)) -> (t, l)`` for each level ``l`` of ``t``: an overview needs an overview,
working needs ``L``, deep needs at least working.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mlpath.topics.levels import Level, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mlpath.topics.models import Prerequisite, Topic

    Prerequisites = tuple[tuple[Prerequisite, int, bool], ...]


class StepEdge(NamedTuple):
    """One edge of the step graph, by step numbers.

    Attributes
    ----------
    source, target
        The prerequisite and the step that needs it.
    reason
        Why; empty for the step from one level to the next.
    position
        Where it stands in the topic's `requires`; None for levels and corequisites.
    """

    source: int
    target: int
    reason: str
    position: int | None


class StepGroup(NamedTuple):
    """An any-of group: the target needs one of the alternatives.

    Attributes
    ----------
    target, alternatives
        Step numbers.
    reason
        Of the group, else of its first alternative.
    position
        Where it stands in the topic's `requires`.
    reasons
        For each alternative its own reason, else the group's.
    """

    target: int
    alternatives: tuple[int, ...]
    reason: str
    position: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expansion:
    """The steps of a graph in declaration order, with efforts, edges and any-of groups.

    Attributes
    ----------
    steps
        n steps; a step's place is its declaration rank.
    efforts
        Minutes of each step beyond the level below, n whole numbers >= 1.
    edges
        What every plan must respect.
    groups
        Any-of groups; an alternative that is an edge anyway leaves no group.
    """

    steps: tuple[Step, ...]
    efforts: tuple[int, ...]
    edges: tuple[StepEdge, ...]
    groups: tuple[StepGroup, ...]


def need(level: Level, wanted: Level) -> Level:
    """Return the level of a prerequisite, named with `level`, that a step at `wanted` needs.

    Examples
    --------
    >>> str(need(Level.DEEP, Level.OVERVIEW)), str(need(Level.OVERVIEW, Level.DEEP))
    ('overview', 'working')
    """
    if wanted is Level.OVERVIEW:
        return Level.OVERVIEW
    return level if wanted is Level.WORKING else max(level, Level.WORKING)


def expand(topics: Sequence[Topic]) -> Expansion:
    """Return the steps, edges and groups of topics whose references are sound."""
    by_id = {topic.id: topic for topic in topics}
    steps = tuple(Step(topic.id, level) for topic in topics for level in topic.levels)
    number = {step: index for index, step in enumerate(steps)}
    edges: list[StepEdge] = []
    groups: list[StepGroup] = []
    for topic in topics:
        edges += _ladder(topic, number)
        prerequisites = topic.prerequisites()
        for level in topic.levels:
            hard, loose = _step_needs(topic, level, prerequisites, by_id, number)
            edges += hard
            groups += loose
    edges += _corequisites(topics, by_id, number)
    efforts = tuple(minutes for topic in topics for minutes in step_efforts(topic))
    return Expansion(steps, efforts, tuple(edges), tuple(groups))


def step_efforts(topic: Topic) -> tuple[int, ...]:
    """Return the minutes of each declared level beyond the one below, at least one each."""
    minutes = []
    before = 0
    for level in topic.levels:
        span = topic.effort[level]
        total = span.median if span is not None else 0
        minutes.append(max(1, total - before))
        before = max(before, total)
    return tuple(minutes)


def _ladder(topic: Topic, number: Mapping[Step, int]) -> list[StepEdge]:
    levels = topic.levels
    return [
        StepEdge(number[Step(topic.id, low)], number[Step(topic.id, high)], "", None)
        for low, high in itertools.pairwise(levels)
    ]


def _step_needs(
    topic: Topic,
    level: Level,
    prerequisites: Prerequisites,
    by_id: Mapping[str, Topic],
    number: Mapping[Step, int],
) -> tuple[list[StepEdge], list[StepGroup]]:
    """Return what one step needs; several entries for one prerequisite leave the first."""
    target = number[Step(topic.id, level)]
    hard: dict[int, StepEdge] = {}
    pending: dict[int, dict[int, str]] = {}
    for prerequisite, position, grouped in prerequisites:
        source = _source(prerequisite, level, by_id, number)
        if source is None:
            continue
        if grouped:
            reason = prerequisite.reason or topic.requires[position].reason
            pending.setdefault(position, {}).setdefault(source, reason)
        else:
            hard.setdefault(source, StepEdge(source, target, prerequisite.reason, position))
    edges, groups = list(hard.values()), []
    for position, alternatives in pending.items():
        unique, reasons = tuple(alternatives), tuple(alternatives.values())
        if any(source in hard for source in unique):
            continue
        reason = topic.requires[position].reason or reasons[0]
        if len(unique) == 1:
            edges.append(StepEdge(unique[0], target, reason, position))
        else:
            groups.append(StepGroup(target, unique, reason, position, reasons))
    return edges, groups


def _source(
    prerequisite: Prerequisite,
    level: Level,
    by_id: Mapping[str, Topic],
    number: Mapping[Step, int],
) -> int | None:
    needed = by_id[prerequisite.topic]
    named = needed.declared(prerequisite.level)
    if prerequisite.only is not None:
        return number[Step(needed.id, named)] if prerequisite.only is level else None
    return number[Step(needed.id, needed.at_least(need(named, level)))]


def _corequisites(
    topics: Iterable[Topic], by_id: Mapping[str, Topic], number: Mapping[Step, int]
) -> list[StepEdge]:
    """Return the shifted edges of topics learnt side by side, each pair once."""
    shifts = ((Level.OVERVIEW, Level.WORKING), (Level.WORKING, Level.DEEP))
    pairs = dict.fromkeys(
        pair
        for topic in topics
        for other in topic.corequisites
        for pair in ((topic.id, other), (other, topic.id))
    )
    return [
        StepEdge(number[Step(first, low)], number[Step(second, high)], "learnt side by side", None)
        for first, second in pairs
        for low, high in shifts
        if low in by_id[first].levels and high in by_id[second].levels
    ]
