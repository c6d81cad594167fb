"""Any-of choices swapped at scale, tried on mid-size instances against the exact optimum."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving import Instance, proving, solve
from mlpath.solving.chain import split_at
from mlpath.solving.checking import check_set
from mlpath.solving.core import whole_core

if TYPE_CHECKING:
    import pytest


def _either_or(seed: int, size: int) -> Instance:
    """Layers of steps with near needs, a tenth of which is one of two or three."""
    r = random.Random(seed)
    edges, groups = [], []
    for step in range(1, size):
        for _ in range(r.choice([1, 1, 2, 3])):
            need = max(0, step - 1 - int(r.expovariate(0.02)))
            if r.random() < 0.1:
                others = [r.randrange(need + 1) for _ in range(r.choice([1, 2]))]
                groups.append((step, sorted({need, *others})))
            else:
                edges.append((step, need))
    effort = [r.randint(5, 300) for _ in range(size)]
    wanted = 0.08 if seed % 2 else 0.6
    value = [r.randint(1, 1000) if r.random() < wanted else 0 for _ in range(size)]
    return Instance.build(effort, value, edges, groups, [size // 3], sum(effort) // 5)


def _start(instance: Instance, swaps: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Value of the set that the search of a large core would begin with, checked."""
    core = whole_core(instance)
    split = split_at(core.indptr, core.indices, core.effort, core.value, core.capacity)
    with monkeypatch.context() as patch:
        patch.setattr(proving, "TABLE_SIZE", 40)
        patch.setattr(proving, "_SWAPS", swaps)
        best, _ = proving._first(instance, core, split, 1)
    check_set(instance, best.chosen)
    assert int(instance.value[best.chosen].sum()) == best.value
    return best.value


def test_swaps_make_up_half_of_what_rough_choices_lose(monkeypatch):
    """Never worse, never above the optimum, and together at most half as far below it."""
    before = after = 0
    for seed in range(6):
        instance = _either_or(seed, 500)
        best = solve(instance)
        rough = _start(instance, 0, monkeypatch)
        swapped = _start(instance, proving._SWAPS, monkeypatch)
        assert best.status == "optimal"
        assert rough <= swapped <= best.value, seed
        before += best.value - rough
        after += best.value - swapped
    assert 0 < 2 * after <= before


def test_swapped_choices_are_the_same_every_time(monkeypatch):
    """Nothing in it is random."""
    instance = _either_or(3, 500)
    once, again = (_start(instance, 3, monkeypatch) for _ in range(2))
    assert once == again


def test_alternatives_that_come_with_value_are_priced_so(monkeypatch):
    """The dearer alternative is taken where what it earns is worth more."""
    free = 500  # steps without a tie, so that the core is large
    random_numbers = np.random.default_rng(2)
    effort = [10, 30, 60, *random_numbers.integers(50, 90, free).tolist()]
    value = [5000, 0, 900, *random_numbers.integers(1, 60, free).tolist()]
    instance = Instance.build(effort, value, groups=[(0, [1, 2])], capacity=2000)
    core = whole_core(instance)
    split = split_at(core.indptr, core.indices, core.effort, core.value, core.capacity)
    monkeypatch.setattr(proving, "TABLE_SIZE", 40)
    best, _ = proving._first(instance, core, split, 1)
    assert {0, 2} <= set(best.chosen.tolist())
