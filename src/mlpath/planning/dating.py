"""`keep_due`: a plan in an order that has its steps ready by their due dates, or says why not."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from mlpath.errors import Problem, RequestError
from mlpath.planning.balancing import edges_of
from mlpath.planning.dues import due_times
from mlpath.plans import MINUTES_PER_HOUR, THOUSANDTHS, Due, thousandths

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from mlpath.learners import Availability
    from mlpath.plans import Plan, PlannedStep
    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.units import Rate


def keep_due(
    plan: Plan,
    graph: KnowledgeGraph,
    due: Mapping[str | Step, str | int | dt.date],
    *,
    hours: str | Rate | Availability | None = None,
    start: dt.date | str | None = None,
) -> Plan:
    """Return the plan in an order that keeps due dates, as near to its own as that allows.

    Parameters
    ----------
    plan
        A plan that is not infeasible and holds the steps; a must is in every plan.
    graph
        The graph it was made for.
    due
        For steps the last day to finish them, as a date or ``"2027-03-01"``, or the learner's
        own minutes of study until then, as a number or a text such as ``"120h"``.
    hours
        Study time of a week, such as ``"10h/week"``; needed for dates. An `Availability` tells
        start, days off and holidays too.
    start
        First day of study; needed for dates.

    Returns
    -------
    Plan
        The same steps, with `due` filled. A date that cannot be kept is met as nearly as it can
        be; `due` then says how much is needed by then, and how late it is.

    Raises
    ------
    RequestError
        If a step is not in the plan, a date cannot be read, lies before the start or has none.
    UnknownTopicError
        If a step is not in the graph.
    UnitError
        If hours cannot be read.

    Notes
    -----
    What is chosen stays: what a step needs in this plan takes its time in any plan with the same
    any-of choices, and the rest of the plan comes after it where time is short. A step that is
    late earns its value all the same. `plan` takes due dates into what it chooses.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "a": "2h", "b": {"effort": "3h", "requires": ["a"]}, "c": {"effort": "1h"}}})
    >>> made = keep_due(plan(graph), graph, {"b": "5h"})
    >>> [step.topic for step in made.steps], made.due[0].late_minutes
    (['a', 'b', 'c'], 0)
    """
    from mlpath.solving.due import keep_dates  # noqa: PLC0415 - the room loads numpy

    if plan.status == "infeasible":
        raise RequestError("an infeasible plan keeps no due dates", hint="see its ways out")
    if plan.graph.hash != graph.hash:
        raise RequestError("the plan was made for another graph", hint="plan again for this one")
    place = {planned.step: number for number, planned in enumerate(plan.steps)}
    until: dict[int, tuple[dt.date | None, int]] = {}
    for each in due_times(graph, due, hours, start):
        step = graph.step(each.step)
        if step not in place:
            message = f"{step} is due, but not in the plan"
            hint = "it is known already, or was left out: make it a must"
            raise RequestError(Problem("bad-request", message, hint=hint))
        until[place[step]] = each.date, each.by_minutes
    order, dates = keep_dates(
        [planned.effort_minutes for planned in plan.steps],
        [(step, other) for step, other, _ in edges_of(plan, graph)],
        {step: plan.asked.fitting(minutes) for step, (_, minutes) in until.items()},
        range(len(plan.steps)),
    )
    needed = {step: date.needed for date in dates for step in date.due}
    steps = [plan.steps[number] for number in order]
    finish = dict(zip(order, accumulate(step.effort_minutes for step in steps), strict=True))
    found = [
        Due(
            step=str(plan.steps[number].step),
            date=date,
            by_minutes=minutes,
            finish_minutes=plan.asked.own(finish[number]),
            needed_minutes=plan.asked.own(needed[number]),
        )
        for number, (date, minutes) in sorted(until.items(), key=lambda item: item[1][1])
    ]
    changed: dict[str, object] = {"steps": tuple(steps), "due": tuple(found)}
    if plan.completion is not None:
        changed["completion"] = _completion(steps)
    return plan.model_copy(update={**changed, "schedule": None, "terms": None})


def _completion(steps: Sequence[PlannedStep]) -> float:
    """Return the sum of value times hours until it is earned, rounded up."""
    ends = accumulate(step.effort_minutes for step in steps)
    pairs = zip(steps, ends, strict=True)
    late = sum(thousandths(step.value) * end for step, end in pairs)
    return -(-late // MINUTES_PER_HOUR) / THOUSANDTHS
