"""The calendar of a re-plan: where the end of the earlier plan moved, and the next days' steps."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mlpath.learners.availability import Availability, day_of
from mlpath.plans import MovedFinish
from mlpath.scheduling import used_part
from mlpath.units import Rate, rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlpath.plans import Plan, Schedule
    from mlpath.topics import KnowledgeGraph, Step

DAYS = 7
USUAL = "10h/week"  # what a week is where nobody said it


@dataclass(frozen=True, slots=True)
class Timing:
    """When the learner studies from now on.

    Attributes
    ----------
    keywords
        Of `mlpath.schedule`, but for hours and start; None where no calendar was asked for.
    hours
        Of a week.
    today
        First day from now on, None without dates.
    availability
        From today on, None without dates.
    used
        Part of the time of study that the sessions of the earlier plan fill: short ones that do
        not fit a day leave minutes of it over, and will again.
    """

    keywords: dict[str, Any] | None
    hours: Rate
    today: dt.date | None
    availability: Availability | None
    used: Fraction = Fraction(1)

    @classmethod
    def of(
        cls,
        plan: Plan,
        today: dt.date | str | None,
        hours: str | None,
        calendar: Mapping[str, Any] | None,
    ) -> Timing:
        """Return the earlier plan's calendar, moved to today and changed as asked for.

        Raises
        ------
        RequestError, UnitError
            If a date, hours or days off cannot be read.
        """
        was = plan.schedule
        first = None if today is None else day_of(today)
        if first is not None and was is not None and was.start is not None:
            first = max(first, was.start)
        told = hours if hours is not None else None if was is None else was.hours
        keywords = None if told is None else {**_remembered(was, first), **(calendar or {})}
        weekly = rate(told or USUAL)
        found = None
        if first is not None and keywords is not None:
            off, holidays = keywords.get("off", ()), keywords.get("holidays")
            found = Availability.of(weekly, first, off=off, holidays=holidays)
        return cls(keywords, weekly, first, found, used_part(plan))

    @property
    def deadline(self) -> dt.date | None:
        """The last day of study, None where there is none."""
        given = None if self.keywords is None else self.keywords.get("deadline")
        return None if given is None else day_of(given)

    @property
    def limit_minutes(self) -> int | None:
        """The learner's own minutes that sessions fill until the deadline, None without one."""
        if self.availability is None or self.deadline is None:
            return None
        return int(self.availability.minutes_until(self.deadline) * self.used)

    def minutes_in(self, days: int) -> int:
        """Return the learner's own minutes of the next days."""
        if self.availability is None or self.today is None:
            return self.hours.per_week * days // DAYS
        if days <= 0:
            return 0
        return self.availability.minutes_until(self.today + dt.timedelta(days=days - 1))

    def finish(self, plan: Plan, left: int, spent: int) -> MovedFinish:
        """Return where the end of the earlier plan moved.

        Parameters
        ----------
        plan
            The earlier plan.
        left, spent
            The learner's own minutes that are left of its steps, and those spent until now.
        """
        aim, day = self.aim(plan)
        if day is None or self.availability is None:
            return MovedFinish(weeks=round((spent + left - aim) / max(1, self.hours.per_week), 1))
        now = self.availability.date_after(math.ceil(left / self.used))
        return MovedFinish(before=day, after=now, weeks=round((now - day).days / DAYS, 1))

    @staticmethod
    def aim(plan: Plan) -> tuple[int, dt.date | None]:
        """Return when all was to be done as the steps of a plan were chosen."""
        before = plan.asked.before
        if before is not None and before.aim_minutes is not None:
            return before.aim_minutes, before.aim_date
        minutes = plan.asked.own(plan.effort_minutes)
        return minutes, None if plan.schedule is None else plan.schedule.finish


def _remembered(was: Schedule | None, first: dt.date | None) -> dict[str, Any]:
    """Return what an earlier schedule was asked for, without what is over."""
    if was is None:
        return {}
    found: dict[str, Any] = {"shortest": was.shortest, "longest": was.longest}
    if first is not None:
        found |= {"off": was.off, "holidays": was.holidays, "zone": was.zone, "at": was.at}
        found["deadline"] = was.deadline if was.deadline and was.deadline >= first else None
        found["pins"] = {pin.step: pin.date for pin in was.pins if pin.date > first}
    return {**found, "tracks": was.tracks}


def weeks_moved(
    graph: KnowledgeGraph, plans: tuple[Plan, Plan], spent: tuple[int, int], per_week: int
) -> dict[Step, int]:
    """Return by how many weeks steps of both plans are finished later.

    Parameters
    ----------
    graph
        The graph as it is now.
    plans
        The earlier plan and the new one, both with schedules.
    spent
        The learner's own minutes spent before each of them.
    per_week
        The learner's own minutes of a week.
    """
    from mlpath.tracking import placed  # noqa: PLC0415 - a room below, for one name

    found: list[dict[Step, float]] = []
    days = [_last_days(plan) for plan in plans]
    dated = all(each is not None for each in days)
    for plan, gone, each in zip(plans, spent, days, strict=True):
        if dated and each is not None:
            ends = {step: day / DAYS for step, day in each.items()}
        else:
            ends, effort = {}, 0
            for planned in plan.steps:
                effort += planned.effort_minutes
                own = gone + plan.asked.own(effort)
                ends[planned.step] = own / max(1, per_week)
        here = ((placed(step, graph), end) for step, end in ends.items())
        found.append({step: end for step, end in here if step is not None})
    before, after = found
    return {step: round(end - before[step]) for step, end in after.items() if step in before}


def _last_days(plan: Plan) -> dict[Step, int] | None:
    """Return the day on which each step is finished, as a number; None without dates."""
    if plan.schedule is None or plan.schedule.start is None:
        return None
    found: dict[Step, int] = {}
    for week in plan.schedule.weeks:
        for session in week.sessions:
            day = session.date or week.start
            if day is not None and session.kind == "study":
                found[session.step] = day.toordinal()
    return found
