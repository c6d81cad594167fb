"""When steps are due: dates and hours of study as the learner's own minutes."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from mlpath.errors import Problem, RequestError
from mlpath.learners.availability import Availability, day_of
from mlpath.planning.wishes import minutes_of
from mlpath.plans import DueTime

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.units import Rate

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORM = "write svd@deep=2027-03-01, or svd@deep=120h for hours of study"


def due_times(
    graph: KnowledgeGraph,
    due: Mapping[str | Step, str | int | dt.date],
    hours: str | Rate | Availability | None = None,
    start: dt.date | str | None = None,
) -> tuple[DueTime, ...]:
    """Return when steps are due, in the order given.

    Parameters
    ----------
    graph
        The knowledge graph.
    due
        For steps the last day to finish them, as a date or ``"2027-03-01"``, or the learner's
        own minutes of study until then, as a number or a text such as ``"120h"``.
    hours, start
        Study time of a week and first day of study; needed for dates.

    Raises
    ------
    RequestError
        If a step is due twice, a date cannot be read, lies before the start or has none.
    UnknownTopicError
        If a step is not in the graph.
    UnitError
        If hours cannot be read.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": "5h"}})
    >>> due_times(graph, {"svd": "2026-12-07"}, "3h/week", "2026-12-01")[0].by_minutes
    180
    """
    if not due:
        return ()
    when = _availability(hours, start)
    found: dict[str, DueTime] = {}
    for name, given in due.items():
        step = str(graph.step(name))
        date, minutes = _until(given, when)
        if step in found:
            raise RequestError(Problem("bad-due", f"{step} is due twice"))
        found[step] = DueTime(step=step, date=date, by_minutes=minutes)
    return tuple(found.values())


def parse_due(text: str) -> tuple[str, str]:
    """Return the step and the time of a text such as ``svd@deep=2027-03-01``.

    Raises
    ------
    RequestError
        If it is not of that form.
    """
    name, sign, time = (part.strip() for part in text.partition("="))
    if not (name and sign and time):
        raise RequestError(Problem("bad-due", f"{text!r} is not a due date", hint=_FORM))
    return name, time


def last_day(given: str | int | dt.date) -> dt.date | None:
    """Return the last day that a due time names, None where it tells hours of study.

    Raises
    ------
    RequestError
        If it is no day of any calendar, such as ``2027-02-30``.

    Examples
    --------
    >>> str(last_day("2027-03-01")), last_day("120h")
    ('2027-03-01', None)
    """
    if isinstance(given, dt.date):
        return day_of(given)
    return day_of(given) if isinstance(given, str) and _DATE.fullmatch(given) else None


def _until(given: str | int | dt.date, when: Availability | None) -> tuple[dt.date | None, int]:
    """Return the last day, if one was given, and the learner's minutes until its end."""
    last = last_day(given)
    if last is None:
        return None, minutes_of(given)
    if when is None or when.start is None:
        message = f"the due date {given} needs a start and hours"
        hint = "such as a start of 2026-12-01 and 10h/week"
        raise RequestError(Problem("bad-due", message, hint=hint))
    if last < when.start:
        message = f"{last} is before the start, {when.start}"
        raise RequestError(Problem("bad-due", message, hint=_FORM))
    return last, when.minutes_until(last)


def _availability(
    hours: str | Rate | Availability | None, start: dt.date | str | None
) -> Availability | None:
    if hours is None or isinstance(hours, Availability):
        return hours
    return Availability.of(hours, start)
