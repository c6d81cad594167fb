"""Wishes become values, steps and constraints as the format says."""

from __future__ import annotations

from typing import Any

import pytest

from mlpath import Goal, KnowledgeGraph, Level, Plan, Step, check_plan, plan
from mlpath.errors import RequestError, UnitError, UnknownTopicError

GRAPH = KnowledgeGraph.from_dict(
    {
        "sections": {"maths": "Mathematics", "physics": "Physics"},
        "topics": {
            "vectors": {"section": "maths", "effort": {"overview": "1h", "working": "3h"}},
            "numpy": {"section": "maths", "effort": "2h", "value": 0, "tags": ["code"]},
            "matlab": {"section": "maths", "effort": "3h", "value": 0, "tags": ["code"]},
            "forces": {
                "section": "physics",
                "aliases": ["linear forces"],
                "effort": {"overview": "1h", "working": "4h", "deep": "9h"},
                "value": 4,
                "requires": [
                    {"topic": "vectors", "reason": "they add up so"},
                    {"any": ["numpy", "matlab"], "reason": "to compute with"},
                ],
            },
            "heat": {"section": "physics", "effort": "5h", "value": 2, "tags": ["old"]},
        },
        "goals": {
            "exam": {
                "title": "Exam",
                "topics": [{"topic": "forces", "level": "working", "weight": 2}, "heat"],
            }
        },
    }
)


def made(**wishes: Any) -> Plan:
    """Return a plan that the checker accepts."""
    found = plan(GRAPH, **wishes)
    assert check_plan(found, GRAPH) == ()
    return found


def values(found: Plan) -> dict[str, float]:
    """Return what each step with value, chosen or not, earns."""
    everything = (*found.steps, *found.left_out)
    return {str(entry.step): entry.value for entry in everything if entry.value}


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        (["forces@deep"], {"forces@overview": 0.4, "forces@working": 0.4, "forces@deep": 0.2}),
        (["forces"], {"forces@overview": 0.5, "forces@working": 0.5}),
        (["forces@overview:3"], {"forces@overview": 3}),
        (["forces:2", "forces:2"], {"forces@overview": 2, "forces@working": 2}),
        (
            ["heat", "section:physics:2"],
            {"heat@working": 3, "forces@overview": 1, "forces@working": 1},
        ),
        (["tag:code:0.5"], {"numpy@working": 0.5, "matlab@working": 0.5}),
        (["preset:exam:2"], {"forces@overview": 2, "forces@working": 2, "heat@working": 2}),
        ([Step("heat", Level.WORKING)], {"heat@working": 1}),
        ([Goal("vectors", Level.OVERVIEW)], {"vectors@overview": 1}),
    ],
)
def test_goals_of_every_kind_earn_by_level(goals: list[Any], expected: dict[str, float]) -> None:
    """A goal earns its weight by the shares of the levels up to its own, and goals add up."""
    assert values(made(goals=goals)) == expected


def test_former_ids_are_understood_and_remembered_as_the_ids_of_today() -> None:
    """A topic that was renamed keeps its place in goals, known steps and bans."""
    topics = {
        "svd": {"effort": {"overview": "1h", "working": "2h"}, "was": ["singular-values"]},
        "pca": {"effort": "1h", "requires": ["svd"]},
        "cca": {"effort": "1h", "was": ["canonical"]},
    }
    graph = KnowledgeGraph.from_dict({"topics": topics})
    found = plan(
        graph, goals=["singular-values:2", "pca"], known=["singular-values@overview"],
        ban=["canonical"],
    )  # fmt: skip
    assert check_plan(found, graph) == ()
    assert found.asked.goals == ("svd:2", "pca")
    assert (found.asked.known, found.asked.ban) == (("svd@overview",), ("cca@working",))


def test_without_goals_the_graphs_values_rule() -> None:
    """Each topic counts at its top level with its value as weight."""
    found = made(budget="6h")
    assert values(found)["forces@overview"] == 1.6
    assert values(found)["heat@working"] == 2


def test_other_shares_change_what_levels_earn() -> None:
    """Shares are parameters; equal ones put all worth into the first level."""
    assert values(made(goals=["forces@deep:2"], shares=(1, 1, 1))) == {"forces@overview": 2}


def test_a_plan_fits_its_budget_and_leaves_no_ballast() -> None:
    """The best six hours need one of the tools, the cheaper one."""
    found = made(budget="6h")
    assert [str(planned.step) for planned in found.steps] == [
        "vectors@overview",
        "numpy@working",
        "forces@overview",
        "vectors@working",
    ]
    assert (found.value, found.effort_minutes) == (2.6, 360)


def test_no_goals_and_no_budget_plan_the_whole_graph() -> None:
    """Every step is there, those without value too."""
    assert len(made()) == len(GRAPH.steps)


def test_known_steps_are_left_out_with_all_they_need_but_alternatives() -> None:
    """Whoever knows forces knows vectors; which tool was used stays open."""
    found = made(known=["forces@overview"])
    names = [str(planned.step) for planned in found.steps]
    assert "vectors@overview" not in names
    assert "numpy@working" in names


def test_a_known_alternative_serves_its_group() -> None:
    """Nobody who knows the one tool is sent to the other."""
    found = made(goals=["forces@overview"], known=["matlab"])
    assert [choice.chosen for choice in found.choices] == ["matlab@working"]
    assert "numpy@working" not in found


def test_a_ban_removes_a_topic_and_all_that_needs_it() -> None:
    """Without vectors there are no forces; with one tool banned the other serves."""
    assert "forces@overview" not in made(ban=["vectors"])
    assert "matlab@working" in made(goals=["forces"], ban=["numpy"])
    assert "forces@overview" not in made(ban=["numpy", "matlab"])
    assert "forces@working" in made(ban=["forces@deep"])


def test_a_must_is_planned_however_little_it_is_worth() -> None:
    """It earns one, and its prerequisites come with it."""
    found = made(must=["matlab"], budget="4h")
    assert "matlab@working" in found
    assert values(found)["matlab@working"] == 1


def test_pace_and_review_share_shrink_the_budget() -> None:
    """Estimated minutes are the learner's, less the share, divided by the pace, rounded down."""
    assert made(budget="10h", pace=1.5, review_share=0.1).budget_minutes == 360


def test_an_infeasible_plan_says_what_is_needed_and_what_would_help() -> None:
    """Each way out was tried: planned with its arguments it is feasible."""
    found = made(must=["forces@deep"], budget="5h", ban=["numpy"])
    assert found.status == "infeasible"
    assert found.needed_minutes == (9 + 3 + 3) * 60
    assert found.ways_out
    for way in found.ways_out:
        wishes = {"must": ["forces@deep"], "budget": "5h", "ban": ["numpy"], **way.arguments}
        assert made(**wishes).status == "optimal"


def test_a_must_under_a_ban_is_impossible_at_any_budget() -> None:
    """Needed minutes are then unknown, and a way out lifts the ban."""
    found = made(must=["forces"], ban=["vectors@overview"])
    assert (found.status, found.needed_minutes) == ("infeasible", None)
    assert made(must=["forces"], **found.ways_out[0].arguments).status == "optimal"


def test_reasons_lead_from_each_step_to_its_goal() -> None:
    """Each hop is an edge of the graph, told in its author's words."""
    found = made(goals=["forces@working"])
    reasons = {str(planned.step): planned.reason for planned in found.steps}
    assert reasons["forces@working"].via == ()
    assert reasons["vectors@working"].goal == "forces@working"
    assert reasons["vectors@working"].via[0].reason == "they add up so"
    assert reasons["numpy@working"].via[0].reason == "to compute with"


def test_an_alternative_gives_its_own_reason() -> None:
    """The group's reason stands for those that give none."""
    graph = KnowledgeGraph.from_dict(
        {
            "topics": {
                "a": "9h",
                "b": "1h",
                "c": "2h",
                "d": {
                    "effort": "1h",
                    "requires": [
                        {
                            "any": [{"topic": "a", "reason": "by hand"}, {"topic": "b"}],
                            "reason": "either way",
                        },
                        {"any": [{"topic": "a"}, {"topic": "c", "reason": "by machine"}]},
                    ],
                },
            }
        }
    )
    found = plan(graph, goals=["d"])
    assert check_plan(found, graph) == ()
    said = {p.topic: p.reason.via[0].reason for p in found.steps if p.reason.via}
    assert said == {"b": "either way", "c": "by machine"}


def test_left_out_steps_tell_what_they_would_still_cost() -> None:
    """The closure counts what is neither chosen nor known, at the least over alternatives."""
    found = made(goals=["heat:9", "forces@overview"], budget="5h")
    (entry,) = found.left_out
    assert (entry.closure_minutes, entry.closure_value) == ((1 + 1 + 2) * 60, 1)


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({"goals": ["heat"]}, []),
        ({"goals": ["heat"], "known": ["heat"]}, [("heat@working", "known", ())]),
        (
            {"goals": ["forces", "heat"], "ban": ["vectors"]},
            [("forces@working", "banned", ("vectors@overview",))],
        ),
        # Its lower levels are still there to be learnt.
        (
            {"goals": ["forces@deep"], "ban": ["forces@working"]},
            [("forces@deep", "banned", ("forces@working",))],
        ),
        ({"goals": ["forces"], "ban": ["numpy"]}, []),
        (
            {"goals": ["forces"], "ban": ["matlab", "heat", "numpy"]},
            [("forces@working", "banned", ("matlab@working", "numpy@working"))],
        ),
        (
            {"goals": ["preset:exam"], "ban": ["vectors@working"], "known": ["heat"]},
            [
                ("forces@working", "banned", ("vectors@working",)),
                ("heat@working", "known", ()),
            ],
        ),
        ({"must": ["vectors"], "known": ["forces"]}, [("vectors@working", "known", ())]),
        ({"known": ["forces"], "ban": ["heat"]}, []),
    ],
)
def test_wishes_that_are_settled_before_any_choice_are_named(
    wishes: dict[str, Any], expected: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    """Goals known already, and those that bans cut off, with the bans; the graph's values not."""
    found = made(**wishes)
    assert [(wish.step, wish.state, wish.bans) for wish in found.settled] == expected
    assert Plan.from_json(found.to_json()) == found
    assert ("settled" in found.to_json()) == bool(expected)


@pytest.mark.parametrize(
    ("wishes", "error", "match"),
    [
        ({"goals": ["forcs"]}, UnknownTopicError, "did you mean 'forces'"),
        ({"goals": ["heat@deep"]}, UnknownTopicError, "does not declare the level deep"),
        ({"goals": ["section:chemistry"]}, UnknownTopicError, "no section 'chemistry'"),
        ({"goals": ["tag:new"]}, UnknownTopicError, "no tag 'new'"),
        ({"goals": ["preset:test"]}, UnknownTopicError, "no preset 'test'.*exam"),
        ({"goals": "forces"}, RequestError, "give a list"),
        ({"goals": ["forces:0"]}, RequestError, "weight 0 is not usable"),
        ({"must": [Goal("heat")]}, RequestError, "must holds"),
        ({"must": ["heat@expert"]}, RequestError, "no level 'expert'"),
        ({"known": ["he at"]}, RequestError, "is not a topic"),
        ({"known": ["Linear forces"]}, RequestError, "is not a topic .did you mean 'forces'"),
        ({"ban": ["linear forces"]}, RequestError, "is not a topic .did you mean 'forces'"),
        ({"known": ["section:maths"]}, RequestError, "takes topics.*topics of the section"),
        ({"ban": ["tag:code"]}, RequestError, "takes topics.*topics of the tag"),
        ({"goals": ["FORCES"]}, UnknownTopicError, "did you mean 'forces'"),
        ({"goals": ["forces:0.0001"]}, RequestError, "weight 0.0001.*3 decimals"),
        ({"budget": 10**12}, RequestError, "at most 6,000,000"),
        ({"budget": "99999999999999h"}, UnitError, "more than 100,000 hours"),
        ({"budget": -1}, RequestError, "budget of -1"),
        ({"budget": 1.5}, RequestError, "whole minutes"),
        ({"budget": "10"}, UnitError, "no unit"),
        ({"pace": 0}, RequestError, "pace is 0"),
        ({"pace": float("nan")}, RequestError, "pace is nan"),
        ({"review_share": 1}, RequestError, "review_share is 1"),
        ({"shares": (0.8, 0.4, 1)}, RequestError, "rising"),
        ({"choose": "best"}, RequestError, "no choose 'best'.*nested"),
        ({"order": "random"}, RequestError, "no order 'random'.*spiral"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(
    wishes: dict[str, Any], error: type[Exception], match: str
) -> None:
    """The message says what is wrong, the hint what would be right."""
    with pytest.raises(error, match=match):
        plan(GRAPH, **wishes)


def test_wishes_said_twice_are_remembered_once() -> None:
    """The same wishes give the same plan, to the byte; goals said twice add up."""
    once = made(known=["numpy"], ban=["heat"], must=["vectors"], budget="9h")
    twice = {"known": ["numpy", "numpy@working"], "ban": ["heat", "heat"]}
    again = made(**twice, must=["vectors", "vectors"], budget="9h")
    assert again.to_json() == once.to_json()


def test_a_way_out_is_offered_in_one_form_only() -> None:
    """Where lifting the only ban is enough, no second line says it with the same budget."""
    found = made(must=["forces"], ban=["vectors"], budget="20h")
    assert [way.change for way in found.ways_out] == [
        "lift the ban on vectors@overview",
        "do without forces@working",
    ]
