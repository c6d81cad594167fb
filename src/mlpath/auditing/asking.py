"""The checker's own reading of what a plan was asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.auditing.rules import levels_of, named_level
from mlpath.errors import RequestError
from mlpath.learners import Goal
from mlpath.topics import Level, Step, split_name

if TYPE_CHECKING:
    from mlpath.auditing.rules import Rules
    from mlpath.plans import Asked
    from mlpath.topics import KnowledgeGraph, Topic

_THOUSANDTH = Decimal("0.001")


@dataclass(slots=True)
class Reading:
    """What was asked, by step numbers.

    Attributes
    ----------
    value
        Thousandths that each step earns, known and banned ones too.
    ends
        Steps that goals and musts name or stand for, each once; what the graph itself values is
        no wish.
    bans
        The step that each ban names, by the ban's text.
    aims
        Steps of the goals' topics up to the levels asked for.
    known, banned
        Closed: with what the known need, and what cannot be learnt without the banned; what a
        log says is done is known without what it needs.
    before, frozen
        Steps of an earlier plan, and those of them that a re-plan keeps.
    capacity
        Minutes of estimated effort, None without a budget.
    everything
        Whether neither goals nor a budget were given, so that the whole graph is wanted.
    recommended
        Whether minutes that are left over may go to what is only recommended.
    due, due_musts
        Minutes of estimated effort after which steps earn nothing, and by which musts have to be
        finished.
    """

    value: list[int]
    must: list[int] = field(default_factory=list)
    ends: dict[int, None] = field(default_factory=dict)
    bans: dict[str, int] = field(default_factory=dict)
    aims: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    banned: set[int] = field(default_factory=set)
    before: list[int] = field(default_factory=list)
    frozen: list[int] = field(default_factory=list)
    capacity: int | None = None
    everything: bool = False
    recommended: bool = False
    due: dict[int, int] = field(default_factory=dict)
    due_musts: dict[int, int] = field(default_factory=dict)

    def open(self, step: int) -> bool:
        """Tell whether a step can be planned at all."""
        return step not in self.known and step not in self.banned


def read_wishes(graph: KnowledgeGraph, rules: Rules, asked: Asked) -> Reading:
    """Return what was asked as numbers.

    Raises
    ------
    MlpathError
        If the wishes name what the graph does not have, or make no sense.
    """
    reading = Reading([0] * len(rules.steps))
    shares = _shares(asked)
    for text in asked.goals:
        goal = Goal.parse(text)
        _goal(graph, rules, reading, goal, shares)
    if not asked.goals:
        for topic in graph.topics:
            if topic.value:
                _earn(rules, reading, (topic, levels_of(topic)[-1]), topic.value * 1000, shares)
        reading.ends.clear()
    for text in asked.must:
        number = _number(graph, rules, text)
        reading.must.append(number)
        step = rules.steps[number]
        _earn(rules, reading, (graph.topic(step.topic), step.level), 1000, shares)
    reading.known = rules.below((_number(graph, rules, text) for text in asked.known), set())
    if asked.before is not None:
        reading.known.update(_number(graph, rules, text) for text in asked.before.done)
        reading.before = [_number(graph, rules, text) for text in asked.before.steps]
        reading.frozen = [_number(graph, rules, text) for text in asked.before.frozen]
    reading.bans = {text: _lowest(graph, rules, text) for text in asked.ban}
    reading.banned = _ban(rules, set(reading.bans.values()), reading.known)
    reading.capacity = _capacity(asked)
    reading.everything = not asked.goals and reading.capacity is None
    optimal = asked.choose == "optimal"
    reading.recommended = asked.recommended and optimal and reading.capacity is not None
    for each in asked.due:
        _due(rules, reading, _number(graph, rules, each.step), fitting(asked, each.by_minutes))
    return reading


def _due(rules: Rules, reading: Reading, number: int, by: int) -> None:
    """Note when a step is due; the lower levels of what is no must are due with it."""
    if number in reading.must:
        reading.due_musts[number] = by
        return
    topic, top = rules.steps[number]
    for level in Level:
        lower = rules.number.get(Step(topic, level))
        if lower is not None and level <= top:
            reading.due[lower] = min(by, reading.due.get(lower, by))


def fitting(asked: Asked, minutes: int) -> int:
    """Return the minutes of estimated effort that fit the learner's own."""
    kept = 1 - Fraction(str(asked.review_share))
    return math.floor(minutes * kept / Fraction(str(asked.pace)))


def _number(graph: KnowledgeGraph, rules: Rules, text: str) -> int:
    name, level = split_name(text)
    step = Step(name, named_level(graph.topic(name), level))
    if level is not None and step.level != level:
        message = f"topic {name!r} does not declare the level {level}"
        raise RequestError(message)
    return rules.number[step]


def _lowest(graph: KnowledgeGraph, rules: Rules, text: str) -> int:
    """Return the step that a ban names; a topic without level is banned as a whole."""
    name, level = split_name(text)
    if level is None:
        return rules.number[Step(name, levels_of(graph.topic(name))[0])]
    return _number(graph, rules, text)


def _shares(asked: Asked) -> list[Fraction]:
    if not all(math.isfinite(share) and 0 < share <= 1 for share in asked.shares):
        message = f"shares {asked.shares} do not lie between 0 and 1"
        raise RequestError(message)
    if list(asked.shares) != sorted(asked.shares):
        message = f"shares {asked.shares} do not rise"
        raise RequestError(message)
    return [Fraction(str(share)) for share in asked.shares]


def _goal(
    graph: KnowledgeGraph, rules: Rules, reading: Reading, goal: Goal, shares: list[Fraction]
) -> None:
    weight = int(goal.weight * 1000)
    if goal.kind == "topic":
        topic = graph.topic(goal.name)
        level = named_level(topic, goal.level)
        if goal.level is not None and level != goal.level:
            message = f"topic {goal.name!r} does not declare the level {goal.level}"
            raise RequestError(message)
        _earn(rules, reading, (topic, level), weight, shares)
        return
    if goal.kind == "preset":
        for entry in graph.preset(goal.name).topics:
            name = entry.topic or entry.section or entry.tag or ""
            kind = "topic" if entry.topic else "section" if entry.section else "tag"
            product = (Decimal(entry.weight) * goal.weight).quantize(_THOUSANDTH, ROUND_HALF_EVEN)
            _goal(graph, rules, reading, Goal(name, entry.level, product, kind), shares)
        return
    members = [topic for topic in graph.topics if _belongs(topic, goal)]
    if not members and (goal.kind == "tag" or goal.name not in {s.id for s in graph.sections}):
        message = f"no {goal.kind} {goal.name!r}"
        raise RequestError(message)
    for topic in members:
        _earn(rules, reading, (topic, named_level(topic, goal.level)), weight, shares)


def _belongs(topic: Topic, goal: Goal) -> bool:
    return topic.section == goal.name if goal.kind == "section" else goal.name in topic.tags


def _earn(
    rules: Rules,
    reading: Reading,
    aim: tuple[Topic, Level],
    weight: int,
    shares: list[Fraction],
) -> None:
    """Give each level up to the aim's what reaching it earns beyond the level below."""
    topic, top = aim
    reading.ends[rules.number[Step(topic.id, top)]] = None
    earned = 0
    for level in levels_of(topic):
        if level <= top:
            number = rules.number[Step(topic.id, level)]
            total = math.floor(weight * shares[level] / shares[top] + Fraction(1, 2))
            reading.value[number] += total - earned
            reading.aims.add(number)
            earned = total


def _ban(rules: Rules, named: set[int], known: set[int]) -> set[int]:
    """Return the named steps and all that cannot be learnt without them."""
    banned = named - known
    if not banned:
        return banned
    hard, loose = _users(rules)
    stack = list(banned)
    while stack:
        step = stack.pop()
        groups = (rules.groups[place] for place in loose[step])
        lost = [group.owner for group in groups if banned.issuperset(group.alternatives)]
        for other in [*hard[step], *lost]:
            if other not in banned and other not in known:
                banned.add(other)
                stack.append(other)
    return banned


def _users(rules: Rules) -> tuple[list[list[int]], list[list[int]]]:
    """Return for each step what needs it, and the groups it is an alternative of."""
    hard: list[list[int]] = [[] for _ in rules.steps]
    loose: list[list[int]] = [[] for _ in rules.steps]
    for step, needs in enumerate(rules.needs):
        for other in needs:
            hard[other].append(step)
    for place, group in enumerate(rules.groups):
        for other in group.alternatives:
            loose[other].append(place)
    return hard, loose


def _capacity(asked: Asked) -> int | None:
    """Return the minutes of estimated effort that fit the learner's own."""
    numbers = (asked.pace, asked.review_share)
    if not all(math.isfinite(number) for number in numbers):
        message = "pace or review_share is no finite number"
        raise RequestError(message)
    if asked.pace <= 0 or not 0 <= asked.review_share < 1:
        message = f"pace {asked.pace} or review_share {asked.review_share} is out of range"
        raise RequestError(message)
    before = asked.before
    limits = []
    if asked.budget_minutes is not None:
        spent = 0 if before is None else before.spent_minutes
        limits.append(max(0, asked.budget_minutes - spent))
    if before is not None and before.limit_minutes is not None:
        limits.append(before.limit_minutes)
    if not limits:
        return None
    return fitting(asked, min(limits))
