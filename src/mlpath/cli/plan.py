"""``mlpath plan``: the best plan for a budget."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.curve import show_curve
from mlpath.cli.loading import load_graph
from mlpath.cli.output import (
    STANDARD_OUTPUT,
    Talk,
    check_writable,
    hand_over,
    put,
    save,
    say,
    working,
)
from mlpath.cli.timing import Timing, timing_of
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph, Step

TEXT = ".txt"
PICTURES = (".svg", ".png", ".pdf", ".dot", ".gv")


def plan_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    budget: options.Budget = None,
    goal: options.Goals = None,
    must: options.Musts = None,
    known: options.Known = None,
    ban: options.Bans = None,
    weeks: options.Weeks = None,
    hours: options.Hours = None,
    start: options.Start = None,
    deadline: options.Deadline = None,
    off: options.Off = None,
    holidays: options.Holidays = None,
    shortest: options.Shortest = None,
    longest: options.Longest = None,
    tracks: options.Tracks = None,
    at: options.At = None,
    zone: options.Zone = None,
    pin: options.Pins = None,
    due: options.Dues = None,
    balance: Annotated[
        bool,
        typer.Option(
            "--balance",
            help="Lay the plan into terms of even load: --terms many, or as few as --term-hours "
            "allow.",
            envvar="MLPATH_BALANCE",
        ),
    ] = False,
    terms: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=5200,
            help="How many terms --balance fills.",
            show_default=False,
        ),
    ] = None,
    term_hours: Annotated[
        str | None,
        typer.Option(
            metavar="HOURS",
            help="Most that a term of --balance may take: 40h.",
            show_default=False,
        ),
    ] = None,
    same_term: Annotated[
        bool,
        typer.Option(
            "--same-term",
            help="Let prerequisites stand in the term of what needs them, before it.",
            envvar="MLPATH_SAME_TERM",
        ),
    ] = False,
    pace: options.Pace = 1.0,
    pace_sigma: options.PaceSigma = None,
    sure: options.Sure = None,
    review: options.Review = 0.0,
    spacing: options.SpacingOption = None,
    shares: options.Shares = "0.4,0.8,1",
    choose: options.ChooseOption = options.Choose.OPTIMAL,
    order: options.OrderOption = options.Order.VALUE,
    work_limit: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Most branch-and-bound nodes.",
            show_default=False,
        ),
    ] = None,
    resources: Annotated[
        bool,
        typer.Option(
            "--resources",
            help="Say what to learn each step from; --prefer, --free and --language choose.",
            envvar="MLPATH_RESOURCES",
        ),
    ] = False,
    prefer: options.Prefer = None,
    free: options.FreeOnly = False,
    language: options.Language = None,
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
            metavar="FORM",
            help="text, json, markdown, csv, ics, ... (`mlpath export --list`); guessed from -o, "
            "else text.",
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
            help="Write to .txt, .json, .md, .html, .csv, .ics, .mmd, .graphml, .canvas, "
            ".anki.tsv, .todoist.csv, .notion.csv, ..., or a picture: .svg, .png, .pdf, .dot; - "
            "is standard output. Repeatable.",
            show_default=False,
        ),
    ] = None,
    quiet: options.Quiet = False,  # noqa: ARG001 - its callback remembers it
) -> None:
    """Plan what to learn within a time budget, in which order, and say how good that is.

    \b
    mlpath plan --budget 300h --goal diffusion-models -o plan.svg
    mlpath plan --weeks 12 --hours 8h/week --goal section:nlp --format markdown
    mlpath plan --goal svd --hours 1h/day --start 2026-12-01 --deadline 2027-02-28
    mlpath plan --budget 200h --goal preset:nlp --terms 8 --balance --same-term
    """
    talk = ctx.find_object(Talk) or Talk()
    targets = _targets(tuple(output or ()), None if format is None else str(format), start)
    total = total_budget(budget, weeks, hours, start)
    hours, start = _weekly(ctx, hours, start, balance=balance)
    must, due = _dated(ctx, must, due, kept=not (balance or curve))
    _check_terms(terms, term_hours, hours, balance=balance, same_term=same_term)
    dates = due_dates(due, balance=balance, curve=curve)
    timing = timing_of(
        ctx,
        hours,
        start,
        due={str(step): time for step, time in dates.items()},
        budget=total,
        weeks=weeks,
        deadline=deadline,
        off=off,
        holidays=holidays,
        shortest=shortest,
        longest=longest,
        tracks=tracks,
        at=at,
        zone=zone,
        pin=pin,
    )
    calendar = timing.calendar
    from mlpath.planning import ask, plan_asked

    with working(talk, "Planning ..."):
        loaded = load_graph(graph, overlay)
        asked = ask(
            loaded,
            goals=options.several(goal),
            must=(*options.several(must), *dates, *timing.pins),
            known=options.several(known),
            ban=options.several(ban),
            budget=timing.limit,
            pace=pace,
            review_share=options.share_of(review),
            shares=parse_shares(shares),
            choose=str(choose),
            order=str(order),
            work_limit=work_limit,
            pace_sigma=pace_sigma,
            sure=_sure(ctx, sure, curve=curve),
        )
    if curve:
        show_curve(loaded, asked, targets, points, talk)
        return
    with working(talk, "Planning ..."):
        if calendar is None:
            best = _ordered(plan_asked(loaded, asked), loaded, dates)
        else:
            from mlpath.scheduling import fit

            best = fit(loaded, timing.own(asked), calendar, dates)
        infeasible = best.status == "infeasible"
        if best.schedule is not None and best.asked.review_share:
            from mlpath.reviewing import add_reviews

            laid_out = add_reviews(best.schedule, best, loaded, method=_name(spacing))
            best = best.model_copy(update={"schedule": laid_out})
        if _wants_resources(ctx, resources) and not infeasible:
            from mlpath.resourcing import resources_for

            named = resources_for(
                best, loaded, prefer=options.several(prefer), free=free, language=language
            )
            best = best.model_copy(update={"resources": named})
        if balance and not infeasible:
            from mlpath.planning.balancing import balance as lay

            laid = lay(best, loaded, terms=terms, term_hours=term_hours, same_term=same_term)
            best = best.model_copy(update={"terms": laid})
    where = [*([graph] if graph else []), *(w for o in overlay or () for w in ("--overlay", o))]
    _deliver(best, loaded, targets, where, talk, timing)
    if timing.limit is None and not goal and not must and not talk.quiet:
        say("hint: without a budget everything is planned; try --budget 100h")
    late = late_parts(best)
    if late:
        say(f"late: {', '.join(late)}")
    if infeasible or late:
        raise typer.Exit(1)


def _ordered(plan: Plan, graph: KnowledgeGraph, dates: Mapping[str | Step, str]) -> Plan:
    """Return a plan without a calendar in an order that keeps what is due."""
    if plan.status == "infeasible" or not dates:
        return plan
    from mlpath.planning.dating import keep_due

    return keep_due(plan, graph, dates)


def late_parts(plan: Plan) -> list[str]:
    """Return what of a plan comes too late: steps that are due, and the deadline."""
    late = [each.step for each in plan.due if each.late_minutes]
    if plan.schedule is not None:
        late += [each.step for each in plan.schedule.due if each.late_days]
        late += ["the deadline"] if plan.schedule.late_days else []
    return list(dict.fromkeys(late))


def _name(spacing: options.Spacing | None) -> str | None:
    return None if spacing is None else str(spacing)


def _wants_resources(ctx: typer.Context, resources: bool) -> bool:
    """Tell whether resources are asked for: by their flag, or by one that only concerns them."""
    names = ("prefer", "free", "language")
    given = (ctx.get_parameter_source(name) for name in names)
    return resources or any(
        source is not None and source.name == "COMMANDLINE" for source in given
    )


def _targets(
    outputs: tuple[str, ...], form: str | None, start: str | None
) -> tuple[tuple[str, str], ...]:
    """Return (output, form) for everything to be written; ``picture`` is a form too.

    Raises
    ------
    RequestError
        If an ending says nothing and no form was named, or a form needs dates or a folder.
    """
    from mlpath.writing import by_ending, endings

    targets = []
    for output in outputs:
        suffix = Path(output).suffix.lower()
        if suffix in PICTURES:
            targets.append((output, "picture"))
        elif form is not None or output == STANDARD_OUTPUT:
            targets.append((output, form or "text"))
        elif suffix == TEXT:
            targets.append((output, "text"))
        elif (found := by_ending(output)) is not None:
            targets.append((output, found.name))
        else:
            known = ", ".join(dict.fromkeys([TEXT, *endings(), *PICTURES]))
            hint = f"end it in one of {known}, or name a --format"
            message = f"{output!r} does not say in which form to write"
            raise RequestError(Problem("unknown-format", message, hint=hint))
    if all(kind == "picture" for _, kind in targets):
        targets.append((STANDARD_OUTPUT, form or "text"))
    _check_forms(targets, start)
    return tuple(targets)


def _check_forms(targets: Sequence[tuple[str, str]], start: str | None) -> None:
    """Refuse what could not be written, before any work is done."""
    from mlpath.writing import by_name

    folders = []
    for output, form in targets:
        known = by_name(form)
        if known is not None and known.dated and start is None:
            hint = "such as --hours 10h/week --start 2026-12-01"
            raise RequestError(Problem("bad-request", f"{form} needs dates", hint=hint))
        if known is not None and known.folder:
            folders.append(output)
            if output == STANDARD_OUTPUT:
                message = f"{form} is a folder of files"
                raise RequestError(Problem("bad-request", message, hint="name one: -o FOLDER"))
    check_writable([output for output, _ in targets if output not in folders])


def total_budget(
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


def _check_terms(
    terms: int | None,
    term_hours: str | None,
    hours: str | None,
    *,
    balance: bool,
    same_term: bool,
) -> None:
    """Refuse flags about terms that do not go together."""
    from mlpath.units import minutes

    for flag, given in (
        ("--terms", terms is not None),
        ("--term-hours", term_hours is not None),
        ("--same-term", same_term),
    ):
        if given and not balance:
            raise RequestError(Problem("bad-request", f"{flag} needs --balance"))
    if balance and terms is None and term_hours is None:
        hint = "such as --terms 8, or --term-hours 40h"
        raise RequestError(Problem("bad-request", "--balance needs terms", hint=hint))
    if balance and hours is not None:
        hint = "a budget of so many weeks is --budget '12 weeks @ 8h/week'"
        message = "--hours lays the plan into weeks, --balance into terms: give one of them"
        raise RequestError(Problem("bad-request", message, hint=hint))
    if term_hours is not None:
        minutes(term_hours)


def _weekly(
    ctx: typer.Context, hours: str | None, start: str | None, *, balance: bool
) -> tuple[str | None, str | None]:
    """Return hours and start; those of a file do not speak against terms."""
    if balance and not options.is_given(ctx, "hours"):
        return None, None
    return hours, start


def _dated(
    ctx: typer.Context, must: list[str] | None, due: list[str] | None, *, kept: bool
) -> tuple[list[str] | None, list[str] | None]:
    """Return musts and due dates; those of a file are mere musts where dates cannot be kept."""
    if kept or not due or options.is_given(ctx, "due"):
        return must, due
    return [*(must or ()), *(text.rpartition("=")[0] for text in due)], None


def due_dates(due: list[str] | None, *, balance: bool, curve: bool) -> dict[str | Step, str]:
    """Return each step that is due with its time, as text."""
    if not due:
        return {}
    from mlpath.planning.dating import parse_due

    found: dict[str | Step, str] = {}
    for text in options.several(due):
        name, time = parse_due(text)
        if name in found:
            raise RequestError(Problem("bad-due", f"{name} is due twice"))
        found[name] = time
    if found and (balance or curve):
        flag = "--balance" if balance else "--curve"
        raise RequestError(Problem("bad-request", f"{flag} keeps no due dates: leave --due out"))
    return found


def _sure(context: typer.Context, percent: float | None, *, curve: bool) -> float | None:
    """Return the chance to fit the budget as a part of one."""
    if percent is None:
        return None
    if not curve:
        return options.share_of(percent)
    if options.is_given(context, "sure"):
        hint = "a curve tells values by estimated hours: leave --sure out"
        raise RequestError(Problem("bad-request", "--curve keeps no --sure", hint=hint))
    return None


def parse_shares(text: str) -> tuple[float, ...]:
    """Return shares from a text such as ``0.4,0.8,1``.

    Raises
    ------
    RequestError
        If they are no numbers.
    """
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
    timing: Timing,
) -> None:
    """Write the plan to every target, pictures last: they are the ones that may fail."""
    from mlpath.cli import rendering
    from mlpath.writing.verdicts import verdict

    command = partial(timing.command, plan.asked, where)
    shown = any(form == "text" and output == STANDARD_OUTPUT for output, form in targets)
    if plan.status == "infeasible" and not shown and not talk.quiet:
        say(f"infeasible: {verdict(plan)}")
    for output, form in sorted(targets, key=lambda target: target[1] == "picture"):
        if form == "picture":
            _draw(plan, graph, output, talk)
        elif form == "text":
            plain = output != STANDARD_OUTPUT
            text = rendering.plan_text(plan, graph, where, plain=plain, command=command)
            if plain:
                save(output, text)
                _wrote(output, talk)
            else:
                put(text)
        else:
            _write(plan, graph, output, form, talk)


def _write(plan: Plan, graph: KnowledgeGraph, output: str, form: str, talk: Talk) -> None:
    from mlpath.writing import by_name, write

    known = by_name(form)
    if plan.status == "infeasible" and known is not None and not known.infeasible:
        if not talk.quiet:
            say(f"{output} was not written: there is no plan to write as {form}")
        return
    hand_over(write(plan, form, graph=graph), output)
    if output != STANDARD_OUTPUT:
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
