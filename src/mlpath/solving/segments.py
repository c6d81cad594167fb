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
    from mlpath.solving.base import BoolArray, IntArray

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
_WIDEST = max(len(lengths) for lengths in _LENGTHS)
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
    """Swaps of ``[start, middle)`` and ``[middle, end)``.

    Either one in each place of the arrays, or a table: then the arrays have three axes, for
    either length and for the middle, and each fills those that it depends on.
    """

    start: IntArray
    middle: IntArray
    end: IntArray

    def pick(self, wanted: IntArray | tuple[IntArray, ...]) -> _Swaps:
        return _Swaps(*(part[wanted] for part in np.broadcast_arrays(*self)))


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
    # Filled again in every round: making tables anew costs more than the sums in them.
    room = np.empty((2, _WIDEST, _WIDEST, max(0, len(order) - 1)))
    for turn in range(rounds):
        lengths = _LENGTHS[turn % len(_LENGTHS)]
        swaps, allowed = _possible(order, arcs, lengths)
        size = len(lengths)
        change = _change(order, effort, aim.weight, swaps, room[:, :size, :size])
        if aim.section is not None:
            change += aim.switch * _switches(aim.section[order], swaps)
        better = _listed(allowed & (change < -noise))
        swaps, change = swaps.pick(better), change[better]
        costs = [_change(order, effort, one.weight, swaps) for one in held]
        good = np.ones(len(change), dtype=np.bool_)
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


def _possible(
    order: IntArray, arcs: tuple[IntArray, IntArray], lengths: IntArray
) -> tuple[_Swaps, BoolArray]:
    """Make the table of swaps of these lengths; mark those where no step overtakes its needs."""
    middle = np.arange(1, len(order))
    start, end = middle - lengths[:, None, None], middle + lengths[:, None]
    allowed = end <= _stops(order, arcs, lengths)[:, None, :]
    # What reaches beyond the order is not allowed; its change may be anything.
    start, end = np.maximum(start, 0), np.minimum(end, len(order))
    return _Swaps(start, middle[None, None, :], end[None, :, :]), allowed


def _stops(order: IntArray, arcs: tuple[IntArray, IntArray], lengths: IntArray) -> IntArray:
    """Find how far so many steps before each place can move on.

    Returns
    -------
    IntArray
        One row for each length, one column for each place but the first; -1 where there are
        fewer steps.
    """
    size, longest = len(order), int(lengths[-1])
    place = np.empty(size, dtype=np.int64)
    place[order] = np.arange(size)
    need, use = place[arcs[1]], place[arcs[0]]
    # first[t, p]: the first use, at least t places on, of the step at place p.
    first = np.full((longest + 1, size), size, dtype=np.int32)
    np.minimum.at(first, (np.minimum(use - need, longest), need), use.astype(np.int32))
    for back in range(longest - 1, 0, -1):
        np.minimum(first[back], first[back + 1], out=first[back])
    stop = np.full((len(lengths), size), -1, dtype=np.int64)
    here = np.full(size, size, dtype=np.int32)
    row = 0
    for back in range(1, min(longest, size - 1) + 1):
        np.minimum(here[back:], first[back, :-back], out=here[back:])
        if back == lengths[row]:
            stop[row, back:] = here[back:]
            row += 1
    return stop[:, 1:]


def _listed(marks: BoolArray) -> tuple[IntArray, ...]:
    """List the marked places of a table by the middle, then by either length."""
    one, other, middle = np.unravel_index(np.flatnonzero(marks), marks.shape)
    by_middle = np.argsort(middle, kind="stable")
    return one[by_middle], other[by_middle], middle[by_middle]


def _summed(column: npt.NDArray[np.float64] | IntArray) -> FloatArray:
    """Sum up, from a 0 in front."""
    sums = np.zeros(len(column) + 1)
    np.cumsum(column, out=sums[1:])
    return sums


def _change(
    order: IntArray,
    effort: IntArray,
    weight: FloatArray,
    swaps: _Swaps,
    room: FloatArray | None = None,
) -> FloatArray:
    """Change of a weighted sum of completion times for every swap.

    `room` for two such tables is written to, where it is given.
    """
    one, other = (None, None) if room is None else room
    minutes, sums = _summed(effort[order]), _summed(weight[order])
    start, middle, end = swaps
    change: FloatArray = np.multiply(
        sums[middle] - sums[start], minutes[end] - minutes[middle], out=one
    )
    change -= np.multiply(sums[end] - sums[middle], minutes[middle] - minutes[start], out=other)
    return change


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
