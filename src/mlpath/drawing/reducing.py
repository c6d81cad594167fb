"""The fewest arrows that say the same: transitive reduction, and arrows between merged boxes."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from mlpath.errors import CycleError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

Edge = tuple[int, int]


def topological(count: int, edges: Iterable[Edge]) -> list[int]:
    """Return the numbers below `count` in an order that follows the edges, least first.

    Raises
    ------
    CycleError
        If the edges run in a circle.
    """
    after: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in edges:
        after[source].append(target)
        waiting[target] += 1
    ready = [node for node in range(count) if not waiting[node]]
    heapq.heapify(ready)
    order = []
    while ready:
        node = heapq.heappop(ready)
        order.append(node)
        for other in after[node]:
            waiting[other] -= 1
            if not waiting[other]:
                heapq.heappush(ready, other)
    if len(order) < count:
        raise CycleError([Problem("cycle", "what is to be drawn runs in a circle")])
    return order


def reduced(count: int, edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges that no chain of other edges implies, sorted.

    Notes
    -----
    Sets of descendants as bits of one integer, in reverse topological order: O(nm / 64).

    References
    ----------
    Aho, A. V., Garey, M. R. & Ullman, J. D. (1972). The transitive reduction of a directed
    graph. doi:10.1137/0201008

    Examples
    --------
    >>> reduced(3, [(0, 1), (1, 2), (0, 2)])
    [(0, 1), (1, 2)]
    """
    distinct = sorted(set(edges))
    order = topological(count, distinct)
    place = {node: rank for rank, node in enumerate(order)}
    after: list[list[int]] = [[] for _ in range(count)]
    for source, target in distinct:
        after[source].append(target)
    below = [0] * count
    kept = []
    for node in reversed(order):
        seen = 0
        # Nearest first: whatever a nearer one leads to needs no arrow of its own.
        for other in sorted(after[node], key=place.__getitem__):
            if not seen >> other & 1:
                kept.append((node, other))
                seen |= below[other] | 1 << other
        below[node] = seen
    return sorted(kept)


def acyclic(count: int, edges: Iterable[Edge]) -> bool:
    """Tell whether the edges run in no circle."""
    try:
        topological(count, edges)
    except CycleError:
        return False
    return True
