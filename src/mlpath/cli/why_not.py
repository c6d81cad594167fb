"""``mlpath why-not``: why a plan lacks a step, and what would bring it in."""

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
    meant,
    trees,
    wanted_plan,
)
from mlpath.cli.wanting import Wanted, takes_wishes


@takes_wishes
def why_not_command(
    ctx: typer.Context,
    names: options.StepNames,
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    plan: Annotated[
        str | None, options.plan_file("A plan's JSON file, instead of wishes to plan for.")
    ] = None,
    *,
    wanted: Wanted,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """Say why a plan does not hold a step, and which flags would bring it in, each tried.

    \b
    mlpath why-not gan --budget 300h --goal diffusion-models
    mlpath why-not svd@deep --plan plan.json
    """
    graph, name = options.one_name(names, graph, "step")
    check_wanted("why-not", plan, wanted, needed=True)
    with working(ctx.find_object(Talk) or Talk(), "Trying changes ..."):
        loaded = load_graph(graph, overlay)
        planned = wanted_plan(plan, wanted, loaded)
        found = answered(
            planned, loaded, meant(name, planned, loaded), wanted=wanted if plan is None else None
        )
    if format == options.Simple.JSON:
        put(as_json(document(planned, as_dict(found, planned, graph_words(graph, overlay)))))
    else:
        put(render(*trees(found, loaded)))
    if planned.status == "infeasible":
        raise typer.Exit(1)
