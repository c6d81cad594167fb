"""Options that several commands share, and what their texts mean."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli.completing import (
    complete_goal,
    complete_section,
    complete_topic,
)
from mlpath.cli.output import STANDARD_OUTPUT, Talk
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

GRAPH_SUFFIXES = (".yaml", ".yml")


class Simple(enum.StrEnum):
    """Forms of most answers."""

    TEXT = "text"
    JSON = "json"


class Rows(enum.StrEnum):
    """Forms of plans: text, and the table of `mlpath.writing`, which takes long to load."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"
    HTML = "html"
    MERMAID = "mermaid"
    GANTT = "gantt"
    ICS = "ics"
    GRAPHML = "graphml"
    NODE_LINK = "node-link"
    DOT = "dot"
    ANKI = "anki"
    TODOIST = "todoist"
    NOTION = "notion"
    CANVAS = "canvas"
    OBSIDIAN = "obsidian"


class Spacing(enum.StrEnum):
    """When a topic is reviewed again."""

    LADDER = "ladder"
    FSRS = "fsrs"


class Choose(enum.StrEnum):
    """How steps are selected."""

    OPTIMAL = "optimal"
    NESTED = "nested"


class Order(enum.StrEnum):
    """How steps are sequenced."""

    VALUE = "value"
    BREADTH = "breadth"
    SPIRAL = "spiral"
    SECTION = "section"


def remember_format(context: typer.Context, value: Any) -> Any:  # noqa: ANN401 - any enum
    """Note that errors are wanted as JSON, before any of them can happen."""
    talk = context.find_object(Talk)
    if talk is not None and value == Simple.JSON:
        talk.as_json = True
    return value


def remember_quiet(context: typer.Context, value: bool) -> bool:
    """Note that talk is not wanted."""
    talk = context.find_object(Talk)
    if talk is not None:
        talk.quiet = value
    return value


def _listed(flag: str, *, help: str, complete: Callable[..., Any]) -> Any:  # noqa: ANN401 - Typer's own
    return typer.Option(
        flag,
        metavar="TEXT",
        help=help,
        autocompletion=complete,
        show_default=False,
    )


def plan_file(help: str) -> Any:  # noqa: ANN401 - Typer's own
    """Return the option that names a plan's JSON file, with what the command does with it."""
    return typer.Option("--plan", metavar="FILE", help=help, show_default=False)


GraphArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="GRAPH",
        help="A folder or file of YAML, or - for standard input. Default: the bundled roadmap.",
        show_default=False,
    ),
]
GraphOption = Annotated[
    str | None,
    typer.Option(
        "--graph",
        "-g",
        metavar="GRAPH",
        help="A folder or file of YAML, or - for standard input. Default: the bundled roadmap.",
        show_default=False,
    ),
]
Overlay = Annotated[
    list[str] | None,
    typer.Option(
        "--overlay",
        metavar="GRAPH",
        help="A second graph laid over the first: its topics are added or replace others.",
        show_default=False,
    ),
]
Goals = Annotated[
    list[str] | None,
    _listed(
        "--goal",
        help="What to reach: topic[@level][:weight], section:ID, tag:TAG or preset:ID.",
        complete=complete_goal,
    ),
]
Musts = Annotated[
    list[str] | None,
    _listed(
        "--must",
        help="What has to be in the plan: topic[@level], section:ID, tag:TAG or preset:ID.",
        complete=complete_goal,
    ),
]
Known = Annotated[
    list[str] | None,
    _listed(
        "--known",
        help="What is mastered already, with all it needs.",
        complete=complete_topic,
    ),
]
Bans = Annotated[
    list[str] | None,
    _listed(
        "--ban",
        help="What to leave out, with all that needs it.",
        complete=complete_topic,
    ),
]
Budget = Annotated[
    str | None,
    typer.Option(
        "--budget",
        metavar="TIME",
        help="Study time in all: 300h, 90m, '12 weeks @ 8h/week'.",
        show_default=False,
    ),
]
Weeks = Annotated[
    int | None,
    typer.Option(
        "--weeks",
        metavar="N",
        min=1,
        max=5200,
        help="A deadline in weeks; with --hours it is a budget too.",
        show_default=False,
    ),
]
Hours = Annotated[
    str | None,
    typer.Option(
        "--hours",
        metavar="HOURS",
        help="Lay the plan into weeks: 10h/week, '2h per weekday', 'mon 2h, sat 4h'.",
        show_default=False,
    ),
]
Start = Annotated[
    str | None,
    typer.Option(
        "--start",
        metavar="DATE",
        help="First day of study, such as 2026-12-01; needs --hours.",
        show_default=False,
    ),
]
Deadline = Annotated[
    str | None,
    typer.Option(
        "--deadline",
        metavar="DATE",
        help="Last day of study, such as 2027-06-30: the hours until then are a budget too. "
        "Needs --hours and --start.",
        show_default=False,
    ),
]
Off = Annotated[
    list[str] | None,
    typer.Option(
        "--off",
        metavar="DATES",
        help="Days without study: 2026-12-24, 2026-12-24..2027-01-02. Repeatable.",
        show_default=False,
    ),
]
Holidays = Annotated[
    str | None,
    typer.Option(
        "--holidays",
        metavar="REGION",
        help="Country or region whose public holidays are free: DE, DE-BY, US-CA.",
        show_default=False,
    ),
]
Shortest = Annotated[
    str | None,
    typer.Option(
        "--shortest",
        metavar="TIME",
        help="A divided step has no session shorter than this: 25m.",
        show_default=False,
    ),
]
Longest = Annotated[
    str | None,
    typer.Option(
        "--longest",
        metavar="TIME",
        help="No session is longer than this: 2h.",
        show_default=False,
    ),
]
Tracks = Annotated[
    int | None,
    typer.Option(
        "--tracks",
        metavar="N",
        min=1,
        max=3,
        help="Topics in progress at once; sessions change between them. Default: 1.",
        show_default=False,
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIMES",
        help="When study begins, for hours by day: 18:30, or 'mon-fri 18:30, sat 09:00'.",
        show_default=False,
    ),
]
Zone = Annotated[
    str | None,
    typer.Option(
        "--zone",
        metavar="ZONE",
        help="Time zone of --at, such as Europe/Berlin; floating times without.",
        show_default=False,
    ),
]
StepNames = Annotated[
    list[str],
    typer.Argument(
        metavar="STEP",
        help="A step such as svd@working, a topic, or its title; of two words the first is the "
        "graph.",
        autocompletion=complete_topic,
        show_default=False,
    ),
]
Before = Annotated[
    str | None,
    typer.Option(
        "--before",
        metavar="PLAN",
        help="For -o plan.ics: the earlier plan's JSON file, whose calendar you imported; its "
        "sessions that are gone are cancelled.",
        show_default=False,
    ),
]
Pins = Annotated[
    list[str] | None,
    typer.Option(
        "--pin",
        metavar="STEP=DATE",
        help="Do not start a step before a day; it is a must then. Repeatable.",
        show_default=False,
    ),
]
Dues = Annotated[
    list[str] | None,
    typer.Option(
        "--due",
        metavar="STEP=TIME",
        help="Reach a step by a date (with --start and --hours) or within hours of study: "
        "svd@deep=2027-03-01, svd=120h. It is a goal then, which later earns nothing; --must "
        "holds a plan to it. Repeatable.",
        show_default=False,
    ),
]
Pace = Annotated[
    float,
    typer.Option("--pace", metavar="FACTOR", help="Your hours per estimated hour."),
]
Logged = Annotated[
    bool,
    typer.Option(
        "--logged", help="Take what the progress log holds as mastered for known; see --log."
    ),
]
PaceSigma = Annotated[
    float | None,
    typer.Option(
        "--pace-sigma",
        metavar="SPREAD",
        min=0,
        max=2,
        help="How far the pace is uncertain, as `mlpath forecast` learns it from your log; 0.4 "
        "otherwise.",
        show_default=False,
    ),
]
Sure = Annotated[
    float | None,
    typer.Option(
        "--sure",
        metavar="PERCENT",
        min=1,
        max=99,
        help="Plan so that the budget suffices with this chance, such as 80: times spread, and "
        "most take longer than estimated.",
        show_default=False,
    ),
]
Review = Annotated[
    float,
    typer.Option(
        "--review",
        metavar="PERCENT",
        min=0,
        max=90,
        help="Percent of the time for going through again what was learnt, such as 10; with "
        "--hours the reviews stand in the weeks.",
    ),
]
SpacingOption = Annotated[
    Spacing | None,
    typer.Option(
        "--spacing",
        help="When a topic is reviewed again: after 3, 10, 30 and 90 days, or as FSRS says. "
        "Default: fsrs where the package is installed.",
        show_default=False,
    ),
]
Prefer = Annotated[
    list[str] | None,
    typer.Option(
        "--prefer",
        metavar="KINDS",
        help="Kinds of resource, the one liked most first: video, book, course, paper, notebook, "
        "site.",
        show_default=False,
    ),
]
FreeOnly = Annotated[bool, typer.Option("--free", help="Only resources that cost nothing.")]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="CODE",
        help="Only resources in this language, such as en.",
        show_default=False,
    ),
]
Shares = Annotated[
    str,
    typer.Option(
        "--shares", metavar="A,B,C", help="What overview, working and deep earn of a goal at deep."
    ),
]
ChooseOption = Annotated[
    Choose,
    typer.Option("--choose", help="optimal, or nested: more budget never removes a step."),
]
OrderOption = Annotated[
    Order,
    typer.Option("--order", help="How the steps are sequenced."),
]
WorkLimit = Annotated[
    int | None,
    typer.Option(
        "--work-limit",
        metavar="N",
        min=0,
        help="Most branch-and-bound nodes.",
        show_default=False,
    ),
]
Recommended = Annotated[
    bool,
    typer.Option(
        "--recommended/--no-recommended",
        help="Give time of the budget that the best plan leaves over to what its steps recommend.",
    ),
]
SectionOption = Annotated[
    list[str] | None,
    _listed("--section", help="Sections by id.", complete=complete_section),
]
SimpleFormat = Annotated[
    Simple,
    typer.Option(
        "--format",
        "-f",
        help="Form of the answer.",
        is_eager=True,
        callback=remember_format,
    ),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        help="Only errors on standard error.",
        is_eager=True,
        callback=remember_quiet,
    ),
]


def several(texts: Iterable[str] | None) -> tuple[str, ...]:
    """Return what repeated options and comma lists name, in order.

    Examples
    --------
    >>> several(["svd,qr", "lu"])
    ('svd', 'qr', 'lu')
    """
    found: list[str] = []
    for text in texts or ():
        parts = [part.strip() for part in text.split(",")]
        if not any(parts):
            from mlpath.errors import Problem, RequestError

            message = f"an option is given {text!r}, which names nothing"
            raise RequestError(Problem("bad-name", message, hint="leave the option out"))
        found += [part for part in parts if part]
    return tuple(found)


def is_given(context: typer.Context, name: str) -> bool:
    """Tell whether an option is given in this very call or its environment, and not by a file."""
    source = context.get_parameter_source(name)
    return source is not None and source.name in {"COMMANDLINE", "ENVIRONMENT"}


def is_typed(context: typer.Context, name: str) -> bool:
    """Tell whether an option stands in this very call."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def is_told(context: typer.Context, name: str) -> bool:
    """Tell whether an option is given at all: in this call, its environment or a file."""
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def names_graph(text: str) -> bool:
    """Tell whether a free argument is a graph and no word: by its form, or a folder of YAML."""
    if text == STANDARD_OUTPUT or text.endswith(GRAPH_SUFFIXES) or "/" in text or "\\" in text:
        return True
    try:
        return any(file.suffix in GRAPH_SUFFIXES for file in Path(text).iterdir())
    except (OSError, ValueError):
        return False


def split_graph(words: Sequence[str], graph: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the graph that the first of several words may name, and the other words."""
    if graph is None and words and names_graph(words[0]):
        return words[0], tuple(words[1:])
    return graph, tuple(words)


def one_name(names: Sequence[str], graph: str | None, what: str) -> tuple[str | None, str]:
    """Return graph and name of ``[GRAPH] NAME``.

    Raises
    ------
    RequestError
        If there are too many words.
    """
    first_is_graph = len(names) == 2 and graph is None  # noqa: PLR2004 - GRAPH and NAME
    if first_is_graph:
        return names[0], names[1]
    if len(names) != 1:
        hint = f"quote a {what} of several words"
        raise RequestError(Problem("usage", f"one {what} is wanted, not {len(names)}", hint=hint))
    return graph, names[0]


def share_of(percent: float) -> float:
    """Return a percentage as a part of one, without the noise of floating point.

    Examples
    --------
    >>> share_of(12.3)
    0.123
    """
    from fractions import Fraction

    return float(Fraction(str(percent)) / 100)
