"""``mlpath verify``: does a plan hold what it promises, by a checker of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.loading import load_graph, load_plan
from mlpath.cli.output import (
    SCHEMA_VERSION,
    Talk,
    as_json,
    problem_as_dict,
    put,
    render,
    say,
    working,
)
from mlpath.errors import Problem, RequestError, report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.auditing import Examined
    from mlpath.plans import Plan


def verify_command(
    ctx: typer.Context,
    plan_file: Annotated[
        str,
        typer.Argument(
            metavar="PLAN",
            help="A plan's JSON file, or - for standard input.",
            show_default=False,
        ),
    ],
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """Verify a plan against its graph with a checker that shares no code with the planner.

    Steps, order, budget, musts, bans, totals and values are recomputed, and how much of the bound
    its price shows. Where a search closed the rest of the bound, that is the word of the search:
    it is told, and refused only where a better choice is found at once.

    \b
    mlpath plan --budget 300h -o plan.json
    mlpath verify plan.json
    """
    if plan_file == graph == "-":
        message = "plan and graph cannot both come from standard input"
        raise RequestError(Problem("usage", message))
    from mlpath.auditing import examine

    with working(ctx.find_object(Talk) or Talk(), "Verifying ..."):
        plan = load_plan(plan_file)
        found = examine(plan, load_graph(graph, overlay))
    if found.problems:
        say(*report(found.problems).splitlines())
    if format == options.Simple.JSON:
        answer = {
            "schema_version": SCHEMA_VERSION,
            "status": "refused" if found.problems else "accepted",
            "problems": [problem_as_dict(problem) for problem in found.problems],
            "recomputed": list(found.recomputed),
            "trusted": list(found.trusted),
        }
        put(as_json(answer))
    else:
        from rich.text import Text

        put(render(*(Text(line) for line in _lines(plan, found))))
    if found.problems:
        raise typer.Exit(1)


def _lines(plan: Plan, found: Examined) -> Iterator[str]:
    """Yield the answer as text."""
    from mlpath.writing.texts import number
    from mlpath.writing.verdicts import sized, verdict

    said = "refused" if found.problems else "accepted"
    known = verdict(plan) if plan.status == "infeasible" else sized(plan)
    if plan.status == "feasible":
        known += f" of at most {number(plan.bound)}"
    yield f"{said}: {plan.status}, {known}"
    yield from (f"recomputed: {what}" for what in found.recomputed)
    yield from (f"not recomputed: {what}" for what in found.trusted)
