"""The independent checker: good plans pass, every named corruption is refused with its code."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import mlpath.auditing
from mlpath import KnowledgeGraph, Plan, Step, balance, check_plan, plan, schedule
from mlpath.auditing import examine
from mlpath.auditing.asking import read_wishes
from mlpath.auditing.flows import certified, network_of
from mlpath.auditing.rules import rules_of
from mlpath.plans import Asked, Hop, Status
from mlpath.topics import Level
from tests.oracles import brute, cases

DATA: dict[str, Any] = {
    "graph": {"id": "mechanics", "version": "3"},
    "sections": {"maths": "Mathematics", "physics": "Physics"},
    "topics": {
        "vectors": {"section": "maths", "effort": {"overview": "1h", "working": "3h"}, "value": 1},
        "calculus": {
            "section": "maths",
            "effort": {"overview": "2h", "working": "6h", "deep": "15h"},
            "value": 2,
            "requires": [{"topic": "vectors", "level": "overview", "reason": "gradients point"}],
        },
        "algebra": {"section": "maths", "effort": "4h", "value": 0},
        "numerics": {
            "section": "maths",
            "effort": "5h",
            "value": 3,
            "requires": [
                {"any": [{"topic": "algebra"}, {"topic": "calculus"}], "reason": "to solve with"}
            ],
        },
        "forces": {
            "section": "physics",
            "effort": {"overview": "1h", "working": "4h"},
            "value": 4,
            "requires": [{"topic": "vectors", "reason": "forces add up as vectors do"}],
        },
        "waves": {
            "section": "physics",
            "effort": "6h",
            "value": 5,
            "requires": [
                {"topic": "forces", "reason": "a spring pulls back"},
                {"topic": "calculus", "reason": "the wave equation"},
            ],
        },
        "optics": {"section": "physics", "effort": "9h", "value": 2, "requires": ["waves"]},
    },
    "goals": {"exam": {"title": "Exam", "topics": [{"topic": "waves", "weight": 2}, "numerics"]}},
}
GRAPH = KnowledgeGraph.from_dict(DATA)
Change = Callable[[Plan], Plan]
ORDERS = ("value", "breadth", "spiral", "section")


def good(**wishes: Any) -> Plan:
    """Return a plan that the checker accepts."""
    made = plan(GRAPH, **wishes)
    assert check_plan(made, GRAPH) == ()
    return made


def edited(made: Plan, **fields: Any) -> Plan:
    """Return the plan with fields replaced, unchecked."""
    return made.model_copy(update=fields)


def step_edited(place: int, **fields: Any) -> Change:
    """Return a change of one step."""

    def change(made: Plan) -> Plan:
        steps = list(made.steps)
        steps[place] = steps[place].model_copy(update=fields)
        return edited(made, steps=tuple(steps))

    return change


def where(made: Plan, name: str) -> int:
    """Return the place of a step in a plan."""
    return [str(planned.step) for planned in made.steps].index(name)


def moved_first(made: Plan) -> Plan:
    """Move a step before all it needs."""
    place = where(made, "waves@working")
    return edited(made, steps=(made.steps[place], *made.steps[:place], *made.steps[place + 1 :]))


def without(name: str) -> Change:
    """Return a change that removes a step, totals and all."""

    def change(made: Plan) -> Plan:
        place = where(made, name)
        gone = made.steps[place]
        return edited(
            made,
            steps=(*made.steps[:place], *made.steps[place + 1 :]),
            effort_minutes=made.effort_minutes - gone.effort_minutes,
            value=made.value - gone.value,
        )

    return change


def doubled(made: Plan) -> Plan:
    """Repeat the first step."""
    return edited(made, steps=(*made.steps, made.steps[0]))


def smuggled(name: str, minutes: int) -> Change:
    """Return a change that adds a step without value, totals and all."""

    def change(made: Plan) -> Plan:
        topic, _, level = name.partition("@")
        new = made.steps[0].model_copy(
            update={
                "topic": topic,
                "level": Level.parse(level),
                "effort_minutes": minutes,
                "value": 0.0,
                "reason": made.steps[0].reason.model_copy(update={"goal": name, "via": ()}),
            }
        )
        total = made.effort_minutes + minutes
        return edited(made, steps=(new, *made.steps), effort_minutes=total)

    return change


def hop_invented(made: Plan) -> Plan:
    """Let the last step lead to the first."""
    last = made.steps[-1]
    hop = Hop(step=str(made.steps[0].step), reason="because")
    reason = last.reason.model_copy(update={"via": (hop,), "goal": hop.step})
    return edited(made, steps=(*made.steps[:-1], last.model_copy(update={"reason": reason})))


def reason_reworded(made: Plan) -> Plan:
    """Change the words of one hop."""
    place = next(n for n, planned in enumerate(made.steps) if planned.reason.via)
    reason = made.steps[place].reason
    hop = reason.via[-1].model_copy(update={"reason": "it just does"})
    changed = reason.model_copy(update={"via": (*reason.via[:-1], hop)})
    return step_edited(place, reason=changed)(made)


def hash_changed(made: Plan) -> Plan:
    """Claim another graph."""
    other = made.graph.hash[:-1] + ("0" if made.graph.hash[-1] != "0" else "1")
    return edited(made, graph=made.graph.model_copy(update={"hash": other}))


def choice_changed(made: Plan) -> Plan:
    """Name the other alternative."""
    choice = made.choices[0]
    other = next(name for name in choice.alternatives if name != choice.chosen)
    return edited(made, choices=(choice.model_copy(update={"chosen": other}),))


def left_out_removed(made: Plan) -> Plan:
    """Drop a left-out step."""
    return edited(made, left_out=made.left_out[1:])


def left_out_cheaper(made: Plan) -> Plan:
    """Make a left-out closure cheap."""
    cheap = made.left_out[0].model_copy(update={"closure_minutes": 1})
    return edited(made, left_out=(cheap, *made.left_out[1:]))


def left_out_richer(made: Plan) -> Plan:
    """Make a left-out closure rich."""
    rich = made.left_out[0].model_copy(update={"closure_value": 99.0})
    return edited(made, left_out=(rich, *made.left_out[1:]))


def bound_lowered(made: Plan) -> Plan:
    """Lower the bound below the value."""
    return edited(made, bound=made.value - 0.5)


def asked_for(**fields: Any) -> Change:
    """Return a change of what was asked."""

    def change(made: Plan) -> Plan:
        return edited(made, asked=made.asked.model_copy(update=fields))

    return change


def proof_changed(**fields: Any) -> Change:
    """Return a change of the proof."""

    def change(made: Plan) -> Plan:
        return edited(made, proof=made.proof.model_copy(update=fields))

    return change


def worth_less(made: Plan) -> Plan:
    """Drop a step that nothing needs and claim that what is left is the best there is."""
    cut = without("waves@working")(made)
    return edited(cut, bound=cut.value, gap=0.0)


CORRUPTIONS: dict[str, tuple[Change, str]] = {
    "a step moved before its prerequisite": (moved_first, "out-of-order"),
    "a needed step removed": (without("vectors@overview"), "missing-prerequisite"),
    "a foreign step": (smuggled("alchemy@working", 60), "foreign-step"),
    "a level that the topic does not declare": (smuggled("algebra@deep", 60), "foreign-step"),
    "a doubled step": (doubled, "doubled-step"),
    "a step that serves nothing": (smuggled("algebra@working", 240), "ballast"),
    "a step of wrong value": (step_edited(0, value=7.0), "wrong-value"),
    "a step of wrong effort": (step_edited(0, effort_minutes=1), "wrong-effort"),
    "total value changed": (lambda made: edited(made, value=made.value + 1), "wrong-total"),
    "a completion made early": (lambda made: edited(made, completion=0.5), "wrong-total"),
    "a completion bound raised": (
        lambda made: edited(made, completion_bound=(made.completion or 0) + 1),
        "wrong-total",
    ),
    "total effort changed": (lambda made: edited(made, effort_minutes=1), "wrong-total"),
    "a bound lowered": (bound_lowered, "wrong-bound"),
    "a bound raised": (lambda made: edited(made, bound=made.bound + 50), "wrong-bound"),
    "a gap changed": (lambda made: edited(made, gap=0.25), "wrong-gap"),
    "a gap that is no number": (lambda made: edited(made, gap=float("nan")), "wrong-gap"),
    "a step dropped and called optimal": (worth_less, "wrong-left-out"),
    "a left-out step removed": (left_out_removed, "wrong-left-out"),
    "a left-out closure made cheap": (left_out_cheaper, "wrong-left-out"),
    "a left-out closure made rich": (left_out_richer, "wrong-left-out"),
    "a choice changed": (choice_changed, "wrong-choice"),
    "a choice removed": (lambda made: edited(made, choices=()), "wrong-choice"),
    "a reason's hop invented": (hop_invented, "wrong-reason"),
    "a reason reworded": (reason_reworded, "wrong-reason"),
    "another graph's hash": (hash_changed, "wrong-graph"),
    "a smaller budget asked for": (asked_for(budget_minutes=300), "wrong-budget"),
    "a budget overrun": (
        lambda made: edited(asked_for(budget_minutes=300)(made), budget_minutes=300),
        "over-budget",
    ),
    "a must that was not planned": (asked_for(must=("optics@working",)), "missing-must"),
    "a known step repeated": (asked_for(known=("vectors@overview",)), "known-step"),
    "a banned step smuggled in": (asked_for(ban=("calculus@overview",)), "banned-step"),
    "a goal that the graph does not have": (asked_for(goals=("alchemy",)), "wrong-asked"),
    "shares that fall": (asked_for(shares=(1.0, 0.8, 0.4)), "wrong-asked"),
    "no pace at all": (asked_for(pace=0.0), "wrong-asked"),
    "no proof": (proof_changed(kind="none"), "wrong-proof"),
    "a proof without its price": (proof_changed(price=None), "wrong-proof"),
    "a price that is no number": (proof_changed(price="free"), "wrong-proof"),
    "a price divided by zero": (proof_changed(price="1/0"), "wrong-proof"),
    "a price that shows less": (proof_changed(price="0"), "unproven-bound"),
    "a price beyond all numbers": (proof_changed(price="9" * 30), "unproven-bound"),
    "a claim that nothing was left out": (proof_changed(kind="all"), "unproven-bound"),
    "called infeasible": (lambda made: edited(made, status=Status.INFEASIBLE), "wrong-status"),
    "called feasible": (lambda made: edited(made, status=Status.FEASIBLE), "wrong-status"),
    "ways out of nothing": (lambda made: edited(made, needed_minutes=5), "wrong-status"),
}


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        (0, {"state": "known", "bans": ()}),
        (0, {"bans": ("algebra@working",)}),
        (0, {"step": "optics@working"}),
        (1, {"state": "banned"}),
    ],
)
def test_wishes_settled_otherwise_are_refused(place: int, fields: dict[str, Any]) -> None:
    """State, bans and steps are recomputed, and so is whether any other wish was settled."""
    made = good(
        goals=["waves", "vectors", "numerics"], known=["vectors"], ban=["forces", "algebra"]
    )
    first, second = made.settled
    assert (first.bans, second.state) == (("forces@overview",), "known")
    wrong = [first, second]
    wrong[place] = wrong[place].model_copy(update=fields)
    for claimed in (wrong, [first], [first, second, second]):
        problems = check_plan(edited(made, settled=tuple(claimed)), GRAPH)
        assert [problem.code for problem in problems] == ["wrong-settled"]
    assert check_plan(edited(made, settled=()), GRAPH) == ()


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_plan_is_refused_with_its_code(name: str) -> None:
    """Each named corruption of a good plan is refused with the code that says what is wrong."""
    change, code = CORRUPTIONS[name]
    made = good(budget="28h")
    assert made.status == "optimal"
    assert made.choices
    assert made.left_out
    assert code in {problem.code for problem in check_plan(change(made), GRAPH)}


def choice_edited(**fields: Any) -> Change:
    """Return a change of the one choice."""

    def change(made: Plan) -> Plan:
        return edited(made, choices=(made.choices[0].model_copy(update=fields),))

    return change


def reason_edited(name: str, **fields: Any) -> Change:
    """Return a change of one step's reason."""

    def change(made: Plan) -> Plan:
        place = where(made, name)
        return step_edited(place, reason=made.steps[place].reason.model_copy(update=fields))(made)

    return change


ALTERNATIVES: dict[str, tuple[Change, str]] = {
    "the alternative removed": (without("algebra@working"), "missing-prerequisite"),
    "the alternative comes too late": (
        lambda made: edited(made, steps=made.steps[::-1]),
        "out-of-order",
    ),
    "another group": (choice_edited(group=7), "wrong-choice"),
    "a choice among others": (choice_edited(alternatives=("algebra@working",)), "wrong-choice"),
    "a choice that is none": (choice_edited(chosen="waves@working"), "wrong-choice"),
    "a choice not in the plan": (choice_edited(chosen="calculus@working"), "wrong-choice"),
    "a known alternative not taken": (asked_for(known=("calculus@working",)), "wrong-choice"),
    "a hop out of the plan": (
        reason_edited("algebra@working", via=(Hop(step="waves@working", reason=""),)),
        "wrong-reason",
    ),
    "a reason that ends elsewhere": (
        reason_edited("algebra@working", goal="waves@working"),
        "wrong-reason",
    ),
    "a reason without a goal": (
        reason_edited("algebra@working", goal="algebra@working", via=()),
        "wrong-reason",
    ),
    "a proof of nothing left out, and less": (
        lambda made: edited(proof_changed(kind="all")(made), bound=1.5),
        "unproven-bound",
    ),
    "a search without a name": (
        proof_changed(kind="search", price="0", price_bound=2.0, search=None),
        "wrong-proof",
    ),
    "a price without its bound": (proof_changed(kind="price", price_bound=None), "wrong-proof"),
    "a level that no topic has": (asked_for(goals=("numerics@deep:2",)), "wrong-asked"),
    "a must at such a level": (asked_for(must=("numerics@deep",)), "wrong-asked"),
    "a tag that nothing has": (asked_for(goals=("tag:none",)), "wrong-asked"),
    "a section that is none": (asked_for(goals=("section:none",)), "wrong-asked"),
    "a preset that is none": (asked_for(goals=("preset:none",)), "wrong-asked"),
    "shares out of range": (asked_for(shares=(0.0, 0.5, 2.0)), "wrong-asked"),
    "a pace that is no number": (asked_for(pace=float("nan")), "wrong-asked"),
    "a review share of all": (asked_for(review_share=1.0), "wrong-asked"),
}


@pytest.mark.parametrize("name", ALTERNATIVES)
def test_a_corrupted_plan_with_alternatives_is_refused(name: str) -> None:
    """Groups, choices, reasons and what was asked, on a plan of two steps and one choice."""
    change, code = ALTERNATIVES[name]
    made = good(goals=["numerics:2"])
    assert [str(planned.step) for planned in made.steps] == ["algebra@working", "numerics@working"]
    assert code in {problem.code for problem in check_plan(change(made), GRAPH)}


def test_a_ban_may_leave_one_alternative_only() -> None:
    """It is then forced wherever its owner is, in the certificate too."""
    made = good(must=["numerics"], ban=["algebra"], budget="20h")
    assert "calculus@working" in made
    assert good(goals=["numerics"], ban=["algebra"], budget="20h").status == "optimal"


def test_a_plan_raised_to_optimal_is_refused() -> None:
    """A plan with a gap may not call itself optimal."""
    made = next(
        found
        for hours in range(5, 40)
        if (found := good(budget=hours * 60, choose="nested")).status == "feasible"
    )
    raised = edited(made, status=Status.OPTIMAL)
    assert [problem.code for problem in check_plan(raised, GRAPH)] == ["wrong-status"]


def test_a_bound_below_what_its_price_shows_is_refused() -> None:
    """Lowering value, bound and price bound together still meets the recomputed flow."""
    made = good(budget="19h", choose="nested")
    shown = made.proof.price_bound
    assert shown is not None
    lowered = made.proof.model_copy(update={"price_bound": shown - 0.001, "kind": "search"})
    lowered = lowered.model_copy(update={"search": "nothing 1"})
    false = edited(made, proof=lowered)
    if made.bound > shown - 0.001:
        false = edited(false, bound=shown - 0.001, gap=0.0)
    assert "unproven-bound" in {problem.code for problem in check_plan(false, GRAPH)}


def test_a_missing_step_of_the_whole_graph_is_refused() -> None:
    """Without goals and budget the whole graph is asked for, down to steps without value."""
    made = good()
    codes = {problem.code for problem in check_plan(without("optics@working")(made), GRAPH)}
    assert "missing-step" in codes


INFEASIBLE: dict[str, tuple[Change, str]] = {
    "fewer minutes needed": (lambda made: edited(made, needed_minutes=60), "wrong-needed"),
    "impossible instead": (lambda made: edited(made, needed_minutes=None), "wrong-needed"),
    "no way out": (lambda made: edited(made, ways_out=()), "wrong-way-out"),
    "a way out that is none": (
        lambda made: edited(
            made,
            ways_out=(made.ways_out[0].model_copy(update={"arguments": {"budget": 60}}),),
        ),
        "wrong-way-out",
    ),
    "a way out of unknown words": (
        lambda made: edited(
            made, ways_out=(made.ways_out[0].model_copy(update={"arguments": {"hope": 1}}),)
        ),
        "wrong-way-out",
    ),
    "a way out to nowhere": (
        lambda made: edited(
            made,
            ways_out=(made.ways_out[0].model_copy(update={"arguments": {"must": ["alchemy"]}}),),
        ),
        "wrong-way-out",
    ),
    "steps nevertheless": (lambda made: edited(made, steps=good().steps), "wrong-status"),
    "a value nevertheless": (lambda made: edited(made, value=1.0), "wrong-total"),
    "a proof nevertheless": (proof_changed(kind="all"), "wrong-proof"),
    "a budget that is enough": (
        lambda made: edited(
            made,
            asked=made.asked.model_copy(update={"budget_minutes": 6000}),
            budget_minutes=6000,
        ),
        "wrong-status",
    ),
}


@pytest.mark.parametrize("name", INFEASIBLE)
def test_a_corrupted_infeasible_plan_is_refused_with_its_code(name: str) -> None:
    """Least minutes and ways out are recomputed as well."""
    change, code = INFEASIBLE[name]
    made = good(budget="10h", must=["waves"])
    assert made.status == "infeasible"
    assert code in {problem.code for problem in check_plan(change(made), GRAPH)}


def test_a_ban_that_makes_a_must_impossible_is_accepted() -> None:
    """Needed minutes are then None, and a way out lifts the ban."""
    made = good(budget="40h", must=["waves"], ban=["vectors"])
    assert (made.status, made.needed_minutes) == ("infeasible", None)
    assert made.ways_out


def scheduled(**fields: Any) -> Plan:
    """Return a good plan with a schedule, days and dates."""
    made = good(budget="19h", **fields)
    return edited(made, schedule=schedule(made, hours="mon-fri 1h", start="2026-12-02"))


def week_edited(place: int, **fields: Any) -> Change:
    """Return a change of one week."""

    def change(made: Plan) -> Plan:
        assert made.schedule is not None
        weeks = list(made.schedule.weeks)
        weeks[place] = weeks[place].model_copy(update=fields)
        return edited(made, schedule=made.schedule.model_copy(update={"weeks": tuple(weeks)}))

    return change


def sessions_edited(place: int, edit: Callable[[list[Any]], list[Any]]) -> Change:
    """Return a change of a week's sessions, its total kept true."""

    def change(made: Plan) -> Plan:
        assert made.schedule is not None
        sessions = tuple(edit(list(made.schedule.weeks[place].sessions)))
        total = sum(session.minutes for session in sessions)
        return week_edited(place, sessions=sessions, minutes=total)(made)

    return change


def hours_edited(made: Plan) -> Plan:
    """Make the hours unreadable."""
    assert made.schedule is not None
    return edited(made, schedule=made.schedule.model_copy(update={"hours": "lots"}))


SCHEDULES: dict[str, Change] = {
    "a session lost": sessions_edited(0, lambda sessions: sessions[1:]),
    "a session doubled": sessions_edited(0, lambda sessions: [sessions[0], *sessions]),
    "sessions out of order": sessions_edited(0, lambda sessions: sessions[::-1]),
    "a week overfull": week_edited(0, minutes=301),
    "a week that holds more": week_edited(0, capacity_minutes=9999),
    "a week that starts elsewhere": week_edited(0, start=dt.date(2026, 12, 1)),
    "a week beyond the calendar": week_edited(-1, week=10**12),
    "weeks that do not rise": week_edited(1, week=1),
    "a session on a free day": sessions_edited(
        0, lambda s: [*s[:-1], s[-1].model_copy(update={"date": dt.date(2026, 12, 6)})]
    ),
    "a session without a date": sessions_edited(
        0, lambda s: [s[0].model_copy(update={"date": None}), *s[1:]]
    ),
    "hours that say nothing": hours_edited,
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_corrupted_schedule_is_refused(name: str) -> None:
    """Every minute stands once, in the plan's order, within the hours."""
    made = scheduled()
    assert check_plan(made, GRAPH) == ()
    codes = {problem.code for problem in check_plan(SCHEDULES[name](made), GRAPH)}
    assert codes == {"wrong-schedule"}


@pytest.mark.parametrize("pace", [0.5, 0.77, 1.0, 1.3])
def test_schedules_of_any_pace_and_review_share_are_accepted(pace: float) -> None:
    """The checker allows what rounding a step's minutes may cost, and no more."""
    made = good(goals=["preset:exam"], budget="19h", pace=pace, review_share=0.1)
    for hours in ("7h/week", "2h per weekday", "sat 5h"):
        for start in (None, "2026-12-02"):
            laid = edited(made, schedule=schedule(made, hours=hours, start=start))
            assert check_plan(laid, GRAPH) == ()


def test_the_checker_shares_no_code_with_what_it_checks() -> None:
    """No module of the room imports planner, solver, orderings or the planner's expansion."""
    folder = Path(mlpath.auditing.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in getattr(node, "names", ())]
            module = getattr(node, "module", None) or ""
            for banned in ("planning", "solving", "ordering", "expansion", "scheduling"):
                assert banned not in module.split(".")
                assert not any(banned in name.split(".") for name in names)
            assert not (isinstance(node, ast.Attribute) and node.attr == "expansion")


@pytest.mark.parametrize("seed", range(60))
def test_certified_bounds_are_never_below_the_optimum(seed: int) -> None:
    """Whatever the price, the certificate bounds what brute force finds."""
    case = cases.small(seed)
    problem = case.problem
    found = brute.best(problem)
    if found.value is None:
        return
    rules = rules_of(case.graph)
    asked = Asked(
        goals=tuple(case.wishes.get("goals", ())),
        must=tuple(dict.fromkeys(str(case.graph.step(w)) for w in case.wishes.get("must", ()))),
        known=tuple(case.wishes.get("known", ())),
        ban=tuple(case.wishes.get("ban", ())),
        budget_minutes=case.wishes.get("budget"),
        pace=case.wishes.get("pace", 1.0),
        review_share=case.wishes.get("review_share", 0.0),
    )
    reading = read_wishes(case.graph, rules, asked)
    assert [reading.value[rules.number[step]] for step in _steps(problem)] == problem.value
    network = network_of(rules, reading)
    for price in (Fraction(0), Fraction(7, 3), Fraction(40), Fraction(500, 7), Fraction(10**6)):
        bound = certified(network, price, 0)
        assert bound is not None
        assert bound >= found.value


def emptied(made: Plan, budget: int) -> Plan:
    """Return the plan of a minute, sold as the best of a budget by a search."""
    least = plan(GRAPH, budget=1)
    asked = made.asked.model_copy(update={"budget_minutes": budget})
    proof = made.proof.model_copy(update={"kind": "search", "search": "guess 1"})
    fields = {"asked": asked, "budget_minutes": budget, "proof": proof, "fits": None}
    return edited(least, **fields)


def test_an_empty_plan_is_not_sold_as_optimal() -> None:
    """What fits in the minutes left is found without any search."""
    (problem,) = check_plan(emptied(good(budget="12h"), 720), GRAPH)
    assert problem.code == "wrong-bound"
    assert "can be added" in problem.message


def test_a_choice_worth_less_than_one_that_fits_is_refused() -> None:
    """Nothing more fits, but the density chain's own set is worth more."""
    topics: dict[str, Any] = {
        "dear": {"effort": "5h", "value": 1},
        "cheap": {"effort": "3h", "value": 5},
        "small": {"effort": "2h", "value": 4},
        "large": {"effort": "9h", "value": 5},
    }
    graph = KnowledgeGraph.from_dict({"topics": topics})
    best = plan(graph, budget="5h")
    assert best.value == 9
    poor = plan(graph, budget="5h", must=["dear"], ban=["cheap", "small"])
    asked, proof = best.asked, best.proof.model_copy(update={"kind": "search", "search": "guess"})
    forged = edited(
        poor,
        asked=asked,
        proof=proof.model_copy(update={"price": "5000/540", "price_bound": 10.0}),
        left_out=plan(graph, budget=1).left_out[1:],
        steps=tuple(step.model_copy(update={"value": 1.0}) for step in poor.steps),
        value=1.0,
        bound=1.0,
    )
    found = check_plan(forged, graph)
    assert any("steps worth 9 fit, so 1 is no bound" in problem.message for problem in found)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("choose", ["optimal", "nested"])
def test_no_honest_plan_is_refused(seed: int, choose: str) -> None:
    """In no order, whatever was asked: with musts, bans, alternatives, dates and budgets."""
    case = cases.small(seed)
    order = ("value", "breadth", "spiral", "section")[seed % 4]
    limit = None if seed % 3 else 0
    wishes = {**case.wishes, "choose": choose, "order": order, "work_limit": limit}
    assert check_plan(plan(case.graph, **wishes), case.graph) == ()


@pytest.mark.parametrize("order", ["breadth", "spiral", "section"])
def test_an_order_of_another_kind_is_refused(order: str) -> None:
    """Whatever is sold as ordered by level or by section has to be; a spiral is by level too."""
    right = good(order=order)
    rest = [each for each in ORDERS if (order, each) != ("breadth", "spiral")]
    others = [made for each in rest if (made := good(order=each)).steps != right.steps]
    assert others
    for made in others:
        forged = edited(made, asked=right.asked)
        assert [problem.code for problem in check_plan(forged, GRAPH)] == ["wrong-order"]


def test_an_optimal_choice_is_not_sold_as_nested() -> None:
    """Without alternatives the ranked list can be followed."""
    topics: dict[str, Any] = {
        "dense": {"effort": "3h", "value": 4},
        "large": {"effort": "5h", "value": 5},
    }
    graph = KnowledgeGraph.from_dict({"topics": topics})
    best = plan(graph, budget="5h")
    assert [str(step.step) for step in best.steps] == ["large@working"]
    forged = edited(best, asked=best.asked.model_copy(update={"choose": "nested"}))
    (problem,) = check_plan(forged, graph)
    assert problem.code == "wrong-nested"
    assert "dense@working is missing" in problem.message
    nested = plan(graph, budget="5h", choose="nested")
    assert check_plan(nested, graph) == ()
    assert (nested.value, nested.bound) == (4.0, 5.0)  # what it costs, not what a price shows


def test_a_bound_of_the_order_that_cannot_be_shown_is_refused() -> None:
    """A completion time called the least there is needs a certificate."""
    made = good(budget="20h", order="section")
    assert made.completion_bound < made.completion
    forged = edited(made, completion_bound=made.completion)
    assert [problem.code for problem in check_plan(forged, GRAPH)] == ["unproven-bound"]


@pytest.mark.parametrize("seed", range(30))
def test_the_bound_of_orders_is_the_solvers(seed: int) -> None:
    """By other flows, in whole numbers: both are the area over the density chain."""
    case = cases.small(seed)
    made = plan(case.graph, **case.wishes)
    if made.completion_bound:
        higher = edited(made, completion_bound=round(made.completion_bound + 0.001, 3))
        codes = [problem.code for problem in check_plan(higher, case.graph)]
        assert codes in (["unproven-bound"], ["wrong-total"])


def test_a_price_is_not_said_to_show_less_than_it_does() -> None:
    """A looser bound than the price has is wrong, though harmless."""
    made = good(budget="12h")
    assert made.proof.price_bound is not None
    loose = edited(made, proof=made.proof.model_copy(update={"price_bound": 99.0}))
    assert "wrong-proof" in {problem.code for problem in check_plan(loose, GRAPH)}


def test_what_was_recomputed_and_what_was_not_is_told() -> None:
    """A price's bound is recomputed; what a search closed is its word."""
    made = good(budget="12h")
    proof = made.proof.model_copy(update={"kind": "search", "search": "tree 7"})
    found = examine(edited(made, proof=proof), GRAPH)
    assert found.problems == ()
    assert any("shows that no plan is worth more than" in each for each in found.recomputed)
    assert made.proof.price_bound is not None
    assert [each for each in found.trusted if "the word of tree 7" in each]
    assert examine(plan(GRAPH), GRAPH).trusted == ()
    impossible = examine(plan(GRAPH, must=["waves"], budget="2h"), GRAPH)
    assert impossible.trusted == ()
    assert "the musts need" in impossible.recomputed[-1]


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("closures._WORK", "of the steps left out need at least: more than the checker looks at"),
        ("members._MOST", "no order of these steps has a weighted completion below"),
        ("chains.ROOM", "no order of these steps has a weighted completion below"),
    ],
)
def test_what_is_too_much_to_recompute_is_told(
    monkeypatch: pytest.MonkeyPatch, limit: str, told: str
) -> None:
    """A plan beyond the checker's limits holds, with a word about it."""
    made = good(budget="12h")
    monkeypatch.setattr(f"mlpath.auditing.{limit}", 1)
    found = examine(made, GRAPH)
    assert found.problems == ()
    assert any(told in each for each in found.trusted)
    assert not any(told in each for each in found.recomputed)


def test_numbers_too_large_to_follow_a_ranked_list_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is refused for it."""
    graph = KnowledgeGraph.from_dict({"topics": {"a": "3h", "b": "2h", "c": "5h"}})
    made = plan(graph, budget="6h", choose="nested")
    assert "the choice is the start of one ranked list" not in examine(made, graph).trusted
    monkeypatch.setattr("mlpath.auditing.chains.ROOM", 1)
    assert "the choice is the start of one ranked list" in examine(made, graph).trusted


def test_terms_that_a_move_makes_lighter_are_not_called_best() -> None:
    """What counting shows is recomputed, a search's word is told, a false one is refused."""
    graph = KnowledgeGraph.from_dict({"topics": {"x": "60m", "y": "60m", "z": "61m"}})
    made = plan(graph)
    laid = edited(made, terms=balance(made, graph, terms=2))
    found = examine(laid, graph)
    assert found.problems == ()
    assert [each for each in found.trusted if "the word of mlpath's search for terms" in each]
    assert laid.terms is not None
    first, second = laid.terms.terms
    names = ("x@working", "y@working", "z@working")
    full = first.model_copy(update={"steps": names, "effort_minutes": 181, "minutes": 181})
    none = second.model_copy(update={"steps": (), "effort_minutes": 0, "minutes": 0})
    worst = laid.terms.model_copy(update={"terms": (full, none), "bound_effort_minutes": 181})
    (problem,) = check_plan(edited(laid, terms=worst), graph)
    assert problem.code == "wrong-terms"
    assert "in another term" in problem.message


def _steps(problem: Any) -> list[Any]:
    return [Step(name, Level(level)) for name, level in problem.steps]


def test_certificates_hold_for_numbers_beyond_32_bits() -> None:
    """Capacities are pushed in several phases; the sum stays exact."""
    data = {
        "topics": {
            f"t{n}": {
                "effort": f"{1 + n * 7919 % 5000}m",
                "value": 1_000_000 - n,
                "requires": [f"t{m}" for m in range(max(0, n - 3), n)],
            }
            for n in range(60)
        }
    }
    graph = KnowledgeGraph.from_dict(data)
    made = plan(graph, budget=40_000)
    assert made.status == "optimal"
    assert check_plan(made, graph) == ()
    assert made.proof.price_bound is not None
    low = made.proof.model_copy(update={"price_bound": made.proof.price_bound - 0.001})
    assert "unproven-bound" in {p.code for p in check_plan(edited(made, proof=low), graph)}
