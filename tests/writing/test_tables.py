"""CSV: read back by the csv module."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import mlpath
from mlpath.writing.texts import cell

if TYPE_CHECKING:
    from mlpath.plans import Plan, Schedule
    from mlpath.topics import KnowledgeGraph


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a table with a heading; no cell may begin like a formula."""
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert all(
        not value.startswith(("=", "+", "-", "@")) for row in found for value in row.values()
    )
    return found


def test_a_graph_is_a_row_per_topic(graph: KnowledgeGraph, physics: KnowledgeGraph) -> None:
    """Titles and summaries come back, prerequisites are steps."""
    rows = rows_of(mlpath.write(graph, "csv").text)
    assert [row["title"] for row in rows] == [cell(topic.title) for topic in graph.topics]
    assert [row["summary"] for row in rows] == [cell(topic.summary) for topic in graph.topics]
    simulation = {row["topic"]: row for row in rows_of(mlpath.write(physics, "csv").text)}
    assert simulation["simulation"]["requires"] == "motion python@overview|julia@overview"
    assert simulation["simulation"]["working_minutes"] == "360"
    assert simulation["simulation"]["overview_minutes"] == ""


def test_a_plan_is_a_row_per_step(graph: KnowledgeGraph, plan: Plan) -> None:
    """Minutes and values add up to the plan's."""
    rows = rows_of(mlpath.write(plan, "csv", graph=graph).text)
    assert [f"{row['topic']}@{row['level']}" for row in rows] == [
        str(step.step) for step in plan.steps
    ]
    assert sum(int(row["effort_minutes"]) for row in rows) == plan.effort_minutes
    assert sum(float(row["value"]) for row in rows) == plan.value
    assert [row["number"] for row in rows] == [str(n) for n in range(1, len(plan) + 1)]


def test_a_schedule_is_a_row_per_session(
    graph: KnowledgeGraph, dated: Plan, schedule: Schedule
) -> None:
    """Days and minutes are the sessions'; without the plan, values are unknown."""
    for thing in (dated, schedule):
        rows = rows_of(mlpath.write(thing, "csv", graph=graph).text)
        assert [(row["date"], int(row["minutes"])) for row in rows] == [
            (str(session.date), session.minutes) for session in schedule.sessions
        ]
    assert {row["value"] for row in rows} == {""}
