"""Markdown: a task for every step, read back by markdown-it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

import mlpath

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph


def texts_of(source: str, opened: str) -> list[str]:
    """Return the plain text of every block of that kind; anything but text fails."""
    markdown_it: Any = pytest.importorskip("markdown_it")
    tokens = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    found = []
    for before, token in itertools.pairwise(tokens):
        if token.type == "inline":
            assert {child.type for child in token.children} <= {"text", "text_special"}
            if before.type == opened:
                found.append("".join(child.content for child in token.children))
    return found


def test_every_topic_of_a_graph_is_a_task(graph: KnowledgeGraph) -> None:
    """Titles, summaries and prerequisites stand there as text."""
    source = mlpath.write(graph, "markdown").text
    lines = texts_of(source, "paragraph_open")
    for topic in graph.topics:
        assert f"[ ] {topic.title} (overview 30m, working 2h)" in lines
        assert topic.summary in lines
    assert texts_of(source, "heading_open") == [graph.info.title] + [
        section.title for section in graph.sections
    ]


def test_every_week_of_a_plan_is_a_list(graph: KnowledgeGraph, dated: Plan, plan: Plan) -> None:
    """With a schedule by week, without in study order; levels of one topic are one line."""
    source = mlpath.write(dated, "markdown", graph=graph).text
    schedule = dated.schedule
    assert schedule is not None
    assert [head[:7] for head in texts_of(source, "heading_open")[1:]] == [
        f"Week {week.week}, "[:7] for week in schedule.weeks
    ]
    lines = texts_of(mlpath.write(plan, "markdown", graph=graph).text, "paragraph_open")
    tasks = [line for line in lines if line.startswith("[ ] ")]
    # The chain has all overviews first, then all workings: nothing can be joined.
    assert len(tasks) == len(plan)
    assert {graph.topic(step.topic).title for step in plan.steps} == {
        task[4:].rpartition(" (")[0] for task in tasks
    }


def test_flags_of_ways_out_stay_code(physics: KnowledgeGraph) -> None:
    """What to type can be copied as it is, backticks included."""
    from mlpath.writing.markdowns import _code

    assert _code("--budget 5h") == "`--budget 5h`"
    assert _code("a `b` ``c``") == "``` a `b` ``c`` ```"
    any_of = mlpath.write(physics, "markdown").text
    assert "Python (overview) or Julia (overview)" in any_of
