"""Value curves, nested choice and what goals share: against plans and brute force."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, check_plan, plan, roadmap, value_curve
from mlpath.errors import RequestError, UnitError
from mlpath.planning import around, price_of_goal, shared_hours
from mlpath.planning.sharing import ALL_PAIRS, goals_together
from mlpath.plans import Asked, Status, ValueCurve
from tests.oracles import brute
from tests.strategies import problems

if TYPE_CHECKING:
    from tests.oracles.cases import Case

few = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)

DATA: dict[str, Any] = {
    "topics": {
        "vectors": {"effort": {"overview": "1h", "working": "3h"}},
        "matrices": {"effort": "4h", "requires": ["vectors"]},
        "calculus": {"effort": "6h"},
        "svd": {"effort": "5h", "value": 4, "requires": ["matrices"]},
        "descent": {
            "effort": "2h",
            "value": 3,
            "requires": ["vectors@overview", {"any": ["calculus", "matrices"], "reason": "slope"}],
        },
    },
    "goals": {"both": {"title": "Both", "topics": [{"topic": "svd", "weight": 2}, "descent"]}},
}
GRAPH = KnowledgeGraph.from_dict(DATA)


def unlimited(case: Case) -> dict[str, Any]:
    """Return the wishes of a case without its budget."""
    return {name: wish for name, wish in case.wishes.items() if name != "budget"}


def curve_of(case: Case, **more: Any) -> ValueCurve | None:
    """Return the curve of a case, None where a ban makes a must impossible."""
    try:
        return value_curve(case.graph, **unlimited(case), **more)
    except RequestError:
        problem = case.problem
        assert problem.must is None or brute.Sets(problem).needed is None
        return None


@few
@given(problems(), st.integers(0, 600))
def test_no_plan_is_worth_more_than_the_curve_says(case: Case, budget: int) -> None:
    """The curve bounds the best plan of every budget, any-of and musts included."""
    curve = curve_of(case)
    best = plan(case.graph, **unlimited(case), budget=budget)
    if curve is None:
        assert best.status == "infeasible"
    elif best.status != "infeasible":
        assert best.value <= curve.at(budget)


@few
@given(problems())
def test_every_corner_is_a_plan_that_its_budget_affords(case: Case) -> None:
    """The best plan of a corner's budget is worth as much, and exactly so without any-of."""
    curve = curve_of(case)
    if curve is None:
        return
    plain = not any("any" in need for t in case.data["topics"].values() for need in t["requires"])
    for corner in curve.breakpoints:
        best = plan(case.graph, **unlimited(case), budget=corner.budget_minutes)
        assert corner.value <= best.value <= curve.at(corner.budget_minutes)
        if plain and case.wishes.get("pace", 1) == 1 and not case.wishes.get("review_share"):
            assert corner.value == best.value == curve.at(corner.budget_minutes)
    if curve.breakpoints[0].budget_minutes:
        short = plan(case.graph, **unlimited(case), budget=curve.breakpoints[0].budget_minutes - 1)
        assert short.status == "infeasible"


@few
@given(problems(), st.integers(30, 300))
def test_points_are_the_plans_of_their_budgets(case: Case, budget: int) -> None:
    """Value, effort, bound and status are those that `plan` proves, without mere advice."""
    curve = curve_of(case, points=[budget, 2 * budget])
    if curve is None:
        return
    for point in curve.points:
        wishes = unlimited(case) | {"budget": point.budget_minutes, "recommended": False}
        best = plan(case.graph, **wishes)
        assert (point.status, point.value, point.effort_minutes, point.bound) == (
            best.status,
            best.value,
            best.effort_minutes,
            best.bound,
        )


@few
@given(problems(), st.integers(1, 200))
def test_nested_plans_only_grow_and_tell_their_loss(case: Case, more: int) -> None:
    """A larger budget takes no step back; the bound holds the optimum; optimal means proven."""
    budget = case.wishes.get("budget", 60)
    wishes = {**unlimited(case), "choose": "nested"}
    small = plan(case.graph, **wishes, budget=budget)
    large = plan(case.graph, **wishes, budget=budget + more)
    for found in (small, large):
        assert check_plan(found, case.graph) == ()
        best = plan(case.graph, **unlimited(case), budget=found.asked.budget_minutes)
        if found.status == "infeasible":
            assert best.status == "infeasible"
            continue
        assert found.value <= best.value <= found.bound
        assert found.gap == pytest.approx((found.bound - found.value) / (found.bound or 1))
        assert (found.status == "optimal") == (found.value == found.bound)
    if small.status != "infeasible":
        assert {step.step for step in small.steps} <= {step.step for step in large.steps}


def test_a_nested_plan_holds_the_corners_that_it_reaches() -> None:
    """One ranked list: the curve's corners are prefixes of what nested plans choose."""
    curve = value_curve(GRAPH)
    for budget in range(0, 21 * 60, 45):
        corner = curve.held(budget)
        assert corner is not None
        held = [
            s for c in curve.breakpoints[: curve.breakpoints.index(corner) + 1] for s in c.added
        ]
        chosen = plan(GRAPH, budget=budget, choose="nested")
        assert all(step in chosen for step in held)


def test_curve_tells_when_steps_come_in_and_at_what_price() -> None:
    """Every step beyond a budget has the hours and the value per hour that bring it in."""
    curve = value_curve(GRAPH, goals=["preset:both"])
    assert [(c.effort_minutes // 60, c.value) for c in curve.breakpoints] == [(0, 0), (14, 3)]
    assert curve.breakpoints[1].price == str(Fraction(3000, 14 * 60))
    entries = curve.left_out("13h")
    assert [entry.step for entry in entries] == list(curve.breakpoints[1].added)
    assert entries[0].budget_minutes == 14 * 60
    assert entries[0].per_hour == pytest.approx(3 / 14)
    assert curve.left_out("14h") == ()
    assert curve.held("13h") == curve.breakpoints[0]
    assert value_curve(GRAPH, must=["svd"]).held("11h") is None


def test_curve_is_in_the_learners_own_minutes() -> None:
    """A slow pace and time for review stretch the budgets, not the effort."""
    plain = value_curve(GRAPH)
    slow = value_curve(GRAPH, pace=1.5, review_share=0.1)
    for corner, other in zip(plain.breakpoints, slow.breakpoints, strict=True):
        assert corner.effort_minutes == other.effort_minutes
        assert slow.asked.fitting(other.budget_minutes) >= corner.effort_minutes
        assert slow.at(other.budget_minutes) >= corner.value
        if other.budget_minutes:
            assert slow.asked.fitting(other.budget_minutes - 1) < corner.effort_minutes


def test_a_budget_in_the_wishes_is_no_part_of_a_curve() -> None:
    """The same curve, byte for byte, for the same wishes; its JSON comes back equal."""
    curve = value_curve(GRAPH, points=["10h", 900])
    assert curve.to_json() == value_curve(GRAPH, points=[600, "15h"]).to_json()
    assert ValueCurve.model_validate_json(curve.to_json()) == curve
    assert json.loads(curve.to_json())["schema_version"] == 1


def test_around_tells_what_hours_more_and_less_change() -> None:
    """The three plans are the best of their budgets; the best of a larger may drop steps."""
    near = around(GRAPH, "9h", by="5h", goals=["svd:3", "descent:2", "calculus"])
    sets = {
        minutes: {
            str(s.step)
            for s in plan(GRAPH, budget=minutes, goals=["svd:3", "descent:2", "calculus"]).steps
        }
        for minutes in (240, 540, 840)
    }
    assert near.less is not None
    assert set(near.less.removed) == sets[540] - sets[240]
    assert set(near.less.added) == sets[240] - sets[540]
    assert set(near.more.added) == sets[840] - sets[540]
    assert set(near.more.removed) == sets[540] - sets[840]
    assert near.here.value + near.more.value == near.more.point.value
    assert near.here.status == Status.OPTIMAL


def test_around_a_budget_that_just_holds_the_musts() -> None:
    """Less is no plan at all; a budget below the musts is refused."""
    near = around(GRAPH, "12h", by="1h", must=["svd"])
    assert near.less is None
    with pytest.raises(RequestError, match="cannot hold the musts"):
        around(GRAPH, "11h", must=["svd"])


def test_shared_hours_are_what_both_goals_need() -> None:
    """Learnt together they take the slope from the matrices, which either needs alone or not."""
    shared = shared_hours(GRAPH, "svd", "descent")
    assert (shared.first, shared.second) == ("svd", "descent")
    assert (shared.first_minutes, shared.second_minutes) == (12 * 60, 9 * 60)
    assert (shared.both_minutes, shared.saved_minutes) == (14 * 60, 7 * 60)
    assert shared.steps == ("vectors@overview", "vectors@working", "matrices@working")
    assert shared_hours(GRAPH, "svd", "calculus").saved_minutes == 0
    assert shared_hours(GRAPH, "svd", "descent", known=["svd"]).first_minutes == 0


@few
@given(problems())
def test_shared_hours_add_up_on_plain_graphs(case: Case) -> None:
    """Without any-of, the steps in common take what learning both saves."""
    data = {
        **case.data,
        "topics": {
            name: {**topic, "requires": [need for need in topic["requires"] if "any" not in need]}
            for name, topic in case.data["topics"].items()
        },
    }
    graph = KnowledgeGraph.from_dict(data)
    first, second = next(iter(graph)).id, list(graph)[-1].id
    shared = shared_hours(graph, first, second)
    effort = dict(zip(map(str, graph.steps), graph.expansion.efforts, strict=True))
    assert shared.saved_minutes == sum(effort[step] for step in shared.steps)
    assert price_of_goal(graph, [first], second).minutes == (
        shared.second_minutes - shared.saved_minutes
    )


def test_goals_together_are_those_of_each_pair_and_each_on_top_of_all_others() -> None:
    """The pairs that share most come first; what is known, and what a ban cuts off, is gone."""
    graph, goals = roadmap(), ("svd@deep", "attention:2", "mcmc", "preset:nlp", "vectors")
    asked = Asked(goals=goals, known=("vectors@deep",))
    pairs, prices = goals_together(graph, asked, most=2)
    every = [shared_hours(graph, *two, known=["vectors@deep"]) for two in combinations(goals, 2)]
    assert list(pairs) == sorted(every, key=lambda pair: -pair.saved_minutes)[:2]
    assert [price.goal for price in prices] == list(goals[:-1])
    for price in prices:
        rest = [goal for goal in goals if goal != price.goal]
        assert price == price_of_goal(graph, rest, price.goal, known=["vectors@deep"])
    cut = asked.model_copy(update={"ban": ("matrices@overview",)})
    assert "svd@deep" not in [price.goal for price in goals_together(graph, cut)[1]]


def test_of_many_goals_the_pairs_that_share_most_are_found() -> None:
    """Those that share most alone are looked at: on the bundled graph they are the right ones."""
    graph = roadmap()
    goals = tuple(preset.topics[0].topic for preset in graph.presets if preset.topics[0].topic)
    goals = tuple(dict.fromkeys((*goals, *(topic.id for topic in graph.topics[::97]))))
    assert len(goals) > ALL_PAIRS
    pairs, prices = goals_together(graph, Asked(goals=goals))
    every = [shared_hours(graph, *two).saved_minutes for two in combinations(goals, 2)]
    assert [pair.saved_minutes for pair in pairs] == sorted(every, reverse=True)[:3]
    assert len(prices) == len(goals)


def test_a_goal_costs_less_on_top_of_others() -> None:
    """Its price is the least effort with it less that without it."""
    price = price_of_goal(GRAPH, ["svd"], "descent")
    assert (price.goal, price.alone_minutes, price.minutes) == ("descent", 9 * 60, 2 * 60)
    assert (price.before_minutes, price.with_minutes) == (12 * 60, 14 * 60)
    assert price.steps == ("descent@working",)
    assert price_of_goal(GRAPH, [], "preset:both").minutes == 14 * 60


@pytest.mark.parametrize(
    ("wishes", "error", "match"),
    [
        ({"points": [-1]}, RequestError, "not usable"),
        ({"points": ["soon"]}, UnitError, "soon"),
        ({"must": ["svd"], "ban": ["vectors"]}, RequestError, "a ban makes a must impossible"),
        ({"pace": 0}, RequestError, "pace is 0"),
    ],
)
def test_curves_that_make_no_sense_are_refused(
    wishes: dict[str, Any], error: type[Exception], match: str
) -> None:
    """With the same errors as plans."""
    with pytest.raises(error, match=match):
        value_curve(GRAPH, **wishes)
