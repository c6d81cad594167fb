"""Exact search that merges what looks alike: open steps the same, totals side by side.

Steps are decided one after another. All ways of deciding that leave the same steps open have the
same futures, so of their totals only those survive that no other beats in value and effort at
once; ranks break ties. A reduced core falls into many small components, and after each of them
everything merges into one list of totals, which the Lagrangian bound keeps short. Numbers of any
sort may come out of it but wrong ones: merging loses no set that could be the best.

References
----------
Pisinger, D. (1997). A minimal algorithm for the 0-1 knapsack problem. Operations Research 45(5),
758-767. https://doi.org/10.1287/opre.45.5.758

Held, M., Karp, R. M. (1962). A dynamic programming approach to sequencing problems. Journal of
the Society for Industrial and Applied Mathematics 10(1), 196-210.
https://doi.org/10.1137/0110015
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.core import links, table_of
from mlpath.solving.reducing import add_down, add_up
from mlpath.solving.searching import Best, bits, members

if TYPE_CHECKING:
    from mlpath.solving.base import IntArray
    from mlpath.solving.core import Core
    from mlpath.solving.pricing import Priced

_KEY = 30  # what handling one set of open steps costs, in totals
_WORD = 16  # undecided steps that make it cost one more


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Outcome of a merging search.

    Parameters
    ----------
    best
        The best set that meets the target, ``None`` if there is none or none was reached.
    finished
        Whether everything was searched: then `best` is the best there is, ties included.
    nodes
        Work done.
    bound
        When unfinished: no set of the core is worth more, unless it misses the target.
    """

    best: Best | None
    finished: bool
    nodes: int
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class _Totals:
    """Totals of some sets, by rising effort and value, and where each of them came from."""

    effort: IntArray
    value: IntArray
    rank: IntArray
    parent: IntArray
    taken: int


@dataclass(slots=True, eq=False)
class _Node:
    """All sets that leave the same steps open.

    Parameters
    ----------
    rest
        What the open steps can add at most to ``value * q - effort * p``.
    effort, value
        Most that they can add to each.
    parts
        Totals, one part for each way into the node.
    """

    rest: int
    effort: int
    value: int
    parts: list[_Totals] = field(default_factory=list)


def search_merging(core: Core, priced: Priced, target: int, limit: int) -> Merged:
    """Find the best set of the core worth at least `target`.

    Parameters
    ----------
    core
        A living core of at least one step.
    priced
        The core at any price.
    target
        Whole value below which sets are of no interest.
    limit
        Work after which to give up: totals made, and some for each set of open steps.

    Returns
    -------
    Merged
        Best by value, then effort, then ranks.
    """
    return _Merging(core, priced, target).run(limit)


class _Merging:
    """The core in machine words, in the order in which its steps are decided."""

    def __init__(self, core: Core, priced: Priced, target: int) -> None:
        table = table_of(core)
        gain, loss = np.maximum(priced.reduced, 0), np.maximum(-priced.reduced, 0)
        order = _order(core, add_up(table, loss), add_down(table, gain))
        table = table[np.ix_(order, order)]
        self.core, self.order = core, order
        self.p, self.q = priced.price.numerator, priced.price.denominator
        self.top = priced.top
        self.capacity = min(core.capacity, int(core.effort.sum()))
        self.needed_value = target - core.base_value
        self.least = self.q * self.needed_value - self.p * self.capacity
        self.needs = [bits(row) for row in table]
        self.needed = [bits(row) for row in table.T]
        columns = (core.effort, core.value, core.steps, gain, loss, np.maximum(core.value, 0))
        self.effort, self.value, self.rank, self.gain, self.loss, self.worth = (
            column[order].tolist() for column in columns
        )
        self.groups = _Groups(core, order)
        self.tied = self.groups.tie([a | b for a, b in zip(self.needs, self.needed, strict=True)])
        label = links(core)[order]
        masks = {k: bits(label == k) for k in np.unique(label).tolist()}
        self.component = [masks[k] for k in label.tolist()]
        self.records: list[tuple[IntArray, IntArray, list[int]]] = []
        self.offsets: list[int] = []
        self.made = 0

    def run(self, limit: int) -> Merged:
        """Decide the nodes with the most open steps first, so that no way into one comes late."""
        size = self.core.size
        whole = (1 << size + self.core.groups) - 1
        zero = np.zeros(1, dtype=np.int64)
        start = _Node(self.top, sum(self.effort), sum(self.worth))
        start.parts.append(_Totals(zero, zero, zero, zero - 1, 0))
        waiting = {whole: start}
        heap = [(-whole.bit_count(), whole)]
        nodes = 0
        while heap:
            if nodes > limit:
                return Merged(None, finished=False, nodes=nodes, bound=self.bound(waiting))
            _, key = heapq.heappop(heap)
            node = waiting.pop(key)
            totals = self.survivors(node)
            nodes += _KEY + size // _WORD + sum(len(part.effort) for part in node.parts)
            if not len(totals.effort):
                continue
            if not key:
                return Merged(self.trace(totals), finished=True, nodes=nodes, bound=0)
            for child, rest, part in self.children(key, node, totals):
                if child not in waiting:
                    waiting[child] = rest
                    heapq.heappush(heap, (-child.bit_count(), child))
                known = waiting[child]
                known.rest = min(known.rest, rest.rest)
                known.parts.append(part)
        return Merged(None, finished=True, nodes=nodes, bound=0)

    def bound(self, waiting: dict[int, _Node]) -> int:
        """Bound all sets that were not ruled out."""
        tops = [
            int((self.q * part.value - self.p * part.effort).max()) + node.rest
            for node in waiting.values()
            for part in node.parts
        ]
        scaled = max(tops) + self.p * self.capacity
        return self.core.base_value + scaled // self.q

    def survivors(self, node: _Node) -> _Totals:
        """Join a node's parts and keep the totals that may still lead to the best set."""
        parts = node.parts
        effort = np.concatenate([part.effort for part in parts])
        value = np.concatenate([part.value for part in parts])
        short = np.minimum(effort + (node.effort - self.capacity), 0)
        top = self.q * value - self.p * effort + node.rest + self.p * short
        keep = (top >= self.least) & (value + node.value >= self.needed_value)
        rank = np.concatenate([part.rank for part in parts])
        place = np.flatnonzero(keep)
        if len(parts) > 1:
            place = place[np.lexsort((rank[place], -value[place], effort[place]))]
            rising = np.maximum.accumulate(value[place])
            fresh = np.ones(len(place), dtype=np.bool_)
            fresh[1:] = rising[1:] > rising[:-1]
            place = place[fresh]
        parent = np.concatenate([part.parent for part in parts])[place]
        source = np.repeat(np.arange(len(parts)), [len(part.effort) for part in parts])[place]
        self.records.append((parent, source, [part.taken for part in parts]))
        self.offsets.append(self.made)
        numbers = np.arange(self.made, self.made + len(place))
        self.made += len(place)
        return _Totals(effort[place], value[place], rank[place], numbers, 0)

    def children(self, key: int, node: _Node, totals: _Totals) -> list[tuple[int, _Node, _Totals]]:
        """Take the first open step or leave it, with all that follows."""
        step = self.next(key)
        out = []
        new = self.needs[step] & key
        some = members(new)
        minutes, worth = sum(self.effort[i] for i in some), sum(self.value[i] for i in some)
        fits = int(np.searchsorted(totals.effort, self.capacity - minutes, side="right"))
        if fits:
            # The bound falls by the losses; the totals take over what the steps themselves add.
            rest = node.rest - sum(self.loss[i] for i in some) - self.q * worth + self.p * minutes
            part = _Totals(
                totals.effort[:fits] + minutes,
                totals.value[:fits] + worth,
                totals.rank[:fits] + sum(self.rank[i] for i in some),
                totals.parent[:fits],
                new,
            )
            child = self.groups.serve(key & ~new, some)
            out.append((child, self.after(node, rest, some), part))
        gone = self.groups.follow(key, self.needed[step] & key, self.needed)
        if gone is not None:
            left, child = gone
            some = members(left)
            rest = node.rest - sum(self.gain[i] for i in some)
            part = _Totals(totals.effort, totals.value, totals.rank, totals.parent, 0)
            out.append((child, self.after(node, rest, some), part))
        return out

    def next(self, key: int) -> int:
        """Choose the step to decide: of the first component, in its smallest open piece.

        Finishing one piece before the next lets all its ways merge.
        """
        first = (key & -key).bit_length() - 1
        left = key & self.component[first]
        chosen, least = left, left.bit_count()
        while left:
            piece, front = 0, left & -left
            while front:
                piece |= front
                reached = 0
                while front:
                    low = front & -front
                    reached |= self.tied[low.bit_length() - 1]
                    front ^= low
                front = reached & left & ~piece
            left &= ~piece
            size = piece.bit_count()
            if size < least:
                chosen, least = piece, size
        return (chosen & -chosen).bit_length() - 1

    def after(self, node: _Node, rest: int, some: list[int]) -> _Node:
        """Describe the node that is left once some steps are decided."""
        effort = node.effort - sum(self.effort[i] for i in some)
        return _Node(rest, effort, node.value - sum(self.worth[i] for i in some))

    def trace(self, totals: _Totals) -> Best:
        """Follow the most valuable set, which is the last, back to the start."""
        taken, number = 0, int(totals.parent[-1])
        while number >= 0:
            at = bisect_right(self.offsets, number) - 1
            # Nodes that nothing survived share their successor's offset: the last one counts.
            parent, source, masks = self.records[at]
            place = number - self.offsets[at]
            taken |= masks[int(source[place])]
            number = int(parent[place])
        mask = np.zeros(self.core.size, dtype=np.bool_)
        mask[self.order[members(taken)]] = True
        value, effort = self.core.worth(mask)
        chosen = self.core.chosen(mask)
        core = self.core
        return Best(core.base_value + value, core.base_effort + effort, int(chosen.sum()), chosen)


def _order(core: Core, taking: IntArray, leaving: IntArray) -> IntArray:
    """Order the steps: large components first; inside, the steps that decide the most either way.

    After a component all its ways merge, so the one with the most ways had better find the
    fewest totals waiting.
    """
    component = links(core)
    size = np.bincount(component)[component]
    least = np.minimum(taking, leaving)
    most = np.zeros(len(size), dtype=np.int64)
    np.maximum.at(most, component, least)
    return np.lexsort((-taking - leaving, -least, component, -most[component], -size))


class _Groups:
    """Any-of groups as bits above those of the steps: set while a group is still open."""

    def __init__(self, core: Core, order: IntArray) -> None:
        size = core.size
        place = np.empty(size, dtype=np.int64)
        place[order] = np.arange(size)
        self.any = core.groups > 0
        self.groups: list[tuple[int, int, int]] = []
        self.serving = [0] * size
        self.owned = [0] * size
        for k, owner in enumerate(core.owner.tolist()):
            some = core.group_indices[core.group_indptr[k] : core.group_indptr[k + 1]]
            flag, mask = 1 << size + k, 0
            for step in place[some].tolist():
                mask |= 1 << step
                self.serving[step] |= flag
            who = 0
            if owner >= 0:
                who = int(place[owner])
                self.owned[who] |= flag
            self.groups.append((who if owner >= 0 else -1, mask, flag))

    def tie(self, tied: list[int]) -> list[int]:
        """Add to each step's neighbours those of its groups."""
        tied = list(tied)
        for owner, mask, _ in self.groups:
            some = members(mask) if owner < 0 else [owner, *members(mask)]
            for step in some:
                for other in some:
                    tied[step] |= 1 << other
        return tied

    def serve(self, key: int, taken: list[int]) -> int:
        """Close the groups that taken steps serve."""
        if self.any:
            for step in taken:
                key &= ~self.serving[step]
        return key

    def follow(self, key: int, left: int, needed: list[int]) -> tuple[int, int] | None:
        """Leave owners whose last alternative goes, too; ``None`` if one of them is taken.

        Returns
        -------
        tuple of int or None
            All steps left, and what stays open.
        """
        changed = self.any
        while changed:
            changed = False
            for owner, mask, flag in self.groups:
                if not key & flag or mask & key & ~left:
                    continue
                if owner < 0 or not key >> owner & 1:
                    return None
                if not left >> owner & 1:
                    left |= needed[owner] & key
                    changed = True
        child = key & ~left
        if self.any:
            for step in members(left):
                child &= ~self.owned[step]
        return left, child
