"""Recommended prerequisites: before what they help where that costs nothing, never more."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, check_plan, plan
from mlpath.planning.recommending import recommended_first, recommended_pairs


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


def test_a_recommendation_never_delays_value_nor_adds_a_step() -> None:
    """A poorer topic stays behind, and is not chosen for being recommended."""
    topics = {
        "b": {"effort": "2h", "value": 5, "recommends": ["a"]},
        "a": {"effort": "2h", "value": 1},
    }
    graph = KnowledgeGraph.from_dict({"topics": topics})
    assert names(graph) == ["b", "a"]
    assert names(graph, goals=["b"], budget="9h") == ["b"]


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
    assert [(str(helper), str(helped)) for helper, helped in recommended_pairs(graph)] == [
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
