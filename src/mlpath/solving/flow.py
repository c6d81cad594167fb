"""Maximum closures by minimum cuts, and the integers that certify them.

A *closed* set holds, with every step, all its hard prerequisites. The closed set of greatest
total weight is a minimum cut (Picard 1976). scipy's maximum flow takes 32-bit capacities only
and gives wrong flows, silently, beyond: weights are therefore scaled down, pushed, and what the
rounding left is pushed again at a finer scale. Whatever the flow, it moves weight from steps to
their prerequisites, which never makes a closed set lighter; so the weights left after moving
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

from mlpath.solving.arrays import reach, rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from mlpath.solving.base import BoolArray, IntArray

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


def max_closure(
    indptr: IntArray, indices: IntArray, weight: IntArray, *, phases: int = 8
) -> Cut:
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
    size = len(weight)
    reduced = np.array(weight, dtype=np.int64)
    positive = reduced > 0
    if not len(indices) or not positive.any():
        return Cut(positive, reduced, exact=True)
    if reduced.min() >= 0:
        return Cut(reach(indptr, indices, np.flatnonzero(positive)), reduced, exact=True)
    arcs = _Arcs(rows(indptr), indices, np.zeros(len(indices), dtype=np.int64))
    left = int(reduced[positive].sum())
    inside = positive
    for _ in range(phases):
        shift = max(0, left.bit_length() - 30)
        inside, arcs = _push(arcs, reduced, left, shift)
        if not shift:
            return Cut(inside, reduced, exact=True)
        # A cut of the rounded network is short of the true one by less than one unit on each
        # finite arc that it crosses: no more than this is left to push.
        left = min(left, (2 * size + len(indices)) << shift)
    return Cut(inside, reduced, exact=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Arcs:
    """Arcs from steps to prerequisites with the weight pushed along each so far."""

    tails: IntArray
    heads: IntArray
    pushed: IntArray


def _push(
    arcs: _Arcs, reduced: IntArray, left: int, shift: int
) -> tuple[BoolArray, _Arcs]:
    """Push one maximum flow in units of ``2**shift``; updates `reduced` in place."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  (heavy)
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow  # noqa: PLC0415

    size = len(reduced)
    source, sink = size, size + 1
    give = np.minimum(np.maximum(reduced, 0), left) >> shift
    take = np.minimum(np.maximum(-reduced, 0), left) >> shift
    back = np.minimum(arcs.pushed, left) >> shift
    givers, takers, backs = (np.flatnonzero(part) for part in (give, take, back))
    tails = (arcs.tails, np.full(len(givers), source), takers, arcs.heads[backs])
    heads = (arcs.heads, givers, np.full(len(takers), sink), arcs.tails[backs])
    room = (np.full(len(arcs.tails), _NEVER_FULL), give[givers], take[takers], back[backs])
    network = csr_matrix(
        (np.concatenate(room).astype(np.int32), (np.concatenate(tails), np.concatenate(heads))),
        shape=(size + 2, size + 2),
    )
    flow = maximum_flow(network, source, sink).flow
    _settle(flow, source, sink, reduced, shift)
    rest = network - flow
    rest.data = (rest.data > 0).astype(np.float64)
    rest.eliminate_zeros()
    seen = breadth_first_order(rest, source, return_predecessors=False)
    inside = np.zeros(size + 2, dtype=np.bool_)
    inside[seen] = True
    return inside[:size], (_carry(arcs, flow, shift) if shift else arcs)


def _settle(flow: csr_matrix, source: int, sink: int, reduced: IntArray, shift: int) -> None:
    """Take what left the source from the givers and hand what reached the sink to the takers."""
    for end in (source, sink):
        row = slice(flow.indptr[end], flow.indptr[end + 1])
        # The sink's row holds the flow into it with a minus sign, so both rows are subtracted.
        reduced[flow.indices[row]] -= flow.data[row].astype(np.int64) << shift


def _carry(arcs: _Arcs, flow: csr_matrix, shift: int) -> _Arcs:
    """Add the net flow along each arc to what it already carries."""
    width = flow.shape[0]
    at = rows(flow.indptr) * width + flow.indices
    place = np.searchsorted(at, arcs.tails * width + arcs.heads)
    return _Arcs(
        arcs.tails, arcs.heads, arcs.pushed + (flow.data[place].astype(np.int64) << shift)
    )


def closure_bound(reduced: IntArray) -> int:
    """Weight that no closed set exceeds, given weights reduced by any flow."""
    return int(reduced[reduced > 0].sum())
