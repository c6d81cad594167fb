"""The arrows between what is written: topics of a graph, or steps of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mlpath.drawing.reducing import reduced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.writing.subjects import Subject


class Arrow(NamedTuple):
    """From what comes first to what needs it, by places in a sequence.

    Attributes
    ----------
    source, target
        Places.
    reason
        Why, in the author's words; empty where none was given.
    either
        Whether it is one of several alternatives.
    """

    source: int
    target: int
    reason: str
    either: bool


def topic_arrows(graph: KnowledgeGraph) -> list[Arrow]:
    """Return every prerequisite of every topic, in declaration order."""
    place = {topic.id: number for number, topic in enumerate(graph.topics)}
    return [
        Arrow(place[a], place[b], fields["reason"], fields["group"] is not None)
        for a, b, fields in graph.topic_graph.edges(data=True)
    ]


def step_arrows(graph: KnowledgeGraph, steps: Sequence[Step]) -> list[Arrow]:
    """Return what each of some steps needs among them; of alternatives every one that is there."""
    place = {step: number for number, step in enumerate(steps)}
    every = graph.expansion.steps
    found: dict[tuple[int, int], Arrow] = {}
    for edge in graph.expansion.edges:
        pair = place.get(every[edge.source], -1), place.get(every[edge.target], -1)
        if min(pair) >= 0:
            found.setdefault(pair, Arrow(*pair, edge.reason, either=False))
    for group in graph.expansion.groups:
        for source, reason in zip(group.alternatives, group.reasons, strict=True):
            pair = place.get(every[source], -1), place.get(every[group.target], -1)
            if min(pair) >= 0:
                found.setdefault(pair, Arrow(*pair, reason, either=True))
    return sorted(found.values())


def shown(subject: Subject) -> tuple[list[Step | str], list[Arrow]]:
    """Return the nodes of a picture in text, and the fewest arrows that say the same.

    A graph has its topics, by id; a plan or a schedule has its steps.
    """
    graph = subject.graph
    nodes: list[Step | str]
    if subject.kind == "graph":
        nodes = [topic.id for topic in graph.topics]
        arrows = topic_arrows(graph)
    else:
        steps = [row.step for row in subject.steps()]
        nodes, arrows = [*steps], step_arrows(graph, steps)
    hard = [(arrow.source, arrow.target) for arrow in arrows if not arrow.either]
    kept = {*reduced(len(nodes), hard)}
    fewest = [a for a in arrows if a.either or (a.source, a.target) in kept]
    return nodes, fewest
