"""What stands above a drawing: title, facts, legend and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import DETAIL, GLYPHS, Kind, Mark
from mlpath.drawing.texts import Markup, markup, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.boxes import Box, Link, Style

HEAD = 18.0
INCH = 72
_MARKS = {
    Mark.KNOWN: "known",
    Mark.NEXT: "can start now",
    Mark.PLANNED: "planned",
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
    """

    title: str
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    inches: float = 10.0


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
    theme = style.theme
    wide = head.inches * INCH
    rows = [
        f'<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="{HEAD:g}"><B>{line}</B></FONT></TD></TR>'
        for line in _lines([head.title], wide, HEAD * 1.08)
    ]
    rows += [
        f'<TR><TD ALIGN="LEFT"><FONT COLOR="{theme.soft}">{line}</FONT></TD></TR>'
        for fact in head.facts
        for line in _lines([fact], wide, 12)
    ]
    rows += _sections(style, boxes, wide, coded=coded)
    words = [*_marks(boxes), *(_KINDS[kind] for kind in _kinds(links))]
    rows += [
        f'<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="{DETAIL:g}" COLOR="{theme.soft}">{line}'
        "</FONT></TD></TR>"
        for line in [*_lines(words, wide, DETAIL), *_lines(head.notes, wide, DETAIL)]
    ]
    return Markup(
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="1" CELLPADDING="1">'
        f"{''.join(rows)}</TABLE>"
    )


def _lines(parts: Iterable[str], wide: float, size: float) -> list[Markup]:
    """Return the parts joined by semicolons and broken at words into lines of that width."""
    words = [word for part in ["; ".join(parts)] for word in part.split()]
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
    if named == [_MARKS[Mark.PLANNED]]:
        named = []
    if any(box.goal for box in boxes):
        named.append("double border: goal")
    if any(box.small for box in boxes):
        named.append("small dashed box: a topic of another section")
    return named


def _kinds(links: Iterable[Link]) -> list[Kind]:
    present = {item.kind for item in links}
    return [kind for kind in Kind if kind in present] if present != {Kind.NEEDS} else []


def _sections(style: Style, boxes: Sequence[Box], wide: float, *, coded: bool) -> list[str]:
    """Return rows of cells in the sections' colours, several tables so that none is too wide."""
    present = {box.topic.section for box in boxes}
    rows: list[list[str]] = []
    left = 0.0
    for section in style.graph.sections:
        if section.id not in present:
            continue
        text = f"{style.codes[section.id]}  {section.title}" if coded else section.title
        size = width(text) * DETAIL + 16
        if not rows or left + size > wide:
            rows.append([])
            left = 0.0
        left += size
        tint = style.tint(section.id)
        name = markup(section.title)
        if coded:
            name = Markup(f"<B>{markup(style.codes[section.id])}</B>  {name}")
        rows[-1].append(
            f'<TD BORDER="1" COLOR="{tint.border}" BGCOLOR="{tint.fill}" CELLPADDING="3">'
            f'<FONT POINT-SIZE="{DETAIL:g}">{name}</FONT></TD>'
        )
    return [
        '<TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="0">'
        f"<TR>{''.join(row)}</TR></TABLE></TD></TR>"
        for row in rows
    ]
