"""The schedule of a plan: every minute laid out once, in order, within each week's hours."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.auditing.reviews import check_reviews
from mlpath.errors import MlpathError
from mlpath.units import Rate, rate

if TYPE_CHECKING:
    from mlpath.auditing.audit import Audit
    from mlpath.plans import Schedule, Session, Week

_CODE = "wrong-schedule"
_WEEK = 7
_SITTING = 15


def check_schedule(audit: Audit, schedule: Schedule) -> None:
    """Check a schedule against its plan."""
    try:
        hours = rate(schedule.hours)
    except MlpathError as error:
        audit.add(_CODE, error.problems[0].message, "schedule", "hours")
        return
    _minutes(audit, schedule)
    check_reviews(audit, schedule)
    before = 0
    for place, week in enumerate(schedule.weeks):
        fault = "weeks do not rise" if week.week <= before else ""
        try:
            fault = fault or _week(week, hours, schedule.start) or _free(audit, week, hours)
        except OverflowError:
            fault = "its dates lie beyond the calendar"
        if fault:
            audit.add(_CODE, f"week {week.week}: {fault}", "schedule", "weeks", place)
        before = week.week


def _minutes(audit: Audit, schedule: Schedule) -> None:
    """Check that sessions follow the plan's order and last as long as its steps."""
    runs: list[tuple[object, int]] = []
    for session in schedule.sessions:
        if session.kind == "review":
            continue
        if runs and runs[-1][0] == session.step:
            runs[-1] = (session.step, runs[-1][1] + session.minutes)
        else:
            runs.append((session.step, session.minutes))
    if [step for step, _ in runs] != [planned.step for planned in audit.plan.steps]:
        audit.add(_CODE, "the sessions are not the plan's steps in its order", "schedule", "weeks")
        return
    pace = Fraction(str(audit.plan.asked.pace))
    effort = laid = 0
    for place, (planned, (_, minutes)) in enumerate(zip(audit.plan.steps, runs, strict=True), 1):
        effort += planned.effort_minutes
        laid += minutes
        exact = math.floor(effort * pace)
        # Each step has a minute at least, so a fast pace may round up once a step.
        if not exact <= laid <= exact + (place if pace < 1 else 0):
            message = f"up to {planned.step} {laid} minutes are laid out, not {effort} x {pace}"
            audit.add(_CODE, message, "schedule", "weeks")
            return


def _week(week: Week, hours: Rate, start: dt.date | None) -> str:
    """Return what is wrong inside a week, empty if nothing is."""
    if week.minutes != sum(session.minutes for session in week.sessions):
        return f"its sessions do not add up to {week.minutes} minutes"
    if week.capacity_minutes != hours.per_week:
        return f"it holds {hours.per_week} minutes, not {week.capacity_minutes}"
    if week.minutes > hours.per_week:
        return f"{week.minutes} minutes are more than {hours.per_week}"
    if any(session.week != week.week for session in week.sessions):
        return "a session belongs to another week"
    first = None if start is None else start + dt.timedelta(days=_WEEK * (week.week - 1))
    if week.start != first:
        return f"it starts on {first}, not on {week.start}"
    return _dates(week.sessions, hours, first)


def _dates(sessions: tuple[Session, ...], hours: Rate, first: dt.date | None) -> str:
    """Return what is wrong with the dates of a week, empty if nothing is."""
    dates = [session.date for session in sessions]
    if first is None or hours.per_day is None:
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
        if minutes > hours.per_day[date.weekday()]:
            return f"{minutes} minutes on {date} are more than {hours.per_day[date.weekday()]}"
    return ""


def _free(audit: Audit, week: Week, hours: Rate) -> str:
    """Return that the share for review is not kept free, empty if it is."""
    share = Fraction(str(audit.plan.asked.review_share))
    study = sum(session.minutes for session in week.sessions if session.kind == "study")
    # On days review time comes in whole sittings, so a week may have to wait for the next one.
    sitting = _SITTING if share and hours.per_day is not None else 0
    if study > math.ceil(hours.per_week * (1 - share)) + sitting:
        return f"{study} minutes of study leave no {float(share):.0%} for review"
    return ""
