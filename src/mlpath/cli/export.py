"""``mlpath export``: a graph, or a plan's file, in another program's format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.loading import check_same_graph, load_before, load_graph, load_plan
from mlpath.cli.making import check_feasible, make
from mlpath.cli.output import (
    STANDARD_OUTPUT,
    Talk,
    as_json,
    check_writable,
    hand_over,
    put,
    say,
    working,
)
from mlpath.cli.timing import calendar_of
from mlpath.cli.wanting import CALENDAR, Wanted, takes_wishes
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph
    from mlpath.writing import Document
    from mlpath.writing.table import Format

SCHEMA_VERSION = 1


@takes_wishes
def export_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    plan: Annotated[
        str | None,
        options.plan_file("Export a plan's JSON file instead; GRAPH is the one it was made for."),
    ] = None,
    *,
    wanted: Wanted,
    list_formats: Annotated[
        bool,
        typer.Option("--list", help="List the formats and their endings."),
    ] = False,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="Name of a format (--list has them); guessed from -o.",
            is_eager=True,
            callback=options.remember_format,
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write: a file, a folder for obsidian, or - for standard output.",
        ),
    ] = STANDARD_OUTPUT,
    before: options.Before = None,
    quiet: options.Quiet = False,
) -> None:
    """Write a graph, or a plan, for Gephi, Obsidian, Anki, a calendar and others.

    A plan is meant where --plan, or a wish such as --goal or --budget, says which; in formats
    that only a plan has, such as ics, the learner's file says it too.

    \b
    mlpath export -o roadmap.graphml
    mlpath export my-graph.yaml --format obsidian -o vault
    mlpath export --plan plan.json --hours 10h/week --start 2026-12-01 -o plan.ics
    """
    from mlpath.writing import by_ending, by_name, write

    if list_formats:
        put(_listed(as_data=format == options.Simple.JSON))
        return
    found = by_ending(output) if format is None else by_name(format)
    if found is None:
        raise _unknown(output, format)
    earlier = load_before(before, [found.name])
    wanted.refuse_beside(plan, CALENDAR)
    calendar_of(wanted)  # for its errors, before any work is done
    planning = plan is None and _means_plan(found, wanted)
    if planning and found.dated and wanted.start is None:
        raise _refusal(f"{found.name} needs dates", "such as --hours 10h/week --start 2026-12-01")
    if found.folder and output == STANDARD_OUTPUT:
        raise _refusal(f"{found.name} is a folder of files", "name one: -o FOLDER")
    check_writable([] if found.folder else [output])
    talk = ctx.find_object(Talk) or Talk()
    with working(talk, "Writing ..."):
        loaded = load_graph(graph, overlay)
        made = make(loaded, wanted) if planning else None
        if made is None:
            document = _document(loaded, found.name, plan, wanted, earlier)
        else:
            if not found.infeasible:
                check_feasible(made)
            document = write(made, found.name, graph=loaded, before=earlier)
    hand_over(document, output)
    if not quiet and output != STANDARD_OUTPUT:
        say(f"wrote {output}")
    if made is not None:
        check_feasible(made)


def _means_plan(form: Format, wanted: Wanted) -> bool:
    """Tell whether the options speak of a plan, and not of the graph.

    A learner's file may say what is wanted while somebody exports the graph.

    Raises
    ------
    RequestError
        If they do, and do not say of which.
    """
    if wanted.typed and not wanted.says_anything:
        flag = min(wanted.typed).replace("_", "-")
        hint = "--plan plan.json, or what to plan for: --goal svd, --budget 100h"
        raise _refusal(f"--{flag} needs a plan", hint)
    return bool(wanted.typed) or ("graph" not in form.kinds and wanted.says_anything)


def _document(
    graph: KnowledgeGraph, form: str, file: str | None, wanted: Wanted, before: Plan | None
) -> Document:
    from mlpath.writing import write

    if file is None:
        return write(graph, form)
    plan = load_plan(file)
    check_same_graph(plan, graph)
    said = wanted if plan.schedule is None else wanted.only_typed_calendar()
    laid = calendar_of(said).lay(plan, graph)
    if laid is not None:
        plan = plan.model_copy(update={"schedule": laid})
    return write(plan, form, graph=graph, before=before)


def _unknown(output: str, format: str | None) -> RequestError:
    from mlpath.topics import suggest
    from mlpath.writing import NAMES, endings

    formats = f"formats are {', '.join(NAMES)}"
    if format is not None:
        hint = suggest(format, NAMES) or formats
        return RequestError(Problem("unknown-format", f"no format {format!r}", hint=hint))
    if output == STANDARD_OUTPUT:
        hint = f"-o FILE, or --format; {formats}"
        return _refusal("no format is named for standard output", hint)
    message = f"{output!r} does not say in which form to write"
    hint = f"end it in one of {', '.join(endings())}, or name a --format"
    return RequestError(Problem("unknown-format", message, hint=hint))


def _refusal(message: str, hint: str) -> RequestError:
    return RequestError(Problem("bad-request", message, hint=hint))


def _listed(*, as_data: bool) -> str:
    from mlpath.writing import FORMATS

    if as_data:
        formats = [
            {
                "name": each.name,
                "endings": list(each.endings),
                "kinds": list(each.kinds),
                "about": each.about,
            }
            for each in FORMATS
        ]
        return as_json({"schema_version": SCHEMA_VERSION, "formats": formats})
    wide = max(len(each.name) for each in FORMATS)
    ends = max(len(" ".join(each.endings)) for each in FORMATS)
    return "".join(
        f"{each.name:<{wide}}  {' '.join(each.endings):<{ends}}  {each.about}\n"
        for each in FORMATS
    )
