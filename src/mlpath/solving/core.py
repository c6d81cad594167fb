"""What is left of an instance once the certain steps are in and the hopeless ones out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import (
    all_arcs,
    closure_matrix,
    compress,
    order_of,
    reach,
    rows,
    subgraph,
    transpose,
)

if TYPE_CHECKING:
    from mlpath.solving.base import BoolArray, Instance, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """The undecided steps, with what is already chosen folded into numbers.

    Parameters
    ----------
    steps
        Indices of the undecided steps in the instance, rising.
    effort, value
        Theirs.
    indptr, indices
        Hard prerequisites among them.
    owner, group_indptr, group_indices
        Any-of groups not yet satisfied; ``owner`` -1 where the owner is already chosen.
    toll
        Thousandths that each group moves from its owner to each of its alternatives in bounds.
    group
        Number of each group in the instance.
    base
        Indices in the instance of the steps already chosen.
    base_value, base_effort
        Their totals.
    capacity
        Minutes left for the undecided steps.
    dead
        Whether no set can hold what must be held.
    table
        Closure table of the hard prerequisites, if it is known (see :func:`table_of`).
    """

    steps: IntArray
    effort: IntArray
    value: IntArray
    indptr: IntArray
    indices: IntArray
    owner: IntArray
    group_indptr: IntArray
    group_indices: IntArray
    toll: IntArray
    group: IntArray
    base: IntArray
    base_value: int
    base_effort: int
    capacity: int
    dead: bool = False
    table: BoolArray | None = None

    @property
    def size(self) -> int:
        """Number of undecided steps."""
        return len(self.steps)

    @property
    def groups(self) -> int:
        """Number of open any-of groups."""
        return len(self.owner)

    def chosen(self, mask: BoolArray) -> IntArray:
        """Join the base and the marked steps: indices in the instance, rising."""
        return np.sort(np.concatenate((self.base, self.steps[mask])))

    def worth(self, mask: BoolArray) -> tuple[int, int]:
        """Value and effort of the marked steps alone."""
        return int(self.value[mask].sum()), int(self.effort[mask].sum())


def whole_core(instance: Instance) -> Core:
    """Make the core of an instance: required steps in, steps that nothing wanted needs out."""
    size = instance.size
    core = Core(
        steps=np.arange(size),
        effort=instance.effort,
        value=instance.value,
        indptr=instance.indptr,
        indices=instance.indices,
        owner=instance.group_step,
        group_indptr=instance.group_indptr,
        group_indices=instance.group_indices,
        toll=np.zeros(instance.groups, dtype=np.int64),
        group=np.arange(instance.groups),
        base=np.zeros(0, dtype=np.int64),
        base_value=0,
        base_effort=0,
        capacity=int(instance.effort.sum()) if instance.capacity is None else instance.capacity,
    )
    wanted = np.concatenate((np.flatnonzero(instance.value > 0), instance.required))
    useful = reach(*all_arcs(instance), wanted)
    required = np.zeros(size, dtype=np.bool_)
    required[instance.required] = True
    return narrow(core, required, ~useful)


def narrow(core: Core, take: BoolArray, drop: BoolArray) -> Core:
    """Decide steps and all that follows from them.

    Parameters
    ----------
    core
        Where they are decided.
    take, drop
        Marks of the steps to choose and to leave. What a chosen step needs is chosen, what
        needs a left one is left, and groups that lose alternatives become plain arcs.

    Returns
    -------
    Core
        The smaller core; ``dead`` if a step would have to be both.
    """
    while True:
        take, drop, core = _propagate(core, take, drop)
        if (take & drop).any() or core.dead:
            return replace(core, dead=True)
        single = np.diff(core.group_indptr) == 1
        if not single.any():
            break
        core, take = _harden(core, take, single)
    taken = np.flatnonzero(take)
    value, effort = core.worth(take)
    keep = ~(take | drop)
    kept, indptr, indices = subgraph(core.indptr, core.indices, keep)
    number = np.full(core.size, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return replace(
        core,
        steps=core.steps[kept],
        effort=core.effort[kept],
        value=core.value[kept],
        indptr=indptr,
        indices=indices,
        owner=np.where(core.owner < 0, -1, number[core.owner]),
        group_indices=number[core.group_indices],
        base=np.concatenate((core.base, core.steps[taken])),
        base_value=core.base_value + value,
        base_effort=core.base_effort + effort,
        capacity=core.capacity - effort,
        dead=core.capacity < effort,
        # What is taken is closed and so is what is dropped: the rest's closures stay as they are.
        table=None if core.table is None else core.table.take(kept, axis=0).take(kept, axis=1),
    )


def _propagate(core: Core, take: BoolArray, drop: BoolArray) -> tuple[BoolArray, BoolArray, Core]:
    """Close both marks and strike satisfied groups and left alternatives."""
    turned = transpose(core.indptr, core.indices)
    while True:
        take = reach(core.indptr, core.indices, np.flatnonzero(take))
        drop = reach(*turned, np.flatnonzero(drop))
        if not core.groups:
            return take, drop, core
        group = rows(core.group_indptr)
        served = np.bincount(group[take[core.group_indices]], minlength=core.groups) > 0
        alive = ~drop[core.group_indices]
        left = np.bincount(group[alive], minlength=core.groups)
        owned = core.owner >= 0
        stuck = ~served & (left == 0)
        if (stuck & ~owned).any():
            return take, drop, replace(core, dead=True)
        failing = core.owner[stuck & owned]
        gone = served.copy()
        gone[owned] |= drop[core.owner[owned]]
        core = keep_groups(core, ~gone & ~stuck, alive)
        owned = core.owner >= 0
        bound = np.zeros(core.groups, dtype=np.bool_)
        bound[owned] = take[core.owner[owned]]
        core = replace(core, owner=np.where(bound, -1, core.owner))
        if drop[failing].all():
            return take, drop, core
        drop = drop.copy()
        drop[failing] = True


def keep_groups(core: Core, keep: BoolArray, alive: BoolArray) -> Core:
    """Keep some groups, and of their alternatives those marked alive."""
    group = rows(core.group_indptr)
    entries = keep[group] & alive
    number = np.cumsum(keep) - 1
    indptr = np.zeros(int(keep.sum()) + 1, dtype=np.int64)
    np.cumsum(np.bincount(number[group[entries]], minlength=len(indptr) - 1), out=indptr[1:])
    return replace(
        core,
        owner=core.owner[keep],
        toll=core.toll[keep],
        group=core.group[keep],
        group_indptr=indptr,
        group_indices=core.group_indices[entries],
    )


def _harden(core: Core, take: BoolArray, single: BoolArray) -> tuple[Core, BoolArray]:
    """Turn groups with one alternative into arcs, or take it where the owner is chosen."""
    owners = core.owner[single]
    others = core.group_indices[core.group_indptr[:-1][single]]
    take = take.copy()
    take[others[owners < 0]] = True
    arcs = owners >= 0
    indptr, indices = compress(
        core.size,
        np.concatenate((rows(core.indptr), owners[arcs])),
        np.concatenate((core.indices, others[arcs])),
    )
    core = replace(core, indptr=indptr, indices=indices, table=None if arcs.any() else core.table)
    return keep_groups(core, ~single, np.ones(len(core.group_indices), dtype=np.bool_)), take


def table_of(core: Core) -> BoolArray:
    """Closure table of the hard prerequisites: row i marks what step i needs, itself included."""
    if core.table is not None:
        return core.table
    return closure_matrix(core.indptr, core.indices, order_of(core.indptr, core.indices))


def with_table(core: Core) -> Core:
    """Return the core with its closure table at hand."""
    return replace(core, table=table_of(core))


def strike_dominated(core: Core, table: BoolArray) -> Core:
    """Remove groups that hold by themselves and alternatives that need another of their group.

    If alternative a needs alternative b, then choosing a serves the group through b already; if
    the owner needs an alternative anyway, the group says nothing.
    """
    if not core.groups:
        return core
    alive = np.ones(len(core.group_indices), dtype=np.bool_)
    keep = np.ones(core.groups, dtype=np.bool_)
    for k in range(core.groups):
        first, last = int(core.group_indptr[k]), int(core.group_indptr[k + 1])
        some = core.group_indices[first:last]
        if core.owner[k] >= 0 and table[core.owner[k], some].any():
            keep[k] = False
        inner = table[np.ix_(some, some)] & (some[:, None] != some[None, :])
        alive[first:last] = ~inner.any(axis=1)
        # One listing of a doubled alternative is enough.
        alive[first:last] &= np.isin(
            np.arange(last - first), np.unique(some, return_index=True)[1]
        )
    if keep.all() and alive.all():
        return core
    nobody = np.zeros(core.size, dtype=np.bool_)
    return narrow(keep_groups(core, keep, alive), nobody, nobody)


def links(core: Core) -> IntArray:
    """Give each component a number: steps that needs or groups tie together share a number."""
    size = core.size
    group = rows(core.group_indptr)
    owned = core.owner[group] >= 0
    free = core.group_indptr[:-1][core.owner < 0]
    # A group without owner ties its alternatives to the first of them.
    hub = np.repeat(core.group_indices[free], np.diff(core.group_indptr)[core.owner < 0])
    tails = np.concatenate((rows(core.indptr), core.owner[group][owned], hub))
    heads = np.concatenate((core.indices, core.group_indices[owned], core.group_indices[~owned]))
    label = np.arange(size)
    while True:
        low = label.copy()
        np.minimum.at(low, tails, label[heads])
        np.minimum.at(low, heads, label[tails])
        low = low[low]
        if (low == label).all():
            return label
        label = low
