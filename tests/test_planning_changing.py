"""Plans of least change against every subset of small problems; all go through the checker."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mlpath import Step, check_plan, plan
from mlpath.planning import plan_asked
from mlpath.planning.changing import keep_order
from mlpath.plans import Before, thousandths
from mlpath.topics import Level
from tests.oracles import brute, cases
from tests.oracles.reading import Problem

if TYPE_CHECKING:
    from mlpath.plans import Plan

SEEDS = range(160)
PRICES = (0.0, 0.001, 0.3, 2.0, 900.0)


def without(problem: Problem, done: set[tuple[str, int]]) -> Problem:
    """Return what is left of a problem once some steps, not what they need, are mastered."""
    left = [number for number, step in enumerate(problem.steps) if step not in done]
    new = {number: place for place, number in enumerate(left)}
    return Problem(
        steps=[problem.steps[number] for number in left],
        effort=[problem.effort[number] for number in left],
        value=[problem.value[number] for number in left],
        needs=[{new[p] for p in problem.needs[number] if p in new} for number in left],
        groups=[
            (new[owner], [new[a] for a in some])
            for owner, some in problem.groups
            if owner in new and all(a in new for a in some)
        ],
        must=None if problem.must is None else [new[m] for m in problem.must if m in new],
        capacity=problem.capacity,
        helps=[(new[a], new[b]) for a, b in problem.helps if a in new and b in new],
    )


def serves(problem: Problem, chosen: set[int], wanted: set[int], before: set[int]) -> bool:
    """Tell whether every step has value, is wanted, or is needed by one that serves.

    Steps of the earlier plan may also be recommended by one that does.
    """
    good = needed(problem, chosen, {s for s in chosen if problem.value[s] or s in wanted})
    helped = {helper for helper, step in problem.helps if step in good} & chosen & before
    return needed(problem, chosen, good | helped) == chosen and chosen - good <= before


def needed(problem: Problem, chosen: set[int], good: set[int]) -> set[int]:
    """Return steps with all of a choice that they need."""
    good = set(good)
    stack = list(good)
    while stack:
        step = stack.pop()
        needs = problem.needs[step]
        # Of each group the first alternative that is there serves, if nothing else has to.
        groups = [some for o, some in problem.groups if o == step and needs.isdisjoint(some)]
        firsts = {next(a for a in some if a in chosen) for some in groups}
        for other in (needs | firsts) - good:
            good.add(other)
            stack.append(other)
    return good


def nearest(
    problem: Problem, before: set[int], frozen: set[int], price: int, *, helped: bool = False
) -> int:
    """Return the most that value less the price of change comes to, over all sets."""
    sets = brute.Sets(problem)
    good = sets.holding.copy()
    if problem.capacity is not None:
        good &= sets.effort <= problem.capacity
    mask = sum(1 << step for step in frozen)
    good &= sets.bits & mask == mask
    target = sum(1 << step for step in before)
    changes = np.bitwise_count(sets.bits ^ target).astype(np.int64)
    worth = sets.value - price * changes
    wanted = frozen | set(problem.must or ())
    for place in np.argsort(-worth, kind="stable").tolist():
        if good[place]:
            bits = int(sets.bits[place])
            chosen = {step for step in range(len(problem.steps)) if bits >> step & 1}
            if serves(problem, chosen, wanted, before if helped else set()):
                return int(worth[place])
    raise AssertionError("nothing holds the musts")


def replanned(seed: int, *, recommended: bool = False) -> tuple[cases.Case, Plan, Problem, Before]:
    """Return a random case planned near a random earlier plan, and what is left of it."""
    maker = random.Random(f"change {seed}")
    case = cases.small(seed)
    whole = case.problem
    names = {step: str(Step(step[0], Level(step[1]))) for step in whole.steps}
    done = {step for step in whole.steps if maker.random() < 0.15}
    left = without(whole, done)
    earlier = [names[step] for step in left.steps if maker.random() < 0.5]
    first = plan(case.graph, **case.wishes)
    if maker.random() < 0.5:
        earlier = [str(each.step) for each in first.steps if str(each.step) not in earlier]
        earlier = [name for name in earlier if name not in {names[step] for step in done}]
    before = Before(
        steps=tuple(earlier),
        frozen=tuple(maker.sample(earlier, min(len(earlier), maker.choice([0, 0, 1, 2])))),
        done=tuple(names[step] for step in whole.steps if step in done),
        price=maker.choice(PRICES),
    )
    update = {"before": before, "choose": "optimal", "recommended": recommended}
    asked = first.asked.model_copy(update=update)
    return case, plan_asked(case.graph, asked), left, before


@pytest.mark.parametrize("block", range(0, len(SEEDS), 20))
def test_least_change_equals_brute_force(block: int) -> None:
    """Value less the price of change is the most of all subsets, or its bound is not below."""
    exact = total = 0
    for seed in SEEDS[block : block + 20]:
        case, made, left, before = replanned(seed)
        assert check_plan(made, case.graph) == (), seed
        if made.near is None:
            assert made.status == "infeasible"
            assert brute.best(left).value is None, seed
            continue
        place = {str(Step(s[0], Level(s[1]))): number for number, s in enumerate(left.steps)}
        assert made.asked.before is not None
        frozen = {place[name] for name in made.asked.before.frozen}
        earlier = {place[name] for name in before.steps}
        best = nearest(left, earlier, frozen, thousandths(before.price))
        assert thousandths(made.near.objective) <= best <= thousandths(made.near.bound), seed
        exact += thousandths(made.near.objective) == best
        total += 1
    assert exact == total


def test_what_is_recommended_stays_without_a_wrong_bound() -> None:
    """What is kept of it counts as no change, and no plan with some of it passes the bound."""
    kept = exact = total = 0
    for seed in SEEDS:
        case, made, left, before = replanned(seed, recommended=True)
        assert check_plan(made, case.graph) == (), seed
        if made.near is None or made.asked.before is None or left.capacity is None:
            continue
        place = {str(Step(s[0], Level(s[1]))): number for number, s in enumerate(left.steps)}
        frozen = {place[name] for name in made.asked.before.frozen}
        earlier = {place[name] for name in before.steps}
        added = {str(each.step) for each in made.steps if each.reason.recommended}
        assert added <= set(before.steps)
        best = nearest(left, earlier, frozen, thousandths(before.price), helped=True)
        assert thousandths(made.near.objective) <= best <= thousandths(made.near.bound), seed
        kept += bool(added)
        exact += thousandths(made.near.objective) == best
        total += 1
    assert kept >= 3
    assert exact >= 0.9 * total


def test_without_a_price_the_value_is_that_of_a_fresh_plan() -> None:
    """At price 0 nothing frozen, no plan is worth more."""
    for seed in range(40):
        case = cases.small(seed)
        first = plan(case.graph, **case.wishes)
        if first.status == "infeasible":
            continue
        asked = first.asked.model_copy(update={"before": Before(), "choose": "optimal"})
        assert plan_asked(case.graph, asked).value == first.bound


def test_a_step_that_came_loose_keeps_its_place() -> None:
    """What stays keeps its order; what is new comes right before its use, or last."""
    assert keep_order([9, 3, 1, 2, 7], [(9, 2)], before=[1, 2, 3]) == [1, 9, 2, 3, 7]
    assert keep_order([1, 2], [(2, 1)], before=[1, 2]) == [2, 1]


def test_the_checker_refuses_what_a_replan_did_not_do() -> None:
    """A wrong objective, a bound below it, a frozen step that is gone, a claim out of place."""
    case, made, _, before = next(
        found for seed in SEEDS if (found := replanned(seed))[1].near and found[3].price
    )
    assert made.near is not None
    low = made.near.model_copy(update={"bound": made.near.objective - 1})
    off = made.near.model_copy(update={"objective": made.near.objective - 1})
    left = made.left_out[0] if made.left_out else None
    asked = made.asked.model_copy(
        update={"before": before.model_copy(update={"frozen": (str(left.step),) if left else ()})}
    )
    codes = {
        "low": [p.code for p in check_plan(made.model_copy(update={"near": low}), case.graph)],
        "off": [p.code for p in check_plan(made.model_copy(update={"near": off}), case.graph)],
        "none": [p.code for p in check_plan(made.model_copy(update={"near": None}), case.graph)],
        "gone": [p.code for p in check_plan(made.model_copy(update={"asked": asked}), case.graph)],
    }
    assert codes["low"] == ["wrong-bound"]
    assert codes["off"] == codes["none"] == ["wrong-total"]
    assert left is None or "missing-must" in codes["gone"]
