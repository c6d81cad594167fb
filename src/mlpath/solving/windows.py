"""Large cores: the chain decides all but a window around its break, which is searched.

The reduced weights of the cut at the break price say how far each step is from being decided the
other way. The steps of least such weight form the window; all others stay as the chain has them.
A window found to hold a better set lifts the floor under the whole core, which may then shrink
enough to be exhausted.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import reach, rows
from mlpath.solving.branching import branch_and_bound
from mlpath.solving.chain import Split
from mlpath.solving.core import keep_groups, narrow
from mlpath.solving.searching import Goal

if TYPE_CHECKING:
    from mlpath.solving.base import BoolArray
    from mlpath.solving.core import Core
    from mlpath.solving.pricing import Priced
    from mlpath.solving.searching import Best

_SIZES = (300, 1200, 3000)  # steps of the windows, tried in turn
_CLOSE = 20_000  # stop widening when the gap is below one part in so many
_WORK = 24_000  # nodes for each window


def settle_roughly(core: Core, split: Split) -> Core:
    """Fix one alternative for every group without looking at closures.

    The first that the chain takes below the break, else in it, else the one of least effort.
    """
    if not core.groups:
        return core
    group = rows(core.group_indptr)
    some = core.group_indices
    far = np.where(split.inner[some], 0, np.where(split.block[some], 1, 2))
    order = np.lexsort((some, core.effort[some], far, group))
    alive = np.zeros(len(some), dtype=np.bool_)
    alive[order[core.group_indptr[:-1]]] = True
    picked = keep_groups(core, np.ones(core.groups, dtype=np.bool_), alive)
    nobody = np.zeros(core.size, dtype=np.bool_)
    return narrow(picked, nobody, nobody)


def nothing_of(core: Core) -> Split:
    """Split of a core in which nothing is taken."""
    nobody = np.zeros(core.size, dtype=np.bool_)
    return Split(nobody, nobody, Fraction(0))


def search_windows(core: Core, priced: Priced, inner: BoolArray, best: Best, quantum: int) -> Best:
    """Improve a set by exact search in growing windows around the chain's break.

    Parameters
    ----------
    core
        A core without groups.
    priced
        The core at the price of the chain's break.
    inner
        The chain's largest set that fits.
    best
        A set known.
    quantum
        Every value is a multiple of this.

    Returns
    -------
    Best
        At least as good as the one known.
    """
    bound = priced.bound(core)
    for size in _SIZES:
        window = window_at(core, priced, inner, size)
        best = branch_and_bound(window, best, Goal(quantum, ties=False), _WORK).best
        if window.size >= core.size or bound - best.value <= bound // _CLOSE:
            break
    return best


def window_at(core: Core, priced: Priced, inner: BoolArray, size: int) -> Core:
    """Decide all steps as the chain does except about `size` that are nearly the other way."""
    if core.size <= size:
        return core
    far = np.abs(priced.reduced)
    edge = int(np.partition(far, size)[size])
    fixed = far > edge if edge else far > 0
    if int((~fixed).sum()) > 2 * size:
        fixed |= _beyond(core, inner, ~fixed, size)
    return narrow(core, inner & fixed, ~inner & fixed)


def _beyond(core: Core, inner: BoolArray, near: BoolArray, size: int) -> BoolArray:
    """Of too many equally near steps keep the first ones outside and let the rest be fixed."""
    outside = np.flatnonzero(near & ~inner)[:size]
    kept = reach(core.indptr, core.indices, outside)
    return near & ~kept
