"""The value curve: corners that are plans, lines that nothing lies above, against brute force."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from mlpath.solving import Instance, solve
from mlpath.solving.curving import trace

if TYPE_CHECKING:
    from collections.abc import Callable


def test_no_closed_set_lies_above_the_lines(case: Callable[..., Any]) -> None:
    """The bound at every minute holds over all any-of choices."""
    for seed in range(120):
        small = case(seed, 9)
        curve = trace(small.instance())
        sets = small.closed_sets()
        if curve is None:
            assert not sets, seed
            continue
        for (value, minus, _), _ in sets:
            assert value <= curve.bound(-minus), seed


def test_corners_are_closed_sets_with_what_is_required(case: Callable[..., Any]) -> None:
    """Each corner holds the one before, and its totals are those of its steps."""
    for seed in range(120):
        small = case(seed, 9)
        curve = trace(small.instance())
        if curve is None:
            continue
        known = {bits: key for key, bits in small.closed_sets()}
        bits = 0
        for added, effort, value in zip(curve.added, curve.effort, curve.value, strict=True):
            fresh = sum(1 << step for step in added.tolist())
            assert not bits & fresh, seed
            bits |= fresh
            assert known[bits][:2] == (value, -effort), seed


def test_corners_rise_and_prices_fall(case: Callable[..., Any]) -> None:
    """The curve is strictly concave, and so are the lines."""
    for seed in range(120):
        curve = trace(case(seed, 9).instance())
        if curve is None:
            continue
        points = list(zip(curve.effort, curve.value, strict=True))
        slopes = [Fraction(v2 - v1, e2 - e1) for (e1, v1), (e2, v2) in pairwise(points)]
        assert all(a > b > 0 for a, b in pairwise(slopes)), seed
        prices = [price for price, _ in curve.lines]
        assert prices == sorted(set(prices), reverse=True), seed


def test_without_groups_the_corners_are_optimal(case: Callable[..., Any]) -> None:
    """At a corner bound and value meet, so no plan of that budget is worth more."""
    corners = 0
    for seed in range(80):
        small = replace(case(seed, 9), groups=[], required=[])
        curve = trace(small.instance())
        assert curve is not None
        for effort, value in zip(curve.effort, curve.value, strict=True):
            assert curve.bound(effort) == value, seed
            best = solve(replace(small.instance(), capacity=effort))
            assert best.value == value, seed
            corners += 1
    assert corners > 160


def test_pricing_groups_tightens_the_bound(case: Callable[..., Any]) -> None:
    """On some cases the lines lie below the hull of the instance without its groups."""
    tighter = 0
    for seed in range(120):
        small = replace(case(seed), required=[])
        free = trace(replace(small, groups=[]).instance())
        bound = trace(small.instance())
        if bound is None or free is None:
            continue
        minutes = range(0, sum(small.effort) + 1, 1 + sum(small.effort) // 8)
        assert all(bound.bound(m) <= free.bound(m) for m in minutes), seed
        tighter += any(bound.bound(m) < free.bound(m) for m in minutes)
    assert tighter > 5


def test_curve_of_nothing_is_one_corner() -> None:
    """No step, or none of value: the curve starts and ends at nothing."""
    for instance in (Instance.build([], []), Instance.build([5, 7], [0, -3])):
        curve = trace(instance)
        assert curve is not None
        assert (curve.effort, curve.value, curve.bound(100)) == ((0,), (0,), 0)


def test_what_no_budget_can_hold_has_no_curve() -> None:
    """A required step whose any-of group has no alternative left."""
    assert trace(Instance.build([1], [1], groups=[(0, [])], required=[0])) is None


@pytest.mark.parametrize("required", [[], [2]])
def test_required_steps_come_first(required: list[int]) -> None:
    """They stand at the first corner, in the form of least effort."""
    instance = Instance.build(
        [50, 20, 10, 5], [0, 0, 1, 100], groups=[(2, [0, 1])], required=required
    )
    curve = trace(instance)
    assert curve is not None
    if required:
        assert (curve.effort, curve.value) == ((30, 35), (1, 101))
        assert curve.added[0].tolist() == [1, 2]
    else:
        assert (curve.effort, curve.value) == ((0, 5, 35), (0, 100, 101))


def test_steps_that_take_no_time_come_with_the_start() -> None:
    """A wish of value and no effort is held by every budget."""
    curve = trace(Instance.build([0, 10], [5, 5]))
    assert curve is not None
    assert (curve.effort, curve.value, curve.bound(0)) == ((0, 10), (5, 10), 5)
