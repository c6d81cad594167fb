"""`Calendar`: everything that says when study happens, checked once and then carried around."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlpath.errors import Problem, RequestError
from mlpath.learners.availability import Availability, day_of, day_times, unusable
from mlpath.units import DAYS, minutes, show

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from mlpath.learners.availability import OffDays
    from mlpath.topics import Step
    from mlpath.units import Rate

TRACKS = 3
PAUSE = 15
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Calendar:
    """When study happens, and in which portions.

    Parameters
    ----------
    availability
        Hours, first day, days off and holidays.
    deadline
        Last day of study.
    shortest, longest
        Minutes of a session.
    tracks
        Most topics in progress at once, 1 to 3.
    zone
        Name of a time zone, such as ``Europe/Berlin``; times are floating without one.
    at
        Time of day at which study begins, as `day_times` reads it.
    pins, due
        Steps that are not started before a day, and those to be finished by one.

    Raises
    ------
    RequestError
        If parts do not go together.
    """

    availability: Availability
    deadline: dt.date | None = None
    shortest: int | None = None
    longest: int | None = None
    tracks: int = 1
    zone: str | None = None
    at: str | None = None
    pins: tuple[tuple[str, dt.date], ...] = ()
    due: tuple[tuple[str, dt.date], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no calendar could hold."""
        start = self.availability.start
        for what, given in (
            ("a deadline", self.deadline),
            ("a time of day", self.at),
            ("a pin", self.pins),
            ("a due date", self.due),
        ):
            if given and start is None:
                message = f"{what} needs a start"
                raise RequestError(Problem("bad-request", message, hint="such as 2026-12-01"))
        if self.deadline is not None and start is not None and self.deadline < start:
            message = f"the deadline, {self.deadline}, is before the start, {start}"
            raise RequestError(Problem("bad-date", message, hint="a later day"))
        if isinstance(self.tracks, bool) or self.tracks not in range(1, TRACKS + 1):
            message = f"{self.tracks!r} tracks are not usable"
            raise RequestError(Problem("bad-request", message, hint=f"1 to {TRACKS}"))
        self._check_lengths()
        self._check_times()

    @classmethod
    def of(  # noqa: PLR0913 - what a learner may say of a calendar
        cls,
        hours: str | Rate | Availability = "10h/week",
        start: dt.date | str | None = None,
        *,
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
    ) -> Calendar:
        """Return the calendar that texts, dates and lengths describe.

        Raises
        ------
        RequestError, UnitError
            If one of them cannot be read, or they do not go together.
        """
        for name, text, hint in (("zone", zone, "Europe/Berlin"), ("at", at, "18:30")):
            if text is not None and not isinstance(text, str):
                raise unusable(name, text, f"a text such as {hint}")
        if not isinstance(hours, Availability):
            hours = Availability.of(hours, start, off=off, holidays=holidays)
        return cls(
            availability=hours,
            deadline=None if deadline is None else day_of(deadline),
            shortest=_length("shortest", shortest),
            longest=_length("longest", longest),
            tracks=tracks,
            zone=zone,
            at=at,
            pins=_dated("pins", pins),
            due=_dated("due", due),
        )

    @property
    def times(self) -> tuple[int | None, ...]:
        """When study begins from Monday to Sunday, in minutes after midnight; empty without."""
        return () if self.at is None else day_times(self.at)

    @property
    def pause(self) -> int:
        """Minutes of rest in a day wherever study would last longer than a session may."""
        return 0 if self.longest is None else PAUSE

    def said(self) -> dict[str, Any]:
        """Return what a schedule tells of its calendar, in the names that it has there."""
        when = self.availability
        return {
            "hours": str(when.hours),
            "start": when.start,
            "off": tuple(str(days) for days in when.off),
            "holidays": when.holidays,
            "shortest": self.shortest,
            "longest": self.longest,
            "tracks": self.tracks,
            "zone": self.zone,
            "at": self.at,
            "deadline": self.deadline,
        }

    def _check_lengths(self) -> None:
        short, long = self.shortest, self.longest
        if short is not None and long is not None and long < 2 * short - 1:
            message = f"sessions of {show(short)} to {show(long)} leave crumbs"
            hint = "the longest is at least twice the shortest, such as 25m to 2h"
            raise RequestError(Problem("bad-sessions", message, hint=hint))

    def _check_times(self) -> None:
        if self.zone is not None:
            if self.at is None:
                message = "a time zone needs a time of day"
                raise RequestError(Problem("bad-request", message, hint="such as 18:30"))
            _check_zone(self.zone)
        if self.at is None:
            return
        hours = self.availability.hours
        if hours.per_day is None:
            message = f"a time of day needs hours by day, not {hours}"
            hint = "such as '2h per weekday', or 'mon 2h, sat 4h'"
            raise RequestError(Problem("bad-request", message, hint=hint))
        for name, amount, begin in zip(DAYS, hours.per_day, self.times, strict=True):
            if amount and begin is None:
                message = f"{self.at!r} gives no time for {name}"
                raise RequestError(Problem("bad-time", message, hint=f"{self.at}, {name} 09:00"))
            if amount and begin is not None and begin + amount + self._pauses(amount) > DAY:
                message = f"{show(amount)} from {clock(begin)} on {name} go past midnight"
                raise RequestError(Problem("bad-time", message, hint="begin earlier"))

    def _pauses(self, amount: int) -> int:
        """Return the most minutes that the pauses of a day can take."""
        # Two stretches with a pause between them are longer together than one may be.
        return 0 if self.longest is None else self.pause * (2 * amount // self.longest)


def clock(minute: int) -> str:
    """Return minutes after midnight as a clock shows them.

    Examples
    --------
    >>> clock(1110)
    '18:30'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_pin(text: str) -> tuple[str, dt.date]:
    """Return step and day of a text such as ``svd@deep=2027-03-01``.

    Raises
    ------
    RequestError
        If it is not of that form.
    """
    name, sign, day = (part.strip() for part in text.partition("="))
    if not (name and sign and day):
        hint = "write svd@deep=2027-03-01"
        raise RequestError(Problem("bad-pin", f"{text!r} is not a pin", hint=hint))
    return name, day_of(day)


def _length(name: str, given: str | int | None) -> int | None:
    """Return minutes of a session.

    Raises
    ------
    RequestError
        If it is no length that a day could hold.
    """
    if given is None:
        return None
    found = minutes(given) if isinstance(given, str) else given
    if type(found) is not int or not 1 <= found <= DAY:
        message = f"a {name} session of {given!r} is not usable"
        raise RequestError(Problem("bad-sessions", message, hint="1m to 24h, such as 25m"))
    return found


def _dated(
    name: str, given: Mapping[str | Step, dt.date | str] | None
) -> tuple[tuple[str, dt.date], ...]:
    if given is not None and not isinstance(given, Mapping):
        raise unusable(name, given, "a mapping of steps to days")
    return tuple((str(step), day_of(day)) for step, day in (given or {}).items())


def _check_zone(zone: str) -> None:
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        import difflib  # noqa: PLC0415 - only an error needs it

        near = difflib.get_close_matches(zone, sorted(zoneinfo.available_timezones()), n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "such as Europe/Berlin"
        message = f"no time zone {zone!r}"
        raise RequestError(Problem("unknown-zone", message, hint=hint)) from None
