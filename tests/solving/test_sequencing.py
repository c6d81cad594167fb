"""Study order: topological always, early value against the exact optimum."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from mlpath.solving import Instance, completion, fix_choices, sequence, solve
from mlpath.solving.sequencing import ORDERS


def _solved(small):
    instance = small.instance()
    return instance, solve(instance)


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
        indptr, indices = fix_choices(instance, found.choices)
        for place, step in enumerate(steps):
            before = set(steps[:place])
            assert before.issuperset(indices[indptr[step] : indptr[step + 1]].tolist()), seed


def test_value_order_is_near_the_exact_optimum(case):
    """Weighted completion stays within 2 % of the best permutation, above the bound."""
    for seed in range(150):
        instance, found = _solved(case(seed, 7))
        order = sequence(instance, found.chosen, found.choices)
        total, bound = completion(instance, found.chosen, found.choices, order)
        indptr, indices = fix_choices(instance, found.choices)
        best = min(
            sum(
                max(0, int(instance.value[step])) * int(minute)
                for step, minute in zip(
                    some, itertools.accumulate(int(instance.effort[s]) for s in some), strict=True
                )
            )
            for some in itertools.permutations(found.chosen.tolist())
            if all(
                set(some[:k]).issuperset(indices[indptr[s] : indptr[s + 1]].tolist())
                for k, s in enumerate(some)
            )
        )
        assert bound <= best <= total, seed
        assert total <= best * 1.02 + 1e-9, seed


def test_just_in_time_decides_among_equals():
    """Of two orders worth the same, the one that uses a prerequisite at once is taken."""
    instance = Instance.build([10, 10, 10, 10], [0, 100, 0, 100], [(1, 0), (3, 2)])
    order = sequence(instance, np.arange(4), np.zeros(0, dtype=np.int64)).tolist()
    assert order in ([0, 1, 2, 3], [2, 3, 0, 1])


def test_unknown_order_is_refused():
    """Only the named orders exist."""
    instance = Instance.build([1], [1])
    with pytest.raises(ValueError, match="order must be one of"):
        sequence(instance, np.arange(1), np.zeros(0, dtype=np.int64), order="random")
