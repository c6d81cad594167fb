"""Logs as sets of events: merging is a union, and undoing has one meaning."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath.tracking import Event, Log
from tests.tracking.strategies import events, identity, made

many = st.lists(events(), max_size=8)


@given(many, many, many)
@settings(max_examples=60, deadline=None)
def test_merging_is_a_union(one: list[Event], two: list[Event], three: list[Event]) -> None:
    """It is commutative, associative and idempotent, even where ids clash."""
    a, b, c = Log.of(one), Log.of(two), Log.of(three)
    assert a.merged(b) == b.merged(a)
    assert a.merged(b).merged(c) == a.merged(b.merged(c)) == Log.of([*three, *two, *one])
    assert a.merged(a) == a
    assert a.merged(b).merged(b) == a.merged(b)


@given(many, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_lines_does_not_matter(held: list[Event], random: object) -> None:
    """A log is the same however its lines are shuffled."""
    shuffled = list(held)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Log.of(shuffled) == Log.of(held)
    assert Log.of(shuffled).counting == Log.of(held).counting


@given(many)
@settings(max_examples=60, deadline=None)
def test_what_counts_is_what_no_counting_undoing_takes_back(held: list[Event]) -> None:
    """By the definition, event by event, without the pass from the end."""
    log = Log.of(held)

    def stands(event: Event) -> bool:
        return not any(
            other.entry.undoes == event.id and other.key > event.key and stands(other)
            for other in log.events
        )

    expected = [event for event in log.events if not event.entry.undoes and stands(event)]
    assert list(log.counting) == expected


def test_an_undoing_can_be_undone() -> None:
    """What was taken back counts again."""
    first, second = made(1, "done"), made(2, "undone", undoes=identity(1))
    third = made(3, "undone", undoes=identity(2))
    assert Log.of([first, second]).counting == ()
    assert Log.of([first, second, third]).counting == (first,)
