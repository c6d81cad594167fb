"""``mlpath draw``: pictures of a graph or a plan."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.completing import complete_section
from mlpath.cli.delivering import tell_undrawn
from mlpath.cli.loading import check_same_graph, load_graph, load_plan
from mlpath.cli.making import check_feasible, make
from mlpath.cli.output import STANDARD_OUTPUT, Talk, check_writable, put, say, working
from mlpath.cli.reasons import check_wanted
from mlpath.cli.timing import calendar_of
from mlpath.cli.wanting import CALENDAR, Wanted, takes_wishes
from mlpath.cli.wishing import wished
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from mlpath.drawing import Picture, View
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph

# What says something of a plan that is there already.
TAKEN = ("goal", "known", *CALENDAR)
SUFFIXES = {".svg": "svg", ".png": "png", ".pdf": "pdf", ".dot": "dot", ".gv": "dot"}


class _Form(enum.StrEnum):
    SVG = "svg"
    PNG = "png"
    PDF = "pdf"
    DOT = "dot"


class _View(enum.StrEnum):
    GOAL = "goal"
    PLAN = "plan"
    POSTER = "poster"
    TIMELINE = "timeline"
    OVERVIEW = "overview"
    SECTION = "section"
    MAP = "map"


VIEWS: dict[_View, View] = {
    _View.GOAL: "goal",
    _View.PLAN: "plan",
    _View.POSTER: "poster",
    _View.TIMELINE: "timeline",
    _View.OVERVIEW: "overview",
    _View.SECTION: "section",
    _View.MAP: "map",
}


# The views of a plan's weeks.
WEEKLY = {_View.PLAN, _View.POSTER, _View.TIMELINE}


class _Paper(enum.StrEnum):
    A2 = "a2"
    A3 = "a3"
    A4 = "a4"
    LETTER = "letter"


@takes_wishes
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
    section: Annotated[
        str | None,
        typer.Option(
            help="The section of the section view.",
            autocompletion=complete_section,
            show_default=False,
        ),
    ] = None,
    plan: Annotated[str | None, options.plan_file("A plan's JSON file: one row per week.")] = None,
    *,
    wanted: Wanted,
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

    A plan is drawn where --plan, --budget, --hours or others of its options are given, or with
    --view plan, poster (every week at a glance) or timeline (a row per topic).

    \b
    mlpath draw --goal diffusion-models --known vectors -o goal.svg
    mlpath draw --plan plan.json -o plan.png
    mlpath draw --goal attention --budget 60h --hours 8h/week -o weeks.svg
    mlpath draw --plan plan.json --view timeline -o timeline.svg
    """
    talk = ctx.find_object(Talk) or Talk()
    outputs = tuple(output or (STANDARD_OUTPUT,))
    forms = [_form(each, format) for each in outputs]
    check_writable(outputs)
    wanted.refuse_beside(plan, TAKEN)
    with working(talk, "Drawing ..."):
        loaded = load_graph(graph, overlay)
        planned, view = _plan(loaded, plan, view, section, wanted)
        picture = _picture(loaded, planned, view, section, wanted, dark=dark, paper=paper)
        written = [
            str(path)
            for each, form in zip(outputs, forms, strict=True)
            for path in _deliver(picture, each, form)
        ]
    if quiet:
        return
    if written:
        say(f"wrote {', '.join(written)}")
    elif format is None and sys.stdout.isatty():
        say("hint: that is text for Graphviz; -o map.svg writes a picture")
    for each in outputs:
        tell_undrawn(picture, each, talk)


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


def _plan(
    graph: KnowledgeGraph,
    file: str | None,
    view: _View | None,
    section: str | None,
    wanted: Wanted,
) -> tuple[Plan | None, _View | None]:
    """Return the plan to draw, if one is meant, and the view that suits it."""
    if file is not None:
        planned = load_plan(file)
        check_same_graph(planned, graph)
        said = wanted if planned.schedule is None else wanted.only_typed_calendar()
        laid = calendar_of(said).lay(planned, graph)
        return (planned if laid is None else planned.model_copy(update={"schedule": laid})), view
    if view not in WEEKLY and not wanted.typed - {"goal", "known"}:
        return None, view
    if view in WEEKLY:
        check_wanted(f"draw --view {view}", None, wanted, needed=True)
    planned = make(graph, wanted)
    check_feasible(planned)
    return planned, _View.PLAN if view is None and section is None else view


def _picture(
    graph: KnowledgeGraph,
    plan: Plan | None,
    view: _View | None,
    section: str | None,
    wanted: Wanted,
    *,
    dark: bool,
    paper: _Paper,
) -> Picture:
    from mlpath.drawing import draw

    targets, _, mastered = wished(
        graph, options.several(wanted.goal), options.several(wanted.known)
    )
    return draw(
        graph if plan is None else plan,
        graph=graph,
        view=None if view is None else VIEWS[view],
        goal=targets if wanted.goal and view not in WEEKLY else None,
        section=section,
        known=mastered,
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
