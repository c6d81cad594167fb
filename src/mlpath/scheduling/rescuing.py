"""Ways out of a calendar that does not hold what it must, each re-run before it is offered."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from mlpath.errors import MlpathError
from mlpath.plans import WayOut
from mlpath.scheduling.requests import fits
from mlpath.topics import Step
from mlpath.units import Rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.plans import Plan
    from mlpath.scheduling.requests import Due, Request

WAYS = 6
TRIES = 5
MOST = 60 * 60  # minutes a week; more is no advice
ROUND = 30  # minutes a week
ROUND_DAY = 5


class _Change(NamedTuple):
    """A changed request, as a sentence, keyword arguments and flags."""

    request: Request
    change: str
    arguments: dict[str, Any]
    flags: tuple[str, ...]


def ways_out(request: Request, failed: Plan) -> tuple[WayOut, ...]:
    """Return changes under which everything fits, the gentlest kinds first.

    Parameters
    ----------
    request
        What was asked.
    failed
        The plan it led to: infeasible, or late.

    Returns
    -------
    tuple of WayOut
        More hours, later dates, lower levels, and what to do without. Arguments are keywords of
        `plan` (``must``, ``budget``, ``due``) and of `schedule` (``hours``,
        ``deadline``). Each was planned and laid into the calendar anew, and fits.
    """
    found: list[WayOut] = []
    for kind in (_more_hours, _later, _lower, _without):
        for changed in kind(request, failed):
            plan = _tried(changed.request)
            if plan is None or not fits(plan):
                continue
            found.append(_way(changed, plan, failed))
            if kind in {_more_hours, _later}:
                break  # they rise: the first that fits is the gentlest
        if len(found) >= WAYS:
            break
    return tuple(found[:WAYS])


def _tried(request: Request) -> Plan | None:
    try:
        return request.plan()
    except MlpathError:  # such as sessions that would go past midnight
        return None


def _way(changed: _Change, plan: Plan, failed: Plan) -> WayOut:
    from mlpath.planning.rescuing import needed_minutes  # noqa: PLC0415 - only where it fits

    arguments = changed.arguments
    effort = plan.effort_minutes
    if failed.status == "infeasible":
        # The plan's own words: what its musts need, and the budget that the calendar gives.
        effort = needed_minutes(changed.request.graph, plan.asked) or 0
        if plan.asked.budget_minutes != failed.asked.budget_minutes:
            arguments = {"budget": plan.asked.budget_minutes, **arguments}
    return WayOut(
        change=changed.change, arguments=arguments, flags=changed.flags, effort_minutes=effort
    )


def _short(request: Request, failed: Plan) -> Iterator[tuple[int, int]]:
    """Yield minutes that were there and minutes that were needed."""
    limit, asked = failed.asked.budget_minutes, failed.asked
    if failed.status == "infeasible":
        if failed.needed_minutes is not None and limit is not None:
            yield limit, asked.own(failed.needed_minutes)
        for due in failed.due:
            yield due.by_minutes, due.needed_minutes
        return
    for due in failed.due:
        if due.late_minutes:
            yield due.by_minutes, due.needed_minutes
    when, laid = request.calendar.availability, failed.schedule
    for late in laid.due if laid is not None else ():
        if late.late_days:
            yield when.minutes_until(late.date), when.minutes_until(late.finish)
    if laid is not None and laid.late_days and laid.deadline and laid.finish:
        yield when.minutes_until(laid.deadline), when.minutes_until(laid.finish)


def _more_hours(request: Request, failed: Plan) -> Iterator[_Change]:
    """Yield the hours that the shortage asks for, then a little more each time."""
    short = [(there, needed) for there, needed in _short(request, failed) if there]
    if not short:
        return
    factor = max(Fraction(needed, there) for there, needed in short)
    before = request.calendar.availability
    for number in range(TRIES):
        hours = _scaled(before.hours, factor * (1 + Fraction(number * number, 10)))
        if hours is None or hours.per_week > max(MOST, before.hours.per_week):
            return
        calendar = replace(request.calendar, availability=replace(before, hours=hours))
        change = f"study {hours} instead of {before.hours}"
        flags = ("--hours", str(hours))
        yield _Change(replace(request, calendar=calendar), change, {"hours": str(hours)}, flags)


def _scaled(hours: Rate, factor: Fraction) -> Rate | None:
    """Return the hours times a factor, rounded up to what one would say; None beyond a day."""
    try:
        if hours.per_day is None:
            return Rate(_up(hours.per_week * factor, ROUND))
        days = tuple(_up(amount * factor, ROUND_DAY) for amount in hours.per_day)
        return Rate(sum(days), days)
    except MlpathError:
        return None


def _up(minutes: Fraction, to: int) -> int:
    return -(-minutes // to) * to


def _later(request: Request, failed: Plan) -> Iterator[_Change]:
    """Yield later dates for what is late, at first the days on which it would be done."""
    laid = failed.schedule
    if laid is None:
        yield from _later_dues(request, failed)
        yield from _later_deadline(request, failed)
        return
    late = {due.step: due.finish for due in laid.due if due.late_days}
    minutes = {due.step: due.finish_minutes for due in failed.due if due.late_minutes}
    for number in range(TRIES):
        more = dt.timedelta(days=number * number)
        due: Due = {}
        for step, given in request.due.items():
            new = given
            if step in late:
                new = str(late[step] + more)
            elif step in minutes:
                new = f"{minutes[step]}m"
            due[step] = new
        changed = {step: time for step, time in due.items() if time != request.due[step]}
        arguments: dict[str, Any] = {"due": due} if changed else {}
        parts = [f"{step} by {time}" for step, time in changed.items()]
        calendar = request.calendar
        flags = tuple(word for step, time in due.items() for word in ("--due", f"{step}={time}"))
        if laid.late_days and laid.finish is not None:
            day = laid.finish + more
            calendar = replace(calendar, deadline=day)
            arguments["deadline"] = str(day)
            parts.append(f"the deadline on {day}")
            flags = (*flags, "--deadline", str(day))
        if arguments:
            asks = replace(request, due=due, calendar=calendar)
            yield _Change(asks, f"have {' and '.join(parts)}", arguments, flags)


def _later_dues(request: Request, failed: Plan) -> Iterator[_Change]:
    """Yield later dates for musts that are late, at first those that they need."""
    late = {due.step: due for due in failed.due if due.late_minutes}
    when = request.calendar.availability
    for number in range(TRIES) if late else ():
        more = number * number
        try:
            new: Due = {
                step: f"{due.needed_minutes + more * 60}m"
                if due.date is None
                else str(when.date_after(due.needed_minutes) + dt.timedelta(days=more))
                for step, due in late.items()
            }
        except MlpathError:
            return
        due = {**request.due, **new}
        flags = tuple(word for step, time in due.items() for word in ("--due", f"{step}={time}"))
        change = " and ".join(f"{step} by {time}" for step, time in new.items())
        yield _Change(replace(request, due=due), f"have {change}", {"due": due}, flags)


def _later_deadline(request: Request, failed: Plan) -> Iterator[_Change]:
    """Yield deadlines that leave the musts the minutes that they need."""
    when, deadline = request.calendar.availability, request.calendar.deadline
    if deadline is None or failed.needed_minutes is None:
        return
    try:
        first = when.date_after(failed.asked.own(failed.needed_minutes))
    except MlpathError:
        return
    for number in range(TRIES):
        day = max(first, deadline) + dt.timedelta(days=number * number)
        calendar = replace(request.calendar, deadline=day)
        yield _Change(
            replace(request, calendar=calendar),
            f"have the deadline on {day}",
            {"deadline": str(day)},
            ("--deadline", str(day)),
        )


def _lower(request: Request, _failed: Plan) -> Iterator[_Change]:
    """Yield each must at each level below its own."""
    for place, name in enumerate(request.asked.must):
        step = request.graph.step(name)
        for level in reversed(request.graph.topic(step.topic).levels):
            if level < step.level:
                yield _instead(request, place, str(Step(step.topic, level)))


def _without(request: Request, _failed: Plan) -> Iterator[_Change]:
    """Yield the wishes without each must."""
    for place in range(len(request.asked.must)):
        yield _instead(request, place, None)


def _instead(request: Request, place: int, lower: str | None) -> _Change:
    """Return the wishes with another must in a place, or none."""
    name = request.asked.must[place]
    new = [] if lower is None else [lower]
    must = [*request.asked.must[:place], *new, *request.asked.must[place + 1 :]]
    due: Due = {}
    for step, time in request.due.items():
        if step != name:
            due[step] = time
        elif lower is not None:
            due[lower] = time
    pins = tuple(
        (lower if _same(request, step, name) and lower else step, day)
        for step, day in request.calendar.pins
        if lower is not None or not _same(request, step, name)
    )
    arguments: dict[str, Any] = {"must": must}
    flags = [word for each in must for word in ("--must", each)]
    if due != request.due:
        arguments["due"] = due
        flags += [word for step, time in due.items() for word in ("--due", f"{step}={time}")]
    if pins != request.calendar.pins:
        arguments["pins"] = {step: str(day) for step, day in pins}
        flags += [word for step, day in pins for word in ("--pin", f"{step}={day}")]
    asks = replace(
        request,
        asked=request.asked.model_copy(update={"must": tuple(must)}),
        due=due,
        calendar=replace(request.calendar, pins=pins),
    )
    dated = " by a date" if name in request.due else ""
    change = f"do without {name}{dated}" if lower is None else f"be content with {lower}"
    return _Change(asks, change, arguments, tuple(flags))


def _same(request: Request, pinned: str, name: str) -> bool:
    return str(request.graph.step(pinned)) == name
