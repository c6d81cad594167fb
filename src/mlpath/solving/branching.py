"""Branch and bound over cores: squeeze, search a little, else split in two."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.core import narrow, table_of
from mlpath.solving.greedy import best_fill
from mlpath.solving.pricing import break_of, price_core
from mlpath.solving.reducing import Target, add_down, add_up, squeeze
from mlpath.solving.searching import Found, best_of, search

if TYPE_CHECKING:
    from mlpath.solving.chain import Split
    from mlpath.solving.core import Core
    from mlpath.solving.searching import Best, Goal

_DIVE = 4000  # nodes of plain search before a core is split instead
_SPLIT = 2000  # what splitting a core costs, in nodes of plain search


def target_of(best: Best, goal: Goal, capacity: int) -> Target:
    """Totals that a set better than `best` must reach."""
    if goal.ties:
        return Target(best.value, best.effort)
    return Target(best.value + goal.quantum, capacity)


def branch_and_bound(core: Core, best: Best, goal: Goal, limit: int) -> Found:
    """Look for sets better than `best` until the core is exhausted or the limit is spent.

    Parameters
    ----------
    core
        Any core.
    best
        The set to beat.
    goal
        In which way.
    limit
        Nodes, where splitting a core counts as many.

    Returns
    -------
    Found
        ``finished`` proves that the core holds nothing better than the set found.
    """
    room = core.base_effort + core.capacity
    stack = [core]
    nodes = 0
    while stack:
        here = squeeze(stack.pop(), target_of(best, goal, room))
        nodes += _SPLIT
        if here.dead:
            continue
        split = break_of(here)
        priced = price_core(here, split.price or Fraction(1), best.value)
        found = search(here, priced, best, goal, _DIVE)
        nodes += found.nodes
        best = found.best
        if found.finished:
            continue
        best = improve(here, best)
        stack.extend(halves(here, split))
        if nodes > limit:
            bound = max([best.value, *map(bound_of, stack)])
            return Found(best, finished=False, nodes=nodes, bound=bound)
    return Found(best, finished=True, nodes=nodes)


def bound_of(core: Core) -> int:
    """Floor of the bound at the price where the core's chain breaks; -1 for a dead core."""
    if core.dead:
        return -1
    return price_core(core, break_of(core).price, 0).bound(core)


def improve(core: Core, best: Best) -> Best:
    """Return the greedy set of the core if it beats `best`, else `best`."""
    mask = best_fill(core)
    if mask is None:
        return best
    other = best_of(core, mask)
    return other if other.key > best.key else best


def halves(core: Core, split: Split) -> list[Core]:
    """Split a core on the step that decides the most either way, the fuller half on top."""
    table = table_of(core)
    block = split.block if split.block.any() else np.ones(core.size, dtype=np.bool_)
    effort = np.where(block, np.maximum(core.effort, 1), 0)
    both = np.minimum(add_up(table, effort), add_down(table, effort))
    pick = int(np.argmax(np.where(block, both, -1)))
    one = np.zeros(core.size, dtype=np.bool_)
    nobody = one.copy()
    one[pick] = True
    return [narrow(core, nobody, one), narrow(core, one, nobody)]
