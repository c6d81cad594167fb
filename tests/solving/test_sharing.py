"""Filling a block whose wanted steps share most of what they need."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from mlpath.solving import Instance, sharing, solve
from mlpath.solving.arrays import packed_closures, rows
from mlpath.solving.core import whole_core
from mlpath.solving.sharing import Filling, share, sharing_of


def _families(seed: int, families: int, members: int) -> Instance:
    """Goals in families: each family shares steps of its own, and neighbours share some."""
    r = np.random.default_rng(seed)
    effort, value, edges = [], [], []
    trunks = []
    for _ in range(families):
        first = len(effort)
        effort += r.integers(50, 300, 4).tolist()
        value += [0] * 4
        edges += [(first + k, first + k - 1) for k in range(1, 4)]
        trunks.append(first + 3)
    for family, trunk in enumerate(trunks):
        for _ in range(members):
            goal = len(effort)
            effort.append(int(r.integers(5, 40)))
            value.append(int(r.integers(50, 200)))
            edges.append((goal, trunk))
            if r.random() < 0.3:
                edges.append((goal, trunks[(family + 1) % families] - 2))
    capacity = sum(effort) // 4
    return Instance.build(effort, value, edges, capacity=capacity)


def _stands(instance: Instance, mask: np.ndarray) -> bool:
    closed = mask[instance.indices][mask[rows(instance.indptr)]].all()
    return bool(closed and instance.effort[mask].sum() <= instance.capacity)


def test_families_are_found():
    """Closed, within the capacity and, over twenty instances, between greedy and optimum."""
    total, best, greedy = 0, 0, 0
    for seed in range(10):
        instance = _families(seed, 8, 12)
        core = whole_core(instance)
        mask = share(core, Fraction(1))
        assert _stands(instance, mask), seed
        found = solve(instance)
        assert found.status == "optimal", seed
        worth = int(instance.value[mask].sum())
        assert worth <= found.value, seed
        total, best = total + worth, best + found.value
        plain = Filling(core, sharing_of(core), core.effort.astype(np.float64))
        from_nothing = plain.fill(np.zeros(core.size, dtype=np.bool_), core.capacity)
        greedy += int(instance.value[from_nothing].sum())
    assert 0.93 * best < total <= best
    assert total > greedy


def test_shared_needs_equal_closures(case):
    """Every wanted step is listed with all that it needs, both ways round."""
    for seed in range(100):
        instance = case(seed).instance()
        core = whole_core(Instance.build(instance.effort, instance.value, case(seed).edges))
        found = sharing_of(core)
        assert sorted(found.wanted.tolist()) == np.flatnonzero(core.value > 0).tolist()
        pairs = list(zip(rows(found.indptr).tolist(), found.needs.tolist(), strict=True))
        turned = zip(found.users.tolist(), rows(found.turned).tolist(), strict=True)
        assert sorted(pairs) == sorted(turned), seed
        for place, step in enumerate(found.wanted.tolist()):
            needed = {need for at, need in pairs if at == place}
            expected = {step}
            while (
                more := {
                    int(need)
                    for known in expected
                    for need in core.indices[core.indptr[known] : core.indptr[known + 1]]
                }
                - expected
            ):
                expected |= more
            assert needed == expected, seed


def test_what_does_not_fit_into_memory_is_left_aside(monkeypatch):
    """With room for few needs the most valuable steps remain, and the set still stands."""
    instance = _families(3, 30, 12)
    monkeypatch.setattr(sharing, "_ENTRIES", 400)
    core = whole_core(instance)
    found = sharing_of(core)
    assert 0 < len(found.wanted) < 360
    assert found.worth.min() >= np.sort(core.value)[-len(found.wanted)]
    assert _stands(instance, share(core, Fraction(1)))


@pytest.mark.parametrize("capacity", [0, 3])
def test_nothing_fits(capacity):
    """Without room the set is empty."""
    instance = Instance.build([5, 5], [0, 9], [(1, 0)], capacity=capacity)
    assert not share(whole_core(instance), Fraction(1)).any()


def test_large_block_is_filled_well():
    """A block of a thousand steps, where rounding the chain gives nothing, is nearly proven."""
    instance = _families(1, 60, 14)
    found = solve(instance, work_limit=0)
    assert found.value > 0.98 * found.bound


def test_needs_are_the_same_from_bits_and_from_marks():
    """Cores small enough for bits and larger ones list the same needs, in the same order."""
    core = whole_core(_families(3, 8, 12))
    bits = sharing_of(core, packed_closures(core.indptr, core.indices))
    marks = sharing_of(core)
    assert bits.needs.tolist() == marks.needs.tolist()
    assert bits.indptr.tolist() == marks.indptr.tolist()
    assert bits.users.tolist() == marks.users.tolist()


def test_a_block_whose_needs_do_not_fit_into_memory_is_filled(monkeypatch):
    """Only the first few needs are listed; the set is closed and fits all the same."""
    monkeypatch.setattr(sharing, "_ENTRIES", 1)
    monkeypatch.setattr(sharing, "PACKED_SIZE", 0)
    instance = _families(3, 8, 12)
    core = whole_core(instance)
    assert len(sharing_of(core).wanted) < (core.value > 0).sum()
    assert _stands(instance, share(core, Fraction(1)))
