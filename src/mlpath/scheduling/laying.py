"""Lay a plan into weeks: sessions on real days, never more than the hours of any."""

from __future__ import annotations

import datetime as dt
import math
import zoneinfo
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from mlpath.errors import Problem, RequestError, expect
from mlpath.learners.availability import WEEK, holiday_dates
from mlpath.plans import DueDay, Pin, Plan, Schedule, Session, Week
from mlpath.scheduling.calendars import Calendar
from mlpath.scheduling.filling import Limits, Turns, fill
from mlpath.scheduling.slots import slots, week_minutes
from mlpath.units import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mlpath.learners.availability import Availability, OffDays
    from mlpath.scheduling.filling import Part
    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.units import Rate


def schedule(  # noqa: PLR0913 - what a learner may say of a calendar
    plan: Plan,
    *,
    hours: str | Rate | Availability = "10h/week",
    start: dt.date | str | None = None,
    deadline: dt.date | str | None = None,
    off: OffDays | Iterable[OffDays] = (),
    holidays: str | None = None,
    shortest: str | int | None = None,
    longest: str | int | None = None,
    tracks: int = 1,
    zone: str | None = None,
    at: str | None = None,
    pins: Mapping[str | Step, dt.date | str] | None = None,
    due: Mapping[str | Step, dt.date | str] | None = None,
    graph: KnowledgeGraph | None = None,
) -> Schedule:
    """Return the plan laid into weeks of study.

    Parameters
    ----------
    plan
        A plan that is not infeasible.
    hours
        ``"10h/week"``, or per weekday: ``"2h per weekday"``, ``"mon 2h, sat 4h"``; or an
        `Availability`, which says start, days off and holidays too.
    start
        First day, as a date or ``"2026-12-01"``; weeks count from it. Without one, weeks are
        W1, W2, ... and no session has a date.
    deadline
        Last day; what is laid after it is laid all the same, and `Schedule.late_days` says so.
    off
        Days without study: dates, pairs of dates, or texts such as ``"2026-12-24..2027-01-02"``.
        Hours of a week shrink by a seventh for each.
    holidays
        A country or region whose public holidays are free, such as ``"DE-BY"``; needs the
        package ``holidays``.
    shortest
        Minutes, or a text such as ``"25m"``, that each session of a divided step lasts at least.
        Where neither the days nor `longest` have room for two of these, sessions may be half of
        it.
    longest
        What a session lasts at most.
    tracks
        Topics in progress at once, 1 to 3; sessions change between them. Needs `graph`.
    zone, at
        Name of a time zone, and the time of day at which study begins: ``"18:30"``, or
        ``"mon-fri 18:30, sat 09:00"``. Clocks may change; times of day and lengths do not.
    pins
        Steps that are not started before a day; others go first. Needs `graph`.
    due
        Last days of steps; those of `plan.due` come of themselves.
    graph
        The graph that the plan was made for, which knows what needs what.

    Returns
    -------
    Schedule
        Steps in study order; a step may span weeks. Sessions are in the learner's own minutes:
        effort times the plan's pace. The plan's review share of each week is kept free.

    Raises
    ------
    RequestError
        If the plan is infeasible, what was asked cannot be read or does not go together, every
        day is off, or the hours would take over 100 years.
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
    >>> laid = schedule(
    ...     plan(graph), hours="sat 6h", start="2026-12-26", longest="2h",
    ...     zone="Europe/Berlin", at="09:00")
    >>> [session.starts.isoformat() for session in laid.sessions]
    ['2026-12-26T09:00:00+01:00', '2026-12-26T11:15:00+01:00', '2026-12-26T13:30:00+01:00']
    """
    expect("Plan", plan=plan)
    expect("KnowledgeGraph | None", graph=graph)
    calendar = Calendar.of(
        hours,
        start,
        deadline=deadline,
        off=off,
        holidays=holidays,
        shortest=shortest,
        longest=longest,
        tracks=tracks,
        zone=zone,
        at=at,
        pins=pins,
        due=due,
    )
    return lay(plan, calendar, graph)


def lay(plan: Plan, calendar: Calendar, graph: KnowledgeGraph | None = None) -> Schedule:
    """Return the plan laid into a calendar, as `schedule` does.

    Raises
    ------
    RequestError
        As `schedule`.
    """
    if plan.status == "infeasible":
        raise RequestError("an infeasible plan cannot be laid into weeks", hint="see its ways out")
    if graph is not None and graph.hash != plan.graph.hash:
        raise RequestError("the plan was made for another graph", hint="plan again for this one")
    pinned = _pinned(plan, calendar, graph)
    share = 1 - Fraction(str(plan.asked.review_share))
    turns = Turns(_needs(plan, calendar, graph), calendar.tracks, pinned)
    limits = _limits(calendar, share)
    parts = fill(_lengths(plan), slots(calendar.availability, share), turns, limits)
    sessions = _sessions(plan, calendar, parts)
    names = [str(step.step) for step in plan.steps]
    dated = calendar.availability.start is not None
    finish = _end(calendar.availability, parts[-1], share) if dated and parts else None
    return Schedule(
        **calendar.said(),
        holiday_dates=_holidays(calendar.availability, parts[-1].slot.week if parts else 0),
        weeks=_weeks(sessions, calendar.availability),
        finish=finish,
        pins=tuple(Pin(step=names[step], date=day) for step, day in pinned.items()),
        due=_due(plan, calendar, graph, parts) if dated else (),
    )


def _lengths(plan: Plan) -> list[int]:
    """Return the learner's own minutes of each step, cut from the running total."""
    pace = Fraction(str(plan.asked.pace))
    effort = done = 0
    found = []
    for planned in plan.steps:
        effort += planned.effort_minutes
        found.append(max(1, int(effort * pace) - done))
        done += found[-1]
    return found


def _limits(calendar: Calendar, share: Fraction) -> Limits:
    """Return the lengths of sessions.

    Raises
    ------
    RequestError
        If no day can hold the shortest.
    """
    hours = calendar.availability.hours
    largest = int(max(hours.per_day or (hours.per_week,)) * share)
    shortest = calendar.shortest or 1
    longest = calendar.longest
    if longest is None:
        # A week has no days to change tracks on.
        weekly = hours.per_day is None and calendar.tracks > 1
        longest = max(2 * shortest, largest // calendar.tracks) if weekly else largest + 1
    if largest < shortest and calendar.shortest is not None:
        message = f"no day holds a session of {show(shortest)}: the longest has {show(largest)}"
        hint = "shorter sessions, or other hours"
        raise RequestError(Problem("bad-sessions", message, hint=hint))
    return Limits(shortest, longest, min(longest, largest) >= 2 * shortest - 1)


def _needs(plan: Plan, calendar: Calendar, graph: KnowledgeGraph | None) -> list[list[int]]:
    """Return what each step waits for, by place: the step before it, unless the graph is asked.

    Raises
    ------
    RequestError
        If the order may change and no graph says how.
    """
    needs: list[list[int]] = [[] for _ in plan.steps]
    if calendar.tracks == 1 and not calendar.pins:
        for before, after in pairwise(range(len(needs))):
            needs[after].append(before)
        return needs
    if graph is None:
        what = "pins" if calendar.pins else "tracks"
        message = f"{what} change the order, and only the graph knows what needs what"
        raise RequestError(Problem("bad-request", message, hint="give graph=graph"))
    from mlpath.planning.balancing import edges_of  # noqa: PLC0415 - most calendars need none

    for step, other, _ in edges_of(plan, graph):
        needs[step].append(other)
    return needs


def _pinned(plan: Plan, calendar: Calendar, graph: KnowledgeGraph | None) -> dict[int, dt.date]:
    place = {str(planned.step): number for number, planned in enumerate(plan.steps)}
    found = {}
    for name, day in calendar.pins:
        step = name if graph is None else str(graph.step(name))
        if step not in place:
            hint = "it is known already, or was left out: make it a must"
            message = f"{step} is pinned, but not in the plan"
            raise RequestError(Problem("bad-pin", message, hint=hint))
        found[place[step]] = day
    return found


def _sessions(plan: Plan, calendar: Calendar, parts: Sequence[Part]) -> list[Session]:
    times = _times(calendar, parts) if calendar.at is not None else ((None, None) for _ in parts)
    return [
        Session(
            week=part.slot.week,
            date=part.slot.date,
            topic=plan.steps[part.step].topic,
            level=plan.steps[part.step].level,
            minutes=part.minutes,
            starts=starts,
            ends=ends,
        )
        for part, (starts, ends) in zip(parts, times, strict=True)
    ]


def _times(
    calendar: Calendar, parts: Sequence[Part]
) -> Iterator[tuple[dt.datetime | None, dt.datetime | None]]:
    """Yield begin and end of each stretch; a pause comes where study would last too long."""
    begins = calendar.times
    zone = None if calendar.zone is None else zoneinfo.ZoneInfo(calendar.zone)
    longest = calendar.longest
    today: dt.date | None = None
    now = at_a_stretch = 0
    for part in parts:
        day = part.slot.date
        begin = None if day is None else begins[day.weekday()]
        if day is None or begin is None:  # `Calendar` has seen to it that neither can be
            yield None, None
            continue
        if day != today:
            today, now, at_a_stretch = day, 0, 0
        elif longest is not None and at_a_stretch + part.minutes > longest:
            now += calendar.pause
            at_a_stretch = 0
        yield moment(day, begin, now, zone), moment(day, begin, now + part.minutes, zone)
        now += part.minutes
        at_a_stretch += part.minutes


def moment(day: dt.date, begin: int, minutes: int, zone: zoneinfo.ZoneInfo | None) -> dt.datetime:
    """Return the time so many minutes after a time of day; without a zone it is floating.

    A time of day that the clocks skip is what they show instead, one that comes twice is the
    first.

    Examples
    --------
    >>> berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    >>> moment(dt.date(2027, 3, 28), 60, 90, berlin).isoformat()
    '2027-03-28T03:30:00+02:00'
    """
    opened = dt.datetime.combine(day, dt.time(begin // 60, begin % 60), zone)
    if zone is None:
        return opened + dt.timedelta(minutes=minutes)
    # Sums of local times are of the clock's face; hours that pass are counted in UTC.
    there = (opened.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(zone)
    offset = there.utcoffset() or dt.timedelta()
    # A fixed offset, as JSON tells it: times that come twice would equal nothing otherwise.
    return there.replace(tzinfo=dt.timezone(offset), fold=0)


def _end(availability: Availability, part: Part, share: Fraction) -> dt.date:
    """Return the day on which a stretch ends: hours of a week are spread evenly over its days."""
    if part.slot.date is not None:
        return part.slot.date
    done = part.slot.before + part.begin + part.minutes
    return availability.date_after(math.ceil(done / share))


def _due(
    plan: Plan, calendar: Calendar, graph: KnowledgeGraph | None, parts: Sequence[Part]
) -> tuple[DueDay, ...]:
    """Return what is due with the day on which it is finished, the earliest first."""
    place = {str(planned.step): number for number, planned in enumerate(plan.steps)}
    wanted = {due.step: due.date for due in plan.dated if due.date is not None}
    for name, day in calendar.due:
        step = name if graph is None else str(graph.step(name))
        if step not in place:
            hint = "it is known already, or was left out: make it a must"
            message = f"{step} is due, but not in the plan"
            raise RequestError(Problem("bad-due", message, hint=hint))
        wanted[step] = day
    share = 1 - Fraction(str(plan.asked.review_share))
    last = {part.step: part for part in parts} if wanted else {}
    found = [
        DueDay(step=step, date=day, finish=_end(calendar.availability, last[place[step]], share))
        for step, day in wanted.items()
    ]
    return tuple(sorted(found, key=lambda due: (due.date, place[due.step])))


def _holidays(availability: Availability, weeks: int) -> tuple[dt.date, ...]:
    """Return the holidays of the region in so many weeks from the start."""
    start, region = availability.start, availability.holidays
    if region is None or start is None or not weeks:
        return ()
    end = start + dt.timedelta(days=WEEK * weeks - 1)
    days = (day for year in range(start.year, end.year + 1) for day in holiday_dates(region, year))
    return tuple(sorted(day for day in days if start <= day <= end))


def _weeks(sessions: Sequence[Session], availability: Availability) -> tuple[Week, ...]:
    by_week: dict[int, list[Session]] = {}
    for session in sessions:
        by_week.setdefault(session.week, []).append(session)
    start, found = availability.start, []
    last = max(by_week, default=0)
    for week, capacity in enumerate(week_minutes(availability), 1):
        if week > last:
            break
        held = by_week.get(week)
        if held is not None:
            first = None if start is None else start + dt.timedelta(days=WEEK * (week - 1))
            found.append(
                Week(
                    week=week,
                    start=first,
                    minutes=sum(session.minutes for session in held),
                    capacity_minutes=capacity,
                    sessions=tuple(held),
                )
            )
    return tuple(found)
