"""Notion: a CSV that its import turns into a database, a page per step of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.writing.tables import table
from mlpath.writing.texts import cell, figure

if TYPE_CHECKING:
    from mlpath.writing.subjects import Row, Subject

HEAD = ("Name", "Order", "Level", "Section", "Hours", "Value", "Week", "Date", "Done", "Summary")


def write(subject: Subject) -> str:
    """Return a row per session of a schedule, else per step."""
    titles = {section.id: section.title for section in subject.graph.sections}
    return table(HEAD, (_row(row, titles) for row in subject.rows()))


def _row(row: Row, titles: dict[str, str]) -> tuple[object, ...]:
    return (
        f"Review: {row.topic.title}" if row.review else cell(row.topic.title),
        row.number,
        str(row.step.level),
        cell(titles[row.topic.section]),
        f"{row.minutes / 60:.2f}",
        "" if row.value is None else figure(row.value),
        "" if row.week is None else row.week,
        "" if row.date is None else row.date.isoformat(),
        "No",
        cell(row.topic.summary),
    )
