"""Instances: what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from mlpath import MlpathError
from mlpath.solving import Instance, solve


def test_cycle_through_an_alternative_is_refused():
    """The graph with all alternatives must be acyclic."""
    with pytest.raises(ValueError, match="cycle"):
        Instance.build([1, 1], [1, 1], edges=[(0, 1)], groups=[(1, [0])])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"effort": [1], "value": [1, 2]}, "1 efforts but 2 values"),
        ({"effort": [-1], "value": [1]}, "negative"),
        ({"effort": [1], "value": [1], "edges": [(0, 3)]}, "edges names a step outside"),
        ({"effort": [1], "value": [1], "required": [1]}, "required names a step outside"),
        ({"effort": [1], "value": [1], "groups": [(2, [0])]}, "group_step names"),
        ({"effort": [1], "value": [1], "groups": [(0, [4])]}, "group_indices names"),
        ({"effort": [1.7], "value": [1]}, "effort has to hold whole numbers"),
        ({"effort": [float("nan")], "value": [1]}, "effort has to hold whole numbers"),
        ({"effort": [1], "value": ["1"]}, "value has to hold whole numbers"),
        ({"effort": [2**70], "value": [1]}, "effort has to hold whole numbers"),
        ({"effort": [2**63], "value": [1]}, "effort has to hold whole numbers"),
        ({"effort": [1], "value": [1], "capacity": 0.5}, "capacity has to hold whole numbers"),
        ({"effort": [1], "value": [1], "required": [0.5]}, "required has to hold whole"),
        ({"effort": [1], "value": [1], "edges": [(0, 0.5)]}, "edges has to hold whole numbers"),
        ({"effort": [1], "value": [1], "edges": np.asarray([0, 0])}, "edges has to hold pairs"),
        ({"effort": [2**62] * 3, "value": [1] * 3}, r"less than 2\*\*60 each"),
        ({"effort": [1, 2], "value": [2**62] * 2}, r"less than 2\*\*60 each"),
        ({"effort": [1], "value": [-(2**63)]}, r"less than 2\*\*60 each"),
        ({"effort": [2**30, 2**30], "value": [-(2**29), 0]}, "536870912, times all effort"),
    ],
)
def test_nonsense_is_refused(arguments, message):
    """Lengths, signs, indices, fractions and overflow are checked once, on building."""
    with pytest.raises(MlpathError, match=message) as refused:
        Instance.build(**arguments)
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("limit", [-1, 1.5, "3"])
def test_a_work_limit_is_a_number_of_nodes(limit):
    """Whole and not negative."""
    instance = Instance.build([1, 2], [5, 5], capacity=2)
    with pytest.raises(MlpathError, match="work_limit must be a whole number"):
        solve(instance, work_limit=limit)


def test_the_largest_numbers_are_still_solved():
    """Just below the limit nothing overflows: the greedy set is not the best one."""
    large = 2**28
    value = [large - 1, large - 2, large - 3]
    instance = Instance.build([large, large + 1, 2 * large], value, capacity=2 * large + 1)
    found = solve(instance)
    assert found.status == "optimal"
    assert (found.chosen.tolist(), found.value) == ([0, 1], 2 * large - 3)


def test_an_array_of_pairs_is_what_a_list_of_pairs_is():
    """Order and doubles do not matter; whole floats are whole numbers."""
    pairs = [(2, 1), (2, 0), (1, 0), (2, 1)]
    one = Instance.build([1, 1, 1], [1, 2, 3], pairs, capacity=2)
    other = Instance.build(np.ones(3), [1, 2, 3], np.asarray(pairs), capacity=2.0)
    assert one.indptr.tolist() == other.indptr.tolist() == [0, 0, 1, 3]
    assert one.indices.tolist() == other.indices.tolist() == [0, 0, 1]
    assert other.effort.dtype == np.int64
    assert other.capacity == one.capacity == 2


def test_deep_chain_needs_no_recursion():
    """A hundred thousand steps in one chain are built and ordered."""
    size = 100_000
    edges = [(i, i - 1) for i in range(1, size)]
    assert Instance.build([1] * size, [1] * size, edges).size == size
