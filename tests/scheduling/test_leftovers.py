"""What sessions leave over of the days, counted by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import mlpath
from mlpath.scheduling import used_part


@pytest.fixture
def plan() -> mlpath.Plan:
    """Return a plan of ten steps of 45 minutes."""
    topics = {f"t{number}": {"effort": "45m"} for number in range(10)}
    return mlpath.plan(mlpath.KnowledgeGraph.from_dict({"topics": topics}))


@pytest.mark.parametrize(
    ("calendar", "part"),
    [
        # An hour a day holds one step, and 15 minutes are too short for a part of another.
        ({"hours": "1h/day", "shortest": "25m"}, Fraction(45, 60)),
        ({"hours": "1h/day"}, Fraction(1)),
        ({"hours": "45m/day", "shortest": "25m"}, Fraction(1)),
        ({"hours": "7h/week", "shortest": "25m"}, Fraction(1)),
        ({"hours": "4h/day", "shortest": "25m"}, Fraction(1)),  # two days tell too little
    ],
)
def test_short_sessions_leave_minutes_over(
    plan: mlpath.Plan, calendar: dict[str, Any], part: Fraction
) -> None:
    """The part of the days that is filled, as far as a week or more of them tells."""
    laid = mlpath.schedule(plan, start="2026-12-07", **calendar)
    assert used_part(plan.model_copy(update={"schedule": laid})) == part


def test_without_dates_nothing_is_left_over(plan: mlpath.Plan) -> None:
    """A plan without a calendar, or without a first day, fills what it is told to have."""
    assert used_part(plan) == 1
    laid = mlpath.schedule(plan, hours="1h/day", shortest="25m")
    assert used_part(plan.model_copy(update={"schedule": laid})) == 1


def test_a_forecast_of_the_calendar_ends_with_its_sessions(plan: mlpath.Plan) -> None:
    """With times as estimated, half the time all is done on the day of the last session."""
    topics = {f"t{number}": {"effort": "45m"} for number in range(10)}
    graph = mlpath.KnowledgeGraph.from_dict({"topics": topics})
    laid = mlpath.schedule(plan, hours="1h/day", shortest="25m", start="2026-12-07")
    dated = plan.model_copy(update={"schedule": laid})
    found = mlpath.forecast(dated, graph, pace=0.95)
    assert found.finish.p50.date is not None
    assert laid.finish is not None
    assert abs((found.finish.p50.date - laid.finish).days) <= 1
