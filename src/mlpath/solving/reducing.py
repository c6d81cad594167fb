"""Deciding steps that no good enough set could hold, or leave.

A cut at any price leaves reduced weights: taking a step costs the negative ones of all that it
needs, leaving it costs the positive ones of all that need it. If that costs more than the bound
exceeds the target by, the step is decided. Taking a step whose closure does not fit is out, too.
Both rules hold for every price and every flow, so several prices are tried, again and again,
until none decides anything more.

References
----------
Park, K., Park, S. (1997). Lifting cover inequalities for the precedence-constrained knapsack
problem. Discrete Applied Mathematics 72(3), 219-241.
https://doi.org/10.1016/0166-218X(95)00113-6
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import packed_closures, packed_sums, transpose
from mlpath.solving.core import narrow, strike_dominated, table_of, with_table
from mlpath.solving.pricing import break_of, price_core

if TYPE_CHECKING:
    from mlpath.solving.base import BoolArray, IntArray
    from mlpath.solving.core import Core

TABLE_SIZE = 6000  # a closure table of more steps would take over 36 MB
PACKED_SIZE = 12_000  # one of so many steps, in bits, takes 18 MB
_DENSE = 32  # marks in bits are summed faster where they are more than a row's part of so many
_SPARSE = 100  # and so many on top in each row
_FACTORS = (Fraction(1), Fraction(9, 10))
_HUGE = 2**62
_WORTHWHILE = 0.95  # another round pays if the last left less than this


@dataclass(frozen=True, slots=True)
class Target:
    """What a set must reach to be of interest: totals over the whole instance."""

    value: int
    effort: int


def add_up(table: BoolArray, weights: IntArray) -> IntArray:
    """Sum each column of weights over each row's marked steps, in exact integers.

    Parameters
    ----------
    table
        Square marks: row i marks what step i needs, itself included.
    weights
        One column, or one row for each of several columns side by side.

    Returns
    -------
    IntArray
        Shaped as `weights` is.
    """
    return _up(*_pairs(table), weights)


def add_down(table: BoolArray, weights: IntArray) -> IntArray:
    """Sum each column of weights over the steps that need each step, as :func:`add_up`."""
    return _down(*_pairs(table), weights)


def _pairs(table: BoolArray) -> tuple[IntArray, IntArray]:
    """List steps, rising, with all they need.

    One long row is looked through several times faster than a square.
    """
    size = np.int64(max(len(table), 1))
    flat = np.flatnonzero(table)
    steps = flat // size
    return steps, flat - steps * size


def _up(steps: IntArray, needed: IntArray, weights: IntArray) -> IntArray:
    """Sum over what each step needs."""
    # No row is empty: every step is marked in its own.
    starts = np.searchsorted(steps, np.arange(len(weights)))
    return np.add.reduceat(weights[needed], starts, axis=0)


def _down(steps: IntArray, needed: IntArray, weights: IntArray) -> IntArray:
    """Sum over the steps that need each step."""
    out = np.zeros_like(weights)
    columns = [(out, weights)] if weights.ndim == 1 else zip(out.T, weights.T, strict=True)
    for total, column in columns:
        np.add.at(total, needed, column[steps])
    return out


class _Sums:
    """Sums over what each step needs and over what needs it: by pairs or, where many, by bits."""

    def __init__(self, core: Core) -> None:
        self.core, self.table = core, core.table
        self.pairs: tuple[IntArray, IntArray] | None = None
        few = core.size * (core.size // _DENSE + _SPARSE)
        if self.table is not None and np.count_nonzero(self.table) <= few:
            self.pairs = _pairs(self.table)

    def up(self, *columns: IntArray) -> list[IntArray]:
        """Sum each column over what each step needs."""
        if self.pairs is not None:
            return [_up(*self.pairs, column) for column in columns]
        if self.table is not None:
            marks = np.packbits(self.table, axis=1, bitorder="little")
        else:
            marks = packed_closures(self.core.indptr, self.core.indices)
        return [packed_sums(marks, column) for column in columns]

    def down(self, *columns: IntArray) -> list[IntArray]:
        """Sum each column over what needs each step."""
        if self.pairs is not None:
            return [_down(*self.pairs, column) for column in columns]
        if self.table is not None:
            marks = np.packbits(self.table.T, axis=1, bitorder="little")
        else:
            marks = packed_closures(*transpose(self.core.indptr, self.core.indices))
        return [packed_sums(marks, column) for column in columns]


def squeeze(core: Core, target: Target) -> Core:
    """Shrink the core to the steps that sets meeting the target may differ in.

    Parameters
    ----------
    core
        Any core.
    target
        Sets of less value or more effort are of no interest and may be lost.

    Returns
    -------
    Core
        Holds every set that meets the target; ``dead`` proves that there is none.
    """
    core = replace(core, capacity=min(core.capacity, target.effort - core.base_effort))
    if core.capacity < 0:
        return replace(core, dead=True)
    while core.size and not core.dead:
        target = _lift(core, target)
        take, drop, core = _decide(core, target)
        if core.dead or not (take.any() or drop.any()):
            return core
        before = core.size
        core = narrow(core, take, drop)
        if core.size > before * _WORTHWHILE:
            break
    if not core.size and core.base_value < target.value:
        return replace(core, dead=True)
    return core


def _lift(core: Core, target: Target) -> Target:
    """Raise the target to the next value that the undecided steps can make up."""
    unit = int(np.gcd.reduce(core.value))
    if not unit:
        return target
    return replace(target, value=target.value + (core.base_value - target.value) % unit)


def _decide(core: Core, target: Target) -> tuple[BoolArray, BoolArray, Core]:
    """Mark the steps that every interesting set takes, or leaves."""
    if core.size <= TABLE_SIZE:
        core = with_table(core)
        core = with_table(strike_dominated(core, table_of(core)))
    take = np.zeros(core.size, dtype=np.bool_)
    drop = take.copy()
    if core.dead or not core.size:
        return take, drop, core
    sums = None
    if core.table is not None or core.size <= PACKED_SIZE:
        sums = _Sums(core)
        drop = sums.up(core.effort)[0] > core.capacity
        if core.table is None and drop.sum() > core.size * (1 - _WORTHWHILE):
            return take, drop, core  # a smaller core is priced in less time
    gains, losses, slacks = [], [], []
    for price in _prices(core):
        priced = price_core(core, price, target.value)
        slacks.append(priced.slack(core, target.value))
        if slacks[-1] < 0:
            return take, drop, replace(core, dead=True)
        gains.append(np.maximum(priced.reduced, 0))
        losses.append(np.maximum(-priced.reduced, 0))
    if sums is not None:
        gains, losses = sums.down(*gains), sums.up(*losses)
    for gain, loss, slack in zip(gains, losses, slacks, strict=True):
        take |= gain > min(slack, _HUGE)
        drop |= loss > min(slack, _HUGE)
    return take, drop, core


def _prices(core: Core) -> list[Fraction]:
    """Prices worth trying: the one at which the chain meets the capacity, and some around."""
    split = break_of(core)
    if not split.price:
        return [Fraction(0), Fraction(1)]
    return [split.price * factor for factor in _FACTORS]
