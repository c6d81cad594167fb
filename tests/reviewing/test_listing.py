"""What a log makes due: order, time of a day, credit, failed reviews."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath import due_reviews
from mlpath.plans import ReviewList
from mlpath.topics import KnowledgeGraph
from mlpath.tracking import Event, Log
from tests.tracking.strategies import events, made

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "vectors": {"effort": {"overview": "1h", "working": "5h"}, "was": ["old"]},
            "lu": {"effort": "4h", "requires": [{"topic": "vectors", "exercised": "0.8"}]},
            "svd": {
                "effort": {"overview": "1h", "working": "9h"},
                "requires": ["lu"],
                "check": {"working": "can compress a picture"},
            },
            "pca": {"effort": "30h", "requires": ["svd"]},
        }
    }
)
FIRST = dt.date(2026, 12, 1)


def day(number: int) -> dt.date:
    """Return a day, counted from 1 December."""
    return FIRST + dt.timedelta(days=number)


def logged(*held: tuple[int, str, str] | tuple[int, str, str, dict[str, Any]]) -> Log:
    """Return a log of (day, kind, step)."""
    found: list[Event] = []
    for number, (when, kind, step, *more) in enumerate(held, 1):
        found.append(made(number, kind, step, on=day(when), **(more[0] if more else {})))
    return Log.of(found)


def due(log: Log, number: int, **more: Any) -> ReviewList:
    """Return what is due on a day by the ladder."""
    return due_reviews(log, GRAPH, day(number), **{"method": "ladder", **more})


def names(items: Any) -> list[str]:
    """Return the steps of items."""
    return [str(item.step) for item in items]


def test_what_is_learnt_comes_up_and_what_is_known_from_before_does_not() -> None:
    """Due on the third day, announced before; with what to try."""
    log = logged((0, "done", "svd@working"), (0, "known", "lu@working"))
    assert names(due(log, 0).upcoming) == ["svd@working"]
    assert due(log, 2).today == ()
    (item,) = due(log, 3).today
    assert (str(item.step), item.minutes, item.check) == (
        "svd@working",
        30,
        "can compress a picture",
    )
    assert (item.due, item.last) == (day(3), day(0))
    assert due(log, -1) == ReviewList(on=day(-1), method="ladder", minutes=60)


def test_a_review_moves_the_next_one_and_takes_its_time_from_the_week() -> None:
    """Ten days on; what was spent comes back a week later."""
    log = logged((0, "done", "svd@working"), (3, "reviewed", "svd@working", {"minutes": 25}))
    assert due(log, 3).minutes == 35
    assert due(log, 10).minutes == 60
    assert names(due(log, 13).today) == ["svd@working"]
    assert names(due(log, 12).today) == []


def test_use_in_a_later_topic_is_a_review() -> None:
    """LU practises vectors: without counting use both are due."""
    log = logged((0, "done", "vectors@working"), (3, "done", "lu@working"))
    assert names(due(log, 6).today) == ["lu@working"]
    assert set(names(due(log, 6, implicit=False).today)) == {"vectors@working", "lu@working"}


def test_a_review_that_covers_another_stands_for_both() -> None:
    """And reviewing it does what it says."""
    log = logged((0, "done", "lu@working"), (0, "done", "vectors@working"))
    (item,) = due(log, 4).today
    assert (item.topic, item.covers) == ("lu", ("vectors",))
    after = due(log.merged(logged((4, "reviewed", "lu@working"))), 4)
    assert after.today == ()


def test_a_day_holds_what_the_week_has_left_but_one_review_at_least() -> None:
    """The rest waits, and nothing is left out; with nothing left all waits."""
    log = logged(
        (0, "done", "pca@working"), (0, "done", "svd@working"), (0, "done", "vectors@working")
    )
    found = due(log, 5, weekly=35)
    assert len(found.today) == 1
    assert len(found.waiting) == 2
    assert len(due(log, 5, weekly=10).today) == 1
    assert due(log, 5, weekly=0).today == ()
    assert len(due(log, 5, weekly=0).waiting) == 3


def test_what_the_plan_needs_next_comes_first() -> None:
    """Of two equally forgotten topics, the one that steps to come stand on."""
    log = logged((0, "done", "svd@working"), (0, "done", "vectors@working"))
    assert names(due(log, 5).today)[0] == "vectors@working"
    assert names(due(log, 5, planned=[GRAPH.step("pca")]).today)[0] == "svd@working"


def test_a_failed_review_makes_shaky_what_stands_on_it_and_takes_nothing_back() -> None:
    """Until it is passed."""
    log = logged(
        (0, "done", "lu@working"), (0, "done", "svd@working"),
        (4, "reviewed", "lu@working", {"outcome": "failed"}),
    )  # fmt: skip
    found = due(log, 4)
    assert [(each.topic, each.needs) for each in found.shaky] == [("svd", ("lu",))]
    assert names(due(log, 7).today)[0] in {"lu@working", "svd@working"}
    mended = log.merged(
        logged(*[(5, "started", "pca@working")] * 3, (6, "reviewed", "lu@working"))
    )
    assert due(mended, 6).shaky == ()


def test_a_failed_check_makes_shaky_too() -> None:
    """The topic itself is to be learnt again, so it is not for review."""
    log = logged(
        (0, "done", "lu@working"), (0, "done", "svd@working"), (4, "failed", "lu@working")
    )
    found = due(log, 9)
    assert "lu" not in {each.topic for each in (*found.today, *found.waiting)}
    assert [each.topic for each in found.shaky] == ["svd"]


def test_the_first_review_of_what_was_known_starts_its_card() -> None:
    """From then on it comes up."""
    log = logged((0, "known", "lu@working"), (5, "reviewed", "lu@working"))
    assert names(due(log, 8).today) == ["lu@working"]


def test_former_ids_count() -> None:
    """The topic of today is due."""
    assert names(due(logged((0, "done", "old@working")), 3).today) == ["vectors@working"]


@given(st.lists(events(), max_size=12), st.sampled_from(["ladder", "fsrs"]))
@settings(max_examples=50, deadline=None)
def test_any_log_gives_a_list_without_doubles(held: list[Event], method: str) -> None:
    """Whatever was logged in whatever order; the same list each time, and as JSON."""
    log, on = Log.of(held), dt.date(2030, 1, 1)
    found = due_reviews(log, GRAPH, on, method=method)
    listed = [item.topic for item in (*found.today, *found.waiting, *found.upcoming)]
    assert len(set(listed)) == len(listed)
    assert found == due_reviews(Log.of(reversed(held)), GRAPH, on, method=method)
    assert ReviewList.model_validate_json(found.model_dump_json()) == found
    assert all(item.due <= on for item in (*found.today, *found.waiting))


def test_a_pace_stretches_reviews() -> None:
    """As it does study."""
    log = logged((0, "done", "lu@working"))
    assert [due(log, 3, pace=pace).today[0].minutes for pace in (1.0, 1.5)] == [15, 22]


@pytest.mark.parametrize("method", ["ladder", "fsrs"])
def test_what_waits_long_is_never_lost(method: str) -> None:
    """A year later it is still there."""
    assert names(
        due_reviews(logged((0, "done", "lu@working")), GRAPH, day(400), method=method).today
    )
