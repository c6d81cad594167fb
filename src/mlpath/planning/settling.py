"""Wishes that are decided before anything is chosen: known already, or cut off by a ban."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.ordering import reached
from mlpath.plans import Settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlpath.planning.wishes import Wishes
    from mlpath.topics import KnowledgeGraph


def settled(graph: KnowledgeGraph, wishes: Wishes) -> tuple[Settled, ...]:
    """Return the steps of goals and musts that no plan can hold, in the order of the wishes.

    Parameters
    ----------
    graph, wishes
        Where nothing was asked for, the graph's own values are no wishes.
    """
    asked = wishes.asked
    known, banned = set(wishes.known), set(wishes.banned)
    musts = [graph.step(name) for name in asked.must]  # as they were asked for
    wanted = [target.step for target in wishes.targets] if asked.goals else musts
    found = []
    bans = _bans(graph, wishes) if not banned.isdisjoint(wanted) else None
    for step in dict.fromkeys(wanted):
        if step in known:
            found.append(Settled(step=str(step), state="known"))
        elif bans is not None and step in banned:
            found.append(Settled(step=str(step), state="banned", bans=bans(graph.rank[step])))
    return tuple(found)


def _bans(graph: KnowledgeGraph, wishes: Wishes) -> Callable[[int], tuple[str, ...]]:
    """Return what tells for a banned step the bans, as asked, that cut it off."""
    expansion = graph.expansion
    banned = {graph.rank[step] for step in wishes.banned}
    lost: dict[int, list[int]] = {}
    for edge in expansion.edges:
        if edge.source in banned:
            lost.setdefault(edge.target, []).append(edge.source)
    for group in expansion.groups:
        if banned.issuperset(group.alternatives):
            lost.setdefault(group.target, []).extend(group.alternatives)
    named = [(graph.rank[graph.step(text)], text) for text in dict.fromkeys(wishes.asked.ban)]

    def bans(rank: int) -> tuple[str, ...]:
        below = set(reached([rank], lambda step: lost.get(step, ())))
        return tuple(text for place, text in named if place in below)

    return bans
