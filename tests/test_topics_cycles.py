"""Cycles: found where there are any, one short one for each knot, and never by recursion."""

from __future__ import annotations

import time
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings

from mlpath import KnowledgeGraph
from mlpath.errors import CycleError
from mlpath.topics.cycles import find_cycles
from tests.strategies import digraphs


def knots(successors: list[list[int]]) -> list[set[int]]:
    """Return the strongly connected components that hold a cycle."""
    graph = nx.DiGraph((node, other) for node, nexts in enumerate(successors) for other in nexts)
    return [
        found
        for found in nx.strongly_connected_components(graph)
        if len(found) > 1 or any(graph.has_edge(node, node) for node in found)
    ]


@settings(max_examples=400)
@given(digraphs())
def test_each_knot_gives_one_shortest_cycle(successors: list[list[int]]) -> None:
    """Compared with networkx's components and with every simple cycle."""
    graph = nx.DiGraph((node, other) for node, nexts in enumerate(successors) for other in nexts)
    found = find_cycles(successors)
    expected = knots(successors)
    assert len(found) == len(expected)
    assert found == sorted(found)
    for cycle in found:
        (knot,) = [component for component in expected if cycle[0] in component]
        assert cycle[0] == min(cycle)
        assert len(set(cycle)) == len(cycle)
        assert all(b in successors[a] for a, b in pairwise([*cycle, cycle[0]]))
        inside = graph.subgraph(knot)
        shortest = min(len(other) for other in nx.simple_cycles(inside))
        # A loop inside a larger knot is a problem of its own, found before.
        assert len(cycle) <= max(2, shortest)


def test_no_cycle_no_finding() -> None:
    """Also for an empty graph."""
    assert find_cycles([]) == []
    assert find_cycles([[1], [2], []]) == []


def test_a_large_ring_with_chords_takes_a_bounded_amount_of_work() -> None:
    """The work limit keeps a huge knot from costing a search through every node."""
    size = 40_000
    successors = [[(node + 1) % size, (node + 7) % size] for node in range(size)]
    start = time.process_time()
    (cycle,) = find_cycles(successors)
    assert all(b in successors[a] for a, b in pairwise([*cycle, cycle[0]]))
    assert time.process_time() - start < 60


def test_each_circle_is_told_with_its_edges() -> None:
    """One problem for each knot, from prerequisite to dependent, with the place of each edge."""
    with pytest.raises(CycleError) as caught:
        KnowledgeGraph.from_dict(
            {
                "topics": {
                    "a": {"effort": "1h", "requires": ["c"]},
                    "b": {"effort": "1h", "requires": ["a"]},
                    "c": {"effort": "1h", "requires": [{"any": ["b", "d"]}]},
                    "d": "1h",
                    "x": {"effort": "1h", "requires": ["y"]},
                    "y": {"effort": "1h", "requires": ["x"]},
                }
            }
        )
    first, second = caught.value.problems
    assert first.message == "prerequisites run in a circle of 3: a -> b -> c -> a"
    assert [note.text for note in first.notes] == ["b requires a", "c requires b", "a requires c"]
    assert first.notes[1].path == ("topics", "c", "requires", 0, "any", 0)
    assert second.code == "cycle"
    assert caught.value.cycles == (("a", "b", "c", "a"), ("x", "y", "x"))


def test_a_circle_through_for_is_refused() -> None:
    """Even where the steps would have an order: two topics cannot need each other."""
    both = {"overview": "1h", "working": "2h"}
    with pytest.raises(CycleError, match="circle of 2"):
        KnowledgeGraph.from_dict(
            {
                "topics": {
                    "a": {
                        "effort": both,
                        "requires": [{"topic": "b", "level": "overview", "for": "working"}],
                    },
                    "b": {
                        "effort": both,
                        "requires": [{"topic": "a", "level": "overview", "for": "working"}],
                    },
                }
            }
        )
