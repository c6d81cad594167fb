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
    """

    across: bool = True
    extra: tuple[Attributes, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    rows: tuple[tuple[int, ...], ...] = ()
    ranks: tuple[int, ...] = ()
    coded: bool = False
    ranksep: float = 0.45
    nodesep: float = 0.12


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
    return written(
        head.title,
        style,
        label,
        (*(style.box(box) for box in boxes), *frame.extra),
        (
            *(
                Arrow(
                    link.source,
                    link.target,
                    attributes(
                        style.link(
                            link, boxes[link.source].topic.section, boxes[link.target].topic.section
                        )
                    ),
                )
                for link in links
            ),
            *frame.arrows,
        ),
        frame,
        care,
    )


def written(
    title: str,
    style: Style,
    label: str,
    nodes: tuple[Attributes, ...],
    arrows: tuple[Arrow, ...],
    frame: Frame,
    care: Care = Care.FULL,
) -> Page:
    """Return a page of nodes and arrows that are ready."""
    theme = style.theme
    graph: dict[str, str | float | None] = {
        "rankdir": "LR" if frame.across else "TB",
        "nodesep": frame.nodesep,
        "ranksep": frame.ranksep,
        "fontname": FONT,
        "fontsize": 12,
        "fontcolor": theme.text,
        "bgcolor": theme.background,
        "outputorder": "edgesfirst",
        "label": label,
        "labelloc": "t",
        "labeljust": "l",
        "pad": 0.15,
        "tooltip": title,
    }
    if frame.rows:
        graph["newrank"] = "true"
    if care is Care.LOW:
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
        attributes(graph), attributes(node), attributes(edge), nodes, arrows, frame.rows
    )
    return Page(title, document.text, len(nodes))
