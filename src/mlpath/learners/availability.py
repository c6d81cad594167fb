"""When a learner can study: hours, a first day, days off and a country's holidays."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mlpath.errors import Problem, RequestError
from mlpath.units import DAYS, Rate, rate

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEK = 7
HORIZON = 5_200 * WEEK
FIRST_YEAR, LAST_YEAR = 1970, 9_000
_OFF_FORM = "write 2026-12-24, or 2026-12-24..2027-01-02 for both and all between"
_AT_FORM = "write 18:30, or by day: mon-fri 18:30, sat 09:00"
_AT = re.compile(r"(?:([a-z]{3})(?:-([a-z]{3}))? )?([01]?[0-9]|2[0-3]):([0-5][0-9])")

OffDays = str | dt.date | tuple[dt.date, dt.date]


class DayRange(NamedTuple):
    """Days from the first to the last, both of them included."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        """Return the form that `days_off` reads."""
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class Availability:
    """The study time of a learner, day by day.

    Parameters
    ----------
    hours
        Of a week, or of each weekday.
    start
        First day of study; without one there are weeks but no dates.
    off
        Days without study, earliest first and not overlapping, as `days_off` gives them.
    holidays
        Country or region whose public holidays are free: ``DE``, ``DE-BY``.

    Raises
    ------
    RequestError
        If days off or holidays have no start, or a region is unknown.

    Examples
    --------
    >>> when = Availability.of("2h per weekday", "2026-12-21", off="2026-12-24..2027-01-02")
    >>> when.minutes_until(dt.date(2026, 12, 31)), str(when.date_after(420))
    (360, '2027-01-04')
    """

    hours: Rate
    start: dt.date | None = None
    off: tuple[DayRange, ...] = ()
    holidays: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no calendar could hold."""
        if self.start is None and (self.off or self.holidays):
            what = "days off need" if self.off else "holidays need"
            message = f"{what} a start: without one no day has a date"
            raise RequestError(Problem("bad-request", message, hint="such as 2026-12-01"))
        if self.holidays is not None and self.start is not None:
            holiday_dates(self.holidays, self.start.year)

    @classmethod
    def of(
        cls,
        hours: str | Rate = "10h/week",
        start: dt.date | str | None = None,
        *,
        off: OffDays | Iterable[OffDays] = (),
        holidays: str | None = None,
    ) -> Availability:
        """Return the availability that texts and dates describe.

        Raises
        ------
        RequestError
            If a date or a region is none.
        UnitError
            If hours cannot be read.
        """
        if not isinstance(hours, str | Rate):
            raise unusable("hours", hours, "such as 10h/week")
        if holidays is not None and not isinstance(holidays, str):
            raise unusable("holidays", holidays, "such as DE-BY")
        weekly = rate(hours) if isinstance(hours, str) else hours
        first = None if start is None else day_of(start)
        if first is not None and not FIRST_YEAR <= first.year <= LAST_YEAR:
            side = "ahead" if first.year > LAST_YEAR else "back"
            hint = f"start in a year from {FIRST_YEAR} to {LAST_YEAR}"
            raise RequestError(Problem("bad-date", f"{first} is too far {side}", hint=hint))
        region = None if holidays is None else holidays.strip().upper().replace("_", "-")
        return cls(weekly, first, days_off(off), region)

    def free(self, date: dt.date) -> bool:
        """Tell whether a day is a day off or a holiday."""
        if any(days.first <= date <= days.last for days in self.off):
            return True
        return self.holidays is not None and date in holiday_dates(self.holidays, date.year)

    def days(self) -> Iterator[tuple[dt.date, int]]:
        """Yield a hundred years of days, each with the minutes of study up to its end.

        Hours of a week are spread evenly over its days; a day off takes its part with it.

        Raises
        ------
        RequestError
            If there is no start.
        """
        if self.start is None:
            raise RequestError(Problem("bad-request", "dates need a start", hint="2026-12-01"))
        total = open_days = 0
        for number in range(HORIZON):
            date = self.start + dt.timedelta(days=number)
            if not self.free(date):
                open_days += 1
                if self.hours.per_day is not None:
                    total += self.hours.per_day[date.weekday()]
            if self.hours.per_day is None:
                total = self.hours.per_week * open_days // WEEK
            yield date, total

    def minutes_until(self, date: dt.date) -> int:
        """Return the minutes of study from the start to the end of a day, 0 before the start.

        Raises
        ------
        RequestError
            If there is no start, or the day is over a hundred years after it.
        """
        if self.start is not None and date < self.start:
            return 0
        for day, total in self.days():
            if day == date:
                return total
        message = f"{date} is over 100 years after the start"
        raise RequestError(Problem("bad-date", message, hint="an earlier day"))

    def date_after(self, minutes: int) -> dt.date:
        """Return the first day at whose end so many minutes of study are done.

        Raises
        ------
        RequestError
            If there is no start, or that takes over a hundred years.
        """
        total = 0
        for day, total in self.days():
            if total >= minutes:
                return day
        raise too_long(self.hours, total)


def too_long(hours: Rate, total: int) -> RequestError:
    """Return the error of a calendar that has too little in it."""
    if not total:
        message = "every day of study is a day off"
        return RequestError(Problem("no-days", message, hint="fewer days off, or other hours"))
    message = f"at {hours} the plan takes over 100 years"
    return RequestError(Problem("too-long", message, hint="more hours"))


def unusable(name: str, given: object, hint: str) -> RequestError:
    """Return the error of an argument of a wrong type."""
    return RequestError(Problem("bad-request", f"{name} is {given!r}", hint=hint))


def day_of(given: dt.date | str) -> dt.date:
    """Return a date given as one or as ``"2026-12-01"``.

    Raises
    ------
    RequestError
        If it is neither.
    """
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(given.strip())
    except (ValueError, AttributeError):
        hint = "write it as 2026-12-01"
        raise RequestError(Problem("bad-date", f"{given!r} is not a date", hint=hint)) from None


def days_off(given: OffDays | Iterable[OffDays]) -> tuple[DayRange, ...]:
    """Return days off as ranges, the earliest first, those that touch joined.

    Parameters
    ----------
    given
        A date, a text such as ``"2026-12-24..2027-01-02"`` (several after commas), or a list of
        dates, texts and pairs of first and last day.

    Raises
    ------
    RequestError
        If one is no day, or runs backwards.

    Examples
    --------
    >>> [str(days) for days in days_off(["2026-12-31, 2026-12-24..2026-12-26", "2027-01-01"])]
    ['2026-12-24..2026-12-26', '2026-12-31..2027-01-01']
    """
    if isinstance(given, str | dt.date):
        given = (given,)
    if not isinstance(given, Iterable):
        raise unusable("off", given, _OFF_FORM)
    found: list[DayRange] = []
    for days in sorted(_ranges(given)):
        if found and (days.first - found[-1].last).days <= 1:
            found[-1] = DayRange(found[-1].first, max(found[-1].last, days.last))
        else:
            found.append(days)
    return tuple(found)


def _ranges(given: Iterable[OffDays]) -> Iterator[DayRange]:
    for item in given:
        if isinstance(item, str):
            for part in item.split(","):
                first, _, last = part.partition("..")
                yield _range(first, last or first, part.strip())
        elif isinstance(item, dt.date):
            yield _range(item, item, str(item))
        else:
            yield _pair(item)


def _pair(item: tuple[dt.date, dt.date]) -> DayRange:
    try:
        first, last = item
    except (TypeError, ValueError):
        message = f"{item!r} is no day off"
        raise RequestError(Problem("bad-date", message, hint=_OFF_FORM)) from None
    return _range(first, last, f"{first}..{last}")


def _range(first: dt.date | str, last: dt.date | str, text: str) -> DayRange:
    try:
        found = DayRange(day_of(first), day_of(last))
    except RequestError:
        message = f"{text!r} is no day off"
        raise RequestError(Problem("bad-date", message, hint=_OFF_FORM)) from None
    if found.last < found.first:
        message = f"{text!r} runs backwards"
        raise RequestError(Problem("bad-date", message, hint="the earlier day comes first"))
    return found


def day_times(text: str) -> tuple[int | None, ...]:
    """Return when study begins from Monday to Sunday, in minutes after midnight.

    Raises
    ------
    RequestError
        If it cannot be read, or names a day twice.

    Examples
    --------
    >>> day_times("mon-fri 18:30, sat 9:00")
    (1110, 1110, 1110, 1110, 1110, 540, None)
    """
    found: list[int | None] = [None] * WEEK
    clauses = [" ".join(clause.split()).lower() for clause in text.split(",")]
    for clause in clauses:
        match = _AT.fullmatch(clause)
        if match is None or (match[1] is None and len(clauses) > 1):
            message = f"{text!r} is no time of day"
            raise RequestError(Problem("bad-time", message, hint=_AT_FORM))
        days = range(WEEK) if match[1] is None else _weekdays(match[1], match[2], text)
        for day in days:
            if found[day] is not None:
                message = f"{text!r} names {DAYS[day]} twice"
                raise RequestError(Problem("bad-time", message, hint=_AT_FORM))
            found[day] = int(match[3]) * 60 + int(match[4])
    return tuple(found)


def _weekdays(first: str, last: str | None, text: str) -> range:
    if first not in DAYS or (last or first) not in DAYS:
        message = f"{text!r} names no day of the week"
        raise RequestError(Problem("bad-time", message, hint=_AT_FORM))
    days = range(DAYS.index(first), DAYS.index(last or first) + 1)
    if not days:
        message = f"{text!r} has days that run backwards"
        raise RequestError(Problem("bad-time", message, hint=_AT_FORM))
    return days


@lru_cache(maxsize=1024)
def holiday_dates(region: str, year: int) -> frozenset[dt.date]:
    """Return the public holidays of a country or region in a year.

    Parameters
    ----------
    region
        ISO 3166 code of a country, with that of a part of it where wanted: ``DE``, ``DE-BY``.

    Raises
    ------
    RequestError
        If the package ``holidays`` is not installed, or does not know the region.
    """
    try:
        import holidays  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        message = "holidays need the package holidays"
        hint = "pip install 'mlpath-planner[holidays]'"
        raise RequestError(Problem("missing-package", message, hint=hint)) from None
    country, _, part = region.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=year)
    except NotImplementedError:
        known = holidays.list_supported_countries(include_aliases=False)
        names = known if country not in known else [f"{country}-{p}" for p in known[country]]
        raise _unknown_region(region, sorted(names)) from None
    return frozenset(day for day in found if day.year == year)


def _unknown_region(region: str, names: list[str]) -> RequestError:
    import difflib  # noqa: PLC0415 - only an error needs it

    near = difflib.get_close_matches(region, names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else ""
    if not hint and "-" in region and names:
        hint = f"parts that are known: {', '.join(names)}"
    message = f"no holidays are known of {region!r}"
    return RequestError(Problem("unknown-region", message, hint=hint or "DE, US-CA, GB-SCT, ..."))
