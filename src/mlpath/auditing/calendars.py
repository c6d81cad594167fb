"""The schedule of a plan: every minute laid out once, in order, when and as long as was asked.

Nothing of the scheduling room is used: days off, times of day and hours are read anew. Which days
are public holidays is the schedule's own word, as the calendar of a country changes.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import zoneinfo
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.auditing.reviews import check_reviews
from mlpath.auditing.turns import check_turns
from mlpath.errors import MlpathError
from mlpath.units import DAYS, Rate, rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.auditing.audit import Audit
    from mlpath.plans import Schedule, Session, Week
    from mlpath.topics import Step

_CODE = "wrong-schedule"
_WEEK = 7
_SITTING = 15
_CLOCK = re.compile(r"(?:(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? )?(?P<h>\d\d?):(?P<m>\d\d)")


@dataclass(frozen=True, slots=True)
class _When:
    """A schedule with what it was asked for, read anew.

    Attributes
    ----------
    off
        First and last day of each stretch without study.
    begins
        Minutes after midnight from Monday to Sunday; empty without times of day.
    share
        Of the time, for study; the rest is for review.
    """

    schedule: Schedule
    hours: Rate
    off: tuple[tuple[dt.date, dt.date], ...]
    begins: dict[int, int]
    share: Fraction

    def free(self, day: dt.date) -> bool:
        return day in self.schedule.holiday_dates or any(a <= day <= b for a, b in self.off)

    def open_days(self, start: dt.date, days: int) -> int:
        """Return how many of so many days from the start are for study."""
        end = start + dt.timedelta(days=days)
        lost = {
            max(a, start) + dt.timedelta(days=number)
            for a, b in self.off
            for number in range((min(b, end - dt.timedelta(days=1)) - max(a, start)).days + 1)
        }
        lost.update(day for day in self.schedule.holiday_dates if start <= day < end)
        return days - len(lost)

    def until_week(self, week: int) -> int:
        """Return the minutes of the weeks before one."""
        start = self.schedule.start
        if start is None or self.hours.per_day is not None:
            return self.hours.per_week * (week - 1)
        return self.hours.per_week * self.open_days(start, _WEEK * (week - 1)) // _WEEK

    def capacity(self, week: int) -> int:
        """Return the minutes of a week."""
        start, daily = self.schedule.start, self.hours.per_day
        if start is None or daily is None:
            return self.until_week(week + 1) - self.until_week(week)
        first = start + dt.timedelta(days=_WEEK * (week - 1))
        days = (first + dt.timedelta(days=number) for number in range(_WEEK))
        return sum(daily[day.weekday()] for day in days if not self.free(day))


def check_schedule(audit: Audit, schedule: Schedule) -> None:
    """Check a schedule against its plan."""
    try:
        when = _When(
            schedule,
            rate(schedule.hours),
            tuple(_off(schedule)),
            _begins(schedule.at),
            1 - Fraction(str(audit.plan.asked.review_share)),
        )
    except (MlpathError, ValueError) as error:
        audit.add(_CODE, f"what was asked of the calendar makes no sense: {error}", "schedule")
        return
    if (when.off or schedule.holidays or schedule.at) and schedule.start is None:
        audit.add(_CODE, "days off, holidays and times of day need a start", "schedule", "start")
        return
    check_turns(audit, schedule)
    check_reviews(audit, schedule)
    pace = Fraction(str(audit.plan.asked.pace))
    own = {each.step: math.floor(each.effort_minutes * pace) for each in audit.plan.steps}
    before = 0
    for place, week in enumerate(schedule.weeks):
        fault = "weeks do not rise" if week.week <= before else ""
        try:
            fault = fault or _week(week, when) or _lengths(week, when, own) or _times(week, when)
        except OverflowError:
            fault = "its dates lie beyond the calendar"
        if fault:
            audit.add(_CODE, f"week {week.week}: {fault}", "schedule", "weeks", place)
        before = week.week
    if not any(problem.code == _CODE for problem in audit.problems):
        _days(audit, when)


def _off(schedule: Schedule) -> Iterator[tuple[dt.date, dt.date]]:
    for text in schedule.off:
        first, _, last = text.partition("..")
        yield dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)


def _begins(at: str | None) -> dict[int, int]:
    """Return when study begins by weekday.

    Raises
    ------
    ValueError
        If it cannot be read.
    """
    found: dict[int, int] = {}
    for clause in (at or "").split(",") if at is not None else ():
        match = _CLOCK.fullmatch(" ".join(clause.split()).lower())
        if match is None:
            message = f"{at!r} is no time of day"
            raise ValueError(message)
        first = DAYS.index(match["first"] or DAYS[0])
        last = DAYS.index(match["last"] or match["first"] or DAYS[-1])
        found |= dict.fromkeys(range(first, last + 1), int(match["h"]) * 60 + int(match["m"]))
    return found


def _week(week: Week, when: _When) -> str:
    """Return what is wrong inside a week, empty if nothing is."""
    if any(session.week != week.week for session in week.sessions):
        return "a session belongs to another week"
    start = when.schedule.start
    first = None if start is None else start + dt.timedelta(days=_WEEK * (week.week - 1))
    if week.start != first:
        return f"it starts on {first}, not on {week.start}"
    return _load(week, when) or _dates(week.sessions, when, first)


def _load(week: Week, when: _When) -> str:
    """Return what is wrong with the minutes of a week, empty if nothing is."""
    capacity = when.capacity(week.week)
    study = sum(session.minutes for session in week.sessions if session.kind == "study")
    # On days review time comes in whole sittings, so a week may have to wait for the next one.
    sitting = _SITTING if when.share < 1 and when.hours.per_day is not None else 0
    if week.minutes != sum(session.minutes for session in week.sessions):
        return f"its sessions do not add up to {week.minutes} minutes"
    if week.capacity_minutes != capacity:
        return f"it holds {capacity} minutes, not {week.capacity_minutes}"
    if week.minutes > capacity:
        return f"{week.minutes} minutes are more than {capacity}"
    if study > math.ceil(capacity * when.share) + sitting:
        return f"{study} minutes of study leave no {float(1 - when.share):.0%} for review"
    return ""


def _dates(sessions: tuple[Session, ...], when: _When, first: dt.date | None) -> str:
    """Return what is wrong with the dates of a week, empty if nothing is."""
    daily = when.hours.per_day
    if first is None or daily is None:
        dates = [session.date for session in sessions]
        return "" if not any(dates) else "a session has a date that nothing gave it"
    held: dict[dt.date, int] = {}
    latest = first
    for session in sessions:
        date = session.date
        if date is None or not latest <= date < first + dt.timedelta(days=_WEEK):
            return f"{session.step} has the date {date}"
        latest = date
        held[date] = held.get(date, 0) + session.minutes
    for date, minutes in held.items():
        if when.free(date):
            return f"{date} is a day off"
        if minutes > daily[date.weekday()]:
            return f"{minutes} minutes on {date} are more than {daily[date.weekday()]}"
    return ""


def _lengths(week: Week, when: _When, own: dict[Step, int]) -> str:
    """Return what is wrong with how long the sessions of a week last, empty if nothing is.

    A step may itself be shorter than any session; `own` tells the learner's minutes for each.
    """
    schedule = when.schedule
    shortest, longest = schedule.shortest or 1, schedule.longest
    largest = int(max(when.hours.per_day or (when.hours.per_week,)) * when.share)
    if min(longest or largest, largest) < 2 * shortest - 1:
        shortest //= 2
    for session in week.sessions:
        if session.kind != "study":
            continue
        if longest is not None and session.minutes > longest:
            return f"a session of {session.step} lasts {session.minutes} minutes, over {longest}"
        # The minutes of a step are rounded with those of the steps before it.
        least = min(shortest, own.get(session.step, 0) - 1)
        if session.minutes < least:
            return f"a session of {session.step} lasts only {session.minutes} minutes"
    return ""


def _times(week: Week, when: _When) -> str:
    """Return what is wrong with the times of day in a week, empty if nothing is."""
    zone = None if when.schedule.zone is None else zoneinfo.ZoneInfo(when.schedule.zone)
    day, free_from = None, None
    for session in week.sessions:
        starts, ends, date = session.starts, session.ends, session.date
        if (starts is None) != (not when.begins) or (ends is None) != (starts is None):
            return f"{session.step} has a time of day that nothing gave it, or lacks one"
        if starts is None or ends is None or date is None:
            continue
        if ends - starts != dt.timedelta(minutes=session.minutes):
            return f"{session.step} does not last from {starts} to {ends}"
        if _offset(starts, zone) != starts.utcoffset() or _offset(ends, zone) != ends.utcoffset():
            return f"{starts} or {ends} is not the time of {when.schedule.zone}"
        if date != day:
            begin = when.begins[date.weekday()]
            face = dt.datetime.combine(date, dt.time(begin // 60, begin % 60), zone)
            if face.astimezone(dt.UTC) != starts.astimezone(dt.UTC):
                return f"study begins at {face}, not at {starts}"
        elif free_from is not None and starts < free_from:
            return f"{session.step} begins at {starts}, before the session before it is over"
        day, free_from = date, ends
    return ""


def _offset(moment: dt.datetime, zone: zoneinfo.ZoneInfo | None) -> dt.timedelta | None:
    """Return how far the clocks of a zone are from UTC at a moment; None for floating times."""
    if zone is None or moment.tzinfo is None:
        return None
    return moment.astimezone(dt.UTC).astimezone(zone).utcoffset()


def _days(audit: Audit, when: _When) -> None:
    """Check the days on which the plan and what is due are finished, and the pins."""
    schedule = when.schedule
    ends = _ends(when)
    last = next(reversed(ends.values()), None)
    if schedule.finish != last:
        message = f"all is done on {last}, not on {schedule.finish}"
        audit.add(_CODE, message, "schedule", "finish")
    for place, due in enumerate(schedule.due):
        if due.finish != ends.get(due.step):
            message = f"{due.step} is finished on {ends.get(due.step)}, not on {due.finish}"
            audit.add(_CODE, message, "schedule", "due", place)
    told = {(due.step, due.date) for due in schedule.due}
    for known in audit.plan.dated:
        if known.date is not None and schedule.start and (known.step, known.date) not in told:
            message = f"{known.step} is due on {known.date}, which its calendar does not know"
            audit.add(_CODE, message, "schedule", "due")
    pins = {pin.step: pin.date for pin in schedule.pins}
    for week in schedule.weeks:
        for session in week.sessions:
            day, pin = session.date or week.start, pins.get(str(session.step))
            if session.kind == "study" and pin is not None and (day is None or day < pin):
                message = f"{session.step} is studied on {day}, before {pin}"
                audit.add(_CODE, message, "schedule", "pins")


def _ends(when: _When) -> dict[str, dt.date | None]:
    """Return the day on which each step is finished, the last one last."""
    ends: dict[str, dt.date | None] = {}
    for week in when.schedule.weeks:
        used = 0
        for session in week.sessions:
            if session.kind == "study":
                used += session.minutes
                ends.pop(str(session.step), None)
                ends[str(session.step)] = session.date or _spread(when, week.week, used)
    return ends


def _spread(when: _When, week: int, used: int) -> dt.date | None:
    """Return the day on which so many minutes of a week are done, spread evenly over its days."""
    start = when.schedule.start
    if start is None:
        return None
    wanted = math.ceil((int(when.until_week(week) * when.share) + used) / when.share)
    days = _WEEK * (week - 1)
    while when.hours.per_week * when.open_days(start, days) // _WEEK < wanted:
        days += 1
    return start + dt.timedelta(days=days - 1)
