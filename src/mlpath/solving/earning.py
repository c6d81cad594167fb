"""The order that earns value earliest, and within that uses what was learnt soonest.

Three aims, one after the other: the weighted completion time of the values; the distance, which
is the time between learning each prerequisite and each use of it; switches of section. Each may
cost the one before it a small part and no more. Distance is a weighted completion time as well,
with the number of a step's prerequisites less the number of its uses for a weight, so that the
same swaps and the same dynamic programming serve both.

Few steps are ordered exactly. More start from Sidney's blocks, the density chain of the chosen
steps, are improved by swapping segments, and the windows at their beginning are exact.

References
----------
Sidney, J. B. (1975). Decomposition algorithms for single-machine sequencing with precedence
relations and deferral costs. Operations Research 23(2), 283-298.
https://doi.org/10.1287/opre.23.2.283

Chekuri, C., Motwani, R. (1999). Precedence constrained scheduling to minimize sum of weighted
completion times on a single machine. Discrete Applied Mathematics 98(1-2), 29-38.
https://doi.org/10.1016/S0166-218X(98)00143-7
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import closure_matrix, order_of, rows
from mlpath.solving.chain import chain_blocks
from mlpath.solving.ideals import best_order
from mlpath.solving.ranking import densest_closures
from mlpath.solving.segments import Aim, Held, improve

if TYPE_CHECKING:
    from mlpath.solving.base import IntArray
    from mlpath.solving.segments import FloatArray

_BITS = 46  # of value times effort, so that sums of two such prices stay within 63
_CENT = 100
_WHOLE = 40  # steps that may be ordered exactly as a whole
_EXACT = 25  # steps of the first window where they are not
_LOOKED = 300_000  # transitions between down-sets looked at for a whole order
_GLANCED = 40_000  # and for a window
_WINDOW, _SHIFT = 12, 8  # steps of a window behind the first, and between two windows
_WINDOWS = 3  # windows solved exactly
_PRICES = (16.0, 2.0, 0.0)  # of value against distance, in turn; 0 leaves it to the allowance
_CANDIDATES = 800_000  # swaps looked at for one aim, about; it bounds the rounds
_RICHNESS = 40  # swaps looked at for each place and round, about
_ROUNDS = 40  # most rounds for one aim
_SWITCHED = 12  # most rounds for switches
_FREE = 100  # per cent of slack from which value is no start for distance
_NEARLY = 50  # fewer switches may cost one part in so many of the distance


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The chosen steps as a plain graph of their own; values are at least 0."""

    steps: IntArray
    effort: IntArray
    value: IntArray
    indptr: IntArray
    indices: IntArray

    @property
    def arcs(self) -> tuple[IntArray, IntArray]:
        """Tails and heads: tail needs head."""
        return rows(self.indptr), self.indices

    @property
    def pull(self) -> IntArray:
        """Weights whose completion time is the distance but for a constant."""
        tails, heads = self.arcs
        size = len(self.steps)
        return np.bincount(tails, minlength=size) - np.bincount(heads, minlength=size)


def blocks(part: Chosen) -> IntArray:
    """Sidney block of every step, steps that serve no value in a last one."""
    block = chain_blocks(part.indptr, part.indices, part.effort, part.value)
    return np.where(block < 0, block.max(initial=-1) + 1, block)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What is ordered, with what the aims need."""

    part: Chosen
    arcs: tuple[IntArray, IntArray]
    value: IntArray  # shifted right where products would not fit
    pull: IntArray
    slack: int

    def limit(self, least: int) -> int:
        """Most weighted completion time allowed, from the least."""
        return least + least * self.slack // _CENT

    def total(self, order: IntArray, weight: IntArray) -> int:
        """Weighted completion time of an order."""
        return int((weight[order] * np.cumsum(self.part.effort[order])).sum())

    def shares(self, order: IntArray) -> FloatArray:
        """Part that each place of an order has in the weighted completion time."""
        each = (self.value[order] * np.cumsum(self.part.effort[order])).astype(np.float64)
        return each / max(1.0, float(each.sum()))


def early_order(part: Chosen, section: IntArray, slack: int) -> IntArray:
    """Put steps into the order of earliest value, least distance, fewest switches.

    Parameters
    ----------
    part
        The steps, at most some thousand: a square table of them is made.
    section
        Section number of each.
    slack
        Per cent of the least weighted completion time found that distance may cost.

    Returns
    -------
    IntArray
        Step numbers in order.
    """
    room = int(part.value.sum()).bit_length() + int(part.effort.sum()).bit_length() - _BITS
    task = _Task(part, part.arcs, part.value >> max(0, room), part.pull, slack)
    found = _window(task, np.arange(len(part.steps)), 0) if len(part.steps) <= _WHOLE else None
    order, limit = _roughly(task) if found is None else found
    return _fewer_switches(task, order, section, limit)


def _roughly(task: _Task) -> tuple[IntArray, int]:
    """Order many steps: Sidney's blocks, swaps, windows; and what completion was allowed."""
    rounds = min(_ROUNDS, _CANDIDATES // (_RICHNESS * len(task.part.steps)) + 2)
    start = _bundled(task.part, blocks(task.part))
    aim = Aim(task.value.astype(np.float64))
    early, _ = improve(start, task.arcs, task.part.effort, aim, rounds=rounds)
    least = task.total(early, task.value)
    limit = task.limit(least)
    held: tuple[Held, ...] = (Held(aim.weight, task.shares(early) * (limit - least)),)
    usual = float(np.abs(task.pull).sum()) / max(1.0, float(aim.weight.sum()))
    order = early
    for price in _PRICES:
        near = Aim(task.pull + price * usual * aim.weight)
        order, held = improve(order, task.arcs, task.part.effort, near, held=held, rounds=rounds)
    order = _windows(task, order, held[0].spare)
    if task.slack >= _FREE:
        order = min(order, _nearest(task, rounds), key=lambda one: task.total(one, task.pull))
    return (order, limit) if task.total(order, task.value) <= limit else (early, limit)


def _nearest(task: _Task, rounds: int) -> IntArray:
    """Order steps for distance alone, from their declaration."""
    start = order_of(task.part.indptr, task.part.indices)
    aim = Aim(task.pull.astype(np.float64))
    return improve(start, task.arcs, task.part.effort, aim, rounds=rounds)[0]


def _windows(task: _Task, order: IntArray, spare: FloatArray) -> IntArray:
    """Order the first steps exactly, then windows behind them, while that is little work."""
    order, spare = order.copy(), spare.copy()
    minute = np.concatenate(([0], np.cumsum(task.part.effort[order])))
    left, start, width = _WINDOWS, 0, _EXACT
    while left > 0 and start < len(order) - 2:
        here = slice(start, start + width)
        steps = order[here]
        now = _weighed(task, steps, int(minute[start]))
        found = _window(task, steps, int(minute[start]), now + int(spare[here].sum()))
        if found is not None:
            order[here] = found[0]
            minute[start + 1 : start + 1 + len(steps)] = minute[start] + np.cumsum(
                task.part.effort[found[0]]
            )
            paid = _weighed(task, found[0], int(minute[start])) - now
            spare[here] = max(0.0, float(spare[here].sum()) - paid) / len(steps)
        left -= 1
        start, width = (start + _EXACT - 4 if width == _EXACT else start + _SHIFT), _WINDOW
    return order


def _weighed(task: _Task, steps: IntArray, minute: int) -> int:
    """Weighted completion time of steps one after the other from a minute on."""
    return int((task.value[steps] * (minute + np.cumsum(task.part.effort[steps]))).sum())


def _window(
    task: _Task, steps: IntArray, minute: int, most: int | None = None
) -> tuple[IntArray, int] | None:
    """Order some steps that stand together exactly, within the slack and another limit."""
    number = {step: place for place, step in enumerate(steps.tolist())}
    needs = []
    for step in number:
        row = task.part.indices[task.part.indptr[step] : task.part.indptr[step + 1]].tolist()
        needs.append(sum(1 << number[need] for need in row if need in number))

    def limit(least: int) -> int:
        return task.limit(least) if most is None else min(task.limit(least), most)

    found = best_order(
        task.part.effort[steps],
        task.value[steps],
        task.pull[steps],
        needs,
        limit=limit,
        offset=minute,
        most=_LOOKED if most is None else _GLANCED,
    )
    return None if found is None else (steps[found[0]], found[1])


def _fewer_switches(task: _Task, order: IntArray, section: IntArray, limit: int) -> IntArray:
    """Save switches of section with what is left of the slack and a little distance."""
    tails, heads = task.arcs
    finish = np.empty(len(order), dtype=np.int64)
    finish[order] = np.cumsum(task.part.effort[order])
    distance = int((finish[tails] - task.part.effort[tails] - finish[heads]).sum())
    left = limit - task.total(order, task.value)
    near = task.pull.astype(np.float64)
    held = (
        Held(task.value.astype(np.float64), task.shares(order) * left),
        Held(near, np.full(len(order), distance / _NEARLY / max(1, len(order)))),
    )
    aim = Aim(near / (distance + 1), section, 1.0)
    fewer, _ = improve(order, task.arcs, task.part.effort, aim, held=held, rounds=_SWITCHED)
    return fewer if task.total(fewer, task.value) <= limit else order


def _bundled(part: Chosen, block: IntArray) -> IntArray:
    """Inside each block repeat: the densest closure of one step among what is left."""
    topological = order_of(part.indptr, part.indices)
    place = np.empty(len(topological), dtype=np.int64)
    place[topological] = np.arange(len(topological))
    table = closure_matrix(part.indptr, part.indices, topological)
    out: list[int] = []
    for number in range(int(block.max(initial=-1)) + 1):
        members = np.flatnonzero(block == number)
        inner = table[np.ix_(members, members)]
        for new in densest_closures(inner, part.effort[members], part.value[members]):
            out += sorted(members[new].tolist(), key=place.__getitem__)
    return np.asarray(out, dtype=np.int64)
