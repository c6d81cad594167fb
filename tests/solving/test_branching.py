"""Splitting where the bound says most: the same sets as the other engines, true bounds."""

from __future__ import annotations

import random

import numpy as np
import pytest

from benchmarks.instances import fitted
from mlpath.solving import Instance, proving, solve
from mlpath.solving.branching import best_bound_first
from mlpath.solving.core import whole_core
from mlpath.solving.searching import Best, Goal, best_of


def _few_goals(seed: int, size: int) -> Instance:
    """Return steps that need earlier ones, some of them any of several, and goals among them."""
    r = random.Random(seed)
    edges, groups = [], []
    for step in range(1, size):
        for _ in range(r.choice([1, 1, 2])):
            if r.random() < 0.15:
                groups.append((step, [r.randrange(step) for _ in range(2)]))
            else:
                edges.append((step, max(0, step - 1 - int(r.expovariate(0.08)))))
    effort = [r.randint(5, 90) for _ in range(size)]
    value = [r.randint(1, 9) if r.random() < 0.12 else 0 for _ in range(size)]
    return Instance.build(effort, value, edges, groups, (), sum(effort) // r.choice([3, 5]))


def _deep(seed: int) -> Instance:
    return fitted(240, ("deep", "deepest")[seed % 2], (5, 20)[seed // 2 % 2], seed)


def _start(instance: Instance) -> tuple[object, Best]:
    core = whole_core(instance)
    return core, best_of(core, np.zeros(core.size, dtype=np.bool_))


@pytest.mark.parametrize("make", [_deep, lambda seed: _few_goals(seed, 70)])
def test_nothing_to_start_from_leads_to_the_best_set(make):
    """From nothing, both goals at once or one after the other come to the set of HiGHS."""
    for seed in range(6):
        instance = make(seed)
        expected = solve(instance, engine="scipy")
        assert expected.status == "optimal"
        core, best = _start(instance)
        found = best_bound_first(core, best, None, 10**8)
        assert found.finished
        assert found.best.chosen.tolist() == expected.chosen.tolist(), seed
        value = best_bound_first(core, best, Goal(1, ties=False), 10**8)
        assert (value.finished, value.best.value) == (True, expected.value)
        tied = best_bound_first(core, value.best, Goal(1, ties=True), 10**8)
        assert tied.best.chosen.tolist() == expected.chosen.tolist(), seed


def test_cut_short_its_bound_stays_true():
    """Whatever the limit, the optimum lies between the set known and the bound."""
    open_ends = 0
    for seed in range(4):
        instance = _deep(seed)
        best = solve(instance).value
        core, start = _start(instance)
        for limit in (-1, 0, 10_000, 60_000):
            for goal in (None, Goal(1, ties=False)):
                found = best_bound_first(core, start, goal, limit)
                bound = found.best.value if found.finished else found.bound
                assert bound is not None
                assert found.best.value <= best <= bound, (seed, limit)
                open_ends += not found.finished
    assert open_ends > 4


def test_deep_goals_are_proven_without_another_engine(monkeypatch):
    """A thousand steps with goals deep down are closed by the own search alone."""
    monkeypatch.setattr(proving, "_close", None)
    for seed in range(3):
        found = solve(fitted(999, "deep", 20, seed))
        assert (found.status, found.proof.kind) == ("optimal", "search")
        assert str(found.proof.search).startswith("mlpath")
