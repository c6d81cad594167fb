"""``mlpath forecast``: when a plan and its goals will be finished, as chances."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.delivering import PICTURES, TEXT, draw_to, targets_of, wrote
from mlpath.cli.loading import load_graph, load_plan
from mlpath.cli.logbook import find_log, load_log, now
from mlpath.cli.making import check_feasible, make
from mlpath.cli.output import STANDARD_OUTPUT, Talk, clean, put, render, save, say, working
from mlpath.cli.wanting import CALENDAR, Wanted, takes_wishes
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from mlpath.estimating import Pace
    from mlpath.plans import Forecast, GoalForecast, Plan
    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.tracking import Progress

ENDINGS = (TEXT, ".json", *PICTURES)
# What says something of a plan that is there already: who learns, and when.
TAKEN = ("known", "pace", "pace_sigma", *CALENDAR)


@takes_wishes
def forecast_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    plan: Annotated[
        str | None,
        options.plan_file("A plan's JSON file, instead of --goal, --budget, ... to plan for."),
    ] = None,
    *,
    wanted: Wanted,
    today: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Day from which on what is left is studied. Default: today once anything is "
            "logged, --start before.",
            show_default=False,
        ),
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(
            min=100,
            max=1_000_000,
            help="Simulate so many learners instead of using the formula.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the simulation.")] = 0,
    format: Annotated[
        options.Simple | None,
        typer.Option(
            "--format",
            "-f",
            help="text or json; guessed from -o, else text.",
            is_eager=True,
            callback=options.remember_format,
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to .txt or .json, or a picture: .svg, .png, .pdf, .dot; - is standard "
            "output. Repeatable.",
            show_default=False,
        ),
    ] = None,
    quiet: options.Quiet = False,  # noqa: ARG001 - its callback remembers it
) -> None:
    """Tell when a plan and its goals will be finished: half the time, 4 in 5, 19 in 20.

    Times spread as the graph's ranges say, and your pace counts for all of them. Times that you
    log (mlpath log svd@working --took 6h --passed) teach it.

    \b
    mlpath forecast --goal section:nlp --hours 10h/week --start 2026-12-01
    mlpath forecast --plan plan.json --hours 10h/week --deadline 2027-06-30
    mlpath forecast --plan plan.json -o forecast.svg
    """
    talk = ctx.find_object(Talk) or Talk()
    targets = _targets(output or (), None if format is None else str(format))
    wanted.refuse_beside(plan, TAKEN)
    from mlpath.forecasting import forecast
    from mlpath.tracking import progress

    with working(talk, "Planning ..."):
        loaded = load_graph(graph, overlay)
        made = make(loaded, wanted) if plan is None else load_plan(plan)
    check_feasible(made)
    if made.schedule is not None and plan is not None:
        wanted = wanted.only_typed_calendar()
    reached = progress(load_log(find_log(loaded, wanted.log), talk), loaded)
    first = first_day(reached, made, wanted.hours, wanted.start, today)
    found = forecast(
        made,
        loaded,
        hours=wanted.hours,
        start=first,
        off=options.several(wanted.off),
        holidays=wanted.holidays,
        deadline=wanted.deadline,
        progress=reached,
        known=_besides(loaded, wanted.known) if plan is not None else (),
        pace=None if plan is None else _stated(wanted),
        samples=samples,
        seed=seed,
    )
    for target, form in sorted(targets, key=lambda each: each[1] == "picture"):
        _deliver(found, loaded, target, form, talk)
    shown = any(form == "text" for _, form in targets)
    if shown and not talk.quiet and found.hours is None:
        say("hint: --hours 10h/week --start 2026-12-01 tells dates instead of hours")


def _targets(outputs: Sequence[str], form: str | None) -> tuple[tuple[str, str], ...]:
    """Return (output, form) for everything to be written.

    Raises
    ------
    RequestError
        If something is in no form that a forecast has.
    """
    for output in outputs:
        if output != STANDARD_OUTPUT and Path(output).suffix.lower() not in ENDINGS:
            hint = f"end it in one of {', '.join(ENDINGS)}"
            message = f"{output!r} names no form of a forecast"
            raise RequestError(Problem("unknown-format", message, hint=hint))
    return targets_of(outputs, form, None)


def _deliver(found: Forecast, graph: KnowledgeGraph, output: str, form: str, talk: Talk) -> None:
    if form == "picture":
        from mlpath.drawing import draw

        draw_to(draw(found, graph=graph), output, talk)
        return
    plain = output != STANDARD_OUTPUT
    text = f"{found.to_json()}\n" if form == "json" else render(*_text(found, graph), plain=plain)
    if not plain:
        put(text)
        return
    save(output, text)
    wrote(output, talk)


def _stated(wanted: Wanted) -> Pace | None:
    """Return the pace that is told beside a plan's file, None for that of the plan."""
    if not {"pace", "pace_sigma"} & wanted.told:
        return None
    from mlpath.estimating import Pace

    return Pace.stated(wanted.pace, wanted.pace_sigma)


def _besides(graph: KnowledgeGraph, known: list[str] | None) -> tuple[Step, ...]:
    from mlpath.cli.wishing import wished

    return tuple(wished(graph, (), options.several(known))[2])


def first_day(
    reached: Progress, plan: Plan, hours: str | None, start: str | None, today: str | None
) -> dt.date | None:
    """Return the first day of what is left: today, once anything is done, or later."""
    from mlpath.learners.availability import day_of

    laid = plan.schedule
    first = None if start is None else day_of(start)
    if first is None and laid is not None:
        first = laid.start
    if hours is None and laid is None:
        for flag, given in (("--start", start), ("--today", today)):
            if given is not None:
                hint = "such as --hours 10h/week"
                raise RequestError(Problem("bad-request", f"{flag} needs --hours", hint=hint))
        return None
    if today is not None:
        return max(day_of(today), first or dt.date.min)
    return max(now().date(), first or dt.date.min) if reached.steps else first


def _text(found: Forecast, graph: KnowledgeGraph) -> Iterator[RenderableType]:
    from rich.text import Text

    from mlpath.writing.outlooks import halving_line, outlook_lines, spread_line

    yield Text(clean(graph.info.title), style="bold")
    for line in outlook_lines(found):
        yield Text(line)
    if found.goals:
        yield Text()
        yield _goals(found)
    told = [spread_line(found)]
    if found.halving is not None:
        told.append(halving_line(found.halving, found.finish))
    if found.pace.logs:
        pace = f"--pace {found.pace.median:g} --pace-sigma {found.pace.sigma:g}"
        told.append(f"to plan at this pace: mlpath plan ... {pace}")
    if any(told):
        yield Text()
    for line in filter(None, told):
        yield Text(line)


def _goals(found: Forecast) -> Table:
    from rich.table import Table
    from rich.text import Text

    from mlpath.writing.outlooks import moment

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Goal", overflow="fold")
    for name in ("Half the time", "4 in 5", "19 in 20"):
        table.add_column(name, no_wrap=True, justify="right")
    for goal in found.goals:
        finish = goal.finish
        times = () if finish is None else (finish.p50, finish.p80, finish.p95)
        head = Text(goal.goal)
        if note := _note(goal):
            head.append(f"\n{note}", style="dim")
        table.add_row(head, *(moment(when) for when in times))
    return table


def _note(goal: GoalForecast) -> str:
    """Return how much of a goal the plan does not hold, or is done; empty if it holds it all."""
    held = goal.planned + goal.done
    if goal.done >= goal.steps:
        return "done"
    if goal.steps == 1:
        if goal.planned:
            return ""
        return "left out of the plan" if goal.last is None else f"only up to {goal.last}"
    return "" if held >= goal.steps else f"{held} of {goal.steps} as deep as asked for"
