"""Days, or whole weeks, with the minutes that they hold for study."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from mlpath.learners.availability import HORIZON, WEEK, too_long

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from mlpath.learners.availability import Availability

SITTING = 15  # minutes


class Slot(NamedTuple):
    """A day, or a whole week where only weekly hours are known.

    Attributes
    ----------
    week
        Counted from 1.
    first
        The day, or the first day of the week; None without a start.
    date
        The day, None for a week.
    before, minutes
        Minutes of all slots before, and of this one.
    """

    week: int
    first: dt.date | None
    date: dt.date | None
    before: int
    minutes: int


def slots(availability: Availability, share: Fraction) -> Iterator[Slot]:
    """Yield a hundred years of days or weeks with the share of their minutes that is for study.

    Minutes are cut from the running total, so that rounding never costs a minute of the budget.
    On days the rest is kept free in sittings: six minutes of review each day would be crumbs.

    Raises
    ------
    RequestError
        After a hundred years.
    """
    cut = given = 0
    for week, date, given in _totals(availability):
        whole_week = availability.hours.per_day is None
        free = given - int(given * share)
        total = max(cut, given - (free if whole_week else free // SITTING * SITTING))
        if total > cut:
            first = date
            if whole_week and availability.start is not None:
                first = availability.start + dt.timedelta(days=WEEK * (week - 1))
            yield Slot(week, first, None if whole_week else date, cut, total - cut)
        cut = total
    raise too_long(availability.hours, given)


def week_minutes(availability: Availability) -> Iterator[int]:
    """Yield the minutes of each week, those for review among them."""
    before = total = 0
    if availability.start is None:
        for _ in count():
            yield availability.hours.per_week
    for number, (_, total) in enumerate(availability.days(), 1):
        if number % WEEK == 0:
            yield total - before
            before = total


def _totals(availability: Availability) -> Iterator[tuple[int, dt.date | None, int]]:
    """Yield week, day and minutes of study up to then, for each day or each whole week."""
    hours = availability.hours
    if availability.start is not None:
        step = WEEK if hours.per_day is None else 1
        for number, (date, total) in enumerate(availability.days(), 1):
            if number % step == 0:
                yield (number - 1) // WEEK + 1, date, total
        return
    total = 0
    for number in range(HORIZON // (WEEK if hours.per_day is None else 1)):
        if hours.per_day is None:
            total += hours.per_week
            yield number + 1, None, total
        else:
            total += hours.per_day[number % WEEK]
            yield number // WEEK + 1, None, total
