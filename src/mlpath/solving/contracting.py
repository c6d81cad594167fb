"""Graphs made small before a flow: steps that share a fate are merged, steps without choice go.

For given weights some steps need no flow. In the smallest closed set of greatest weight

- a step of positive weight that needs nothing is inside, and one of no positive weight that
  nothing needs is outside;
- a step of no positive weight that one step alone needs is inside exactly if that step is;
- a step of positive weight with a single need is inside exactly if that need is;
- an arc between steps that a way of two arcs joins, too, says nothing new.

Applied together, again and again, these leave a small part of most graphs. The merged steps are
trees of arcs along which weight moves towards the root; so the weights that a flow leaves in the
small graph can be handed back, step by step, and bound the large one just as well.

References
----------
Hochbaum, D. S. (2008). The pseudoflow algorithm: a new algorithm for the maximum-flow problem.
Operations Research 56(4), 992-1009. https://doi.org/10.1287/opre.1080.0524

Savelsbergh, M. W. P. (1994). Preprocessing and probing techniques for mixed integer programming
problems. ORSA Journal on Computing 6(4), 445-454. https://doi.org/10.1287/ijoc.6.4.445
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import rows

if TYPE_CHECKING:
    from mlpath.solving.base import BoolArray, IntArray

_STALLED = 0.9  # a round that leaves more than this of the steps brings little
_SHORTCUTS = 3  # times that arcs are searched for others that say the same
_PATHS = 6  # ways of two arcs, for each arc, that are looked at
_HUB = 1024  # ways through one step beyond which it is no middle of a way
_OUT, _IN = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """One round of merging.

    Parameters
    ----------
    weight
        Of each step before.
    cluster
        Number of each step's cluster, clusters that are decided included.
    root
        The step of each cluster towards which its weight moves.
    total
        Weight of each cluster.
    name
        Number of each cluster in the next round; -1 if it is outside, -2 if inside.
    """

    weight: IntArray
    cluster: IntArray
    root: IntArray
    total: IntArray
    name: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Contracted:
    """What is left of a weighted graph, and the way back."""

    rounds: list[Round]
    weight: IntArray
    tails: IntArray
    heads: IntArray

    def expand(self, inside: BoolArray, reduced: IntArray) -> tuple[BoolArray, IntArray]:
        """Translate a closed set and reduced weights back to the steps of the whole graph.

        Parameters
        ----------
        inside
            Marks of what is left.
        reduced
            Its weights after any flow.

        Returns
        -------
        tuple
            Marks and reduced weights of all steps. The sum of the positive reduced weights is
            that of what is left plus the weights that were decided to be inside.
        """
        for done in reversed(self.rounds):
            marks, weights = done.name == _IN, done.total.copy()
            kept = done.name >= 0
            marks[kept], weights[kept] = inside[done.name[kept]], reduced[done.name[kept]]
            inside, reduced = marks[done.cluster], _hand_back(done, weights)
        return inside, reduced


def _hand_back(done: Round, left: IntArray) -> IntArray:
    """Give each cluster's weight to members of the same sign, the rest to its root.

    Weight of its own that a member keeps never has to move: every amount that still moves along
    the arcs of the cluster stays positive.
    """
    out = np.zeros(len(done.cluster), dtype=np.int64)
    single = np.bincount(done.cluster, minlength=len(left)) == 1
    some = np.flatnonzero(~single[done.cluster])
    some = some[np.argsort(done.cluster[some], kind="stable")]
    cluster = done.cluster[some]
    positive = left > 0
    own = np.where(positive[cluster], done.weight[some], -done.weight[some])
    own = np.maximum(own, 0)
    before = np.cumsum(own) - own
    first = np.flatnonzero(np.diff(cluster, prepend=-1))
    lengths = np.diff(first, append=len(cluster))
    before -= np.repeat(before[first], lengths)
    share = np.clip(np.abs(left)[cluster] - before, 0, own)
    given = np.zeros(len(left), dtype=np.int64)
    if len(first):
        given[cluster[first]] = np.add.reduceat(share, first)
    out[some] = np.where(positive[cluster], share, -share)
    out[done.root] += np.where(positive, left - given, left + given)
    return out


def contract(tails: IntArray, heads: IntArray, weight: IntArray) -> Contracted:
    """Merge and decide steps as long as that brings much.

    Parameters
    ----------
    tails, heads
        Arcs from steps to prerequisites, of a graph without cycles.
    weight
        Signed weights.

    Returns
    -------
    Contracted
        The rest and the way back.
    """
    rounds: list[Round] = []
    shortcuts = _SHORTCUTS
    while len(weight):
        before = len(weight)
        done, tails, heads = _merge(tails, heads, weight)
        rounds.append(done)
        weight = done.total[done.name >= 0]
        if len(weight) <= before * _STALLED:
            continue
        if not shortcuts or not len(tails):
            break
        shortcuts -= 1
        tails, heads = without_shortcuts(len(weight), tails, heads)
    return Contracted(rounds, weight, tails, heads)


def _merge(tails: IntArray, heads: IntArray, weight: IntArray) -> tuple[Round, IntArray, IntArray]:
    """Make one round: what is merged, and the arcs that are left between the clusters."""
    from scipy.sparse import csr_array  # noqa: PLC0415  (heavy)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    size = len(weight)
    needs, uses = np.bincount(tails, minlength=size), np.bincount(heads, minlength=size)
    good = weight > 0
    sole_need, sole_use = good & (needs == 1), ~good & (uses == 1)
    down, up = sole_need[tails], sole_use[heads]
    root = ~(sole_need | sole_use)
    root[heads[down & up]] = True  # of two that point to each other, the needed one
    merging = down | up
    ties = csr_array(
        (np.ones(int(merging.sum()), dtype=np.int8), (tails[merging], heads[merging])),
        shape=(size, size),
    )
    count, label = connected_components(ties, directed=False)
    cluster = label.astype(np.int64)
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, cluster, weight)
    name = np.zeros(count, dtype=np.int64)
    name[cluster[good & (needs == 0)]] = _IN
    name[cluster[~good & (uses == 0)]] = _OUT
    kept = name == 0
    name[kept] = np.arange(int(kept.sum()))
    roots = np.flatnonzero(root)
    place = np.empty(count, dtype=np.int64)
    place[cluster[roots]] = roots
    left = name[cluster]
    tails, heads = left[tails], left[heads]
    live = (tails >= 0) & (heads >= 0) & (tails != heads)
    tails, heads = _unique(int(kept.sum()), tails[live], heads[live])
    return Round(weight, cluster, place, total, name), tails, heads


def _unique(size: int, tails: IntArray, heads: IntArray) -> tuple[IntArray, IntArray]:
    """Arcs without doubles, by their tails."""
    from scipy.sparse import csr_array  # noqa: PLC0415  (heavy)

    packed = csr_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=(size, size))
    packed.sum_duplicates()
    return rows(packed.indptr.astype(np.int64)), packed.indices.astype(np.int64)


def without_shortcuts(size: int, tails: IntArray, heads: IntArray) -> tuple[IntArray, IntArray]:
    """Leave out arcs that a way of two arcs makes superfluous.

    Parameters
    ----------
    size
        Number of steps.
    tails, heads
        Arcs without doubles, of a graph without cycles.

    Returns
    -------
    tuple of IntArray
        Arcs that lead to the same closures. Steps that very many ways lead through are not
        looked at, so that some superfluous arcs may stay.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415  (heavy)

    ways = np.bincount(tails, minlength=size) * np.bincount(heads, minlength=size)
    middle = ways <= _HUB
    if int(ways[middle].sum()) > _PATHS * len(tails):
        return tails, heads
    onward = middle[tails]
    numbers = np.arange(1, len(tails) + 1, dtype=np.int32)
    arcs = csr_array((numbers, (tails, heads)), shape=(size, size))
    marks = np.ones(len(tails), dtype=np.bool_)
    first = csr_array((marks, (tails, heads)), shape=(size, size))
    second = csr_array((marks[onward], (tails[onward], heads[onward])), shape=(size, size))
    double = arcs.multiply(first @ second)
    stays = np.ones(len(tails), dtype=np.bool_)
    stays[double.data.astype(np.int64) - 1] = False
    return tails[stays], heads[stays]
