"""Todoist: the CSV of a project template, a section per week and a task per step in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.writing.tables import table
from mlpath.writing.texts import cell, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.writing.subjects import Row, Subject

HEAD = (
    "TYPE", "CONTENT", "DESCRIPTION", "PRIORITY", "INDENT", "AUTHOR", "RESPONSIBLE",
    "DATE", "DATE_LANG", "TIMEZONE", "DURATION", "DURATION_UNIT",
)  # fmt: skip
LONGEST = 24 * 60  # minutes that Todoist takes as a task's duration
NORMAL = 4


def write(subject: Subject) -> str:
    """Return a task per session, dated where the schedule is; without one, per step."""
    return table(HEAD, _rows(subject))


def _rows(subject: Subject) -> Iterator[tuple[object, ...]]:
    week = None
    for row in subject.rows():
        if row.week is not None and row.week != week:
            week = row.week
            yield ("section", f"Week {week}", *[""] * (len(HEAD) - 2))
        yield _task(row)


def _task(row: Row) -> tuple[object, ...]:
    # The number in front keeps the order, and no title begins like a formula or a heading.
    review = "Review: " if row.review else ""
    content = f"{row.number}. {review}{clean(row.topic.title)} ({row.step.level})"
    date = "" if row.date is None else row.date.isoformat()
    timed = bool(date) and row.minutes <= LONGEST
    duration = (row.minutes, "minute") if timed else ("None", "None")
    about = cell(row.topic.summary)
    return ("task", content, about, NORMAL, 1, "", "", date, "en", "", *duration)
