"""Mermaid: read back line by line, as its grammar takes them."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import TYPE_CHECKING

import networkx as nx

import mlpath
from tests.drawing.conftest import sized

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph

NODE = re.compile(r'    n(\d+)\["([^"]*)"\]')
ARROW = re.compile(r"    n(\d+) (-->|-\.->) n(\d+)")
TASK = re.compile(r"    ([^:;]*(?:#\d+;[^:;]*)*) :s(\d+), (\S+), (\S+)")


def said(coded: str) -> str:
    """Return what Mermaid shows for a label."""
    return html.unescape(re.sub(r"#(\d+);", r"&#\1;", coded))


def read(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Return labels and arrows of a flowchart; any other line fails."""
    lines = [line for line in text.splitlines()[1:] if not line.startswith("%%")]
    nodes = [found for line in lines if (found := NODE.fullmatch(line))]
    arrows = [found for line in lines if (found := ARROW.fullmatch(line))]
    assert len(nodes) + len(arrows) == len(lines)
    assert [int(node[1]) for node in nodes] == list(range(len(nodes)))
    return [said(node[2]) for node in nodes], [(int(a[1]), int(a[3])) for a in arrows]


def test_a_graph_has_a_node_per_topic(graph: KnowledgeGraph, physics: KnowledgeGraph) -> None:
    """Labels are the titles; arrows are the transitive reduction, alternatives are dotted."""
    labels, arrows = read(mlpath.write(graph, "mermaid").text)
    assert labels == [topic.title for topic in graph.topics]
    text = mlpath.write(physics, "mermaid").text
    labels, arrows = read(text)
    ids = [topic.id for topic in physics.topics]
    hard = nx.DiGraph(
        (a, b) for a, b, group in physics.topic_graph.edges(data="group") if group is None
    )
    expected = {*nx.transitive_reduction(hard).edges, ("python", "simulation"),
                ("julia", "simulation")}  # fmt: skip
    assert {(ids[a], ids[b]) for a, b in arrows} == expected
    assert text.count("-.->") == 2


def test_a_plan_has_a_node_per_step(graph: KnowledgeGraph, plan: Plan) -> None:
    """Steps say their level."""
    labels, arrows = read(mlpath.write(plan, "mermaid", graph=graph).text)
    assert labels == [f"{graph.topic(step.topic).title} ({step.level})" for step in plan.steps]
    assert all(a < b for a, b in arrows)


def test_too_many_arrows_are_told() -> None:
    """Beyond Mermaid's own limit a comment says so."""
    assert "%% " not in mlpath.write(sized(40), "mermaid").text
    assert re.search(
        r"\n%% \d+ arrows: Mermaid draws 500", mlpath.write(sized(900), "mermaid").text
    )


def test_a_gantt_chart_has_a_task_per_step(graph: KnowledgeGraph, dated: Plan) -> None:
    """Titles, sections and days come back; the last day is exclusive."""
    text = mlpath.write(dated, "gantt", graph=graph).text
    lines = text.splitlines()
    assert lines[0] == "gantt"
    tasks = [found for line in lines if (found := TASK.fullmatch(line))]
    heads = [said(line[12:]) for line in lines if line.startswith("    section ")]
    assert len(lines) == 3 + len(tasks) + len(heads)
    assert sorted(heads) == sorted(
        {graph.section(graph.topic(s.topic).section).title for s in dated.steps}
    )
    found = {int(task[2]): task for task in tasks}
    sessions = list(dated.schedule.sessions) if dated.schedule else []
    for number, step in enumerate(dated.steps, 1):
        task = found[number]
        assert said(task[1]) == f"{graph.topic(step.topic).title} ({step.level})"
        days = [session.date for session in sessions if session.step == step.step]
        assert task[3] == str(min(filter(None, days)))
        assert dt.date.fromisoformat(task[4]) - dt.timedelta(days=1) == max(filter(None, days))


def test_weeks_without_days_span_their_week(physics: KnowledgeGraph) -> None:
    """Where only hours a week are known, a task takes its weeks."""
    plan = mlpath.plan(physics, goals=["forces"])
    weeks = mlpath.schedule(plan, hours="3h/week", start="2026-12-01")
    text = mlpath.write(weeks, "gantt", graph=physics).text
    assert re.search(r"s\d, 2026-12-01, 2026-12-08", text)


def test_a_gantt_chart_has_the_reviews_of_each_week() -> None:
    """A section of its own tells how many topics are reviewed in which days, and how long."""
    graph = mlpath.KnowledgeGraph.from_dict(
        {"topics": {"svd": {"effort": "8h"}, "gans": {"effort": "20h"}}}
    )
    plan = mlpath.plan(graph, review_share=0.1)
    weeks = mlpath.schedule(plan, hours="5h/week", start="2026-12-01")
    lines = mlpath.write(weeks, "gantt", graph=graph).text.splitlines()
    assert not any("Reviews" in line for line in lines)
    laid = mlpath.add_reviews(weeks, plan, graph, method="ladder")
    lines = mlpath.write(laid, "gantt", graph=graph).text.splitlines()
    assert lines[-3] == "    section Reviews"
    assert [said(line) for line in lines[-2:]] == [
        "    1 topic, 29 min :r3, 2026-12-15, 2026-12-22",
        "    1 topic, 29 min :r5, 2026-12-29, 2027-01-05",
    ]
