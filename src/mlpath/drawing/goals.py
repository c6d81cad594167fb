"""A goal and what it takes: the learner's picture, with far-off parts folded by section."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import DETAIL, Kind, Link, Mark
from mlpath.drawing.costs import care_for, crossings, ranks_of
from mlpath.drawing.documents import Attributes, attributes
from mlpath.drawing.headings import Heading, heading
from mlpath.drawing.looks import look
from mlpath.drawing.reducing import reduced, topological
from mlpath.drawing.sections import HEADING, section_pages
from mlpath.drawing.selections import topic_links
from mlpath.drawing.sheets import Frame, Sketch, linked, written
from mlpath.drawing.texts import Markup, count_of, markup, time, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.drawing.boxes import Box, Style
    from mlpath.drawing.looks import Looks
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page

# Inches that a column takes, and square inches that a box takes, arrows included.
COLUMN = 2.3
BOX = 4.6
# Room kept for the boxes of folded sections, in topics.
FOLDERS = 8


def goal_pages(
    looks: Looks, title: str, facts: tuple[str, ...], style: Style, paper: Paper
) -> tuple[Page, ...]:
    """Return what goals need: one page, or one with far sections folded and a page for each."""
    links, hidden = topic_links(looks.graph, looks.topics, looks.steps)
    near = _near(len(looks.topics), links, paper)
    notes = []
    if len(near) < len(looks.topics):
        notes.append("folders: topics further from the goal; they follow on the next pages")
    if hidden:
        notes.append(f"{hidden} implied prerequisites hidden")
    across, _ = paper.inches(upright=False)
    head = Heading(title, facts, tuple(notes), inches=across * 0.6)
    first = _page(looks, head, links, near, style)
    far = [number for number in range(len(looks.topics)) if number not in near]
    held = {looks.graph.topic(looks.topics[number]).section for number in far}
    order = [section.id for section in looks.graph.sections if section.id in held]
    return (first, *section_pages(looks, order, style, paper, only=far)) if far else (first,)


def _near(count: int, links: Sequence[Link], paper: Paper) -> set[int]:
    """Return the topics to show one by one: all, or those with the shortest way to a goal.

    What is shown is closed upwards, so that folded sections only ever lead into shown topics.
    """
    pairs = [(link.source, link.target) for link in links]
    after: dict[int, list[int]] = defaultdict(list)
    for source, target in pairs:
        after[source].append(target)
    distance = [0] * count
    for node in reversed(topological(count, pairs)):
        distance[node] = max((distance[other] + 1 for other in after[node]), default=0)
    sizes = Counter(distance)
    across, down = paper.inches(upright=False)
    columns, most = int(across / COLUMN), int(across * (down - HEADING) / BOX)
    if len(sizes) <= columns and count <= most:
        return set(range(count))
    near = shown = 0
    for layer in range(min(len(sizes), columns - 1)):
        if shown + sizes[layer] > most - FOLDERS and layer > 1:
            break
        shown += sizes[layer]
        near = layer
    return {node for node in range(count) if distance[node] <= near}


@dataclass(frozen=True, slots=True)
class _Folder:
    """Topics of one section folded into one box."""

    section: str
    topics: tuple[str, ...]


def _page(
    looks: Looks, head: Heading, links: Sequence[Link], near: set[int], style: Style
) -> Page:
    """Return the page with the goals."""
    shown = [number for number in range(len(looks.topics)) if number in near]
    folders = _folders(looks, near)
    place = {number: rank for rank, number in enumerate(shown)}
    for rank, folder in enumerate(folders, start=len(shown)):
        held = set(folder.topics)
        place |= {n: rank for n, topic in enumerate(looks.topics) if topic in held}
    boxes = [look(looks, looks.topics[number]) for number in shown]
    sections = [box.topic.section for box in boxes] + [folder.section for folder in folders]
    drawn = _folded_links(links, place, len(boxes), len(sections))
    pairs = [(link.source, link.target) for link in drawn]
    ranks = ranks_of(topological(len(sections), pairs), pairs)
    sketch = Sketch(
        head.title,
        heading(head, style, [*boxes, *_samples(looks, folders)], drawn, coded=True),
        (*(style.box(box) for box in boxes), *(_folder(looks, item, style) for item in folders)),
        linked(drawn, sections, style),
        Frame(coded=True, rows=_column(len(boxes), len(sections))),
        care_for(len(sections), crossings(ranks, pairs)),
    )
    return written(sketch, style)


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
