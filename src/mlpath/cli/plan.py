"""``mlpath plan``: the best plan for a budget."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.curve import check_curve, show_curve
from mlpath.cli.delivering import deliver, targets_of
from mlpath.cli.loading import graph_words, load_before, load_graph
from mlpath.cli.making import asked_by, make
from mlpath.cli.output import Talk, say, working
from mlpath.cli.timing import timing_of, total_budget
from mlpath.cli.wanting import Wanted, takes_wishes
from mlpath.errors import MlpathError, Problem, RequestError

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph


@takes_wishes
def plan_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    *,
    wanted: Wanted,
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
            "is standard output. Repeatable. More pages of a picture go to x-2.svg, x-3.svg, ...; "
            "beside pictures alone the text is still printed.",
            show_default=False,
        ),
    ] = None,
    before: options.Before = None,
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
    targets = targets_of(output or (), None if format is None else str(format), wanted.start)
    earlier = load_before(before, [form for _, form in targets])
    check_curve(ctx, wanted, curve=curve)
    if balance:
        wanted = _for_terms(wanted)
    if balance or curve:
        wanted = _undue(wanted, "--balance" if balance else "--curve", talk)
    if curve:
        wanted = _unsure(wanted, talk)
    _check_terms(terms, term_hours, wanted, balance=balance, same_term=same_term)
    timing = timing_of(wanted)
    with working(talk, "Planning ..."):
        loaded = load_graph(graph, overlay)
    if curve:
        show_curve(loaded, asked_by(loaded, wanted, timing), targets, points, talk)
        return
    with working(talk, "Planning ..."):
        best = make(loaded, wanted, timing)
        infeasible = best.status == "infeasible"
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
    deliver(best, loaded, targets, graph_words(graph, overlay), talk, timing, earlier)
    aimless = not (wanted.goal or wanted.must or wanted.due)
    if timing.limit is None and aimless and not talk.quiet:
        say("hint: without a budget everything is planned; try --budget 100h")
    _remind(best, loaded, wanted, talk)
    _tell_late(best, talk)
    late = late_parts(best)
    if late:
        say(f"late: {', '.join(late)}")
    if infeasible or late:
        raise typer.Exit(1)


def _tell_late(plan: Plan, talk: Talk) -> None:
    """Say which goals the plan leaves out because they would be late, and how to insist."""
    if plan.status == "infeasible" or talk.quiet:
        return
    for each in plan.due:
        if each.late_minutes and each not in plan.dated:
            what = "is left out: it would be" if each.finish_minutes is None else "earns nothing:"
            hint = f"--must {each.step} holds the plan to it, and says what would help"
            say(f"due: {each.step} {what} late; {hint}")


def _remind(plan: Plan, graph: KnowledgeGraph, wanted: Wanted, talk: Talk) -> None:
    """Say that the progress log holds steps of the plan as mastered, if it does."""
    if wanted.logged or talk.quiet:
        return
    from mlpath.cli.logbook import mastered

    with contextlib.suppress(MlpathError):  # the log is not what this was about
        held = sum(step in plan for step in mastered(graph, wanted.log))
        if held:
            steps = "a step" if held == 1 else f"{held:,} steps"
            say(f"note: your log holds {steps} of this plan as mastered: --logged leaves it out")


def late_parts(plan: Plan) -> list[str]:
    """Return what of a plan comes too late: steps that are due, and the deadline.

    Goals that are left out because they would be late are no fault of the plan.
    """
    late = [each.step for each in plan.dated if each.late_minutes]
    if plan.schedule is not None:
        late += [each.step for each in plan.schedule.due if each.late_days]
        late += ["the deadline"] if plan.schedule.late_days else []
    return list(dict.fromkeys(late))


def _wants_resources(ctx: typer.Context, resources: bool) -> bool:
    """Tell whether resources are asked for: by their flag, or by one that only concerns them."""
    return resources or any(options.is_typed(ctx, name) for name in ("prefer", "free", "language"))


def _check_terms(
    terms: int | None,
    term_hours: str | None,
    wanted: Wanted,
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
    if balance and wanted.hours is not None:
        hint = "a budget of so many weeks is --budget '12 weeks @ 8h/week'"
        message = "--hours lays the plan into weeks, --balance into terms: give one of them"
        raise RequestError(Problem("bad-request", message, hint=hint))
    if term_hours is not None:
        minutes(term_hours)


def _for_terms(wanted: Wanted) -> Wanted:
    """Return what is wanted without the hours of a file: they do not speak against terms."""
    return wanted if "hours" in wanted.typed else wanted.without_calendar(total_budget(wanted))


def _undue(wanted: Wanted, flag: str, talk: Talk) -> Wanted:
    """Return what is wanted without the due dates of a file: goals and musts they stay."""
    if wanted.due and "due" in wanted.typed:
        raise RequestError(Problem("bad-request", f"{flag} keeps no due dates: leave --due out"))
    if wanted.due and not talk.quiet:
        what = "counts hours and no dates" if flag == "--curve" else "lays terms without dates"
        say(f"note: the due dates of the learner's file do not count here: {flag} {what}")
    return replace(wanted, due=None)


def _unsure(wanted: Wanted, talk: Talk) -> Wanted:
    """Return what is wanted without the chance of a file."""
    if "sure" in wanted.typed:
        hint = "a curve tells values by estimated hours: leave --sure out"
        raise RequestError(Problem("bad-request", "--curve keeps no --sure", hint=hint))
    if wanted.sure is not None and not talk.quiet:
        say("note: `sure` of the learner's file does not count here: --curve counts estimates")
    return replace(wanted, sure=None)
