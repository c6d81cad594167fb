"""DOT: the same text as draw() gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import mlpath
from mlpath.errors import RequestError
from mlpath.writing.dots import write
from mlpath.writing.subjects import Subject

if TYPE_CHECKING:
    from mlpath.plans import Plan, Schedule
    from mlpath.topics import KnowledgeGraph


def test_dot_is_what_draw_makes(graph: KnowledgeGraph, dated: Plan, schedule: Schedule) -> None:
    """A graph as a map, a plan by weeks."""
    assert mlpath.write(graph, "dot").text == mlpath.draw(graph, view="map").dot
    assert mlpath.write(dated, "dot", graph=graph).text == mlpath.draw(dated, graph=graph).dot
    with pytest.raises(RequestError, match="a schedule cannot be written as dot"):
        mlpath.write(schedule, "dot", graph=graph)
    with pytest.raises(RequestError, match="a schedule alone cannot be drawn"):
        write(Subject("schedule", graph, None, schedule))
