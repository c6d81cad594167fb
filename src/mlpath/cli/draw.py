"""``mlpath draw``: pictures of a graph or a plan."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.completing import complete_section
from mlpath.cli.loading import check_same_graph, load_graph, load_plan
from mlpath.cli.output import STANDARD_OUTPUT, Talk, check_writable, put, say, working
from mlpath.cli.timing import timing_of
from mlpath.cli.wishing import wished
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from mlpath.cli.timing import Timing
    from mlpath.drawing import Picture, View

SUFFIXES = {".svg": "svg", ".png": "png", ".pdf": "pdf", ".dot": "dot", ".gv": "dot"}


class _Form(enum.StrEnum):
    SVG = "svg"
    PNG = "png"
    PDF = "pdf"
    DOT = "dot"


class _View(enum.StrEnum):
    GOAL = "goal"
    PLAN = "plan"
    OVERVIEW = "overview"
    SECTION = "section"
    MAP = "map"


VIEWS: dict[_View, View] = {
    _View.GOAL: "goal",
    _View.PLAN: "plan",
    _View.OVERVIEW: "overview",
    _View.SECTION: "section",
    _View.MAP: "map",
}


class _Paper(enum.StrEnum):
    A2 = "a2"
    A3 = "a3"
    A4 = "a4"
    LETTER = "letter"


def draw_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    view: Annotated[
        _View | None,
        typer.Option(
            help="What to draw; by default what suits the rest.",
            show_default=False,
        ),
    ] = None,
    goal: options.Goals = None,
    section: Annotated[
        str | None,
        typer.Option(
            help="The section of the section view.",
            autocompletion=complete_section,
            show_default=False,
        ),
    ] = None,
    plan: Annotated[str | None, options.plan_file("A plan's JSON file: one row per week.")] = None,
    known: options.Known = None,
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
    dark: Annotated[bool, typer.Option("--dark", help="On a dark ground.")] = False,
    paper: Annotated[
        _Paper,
        typer.Option(help="What a page must fit on with readable text."),
    ] = _Paper.A3,
    format: Annotated[
        _Form | None,
        typer.Option("--format", "-f", help="Guessed from -o, else dot.", show_default=False),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="A .svg, .png, .pdf or .dot file; - is standard output. Repeatable.",
            show_default=False,
        ),
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Draw a goal with all it needs, a plan week by week, a section, or an overview.

    \b
    mlpath draw --goal diffusion-models --known vectors -o goal.svg
    mlpath draw --plan plan.json -o plan.png
    """
    talk = ctx.find_object(Talk) or Talk()
    outputs = tuple(output or (STANDARD_OUTPUT,))
    forms = [_form(each, format) for each in outputs]
    check_writable(outputs)
    timing = timing_of(
        ctx,
        hours,
        start,
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
    with working(talk, "Drawing ..."):
        picture = _picture(graph, overlay, view, goal, section, plan, known, timing, dark, paper)
        written = [
            str(path)
            for each, form in zip(outputs, forms, strict=True)
            for path in _deliver(picture, each, form)
        ]
    if not quiet and written:
        say(f"wrote {', '.join(written)}")


def _form(output: str, form: _Form | None) -> str:
    suffix = Path(output).suffix.lower()
    if output == STANDARD_OUTPUT or suffix not in SUFFIXES:
        if form is None and output != STANDARD_OUTPUT:
            hint = f"end it in one of {', '.join(SUFFIXES)}, or name a --format"
            message = f"{output!r} does not say in which form to draw"
            raise RequestError(Problem("unknown-format", message, hint=hint))
        return "dot" if form is None else str(form)
    if form is not None and SUFFIXES[suffix] != form:
        message = f"{output!r} says {SUFFIXES[suffix]}, --format says {form}"
        raise RequestError(Problem("unknown-format", message, hint="leave one of them out"))
    return SUFFIXES[suffix]


def _picture(
    graph: str | None,
    overlay: list[str] | None,
    view: _View | None,
    goal: list[str] | None,
    section: str | None,
    plan: str | None,
    known: list[str] | None,
    timing: Timing,
    dark: bool,
    paper: _Paper,
) -> Picture:
    from mlpath.drawing import draw

    loaded = load_graph(graph, overlay)
    targets, _, mastered = wished(loaded, options.several(goal), options.several(known))
    planned = load_plan(plan) if plan is not None else None
    schedule = None
    if planned is not None:
        check_same_graph(planned, loaded)
        schedule = timing.lay(planned, loaded)
    return draw(
        loaded if planned is None else planned,
        graph=loaded,
        view=None if view is None else VIEWS[view],
        goal=targets if goal else None,
        section=section,
        known=mastered,
        schedule=schedule,
        dark=dark,
        paper=str(paper),
    )


def _deliver(picture: Picture, output: str, form: str) -> tuple[Path, ...]:
    """Write a picture and return its files; standard output takes the first page."""
    if output != STANDARD_OUTPUT:
        return picture.save(output)
    if form == "dot":
        put(picture.dot)
    elif form == "svg":
        put(picture.svg())
    else:
        put(picture.png() if form == "png" else picture.pdf())
    if form != "dot" and len(picture.pages) > 1:
        say(f"this is page 1 of {len(picture.pages)}; -o FILE writes them all")
    return ()
