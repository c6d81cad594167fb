"""The checker's own reading of a graph: from topics to steps, what each needs, and why.

It starts from what topics declare, not from the expansion that the planner uses, so that a
mistake there shows as a refused plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlpath.topics import AnyOf, Level, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlpath.topics import KnowledgeGraph, Prerequisite, Topic


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives of which one step needs at least one, each with its reasons."""

    owner: int
    position: int
    alternatives: tuple[int, ...]
    reasons: dict[int, set[str]]


@dataclass(slots=True)
class Rules:
    """Steps by number in declaration order, and what the graph asks of a plan of them.

    Attributes
    ----------
    needs
        For each step its prerequisites, each with the reasons an author gave; None stands for an
        edge without an author, whose reason may read as it likes.
    groups
        Any-of groups that no hard prerequisite of their owner serves already.
    owned
        For each step the numbers of its groups.
    recommends
        For each step those that it recommends, with the reasons.
    """

    steps: list[Step] = field(default_factory=list)
    number: dict[Step, int] = field(default_factory=dict)
    effort: list[int] = field(default_factory=list)
    needs: list[dict[int, set[str | None]]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    owned: list[list[int]] = field(default_factory=list)
    recommends: list[dict[int, set[str | None]]] = field(default_factory=list)

    def below(self, start: Iterable[int], stop: set[int]) -> set[int]:
        """Return the steps and all they need but for alternatives, without what is in `stop`."""
        found = {step for step in start if step not in stop}
        stack = list(found)
        while stack:
            for other in self.needs[stack.pop()]:
                if other not in found and other not in stop:
                    found.add(other)
                    stack.append(other)
        return found

    def unserved(self, inside: Iterable[int], have: set[int]) -> Iterator[Group]:
        """Yield the groups of these steps that nothing at hand serves."""
        for step in inside:
            for place in self.owned[step]:
                if have.isdisjoint(self.groups[place].alternatives):
                    yield self.groups[place]


def rules_of(graph: KnowledgeGraph) -> Rules:
    """Return the rules of a graph, read from its topics."""
    rules = Rules()
    by_id = {topic.id: topic for topic in graph.topics}
    for topic in graph.topics:
        reached = 0
        for level in levels_of(topic):
            rules.number[Step(topic.id, level)] = len(rules.steps)
            rules.steps.append(Step(topic.id, level))
            rules.effort.append(max(1, _total(topic, level) - reached))
            reached = max(reached, _total(topic, level))
            rules.needs.append({})
            rules.owned.append([])
            rules.recommends.append({})
    for topic in graph.topics:
        _ladder(rules, topic)
        for level in levels_of(topic):
            _requirements(rules, by_id, topic, level)
            _recommendations(rules, by_id, topic, level)
    for topic in graph.topics:
        for other in topic.corequisites:
            _side_by_side(rules, topic.id, other)
    return rules


def levels_of(topic: Topic) -> list[Level]:
    """Return the levels that have an effort, shallowest first."""
    efforts = topic.effort
    spans = (efforts.overview, efforts.working, efforts.deep)
    return [level for level, span in zip(Level, spans, strict=True) if span is not None]


def named_level(topic: Topic, level: Level | None) -> Level:
    """Return the level that a name without level, or with one, stands for."""
    levels = levels_of(topic)
    wish = Level.WORKING if level is None else level
    return max((found for found in levels if found <= wish), default=levels[0])


def _total(topic: Topic, level: Level) -> int:
    efforts = topic.effort
    span = (efforts.overview, efforts.working, efforts.deep)[level]
    return 0 if span is None else span.median


def _ladder(rules: Rules, topic: Topic) -> None:
    levels = levels_of(topic)
    for place in range(1, len(levels)):
        low, high = Step(topic.id, levels[place - 1]), Step(topic.id, levels[place])
        _add(rules, rules.number[high], rules.number[low], None)


def _add(rules: Rules, step: int, prerequisite: int, reason: str | None) -> None:
    rules.needs[step].setdefault(prerequisite, set()).add(reason)


def _requirements(rules: Rules, by_id: dict[str, Topic], topic: Topic, level: Level) -> None:
    """Add what a topic's requirements ask of one of its steps; groups once all else is known."""
    step = rules.number[Step(topic.id, level)]
    found: list[tuple[int, dict[int, set[str]]]] = []
    for position, item in enumerate(topic.requires):
        if not isinstance(item, AnyOf):
            needed = _needed(by_id[item.topic], item, level)
            if needed is not None:
                _add(rules, step, rules.number[needed], item.reason)
            continue
        reasons: dict[int, set[str]] = {}
        for entry in item.any:
            needed = _needed(by_id[entry.topic], entry, level)
            if needed is not None:
                said = reasons.setdefault(rules.number[needed], set())
                said.add(entry.reason or item.reason)
        found.append((position, reasons))
    # Those of one alternative last: as prerequisites they would hide other groups.
    for position, reasons in sorted(found, key=lambda group: len(group[1]) == 1):
        _group(rules, topic, step, position, reasons)


def _group(
    rules: Rules, topic: Topic, step: int, position: int, reasons: dict[int, set[str]]
) -> None:
    """Add a group, unless a prerequisite of its owner serves it or one alternative is left."""
    hard = {source for source in rules.needs[step] if rules.steps[source].topic != topic.id}
    if len(reasons) == 1:
        # The group's own reason may stand for its only step.
        ((number, said),) = reasons.items()
        for reason in {*said, topic.requires[position].reason}:
            _add(rules, step, number, reason)
    elif reasons and hard.isdisjoint(reasons):
        rules.owned[step].append(len(rules.groups))
        rules.groups.append(Group(step, position, tuple(reasons), reasons))


def _recommendations(rules: Rules, by_id: dict[str, Topic], topic: Topic, level: Level) -> None:
    """Add what a topic recommends for one of its steps."""
    said = rules.recommends[rules.number[Step(topic.id, level)]]
    for item in topic.recommends:
        helper = _needed(by_id[item.topic], item, level)
        if helper is not None:
            said.setdefault(rules.number[helper], set()).add(item.reason)


def _needed(other: Topic, item: Prerequisite, level: Level) -> Step | None:
    """Return the step of the other topic that is asked for at one level, if any."""
    named = named_level(other, item.level)
    if item.only is not None:
        return Step(other.id, named) if item.only == level else None
    asked = {
        Level.OVERVIEW: Level.OVERVIEW,
        Level.WORKING: named,
        Level.DEEP: Level.DEEP if named == Level.DEEP else Level.WORKING,
    }[level]
    levels = levels_of(other)
    return Step(other.id, min((found for found in levels if found >= asked), default=levels[-1]))


def _side_by_side(rules: Rules, first: str, second: str) -> None:
    """Let each of two corequisites need the other one level lower."""
    for low, high in ((Level.OVERVIEW, Level.WORKING), (Level.WORKING, Level.DEEP)):
        for one, other in ((first, second), (second, first)):
            earlier, later = Step(one, low), Step(other, high)
            if earlier in rules.number and later in rules.number:
                _add(rules, rules.number[later], rules.number[earlier], None)
