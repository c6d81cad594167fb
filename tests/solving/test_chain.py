"""The density chain: nested, concave, exact at its breakpoints."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np

from mlpath.solving import Instance, density_chain
from mlpath.solving.chain import split_at


def test_breakpoints_are_the_upper_hull_of_all_closed_sets(case):
    """No closed set lies above the chain, and densities fall strictly."""
    for seed in range(200):
        small = case(seed, 9)
        effort = [max(1, minutes) for minutes in small.effort]
        plain = type(small)(effort, small.value, small.edges, [], [], None)
        chain = density_chain(plain.instance())
        points = list(zip(chain.effort.tolist(), chain.value.tolist(), strict=True))
        slopes = [Fraction(v2 - v1, e2 - e1) for (e1, v1), (e2, v2) in pairwise(points)]
        assert all(a > b for a, b in pairwise(slopes)), seed
        for (value, minus, _), _ in plain.closed_sets():
            for (e1, v1), slope in zip(points, slopes, strict=False):
                assert value <= v1 + slope * (-minus - e1), seed
            assert value <= points[-1][1], seed


def test_every_prefix_of_blocks_is_closed(case):
    """A prerequisite never lies in a later block."""
    for seed in range(200):
        small = case(seed, 9)
        block = density_chain(small.instance()).block
        for step, prerequisite in small.edges:
            assert block[step] < 0 or 0 <= block[prerequisite] <= block[step], seed


def test_split_meets_the_full_chain(case):
    """The set that fits and the block that does not are those of the full chain."""
    for seed in range(200):
        small = case(seed, 9)
        instance = Instance.build([max(1, e) for e in small.effort], small.value, small.edges)
        chain = density_chain(instance)
        capacity = int(instance.effort.sum()) // 2
        split = split_at(
            instance.indptr, instance.indices, instance.effort, instance.value, capacity
        )
        last = int(np.searchsorted(chain.effort, capacity, side="right")) - 1
        inner = (chain.block >= 0) & (chain.block < last)
        assert split.inner.tolist() == inner.tolist(), seed
        assert split.block.tolist() == (chain.block == last).tolist(), seed
