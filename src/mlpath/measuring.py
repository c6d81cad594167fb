"""Numbers about a graph: what its sections hold, how long its chains are, what its hubs are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.topics import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mlpath.topics import KnowledgeGraph, Topic

HUBS = 5


@dataclass(frozen=True, slots=True)
class SectionNumbers:
    """What one section holds.

    Attributes
    ----------
    minutes
        Cumulative median effort of all topics at overview, working and deep; a topic that does
        not declare a level counts with the nearest one it declares below, else with its lowest.
    longest_chain
        Topics on the longest chain of prerequisites that ends in the section.
    hubs
        Ids of the topics most others need directly, with how many do.
    free, resources
        How many different resources its topics name, and how many of them are free.
    """

    id: str
    title: str
    topics: int
    minutes: tuple[int, int, int]
    longest_chain: int
    hubs: tuple[tuple[str, int], ...]
    resources: int
    free: int


@dataclass(frozen=True, slots=True)
class GraphNumbers:
    """What a whole graph holds; the attributes of the sections, and its size.

    Attributes
    ----------
    prerequisites
        Edges of the topic graph.
    components
        Weakly connected parts of the topic graph.
    unchecked
        Resources whose title and address could not be looked up.
    """

    sections: tuple[SectionNumbers, ...]
    topics: int
    steps: int
    prerequisites: int
    minutes: tuple[int, int, int]
    longest_chain: int
    components: int
    resources: int
    unchecked: int
    presets: int


def measure(graph: KnowledgeGraph) -> GraphNumbers:
    """Return the numbers of a graph.

    Parameters
    ----------
    graph
        The graph.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "a": {"effort": "1h"}, "b": {"effort": "2h", "requires": ["a"]}}})
    >>> numbers = measure(graph)
    >>> numbers.topics, numbers.prerequisites, numbers.longest_chain, numbers.minutes
    (2, 1, 2, (180, 180, 180))
    """
    import networkx as nx  # noqa: PLC0415 - a command's --help must not load it

    view = graph.topic_graph
    depth = _depths(graph)
    users: Counter[str] = Counter(source for source, _ in view.edges)
    sections = tuple(
        _section(graph, section.id, section.title, depth, users) for section in graph.sections
    )
    return GraphNumbers(
        sections=sections,
        topics=len(graph),
        steps=len(graph.steps),
        prerequisites=view.number_of_edges(),
        minutes=_minutes(graph.topics),
        longest_chain=max(depth.values(), default=0),
        components=nx.number_weakly_connected_components(view),
        resources=len(graph.resources),
        unchecked=sum(not resource.checked for resource in graph.resources),
        presets=len(graph.presets),
    )


def _depths(graph: KnowledgeGraph) -> dict[str, int]:
    import networkx as nx  # noqa: PLC0415 - as above

    view = graph.topic_graph
    depth: dict[str, int] = {}
    for name in nx.topological_sort(view):
        depth[name] = 1 + max((depth[other] for other in view.predecessors(name)), default=0)
    return depth


def _section(
    graph: KnowledgeGraph,
    name: str,
    title: str,
    depth: Mapping[str, int],
    users: Mapping[str, int],
) -> SectionNumbers:
    topics = [topic for topic in graph if topic.section == name]
    rank = {topic.id: place for place, topic in enumerate(topics)}
    busiest = sorted(rank, key=lambda topic: (-users.get(topic, 0), rank[topic]))[:HUBS]
    named = {use.resource for topic in topics for use in topic.resources}
    free = {resource.id for resource in graph.resources if resource.free}
    return SectionNumbers(
        id=name,
        title=title,
        topics=len(topics),
        minutes=_minutes(topics),
        longest_chain=max((depth[topic.id] for topic in topics), default=0),
        hubs=tuple((topic, users.get(topic, 0)) for topic in busiest),
        resources=len(named),
        free=len(named & free),
    )


def _minutes(topics: Iterable[Topic]) -> tuple[int, int, int]:
    totals = [0, 0, 0]
    for topic in topics:
        for level in Level:
            span = topic.effort[topic.declared(level)]
            totals[level] += span.median if span is not None else 0
    return totals[0], totals[1], totals[2]
