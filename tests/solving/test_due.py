"""Due dates in an order: against every order there is, and next to the one that is preferred."""

from __future__ import annotations

import itertools
import random

import pytest

from mlpath.solving.due import keep_dates


def finishes(effort: list[int], order: tuple[int, ...] | list[int]) -> dict[int, int]:
    """Return when each step of an order is finished."""
    now, found = 0, {}
    for step in order:
        now += effort[step]
        found[step] = now
    return found


@pytest.mark.parametrize("start", range(0, 600, 200))
def test_lateness_is_the_least_of_all_orders(start: int) -> None:
    """All orders of up to six steps: the last is no earlier in any, and good orders stay."""
    late = kept = 0
    for seed in range(start, start + 200):
        r = random.Random(seed)
        size = r.randint(1, 6)
        effort = [r.randint(1, 9) for _ in range(size)]
        names = r.sample(range(size), size)
        edges = [
            (names[later], names[earlier])
            for earlier, later in itertools.combinations(range(size), 2)
            if r.random() < 0.25
        ]
        due = {s: r.randint(1, int(sum(effort) * 1.2)) for s in range(size) if r.random() < 0.5}
        orders = [
            order
            for order in itertools.permutations(range(size))
            if all(order.index(step) > order.index(other) for step, other in edges)
        ]
        wish = r.choice(orders)
        order, dates = keep_dates(effort, edges, due, wish)
        assert tuple(order) in orders
        done, wished = finishes(effort, order), finishes(effort, wish)
        worst = max([0, *(done[step] - minute for step, minute in due.items())])
        least = min(
            max([0, *(finishes(effort, other)[s] - m for s, m in due.items())]) for other in orders
        )
        assert worst == least == max([0, *(date.late for date in dates)])
        assert all(done[s] <= max(date.minute, date.needed) for date in dates for s in date.due)
        if all(wished[step] <= minute for step, minute in due.items()):
            assert tuple(order) == wish
            kept += bool(due)
        late += worst > 0
    assert late > 20
    assert kept > 20


def test_no_date_changes_nothing() -> None:
    """The preferred order comes back."""
    assert keep_dates([3, 2, 1], [(2, 0)], {}, [1, 0, 2]) == ([1, 0, 2], ())


def test_a_long_chain_needs_no_recursion() -> None:
    """Twenty thousand steps in a row, the last of them due."""
    size = 20_000
    edges = [(step, step - 1) for step in range(1, size)]
    order, dates = keep_dates([1] * (size + 1), edges, {size - 1: size}, [size, *range(size)])
    assert order == [*range(size), size]
    assert dates[0].late == 0
