"""DOT, the text that Graphviz draws, as `mlpath.draw` makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.errors import RequestError

if TYPE_CHECKING:
    from mlpath.writing.subjects import Subject


def write(subject: Subject) -> str:
    """Return the whole graph, or the weeks of a plan.

    Raises
    ------
    RequestError
        If a schedule was given without its plan.
    """
    from mlpath.drawing import draw  # noqa: PLC0415 - no other format needs it

    if subject.plan is not None:
        return draw(subject.plan, graph=subject.graph, schedule=subject.schedule).dot
    if subject.schedule is not None:
        raise RequestError(
            "a schedule alone cannot be drawn", hint="draw(plan, graph=graph, schedule=schedule)"
        )
    return draw(subject.graph, view="map").dot
