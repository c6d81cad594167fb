"""JSON Canvas, the whiteboard of Obsidian and others: what needs what, from top to bottom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mlpath.drawing.palettes import HUES
from mlpath.topics import Step
from mlpath.writing.links import shown
from mlpath.writing.texts import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mlpath.writing.links import Arrow
    from mlpath.writing.subjects import Subject

WIDTH, HEIGHT, ACROSS, DOWN = 260, 80, 300, 180


def write(subject: Subject) -> str:
    """Return a canvas of text cards (see `canvas`)."""
    return canvas(subject, lambda node: {"type": "text", "text": _text(subject, node)})


def canvas(subject: Subject, card: Callable[[Step | str], dict[str, str]]) -> str:
    """Return a canvas whose rows are generations: each card stands below all it needs.

    Parameters
    ----------
    subject
        A graph, of which topics are shown, or a plan, of which steps are.
    card
        Type and content of the card of a topic's id or of a step.
    """
    nodes, arrows = shown(subject)
    places = _places(len(nodes), arrows)
    sections = {section.id: number for number, section in enumerate(subject.graph.sections)}
    cards: list[dict[str, Any]] = []
    for number, node in enumerate(nodes):
        topic = subject.graph.topic(node.topic if isinstance(node, Step) else node)
        x, y = places[number]
        size = {"x": x * ACROSS, "y": y * DOWN, "width": WIDTH, "height": HEIGHT}
        colour = HUES[sections[topic.section] % len(HUES)]
        cards.append({"id": f"n{number}", **card(node), **size, "color": colour})
    edges = [
        {
            "id": f"e{number}",
            "fromNode": f"n{arrow.source}",
            "fromSide": "bottom",
            "toNode": f"n{arrow.target}",
            "toSide": "top",
            **({"label": "or"} if arrow.either else {}),
        }
        for number, arrow in enumerate(arrows)
    ]
    return json.dumps({"nodes": cards, "edges": edges}, indent=2, ensure_ascii=False) + "\n"


def _text(subject: Subject, node: Step | str) -> str:
    if isinstance(node, Step):
        return f"{markdown(subject.graph.topic(node.topic).title)} ({node.level})"
    return markdown(subject.graph.topic(node).title)


def _places(count: int, arrows: Sequence[Arrow]) -> list[tuple[int, int]]:
    """Return column and row of each node: below all it needs, near what it needs on average."""
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for arrow in arrows:
        before[arrow.target].append(arrow.source)
        after[arrow.source].append(arrow.target)
    row = [0] * count
    waiting = [len(sources) for sources in before]
    ready = [node for node in range(count) if not waiting[node]]
    for node in ready:  # grows while it runs
        for other in after[node]:
            row[other] = max(row[other], row[node] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    rows: dict[int, list[int]] = {}
    for node in range(count):
        rows.setdefault(row[node], []).append(node)
    column = [0] * count
    for _, held in sorted(rows.items()):
        near = {n: sum(column[s] for s in before[n]) / max(1, len(before[n])) for n in held}
        for place, node in enumerate(sorted(held, key=lambda n: (near[n], n))):
            column[node] = place
    return [(column[node], row[node]) for node in range(count)]
