"""``mlpath show``: everything the graph says about one topic, or about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from mlpath.cli import options
from mlpath.cli.completing import complete_topic
from mlpath.cli.loading import find_topic, load_graph
from mlpath.cli.output import SCHEMA_VERSION, as_json, clean, put, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from mlpath.topics import KnowledgeGraph, Topic
    from mlpath.topics.models import Resource, ResourceUse
    from mlpath.units import Span


class _Learning(NamedTuple):
    """Resources with their parts, and why there are none where some were asked for."""

    uses: tuple[tuple[Resource, ResourceUse], ...]
    missing: str


def show_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TOPIC",
            help="A topic by id, title or alias; without one, the graph itself; of two words the "
            "first is the graph.",
            autocompletion=complete_topic,
            show_default=False,
        ),
    ] = None,
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    prefer: options.Prefer = None,
    free: options.FreeOnly = False,
    language: options.Language = None,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """Show a topic: levels and their effort, what it needs, how to tell it is learnt, where from.

    Without a topic: the sections, tags and presets of the graph.

    \b
    mlpath show
    mlpath show svd
    mlpath show "singular value decomposition"
    """
    if not names or (len(names) == 1 and graph is None and options.names_graph(names[0])):
        loaded = load_graph(names[0] if names else graph, overlay)
        as_data = format == options.Simple.JSON
        put(as_json(_graph_dict(loaded)) if as_data else render(*_graph_text(loaded)))
        return
    graph, name = options.one_name(names, graph, "topic")
    loaded = load_graph(graph, overlay)
    topic = find_topic(loaded, name)
    learning = _learning(loaded, topic, options.several(prefer), free=free, language=language)
    if format == options.Simple.JSON:
        put(as_json(_as_dict(loaded, topic, learning)))
    else:
        put(render(*_text(loaded, topic, learning)))


def _dependants(graph: KnowledgeGraph, topic: Topic) -> list[str]:
    rank = {each.id: place for place, each in enumerate(graph)}
    return sorted(graph.topic_graph.successors(topic.id), key=rank.__getitem__)


def _learning(
    graph: KnowledgeGraph,
    topic: Topic,
    prefer: Sequence[str],
    *,
    free: bool,
    language: str | None,
) -> _Learning:
    """Return where to learn a topic: as the graph has it, or the best-fitting first."""
    held = {each.id: each for each in graph.resources}
    uses = [(held[use.resource], use) for use in topic.resources]
    if not (prefer or free or language):
        return _Learning(tuple(uses), "")
    from mlpath.resourcing import liking_of, ranked

    liking = liking_of(prefer, free=free, language=language)
    found, missing = ranked(topic, topic.declared(None), held, liking, {})
    place = {each.resource: number for number, each in enumerate(found)}
    uses = [(resource, use) for resource, use in uses if resource.id in place]
    return _Learning(tuple(sorted(uses, key=lambda pair: place[pair[0].id])), missing)


def _as_dict(graph: KnowledgeGraph, topic: Topic, learning: _Learning) -> dict[str, Any]:
    from mlpath.topics import Step

    return {
        "schema_version": SCHEMA_VERSION,
        "topic": topic.id,
        "title": topic.title,
        "summary": topic.summary,
        "section": topic.section,
        "aliases": list(topic.aliases),
        "tags": list(topic.tags),
        "value": topic.value,
        "levels": [
            {
                "level": str(level),
                "effort": str(topic.effort[level]),
                "effort_minutes": graph.effort(Step(topic.id, level)),
                "check": topic.check[level],
            }
            for level in topic.levels
        ],
        "requires": [
            {
                "topic": item.topic,
                "level": str(graph.topic(item.topic).declared(item.level)),
                "for": None if item.only is None else str(item.only),
                "reason": item.reason or topic.requires[position].reason,
                "any_of": position if grouped else None,
            }
            for item, position, grouped in topic.prerequisites()
        ],
        "recommends": [{"topic": item.topic, "reason": item.reason} for item in topic.recommends],
        "corequisites": list(topic.corequisites),
        "needed_by": _dependants(graph, topic),
        "resources": [
            {
                "id": use.resource,
                "title": resource.title,
                "url": resource.url,
                "kind": resource.kind,
                "language": resource.language,
                "free": resource.free,
                "part": use.part,
                "level": None if use.level is None else str(use.level),
            }
            for resource, use in learning.uses
        ],
        "was": list(topic.was),
    }


def _text(graph: KnowledgeGraph, topic: Topic, learning: _Learning) -> Iterator[RenderableType]:
    from rich.text import Text

    head = Text(clean(topic.title), style="bold")
    head.append(f"  {topic.id}", style="dim")
    yield head
    section = graph.section(topic.section)
    yield Text(f"{clean(section.title)} · value {topic.value:,}")
    if topic.summary:
        yield Text(clean(topic.summary))
    if topic.aliases:
        yield Text(f"also: {clean(', '.join(topic.aliases))}")
    if topic.tags:
        yield Text(f"tags: {', '.join(topic.tags)}")
    for title, lines in (
        ("Levels", _levels(graph, topic)),
        ("Needs", _needs(graph, topic)),
        ("Helpful before", _helpful(graph, topic)),
        ("Side by side with", (_title(graph, other) for other in topic.corequisites)),
        ("Needed by", (_title(graph, other) for other in _dependants(graph, topic))),
        ("Where to learn it", _resources(learning)),
    ):
        found = list(lines)
        if found:
            yield Text(f"\n{title}", style="bold")
            yield _list(found)


def _sections(graph: KnowledgeGraph) -> list[dict[str, Any]]:
    """Return each section with the number of its topics and what they take in all."""
    from mlpath.topics import Step

    topics: dict[str, int] = {}
    minutes: dict[str, int] = {}
    for topic in graph:
        topics[topic.section] = topics.get(topic.section, 0) + 1
        effort = sum(graph.effort(Step(topic.id, level)) for level in topic.levels)
        minutes[topic.section] = minutes.get(topic.section, 0) + effort
    return [
        {
            "id": section.id,
            "title": section.title,
            "topics": topics.get(section.id, 0),
            "effort_minutes": minutes.get(section.id, 0),
        }
        for section in graph.sections
    ]


def _graph_dict(graph: KnowledgeGraph) -> dict[str, Any]:
    info = graph.info
    return {
        "schema_version": SCHEMA_VERSION,
        "id": info.id,
        "title": info.title,
        "version": info.version,
        "licence": info.licence,
        "hash": graph.hash,
        "topics": len(graph),
        "steps": len(graph.steps),
        "sections": _sections(graph),
        "tags": list(graph.tags),
        "presets": [{"id": each.id, "title": each.title} for each in graph.presets],
    }


def _graph_text(graph: KnowledgeGraph) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    from mlpath.units import show

    info = graph.info
    yield Text(f"{clean(info.title)} {clean(info.version)}", style="bold")
    if info.summary:
        yield Text(clean(info.summary))
    size = f"{len(graph):,} topics, {len(graph.steps):,} steps"
    yield Text(f"{size}; licence {clean(info.licence)}\n")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Section", no_wrap=True)
    table.add_column("Title", overflow="fold")
    table.add_column("Topics", justify="right", no_wrap=True)
    table.add_column("All of it", justify="right", no_wrap=True)
    for section in _sections(graph):
        hours = show(-(-section["effort_minutes"] // 60) * 60)
        title = Text(clean(section["title"]))
        table.add_row(section["id"], title, f"{section['topics']:,}", hours)
    yield table
    if graph.presets:
        yield Text("\nPresets (--goal preset:ID)", style="bold")
        yield _list(f"{each.id}: {each.title}" for each in graph.presets)
    if graph.tags:
        yield Text("\nTags (--goal tag:TAG)", style="bold")
        yield Text(", ".join(graph.tags))


def _list(lines: Iterable[str]) -> Table:
    """Return lines with a hanging indent."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row("-", Text(clean(line)))
    return table


def _title(graph: KnowledgeGraph, name: str) -> str:
    return f"{graph.topic(name).title} [{name}]"


def _effort(span: Span | None) -> str:
    """Return an effort for people: a calendar range has fractions of a minute inside."""
    from mlpath.units import show

    if span is None or span.low.denominator == span.high.denominator == 1:
        return str(span)
    ends = dict.fromkeys(
        show(-(-end.numerator // end.denominator)) for end in (span.low, span.high)
    )
    return " to ".join(ends)


def _levels(graph: KnowledgeGraph, topic: Topic) -> Iterator[str]:
    from mlpath.topics import Step
    from mlpath.units import show

    for level in topic.levels:
        effort = _effort(topic.effort[level])
        if level != topic.levels[0]:
            effort += f" in all, {show(graph.effort(Step(topic.id, level)))} more"
        check = topic.check[level]
        yield f"{level} ({effort})" + (f": {check}" if check else "")


def _needs(graph: KnowledgeGraph, topic: Topic) -> Iterator[str]:
    for item, position, grouped in topic.prerequisites():
        level = graph.topic(item.topic).declared(item.level)
        reason = item.reason or topic.requires[position].reason
        lead = f"one of ({position + 1}): " if grouped else ""
        only = f" for {item.only}" if item.only is not None else ""
        tail = f": {reason}" if reason else ""
        yield f"{lead}{_title(graph, item.topic)} at {level}{only}{tail}"


def _helpful(graph: KnowledgeGraph, topic: Topic) -> Iterator[str]:
    for item in topic.recommends:
        yield _title(graph, item.topic) + (f": {item.reason}" if item.reason else "")


def _resources(learning: _Learning) -> Iterator[str]:
    for resource, use in learning.uses:
        part = f", {use.part}" if use.part else ""
        free = "" if resource.free else ", not free"
        yield f"{resource.title}{part} ({resource.kind}{free}): {resource.url}"
    if learning.missing:
        yield f"nothing: {learning.missing}"
