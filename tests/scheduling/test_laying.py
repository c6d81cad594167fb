"""Plans laid into weeks: in order, every minute once, never more than the hours."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, Schedule, check_plan, plan, schedule
from mlpath.errors import RequestError, UnitError
from mlpath.units import rate
from tests.oracles import cases

GRAPH = KnowledgeGraph.from_dict(
    {"topics": {"a": "5h", "b": {"effort": "4h", "requires": ["a"]}, "c": "30m"}}
)


def laid(**fields: Any) -> Schedule:
    """Return the whole graph laid into weeks, checked."""
    made = plan(GRAPH)
    found = schedule(made, **fields)
    assert check_plan(made.model_copy(update={"schedule": found}), GRAPH) == ()
    return found


def told(found: Schedule) -> list[tuple[int, str | None, str, int]]:
    """Return week, date, topic and minutes of each session."""
    return [
        (s.week, None if s.date is None else s.date.isoformat(), s.topic, s.minutes)
        for s in found.sessions
    ]


def test_a_step_may_span_weeks() -> None:
    """Without a start, weeks are numbered and sessions have no date."""
    found = laid(hours="4h/week")
    assert told(found) == [
        (1, None, "c", 30),
        (1, None, "a", 210),
        (2, None, "a", 90),
        (2, None, "b", 150),
        (3, None, "b", 90),
    ]
    assert [(week.week, week.minutes, week.capacity_minutes) for week in found.weeks] == [
        (1, 240, 240),
        (2, 240, 240),
        (3, 90, 240),
    ]
    assert (found.start, found.end) == (None, None)


def test_days_of_the_week_give_dates() -> None:
    """The first week starts on the first day, whatever weekday that is; free days stay free."""
    found = laid(hours="mon 2h, sat 3h", start="2026-12-03")
    assert told(found)[:3] == [
        (1, "2026-12-05", "c", 30),
        (1, "2026-12-05", "a", 150),
        (1, "2026-12-07", "a", 120),
    ]
    assert found.weeks[1].start == dt.date(2026, 12, 10)
    assert found.end == dt.date(2026, 12, 14)


def test_weekly_hours_with_a_start_give_weeks_dates_and_sessions_none() -> None:
    """Which day of the week it is done on is the learner's affair."""
    found = laid(hours="10h/week", start=dt.date(2026, 12, 1))
    assert [week.start for week in found.weeks] == [dt.date(2026, 12, 1)]
    assert {session.date for session in found.sessions} == {None}
    assert laid(hours="10h/week", start=dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)) == found


def test_pace_and_review_share_are_the_plans() -> None:
    """Sessions are in the learner's minutes, and the share of each week stays free."""
    made = plan(GRAPH, budget="40h", pace=2.0, review_share=0.25)
    found = schedule(made, hours="4h/week")
    assert sum(session.minutes for session in found.sessions) == 2 * made.effort_minutes
    assert max(week.minutes for week in found.weeks) == 180
    assert found.weeks[0].capacity_minutes == 240


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 300),
    st.sampled_from(
        ["37m/week", "10h/week", "1m/day", "2h per weekday", "sun 90m", "tue 7m, wed 5h"]
    ),
    st.sampled_from([None, "2026-12-01", "2028-02-27", "2026-12-06"]),
    st.sampled_from([0.31, 0.5, 1.0, 1.15, 3.7]),
    st.sampled_from([0.0, 0.1, 0.33]),
)
def test_every_minute_is_laid_out_once_in_order_within_the_hours(
    seed: int, hours: str, start: str | None, pace: float, share: float
) -> None:
    """The independent checker accepts every schedule, and the totals add up."""
    case = cases.small(seed)
    wishes = {**case.wishes, "pace": pace, "review_share": share}
    made = plan(case.graph, **wishes)
    if made.status == "infeasible":
        return
    found = schedule(made, hours=hours, start=start)
    assert check_plan(made.model_copy(update={"schedule": found}), case.graph) == ()
    total = sum(session.minutes for session in found.sessions)
    exact = math.floor(made.effort_minutes * Fraction(str(pace)))
    assert exact <= total <= exact + len(made)
    if made.asked.budget_minutes is not None and pace >= 1:
        assert total <= made.asked.budget_minutes
    assert all(week.minutes <= rate(hours).per_week for week in found.weeks)


def test_a_plan_that_fits_its_weeks_of_budget_is_done_in_them() -> None:
    """Rounding never costs a week: `--weeks 12 --hours 8h/week` is a budget and a calendar."""
    made = plan(GRAPH, budget="2 weeks @ 285m/week", review_share=0.0)
    assert made.effort_minutes == 570
    assert len(schedule(made, hours="285m/week").weeks) == 2


def test_an_empty_plan_has_an_empty_schedule() -> None:
    """Nothing fits five minutes."""
    found = schedule(plan(GRAPH, budget=5))
    assert found.weeks == ()
    assert found.end is None


@pytest.mark.parametrize(
    ("fields", "error", "match"),
    [
        ({"start": "tomorrow"}, RequestError, r"'tomorrow' is not a date.*2026-12-01"),
        ({"start": "2026-02-30"}, RequestError, "is not a date"),
        ({"hours": "lots"}, UnitError, "is not a rate"),
        ({"start": "9999-12-30", "hours": "1h/day"}, RequestError, "too far ahead"),
        ({"start": dt.date(9999, 12, 30), "hours": "1h/week"}, RequestError, "too far ahead"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(
    fields: dict[str, Any], error: type[Exception], match: str
) -> None:
    """With what would be right."""
    with pytest.raises(error, match=match):
        schedule(plan(GRAPH), **fields)


def test_over_a_hundred_years_is_refused() -> None:
    """A minute a week is no plan."""
    graph = KnowledgeGraph.from_dict({"topics": {"a": "200h"}})
    with pytest.raises(RequestError, match=r"over 100 years.*more hours"):
        schedule(plan(graph), hours="1m/week")


def test_an_infeasible_plan_has_no_schedule() -> None:
    """Its ways out come first."""
    with pytest.raises(RequestError, match="infeasible"):
        schedule(plan(GRAPH, must=["b"], budget="1h"))
