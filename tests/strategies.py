"""Hypothesis strategies for graphs of prerequisites and for whole problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
from hypothesis import strategies as st

from tests.oracles import cases

if TYPE_CHECKING:
    from tests.oracles.cases import Case


@st.composite
def dags(draw: st.DrawFn, most: int = 9) -> nx.DiGraph[str]:
    """Return a DAG whose nodes come in an order that is not topological, with efforts."""
    size = draw(st.integers(1, most))
    names = [f"n{number}" for number in range(size)]
    ranked = draw(st.permutations(names))
    pairs = [(a, b) for place, b in enumerate(ranked) for a in ranked[:place]]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=24)) if pairs else []
    efforts = draw(st.lists(st.integers(1, 9), min_size=size, max_size=size))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from((name, {"effort": e}) for name, e in zip(names, efforts, strict=True))
    graph.add_edges_from(edges)
    return graph


@st.composite
def digraphs(draw: st.DrawFn, most: int = 7) -> list[list[int]]:
    """Return successors of each node of any directed graph, loops and double edges too."""
    size = draw(st.integers(1, most))
    nodes = st.integers(0, size - 1)
    return [draw(st.lists(nodes, max_size=4)) for _ in range(size)]


def problems() -> st.SearchStrategy[Case]:
    """Return small graphs with wishes, every feature of the format among them."""
    return st.integers(0, 2**32).map(cases.small)
