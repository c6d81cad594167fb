"""A goal and what it takes: the learner's picture, with far-off parts folded by section."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import DETAIL, NEAR, Kind, Link, Mark
from mlpath.drawing.costs import care_for, crossings
from mlpath.drawing.documents import Attributes, attributes
from mlpath.drawing.fitting import columns_of, fits
from mlpath.drawing.headings import Heading, heading, heading_inches
from mlpath.drawing.looks import look
from mlpath.drawing.reducing import reduced, topological
from mlpath.drawing.sections import section_pages
from mlpath.drawing.selections import topic_links
from mlpath.drawing.sheets import Frame, Sketch, linked, written
from mlpath.drawing.texts import Markup, markup, time, wrapped
from mlpath.units import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.boxes import Box, Style
    from mlpath.drawing.looks import Looks
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page


def goal_pages(
    looks: Looks, title: str, facts: tuple[str, ...], style: Style, paper: Paper
) -> tuple[Page, ...]:
    """Return what goals need: one page, or one with far sections folded and a page for each.

    Where the goals alone are more than a page, there are only pages of sections.
    """
    links, hidden = topic_links(looks.graph, looks.topics, looks.steps)
    implied = f"{hidden} implied prerequisites hidden" if hidden else ""
    across, _ = paper.inches(upright=False)
    shown: _Draft | None = None
    for near in _layers(len(looks.topics), links):
        folded = len(near) < len(looks.topics)
        notes = (_FOLDERS if folded else "", implied)
        head = Heading(title, facts, tuple(note for note in notes if note), inches=across * 0.6)
        draft = _draft(looks, head, links, near, style)
        if draft.fits(paper):
            shown = draft
        elif folded:
            break
    if shown is None:
        order = [section.id for section in looks.graph.sections]
        return section_pages(looks, _held(looks, range(len(looks.topics)), order), style, paper)
    far = [number for number in range(len(looks.topics)) if number not in shown.near]
    order = _held(looks, far, [section.id for section in looks.graph.sections])
    first = shown.page()
    return (first, *section_pages(looks, order, style, paper, only=far)) if far else (first,)


_FOLDERS = "folders: topics further from the goal; they follow on the next pages"


def _held(looks: Looks, numbers: Iterable[int], order: Sequence[str]) -> list[str]:
    """Return the sections of topics, in that order."""
    held = {looks.graph.topic(looks.topics[number]).section for number in numbers}
    return [section for section in order if section in held]


def _layers(count: int, links: Sequence[Link]) -> Iterable[set[int]]:
    """Yield the topics with the shortest way to a goal, more and more of them, until all.

    What is shown is closed upwards, so that folded sections only ever lead into shown topics.
    """
    pairs = [(link.source, link.target) for link in links]
    after: dict[int, list[int]] = defaultdict(list)
    for source, target in pairs:
        after[source].append(target)
    distance = [0] * count
    for node in reversed(topological(count, pairs)):
        distance[node] = max((distance[other] + 1 for other in after[node]), default=0)
    for most in range(max(distance, default=0) + 1):
        yield {node for node in range(count) if distance[node] <= most}


# Inches of a folded section's box.
FOLDER = (2.2, 0.75)


@dataclass(frozen=True, slots=True)
class _Folder:
    """Topics of one section folded into one box."""

    section: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """The page with the goals, before it is known whether it fits."""

    style: Style
    head: Heading
    near: frozenset[int]
    boxes: tuple[Box, ...]
    samples: tuple[Box, ...]
    folders: tuple[Attributes, ...]
    sections: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def ranks(self) -> list[int]:
        """The column of each box; folded sections share the first."""
        pairs = self.pairs
        weights = [NEAR if self.sections[a] == self.sections[b] else 1 for a, b in pairs]
        ranks = columns_of(len(self.sections), pairs, weights)
        first = len(self.boxes)
        lowest = min(ranks, default=0)
        return [lowest if number >= first else rank for number, rank in enumerate(ranks)]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The arrows as numbers of boxes."""
        return [(link.source, link.target) for link in self.links]

    def fits(self, paper: Paper) -> bool:
        """Tell whether it will be readable on that paper."""
        sizes = [box.inches for box in self.boxes] + [FOLDER] * len(self.folders)
        above = heading_inches(
            self.head, self.style, [*self.boxes, *self.samples], self.links, coded=True
        )
        return fits(sizes, self.ranks, self.pairs, above, paper)

    def page(self) -> Page:
        """Return the page."""
        label = heading(
            self.head, self.style, [*self.boxes, *self.samples], self.links, coded=True
        )
        sketch = Sketch(
            self.head.title,
            label,
            (*(self.style.box(box) for box in self.boxes), *self.folders),
            linked(self.links, self.sections, self.style),
            Frame(coded=True, rows=_column(len(self.boxes), len(self.sections))),
            care_for(len(self.sections), crossings(self.ranks, self.pairs)),
        )
        return written(sketch, self.style)


def _draft(
    looks: Looks, head: Heading, links: Sequence[Link], near: set[int], style: Style
) -> _Draft:
    """Return the page that shows these topics one by one, the others folded."""
    shown = [number for number in range(len(looks.topics)) if number in near]
    folders = _folders(looks, near)
    place = {number: rank for rank, number in enumerate(shown)}
    for rank, folder in enumerate(folders, start=len(shown)):
        held = set(folder.topics)
        place |= {n: rank for n, topic in enumerate(looks.topics) if topic in held}
    boxes = [look(looks, looks.topics[number]) for number in shown]
    sections = [box.topic.section for box in boxes] + [folder.section for folder in folders]
    return _Draft(
        style,
        head,
        frozenset(near),
        tuple(boxes),
        tuple(_samples(looks, folders)),
        tuple(_folder(looks, item, style) for item in folders),
        tuple(sections),
        tuple(_folded_links(links, place, len(boxes), len(sections))),
    )


def _column(first: int, count: int) -> tuple[tuple[int, ...], ...]:
    """Return the folded sections as one column."""
    return (tuple(range(first, count)),) if first < count else ()


def _samples(looks: Looks, folders: Sequence[_Folder]) -> list[Box]:
    """Return a box of each folded section, so that the legend names it."""
    return [look(looks, folder.topics[0]) for folder in folders]


def _folders(looks: Looks, near: set[int]) -> list[_Folder]:
    held: dict[str, list[str]] = defaultdict(list)
    for number, topic in enumerate(looks.topics):
        if number not in near:
            held[looks.graph.topic(topic).section].append(topic)
    return [
        _Folder(section.id, tuple(held[section.id]))
        for section in looks.graph.sections
        if section.id in held
    ]


def _folded_links(
    links: Sequence[Link], place: dict[int, int], first: int, count: int
) -> list[Link]:
    """Return the arrows between what is drawn.

    Folded sections stand in one column, and the overview shows how they build on each other: here
    one leads to another only where it would else lead nowhere.
    """
    between: Counter[tuple[int, int]] = Counter()
    found: dict[tuple[int, int], Link] = {}
    for link in links:
        pair = place[link.source], place[link.target]
        if pair[0] == pair[1]:
            continue
        if pair[1] >= first:
            between[pair] += 1
        elif pair[0] >= first:
            found.setdefault(pair, Link(*pair))
        else:
            found.setdefault(pair, Link(*pair, link.kind, link.reason))
    leading = {source for source, _ in found}
    for lost in range(first, count):
        into = [pair for pair in between if pair[0] == lost and pair[1] in leading]
        if lost not in leading and into:
            pair = max(into, key=lambda pair: (between[pair], -pair[1]))
            found[pair] = Link(*pair)
    hard = [pair for pair, link in found.items() if link.kind is not Kind.ANY]
    kept = {*reduced(count, hard)}
    return [link for pair, link in sorted(found.items()) if pair in kept or link.kind is Kind.ANY]


def _folder(looks: Looks, folder: _Folder, style: Style) -> Attributes:
    """Return the attributes of a folded section's box."""
    tint = style.tint(folder.section)
    title = looks.graph.section(folder.section).title
    minutes = sum(looks.minutes(topic) for topic in folder.topics)
    known = sum(1 for t in folder.topics if look(looks, t).mark is Mark.KNOWN)
    lines = [f"{count_of(len(folder.topics), 'topic')}, {time(minutes)}"]
    if known:
        lines.append(f"✓ {known} known")
    label = "<BR/>".join(markup(line) for line in wrapped(title))
    small = "<BR/>".join(markup(line) for line in lines)
    names = ", ".join(looks.graph.topic(topic).title for topic in folder.topics)
    return attributes(
        {
            "label": Markup(f'<B>{label}</B><BR/><FONT POINT-SIZE="{DETAIL:.0f}">{small}</FONT>'),
            "fillcolor": tint.strong,
            "color": tint.edge,
            "fontcolor": style.theme.text,
            "penwidth": 1.6,
            "shape": "folder",
            "style": "filled",
            "margin": "0.14,0.08",
            "tooltip": f"{title}: {names}",
        }
    )
