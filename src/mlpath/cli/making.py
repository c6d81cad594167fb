"""The plan of what is wanted: made in one place, so that every command speaks of the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mlpath.cli import options
from mlpath.cli.logbook import mastered
from mlpath.cli.output import say
from mlpath.cli.timing import timing_of
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    import datetime as dt

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
    if calendar is None:
        from mlpath.planning import plan_asked

        return plan_asked(graph, asked)
    from mlpath.scheduling import fit

    best = fit(graph, timing.own(asked), calendar, _due(timing))
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
    from mlpath.planning.dues import due_times

    calendar = timing.calendar
    hours = None if calendar is None else calendar.availability
    return ask(
        graph,
        goals=options.several(wanted.goal),
        must=(*options.several(wanted.must), *timing.pins),
        known=(*options.several(wanted.known), *_logged(graph, wanted)),
        ban=options.several(wanted.ban),
        budget=timing.limit,
        pace=wanted.pace,
        review_share=options.share_of(wanted.review),
        shares=shares_of(wanted.shares),
        choose=str(wanted.choose),
        order=str(wanted.order),
        work_limit=wanted.work_limit,
        recommended=wanted.recommended,
        pace_sigma=wanted.pace_sigma,
        sure=None if wanted.sure is None else options.share_of(wanted.sure),
        due=due_times(graph, _due(timing), hours),
    )


def _logged(graph: KnowledgeGraph, wanted: Wanted) -> list[str]:
    """Return what the progress log holds as mastered, where that is asked for."""
    return [str(step) for step in mastered(graph, wanted.log)] if wanted.logged else []


def check_feasible(plan: Plan) -> None:
    """End the command with exit code 1 where there is no plan to speak of."""
    if plan.status == "infeasible":
        say("infeasible: no plan holds the musts; `mlpath plan` with the same tells what would")
        raise typer.Exit(1)


def _due(timing: Timing) -> dict[str | Step, str | int | dt.date]:
    return dict(timing.due.items())


def shares_of(text: str) -> tuple[float, ...]:
    """Return shares from a text such as ``0.4,0.8,1``.

    Raises
    ------
    RequestError
        If it is no list of numbers.
    """
    try:
        return tuple(float(part) for part in text.replace(" ", ",").split(",") if part)
    except ValueError:
        hint = "three rising numbers, such as 0.4,0.8,1"
        raise RequestError(Problem("bad-request", f"shares are {text!r}", hint=hint)) from None
