"""Choices with due dates: against every set in every order, with any-of groups and musts."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mlpath.solving import Instance, Solution, solve
from mlpath.solving.lateness import Dates, Trial, first_late, least_minutes, solve_dated
from tests.oracles.dates import best_in_time

if TYPE_CHECKING:
    from collections.abc import Callable


def exactly(instance: Instance) -> Trial[Solution] | None:
    """Return the solver's answer."""
    found = solve(instance)
    if found.status == "infeasible":
        return None
    return Trial(found.chosen, found.choices, found.value, found.bound, found)


def random_case(seed: int, size: int = 9) -> tuple[Instance, Dates]:
    """Return an instance with one to four steps that are due, some of them musts."""
    r = random.Random(f"dates {seed}")
    n = r.randint(2, size)
    effort = [r.randint(1, 9) for _ in range(n)]
    value = [r.choice([0, 0, 1, 2, 3, 5, 8]) for _ in range(n)]
    edges = [(b, a) for a, b in itertools.combinations(range(n), 2) if r.random() < 0.2]
    groups = [
        (step, r.sample(range(step), r.randint(2, min(3, step))))
        for step in range(2, n)
        if r.random() < 0.3
    ]
    required = [step for step in range(n) if r.random() < 0.12]
    capacity = r.choice([None, r.randint(1, sum(effort))])
    instance = Instance.build(effort, value, edges, groups, required, capacity)
    due = r.sample(range(n), min(n, r.randint(1, 4)))
    soft = {step: r.randint(1, sum(effort)) for step in due}
    hard = {step: r.randint(effort[step], sum(effort)) for step in required if r.random() < 0.5}
    return instance, Dates(soft, hard)


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_nothing_better_comes_in_time(start: int) -> None:
    """Value and bound are those of the best set in its best order, or there is none."""
    seen = {"late": 0, "plain": 0, "none": 0}
    for seed in range(start, start + 100):
        instance, dates = random_case(seed)
        found = solve_dated(instance, dates, exactly)
        best = best_in_time(instance, dates.soft, dates.hard)
        if found is None:
            assert best is None
            seen["none"] += 1
            continue
        assert (found.trial.objective, found.bound) == (best, best)
        seen["plain" if found.plain else "late"] += 1
        chosen = found.trial.chosen
        assert int(found.instance.value[chosen].sum()) == best
        assert found.kept <= set(chosen.tolist())
    assert min(seen.values()) > 2


def test_few_nodes_tell_a_true_bound() -> None:
    """Whatever the number, the value can be had and nothing exceeds the bound."""
    open_ = 0
    for seed in range(150):
        instance, dates = random_case(seed)
        best = best_in_time(instance, dates.soft, {})
        found = solve_dated(instance, Dates(dates.soft, {}), exactly, nodes=1)
        assert (found is None) == (best is None)
        if found is not None and best is not None:
            assert found.trial.objective <= best <= found.bound
            open_ += found.bound > best
    assert open_ > 2


def test_without_dates_the_answer_is_the_solvers() -> None:
    """One solve, its own value and nothing late."""
    instance, _ = random_case(1)
    calls = 0

    def counted(some: Instance) -> Trial[Solution] | None:
        nonlocal calls
        calls += 1
        return exactly(some)

    found = solve_dated(instance, Dates({}, {}), counted)
    assert found is not None
    assert found.plain
    assert found.trial.objective == solve(instance).value
    assert calls == 1


def test_a_quicker_alternative_is_taken_where_the_better_one_is_late() -> None:
    """The dear alternative is worth more in itself; by its date only the cheap one does."""
    instance = Instance.build([50, 10, 5], [3, 0, 4], groups=[(2, [0, 1])])

    def chosen(by: int, solve: Callable[[Instance], Trial[Solution] | None]) -> list[int]:
        found = solve_dated(instance, Dates({2: by}, {}), solve)
        assert found is not None
        return found.trial.chosen.tolist()

    assert chosen(55, exactly) == [0, 2]
    assert chosen(54, exactly) == [0, 1, 2]
    assert chosen(14, exactly) == [0]


def test_the_first_date_that_cannot_be_kept_is_named() -> None:
    """By the least that is due takes; nothing where all can be kept or nothing holds it."""
    instance = Instance.build([30, 20, 10], [0, 0, 0], edges=[(1, 0)], groups=[(2, [0, 1])])
    assert first_late(instance, {1: 49, 2: 60}) == (49, 50)
    assert first_late(instance, {1: 50, 2: 59}) == (59, 60)
    assert first_late(instance, {1: 50, 2: 60}) is None
    assert least_minutes(instance, [2]) == 40
    dead = Instance.build([1], [1], groups=[(0, [])])
    assert least_minutes(dead, [0]) is None
    assert first_late(dead, {0: 9}) == (9, None)


def test_many_goals_in_a_row_need_few_solves() -> None:
    """A chain of goals due too early: each is let go at once, as it fits with nothing."""
    size = 40
    instance = Instance.build(
        [10] * size, [1] * size, edges=[(step, step - 1) for step in range(1, size)]
    )
    calls = 0

    def counted(some: Instance) -> Trial[Solution] | None:
        nonlocal calls
        calls += 1
        return exactly(some)

    found = solve_dated(instance, Dates(dict.fromkeys(range(size), 200), {}), counted)
    assert found is not None
    assert (found.trial.objective, calls) == (20, 1)
    assert np.array_equal(found.trial.chosen, np.arange(20))
