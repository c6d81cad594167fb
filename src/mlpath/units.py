"""Study time in words: durations, ranges and weekly rates, read exactly and never guessed.

*Why an own grammar:* general parsers disagree about study time. ``1:30`` is 90 seconds to one
of them and 90 minutes to another, ``90m`` may be metres, and none reads ``3-4 months``. Here a
text is either read exactly, in fractions, or refused with the form that would be right. Inside
mlpath time is whole minutes, rounded up once and nowhere else.
"""

from __future__ import annotations

import itertools
import math
import numbers
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NoReturn

from mlpath.errors import Problem, UnitError

LONGEST_TEXT = 100
QUOTED_TEXT = 40  # characters of it that a message repeats
ENDS = 2  # of a range
HOUR = 60  # minutes
LIMIT = 100_000 * HOUR
WEEK = 7  # days
MONTH = Fraction(365, 12)  # days
YEAR = 365  # days
DAY_MINUTES = 24 * HOUR
FINEST = 10**12  # the largest denominator of a minute that is kept

SINGLE_SIGMA = 0.4
LEAST_SIGMA = 0.3
QUARTILES = 1.349  # distance between the quartiles of a standard normal

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NUMBER = {
    name + ending: number
    for names in (DAYS, _LONG_DAYS)
    for number, name in enumerate(names)
    for ending in ("", "s")
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}

_CLOCK_UNITS = {
    name: size
    for names, size in (("h hr hrs hour hours", HOUR), ("m min mins minute minutes", 1))
    for name in names.split()
}
_CALENDAR_UNITS = {
    name: Fraction(size)
    for names, size in (
        ("d day days", 1),
        ("w wk wks week weeks", WEEK),
        ("mo month months", MONTH),
        ("y yr yrs year years", YEAR),
    )
    for name in names.split()
}
_VULGAR = {
    "½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4),
    "¾": Fraction(3, 4), "⅕": Fraction(1, 5), "⅖": Fraction(2, 5), "⅗": Fraction(3, 5),
    "⅘": Fraction(4, 5), "⅙": Fraction(1, 6), "⅚": Fraction(5, 6), "⅛": Fraction(1, 8),
    "⅜": Fraction(3, 8), "⅝": Fraction(5, 8), "⅞": Fraction(7, 8),
}  # fmt: skip

_NUMBER = (
    r"(?:(?:(?P<whole>[0-9]{1,9})\ )?(?P<over>[0-9]{1,20})/(?P<under>[0-9]{1,13})"
    rf"|(?P<integer>[0-9]{{1,9}})?\ ?(?P<vulgar>[{''.join(_VULGAR)}])"
    r"|(?P<decimal>[0-9]{1,9}(?:[.,][0-9]{1,6})?)"
    r"|(?P<article>a|an|one)(?=\ ))"
)
_BARE = re.compile(_NUMBER)
_PART = re.compile(rf"(?:and\ )?{_NUMBER}\ ?(?P<unit>[a-z]+)(?![a-z])\ ?")
_ISO = re.compile(r"pt(?=[0-9])([0-9.,]+h)?([0-9.,]+m)?")
_RANGE = re.compile(r" ?- ?| to | or ")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_LISTED = re.compile(r"(?<![0-9]),|,(?![0-9])|;")
_PER = re.compile(r"(?P<amount>.+?) ?(?:/ ?| per | a | an | each | every )(?P<period>[a-z ]+)")
_ON_DAYS = re.compile(
    r"(?P<first>[a-z]+)(?: ?(?:-| to ) ?(?P<last>[a-z]+))?:? (?P<amount>[^a-z].*)"
)

_DURATION_HINT = "write a duration such as 3h, 90m, 1h30m, 1.5h or 3-5h"
_RATE_HINT = "write a rate such as 10h/week, 2h per weekday or 'mon 2h, sat 4h'"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of study time in minutes: one duration or a range.

    Parameters
    ----------
    low, high
        Minutes, ``0 < low <= high <= 6,000,000``; equal for a single duration. A range holds
        the middle half of learners: the quartiles of a lognormal distribution.

    Raises
    ------
    UnitError
        If the bounds are not positive, are the wrong way round or are beyond the limit.

    Examples
    --------
    >>> span("3-5h").median
    233
    >>> str(span("90 minutes"))
    '1h 30m'
    """

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high <= LIMIT:
            msg = f"a span needs 0 < low <= high <= {LIMIT:,} minutes"
            _refuse(msg, f"got {self.low} and {self.high}")

    @property
    def single(self) -> bool:
        """Whether this is one duration, not a range."""
        return self.low == self.high

    @property
    def median(self) -> int:
        """The geometric mean of the bounds in whole minutes, rounded up once."""
        product = self.low * self.high
        return math.isqrt(math.ceil(product) - 1) + 1

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm of the time that a learner needs."""
        if self.single:
            return SINGLE_SIGMA
        return max(LEAST_SIGMA, math.log(self.high / self.low) / QUARTILES)

    def __str__(self) -> str:
        """Return a short text that `span` reads back as the same span."""
        if self.single:
            return _text(self.low)
        if self.low % HOUR == 0 == self.high % HOUR:
            return f"{self.low // HOUR}-{self.high // HOUR}h"
        if self.high < HOUR and self.low.denominator == self.high.denominator == 1:
            return f"{self.low}-{self.high}m"
        return f"{_text(self.low)}-{_text(self.high)}"


@dataclass(frozen=True, slots=True)
class Rate:
    """Study time that a learner has in a week, in whole minutes.

    Parameters
    ----------
    per_week
        Minutes in all.
    per_day
        Minutes for Monday to Sunday, adding up to `per_week`; None where the week's minutes
        may be spread freely.

    Raises
    ------
    UnitError
        If a day exceeds 24 hours, a week 168 hours, nothing is left, or the days do not add up.

    Examples
    --------
    >>> rate("mon-fri 1h, sat 3h")
    Rate(per_week=480, per_day=(60, 60, 60, 60, 60, 180, 0))
    """

    per_week: int
    per_day: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        for amount in self.per_day or ():
            if not 0 <= amount <= DAY_MINUTES:
                _refuse_rate(f"a day has 24 hours, not {show(amount)} of study")
        if self.per_week < 1:
            _refuse_rate("less than a minute a week is left for study")
        if self.per_week > WEEK * DAY_MINUTES:
            _refuse_rate(f"a week has 168 hours, not {show(self.per_week)} of study")
        if self.per_day and (len(self.per_day) != WEEK or sum(self.per_day) != self.per_week):
            _refuse_rate("seven days that add up to the week are needed")

    def __str__(self) -> str:
        """Return a short text that `rate` reads back as the same rate."""
        if self.per_day is None:
            return f"{_text(Fraction(self.per_week))}/week"
        if len(set(self.per_day)) == 1:
            return f"{_text(Fraction(self.per_day[0]))}/day"
        found = []
        days = zip(DAYS, self.per_day, strict=True)
        for amount, run in itertools.groupby(days, lambda day: day[1]):
            names = [name for name, _ in run]
            if amount:
                named = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
                found.append(f"{named} {_text(Fraction(amount))}")
        return ", ".join(found)


def span(text: str) -> Span:
    """Read a duration or a range of study time.

    Parameters
    ----------
    text
        ``3h``, ``90m``, ``1h30m``, ``1.5 h``, ``1,5 h``, ``½ h``, ``2 hours 30 minutes``,
        ``PT1H30M``, ``3-5h``, ``3 to 5 hours``, ``45m-1h``. Days, weeks and months carry the
        rate of their source: ``3-4 months @ 10h/week``, ``a week or 10 days @ 3h/day``; a week
        is 7 days and a month 365/12 days.

    Returns
    -------
    Span
        Exact minutes.

    Raises
    ------
    UnitError
        If the text is anything else, in particular a bare number, ``1:30``, a calendar word
        without a rate, nothing at all, or more than 100,000 hours.

    Examples
    --------
    >>> span("3-4 months @ 10h/week").median
    9032
    """
    if not _readable(text):
        _refuse(f"{_quoted(text)} is not a duration", _DURATION_HINT)
    return _span(text)


def minutes(text: str) -> int:
    """Read a single duration, such as a budget, in whole minutes rounded up.

    Raises
    ------
    UnitError
        If the text is a range or not a duration.

    Examples
    --------
    >>> minutes("12 weeks @ 8h/week")
    5760
    """
    length = span(text)
    if not length.single:
        _refuse(f"{_quoted(text)} is a range", f"choose one length, such as {show(length.median)}")
    return math.ceil(length.low)


def hours(amount: str | float | Decimal) -> int:
    """Return an amount of study time in whole minutes, rounded up.

    Parameters
    ----------
    amount
        A number of hours, or a text such as ``"1h30m"``. A float is read as its decimal text,
        to six places, so that 0.1 + 0.2 hours are 18 minutes and not 19.

    Raises
    ------
    UnitError
        If the amount is not finite, not positive, above 100,000 hours or not a duration.

    Examples
    --------
    >>> hours(1.5), hours("300h")
    (90, 18000)
    """
    if isinstance(amount, str):
        return minutes(amount)
    if isinstance(amount, bool) or not isinstance(amount, numbers.Real | Decimal):
        _refuse(f"hours are a number or a text, not {type(amount).__name__}", _DURATION_HINT)
    if isinstance(amount, numbers.Rational):
        exact = Fraction(amount)
    else:
        decimal = Decimal(str(amount))
        if not decimal.is_finite() or not 0 < decimal <= LIMIT:
            _refuse(f"a number of hours is above 0 and at most {LIMIT // HOUR:,}")
        exact = Fraction(round(decimal, 6)) or Fraction(1, FINEST)
    if not 0 < exact <= LIMIT // HOUR:
        _refuse(f"a number of hours is above 0 and at most {LIMIT // HOUR:,}")
    return math.ceil(exact * HOUR)


def rate(text: str) -> Rate:
    """Read how much study time a week has.

    Parameters
    ----------
    text
        ``10h/week``, ``10h per week``, ``1.5h/day``, ``2h per weekday``,
        ``5h per weekend day``, ``3h/saturday``, ``20h/month`` or lists of days such as
        ``mon-fri 1h, sat 3h`` and ``2h per weekday, 4h per weekend day``.

    Returns
    -------
    Rate
        Whole minutes; a fraction of a minute is dropped, as a calendar must not promise it.

    Raises
    ------
    UnitError
        If the text is anything else, names a day twice, or fills more than its day or week.

    Examples
    --------
    >>> rate("2h per weekday").per_day
    (120, 120, 120, 120, 120, 0, 0)
    """
    clean = _clean(text)
    if clean is None:
        _refuse_rate(f"{_quoted(text)} is not a rate")
    return _weekly(clean, text)


def show(length: int) -> str:
    """Return whole minutes as people read them.

    Examples
    --------
    >>> show(90), show(45), show(74_040)
    ('1 h 30 min', '45 min', '1,234 h')
    """
    sign = "-" if length < 0 else ""
    whole, rest = divmod(abs(length), HOUR)
    parts = [f"{whole:,} h"] if whole else []
    if rest or not whole:
        parts.append(f"{rest} min")
    return sign + " ".join(parts)


def count_of(how_many: int, what: str) -> str:
    """Return a number with its word, in the plural where it is not one.

    Examples
    --------
    >>> count_of(1, "topic"), count_of(1200, "step")
    ('1 topic', '1,200 steps')
    """
    return f"{how_many:,} {what}{'' if how_many == 1 else 's'}"


@lru_cache(maxsize=4096)
def _span(text: str) -> Span:
    """Return the span of a short text; a large graph repeats a few hundred of them."""
    clean = _clean(text)
    if clean is None:
        _refuse(f"{_quoted(text)} is not a duration", _DURATION_HINT)
    body, at, per = clean.partition("@")
    week = None
    if at:
        week = _weekly(per.strip(), text).per_week
    low, high = _bounds(body.strip(), week, text)
    if low > high:
        _refuse(f"{_quoted(text)} runs backwards", "the smaller end of a range comes first")
    if low == 0:
        _refuse(f"{_quoted(text)} has no length", "leave it out, or give at least 1m")
    if high > LIMIT:
        _refuse(f"{_quoted(text)} is more than {LIMIT // HOUR:,} hours", _DURATION_HINT)
    if max(low.denominator, high.denominator) > FINEST:
        _refuse(f"{_quoted(text)} is too fine a fraction", _DURATION_HINT)
    return Span(low, high)


def _readable(text: object) -> bool:
    """Tell whether a value, which may come from a file or from code, is a text to look at."""
    return isinstance(text, str) and 0 < len(text) <= LONGEST_TEXT


def _clean(text: object) -> str | None:
    """Return the text in lower case, with plain spaces and hyphens; None if it is no text."""
    if not isinstance(text, str) or not _readable(text):
        return None
    # Not casefold: it would turn a long s into s, and so a typo into a unit.
    clean = " ".join(text.split()).translate(_DASHES)
    return (clean.lower() if clean.isascii() else _lower_ascii(clean)) or None


def _lower_ascii(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def _bounds(body: str, week: int | None, text: str) -> tuple[Fraction, Fraction]:
    """Return low and high minutes of a range or a single duration."""
    sides = _RANGE.split(body)
    if not body or len(sides) > ENDS or not all(sides):
        _explain(body, text)
    last = _parts(sides[-1], text)
    high = _minutes_of(last, week, text)
    if len(sides) == 1:
        return high, high
    bare = _BARE.fullmatch(sides[0])
    if bare is None:
        return _minutes_of(_parts(sides[0], text), week, text), high
    if len(last) > 1:
        _refuse(f"{_quoted(text)} is unclear", "give both ends of the range a unit")
    return _minutes_of([(_number(bare, text), last[0][1])], week, text), high


def _parts(side: str, text: str) -> list[tuple[Fraction, str]]:
    """Return number and unit of each part of one duration, such as 1h 30m."""
    iso = _ISO.fullmatch(side)
    if iso:
        side = "".join(part for part in iso.groups() if part)
    found: list[tuple[Fraction, str]] = []
    place = 0
    while place < len(side):
        match = _PART.match(side, place)
        if match is None:
            _explain(side, text)
        unit = match["unit"]
        if unit not in _CLOCK_UNITS and unit not in _CALENDAR_UNITS:
            _refuse(f"{_quoted(text)} has an unknown unit {_quoted(unit)}", _DURATION_HINT)
        found.append((_number(match, text), unit))
        place = match.end()
    sizes = [_CLOCK_UNITS.get(unit) or _CALENDAR_UNITS[unit] * DAY_MINUTES for _, unit in found]
    if any(later >= earlier for earlier, later in itertools.pairwise(sizes)):
        _refuse(f"{_quoted(text)} has units out of order", "the larger unit comes first: 1h 30m")
    return found


def _number(match: re.Match[str], text: str) -> Fraction:
    """Return the number that `_NUMBER` matched."""
    if match["article"]:
        return Fraction(1)
    if match["vulgar"]:
        return int(match["integer"] or 0) + _VULGAR[match["vulgar"]]
    if match["over"]:
        if int(match["under"]) == 0:
            _refuse(f"{_quoted(text)} divides by zero", _DURATION_HINT)
        return int(match["whole"] or 0) + Fraction(int(match["over"]), int(match["under"]))
    decimal = match["decimal"]
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}", decimal):
        plain = decimal.replace(",", "")
        _refuse(
            f"the comma in {_quoted(text)} may mean thousands or a fraction",
            f"write {plain}h or {decimal.replace(',', '.')}h",
        )
    return Fraction(decimal.replace(",", "."))


def _minutes_of(parts: list[tuple[Fraction, str]], week: int | None, text: str) -> Fraction:
    """Return exact minutes; calendar units need the minutes of a week, others refuse them."""
    calendar = [unit for _, unit in parts if unit in _CALENDAR_UNITS]
    if calendar and week is None:
        hint = f"add the hours of its source: '{_short(text)} @ 10h/week'"
        _refuse(f"{_quoted(text)} does not say how much study it holds", hint)
    if week is None:
        return sum((size * _CLOCK_UNITS[unit] for size, unit in parts), Fraction(0))
    if len(calendar) < len(parts):
        hint = "a rate belongs to days, weeks and months: '2 weeks @ 10h/week'"
        _refuse(f"{_quoted(text)} gives hours a rate", hint)
    days = sum((size * _CALENDAR_UNITS[unit] for size, unit in parts), Fraction(0))
    return days / WEEK * week


def _weekly(clean: str, text: str) -> Rate:
    """Return the rate that a cleaned text gives."""
    clauses = [clause.strip() for clause in _LISTED.split(clean)]
    if not all(clauses):
        _refuse_rate(f"{_quoted(text)} is not a rate")
    days = [0] * WEEK
    for clause in clauses:
        numbers_of_days, amount = _clause(clause, text)
        if not numbers_of_days:
            if len(clauses) > 1:
                _refuse_rate(f"{_quoted(text)} mixes days with a week or month")
            return Rate(amount)
        if any(days[number] for number in numbers_of_days):
            _refuse_rate(f"{_quoted(text)} gives a day twice")
        for number in numbers_of_days:
            days[number] = amount
    return Rate(sum(days), tuple(days))


def _clause(clause: str, text: str) -> tuple[range | tuple[int, ...], int]:
    """Return the days of one clause (none for a week or month) and whole minutes for each."""
    match = _PER.fullmatch(clause)
    if match:
        amount = _amount(match["amount"], text)
        period = match["period"]
        if period in {"week", "wk", "w"}:
            return (), math.floor(amount)
        if period in {"month", "mo"}:
            return (), math.floor(amount * WEEK / MONTH)
        return _days(period, text), math.floor(amount)
    match = _ON_DAYS.fullmatch(clause)
    if match is None:
        _refuse_rate(f"{_quoted(text)} is not a rate")
    first = _days(match["first"], text)
    amount = _amount(match["amount"], text)
    if match["last"]:
        last = _days(match["last"], text)
        if len(first) > 1 or len(last) > 1 or first[0] >= last[0]:
            _refuse_rate(f"{_quoted(text)} has a range of days that does not run forwards")
        first = range(first[0], last[0] + 1)
    return first, math.floor(amount)


def _days(period: str, text: str) -> range | tuple[int, ...]:
    """Return the days of the week that a word stands for, Monday being 0."""
    if period in {"day", "d", "days"}:
        return range(WEEK)
    if period in {"weekday", "weekdays", "working day", "workday"}:
        return range(5)
    if period in {"weekend day", "weekendday"}:
        return range(5, WEEK)
    if period in {"weekend", "weekends"}:
        _refuse_rate(f"{_quoted(text)} does not say which day", "write '5h per weekend day'")
    if period not in _DAY_NUMBER:
        _refuse_rate(f"{_quoted(text)} names no day, week or month that is known")
    return (_DAY_NUMBER[period],)


def _amount(amount: str, text: str) -> Fraction:
    """Return the exact minutes of a clause, at least one."""
    try:
        length = span(amount)
    except UnitError as error:
        found = error.problems[0]
        _refuse_rate(f"{_quoted(text)} is not a rate: {found.message}")
    if not length.single:
        _refuse_rate(f"{_quoted(text)} is a range", "a calendar needs one number: 10h/week")
    if length.low < 1:
        _refuse_rate(f"{_quoted(text)} is less than a minute")
    return length.low


def _text(length: Fraction) -> str:
    """Return exact minutes as text: 1h 30m, 0.6m, or 54750/7m where nothing shorter is exact."""
    if length.denominator == 1:
        whole, rest = divmod(int(length), HOUR)
        parts = [f"{whole}h"] if whole else []
        return " ".join(parts + ([f"{rest}m"] if rest else []))
    millionths = length * 10**6
    if millionths.denominator > 1:
        return f"{length.numerator}/{length.denominator}m"
    digits = f"{int(millionths):07d}"
    return f"{digits[:-6]}.{digits[-6:].rstrip('0')}m"


def _explain(side: str, text: str) -> NoReturn:
    """Refuse a text that is no duration, with the reason that is most likely."""
    if _BARE.fullmatch(side):
        _refuse(f"{_quoted(text)} has no unit", f"write {_short(side)}h or {_short(side)}m")
    clock = re.fullmatch(r"([0-9]{1,4}):([0-9]{1,2})", side)
    if clock:
        hint = f"write {clock[1]}h{clock[2]}m"
        _refuse(f"{_quoted(text)} may be hours and minutes or minutes and seconds", hint)
    if re.match(r"0*[1-9][0-9]{9,}(?:[.,][0-9]*)? ?[a-z]", side):
        _refuse(f"{_quoted(text)} is more than {LIMIT // HOUR:,} hours", _DURATION_HINT)
    if side.startswith(("-", "+")) or "--" in side:
        _refuse(f"{_quoted(text)} has a sign", _DURATION_HINT)
    _refuse(f"{_quoted(text)} is not a duration", _DURATION_HINT)


def _short(text: str) -> str:
    return text if len(text) <= QUOTED_TEXT else f"{text[:QUOTED_TEXT]}..."


def _quoted(value: object) -> str:
    """Return the value as quoted text, cut short, with nothing a terminal would obey."""
    text = value if isinstance(value, str) else str(value)[: LONGEST_TEXT + 1]
    return repr(_short(text))


def _refuse(message: str, hint: str = "") -> NoReturn:
    raise UnitError(Problem("bad-duration", message, hint=hint))


def _refuse_rate(message: str, hint: str = _RATE_HINT) -> NoReturn:
    raise UnitError(Problem("bad-rate", message, hint=hint))
