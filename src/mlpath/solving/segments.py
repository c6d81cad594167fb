"""Polishing an order by swapping two neighbouring segments.

Every sum of the form weight times completion time changes, when segment A and the segment B that
follows it change places, by ``weight(A) * effort(B) - weight(B) * effort(A)``: prefix sums price
every swap at once. Moving one step and moving a block are special cases. A round prices the
swaps of all places together and makes the best ones that do not touch each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from mlpath.solving.base import IntArray

FloatArray = npt.NDArray[np.float64]

# Lengths that segments may have, in turns: all short ones, then some of every magnitude.
_LENGTHS = tuple(
    np.asarray(lengths, dtype=np.int64)
    for lengths in (
        (1, 2, 3, 4, 5, 6, 7, 8),
        (1, 2, 3, 5, 8, 12, 18, 27, 40, 60),
        (1, 2, 4, 6, 10, 15, 22, 33, 48, 64),
        (1, 2, 7, 9, 11, 13, 14, 16, 17, 19),
        (1, 3, 4, 21, 24, 30, 36, 44, 52, 70),
    )
)
_NOISE = 1e-12  # part of the largest sum below which a change is rounding


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A sum that may grow only so far.

    Parameters
    ----------
    weight
        Weight of each step in the sum.
    spare
        How much of the growth allowed belongs to each place of the order: a swap may use what
        belongs to the places that it touches, so that nothing is paid for elsewhere.
    """

    weight: FloatArray
    spare: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """What is to become small: a weighted sum of completion times, and switches of section.

    Parameters
    ----------
    weight
        Weight of each step.
    section
        Section number of each step; ``None`` where switches do not count.
    switch
        What one switch between neighbours adds.
    """

    weight: FloatArray
    section: IntArray | None = None
    switch: float = 0.0


class _Swaps(NamedTuple):
    """Swaps of ``[start, middle)`` and ``[middle, end)``, one in each place of the arrays."""

    start: IntArray
    middle: IntArray
    end: IntArray

    def pick(self, wanted: IntArray) -> _Swaps:
        return _Swaps(self.start[wanted], self.middle[wanted], self.end[wanted])


def improve(  # noqa: PLR0913  (what is searched, by what, how long)
    order: IntArray,
    arcs: tuple[IntArray, IntArray],
    effort: IntArray,
    aim: Aim,
    *,
    held: tuple[Held, ...] = (),
    rounds: int,
) -> tuple[IntArray, tuple[Held, ...]]:
    """Swap segments while the aim falls.

    Parameters
    ----------
    order
        A topological order of all steps.
    arcs
        Tails and heads: tail needs head.
    effort
        Minutes of each step.
    aim
        What is to become small.
    held
        Sums that may grow only so far.
    rounds
        Most rounds; a round looks at every place of the order.

    Returns
    -------
    IntArray
        An order at least as good.
    tuple of Held
        The sums with what is left of their allowances.

    Examples
    --------
    >>> none = np.zeros(0, dtype=np.int64)
    >>> aim = Aim(np.asarray([1.0, 1.0]))
    >>> improve(np.asarray([0, 1]), (none, none), np.asarray([5, 2]), aim, rounds=9)[0].tolist()
    [1, 0]
    """
    order = order.copy()
    held = tuple(Held(one.weight, one.spare.copy()) for one in held)
    noise = _NOISE * float(np.abs(aim.weight).sum()) * float(effort.sum())
    idle = 0
    for turn in range(rounds):
        lengths = _LENGTHS[turn % len(_LENGTHS)]
        swaps = _possible(order, arcs, lengths)
        change, costs = _priced(order, effort, aim, held, swaps)
        good = change < -noise
        for one, cost in zip(held, costs, strict=True):
            left = _summed(one.spare)
            good &= cost <= left[swaps.end] - left[swaps.start]
        best = np.flatnonzero(good)
        best = best[np.argsort(change[best], kind="stable")]
        if len(best):
            picked = _apart(swaps, best, len(order))
            _swap(order, held, swaps.pick(picked), [cost[picked] for cost in costs])
        idle = 0 if len(best) else idle + 1
        if idle == len(_LENGTHS):
            break
    return order, held


def _possible(order: IntArray, arcs: tuple[IntArray, IntArray], lengths: IntArray) -> _Swaps:
    """List the swaps of segments of these lengths in which no step overtakes what it needs."""
    size, longest = len(order), int(lengths[-1])
    place = np.empty(size, dtype=np.int64)
    place[order] = np.arange(size)
    need, use = place[arcs[1]], place[arcs[0]]
    # first[p, t]: the first use, at least t places on, of the step at place p.
    first = np.full((size, longest + 1), size, dtype=np.int64)
    np.minimum.at(first, (need, np.minimum(use - need, longest)), use)
    first = np.minimum.accumulate(first[:, ::-1], axis=1)[:, ::-1]
    # stop[m, t - 1]: how far the t steps before place m can move on.
    middle = np.arange(1, size)[:, None]
    back = np.arange(1, longest + 1)[None, :]
    stop = np.where(middle >= back, first[np.maximum(middle - back, 0), back], -1)
    stop = np.minimum.accumulate(stop, axis=1)[:, lengths - 1]
    at, one, other = np.nonzero((middle + lengths)[:, None, :] <= stop[:, :, None])
    return _Swaps(at + 1 - lengths[one], at + 1, at + 1 + lengths[other])


def _summed(column: npt.NDArray[np.float64] | IntArray) -> FloatArray:
    """Sum up, from a 0 in front."""
    sums = np.zeros(len(column) + 1)
    np.cumsum(column, out=sums[1:])
    return sums


def _priced(
    order: IntArray, effort: IntArray, aim: Aim, held: tuple[Held, ...], swaps: _Swaps
) -> tuple[FloatArray, list[FloatArray]]:
    """Change of the aim and of every held sum for every swap."""
    minutes = _summed(effort[order])
    first = minutes[swaps.middle] - minutes[swaps.start]
    second = minutes[swaps.end] - minutes[swaps.middle]

    def change_of(weight: FloatArray) -> FloatArray:
        sums = _summed(weight[order])
        change: FloatArray = (sums[swaps.middle] - sums[swaps.start]) * second
        change -= (sums[swaps.end] - sums[swaps.middle]) * first
        return change

    change = change_of(aim.weight)
    if aim.section is not None:
        change += aim.switch * _switches(aim.section[order], swaps)
    return change, [change_of(one.weight) for one in held]


def _switches(section: IntArray, swaps: _Swaps) -> IntArray:
    """Change of the number of section switches, sections given by place."""
    padded = np.concatenate(([-1], section, [-1]))  # -1 stands beyond either end
    before, first = padded[swaps.start], padded[swaps.start + 1]
    last_first, second = padded[swaps.middle], padded[swaps.middle + 1]
    last, after = padded[swaps.end], padded[swaps.end + 1]

    def differ(one: IntArray, other: IntArray) -> IntArray:
        apart: IntArray = ((one != other) & (one >= 0) & (other >= 0)).astype(np.int64)
        return apart

    new = differ(before, second) + differ(last, first) + differ(last_first, after)
    old = differ(before, first) + differ(last_first, second) + differ(last, after)
    return new - old


def _apart(swaps: _Swaps, best: IntArray, size: int) -> IntArray:
    """Take the swaps from the best on, leaving out those that touch one taken before."""
    taken = bytearray(size)
    picked = []
    starts, ends = swaps.start[best].tolist(), swaps.end[best].tolist()
    for number, start, end in zip(best.tolist(), starts, ends, strict=True):
        if not (taken[start] or taken[end - 1] or any(taken[start:end])):
            taken[start:end] = b"\x01" * (end - start)
            picked.append(number)
    return np.asarray(picked, dtype=np.int64)


def _swap(order: IntArray, held: tuple[Held, ...], swaps: _Swaps, costs: list[FloatArray]) -> None:
    """Make swaps that do not touch each other, and pay for them; the arrays are the caller's."""
    every = zip(*(part.tolist() for part in swaps), strict=True)
    for number, (start, middle, end) in enumerate(every):
        order[start:end] = np.concatenate((order[middle:end], order[start:middle]))
        for one, cost in zip(held, costs, strict=True):
            there = one.spare[start:end]
            left = float(there.sum())
            paid = float(cost[number])
            if paid > 0:
                there *= max(0.0, left - paid) / left
            else:
                there -= paid / (end - start)
