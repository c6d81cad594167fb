"""Random instances with the shape of real prerequisite graphs, as arrays, from ten to a million.

Topics lie in layers, most of their prerequisites in their own area and often among the needs of
what they need already; every topic has three levels, of which the higher needs the lower. Layer
sizes, numbers of prerequisites and efforts follow a public concept graph of machine learning
(392 concepts, 964 prerequisites, 18 layers).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving import Instance
from mlpath.solving.arrays import compress, reach

if TYPE_CHECKING:
    from mlpath.solving.base import IntArray

KINDS = ("uncorrelated", "correlated", "strong", "goals", "deep", "deepest", "local")
SHARES = (5, 20, 50)
LOCAL = 100_000  # steps up to which local graphs are asked for: a minute or two each
_NEEDS = (1, 2, 3, 4, 5, 6, 7)
_NEEDS_WEIGHT = (79, 114, 88, 53, 26, 5, 3)
_LAYERS = (24, 29, 30, 34, 44, 52, 40, 27, 18, 6, 8, 9, 20, 17, 17, 13, 3, 1)
_OWN_AREA = 0.85
_DEEP_AREA = 0.75  # where goals lie deep, areas hang together more
_GOALS = 0.08  # share of the steps with a value
_DEPTHS = {"deep": 1, "deepest": 3}  # value goes with this power of the layer
_NEAR = 0.002  # of a local graph, prerequisites lie some 500 steps back
_LOCAL_NEEDS = 3
_LONGEST = 300  # minutes of a step there
_GROWTH = (0.4, 0.4, 1.2)  # effort of overview, and what working and deep add


def graph(
    topics: int, seed: int, own_area: float = _OWN_AREA
) -> tuple[IntArray, IntArray, IntArray]:
    """Arcs (topic, prerequisite) of a layered random graph.

    Parameters
    ----------
    topics
        Number of topics.
    seed
        Of the random numbers.
    own_area
        Share of the prerequisites that lie in the topic's own area, where there is one.

    Returns
    -------
    tuple of IntArray
        Topics and their prerequisites; the layer of every topic, from 0.
    """
    random = np.random.default_rng(seed)
    weight = np.asarray(_LAYERS) / sum(_LAYERS)
    layer = np.sort(random.choice(len(_LAYERS), topics, p=weight))
    first = np.searchsorted(layer, np.arange(len(_LAYERS) + 1))
    areas = max(4, topics // 60)
    area = random.integers(areas, size=topics)
    needs = random.choice(_NEEDS, topics, p=np.asarray(_NEEDS_WEIGHT) / sum(_NEEDS_WEIGHT))
    needs[first[layer] == 0] = 0
    tails = np.repeat(np.arange(topics), needs)
    # The first prerequisite lies one layer below, the others in any layer below.
    leading = np.concatenate(([True], tails[1:] != tails[:-1]))
    below = np.where(leading, layer[tails] - 1, (random.random(len(tails)) * layer[tails]))
    below = below.astype(np.int64)
    heads = _pick(random, (layer, area, first), area[tails], below, own_area)
    fine = heads < first[layer[tails]]
    return tails[fine], heads[fine], layer


def _pick(
    random: np.random.Generator,
    place: tuple[IntArray, IntArray, IntArray],
    wanted: IntArray,
    below: IntArray,
    own_area: float,
) -> IntArray:
    """For each arc a topic of the layer `below`, mostly of the area wanted, early ones often."""
    layer, area, first = place
    count = first[below + 1] - first[below]
    # The square of a uniform number prefers early ones: a few topics are needed by very many.
    anyone = first[below] + (random.random(len(below)) ** 2 * count).astype(np.int64)
    areas = int(area.max()) + 1
    key = layer * areas + area
    order = np.argsort(key, kind="stable")
    asked = below * areas + wanted
    low = np.searchsorted(key[order], asked)
    high = np.searchsorted(key[order], asked, side="right")
    inside = np.minimum(low + (random.random(len(low)) ** 2 * (high - low)).astype(np.int64), high)
    own = order[np.minimum(inside, len(order) - 1)]
    use = (random.random(len(below)) < own_area) & (high > low)
    return np.where(use, own, anyone)


def fitted(steps: int, kind: str, share: int, seed: int = 0) -> Instance:
    """Make an instance of about so many steps.

    Parameters
    ----------
    steps
        Three for each topic.
    kind
        ``'uncorrelated'``: values of no relation to effort; ``'correlated'``: within 20 % of it;
        ``'strong'``: effort plus a constant; ``'goals'``: 8 % of the steps have any; ``'deep'``:
        theirs grows with the layer, and fewer prerequisites lie in the own area, so that one
        giant block straddles a small capacity; ``'deepest'``: it grows with the layer's cube;
        ``'local'``: another graph, see :func:`local`.
    share
        Capacity in percent of all effort, or of the goals' closure.
    seed
        Of the random numbers.

    Returns
    -------
    Instance
        Step 3 t + l is topic t at level l; the same arguments give the same instance.
    """
    if kind == "local":
        return _limited(local(steps, seed), share)
    topics = max(steps // 3, 1)
    tails, heads, layer = graph(topics, seed, _DEEP_AREA if kind == "deep" else _OWN_AREA)
    random = np.random.default_rng([seed, 1])
    hours = np.exp(random.normal(0.28, 0.59, topics))
    effort = np.maximum(np.rint(60 * hours[:, None] * np.asarray(_GROWTH)), 1).astype(np.int64)
    effort = effort.reshape(-1)
    level = random.choice(3, len(tails), p=(0.3, 0.5, 0.2))
    indptr, indices = compress(3 * topics, *_expanded(topics, tails, heads, level))
    value = _values(random, kind, effort, np.repeat(layer, 3))
    return _limited(_plain(effort, value, indptr, indices), share)


def local(steps: int, seed: int = 0) -> Instance:
    """Make a graph without layers, levels or areas, in which all steps lean on all before them.

    Each step needs three of the few hundred declared before it, and each has a value of its own.
    Closures go back to the first step, and a block of most steps straddles many capacities.

    Parameters
    ----------
    steps
        Number of steps.
    seed
        Of the random numbers.

    Returns
    -------
    Instance
        Without capacity.
    """
    random = np.random.default_rng([seed, 2])
    tails = np.repeat(np.arange(1, steps), _LOCAL_NEEDS)
    heads = (tails - random.geometric(_NEAR, size=len(tails))).clip(0)
    effort = random.integers(10, _LONGEST, steps)
    return _plain(effort, random.integers(0, 1001, steps), *compress(steps, tails, heads))


def _plain(effort: IntArray, value: IntArray, indptr: IntArray, indices: IntArray) -> Instance:
    """Make an instance of steps and prerequisites alone."""
    empty = Instance.build([], [])
    none = empty.required
    return Instance(
        effort, value, indptr, indices, none, empty.group_indptr, none, none, capacity=None
    )


def _expanded(
    topics: int, tails: IntArray, heads: IntArray, level: IntArray
) -> tuple[IntArray, IntArray]:
    """Arcs between steps: overview needs overview, deep at least working, working as named."""
    chain = np.arange(3 * topics)
    chain = chain[chain % 3 > 0]
    return (
        np.concatenate((chain, 3 * tails, 3 * tails + 1, 3 * tails + 2)),
        np.concatenate(
            (chain - 1, 3 * heads, 3 * heads + level, 3 * heads + np.maximum(level, 1))
        ),
    )


def _values(random: np.random.Generator, kind: str, effort: IntArray, layer: IntArray) -> IntArray:
    if kind == "uncorrelated":
        return random.integers(0, 1001, len(effort))
    if kind == "correlated":
        return np.rint(10 * effort * random.uniform(0.8, 1.2, len(effort))).astype(np.int64)
    if kind == "strong":
        return 10 * effort + 1000
    if kind in _DEPTHS:
        chosen = random.random(len(effort)) < _GOALS
        depth = ((layer + 1) / len(_LAYERS)) ** _DEPTHS[kind]
        worth = np.rint(random.integers(1, 1001, len(effort)) * depth).astype(np.int64)
        return np.where(chosen, worth + 1, 0)
    if kind == "goals":
        chosen = random.random(len(effort)) < _GOALS
        return np.where(chosen, random.integers(1, 1001, len(effort)), 0)
    message = f"kind must be one of {', '.join(KINDS)}, not {kind!r}"
    raise ValueError(message)


def _limited(instance: Instance, share: int) -> Instance:
    """Set the capacity to so many percent of what everything of value costs."""
    closure = reach(instance.indptr, instance.indices, np.flatnonzero(instance.value > 0))
    return replace(instance, capacity=int(instance.effort[closure].sum()) * share // 100)
