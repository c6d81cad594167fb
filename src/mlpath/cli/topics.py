"""``mlpath topics``: topics by section, tag, or what they need and lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.completing import complete_goal, complete_tag
from mlpath.cli.loading import load_graph
from mlpath.cli.output import SCHEMA_VERSION, as_json, clean, put, render
from mlpath.errors import Problem, RequestError, UnknownTopicError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.topics import KnowledgeGraph, Topic

FORM = "write svd, +svd (and all it needs), svd+ (and all it leads to), 2+svd, section:ID, tag:TAG"
_SELECTOR = re.compile(
    r"(?P<before>(?P<back>[0-9]{0,4})\+)?(?P<name>[^+]+)(?P<after>\+(?P<on>[0-9]{0,4}))?"
)


def topics_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SELECTOR",
            help="Topics to list: svd, +svd (and all it needs), svd+ (and all it leads to), "
            "2+svd, section:ID, tag:TAG; several add up, commas intersect. A first word that is a "
            "YAML file or folder names the graph.",
            autocompletion=complete_goal,
            show_default=False,
        ),
    ] = None,
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    section: options.SectionOption = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(
            "--tag",
            metavar="TEXT",
            help="Only topics with one of these tags.",
            autocompletion=complete_tag,
            show_default=False,
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude",
            metavar="SELECTOR",
            help="Leave these out.",
            show_default=False,
        ),
    ] = None,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """List topics, all or selected.

    \b
    mlpath topics --section nlp
    mlpath topics +transformer-architecture,section:linear-algebra
    """
    graph, selectors = options.split_graph(words or (), graph)
    loaded = load_graph(graph, overlay)
    chosen = _select(loaded, selectors) if selectors else set(loaded.topic_graph)
    if exclude:
        chosen -= _select(loaded, exclude)
    sections = {loaded.section(name).id for name in options.several(section)}
    tags = {_tag(loaded, name) for name in options.several(tag)}
    found = [
        topic
        for topic in loaded
        if topic.id in chosen
        and (not sections or topic.section in sections)
        and (not tags or tags.intersection(topic.tags))
    ]
    if format == options.Simple.JSON:
        put(as_json({"schema_version": SCHEMA_VERSION, "topics": [_as_dict(t) for t in found]}))
    else:
        put(_text(loaded, found))


def _select(graph: KnowledgeGraph, selectors: Iterable[str]) -> set[str]:
    """Return the topics of several selectors: each a union, commas inside intersect."""
    found: set[str] = set()
    for selector in selectors:
        for word in selector.split():
            parts = [_one(graph, part) for part in word.split(",") if part]
            found |= set.intersection(*parts) if parts else set()
    return found


def _one(graph: KnowledgeGraph, selector: str) -> set[str]:
    match = _SELECTOR.fullmatch(selector)
    if match is None:
        raise RequestError(Problem("bad-selector", f"{selector!r} selects nothing", hint=FORM))
    kind, colon, name = match["name"].partition(":")
    if not colon:
        found = {graph.topic(match["name"]).id}
    elif kind == "section":
        section = graph.section(name).id
        found = {topic.id for topic in graph if topic.section == section}
    elif kind == "tag":
        tag = _tag(graph, name)
        found = {topic.id for topic in graph if tag in topic.tags}
    else:
        raise RequestError(Problem("bad-selector", f"{selector!r} selects nothing", hint=FORM))
    view = graph.topic_graph
    result = set(found)
    if match["before"]:
        result |= _around(view.pred, found, int(match["back"] or len(graph)))
    if match["after"]:
        result |= _around(view.succ, found, int(match["on"] or len(graph)))
    return result


def _around(neighbours: object, start: set[str], steps: int) -> set[str]:
    """Return what lies within so many edges of the start."""
    found = set(start)
    edge = set(start)
    for _ in range(steps):
        edge = {other for name in edge for other in neighbours[name]} - found  # type: ignore[index]
        if not edge:
            break
        found |= edge
    return found


def _tag(graph: KnowledgeGraph, name: str) -> str:
    from mlpath.topics import suggest

    if name not in graph.tags:
        hint = suggest(name, graph.tags) or f"tags are {', '.join(graph.tags)}"
        raise UnknownTopicError(Problem("unknown-tag", f"no tag {name!r}", hint=hint))
    return name


def _as_dict(topic: Topic) -> dict[str, object]:
    return {
        "topic": topic.id,
        "title": topic.title,
        "section": topic.section,
        "levels": [str(level) for level in topic.levels],
        "value": topic.value,
        "tags": list(topic.tags),
        "summary": topic.summary,
    }


def _text(graph: KnowledgeGraph, found: Sequence[Topic]) -> str:
    from rich.table import Table
    from rich.text import Text

    if not found:
        return "no topic is selected\n"
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    section = ""
    for topic in found:
        if topic.section != section:
            section = topic.section
            if table.row_count:
                table.add_row()
            table.add_row(
                Text(section, style="bold"),
                Text(clean(graph.section(section).title), style="bold"),
            )
        table.add_row(Text(f"  {topic.id}"), Text(clean(topic.title)))
    return render(table)
