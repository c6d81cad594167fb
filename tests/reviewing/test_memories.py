"""Credit by use, levels, and what a failed review takes along."""

from __future__ import annotations

import pytest

from mlpath.reviewing import Ladder, Memory
from mlpath.reviewing.memories import needed, review_minutes
from mlpath.topics import KnowledgeGraph, Level, Step

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "vectors": {"effort": {"overview": "1h", "working": "5h"}},
            "numpy": {"effort": "8h"},
            "matlab": {"effort": "8h"},
            "lu": {
                "effort": {"overview": "1h", "working": "4h"},
                "requires": [
                    {"topic": "vectors", "exercised": "0.8"},
                    {"any": [{"topic": "numpy", "exercised": "0.9"}, "matlab"]},
                ],
            },
            "svd": {
                "effort": "5h",
                "requires": [
                    {"topic": "lu", "exercised": "0.4"},
                    {"topic": "vectors", "level": "overview", "exercised": "0.8"},
                    {"topic": "numpy", "exercised": "0.2"},
                ],
            },
        }
    }
)


def step(name: str) -> Step:
    """Return the step of a name."""
    return GRAPH.step(name)


def memory(*, implicit: bool = True) -> Memory:
    """Return the memory of one who learnt vectors and numpy on day 0."""
    found = Memory(GRAPH, Ladder(), implicit=implicit)
    found.study(step("vectors@working"), 0)
    found.study(step("numpy"), 0)
    return found


def test_use_of_half_or_more_is_a_review() -> None:
    """LU at working practises vectors; any-of alternatives get nothing."""
    held = memory()
    held.study(step("lu@working"), 3)
    assert (held.cards["vectors"].due, held.cards["vectors"].seen) == (13, 3)
    assert held.cards["numpy"].due == 3
    assert held.spared == 1


def test_use_of_some_puts_a_review_off_and_less_does_nothing() -> None:
    """0.4 of the interval; an edge that asks for an overview counts half: 0.8 becomes 0.4."""
    held = memory()
    held.study(step("lu@working"), 3)
    before = dict(held.cards)
    held.study(step("svd"), 5)
    assert held.cards["lu"].due == before["lu"].due + 1  # 0.4 of 3 days
    assert held.cards["vectors"].due == before["vectors"].due + 4  # 0.4 of 10 days
    assert held.cards["numpy"] == before["numpy"]


def test_an_overview_practises_half() -> None:
    """What is merely talked about is not practised."""
    held = memory()
    held.study(step("lu@overview"), 2)
    assert held.spared == 0
    assert held.cards["vectors"].due == 3 + 1


def test_without_implicit_credit_only_reviews_count() -> None:
    """The same days, nothing moved."""
    held = memory(implicit=False)
    held.study(step("lu@working"), 3)
    assert held.cards["vectors"].due == 3
    assert held.covered("lu", ["vectors"]) == ()


def test_a_deeper_level_is_practice_of_the_topic() -> None:
    """One card a topic, at the deepest level learnt."""
    held = memory()
    held.study(step("lu@overview"), 2)
    held.study(step("lu@working"), 5)
    assert held.cards["lu"].level is Level.WORKING
    assert held.cards["lu"].due == 15


def test_reviews_that_cover_others_come_first_then_what_is_needed() -> None:
    """LU covers vectors; of the others the one that more steps to come need."""
    held = memory()
    held.study(step("matlab"), 0)
    held.study(step("lu@working"), 0)
    due = held.due(20)
    assert due == ["vectors", "numpy", "matlab", "lu"]
    assert held.covered("lu", due) == ("vectors",)
    assert held.pick(due, 20, {"matlab": 3})[:2] == ["lu", "matlab"]


def test_a_lost_level_leaves_the_shallower_one() -> None:
    """And the topic counts as failed until it is studied or reviewed well."""
    held = memory()
    held.lose(step("vectors@working"), 9)
    assert held.cards["vectors"].level is Level.OVERVIEW
    assert held.failed == {"vectors": 9}
    held.lose(step("vectors@working"), 10)
    assert held.cards["vectors"].level is Level.OVERVIEW
    held.review("vectors", 11)
    assert held.failed == {}
    held.lose(step("vectors@overview"), 12)
    assert "vectors" not in held.cards
    held.lose(step("svd"), 12)
    assert set(held.failed) == {"vectors"}


@pytest.mark.parametrize(
    ("effort", "pace", "minutes"), [(1, 1, 5), (83, 1, 5), (84, 1, 6), (200, 2, 24), (900, 1, 30)]
)
def test_a_review_takes_a_little_of_what_learning_took(
    effort: int, pace: float, minutes: int
) -> None:
    """6 %, at the learner's pace, from 5 to 30 minutes."""
    assert review_minutes(effort, pace) == minutes


def test_needs_are_counted_once_a_step() -> None:
    """Alternatives too: the learner may have taken any."""
    counts = needed(GRAPH, [step("lu@overview"), step("lu@working"), step("svd")])
    assert counts == {"vectors": 3, "numpy": 3, "matlab": 2, "lu": 1}
