"""Lay a plan into weeks: each step where its turn comes, never more than a week's hours."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from mlpath.errors import Problem, RequestError
from mlpath.plans import Plan, Schedule, Session, Week
from mlpath.units import Rate, rate

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = 7
WEEKS = 5_200
LAST_YEAR = 9_000


class _Slot(NamedTuple):
    """A day, or a whole week where only weekly hours are known, with the minutes it holds."""

    week: int
    date: dt.date | None
    minutes: int


def schedule(
    plan: Plan, *, hours: str | Rate = "10h/week", start: dt.date | str | None = None
) -> Schedule:
    """Return the plan laid into weeks of study.

    Parameters
    ----------
    plan
        A plan that is not infeasible.
    hours
        ``"10h/week"``, or per weekday: ``"2h per weekday"``, ``"mon 2h, sat 4h"``.
    start
        First day, as a date or ``"2026-12-01"``; weeks count from it. Without one, weeks are
        W1, W2, ... and no session has a date.

    Returns
    -------
    Schedule
        Steps in study order; a step may span weeks. Sessions are in the learner's own minutes:
        effort times the plan's pace. The plan's review share of each week is kept free.

    Raises
    ------
    RequestError
        If the plan is infeasible, the start is no date, or the hours would take over 100 years.
    UnitError
        If the hours cannot be read.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> weeks = schedule(plan(graph), hours="3h/week").weeks
    >>> [(week.week, week.minutes) for week in weeks]
    [(1, 180), (2, 120)]
    """
    if plan.status == "infeasible":
        raise RequestError("an infeasible plan cannot be laid into weeks", hint="see its ways out")
    weekly = rate(hours) if isinstance(hours, str) else hours
    first = _date(start)
    sessions = _sessions(plan, _slots(plan, weekly, first))
    return Schedule(hours=str(weekly), start=first, weeks=_weeks(sessions, weekly, first))


def _date(start: dt.date | str | None) -> dt.date | None:
    """Return the first day; a schedule of a hundred years must fit the calendar after it."""
    if isinstance(start, str):
        try:
            start = dt.date.fromisoformat(start)
        except ValueError:
            raise RequestError(
                Problem("bad-date", f"{start!r} is not a date", hint="write it as 2026-12-01")
            ) from None
    if isinstance(start, dt.datetime):
        start = start.date()
    if start is not None and start.year > LAST_YEAR:
        hint = f"start before the year {LAST_YEAR + 1}"
        raise RequestError(Problem("bad-date", f"{start} is too far ahead", hint=hint))
    return start


def _slots(plan: Plan, weekly: Rate, first: dt.date | None) -> Iterator[_Slot]:
    """Yield days or weeks with what they hold once the review share is set aside.

    Minutes are cut from the running total, so that rounding never costs a minute of the budget.
    """
    share = 1 - Fraction(str(plan.asked.review_share))
    given = cut = 0
    for number in count():
        week = number // DAYS + 1 if weekly.per_day else number + 1
        if week > WEEKS:
            raise RequestError(f"at {weekly} the plan takes over 100 years", hint="more hours")
        date = None
        if weekly.per_day:
            place = number % DAYS
            if first is not None:
                date = first + dt.timedelta(days=number)
                place = date.weekday()
            given += weekly.per_day[place]
        else:
            given += weekly.per_week
        total = int(given * share)
        if total > cut:
            yield _Slot(week, date, total - cut)
        cut = total


def _sessions(plan: Plan, slots: Iterator[_Slot]) -> list[Session]:
    """Fill the slots with the steps in study order."""
    pace = Fraction(str(plan.asked.pace))
    sessions: list[Session] = []
    slot = _Slot(0, None, 0)
    left = effort = done = 0
    for planned in plan.steps:
        effort += planned.effort_minutes
        rest = max(1, int(effort * pace) - done)
        done += rest
        while rest:
            if not left:
                slot = next(slots)
                left = slot.minutes
            part = min(rest, left)
            sessions.append(
                Session(
                    week=slot.week,
                    date=slot.date,
                    topic=planned.topic,
                    level=planned.level,
                    minutes=part,
                )
            )
            rest -= part
            left -= part
    return sessions


def _weeks(sessions: list[Session], weekly: Rate, first: dt.date | None) -> tuple[Week, ...]:
    by_week: dict[int, list[Session]] = {}
    for session in sessions:
        by_week.setdefault(session.week, []).append(session)
    return tuple(
        Week(
            week=week,
            start=None if first is None else first + dt.timedelta(days=DAYS * (week - 1)),
            minutes=sum(session.minutes for session in held),
            capacity_minutes=weekly.per_week,
            sessions=tuple(held),
        )
        for week, held in by_week.items()
    )
