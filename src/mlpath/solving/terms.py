"""Laying steps into terms: smallest largest load in so many, or fewest terms of a capacity.

Bounds come from windows: a step stands no earlier than all that it needs allows under a cap on
the load, and no later than what needs it allows; a cap under which a window is empty, or a run of
terms overfull, is refuted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import closure_matrix, compress, order_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.solving.base import IntArray

_CLOSURES = 3_000  # steps up to which each one's whole closure is summed


@dataclass(frozen=True, eq=False)
class TermProblem:
    """Steps to be laid into terms.

    Parameters
    ----------
    effort
        Minutes of each of the n steps, at least 0.
    edges
        Rows (step, prerequisite).
    apart
        For each edge 1 where the prerequisite stands in an earlier term, 0 where the same term
        will do.
    terms
        How many there are.
    load, count
        Least and most minutes, and steps, of every term; None for no upper limit.
    """

    effort: IntArray
    edges: IntArray
    apart: IntArray
    terms: int
    load: tuple[int, int | None] = (0, None)
    count: tuple[int, int | None] = (0, None)

    @classmethod
    def build(
        cls,
        effort: Sequence[int],
        edges: Iterable[tuple[int, int, int]],
        terms: int,
        *,
        load: tuple[int, int | None] = (0, None),
        count: tuple[int, int | None] = (0, None),
    ) -> TermProblem:
        """Make a problem of triples (step, prerequisite, apart).

        Raises
        ------
        ValueError
            If an edge leaves the steps, the edges form a cycle or there is no term.
        """
        apart: dict[tuple[int, int], int] = {}
        for step, other, lag in edges:
            apart[step, other] = max(lag, apart.get((step, other), 0))
        pairs = np.asarray(sorted(apart), dtype=np.int64).reshape(-1, 2)
        if len(pairs) and not 0 <= pairs.min() <= pairs.max() < len(effort):
            message = f"an edge names a step outside 0..{len(effort) - 1}"
            raise ValueError(message)
        if terms < 1:
            message = f"{terms} terms"
            raise ValueError(message)
        lags = np.asarray([apart[pair] for pair in sorted(apart)], dtype=np.int64)
        problem = cls(np.asarray(effort, dtype=np.int64), pairs, lags, terms, load, count)
        _ = problem.order  # refuses a cycle
        return problem

    def with_terms(self, terms: int) -> TermProblem:
        """Return the same with another number of terms; what was worked out is kept."""
        other = replace(self, terms=terms)
        for name in ("rows", "order", "needs", "needed", "sums"):
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    @property
    def size(self) -> int:
        """Number of steps."""
        return len(self.effort)

    @property
    def most(self) -> int:
        """Largest load that a term may have."""
        total = int(self.effort.sum())
        return total if self.load[1] is None else min(total, self.load[1])

    @property
    def quantum(self) -> int:
        """What every load is a multiple of."""
        return max(1, int(np.gcd.reduce(self.effort))) if self.size else 1

    @cached_property
    def rows(self) -> tuple[IntArray, IntArray]:
        """Prerequisites in compressed rows."""
        return compress(self.size, self.edges[:, 0], self.edges[:, 1])

    @cached_property
    def order(self) -> list[int]:
        """The steps, prerequisites first."""
        found: list[int] = order_of(*self.rows).tolist()
        return found

    @cached_property
    def needs(self) -> list[list[tuple[int, int]]]:
        """For each step its prerequisites with their distance in terms."""
        return _adjacent(self.size, self.edges, self.apart)

    @cached_property
    def needed(self) -> list[list[tuple[int, int]]]:
        """For each step what needs it, with the distance in terms."""
        return _adjacent(self.size, self.edges[:, ::-1], self.apart)

    @cached_property
    def sums(self) -> tuple[IntArray, IntArray]:
        """Minutes of all that each step needs, and of all that need it, without its own."""
        if self.size > _CLOSURES:
            nothing = np.zeros(self.size, dtype=np.int64)
            return nothing, nothing
        table = closure_matrix(*self.rows, np.asarray(self.order, dtype=np.int64))
        effort = self.effort
        return table @ effort - effort, table.T @ effort - effort

    def fits(self, term: IntArray) -> bool:
        """Tell whether a layout keeps all that was asked."""
        if not self.size:
            return self.load[0] == 0 and self.count[0] == 0
        if term.min() < 0 or term.max() >= self.terms:
            return False
        if (term[self.edges[:, 1]] + self.apart > term[self.edges[:, 0]]).any():
            return False
        loads = loads_of(self, term)
        counts = np.bincount(term, minlength=self.terms)
        most = self.size if self.count[1] is None else self.count[1]
        return bool(
            loads.min() >= self.load[0]
            and loads.max() <= self.most
            and counts.min() >= self.count[0]
            and counts.max() <= most
        )


@dataclass(frozen=True, slots=True, eq=False)
class TermLayout:
    """Where each step stands.

    Parameters
    ----------
    term
        Term of each step, from 0; None where no layout was found.
    largest
        Minutes of the fullest term.
    bound
        No layout into so many terms has a fullest term of less.
    proven
        With a layout: none is better. Without: there is none.
    terms_bound
        No layout within the capacity has fewer terms.
    """

    term: IntArray | None
    largest: int
    bound: int
    proven: bool
    terms_bound: int = 0


def _adjacent(size: int, edges: IntArray, apart: IntArray) -> list[list[tuple[int, int]]]:
    found: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for (one, other), lag in zip(edges.tolist(), apart.tolist(), strict=True):
        found[one].append((other, lag))
    return found


def loads_of(problem: TermProblem, term: IntArray) -> IntArray:
    """Sum the minutes of every term."""
    loads = np.zeros(problem.terms, dtype=np.int64)
    np.add.at(loads, term, problem.effort)
    return loads


def longest_chain(problem: TermProblem) -> list[int]:
    """Return steps that force the most terms, each needing the one before it."""
    depth = [0] * problem.size
    before = [-1] * problem.size
    for step in problem.order:
        for other, lag in problem.needs[step]:
            if before[step] < 0 or depth[other] + lag > depth[step]:
                depth[step], before[step] = depth[other] + lag, other
    chain: list[int] = []
    at = max(range(problem.size), key=lambda step: (depth[step], -step), default=-1)
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def windows(problem: TermProblem, cap: int) -> tuple[IntArray, IntArray] | None:
    """Return the first and the last term of each step if no load exceeds `cap`.

    Returns
    -------
    tuple of IntArray, or None
        None where the cap is refuted.
    """
    if not problem.size:
        return problem.effort, problem.effort
    if int(problem.effort.max()) > cap:
        return None
    cap = max(1, cap)
    below, above = problem.sums
    early = _push(problem.order, problem.needs, below, problem.effort, cap)
    late = _push(problem.order[::-1], problem.needed, above, problem.effort, cap)
    first = np.asarray(early, dtype=np.int64)
    last = problem.terms - 1 - np.asarray(late, dtype=np.int64)
    if (first > last).any() or _overfull(problem, first, last, cap):
        return None
    return first, last


def _push(
    order: list[int],
    needs: list[list[tuple[int, int]]],
    below: IntArray,
    effort: IntArray,
    cap: int,
) -> list[int]:
    """Return how many terms lie before each step at least."""
    found = [0] * len(order)
    sums, minutes = below.tolist(), effort.tolist()
    for step in order:
        # All that it needs and itself fill the terms up to its own.
        least = -((sums[step] + minutes[step]) // -cap) - 1
        if needs[step] and all(lag for _, lag in needs[step]):
            least = max(least, -(sums[step] // -cap))
        found[step] = max([0, least, *(found[other] + lag for other, lag in needs[step])])
    return found


def _overfull(problem: TermProblem, first: IntArray, last: IntArray, cap: int) -> bool:
    """Tell whether steps bound to a run of terms exceed what it holds."""
    held = np.zeros((problem.terms, problem.terms), dtype=np.int64)
    np.add.at(held, (first, last), problem.effort)
    # Row a, column b: the minutes of windows inside the terms a..b.
    inside = np.cumsum(np.cumsum(held[::-1], axis=0)[::-1], axis=1)
    terms = np.arange(problem.terms)
    length = terms[None, :] - terms[:, None] + 1
    return bool(((inside > cap * length) & (length > 0)).any())


def least_load(problem: TermProblem) -> int | None:
    """Return a load that the fullest term cannot go below; None if no layout can be."""
    step = problem.quantum
    high = -(problem.most // -step)
    if windows(problem, high * step) is None:
        return None
    low = -(int(problem.effort.sum()) // -(problem.terms * step)) if problem.size else 0
    low = min(low, high)
    while low < high:
        middle = (low + high) // 2
        if windows(problem, middle * step) is None:
            low = middle + 1
        else:
            high = middle
    return low * step
