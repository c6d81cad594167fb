"""A plan on a calendar, asked for as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from mlpath.planning import plan_asked
from mlpath.planning.dues import due_times
from mlpath.planning.wishes import with_due
from mlpath.scheduling.laying import lay

if TYPE_CHECKING:
    import datetime as dt
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
        spare = sum(each.effort_minutes for each in best.steps if each.reason.recommended)
        for _ in range(TRIES):
            over = _over(best.schedule, self.calendar)
            limit = best.asked.budget_minutes
            if not over or limit is None:
                break
            if spare:  # what is only recommended goes first
                spare = max(0, spare - over)
                best = self._plan(limit, spare)
                continue
            smaller = self._plan(max(0, limit - over), 0)
            if smaller.status == "infeasible":
                least = self.asked.own(smaller.needed_minutes or limit)
                return self._plan(least, 0) if least < limit else best
            best = smaller
        return best

    def _limit(self) -> int | None:
        deadline = self.calendar.deadline
        if deadline is None:
            return self.budget
        minutes = self.calendar.availability.minutes_until(deadline)
        return minutes if self.budget is None else min(minutes, self.budget)

    def _plan(self, limit: int | None, spare: int | None = None) -> Plan:
        only = self.budget is None and limit is not None
        update = {"budget_minutes": limit, "until_deadline": only}
        asked = self.asked.model_copy(update=update)
        named = cast("Mapping[str | Step, str | int | dt.date]", self.due)
        dates = due_times(self.graph, named, self.calendar.availability)
        best = plan_asked(self.graph, with_due(self.graph, asked, dates), spare=spare)
        if best.status == "infeasible":
            return best
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
    if plan.status == "infeasible" or any(due.late_minutes for due in plan.dated):
        return False
    return plan.schedule is None or plan.schedule.kept
