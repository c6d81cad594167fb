"""Study order: value early, then each prerequisite shortly before its use, then few switches.

The chosen steps' density chain is Sidney's decomposition of the least total weighted completion
time: some best order takes block after block. Distance between learning a prerequisite and using
it is the same kind of sum, with in- less out-degree for a weight, so one kind of move prices
both: swapping two neighbouring segments of the order. Value comes first: distance and section
switches decide only among orders within 1 % of the best weighted completion time found.

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

import heapq
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import compress, rows, subgraph, transpose
from mlpath.solving.chain import chain_blocks
from mlpath.solving.earning import Chosen, blocks, early_order

if TYPE_CHECKING:
    from mlpath.solving.base import Instance, IntArray

ORDERS = ("value", "breadth", "spiral", "section")
_POLISHED = 3000  # longer orders are sorted, not polished


def fix_choices(instance: Instance, choices: IntArray) -> tuple[IntArray, IntArray]:
    """Rows of the hard prerequisites with the chosen alternative of every group as one more.

    Parameters
    ----------
    instance
        Steps and groups.
    choices
        Alternative of each group, -1 for none.

    Returns
    -------
    tuple of IntArray
        ``indptr`` and ``indices`` of a plain graph.
    """
    made = np.flatnonzero(choices >= 0)
    if not len(made):
        return instance.indptr, instance.indices
    tails = np.concatenate((rows(instance.indptr), instance.group_step[made]))
    heads = np.concatenate((instance.indices, choices[made]))
    return compress(instance.size, tails, heads)


def sequence(  # noqa: PLR0913  (the variants' data are optional)
    instance: Instance,
    chosen: IntArray,
    choices: IntArray,
    *,
    order: str = "value",
    sections: IntArray | None = None,
    levels: IntArray | None = None,
    slack: int = 1,
) -> IntArray:
    """Put chosen steps into study order.

    Parameters
    ----------
    instance
        The instance they were chosen from; its values are the weights (negative ones count 0).
    chosen
        A closed set of steps.
    choices
        The alternative that serves each any-of group, -1 for none.
    order
        ``'value'``: earliest value, just in time within that; ``'breadth'``: low levels first,
        dense blocks first within a level; ``'spiral'``: low levels first, section by section
        within a level; ``'section'``: section by section as far as prerequisites allow.
    sections, levels
        Section and level number of every step of the instance; all 0 if not given.

    slack
        Per cent of the least weighted completion time that ``'value'`` may give up for distance.

    Returns
    -------
    IntArray
        The chosen steps, every prerequisite before its dependents.

    Raises
    ------
    ValueError
        If `order` is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> from mlpath.solving import Instance, sequence, solve
    >>> instance = Instance.build([10, 60, 10], [0, 100, 900], edges=[(2, 0)])
    >>> solution = solve(instance)
    >>> sequence(instance, solution.chosen, solution.choices).tolist()
    [0, 2, 1]
    """
    if order not in ORDERS:
        message = f"order must be one of {', '.join(ORDERS)}, not {order!r}"
        raise ValueError(message)
    part = _cut_out(instance, chosen, choices)
    none = np.zeros(len(part.steps), dtype=np.int64)
    section = none if sections is None else sections[part.steps]
    level = none if levels is None else levels[part.steps]
    if order == "value":
        if len(part.steps) > _POLISHED:
            return part.steps[_by_key(part, blocks(part), section)]
        return part.steps[early_order(part, section, slack)]
    if order == "section":
        return part.steps[_staying(part, none, section)]
    if order == "spiral":
        return part.steps[_staying(part, level, section)]
    return part.steps[_by_key(part, level, blocks(part))]


def completion(
    instance: Instance, chosen: IntArray, choices: IntArray, order: IntArray
) -> tuple[int, int]:
    """Weighted completion time of an order and a lower bound for all orders of the same steps.

    Parameters
    ----------
    instance, chosen, choices
        As for :func:`sequence`.
    order
        The chosen steps in study order.

    Returns
    -------
    tuple of int
        Sum over the steps of value times the minute at which the step is finished, and the
        area over the density chain plus half the sum of value times effort, rounded up.
    """
    value = np.maximum(instance.value[order], 0).astype(object)
    total = int((value * np.cumsum(instance.effort[order])).sum()) if len(order) else 0
    part = _cut_out(instance, chosen, choices)
    block = chain_blocks(part.indptr, part.indices, part.effort, part.value)
    count = int(block.max(initial=-1)) + 1
    efforts = [0] * count
    values = [0] * count
    twice = 0
    for number, minutes, worth in zip(
        block.tolist(), part.effort.tolist(), part.value.tolist(), strict=True
    ):
        if number >= 0:
            efforts[number] += minutes
            values[number] += worth
            twice += minutes * worth
    before = 0
    for minutes, worth in zip(efforts, values, strict=True):
        twice += worth * (2 * before + minutes)
        before += minutes
    return total, -(-twice // 2)


def _cut_out(instance: Instance, chosen: IntArray, choices: IntArray) -> Chosen:
    """Cut the chosen steps out as a plain graph."""
    keep = np.zeros(instance.size, dtype=np.bool_)
    keep[chosen] = True
    steps, indptr, indices = subgraph(*fix_choices(instance, choices), keep)
    value = np.maximum(instance.value[steps], 0)
    return Chosen(steps, instance.effort[steps], value, indptr, indices)


def _by_key(part: Chosen, first: IntArray, second: IntArray) -> IntArray:
    """Topological order that always takes the ready step of least (first, second, index)."""
    waiting = np.diff(part.indptr).tolist()
    up_indptr, up_indices = (array.tolist() for array in transpose(part.indptr, part.indices))
    keys = list(zip(first.tolist(), second.tolist(), range(len(waiting)), strict=True))
    ready = [key for key in keys if not waiting[key[2]]]
    heapq.heapify(ready)
    out = []
    while ready:
        step = heapq.heappop(ready)[2]
        out.append(step)
        for later in up_indices[up_indptr[step] : up_indptr[step + 1]]:
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(ready, keys[later])
    return np.asarray(out, dtype=np.int64)


def _staying(part: Chosen, level: IntArray, section: IntArray) -> IntArray:
    """Topological order by level that stays in a section while it has ready steps."""
    waiting = np.diff(part.indptr).tolist()
    up_indptr, up_indices = (array.tolist() for array in transpose(part.indptr, part.indices))
    room = list(zip(level.tolist(), section.tolist(), strict=True))
    ready: dict[tuple[int, int], list[int]] = {}
    rooms: list[tuple[int, int]] = []
    out: list[int] = []
    for step in range(len(waiting)):
        if not waiting[step]:
            _enter(ready, rooms, room[step], step)
    while rooms:
        here = rooms[0]
        while ready[here]:
            step = heapq.heappop(ready[here])
            out.append(step)
            for later in up_indices[up_indptr[step] : up_indptr[step + 1]]:
                waiting[later] -= 1
                if not waiting[later]:
                    _enter(ready, rooms, room[later], later)
        del ready[here]
        rooms.remove(here)
        heapq.heapify(rooms)
    return np.asarray(out, dtype=np.int64)


def _enter(
    ready: dict[tuple[int, int], list[int]],
    rooms: list[tuple[int, int]],
    room: tuple[int, int],
    step: int,
) -> None:
    """Put a ready step into its room's heap."""
    if room not in ready:
        ready[room] = []
        heapq.heappush(rooms, room)
    heapq.heappush(ready[room], step)
