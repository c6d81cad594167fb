"""Sections: their topics, with what they need from elsewhere as small dashed portals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
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

# Inches between columns and between boxes, and how much longer than their boxes columns get.
BETWEEN = 0.5
GAP = 0.16
SPREAD = 1.2
HEADING = 1.6
FEWEST = 5


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
    desk = _Desk(looks, links, paper)
    parts: list[_Part] = []
    for name in sections:
        title = looks.graph.section(name).title
        inner = [n for n in sorted(chosen) if looks.graph.topic(looks.topics[n]).section == name]
        if parts and desk.fits([*parts[-1].topics, *inner]):
            together = f"{parts[-1].title}; {title}"
            parts[-1] = _Part(together, (*parts[-1].topics, *inner))
        else:
            parts += desk.split(title, inner)
    return tuple(_page(looks, part, links, style, paper) for part in parts)


@dataclass(frozen=True)
class _Desk:
    """Where topics are tried on pages."""

    looks: Looks
    links: Sequence[Link]
    paper: Paper

    @cached_property
    def into(self) -> dict[int, list[int]]:
        """What each topic needs."""
        found: dict[int, list[int]] = defaultdict(list)
        for link in self.links:
            if link.kind is not Kind.HELPS:
                found[link.target].append(link.source)
        return found

    @cached_property
    def sizes(self) -> dict[int, tuple[float, float]]:
        """Width and height of each topic's box in inches."""
        return {n: look(self.looks, topic).inches for n, topic in enumerate(self.looks.topics)}

    def ranks(self, inner: Sequence[int]) -> dict[int, int]:
        """Return the rank of each topic, in an order in which prerequisites come first."""
        place = {number: rank for rank, number in enumerate(inner)}
        pairs = [(place[a], place[b]) for b in inner for a in self.into[b] if a in place]
        order = topological(len(inner), pairs)
        ranks = ranks_of(order, pairs)
        return {inner[n]: ranks[n] for n in sorted(order, key=lambda n: (ranks[n], n))}

    def fits(self, inner: Sequence[int]) -> bool:
        """Tell whether topics, with what they need from elsewhere, fit on one page."""
        ranks = self.ranks(inner)
        widths: dict[int, float] = defaultdict(float)
        heights: dict[int, float] = defaultdict(float)
        columns = dict(ranks)
        for number in inner:
            for other in self.into[number]:
                if other not in ranks:
                    columns[other] = min(columns.get(other, ranks[number]), ranks[number] - 1)
        for number, rank in columns.items():
            wide, high = self.sizes[number]
            widths[rank] = max(widths[rank], wide)
            heights[rank] += GAP + (high if number in ranks else high / 2)
        across = sum(widths.values()) + BETWEEN * len(widths)
        down = max(heights.values(), default=0.0) * SPREAD + HEADING
        return any(
            across <= most and down <= tallest
            for most, tallest in (
                self.paper.inches(upright=False),
                self.paper.inches(upright=True),
            )
        )

    def split(self, title: str, inner: Sequence[int]) -> list[_Part]:
        """Return a section in equal parts that fit, what comes first in the first part."""
        ordered = list(self.ranks(inner))
        count = 1
        while True:
            size = max(FEWEST, -(-len(ordered) // count))
            held = [ordered[cut : cut + size] for cut in range(0, len(ordered), size)]
            if size == FEWEST or all(self.fits(sorted(part)) for part in held):
                break
            count += 1
        names = [f"{title}, part {place} of {len(held)}" for place in range(1, len(held) + 1)]
        if len(held) <= 1:
            return [_Part(title, tuple(inner))]
        return [_Part(name, tuple(sorted(part))) for name, part in zip(names, held, strict=True)]


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
