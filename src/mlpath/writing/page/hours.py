"""What other budgets would hold: a few best plans around the one that was asked for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mlpath.units import HOUR, show
from mlpath.writing.texts import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.plans import Asked, Breakpoint, CurvePoint, Plan
    from mlpath.topics import KnowledgeGraph

SHARES = (0.4, 0.6, 0.75, 0.9, 1.1, 1.25, 1.5, 2.0)
SHARES_OF_ALL = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9)
WORK = 2000  # nodes of search for each: enough for gaps that no plot shows, in little time
CORNERS = 120
_ROUND = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def budgets_near(minutes: int, shares: Sequence[float]) -> list[int]:
    """Return round budgets around one, in minutes, rising, the one itself not among them.

    Examples
    --------
    >>> [budget // 60 for budget in budgets_near(300 * 60, SHARES)]
    [120, 180, 230, 270, 330, 380, 450, 600]
    """
    tenth = max(1, minutes // HOUR // 20)
    size = max(each for each in _ROUND if each <= tenth) * HOUR
    found = {max(size, int(minutes * share / size + 0.5) * size) for share in shares}
    return sorted(found - {minutes})


def curve_data(plan: Plan, graph: KnowledgeGraph) -> dict[str, Any] | None:
    """Return value against hours as plain data, None where there is nothing to choose.

    Returns
    -------
    dict or None
        ``corners`` are hours-and-value pairs of the upper hull, ``points`` best plans of round
        budgets with the steps that come in and go out against this plan, which is point ``here``.
    """
    from mlpath.planning.curving import chosen_at, curve_asked  # noqa: PLC0415 - loads scipy

    asked = plan.asked
    if not plan.steps:
        return None
    if asked.work_limit is None:
        asked = asked.model_copy(update={"work_limit": WORK})
    asked = _as_sure(plan, asked)
    here = asked.budget_minutes
    if here is None:
        here = asked.own(plan.effort_minutes)
    shares = SHARES_OF_ALL if asked.budget_minutes is None else SHARES
    curve = curve_asked(graph, asked)
    least = curve.breakpoints[0].budget_minutes
    budgets = [each for each in budgets_near(here, shares) if each >= least]
    points = _rising(plan, here, chosen_at(graph, asked, budgets))
    most = points[-1]["budget"]
    corners = [
        [corner.budget_minutes, corner.value]
        for corner in curve.breakpoints
        if corner.budget_minutes <= most
    ]
    # The line goes on to the right end: towards the next corner, or level where there is none.
    if corners and corners[-1][0] < most:
        corners.append([most, _between(corners[-1], curve.breakpoints[len(corners) :], most)])
    return {"corners": _thinned(corners), "points": points}


def _as_sure(plan: Plan, asked: Asked) -> Asked:
    """Return wishes whose budgets hold as little as this one does, to be as sure to fit."""
    if asked.sure is None or asked.budget_minutes is None or not plan.budget_minutes:
        return asked
    slower = asked.pace * asked.fitting(asked.budget_minutes) / plan.budget_minutes
    return asked.model_copy(update={"pace": round(slower, 6), "sure": None})


def _rising(
    plan: Plan, here: int, solved: Iterable[tuple[CurvePoint, Sequence[str]]]
) -> list[dict[str, Any]]:
    """Return the points in order of their budgets, the plan among them.

    A plan of a smaller budget that little search left better fits the larger one too. What is
    only recommended, and fills what is left over, is no part of what budgets are compared by.
    """
    needed = [item for item in plan.steps if not item.reason.recommended]
    mine = [str(item.step) for item in needed]
    planned = {str(item.step) for item in plan.steps}
    effort = sum(item.effort_minutes for item in needed)
    own = {"uses": plan.asked.own(effort), "value": plan.value, "in": [], "out": []}
    found: list[dict[str, Any]] = [{**own, "budget": here, "bound": plan.bound, "here": True}]
    for point, steps in solved:
        held = set(steps)
        found.append(
            {
                "uses": plan.asked.own(point.effort_minutes),
                "value": point.value,
                "in": [step for step in steps if step not in planned],
                "out": [step for step in mine if step not in held],
                "budget": point.budget_minutes,
                "bound": point.bound,
            }
        )
    found.sort(key=lambda point: int(point["budget"]))
    for before, after in pairwise(found):
        if after["value"] < before["value"] and "here" not in after:
            after.update({name: before[name] for name in own})
    return found


def _between(last: Sequence[float], following: Sequence[Breakpoint], minutes: int) -> float:
    """Return the height of the hull between a corner and the one that follows."""
    if not following:
        return last[1]
    share = (minutes - last[0]) / (following[0].budget_minutes - last[0])
    return round(last[1] + share * (following[0].value - last[1]), 3)


def _thinned(corners: list[list[float]]) -> list[list[float]]:
    """Return not many more corners than a plot can show, the first and the last among them."""
    stride = max(1, len(corners) // CORNERS)
    return [*corners[:-1:stride], *corners[-1:]]


def point_texts(point: dict[str, Any]) -> tuple[str, str, str]:
    """Return budget, value and what no plan exceeds, as people read them."""
    return show(point["budget"]), number(point["value"]), number(point["bound"])
