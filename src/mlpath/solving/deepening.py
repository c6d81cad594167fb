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

from mlpath.solving.branching import bound_of, halves
from mlpath.solving.core import narrow
from mlpath.solving.merging import search_merging
from mlpath.solving.pricing import break_of, price_core
from mlpath.solving.reducing import TABLE_SIZE, Target, squeeze
from mlpath.solving.searching import best_of

if TYPE_CHECKING:
    from mlpath.solving.core import Core
    from mlpath.solving.pricing import Priced
    from mlpath.solving.searching import Best

_DIVE = 100_000  # totals to merge before a core is split instead
_SPLIT = 10_000  # what splitting a core costs, in totals
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


def deepen(core: Core, best: Best, ceiling: int, quantum: int, limit: int) -> Deepened:
    """Find the best set of a core by targets that fall from the ceiling to a known set.

    Parameters
    ----------
    core
        A living core.
    best
        A set known; the last target is its value.
    ceiling
        No set is worth more.
    quantum
        All values are multiples of this.
    limit
        Work after which to give up.

    Returns
    -------
    Deepened
        With a true bound in any case.
    """
    nodes, gap, bound = 0, (ceiling - best.value) // _FIRST // quantum * quantum, ceiling
    room = core.base_effort + core.capacity
    while True:
        target = max(ceiling - gap, best.value)
        # Once nothing is worth more, only sets of no more effort matter.
        effort = best.effort if bound <= best.value else room
        found, spent, above = _search(core, Target(target, effort), limit - nodes)
        nodes += spent
        if found is not None:
            best = _better(found, best)
        if above is not None:
            bound = min(bound, max(best.value, target - quantum, above))
            return Deepened(best, bound, nodes, finished=False)
        if found is not None:
            return Deepened(best, best.value, nodes, finished=True)
        bound = target - quantum
        gap = max(gap * (3 if spent else 4) // 2 // quantum * quantum, gap + quantum)


def _search(core: Core, target: Target, limit: int) -> tuple[Best | None, int, int | None]:
    """Look for the best set that meets a target: the set, the work, and a bound if unfinished.

    A core that does not merge within a moderate amount of work is split in two on the step that
    decides the most either way, which prices both halves anew.
    """
    best: Best | None = None
    nodes, stack = 0, [core]
    while stack:
        small = squeeze(stack.pop(), target)
        if small.dead:
            continue
        if not small.size:
            best = _better(best_of(small, np.zeros(0, dtype=np.bool_)), best)
            continue
        split = break_of(small)
        priced = price_core(small, split.price or Fraction(1), target.value)
        if small.size > TABLE_SIZE or nodes > limit:
            return best, nodes, max([priced.bound(small), *map(bound_of, stack)])
        found = search_merging(small, priced, target.value, _DIVE)
        nodes += found.nodes + _SPLIT
        if not found.finished:
            stack.extend(halves(small, split))
        elif found.best is not None:
            best = _better(found.best, best)
            target = replace(target, value=best.value)
    return best, nodes, None


def _better(one: Best, other: Best | None) -> Best:
    return one if other is None or one.key > other.key else other


def trim(core: Core, priced: Priced, value: int) -> Core:
    """Decide the steps whose own reduced weight exceeds what the bound has over a value.

    A first helping of :func:`mlpath.solving.reducing.squeeze` that needs neither flow nor table.
    """
    slack = priced.slack(core, value)
    return narrow(core, priced.reduced > slack, priced.reduced < -slack)
