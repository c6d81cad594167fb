"""Closures in bits against the plain table."""

from __future__ import annotations

import numpy as np
import pytest

from mlpath.solving.arrays import (
    closure_matrix,
    compress,
    order_of,
    packed_closures,
    packed_sums,
)


@pytest.mark.parametrize("size", [1, 7, 8, 9, 300, 1030])
def test_bits_say_what_the_table_says(size):
    """The same marks, and the same sums over them, negative weights too."""
    r = np.random.default_rng(size)
    tails = np.repeat(np.arange(1, size), 2)
    indptr, indices = compress(size, tails, (tails - r.geometric(0.05, len(tails))).clip(0))
    table = closure_matrix(indptr, indices, order_of(indptr, indices))
    packed = packed_closures(indptr, indices)
    marks = np.unpackbits(packed, axis=1, bitorder="little")[:, :size]
    assert (marks == table).all()
    weights = r.integers(-(2**50), 2**50, size)
    assert packed_sums(packed, weights).tolist() == (table @ weights).tolist()
