"""Good sets, fast: what the exact search starts from and what stays when it is cut short."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import compress, order_of, rows
from mlpath.solving.chain import split_at
from mlpath.solving.core import table_of

if TYPE_CHECKING:
    from mlpath.solving.base import BoolArray, IntArray
    from mlpath.solving.core import Core


def best_fill(core: Core) -> BoolArray | None:
    """Find a good closed set of the core's steps within its capacity.

    The chain's set that fits, filled up by the densest closures; the same from nothing; and the
    chain's first set that does not fit, peeled from the top until it does.

    Returns
    -------
    BoolArray or None
        The best of them by value, then effort; ``None`` if no choice for the groups of chosen
        owners was found that fits.
    """
    plain, forced = settle_groups(core)
    table = table_of(plain)
    nothing = np.zeros(core.size, dtype=np.bool_)
    nothing = nothing | table[forced].any(axis=0) if len(forced) else nothing
    if int(core.effort[nothing].sum()) > core.capacity:
        return None
    split = split_at(plain.indptr, plain.indices, core.effort, core.value, core.capacity)
    starts = [nothing]
    if int(core.effort[split.inner | nothing].sum()) <= core.capacity:
        starts.append(split.inner | nothing)
    starts.append(peel(plain, table, split.inner | split.block | nothing, nothing))
    filled = [fill(plain, table, start) for start in starts]
    tidy = [strip(plain, table, mask, nothing) for mask in filled]
    return max(tidy, key=lambda mask: _rank(core, mask))


def _rank(core: Core, mask: BoolArray) -> tuple[int, int]:
    value, effort = core.worth(mask)
    return value, -effort


def settle_groups(core: Core) -> tuple[Core, IntArray]:
    """Fix one alternative for every group: the one that adds the least effort.

    Returns
    -------
    tuple
        The core with the choices as plain arcs, and the alternatives chosen for groups whose
        owner is chosen already.
    """
    if not core.groups:
        return core, np.zeros(0, dtype=np.int64)
    group_of: dict[int, list[IntArray]] = {}
    for k, owner in enumerate(core.owner.tolist()):
        some = core.group_indices[core.group_indptr[k] : core.group_indptr[k + 1]]
        group_of.setdefault(owner, []).append(some)
    table = np.zeros((core.size, core.size), dtype=np.bool_)
    tails: list[int] = []
    heads: list[int] = []
    for step in order_of(*_arcs(core)).tolist():
        row = core.indices[core.indptr[step] : core.indptr[step + 1]]
        mine: BoolArray = np.any(table[row], axis=0)
        mine[step] = True
        for some in group_of.get(step, ()):
            if not mine[some].any():
                pick = _cheapest(core, table, some, mine)
                tails.append(step)
                heads.append(pick)
                mine |= table[pick]
        table[step] = mine
    mine = np.zeros(core.size, dtype=np.bool_)
    forced: list[int] = []
    for some in group_of.get(-1, ()):
        if not mine[some].any():
            forced.append(_cheapest(core, table, some, mine))
            mine |= table[forced[-1]]
    indptr, indices = compress(
        core.size,
        np.concatenate((rows(core.indptr), np.asarray(tails, dtype=np.int64))),
        np.concatenate((core.indices, np.asarray(heads, dtype=np.int64))),
    )
    none = np.zeros(0, dtype=np.int64)
    plain = replace(
        core,
        indptr=indptr,
        indices=indices,
        owner=none,
        toll=none,
        group=none,
        table=None,
        group_indptr=np.zeros(1, dtype=np.int64),
        group_indices=none,
    )
    return plain, np.asarray(forced, dtype=np.int64)


def _arcs(core: Core) -> tuple[IntArray, IntArray]:
    """Hard prerequisites and alternatives of undecided owners together."""
    group = rows(core.group_indptr)
    owners = core.owner[group]
    real = owners >= 0
    return compress(
        core.size,
        np.concatenate((rows(core.indptr), owners[real])),
        np.concatenate((core.indices, core.group_indices[real])),
    )


def _cheapest(core: Core, table: BoolArray, some: IntArray, mine: BoolArray) -> int:
    """Pick the alternative whose closure adds the least effort to `mine`, then the lowest."""
    efforts = (table[some] & ~mine) @ core.effort
    return int(some[np.lexsort((some, efforts))[0]])


def _totals(core: Core, marks: BoolArray) -> tuple[IntArray, IntArray]:
    """Effort and value of the steps marked in each row."""
    at, step = np.nonzero(marks)
    minutes, worth = np.zeros(core.size, dtype=np.int64), np.zeros(core.size, dtype=np.int64)
    np.add.at(minutes, at, core.effort[step])
    np.add.at(worth, at, core.value[step])
    return minutes, worth


def fill(core: Core, table: BoolArray, start: BoolArray) -> BoolArray:
    """Add closures to `start`, densest first, while one of positive value fits."""
    mask = start.copy()
    left = core.capacity - int(core.effort[mask].sum())
    rest = table & ~mask
    minutes, worth = _totals(core, rest)
    while True:
        usable = (minutes <= left) & (worth > 0)
        if not usable.any():
            return mask
        score = np.where(usable, worth / np.maximum(minutes, 1e-3), -1.0)
        new = np.flatnonzero(rest[int(np.argmax(score))] & ~mask)
        left -= int(core.effort[new].sum())
        mask[new] = True
        columns = table[:, new]
        minutes -= columns @ core.effort[new]
        worth -= columns @ core.value[new]


def peel(core: Core, table: BoolArray, start: BoolArray, keep: BoolArray) -> BoolArray:
    """Remove the least valuable up-sets from `start` until it fits, never touching `keep`."""
    mask = start.copy()
    over = int(core.effort[mask].sum()) - core.capacity
    minutes, worth = _totals(core, (table & mask[:, None]).T)
    while over > 0:
        usable = mask & ~keep & (minutes > 0)
        score = np.where(usable, worth / np.maximum(np.minimum(minutes, over), 1e-3), np.inf)
        pick = int(np.argmin(score))
        if not usable[pick]:
            return keep
        gone = np.flatnonzero(table[:, pick] & mask)
        over -= int(core.effort[gone].sum())
        mask[gone] = False
        columns = table[gone]
        minutes -= core.effort[gone] @ columns
        worth -= core.value[gone] @ columns
    return mask


def strip(core: Core, table: BoolArray, mask: BoolArray, keep: BoolArray) -> BoolArray:
    """Drop what nothing of positive value in the set needs."""
    wanted = np.flatnonzero(mask & (core.value > 0))
    return keep | table[wanted].any(axis=0) if len(wanted) else keep.copy()
