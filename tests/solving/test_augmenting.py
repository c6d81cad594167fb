"""Flows in plain lists: what moves, how much is enough, and what giving up leaves behind."""

from __future__ import annotations

import random

import numpy as np
import pytest

from mlpath.solving.augmenting import augment


def drawn(seed, size=14):
    """Arcs without circles, some of them twice, and signed weights."""
    r = random.Random(seed)
    arcs = [(i, r.randrange(i)) for i in range(1, size) for _ in range(r.randrange(4))]
    tails, heads = np.asarray(arcs, dtype=np.int64).reshape(-1, 2).T
    weight = np.asarray([r.randint(-9, 9) for _ in range(size)], dtype=np.int64)
    return tails, heads, weight


@pytest.mark.parametrize("seed", range(60))
def test_no_weight_can_move_further(seed):
    """The marked set is closed, nobody in it lacks weight, nobody outside has any to spare."""
    tails, heads, weight = drawn(seed)
    left = weight.copy()
    inside = augment(tails, heads, np.zeros(len(tails), dtype=np.int64), left, most=10**6)
    assert inside is not None
    assert inside[heads[inside[tails]]].all()
    assert (left[inside] >= 0).all()
    assert (left[~inside] <= 0).all()
    assert left[inside].sum() == weight[inside].sum(), "weight crossed the border"
    assert left.sum() == weight.sum()


@pytest.mark.parametrize("seed", range(60))
def test_giving_up_leaves_a_flow_that_adds_up(seed):
    """What the search moved until it gave up accounts for every change of weight."""
    tails, heads, weight = drawn(seed)
    for most in range(12):
        left, pushed = weight.copy(), np.zeros(len(tails), dtype=np.int64)
        if augment(tails, heads, pushed, left, most=most) is None:
            sent = np.bincount(tails, pushed, minlength=len(weight))
            came = np.bincount(heads, pushed, minlength=len(weight))
            assert (left == weight - sent + came).all()
            assert (pushed >= 0).all()
            assert (left * weight >= 0).all(), "somebody gave or got too much"


def test_weight_that_moved_may_move_back():
    """A giver takes the place of another, which still has a second prerequisite to give to."""
    tails, heads = np.asarray([0, 0, 1]), np.asarray([2, 3, 3])
    weight = np.asarray([4, 4, -4, -4])
    inside = augment(tails, heads, np.zeros(3, dtype=np.int64), weight, most=99)
    assert inside is not None
    assert not inside.any()
    assert not weight.any()
