"""`forecast`: what is left of a plan, a pace and a calendar in; chances out."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.errors import Problem, RequestError, expect
from mlpath.estimating import Pace, parts, spread, total
from mlpath.forecasting.dating import Days
from mlpath.forecasting.ending import Ends, left_of
from mlpath.learners import Availability, Goal
from mlpath.learners.availability import day_of, days_off
from mlpath.planning.wishes import resolve
from mlpath.plans import Chance, Forecast, GoalForecast, Halving, LearntPace, Spread
from mlpath.scheduling import used_part
from mlpath.tracking import Progress

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from mlpath.estimating import Part
    from mlpath.forecasting.ending import Left
    from mlpath.learners.availability import OffDays
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph, Level, Step
    from mlpath.units import Rate

TOPICS = 5  # that are named among the reasons of the spread
LEAST_SHARE = 0.01
DIGITS = 3


def forecast(  # noqa: PLR0913 - what a forecast hangs on
    plan: Plan,
    graph: KnowledgeGraph,
    *,
    hours: str | Rate | Availability | None = None,
    start: dt.date | str | None = None,
    off: OffDays | Iterable[OffDays] = (),
    holidays: str | None = None,
    deadline: dt.date | str | None = None,
    progress: Progress | None = None,
    known: Iterable[Step] = (),
    pace: float | Pace | None = None,
    samples: int | None = None,
    seed: int = 0,
) -> Forecast:
    """Return when a plan and its goals will be finished, and what makes that uncertain.

    Parameters
    ----------
    plan
        A plan that is not infeasible.
    graph
        The graph it was made for, whose ranges say how far times spread.
    hours
        When the learner studies, such as ``"10h/week"``; those of the plan's schedule, if it has
        one. Without hours there are no weeks, without a start no dates.
    start
        Day from which on what is left is studied: today, for a plan in progress. The first day of
        the plan's schedule, if it has one.
    off, holidays
        As `mlpath.schedule` takes them; those of the plan's schedule where they are not given.
    deadline
        Day by which the whole plan is wanted; needs hours and a start.
    progress
        What the log says: mastered steps are not left, time spent on the others counts, and the
        times of finished ones teach the pace.
    known
        Steps mastered besides, by what the learner says.
    pace
        Hours per estimated hour before the log, or a `Pace`. Else what the plan was asked for;
        a pace with a spread was learnt, so that with a log of times it is learnt anew.
    samples, seed
        For a simulation of so many learners instead of the closed form.

    Returns
    -------
    Forecast
        Minutes are the learner's own minutes of study from the start on, without reviews.

    Raises
    ------
    RequestError
        If the plan is infeasible or made for another graph, or a deadline has no calendar.
    UnitError
        If the hours cannot be read.

    Notes
    -----
    A step's time is lognormal around its estimate, with one error for all levels of a topic. The
    sum of the topics is taken as a lognormal of the same mean and variance (Fenton 1960) and
    multiplied by the learner's pace, lognormal too. `samples` draw both instead.

    References
    ----------
    Fenton, L. (1960). The sum of log-normal probability distributions in scatter transmission
    systems. doi:10.1109/TCOM.1960.1097606

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "a": "20h", "b": {"effort": "20h", "requires": ["a"]}}})
    >>> found = forecast(plan(graph, budget="40h"), graph, hours="10h/week", start="2026-12-01")
    >>> [str(when.date) for when in (found.finish.p50, found.finish.p80, found.finish.p95)]
    ['2027-01-03', '2027-01-20', '2027-02-14']
    >>> found.chance_of("budget")
    0.358
    """
    expect("Plan", plan=plan)
    expect("KnowledgeGraph", graph=graph)
    expect("Iterable", known=known)
    expect("Progress | None", progress=progress)
    expect("int | float | Pace | None", pace=pace)
    if plan.status == "infeasible":
        raise RequestError("an infeasible plan has no finish", hint="see its ways out")
    if plan.graph.hash != graph.hash:
        raise RequestError("the plan was made for another graph", hint="plan again for this one")
    reached = progress or Progress()
    availability = _availability(plan, hours, start, off, holidays)
    last = _deadline(plan, deadline, availability)
    before = _stated(pace) or pace_before(plan, reached)
    after = learnt_pace(reached, graph, before)
    left = left_of(plan, graph, reached, frozenset(known), after)
    laid = plan.schedule
    same = availability is not None and laid is not None and str(availability.hours) == laid.hours
    share = 1 - Fraction(str(plan.asked.review_share))
    days = Days(availability, share, used_part(plan) if same else Fraction(1))
    ends = Ends(graph, left, after, samples, seed)
    whole = ends.parts
    return Forecast(
        graph=plan.graph,
        hours=None if availability is None else str(availability.hours),
        start=None if availability is None else availability.start,
        steps=len(plan.steps),
        steps_done=len(plan.steps) - len(left.steps),
        left_minutes=math.ceil(sum(left.minutes)),
        spent_minutes=left.spent,
        pace=_told_pace(before, after, whole, parts(graph, left.until(len(left.steps)))),
        finish=ends.finish(len(left.steps), days),
        goals=tuple(_goals(plan, graph, left, ends, days)),
        chances=tuple(_chances(plan, left, ends, days, last)),
        first_week=tuple(str(step) for step in left.within(days.first_week(), after)),
        spread=_spread(whole, after),
        halving=_halving(whole, after, days),
        samples=samples,
        seed=None if samples is None else seed,
    )


def learnt_pace(reached: Progress, graph: KnowledgeGraph, before: Pace | None = None) -> Pace:
    """Return the pace that a log teaches.

    Parameters
    ----------
    reached
        What the log adds up to; its pairs of estimated and actual times count.
    graph
        Whose ranges say how far times spread by themselves.
    before
        What was known of the pace before; else that of most learners.

    Notes
    -----
    The levels of one topic share one error, so that they count as one time together.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> learnt_pace(Progress(), graph).median
    1.15
    """
    taken: dict[str, tuple[int, int]] = {}
    deepest: dict[str, Level] = {}
    for pair in reached.pairs:
        topic = pair.step.topic
        actual, estimate = taken.get(topic, (0, 0))
        taken[topic] = actual + pair.actual_minutes, estimate + pair.estimate_minutes
        deepest[topic] = max(pair.step.level, deepest.get(topic, pair.step.level))
    return (before or Pace()).learnt(
        (actual, estimate, spread(graph, topic, deepest[topic]))
        for topic, (actual, estimate) in taken.items()
        if actual > 0 and estimate > 0
    )


def pace_before(plan: Plan, reached: Progress) -> Pace:
    """Return what a plan says of the pace without the log: what was stated when it was made.

    A pace with a spread was learnt from a log; where there are logged times, they would count
    twice, so that the usual pace stands in for it.

    Parameters
    ----------
    plan
        A plan, or a re-plan, which remembers what was stated before it.
    reached
        What the log adds up to.

    Examples
    --------
    >>> import mlpath
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> pace_before(mlpath.plan(graph, pace=1.3), Progress()).median
    1.3
    """
    stated = plan.asked.before or plan.asked
    if stated.pace_sigma is not None and reached.pairs:
        return Pace()
    return Pace.stated(stated.pace, stated.pace_sigma)


def _stated(pace: float | Pace | None) -> Pace | None:
    return pace if pace is None or isinstance(pace, Pace) else Pace.stated(pace)


def _availability(
    plan: Plan,
    hours: str | Rate | Availability | None,
    start: dt.date | str | None,
    off: OffDays | Iterable[OffDays],
    holidays: str | None,
) -> Availability | None:
    if isinstance(hours, Availability):
        return hours
    laid = plan.schedule
    given = days_off(off)
    if laid is not None:
        hours = laid.hours if hours is None else hours
        start = laid.start if start is None else start
        if start is not None:
            given, holidays = given or days_off(laid.off), holidays or laid.holidays
    if hours is not None:
        return Availability.of(hours, start, off=given, holidays=holidays)
    if start is not None:
        raise RequestError(Problem("bad-request", "a start needs hours", hint="10h/week"))
    return None


def _deadline(
    plan: Plan, deadline: dt.date | str | None, availability: Availability | None
) -> dt.date | None:
    if deadline is not None:
        if availability is None or availability.start is None:
            hint = "such as hours of 10h/week and a start of 2026-12-01"
            raise RequestError(Problem("bad-request", "a deadline needs a calendar", hint=hint))
        return day_of(deadline)
    dated = availability is not None and availability.start is not None
    return plan.schedule.deadline if plan.schedule is not None and dated else None


def _goals(
    plan: Plan, graph: KnowledgeGraph, left: Left, ends: Ends, days: Days
) -> Iterator[GoalForecast]:
    """Yield for each goal, and each must besides, when all that is planned of it is reached."""
    planned = {step.step for step in plan.steps}
    place = {step: number for number, step in enumerate(left.steps, 1)}
    bare = {"budget_minutes": None, "before": None, "must": ()}
    goals = {str(Goal.parse(text)): text for text in (*plan.asked.goals, *plan.asked.must)}
    for text in goals.values():
        asked = plan.asked.model_copy(update={**bare, "goals": (text,)})
        wishes = resolve(graph, asked)
        steps = {target.step for target in wishes.targets}
        mastered = left.done.union(wishes.known)
        tops = {_reached_of(step, planned) for step in steps}
        ahead = max((place.get(step, 0) for step in tops if step is not None), default=0)
        yield GoalForecast(
            goal=text,
            steps=len(steps),
            planned=len((steps & planned) - mastered),
            done=len(steps & mastered),
            last=str(left.steps[ahead - 1]) if ahead else None,
            finish=ends.finish(ahead, days) if ahead else None,
        )


def _reached_of(step: Step, planned: set[Step]) -> Step | None:
    """Return the deepest planned level of a goal's topic that is not deeper than the goal."""
    levels = [each for each in planned if each.topic == step.topic and each.level <= step.level]
    return max(levels, key=lambda each: each.level, default=None)


def _chances(
    plan: Plan, left: Left, ends: Ends, days: Days, deadline: dt.date | None
) -> Iterator[Chance]:
    share = days.share
    everything = len(left.steps)
    kept = plan.asked.until_deadline and deadline is not None  # told as that of the deadline
    if plan.asked.budget_minutes is not None and not kept:
        minutes = max(0, int(plan.asked.budget_minutes * share) - left.spent)
        yield Chance(what="budget", minutes=minutes, chance=ends.chance(everything, minutes))
    if deadline is not None:
        minutes = days.study_until(deadline)
        chance = ends.chance(everything, minutes)
        yield Chance(what="deadline", date=deadline, minutes=minutes, chance=chance)
    place = {str(step): number for number, step in enumerate(left.steps, 1)}
    dated = days.availability is not None and days.availability.start is not None
    laid = () if plan.schedule is None else plan.schedule.due
    told = {due.step: (due.date, due.by_minutes) for due in plan.dated}
    told |= {due.step: (due.date, 0) for due in laid if due.step not in told and dated}
    for step, (date, by_minutes) in told.items():
        if date is not None and dated:
            minutes = days.study_until(date)
        else:
            minutes = max(0, int(by_minutes * share) - left.spent)
        chance = ends.chance(place.get(step, 0), minutes)
        yield Chance(what="due", step=step, date=date, minutes=minutes, chance=chance)


def _told_pace(
    before: Pace, after: Pace, whole: Sequence[Part], as_said: Sequence[Part]
) -> LearntPace:
    effect = total(whole, after).median - total(as_said, before).median
    return LearntPace(
        median=round(after.median, DIGITS),
        sigma=round(after.sigma, DIGITS),
        logs=after.logs,
        before_median=round(before.median, DIGITS),
        before_sigma=round(before.sigma, DIGITS),
        wider=round(after.wider, DIGITS),
        effect_minutes=round(effect),
    )


def _spread(whole: Sequence[Part], pace: Pace) -> tuple[Spread, ...]:
    """Return how much of the spread comes from the pace, and from the topics that add most."""
    alone = total(whole, Pace(1.0, 0.0)).sigma ** 2
    both = alone + pace.sigma**2
    if not both:
        return ()
    variances = {
        part.topic: part.minutes**2 * math.expm1(part.sigma**2) * math.exp(part.sigma**2)
        for part in whole
    }
    whole_variance = sum(variances.values())
    most = sorted(variances, key=lambda topic: -variances[topic])[:TOPICS]
    found = [Spread(what="pace", share=round(pace.sigma**2 / both, DIGITS))]
    for topic in most:
        share = alone / both * variances[topic] / whole_variance
        if share >= LEAST_SHARE:
            found.append(Spread(what="topic", topic=topic, share=round(share, DIGITS)))
    return tuple(sorted(found, key=lambda each: -each.share))


def _halving(whole: Sequence[Part], pace: Pace, days: Days) -> Halving | None:
    """Return how many of the next topics, logged with their times, halve the pace's spread."""
    if not pace.sigma:
        return None
    weight = before = 1 / pace.sigma**2
    for number, part in enumerate(whole, 1):
        weight += 1 / part.sigma**2
        if weight >= 4 * before:  # half the standard deviation
            if number == len(whole):
                return None
            then = total(whole, Pace(pace.median, weight**-0.5))
            p80, p95 = (days.when(then.quantile(chance)) for chance in (0.8, 0.95))
            return Halving(topics=number, p80=p80, p95=p95)
    return None
