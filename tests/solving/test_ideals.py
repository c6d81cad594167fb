"""Dynamic programming over down-sets against a plain one that counts time as it goes by."""

from __future__ import annotations

import random

import numpy as np

from mlpath.solving import ideals
from mlpath.solving.ideals import LARGEST, best_order
from tests.oracles.orders import Steps, best


def _steps(seed, largest=11):
    maker = random.Random(f"orders {seed}")
    size = maker.randint(0, largest)
    near = maker.choice([2, 4, 99])
    needs = {
        step: {maker.randrange(max(0, step - near), step) for _ in range(maker.choice([0, 1, 2]))}
        if step
        else set()
        for step in range(size)
    }
    idle = maker.choice([0.0, 0.5, 0.9])
    return Steps(
        [maker.randint(0, 200) for _ in range(size)],
        [0 if maker.random() < idle else maker.randint(1, 9) for _ in range(size)],
        needs,
    )


def _pull(steps):
    uses = [need for some in steps.needs.values() for need in some]
    return np.asarray([len(steps.needs[s]) - uses.count(s) for s in range(len(steps.effort))], int)


def _found(steps, slack, most=10**6):
    return best_order(
        np.asarray(steps.effort, dtype=np.int64),
        np.asarray(steps.value, dtype=np.int64),
        _pull(steps),
        [sum(1 << need for need in steps.needs[s]) for s in range(len(steps.effort))],
        limit=lambda least: least + least * slack // 100,
        most=most,
    )


def test_the_best_order_is_found():
    """Least completion time, and within 0, 1 or 30 % of it the least distance, 200 times."""
    for seed in range(200):
        steps = _steps(seed)
        slack = (0, 1, 1, 30)[seed % 4]
        order, allowed = _found(steps, slack)
        least, nearest = best(steps, slack)
        completion, distance = steps.sums(order.tolist())
        assert allowed == least + least * slack // 100, seed
        assert completion <= allowed, seed
        assert distance == nearest, seed


def test_too_much_work_is_declined():
    """No answer rather than a slow one: too many down-sets, or too many steps for a mask."""
    assert _found(_steps(3), 1, most=3) is None
    size = LARGEST + 1
    chain = Steps([1] * size, [1] * size, {s: {s - 1} if s else set() for s in range(size)})
    assert _found(chain, 1) is None


def test_with_too_many_labels_a_price_decides(monkeypatch):
    """Cut off, the search answers with an order within the limit, mostly the nearest still."""
    monkeypatch.setattr(ideals, "_labelled", lambda *_: None)
    nearest = 0
    for seed in range(100):
        steps = _steps(seed)
        order, allowed = _found(steps, 5)
        sums = steps.sums(order.tolist())
        assert sums.completion <= allowed
        nearest += sums.distance == best(steps, 5).distance
    assert 70 < nearest < 100


def test_windows_start_at_their_minute():
    """Steps that wait longer weigh more: the offset changes the total and what it allows."""
    one = np.asarray([10, 10])
    order, allowed = best_order(one, one, one * 0, [0, 0], limit=int, offset=100, most=99)
    assert sorted(order.tolist()) == [0, 1]
    assert allowed == 10 * 110 + 10 * 120
