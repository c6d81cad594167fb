"""Study orders, generations, closures, frontiers and longest chains of a prerequisite graph.

Every function takes a `KnowledgeGraph` (its step graph is meant) or any networkx ``DiGraph`` whose
edges lead from a prerequisite to what needs it. Node attributes ``rank`` (declaration rank) and
``effort`` (minutes) are used where they are, else the order of insertion and 1. Edges into a node
that share the attribute ``group`` are alternatives: one of them is enough.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from mlpath.errors import CycleError, Problem, RequestError, UnknownTopicError, expect
from mlpath.topics import KnowledgeGraph, Step, suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    import networkx as nx

__all__ = ["closure", "critical_path", "downstream", "frontier", "generations", "study_order"]

Node = TypeVar("Node", bound="Hashable")
Graph = Any  # KnowledgeGraph | nx.DiGraph: networkx must not be loaded to say so.


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A graph by numbers, in declaration order."""

    nodes: tuple[Any, ...]
    number: dict[Any, int]
    hard: list[list[int]]
    groups: list[list[list[int]]]
    after: list[list[int]]
    effort: list[Any]  # minutes, looked at by those who add them up


def _numbered(graph: Graph) -> _Numbered:
    expect("KnowledgeGraph | DiGraph", graph=graph)
    return _of_knowledge(graph) if isinstance(graph, KnowledgeGraph) else _of_networkx(graph)


def _of_knowledge(graph: KnowledgeGraph) -> _Numbered:
    """Read the expansion: in the step graph an edge can show one of its groups only."""
    size = len(graph.steps)
    hard: list[list[int]] = [[] for _ in range(size)]
    groups: list[list[list[int]]] = [[] for _ in range(size)]
    after: list[set[int]] = [set() for _ in range(size)]
    for source, target in {(edge.source, edge.target) for edge in graph.expansion.edges}:
        hard[target].append(source)
        after[source].add(target)
    for group in graph.expansion.groups:
        groups[group.target].append(sorted(group.alternatives))
        for source in group.alternatives:
            after[source].add(group.target)
    for found in hard:
        found.sort()
    later = [sorted(found) for found in after]
    efforts = list(graph.expansion.efforts)
    return _Numbered(graph.steps, graph.rank, hard, groups, later, efforts)


def _of_networkx(view: nx.DiGraph[Any]) -> _Numbered:
    nodes = list(view.nodes)
    place = {node: index for index, node in enumerate(nodes)}
    nodes.sort(key=lambda node: (view.nodes[node].get("rank", place[node]), place[node]))
    number = {node: index for index, node in enumerate(nodes)}
    hard: list[list[int]] = [[] for _ in nodes]
    after: list[list[int]] = [[] for _ in nodes]
    grouped: list[dict[Any, list[int]]] = [{} for _ in nodes]
    for source, target, fields in view.edges(data=True):
        first, second = number[source], number[target]
        after[first].append(second)
        group = fields.get("group")
        if group is None:
            hard[second].append(first)
        else:
            grouped[second].setdefault(group, []).append(first)
    for lists in (hard, after):
        for found in lists:
            found.sort()
    groups = [[sorted(found) for found in by_key.values()] for by_key in grouped]
    effort = [view.nodes[node].get("effort", 1) for node in nodes]
    return _Numbered(tuple(nodes), number, hard, groups, after, effort)


def _numbers(graph: Graph, numbered: _Numbered, steps: Iterable[Any]) -> list[int]:
    found = []
    for step in [steps] if isinstance(steps, str | Step) else steps:
        node = graph.step(step) if isinstance(graph, KnowledgeGraph) else step
        if node not in numbered.number:
            hint = suggest(str(node), map(str, numbered.nodes))
            raise UnknownTopicError(f"no node {str(node)!r}", hint=hint)
        found.append(numbered.number[node])
    return found


def _order(numbered: _Numbered) -> list[int]:
    """Return a topological order, the least declaration rank first among what is ready."""
    waiting = [0] * len(numbered.nodes)
    for others in numbered.after:
        for other in others:
            waiting[other] += 1
    ready = [node for node, count in enumerate(waiting) if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        node = heapq.heappop(ready)
        order.append(node)
        for other in numbered.after[node]:
            waiting[other] -= 1
            if waiting[other] == 0:
                heapq.heappush(ready, other)
    if len(order) < len(numbered.nodes):
        stuck = [str(numbered.nodes[node]) for node, count in enumerate(waiting) if count > 0]
        raise CycleError(
            [Problem("cycle", f"no order exists: {stuck[0]!r} is in or behind a circle")]
        )
    return order


def study_order(graph: Graph, steps: Iterable[Any] | None = None) -> list[Any]:
    """Return the steps in an order in which every prerequisite comes first.

    Ties go to declaration rank, so the order is the author's as far as prerequisites allow, and
    the same in every run.

    Parameters
    ----------
    graph
        A knowledge graph, or a networkx DAG of prerequisites.
    steps
        Only these, in the order the whole graph gives them. Default: all.

    Returns
    -------
    list
        Nodes; steps for a knowledge graph.

    Raises
    ------
    CycleError
        If prerequisites run in a circle.
    UnknownTopicError
        If a step is not in the graph.

    Notes
    -----
    Kahn's algorithm with a heap, O(m + n log n). With any-of groups every alternative that is
    there comes first, so the order holds for each choice.

    References
    ----------
    Kahn, A. B. (1962). Topological sorting of large networks. doi:10.1145/368996.369025

    Examples
    --------
    >>> import networkx as nx
    >>> study_order(nx.DiGraph([("limits", "derivatives"), ("sets", "limits")]))
    ['sets', 'limits', 'derivatives']
    """
    expect("Iterable | None", steps=steps)
    numbered = _numbered(graph)
    order = _order(numbered)
    if steps is not None:
        wanted = set(_numbers(graph, numbered, steps))
        order = [node for node in order if node in wanted]
    return [numbered.nodes[node] for node in order]


def generations(graph: Graph) -> list[tuple[Any, ...]]:
    """Return the steps by the length of the longest chain that leads to them.

    Parameters
    ----------
    graph
        A knowledge graph, or a networkx DAG of prerequisites.

    Returns
    -------
    list of tuple
        Generation 0 needs nothing; each tuple is in declaration order.

    Raises
    ------
    CycleError
        If prerequisites run in a circle.

    Examples
    --------
    >>> import networkx as nx
    >>> generations(nx.DiGraph([("a", "c"), ("b", "c")]))
    [('a', 'b'), ('c',)]
    """
    numbered = _numbered(graph)
    depth = [0] * len(numbered.nodes)
    for node in _order(numbered):
        for other in numbered.after[node]:
            depth[other] = max(depth[other], depth[node] + 1)
    found: list[list[Any]] = [[] for _ in range(max(depth, default=-1) + 1)]
    for node, place in enumerate(depth):
        found[place].append(numbered.nodes[node])
    return [tuple(generation) for generation in found]


def closure(
    graph: Graph, steps: Iterable[Any], *, choice: Iterable[Any] = (), known: Iterable[Any] = ()
) -> list[Any]:
    """Return the steps and all they need, in study order.

    Parameters
    ----------
    graph
        A knowledge graph, or a networkx DAG of prerequisites.
    steps
        What is wanted.
    choice
        Alternatives to take in any-of groups. A group that nothing chosen serves takes the
        first alternative in `choice`, else the first declared.
    known
        Steps already mastered, with all they need; neither they nor what only they need is
        returned.

    Returns
    -------
    list
        A down-set (order ideal) of the graph without what is known.

    Raises
    ------
    UnknownTopicError
        If a step is not in the graph.
    CycleError
        If prerequisites run in a circle.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("a", "b"), ("b", "c"), ("a", "d")])
    >>> closure(graph, ["c"]), closure(graph, ["c"], known=["b"])
    (['a', 'b', 'c'], ['c'])
    """
    expect("Iterable", steps=steps, known=known, choice=choice)
    numbered = _numbered(graph)
    order = _order(numbered)
    mastered = reached(_numbers(graph, numbered, known), numbered.hard.__getitem__)
    liked = _numbers(graph, numbered, choice)
    needed = _closed(numbered, _numbers(graph, numbered, steps), mastered, liked, order)
    return [numbered.nodes[node] for node in order if node in needed]


def reached(start: Iterable[Node], after: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Return some things and all that they lead to.

    Parameters
    ----------
    start
        Where to start; they are returned too.
    after
        What each leads to.

    Examples
    --------
    >>> sorted(reached([4], lambda number: [number // 2]))
    [0, 1, 2, 4]
    """
    found = set(start)
    stack = list(found)
    while stack:
        for other in after(stack.pop()):
            if other not in found:
                found.add(other)
                stack.append(other)
    return found


def _closed(
    numbered: _Numbered,
    wanted: Sequence[int],
    mastered: set[int],
    liked: Sequence[int],
    order: Sequence[int],
) -> set[int]:
    """Close the wanted steps downwards, choosing for each group from the latest step back."""
    place = {node: rank for rank, node in enumerate(order)}
    needed = {node for node in wanted if node not in mastered}
    heap = [(-place[node], node) for node in sorted(needed)]
    heapq.heapify(heap)
    preferred = {node: rank for rank, node in reversed(list(enumerate(liked)))}
    open_groups: list[list[int]] = []
    while heap or open_groups:
        if not heap:
            # Every hard need is in; only now is it clear which groups are still unserved.
            group = open_groups.pop(0)
            if needed.isdisjoint(group) and mastered.isdisjoint(group):
                node = min(group, key=lambda other: (preferred.get(other, len(liked)), other))
                needed.add(node)
                heapq.heappush(heap, (-place[node], node))
            continue
        _, node = heapq.heappop(heap)
        open_groups.extend(numbered.groups[node])
        for other in numbered.hard[node]:
            if other not in needed and other not in mastered:
                needed.add(other)
                heapq.heappush(heap, (-place[other], other))
    return needed


def frontier(graph: Graph, known: Iterable[Any] = ()) -> list[Any]:
    """Return the steps not known whose prerequisites all are: what can be started now.

    In knowledge space theory this is the outer fringe of the state `known`.

    Parameters
    ----------
    graph
        A knowledge graph, or a networkx DAG of prerequisites.
    known
        Steps already mastered; all they need counts as known too, except through any-of.

    Returns
    -------
    list
        In declaration order.

    Raises
    ------
    UnknownTopicError
        If a step is not in the graph.

    References
    ----------
    Doignon, J.-P. & Falmagne, J.-C. (1985). Spaces for the assessment of knowledge.
    doi:10.1016/S0020-7373(85)80031-6

    Examples
    --------
    >>> import networkx as nx
    >>> frontier(nx.DiGraph([("a", "b"), ("b", "c")]), known=["a"])
    ['b']
    """
    expect("Iterable", known=known)
    numbered = _numbered(graph)
    mastered = reached(_numbers(graph, numbered, known), numbered.hard.__getitem__)
    return [
        numbered.nodes[node]
        for node in range(len(numbered.nodes))
        if node not in mastered
        and mastered.issuperset(numbered.hard[node])
        and all(not mastered.isdisjoint(group) for group in numbered.groups[node])
    ]


def downstream(graph: Graph, steps: Iterable[Any]) -> list[Any]:
    """Return what the steps lead to: everything that needs one of them, in study order.

    Parameters
    ----------
    graph
        A knowledge graph, or a networkx DAG of prerequisites.
    steps
        Where to start; they are not returned themselves.

    Returns
    -------
    list
        Everything with a chain of prerequisites, or of alternatives, from one of the steps.

    Raises
    ------
    UnknownTopicError
        If a step is not in the graph.
    CycleError
        If prerequisites run in a circle.

    Examples
    --------
    >>> import networkx as nx
    >>> downstream(nx.DiGraph([("a", "b"), ("b", "c"), ("x", "c")]), ["a"])
    ['b', 'c']
    """
    expect("Iterable", steps=steps)
    numbered = _numbered(graph)
    start = _numbers(graph, numbered, steps)
    found = set(start)
    queue = deque(start)
    while queue:
        for other in numbered.after[queue.popleft()]:
            if other not in found:
                found.add(other)
                queue.append(other)
    found.difference_update(start)
    return [numbered.nodes[node] for node in _order(numbered) if node in found]


def critical_path(graph: Graph, steps: Iterable[Any] | None = None) -> tuple[list[Any], int]:
    """Return the chain of prerequisites that takes longest, and its minutes.

    No order, and no second learner, gets past it sooner.

    Parameters
    ----------
    graph
        A knowledge graph, or a networkx DAG of prerequisites.
    steps
        Where the chain may end. Default: anywhere.

    Returns
    -------
    tuple of list and int
        The chain from its first step to its last, and the sum of its efforts. An any-of group
        counts with the alternative that is reached soonest.

    Raises
    ------
    UnknownTopicError
        If a step is not in the graph.
    CycleError
        If prerequisites run in a circle.
    RequestError
        If an effort is no number of minutes.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("a", "c"), ("b", "c")])
    >>> nx.set_node_attributes(graph, {"a": 60, "b": 90, "c": 30}, "effort")
    >>> critical_path(graph)
    (['b', 'c'], 120)
    """
    expect("Iterable | None", steps=steps)
    numbered = _numbered(graph)
    efforts = _minutes(numbered)
    finish = [0] * len(numbered.nodes)
    before: list[int | None] = [None] * len(numbered.nodes)
    for node in _order(numbered):
        latest = list(numbered.hard[node])
        latest += [min(group, key=lambda a: (finish[a], a)) for group in numbered.groups[node]]
        last = max(latest, key=lambda other: (finish[other], -other), default=None)
        before[node] = last
        finish[node] = efforts[node] + (0 if last is None else finish[last])
    ends = range(len(finish)) if steps is None else _numbers(graph, numbered, steps)
    end = max(ends, key=lambda node: (finish[node], -node), default=None)
    path = []
    at = end
    while at is not None:
        path.append(numbered.nodes[at])
        at = before[at]
    return path[::-1], 0 if end is None else finish[end]


def _minutes(numbered: _Numbered) -> list[int]:
    """Return the effort of each node, which networkx lets be anything."""
    minutes = []
    for node, effort in zip(numbered.nodes, numbered.effort, strict=True):
        try:
            minutes.append(int(effort))
        except (TypeError, ValueError, OverflowError):
            message = f"the effort of node {str(node)!r} is {effort!r}"
            raise RequestError(message, hint="give minutes, such as 90") from None
    return minutes
