"""Pages and pictures that mlpath makes of itself when the site is built."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figures import figures, forecast_picture
from formats import formats

import mlpath
from mlpath.cli.app import command
from mlpath.drawing.plots import plot_curve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DOCS = Path(__file__).parents[1]
MADE = DOCS / "made"
GOAL = "svd@working"
FLAGS = f"--goal {GOAL} --known vectors"
WEEKS = f"mlpath plan {FLAGS} --budget 30h --hours 6h/week --start 2026-12-01"
LONG = "--goal preset:interview --known python-classes --budget 120h --hours 8h/week"
PICTURES = {
    "overview": (
        "The whole graph",
        "A box for each section, with its topics and hours.",
        "mlpath draw --view overview -o overview.svg",
    ),
    "section": (
        "A section",
        "Its topics, with dashed portals to what lies outside.",
        "mlpath draw --section optimization -o section.svg",
    ),
    "goal": (
        "A goal",
        "What it needs, with levels; what is known already is marked.",
        f"mlpath draw {FLAGS} -o goal.svg",
    ),
    "weeks": (
        "A plan, week by week",
        "Rows for each week: the steps in the order in which to learn them.",
        f"{WEEKS} -o weeks.svg",
    ),
    "poster": (
        "A long plan on one page",
        "All weeks of 120 hours, without arrows.",
        f"mlpath plan {LONG} -o p.json\nmlpath draw --plan p.json --view poster -o poster.svg",
    ),
    "timeline": (
        "A plan, day by day",
        "Each topic's sessions against the days.",
        f"{WEEKS} -o plan.json\nmlpath draw --plan plan.json --view timeline -o timeline.svg",
    ),
    "outlook": (
        "When it will be done",
        "Each goal half the time, 4 times in 5, and 19 times in 20.",
        'mlpath.draw(mlpath.forecast(plan, graph, hours="8h/week", start="2026-12-01"))',
    ),
    "curve": (
        "Value against hours",
        "What each budget buys: the corners are proven, and no plan lies above the line.",
        "mlpath plan --curve --goal preset:interview -o curve.svg",
    ),
    "map": ("The map", "Every topic, for a poster.", "mlpath draw --view map -o map.svg"),
}
PAGES = {
    "page-plan": (
        "the page of a plan",
        "weeks to tick, the diagram, a panel for each topic, what was left out and its price",
    ),
    "page-graph": ("the page of the whole graph", "search it, and see what needs what"),
}


def generate() -> None:
    """Write every generated page, and leave alone what did not change."""
    MADE.mkdir(exist_ok=True)
    graph = mlpath.roadmap()
    _put("cli.md", "\n".join(_commands()))
    _put("files.md", "\n".join(formats()))
    _put("gallery.md", "\n".join(_gallery(graph)))
    for name, svg in figures(graph):
        _put(f"pictures/{name}.svg", svg)
    _pages(graph)


def _put(name: str, text: str) -> None:
    file = MADE / name
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


class _Recorder:
    """A formatter of help that writes tables of Markdown."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @contextlib.contextmanager
    def section(self, heading: str) -> Iterator[None]:
        self.lines += [f"| {heading} | |", "|---|---|"]
        yield
        self.lines.append("")

    def write_dl(self, rows: Iterable[tuple[str, str]]) -> None:
        self.lines += [f"| `{names}` | {_cell(text)} |" for names, text in rows]


def _commands() -> Iterator[str]:
    whole = command()
    yield from ("# Command line", "", f"{_plain(whole.help)}", "", f"{_plain(whole.epilog)}", "")
    yield from ("| command | |", "|---|---|")
    for name, each in whole.commands.items():
        first = (each.help or "").split("\n\n")[0]
        yield f"| [`mlpath {name}`](#mlpath-{name}) | {_cell(first)} |"
    yield ""
    for name, each in whole.commands.items():
        recorder = _Recorder()
        each.format_options(each.context_class(each, info_name=f"mlpath {name}"), recorder)
        yield from (f"(mlpath-{name})=", f"## mlpath {name}", "", _plain(each.help), "")
        yield from recorder.lines


def _plain(text: str | None) -> str:
    """Return a command's help; what Typer leaves as it is becomes a block of code."""
    parts = (text or "").split("\n\n")
    return "\n\n".join(
        "```console\n" + "\n".join(f"$ {line.strip()}" for line in lines[1:]) + "\n```"
        if (lines := part.strip("\n").splitlines()) and lines[0].strip() == "\b"
        else " ".join(part.split())
        for part in parts
    )


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|").replace("<", "&lt;")


def _gallery(graph: mlpath.KnowledgeGraph) -> Iterator[str]:
    yield from (
        "# Gallery",
        "",
        "Everything here is made of the bundled graph, by one call each.",
        "",
    )
    yield from ("## Pages", "")
    for name, (title, text) in PAGES.items():
        yield from (f'- <a href="../{name}.html">{title}</a>: {text}', "")
    pictures = [_pictures(graph, dark=dark) for dark in (False, True)]
    for name, (title, text, made) in PICTURES.items():
        for end, picture in zip(("", "-dark"), pictures, strict=True):
            _put(f"pictures/{name}{end}.svg", picture[name])
        language = "sh" if made.startswith("mlpath ") else "python"
        yield from (f"## {title}", "", text, "", f"```{language}", made, "```", "")
        for end, shown in (("", "only-light"), ("-dark", "only-dark")):
            yield from (f"```{{image}} pictures/{name}{end}.svg", f":class: {shown}")
            yield from (f":alt: {title}", f":target: ../_images/{name}{end}.svg", "```", "")


def _pictures(graph: mlpath.KnowledgeGraph, *, dark: bool) -> dict[str, str]:
    plan = mlpath.plan(graph, goals=[GOAL], known=["vectors"], budget="30h")
    weeks = mlpath.schedule(plan, hours="6h/week", start="2026-12-01")
    long = _long(graph)
    rows = mlpath.schedule(long, hours="8h/week")
    curve = mlpath.value_curve(graph, goals=["preset:interview"])
    made = {
        "overview": mlpath.draw(graph, view="overview", dark=dark),
        "section": mlpath.draw(graph, section="optimization", dark=dark),
        "goal": mlpath.draw(graph, goal=GOAL, known=["vectors"], dark=dark),
        "weeks": mlpath.draw(plan, graph=graph, schedule=weeks, dark=dark),
        "poster": mlpath.draw(long, graph=graph, schedule=rows, view="poster", dark=dark),
        "timeline": mlpath.draw(plan, graph=graph, schedule=weeks, view="timeline", dark=dark),
        "map": mlpath.draw(graph, view="map", dark=dark),
    }
    found = {name: picture.svg() for name, picture in made.items()}
    found["outlook"] = forecast_picture(graph, dark=dark)
    return found | {"curve": plot_curve(curve, title="Machine-learning interview", dark=dark)}


def _long(graph: mlpath.KnowledgeGraph) -> mlpath.Plan:
    return mlpath.plan(graph, goals=["preset:interview"], known=["python-classes"], budget="120h")


def _pages(graph: mlpath.KnowledgeGraph) -> None:
    """Write the pages of a graph and of a plan, to be opened from the gallery."""
    plan = _long(graph)
    weeks = mlpath.schedule(plan, hours="8h/week", start="2026-12-01")
    laid = plan.model_copy(update={"schedule": weeks})
    for name, thing in (("page-plan", laid), ("page-graph", graph)):
        path = MADE / "pages" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        mlpath.write(thing, path, graph=None if thing is graph else graph)


def setup(app: Any) -> dict[str, bool]:  # noqa: ANN401 - Sphinx's application
    """Let Sphinx call `generate` before it reads the pages."""
    (MADE / "pages").mkdir(parents=True, exist_ok=True)  # Sphinx looks for it before it is filled
    app.connect("builder-inited", lambda _: generate())
    return {"parallel_read_safe": True}
