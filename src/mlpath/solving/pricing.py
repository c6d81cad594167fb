"""Lagrangian bounds: the capacity priced by the minute, any-of groups by what they move.

At a price of p/q per minute no closed set exceeds ``(p * capacity + top) / q``, where ``top`` is
the greatest sum of ``value * q - effort * p``. An any-of group says that its owner is at most the
sum of its alternatives; pricing it moves weight from the owner to each alternative, which again
is a maximum closure, so the same cut bounds both.

References
----------
Fisher, M. L. (1981). The Lagrangian relaxation method for solving integer programming problems.
Management Science 27(1), 1-18. https://doi.org/10.1287/mnsc.27.1.1

Polyak, B. T. (1969). Minimization of unsmooth functionals. USSR Computational Mathematics and
Mathematical Physics 9(3), 14-29. https://doi.org/10.1016/0041-5553(69)90061-5
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import rows, subgraph
from mlpath.solving.chain import split_at
from mlpath.solving.flow import closure_bound, max_closure

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy.typing as npt

    from mlpath.solving.base import BoolArray, IntArray
    from mlpath.solving.chain import Split
    from mlpath.solving.core import Core

    FloatArray = npt.NDArray[np.float64]

_ROOM = 2**60  # sums of weights stay below, so that nothing overflows 64 bits
_ROUNDS = 5  # subgradient rounds at one price
_STRIDES, _SHORT = 16, 0.1  # rounds of setting tolls at most, and where they get too short
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """A core at a price.

    Parameters
    ----------
    price
        Thousandths per minute.
    reduced
        Weight that taking (negative) or leaving (positive) each step costs at least.
    top
        No set has more ``value * q - effort * p``, price = p/q.
    """

    price: Fraction
    reduced: IntArray
    top: int

    def bound(self, core: Core) -> int:
        """Floor of the bound on the whole value of any set in the core."""
        scaled = self.price.numerator * core.capacity + self.top
        return core.base_value + scaled // self.price.denominator

    def slack(self, core: Core, value: int) -> int:
        """How far, scaled, the bound lies over `value`."""
        scaled = self.price.numerator * core.capacity + self.top
        return scaled - self.price.denominator * (value - core.base_value)


def price_apart(core: Core, price: Fraction, inner: BoolArray) -> Priced:
    """Bound a large core at the price of the chain's break, below and above it apart.

    Leaving arcs out only loosens the bound, and at this price none that crosses the break carries
    anything: two smaller flows give what one large one would.

    Parameters
    ----------
    core
        A core; its groups are not priced.
    price
        Thousandths per minute.
    inner
        The chain's set below the break.

    Returns
    -------
    Priced
        As from :func:`price_core`.
    """
    price = _fitting(core, price)
    weight = core.value * np.int64(price.denominator) - core.effort * np.int64(price.numerator)
    reduced = np.empty(core.size, dtype=np.int64)
    for part in (inner, ~inner):
        steps, indptr, indices = subgraph(core.indptr, core.indices, part)
        reduced[steps] = max_closure(indptr, indices, weight[steps], phases=2).reduced
    return Priced(price, reduced, closure_bound(reduced))


def price_core(core: Core, price: Fraction, value: int) -> Priced:
    """Bound the core at a price, aiming to push the bound below `value`.

    Parameters
    ----------
    core
        A living core.
    price
        Thousandths per minute, at least 0; rounded only where its integers would overflow.
    value
        Whole value that the bound is hoped to fall below.

    Returns
    -------
    Priced
        True whatever the solver did.
    """
    price = _fitting(core, price)
    weight = core.value * np.int64(price.denominator) - core.effort * np.int64(price.numerator)
    moved = core.toll * np.int64(price.denominator)
    best, inside = _cut(core, price, weight, moved)
    if not core.groups:
        return best
    for _ in range(_ROUNDS):
        excess = _excess(core, inside)
        excess[(moved == 0) & (excess < 0)] = 0
        size = int((excess * excess).sum())
        gap = best.slack(core, value)
        if not size or gap < 0:
            break
        moved = np.maximum(moved + excess * np.int64(min(gap // size + 1, _ROOM >> 12)), 0)
        other, inside = _cut(core, price, weight, moved)
        if other.top < best.top:
            best = other
    return best


def _cut(
    core: Core, price: Fraction, weight: IntArray, moved: IntArray
) -> tuple[Priced, BoolArray]:
    """Bound the core with some weight moved by its groups."""
    cut = max_closure(core.indptr, core.indices, weight + shares(core, moved))
    top = closure_bound(cut.reduced) - int(moved[core.owner < 0].sum())
    return Priced(price, cut.reduced, top), cut.inside


def break_of(core: Core) -> Split:
    """Find where the core's chain meets its capacity, its groups' tolls counted."""
    value = core.value + shares(core, core.toll)
    return split_at(core.indptr, core.indices, core.effort, value, core.capacity)


def with_tolls(core: Core, value: int) -> Core:
    """Set the groups' tolls so that the bound at the chain's break comes down to `value`.

    Price and tolls depend on each other: the set at the break, a mixture of the chain's sets
    around it, says which groups ask for more than they get. Steps in that direction lead down
    (Polyak 1969); the tolls of the least bound are kept.
    """
    if not core.groups:
        return core
    best, tolls, low = core, core.toll.astype(np.float64), np.inf
    stride = 1.0
    for _ in range(_STRIDES):
        split = break_of(core)
        bound, excess = _mixture(core, split)
        if bound < low:
            best, low = core, bound
        else:
            stride /= 2
        excess = np.where((tolls <= 0) & (excess < 0), 0.0, excess)
        size = float(excess @ excess)
        if size < _NOTHING or bound <= value or stride < _SHORT:
            break
        tolls = np.maximum(tolls + excess * min(stride * (bound - value) / size, 2.0**40), 0.0)
        core = replace(core, toll=np.round(tolls).astype(np.int64))
    return best


def _mixture(core: Core, split: Split) -> tuple[float, FloatArray]:
    """Bound at the break, and what each group asks for beyond what it gets, there."""
    effort, value = core.effort, core.value + shares(core, core.toll)
    bound = core.base_value + float(value[split.inner].sum() - core.toll[core.owner < 0].sum())
    excess = _excess(core, split.inner).astype(np.float64)
    if split.price:
        part = (core.capacity - int(effort[split.inner].sum())) / int(effort[split.block].sum())
        excess += part * (_excess(core, split.inner | split.block) - excess)
        bound += part * float(value[split.block].sum())
    return bound, excess


def _fitting(core: Core, price: Fraction) -> Fraction:
    """Round a price until its integers fit 64 bits."""
    worth, minutes = int(np.abs(core.value).sum()), int(core.effort.sum())
    limit = price.denominator
    while worth * price.denominator + minutes * price.numerator >= _ROOM and limit > 1:
        limit //= 2
        price = price.limit_denominator(limit)
    return price


def _excess(core: Core, inside: BoolArray) -> IntArray:
    """How many alternatives each group is short of (1) or has over what its owner asks (< 0)."""
    asked = np.where(core.owner < 0, 1, inside[core.owner].astype(np.int64))
    group = rows(core.group_indptr)
    served = np.bincount(group[inside[core.group_indices]], minlength=core.groups)
    return asked - served


def shares(core: Core, moved: IntArray) -> IntArray:
    """Weight that the groups move between the steps."""
    share = np.zeros(core.size, dtype=np.int64)
    owned = core.owner >= 0
    np.subtract.at(share, core.owner[owned], moved[owned])
    np.add.at(share, core.group_indices, moved[rows(core.group_indptr)])
    return share
