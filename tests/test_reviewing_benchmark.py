"""The benchmark of reviews on a small scale: what it says of reviews must stay true."""

from __future__ import annotations

import pytest

import mlpath
from benchmarks.reviewing import HOURS, measured, with_share
from mlpath.reviewing import Fsrs, Ladder, Method, add_reviews


@pytest.fixture(scope="module")
def rows() -> dict[str, tuple[float, ...]]:
    """Return share, reviews a topic and what is kept, for a few ways of spacing and one seed."""
    graph = mlpath.roadmap()
    plan = mlpath.plan(graph, goals=["diffusion-models"], budget="150h")
    asked = with_share(plan, 0.3)
    laid = mlpath.schedule(asked, hours=HOURS)
    ways: tuple[tuple[str, Method, bool], ...] = (
        ("ladder", Ladder(), True),
        ("ladder alone", Ladder(), False),
        ("0.7", Fsrs(0.7), True),
        ("0.9", Fsrs(0.9), True),
    )
    found = {
        name: measured(
            add_reviews(laid, asked, graph, method=method, implicit=implicit), plan, graph, 1
        )
        for name, method, implicit in ways
    }
    return found | {"none": measured(laid, plan, graph, 1)}


def test_more_retention_costs_more_and_keeps_more(rows: dict[str, tuple[float, ...]]) -> None:
    """None, FSRS at 0.7, FSRS at 0.9: share and what is remembered both rise."""
    for place in (0, 2):
        assert rows["none"][place] < rows["0.7"][place] < rows["0.9"][place]


def test_counting_use_saves_reviews_and_loses_little(rows: dict[str, tuple[float, ...]]) -> None:
    """Fewer reviews, nearly as much remembered."""
    assert rows["ladder"][0] < rows["ladder alone"][0]
    assert rows["ladder"][2] > rows["ladder alone"][2] - 0.05
