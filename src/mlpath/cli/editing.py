"""What the options of ``mlpath replan`` say is wanted from now on, as far as they say anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlpath.cli import options
from mlpath.cli.making import shares_of
from mlpath.cli.output import say
from mlpath.cli.timing import timing_of
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from mlpath.cli.timing import Timing
    from mlpath.cli.wanting import Wanted
    from mlpath.plans import Plan
    from mlpath.tracking import Progress

# Options that a re-plan has no use for where they are typed, and what to do instead.
_REFUSED = {
    "start": "a plan goes on from today: --today 2026-12-14 says when that is",
    "choose": "mlpath plan --logged --choose nested makes one anew",
    "order": "what stays keeps its order; mlpath plan --logged --order makes a plan anew",
}
_CALENDAR = ("deadline", "off", "holidays", "shortest", "longest", "tracks", "at", "zone")


def edits(plan: Plan, wanted: Wanted, reached: Progress | None, day: str | None) -> dict[str, Any]:
    """Return what is wanted from now on, as keywords of `mlpath.replan`.

    Parameters
    ----------
    plan
        The plan so far; what nobody speaks of stays as it has it.
    wanted
        What is told in this call or a learner's file.
    reached
        What the log says, None where nothing is logged.
    day
        The day it is, None for a plan without dates.

    Raises
    ------
    RequestError, UnitError
        If it makes no sense.
    """
    for name, hint in _REFUSED.items():
        if name in wanted.typed:
            message = f"a plan that is there already takes no --{name}"
            raise RequestError(Problem("bad-request", message, hint=hint))
    wanted = _without_over(wanted, day)
    was = plan.schedule
    if was is not None:
        first = was.start if plan.asked.before is None else None
        held = wanted.hours or was.hours
        start = wanted.start or (None if first is None else str(first))
        timing = timing_of(replace(wanted, hours=held, start=start))
    else:
        timing = timing_of(wanted)
    return {
        "goals": options.several(wanted.goal) or None,
        "must": _musts(plan, wanted.must, tuple(map(str, timing.pins))),
        "known": _known(plan, wanted.known, reached),
        "ban": options.several(wanted.ban) or None,
        "budget": _budget(plan, timing.budget, wanted.deadline),
        "hours": wanted.hours,
        "calendar": _calendar(wanted, timing, day),
        "wishes": _wishes(wanted, timing),
    }


def _without_over(wanted: Wanted, day: str | None) -> Wanted:
    """Return what is wanted without a deadline of a file that is over by now."""
    if wanted.deadline is None or "deadline" in wanted.typed or not _over(wanted.deadline, day):
        return wanted
    over = wanted.deadline
    say(f"note: the deadline of the learner's file, {over}, is over: planned without one")
    return replace(wanted, deadline=None)


def _over(date: str, day: str | None) -> bool:
    from mlpath.learners.availability import day_of

    return day is not None and day_of(date) < day_of(day)


def _calendar(wanted: Wanted, timing: Timing, day: str | None) -> dict[str, Any]:
    """Return what is told of the calendar, in the names of `mlpath.schedule`."""
    given = {name: getattr(wanted, name) for name in _CALENDAR if name in wanted.told}
    if "off" in given:
        given["off"] = options.several(wanted.off) or None
    if "pin" in wanted.told:
        to_come = {step: date for step, date in timing.pins.items() if not _over(date, day)}
        given["pins"] = to_come or None
    return {name: value for name, value in given.items() if value is not None}


def _wishes(wanted: Wanted, timing: Timing) -> dict[str, Any]:
    """Return what else is told, in the names of `mlpath.plan`."""
    found: dict[str, Any] = {
        "pace": wanted.pace,
        "pace_sigma": wanted.pace_sigma,
        "sure": None if wanted.sure is None else options.share_of(wanted.sure),
        "review": options.share_of(wanted.review),
        "shares": shares_of(wanted.shares),
        "work_limit": wanted.work_limit,
        "recommended": wanted.recommended,
        "due": dict(timing.due),
    }
    names = {"review": "review_share"}
    return {names.get(name, name): found[name] for name in found if name in wanted.told}


def _musts(plan: Plan, must: list[str] | None, pins: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the musts that are asked for now; what is due or pinned stays one."""
    if not must:
        return (*plan.asked.must, *pins) if pins else None
    held = () if plan.schedule is None else plan.schedule.pins
    was = {*plan.asked.must}
    dated = (*(d.step for d in plan.due if d.step in was), *(pin.step for pin in held))
    named = (*options.several(must), *pins)
    return tuple(dict.fromkeys((*named, *(name for name in dated if name in was))))


def _known(
    plan: Plan, known: list[str] | None, reached: Progress | None
) -> tuple[str, ...] | None:
    """Return what is known by now; what the plan took for known from the log stays so."""
    if not known:
        return None
    held = frozenset(() if reached is None else map(str, reached.mastered))
    named = options.several(known)
    return tuple(dict.fromkeys((*named, *(name for name in plan.asked.known if name in held))))


def _budget(plan: Plan, total: int | None, deadline: str | None) -> int | None:
    """Return the budget that is asked for now, None where it is the plan's own.

    A plan with a deadline was made for the smaller of both.
    """
    was = plan.schedule
    if total is not None and was is not None and was.start and was.deadline:
        from mlpath.learners.availability import Availability, day_of

        if deadline is None or day_of(deadline) == was.deadline:
            when = Availability.of(was.hours, was.start, off=was.off, holidays=was.holidays)
            if min(total, when.minutes_until(was.deadline)) == plan.asked.budget_minutes:
                return None
    return total
