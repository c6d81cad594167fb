"""Durations, ranges and rates: every accepted form, every refused form, and the arithmetic."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mlpath.errors import MlpathError, UnitError
from mlpath.units import LIMIT, Rate, Span, hours, minutes, rate, show, span

MONTH_AT_TEN = Fraction(365, 12) / 7 * 600

ACCEPTED: dict[str, tuple[Fraction | int, Fraction | int]] = {
    "3h": (180, 180),
    "90m": (90, 90),
    "1h30m": (90, 90),
    "1 h 30 min": (90, 90),
    "1.5 h": (90, 90),
    "1,5 h": (90, 90),
    "½ h": (30, 30),
    "1½h": (90, 90),
    "1 ¼ hours": (75, 75),
    "1/3 h": (20, 20),
    "1 1/2 hours": (90, 90),
    "2 hours 30 minutes": (150, 150),
    "2 hours and 30 minutes": (150, 150),
    "2 Hours": (120, 120),
    "an hour": (60, 60),
    "PT1H30M": (90, 90),
    "PT1.5H": (90, 90),
    "PT45M": (45, 45),
    "3-5h": (180, 300),
    "3–5 h": (180, 300),  # noqa: RUF001
    "3—5 h": (180, 300),
    "3 to 5 hours": (180, 300),
    "3 or 5 hours": (180, 300),
    "45m-1h": (45, 60),
    "1h30m - 2h": (90, 120),
    "½-1 h": (30, 60),
    "3-4 months @ 10h/week": (3 * MONTH_AT_TEN, 4 * MONTH_AT_TEN),
    "7-10 days @ 3h/day": (1260, 1800),
    "a week or 10 days @ 3h/day": (1260, 1800),
    "2 weeks @ 10h/week": (1200, 1200),
    "1 week 3 days @ 7h/week": (600, 600),
    "1 year @ 7h/week": (21900, 21900),
    "100000h": (LIMIT, LIMIT),
}

REFUSED = {
    "45": "'45' has no unit (write 45h or 45m)",
    "1.5": "has no unit",
    "1:30": "write 1h30m",
    "1:30:00": "not a duration",
    "3 months": "3 months @ 10h/week",
    "3-4 months": "does not say how much study it holds",
    "a week": "a week @ 10h/week",
    "P3M": "not a duration",
    "PT90S": "not a duration",
    "PT": "not a duration",
    "nan": "not a duration",
    "nan h": "not a duration",
    "inf": "not a duration",
    "-3h": "has a sign",
    "+3h": "has a sign",
    "−3h": "has a sign",  # noqa: RUF001
    "3h-": "not a duration",
    "-": "has a sign",
    "0h": "no length",
    "0-3h": "no length",
    "5-3h": "runs backwards",
    "1,234 h": "write 1234h or 1.234h",
    "100001h": "more than 100,000 hours",
    "9999999999h": "more than 100,000 hours",
    "3h @ 10h/week": "gives hours a rate",
    "1 week 3h @ 10h/week": "gives hours a rate",
    "1h 2h": "out of order",
    "30m 1h": "out of order",
    "1 h 30": "not a duration",
    "3x": "unknown unit 'x'",
    "1e3h": "unknown unit",
    "٣h": "not a duration",
    "1/0 h": "divides by zero",
    "1/9999999999999 h": "too fine",
    "3-5h30m": "unclear",
    "3-4-5h": "not a duration",
    "": "not a duration",
    "   ": "not a duration",
    "h" * 101: "not a duration",
    "1h @ @": "bad-rate",
    "2 weeks @": "bad-rate",
    "2 weeks @ tuesday": "bad-rate",
    "2 weeks @ 3-5h/week": "range",
}

RATES = {
    "10h/week": (600, None),
    "10h per week": (600, None),
    "10h a week": (600, None),
    "10 hours every week": (600, None),
    "20h/month": (276, None),
    "1.5h/day": (630, (90,) * 7),
    "1,5h/day": (630, (90,) * 7),
    "2h per weekday": (600, (120,) * 5 + (0, 0)),
    "5h per weekend day": (600, (0,) * 5 + (300, 300)),
    "3h/saturday": (180, (0, 0, 0, 0, 0, 180, 0)),
    "mon 2h, wed 1h30m, sat 4h": (450, (120, 0, 90, 0, 0, 240, 0)),
    "mon 1,5h,tue 2h": (210, (90, 120, 0, 0, 0, 0, 0)),
    "Mon-Fri: 1h, Sat: 3h": (480, (60,) * 5 + (180, 0)),
    "tuesdays 45m; sun 1h": (105, (0, 45, 0, 0, 0, 0, 60)),
    "2h per weekday, 4h per weekend day": (1080, (120,) * 5 + (240, 240)),
}

REFUSED_RATES = {
    "10h": "not a rate",
    "10/week": "has no unit",
    "mon": "not a rate",
    "mon 2h,": "not a rate",
    "mon 2h, mon 3h": "gives a day twice",
    "mon-wed 1h, tue 2h": "gives a day twice",
    "10h/week, 2h/sat": "mixes days with a week",
    "25h/day": "a day has 24 hours",
    "200h/week": "a week has 168 hours",
    "1m/month": "less than a minute a week",
    "0.5m/day": "less than a minute",
    "3-5h/week": "10h/week",
    "fri-mon 2h": "does not run forwards",
    "weekday-sat 2h": "does not run forwards",
    "5h per weekend": "per weekend day",
    "5h/fortnight": "names no day",
    "2 weeks/week": "not a rate",
    "0h/week": "no length",
    "-2h/week": "has a sign",
    "": "not a rate",
    "x" * 101: "not a rate",
}


def fractions(top: int) -> st.SearchStrategy[Fraction]:
    """Positive fractions up to `top` with bounded denominators."""
    return st.fractions(min_value=0, max_value=top, max_denominator=10**6).filter(bool)


@pytest.mark.parametrize(("text", "bounds"), ACCEPTED.items())
def test_each_documented_form_is_read_exactly(
    text: str, bounds: tuple[Fraction | int, Fraction | int]
) -> None:
    """The bounds are exact minutes, however they are written."""
    found = span(text)
    assert (found.low, found.high) == bounds


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_what_is_no_duration_is_refused_with_the_reason(text: str, why: str) -> None:
    """One problem, a stable code and words that say what would be right."""
    with pytest.raises(UnitError) as caught:
        span(text)
    (problem,) = caught.value.problems
    assert problem.code in {"bad-duration", "bad-rate"}
    assert problem.hint
    assert why in str(problem)


@pytest.mark.parametrize(("text", "expected"), RATES.items())
def test_each_documented_rate_is_read(text: str, expected: tuple[int, tuple[int, ...]]) -> None:
    """Days are minutes from Monday; a week or month may be spread freely."""
    found = rate(text)
    assert (found.per_week, found.per_day) == expected


@pytest.mark.parametrize(("text", "why"), REFUSED_RATES.items())
def test_what_is_no_rate_is_refused_with_the_reason(text: str, why: str) -> None:
    """One problem of code bad-rate with a hint that shows a right form."""
    with pytest.raises(UnitError) as caught:
        rate(text)
    (problem,) = caught.value.problems
    assert problem.code == "bad-rate"
    assert problem.hint
    assert why in str(problem)


def test_a_text_is_read_once() -> None:
    """A graph says `1h` a thousand times: the same text gives the same span, not a new one."""
    assert span("1h30m") is span("1h30m")


def test_every_hint_that_quotes_a_form_quotes_one_that_is_read() -> None:
    """A learner who copies the suggestion is not refused again."""
    assert minutes("1234h") == 1234 * 60
    assert span("3 months @ 10h/week").single
    assert rate("mon 2h, sat 4h").per_week == 360
    assert rate("5h per weekend day").per_week == 600


@given(fractions(LIMIT), fractions(LIMIT))
def test_a_span_reads_back_from_its_own_text(one: Fraction, other: Fraction) -> None:
    """Text and span are two forms of one thing, whatever the fraction."""
    length = Span(min(one, other), max(one, other))
    assert span(str(length)) == length


@given(st.integers(1, 600), st.integers(1, 600), st.sampled_from(["h", "m"]))
def test_whole_hours_and_minutes_read_back(one: int, other: int, unit: str) -> None:
    """The common forms survive the round trip."""
    low, high = sorted((one, other))
    length = span(f"{low}-{high}{unit}")
    assert span(str(length)) == length


@given(
    st.sampled_from(["day", "days", "week", "month", "year"]),
    st.decimals(min_value="0.1", max_value=30, places=2),
    st.integers(1, 10_000),
)
def test_calendar_spans_read_back(unit: str, size: Decimal, week: int) -> None:
    """The odd fractions that a month makes keep a text form."""
    assume(size * 365 * week < LIMIT)
    length = span(f"{size} {unit} @ {week}m/week")
    assert span(str(length)) == length


@given(st.lists(st.integers(0, 1440), min_size=7, max_size=7).filter(any))
def test_a_rate_reads_back_from_its_own_text(days: list[int]) -> None:
    """Seven days of any minutes survive the round trip."""
    found = Rate(sum(days), tuple(days))
    assert rate(str(found)) == found
    assert rate(str(Rate(sum(days)))) == Rate(sum(days))


@given(st.text(max_size=120) | st.text("0123456789.,/-:@ ½hmdwPT", max_size=30))
@example("\x00")
@example("½½h")
@example("1 1/2/3h")
@example("mon-fri-sat 1h")
@example("İ h")
def test_only_unit_errors_leave_the_parsers(text: str) -> None:
    """No text makes a parser fail in any other way, and no message holds raw control codes."""
    for parser in (span, minutes, rate, hours):
        try:
            parser(text)
        except UnitError as error:
            assert str(error).isprintable()  # noqa: PT017 - not raising is right as well


@given(fractions(LIMIT), fractions(LIMIT))
def test_the_median_is_the_geometric_mean_rounded_up_once(one: Fraction, other: Fraction) -> None:
    """The smallest whole number whose square reaches the product, judged exactly."""
    length = Span(min(one, other), max(one, other))
    middle = length.median
    assert (middle - 1) ** 2 < length.low * length.high <= middle**2


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("180m", "3h"),
        ("30 to 45 minutes", "30-45m"),
        ("1h30m-2h", "1h 30m-2h"),
        ("0.01h", "0.6m"),
        ("7-10 days @ 3h/day", "21-30h"),
        ("1 month @ 1h/week", "1825/7m"),
    ],
)
def test_spans_have_short_texts(text: str, short: str) -> None:
    """Hours where they are whole, minutes where they are few, a fraction only where exact."""
    assert str(span(text)) == short


def test_rates_have_short_texts() -> None:
    """A free week, equal days, or the days that have any time."""
    assert str(rate("600m per week")) == "10h/week"
    assert str(rate("90m each day")) == "1h 30m/day"
    assert str(rate("sat 4h, mon 2h")) == "mon 2h, sat 4h"


def test_medians_of_perfect_squares_are_not_rounded() -> None:
    """A range of 4 to 9 minutes has the median 6, and a single duration is its own."""
    assert span("4-9m").median == 6
    assert span("90m").median == 90
    assert span("0.1m").median == 1


def test_sigma_follows_the_width_of_the_range() -> None:
    """Quartiles give the spread, which is never below 0.3; one number has 0.4."""
    assert span("3h").sigma == 0.4
    assert span("10-11h").sigma == 0.3
    assert span("2-8h").sigma == pytest.approx(math.log(4) / 1.349)


def test_minutes_round_up_once() -> None:
    """A budget of a third of an hour and a second is not cut."""
    assert minutes("20.01m") == 21
    assert minutes("12 weeks @ 8h/week") == 5760
    with pytest.raises(UnitError, match="is a range"):
        minutes("3-5h")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (1, 60),
        (1.5, 90),
        (0.1 + 0.2, 18),
        (0.29, 18),
        (1e-9, 1),
        (Decimal("2.5"), 150),
        (Fraction(1, 3), 20),
        ("1h30m", 90),
        (100_000, LIMIT),
    ],
)
def test_hours_become_whole_minutes(amount: float | str, expected: int) -> None:
    """Numbers are hours, read through their decimal text."""
    assert hours(amount) == expected


@pytest.mark.parametrize(
    "amount",
    [
        *(True, None, 1j, math.nan, math.inf, -math.inf, -1, 0, 0.0, 100_001, 1e300, 10**5000),
        *(Decimal("sNaN"), Decimal("NaN"), Decimal("1e99999"), b"3h", [], "45", "3-5h"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_amounts_of_hours_are_refused(amount: object) -> None:
    """Nothing that is not a finite, positive number of hours passes."""
    with pytest.raises(UnitError, match="bad-duration"):
        hours(amount)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [None, 3, 3.5, b"3h", ["3h"]])
def test_values_that_are_no_text_are_refused(text: object) -> None:
    """The parsers may be handed anything that came from a file."""
    for parser in (span, minutes, rate):
        with pytest.raises(MlpathError):
            parser(text)  # type: ignore[arg-type]


def test_spans_and_rates_check_themselves() -> None:
    """Code that builds them directly meets the same limits."""
    with pytest.raises(UnitError, match="a span needs"):
        Span(Fraction(5), Fraction(3))
    with pytest.raises(UnitError, match="add up"):
        Rate(100, (1,) * 7)
    with pytest.raises(UnitError, match="a day has 24 hours"):
        Rate(1500, (1500, 0, 0, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0 min"),
        (45, "45 min"),
        (60, "1 h"),
        (90, "1 h 30 min"),
        (74_040, "1,234 h"),
        (74_045, "1,234 h 5 min"),
        (-90, "-1 h 30 min"),
    ],
)
def test_minutes_are_shown_as_people_read_them(length: int, text: str) -> None:
    """Hours with thousands, minutes only where there are any."""
    assert show(length) == text


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("2h per weekday", "mon-fri 2h"),
        ("mon-fri 1h, sat 3h, sun 3h", "mon-fri 1h, sat-sun 3h"),
        ("mon 2h, wed 2h", "mon 2h, wed 2h"),
    ],
)
def test_days_alike_are_shown_as_one(text: str, short: str) -> None:
    """As a person would say it."""
    assert str(rate(text)) == short
