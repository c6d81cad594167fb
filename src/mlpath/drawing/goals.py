"""A goal and what it takes: the learner's picture, with far-off parts folded by section."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import DETAIL, Kind, Link, Mark
from mlpath.drawing.costs import Care, care_for, crossings, ranks_of
from mlpath.drawing.documents import Arrow, Attributes, attributes
from mlpath.drawing.headings import Heading, heading
from mlpath.drawing.looks import look
from mlpath.drawing.reducing import reduced, topological
from mlpath.drawing.sections import section_pages
from mlpath.drawing.selections import topic_links
from mlpath.drawing.sheets import Frame, written
from mlpath.drawing.texts import Markup, markup, time, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.drawing.boxes import Box, Style
    from mlpath.drawing.looks import Looks
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page

MOST = 40
FOLDED_FROM = 48


def goal_pages(looks: Looks, title: str, facts: tuple[str, ...], style: Style, paper: Paper) -> tuple[Page, ...]:
    """Return what goals need: one page, or one with far sections folded and a page for each."""
    links, hidden = topic_links(looks.graph, looks.topics, looks.steps)
    near = _near(len(looks.topics), links)
    first = _page(looks, title, facts, links, near, hidden, style, paper)
    folded = Counter(
        looks.graph.topic(topic).section
        for number, topic in enumerate(looks.topics)
        if number not in near
    )
    rest = [
        page
        for section in looks.graph.sections
        if folded[section.id]
        for page in section_pages(looks, section.id, style, paper)
    ]
    return (first, *rest)


def _near(count: int, links: Sequence[Link]) -> set[int]:
    """Return the topics to show one by one: all, or those with the shortest way to a goal.

    What is shown is closed upwards, so that folded sections only ever lead into shown topics.
    """
    if count <= FOLDED_FROM:
        return set(range(count))
    pairs = [(link.source, link.target) for link in links]
    after: dict[int, list[int]] = defaultdict(list)
    for source, target in pairs:
        after[source].append(target)
    distance = [0] * count
    for node in reversed(topological(count, pairs)):
        distance[node] = max((distance[other] + 1 for other in after[node]), default=0)
    sizes = Counter(distance)
    near = most = 0
    for layer in range(len(sizes)):
        if most + sizes[layer] > MOST and layer > 1:
            break
        most += sizes[layer]
        near = layer
    return {node for node in range(count) if distance[node] <= near}


@dataclass(frozen=True, slots=True)
class _Folder:
    """Topics of one section folded into one box."""

    section: str
    topics: tuple[str, ...]


def _page(
    looks: Looks,
    title: str,
    facts: tuple[str, ...],
    links: Sequence[Link],
    near: set[int],
    hidden: int,
    style: Style,
    paper: Paper,
) -> Page:
    """Return the page with the goals."""
    shown = [number for number in range(len(looks.topics)) if number in near]
    folders = _folders(looks, near)
    place = {number: rank for rank, number in enumerate(shown)}
    for rank, folder in enumerate(folders, start=len(shown)):
        held = set(folder.topics)
        place |= {n: rank for n, topic in enumerate(looks.topics) if topic in held and n not in near}
    boxes = [look(looks, looks.topics[number]) for number in shown]
    drawn = _folded_links(links, place, len(shown), len(shown) + len(folders))
    notes = []
    if folders:
        notes.append("large boxes: topics further from the goal, each section on a page of its own")
    if hidden:
        notes.append(f"{hidden} implied prerequisites hidden")
    across, _ = paper.inches(upright=False)
    head = Heading(title, facts, tuple(notes), inches=across * 0.7)
    label = heading(head, style, [*boxes, *_samples(looks, folders)], drawn, coded=True)
    sections = [box.topic.section for box in boxes] + [folder.section for folder in folders]
    pairs = [(link.source, link.target) for link in drawn]
    ranks = ranks_of(topological(len(sections), pairs), pairs)
    return written(
        title,
        style,
        label,
        (*(style.box(box) for box in boxes), *(_folder(looks, item, style) for item in folders)),
        tuple(
            Arrow(
                link.source,
                link.target,
                attributes(style.link(link, sections[link.source], sections[link.target])),
            )
            for link in drawn
        ),
        Frame(coded=True),
        care_for(len(sections), crossings(ranks, pairs)),
    )


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
    """Return the arrows between what is drawn: between folders only the stronger direction."""
    between: Counter[tuple[int, int]] = Counter()
    found: dict[tuple[int, int], Link] = {}
    for link in links:
        pair = place[link.source], place[link.target]
        if pair[0] == pair[1]:
            continue
        if pair[0] >= first and pair[1] >= first:
            between[pair] += 1
        elif pair[0] >= first:
            found.setdefault(pair, Link(*pair))
        else:
            found.setdefault(pair, Link(*pair, link.kind, link.reason))
    for pair in strongest(between):
        found[pair] = Link(*pair)
    hard = [pair for pair, link in found.items() if link.kind is not Kind.ANY]
    kept = {*reduced(count, hard)}
    return [link for pair, link in sorted(found.items()) if pair in kept or link.kind is Kind.ANY]


def strongest(between: Counter[tuple[int, int]]) -> list[tuple[int, int]]:
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


def _folder(looks: Looks, folder: _Folder, style: Style) -> Attributes:
    """Return the attributes of a folded section's box."""
    tint = style.tint(folder.section)
    title = looks.graph.section(folder.section).title
    minutes = sum(looks.minutes(topic) for topic in folder.topics)
    known = sum(1 for t in folder.topics if look(looks, t).mark is Mark.KNOWN)
    lines = [f"{len(folder.topics)} topics, {time(minutes)}"]
    if known:
        lines.append(f"✓ {known} known")
    label = "<BR/>".join(markup(line) for line in wrapped(title))
    small = "<BR/>".join(markup(line) for line in lines)
    names = ", ".join(looks.graph.topic(topic).title for topic in folder.topics)
    return attributes(
        {
            "label": Markup(
                f'<B>{label}</B><BR/><FONT POINT-SIZE="{DETAIL:g}">{small}</FONT>'
            ),
            "fillcolor": tint.strong,
            "color": tint.border,
            "fontcolor": style.theme.text,
            "penwidth": 1.6,
            "shape": "folder",
            "style": "filled",
            "margin": "0.14,0.08",
            "tooltip": f"{title}: {names}",
        }
    )
