"""`fit`: the best plan that a calendar can hold, on its days; or what would have to change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from mlpath.learners.availability import day_of
from mlpath.scheduling.requests import Due, Request, fits
from mlpath.scheduling.rescuing import ways_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlpath.plans import Asked, Plan
    from mlpath.scheduling.calendars import Calendar
    from mlpath.topics import KnowledgeGraph, Step


def fit(
    graph: KnowledgeGraph,
    asked: Asked,
    calendar: Calendar,
    due: Mapping[str | Step, str | int | dt.date] | None = None,
) -> Plan:
    """Return the best plan that a calendar holds, with its schedule.

    Parameters
    ----------
    graph
        The knowledge graph.
    asked
        Wishes; with a deadline the minutes of study until then are a budget too, and the smaller
        counts.
    calendar
        When study happens.
    due
        For steps their last day or the minutes of study until then, as `plan` takes them.

    Returns
    -------
    Plan
        With its schedule, unless it is infeasible. What does not fit has ways out, each of which
        was re-run and fits: those of an infeasible plan are its own, those of a plan that is
        late are in ``plan.schedule.ways_out``.

    Raises
    ------
    RequestError, UnknownTopicError
        As `plan` and `schedule`.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.scheduling import Calendar
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": "5h", "qr": "2h"}})
    >>> week = Calendar.of("1h/day", "2026-12-01", deadline="2026-12-03")
    >>> best = fit(graph, plan(graph).asked, week)
    >>> [step.topic for step in best.steps], str(best.schedule.finish)
    (['qr'], '2026-12-02')
    """
    named: Due = {}
    for name, time in (due or {}).items():
        # As text: ways out are arguments that JSON can hold.
        text = str(day_of(time)) if isinstance(time, dt.date) else time
        named[str(graph.step(name))] = text
    request = Request(graph, asked, calendar, named, asked.budget_minutes)
    best = request.plan()
    if fits(best):
        return best
    ways = ways_out(request, best)
    if best.schedule is None:
        return best.model_copy(update={"ways_out": ways or best.ways_out})
    laid = best.schedule.model_copy(update={"ways_out": ways})
    return best.model_copy(update={"schedule": laid})
