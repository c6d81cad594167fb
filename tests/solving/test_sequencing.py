"""Study order: topological always, early value against the exact optimum."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from mlpath.solving import Instance, completion, fix_choices, sequence, solve
from mlpath.solving.sequencing import ORDERS

NO_CHOICES = np.zeros(0, dtype=np.int64)


def _solved(small):
    instance = small.instance()
    return instance, solve(instance)


def _orders(needs):
    """Go through all topological orders of steps, given what each needs."""
    return (
        some
        for some in itertools.permutations(needs)
        if all(needs[step] <= set(some[:place]) for place, step in enumerate(some))
    )


def _sums(instance, needs, order):
    """Weighted completion time and distance of an order, both from their definitions."""
    finish = dict(
        zip(order, itertools.accumulate(int(instance.effort[s]) for s in order), strict=True)
    )
    held = sum(max(0, int(instance.value[step])) * end for step, end in finish.items())
    apart = sum(
        finish[step] - int(instance.effort[step]) - finish[need]
        for step in order
        for need in needs[step]
    )
    return held, apart


def _needs(instance, found):
    indptr, indices = fix_choices(instance, found.choices)
    return {
        step: set(indices[indptr[step] : indptr[step + 1]].tolist())
        for step in found.chosen.tolist()
    }


def _random(seed, size, *, goals_only=False):
    """Make an instance of mostly local prerequisites, as roadmaps have them."""
    maker = random.Random(seed)
    edges = {
        (step, maker.randrange(max(0, step - 8), step))
        for step in range(1, size)
        for _ in range(maker.choice([1, 2, 3]))
    }
    value = [
        0 if goals_only and maker.random() < 0.9 else maker.randint(1, 5) * 1000
        for _ in range(size)
    ]
    return Instance.build([maker.randint(10, 300) for _ in range(size)], value, edges)


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_topological(case, order):
    """All chosen steps, each once, prerequisites and served alternatives first."""
    for seed in range(100):
        instance, found = _solved(case(seed))
        sections = np.arange(instance.size) % 3
        levels = np.arange(instance.size) % 2
        steps = sequence(
            instance, found.chosen, found.choices, order=order, sections=sections, levels=levels
        ).tolist()
        assert sorted(steps) == found.chosen.tolist()
        needs = _needs(instance, found)
        for place, step in enumerate(steps):
            assert needs[step] <= set(steps[:place]), seed


@pytest.mark.parametrize("size", [60, 300, 3200])
def test_long_orders_are_topological_and_repeat(size):
    """Beyond what is solved exactly, and beyond what is polished, the order stays an order."""
    instance = _random(size, size)
    steps = np.arange(size)
    order = sequence(instance, steps, NO_CHOICES, sections=steps % 7)
    place = np.argsort(order)
    tails = np.repeat(steps, np.diff(instance.indptr))
    assert sorted(order.tolist()) == steps.tolist()
    assert (place[instance.indices] < place[tails]).all()
    assert (sequence(instance, steps, NO_CHOICES, sections=steps % 7) == order).all()


def test_value_order_is_the_best_within_the_slack(case):
    """Against all permutations: completion within 1 %, and of those orders the least distance."""
    for seed in range(200):
        instance, found = _solved(case(seed, 7))
        needs = _needs(instance, found)
        sums = [_sums(instance, needs, order) for order in _orders(needs)]
        least = min(held for held, _ in sums)
        order = sequence(instance, found.chosen, found.choices).tolist()
        held, apart = _sums(instance, needs, order)
        total, bound = completion(instance, found.chosen, found.choices, np.asarray(order, int))
        assert total == held
        assert bound <= least <= held <= least + least // 100, seed
        nearest = min(apart for held, apart in sums if held <= least + least // 100)
        assert nearest <= apart <= nearest * 1.02, seed


@pytest.mark.parametrize("goals_only", [False, True])
def test_longer_orders_keep_to_the_slack(goals_only):
    """More slack brings uses nearer, and never costs more than it is."""
    for seed in range(4):
        instance = _random(seed, 120, goals_only=goals_only)
        steps = np.arange(120)
        needs = {
            step: set(instance.indices[instance.indptr[step] : instance.indptr[step + 1]].tolist())
            for step in range(120)
        }
        sums = [
            _sums(instance, needs, sequence(instance, steps, NO_CHOICES, slack=slack).tolist())
            for slack in (0, 1, 20, 10_000)
        ]
        least = sums[0][0]
        allowed = [least, least * 1.01, least * 1.2, least * 101]
        assert all(held <= most for (held, _), most in zip(sums, allowed, strict=True))
        assert sums[0][1] > max(sums[2][1], sums[3][1])


def test_just_in_time_decides_among_equals():
    """Of two orders worth the same, the one that uses a prerequisite at once is taken."""
    instance = Instance.build([10, 10, 10, 10], [0, 100, 0, 100], [(1, 0), (3, 2)])
    order = sequence(instance, np.arange(4), NO_CHOICES).tolist()
    assert order in ([0, 1, 2, 3], [2, 3, 0, 1])


def test_sections_decide_among_equals():
    """Where neither value nor distance tells steps apart, a section is stayed in."""
    instance = Instance.build([10] * 6, [100] * 6)
    sections = np.asarray([0, 1, 0, 1, 0, 1])
    order = sequence(instance, np.arange(6), NO_CHOICES, sections=sections)
    assert int((np.diff(sections[order]) != 0).sum()) == 1


@pytest.mark.parametrize("size", [0, 1, 2, 50])
@pytest.mark.parametrize("value", [0, 1, 10**10])
@pytest.mark.parametrize("effort", [0, 1, 10**6])
def test_the_edges_of_numbers_are_orders_too(size, value, effort):
    """No steps, steps without value or effort, and values at the end of what is allowed."""
    edges = [(step, step - 1) for step in range(1, size, 2)]
    instance = Instance.build([effort] * size, [value] * size, edges)
    order = sequence(instance, np.arange(size), NO_CHOICES)
    assert sorted(order.tolist()) == list(range(size))
    place = np.argsort(order)
    assert all(place[need] < place[step] for step, need in edges)
    total, bound = completion(instance, np.arange(size), NO_CHOICES, order)
    assert bound <= total


def test_unknown_order_is_refused():
    """Only the named orders exist."""
    instance = Instance.build([1], [1])
    with pytest.raises(ValueError, match="order must be one of"):
        sequence(instance, np.arange(1), NO_CHOICES, order="random")
