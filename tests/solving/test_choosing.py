"""Choosing steps: against brute force, and what every solution promises."""

from __future__ import annotations

import numpy as np
import pytest

from mlpath.solving import (
    Instance,
    cheapest_closure,
    marginal_closures,
    solve,
)


def test_solution_equals_brute_force(case, engine):
    """Value, effort and ranks are the best there are, over all any-of choices."""
    kinds = set()
    for seed in range(300):
        small = case(seed)
        found = solve(small.instance(), engine=engine)
        best = small.best()
        if best is None:
            assert (found.status, found.needed) == ("infeasible", small.needed()), seed
            continue
        key = (found.value, -found.effort, -int(found.chosen.sum()))
        assert (found.status, key, found.bound) == ("optimal", best, best[0]), seed
        kinds.add(found.proof.kind)
    assert kinds == {"all", "price", "search"}


def test_greedy_alone_would_fail(case):
    """The cases bite: on many of them the nested list loses value against the optimum."""
    losses = 0
    for seed in range(300):
        instance = case(seed).instance()
        best, nested = solve(instance), solve(instance, choose="nested")
        assert (nested.status == "infeasible") == (best.status == "infeasible")
        if best.status == "optimal":
            assert nested.value <= best.value <= nested.bound, seed
            losses += nested.value < best.value
    assert losses > 30


def test_nested_choice_never_takes_a_step_back(case):
    """With more capacity the nested choice only grows."""
    for seed in range(30):
        small = case(seed)
        before: set[int] = set()
        for capacity in range(0, sum(small.effort) + 1, 1 + sum(small.effort) // 12):
            instance = Instance.build(
                small.effort, small.value, small.edges, small.groups, small.required, capacity
            )
            now = set(solve(instance, choose="nested").chosen.tolist())
            assert before <= now, seed
            before = now


def test_work_limit_keeps_the_bound_true(case):
    """Cut short, the status is never wrong and the bound never below the optimum."""
    for seed in range(200):
        small = case(seed)
        best = small.best()
        found = solve(small.instance(), work_limit=1)
        if best is None:
            assert found.status == "infeasible"
            continue
        assert found.value <= best[0] <= found.bound, seed
        assert (found.status == "optimal") == (found.value == found.bound)


def test_choices_name_a_chosen_alternative(case):
    """Every group of a chosen step names the first listed alternative that is chosen."""
    for seed in range(200):
        small = case(seed)
        found = solve(small.instance())
        chosen = set(found.chosen.tolist())
        expected = [
            next((a for a in some if a in chosen), -1) if step in chosen else -1
            for step, some in small.groups
        ]
        assert found.choices.tolist() == expected


def test_cheapest_closure_equals_brute_force(case):
    """The least minutes that hold the targets, over all choices."""
    for seed in range(300):
        small = case(seed)
        found = cheapest_closure(small.instance(), np.asarray(small.required, dtype=np.int64))
        keys = [(-key[1], -key[2]) for key, _ in small.closed_sets()]
        if not keys:
            assert found.status == "infeasible"
        else:
            assert (found.effort, int(found.chosen.sum())) == min(keys), seed


def test_marginal_closures_count_what_is_missing(case):
    """Without groups a step costs the minutes of its closure that are not chosen yet."""
    for seed in range(100):
        small = case(seed)
        instance = Instance.build(small.effort, small.value, small.edges, capacity=small.capacity)
        chosen = solve(instance).chosen
        steps = np.arange(instance.size)
        minutes, values = marginal_closures(instance, chosen, steps)
        for step in steps.tolist():
            with_it = cheapest_closure(instance, np.append(chosen, step))
            assert minutes[step] == with_it.effort - instance.effort[chosen].sum()
            assert values[step] == with_it.value - instance.value[chosen].sum()


def test_marginal_closure_takes_the_cheaper_alternative():
    """An any-of group is priced by the alternative that adds the least."""
    instance = Instance.build([10, 4, 1], [0, 0, 5], groups=[(2, [0, 1])])
    assert marginal_closures(instance, np.asarray([], dtype=np.int64), [2])[0].tolist() == [5]
    assert marginal_closures(instance, np.asarray([0]), [2])[0].tolist() == [1]


def test_required_steps_that_do_not_fit_are_infeasible():
    """The least minutes that would do are told."""
    instance = Instance.build([10, 20, 30], [1, 1, 1], [(2, 1)], required=[2], capacity=49)
    found = solve(instance)
    assert (found.status, found.needed, len(found.chosen)) == ("infeasible", 50, 0)


def test_group_without_alternatives_cannot_be_required():
    """No budget helps: the least minutes are unknown."""
    found = solve(Instance.build([1], [1], groups=[(0, [])], required=[0], capacity=9))
    assert (found.status, found.needed) == ("infeasible", None)


def test_empty_instance_is_solved():
    """No step, no value, proven."""
    found = solve(Instance.build([], [], capacity=5))
    assert (found.status, found.value, found.bound) == ("optimal", 0, 0)


def test_ballast_is_never_chosen():
    """A step without value that nothing chosen needs stays out although it fits."""
    found = solve(Instance.build([5, 5], [0, 3], capacity=100))
    assert found.chosen.tolist() == [1]


def test_unknown_words_are_refused():
    """Only the named ways of choosing and engines exist."""
    instance = Instance.build([1], [1])
    with pytest.raises(ValueError, match="choose must be"):
        solve(instance, choose="best")
    with pytest.raises(ValueError, match="engine must be"):
        solve(instance, engine="abacus")


def test_nested_list_keeps_steps_that_only_pay_together():
    """A costly prerequisite that no dependent pays for alone is listed with all of them."""
    instance = Instance.build([5, 5, 5], [-30, 20, 20], edges=[(1, 0), (2, 0)], capacity=15)
    assert solve(instance, choose="nested").chosen.tolist() == [0, 1, 2]
