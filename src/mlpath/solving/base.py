"""The words of the solving room: an instance of integers in, a solution with its proof out.

Nothing here knows what a topic is. A step is a number, and the number is its declaration rank.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mlpath.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_ROOM = 2**60  # what sums may come to, so that nothing overflows 64 bits


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
    of the steps need not be topological. Only :meth:`build` looks at what it is given: who calls
    the class itself vouches for the arrays. What is known already, or not to be learnt, has no
    argument of its own: leave those steps out, the known with what they need, the others with
    what needs them.

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
        edges: Iterable[tuple[int, int]] | IntArray = (),
        groups: Iterable[tuple[int, Sequence[int]]] = (),
        required: Iterable[int] = (),
        capacity: int | None = None,
    ) -> Instance:
        """Make an instance from pairs.

        Parameters
        ----------
        effort, value
            Minutes and thousandths of each step, whole numbers. Both sums, signs aside, and the
            greatest value times all effort stay below 2**60, for prices multiply the two.
        edges
            Pairs (step, prerequisite): an array of two columns is taken as it is, without a loop.
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
        RequestError
            If a number is not whole or too large, an index is out of range, an effort is
            negative, lengths differ or the graph has a cycle. It is a ``ValueError``, too.
        """
        from mlpath.solving.arrays import compress  # noqa: PLC0415  (arrays imports base)

        minutes = _whole("effort", effort).reshape(-1)
        worth = _whole("value", value).reshape(-1)
        size = len(minutes)
        pairs = _whole("edges", edges if isinstance(edges, np.ndarray) else list(edges))
        if pairs.size and (pairs.ndim, pairs.shape[-1]) != (2, 2):
            message = "edges has to hold pairs: step, prerequisite"
            raise RequestError(message)
        tails, heads = pairs.reshape(-1, 2).T
        _refuse_outside("edges", pairs.reshape(-1), size)
        owners, some = zip(*groups, strict=True) if (groups := list(groups)) else ((), ())
        group_indptr = np.zeros(len(owners) + 1, dtype=np.int64)
        np.cumsum([len(each) for each in some], out=group_indptr[1:])
        indptr, indices = compress(size, tails, heads)
        instance = cls(
            effort=minutes,
            value=worth,
            indptr=indptr,
            indices=indices,
            group_step=_whole("groups", list(owners)),
            group_indptr=group_indptr,
            group_indices=_whole("groups", [step for each in some for step in each]),
            required=np.unique(_whole("required", list(required))),
            capacity=None if capacity is None else int(_whole("capacity", capacity)),
        )
        _validate(instance)
        return instance


def _whole(name: str, numbers: object) -> IntArray:
    """Make an array of whole numbers; refuse what would have to be cut off."""
    message = f"{name} has to hold whole numbers below 2**63"
    try:
        array = np.asarray(numbers)
        with np.errstate(invalid="ignore"):
            whole = array.astype(np.int64)
    except (ValueError, TypeError, OverflowError):
        raise RequestError(message) from None
    if array.size and not (array.dtype.kind in "biuf" and bool((whole == array).all())):
        raise RequestError(message)
    return whole


def _validate(instance: Instance) -> None:
    """Refuse what no solver could make sense of."""
    from mlpath.solving.arrays import topological_order  # noqa: PLC0415  (arrays imports base)

    size = instance.size
    if len(instance.value) != size:
        message = f"{size} efforts but {len(instance.value)} values"
        raise RequestError(message)
    if size and instance.effort.min() < 0:
        message = "an effort is negative"
        raise RequestError(message)
    _refuse_large(instance)
    for name in ("group_step", "group_indices", "required"):
        _refuse_outside(name, getattr(instance, name), size)
    try:
        topological_order(instance)
    except ValueError as error:
        raise RequestError(str(error)) from None


def _refuse_large(instance: Instance) -> None:
    """Refuse numbers whose sums and products would overflow 64 bits."""
    if not instance.size:
        return
    minutes = _total(instance.effort)
    most = max(int(instance.value.max()), -int(instance.value.min()))
    if most >= _ROOM or _total(np.abs(instance.value)) >= _ROOM or minutes >= _ROOM:
        message = "values and efforts have to sum up to less than 2**60 each"
        raise RequestError(message)
    if most * minutes >= _ROOM:
        message = (
            f"the greatest value, {most}, times all effort, {minutes}, has to be below 2**60: "
            "count in larger units"
        )
        raise RequestError(message)


def _total(numbers: IntArray) -> int:
    """Sum up without overflow."""
    half = 32
    return (int((numbers >> half).sum()) << half) + int((numbers & (2**half - 1)).sum())


def _refuse_outside(name: str, steps: IntArray, size: int) -> None:
    if len(steps) and (steps.min() < 0 or steps.max() >= size):
        message = f"{name} names a step outside 0..{size - 1}"
        raise RequestError(message)


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
