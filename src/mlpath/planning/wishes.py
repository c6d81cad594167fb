"""From what a learner asks to steps and values: the only place where goals become numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.errors import Problem, RequestError, UnknownTopicError, expect
from mlpath.learners import Goal
from mlpath.learners.goals import KINDS
from mlpath.ordering import reached
from mlpath.plans import Asked
from mlpath.topics import Level, Step, split_name, suggest
from mlpath.units import minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mlpath.plans import DueTime
    from mlpath.topics import KnowledgeGraph, Topic

SHARES = (0.4, 0.8, 1.0)
THOUSAND = 1000
LIMIT = 100_000 * 60
SURE = (0.01, 0.99)  # beyond lies what no estimate can tell

Wanted = str | Step
Wish = str | Step | Goal


@dataclass(frozen=True, slots=True)
class Target:
    """A goal broken down to one step, with its weight in thousandths."""

    step: Step
    weight: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """Everything asked, resolved against one graph.

    Attributes
    ----------
    asked
        The same in the forms of the command line.
    targets
        Goals as steps; empty only when nothing has worth.
    must, known, banned
        Steps, each list in declaration order. `known` and `banned` are closed: what the known
        need is known, what needs a banned step is banned. Only steps that a log says are done
        are known without what they need.
    capacity
        Minutes of estimated effort, None without a budget.
    everything
        Whether neither goals nor a budget were given: the whole graph is wanted.
    due
        For steps that are no musts, the minute of effort after which they earn nothing.
    due_musts
        For musts, the minute of effort by which they have to be finished.
    """

    asked: Asked
    targets: tuple[Target, ...]
    must: tuple[Step, ...]
    known: tuple[Step, ...]
    banned: tuple[Step, ...]
    capacity: int | None
    everything: bool
    due: Mapping[Step, int] = field(default_factory=dict)
    due_musts: Mapping[Step, int] = field(default_factory=dict)


def resolve(graph: KnowledgeGraph, asked: Asked) -> Wishes:
    """Return what was asked as steps of the graph.

    Raises
    ------
    UnknownTopicError
        If a topic, section, tag, preset or level does not exist.
    RequestError
        If goals, weights or numbers make no sense.
    """
    goals = tuple(Goal.parse(text) for text in asked.goals)
    must = tuple(graph.step(text) for text in asked.must)
    targets = [target for goal in goals for target in _targets(graph, goal)]
    if not goals:
        targets += [Target(Step(t.id, t.levels[-1]), t.value * THOUSAND) for t in graph if t.value]
    targets += [Target(step, THOUSAND) for step in must]
    known = _close_down(graph, [graph.step(text) for text in asked.known])
    if asked.before is not None:
        known |= {graph.step(text) for text in asked.before.done}
    banned = _close_up(graph, [_ban(graph, text) for text in asked.ban], known)
    due, due_musts = _dates(graph, asked, must)
    return Wishes(
        asked=asked,
        targets=tuple(targets),
        must=_sorted(graph, must),
        known=_sorted(graph, known),
        banned=_sorted(graph, banned),
        capacity=capacity(asked),
        everything=not goals and asked.open_minutes is None,
        due=due,
        due_musts=due_musts,
    )


def _dates(
    graph: KnowledgeGraph, asked: Asked, must: Iterable[Step]
) -> tuple[dict[Step, int], dict[Step, int]]:
    """Return the minutes of effort by which goals, with their lower levels, and musts are due."""
    musts = set(must)
    goals: dict[Step, int] = {}
    kept: dict[Step, int] = {}
    for each in asked.due:
        step, effort = graph.step(each.step), asked.fitting(each.by_minutes)
        if step in musts:
            kept[step] = effort
            continue
        for level in graph.topic(step.topic).levels:
            if level <= step.level:
                lower = Step(step.topic, level)
                goals[lower] = min(effort, goals.get(lower, effort))
    return goals, kept


def ask(  # noqa: PLR0913 - the wishes of a learner are many
    graph: KnowledgeGraph,
    *,
    goals: Iterable[Wish],
    must: Iterable[Wanted],
    known: Iterable[Wanted],
    ban: Iterable[Wanted],
    budget: str | int | None,
    pace: float,
    review_share: float,
    shares: Sequence[float],
    choose: str,
    order: str,
    work_limit: int | None,
    pace_sigma: float | None = None,
    sure: float | None = None,
    due: Iterable[DueTime] = (),
    recommended: bool = True,
) -> Asked:
    """Return the wishes in the one form that a plan remembers."""
    expect("KnowledgeGraph", graph=graph)
    expect("bool", recommended=recommended)
    _one_of("choose", choose, ("optimal", "nested"))
    _one_of("order", order, ("value", "breadth", "spiral", "section"))
    if sure is not None and budget is None:
        hint = "such as 300h; without one every plan fits"
        raise RequestError(Problem("bad-request", "sure needs a budget to fit", hint=hint))
    asked = Asked(
        goals=tuple(str(_current(graph, _goal(wish))) for wish in _several("goals", goals)),
        must=_once(step for name in _names("must", must) for step in _kept(graph, name)),
        known=_once(graph.step(_single("known", name)) for name in _names("known", known)),
        ban=_once(_ban(graph, _single("ban", name)) for name in _names("ban", ban)),
        budget_minutes=None if budget is None else minutes_of(budget),
        pace=_between("pace", pace, 0.05, 20),
        review_share=_between("review_share", review_share, 0, 0.9),
        pace_sigma=None if pace_sigma is None else _between("pace_sigma", pace_sigma, 0, 2),
        sure=None if sure is None else _between("sure", sure, *SURE),
        shares=_shares(shares),
        choose=choose,
        order=order,
        work_limit=_limit(work_limit),
        recommended=recommended,
    )
    return with_due(graph, asked, due)


def with_due(graph: KnowledgeGraph, asked: Asked, due: Iterable[DueTime]) -> Asked:
    """Return wishes with due times; what is due is a goal of weight 1, if nothing else yet.

    Nothing else is a must, or part of a goal.
    """
    dates = tuple(due)
    targets = [t for text in asked.goals for t in _targets(graph, Goal.parse(text))]
    tops: dict[str, int] = {}
    for target in targets:
        topic, level = target.step
        tops[topic] = max(level, tops.get(topic, level))
    steps = (graph.step(each.step) for each in dates if each.step not in asked.must)
    new = tuple(str(step) for step in steps if step.level > tops.get(step.topic, -1))
    return asked.model_copy(update={"goals": (*asked.goals, *new), "due": dates})


def capacity(asked: Asked) -> int | None:
    """Return the minutes of estimated effort that fit the learner's own minutes, rounded down."""
    minutes = asked.open_minutes
    return None if minutes is None else asked.fitting(minutes)


def step_values(
    graph: KnowledgeGraph, targets: Iterable[Target], shares: Sequence[float]
) -> dict[Step, int]:
    """Return what each step earns, in thousandths.

    A target ``t@L`` of weight w earns ``w * share(l) / share(L)`` in all once level ``l <= L`` is
    reached, rounded to thousandths; a step's own value is what it adds to the level below.
    """
    exact = [Fraction(str(share)) for share in shares]
    parts = [[(share / top).as_integer_ratio() for share in exact] for top in exact]
    values: dict[Step, int] = {}
    for target in targets:
        topic, top = target.step
        before = 0
        for level in graph.topic(topic).levels:
            if level > top:
                break
            over, under = parts[top][level]
            reached = (2 * target.weight * over + under) // (2 * under)
            step = Step(topic, level)
            values[step] = values.get(step, 0) + reached - before
            before = reached
    return values


def _goal(wish: Wish) -> Goal:
    if isinstance(wish, Goal):
        return wish
    if isinstance(wish, Step):
        return Goal(wish.topic, wish.level)
    if not isinstance(wish, str):
        hint = 'a text such as "svd@deep", a Step or a Goal'
        raise RequestError(Problem("bad-goal", f"{wish!r} is not a goal", hint=hint))
    return Goal.parse(wish)


def _current(graph: KnowledgeGraph, goal: Goal) -> Goal:
    """Return the goal with its topic's id of today, which is all that a plan is checked by."""
    return replace(goal, name=graph.topic(goal.name).id) if goal.kind == "topic" else goal


def _targets(graph: KnowledgeGraph, goal: Goal) -> Iterator[Target]:
    weight = int(goal.weight * THOUSAND)
    if goal.kind == "topic":
        level = "" if goal.level is None else f"@{goal.level}"
        yield Target(graph.step(f"{goal.name}{level}"), weight)
    elif goal.kind == "preset":
        for entry in graph.preset(goal.name).topics:
            name = entry.topic or entry.section or entry.tag or ""
            kind = "topic" if entry.topic else "section" if entry.section else "tag"
            inner = Goal(name, entry.level, round(entry.weight * goal.weight, 3), kind)
            yield from _targets(graph, inner)
    else:
        for topic in _members(graph, goal):
            yield Target(Step(topic.id, topic.declared(goal.level)), weight)


def _members(graph: KnowledgeGraph, goal: Goal) -> list[Topic]:
    if goal.kind == "section":
        section = graph.section(goal.name)
        return [topic for topic in graph if topic.section == section.id]
    members = [topic for topic in graph if goal.name in topic.tags]
    if not members:
        hint = suggest(goal.name, graph.tags)
        raise UnknownTopicError(Problem("unknown-tag", f"no tag {goal.name!r}", hint=hint))
    return members


def _kept(graph: KnowledgeGraph, name: Wanted) -> Iterator[Step]:
    """Yield the steps of a must; a section, tag or preset stands for those of its topics."""
    if isinstance(name, str) and name.partition(":")[0] in KINDS:
        yield from (target.step for target in _targets(graph, Goal.parse(name)))
    else:
        yield graph.step(name)


def _single(name: str, wish: Wanted) -> Wanted:
    """Return a topic or step; what stands for several has no place here."""
    kind, colon, _ = wish.partition(":") if isinstance(wish, str) else ("", "", "")
    if colon and kind in KINDS:
        message = f"{name} takes topics, not {wish!r}"
        hint = "leave the word out" if kind == "topic" else f"name the topics of the {kind}"
        raise RequestError(Problem("bad-name", message, hint=hint))
    return wish


def _once(steps: Iterable[Step]) -> tuple[str, ...]:
    """Return steps as texts, each once: the same wishes make the same plan to the byte."""
    return tuple(dict.fromkeys(map(str, steps)))


def _ban(graph: KnowledgeGraph, name: Wanted) -> Step:
    """Return the banned step; a topic without level is banned from its lowest level up."""
    step = graph.step(name)
    if isinstance(name, Step) or split_name(name)[1] is not None:
        return step
    found = graph.topic(step.topic)
    return Step(found.id, found.levels[0])


def _close_down(graph: KnowledgeGraph, steps: Iterable[Step]) -> set[Step]:
    """Return the steps and all they need, except through any-of."""
    start = [graph.rank[step] for step in steps]
    before: Mapping[int, list[int]] = _sources(graph) if start else {}
    found = reached(start, lambda number: before.get(number, ()))
    return {graph.steps[number] for number in found}


def _sources(graph: KnowledgeGraph) -> dict[int, list[int]]:
    before: dict[int, list[int]] = {}
    for edge in graph.expansion.edges:
        before.setdefault(edge.target, []).append(edge.source)
    return before


def _close_up(graph: KnowledgeGraph, steps: Sequence[Step], known: set[Step]) -> set[Step]:
    """Return the steps and all that cannot be learnt without them; the known stay known."""
    if not steps:
        return set()
    expansion = graph.expansion
    after: dict[int, list[int]] = {}
    for edge in expansion.edges:
        after.setdefault(edge.source, []).append(edge.target)
    serves: dict[int, list[int]] = {}
    for number, group in enumerate(expansion.groups):
        for alternative in group.alternatives:
            serves.setdefault(alternative, []).append(number)
    mastered = {graph.rank[step] for step in known}
    found = {graph.rank[step] for step in steps} - mastered
    stack = sorted(found)
    while stack:
        number = stack.pop()
        groups = (expansion.groups[place] for place in serves.get(number, ()))
        lost = [group.target for group in groups if found.issuperset(group.alternatives)]
        for other in [*after.get(number, ()), *lost]:
            if other not in found and other not in mastered:
                found.add(other)
                stack.append(other)
    return {graph.steps[number] for number in found}


def _sorted(graph: KnowledgeGraph, steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(sorted(set(steps), key=graph.rank.__getitem__))


def minutes_of(budget: object) -> int:
    """Return a budget in whole minutes: minutes themselves, or a text such as ``"300h"``.

    Raises
    ------
    RequestError, UnitError
        If it is neither, or beyond every learner's time.
    """
    if isinstance(budget, str):
        return minutes(budget)
    if isinstance(budget, bool) or not isinstance(budget, int) or not 0 <= budget <= LIMIT:
        raise RequestError(
            Problem(
                "bad-budget",
                f"a budget of {budget!r} is not usable",
                hint=f'whole minutes, at most {LIMIT:,}, or a text such as "300h"',
            )
        )
    return budget


def _between(name: str, number: object, low: float, high: float) -> float:
    if (
        isinstance(number, bool)
        or not isinstance(number, int | float)
        or not low <= number <= high
    ):
        raise RequestError(
            Problem("bad-request", f"{name} is {number!r}", hint=f"a number from {low} to {high}")
        )
    return float(number)


def _limit(nodes: object) -> int | None:
    if nodes is None or (type(nodes) is int and nodes >= 0):
        return nodes
    hint = "a whole number of branch-and-bound nodes, or None"
    raise RequestError(Problem("bad-request", f"work_limit is {nodes!r}", hint=hint))


def _shares(shares: object) -> tuple[float, float, float]:
    found = list(shares) if isinstance(shares, Iterable) else []
    numbers = [float(share) for share in found if isinstance(share, int | float)]
    rising = all(low <= high for low, high in itertools.pairwise(numbers))
    if (
        not len(found) == len(numbers) == len(Level)
        or not rising
        or not 0 < numbers[0] <= numbers[-1] <= 1
    ):
        raise RequestError(
            Problem("bad-request", f"shares are {shares!r}", hint="such as 0.4, 0.8, 1.0: rising")
        )
    return numbers[0], numbers[1], numbers[2]


def _names(name: str, wishes: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """Return topics and steps; a goal, with its weight, has no place here."""
    found = _several(name, wishes)
    for wish in found:
        if not isinstance(wish, str | Step):
            hint = "topic@level, or a Step"
            raise RequestError(Problem("bad-request", f"{name} holds {wish!r}", hint=hint))
    return tuple(wish for wish in found if isinstance(wish, str | Step))


def _several(name: str, wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    if isinstance(wishes, str | Step | Goal):
        raise RequestError(
            Problem("bad-request", f"{name} is a single {wishes!s}", hint="give a list")
        )
    if not isinstance(wishes, Iterable):
        message = f"{name} is {wishes!r}, which is no list"
        raise RequestError(
            Problem("bad-request", message, hint='give a list such as ["svd@deep"]')
        )
    return tuple(wishes)


def _one_of(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise RequestError(
            Problem("bad-request", f"no {name} {value!r}", hint=f"one of {', '.join(known)}")
        )
