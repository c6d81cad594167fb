"""``mlpath plan``: the best plan for a budget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli import options
from mlpath.cli.curve import show_curve
from mlpath.cli.loading import load_graph
from mlpath.cli.output import STANDARD_OUTPUT, Talk, check_writable, put, save, say, working
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph

FORMATS = {".json": "json", ".md": "markdown", ".csv": "csv", ".txt": "text"}
PICTURES = (".svg", ".png", ".pdf", ".dot", ".gv")


def plan_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    budget: Annotated[
        str | None,
        typer.Option(
            help="Study time in all: 300h, 90m, '12 weeks @ 8h/week'.",
            show_default=False,
        ),
    ] = None,
    goal: options.Goals = None,
    must: options.Musts = None,
    known: options.Known = None,
    ban: options.Bans = None,
    weeks: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=5200,
            help="A deadline in weeks; with --hours it is a budget too.",
            show_default=False,
        ),
    ] = None,
    hours: Annotated[
        str | None,
        typer.Option(
            help="Lay the plan into weeks: 10h/week, '2h per weekday', 'mon 2h, sat 4h'.",
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="First day of study, such as 2026-12-01; needs --hours.",
            show_default=False,
        ),
    ] = None,
    pace: Annotated[
        float,
        typer.Option(
            help="Your hours per estimated hour.",
        ),
    ] = 1.0,
    review_share: Annotated[
        float,
        typer.Option(
            help="Share of the time kept for review, 0 to 0.9.",
        ),
    ] = 0.0,
    shares: Annotated[
        str,
        typer.Option(
            help="What overview, working and deep earn of a goal at deep.",
        ),
    ] = "0.4,0.8,1",
    choose: Annotated[
        options.Choose,
        typer.Option(
            help="optimal, or nested: more budget never removes a step.",
        ),
    ] = options.Choose.OPTIMAL,
    order: Annotated[
        options.Order,
        typer.Option(
            help="How the steps are sequenced.",
        ),
    ] = options.Order.VALUE,
    seed: Annotated[
        int,
        typer.Option(
            min=0,
            help="For the randomised search on very large graphs.",
        ),
    ] = 0,
    work_limit: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Most branch-and-bound nodes.",
            show_default=False,
        ),
    ] = None,
    curve: Annotated[
        bool,
        typer.Option(
            "--curve",
            help="Show value against hours instead of a plan; -o curve.svg plots it.",
            envvar="MLPATH_CURVE",
        ),
    ] = False,
    points: Annotated[
        str | None,
        typer.Option(
            metavar="BUDGETS",
            help="Budgets to solve for --curve: 100h,200h,300h.",
            envvar="MLPATH_POINTS",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        options.Rows | None,
        typer.Option(
            "--format",
            "-f",
            help="Form of the plan; guessed from -o, else text.",
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
            help="Write to .json, .md, .csv, .txt, or a picture: .svg, .png, .pdf, .dot; - is "
            "standard output. Repeatable.",
            show_default=False,
        ),
    ] = None,
    quiet: options.Quiet = False,  # noqa: ARG001 - its callback remembers it
) -> None:
    """Plan what to learn within a time budget, in which order, and say how good that is.

    \b
    mlpath plan --budget 300h --goal diffusion-models -o plan.svg
    mlpath plan --weeks 12 --hours 8h/week --goal section:nlp --format markdown
    """
    talk = ctx.find_object(Talk) or Talk()
    targets = _targets(tuple(output or ()), None if format is None else str(format))
    total = _budget(budget, weeks, hours, start)
    from mlpath.planning import ask, plan_asked
    from mlpath.scheduling import schedule

    with working(talk, "Planning ..."):
        loaded = load_graph(graph, overlay)
        asked = ask(
            loaded,
            goals=options.several(goal),
            must=options.several(must),
            known=options.several(known),
            ban=options.several(ban),
            budget=total,
            pace=pace,
            review_share=review_share,
            shares=_shares(shares),
            choose=str(choose),
            order=str(order),
            work_limit=work_limit,
            seed=seed,
        )
    if curve:
        show_curve(loaded, asked, targets, points, talk)
        return
    with working(talk, "Planning ..."):
        best = plan_asked(loaded, asked)
        infeasible = best.status == "infeasible"
        if hours is not None and not infeasible:
            best = best.model_copy(update={"schedule": schedule(best, hours=hours, start=start)})
    where = [*([graph] if graph else []), *(w for o in overlay or () for w in ("--overlay", o))]
    _deliver(best, loaded, targets, where, talk)
    if total is None and not goal and not must and not talk.quiet:
        say("hint: without a budget everything is planned; try --budget 100h")
    if infeasible:
        raise typer.Exit(1)


def _targets(outputs: tuple[str, ...], form: str | None) -> tuple[tuple[str, str], ...]:
    """Return (output, form) for everything to be written; ``picture`` is a form too.

    Raises
    ------
    RequestError
        If an ending says nothing and no form was named.
    """
    targets = []
    for output in outputs:
        suffix = Path(output).suffix.lower()
        if suffix in PICTURES:
            targets.append((output, "picture"))
        elif form is not None or output == STANDARD_OUTPUT:
            targets.append((output, form or "text"))
        elif suffix in FORMATS:
            targets.append((output, FORMATS[suffix]))
        else:
            known = ", ".join([*FORMATS, *PICTURES])
            hint = f"end it in one of {known}, or name a --format"
            message = f"{output!r} does not say in which form to write"
            raise RequestError(Problem("unknown-format", message, hint=hint))
    check_writable(outputs)
    if all(kind == "picture" for _, kind in targets):
        targets.append((STANDARD_OUTPUT, form or "text"))
    return tuple(targets)


def _budget(
    budget: str | None, weeks: int | None, hours: str | None, start: str | None
) -> int | None:
    """Return the smaller of budget and deadline in minutes, None without either."""
    from mlpath.units import minutes, rate

    for flag, given in (("--weeks", weeks), ("--start", start)):
        if given is not None and hours is None:
            hint = "such as --hours 10h/week"
            raise RequestError(Problem("bad-request", f"{flag} needs --hours", hint=hint))
    totals = [] if budget is None else [minutes(budget)]
    if weeks is not None and hours is not None:
        totals.append(weeks * rate(hours).per_week)
    return min(totals, default=None)


def _shares(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.replace(" ", ",").split(",") if part)
    except ValueError:
        hint = "three rising numbers, such as 0.4,0.8,1"
        raise RequestError(Problem("bad-request", f"shares are {text!r}", hint=hint)) from None


def _deliver(
    plan: Plan,
    graph: KnowledgeGraph,
    targets: tuple[tuple[str, str], ...],
    where: Sequence[str],
    talk: Talk,
) -> None:
    """Write the plan to every target, pictures last: they are the ones that may fail."""
    from mlpath.cli import rendering

    write: dict[str, Any] = {
        "json": lambda _: plan.to_json() + "\n",
        "text": lambda plain: rendering.plan_text(plan, graph, where, plain=plain),
        "markdown": lambda _: rendering.plan_markdown(plan, graph),
        "csv": lambda _: rendering.plan_csv(plan, graph),
    }
    shown = any(form == "text" and output == STANDARD_OUTPUT for output, form in targets)
    if plan.status == "infeasible" and not shown and not talk.quiet:
        say(f"infeasible: {rendering.verdict(plan)}")
    for output, form in sorted(targets, key=lambda target: target[1] == "picture"):
        if form == "picture":
            _draw(plan, graph, output, talk)
        elif output == STANDARD_OUTPUT:
            put(write[form](False))
        else:
            save(output, write[form](True))
            _wrote(output, talk)


def _draw(plan: Plan, graph: KnowledgeGraph, output: str, talk: Talk) -> None:
    if plan.status == "infeasible":
        if not talk.quiet:
            say(f"{output} was not written: there is no plan to draw")
        return
    from mlpath.drawing import draw

    with working(talk, "Drawing ..."):
        written = draw(plan, graph=graph).save(output)
    _wrote(", ".join(map(str, written)), talk)


def _wrote(output: str, talk: Talk) -> None:
    if not talk.quiet:
        say(f"wrote {output}")
