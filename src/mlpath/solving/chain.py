"""The density chain: nested closed sets of falling value per minute.

For a price per minute, the closed set of greatest value less price times effort is one minimum
cut. As the price falls these sets are nested, and their upper concave hull bounds every set
under every capacity: it is the linear bound of the precedence-constrained knapsack, and the
blocks between the sets are Sidney's decomposition of the weighted completion time problem.

References
----------
Sidney, J. B. (1975). Decomposition algorithms for single-machine sequencing with precedence
relations and deferral costs. Operations Research 23(2), 283-298.
https://doi.org/10.1287/opre.23.2.283

Gallo, G., Grigoriadis, M. D., Tarjan, R. E. (1989). A fast parametric maximum flow algorithm
and applications. SIAM Journal on Computing 18(1), 30-55. https://doi.org/10.1137/0218003
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import subgraph
from mlpath.solving.base import Chain
from mlpath.solving.flow import max_closure

if TYPE_CHECKING:
    from mlpath.solving.base import BoolArray, Instance, IntArray

_LARGE = 20_000  # steps from which a rough flow is tried first
_EVEN = 20  # bits of a step's weight in rough splitting
_ROOM = 61  # bits that a sum of weights may take, with a cut's own sums on top


def density_chain(instance: Instance) -> Chain:
    """Compute all blocks of the density chain of the hard prerequisites.

    Parameters
    ----------
    instance
        Its any-of groups, required steps and capacity are not looked at; fix the choices with
        :func:`mlpath.solving.fix_choices` first where they matter.

    Returns
    -------
    Chain
        Block of every step and the breakpoints.

    Examples
    --------
    >>> from mlpath.solving import Instance, density_chain
    >>> chain = density_chain(Instance.build([10, 10, 10], [0, 300, 50], edges=[(1, 0)]))
    >>> chain.block.tolist(), chain.effort.tolist(), chain.value.tolist()
    ([0, 0, 1], [0, 20, 30], [0, 300, 350])
    """
    part = chain_blocks(instance.indptr, instance.indices, instance.effort, instance.value)
    count = int(part.max(initial=-1)) + 1
    effort = np.zeros(count + 1, dtype=np.int64)
    value = np.zeros(count + 1, dtype=np.int64)
    wanted = part >= 0
    np.add.at(effort[1:], part[wanted], instance.effort[wanted])
    np.add.at(value[1:], part[wanted], instance.value[wanted])
    return Chain(part, np.cumsum(effort), np.cumsum(value))


def chain_blocks(
    indptr: IntArray, indices: IntArray, effort: IntArray, value: IntArray
) -> IntArray:
    """Give every step the number of its block in the chain; -1 if never worth its effort.

    Every round splits all parts at once, each at its own mean value per minute, in one flow over
    the arcs inside parts: a part that has no denser closed subset is a block. A large graph is
    split roughly first, with every part scaled to the same weight for each step; what does not
    split so is tried again in exact integers, when few arcs are left. Blocks without a denser
    closed subset, in strictly falling density, are the chain, however they came about; where a
    rough split broke the fall, the blocks are joined and split exactly.
    """
    worth = max_closure(indptr, indices, value).inside
    steps, indptr, indices = subgraph(indptr, indices, worth)
    plain = _Plain(indptr, indices, effort[steps], value[steps])
    part = np.zeros(len(steps), dtype=np.int64)
    live = np.arange(len(steps))
    if len(steps) > _LARGE:
        part, live = _split_fully(plain, part, live, rough=True)
    while len(live):
        part, _ = _split_fully(plain, part, live, rough=False)
        part, live = _merge(plain, part)
    blocks = np.full(len(worth), -1, dtype=np.int64)
    blocks[steps] = part
    return blocks


@dataclass(frozen=True, slots=True, eq=False)
class _Plain:
    """A graph of steps with nothing else to it."""

    indptr: IntArray
    indices: IntArray
    effort: IntArray
    value: IntArray

    def cut_out(self, kept: IntArray) -> _Plain:
        """Cut out the steps `kept`, rising."""
        keep = np.zeros(len(self.effort), dtype=np.bool_)
        keep[kept] = True
        _, indptr, indices = subgraph(self.indptr, self.indices, keep)
        return _Plain(indptr, indices, self.effort[kept], self.value[kept])


def _split_fully(
    plain: _Plain, part: IntArray, live: IntArray, *, rough: bool
) -> tuple[IntArray, IntArray]:
    """Split the parts of the live steps until none splits.

    Returns
    -------
    tuple of IntArray
        Part of every step, denser parts first, and the steps of parts that were tried in vain.
    """
    whole, vain = live, np.zeros(len(part), dtype=np.bool_)
    here = plain.cut_out(live)
    while len(live):
        own = part[live]
        same = np.repeat(own, np.diff(here.indptr)) == own[here.indices]
        counts = np.concatenate(([0], np.cumsum(same)))[here.indptr]
        here = replace(here, indptr=counts, indices=here.indices[same])
        weight = _part_weights(here.effort, here.value, own)
        if rough:
            weight = _evened(weight, own)
        cut = max_closure(here.indptr, here.indices, weight, phases=1 if rough else 8)
        parts = int(part.max()) + 1
        inside = np.bincount(own[cut.inside], minlength=parts)
        both = (inside > 0) & (inside < np.bincount(own, minlength=parts))
        before: IntArray = np.cumsum(both) - both
        part = part + before[part]
        part[live[both[own] & ~cut.inside]] += 1
        vain[live[~both[own]]] = True
        kept = np.flatnonzero(both[own])
        live, here = live[kept], here.cut_out(kept)
    return part, np.flatnonzero(vain) if rough else whole


def _merge(plain: _Plain, part: IntArray) -> tuple[IntArray, IntArray]:
    """Join neighbouring parts whose density does not fall; return the joined ones' steps too."""
    if not len(part):
        return part, part
    effort, value = _part_totals(plain.effort, plain.value, part)
    exact_effort, exact_value = effort.astype(object), value.astype(object)
    falls = exact_value[:-1] * exact_effort[1:] > exact_value[1:] * exact_effort[:-1]
    group = np.concatenate(([0], np.cumsum(falls.astype(np.bool_))))
    joined = np.bincount(group)[group] > 1
    return group[part], np.flatnonzero(joined[part])


def _evened(weight: IntArray, own: IntArray) -> IntArray:
    """Scale the weights of every part by a power of two to about the same for each step."""
    total = np.bincount(own, np.abs(weight)) / np.maximum(np.bincount(own), 1)
    up = _EVEN - np.frexp(np.maximum(total, 1.0))[1].astype(np.int64)
    evened: IntArray = (weight << np.maximum(up, 0)[own]) >> np.maximum(-up, 0)[own]
    return evened


def _part_totals(effort: IntArray, value: IntArray, part: IntArray) -> tuple[IntArray, IntArray]:
    """Effort and value of every part."""
    count = int(part.max()) + 1
    total_effort, total_value = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    np.add.at(total_effort, part, effort)
    np.add.at(total_value, part, value)
    return total_effort, total_value


def _part_weights(effort: IntArray, value: IntArray, own: IntArray) -> IntArray:
    """Weigh each step by ``value * E - effort * V`` with E and V the totals of its part."""
    total_effort, total_value = _part_totals(effort, value, own)
    divisor = np.maximum(np.gcd(total_effort, total_value), 1)
    total_effort //= divisor
    total_value //= divisor
    spread = int(np.abs(value).sum()).bit_length(), int(effort.sum()).bit_length()
    over = max(
        int(total_effort.max()).bit_length() + spread[0] + 1 - _ROOM,
        int(total_value.max()).bit_length() + spread[1] + 1 - _ROOM,
        0,
    )
    # Shifted totals give a price near the density: nested sets all the same, blocks nearly.
    return value * (total_effort[own] >> over) - effort * (total_value[own] >> over)


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Where the chain meets a capacity.

    Parameters
    ----------
    inner
        The largest set of the chain that fits.
    block
        The next block, which does not fit as a whole; empty if everything of value fits.
    price
        Thousandths per minute of that block, 0 if everything fits.
    """

    inner: BoolArray
    block: BoolArray
    price: Fraction


def split_at(
    indptr: IntArray, indices: IntArray, effort: IntArray, value: IntArray, capacity: int
) -> Split:
    """Find the chain's set below `capacity` and the block that straddles it (Newton's method)."""
    worth = max_closure(indptr, indices, value).inside
    inner = np.zeros(len(effort), dtype=np.bool_)
    if int(effort[worth].sum()) <= capacity:
        return Split(worth, inner, Fraction(0))
    block = worth
    left = capacity
    while True:
        steps, cut_indptr, cut_indices = subgraph(indptr, indices, block)
        first = steps[_denser(cut_indptr, cut_indices, effort[steps], value[steps])]
        if not 0 < len(first) < len(steps):
            price = Fraction(int(value[steps].sum()), int(effort[steps].sum()))
            return Split(inner, block, price)
        minutes = int(effort[first].sum())
        if minutes <= left:
            inner[first] = True
            block = block.copy()
            block[first] = False
            left -= minutes
        else:
            block = np.zeros(len(effort), dtype=np.bool_)
            block[first] = True


def _denser(indptr: IntArray, indices: IntArray, effort: IntArray, value: IntArray) -> BoolArray:
    """Mark a closed subset of higher density than the whole, or none or all if there is none.

    In a large graph one roughly scaled flow nearly always finds one; only if not, all are pushed.
    """
    weight = _part_weights(effort, value, np.zeros(len(effort), dtype=np.int64))
    if len(effort) > _LARGE:
        inside = max_closure(indptr, indices, weight, phases=1).inside
        if inside.any() and not inside.all():
            return inside
    return max_closure(indptr, indices, weight).inside
