"""Exact search over a small core, in integers: depth first, bounded by one cut's reduced weights.

Every decision closes itself: taking a step takes all that it needs, leaving it leaves all that
need it. What a decision costs against the Lagrangian bound is the sum of the reduced weights
that it goes against, so a node costs a few integer operations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import rows
from mlpath.solving.core import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.solving.base import BoolArray, IntArray
    from mlpath.solving.core import Core
    from mlpath.solving.pricing import Priced


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The best set known: totals and steps of the whole instance.

    Parameters
    ----------
    value, effort, rank
        Totals: thousandths, minutes and sum of indices.
    chosen
        Indices, rising.
    """

    value: int
    effort: int
    rank: int
    chosen: IntArray

    @property
    def key(self) -> tuple[int, int, int]:
        """What is compared: more value, then less effort, then lower ranks."""
        return self.value, -self.effort, -self.rank


def best_of(core: Core, mask: BoolArray) -> Best:
    """Describe a marked set together with the core's base."""
    value, effort = core.worth(mask)
    chosen = core.chosen(mask)
    return Best(core.base_value + value, core.base_effort + effort, int(chosen.sum()), chosen)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a search looks for.

    Parameters
    ----------
    quantum
        Every value is a multiple of this: a better set is better by at least as much.
    ties
        ``False``: sets of more value; ``True``: sets of the same value with less effort or, at
        the same effort, a lower sum of ranks.
    """

    quantum: int
    ties: bool


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Outcome of a search.

    Parameters
    ----------
    best
        The best set known now.
    finished
        Whether the core is exhausted, so that nothing in it beats `best`.
    nodes
        Work done.
    bound
        When unfinished: no set of the core is worth more (or `best`'s value, if that is more);
        ``None`` where the search does not know better than its caller.
    """

    best: Best
    finished: bool
    nodes: int
    bound: int | None = None


def search(core: Core, priced: Priced, best: Best, goal: Goal, limit: int) -> Found:
    """Search the core for sets better than `best`.

    Parameters
    ----------
    core
        A living core.
    priced
        The core at any price.
    best
        The set to beat.
    goal
        In which way it is to be beaten.
    limit
        Nodes after which to give up.

    Returns
    -------
    Found
        ``finished`` proves that nothing better is in the core.
    """
    return _Search(core, priced, goal).run(best, limit)


def bits(row: BoolArray) -> int:
    """Pack a row of marks into one integer, the first mark lowest."""
    return int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little")


def members(mask: int) -> list[int]:
    """List the places of the bits that are set, rising."""
    out = []
    while mask:
        low = mask & -mask
        out.append(low.bit_length() - 1)
        mask ^= low
    return out


class _Search:
    """The core in machine words, shared by all nodes."""

    def __init__(self, core: Core, priced: Priced, goal: Goal) -> None:
        table = table_of(core)
        self.core = core
        self.goal = goal
        self.p, self.q = priced.price.numerator, priced.price.denominator
        self.top = priced.top
        self.gain = np.maximum(priced.reduced, 0).tolist()
        self.loss = np.maximum(-priced.reduced, 0).tolist()
        self.effort: list[int] = core.effort.tolist()
        self.value: list[int] = core.value.tolist()
        self.rank: list[int] = core.steps.tolist()
        self.needs = [bits(row) for row in table]
        self.needed = [bits(row) for row in table.T]
        self.base_rank = int(core.base.sum())
        taking = [sum(self.loss[i] for i in members(mask)) for mask in self.needs]
        leaving = [sum(self.gain[i] for i in members(mask)) for mask in self.needed]
        self.taking, self.leaving = taking, leaving
        self.order = sorted(
            range(core.size), key=lambda i: (-min(taking[i], leaving[i]), -taking[i] - leaving[i])
        )
        self.groups = _groups(core)

    def least(self, best: Best) -> int:
        """Least scaled Lagrangian value from which a set can still beat `best`."""
        core = self.core
        if self.goal.ties:
            return self.q * (best.value - core.base_value) - self.p * (
                best.effort - core.base_effort
            )
        return self.q * (best.value + self.goal.quantum - core.base_value) - self.p * core.capacity

    def run(self, best: Best, limit: int) -> Found:
        """Walk the tree with an explicit stack of (taken, left, bound, value, effort, place)."""
        nodes = 0
        least = self.least(best)
        stack = [(0, 0, self.top, 0, 0, 0)]
        while stack:
            node = stack.pop()
            if node[2] < least:
                continue
            nodes += 1
            if nodes > limit:
                return Found(best, finished=False, nodes=nodes)
            branches, valid = self.branch(node)
            if valid:
                better = self.compare(node[0], node[3], node[4], best)
                if better is not best:
                    best, least = better, self.least(better)
            stack.extend(branches)
        return Found(best, finished=True, nodes=nodes)

    def branch(
        self, node: tuple[int, int, int, int, int, int]
    ) -> tuple[list[tuple[int, int, int, int, int, int]], bool]:
        """Split a node on an open group or the next undecided step; tell if its set is valid."""
        taken, left, bound, value, effort, place = node
        for owner, some in self.groups:
            if (owner < 0 or taken >> owner & 1) and not taken & some:
                children = []
                for step in members(some & ~left):
                    child = self.take(node, step)
                    if child:
                        children.append(child)
                    after = self.leave(node, step)
                    if not after:
                        break
                    node = after
                return children, False
        order = self.order
        decided = taken | left
        while place < len(order) and decided >> order[place] & 1:
            place += 1
        if place == len(order):
            return [], True
        step = order[place]
        node = (taken, left, bound, value, effort, place + 1)
        first, second = self.take(node, step), self.leave(node, step)
        if self.taking[step] < self.leaving[step]:
            first, second = second, first
        return [child for child in (first, second) if child], True

    def take(
        self, node: tuple[int, int, int, int, int, int], step: int
    ) -> tuple[int, int, int, int, int, int] | None:
        """Take a step and its closure; ``None`` if it cannot be."""
        taken, left, bound, value, effort, place = node
        new = self.needs[step] & ~taken
        if new & left:
            return None
        for i in members(new):
            effort += self.effort[i]
            value += self.value[i]
            bound -= self.loss[i]
        if effort > self.core.capacity:
            return None
        return taken | new, left, bound, value, effort, place

    def leave(
        self, node: tuple[int, int, int, int, int, int], step: int
    ) -> tuple[int, int, int, int, int, int] | None:
        """Leave a step and all that need it; ``None`` if one of them is taken."""
        taken, left, bound, value, effort, place = node
        new = self.needed[step] & ~left
        if new & taken:
            return None
        for i in members(new):
            bound -= self.gain[i]
        return taken, left | new, bound, value, effort, place

    def compare(self, taken: int, value: int, effort: int, best: Best) -> Best:
        """Return the taken set if it beats `best`, else `best`."""
        core = self.core
        value += core.base_value
        effort += core.base_effort
        if value < best.value or (value == best.value and effort > best.effort):
            return best
        inside = members(taken)
        rank = self.base_rank + sum(self.rank[i] for i in inside)
        if (value, -effort, -rank) <= best.key:
            return best
        mask = np.zeros(core.size, dtype=np.bool_)
        mask[inside] = True
        return Best(value, effort, rank, core.chosen(mask))


def _groups(core: Core) -> Sequence[tuple[int, int]]:
    """Owner and alternatives, as a word of bits, of every open group."""
    bits = [0] * core.groups
    for k, step in zip(rows(core.group_indptr).tolist(), core.group_indices.tolist(), strict=True):
        bits[k] |= 1 << step
    return list(zip(core.owner.tolist(), bits, strict=True))
