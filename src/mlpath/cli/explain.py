"""``mlpath explain``: the whole plan's story."""

from __future__ import annotations

from typing import Annotated

import typer

from mlpath.cli import options
from mlpath.cli.loading import graph_words, load_graph
from mlpath.cli.output import Talk, as_json, put, render, working
from mlpath.cli.reasons import (
    answered,
    as_dict,
    check_wanted,
    document,
    heading,
    trees,
    wanted_plan,
)
from mlpath.cli.wanting import Wanted, takes_wishes


@takes_wishes
def explain_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    plan: Annotated[
        str | None, options.plan_file("A plan's JSON file, instead of wishes to plan for.")
    ] = None,
    *,
    wanted: Wanted,
    by: Annotated[
        str, typer.Option("--by", metavar="HOURS", help="How much more and less time to look at.")
    ] = "10h",
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """Say what hours buy, what most waits for, how much room there is, what goals share, how sure.

    Each answer ends in what would change it; each change was tried by planning again.

    \b
    mlpath explain --budget 120h --goal preset:interview
    mlpath explain --plan plan.json --by 20h
    """
    check_wanted("explain", plan, wanted, needed=True)
    with working(ctx.find_object(Talk) or Talk(), "Trying changes ..."):
        loaded = load_graph(graph, overlay)
        planned = wanted_plan(plan, wanted, loaded)
        found = answered(planned, loaded, by=by, wanted=wanted if plan is None else None)
    if format == options.Simple.JSON:
        put(as_json(document(planned, as_dict(found, planned, graph_words(graph, overlay)))))
    else:
        put(render(*heading(planned, loaded), *trees(found, loaded)))
    if planned.status == "infeasible":
        raise typer.Exit(1)
