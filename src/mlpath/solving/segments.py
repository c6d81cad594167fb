"""Polishing an order by swapping two neighbouring segments.

Every sum of the form weight times completion time changes, when segment A and the segment B that
follows it change places, by ``weight(A) * effort(B) - weight(B) * effort(A)``: prefix sums price
every swap at once. Moving one step and moving a block are special cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from mlpath.solving.base import BoolArray, IntArray

_REACH = 20  # steps that a segment may have
_ROUNDS = 20  # passes over the order


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What an order is judged by.

    Parameters
    ----------
    effort
        Minutes of each step.
    weight
        Weights of the sum to be made small.
    held
        Weights of the sum that may not exceed the limit.
    section
        Section number of each step.
    switch
        What one change of section between neighbours adds.
    """

    effort: IntArray
    weight: IntArray
    held: IntArray
    section: IntArray
    switch: int


def improve(
    order: IntArray, arcs: tuple[IntArray, IntArray], sums: Sums, limit: int | None
) -> IntArray:
    """Swap segments while the judged sum falls.

    Parameters
    ----------
    order
        A topological order of all steps.
    arcs
        Tails and heads: tail needs head.
    sums
        What is judged.
    limit
        The held sum stays at or below; ``None`` for no limit.

    Returns
    -------
    IntArray
        An order at least as good.
    """
    size = len(order)
    order = order.copy()
    needs: list[list[int]] = [[] for _ in range(size)]
    for tail, head in zip(arcs[0].tolist(), arcs[1].tolist(), strict=True):
        needs[tail].append(head)
    place = np.empty(size, dtype=np.int64)
    place[order] = np.arange(size)
    held = int((sums.held[order] * np.cumsum(sums.effort[order])).sum())
    spare = None if limit is None else limit - held
    dirty = np.ones(size, dtype=np.bool_)
    for _ in range(_ROUNDS):
        starts = np.flatnonzero(dirty)
        if not len(starts):
            break
        dirty[:] = False
        for start in starts.tolist():
            move = _best_swap(order, place, needs, sums, start, spare)
            if move is None:
                continue
            middle, end, cost = move
            swapped = np.concatenate((order[middle:end], order[start:middle]))
            order[start:end] = swapped
            place[swapped] = np.arange(start, end)
            spare = None if spare is None else spare - cost
            dirty[max(0, start - _REACH) : end + 1] = True
    return order


def _best_swap(  # noqa: PLR0913, PLR0917  (one hot inner step)
    order: IntArray,
    place: IntArray,
    needs: list[list[int]],
    sums: Sums,
    start: int,
    spare: int | None,
) -> tuple[int, int, int] | None:
    """Find the best swap of ``[start, middle)`` and ``[middle, end)``, if one pays."""
    window = order[start : start + 2 * _REACH]
    width = len(window)
    if width < 2:  # noqa: PLR2004  (two segments of one step)
        return None
    lowest = _lowest_needs(place, needs, window, start)
    # Row m: middle = start + m + 1; column e: end = start + e + 1.
    middles = np.arange(1, min(_REACH, width - 1) + 1)
    blocked = (lowest[None, :] < middles[:, None]) & (np.arange(width) >= middles[:, None])
    open_ends = ~np.maximum.accumulate(blocked, axis=1)
    open_ends &= np.arange(width) >= middles[:, None]
    if not open_ends.any():
        return None
    effort, weight, held = (
        np.cumsum(column[window]) for column in (sums.effort, sums.weight, sums.held)
    )
    change = _price(effort, weight, middles)
    cost = _price(effort, held, middles)
    if sums.switch:
        change = change + sums.switch * _switches(order, sums.section, start, width, middles)
    good = open_ends & (change < 0)
    if spare is not None:
        good &= cost <= spare
    if not good.any():
        return None
    change = np.where(good, change, 0)
    row, column = divmod(int(np.argmin(change)), width)
    return start + row + 1, start + column + 1, int(cost[row, column])


def _lowest_needs(
    place: IntArray, needs: list[list[int]], window: IntArray, start: int
) -> IntArray:
    """For each step of the window the place, from `start`, of its first need inside it."""
    lowest = []
    for step in window.tolist():
        inside = [at for at in (int(place[need]) - start for need in needs[step]) if at >= 0]
        lowest.append(min(inside, default=len(window)))
    return np.asarray(lowest, dtype=np.int64)


def _price(effort: IntArray, weight: IntArray, middles: IntArray) -> IntArray:
    """Change of the sum for every middle and end, from running sums over the window."""
    first_effort = effort[middles - 1][:, None]
    first_weight = weight[middles - 1][:, None]
    change: IntArray = first_weight * (effort[None, :] - first_effort) - first_effort * (
        weight[None, :] - first_weight
    )
    return change


def _switches(
    order: IntArray, section: IntArray, start: int, width: int, middles: IntArray
) -> IntArray:
    """Change of the number of section switches for every middle and end."""
    padded = np.full(width + 2, -1, dtype=np.int64)
    padded[1 : width + 1] = section[order[start : start + width]]
    if start:
        padded[0] = section[order[start - 1]]
    if start + width < len(order):
        padded[width + 1] = section[order[start + width]]

    def differ(one: IntArray, other: IntArray) -> BoolArray:
        # -1 stands beyond either end, where nothing switches.
        apart: BoolArray = (one != other) & (one >= 0) & (other >= 0)
        return apart

    ends = np.arange(1, width + 1)[None, :]
    before, first = padded[0], padded[1]
    last_first, first_second = padded[middles][:, None], padded[middles + 1][:, None]
    last_second, after = padded[ends], padded[ends + 1]
    new = (
        differ(before, first_second).astype(np.int64)
        + differ(last_second, first)
        + differ(last_first, after)
    )
    old = (
        differ(before, first).astype(np.int64)
        + differ(last_first, first_second)
        + differ(last_second, after)
    )
    return new - old
