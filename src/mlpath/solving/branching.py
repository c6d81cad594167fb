"""Branch and bound over cores: squeeze, search a little, else split in two."""

from __future__ import annotations

import heapq
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.core import narrow, table_of
from mlpath.solving.greedy import best_fill
from mlpath.solving.merging import search_merging
from mlpath.solving.pricing import break_of, price_core
from mlpath.solving.reducing import Target, add_down, add_up, squeeze
from mlpath.solving.searching import Found, best_of, search

if TYPE_CHECKING:
    from mlpath.solving.chain import Split
    from mlpath.solving.core import Core
    from mlpath.solving.searching import Best, Goal

_DIVE = 4000  # nodes of plain search before a core is split instead
_SPLIT = 2000  # what splitting a core costs, in nodes of plain search
_MERGED = 100  # steps up to which a core is searched by merging before it is split
_MERGING = 30_000  # totals to merge before that
_SQUEEZED = 10_000  # what squeezing a core costs, in totals,
ENTRIES = 128  # and entries of its closure table that cost one more


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


def best_bound_first(core: Core, best: Best, goal: Goal | None, limit: int) -> Found:
    """Look for sets better than `best` where the bound says most, and split there.

    Where wanted steps share most of what they need, a price alone bounds them badly, as it may
    take a part of everything. A split on a step that much hangs on, taken or left, brings the
    bound down in both halves at once, so that few splits are enough.

    Parameters
    ----------
    core
        Any core.
    best
        The set to beat.
    goal
        In which way; ``None`` for all at once: more value, else less effort, else lower ranks.
    limit
        Work after which to give up: totals merged, and some for each core that is squeezed.

    Returns
    -------
    Found
        As from :func:`branch_and_bound`.
    """
    room = core.base_effort + core.capacity
    everything = core.base_value + int(core.value[core.value > 0].sum())
    waiting = [(-everything, 0, core)]
    nodes = count = 0
    while waiting:
        top, _, here = heapq.heappop(waiting)
        target = target_of(best, goal, room) if goal else Target(best.value, room)
        if -top < target.value:
            break
        if nodes > limit:
            return Found(best, finished=False, nodes=nodes, bound=max(best.value, -top))
        nodes += _SQUEEZED + here.size**2 // ENTRIES
        small = squeeze(here, target)
        if small.dead:
            continue
        best, parts, work = _divided(small, best, target)
        nodes += work
        for part in parts:
            count += 1
            bound = price_core(part, break_of(part).price, best.value).bound(part)
            # Tables of cores that wait would fill the memory.
            heapq.heappush(waiting, (-bound, -count, replace(part, table=None)))
    return Found(best, finished=True, nodes=nodes)


def _divided(core: Core, best: Best, target: Target) -> tuple[Best, list[Core], int]:
    """Search a squeezed core, or split it: the best set now, living parts and the work."""
    if not core.size:
        only = best_of(core, np.zeros(0, dtype=np.bool_))
        return max(only, best, key=lambda one: one.key), [], 0
    split = break_of(core)
    nodes = 0
    if core.size <= _MERGED:
        priced = price_core(core, split.price or Fraction(1), target.value)
        found = search_merging(core, priced, target.value, _MERGING)
        nodes = found.nodes
        if found.finished:
            return max(found.best or best, best, key=lambda one: one.key), [], nodes
    best = improve(core, best)
    return best, [half for half in halves(core, split) if not half.dead], nodes


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
