"""Ways of spacing: the ladder's rungs, FSRS as its package has it, and what both must keep to."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath.errors import RequestError
from mlpath.reviewing import Card, Fsrs, Ladder, Method, find_method
from mlpath.topics import Level

METHODS = [Ladder(), Fsrs()]


def learnt(method: Method) -> Card:
    """Return the card of a topic learnt on day 0."""
    return method.learn(0, Level.WORKING, 0)


def test_the_ladder_expands_and_ends_at_its_top() -> None:
    """After 3, 10, 30 and 90 days, and then every 90."""
    ladder, card, days = Ladder(), learnt(Ladder()), []
    for _ in range(6):
        days.append(card.interval)
        card = ladder.practise(card, card.due)
    assert days == [3, 10, 30, 90, 90, 90]


def test_early_practice_starts_an_interval_again_and_climbs_from_half_of_it_on() -> None:
    """Ten uses on one day are one use."""
    ladder = Ladder()
    card = ladder.practise(learnt(ladder), 3)
    again = ladder.practise(card, 7)
    assert (again.due, again.interval) == (17, 10)
    assert ladder.practise(card, 8).interval == 30


def test_failing_goes_down_one_rung_and_not_below_the_first() -> None:
    """What was known for a month is not new."""
    ladder, card = Ladder(), learnt(Ladder())
    for _ in range(3):
        card = ladder.practise(card, card.due)
    assert card.interval == 90
    for interval in (30, 10, 3, 3):
        card = ladder.practise(card, card.due, well=False)
        assert card.interval == interval


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
@given(gaps=st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=12))
@settings(max_examples=40, deadline=None)
def test_days_never_go_back(method: Method, gaps: list[tuple[int, bool]]) -> None:
    """What is due is due after the last practice, and passing never makes it due earlier."""
    card = learnt(method)
    for gap, well in gaps:
        day = card.seen + gap
        after = method.practise(card, day, well=well)
        assert after.seen == day
        assert after.due > day
        assert not well or after.due >= card.due
        assert method.practise(card, day, well=well) == after
        card = after


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_recall_falls_and_meets_the_retention_when_due(method: Method) -> None:
    """Both ask for a review where four in five still remember."""
    card = learnt(method)
    chances = [method.recall(card, day) for day in range(60)]
    assert chances == sorted(chances, reverse=True)
    assert method.recall(card, card.due) == pytest.approx(0.8, abs=0.02)


def test_fsrs_is_as_its_package_computes_it() -> None:
    """Days straight from the package: no learning steps, no chance, nothing from the clock."""
    import datetime as dt

    import fsrs

    scheduler = fsrs.Scheduler(
        desired_retention=0.8, learning_steps=(), relearning_steps=(), maximum_interval=365,
        enable_fuzzing=False,
    )  # fmt: skip
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    theirs, _ = scheduler.review_card(fsrs.Card(card_id=7, due=start), fsrs.Rating.Good, start)
    method = Fsrs()
    ours = method.learn(7, Level.WORKING, 0)
    for rating in (fsrs.Rating.Good, fsrs.Rating.Again, fsrs.Rating.Good, fsrs.Rating.Good):
        assert ours.due == (theirs.due - start).days
        theirs, _ = scheduler.review_card(theirs, rating, theirs.due)
        ours = method.practise(ours, ours.due, well=rating is fsrs.Rating.Good)


def test_fsrs_is_taken_where_it_is_and_else_the_ladder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for it by name where it is missing tells the extra."""
    assert find_method().name == "fsrs"
    monkeypatch.setitem(sys.modules, "fsrs", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert find_method().name == "ladder"
    with pytest.raises(RequestError, match=r"mlpath-planner\[review\]"):
        find_method("fsrs")
    with pytest.raises(RequestError, match="no way of spacing reviews is called 'leitner'"):
        find_method("leitner")
