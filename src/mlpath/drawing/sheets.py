"""From boxes, links and a heading to one page of DOT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import FONT, TITLE
from mlpath.drawing.costs import Care, care_for, crossings, ranks_of
from mlpath.drawing.documents import Arrow, Attributes, Document, attributes
from mlpath.drawing.headings import Heading, heading
from mlpath.drawing.pictures import Page
from mlpath.drawing.reducing import topological

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.drawing.boxes import Box, Link, Style
    from mlpath.drawing.texts import Markup


@dataclass(frozen=True, slots=True)
class Frame:
    """What a view adds to its boxes: direction, row headers, fixed rows.

    Attributes
    ----------
    across
        Whether time runs from left to right, else downwards.
    extra
        Nodes after the boxes.
    arrows
        Arrows that are no links, such as those between row headers.
    rows
        Nodes that share a rank.
    ranks
        The rank of each box, where the view fixes it.
    coded
        Whether boxes carry section codes.
    ranksep, nodesep
        Inches between ranks and between nodes.
    placed
        Whether every node has its place already.
    """

    across: bool = True
    extra: tuple[Attributes, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    rows: tuple[tuple[int, ...], ...] = ()
    ranks: tuple[int, ...] = ()
    coded: bool = False
    ranksep: float = 0.45
    nodesep: float = 0.12
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """A page before it is written: everything but the style all pages share."""

    title: str
    label: Markup
    nodes: tuple[Attributes, ...]
    arrows: tuple[Arrow, ...]
    frame: Frame
    care: Care = Care.FULL


def page(
    head: Heading, style: Style, boxes: Sequence[Box], links: Sequence[Link], frame: Frame
) -> Page:
    """Return one page.

    Raises
    ------
    RequestError
        If the drawing would be too much for any engine.
    """
    pairs = [(link.source, link.target) for link in links]
    ranks = frame.ranks or ranks_of(topological(len(boxes), pairs), pairs)
    care = care_for(len(boxes) + len(frame.extra), crossings(ranks, pairs))
    label = heading(head, style, boxes, links, coded=frame.coded)
    nodes = (*(style.box(box) for box in boxes), *frame.extra)
    sections = [box.topic.section for box in boxes]
    arrows = (*linked(links, sections, style), *frame.arrows)
    return written(Sketch(head.title, label, nodes, arrows, frame, care), style)


def linked(links: Sequence[Link], sections: Sequence[str], style: Style) -> tuple[Arrow, ...]:
    """Return links as arrows, given the section of each box."""
    return tuple(
        Arrow(
            link.source,
            link.target,
            attributes(style.link(link, sections[link.source], sections[link.target])),
        )
        for link in links
    )


def written(sketch: Sketch, style: Style) -> Page:
    """Return a page of nodes and arrows that are ready."""
    theme, frame = style.theme, sketch.frame
    graph: dict[str, str | float | None] = {
        "rankdir": "LR" if frame.across else "TB",
        "nodesep": frame.nodesep,
        "ranksep": frame.ranksep,
        "fontname": FONT,
        "fontsize": 12,
        "fontcolor": theme.text,
        "bgcolor": theme.background,
        "outputorder": "edgesfirst",
        "label": sketch.label,
        "labelloc": "t",
        "labeljust": "l",
        "pad": 0.15,
        "tooltip": sketch.title,
    }
    if frame.placed:
        # The graph's own layout is stronger than the one the engine is called with.
        graph |= {"layout": "nop", "rankdir": None, "nodesep": None, "ranksep": None}
    if frame.rows:
        graph["newrank"] = "true"
    if sketch.care is Care.LOW:
        graph |= {"mclimit": 0.1, "nslimit": 1, "nslimit1": 1, "splines": "line"}
    node: dict[str, str | float | None] = {
        "shape": "box",
        "style": "rounded,filled",
        "fontname": FONT,
        "fontsize": TITLE,
        "margin": "0.08,0.04",
        "height": 0.3,
    }
    edge: dict[str, str | float | None] = {"arrowsize": 0.5, "penwidth": 1.0}
    document = Document(
        attributes(graph),
        attributes(node),
        attributes(edge),
        sketch.nodes,
        sketch.arrows,
        frame.rows,
    )
    return Page(sketch.title, document.text, len(sketch.nodes))
