"""What a step that was left out would still need: the least effort over all any-of choices."""

from __future__ import annotations

import heapq
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.solving.base import Instance, IntArray

# Steps looked at, in all and for one step; beyond them alternatives are chosen one by one.
WORK = 3_000_000
WORK_EACH = 100_000


def margins(
    instance: Instance, chosen: Sequence[int], steps: Sequence[int]
) -> list[tuple[int, int]]:
    """Return minutes and thousandths of what each step still needs, itself included.

    Parameters
    ----------
    instance
        Steps, prerequisites and any-of groups.
    chosen
        A closed set of steps at hand.
    steps
        Steps to price, none of them chosen.

    Notes
    -----
    Sets are grown in order of effort, branching over the alternatives of one group that nothing
    serves yet, so the first set without such a group takes the least. Equal ones go to the
    greatest value.
    """
    if not instance.groups:
        return _greedy(instance, chosen, steps)
    search = _Search(instance, chosen)
    found = [search.least(step) for step in steps]
    open_steps = [step for step, answer in zip(steps, found, strict=True) if answer is None]
    rest = iter(_greedy(instance, chosen, open_steps) if open_steps else [])
    return [next(rest) if answer is None else answer for answer in found]


def _greedy(
    instance: Instance, chosen: Sequence[int], steps: Sequence[int]
) -> list[tuple[int, int]]:
    import numpy as np  # noqa: PLC0415 - heavy

    from mlpath.solving import marginal_closures  # noqa: PLC0415 - heavy

    wanted = (np.asarray(numbers, dtype=np.int64) for numbers in (chosen, steps))
    minutes, values = marginal_closures(instance, *wanted)
    return list(zip(minutes.tolist(), values.tolist(), strict=True))


class _Search:
    """Least closures beside a chosen set, within an amount of work shared by all."""

    def __init__(self, instance: Instance, chosen: Iterable[int]) -> None:
        inside = set(chosen)
        rows = _rows(instance.indptr, instance.indices)
        self._needs = [[need for need in row if need not in inside] for row in rows]
        some = _rows(instance.group_indptr, instance.group_indices)
        self._groups: dict[int, list[list[int]]] = {}
        for owner, alternatives in zip(instance.group_step.tolist(), some, strict=True):
            if inside.isdisjoint(alternatives):
                self._groups.setdefault(owner, []).append(alternatives)
        self._effort = instance.effort.tolist()
        self._value = instance.value.tolist()
        self._work = WORK

    def least(self, step: int) -> tuple[int, int] | None:
        """Return minutes and value of the least closure, None where the work ran out."""
        work = min(WORK_EACH, self._work)
        before = work
        closure = self._closure((), step)
        if len(closure) <= work and self._groups.keys().isdisjoint(closure):
            self._work -= len(closure)
            return _total(self._effort, closure), _total(self._value, closure)
        heap = [self._entry(closure)]
        while heap:
            minutes, worth, members = heapq.heappop(heap)
            work -= len(members)
            if work < 0:
                break
            inside = frozenset(members)
            alternatives = self._unserved(inside)
            if alternatives is None:
                self._work -= before - work
                return minutes, -worth
            for other in alternatives:
                heapq.heappush(heap, self._entry(self._closure(inside, other)))
        self._work -= before - max(work, 0)
        return None

    def _closure(self, inside: Iterable[int], step: int) -> set[int]:
        """Return a set with one step more, and all that it needs."""
        found = {*inside, step}
        stack = [step]
        while stack:
            for other in self._needs[stack.pop()]:
                if other not in found:
                    found.add(other)
                    stack.append(other)
        return found

    def _entry(self, found: set[int]) -> tuple[int, int, tuple[int, ...]]:
        """Return effort, negative value and members of a set."""
        minutes, worth = _total(self._effort, found), _total(self._value, found)
        return minutes, -worth, tuple(sorted(found))

    def _unserved(self, inside: frozenset[int]) -> list[int] | None:
        """Return the alternatives of the first group that nothing serves, None if all are."""
        for member in sorted(self._groups.keys() & inside):
            for alternatives in self._groups[member]:
                if inside.isdisjoint(alternatives):
                    return alternatives
        return None


def _rows(indptr: IntArray, indices: IntArray) -> list[list[int]]:
    ends, numbers = indptr.tolist(), indices.tolist()
    return [numbers[a:b] for a, b in itertools.pairwise(ends)]


def _total(amounts: Sequence[int], steps: Iterable[int]) -> int:
    return sum(map(amounts.__getitem__, steps))
