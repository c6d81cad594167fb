"""Orders, generations, closures and frontiers, with networkx and all subsets as oracles."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath import (
    KnowledgeGraph,
    closure,
    critical_path,
    downstream,
    frontier,
    generations,
    study_order,
)
from mlpath.errors import CycleError, RequestError, UnknownTopicError
from tests.oracles import cases, reading
from tests.strategies import dags

if TYPE_CHECKING:
    from collections.abc import Callable

TOOLS = KnowledgeGraph.from_dict(
    {
        "topics": {
            "plotting": {"effort": "1h", "requires": [{"any": ["python", "julia"]}]},
            "python": {"effort": "9h"},
            "julia": {"effort": "5h", "requires": ["shell"]},
            "shell": {"effort": "2h"},
            "packages": {"effort": "1h", "requires": ["python"]},
        }
    }
)


def texts(steps: list[Any]) -> list[str]:
    """Return topics without their level."""
    return [step.topic for step in steps]


@given(dags())
def test_study_order_is_networkx_lexicographic_order(graph: nx.DiGraph[str]) -> None:
    """Ties go to declaration rank, here the place of insertion."""
    rank = {node: place for place, node in enumerate(graph)}
    expected = list(nx.lexicographical_topological_sort(graph, key=rank.__getitem__))
    assert study_order(graph) == expected


@given(dags(), st.data())
def test_study_order_of_some_steps_keeps_their_order(
    graph: nx.DiGraph[str], data: st.DataObject
) -> None:
    """A selection comes in the order of the whole."""
    some = data.draw(st.lists(st.sampled_from(list(graph)), unique=True))
    assert study_order(graph, some) == [node for node in study_order(graph) if node in some]


@given(dags())
def test_generations_are_networkx_topological_generations(graph: nx.DiGraph[str]) -> None:
    """Each generation holds what the longest chain to it says, in declaration order."""
    rank = {node: place for place, node in enumerate(graph)}
    expected = [tuple(sorted(g, key=rank.__getitem__)) for g in nx.topological_generations(graph)]
    assert generations(graph) == expected


@given(dags(), st.data())
def test_closure_and_downstream_are_ancestors_and_descendants(
    graph: nx.DiGraph[str], data: st.DataObject
) -> None:
    """On a plain DAG; what is known is taken away with its ancestors."""
    some = data.draw(st.lists(st.sampled_from(list(graph)), unique=True))
    known = data.draw(st.lists(st.sampled_from(list(graph)), unique=True))
    wanted = set(some).union(*(nx.ancestors(graph, node) for node in some))
    mastered = set(known).union(*(nx.ancestors(graph, node) for node in known))
    found = closure(graph, some, known=known)
    assert set(found) == wanted - mastered
    assert found == [node for node in study_order(graph) if node in wanted - mastered]
    later = set().union(*(nx.descendants(graph, node) for node in some)) - set(some)
    assert set(downstream(graph, some)) == later


@given(dags())
def test_critical_path_is_the_longest_by_effort(graph: nx.DiGraph[str]) -> None:
    """No chain of edges takes longer, and the one returned is a chain of that length."""
    effort = nx.get_node_attributes(graph, "effort")
    path, minutes = critical_path(graph)
    assert sum(effort[node] for node in path) == minutes
    assert all(edge in graph.edges for edge in itertools.pairwise(path))
    longest: dict[str, int] = {}
    for node in nx.topological_sort(graph):
        before = [longest[other] for other in graph.predecessors(node)]
        longest[node] = effort[node] + max(before, default=0)
    assert minutes == max(longest.values())


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_closures_with_alternatives_are_closed(seed: int) -> None:
    """Each step has its hard prerequisites and one alternative of every group."""
    case = cases.small(seed % 500)
    needs = reading.prerequisites(case.data)
    for step in case.graph.steps:
        found = [(one.topic, int(one.level)) for one in closure(case.graph, [step])]
        for place, one in enumerate(found):
            hard, groups = needs[one]
            before = set(found[:place])
            assert hard <= before
            assert all(before & set(group) for group in groups if group)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_frontier_is_what_can_be_started(seed: int, data: st.DataObject) -> None:
    """Exactly the steps not known whose prerequisites, and one of each group, are."""
    case = cases.small(seed % 500)
    needs = reading.prerequisites(case.data)
    named = data.draw(st.lists(st.sampled_from(case.graph.steps), unique=True))
    known = {(step.topic, int(step.level)) for step in named}
    while more := {p for step in known for p in needs[step][0]} - known:
        known |= more
    expected = [
        step
        for step, (hard, groups) in needs.items()
        if step not in known and hard <= known and all(known & set(g) for g in groups if g)
    ]
    found = frontier(case.graph, named)
    assert sorted((step.topic, int(step.level)) for step in found) == sorted(expected)
    assert found == [step for step in case.graph.steps if step in found]


def test_closure_takes_the_choice_else_the_first_declared() -> None:
    """A choice settles an any-of; what is known or needed anyway does too."""
    assert texts(closure(TOOLS, ["plotting"])) == ["python", "plotting"]
    assert texts(closure(TOOLS, ["plotting"], choice=["julia"])) == ["shell", "julia", "plotting"]
    assert texts(closure(TOOLS, ["plotting"], known=["julia"])) == ["plotting"]
    assert texts(closure(TOOLS, ["plotting", "julia"])) == ["shell", "julia", "plotting"]


def test_known_steps_say_nothing_about_alternatives() -> None:
    """Whoever can plot need not know python: either tool may have done."""
    assert texts(closure(TOOLS, ["packages"], known=["plotting"])) == ["python", "packages"]
    assert texts(frontier(TOOLS, ["plotting"])) == ["python", "shell"]


def test_critical_path_takes_the_alternative_that_is_reached_soonest() -> None:
    """Shell and julia are faster than python."""
    path, minutes = critical_path(TOOLS, ["plotting"])
    assert (texts(path), minutes) == (["shell", "julia", "plotting"], 480)


def test_empty_graphs_have_nothing_to_order() -> None:
    """Every function answers for a graph without steps."""
    empty: nx.DiGraph[str] = nx.DiGraph()
    assert study_order(empty) == generations(empty) == closure(empty, []) == frontier(empty) == []
    assert critical_path(empty) == ([], 0)


@pytest.mark.parametrize("function", [closure, downstream, study_order, critical_path, frontier])
def test_an_unknown_node_is_named_with_a_suggestion(function: Callable[..., Any]) -> None:
    """Both for knowledge graphs and for plain ones."""
    with pytest.raises(UnknownTopicError, match=r"no topic 'pyton'.*did you mean 'python'"):
        function(TOOLS, ["pyton"])
    with pytest.raises(UnknownTopicError, match="no node 'x'"):
        function(nx.DiGraph([("a", "b")]), ["x"])


def test_a_cycle_is_refused() -> None:
    """Plain networkx graphs may have one; no order exists then."""
    ring = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "b")])
    for function in (study_order, generations, critical_path):
        with pytest.raises(CycleError, match="'b' is in or behind a circle"):
            function(ring)


def test_a_long_chain_is_no_problem() -> None:
    """Nothing recurses, nothing is quadratic."""
    chain = nx.path_graph(30_000, create_using=nx.DiGraph)
    start = time.process_time()
    assert study_order(chain) == list(range(30_000))
    assert len(generations(chain)) == 30_000
    assert len(closure(chain, [29_999])) == 30_000
    assert critical_path(chain)[1] == 30_000
    assert time.process_time() - start < 30


def test_efforts_that_are_no_minutes_matter_only_to_longest_chains() -> None:
    """A networkx graph may hold texts as efforts; an order does not ask for them."""
    chain = nx.DiGraph([("a", "b")])
    chain.nodes["b"]["effort"] = "2h"
    assert study_order(chain) == ["a", "b"]
    with pytest.raises(RequestError, match=r"effort of node 'b' is '2h' \(give minutes"):
        critical_path(chain)


SCRIPT = """
from mlpath import closure, downstream, frontier, study_order
from mlpath.topics import KnowledgeGraph
topics = {f"t{n}": {"effort": "1h", "requires": [f"t{m}" for m in range(n) if n % (m + 2) == 0]}
          for n in range(60)}
graph = KnowledgeGraph.from_dict({"topics": topics})
for found in (study_order(graph), closure(graph, ["t48", "t59"]), downstream(graph, ["t1"]),
              frontier(graph, ["t0", "t1"])):
    print(*found)
"""


def test_orders_are_the_same_for_every_hash_seed() -> None:
    """No set is iterated into an answer."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(outputs) == 1
