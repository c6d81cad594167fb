"""Maximum closures by minimum cuts, and the integers that certify them.

A *closed* set holds, with every step, all its hard prerequisites. The closed set of greatest
total weight is a minimum cut (Picard 1976). Through small graphs weight flows in plain lists,
through large ones by scipy's maximum flow. That takes 32-bit capacities only and gives wrong
flows, silently, beyond: weights are therefore scaled down, pushed, and what the rounding left is
pushed again at a finer scale. Whatever the flow, it moves weight from steps to their
prerequisites, which never makes a closed set lighter; so the weights left after moving
(`Cut.reduced`) bound every closed set, in exact 64-bit integers, with no solver trusted.

References
----------
Picard, J.-C. (1976). Maximal closure of a graph and applications to combinatorial problems.
Management Science 22(11), 1268-1272. https://doi.org/10.1287/mnsc.22.11.1268
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving import engines
from mlpath.solving.arrays import rows
from mlpath.solving.augmenting import augment
from mlpath.solving.contracting import contract

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlpath.solving.base import BoolArray, IntArray

_CONTRACTED = 4_000  # steps beyond which merging pays
_PEELING = 0.97  # another round of peeling pays if the last left less than this
_LISTED = 10_000  # arcs up to which plain lists do, without scipy
_VISITS = (5_000, 3)  # in all, and for each step and arc: lists that take more are left
_FEW_ARCS, _FEW_VISITS = 1_500, 3_000  # with more arcs than these, scipy is sooner done than lists
_MANY = 50_000  # arcs beyond which sorting them loses to counting them
_LARGE = 20_000  # arcs from which loading OR-Tools pays, where it is installed
_NEVER_FULL = 2**30  # every flow is kept below, so such an arc never fills


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A maximum closure and its certificate.

    Parameters
    ----------
    inside
        The smallest closed set of greatest weight (of nearly greatest, if not `exact`).
    reduced
        Weights after the flow moved some from steps to prerequisites: the sum of the positive
        ones bounds the weight of every closed set.
    exact
        Whether the rounding was pushed out entirely.
    """

    inside: BoolArray
    reduced: IntArray
    exact: bool


def max_closure(indptr: IntArray, indices: IntArray, weight: IntArray, *, phases: int = 8) -> Cut:
    """Find the smallest closed set of greatest weight.

    Parameters
    ----------
    indptr, indices
        Hard prerequisites in compressed rows.
    weight
        Signed weights; the sum of their absolute values must stay below ``2**62``.
    phases
        At most so many flows; each adds about ``31 - log2(n + m)`` bits.

    Returns
    -------
    Cut
        The set and the reduced weights.
    """
    reduced = np.array(weight, dtype=np.int64)
    tails = rows(indptr)
    if len(reduced) > _CONTRACTED:
        small = contract(tails, indices, reduced)
        some = small.weight.copy()
        reached, exact = _flow(small.tails, small.heads, some, phases)
        return Cut(*small.expand(reached, some), exact)
    inside, open_steps, tails, heads = _peel(tails, indices, reduced)
    some = reduced[open_steps]
    reached, exact = _flow(tails, heads, some, phases)
    reduced[open_steps] = some
    inside[open_steps[reached]] = True
    return Cut(inside, reduced, exact)


def _flow(
    tails: IntArray, heads: IntArray, weight: IntArray, phases: int
) -> tuple[BoolArray, bool]:
    """Move weight along the arcs, in place, each time at a finer scale.

    Returns
    -------
    tuple
        Marks of the smallest best closed set, and whether nothing was left unmoved.
    """
    if not len(tails):
        return weight > 0, True
    if len(tails) > _LARGE and engines.installed() and weight.max() > 0 > weight.min():
        return _flow_at_once(tails, heads, weight), True
    size = len(weight)
    pushed = np.zeros(len(tails), dtype=np.int64)
    if len(tails) <= _LISTED:
        most = _VISITS[0] + _VISITS[1] * (size + len(tails))
        if len(tails) > _FEW_ARCS:
            most = _FEW_VISITS
        found = augment(tails, heads, pushed, weight, most=most)
        if found is not None:
            return found, True
    left = int(weight[weight > 0].sum())
    reached = np.zeros(size, dtype=np.bool_)
    for _ in range(phases):
        shift = max(0, left.bit_length() - 30)
        reached, moved = _push(tails, heads, pushed, weight, (left, shift))
        if not shift:
            return reached, True
        pushed += moved
        # A cut of the rounded network is short of the true one by less than one unit on each
        # finite arc that it crosses: no more than this is left to push.
        left = min(left, (2 * size + len(tails)) << shift)
    return reached, False


def _flow_at_once(tails: IntArray, heads: IntArray, weight: IntArray) -> BoolArray:
    """Move weight along the arcs, in place, by one flow of OR-Tools: its capacities have 64 bits.

    Some weight has to be positive and some negative: OR-Tools knows no cut without a source or a
    sink.

    Returns
    -------
    BoolArray
        Marks of the smallest best closed set: the flow's own cut is on the source's side.
    """
    from ortools.graph.python import max_flow  # noqa: PLC0415  (an extra)

    size, arcs = len(weight), len(tails)
    givers, takers = np.flatnonzero(weight > 0), np.flatnonzero(weight < 0)
    starts = np.concatenate((tails, np.full(len(givers), size), takers))
    ends = np.concatenate((heads, givers, np.full(len(takers), size + 1)))
    never_full = np.full(arcs, int(weight[givers].sum()) + 1)
    room = np.concatenate((never_full, weight[givers], -weight[takers]))
    network = max_flow.SimpleMaxFlow()
    named = network.add_arcs_with_capacity(starts.astype(np.int32), ends.astype(np.int32), room)
    if network.solve(size, size + 1) != network.OPTIMAL:
        message = "OR-Tools found no maximum flow; please report this"
        raise RuntimeError(message)
    moved = network.flows(named)
    weight[givers] -= moved[arcs : arcs + len(givers)]
    weight[takers] += moved[arcs + len(givers) :]
    inside = np.zeros(size + 2, dtype=np.bool_)
    inside[network.get_source_side_min_cut()] = True
    return inside[:size]


def _peel(
    tails: IntArray, heads: IntArray, weight: IntArray
) -> tuple[BoolArray, IntArray, IntArray, IntArray]:
    """Decide the steps that need no flow.

    A step of positive weight whose needs are all inside is inside; one of no positive weight
    whose dependents are all outside is outside.

    Returns
    -------
    tuple
        Marks of the steps inside, the undecided steps, and the arcs among these, renumbered.
    """
    size = len(weight)
    inside = np.zeros(size, dtype=np.bool_)
    waiting = np.ones(size, dtype=np.bool_)
    good = weight > 0
    before, left = 2 * size + 1, size
    while left < before * _PEELING:
        before = left
        needing, needed = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
        needing[tails] = True
        needed[heads] = True
        inside |= waiting & good & ~needing
        waiting &= np.where(good, needing, needed)
        live = waiting[tails] & waiting[heads]
        tails, heads = tails[live], heads[live]
        left = int(waiting.sum())
    steps = np.flatnonzero(waiting)
    number = np.empty(size, dtype=np.int64)
    number[steps] = np.arange(len(steps))
    return inside, steps, number[tails], number[heads]


def _push(
    tails: IntArray,
    heads: IntArray,
    pushed: IntArray,
    reduced: IntArray,
    scale: tuple[int, int],
) -> tuple[BoolArray, IntArray]:
    """Push one maximum flow.

    Parameters
    ----------
    tails, heads
        Arcs from steps to prerequisites, which never fill.
    pushed
        What each carries already and could give back.
    reduced
        Weights still to be moved; updated in place.
    scale
        No more than this is left to push; units of two to this power.

    Returns
    -------
    tuple
        Steps reached from the source in what is left of the network, and the weight moved along
        each arc.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415  (heavy)
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow  # noqa: PLC0415

    size, arcs = len(reduced), len(tails)
    left, shift = scale
    give = np.minimum(np.maximum(reduced, 0), left) >> shift
    take = np.minimum(np.maximum(-reduced, 0), left) >> shift
    givers, takers = np.flatnonzero(give), np.flatnonzero(take)
    starts = np.concatenate((tails, np.full(len(givers), size), takers))
    ends = np.concatenate((heads, givers, np.full(len(takers), size + 1)))
    there = np.concatenate((np.full(arcs, _NEVER_FULL), give[givers], take[takers]))
    back = np.zeros(len(there), dtype=np.int64)
    back[:arcs] = np.minimum(pushed, left) >> shift
    # Every arc is given with its reverse, so that the flow comes back in the same places.
    place, indptr, columns = _pack(
        size + 2, np.concatenate((starts, ends)), np.concatenate((ends, starts))
    )
    room = np.concatenate((there, back))[place]
    network = csr_array((room.astype(np.int32), columns, indptr), shape=(size + 2, size + 2))
    flow = maximum_flow(network, size, size + 1).flow.data
    moved = np.empty(len(place), dtype=np.int64)
    moved[place] = flow.astype(np.int64) << shift
    reduced[givers] -= moved[arcs : arcs + len(givers)]
    reduced[takers] += moved[arcs + len(givers) : len(there)]
    free = room > flow
    rest = csr_array(
        (
            np.ones(int(free.sum())),
            columns[free],
            np.concatenate(([0], np.cumsum(free)))[indptr].astype(np.int32),
        ),
        shape=(size + 2, size + 2),
    )
    inside = np.zeros(size + 2, dtype=np.bool_)
    inside[breadth_first_order(rest, size, return_predecessors=False)] = True
    return inside[:size], moved[:arcs]


def _pack(
    size: int, starts: IntArray, ends: IntArray
) -> tuple[IntArray, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Sort arcs into compressed rows: their old places, row starts and columns."""
    if len(starts) > _MANY:
        from scipy.sparse import csr_array  # noqa: PLC0415  (heavy)

        # Slow to set up, but linear: the arcs' numbers travel as the values.
        numbers = np.arange(len(starts), dtype=np.int32)
        at = (starts.astype(np.int32), ends.astype(np.int32))
        packed = csr_array((numbers, at), shape=(size, size))
        return packed.data.astype(np.int64), packed.indptr, packed.indices
    place = np.argsort(starts * size + ends)
    indptr = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(starts, minlength=size), out=indptr[1:])
    return place, indptr, ends[place].astype(np.int32)


def closure_bound(reduced: IntArray) -> int:
    """Weight that no closed set exceeds, given weights reduced by any flow."""
    return int(reduced[reduced > 0].sum())
