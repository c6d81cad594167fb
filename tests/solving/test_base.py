"""Instances: what is refused."""

from __future__ import annotations

import pytest

from mlpath.solving import Instance


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
    ],
)
def test_nonsense_is_refused(arguments, message):
    """Lengths, signs and indices are checked once, on building."""
    with pytest.raises(ValueError, match=message):
        Instance.build(**arguments)


def test_deep_chain_needs_no_recursion():
    """A hundred thousand steps in one chain are built and ordered."""
    size = 100_000
    edges = [(i, i - 1) for i in range(1, size)]
    assert Instance.build([1] * size, [1] * size, edges).size == size
