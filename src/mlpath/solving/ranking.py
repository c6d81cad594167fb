"""One ranked list of steps: its prefixes are nested, so more minutes never take a step back."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import closure_matrix, compress, gather, order_of, reach
from mlpath.solving.chain import Split, chain_blocks
from mlpath.solving.greedy import settle_groups
from mlpath.solving.reducing import TABLE_SIZE
from mlpath.solving.windows import settle_roughly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.solving.base import BoolArray, IntArray
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


def bundles(core: Core) -> Iterator[IntArray]:
    """Cut the chain's blocks into bundles: the densest remaining closure of one step, repeated.

    Any-of choices are fixed once, by least added effort, whatever the capacity. The first
    bundle holds what the groups of chosen owners ask for, if anything.
    """
    if core.size > TABLE_SIZE:
        nobody = np.zeros(core.size, dtype=np.bool_)
        plain, forced = settle_roughly(core, Split(nobody, nobody, Fraction(0))), nobody
    else:
        plain, first = settle_groups(core)
        forced = reach(plain.indptr, plain.indices, first)
    if plain.size < core.size:
        message = "groups of required steps must be settled before ranking"
        raise ValueError(message)
    if forced.any():
        yield np.flatnonzero(forced)
    block = chain_blocks(plain.indptr, plain.indices, core.effort, core.value)
    order = np.argsort(block, kind="stable")
    edges = np.searchsorted(block[order], np.arange(int(block.max(initial=-1)) + 2))
    for first_at, last_at in itertools.pairwise(edges.tolist()):
        members = order[first_at:last_at]
        members = members[~forced[members]]
        if len(members) > TABLE_SIZE:
            yield members
        elif len(members):
            for bundle in densest_first(plain, members):
                yield members[bundle]


def densest_first(plain: Core, members: IntArray) -> Iterator[IntArray]:
    """Part `members`, whose other needs are met, into closures of falling density.

    Yields
    ------
    IntArray
        Places in `members`; steps that only pay together come last, in one piece.
    """
    effort, value = plain.effort[members], plain.value[members]
    number = np.full(plain.size, -1, dtype=np.int64)
    number[members] = np.arange(len(members))
    heads = number[gather(plain.indptr, plain.indices, members)]
    tails = np.repeat(np.arange(len(members)), plain.indptr[members + 1] - plain.indptr[members])
    inner = compress(len(members), tails[heads >= 0], heads[heads >= 0])
    yield from densest_closures(closure_matrix(*inner, order_of(*inner)), effort, value)


def densest_closures(table: BoolArray, effort: IntArray, value: IntArray) -> Iterator[IntArray]:
    """Part steps into closures of falling value per minute of what is left.

    Parameters
    ----------
    table
        Row i marks what step i needs, itself included.
    effort, value
        Of each step.

    Yields
    ------
    IntArray
        Step numbers, rising; steps that only pay together come last, in one piece.

    Examples
    --------
    >>> table = np.asarray([[True, False], [True, True]])
    >>> [some.tolist() for some in densest_closures(table, np.array([5, 5]), np.array([1, 9]))]
    [[0, 1]]
    """
    minutes, worth = table @ effort, table @ value
    waiting = np.ones(len(effort), dtype=np.bool_)
    while (usable := waiting & (worth > 0)).any():
        score = np.where(usable, worth / np.maximum(minutes, 1e-3), -np.inf)
        new = np.flatnonzero(table[int(np.argmax(score))] & waiting)
        waiting[new] = False
        columns = table[:, new]
        minutes -= columns @ effort[new]
        worth -= columns @ value[new]
        yield new
    if waiting.any():
        yield np.flatnonzero(waiting)
