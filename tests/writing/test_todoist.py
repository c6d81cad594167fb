"""Todoist: read back by the csv module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mlpath
from tests.writing.test_tables import rows_of

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph


def test_every_session_is_a_task_in_its_week(graph: KnowledgeGraph, dated: Plan) -> None:
    """Weeks are sections; titles, dates and minutes come back."""
    rows = rows_of(mlpath.write(dated, "todoist", graph=graph).text)
    schedule = dated.schedule
    assert schedule is not None
    weeks = [row["CONTENT"] for row in rows if row["TYPE"] == "section"]
    assert weeks == [f"Week {week.week}" for week in schedule.weeks]
    tasks = [row for row in rows if row["TYPE"] == "task"]
    for task, session in zip(tasks, schedule.sessions, strict=True):
        title = f"{graph.topic(session.topic).title} ({session.level})"
        assert task["CONTENT"].partition(". ")[2] == title
        assert task["DATE"] == str(session.date)
        assert (task["DURATION"], task["DURATION_UNIT"]) == (str(session.minutes), "minute")


def test_without_a_schedule_steps_have_no_date(graph: KnowledgeGraph, plan: Plan) -> None:
    """Tasks are numbered in study order."""
    rows = rows_of(mlpath.write(plan, "todoist", graph=graph).text)
    assert [row["CONTENT"].partition(".")[0] for row in rows] == [
        str(number) for number in range(1, len(plan) + 1)
    ]
    assert {(row["DATE"], row["DURATION"]) for row in rows} == {("", "None")}
