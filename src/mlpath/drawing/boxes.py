"""What every view draws: boxes for topics, arrows between them, and the style they share."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mlpath.drawing.documents import Attributes, attributes
from mlpath.drawing.palettes import DARK, LIGHT, Theme, Tint
from mlpath.drawing.texts import Markup, least_inches, link, markup, time, width, wrapped
from mlpath.topics import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlpath.topics import KnowledgeGraph, Topic

FONT = "Helvetica"
# Whole points: Graphviz cuts POINT-SIZE to an integer.
TITLE = 13.0
DETAIL = 11.0
DEEPEST = len(Level)
# How much shorter arrows inside a section are wanted than others.
NEAR = 4


class Mark(enum.StrEnum):
    """Where a learner stands with a topic; shown by glyph and border as well as by colour."""

    KNOWN = "known"
    NEXT = "can start now"
    PLANNED = "planned"
    LATER = "later"
    LEFT_OUT = "left out"
    PLAIN = "plain"


GLYPHS = {Mark.KNOWN: "✓ ", Mark.NEXT: "► ", Mark.LEFT_OUT: "\u00d7 "}


class Kind(enum.StrEnum):
    """What an arrow says."""

    NEEDS = "needed first"
    ANY = "one of several is enough"
    HELPS = "helps, not needed"
    DEEPER = "same topic, deeper"


@dataclass(frozen=True, slots=True)
class Box:
    """A topic, or some levels of it, as a box.

    Attributes
    ----------
    topic
        The topic.
    detail
        Second line: code of the section, levels, time.
    mark, goal, hub
        How it stands out.
    small
        A portal: a topic of another page, drawn small and dashed.
    note
        What hovering shows after the summary.
    """

    topic: Topic
    detail: str = ""
    mark: Mark = Mark.PLAIN
    goal: bool = False
    hub: bool = False
    small: bool = False
    note: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The title in lines."""
        return wrapped(self.topic.title)

    @property
    def fonts(self) -> tuple[float, float]:
        """Sizes of the title and of the detail."""
        return (DETAIL, DETAIL) if self.small else (TITLE + 3 * self.hub, DETAIL)

    @property
    def inches(self) -> tuple[float, float]:
        """Estimated width and height."""
        title, detail = self.fonts
        sizes = [(line, title) for line in self.lines]
        sizes += [(GLYPHS.get(self.mark, "") + self.detail, detail)] if self.detail else []
        wide = max(width(text) * size for text, size in sizes) / 72 + 0.2
        return wide, sum(size * 1.2 for _, size in sizes) / 72 + 0.12


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow between two boxes, by their numbers."""

    source: int
    target: int
    kind: Kind = Kind.NEEDS
    reason: str = ""


@dataclass(frozen=True)
class Style:
    """Colours and names of a graph's sections, in one theme."""

    graph: KnowledgeGraph
    theme: Theme

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each section."""
        return {section.id: place for place, section in enumerate(self.graph.sections)}

    @cached_property
    def codes(self) -> dict[str, str]:
        """A short code for each section, no two the same."""
        codes: dict[str, str] = {}
        for section in self.graph.sections:
            code = _code(section.title)
            rivals = sum(1 for other in codes.values() if other.rstrip("0123456789") == code)
            codes[section.id] = f"{code}{rivals + 1}" if rivals else code
        return codes

    def tint(self, section: str) -> Tint:
        """Return the colours of a section."""
        return self.theme.tint(self.numbers[section])

    def box(self, box: Box) -> Attributes:
        """Return the DOT attributes of a box."""
        tint = self.tint(box.topic.section)
        theme = self.theme
        fill, border, text = tint.fill, tint.edge, theme.text
        style, pen, glyph = "rounded,filled", 0.9, GLYPHS.get(box.mark, "")
        if box.small:
            style, fill, text = "rounded,dashed,filled", theme.background, tint.text
        elif box.hub:
            fill, pen = tint.strong, 1.6
        if box.mark is Mark.KNOWN:
            fill, border, text = theme.known_fill, theme.known_border, theme.known_text
        elif box.mark is Mark.NEXT:
            pen = 2.4
        elif box.mark is Mark.LEFT_OUT:
            style, fill, text = "rounded,dashed,filled", theme.background, theme.soft
        if box.goal:
            pen = 2.4
        soft = text if box.mark is Mark.KNOWN or box.small else theme.soft
        return attributes(
            {
                "label": self._label(box, glyph, soft),
                "style": style,
                "fillcolor": fill,
                "color": border,
                "fontcolor": text,
                "penwidth": pen,
                "peripheries": "2" if box.goal else None,
                "margin": "0.06,0.03" if box.small else None,
                "width": self._wide(box),
                "tooltip": self._hover(box),
                **self.address(box.topic),
            }
        )

    def _label(self, box: Box, glyph: str, soft: str) -> Markup:
        title, small = box.fonts
        lines = [markup(line) for line in box.lines]
        if glyph and not box.detail:
            lines[0] = Markup(f"{glyph}{lines[0]}")
        text = "<BR/>".join(lines)
        if box.goal or box.hub:
            text = f"<B>{text}</B>"
        if title != TITLE:
            text = f'<FONT POINT-SIZE="{title:.0f}">{text}</FONT>'
        if not box.detail:
            return Markup(text)
        detail = f"{glyph}{markup(box.detail)}"
        return Markup(f'{text}<BR/><FONT POINT-SIZE="{small:.0f}" COLOR="{soft}">{detail}</FONT>')

    def _wide(self, box: Box) -> float | None:
        """Return a least width where the engine would measure the title too narrow."""
        lines = box.lines
        if all(line.isascii() for line in lines):
            return None
        title, small = box.fonts
        sizes = [(line, title) for line in lines]
        return least_inches([*sizes, (GLYPHS.get(box.mark, "") + box.detail, small)])

    def _hover(self, box: Box) -> str:
        section = self.graph.section(box.topic.section).title
        parts = [f"{box.topic.title} ({section})", box.topic.summary, box.note]
        return "\n".join(part for part in parts if part)

    def address(self, topic: Topic) -> dict[str, str]:
        """Return the DOT attributes that lead to the first resource of a topic."""
        known = {resource.id: resource for resource in self.graph.resources}
        for use in topic.resources:
            url = link(known[use.resource].url) if use.resource in known else ""
            if url:
                return {"URL": url, "target": "_blank"}
        return {}

    def link(self, arrow: Link, source: str, target: str) -> dict[str, str | float | None]:
        """Return the DOT attributes of an arrow between boxes of these two sections."""
        colour = self.tint(source).edge
        near = source == target
        given: dict[str, str | float | None] = {
            "color": colour if near else f"{colour}{'90' if self.theme.dark else '78'}",
            "penwidth": None if near else 0.8,
            "weight": NEAR if near else None,
            "tooltip": arrow.reason or " ",
        }
        if arrow.kind is Kind.ANY:
            given |= {"style": "dashed", "arrowhead": "onormal", "color": colour}
        elif arrow.kind is Kind.HELPS:
            given |= {"style": "dotted", "arrowhead": "vee", "color": colour, "weight": 0}
            given["constraint"] = "false"
        elif arrow.kind is Kind.DEEPER:
            given |= {"style": "bold", "color": f"{colour}90", "arrowhead": "vee", "penwidth": 1.8}
        return given


def style_of(graph: KnowledgeGraph, *, dark: bool) -> Style:
    """Return the style of a graph."""
    return Style(graph, DARK if dark else LIGHT)


def _code(title: str) -> str:
    """Return the initials of a title, or the start of a one-word one."""
    words = [word for word in title.replace("-", " ").split() if word.lower() not in _SMALL]
    words = ["".join(character for character in word if character.isalnum()) for word in words]
    words = [word for word in words if word]
    if not words:
        return "S"
    if len(words) == 1:
        return words[0][:3].upper() if not words[0].isupper() else words[0][:4]
    return "".join(word if word.isupper() else word[0] for word in words[:3]).upper()[:4]


_SMALL = {"and", "of", "the", "for", "in", "to", "a", "with"}


def levels_text(levels: Iterable[Level]) -> str:
    """Return how deep a box goes: one level by its name, several as the way to the deepest.

    Examples
    --------
    >>> levels_text([Level.OVERVIEW]), levels_text([Level.OVERVIEW, Level.WORKING])
    ('overview', 'to working')
    """
    found = sorted(levels)
    return str(found[0]) if len(found) == 1 else f"to {found[-1]}"


def hours_text(topic: Topic) -> str:
    """Return the time to each declared level of a topic, such as ``1 / 4 / 12 h``."""
    spans = [topic.effort[level] for level in topic.levels]
    minutes = [span.median for span in spans if span is not None]
    if len(minutes) == 1:
        return time(minutes[0])
    return " / ".join(time(length).removesuffix(" h") for length in minutes[:-1]) + (
        f" / {time(minutes[-1])}"
    )
