"""Advice about valid graphs: each rule fires where it should and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, closure, lint
from tests.oracles import cases

REASON = {"reason": "the determinant of a product splits"}
OTHER = {"reason": "rows are swapped while eliminating"}


def codes(topics: dict[str, Any], **more: Any) -> list[str]:
    """Return the codes of every finding."""
    found = lint(KnowledgeGraph.from_dict({"topics": topics, **more}))
    assert all(problem.lint and problem.path for problem in found)
    return [problem.code for problem in found]


CLEAN: dict[str, Any] = {
    "a": {"effort": {"overview": "1h", "working": "2h"}},
    "b": {"effort": "1h", "requires": [{"topic": "a", **REASON}]},
}


def changed(name: str, **fields: Any) -> dict[str, Any]:
    """Return the clean topics with fields of one replaced."""
    return {**CLEAN, name: {**CLEAN[name], **fields}}


@pytest.mark.parametrize(
    ("topics", "more", "expected"),
    [
        (CLEAN, {}, []),
        ({"a": "1h"}, {}, []),
        ({"a": "1h", "b": "1h"}, {}, []),
        ({**CLEAN, "c": "1h"}, {}, ["orphan"]),
        (changed("a", title="x" * 61), {}, ["long-title"]),
        (changed("a", effort={"overview": "1h", "working": "42h"}), {}, ["long-step"]),
        (changed("a", effort={"overview": "1h", "working": "1h"}), {}, ["effort-not-increasing"]),
        (changed("a", effort={"overview": "2h", "deep": "1h"}), {}, ["effort-not-increasing"]),
        (changed("a", tags=["x"]), {"graph": {"tags": ["y"]}}, ["unknown-tag"]),
        (changed("a", tags=["x"]), {"graph": {"tags": ["x"]}}, []),
        (changed("a", aliases=["B"]), {}, ["alias-clash"]),
        (changed("a", aliases=["z", "a"]), {}, []),
        (changed("b", requires=["a"]), {}, []),
        (
            {**CLEAN, "c": {"effort": "1h", "requires": [{"topic": "a"}]}},
            {},
            ["missing-reason"],
        ),
        (
            {**CLEAN, "c": {"effort": "1h", "requires": [{"topic": "a", **REASON}]}},
            {},
            ["repeated-reason", "repeated-reason"],
        ),
        (
            changed("b", requires=[{"topic": "a", "reason": "B builds on the basics of A"}]),
            {},
            ["idle-reason"],
        ),
        (changed("a", check={"overview": "can say so"}), {}, ["missing-check", "missing-check"]),
        (
            changed("b", resources=["book"]),
            {"resources": {"book": {"title": "B", "url": "https://x.org", "kind": "book"}}},
            ["missing-free-resource"],
        ),
        (CLEAN, {"sections": {"general": "General", "later": "Later"}}, ["empty-section"]),
        (
            CLEAN,
            {
                "sections": {"general": "General", "later": "Later"},
                "goals": {"p": {"title": "P", "topics": [{"section": "later"}]}},
            },
            ["empty-section", "unreachable-goal"],
        ),
    ],
)
def test_each_rule_fires_where_it_should(
    topics: dict[str, Any], more: dict[str, Any], expected: list[str]
) -> None:
    """One small graph for each finding, and clean ones."""
    assert sorted(codes(topics, **more)) == sorted(expected)


def implied(*requires: Any, level: str = "working") -> list[str]:
    """Return the findings for a topic that requires `b`, which requires `a`, and more."""
    full = {"overview": "1h", "working": "2h", "deep": "4h"}
    return codes(
        {
            "a": {"effort": full},
            "b": {"effort": full, "requires": [{"topic": "a", "level": level}]},
            "x": {"effort": full},
            "c": {"effort": full, "requires": ["b", "x", *requires]},
        }
    )


def test_a_prerequisite_that_another_implies_is_redundant() -> None:
    """At the same or a lower level at every step; a higher one is not implied."""
    assert implied("a") == ["redundant-prerequisite"]
    assert implied("a@overview") == ["redundant-prerequisite"]
    assert implied("a@deep") == []
    assert implied("a", level="overview") == []


def test_alternatives_neither_imply_nor_are_implied() -> None:
    """Which of them holds is the learner's choice."""
    assert implied({"any": ["a", "x"]}) == []
    full = {"effort": "1h"}
    assert (
        codes(
            {
                "a": full,
                "b": {**full, "requires": ["a"]},
                "x": full,
                "c": {**full, "requires": [{"any": ["b", "x"]}, "a"]},
            }
        )
        == []
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600))
def test_removing_a_redundant_prerequisite_changes_no_closure(seed: int) -> None:
    """Advice that is followed leaves every plan as it was."""
    case = cases.small(seed)
    found = [p for p in lint(case.graph) if p.code == "redundant-prerequisite"]
    for problem in found:
        _, name, _, position = problem.path
        data = case.graph.to_dict()
        del data["topics"][name]["requires"][position]
        lighter = KnowledgeGraph.from_dict(data)
        for step in case.graph.steps:
            assert set(closure(lighter, [step])) == set(closure(case.graph, [step]))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600))
def test_every_redundant_prerequisite_is_found(seed: int) -> None:
    """What could be removed without changing what any step needs is advised against."""
    graph = plain(seed)
    found = {p.path[1:4:2] for p in lint(graph) if p.code == "redundant-prerequisite"}
    before = {step: set(closure(graph, [step])) for step in graph.steps}
    for topic in graph:
        acting = {
            edge.position
            for edge in graph.expansion.edges
            if graph.steps[edge.target].topic == topic.id
        }
        for position in acting - {None} if len(topic.requires) > 1 else ():
            data = graph.to_dict()
            del data["topics"][topic.id]["requires"][position]
            lighter = KnowledgeGraph.from_dict(data)
            same = all(set(closure(lighter, [step])) == before[step] for step in graph.steps)
            assert same == ((topic.id, position) in found)


def plain(seed: int) -> KnowledgeGraph:
    """Return a random graph without alternatives, each prerequisite named once."""
    data = cases.middle(seed, 24).graph.to_dict()
    for topic in data["topics"].values():
        single = {item["topic"]: item for item in topic.get("requires", ()) if "any" not in item}
        topic["requires"] = list(single.values())
        topic.pop("corequisites", None)
    return KnowledgeGraph.from_dict(data)


def test_findings_come_in_declaration_order() -> None:
    """So that an author works through the file from the top."""
    topics = {
        f"t{n}": {"effort": "1h", "title": "x" * 61, "requires": []} for n in range(9, 0, -1)
    }
    found = lint(KnowledgeGraph.from_dict({"topics": topics}))
    assert [problem.path[1] for problem in found] == list(topics)
