"""Recommended prerequisites: in the minutes left over, before what they help, never for value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, Plan, check_plan, plan, replan, roadmap
from mlpath.planning.recommending import recommended_first, recommended_pairs
from tests.oracles import brute, cases

if TYPE_CHECKING:
    from mlpath.topics import Step


def names(graph: KnowledgeGraph, **wishes: Any) -> list[str]:
    """Return the topics of a plan that the checker accepts, in study order."""
    made = plan(graph, **wishes)
    assert check_plan(made, graph) == ()
    return [step.topic for step in made.steps]


def test_a_recommended_topic_comes_first_where_value_is_the_same() -> None:
    """Of two topics worth as much per hour the recommended one leads, whatever their rank."""
    topics: dict[str, Any] = {"b": {"effort": "2h"}, "a": {"effort": "2h"}}
    assert names(KnowledgeGraph.from_dict({"topics": topics})) == ["b", "a"]
    topics["b"]["recommends"] = ["a"]
    assert names(KnowledgeGraph.from_dict({"topics": topics})) == ["a", "b"]


def test_a_recommendation_of_what_is_chosen_anyway_never_delays_value() -> None:
    """A poorer topic stays behind."""
    topics = {
        "b": {"effort": "2h", "value": 5, "recommends": ["a"]},
        "a": {"effort": "2h", "value": 1},
    }
    graph = KnowledgeGraph.from_dict({"topics": topics})
    assert names(graph) == ["b", "a"]
    assert names(graph, budget="9h") == ["b", "a"]


def test_levels_of_recommendations_follow_those_of_prerequisites() -> None:
    """An overview helps an overview; `for` names one level only."""
    efforts = {"overview": "1h", "working": "2h", "deep": "4h"}
    graph = KnowledgeGraph.from_dict(
        {
            "topics": {
                "a": {"effort": efforts},
                "b": {"effort": efforts, "recommends": ["a@deep"]},
                "c": {"effort": efforts, "recommends": [{"topic": "a", "for": "deep"}]},
            }
        }
    )
    assert [(str(helper), str(helped)) for helper, helped, _ in recommended_pairs(graph)] == [
        ("a@overview", "b@overview"),
        ("a@deep", "b@working"),
        ("a@deep", "b@deep"),
        ("a@working", "c@deep"),
    ]


@st.composite
def orders(draw: st.DrawFn) -> tuple[Any, ...]:
    """Return a study order with prerequisites, recommended pairs, efforts and values."""
    size = draw(st.integers(1, 9))
    number = st.integers(0, size - 1)
    pairs = draw(st.lists(st.tuples(number, number), max_size=12))
    arcs = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    helps = draw(st.lists(st.tuples(number, number), max_size=8))
    several = st.lists(st.integers(1, 5), min_size=size, max_size=size)
    return list(range(size)), arcs, helps, draw(several), draw(several)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(orders())
def test_moving_recommended_steps_makes_nothing_worse(case: tuple[Any, ...]) -> None:
    """Still a study order, no later value, and every pair that was right stays right."""
    order, arcs, helps, effort, value = case
    found = recommended_first(order, arcs, helps, effort, value)
    assert sorted(found) == order
    place = {step: at for at, step in enumerate(found)}
    assert all(place[first] < place[then] for first, then in arcs)

    def completion(steps: list[int]) -> int:
        clock = 0
        total = 0
        for step in steps:
            clock += effort[step]
            total += clock * value[step]
        return total

    assert completion(found) <= completion(order)
    assert all(place[r] < place[x] for r, x in helps if r < x)


def helped() -> dict[str, Any]:
    """Return topics: `goal` recommends `notes`, which needs `pens` and recommends `art`."""
    return {
        "goal": {
            "effort": "58h",
            "requires": ["base"],
            "recommends": [{"topic": "notes", "reason": "writing it down helps"}],
        },
        "base": {"effort": "2h"},
        "notes": {"effort": "2h", "requires": ["pens"], "recommends": ["art"]},
        "pens": {"effort": "1h"},
        "art": {"effort": "1h"},
    }


def test_minutes_left_over_go_to_what_is_recommended_and_what_that_needs() -> None:
    """First, before what they help; what is only recommended recommends nothing itself."""
    graph = KnowledgeGraph.from_dict({"topics": helped()})
    assert names(graph, goals=["goal"], budget="62h") == ["base", "goal"]
    made = plan(graph, goals=["goal"], budget="80h")
    assert check_plan(made, graph) == ()
    assert [each.topic for each in made.steps].index("notes") < 3
    assert {each.topic for each in made.steps} == {"base", "pens", "notes", "goal"}
    assert made.effort_minutes == 63 * 60
    notes = next(each for each in made.steps if each.topic == "notes")
    pens = next(each for each in made.steps if each.topic == "pens")
    (hop,) = notes.reason.via
    assert (hop.step, hop.reason, hop.recommended) == (
        "goal@working",
        "writing it down helps",
        True,
    )
    assert notes.reason.goal == pens.reason.goal == "goal@working"
    assert [hop.recommended for hop in pens.reason.via] == [False, True]
    assert not any(
        each.reason.recommended for each in made.steps if each.topic in {"base", "goal"}
    )


@pytest.mark.parametrize(
    "wishes",
    [{}, {"budget": "80h", "recommended": False}, {"budget": "80h", "choose": "nested"}],
    ids=["no budget", "not wanted", "nested"],
)
def test_nothing_is_added_that_nobody_left_room_for(wishes: dict[str, Any]) -> None:
    """Without a budget, without the wish, and in a nested plan only what is needed is there."""
    graph = KnowledgeGraph.from_dict({"topics": helped()})
    assert names(graph, goals=["goal"], **wishes) == ["base", "goal"]


def test_what_is_added_stays_small() -> None:
    """A twentieth of the other effort and no more: the rest is left for what takes longer."""
    topics = helped()
    topics["goal"]["effort"] = "57h"
    assert names(KnowledgeGraph.from_dict({"topics": topics}), goals=["goal"], budget="90h") == [
        "base",
        "goal",
    ]


def test_known_and_banned_steps_are_not_added() -> None:
    """What is known is there already, and a ban holds for what needs the banned too."""
    graph = KnowledgeGraph.from_dict({"topics": helped()})
    wishes: dict[str, Any] = {"goals": ["goal"], "budget": "80h"}
    assert names(graph, **wishes, known=["notes"]) == ["base", "goal"]
    assert names(graph, **wishes, ban=["pens"]) == ["base", "goal"]
    assert set(names(graph, **wishes, known=["pens"])) == {"base", "notes", "goal"}


def test_json_tells_of_recommendations_only_where_there_are_some() -> None:
    """A plan without any reads as it always did, and one from before still holds."""
    graph = KnowledgeGraph.from_dict({"topics": helped()})
    plain = plan(graph, goals=["goal"], budget="60h")
    assert "recommended" not in plain.to_json()
    assert check_plan(Plan.from_json(plain.to_json()), graph) == ()
    made = plan(graph, goals=["goal"], budget="80h")
    assert Plan.from_json(made.to_json()) == made
    hops = [hop for each in json.loads(made.to_json())["steps"] for hop in each["reason"]["via"]]
    assert [hop["recommended"] for hop in hops if "recommended" in hop] == [True, True]
    without = plan(graph, goals=["goal"], budget="80h", recommended=False)
    assert json.loads(without.to_json())["asked"]["recommended"] is False
    assert Plan.from_json(without.to_json()) == without


def corrupted(made: Plan, name: str) -> Plan:
    """Return a plan with something wrong about its recommendations."""
    data = json.loads(made.to_json())
    hop = next(
        hop for each in data["steps"] for hop in each["reason"]["via"] if hop.get("recommended")
    )
    if name == "needed":
        hop["recommended"] = False
    elif name == "reason":
        hop["reason"] = "it is fun"
    elif name == "unwanted":
        data["asked"]["recommended"] = False
    else:
        data["asked"]["choose"] = "nested"
    return Plan.from_json(json.dumps(data))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("needed", "wrong-reason"),
        ("reason", "wrong-reason"),
        ("unwanted", "ballast"),
        ("nested", "ballast"),
    ],
)
def test_the_checker_refuses_what_is_not_recommended(name: str, code: str) -> None:
    """Steps nobody recommends, or in a plan that may hold none, and other reasons."""
    graph = KnowledgeGraph.from_dict({"topics": helped()})
    made = plan(graph, goals=["goal"], budget="80h")
    assert code in {problem.code for problem in check_plan(corrupted(made, name), graph)}


def test_the_checker_refuses_recommendations_of_recommendations() -> None:
    """What `notes` recommends is ballast, even where there is room."""
    graph = KnowledgeGraph.from_dict({"topics": helped()})
    made = plan(graph, goals=["goal"], budget="80h")
    art = plan(graph, goals=["art"]).steps[0]
    hop = (
        made.steps[0]
        .reason.via[0]
        .model_copy(update={"step": "notes@working", "reason": "", "recommended": True})
    )
    reason = art.reason.model_copy(
        update={"goal": "goal@working", "via": (hop, *_way(made, "notes"))}
    )
    more = art.model_copy(update={"value": 0.0, "reason": reason})
    more_steps = (more, *made.steps)
    fake = made.model_copy(
        update={"steps": more_steps, "effort_minutes": made.effort_minutes + 60}
    )
    found = [problem.message for problem in check_plan(fake, graph)]
    assert "art@working serves nothing that was asked for" in found
    assert "240 minutes are only recommended, more than a twentieth of 3600" in found


def _way(made: Plan, topic: str) -> tuple[Any, ...]:
    return next(each.reason.via for each in made.steps if each.topic == topic)


def test_a_due_goal_is_never_late_for_what_is_recommended() -> None:
    """What would come before it and make it late is not added; where there is time, it is."""
    graph = KnowledgeGraph.from_dict({"topics": helped()})
    wishes: dict[str, Any] = {"goals": ["goal"], "budget": "80h"}
    tight = plan(graph, **wishes, due={"goal": "62h"})
    assert [each.topic for each in tight.steps] == ["base", "goal"]
    assert tight.value == 1
    loose = plan(graph, **wishes, due={"goal": "63h"})
    assert {each.topic for each in loose.steps} == {"base", "pens", "notes", "goal"}
    assert loose.steps[-1].topic == "goal"
    assert loose.due[0].late_minutes == 0
    assert loose.due[0].needed_minutes == 60 * 60
    for made in (tight, loose):
        assert check_plan(made, graph) == ()


def test_a_chance_of_fitting_counts_what_is_recommended() -> None:
    """A plan that has to fit with a chance adds only what keeps that chance."""
    graph = KnowledgeGraph.from_dict({"topics": helped()})
    for hours in range(60, 160, 5):
        made = plan(graph, goals=["goal"], budget=f"{hours}h", sure=0.8)
        assert check_plan(made, graph) == ()
        plain = plan(graph, goals=["goal"], budget=f"{hours}h", sure=0.8, recommended=False)
        assert (made.value, made.bound, made.proof) == (plain.value, plain.bound, plain.proof)
        assert not made.steps or (made.fits or 0) >= 0.8
    assert len(made.steps) == 4


def test_a_re_plan_keeps_what_was_added_and_adds_nothing_new() -> None:
    """It stays while what recommends it does, and gives way to a smaller budget."""
    graph = KnowledgeGraph.from_dict({"topics": helped()})
    made = plan(graph, goals=["goal"], budget="63h")
    assert len(made.steps) == 4
    same = replan(made, graph, force=True)
    assert [each.step for each in same.plan.steps] == [each.step for each in made.steps]
    assert not same.changed
    less = replan(made, graph, budget="62h", freeze_days=0)
    assert {each.topic for each in less.plan.steps} == {"base", "goal"}
    assert [(change.topic, change.reason) for change in less.dropped] == [
        ("pens", "goal@working only recommends notes@working, which needs it"),
        ("notes", "goal@working only recommends it"),
    ]
    more = replan(less.plan, graph, budget="80h")
    assert {each.topic for each in more.plan.steps} == {"base", "goal"}
    other = replan(made, graph, goals=["base"], freeze_days=0)
    assert {each.topic for each in other.plan.steps} == {"base"}
    for found in (same, less, more, other):
        assert check_plan(found.plan, graph) == ()


def _apart(made: Plan) -> tuple[set[Step], set[Step]]:
    """Return the steps of the choice, and those that are only recommended."""
    added = {each.step for each in made.steps if each.reason.recommended}
    return {each.step for each in made.steps} - added, added


@pytest.mark.parametrize("block", range(0, 160, 40))
def test_what_is_added_is_the_most_that_fits(block: int) -> None:
    """By every subset; choice, bound and proof are the same with and without."""
    hits = 0
    for seed in range(block, block + 40):
        case = cases.small(seed)
        topics = case.data["topics"]
        total = sum(map(case.graph.effort, case.graph.steps))
        wishes = {name: wish for name, wish in case.wishes.items() if name in {"known", "ban"}}
        helped = [name for name, topic in topics.items() if "recommends" in topic]
        wishes["goals"] = helped or list(topics)[:1]
        wishes["budget"] = total * (3 + seed % 3) // 5
        made = plan(case.graph, **wishes)
        plain = plan(case.graph, **wishes, recommended=False)
        assert check_plan(made, case.graph) == (), seed
        if made.status == "infeasible":
            continue
        base, added = _apart(made)
        assert base == _apart(plain)[0], seed
        assert (made.value, made.bound, made.proof) == (plain.value, plain.bound, plain.proof)
        problem = cases.Case(case.data, case.graph, wishes).problem
        place = {step: number for number, step in enumerate(problem.steps)}
        chosen = {place[step.topic, int(step.level)] for step in base}
        more = {place[step.topic, int(step.level)] for step in added}
        helpers = {helper for helper, step in problem.helps if step in chosen}
        found = len(more & helpers), sum(problem.effort[number] for number in more)
        assert found == brute.added(problem, chosen), seed
        hits += bool(more)
    assert hits >= 3


@pytest.mark.parametrize("order", ["value", "breadth", "spiral", "section"])
def test_recommended_steps_come_first_on_the_bundled_graph(order: str) -> None:
    """Each before every step that it was added for, and value and bound are as without."""
    graph = roadmap()
    made = plan(graph, goals=["preset:reinforcement-learning"], budget="150h", order=order)
    plain = plan(graph, goals=["preset:reinforcement-learning"], budget="150h", recommended=False)
    base, added = _apart(made)
    assert base == _apart(plain)[0]
    assert added
    assert (made.value, made.bound, made.proof) == (plain.value, plain.bound, plain.proof)
    place = {each.step: number for number, each in enumerate(made.steps)}
    for helper, step, _ in recommended_pairs(graph):
        if helper in added and step in base:
            assert place[helper] < place[step]
    assert check_plan(made, graph) == ()
