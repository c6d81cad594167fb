"""``mlpath verify``: does a plan hold what it promises, by a checker of its own."""

from __future__ import annotations

from typing import Annotated

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

    Order, budget, musts, bans, totals, values, bound and proof are recomputed.

    \b
    mlpath plan --budget 300h -o plan.json
    mlpath verify plan.json
    """
    if plan_file == graph == "-":
        message = "plan and graph cannot both come from standard input"
        raise RequestError(Problem("usage", message))
    from mlpath.auditing import check_plan

    with working(ctx.find_object(Talk) or Talk(), "Verifying ..."):
        plan = load_plan(plan_file)
        loaded = load_graph(graph, overlay)
        problems = tuple(check_plan(plan, loaded))
    if problems:
        say(*report(problems).splitlines())
    if format == options.Simple.JSON:
        answer = {
            "schema_version": SCHEMA_VERSION,
            "status": "refused" if problems else "accepted",
            "problems": [problem_as_dict(problem) for problem in problems],
        }
        put(as_json(answer))
    else:
        from rich.text import Text

        from mlpath.writing.verdicts import verdict

        said = "refused" if problems else "accepted"
        put(render(Text(f"{said}: {plan.status}, {verdict(plan)}")))
    if problems:
        raise typer.Exit(1)
