"""The reviews of a schedule: only of what was learnt, and never more than their share."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from mlpath.auditing.audit import Audit
    from mlpath.plans import Schedule, Session
    from mlpath.topics import Step

_CODE = "wrong-schedule"
_LONGEST = 30
_CARRIED = 120


def check_reviews(audit: Audit, schedule: Schedule) -> None:
    """Check the sessions of a schedule that are reviews."""
    laid = [session for session in schedule.sessions if session.kind == "review"]
    told = schedule.reviews
    if told is None:
        if laid:
            audit.add(_CODE, "there are reviews, but not how they were laid", "schedule", "weeks")
        return
    total = sum(session.minutes for session in laid)
    if told.minutes != total:
        message = f"the reviews take {total} minutes, not {told.minutes}"
        audit.add(_CODE, message, "schedule", "reviews", "minutes")
    if told.share != audit.plan.asked.review_share:
        message = f"the plan keeps {audit.plan.asked.review_share} for review, not {told.share}"
        audit.add(_CODE, message, "schedule", "reviews", "share")
    _learnt(audit, schedule)
    _share(audit, schedule)


def _learnt(audit: Audit, schedule: Schedule) -> None:
    """Check that every review is of a step whose study ended before its day or week."""
    ended: dict[Step, tuple[int, dt.date | None]] = {}
    for session in schedule.sessions:
        if session.kind == "study":
            ended[session.step] = (session.week, session.date)
    known = frozenset(map(audit.name, audit.reading.known))
    for place, week in enumerate(schedule.weeks):
        for session in week.sessions:
            if session.kind == "study":
                continue
            fault = _early(session, ended.get(session.step), learnt=str(session.step) in known)
            if not fault and session.minutes > _LONGEST:
                fault = f"a review of {session.step} takes {session.minutes} minutes"
            if fault:
                audit.add(_CODE, fault, "schedule", "weeks", place)


def _early(session: Session, ended: tuple[int, dt.date | None] | None, *, learnt: bool) -> str:
    if ended is None:
        return "" if learnt else f"{session.step} is reviewed and never learnt"
    week, date = ended
    if session.date is not None and date is not None:
        early = session.date <= date
    else:
        early = session.week <= week
    return f"{session.step} is reviewed before it is learnt" if early else ""


def _share(audit: Audit, schedule: Schedule) -> None:
    """Check that reviews never run ahead of their share, nor fill a week with what was saved."""
    share = Fraction(str(audit.plan.asked.review_share))
    part = share / (1 - share)
    free = Fraction(0)
    laid = 0
    for place, week in enumerate(schedule.weeks):
        reviews = sum(each.minutes for each in week.sessions if each.kind == "review")
        here = (week.minutes - reviews) * part
        free += here
        laid += reviews
        if laid > free or reviews > here + _CARRIED:
            message = f"week {week.week}: {reviews} minutes of review are more than their share"
            audit.add(_CODE, message, "schedule", "weeks", place)
