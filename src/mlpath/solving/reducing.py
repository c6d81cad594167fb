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

from mlpath.solving.chain import split_at
from mlpath.solving.core import narrow, strike_dominated, table_of
from mlpath.solving.pricing import price_core

if TYPE_CHECKING:
    from mlpath.solving.base import BoolArray, IntArray
    from mlpath.solving.core import Core

TABLE_SIZE = 4000  # a closure table of more steps would take over 16 MB
_FACTORS = (Fraction(1), Fraction(9, 10), Fraction(11, 10), Fraction(3, 4), Fraction(4, 3))
_CHUNK = 512


@dataclass(frozen=True, slots=True)
class Target:
    """What a set must reach to be of interest: totals over the whole instance."""

    value: int
    effort: int


def add_up(table: BoolArray, weight: IntArray) -> IntArray:
    """Sum `weight` over each row's marked steps, in exact integers."""
    out = np.empty(len(table), dtype=np.int64)
    for first in range(0, len(table), _CHUNK):
        out[first : first + _CHUNK] = table[first : first + _CHUNK].astype(np.int64) @ weight
    return out


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
        take, drop, core = _decide(core, target)
        if core.dead or not (take.any() or drop.any()):
            return core
        core = narrow(core, take, drop)
    if not core.dead and core.base_value < target.value:
        return replace(core, dead=True)
    return core


def _decide(core: Core, target: Target) -> tuple[BoolArray, BoolArray, Core]:
    """Mark the steps that every interesting set takes, or leaves."""
    table = table_of(core) if core.size <= TABLE_SIZE else None
    if table is not None and core.groups:
        slim = strike_dominated(core, table)
        if slim is not core:
            core, table = slim, table_of(slim)
    take = np.zeros(core.size, dtype=np.bool_)
    drop = take.copy()
    if core.dead or not core.size:
        return take, drop, core
    if table is not None:
        drop |= add_up(table, core.effort) > core.capacity
    for price in _prices(core):
        priced = price_core(core, price, target.value)
        slack = priced.slack(core, target.value)
        if slack < 0:
            return take, drop, replace(core, dead=True)
        gain, loss = np.maximum(priced.reduced, 0), np.maximum(-priced.reduced, 0)
        if table is not None:
            gain, loss = add_up(table.T, gain), add_up(table, loss)
        take |= gain > slack
        drop |= loss > slack
    return take, drop, core


def _prices(core: Core) -> list[Fraction]:
    """Prices worth trying: the one at which the chain meets the capacity, and some around."""
    split = split_at(core.indptr, core.indices, core.effort, core.value, core.capacity)
    if not split.price:
        return [Fraction(0), Fraction(1)]
    return [split.price * factor for factor in _FACTORS]
