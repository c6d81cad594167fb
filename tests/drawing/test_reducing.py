"""Tests of the fewest arrows that say the same."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpath.drawing.reducing import acyclic, reduced, topological
from mlpath.errors import CycleError


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40))
def test_reduction_equals_networkx(pairs: list[tuple[int, int]]) -> None:
    """The arrows kept are those of an independent transitive reduction."""
    edges = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    graph = nx.DiGraph(edges)
    graph.add_nodes_from(range(12))
    assert reduced(12, edges) == sorted(nx.transitive_reduction(graph).edges)


def test_a_complete_graph_becomes_a_path() -> None:
    """1,770 arrows between sixty topics say no more than 59."""
    edges = [(a, b) for b in range(60) for a in range(b)]
    assert reduced(60, edges) == [(n, n + 1) for n in range(59)]


def test_a_deep_chain_needs_no_recursion() -> None:
    """A chain of 20,000 is reduced as it is."""
    edges = [(n, n + 1) for n in range(20_000)]
    assert reduced(20_001, edges) == edges


def test_circles_are_found() -> None:
    """What runs in a circle has no order."""
    assert not acyclic(2, [(0, 1), (1, 0)])
    with pytest.raises(CycleError, match="circle"):
        topological(2, [(0, 1), (1, 0)])
