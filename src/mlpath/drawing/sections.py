"""Sections: their topics, with what they need from elsewhere as small dashed portals."""

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
from mlpath.drawing.texts import count_of, time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.boxes import Link, Style
    from mlpath.drawing.looks import Looks
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page

# Inches that a column of boxes, and square inches that a box, take on a page, arrows included.
COLUMN = 2.05
BOX = 4.1
PORTAL = 0.45
HEADING = 1.8
_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Part:
    """Some topics that fit on a page: numbers in the looks' topics, and what they are called."""

    title: str
    topics: tuple[int, ...]


def section_pages(
    looks: Looks, sections: Sequence[str], style: Style, paper: Paper, *, only: Iterable[int] = ()
) -> tuple[Page, ...]:
    """Return sections on as few pages as their text needs to stay readable.

    Parameters
    ----------
    looks
        The graph, which of its topics are shown, and how.
    sections
        Ids; small ones that follow each other share a page.
    style, paper
        Colours; the paper a page must fit on.
    only
        Numbers of the topics to show, others only as portals. Default: all.

    Raises
    ------
    UnknownTopicError
        If there is no such section.
    """
    links, _ = topic_links(looks.graph, looks.topics, looks.steps)
    if looks.steps is None:
        links = [*links, *helping_links(looks.graph, looks.topics, links)]
    chosen = set(only) or set(range(len(looks.topics)))
    parts: list[_Part] = []
    for name in sections:
        title = looks.graph.section(name).title
        inner = [n for n in sorted(chosen) if looks.graph.topic(looks.topics[n]).section == name]
        if parts and _fits([*parts[-1].topics, *inner], links, paper):
            together = f"{parts[-1].title}; {title}"
            parts[-1] = _Part(together, (*parts[-1].topics, *inner))
        else:
            parts += _split(title, inner, links, paper)
    return tuple(_page(looks, part, links, style, paper) for part in parts)


def _measure(inner: Sequence[int], links: Sequence[Link]) -> tuple[list[int], list[int], float]:
    """Return an order of the topics, their ranks in it, and the square inches they take."""
    place = {number: rank for rank, number in enumerate(inner)}
    pairs = [
        (place[link.source], place[link.target])
        for link in links
        if link.kind is not Kind.HELPS and link.source in place and link.target in place
    ]
    outside = {link.source for link in links if link.target in place and link.source not in place}
    order = topological(len(inner), pairs)
    return order, ranks_of(order, pairs), len(inner) * BOX + len(outside) * PORTAL * BOX


def _fits(inner: Sequence[int], links: Sequence[Link], paper: Paper) -> bool:
    """Tell whether topics fit on one page."""
    across, down = paper.inches(upright=False)
    _, ranks, area = _measure(inner, links)
    columns = max(ranks, default=0) + 2
    return columns * COLUMN <= across and area <= across * (down - HEADING)


def _split(title: str, inner: Sequence[int], links: Sequence[Link], paper: Paper) -> list[_Part]:
    """Return a section in parts that fit, what comes first in the first part."""
    if _fits(inner, links, paper):
        return [_Part(title, tuple(inner))]
    across, down = paper.inches(upright=False)
    order, ranks, area = _measure(inner, links)
    columns = max(1, int(across / COLUMN) - 1)
    count = max(-(-area // (across * (down - HEADING))), -(-(max(ranks) + 1) // columns))
    ordered = sorted(order, key=lambda number: (ranks[number], number))
    held = _cut(ordered, ranks, -(-len(inner) // int(count)), columns)
    # Once more with as many parts as it took, so that the last is as full as the others.
    held = _cut(ordered, ranks, -(-len(inner) // len(held)), columns)
    return [
        _Part(f"{title}, part {place} of {len(held)}", tuple(inner[n] for n in sorted(numbers)))
        for place, numbers in enumerate(held, start=1)
    ]


def _cut(ordered: Sequence[int], ranks: Sequence[int], size: int, columns: int) -> list[list[int]]:
    """Return what is ordered by rank in parts of at most so many topics and columns."""
    held: list[list[int]] = [[]]
    for number in ordered:
        part = held[-1]
        if part and (len(part) >= size or ranks[number] - ranks[part[0]] >= columns):
            held.append([])
        held[-1].append(number)
    return held


def _page(looks: Looks, part: _Part, links: Sequence[Link], style: Style, paper: Paper) -> Page:
    """Return a page with the part's topics, and portals for what they need from elsewhere."""
    mine = set(part.topics)
    into = [
        link
        for link in links
        if link.target in mine and (link.source in mine or link.kind is not Kind.HELPS)
    ]
    outside = sorted({link.source for link in into if link.source not in mine})
    place = {number: rank for rank, number in enumerate((*part.topics, *outside))}
    local = [replace(link, source=place[link.source], target=place[link.target]) for link in into]
    topics = [looks.topics[number] for number in part.topics]
    boxes = [look(looks, topic) for topic in topics]
    boxes += [_portal(looks, looks.topics[number]) for number in outside]
    minutes = sum(looks.minutes(topic) for topic in topics)
    facts = (f"{count_of(len(topics), 'topic')}, {time(minutes)}",)
    across, _ = paper.inches(upright=False)
    head = Heading(part.title, facts, (looks.key,), inches=across * 0.6)
    return page(head, style, boxes, local, Frame(coded=bool(looks.codes)))


def _portal(looks: Looks, topic: str) -> Box:
    found = look(looks, topic)
    mark = Mark.KNOWN if found.mark is Mark.KNOWN else Mark.PLAIN
    return replace(found, small=True, goal=False, hub=False, detail="", mark=mark)
