"""From minutes of study to weeks and days of a calendar."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.plans import When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.learners import Availability

WEEK = 7


@dataclass(slots=True)
class Days:
    """A calendar that is read once, as far as it is asked about.

    Attributes
    ----------
    availability
        When the learner studies; None where nothing is known of it.
    share
        Part of the time that is for study, not for review.
    used
        Part of the time of study that sessions fill, as `used_part` has it.
    """

    availability: Availability | None
    share: Fraction
    used: Fraction = Fraction(1)
    _totals: list[int] = field(default_factory=list)
    _dates: list[dt.date] = field(default_factory=list)
    _rest: Iterator[tuple[dt.date, int]] | None = None

    def when(self, minutes: float) -> When:
        """Return where the calendar has so many minutes of study.

        Raises
        ------
        RequestError
            If that takes over a hundred years.
        """
        whole = math.ceil(minutes)
        if self.availability is None:
            return When(minutes=whole)
        needed = math.ceil(whole / (self.share * self.used))
        if self.availability.start is None:
            return When(minutes=whole, week=max(1, -(-needed // self.availability.hours.per_week)))
        date = self._date(self.availability, needed)
        week = (date - self.availability.start).days // WEEK + 1
        return When(minutes=whole, week=week, date=date)

    def study_until(self, date: dt.date) -> int:
        """Return the minutes of study from the first day to the end of a day."""
        if self.availability is None:
            return 0
        return int(self.availability.minutes_until(date) * self.share * self.used)

    def first_week(self) -> int:
        """Return the minutes of study in the first seven days."""
        if self.availability is None:
            return 0
        start = self.availability.start
        if start is None:
            return int(self.availability.hours.per_week * self.share)
        return self.study_until(start + dt.timedelta(days=WEEK - 1))

    def _date(self, availability: Availability, needed: int) -> dt.date:
        if self._rest is None:
            self._rest = availability.days()
        while not self._totals or self._totals[-1] < needed:
            following = next(self._rest, None)
            if following is None:
                return availability.date_after(needed)  # for its error
            self._dates.append(following[0])
            self._totals.append(following[1])
        return self._dates[bisect_left(self._totals, needed)]
