"""Sets checked and described in integers, before anything is said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import rows

if TYPE_CHECKING:
    from mlpath.solving.base import Instance, IntArray


def no_choices(instance: Instance) -> IntArray:
    """Return -1 for every group."""
    return np.full(instance.groups, -1, dtype=np.int64)


def choices_of(instance: Instance, chosen: IntArray) -> IntArray:
    """For each any-of group the first listed alternative that is chosen, else -1."""
    mask = np.zeros(instance.size, dtype=np.bool_)
    mask[chosen] = True
    choices = no_choices(instance)
    if instance.groups:
        group = rows(instance.group_indptr)
        hits = np.flatnonzero(mask[instance.group_indices] & mask[instance.group_step[group]])
        # Assigned backwards, so that the first listed one stays.
        choices[group[hits][::-1]] = instance.group_indices[hits][::-1]
    return choices


def check_set(instance: Instance, chosen: IntArray) -> int:
    """Check a set against the instance, in integers, and return its effort.

    Raises
    ------
    RuntimeError
        If it is not closed, misses a group or a required step, or exceeds the capacity: a
        defect of this room, never of the input.
    """
    mask = np.zeros(instance.size, dtype=np.bool_)
    mask[chosen] = True
    effort = int(instance.effort[mask].sum())
    closed = mask[instance.indices][mask[rows(instance.indptr)]].all()
    served = (choices_of(instance, chosen) >= 0) | ~mask[instance.group_step]
    fits = instance.capacity is None or effort <= instance.capacity
    if not (closed and served.all() and mask[instance.required].all() and fits):
        message = "the solver returned a set that does not stand; please report this"
        raise RuntimeError(message)
    return effort
