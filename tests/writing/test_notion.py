"""Notion: read back by the csv module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mlpath
from mlpath.writing.texts import cell
from tests.writing.test_tables import rows_of

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph


def test_every_row_is_a_page(graph: KnowledgeGraph, plan: Plan, dated: Plan) -> None:
    """Titles, sections, hours and weeks come back."""
    rows = rows_of(mlpath.write(plan, "notion", graph=graph).text)
    assert [row["Name"] for row in rows] == [
        cell(graph.topic(step.topic).title) for step in plan.steps
    ]
    assert sum(float(row["Hours"]) * 60 for row in rows) == plan.effort_minutes
    assert {row["Week"] for row in rows} == {""}
    sections = {cell(section.title) for section in graph.sections}
    assert {row["Section"] for row in rows} <= sections
    weeks = rows_of(mlpath.write(dated, "notion", graph=graph).text)
    assert weeks[0]["Week"] == "1"
    assert weeks[0]["Date"] == "2026-12-05"
