"""Sections: their topics, with what they need from elsewhere as small dashed portals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import NEAR, Box, Kind, Mark
from mlpath.drawing.costs import ranks_of
from mlpath.drawing.fitting import columns_of, fits
from mlpath.drawing.headings import Heading, heading_inches
from mlpath.drawing.looks import look
from mlpath.drawing.reducing import topological
from mlpath.drawing.selections import helping_links, topic_links
from mlpath.drawing.sheets import Frame, page
from mlpath.drawing.texts import time
from mlpath.units import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.boxes import Link, Style
    from mlpath.drawing.looks import Looks
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page


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
    desk = _Desk(looks, links, style, paper)
    parts: list[_Part] = []
    for name in sections:
        title = looks.graph.section(name).title
        inner = [n for n in sorted(chosen) if looks.graph.topic(looks.topics[n]).section == name]
        together = f"{parts[-1].title}; {title}" if parts else ""
        if parts and desk.fits([*parts[-1].topics, *inner], together):
            parts[-1] = _Part(together, (*parts[-1].topics, *inner))
        else:
            parts += desk.split(title, inner)
    return tuple(desk.page(part) for part in parts)


@dataclass(frozen=True)
class _Desk:
    """Where topics are tried on pages."""

    looks: Looks
    links: Sequence[Link]
    style: Style
    paper: Paper

    @cached_property
    def into(self) -> dict[int, list[int]]:
        """What each topic needs."""
        found: dict[int, list[int]] = defaultdict(list)
        for link in self.links:
            if link.kind is not Kind.HELPS:
                found[link.target].append(link.source)
        return found

    def ranks(self, inner: Sequence[int]) -> dict[int, int]:
        """Return the rank of each topic, in an order in which prerequisites come first."""
        place = {number: rank for rank, number in enumerate(inner)}
        pairs = [(place[a], place[b]) for b in inner for a in self.into[b] if a in place]
        order = topological(len(inner), pairs)
        ranks = ranks_of(order, pairs)
        return {inner[n]: ranks[n] for n in sorted(order, key=lambda n: (ranks[n], n))}

    def fits(self, inner: Sequence[int], title: str) -> bool:
        """Tell whether topics, with what they need from elsewhere, fit on one page."""
        head, boxes, links = self.content(_Part(title, tuple(inner)))
        drawn = [link for link in links if link.kind is not Kind.HELPS]
        edges = [(link.source, link.target) for link in drawn]
        sections = [box.topic.section for box in boxes]
        weights = [NEAR if sections[a] == sections[b] else 1 for a, b in edges]
        columns = columns_of(len(boxes), edges, weights)
        above = heading_inches(head, self.style, boxes, links, coded=bool(self.looks.codes))
        return fits([box.inches for box in boxes], columns, edges, above, self.paper)

    def split(self, title: str, inner: Sequence[int]) -> list[_Part]:
        """Return a section in parts that fit, what comes first in the first part.

        As few parts as filling one after the other gives; of equal size where those fit as well.
        """
        ordered = list(self.ranks(inner))
        held: list[list[int]] = [[]]
        for number in ordered:
            if held[-1] and not self.fits(sorted([*held[-1], number]), f"{title}, part 1 of 2"):
                held.append([])
            held[-1].append(number)
        if len(held) == 1:
            return [_Part(title, tuple(inner))]
        size = -(-len(ordered) // len(held))
        even = [ordered[cut : cut + size] for cut in range(0, len(ordered), size)]
        if all(self.fits(sorted(part), f"{title}, part 1 of 2") for part in even):
            held = even
        names = [f"{title}, part {place} of {len(held)}" for place in range(1, len(held) + 1)]
        return [_Part(name, tuple(sorted(part))) for name, part in zip(names, held, strict=True)]

    def content(self, part: _Part) -> tuple[Heading, list[Box], list[Link]]:
        """Return what a page shows: the part's topics, and portals for what they need."""
        looks = self.looks
        mine = set(part.topics)
        into = [
            link
            for link in self.links
            if link.target in mine and (link.source in mine or link.kind is not Kind.HELPS)
        ]
        outside = sorted({link.source for link in into if link.source not in mine})
        place = {number: rank for rank, number in enumerate((*part.topics, *outside))}
        local = [
            replace(link, source=place[link.source], target=place[link.target]) for link in into
        ]
        topics = [looks.topics[number] for number in part.topics]
        boxes = [look(looks, topic) for topic in topics]
        boxes += [_portal(looks, looks.topics[number]) for number in outside]
        minutes = sum(looks.minutes(topic) for topic in topics)
        facts = (f"{count_of(len(topics), 'topic')}, {time(minutes)}",)
        across, _ = self.paper.inches(upright=False)
        return Heading(part.title, facts, (looks.key,), inches=across * 0.6), boxes, local

    def page(self, part: _Part) -> Page:
        """Return a page."""
        head, boxes, links = self.content(part)
        return page(head, self.style, boxes, links, Frame(coded=bool(self.looks.codes)))


def _portal(looks: Looks, topic: str) -> Box:
    found = look(looks, topic)
    mark = Mark.KNOWN if found.mark is Mark.KNOWN else Mark.PLAIN
    return replace(found, small=True, goal=False, hub=False, detail="", mark=mark)
