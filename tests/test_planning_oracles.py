"""The planner against brute force and integer programming; every plan goes through the checker."""

from __future__ import annotations

import pytest

from mlpath import Plan, check_plan, plan
from mlpath.plans import thousandths
from tests.oracles import brute, cases, milp

SEEDS = range(240)


def base_effort(made: Plan) -> int:
    """Return the minutes of the steps that are not only recommended."""
    return sum(each.effort_minutes for each in made.steps if not each.reason.recommended)


@pytest.mark.parametrize("block", range(0, len(SEEDS), 20))
def test_plans_equal_brute_force(block: int) -> None:
    """Value, then least effort, and the minutes that musts need, are those of all subsets."""
    for seed in SEEDS[block : block + 20]:
        case = cases.small(seed)
        best = brute.best(case.problem)
        made = plan(case.graph, **case.wishes)
        assert check_plan(made, case.graph) == (), seed
        if best.value is None:
            assert (made.status, made.needed_minutes) == ("infeasible", best.needed), seed
            continue
        assert made.status == "optimal", seed
        assert (thousandths(made.value), base_effort(made)) == (best.value, best.effort), seed


def test_the_oracle_problems_are_hard() -> None:
    """In at least 30 % budget and must bind and an any-of misleads greedy, all at once."""
    hard = 0
    for seed in SEEDS:
        problem = cases.small(seed).problem
        traps = brute.Traps.of(problem)
        hard += traps is not None and all(traps.binding(problem.capacity))
    assert hard >= 0.3 * len(SEEDS)


@pytest.mark.parametrize("seed", range(12))
def test_mid_size_plans_equal_a_monolithic_integer_program(seed: int) -> None:
    """Up to 400 steps: the value is HiGHS's at zero tolerance, and no bound lies below it."""
    case = cases.middle(seed)
    best = milp.best_value(case.problem)
    made = plan(case.graph, **case.wishes)
    assert check_plan(made, case.graph) == ()
    if best is None:
        assert made.status == "infeasible"
    else:
        assert thousandths(made.bound) >= best >= thousandths(made.value)
        assert made.status == "feasible" or thousandths(made.value) == best


@pytest.mark.parametrize("limit", [0, 1, 5, 50])
def test_a_work_limit_never_gives_a_wrong_status(limit: int) -> None:
    """A stopped search is feasible with a true bound, or optimal with the best value."""
    for seed in range(200, 212):
        case = cases.small(seed)
        best = brute.best(case.problem).value
        made = plan(case.graph, **case.wishes, work_limit=limit)
        assert check_plan(made, case.graph) == ()
        if best is not None:
            assert thousandths(made.value) <= best <= thousandths(made.bound)
            assert made.status == "feasible" or thousandths(made.value) == best


@pytest.mark.parametrize("seed", range(30))
def test_nested_plans_grow_with_the_budget(seed: int) -> None:
    """With `choose="nested"` more minutes never take a step back, and the bound stays true."""
    case = cases.small(seed)
    wishes = {name: wish for name, wish in case.wishes.items() if name != "budget"}
    before: set[str] = set()
    for budget in range(0, 400, 25):
        made = plan(case.graph, **wishes, budget=budget, choose="nested")
        assert check_plan(made, case.graph) == ()
        if made.status == "infeasible":
            continue
        steps = {str(planned.step) for planned in made.steps}
        assert before <= steps
        before = steps


@pytest.mark.parametrize("order", ["value", "breadth", "spiral", "section"])
def test_every_order_is_a_study_order_of_the_same_steps(order: str) -> None:
    """The order changes neither the choice nor the soundness of a plan."""
    for seed in range(12):
        case = cases.small(seed)
        made = plan(case.graph, **case.wishes, order=order)
        assert check_plan(made, case.graph) == ()
        other = plan(case.graph, **case.wishes)
        assert {p.step for p in made.steps} == {p.step for p in other.steps}


@pytest.mark.parametrize("seed", [3, 18, 25])
def test_nested_and_stopped_mid_size_plans_are_sound(seed: int) -> None:
    """No ballast, real reasons and true bounds where the search does not end, or is not asked."""
    case = cases.middle(seed, 200)
    best = milp.best_value(case.problem)
    for wishes in ({"choose": "nested"}, {"work_limit": 0}, {"work_limit": 7}):
        made = plan(case.graph, **case.wishes, **wishes)
        assert check_plan(made, case.graph) == ()
        assert best is None or thousandths(made.value) <= best <= thousandths(made.bound)
