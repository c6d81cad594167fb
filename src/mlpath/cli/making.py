"""The plan of what is wanted: made in one place, so that every command speaks of the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mlpath.cli import options
from mlpath.cli.output import say
from mlpath.cli.timing import timing_of
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlpath.cli.timing import Timing
    from mlpath.cli.wanting import Wanted
    from mlpath.plans import Asked, Plan
    from mlpath.topics import KnowledgeGraph, Step


def make(graph: KnowledgeGraph, wanted: Wanted, timing: Timing | None = None) -> Plan:
    """Return the best plan of what is wanted, laid into the calendar with its reviews.

    Parameters
    ----------
    timing
        That of what is wanted, where it is known already.

    Raises
    ------
    RequestError, UnknownTopicError, UnitError
        If what is wanted makes no sense.
    """
    timing = timing_of(wanted) if timing is None else timing
    asked = asked_by(graph, wanted, timing)
    calendar = timing.calendar
    dates: dict[str | Step, str] = dict(timing.due.items())
    if calendar is None:
        from mlpath.planning import plan_asked

        return _ordered(plan_asked(graph, asked), graph, dates)
    from mlpath.scheduling import fit

    best = fit(graph, timing.own(asked), calendar, dates)
    if best.schedule is None or not best.asked.review_share:
        return best
    from mlpath.reviewing import add_reviews

    laid = add_reviews(best.schedule, best, graph, method=timing.spacing)
    return best.model_copy(update={"schedule": laid})


def asked_by(graph: KnowledgeGraph, wanted: Wanted, timing: Timing) -> Asked:
    """Return what is wanted as the wishes of a plan.

    Raises
    ------
    RequestError, UnknownTopicError, UnitError
        If it makes no sense.
    """
    from mlpath.planning import ask

    return ask(
        graph,
        goals=options.several(wanted.goal),
        must=(*options.several(wanted.must), *timing.due, *timing.pins),
        known=options.several(wanted.known),
        ban=options.several(wanted.ban),
        budget=timing.limit,
        pace=wanted.pace,
        review_share=options.share_of(wanted.review),
        shares=_shares(wanted.shares),
        choose=str(wanted.choose),
        order=str(wanted.order),
        work_limit=wanted.work_limit,
        pace_sigma=wanted.pace_sigma,
        sure=None if wanted.sure is None else options.share_of(wanted.sure),
    )


def check_feasible(plan: Plan) -> None:
    """End the command with exit code 1 where there is no plan to speak of."""
    if plan.status == "infeasible":
        say("infeasible: no plan holds the musts; `mlpath plan` with the same tells what would")
        raise typer.Exit(1)


def _ordered(plan: Plan, graph: KnowledgeGraph, dates: Mapping[str | Step, str]) -> Plan:
    """Return a plan without a calendar in an order that keeps what is due."""
    if plan.status == "infeasible" or not dates:
        return plan
    from mlpath.planning.dating import keep_due

    return keep_due(plan, graph, dates)


def _shares(text: str) -> tuple[float, ...]:
    """Return shares from a text such as ``0.4,0.8,1``."""
    try:
        return tuple(float(part) for part in text.replace(" ", ",").split(",") if part)
    except ValueError:
        hint = "three rising numbers, such as 0.4,0.8,1"
        raise RequestError(Problem("bad-request", f"shares are {text!r}", hint=hint)) from None
