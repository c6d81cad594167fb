"""Cycles in a directed graph given as lists of numbers; iterative, so depth does not matter."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A limit by work, not by seconds, so that the same graph always gives the same answer.
EDGE_LOOKS = 2_000_000


def find_cycles(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return one short cycle for each strongly connected component that has any.

    Parameters
    ----------
    successors
        For each of the n nodes, the nodes its edges lead to.

    Returns
    -------
    list of list of int
        Cycles without a repeated last node, each starting at its smallest node, in order of
        that node. A cycle is the shortest of its component unless that is very large.

    Notes
    -----
    Taking away what nothing leads to leaves the cycles and what lies behind them; scipy finds the
    components in that; breadth-first search from each node finds the shortest cycle through it,
    after which the node can be removed. O(n + m) but for the last part, which a fixed number of
    edge looks bounds.

    Examples
    --------
    >>> find_cycles([[1], [2], [0], [3]])
    [[0, 1, 2], [3]]
    """
    alive = _left_over(successors)
    if not any(alive):
        return []
    found = []
    for component in _components(successors, alive):
        inside = set(component)
        if len(component) > 1:
            cycle = _short_cycle(successors, inside)
        elif component[0] in successors[component[0]]:
            cycle = component
        else:
            continue
        start = cycle.index(min(cycle))
        found.append(cycle[start:] + cycle[:start])
    return sorted(found)


def _left_over(successors: Sequence[Sequence[int]]) -> list[bool]:
    """Return which nodes no order reaches: those on a cycle or behind one (Kahn 1962)."""
    waiting = [0] * len(successors)
    for nexts in successors:
        for other in nexts:
            waiting[other] += 1
    ready = [node for node, count in enumerate(waiting) if not count]
    for node in ready:
        for other in successors[node]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return [count > 0 for count in waiting]


def _components(successors: Sequence[Sequence[int]], alive: Sequence[bool]) -> list[list[int]]:
    """Return the strongly connected components of the nodes alive, each in rising order."""
    import numpy as np  # noqa: PLC0415 - only a graph with cycles gets here
    from scipy.sparse import coo_array  # noqa: PLC0415 - as above
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - as above

    pairs = [
        (node, other)
        for node, nexts in enumerate(successors)
        if alive[node]
        for other in nexts
        if alive[other]
    ]
    tails, heads = np.asarray(pairs, dtype=np.int32).T
    size = len(successors)
    matrix = coo_array((np.ones(len(pairs), dtype=np.int8), (tails, heads)), shape=(size, size))
    _, labels = connected_components(matrix.tocsr(), directed=True, connection="strong")
    members: dict[int, list[int]] = {}
    for node, label in enumerate(labels.tolist()):
        if alive[node]:
            members.setdefault(label, []).append(node)
    return list(members.values())


def _short_cycle(successors: Sequence[Sequence[int]], inside: set[int]) -> list[int]:
    """Return a shortest cycle of a component, or a short one where the work limit ends first."""
    left = set(inside)
    best: list[int] = []
    looks = EDGE_LOOKS
    for start in sorted(inside):
        if start not in left:
            continue
        cycle, spent = _cycle_through(successors, left, start)
        looks -= spent
        if cycle and (not best or len(cycle) < len(best)):
            best = cycle
        if len(best) == 2 or looks < 0:  # noqa: PLR2004 - no cycle of a larger component is shorter
            break
        left.discard(start)
        looks -= _shrink(successors, left)
    return best


def _shrink(successors: Sequence[Sequence[int]], left: set[int]) -> int:
    """Take away the nodes nothing leads to any more, a whole ring at once; return edge looks."""
    inward = dict.fromkeys(sorted(left), 0)
    looks = 0
    for node in inward:
        looks += len(successors[node])
        for other in successors[node]:
            if other in left:
                inward[other] += 1
    ready = [node for node in inward if inward[node] == 0]
    while ready:
        node = ready.pop()
        left.discard(node)
        for other in successors[node]:
            if other in left:
                inward[other] -= 1
                if inward[other] == 0:
                    ready.append(other)
    return looks


def _cycle_through(
    successors: Sequence[Sequence[int]], left: set[int], start: int
) -> tuple[list[int], int]:
    """Return a shortest cycle through a node, and how many edges were looked at."""
    parent = {start: start}
    queue = deque([start])
    spent = 0
    while queue:
        node = queue.popleft()
        for other in successors[node]:
            spent += 1
            if other == start:
                cycle = [node]
                while node != start:
                    node = parent[node]
                    cycle.append(node)
                return cycle[::-1], spent
            if other in left and other not in parent:
                parent[other] = node
                queue.append(other)
    return [], spent
