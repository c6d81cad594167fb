"""Where a learner stands in a plan: what is done, what it took, and at which pace."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.forecasting import learnt_pace, pace_before
from mlpath.planning.wishes import resolve
from mlpath.plans import Asked
from mlpath.topics import Level, Step, split_name
from mlpath.tracking import Progress, placed
from mlpath.tracking.tallying import STUDIED, State

if TYPE_CHECKING:
    from mlpath.plans import Before, Plan
    from mlpath.topics import KnowledgeGraph

SLOWEST, FASTEST = 20.0, 0.05


@dataclass(frozen=True, slots=True)
class Standing:
    """What a log says about a plan.

    Attributes
    ----------
    promised
        Steps of the plan that are not mastered, in its order, as the graph calls them today.
    done, lost
        Steps mastered, in the plan or not, and steps forgotten.
    begun
        Promised steps in progress.
    spent_minutes, begun_minutes
        As `Before` has them.
    pace, pace_sigma, pairs
        Hours per estimated hour after what was logged, its spread, and the topics that it was
        learnt from; without any the stated ones.
    """

    promised: tuple[Step, ...]
    done: tuple[Step, ...]
    lost: frozenset[Step]
    begun: tuple[Step, ...]
    spent_minutes: int
    begun_minutes: int
    pace: float
    pace_sigma: float | None
    pairs: int


def stated(plan: Plan) -> tuple[float, float | None]:
    """Return the pace that the learner stated, whatever logs have taught since, and its spread."""
    before = plan.asked.before
    asked = plan.asked
    return (asked.pace, asked.pace_sigma) if before is None else (before.pace, before.pace_sigma)


def standing(
    plan: Plan,
    graph: KnowledgeGraph,
    progress: Progress | None,
    given_up: frozenset[Step] = frozenset(),
) -> Standing:
    """Return where the learner stands; without a log, where the plan says that they stood.

    Time spent on steps in progress that are given up is spent.
    """
    before = plan.asked.before
    if progress is None:
        return _as_before(plan, graph, before)
    mastered = frozenset(progress.mastered)
    steps = (placed(planned.step, graph) for planned in plan.steps)
    promised = tuple(
        dict.fromkeys(step for step in steps if step is not None and step not in mastered)
    )
    pace, sigma, pairs = learnt(plan, graph, progress)
    asked = plan.asked.model_copy(update={"pace": pace})
    inside = frozenset(progress.in_progress) - given_up
    begun = tuple(step for step in promised if step in inside)
    credit = sum(
        min(_with_reviews(asked, progress.minutes_of(step)), asked.own(graph.effort(step)))
        for step in begun
    )
    return Standing(
        promised=promised,
        done=progress.mastered,
        lost=frozenset(item.step for item in progress.steps if item.state is State.LOST),
        begun=begun,
        spent_minutes=_spent(asked, graph, progress) - credit,
        begun_minutes=credit,
        pace=pace,
        pace_sigma=sigma,
        pairs=pairs,
    )


def learnt(
    plan: Plan, graph: KnowledgeGraph, progress: Progress
) -> tuple[float, float | None, int]:
    """Return pace and spread after the logged times, and of how many topics these are.

    It is learnt as for a forecast; until anything is logged, the stated pace counts, for which
    the plan was made.
    """
    before = pace_before(plan, progress)
    found = learnt_pace(progress, graph, before)
    if found.logs == before.logs:
        return (*stated(plan), 0)
    # Two digits are what a few dozen logs can tell; more would move plans about for nothing.
    median = min(SLOWEST, max(FASTEST, round(found.median, 2)))
    return median, round(found.sigma, 3), found.logs - before.logs


def known_before(asked: Asked, graph: KnowledgeGraph) -> frozenset[Step]:
    """Return what was known when the plan was made, with all it needs."""
    names = []
    for name in asked.known:
        topic, level = split_name(name)
        step = placed(Step(topic, Level.DEEP if level is None else level), graph)
        if step is not None:
            names.append(str(step))
    return frozenset(resolve(graph, Asked(known=tuple(names))).known)


def _as_before(plan: Plan, graph: KnowledgeGraph, before: Before | None) -> Standing:
    steps = (placed(planned.step, graph) for planned in plan.steps)
    promised = tuple(dict.fromkeys(step for step in steps if step is not None))
    done: tuple[Step, ...] = ()
    if before is not None:
        found = (placed(graph_step(name), graph) for name in before.done)
        done = tuple(step for step in found if step is not None)
    return Standing(
        promised=tuple(step for step in promised if step not in done),
        done=done,
        lost=frozenset(),
        begun=(),
        spent_minutes=0 if before is None else before.spent_minutes,
        begun_minutes=0 if before is None else before.begun_minutes,
        pace=plan.asked.pace,
        pace_sigma=plan.asked.pace_sigma,
        pairs=0,
    )


def graph_step(name: str) -> Step:
    """Return the step of a text that a plan wrote, such as ``svd@working``."""
    topic, level = split_name(name)
    return Step(topic, Level.DEEP if level is None else level)


def _spent(asked: Asked, graph: KnowledgeGraph, progress: Progress) -> int:
    """Return the learner's own minutes spent since the plan was made.

    Time logged for what was known by then is older. Where a topic was studied and no time was
    logged for it, its estimate counts.
    """
    before = known_before(asked, graph)
    minutes: dict[str, int] = {}
    estimate: dict[str, int] = {}
    for item in progress.steps:
        topic = item.step.topic
        if item.step in before:
            continue
        minutes[topic] = minutes.get(topic, 0) + item.minutes
        if item.state is State.MASTERED and item.kind in STUDIED:
            estimate[topic] = estimate.get(topic, 0) + graph.effort(item.step)
    logged = sum(minutes.values()) + sum(item.minutes for item in progress.unplaced)
    untold = sum(estimate.get(topic, 0) for topic, taken in minutes.items() if not taken)
    return _with_reviews(asked, logged) + asked.own(untold)


def _with_reviews(asked: Asked, minutes: int) -> int:
    """Return the time that study and the reviews that go with it take."""
    return math.ceil(minutes / (1 - Fraction(str(asked.review_share))))
