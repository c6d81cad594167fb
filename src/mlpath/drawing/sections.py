"""A section's topics, with what they need from elsewhere as small dashed portals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import Box, Kind, Mark
from mlpath.drawing.costs import ranks_of
from mlpath.drawing.headings import Heading
from mlpath.drawing.looks import look
from mlpath.drawing.reducing import topological
from mlpath.drawing.selections import helping_links, topic_links
from mlpath.drawing.sheets import Frame, page
from mlpath.drawing.texts import time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.drawing.boxes import Link, Style
    from mlpath.drawing.looks import Looks
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page
    from mlpath.topics import KnowledgeGraph

# Inches that a column of boxes and a box in it take, arrows included.
COLUMN = 2.0
SQUARE_INCHES = 3.3
HEADING = 1.8


@dataclass(frozen=True, slots=True)
class _Part:
    """Some topics of a section: what one page shows."""

    topics: tuple[str, ...]
    number: int
    count: int


def section_pages(looks: Looks, name: str, style: Style, paper: Paper) -> tuple[Page, ...]:
    """Return one section, on as many pages as its text needs to stay readable.

    Parameters
    ----------
    looks
        The graph, which of its topics are shown, and how.
    name
        Id of the section.
    style, paper
        Colours; the paper a page must fit on.

    Raises
    ------
    UnknownTopicError
        If there is no such section.
    """
    section = looks.graph.section(name)
    inner = [topic for topic in looks.topics if looks.graph.topic(topic).section == section.id]
    links, _ = topic_links(looks.graph, looks.topics, looks.steps)
    if looks.steps is None:
        links = [*links, *helping_links(looks.graph, looks.topics, links)]
    parts = _parts(inner, looks.topics, links, paper)
    return tuple(_page(looks, section.title, part, links, style, paper) for part in parts)


def _parts(
    inner: Sequence[str], topics: Sequence[str], links: Sequence[Link], paper: Paper
) -> list[_Part]:
    """Return the topics in parts that fit on a page, what comes first in the first part."""
    place = {topic: number for number, topic in enumerate(inner)}
    pairs = [
        (place[topics[link.source]], place[topics[link.target]])
        for link in links
        if link.kind is Kind.NEEDS and topics[link.source] in place and topics[link.target] in place
    ]
    outside = sum(
        1 for link in links if topics[link.target] in place and topics[link.source] not in place
    )
    order = topological(len(inner), pairs)
    ranks = ranks_of(order, pairs)
    across, down = paper.inches(upright=False)
    columns = max(ranks, default=0) + 2
    area = (len(inner) + outside / 2) * SQUARE_INCHES
    count = max(1, round_up(columns * COLUMN, across), round_up(area, across * (down - HEADING)))
    if not inner:
        return [_Part((), 1, 1)]
    ordered = sorted(order, key=lambda number: (ranks[number], number))
    size = -(-len(ordered) // count)
    cuts = range(0, len(ordered), size)
    return [
        _Part(
            tuple(inner[number] for number in sorted(ordered[cut : cut + size])),
            position,
            len(cuts),
        )
        for position, cut in enumerate(cuts, start=1)
    ]


def round_up(amount: float, unit: float) -> int:
    """Return how many units hold the amount."""
    return int(-(-amount // unit))


def _page(
    looks: Looks, title: str, part: _Part, links: Sequence[Link], style: Style, paper: Paper
) -> Page:
    """Return a page with the part's topics, and portals for what they need from elsewhere."""
    mine = set(part.topics)
    topics = looks.topics
    into = [
        link
        for link in links
        if topics[link.target] in mine and (topics[link.source] in mine or link.kind is not Kind.HELPS)
    ]
    outside = sorted({link.source for link in into if topics[link.source] not in mine})
    shown = [*part.topics, *(topics[number] for number in outside)]
    place = {topic: number for number, topic in enumerate(shown)}
    local = [
        replace(link, source=place[topics[link.source]], target=place[topics[link.target]])
        for link in into
    ]
    boxes = [look(looks, topic) for topic in part.topics]
    boxes += [_portal(looks, topics[number]) for number in outside]
    minutes = sum(looks.minutes(topic) for topic in part.topics)
    facts = [f"{len(part.topics)} topics, {time(minutes)} in all" if part.count == 1 else ""]
    if part.count > 1:
        facts = [f"part {part.number} of {part.count}: {len(part.topics)} topics, {time(minutes)}"]
    across, _ = paper.inches(upright=False)
    head = Heading(title, tuple(facts), (looks.key,), inches=across * 0.7)
    return page(head, style, boxes, local, Frame(coded=False))


def _portal(looks: Looks, topic: str) -> Box:
    found = look(looks, topic)
    mark = found.mark if found.mark is Mark.KNOWN else Mark.PLAIN
    return replace(found, small=True, goal=False, hub=False, detail="", mark=mark)
