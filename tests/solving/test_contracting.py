"""Contraction: the same closed set and a bound that holds, whatever the flow does."""

from __future__ import annotations

import numpy as np
import pytest

from mlpath.solving import flow
from mlpath.solving.arrays import compress, reach, rows
from mlpath.solving.contracting import contract, without_shortcuts


def _graph(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a random graph, numbered in no order, with weights of any size."""
    r = np.random.default_rng(seed)
    size = int(r.integers(1, 60))
    ends = r.integers(0, size, (2, int(r.integers(0, 3 * size))))
    ends = ends[:, ends[0] != ends[1]]
    number = r.permutation(size)
    indptr, indices = compress(size, number[ends.max(axis=0)], number[ends.min(axis=0)])
    most = 10 ** int(r.integers(1, 16))
    weight = r.integers(-most, most + 1, size)
    return indptr, indices, np.where(r.random(size) < r.choice([0, 0.5]), 0, weight)


@pytest.fixture(params=[1, 20])
def phases(request, monkeypatch):
    """Numbers of flows; every graph, however small, is contracted."""
    monkeypatch.setattr(flow, "_CONTRACTED", -1)
    return request.param


def test_contracted_graph_gives_the_same_set(phases, monkeypatch):
    """Set and bound equal those of the graph as it is, if all is pushed."""
    for seed in range(150):
        graph = _graph(seed)
        found = flow.max_closure(*graph, phases=phases)
        with monkeypatch.context() as patch:
            patch.setattr(flow, "_CONTRACTED", 10**9)
            plain = flow.max_closure(*graph, phases=20)
        worth = int(graph[2][plain.inside].sum())
        assert flow.closure_bound(found.reduced) >= worth, seed
        if found.exact:
            assert found.inside.tolist() == plain.inside.tolist(), seed
            assert flow.closure_bound(found.reduced) == worth, seed


def test_reduced_weights_come_from_moving_weight_down(phases):
    """Nothing is lost, and no closed set gets lighter."""
    for seed in range(150):
        indptr, indices, weight = _graph(seed)
        reduced = flow.max_closure(indptr, indices, weight, phases=phases).reduced
        assert reduced.sum() == weight.sum(), seed
        r = np.random.default_rng(seed)
        for count in (1, 2, 3):
            some = reach(indptr, indices, r.choice(len(weight), count))
            assert reduced[some].sum() >= weight[some].sum(), seed


def test_trees_need_no_flow():
    """A tree of needs, whatever the weights, is contracted to nothing."""
    for seed in range(50):
        r = np.random.default_rng(seed)
        heads = np.asarray([int(r.integers(0, step)) for step in range(1, 500)])
        weight = r.integers(-1000, 1000, 500)
        small = contract(np.arange(1, 500), heads, weight)
        assert not len(small.tails), seed


def test_arcs_left_out_change_no_closure():
    """Every step reaches what it reached, over fewer arcs."""
    left_out = 0
    for seed in range(200):
        indptr, indices, weight = _graph(seed)
        tails, heads = without_shortcuts(len(weight), rows(indptr), indices)
        fewer = compress(len(weight), tails, heads)
        left_out += len(indices) - len(heads)
        for step in range(len(weight)):
            one = reach(indptr, indices, np.asarray([step]))
            assert one.tolist() == reach(*fewer, np.asarray([step])).tolist(), seed
    assert left_out > 1000
