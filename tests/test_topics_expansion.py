"""From topics to steps: the planner's, the checker's and the oracle's readings agree."""

from __future__ import annotations

from typing import Any

import pytest

from mlpath import KnowledgeGraph
from mlpath.auditing.rules import rules_of
from mlpath.errors import GraphError
from tests.oracles import cases, reading


def edges_of(topics: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the edges between steps of different topics."""
    graph = KnowledgeGraph.from_dict({"topics": topics})
    steps = graph.steps
    pairs = [(steps[edge.source], steps[edge.target]) for edge in graph.expansion.edges]
    return sorted((str(a), str(b)) for a, b in pairs if a.topic != b.topic)


FULL = {"overview": "1h", "working": "3h", "deep": "9h"}


def test_a_prerequisite_names_the_level_that_working_needs() -> None:
    """An overview needs an overview, deep needs working at least."""
    assert edges_of(
        {"p": {"effort": FULL}, "t": {"effort": FULL, "requires": ["p@overview"]}}
    ) == [
        ("p@overview", "t@overview"),
        ("p@overview", "t@working"),
        ("p@working", "t@deep"),
    ]


def test_a_level_that_is_not_declared_rounds_up_else_to_the_top() -> None:
    """`p` has no overview, `q` nothing above it."""
    topics = {
        "p": {"effort": {"working": "3h", "deep": "9h"}},
        "q": {"effort": {"overview": "1h"}},
        "t": {"effort": FULL, "requires": ["p", "q"]},
    }
    assert edges_of(topics) == [
        ("p@working", "t@deep"),
        ("p@working", "t@overview"),
        ("p@working", "t@working"),
        ("q@overview", "t@deep"),
        ("q@overview", "t@overview"),
        ("q@overview", "t@working"),
    ]


def test_for_is_literal_and_concerns_one_level() -> None:
    """`for: overview` may ask for more than an overview."""
    topics = {
        "p": {"effort": FULL},
        "t": {"effort": FULL, "requires": [{"topic": "p", "level": "deep", "for": "overview"}]},
    }
    assert edges_of(topics) == [("p@deep", "t@overview")]


def test_corequisites_need_each_other_one_level_lower() -> None:
    """In both directions, whichever of the two names the other."""
    expected = [
        ("a@overview", "b@working"),
        ("a@working", "b@deep"),
        ("b@overview", "a@working"),
        ("b@working", "a@deep"),
    ]
    for first, second in ((["b"], []), ([], ["a"]), (["b"], ["a"])):
        topics = {
            "a": {"effort": FULL, "corequisites": first},
            "b": {"effort": FULL, "corequisites": second},
        }
        assert edges_of(topics) == expected


def test_corequisites_without_the_lower_level_leave_no_edge() -> None:
    """Topics with one level each are simply learnt side by side."""
    assert edges_of({"a": {"effort": "1h", "corequisites": ["b"]}, "b": "2h"}) == []


def test_corequisites_that_close_a_circle_of_steps_are_refused() -> None:
    """`b` at working needs `a` at working, which needs `b` in overview: fine; deep closes it."""
    topics = {
        "a": {"effort": FULL, "corequisites": ["b"]},
        "b": {"effort": FULL, "requires": [{"topic": "a", "level": "deep", "for": "overview"}]},
    }
    with pytest.raises(GraphError, match=r"circle of .*@") as caught:
        KnowledgeGraph.from_dict({"topics": topics})
    assert caught.value.problems[0].notes


def test_a_group_that_a_prerequisite_serves_is_none() -> None:
    """And a group whose alternatives round to one step is a plain prerequisite."""
    graph = KnowledgeGraph.from_dict(
        {
            "topics": {
                "p": "1h",
                "q": "1h",
                "t": {"effort": "1h", "requires": ["p", {"any": ["p", "q"]}]},
                "u": {"effort": "1h", "requires": [{"any": ["p", "p@working"], "reason": "so"}]},
            }
        }
    )
    assert graph.expansion.groups == ()
    assert [edge.reason for edge in graph.expansion.edges] == ["", "so"]


@pytest.mark.parametrize("block", range(8))
def test_three_readings_of_the_rules_agree(block: int) -> None:
    """The planner's expansion, the checker's rules and the oracle see the same steps and needs."""
    for seed in range(block * 25, block * 25 + 25):
        case = cases.small(seed) if seed % 5 else cases.middle(seed, 60)
        found = case.graph.expansion
        rules = rules_of(case.graph)
        needs = reading.prerequisites(case.data)
        assert rules.steps == list(found.steps)
        assert rules.effort == list(found.efforts)
        assert [set(some) for some in rules.needs] == _hard(found)
        assert {(g.owner, g.position, g.alternatives) for g in rules.groups} == {
            (g.target, g.position, g.alternatives) for g in found.groups
        }
        for number, step in enumerate(found.steps):
            hard, groups = needs[step.topic, int(step.level)]
            mine = {
                (s.topic, int(s.level)) for n in _hard(found)[number] for s in [found.steps[n]]
            }
            assert mine <= hard
            assert {one for one in hard if one[0] != step.topic} <= mine | _single(groups)
            assert found.efforts[number] == reading.effort(
                case.data["topics"][step.topic], int(step.level)
            )


def _hard(found: Any) -> list[set[int]]:
    hard: list[set[int]] = [set() for _ in found.steps]
    for edge in found.edges:
        hard[edge.target].add(edge.source)
    return hard


def _single(groups: list[list[tuple[str, int]]]) -> set[tuple[str, int]]:
    return {group[0] for group in groups if len(set(group)) == 1}
