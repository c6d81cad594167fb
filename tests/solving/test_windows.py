"""The ways of large instances, tried on smaller ones by lowering what counts as large."""

from __future__ import annotations

import random

import numpy as np
import pytest

from mlpath import KnowledgeGraph, check_plan, plan
from mlpath.solving import (
    Instance,
    chain,
    choosing,
    deepening,
    density_chain,
    marginal_closures,
    proving,
    ranking,
    reducing,
    solve,
)

_ROOMS = (choosing, deepening, proving, ranking, reducing)


def _wide(seed: int, size: int, *, groups: bool) -> Instance:
    """Many steps with a few near prerequisites each."""
    r = random.Random(seed)
    edges, some = [], []
    for step in range(1, size):
        for _ in range(r.choice([0, 1, 1, 2])):
            if groups and r.random() < 0.1:
                some.append((step, [r.randrange(step), r.randrange(step)]))
            else:
                edges.append((step, max(0, step - 1 - int(r.expovariate(0.05)))))
    effort = [r.randint(5, 300) for _ in range(size)]
    value = [r.choice([0, 0, r.randint(1, 1000)]) for _ in range(size)]
    required = r.sample(range(size // 4), 2)
    return Instance.build(effort, value, edges, some, required, sum(effort) // 3)


@pytest.fixture
def _everything_is_large(monkeypatch):
    for room in _ROOMS:
        monkeypatch.setattr(room, "TABLE_SIZE", 40)


@pytest.mark.parametrize("groups", [False, True])
@pytest.mark.usefixtures("_everything_is_large")
def test_large_ways_stay_true(groups, monkeypatch):
    """Value and bound enclose the optimum, ``optimal`` is the optimum, the gap is small."""
    proven = 0
    for seed in range(6):
        instance = _wide(seed, 300, groups=groups)
        found = solve(instance)
        nested = solve(instance, choose="nested")
        with monkeypatch.context() as normal:
            for room in _ROOMS:
                normal.setattr(room, "TABLE_SIZE", 4000)
            best = solve(instance)
        assert best.status == "optimal"
        assert found.value <= best.value <= found.bound, seed
        assert nested.value <= best.value <= nested.bound, seed
        assert found.status == ("optimal" if found.value == found.bound else "feasible")
        assert found.value >= 0.95 * best.value
        proven += found.status == "optimal"
    assert groups or proven > 1


@pytest.mark.parametrize("work_limit", [None, 0])
@pytest.mark.usefixtures("_everything_is_large")
def test_a_plan_too_large_to_exhaust_names_what_searched(work_limit, monkeypatch):
    """The checker accepts it: its proof is a search with a name."""
    monkeypatch.setattr("mlpath.solving.engines.installed", lambda: False)
    for room in (proving, reducing):
        monkeypatch.setattr(room, "PACKED_SIZE", 40)
    r = random.Random(1)
    topics = {}
    for i in range(300):
        needs = {max(0, i - 1 - int(r.expovariate(0.03))) for _ in range(3)} if i else set()
        effort = f"{r.randint(10, 300)}m"
        value, requires = r.randint(0, 4), [f"t{need}" for need in sorted(needs)]
        topics[f"t{i}"] = {"effort": effort, "value": value, "requires": requires}
    graph = KnowledgeGraph.from_dict({"topics": topics})
    made = plan(graph, budget="150h", work_limit=work_limit)
    assert made.status == "feasible"
    assert made.proof.search == proving.OWN_ENGINE
    assert not check_plan(made, graph)


@pytest.mark.usefixtures("_everything_is_large")
def test_marginal_closures_of_large_instances_are_the_same(monkeypatch):
    """Sixty-four at a time gives what the table gives."""
    instance = _wide(3, 300, groups=False)
    chosen = solve(instance).chosen
    steps = np.setdiff1d(np.arange(instance.size), chosen)
    large = marginal_closures(instance, chosen, steps)
    monkeypatch.setattr(choosing, "TABLE_SIZE", 4000)
    small = marginal_closures(instance, chosen, steps)
    assert large[0].tolist() == small[0].tolist()
    assert large[1].tolist() == small[1].tolist()


def test_rough_splitting_gives_the_exact_chain(monkeypatch):
    """Roughly scaled flows first, exact ones after: the same blocks."""
    for seed in range(4):
        instance = _wide(seed, 4000, groups=False)
        exact = density_chain(instance)
        with monkeypatch.context() as rough:
            rough.setattr(chain, "_LARGE", 100)
            assert density_chain(instance).block.tolist() == exact.block.tolist()


def test_thousands_of_steps_are_proven():
    """Six thousand steps: the chain, windows and reduction prove the optimum."""
    found = solve(_wide(1, 6000, groups=False))
    assert found.status == "optimal"
    assert found.value == found.bound
