"""Due dates of a plan: when it finishes what is due, and what all that is due by then takes."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlpath.auditing.audit import Audit

_CODE = "wrong-due"


def check_due(audit: Audit) -> None:
    """Check every claim about what is due."""
    finish: dict[str, int] = {}
    effort = 0
    for planned in audit.plan.steps:
        effort += planned.effort_minutes
        finish[str(planned.step)] = effort
    for place, due in enumerate(audit.plan.due):
        if due.step not in finish:
            audit.add(_CODE, f"{due.step} is due, but not in the plan", "due", place)
            continue
        if due.finish_minutes != (done := _own(audit, finish[due.step])):
            message = f"{due.step} is finished after {done} minutes, not {due.finish_minutes}"
            audit.add(_CODE, message, "due", place, "finish_minutes")
        if due.needed_minutes != (needed := _own(audit, _needed(audit, due.by_minutes))):
            message = f"what is due with {due.step} takes {needed}, not {due.needed_minutes}"
            audit.add(_CODE, message, "due", place, "needed_minutes")
        if done > max(due.by_minutes, needed):
            audit.add(_CODE, f"{due.step} comes later than it must", "due", place)


def _needed(audit: Audit, minutes: int) -> int:
    """Return the effort of all that is due by then, with what it needs in the plan."""
    named = {audit.name(number): number for number in audit.order}
    asked = audit.plan.asked
    stack = [
        named[due.step]
        for due in audit.plan.due
        if due.step in named and asked.fitting(due.by_minutes) <= asked.fitting(minutes)
    ]
    found = set(stack)
    while stack:
        number = stack.pop()
        needs = set(audit.rules.needs[number])
        needs.update(
            audit.serving[place] for place in audit.rules.owned[number] if place in audit.serving
        )
        for other in needs & audit.chosen - found:
            found.add(other)
            stack.append(other)
    return sum(audit.rules.effort[number] for number in found)


def _own(audit: Audit, effort: int) -> int:
    asked = audit.plan.asked
    return math.ceil(effort * Fraction(str(asked.pace)) / (1 - Fraction(str(asked.review_share))))
