"""Which step of a schedule comes when: each as long as it takes, after all that it needs."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlpath.auditing.audit import Audit
    from mlpath.plans import Schedule

_CODE = "wrong-schedule"


def check_turns(audit: Audit, schedule: Schedule) -> None:
    """Check that sessions last as long as the plan's steps, and come in an order that may be."""
    studied = [str(session.step) for session in schedule.sessions if session.kind == "study"]
    laid: dict[str, int] = {}
    for session in schedule.sessions:
        if session.kind == "study":
            laid[str(session.step)] = laid.get(str(session.step), 0) + session.minutes
    names = [str(planned.step) for planned in audit.plan.steps]
    kept = schedule.tracks == 1 and not schedule.pins
    runs = [name for place, name in enumerate(studied) if place == 0 or studied[place - 1] != name]
    if sorted(laid) != sorted(names) or (kept and runs != names):
        audit.add(_CODE, "the sessions are not the plan's steps in its order", "schedule", "weeks")
        return
    _minutes(audit, laid)
    if not kept:
        _needs(audit, studied)
        _tracks(audit, studied, schedule.tracks)


def _minutes(audit: Audit, laid: dict[str, int]) -> None:
    """Check that the minutes of each step are its effort at the learner's pace."""
    pace = Fraction(str(audit.plan.asked.pace))
    effort = total = 0
    for place, planned in enumerate(audit.plan.steps, 1):
        effort += planned.effort_minutes
        total += laid[str(planned.step)]
        exact = math.floor(effort * pace)
        # Each step has a minute at least, so a fast pace may round up once a step.
        if not exact <= total <= exact + (place if pace < 1 else 0):
            message = f"up to {planned.step} {total} minutes are laid out, not {effort} x {pace}"
            audit.add(_CODE, message, "schedule", "weeks")
            return


def _needs(audit: Audit, studied: list[str]) -> None:
    """Check that nothing begins before all that it needs is finished."""
    first = {name: place for place, name in reversed(list(enumerate(studied)))}
    last = {name: place for place, name in enumerate(studied)}
    for number in audit.order:
        name = audit.name(number)
        needed = [[other] for other in audit.rules.needs[number] if other in audit.chosen]
        for group in audit.rules.owned[number]:
            some = audit.rules.groups[group].alternatives
            if audit.reading.known.isdisjoint(some):
                needed.append([other for other in some if other in audit.chosen])
        for others in needed:
            if all(last[audit.name(other)] > first[name] for other in others):
                message = f"{name} begins before {' or '.join(map(audit.name, others))} is done"
                audit.add(_CODE, message, "schedule", "weeks")


def _tracks(audit: Audit, studied: list[str], tracks: int) -> None:
    """Check that no more steps than asked are in progress at once."""
    last = {name: place for place, name in enumerate(studied)}
    begun: set[str] = set()
    for place, name in enumerate(studied):
        begun.add(name)
        if len(begun) > tracks:
            message = f"with {name} {len(begun)} topics are in progress, not {tracks} at most"
            audit.add(_CODE, message, "schedule", "weeks")
            return
        if last[name] == place:
            begun.remove(name)
