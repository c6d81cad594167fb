"""What a log adds up to on a graph: what is mastered, what is in progress, what it took.

A log outlives the graph it was written for: former ids (`was`) count for the topic of today, and
what no topic of today takes is kept and told, never dropped.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlpath.topics import Level, Step
from mlpath.tracking.events import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from mlpath.topics import KnowledgeGraph, Topic
    from mlpath.tracking.events import Event
    from mlpath.tracking.logs import Log

MASTERING = (Kind.DONE, Kind.PASSED, Kind.KNOWN)
STUDIED = (Kind.DONE, Kind.PASSED)
LOSING = (Kind.FAILED, Kind.FORGOTTEN)


class State(enum.StrEnum):
    """How far a learner is with a step."""

    MASTERED = "mastered"
    IN_PROGRESS = "in progress"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class StepProgress:
    """What the log says about a step.

    Attributes
    ----------
    step
        Of the graph as it is now.
    state
        Mastered; started or failed and so in progress; or forgotten.
    kind, on
        The kind and the date of the event that decided it. A deeper level includes the shallower
        ones, so an event may stand for several steps of its topic.
    minutes
        Study logged for it, all entries together.
    """

    step: Step
    state: State
    kind: Kind
    on: dt.date
    minutes: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A study time that was estimated and taken: what a pace is learnt from.

    Attributes
    ----------
    step
        The step that was reached.
    actual_minutes
        Taken, all entries since the last reached step of the topic together.
    estimate_minutes
        Effort of the step and of the levels below it that were reached with it.
    on
        When it was reached.
    """

    step: Step
    actual_minutes: int
    estimate_minutes: int
    on: dt.date


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A step of the log that the graph does not have; the log keeps it.

    Attributes
    ----------
    step
        As logged.
    kind, on
        Of the last event about it.
    minutes
        Study logged for it.
    """

    step: Step
    kind: Kind
    on: dt.date
    minutes: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a learner stands.

    Attributes
    ----------
    steps
        Every step the log says something about, in declaration order.
    pairs
        Estimated and actual study times, in the order in which they were reached.
    unplaced
        Steps that the graph does not have, by name.
    """

    steps: tuple[StepProgress, ...] = ()
    pairs: tuple[Pair, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()

    @property
    def mastered(self) -> tuple[Step, ...]:
        """The steps done, passed or known; what they need is not included."""
        return self._in(State.MASTERED)

    @property
    def in_progress(self) -> tuple[Step, ...]:
        """The steps started, or failed, and not mastered."""
        return self._in(State.IN_PROGRESS)

    @property
    def minutes(self) -> int:
        """Study logged in all, steps that the graph does not have included."""
        placed = sum(item.minutes for item in self.steps)
        return placed + sum(item.minutes for item in self.unplaced)

    def minutes_of(self, step: Step) -> int:
        """Return the minutes of study logged for a step."""
        return sum(item.minutes for item in self.steps if item.step == step)

    def _in(self, state: State) -> tuple[Step, ...]:
        return tuple(item.step for item in self.steps if item.state is state)


@dataclass(slots=True)
class _Tally:
    """What is known about one topic while its events are gone through, by level."""

    state: dict[Level, tuple[State, Event]] = field(default_factory=dict)
    minutes: dict[Level, int] = field(default_factory=dict)
    unclaimed: dict[Level, int] = field(default_factory=dict)
    reached: set[Level] = field(default_factory=set)

    def has(self, level: Level) -> bool:
        return level in self.state and self.state[level][0] is State.MASTERED


def progress(log: Log, graph: KnowledgeGraph) -> Progress:
    """Return what a log adds up to on a graph.

    Parameters
    ----------
    log
        In any order, from any number of devices: the events' own order decides.
    graph
        As it is now. Former ids of a topic count for it. A level that the topic does not declare
        counts for the deepest declared below it.

    Returns
    -------
    Progress
        A level mastered masters the shallower ones of its topic, and a level lost loses the
        deeper ones; what *other* topics it needs is not inferred from a log.

    Examples
    --------
    >>> import datetime as dt
    >>> from mlpath.topics import KnowledgeGraph
    >>> from mlpath.tracking import Entry, Event, Kind, Log
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h", "was": ["usv"]}}})
    >>> noon = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    >>> entry = Entry(Kind.PASSED, Step("usv", Level.WORKING), minutes=360)
    >>> now = progress(Log.of([Event(1, "0" * 32, noon, entry)]), graph)
    >>> [str(step) for step in now.mastered]
    ['svd@working']
    >>> now.pairs[0].actual_minutes, now.pairs[0].estimate_minutes
    (360, 300)
    """
    former = _former(graph)
    tallies: dict[str, _Tally] = {}
    elsewhere: dict[Step, list[Event]] = {}
    pairs: list[Pair] = []
    for event in log.counting:
        logged = event.entry.step
        # An undoing, which `counting` has left out; a review is no study, nothing gained or lost.
        if logged is None or event.entry.kind is Kind.REVIEWED:
            continue
        step = _placed(logged, graph, former)
        if step is None:
            elsewhere.setdefault(logged, []).append(event)
            continue
        tally = tallies.setdefault(step.topic, _Tally())
        pairs += _count(tally, graph.topic(step.topic), step.level, event, graph)
    steps = (
        _step_progress(step, tallies[step.topic]) for step in graph.steps if step.topic in tallies
    )
    return Progress(
        steps=tuple(item for item in steps if item is not None),
        pairs=tuple(pairs),
        unplaced=tuple(
            Unplaced(step, events[-1].entry.kind, events[-1].on, _minutes(events))
            for step, events in sorted(elsewhere.items())
        ),
    )


def startable(
    reached: Progress, graph: KnowledgeGraph, known: Iterable[Step] = ()
) -> tuple[Step, ...]:
    """Return the steps not mastered whose prerequisites all are: what can be started now.

    Unlike `mlpath.frontier`, nothing is inferred: a logged step says nothing about what it needs.

    Parameters
    ----------
    reached
        What the log says.
    known
        Steps mastered besides, with all they need.

    Returns
    -------
    tuple of Step
        In declaration order; steps in progress are among them.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"effort": "2h"}, "forces": {"effort": "3h", "requires": ["vectors"]}}})
    >>> [str(step) for step in startable(Progress(), graph)]
    ['vectors@working']
    """
    mastered = {graph.rank[step] for step in (*reached.mastered, *known)}
    blocked = {edge.target for edge in graph.expansion.edges if edge.source not in mastered}
    blocked.update(
        group.target for group in graph.expansion.groups if mastered.isdisjoint(group.alternatives)
    )
    return tuple(
        step
        for number, step in enumerate(graph.steps)
        if number not in mastered and number not in blocked
    )


def placed(step: Step, graph: KnowledgeGraph) -> Step | None:
    """Return the step of today's graph that a step of an older one stands for.

    Returns
    -------
    Step or None
        Of the topic that once had that id, at the deepest declared level that is not deeper;
        None if there is no such topic or no such level.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h", "was": ["usv"]}}})
    >>> str(placed(Step("usv", Level.DEEP), graph))
    'svd@working'
    """
    return _placed(step, graph, _former(graph))


def _former(graph: KnowledgeGraph) -> dict[str, str]:
    return {old: topic.id for topic in graph for old in topic.was}


def _placed(step: Step, graph: KnowledgeGraph, former: Mapping[str, str]) -> Step | None:
    name = step.topic if step.topic in graph else former.get(step.topic)
    if name is None or step.level < graph.topic(name).levels[0]:
        return None
    return Step(name, graph.topic(name).declared(step.level))


def _count(
    tally: _Tally, topic: Topic, level: Level, event: Event, graph: KnowledgeGraph
) -> list[Pair]:
    """Take an event into the tally of its topic; return the pair that it completes, if it does."""
    entry = event.entry
    taken = entry.minutes or 0
    tally.minutes[level] = tally.minutes.get(level, 0) + taken
    tally.unclaimed[level] = tally.unclaimed.get(level, 0) + taken
    if entry.kind in MASTERING:
        return _master(tally, topic, level, event, graph)
    if entry.kind in LOSING:
        for deeper in topic.levels:
            if deeper > level and tally.has(deeper):
                tally.state[deeper] = (State.LOST, event)
        lost = State.LOST if entry.kind is Kind.FORGOTTEN else State.IN_PROGRESS
        tally.state[level] = (lost, event)
    elif not tally.has(level):
        tally.state[level] = (State.IN_PROGRESS, event)
    return []


def _master(
    tally: _Tally, topic: Topic, level: Level, event: Event, graph: KnowledgeGraph
) -> list[Pair]:
    covered = [declared for declared in topic.levels if declared <= level]
    gained = [declared for declared in covered if not tally.has(declared)]
    fresh = [declared for declared in gained if declared not in tally.reached]
    actual = sum(tally.unclaimed.pop(declared, 0) for declared in covered)
    for declared in gained or [level]:
        tally.state[declared] = (State.MASTERED, event)
    tally.reached.update(covered)
    # Learning again what was forgotten takes less, and says nothing about new things; without
    # minutes of its own the entry may not have told all of the time.
    if event.entry.kind not in STUDIED or not event.entry.minutes or fresh != gained or not fresh:
        return []
    step = Step(topic.id, level)
    estimate = sum(graph.effort(Step(topic.id, declared)) for declared in fresh)
    return [Pair(step, actual, estimate, event.on)]


def _step_progress(step: Step, tally: _Tally) -> StepProgress | None:
    if step.level not in tally.state:
        return None
    state, event = tally.state[step.level]
    minutes = tally.minutes.get(step.level, 0)
    return StepProgress(step, state, event.entry.kind, event.on, minutes)


def _minutes(events: Iterable[Event]) -> int:
    return sum(event.entry.minutes or 0 for event in events)
