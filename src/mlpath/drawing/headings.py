"""What stands above a drawing: title, facts, legend and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import DETAIL, GLYPHS, TITLE, Kind, Mark
from mlpath.drawing.texts import Markup, markup, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.boxes import Box, Link, Style

HEAD = 18.0
BOLD = 1.1
INCH = 72
# A coloured square's size in that of the text beside it, and inches between heading and drawing.
SQUARE = 1.5
BELOW = 0.2
Row = tuple[Markup, float, str]
_MARKS = {
    Mark.KNOWN: "known",
    Mark.NEXT: "can start now",
    Mark.PLANNED: "no mark: planned",
    Mark.LATER: "no mark: later",
    Mark.LEFT_OUT: "left out",
}
_KINDS = {
    Kind.NEEDS: "solid arrow: needed first",
    Kind.ANY: "dashed arrow, open head: one of several is enough",
    Kind.HELPS: "dotted arrow: helps, not needed",
    Kind.DEEPER: "thick arrow: the same topic, deeper",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """Title and facts of a drawing.

    Attributes
    ----------
    title
        First line.
    facts
        Lines below it.
    notes
        Lines below the legend.
    inches
        About how wide the drawing is, so that the legend is not wider.
    scale
        How much larger than usual, for posters.
    """

    title: str
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    inches: float = 10.0
    scale: float = 1.0


def heading(
    head: Heading, style: Style, boxes: Sequence[Box], links: Iterable[Link], *, coded: bool
) -> Markup:
    """Return the label above a drawing: only what the drawing shows is in its legend.

    Parameters
    ----------
    head
        Title, facts and notes.
    style
        Colours.
    boxes, links
        What is drawn.
    coded
        Whether boxes carry the short codes of their sections.
    """
    rows = [
        _line(text, size, colour)
        for text, size, colour in _rows(head, style, boxes, links, coded=coded)
    ]
    return Markup(
        f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="1" CELLPADDING="1">{"".join(rows)}</TABLE>'
    )


def heading_inches(
    head: Heading, style: Style, boxes: Sequence[Box], links: Iterable[Link], *, coded: bool
) -> float:
    """Return about how high a heading is (see `heading`), with the room below it."""
    rows = _rows(head, style, boxes, links, coded=coded)
    return sum(_high(text, size) for text, size, _ in rows) / INCH + BELOW


def _high(text: Markup, size: float) -> float:
    return size * (SQUARE if "■" in text else 1) * 1.2 + 3


def _rows(
    head: Heading, style: Style, boxes: Sequence[Box], links: Iterable[Link], *, coded: bool
) -> list[Row]:
    """Return the lines of a heading with their sizes and colours."""
    theme = style.theme
    wide = head.inches * INCH
    large, fact, small = HEAD * head.scale, TITLE * head.scale, DETAIL * head.scale
    rows = [
        (Markup(f"<B>{text}</B>"), large, theme.text)
        for text in _lines([head.title], wide, large * BOLD)
    ]
    rows += [
        (text, fact, theme.soft) for said in head.facts for text in _lines([said], wide, fact)
    ]
    rows += [
        (text, small, theme.text) for text in _sections(style, boxes, wide, small, coded=coded)
    ]
    words = [*_marks(boxes), *(_KINDS[kind] for kind in _kinds(links))]
    rows += [
        (text, small, theme.soft)
        for text in [*_lines(words, wide, small), *_lines(head.notes, wide, small)]
    ]
    return rows


def _line(text: str, size: float, colour: str) -> str:
    font = f'<FONT POINT-SIZE="{size:.0f}" COLOR="{colour}">{text}</FONT>'
    return f'<TR><TD ALIGN="LEFT">{font}</TD></TR>'


def _lines(parts: Iterable[str], wide: float, size: float) -> list[Markup]:
    """Return the parts joined by semicolons and broken at words into lines of that width."""
    words = "; ".join(part for part in parts if part).split()
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined) * size <= wide:
            lines[-1] = joined
        else:
            lines.append(word)
    return [markup(line) for line in lines]


def _marks(boxes: Sequence[Box]) -> list[str]:
    present = {box.mark for box in boxes}
    named = [f"{GLYPHS.get(mark, '')}{_MARKS[mark]}" for mark in _MARKS if mark in present]
    if len(named) == 1 and (Mark.PLANNED in present or Mark.LATER in present):
        named = []
    if any(box.goal for box in boxes):
        named.append("double border: goal")
    if any(box.small for box in boxes):
        named.append("small dashed box: a topic of another page")
    return named


def _kinds(links: Iterable[Link]) -> list[Kind]:
    present = {item.kind for item in links}
    return [kind for kind in Kind if kind in present] if present != {Kind.NEEDS} else []


def _sections(
    style: Style, boxes: Sequence[Box], wide: float, size: float, *, coded: bool
) -> list[Markup]:
    """Return lines of coloured squares, codes and names, as many on a line as there is room.

    *Why not cells:* Graphviz stretches the cells of a shorter row to the width of the longest.
    """
    present = {box.topic.section for box in boxes}
    lines: list[list[str]] = []
    left = 0.0
    for section in style.graph.sections:
        if section.id not in present:
            continue
        code = style.codes[section.id] if coded else ""
        room = (width(f"{code} {section.title}") + 3.2) * size
        if not lines or left + room > wide:
            lines.append([])
            left = 0.0
        left += room
        name = f"{markup(section.title)}"
        if code:
            name = f"<B>{markup(code)}</B> {name}"
        colour = style.tint(section.id).edge
        square = f'<FONT POINT-SIZE="{size * SQUARE:.0f}" COLOR="{colour}">■</FONT>'
        lines[-1].append(f"{square}{name}")
    return [Markup("\u00a0\u00a0 ".join(line)) for line in lines]
