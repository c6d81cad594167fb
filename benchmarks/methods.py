"""Ways to choose steps, all with the same arguments: an instance in, value and bound out.

Besides mlpath's: the whole program given to HiGHS at once (monolithic, no tolerance, through
scipy), the step of best ratio first (greedy over closures), the order of declaration and a random
order, each taken as far as it fits. CP-SAT is in `benchmarks.peers`, as it needs an environment of
its own.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import reach, rows

if TYPE_CHECKING:
    from mlpath.solving import Instance


def bundled(hours: int) -> Instance:
    """Make the instance of the bundled graph's own values within a budget."""
    import mlpath  # noqa: PLC0415
    from mlpath.planning.numbers import compile_wishes  # noqa: PLC0415
    from mlpath.planning.wishes import resolve  # noqa: PLC0415
    from mlpath.plans import Asked  # noqa: PLC0415

    graph = mlpath.roadmap()
    wishes = replace(resolve(graph, Asked()), capacity=60 * hours, everything=False)
    return compile_wishes(graph, wishes).instance


def by_mlpath(instance: Instance) -> tuple[int, int]:
    """Value and bound of the solving room."""
    from mlpath.solving import solve  # noqa: PLC0415

    found = solve(instance)
    return found.value, found.bound


def by_highs(instance: Instance) -> tuple[int, int]:
    """Value and bound of the whole program, given to HiGHS through scipy."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array, vstack  # noqa: PLC0415

    size, arcs = instance.size, len(instance.indices)
    group = rows(instance.group_indptr)
    tails = np.concatenate((np.arange(arcs), np.arange(arcs)))
    needs = csr_array(
        (
            np.repeat([1.0, -1.0], arcs),
            (tails, np.concatenate((rows(instance.indptr), instance.indices))),
        ),
        shape=(arcs, size),
    )
    owners = np.arange(instance.groups)
    any_of = csr_array(
        (
            np.concatenate((np.ones(len(owners)), -np.ones(len(group)))),
            (
                np.concatenate((owners, group)),
                np.concatenate((instance.group_step, instance.group_indices)),
            ),
        ),
        shape=(instance.groups, size),
    )
    matrix = vstack((needs, any_of, csr_array(instance.effort[None, :].astype(float))))
    upper = np.concatenate((np.zeros(arcs + instance.groups), [instance.capacity]))
    result = milp(
        -instance.value.astype(float),
        integrality=np.ones(size),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix.tocsc(), -np.inf, upper),
        options={"mip_rel_gap": 0.0, "time_limit": 120.0},
    )
    value = 0 if result.x is None else int(instance.value[result.x > 0.5].sum())  # noqa: PLR2004
    if result.status == 0:
        return value, value
    # Stopped early, it may know neither a set nor a bound.
    known = result.mip_dual_bound is not None and np.isfinite(result.mip_dual_bound)
    everything = int(instance.value[instance.value > 0].sum())
    return value, int(-result.mip_dual_bound) if known else everything


def _taken(instance: Instance, order: np.ndarray) -> tuple[int, int]:
    """Take steps in order with all they need (of a group the first alternative) while they fit."""
    owners = np.concatenate((rows(instance.indptr), instance.group_step))
    firsts = instance.group_indices[instance.group_indptr[:-1]]
    needs = np.concatenate((instance.indices, firsts))
    place = np.argsort(owners, kind="stable")
    indptr = np.searchsorted(owners[place], np.arange(instance.size + 1))
    needs = needs[place]
    mask = np.zeros(instance.size, dtype=np.bool_)
    left = instance.capacity or 0
    for step in order.tolist():
        if mask[step]:
            continue
        new = np.flatnonzero(reach(indptr, needs, np.asarray([step])) & ~mask)
        minutes = int(instance.effort[new].sum())
        if minutes <= left:
            mask[new] = True
            left -= minutes
    return int(instance.value[mask].sum()), 0


def by_ratio(instance: Instance) -> tuple[int, int]:
    """Take steps by value per minute, each with all it needs."""
    order = np.argsort(-instance.value / np.maximum(instance.effort, 1))
    return _taken(instance, order[instance.value[order] > 0])


def by_declared(instance: Instance) -> tuple[int, int]:
    """Take steps as declared, section after section, as far as needs allow."""
    return _taken(instance, np.arange(instance.size))


def by_random(instance: Instance) -> tuple[int, int]:
    """Take steps in a random order."""
    return _taken(instance, np.random.default_rng(0).permutation(instance.size))


def by_topology(instance: Instance) -> tuple[int, int]:
    """One topological sort by networkx, the unit of time for large instances."""
    import networkx as nx  # noqa: PLC0415

    graph = nx.DiGraph()
    graph.add_nodes_from(range(instance.size))
    graph.add_edges_from(
        zip(instance.indices.tolist(), rows(instance.indptr).tolist(), strict=True)
    )
    start = time.process_time()
    found = sum(1 for _ in nx.topological_sort(graph))
    if found != instance.size:
        raise SystemExit("a step is missing")
    return round(1e6 * (time.process_time() - start)), 0


METHODS = {
    "mlpath": by_mlpath,
    "highs": by_highs,
    "ratio": by_ratio,
    "declared": by_declared,
    "random": by_random,
    "topology": by_topology,
}
