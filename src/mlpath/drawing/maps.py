"""Everything at once: a poster, arrows between sections faded, much-used topics larger."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from mlpath.drawing.headings import Heading
from mlpath.drawing.looks import look
from mlpath.drawing.selections import topic_links
from mlpath.drawing.sheets import Frame, page

if TYPE_CHECKING:
    from mlpath.drawing.boxes import Style
    from mlpath.drawing.looks import Looks
    from mlpath.drawing.pictures import Page

HUB = 6
SMALL = 60


def map_page(looks: Looks, title: str, facts: tuple[str, ...], style: Style) -> Page:
    """Return every topic and every arrow that no others imply."""
    links, hidden = topic_links(looks.graph, looks.topics, looks.steps)
    used = Counter(link.source for link in links)
    few = len(looks.topics) <= SMALL
    boxes = []
    for number, topic in enumerate(looks.topics):
        box = replace(look(looks, topic), hub=used[number] >= HUB)
        boxes.append(box if few else replace(box, detail=""))
    notes = [f"{hidden} implied prerequisites hidden"] if hidden else []
    notes += [looks.key] if few and looks.key else []
    if any(box.hub for box in boxes):
        notes.append(f"large bold boxes: {HUB} or more topics build on them directly")
    head = Heading(title, facts, tuple(notes), inches=11 if few else 24)
    return page(head, style, boxes, links, Frame(coded=few and bool(looks.codes)))
