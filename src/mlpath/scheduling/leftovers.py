"""What sessions leave over of the days: time of study that is too short for another."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.learners.availability import Availability

if TYPE_CHECKING:
    from mlpath.plans import Plan

LEAST = Fraction(1, 2)


def used_part(plan: Plan) -> Fraction:
    """Return the part of the time of study that the sessions of a plan fill until its last day.

    *Why:* a session may not be short, so that a day can end with minutes that none fits. What is
    told of the end has to reckon with them, or it would be earlier than the sessions say.

    Returns
    -------
    Fraction
        From a half to 1; 1 for weekly hours, which have no days, for less than a week of them,
        and where pins keep the learner waiting.
    """
    laid = plan.schedule
    if laid is None or laid.start is None or laid.finish is None or laid.pins:
        return Fraction(1)
    when = Availability.of(laid.hours, laid.start, off=laid.off, holidays=laid.holidays)
    last = laid.finish - dt.timedelta(days=1)
    room = when.minutes_until(last) * (1 - Fraction(str(plan.asked.review_share)))
    if when.hours.per_day is None or room < when.hours.per_week:
        return Fraction(1)
    study = (each for each in laid.sessions if each.kind == "study")
    filled = sum(each.minutes for each in study if each.date is not None and each.date <= last)
    return min(Fraction(1), max(LEAST, filled / room))
