"""One ranked list of steps: its prefixes are nested, so more minutes never take a step back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.chain import chain_blocks
from mlpath.solving.core import table_of
from mlpath.solving.greedy import settle_groups

if TYPE_CHECKING:
    from mlpath.solving.base import IntArray
    from mlpath.solving.core import Core


def nested_prefix(core: Core) -> IntArray:
    """Take bundles from the ranked list while they fit; stop at the first that does not.

    Parameters
    ----------
    core
        The whole core: its base is chosen before the list begins.

    Returns
    -------
    IntArray
        Chosen indices in the instance, rising.
    """
    mask = np.zeros(core.size, dtype=np.bool_)
    left = core.capacity
    for bundle in bundles(core):
        left -= int(core.effort[bundle].sum())
        if left < 0:
            break
        mask[bundle] = True
    return core.chosen(mask)


def bundles(core: Core) -> list[IntArray]:
    """Cut the chain's blocks into bundles: the densest remaining closure of one step, repeated.

    Any-of choices are fixed once, by least added effort, whatever the capacity. The first
    bundle holds what the groups of chosen owners ask for, if anything.
    """
    plain, forced = settle_groups(core)
    table = table_of(plain)
    done = np.zeros(core.size, dtype=np.bool_)
    out: list[IntArray] = []
    if len(forced):
        done |= table[forced].any(axis=0)
        out.append(np.flatnonzero(done))
    block = chain_blocks(plain.indptr, plain.indices, core.effort, core.value)
    for number in range(int(block.max(initial=-1)) + 1):
        members = np.flatnonzero((block == number) & ~done)
        inner = table[np.ix_(members, members)]
        minutes, worth = inner @ core.effort[members], inner @ core.value[members]
        waiting = np.ones(len(members), dtype=np.bool_)
        while (usable := waiting & (worth > 0)).any():
            score = np.where(usable, worth / np.maximum(minutes, 1e-3), -np.inf)
            new = np.flatnonzero(inner[int(np.argmax(score))] & waiting)
            waiting[new] = False
            columns = inner[:, new]
            minutes -= columns @ core.effort[members[new]]
            worth -= columns @ core.value[members[new]]
            out.append(members[new])
            done[members[new]] = True
    return out
