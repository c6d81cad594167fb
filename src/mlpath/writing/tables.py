"""CSV: a row per step or session of a plan, per topic of a graph; safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from mlpath.topics import Level
from mlpath.topics.models import AnyOf
from mlpath.writing.texts import cell, figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.topics import KnowledgeGraph, Topic
    from mlpath.topics.models import Prerequisite
    from mlpath.writing.subjects import Row, Subject

ROW = ("number", "topic", "level", "title", "section", "value", "goal")


def write(subject: Subject) -> str:
    """Return a table with a heading; titles that begin like a formula get an apostrophe."""
    if subject.plan is None and subject.schedule is None:
        return _graph(subject.graph)
    if subject.schedule is not None:
        if subject.schedule.reviews is not None:
            head: tuple[str, ...] = ("week", "date", "minutes", "kind", *ROW)
            return table(head, (_reviewed(row) for row in subject.rows()))
        head = ("week", "date", "minutes", *ROW)
        rows = ((row.week, row.date or "", row.minutes, *_cells(row)) for row in subject.rows())
        return table(head, rows)
    terms = None if subject.plan is None else subject.plan.terms
    if terms is not None:
        place = {name: term.term for term in terms.terms for name in term.steps}
        held = sorted(subject.rows(), key=lambda row: place[str(row.step)])
        lines = ((place[str(row.step)], row.minutes, *_cells(row)) for row in held)
        return table(("term", "effort_minutes", *ROW), lines)
    return table(("effort_minutes", *ROW), ((row.minutes, *_cells(row)) for row in subject.rows()))


def table(head: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a heading and rows as CSV; cells are written as they are."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue()


def _reviewed(row: Row) -> tuple[object, ...]:
    kind = "review" if row.review else "study"
    return (row.week, row.date or "", row.minutes, kind, *_cells(row))


def _cells(row: Row) -> tuple[object, ...]:
    return (
        row.number,
        row.step.topic,
        str(row.step.level),
        cell(row.topic.title),
        row.topic.section,
        "" if row.value is None else figure(row.value),
        cell(row.goal),
    )


def _graph(graph: KnowledgeGraph) -> str:
    efforts = tuple(f"{level}_minutes" for level in Level)
    head = ("topic", "title", "section", "value", *efforts, "requires", "tags", "summary")
    return table(head, (_topic(topic) for topic in graph.topics))


def _topic(topic: Topic) -> tuple[object, ...]:
    spans = (topic.effort[level] for level in Level)
    needs = (
        "|".join(_need(each) for each in item.any) if isinstance(item, AnyOf) else _need(item)
        for item in topic.requires
    )
    return (
        topic.id,
        cell(topic.title),
        topic.section,
        topic.value,
        *("" if span is None else span.median for span in spans),
        " ".join(needs),
        " ".join(topic.tags),
        cell(topic.summary),
    )


def _need(item: Prerequisite) -> str:
    return item.topic if item.level is None else f"{item.topic}@{item.level}"
