"""Maximum closures: exact in spite of 32-bit capacities, and certified."""

from __future__ import annotations

import random
from importlib.util import find_spec

import numpy as np
import pytest

from mlpath.solving import Instance, flow
from mlpath.solving.flow import closure_bound, max_closure


@pytest.fixture(
    params=[
        "lists",
        "lists, then scipy",
        "scipy",
        pytest.param(
            "ortools",
            marks=pytest.mark.skipif(
                find_spec("ortools") is None,
                reason="OR-Tools IS NOT INSTALLED: its flows were not tested (extra 'ortools')",
            ),
        ),
    ]
)
def _flows(request, monkeypatch):
    """Flows of each engine, however small the graph."""
    monkeypatch.setattr(flow, "_LARGE", 0)
    if "lists" not in request.param:
        monkeypatch.setattr(flow, "_LISTED", 0)
    elif "scipy" in request.param:
        monkeypatch.setattr(flow, "_VISITS", (3, 0))
    monkeypatch.setattr("mlpath.solving.engines.installed", lambda: request.param == "ortools")


@pytest.mark.usefixtures("_flows")
@pytest.mark.parametrize("size", [3, 10**6, 10**12, 10**17])
def test_smallest_best_closed_set_is_found(case, size):
    """Weight and set equal brute force for weights far beyond 32 bits."""
    for seed in range(120):
        small = case(seed, 8)
        r = random.Random(seed)
        weight = [r.randint(-size, size) for _ in small.effort]
        instance = Instance.build([0] * len(weight), weight, small.edges)
        cut = max_closure(instance.indptr, instance.indices, instance.value, phases=20)
        sets = type(small)(small.effort, weight, small.edges, [], [], None).closed_sets()
        top = max(key[0] for key, _ in sets)
        common = -1
        for key, bits in sets:
            if key[0] == top:
                common &= bits
        assert cut.exact
        assert closure_bound(cut.reduced) == top, seed
        assert sum(1 << int(i) for i in np.flatnonzero(cut.inside)) == common, seed


@pytest.mark.usefixtures("_flows")
def test_bound_holds_after_one_rough_flow(case):
    """However roughly the weights are scaled, the bound never falls below the best set."""
    for seed in range(120):
        small = case(seed, 8)
        r = random.Random(seed)
        weight = [r.randint(-(10**15), 10**15) for _ in small.effort]
        instance = Instance.build([0] * len(weight), weight, small.edges)
        cut = max_closure(instance.indptr, instance.indices, instance.value, phases=1)
        sets = type(small)(small.effort, weight, small.edges, [], [], None).closed_sets()
        assert closure_bound(cut.reduced) >= max(key[0] for key, _ in sets), seed


@pytest.mark.usefixtures("_flows")
def test_contracted_graphs_flow_with_each_engine():
    """Thousands of steps: the set is closed and worth its bound, so none is worth more."""
    r = random.Random(5)
    size = 4_000
    edges = [(i, r.randrange(max(0, i - 60), i)) for i in range(1, size) for _ in range(3)]
    weight = [r.randint(-900, 1000) for _ in range(size)]
    instance = Instance.build([1] * size, weight, edges)
    cut = max_closure(instance.indptr, instance.indices, instance.value)
    tails = np.repeat(np.arange(size), np.diff(instance.indptr))
    assert cut.inside[instance.indices[cut.inside[tails]]].all()
    assert cut.exact
    assert closure_bound(cut.reduced) == instance.value[cut.inside].sum() > 0
