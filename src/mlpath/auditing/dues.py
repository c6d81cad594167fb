"""Due dates of a plan: when it finishes what is due, and what all that is due by then takes."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.auditing.asking import fitting
from mlpath.auditing.closures import Closures
from mlpath.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Generator

    from mlpath.auditing.asking import Reading
    from mlpath.auditing.audit import Audit
    from mlpath.auditing.rules import Rules
    from mlpath.plans import Asked, Plan

_CODE = "wrong-due"


def check_due(audit: Audit) -> None:
    """Check every claim about what is due."""
    named = {str(step): number for number, step in enumerate(audit.rules.steps)}
    if audit.plan.asked.due:
        _complete(audit, named)
    kept = _in_time(audit, named)
    for place, due in enumerate(audit.plan.due):
        number = named.get(due.step)
        if number is None or (number not in audit.finish and not audit.plan.asked.due):
            audit.add(_CODE, f"{due.step} is due, but not in the plan", "due", place)
            continue
        done = None if number not in audit.finish else _own(audit, audit.finish[number])
        if due.finish_minutes != done:
            message = f"{due.step} is finished after {done} minutes, not {due.finish_minutes}"
            audit.add(_CODE, message, "due", place, "finish_minutes")
        if number in kept:
            _kept(audit, kept, number, place)
        else:
            _late(audit, kept, number, place)


def check_late(plan: Plan, rules: Rules, reading: Reading) -> Generator[Problem, None, bool]:
    """Yield what is wrong with the claim that musts cannot keep dates; return whether they can't.

    Yields
    ------
    Problem
        For each wrong claim.
    """
    if not plan.due:
        return False
    asked = [each for each in plan.asked.due if _number(rules, each.step) in reading.due_musts]
    wanted = sorted(
        ((each.step, each.date, each.by_minutes) for each in asked), key=lambda one: one[2]
    )
    if [(due.step, due.date, due.by_minutes) for due in plan.due] != wanted:
        yield Problem(_CODE, "other steps are due than musts with a date", path=("due",))
        return False
    late = False
    for place, due in enumerate(plan.due):
        by = fitting(plan.asked, due.by_minutes)
        first = [step for step, other in reading.due_musts.items() if other <= by]
        found = Closures(rules, reading).least(first)
        if found:
            needed = _minutes(plan.asked, min(found)[0])
            if due.needed_minutes != needed or due.finish_minutes is not None:
                message = f"what is due with {due.step} takes {needed} at least"
                yield Problem(_CODE, message, path=("due", place))
        late |= due.late_minutes > 0
    if not late:
        yield Problem(_CODE, "no must is late", path=("due",))
    return late


def _number(rules: Rules, name: str) -> int:
    """Return the number of a step by its text."""
    return next(number for number, step in enumerate(rules.steps) if str(step) == name)


def _complete(audit: Audit, named: dict[str, int]) -> None:
    """Check that the plan tells of everything that is due and still open, the earliest first."""
    wanted = sorted(
        (
            (each.step, each.date, each.by_minutes)
            for each in audit.plan.asked.due
            if audit.reading.open(named[each.step])
        ),
        key=lambda one: one[2],
    )
    if [(due.step, due.date, due.by_minutes) for due in audit.plan.due] != wanted:
        audit.add(_CODE, "other steps are due than was asked for, or at other times", "due")


def _in_time(audit: Audit, named: dict[str, int]) -> dict[int, int]:
    """Return the dates that decide the order, in estimated effort.

    Where dates were no part of the choice, they are those of all steps that are due.
    """
    asked, reading = audit.plan.asked, audit.reading
    if not asked.due:
        return {
            named[due.step]: fitting(asked, due.by_minutes)
            for due in audit.plan.due
            if due.step in named
        }
    kept = dict(reading.due_musts)
    for number, by in reading.due.items():
        if audit.worth(number) and number in audit.finish:
            kept[number] = min(by, kept.get(number, by))
    return {number: by for number, by in kept.items() if number in audit.finish}


def _kept(audit: Audit, kept: dict[int, int], number: int, place: int) -> None:
    """Check a step that is in time, or as early as it can be."""
    due = audit.plan.due[place]
    needed = _own(audit, _needed(audit, kept, kept[number]))
    late = _own(audit, audit.finish[number]) > due.by_minutes
    chosen_by = bool(audit.plan.asked.due)
    if chosen_by and late and audit.plan.asked.before is not None:
        return  # a must that a re-plan cannot have in time any more
    if due.needed_minutes != needed or due.clash_minutes is not None:
        message = f"what is due with {due.step} takes {needed}, not {due.needed_minutes}"
        audit.add(_CODE, message, "due", place, "needed_minutes")
    if late and (chosen_by or _own(audit, audit.finish[number]) > max(due.by_minutes, needed)):
        audit.add(_CODE, f"{due.step} comes later than it must", "due", place)


def _late(audit: Audit, kept: dict[int, int], number: int, place: int) -> None:
    """Check what is told of a step that earns nothing, or is not in the plan."""
    due, asked = audit.plan.due[place], audit.plan.asked
    by = fitting(asked, due.by_minutes)
    dates = {**kept, number: by}
    own = claim = None
    for minute in sorted({other for other in dates.values() if other >= by}):
        first = [step for step, other in dates.items() if other <= minute]
        found = Closures(audit.rules, audit.reading).least(first)
        if not found:  # too many alternatives to try
            return
        needed = min(found)[0]
        own = needed if own is None else own
        if needed > minute:
            claim = (_own(audit, needed), None if minute == by else minute)
            break
    told = due.clash_minutes
    said = (due.needed_minutes, None if told is None else fitting(asked, told))
    if said != (claim or (_own(audit, own or 0), None)):
        message = f"{due.step} is not late as it is said to be"
        audit.add(_CODE, message, "due", place, "needed_minutes")


def _needed(audit: Audit, kept: dict[int, int], minute: int) -> int:
    """Return the effort of all that is due by then, with what it needs in the plan."""
    stack = [number for number, by in kept.items() if by <= minute]
    found = set(stack)
    while stack:
        number = stack.pop()
        for other in audit.needed(number) - found:
            found.add(other)
            stack.append(other)
    return sum(audit.rules.effort[number] for number in found)


def _own(audit: Audit, effort: int) -> int:
    return _minutes(audit.plan.asked, effort)


def _minutes(asked: Asked, effort: int) -> int:
    """Return the learner's own minutes for so much estimated effort."""
    return math.ceil(effort * Fraction(str(asked.pace)) / (1 - Fraction(str(asked.review_share))))
