"""Graphs in compressed rows: transposing, closing, ordering, cutting out; no recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlpath.solving.base import BoolArray, Instance, IntArray

    ByteArray = npt.NDArray[np.uint8]

_BYTE = 8  # marks in a byte
_LINE = 64  # bytes of a row that the processor fetches together
_NARROW = 48  # a frontier of fewer steps is peeled faster by plain loops than by arrays


def rows(indptr: IntArray) -> IntArray:
    """Row number of every entry of a compressed row structure."""
    return np.repeat(np.arange(len(indptr) - 1, dtype=np.int64), np.diff(indptr))


def compress(size: int, tails: IntArray, heads: IntArray) -> tuple[IntArray, IntArray]:
    """Pack pairs into compressed rows, each row sorted, doubles removed."""
    if not len(tails):
        return np.zeros(size + 1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    keys = np.unique(tails * np.int64(size) + heads)
    indptr = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys // size, minlength=size), out=indptr[1:])
    return indptr, keys % size


def transpose(indptr: IntArray, indices: IntArray) -> tuple[IntArray, IntArray]:
    """Turn rows of prerequisites into rows of dependents."""
    size = len(indptr) - 1
    order = np.argsort(indices, kind="stable")
    turned = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(indices, minlength=size), out=turned[1:])
    return turned, rows(indptr)[order]


def gather(indptr: IntArray, indices: IntArray, wanted: IntArray) -> IntArray:
    """Join the rows `wanted` into one array."""
    lengths = indptr[wanted + 1] - indptr[wanted]
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    if not total:
        return np.zeros(0, dtype=np.int64)
    starts = np.repeat(indptr[wanted] - np.concatenate(([0], ends[:-1])), lengths)
    joined: IntArray = indices[starts + np.arange(total)]
    return joined


def reach(indptr: IntArray, indices: IntArray, seeds: IntArray) -> BoolArray:
    """Mark `seeds` and everything that their rows lead to."""
    seen = np.zeros(len(indptr) - 1, dtype=np.bool_)
    seen[seeds] = True
    front = np.flatnonzero(seen)
    while len(front):
        if len(front) > _NARROW:
            following = gather(indptr, indices, front)
            following = np.unique(following[~seen[following]])
        else:
            fresh: list[int] = []
            for step in front.tolist():
                fresh += indices[indptr[step] : indptr[step + 1]].tolist()
            following = np.asarray([step for step in dict.fromkeys(fresh) if not seen[step]], int)
        seen[following] = True
        front = following
    return seen


def all_arcs(instance: Instance) -> tuple[IntArray, IntArray]:
    """Compressed rows of hard prerequisites and all alternatives together."""
    if not instance.groups:
        return instance.indptr, instance.indices
    owners = np.repeat(instance.group_step, np.diff(instance.group_indptr))
    tails = np.concatenate((rows(instance.indptr), owners))
    heads = np.concatenate((instance.indices, instance.group_indices))
    return compress(instance.size, tails, heads)


def topological_order(instance: Instance) -> IntArray:
    """Order the steps so that prerequisites and alternatives come first.

    Raises
    ------
    ValueError
        If the graph has a cycle.
    """
    return order_of(*all_arcs(instance))


def order_of(indptr: IntArray, indices: IntArray) -> IntArray:
    """Order rows so that the entries of a row come before it (Kahn's method, by levels)."""
    size = len(indptr) - 1
    up_indptr, up_indices = transpose(indptr, indices)
    waiting = np.diff(indptr)
    out = np.empty(size, dtype=np.int64)
    front = np.flatnonzero(waiting == 0)
    done = 0
    while len(front):
        out[done : done + len(front)] = front
        done += len(front)
        if len(front) > _NARROW:
            following = gather(up_indptr, up_indices, front)
            np.subtract.at(waiting, following, 1)
            front = np.unique(following[waiting[following] == 0])
        else:
            ready: list[int] = []
            for step in front.tolist():
                for later in up_indices[up_indptr[step] : up_indptr[step + 1]].tolist():
                    waiting[later] -= 1
                    if not waiting[later]:
                        ready.append(later)
            front = np.asarray(ready, dtype=np.int64)
    if done < size:
        message = "the prerequisites form a cycle"
        raise ValueError(message)
    return out


def subgraph(
    indptr: IntArray, indices: IntArray, keep: BoolArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Cut out the steps marked in `keep`.

    Returns
    -------
    tuple of IntArray
        The kept steps' old numbers, and the compressed rows in new numbers.
    """
    kept = np.flatnonzero(keep)
    number = np.full(len(keep), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    tails = np.repeat(number, np.diff(indptr))
    heads = number[indices]
    inside = (tails >= 0) & (heads >= 0)
    cut = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum(np.bincount(tails[inside], minlength=len(kept)), out=cut[1:])
    return kept, cut, heads[inside]


def closure_matrix(indptr: IntArray, indices: IntArray, order: IntArray) -> BoolArray:
    """Square table: row i marks step i and all that it needs."""
    size = len(indptr) - 1
    table = np.zeros((size, size), dtype=np.bool_)
    for step in order.tolist():
        row = indices[indptr[step] : indptr[step + 1]]
        if len(row):
            np.any(table[row], axis=0, out=table[step])
        table[step, step] = True
    return table


def packed_closures(indptr: IntArray, indices: IntArray) -> ByteArray:
    """Square table in bits: row i marks step i and all that it needs, the first step lowest."""
    size = len(indptr) - 1
    table = np.zeros((size, -(-size // _BYTE)), dtype=np.uint8)
    starts = indptr.tolist()
    for step in order_of(indptr, indices).tolist():
        row = indices[starts[step] : starts[step + 1]]
        if len(row):
            np.bitwise_or.reduce(table[row], axis=0, out=table[step])
        table[step, step // _BYTE] |= 1 << step % _BYTE
    return table


def packed_sums(table: ByteArray, weights: IntArray) -> IntArray:
    """Sum weights over the marks of each row: each byte of marks is looked up among 256 sums.

    Parameters
    ----------
    table
        Marks in bits, as from :func:`packed_closures`.
    weights
        One for each column of marks.
    """
    padded = np.zeros(_BYTE * table.shape[1], dtype=np.int64)
    padded[: len(weights)] = weights
    out = np.zeros(len(table), dtype=np.int64)
    for first in range(0, table.shape[1], _LINE):
        for at, column in enumerate(np.ascontiguousarray(table[:, first : first + _LINE].T)):
            each = padded[_BYTE * (first + at) : _BYTE * (first + at + 1)]
            if each.any():
                sums = np.zeros(1, dtype=np.int64)
                for weight in each:
                    sums = np.concatenate((sums, sums + weight))
                out += sums[column]
    return out


def generations(indptr: IntArray, indices: IntArray) -> IntArray:
    """Length of the longest chain of needs below each step."""
    size = len(indptr) - 1
    depth = np.zeros(size, dtype=np.int64)
    order = order_of(indptr, indices).tolist()
    starts, heads = indptr.tolist(), indices.tolist()
    below = depth.tolist()
    for step in order:
        for at in range(starts[step], starts[step + 1]):
            if below[heads[at]] >= below[step]:
                below[step] = below[heads[at]] + 1
    depth[:] = below
    return depth


def closure_sums(
    indptr: IntArray, indices: IntArray, wanted: IntArray, columns: IntArray
) -> IntArray:
    """Sum columns over the closures of many steps of a large graph, 64 closures at a time.

    Parameters
    ----------
    indptr, indices
        Hard prerequisites in compressed rows.
    wanted
        Steps whose closures are summed.
    columns
        One row of weights for each sum.

    Returns
    -------
    IntArray
        One row for each row of `columns`, one place for each of `wanted`.
    """
    tails = rows(indptr)
    depth = generations(indptr, indices)
    order = np.argsort(-depth[tails], kind="stable")
    tails, heads = tails[order], indices[order]
    edges = np.flatnonzero(np.diff(depth[tails])) + 1
    layers = list(zip(np.split(tails, edges), np.split(heads, edges), strict=True))
    out = np.zeros((len(columns), len(wanted)), dtype=np.int64)
    for first in range(0, len(wanted), 64):
        some = wanted[first : first + 64]
        marks = np.zeros(len(indptr) - 1, dtype=np.uint64)
        np.bitwise_or.at(marks, some, np.uint64(1) << np.arange(len(some), dtype=np.uint64))
        for layer_tails, layer_heads in layers:
            np.bitwise_or.at(marks, layer_heads, marks[layer_tails])
        touched = np.flatnonzero(marks)
        bits = (marks[touched, None] >> np.arange(len(some), dtype=np.uint64)) & np.uint64(1)
        out[:, first : first + 64] = columns[:, touched] @ bits.astype(np.int64)
    return out
