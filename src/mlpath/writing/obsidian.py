"""Obsidian: a folder of linked notes, one per topic, with a list to tick and a canvas.

The links of a note are its prerequisites, so Obsidian's own graph view shows the graph. They are
Markdown's own, so that other programs follow them too, and titles in them can be escaped.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mlpath.topics import Level, Step
from mlpath.units import show
from mlpath.writing.canvases import canvas
from mlpath.writing.texts import clean, markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlpath.topics import KnowledgeGraph
    from mlpath.topics.models import Prerequisite
    from mlpath.writing.subjects import Row, Subject

INDEX, CANVAS, NOTES = "Start here.md", "Map.canvas", "topics"
# Windows keeps these names for devices, whatever their ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


def write(subject: Subject) -> dict[str, str]:
    """Return the files of a vault: an index, a canvas, and a note per topic of the subject."""
    graph = subject.graph
    rows = subject.steps()
    topics = dict.fromkeys(row.topic.id for row in rows)
    if subject.kind == "graph":
        topics = dict.fromkeys(topic.id for topic in graph.topics)
    names = file_names(list(topics))
    levels: dict[str, list[Row]] = {topic: [] for topic in topics}
    for row in rows:
        levels[row.topic.id].append(row)
    files = {INDEX: _index(subject, rows, names), CANVAS: _canvas(subject, names)}
    for topic in topics:
        text = "".join(f"{line}\n" for line in _note(graph, levels[topic], names))
        files[f"{NOTES}/{names[topic]}.md"] = text
    return files


def file_names(topics: Sequence[str]) -> dict[str, str]:
    """Return a name for each id that every system can hold, no two alike but for their case.

    Examples
    --------
    >>> file_names(["svd", "SVD", "con", "v1."])
    {'svd': 'svd', 'SVD': 'SVD_', 'con': 'con_', 'v1.': 'v1._'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for topic in topics:
        name = topic
        if name.partition(".")[0].lower() in _DEVICES or name.endswith("."):
            name += "_"
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        names[topic] = name
    return names


def _canvas(subject: Subject, names: dict[str, str]) -> str:
    def card(node: Step | str) -> dict[str, str]:
        topic = node.topic if isinstance(node, Step) else node
        return {"type": "file", "file": f"{NOTES}/{names[topic]}.md"}

    return canvas(subject, card)


def _index(subject: Subject, rows: Sequence[Row], names: dict[str, str]) -> str:
    lines = [f"# {markdown(subject.title)}", "", f"[Map]({CANVAS})", ""]
    for row in rows:
        link = f"[{markdown(row.topic.title)}]({NOTES}/{names[row.topic.id]}.md)"
        lines.append(f"- [ ] {link} ({row.step.level}), {show(row.minutes)}")
    return "".join(f"{line}\n" for line in lines)


def _note(graph: KnowledgeGraph, rows: Sequence[Row], names: dict[str, str]) -> Iterator[str]:
    topic = rows[0].topic
    yield from ("---", f"title: {_quoted(topic.title)}")
    yield f"aliases: [{', '.join(map(_quoted, (topic.title, *topic.aliases)))}]"
    yield f"tags: [{', '.join(map(_quoted, (_tag(topic.section), *map(_tag, topic.tags))))}]"
    yield from ("---", f"# {markdown(topic.title)}", "")
    if topic.summary:
        yield from (markdown(topic.summary), "")
    for row in rows:
        check = topic.check[row.step.level]
        yield f"- [ ] {row.step.level}, {show(row.minutes)}" + (
            f": {markdown(check)}" if check else ""
        )
    deepest = rows[-1].step.level
    needs = [each for each in topic.prerequisites() if (each[0].only or deepest) <= deepest]
    if needs:
        yield from ("", "## Needs", "")
    for item, position, either in needs:
        reason = item.reason or topic.requires[position].reason
        link = _link(graph, item, deepest, names)
        yield f"- {'one of: ' if either else ''}{link}{f': {markdown(reason)}' if reason else ''}"
    if topic.resources:
        yield from ("", "## Resources", "")
    titles = {resource.id: resource for resource in graph.resources}
    for use in topic.resources:
        resource = titles[use.resource]
        part = f", {markdown(use.part)}" if use.part else ""
        yield f"- [{markdown(resource.title)}](<{resource.url}>){part}"


def _link(graph: KnowledgeGraph, item: Prerequisite, deepest: Level, names: dict[str, str]) -> str:
    needed = graph.topic(item.topic)
    level = needed.declared(item.level)
    if deepest is Level.OVERVIEW and item.only is None:
        level = needed.at_least(Level.OVERVIEW)
    if item.topic in names:
        return f"[{markdown(needed.title)}]({names[item.topic]}.md) ({level})"
    return f"{markdown(needed.title)} ({level})"


def _tag(name: str) -> str:
    """Return an id as Obsidian's tags allow it; numbers alone are no tag."""
    safe = name.replace(".", "-")
    return f"t{safe}" if safe.isdigit() else safe


def _quoted(text: str) -> str:
    return json.dumps(clean(text), ensure_ascii=False)
