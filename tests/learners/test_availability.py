"""Study time day by day: days off, holidays of a region, minutes until a day and back."""

from __future__ import annotations

import builtins
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpath.errors import RequestError, UnitError
from mlpath.learners.availability import (
    Availability,
    day_of,
    day_times,
    days_off,
    holiday_dates,
)

START = dt.date(2026, 12, 1)  # a Tuesday


@pytest.mark.parametrize(
    ("hours", "off", "date", "minutes"),
    [
        ("7h/week", (), "2026-12-01", 60),
        ("7h/week", (), "2026-12-14", 14 * 60),
        ("7h/week", "2026-12-02..2026-12-04", "2026-12-07", 4 * 60),
        ("mon 2h, sat 3h", (), "2026-12-05", 180),
        ("mon 2h, sat 3h", "2026-12-05", "2026-12-07", 120),
        ("1h/day", "2026-11-01..2026-12-02", "2026-12-03", 60),
        ("1h/day", (), "2026-11-30", 0),
        ("1h/day", (), "2028-02-29", 456 * 60),
    ],
)
def test_minutes_until_a_day(hours: str, off: Any, date: str, minutes: int) -> None:
    """The last day included; a day off takes a seventh of the week, or its own hours."""
    assert Availability.of(hours, START, off=off).minutes_until(day_of(date)) == minutes


@given(
    st.sampled_from(["7h/week", "100m/week", "1h/day", "mon 2h, sat 3h"]),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=5),
    st.integers(0, 4000),
)
def test_the_day_after_so_many_minutes_is_the_first_that_has_them(
    hours: str, off: list[tuple[int, int]], minutes: int
) -> None:
    """Both ways agree, whatever is off; no minute falls on a day off."""
    ranges = [
        (START + dt.timedelta(days=first), START + dt.timedelta(days=first + more))
        for first, more in off
    ]
    when = Availability.of(hours, START, off=ranges)
    day = when.date_after(minutes)
    assert when.minutes_until(day) >= minutes
    assert minutes == 0 or not when.free(day)
    if day > START:
        assert when.minutes_until(day - dt.timedelta(days=1)) < minutes
    spent = dt.timedelta(days=1)
    for first, last in ranges:
        assert when.minutes_until(last) == when.minutes_until(first - spent)


def test_days_off_are_read_sorted_and_joined() -> None:
    """Dates, pairs and texts; what touches is one."""
    given_days = [
        dt.date(2026, 12, 26),
        "2026-12-24 .. 2026-12-25,2027-01-01",
        (dt.date(2026, 12, 31), dt.date(2027, 1, 1)),
        dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC),
    ]
    texts = [str(days) for days in days_off(given_days)]
    assert texts == ["2026-12-24..2026-12-26", "2026-12-31..2027-01-01", "2027-02-01"]
    assert days_off(texts) == days_off(given_days)
    assert days_off(dt.date(2026, 12, 26)) == days_off("2026-12-26")


def test_public_holidays_of_a_region_are_free() -> None:
    """Epiphany is one in Bavaria, not in Berlin; each year has its own."""
    bavaria = Availability.of("1h/day", "2026-12-20", holidays="de-by")
    assert bavaria.holidays == "DE-BY"
    assert bavaria.free(dt.date(2027, 1, 6))
    assert bavaria.free(dt.date(2026, 12, 25))
    berlin = Availability.of("1h/day", "2026-12-20", holidays="DE-BE")
    assert not berlin.free(dt.date(2027, 1, 6))
    assert bavaria.minutes_until(dt.date(2027, 1, 6)) == 14 * 60
    assert dt.date(2028, 7, 4) in holiday_dates("US", 2028)


@pytest.mark.parametrize(
    ("region", "match"),
    [
        ("XX", "no holidays are known of 'XX'"),
        ("DE-XX", "no holidays are known of 'DE-XX'.*DE-"),
        ("", "no holidays are known of ''"),
    ],
)
def test_an_unknown_region_is_refused(region: str, match: str) -> None:
    """With what is near."""
    with pytest.raises(RequestError, match=match):
        Availability.of("1h/day", START, holidays=region)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without holidays the error says what to install."""
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "holidays":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RequestError, match=r"pip install 'mlpath-planner\[holidays\]'"):
        Availability.of("1h/day", START, holidays="NZ")


@pytest.mark.parametrize(
    ("fields", "error", "match"),
    [
        ({"start": "soon"}, RequestError, "'soon' is not a date"),
        ({"start": 5}, RequestError, "5 is not a date"),
        ({"start": "1066-10-14"}, RequestError, "too far back"),
        ({"hours": "lots"}, UnitError, "not a rate"),
        ({"start": None, "off": "2026-12-24"}, RequestError, "days off need a start"),
        ({"start": None, "holidays": "DE"}, RequestError, "holidays need a start"),
        ({"off": "christmas"}, RequestError, r"'christmas' is no day off.*2027-01-02"),
        ({"off": "2026-12-24..2026-12-01"}, RequestError, "runs backwards"),
        ({"off": [5]}, RequestError, "5 is no day off"),
    ],
)
def test_what_makes_no_sense_is_refused(
    fields: dict[str, Any], error: type[Exception], match: str
) -> None:
    """With what would be right."""
    with pytest.raises(error, match=match):
        Availability.of(**{"hours": "1h/day", "start": START, **fields})


def test_a_calendar_without_a_day_of_study_ends() -> None:
    """All days off, or no start, or a day beyond a hundred years."""
    never = Availability.of("sat 2h", START, off=[(START, dt.date(2200, 1, 1))])
    assert never.minutes_until(dt.date(2030, 1, 1)) == 0
    with pytest.raises(RequestError, match="every day of study is a day off"):
        never.date_after(1)
    with pytest.raises(RequestError, match="over 100 years"):
        Availability.of("1m/week", START).date_after(10_000)
    with pytest.raises(RequestError, match="over 100 years after the start"):
        never.minutes_until(dt.date(2300, 1, 1))
    with pytest.raises(RequestError, match="dates need a start"):
        Availability.of("1h/day").date_after(60)


def test_times_of_day() -> None:
    """One for all days, or by day."""
    assert day_times("7:05") == (425,) * 7
    assert day_times("sat 09:00") == (None,) * 5 + (540, None)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("evening", "no time of day"),
        ("24:00", "no time of day"),
        ("18:30, sat 9:00", "no time of day"),
        ("foo 9:00", "no day of the week"),
        ("fri-mon 9:00", "run backwards"),
        ("mon-wed 9:00, tue 8:00", "names tue twice"),
    ],
)
def test_times_that_are_none_are_refused(text: str, match: str) -> None:
    """With the form that is right."""
    with pytest.raises(RequestError, match=match):
        day_times(text)
