"""Everything at once: a poster, arrows between sections faded, much-used topics larger."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from mlpath.drawing.costs import ranks_of
from mlpath.drawing.headings import Heading
from mlpath.drawing.looks import look
from mlpath.drawing.reducing import topological
from mlpath.drawing.selections import topic_links
from mlpath.drawing.sheets import Frame, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.drawing.boxes import Link, Style
    from mlpath.drawing.looks import Looks
    from mlpath.drawing.pictures import Page

HUB = 6
SMALL = 60
LARGE = 200


def map_page(looks: Looks, title: str, facts: tuple[str, ...], style: Style) -> Page:
    """Return every topic and every arrow that no others imply."""
    links, hidden = topic_links(looks.graph, looks.topics, looks.steps)
    drawn = _nearest(looks, links) if len(looks.topics) > LARGE else links
    used = Counter(link.source for link in links)
    few = len(looks.topics) <= SMALL
    boxes = []
    for number, topic in enumerate(looks.topics):
        box = replace(look(looks, topic), hub=used[number] >= HUB)
        boxes.append(box if few else replace(box, detail=""))
    notes = [f"{hidden} implied prerequisites hidden"] if hidden else []
    if len(drawn) < len(links):
        notes.append(
            f"{len(links) - len(drawn):,} more arrows between sections are not drawn: each topic "
            "shows the last it needs"
        )
    notes += [looks.key] if few and looks.key else []
    if any(box.hub for box in boxes):
        notes.append(f"large bold boxes: {HUB} or more topics build on them directly")
    head = Heading(title, facts, tuple(notes), inches=11 if few else 30, scale=1 if few else 2.4)
    return page(head, style, boxes, drawn, Frame(coded=few and bool(looks.codes)))


def _nearest(looks: Looks, links: Sequence[Link]) -> list[Link]:
    """Return the arrows inside sections, and into each topic the one that comes last otherwise.

    *Why:* on a large map most arrows cross it from side to side, and all that can be seen of them
    is that there are many.
    """
    sections = [looks.graph.topic(topic).section for topic in looks.topics]
    pairs = [(link.source, link.target) for link in links]
    ranks = ranks_of(topological(len(sections), pairs), pairs)
    last: dict[int, Link] = {}
    kept = []
    for link in links:
        if sections[link.source] == sections[link.target]:
            kept.append(link)
            continue
        known = last.get(link.target)
        if known is None or ranks[link.source] > ranks[known.source]:
            last[link.target] = link
    return sorted([*kept, *last.values()], key=lambda link: (link.source, link.target))
