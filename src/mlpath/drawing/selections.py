"""Which topics and arrows a picture of topics shows, and where a learner stands with each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import Kind, Link, Mark
from mlpath.drawing.reducing import reduced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph, Step


@dataclass(frozen=True, slots=True)
class Standing:
    """What a learner knows and plans.

    Attributes
    ----------
    known
        Steps mastered, closed downwards.
    planned
        Steps of a plan; None where there is no plan.
    """

    known: frozenset[Step] = frozenset()
    planned: frozenset[Step] | None = None
    _needs: Mapping[Step, Sequence[Step]] = field(default_factory=dict)

    def mark(self, steps: Sequence[Step]) -> Mark:
        """Return where the learner stands with these steps of one topic, shallowest first."""
        left = [step for step in steps if step not in self.known]
        if not left:
            return Mark.KNOWN
        if self.planned is not None and self.planned.isdisjoint(left):
            return Mark.LEFT_OUT
        if all(step in self.known for step in self._needs.get(left[0], ())):
            return Mark.NEXT
        return Mark.LATER if self.planned is None else Mark.PLANNED


def standing(graph: KnowledgeGraph, known: Iterable[str | Step], plan: Plan | None) -> Standing:
    """Return what a learner knows, closed under what it needs, and plans.

    Raises
    ------
    UnknownTopicError
        If a known step is not in the graph.
    """
    given = [graph.step(name) for name in known]
    if plan is not None:
        given += [graph.step(name) for name in plan.asked.known]
    needs: dict[Step, list[Step]] = defaultdict(list)
    steps = graph.expansion.steps
    for edge in graph.expansion.edges:
        needs[steps[edge.target]].append(steps[edge.source])
    found = set(given)
    stack = list(given)
    while stack:
        for other in needs[stack.pop()]:
            if other not in found:
                found.add(other)
                stack.append(other)
    planned = None if plan is None else frozenset(item.step for item in plan.steps)
    # Alternatives are left out of `needs`: whoever knows one can start, and none is certain.
    return Standing(frozenset(found), planned, needs)


def topic_links(
    graph: KnowledgeGraph, topics: Sequence[str], steps: Iterable[Step] | None = None
) -> tuple[list[Link], int]:
    """Return the arrows between topics that no other arrows imply, and how many were left out.

    Parameters
    ----------
    graph
        A knowledge graph.
    topics
        What is shown; links carry places in this sequence.
    steps
        Only what these steps need. Default: what any step needs.
    """
    place = {topic: number for number, topic in enumerate(topics)}
    wanted = None if steps is None else frozenset(steps)
    found: dict[tuple[int, int], Link] = {}
    expansion = graph.expansion
    for edge in expansion.edges:
        a, b = expansion.steps[edge.source], expansion.steps[edge.target]
        # Neither the ladder of levels nor corequisites are arrows between topics.
        if edge.position is None or (wanted is not None and b not in wanted):
            continue
        if a.topic in place and b.topic in place:
            pair = place[a.topic], place[b.topic]
            found.setdefault(pair, Link(*pair, Kind.NEEDS, edge.reason))
    hard = list(found)
    for group in expansion.groups:
        b = expansion.steps[group.target]
        if b.topic not in place or (wanted is not None and b not in wanted):
            continue
        for number in group.alternatives:
            a = expansion.steps[number]
            if a.topic in place:
                pair = place[a.topic], place[b.topic]
                found.setdefault(pair, Link(*pair, Kind.ANY, group.reason))
    kept = {*reduced(len(topics), hard)}
    links = [link for pair, link in sorted(found.items()) if pair in kept or link.kind is Kind.ANY]
    return links, len(hard) - len(kept)


def helping_links(
    graph: KnowledgeGraph, topics: Sequence[str], taken: Iterable[Link]
) -> list[Link]:
    """Return arrows for what is recommended but not needed, where no other arrow is."""
    place = {topic: number for number, topic in enumerate(topics)}
    pairs = {(link.source, link.target) for link in taken}
    found = []
    for topic in topics:
        for item in graph.topic(topic).recommends:
            pair = place.get(item.topic, -1), place[topic]
            if pair[0] >= 0 and pair not in pairs and pair[::-1] not in pairs:
                pairs.add(pair)
                found.append(Link(*pair, Kind.HELPS, item.reason))
    return found
