"""Plans that fit with a chance: sure enough by other means, nearly as large as can be, steady."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from mlpath import KnowledgeGraph, Plan, check_plan, plan
from mlpath.errors import RequestError
from mlpath.planning import around_asked
from mlpath.planning.assuring import fits, sure_effort
from mlpath.planning.curving import chosen_at
from tests.oracles import cases

CHAIN = KnowledgeGraph.from_dict(
    {
        "topics": {
            f"t{n:02}": {
                "effort": f"{2 + n % 4}-{4 + n % 4 + n % 3}h",
                "value": 5 - n % 3,
                **({"requires": [f"t{n - 3:02}"]} if n % 3 and n > 3 else {}),
            }
            for n in range(40)
        }
    }
)


def simulated(found: Plan, graph: KnowledgeGraph) -> float:
    """Return how often drawn learners fit the plan's budget."""
    source = np.random.default_rng(11)
    samples = 60_000
    asked = found.asked
    median, sigma = asked.pace, asked.pace_sigma
    if sigma is None:
        median, sigma = (1.15 if median == 1 else median), 0.4
    time = np.zeros(samples)
    for topic in {step.topic for step in found.steps}:
        steps = [step for step in found.steps if step.topic == topic]
        span = graph.topic(topic).effort[max(step.level for step in steps)]
        assert span is not None
        minutes = sum(step.effort_minutes for step in steps)
        time += source.lognormal(math.log(minutes), span.sigma, samples)
    time *= source.lognormal(math.log(median), sigma, samples)
    study = (asked.budget_minutes or 0) * (1 - asked.review_share)
    return float((time <= study).mean())


@pytest.mark.parametrize(
    "wishes",
    [
        {"sure": 0.5},
        {"sure": 0.8},
        {"sure": 0.95},
        {"sure": 0.8, "review_share": 0.1},
        {"sure": 0.8, "pace": 1.3, "pace_sigma": 0.15},
        {"sure": 0.8, "choose": "nested"},
        {"sure": 0.9, "must": ["t20"]},
    ],
)
def test_a_sure_plan_fits_as_often_as_asked_for(wishes: dict[str, Any]) -> None:
    """Drawn learners agree, the checker agrees, and not much more would have fitted."""
    found = plan(CHAIN, budget="90h", **wishes)
    assert check_plan(found, CHAIN) == ()
    assert simulated(found, CHAIN) == pytest.approx(found.fits, abs=0.02)
    assert found.fits is not None
    assert found.fits >= wishes["sure"] - 0.001
    assert found.fits < wishes["sure"] + 0.08
    assert plan(CHAIN, budget="90h", **wishes) == found


def test_being_surer_never_plans_more() -> None:
    """Limit, effort and value fall with the chance asked for."""
    found = [plan(CHAIN, budget="90h", sure=sure) for sure in (0.3, 0.5, 0.7, 0.9, 0.99)]
    for looser, surer in itertools.pairwise(found):
        assert surer.value <= looser.value
        assert (surer.budget_minutes or 0) < (looser.budget_minutes or 0)


def test_a_small_chance_never_overruns_the_estimates() -> None:
    """The budget stays hard: at least the estimates have to fit."""
    found = plan(CHAIN, budget="90h", sure=0.05)
    assert found.budget_minutes == 90 * 60
    assert found.model_copy(update={"asked": found.asked.model_copy(update={"sure": None})}) == (
        plan(CHAIN, budget="90h")
    )


def test_every_plan_with_a_budget_tells_its_chance() -> None:
    """Without a budget there is nothing to fit; JSON then says nothing."""
    held, free = plan(CHAIN, budget="90h"), plan(CHAIN)
    assert held.fits == fits(CHAIN, held.asked, (step.step for step in held.steps))
    assert held.fits == pytest.approx(simulated(held, CHAIN), abs=0.02)
    assert free.fits is None
    assert '"fits"' not in free.to_json()
    assert '"sure"' not in held.to_json()


def test_a_must_that_is_not_sure_enough_is_infeasible_and_the_ways_out_help() -> None:
    """What would fit by estimates does not with a chance; each way out was tried."""
    budget = 30 + (plan(CHAIN, budget=60, must=["t20"]).needed_minutes or 0)
    assert plan(CHAIN, budget=budget, must=["t20"]).status == "optimal"
    found = plan(CHAIN, budget=budget, must=["t20"], sure=0.9)
    assert found.status == "infeasible"
    assert check_plan(found, CHAIN) == ()
    assert found.needed_minutes is not None
    assert found.budget_minutes is not None
    assert found.budget_minutes < found.needed_minutes
    assert "budget" in found.ways_out[0].arguments
    for way in found.ways_out:
        again = plan(CHAIN, **{"budget": budget, "must": ["t20"], "sure": 0.9, **way.arguments})
        assert again.status != "infeasible", way.change
        assert check_plan(again, CHAIN) == ()


@pytest.mark.parametrize("block", range(4))
def test_small_graphs_with_every_feature_are_sure_enough(block: int) -> None:
    """Any-of, bans and musts: the checker accepts every plan, and each claim holds."""
    for seed in range(block * 15, block * 15 + 15):
        case = cases.small(seed)
        if case.wishes.get("budget") is None:
            continue
        sure = (0.3, 0.6, 0.85, 0.97)[seed % 4]
        found = plan(case.graph, **case.wishes, sure=sure)
        assert check_plan(found, case.graph) == (), seed
        if found.status != "infeasible":
            assert found.fits is not None
            assert found.fits >= sure - 0.001, seed


def test_how_much_is_sure_is_about_what_a_plan_finds() -> None:
    """What the command line tells before planning anew is near to the truth."""
    here = plan(CHAIN, budget="90h")
    there = plan(CHAIN, budget="90h", sure=0.8)
    assert sure_effort(here, CHAIN, 0.8) == pytest.approx(there.effort_minutes, rel=0.05)


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"sure": 0.8}, "sure needs a budget"),
        ({"sure": 80, "budget": "9h"}, "sure is 80"),
        ({"sure": True, "budget": "9h"}, "sure is True"),
        ({"pace_sigma": -1, "budget": "9h"}, "pace_sigma is -1"),
    ],
)
def test_chances_that_make_no_sense_are_refused(wishes: dict[str, Any], message: str) -> None:
    """The error names the argument."""
    with pytest.raises(RequestError, match=message):
        plan(CHAIN, **wishes)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"fits": 0.99}, "wrong-fits"),
        ({"budget_minutes": 600}, "wrong-budget"),
        ({"budget_minutes": 90 * 60 + 1}, "wrong-budget"),
    ],
)
def test_the_checker_finds_wrong_chances(changed: dict[str, Any], code: str) -> None:
    """A chance is told in thousandths; a limit is neither above the budget nor far too low."""
    found = plan(CHAIN, budget="90h", sure=0.8)
    codes = {problem.code for problem in check_plan(found.model_copy(update=changed), CHAIN)}
    assert code in codes


def test_the_checker_finds_a_plan_that_is_not_sure_enough() -> None:
    """A plan for estimates alone does not pass as a sure one."""
    loose = plan(CHAIN, budget="90h")
    claimed = loose.model_copy(update={"asked": loose.asked.model_copy(update={"sure": 0.8})})
    assert "wrong-fits" in {problem.code for problem in check_plan(claimed, CHAIN)}
    free = plan(CHAIN).model_copy(update={"fits": 1.0})
    assert "wrong-fits" in {problem.code for problem in check_plan(free, CHAIN)}


def test_hours_more_and_less_are_looked_at_with_the_same_chance() -> None:
    """What is around a sure plan are sure plans; a budget that is not sure enough is left out."""
    asked = plan(CHAIN, budget="90h", must=["t20"], sure=0.8).asked
    near = around_asked(CHAIN, asked, by="20h")
    for point, budget in ((near.here, "90h"), (near.more.point, "110h")):
        made = plan(CHAIN, budget=budget, must=["t20"], sure=0.8)
        assert (point.value, point.effort_minutes) == (made.value, made.effort_minutes)
    found = chosen_at(CHAIN, asked, [20 * 60, 90 * 60])
    assert [point.budget_minutes for point, _ in found] == [90 * 60]
