"""`fit`: the best plan that a calendar can hold, on its days; or what would have to change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from mlpath.learners.availability import day_of
from mlpath.planning import plan_asked
from mlpath.planning.dating import keep_due
from mlpath.scheduling.laying import lay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlpath.plans import Asked, Plan, Schedule
    from mlpath.scheduling.calendars import Calendar
    from mlpath.topics import KnowledgeGraph, Step

Due = dict[str, str | int]

TRIES = 12


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that a plan on a calendar is made of.

    Attributes
    ----------
    budget
        The learner's own minutes without regard to the deadline; None for no limit.
    """

    graph: KnowledgeGraph
    asked: Asked
    calendar: Calendar
    due: Due
    budget: int | None

    def plan(self) -> Plan:
        """Return the best plan, in an order that keeps due dates, laid into the calendar.

        Sessions that may not be short, pins and tracks can leave minutes unused, so that a plan
        that fits the minutes until the deadline ends after it: then it is made for fewer.
        """
        best = self._plan(self._limit())
        for _ in range(TRIES):
            over = _over(best.schedule, self.calendar)
            limit = best.asked.budget_minutes
            if not over or limit is None:
                break
            smaller = self._plan(max(0, limit - over))
            if smaller.status == "infeasible":
                least = self.asked.own(smaller.needed_minutes or limit)
                return self._plan(least) if least < limit else best
            best = smaller
        return best

    def _limit(self) -> int | None:
        deadline = self.calendar.deadline
        if deadline is None:
            return self.budget
        minutes = self.calendar.availability.minutes_until(deadline)
        return minutes if self.budget is None else min(minutes, self.budget)

    def _plan(self, limit: int | None) -> Plan:
        best = plan_asked(self.graph, self.asked.model_copy(update={"budget_minutes": limit}))
        if best.status == "infeasible":
            return best
        if self.due:
            named = cast("Mapping[str | Step, str | int | dt.date]", self.due)
            best = keep_due(best, self.graph, named, hours=self.calendar.availability)
        laid = lay(best, self.calendar, self.graph)
        return best.model_copy(update={"schedule": laid})


def _over(schedule: Schedule | None, calendar: Calendar) -> int:
    """Return the minutes that come after the deadline."""
    if schedule is None or not schedule.late_days or schedule.deadline is None:
        return 0
    deadline, finish = schedule.deadline, schedule.finish
    dated = [each for each in schedule.sessions if each.date is not None]
    if dated or finish is None:
        return sum(each.minutes for each in dated if each.date and each.date > deadline)
    when = calendar.availability
    return max(1, when.minutes_until(finish) - when.minutes_until(deadline))


def fits(plan: Plan) -> bool:
    """Tell whether a plan exists and keeps its deadline and due dates."""
    if plan.status == "infeasible" or any(due.late_minutes for due in plan.due):
        return False
    return plan.schedule is None or plan.schedule.kept


def fit(
    graph: KnowledgeGraph,
    asked: Asked,
    calendar: Calendar,
    due: Mapping[str | Step, str | int | dt.date] | None = None,
) -> Plan:
    """Return the best plan that a calendar holds, with its schedule.

    Parameters
    ----------
    graph
        The knowledge graph.
    asked
        Wishes; with a deadline the minutes of study until then are a budget too, and the smaller
        counts.
    calendar
        When study happens.
    due
        For steps their last day or the minutes of study until then, as `keep_due` takes them;
        they have to be among the musts.

    Returns
    -------
    Plan
        With its schedule, unless it is infeasible. What does not fit has ways out, each of which
        was re-run and fits: those of an infeasible plan are its own, those of a plan that is
        late are in ``plan.schedule.ways_out``.

    Raises
    ------
    RequestError, UnknownTopicError
        As `plan`, `keep_due` and `schedule`.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.scheduling import Calendar
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": "5h", "qr": "2h"}})
    >>> week = Calendar.of("1h/day", "2026-12-01", deadline="2026-12-03")
    >>> best = fit(graph, plan(graph).asked, week)
    >>> [step.topic for step in best.steps], str(best.schedule.finish)
    (['qr'], '2026-12-02')
    """
    from mlpath.scheduling.rescuing import ways_out  # noqa: PLC0415 - it plans with `Request`

    named: Due = {}
    for name, time in (due or {}).items():
        # As text: ways out are arguments that JSON can hold.
        text = str(day_of(time)) if isinstance(time, dt.date) else time
        named[str(graph.step(name))] = text
    request = Request(graph, asked, calendar, named, asked.budget_minutes)
    best = request.plan()
    if fits(best):
        return best
    ways = ways_out(request, best)
    if best.schedule is None:
        return best.model_copy(update={"ways_out": ways or best.ways_out})
    laid = best.schedule.model_copy(update={"ways_out": ways})
    return best.model_copy(update={"schedule": laid})
