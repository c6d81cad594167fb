"""Any-of choices of large cores, swapped for others while that makes a better set.

What the set needs whatever is chosen, the hard needs of its valued steps, stays as it is. Every
alternative is priced by what its closure adds to that, at the price of the chain's break: minutes
less the value that comes with them. Each group takes its best alternative, all at once, and the
set is chosen anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import closure_sums, reach, rows
from mlpath.solving.core import keep_groups, narrow

if TYPE_CHECKING:
    from fractions import Fraction

    from mlpath.solving.base import BoolArray, IntArray
    from mlpath.solving.core import Core

_LOOKED_AT = 4096  # alternatives that are priced, those nearest to being decided otherwise


def swapped(core: Core, plain: Core, chosen: IntArray, price: Fraction, near: IntArray) -> Core:
    """Settle every group anew, given a set chosen with other choices.

    Parameters
    ----------
    core
        A core with groups.
    plain
        The same with one alternative for each group; it may have fewer steps.
    chosen
        The set.
    price
        Thousandths per minute.
    near
        For each step of `core` how far it is from being decided otherwise.

    Returns
    -------
    Core
        Without groups; dead where the choices do not hold what is required.
    """
    group = rows(core.group_indptr)
    some = core.group_indices
    mask = np.isin(core.steps, chosen)
    anyway = reach(core.indptr, core.indices, np.flatnonzero(mask & (core.value > 0)))
    place = np.searchsorted(plain.steps, core.steps)
    place[place == plain.size] = 0
    open_steps = plain.steps[place] == core.steps if plain.size else np.zeros(core.size, bool)
    cost = np.where(anyway | ~open_steps, 0, core.effort * price.numerator)
    wanted = _nearest(core, near, open_steps)
    if len(wanted):
        new = ~anyway[np.searchsorted(core.steps, plain.steps)]
        minutes, worth = closure_sums(
            plain.indptr,
            plain.indices,
            place[wanted],
            np.stack((plain.effort * new, plain.value * new)),
        )
        cost[wanted] = minutes * price.numerator - worth * price.denominator
    order = np.lexsort((some, ~mask[some], cost[some], group))
    alive = np.zeros(len(some), dtype=np.bool_)
    alive[order[core.group_indptr[:-1]]] = True
    picked = keep_groups(core, np.ones(core.groups, dtype=np.bool_), alive)
    nobody = np.zeros(core.size, dtype=np.bool_)
    return narrow(picked, nobody, nobody)


def _nearest(core: Core, near: IntArray, open_steps: BoolArray) -> IntArray:
    """List alternatives that are worth pricing: of the groups whose owners are the nearest."""
    group = rows(core.group_indptr)
    owners = core.owner[group]
    far = np.where(owners < 0, 0, near[owners])
    some = core.group_indices[np.argsort(far, kind="stable")]
    _, first = np.unique(some, return_index=True)
    some = some[np.sort(first)]
    return some[open_steps[some]][:_LOOKED_AT]
