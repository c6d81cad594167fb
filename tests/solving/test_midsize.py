"""Instances beyond brute force, against a monolithic integer program with no tolerance."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from mlpath.solving import Instance, solve


def _layered(seed: int, size: int) -> Instance:
    """Return steps that need a few earlier ones, some of them any of several."""
    r = random.Random(seed)
    edges, groups = [], []
    for step in range(1, size):
        for _ in range(r.choice([0, 1, 1, 2])):
            if r.random() < 0.12:
                groups.append((step, [r.randrange(step) for _ in range(2)]))
            else:
                edges.append((step, max(0, step - 1 - int(r.expovariate(0.1)))))
    effort = [r.randint(5, 300) for _ in range(size)]
    worth_of = (
        lambda _: r.randint(0, 1000),
        lambda _: r.choice([0, 0, 0, 0, 1000, 400]),
        lambda minutes: 10 * minutes + r.randint(0, 99),
        lambda _: r.randint(-300, 700),
    )[seed % 4]
    value = [worth_of(minutes) for minutes in effort]
    required = r.sample(range(size // 4), 2)
    capacity = int(sum(effort) * r.choice([0.1, 0.2, 0.5]))
    return Instance.build(effort, value, edges, groups, required, capacity)


def _monolithic(instance: Instance) -> int | None:
    """Solve the whole instance as one program, every row as it stands in the definition."""
    rows, low = [], []
    for step in range(instance.size):
        for need in instance.indices[instance.indptr[step] : instance.indptr[step + 1]]:
            row = np.zeros(instance.size)
            row[need], row[step] = 1, -1
            rows.append(row)
            low.append(0)
    for k, step in enumerate(instance.group_step):
        row = np.zeros(instance.size)
        row[instance.group_indices[instance.group_indptr[k] : instance.group_indptr[k + 1]]] = 1
        row[step] -= 1
        rows.append(row)
        low.append(0)
    rows.append(-instance.effort.astype(float))
    low.append(-instance.capacity)
    lower = np.zeros(instance.size)
    lower[instance.required] = 1
    result = milp(
        -instance.value.astype(float),
        integrality=np.ones(instance.size),
        bounds=Bounds(lower, 1),
        constraints=LinearConstraint(np.asarray(rows), low, np.inf),
        options={"mip_rel_gap": 0},
    )
    return None if result.x is None else int(instance.value[result.x > 0.5].sum())


@pytest.mark.parametrize("size", [40, 120])
def test_solution_equals_monolithic_program(size):
    """The same value as the whole program, proven."""
    binding = 0
    for seed in range(12):
        instance = _layered(seed, size)
        expected = _monolithic(instance)
        found = solve(instance)
        if expected is None:
            assert found.status == "infeasible"
            continue
        assert (found.status, found.value) == ("optimal", expected), seed
        binding += found.proof.kind == "search"
    assert binding > 3


def test_engines_agree_to_the_last_step(engine, monkeypatch):
    """Value, effort and ranks do not hang on the engine, nor on what is installed."""
    closed = 0
    for seed in range(12):
        instance = _layered(seed, 80)
        found = solve(instance, engine=engine)
        closed += str(found.proof.search).startswith(("HiGHS", "CP-SAT"))
        with monkeypatch.context() as patch:
            patch.setattr("mlpath.solving.engines.installed", lambda: False)
            alone = solve(instance)
        assert found.chosen.tolist() == alone.chosen.tolist(), seed
    assert closed or engine == "auto"


def test_same_steps_in_any_numbering_are_worth_the_same():
    """Renumbering the steps changes neither value nor effort."""
    for seed in range(8):
        instance = _layered(seed, 60)
        r = random.Random(seed)
        number = list(range(instance.size))
        r.shuffle(number)
        back = np.argsort(number)
        tails = np.repeat(np.arange(instance.size), np.diff(instance.indptr))
        turned = Instance.build(
            instance.effort[back],
            instance.value[back],
            [(number[t], number[h]) for t, h in zip(tails, instance.indices, strict=True)],
            [
                (
                    number[step],
                    [
                        number[a]
                        for a in instance.group_indices[
                            instance.group_indptr[k] : instance.group_indptr[k + 1]
                        ]
                    ],
                )
                for k, step in enumerate(instance.group_step)
            ],
            [number[step] for step in instance.required],
            instance.capacity,
        )
        one, other = solve(instance), solve(turned)
        assert (one.status, one.value, one.effort) == (other.status, other.value, other.effort)
