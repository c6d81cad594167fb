"""The whole graph as a box per section, arrows as thick as what leads across."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import GLYPHS, Mark
from mlpath.drawing.documents import Arrow, Attributes, attributes
from mlpath.drawing.headings import Heading, heading
from mlpath.drawing.looks import look
from mlpath.drawing.sheets import Frame, Sketch, written
from mlpath.drawing.texts import Markup, markup, time, wrapped
from mlpath.units import count_of

if TYPE_CHECKING:
    from mlpath.drawing.boxes import Style
    from mlpath.drawing.looks import Looks
    from mlpath.drawing.pictures import Page

LARGE = 18.0
THICKEST = 6.0
INTO = 1
SHARE = 0.3


def overview_page(looks: Looks, title: str, facts: tuple[str, ...], style: Style) -> Page:
    """Return the graph's sections and the main ways between them."""
    sections = [
        section.id
        for section in looks.graph.sections
        if any(looks.graph.topic(topic).section == section.id for topic in looks.topics)
    ]
    place = {section: number for number, section in enumerate(sections)}
    crossing, counts = _ways(looks, place)
    most = max(crossing.values(), default=1)
    arrows = tuple(
        Arrow(
            *pair,
            attributes(
                {
                    "color": f"{style.tint(sections[pair[0]]).edge}c0",
                    "penwidth": 0.8 + (THICKEST - 0.8) * amount / most,
                    "arrowsize": 0.6,
                    "weight": 1 + 4 * amount // most,
                    "tooltip": f"{amount} prerequisites",
                }
            ),
        )
        for pair, amount in sorted(crossing.items())
    )
    lost = counts - sum(crossing.values())
    notes = ["an arrow's thickness tells how many prerequisites lead across"]
    if lost:
        notes.append(f"only the main ways are drawn, {lost:,} prerequisites follow others")
    if looks.planning:
        notes.append("dashed boxes: nothing planned there")
    head = Heading(title, facts, tuple(notes), inches=11, scale=1.3)
    label = heading(head, style, (), (), coded=False)
    nodes = tuple(_node(looks, section, style) for section in sections)
    frame = Frame(ranksep=0.7, nodesep=0.25)
    return written(Sketch(title, label, nodes, arrows, frame), style)


def _ways(looks: Looks, place: dict[str, int]) -> tuple[Counter[tuple[int, int]], int]:
    """Return the arrows to draw with their strength, and how many prerequisites cross in all.

    Into each section its two strongest, and whatever is strong on the whole.
    """
    shown = set(looks.topics)
    between: Counter[tuple[int, int]] = Counter()
    for source, target in looks.graph.topic_graph.edges:
        if source in shown and target in shown:
            first = place[looks.graph.topic(source).section]
            second = place[looks.graph.topic(target).section]
            if first != second:
                between[first, second] += 1
    forward = _strongest(between)
    most = max((between[pair] for pair in forward), default=0)
    kept: Counter[tuple[int, int]] = Counter()
    for number in place.values():
        into = sorted(
            (pair for pair in forward if pair[1] == number),
            key=lambda pair: (-between[pair], pair),
        )
        for rank, pair in enumerate(into):
            if rank < INTO or between[pair] >= SHARE * most:
                kept[pair] = between[pair]
    return kept, between.total()


def _strongest(between: Counter[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return pairs without circles, taking the ones with most arrows first."""
    net = {
        pair: amount - between[pair[::-1]]
        for pair, amount in sorted(between.items())
        if amount > between[pair[::-1]]
    }
    kept: list[tuple[int, int]] = []
    after: dict[int, set[int]] = defaultdict(set)
    for pair in sorted(net, key=lambda pair: (-net[pair], pair)):
        if not _reaches(after, pair[1], pair[0]):
            after[pair[0]].add(pair[1])
            kept.append(pair)
    return sorted(kept)


def _reaches(after: dict[int, set[int]], start: int, end: int) -> bool:
    stack, seen = [start], {start}
    while stack:
        node = stack.pop()
        if node == end:
            return True
        fresh = after[node] - seen
        seen |= fresh
        stack.extend(fresh)
    return False


def _node(looks: Looks, section: str, style: Style) -> Attributes:
    found = looks.graph.section(section)
    tint = style.tint(section)
    topics = [topic for topic in looks.topics if looks.graph.topic(topic).section == section]
    minutes = sum(looks.minutes(topic) for topic in topics)
    marks = Counter(look(looks, topic).mark for topic in topics)
    planned = marks[Mark.PLANNED] + marks[Mark.NEXT]
    lines = [f"{count_of(len(topics), 'topic')}, {time(minutes)}"]
    told = [f"{planned} planned"] if planned and looks.planning else []
    told += [f"{GLYPHS[Mark.KNOWN]}{marks[Mark.KNOWN]} known"] if marks[Mark.KNOWN] else []
    if told:
        lines.append(", ".join(told))
    empty = looks.planning and not told
    title = "<BR/>".join(markup(line) for line in wrapped(found.title, line=20))
    small = "<BR/>".join(markup(line) for line in lines)
    return attributes(
        {
            "label": Markup(
                f'<FONT POINT-SIZE="{LARGE:.0f}"><B>{title}</B></FONT><BR/>'
                f'<FONT POINT-SIZE="{LARGE - 4:.0f}">{small}</FONT>'
            ),
            "fillcolor": style.theme.background if empty else tint.fill,
            "color": tint.edge,
            "fontcolor": style.theme.soft if empty else style.theme.text,
            "style": "rounded,dashed,filled" if empty else None,
            "penwidth": 1.2,
            "margin": "0.16,0.09",
            "tooltip": f"{found.title}\n{found.summary}".strip(),
        }
    )
