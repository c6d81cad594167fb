"""The search for the best value from above: what the bound allows, then a little less, ...

The less a set may fall short of the bound, the more steps are decided beforehand and the shorter
the search. So sets worth the bound itself are looked for first, then ever further below, until
one is found: with it, nothing better is left to look for, and no search went much deeper than the
best set lies.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import rows
from mlpath.solving.branching import ENTRIES, bound_of, halves
from mlpath.solving.core import narrow
from mlpath.solving.merging import search_merging
from mlpath.solving.pricing import break_of, price_core
from mlpath.solving.reducing import TABLE_SIZE, Target, squeeze
from mlpath.solving.searching import best_of

if TYPE_CHECKING:
    from mlpath.solving.base import IntArray
    from mlpath.solving.core import Core
    from mlpath.solving.pricing import Priced
    from mlpath.solving.searching import Best

_DIVE = 100_000  # totals to merge before a core is split instead
_SPLIT = 10_000  # what splitting a core costs, in totals
_FEW = 1000  # steps with which a search of a large core begins
_WAYS = 8  # steps of a way that are counted
_FIRST = 16  # the first search goes down one part in so many of the way to the known set


@dataclass(frozen=True, slots=True, eq=False)
class Deepened:
    """Outcome of searching from above.

    Parameters
    ----------
    best
        The best set known.
    bound
        No set is worth more.
    nodes
        Work done.
    finished
        Whether `best` is the best there is, ties included.
    """

    best: Best
    bound: int
    nodes: int
    finished: bool


def deepen(  # noqa: PLR0913, PLR0917  (each is one fact of the search)
    core: Core, best: Best, floor: int, ceiling: int, quantum: int, limit: int
) -> Deepened:
    """Find the best set of a core by targets that fall from the ceiling to a floor.

    Parameters
    ----------
    core
        A living core.
    best
        A set known.
    floor
        The last target, at least the value of `best`.
    ceiling
        No set is worth more.
    quantum
        All values are multiples of this.
    limit
        Work after which to give up.

    Returns
    -------
    Deepened
        With a true bound in any case; unfinished, too, if nothing is worth the floor.
    """
    room = core.base_effort + core.capacity
    nodes, bound = 0, ceiling
    gap = (ceiling - floor) // _FIRST
    if core.size > _FEW:
        # Go down as far as leaves few steps undecided.
        priced = price_core(core, break_of(core).price, ceiling)
        stake = stakes(core, priced)
        gap = max(min(gap, ceiling - value_leaving(core, priced, stake, _FEW)), 0)
    gap = gap // quantum * quantum
    while True:
        target = max(ceiling - gap, floor)
        # Once nothing is worth more, only sets of no more effort matter.
        effort = best.effort if bound <= best.value else room
        part = trim(core, priced, stake, target) if core.size > _FEW else core
        found, spent, above = _search(part, Target(target, effort), limit - nodes)
        nodes += spent
        if found is not None:
            best = _better(found, best)
        if above is not None:
            bound = min(bound, max(best.value, target - quantum, above))
            return Deepened(best, bound, nodes, finished=False)
        if found is not None:
            return Deepened(best, best.value, nodes, finished=True)
        bound = target - quantum
        if target == floor or nodes > limit:
            return Deepened(best, max(bound, best.value), nodes, finished=False)
        gap = max(gap * (3 if spent else 4) // 2 // quantum * quantum, gap + quantum)


def stakes(core: Core, priced: Priced) -> IntArray:
    """Tell what deciding each step against the chain costs the bound at least.

    A step that is taken brings the losses of all it needs, a step that is left those of all that
    need it. Without a table only the costliest way down, or up, of limited length is counted.

    Returns
    -------
    IntArray
        Positive where leaving costs, negative where taking does.
    """
    losing = np.maximum(-priced.reduced, 0)
    gaining = np.maximum(priced.reduced, 0)
    tails = rows(core.indptr)
    taking, leaving = losing, gaining
    for _ in range(_WAYS):
        below, above = np.zeros_like(taking), np.zeros_like(leaving)
        np.maximum.at(below, tails, taking[core.indices])
        np.maximum.at(above, core.indices, leaving[tails])
        taking, leaving = losing + below, gaining + above
    return np.where(taking > leaving, -taking, leaving)


def value_leaving(core: Core, priced: Priced, stake: IntArray, size: int) -> int:
    """Value for which :func:`trim` leaves about so many steps undecided."""
    slack = int(np.partition(np.abs(stake), size)[size])
    return priced.bound(core) - slack // priced.price.denominator


def _search(core: Core, target: Target, limit: int) -> tuple[Best | None, int, int | None]:
    """Look for the best set that meets a target: the set, the work, and a bound if unfinished.

    A core that does not merge within a moderate amount of work is split in two on the step that
    decides the most either way, which prices both halves anew.
    """
    best: Best | None = None
    nodes, stack = 0, [core]
    while stack:
        here = stack.pop()
        if here.size > _FEW:
            nodes += here.size**2 // ENTRIES
        small = squeeze(here, target)
        if small.dead:
            continue
        if not small.size:
            best = _better(best_of(small, np.zeros(0, dtype=np.bool_)), best)
            continue
        split = break_of(small)
        priced = price_core(small, split.price or Fraction(1), target.value)
        if small.size > TABLE_SIZE or nodes > limit:
            return best, nodes, max([priced.bound(small), *map(bound_of, stack)])
        found = search_merging(small, priced, target.value, min(_DIVE, limit))
        nodes += found.nodes + _SPLIT
        if not found.finished:
            stack.extend(halves(small, split))
        elif found.best is not None:
            best = _better(found.best, best)
            target = replace(target, value=best.value)
    return best, nodes, None


def _better(one: Best, other: Best | None) -> Best:
    return one if other is None or one.key > other.key else other


def trim(core: Core, priced: Priced, stake: IntArray, value: int) -> Core:
    """Decide the steps for which the bound does not leave room to decide them otherwise.

    A first helping of :func:`mlpath.solving.reducing.squeeze` that needs neither flow nor table.
    """
    slack = priced.slack(core, value)
    return narrow(core, stake > slack, stake < -slack)
