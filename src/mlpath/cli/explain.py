"""``mlpath explain``: the whole plan's story."""

from __future__ import annotations

from typing import Annotated

import typer

from mlpath.cli import options
from mlpath.cli.loading import load_graph
from mlpath.cli.output import Talk, as_json, put, render, working
from mlpath.cli.reasons import (
    Wanted,
    answered,
    as_dict,
    check_wanted,
    document,
    graph_words,
    heading,
    trees,
    wanted_plan,
)


def explain_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    plan: Annotated[
        str | None, options.plan_file("A plan's JSON file, instead of what follows.")
    ] = None,
    goal: options.Goals = None,
    must: options.Musts = None,
    known: options.Known = None,
    ban: options.Bans = None,
    budget: options.Budget = None,
    weeks: options.Weeks = None,
    hours: options.Hours = None,
    start: options.Start = None,
    deadline: options.Deadline = None,
    off: options.Off = None,
    holidays: options.Holidays = None,
    due: options.Dues = None,
    pace: options.Pace = 1.0,
    pace_sigma: options.PaceSigma = None,
    sure: options.Sure = None,
    review: options.Review = 0.0,
    choose: options.ChooseOption = options.Choose.OPTIMAL,
    order: options.OrderOption = options.Order.VALUE,
    by: Annotated[
        str, typer.Option("--by", metavar="HOURS", help="How much more and less time to look at.")
    ] = "10h",
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """Say what more hours buy, what most of a plan waits for, how much room there is, how sure.

    Each answer ends in what would change it; each change was tried by planning again.

    \b
    mlpath explain --budget 120h --goal preset:interview
    mlpath explain --plan plan.json --by 20h
    """
    wanted = Wanted(
        plan, goal, must, known, ban, budget, weeks, hours, start, deadline, off, holidays, due,
        pace, pace_sigma, sure, review, choose, order,
    )  # fmt: skip
    check_wanted(ctx, wanted, needed=True)
    with working(ctx.find_object(Talk) or Talk(), "Trying changes ..."):
        loaded = load_graph(graph, overlay)
        planned = wanted_plan(ctx, wanted, loaded)
        found = answered(wanted, planned, loaded, by=by)
    if format == options.Simple.JSON:
        put(as_json(document(planned, as_dict(found, planned, graph_words(graph, overlay)))))
    else:
        put(render(*heading(planned, loaded), *trees(found, loaded)))
    if planned.status == "infeasible":
        raise typer.Exit(1)
