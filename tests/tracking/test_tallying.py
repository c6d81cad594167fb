"""What a log adds up to: levels, former ids, pace, and what can be started."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath.ordering import frontier
from mlpath.topics import KnowledgeGraph, Level, Step
from mlpath.tracking import Event, Log, Progress, placed, progress, startable
from tests.tracking.strategies import events, identity, made

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "lu": {"effort": {"overview": "1h", "working": "3h"}},
            "svd": {
                "effort": {"overview": "1h", "working": "4h", "deep": "10h"},
                "requires": ["lu"],
                "was": ["old"],
            },
            "pca": {
                "effort": "2h",
                "requires": [{"any": ["lu", "svd@deep"]}, "svd@overview"],
            },
        }
    }
)


def after(*held: Event) -> Progress:
    """Return what events add up to on the graph of this file."""
    return progress(Log.of(held), GRAPH)


def names(steps: tuple[Step, ...]) -> list[str]:
    """Return steps as texts."""
    return [str(step) for step in steps]


def test_a_level_includes_the_shallower_ones_but_no_other_topic() -> None:
    """Nothing is inferred about prerequisites."""
    reached = after(made(1, "done", "svd@working"))
    assert names(reached.mastered) == ["svd@overview", "svd@working"]
    assert reached.in_progress == ()


def test_failing_a_check_loses_the_level_and_the_deeper_ones() -> None:
    """The failed level is in progress, the shallower one stays, the deeper one is lost."""
    reached = after(made(1, "passed", "svd@deep"), made(2, "failed", "svd@working", minutes=30))
    assert names(reached.mastered) == ["svd@overview"]
    assert names(reached.in_progress) == ["svd@working"]
    assert [str(item.state) for item in reached.steps] == ["mastered", "in progress", "lost"]


def test_starting_again_loses_nothing() -> None:
    """A step that is mastered stays so while it is studied again."""
    reached = after(made(1, "done", "lu@working"), made(2, "started", "lu@working"))
    assert names(reached.mastered) == ["lu@overview", "lu@working"]


def test_forgetting_is_neither_mastered_nor_in_progress() -> None:
    """And learning again masters it again."""
    gone = (made(1, "known", "lu@working"), made(2, "forgotten", "lu@overview"))
    assert after(*gone).mastered == after(*gone).in_progress == ()
    assert names(after(*gone, made(3, "done", "lu@overview")).mastered) == ["lu@overview"]


def test_minutes_add_up_over_the_entries_of_a_step() -> None:
    """Started, failed and passed together are the time it took, compared with its effort."""
    reached = after(
        made(1, "started", "svd@working", minutes=60),
        made(2, "failed", "svd@working", minutes=120),
        made(3, "passed", "svd@working", minutes=90),
    )
    assert reached.minutes_of(Step("svd", Level.WORKING)) == reached.minutes == 270
    (pair,) = reached.pairs
    assert (pair.actual_minutes, pair.estimate_minutes) == (270, 240)


def test_levels_logged_one_by_one_are_compared_one_by_one() -> None:
    """The estimate of a deeper level is what it adds to the shallower one."""
    reached = after(
        made(1, "done", "svd@overview", minutes=50), made(2, "done", "svd@deep", minutes=600)
    )
    told = [(str(p.step), p.actual_minutes, p.estimate_minutes) for p in reached.pairs]
    assert told == [("svd@overview", 50, 60), ("svd@deep", 600, 540)]


@pytest.mark.parametrize(
    "held",
    [
        [made(1, "done")],
        [made(1, "started", minutes=60), made(2, "done")],
        [made(1, "started", minutes=60), made(2, "known")],
        [made(1, "known"), made(2, "done", minutes=60)],
        [made(1, "done"), made(2, "forgotten"), made(3, "done", minutes=60)],
        [made(1, "done", minutes=60), made(2, "undone", undoes=identity(1))],
    ],
)
def test_only_first_learning_with_its_time_tells_a_pace(held: list[Event]) -> None:
    """Relearning, reviewing, knowing and untold times say nothing about new steps."""
    assert after(*held).pairs == ()


def test_former_ids_and_undeclared_levels_keep_their_progress() -> None:
    """A renamed topic counts under its new id, a level given up under the next below."""
    assert names(after(made(1, "done", "old@overview")).mastered) == ["svd@overview"]
    assert names(after(made(1, "done", "lu@deep")).mastered) == ["lu@overview", "lu@working"]
    assert placed(Step("pca", Level.OVERVIEW), GRAPH) is None


def test_what_the_graph_does_not_have_is_kept_and_told() -> None:
    """Minutes count, nothing is mastered, nothing fails."""
    reached = after(made(1, "done", "alchemy@deep", minutes=60), made(2, "done", "pca@overview"))
    assert names(tuple(item.step for item in reached.unplaced)) == ["alchemy@deep", "pca@overview"]
    assert (reached.mastered, reached.minutes) == ((), 60)


def test_what_can_be_started_wants_every_prerequisite_in_the_log() -> None:
    """Unlike the frontier of known steps, of which all they need is known."""
    reached = after(made(1, "done", "svd@deep"))
    assert names(startable(reached, GRAPH)) == ["lu@overview", "pca@working"]
    assert names(startable(Progress(), GRAPH)) == ["lu@overview"]
    both = startable(Progress(), GRAPH, [Step("lu", Level.OVERVIEW)])
    assert names(both) == ["lu@working", "svd@overview"]


@given(st.lists(events(), max_size=12))
@settings(max_examples=60, deadline=None)
def test_the_state_is_that_of_the_last_word(held: list[Event]) -> None:
    """Each step alone, by looking back for the last event that has a say on it."""
    log = Log.of(held)
    reached = progress(log, GRAPH)
    for step in GRAPH.steps:
        says = None
        for event in log.counting:
            there = event.entry.step and placed(event.entry.step, GRAPH)
            if there is None or there.topic != step.topic:
                continue
            kind = str(event.entry.kind)
            if kind in {"done", "passed", "known"} and there.level >= step.level:
                says = True
            elif kind in {"failed", "forgotten"} and there.level <= step.level:
                says = False
        assert (step in reached.mastered) == bool(says)
    study = (event.entry for event in log.counting if str(event.entry.kind) != "reviewed")
    assert reached.minutes == sum(entry.minutes or 0 for entry in study)


@given(st.sets(st.sampled_from(GRAPH.steps)))
@settings(max_examples=60, deadline=None)
def test_with_all_that_is_needed_known_both_frontiers_agree(chosen: set[Step]) -> None:
    """On closed states nothing is left to infer."""
    order: dict[str, Any] = {"key": GRAPH.rank.__getitem__}
    closed = set(chosen)
    for step in sorted(chosen, **order)[::-1]:
        closed.update(
            GRAPH.steps[edge.source]
            for edge in GRAPH.expansion.edges
            if GRAPH.steps[edge.target] == step
        )
    grown = True
    while grown:
        more = {
            GRAPH.steps[edge.source]
            for edge in GRAPH.expansion.edges
            if GRAPH.steps[edge.target] in closed
        }
        grown = not more <= closed
        closed |= more
    known = sorted(closed, **order)
    assert list(startable(Progress(), GRAPH, known)) == frontier(GRAPH, known)


@pytest.mark.parametrize("outcome", ["passed", "failed"])
def test_a_review_changes_nothing_about_what_is_mastered(outcome: str) -> None:
    """Neither state nor study time nor pace: forgetting is said by `forgotten` and `failed`."""
    before = made(1, "done", "svd@working", minutes=240)
    review = made(2, "reviewed", "svd@working", outcome=outcome, minutes=15)
    assert after(before, review) == after(before)
    assert after(review) == Progress()
