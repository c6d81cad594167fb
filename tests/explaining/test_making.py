"""Explanations: what they say is so, and every change they name does what they claim."""

from __future__ import annotations

import random
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings

from mlpath import KnowledgeGraph, Plan, Step, check_plan, plan, roadmap, schedule
from mlpath.errors import RequestError, UnitError, UnknownTopicError
from mlpath.explaining import (
    Bottleneck,
    Chain,
    Early,
    Explanation,
    Hours,
    HowSure,
    Shared,
    Slack,
    Suggestion,
    WhyInfeasible,
    WhyLevel,
    WhyNot,
    WhyNow,
    WhyThis,
    explain,
    sentences,
)
from mlpath.planning.dating import keep_due
from tests.strategies import problems

if TYPE_CHECKING:
    from tests.oracles.cases import Case

few = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
ASKED_STEPS = 3
CHECKED = 100  # topics

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "vectors": {
                "title": "Vectors",
                "effort": {"overview": "1h", "working": "3h"},
                "value": 0,
            },
            "numpy": {"title": "NumPy", "effort": "2h", "value": 0},
            "matlab": {"title": "Matlab", "effort": "3h", "value": 0},
            "forces": {
                "title": "Forces",
                "effort": {"overview": "1h", "working": "4h", "deep": "9h"},
                "value": 4,
                "requires": [
                    {"topic": "vectors", "reason": "they add up so"},
                    {"any": ["numpy", "matlab"], "reason": "to compute with"},
                ],
            },
            "heat": {"title": "Heat", "effort": "5h", "value": 2},
            "tides": {
                "title": "Tides {flags}",
                "effort": "2h",
                "value": 1,
                "requires": [{"topic": "forces", "reason": "the moon pulls"}],
            },
        }
    }
)


def known_steps(graph: KnowledgeGraph, names: Any) -> set[Step]:
    """Return the known steps and all they need, except through any-of."""
    hard: nx.DiGraph[Step] = nx.DiGraph()
    hard.add_nodes_from(graph.steps)
    steps = graph.expansion.steps
    hard.add_edges_from((steps[e.source], steps[e.target]) for e in graph.expansion.edges)
    found = {graph.step(name) for name in names}
    return found.union(*(nx.ancestors(hard, step) for step in found))


def links(made: Plan, graph: KnowledgeGraph) -> nx.DiGraph[Step]:
    """Return the prerequisites among the steps of a plan, chosen alternatives only."""
    steps = graph.expansion.steps
    found: nx.DiGraph[Step] = nx.DiGraph()
    for planned in made.steps:
        found.add_node(planned.step, effort=planned.effort_minutes, value=planned.value)
    arcs = [(steps[edge.source], steps[edge.target]) for edge in graph.expansion.edges]
    arcs += [(graph.step(each.chosen), graph.step(each.step)) for each in made.choices]
    found.add_edges_from(arc for arc in arcs if arc[0] in made and arc[1] in made)
    return found


def finish(made: Plan, step: Step) -> int:
    """Return the learner's own minutes until a step is done."""
    ends = accumulate(planned.effort_minutes for planned in made.steps)
    return next(
        made.asked.own(end)
        for planned, end in zip(made.steps, ends, strict=True)
        if planned.step == step
    )


def worth(graph: KnowledgeGraph, wishes: dict[str, Any]) -> dict[Step, float]:
    """Return what each step earns: what a plan of everything wanted says."""
    asked = {name: wishes[name] for name in ("goals", "must", "shares") if name in wishes}
    return {each.step: each.value for each in plan(graph, **asked).steps}


def again(graph: KnowledgeGraph, wishes: dict[str, Any], change: Suggestion, before: Plan) -> Plan:
    """Return the plan with a change, which the checker accepts where it is quick."""
    arguments = dict(change.arguments)
    due = arguments.pop("due", None) if before.due and not before.asked.due else None
    made = plan(graph, **{**wishes, **arguments})
    if due is not None:
        made = keep_due(made, graph, due)
    if len(graph) < CHECKED:
        assert check_plan(made, graph) == ()
    return made


def check(
    made: Plan, graph: KnowledgeGraph, wishes: dict[str, Any], found: tuple[Explanation, ...]
) -> int:
    """Try every change again, and return how many there were."""
    values = worth(graph, wishes)
    tried = 0
    for explanation in found:
        assert explanation.sentence.endswith(".")
        assert "\n" not in explanation.sentence
        for change in explanation.changes:
            if not change.arguments:
                continue
            tried += 1
            new = again(graph, wishes, change, made)
            before = [each.step for each in made.steps]
            after = [each.step for each in new.steps]
            had: set[Step] = set()
            if "known" in change.arguments:
                had = known_steps(graph, change.arguments["known"])
            added = [step for step in after if step not in before]
            removed = [step for step in before if step not in after and step not in had]
            assert [str(step) for step in added] == list(change.added)
            assert [str(step) for step in removed] == list(change.removed)
            gain = sum(values.get(s, 0) for s in added) - sum(values.get(s, 0) for s in removed)
            assert change.value == pytest.approx(gain)
            assert change.effort_minutes == new.effort_minutes - made.effort_minutes
            claim(explanation, change, made, new, graph)
    return tried


def claim(
    explanation: Explanation, change: Suggestion, made: Plan, new: Plan, graph: KnowledgeGraph
) -> None:
    """Check what the change says that it does."""
    if isinstance(explanation, WhyNot):
        assert explanation.step not in made
        assert explanation.step in new
    elif isinstance(explanation, WhyThis):
        assert explanation.step not in new
    elif isinstance(explanation, WhyLevel):
        if "must" in change.arguments and "ban" not in change.arguments:
            assert f"{explanation.topic}@{explanation.higher}" in new
        else:
            assert f"{explanation.topic}@{explanation.level}" not in new
    elif isinstance(explanation, WhyNow) and change.becomes_minutes is not None:
        assert finish(new, graph.step(explanation.step)) == change.becomes_minutes
        assert change.becomes_minutes != explanation.finish_minutes
    elif isinstance(explanation, Slack) and "due" in change.arguments:
        (step,) = (name for name in change.arguments["due"] if f"--due {name}=" in change.advice)
        assert finish(new, graph.step(step)) == change.becomes_minutes
        assert finish(new, graph.step(step)) < finish(made, graph.step(step))
        assert all(each.late_minutes == 0 for each in new.due)
    elif isinstance(explanation, Chain | Early):
        lengths = new.early_minutes or (0, 0)
        effort = longest(new, graph) if explanation.question == "chain" else lengths[0]
        assert new.asked.own(effort) == change.becomes_minutes
    elif isinstance(explanation, HowSure):
        assert new.fits is not None
        assert new.fits >= change.arguments["sure"]
    elif isinstance(explanation, WhyInfeasible):
        assert new.status != "infeasible"


def longest(made: Plan, graph: KnowledgeGraph) -> int:
    """Return the estimated effort of the longest chain, by networkx."""
    arcs = links(made, graph)
    weighted: nx.DiGraph[Any] = nx.DiGraph()
    weighted.add_edges_from(
        ("start", step, {"weight": arcs.nodes[step]["effort"]}) for step in arcs
    )
    weighted.add_edges_from((a, b, {"weight": arcs.nodes[b]["effort"]}) for a, b in arcs.edges)
    return int(nx.dag_longest_path_length(weighted)) if len(arcs) else 0


@few
@given(problems())
def test_every_change_does_what_it_claims_on_random_graphs(case: Case) -> None:
    """Whole plans and single steps, any-of, bans, musts, paces and orders among them."""
    made = plan(case.graph, **case.wishes)
    check(made, case.graph, case.wishes, explain(made, case.graph))
    if made.status == "infeasible":
        return
    steps = random.Random(len(case.graph.steps)).sample(
        case.graph.steps, min(ASKED_STEPS, len(case.graph.steps))
    )
    for step in steps:
        check(made, case.graph, case.wishes, explain(made, case.graph, step))


@pytest.mark.parametrize(
    "wishes",
    [
        {"goals": ["diffusion-models@overview", "attention@overview"], "budget": "31h"},
        {"goals": ["svd:2", "pca"], "budget": "40h", "known": ["vectors@overview"], "pace": 1.3},
        {"budget": "8h", "ban": ["derivatives"]},
        {"goals": ["attention@overview"], "must": ["svd@overview"]},
    ],
)
def test_every_change_does_what_it_claims_on_the_roadmap(wishes: dict[str, Any]) -> None:
    """Budgets, goals, paces and bans on the bundled graph; steps in the plan and outside."""
    graph = roadmap()
    made = plan(graph, **wishes)
    tried = check(made, graph, wishes, explain(made, graph))
    maker = random.Random(7)
    chosen = [each.step for each in made.steps]
    out = [step for step in graph.steps if step not in made]
    for step in (*maker.sample(chosen, 1), *maker.sample(out, 1)):
        tried += check(made, graph, wishes, explain(made, graph, step))
    assert tried >= 6


@few
@given(problems())
def test_what_is_said_to_be_so_is_so(case: Case) -> None:
    """Chains, what is locked, slack and times agree with networkx and plain sums."""
    made = plan(case.graph, **case.wishes)
    if made.status == "infeasible":
        return
    arcs, own = links(made, case.graph), made.asked.own
    efforts = {each.step: each.effort_minutes for each in made.steps}
    for found in explain(made, case.graph):
        if isinstance(found, Chain):
            assert found.effort_minutes == longest(made, case.graph)
        elif isinstance(found, Bottleneck):
            locked = {
                str(step): sum(efforts[other] for other in nx.descendants(arcs, step))
                for step in arcs
            }
            assert [each.locked_minutes for each in found.steps] == sorted(
                locked.values(), reverse=True
            )[:5]
            assert all(locked[each.step] == each.locked_minutes for each in found.steps)
        elif isinstance(found, Slack):
            for goal in found.goals:
                step = case.graph.step(goal.goal)
                needed = {step, *nx.ancestors(arcs, step)}
                assert goal.needed_minutes == own(sum(efforts[other] for other in needed))
                assert goal.finish_minutes == finish(made, step)
    for step in arcs:
        _, level, now = explain(made, case.graph, step)
        assert isinstance(level, WhyLevel)
        assert isinstance(now, WhyNow)
        assert now.finish_minutes == finish(made, step)
        users = [str(other) for other in arcs.successors(step)]
        assert (now.user is None) == (not users)
        assert level.level == max(s.level for s in arcs if s.topic == step.topic)
        break


def only(found: tuple[Explanation, ...], kind: type[Explanation]) -> Any:
    """Return the one answer of a kind."""
    (answer,) = (each for each in found if isinstance(each, kind))
    return answer


def test_a_planned_step_tells_goal_level_and_time() -> None:
    """The chain of reasons, who needs the level, and when it is used."""
    made = plan(GRAPH, goals=["tides"], budget="20h")
    this, level, now = explain(made, GRAPH, "vectors")
    assert isinstance(this, WhyThis)
    assert this.fact == (
        "Vectors (working) takes 2 h and is needed by Forces (working) (they add up so) and so "
        "by the goal Tides {flags} (working)"
    )
    assert this.goal == "tides@working"
    assert isinstance(level, WhyLevel)
    assert "goes to working, the deepest there is: Forces (working) needs just that" in level.fact
    assert level.lower is not None
    assert isinstance(now, WhyNow)
    assert now.user == "forces@working"
    assert "used" in now.fact


def test_a_name_without_level_means_the_deepest_that_is_planned() -> None:
    """The overview is what the plan has, so that is explained."""
    made = plan(GRAPH, goals=["forces@overview"])
    (this, *_) = explain(made, GRAPH, "forces")
    assert isinstance(this, WhyThis)
    assert this.step == "forces@overview"
    assert this.fact.endswith("is a goal of yours")
    asked = explain(plan(GRAPH, must=["heat"], budget="5h"), GRAPH, "heat")[0].sentence
    assert "you asked for it: --must heat@working" in asked


@pytest.mark.parametrize(
    ("wishes", "step", "state", "told"),
    [
        (
            {"goals": ["tides"], "known": ["forces"]},
            "vectors",
            "known",
            (
                "Vectors (working) is known: Forces (working), which you know, needs it; leaving "
                "out --known forces@working would bring it in"
            ),
        ),
        (
            {"goals": ["tides"], "known": ["vectors"]},
            "vectors",
            "known",
            "is known: you say so; leaving out --known vectors@working",
        ),
        (
            {"goals": ["heat", "tides"], "ban": ["vectors"]},
            "tides",
            "banned",
            "cannot be: Vectors (overview), which you ban, comes before it",
        ),
        (
            {"goals": ["heat"], "ban": ["heat"]},
            "heat",
            "banned",
            (
                "Heat (working) is banned; leaving out --ban heat@working would bring it in "
                "(+1 value, adding Heat (working), "
            ),
        ),
        (
            {"goals": ["tides"]},
            "heat",
            "no-goal",
            (
                "Nothing you want needs Heat (working); it takes 5 h with all it needs besides; "
                "--must heat@working would bring it in all the same"
            ),
        ),
        (
            {"goals": ["forces"], "budget": "40h"},
            "forces@deep",
            "no-goal",
            "Nothing you want needs Forces (deep), working is enough",
        ),
        (
            {"goals": ["tides"]},
            "matlab",
            "other-choice",
            (
                "Matlab (working) is not needed: NumPy (working) serves in its place; "
                "--ban numpy@working would bring it in"
            ),
        ),
        (
            {"goals": ["tides:2", "heat"], "budget": "7h"},
            "tides",
            "budget",
            (
                "was left out: it takes 11 h with all it needs, which earns 2, and 2 h are left: "
                "number 1 below the line; --budget 11h would bring it in (+1 value, "
            ),
        ),
        (
            {"goals": ["tides:2", "heat"], "budget": "7h"},
            "forces",
            "budget",
            "is needed for Tides {flags} (working), which was left out too",
        ),
    ],
)
def test_a_missing_step_tells_what_stands_against_it(
    wishes: dict[str, Any], step: str, state: str, told: str
) -> None:
    """Known, banned, needed by nothing, served by another, or too dear: each with its change."""
    made = plan(GRAPH, **wishes)
    (answer,) = explain(made, GRAPH, step)
    assert isinstance(answer, WhyNot)
    assert answer.state == state
    assert told in answer.sentence
    check(made, GRAPH, wishes, (answer,))


def test_hours_room_chain_and_chance_of_a_plan() -> None:
    """What more hours buy, the tightest goal, the chain and the spread, each with its data."""
    wishes: dict[str, Any] = {"goals": ["tides:2", "heat"], "budget": "12h"}
    made = plan(GRAPH, **wishes)
    found = explain(made, GRAPH, by="5h")
    hours = only(found, Hours)
    assert hours.fact == "The plan takes 11 h of 12 h and earns 2; the last 5 h earn 1 of it"
    assert [change.arguments for change in hours.changes] == [{"budget": 1020}, {"budget": 420}]
    assert hours.changes[0].advice == (
        "--budget 17h is 5 h more (+1 value, adding Heat (working), dropping nothing)"
    )
    assert only(found, Slack).goals[0].slack_minutes == 60
    assert only(found, Chain).effort_minutes == 8 * 60
    sure = only(found, HowSure)
    assert sure.chance == made.fits
    assert sure.p50_minutes < sure.p80_minutes < sure.p95_minutes
    assert only(found, Bottleneck).steps[0].locked_minutes > 0


def test_value_comes_after_so_much_study_on_average() -> None:
    """By hand: 1 point after 2 h and 4 after 6 h, or the 4 first; at a pace of 2 twice as long."""
    topics = {"a": {"effort": "2h", "value": 1}, "b": {"effort": "4h", "value": 4}}
    graph = KnowledgeGraph.from_dict({"topics": topics})
    early = only(explain(plan(graph), graph), Early)
    assert (early.average_minutes, early.least_minutes) == (264, 264)  # (4 * 4 + 6) / 5 h
    assert early.sentence == (
        "A point of value comes after 4 h 24 min of study on average, and no order of these steps "
        "has it sooner; --order section would have it later (after 5 h 12 min)."
    )
    late = only(explain(plan(graph, order="section", pace=2), graph), Early)
    assert (late.average_minutes, late.least_minutes) == (624, 528)
    assert late.changes[0].flags == ("--order", "value")
    assert late.changes[0].becomes_minutes == 528
    worthless = KnowledgeGraph.from_dict({"topics": {"a": {"effort": "2h", "value": 0}}})
    assert not [e for e in explain(plan(worthless), worthless) if isinstance(e, Early)]


def test_goals_tell_what_they_share_and_cost() -> None:
    """In the learner's own time, each in full; without the dearest, the plan is made again."""
    graph = KnowledgeGraph.from_dict(
        {
            "topics": {
                "vectors": {"effort": "2h", "value": 0},
                "forces": {"effort": "4h", "requires": ["vectors"]},
                "images": {"effort": "1h", "requires": ["vectors"]},
                "history": {"effort": "3h"},
            }
        }
    )
    wishes: dict[str, Any] = {"goals": ["forces:2", "images", "history"], "pace": 2.0}
    made = plan(graph, **wishes, budget="14h")
    told = next(each for each in explain(made, graph) if isinstance(each, Shared))
    assert told.fact == "In full, the 3 goals take 20 h; forces:2 and images share most: 4 h"
    assert [(pair.first, pair.second, pair.steps) for pair in told.pairs] == [
        ("forces:2", "images", ("vectors@working",))
    ]
    assert [(price.goal, price.minutes, price.alone_minutes) for price in told.prices] == [
        ("forces:2", 480, 720),
        ("history", 360, 360),
        ("images", 120, 360),
    ]
    (change,) = told.changes
    assert change.without == ("--goal", "forces:2")
    assert change.arguments == {"goals": ["images", "history"]}
    # Where the dearest is not planned anyway, another one is left out, with its date.
    small = plan(graph, **wishes, budget="10h", due={"images": "8h"})
    told = next(each for each in explain(small, graph) if isinstance(each, Shared))
    assert told.changes[0].without == ("--due", "images@working=8h", "--goal", "images")
    assert told.changes[0].removed == ("vectors@working", "images@working")
    for goals in (["forces"], [], ["forces", "forces"]):
        alone = explain(plan(graph, goals=goals, budget="10h"), graph)
        assert not any(isinstance(each, Shared) for each in alone)
    apart = plan(graph, goals=["images", "history"], known=["vectors"])
    fact = next(each.fact for each in explain(apart, graph) if isinstance(each, Shared))
    assert fact == "In full, the 2 goals take 4 h; no two of them share any"


def test_hours_that_buy_nothing_name_those_that_do() -> None:
    """Ten minutes more are of no use; the budget that is comes first."""
    made = plan(GRAPH, goals=["tides", "heat"], budget="5h")
    hours = only(explain(made, GRAPH, by=10), Hours)
    assert hours.changes[0].arguments == {"budget": 16 * 60}
    assert hours.changes[0].value > 0
    assert hours.changes[1].value == 0


def test_all_there_is_to_earn_and_musts_that_hold_it_are_told() -> None:
    """A whole plan has nothing above it; musts forbid what is below."""
    hours = only(explain(plan(GRAPH, goals=["heat"]), GRAPH), Hours)
    assert "all there is to earn" in hours.fact
    held = only(explain(plan(GRAPH, must=["heat"], budget="5h"), GRAPH), Hours)
    assert "less could not hold the musts" in held.fact


def test_weeks_are_told_where_there_are_some() -> None:
    """With a schedule the weeks of a step and of its use are named."""
    made = plan(GRAPH, goals=["tides"])
    made = made.model_copy(update={"schedule": schedule(made, hours="2h/week")})
    now = explain(made, GRAPH, "vectors@overview")[2]
    assert isinstance(now, WhyNow)
    assert now.week is not None
    assert "in week" in now.fact


def test_due_dates_stay_while_changes_are_tried() -> None:
    """A plan that keeps dates is tried again with the same dates, and its slack is theirs."""
    made = keep_due(plan(GRAPH, must=["tides", "heat"]), GRAPH, {"heat": "20h"})
    slack = only(explain(made, GRAPH), Slack)
    room = {goal.goal: (goal.until, goal.slack_minutes) for goal in slack.goals}
    assert room["heat@working"] == ("due", 15 * 60)
    late = keep_due(plan(GRAPH, must=["tides", "heat"]), GRAPH, {"heat": "4h"})
    assert "1 h more than the 4 h until it is due" in only(explain(late, GRAPH), Slack).fact


def test_an_infeasible_plan_tells_ways_out() -> None:
    """The least hours, and changes that make it feasible."""
    wishes: dict[str, Any] = {"must": ["tides"], "budget": "5h"}
    made = plan(GRAPH, **wishes)
    (answer,) = explain(made, GRAPH)
    assert isinstance(answer, WhyInfeasible)
    assert "the musts need 11 h of study, the budget holds 5 h; --budget 11h would do" in (
        answer.sentence
    )
    check(made, GRAPH, wishes, (answer,))
    banned = explain(plan(GRAPH, must=["tides"], ban=["vectors"]), GRAPH, "heat")[0]
    assert "a ban makes a must impossible" in banned.fact


def test_what_makes_no_sense_is_refused() -> None:
    """Another graph, an unknown step, hours that are none."""
    made = plan(GRAPH, goals=["heat"])
    other = KnowledgeGraph.from_dict({"topics": {"heat": "5h"}})
    for function in (explain, sentences):
        with pytest.raises(RequestError, match="another graph"):
            function(made, other)
    with pytest.raises(UnknownTopicError, match="no topic 'haet'"):
        explain(made, GRAPH, "haet")
    with pytest.raises(UnitError, match="ten"):
        explain(made, GRAPH, by="ten")


def test_sentences_of_all_steps_are_those_of_explain_without_changes() -> None:
    """The cheap form says the same of each step, in study order."""
    made = plan(GRAPH, goals=["tides", "heat"])
    told = sentences(made, GRAPH)
    assert list(told) == [str(each.step) for each in made.steps]
    for step, lines in told.items():
        if GRAPH.step(step).level == max(e.level for e in made.steps if e.topic in step):
            assert lines == tuple(f"{each.fact}." for each in explain(made, GRAPH, step))


def test_explanations_are_data_and_the_same_each_time() -> None:
    """Plain data with the sentence; the same input gives the same answers."""
    made = plan(GRAPH, goals=["tides", "heat"], budget="6h")
    first = [each.to_dict() for each in explain(made, GRAPH)]
    assert first == [each.to_dict() for each in explain(made, GRAPH)]
    assert first[0]["question"] == "hours"
    assert first[0]["sentence"].startswith(first[0]["fact"])
