"""The words of the solving room: an instance of integers in, a solution with its proof out.

Nothing here knows what a topic is. A step is a number, and the number is its declaration rank.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Status(StrEnum):
    """What a solution is known to be."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A precedence-constrained knapsack in arrays, with any-of groups.

    Parameters
    ----------
    effort
        Minutes of each of the n steps, at least 0 (0 only for bonus steps that stand for a
        wish, such as a recommended prerequisite).
    value
        Worth of each step in thousandths; may be negative.
    indptr, indices
        Hard prerequisites in compressed rows: those of step i are
        ``indices[indptr[i]:indptr[i + 1]]``.
    group_step, group_indptr, group_indices
        Any-of group k belongs to step ``group_step[k]`` and is satisfied by any one of
        ``group_indices[group_indptr[k]:group_indptr[k + 1]]``.
    required
        Steps that must be chosen; what they need follows by itself.
    capacity
        Minutes for all chosen steps together; ``None`` means no limit.
    due
        Pairs of steps and the minute by which all of them (with what they need) must be done.

    Notes
    -----
    The graph of the hard prerequisites and all alternatives together must be acyclic. The order
    of the steps need not be topological.

    Examples
    --------
    >>> from mlpath.solving import Instance, solve
    >>> instance = Instance.build([60, 30, 50], [0, 1000, 900], edges=[(1, 0)], capacity=90)
    >>> solve(instance).chosen.tolist()
    [0, 1]
    """

    effort: IntArray
    value: IntArray
    indptr: IntArray
    indices: IntArray
    group_step: IntArray
    group_indptr: IntArray
    group_indices: IntArray
    required: IntArray
    capacity: int | None
    due: tuple[tuple[IntArray, int], ...] = ()

    @property
    def size(self) -> int:
        """Number of steps."""
        return len(self.effort)

    @property
    def groups(self) -> int:
        """Number of any-of groups."""
        return len(self.group_step)

    @classmethod
    def build(  # noqa: PLR0913, PLR0917  (an instance has so many parts)
        cls,
        effort: Sequence[int] | IntArray,
        value: Sequence[int] | IntArray,
        edges: Iterable[tuple[int, int]] = (),
        groups: Iterable[tuple[int, Sequence[int]]] = (),
        required: Iterable[int] = (),
        capacity: int | None = None,
    ) -> Instance:
        """Make an instance from pairs.

        Parameters
        ----------
        effort, value
            Minutes and thousandths of each step.
        edges
            Pairs (step, prerequisite).
        groups
            Pairs (step, alternatives), of which one is enough.
        required
            Steps that must be chosen.
        capacity
            Minutes in all, or ``None``.

        Returns
        -------
        Instance
            With sorted, unique prerequisites.

        Raises
        ------
        ValueError
            If an index is out of range, an effort is negative, lengths differ or the graph
            has a cycle.
        """
        minutes = np.asarray(effort, dtype=np.int64).reshape(-1)
        worth = np.asarray(value, dtype=np.int64).reshape(-1)
        size = len(minutes)
        pairs = np.asarray(sorted(set(edges)), dtype=np.int64).reshape(-1, 2)
        pairs_of_groups = [(int(step), [int(a) for a in some]) for step, some in groups]
        group_indptr = np.zeros(len(pairs_of_groups) + 1, dtype=np.int64)
        np.cumsum([len(some) for _, some in pairs_of_groups], out=group_indptr[1:])
        instance = cls(
            effort=minutes,
            value=worth,
            indptr=np.searchsorted(pairs[:, 0], np.arange(size + 1)).astype(np.int64),
            indices=pairs[:, 1].copy(),
            group_step=np.asarray([step for step, _ in pairs_of_groups], dtype=np.int64),
            group_indptr=group_indptr,
            group_indices=np.asarray([a for _, some in pairs_of_groups for a in some], np.int64),
            required=np.unique(np.asarray(list(required), dtype=np.int64)),
            capacity=None if capacity is None else int(capacity),
        )
        _validate(instance, pairs)
        return instance


def _validate(instance: Instance, pairs: IntArray) -> None:
    """Refuse what no solver could make sense of."""
    from mlpath.solving.arrays import topological_order  # noqa: PLC0415  (arrays imports base)

    size = instance.size
    if len(instance.value) != size:
        message = f"{size} efforts but {len(instance.value)} values"
        raise ValueError(message)
    if size and instance.effort.min() < 0:
        message = "an effort is negative"
        raise ValueError(message)
    for name in ("group_step", "group_indices", "required"):
        _refuse_outside(name, getattr(instance, name), size)
    _refuse_outside("edges", pairs.reshape(-1), size)
    topological_order(instance)


def _refuse_outside(name: str, steps: IntArray, size: int) -> None:
    if len(steps) and (steps.min() < 0 or steps.max() >= size):
        message = f"{name} names a step outside 0..{size - 1}"
        raise ValueError(message)


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What shows that no set is worth more than the bound.

    Parameters
    ----------
    kind
        ``'price'``: the Lagrangian bound at ``price`` alone proves it; ``'search'``: the rest
        was closed by the engine named in ``search``; ``'all'``: everything of value was chosen.
    price
        Thousandths of value per minute at which the bound was taken.
    price_bound
        Floor of the Lagrangian bound at that price, in exact integers.
    search
        Engine and version that closed the gap, when one had to.
    """

    kind: str
    price: Fraction | None = None
    price_bound: int | None = None
    search: str | None = None


def _no_steps() -> IntArray:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A chosen set of steps, what it is worth and how good it can be at best.

    Parameters
    ----------
    status
        Whether the set is proven best, only feasible, or none exists.
    chosen
        Indices of the chosen steps, rising.
    choices
        For each any-of group the first listed alternative that is chosen; -1 where the group's
        step is not chosen.
    value, effort
        Totals over the chosen steps, thousandths and minutes.
    bound
        No feasible set is worth more.
    proof
        What shows the bound.
    needed
        For infeasible instances: the least minutes that hold the required steps; ``None`` if
        no budget can (a required step has a group without alternatives).
    """

    status: Status
    chosen: IntArray = field(default_factory=_no_steps)
    choices: IntArray = field(default_factory=_no_steps)
    value: int = 0
    effort: int = 0
    bound: int = 0
    proof: Proof = field(default_factory=lambda: Proof("all"))
    needed: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Nested closed sets of falling value per minute.

    Parameters
    ----------
    block
        Block number of each step, from 0 (densest); -1 for steps that no positive price per
        minute would ever buy.
    effort, value
        Totals of the first k blocks, k = 0..number of blocks: the breakpoints of the upper
        concave hull of value against minutes.
    """

    block: IntArray
    effort: IntArray
    value: IntArray

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return len(self.effort) - 1
