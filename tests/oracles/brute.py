"""Every subset of up to 16 steps, looked at: the planner's answer and what made it hard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.oracles.reading import Problem


@dataclass(frozen=True)
class Best:
    """The best closed set, and what it took to find it.

    Attributes
    ----------
    value, effort
        Of the best set; None if no set holds the musts within the capacity.
    needed
        Least minutes of any set that holds the musts, None if there is none.
    """

    value: int | None
    effort: int | None
    needed: int | None


class Sets:
    """All closed sets of a problem, with value and effort."""

    def __init__(self, problem: Problem) -> None:
        size = len(problem.steps)
        assert size <= 16, "too many subsets"
        bits = np.arange(1 << size, dtype=np.int64)
        good = np.ones(len(bits), dtype=bool)
        for step, needs in enumerate(problem.needs):
            mask = sum(1 << other for other in needs)
            good &= ((bits >> step) & 1 == 0) | (bits & mask == mask)
        for owner, some in problem.groups:
            mask = sum(1 << other for other in set(some))
            good &= ((bits >> owner) & 1 == 0) | (bits & mask != 0)
        self.problem = problem
        self.bits = bits[good]
        member = (self.bits[:, None] >> np.arange(size)) & 1
        self.value = member @ np.array(problem.value, dtype=np.int64).reshape(size)
        self.effort = member @ np.array(problem.effort, dtype=np.int64).reshape(size)
        wanted = sum(1 << step for step in set(problem.must or ()))
        self.holding = self.bits & wanted == wanted

    def best(self, *, capacity: int | None, musts: bool = True) -> tuple[int, int] | None:
        """Return the greatest value and its least effort, None if nothing fits."""
        good = self.holding.copy() if musts else np.ones(len(self.bits), dtype=bool)
        if capacity is not None:
            good &= self.effort <= capacity
        if not good.any():
            return None
        value = int(self.value[good].max())
        return value, int(self.effort[good & (self.value == value)].min())

    @property
    def needed(self) -> int | None:
        """Least minutes that hold the musts."""
        return int(self.effort[self.holding].min()) if self.holding.any() else None


def added(problem: Problem, base: set[int]) -> tuple[int, int]:
    """Return how many recommended steps fit beside a choice, and the least effort of so many.

    Only steps of the choice recommend, and nothing of value is added: that was chosen or not.
    What is added takes a twentieth of the choice's effort at most.
    """
    sets = Sets(problem)
    chosen = sum(1 << step for step in base)
    worth = sum(1 << step for step, value in enumerate(problem.value) if value) & ~chosen
    helpers = {helper for helper, step in problem.helps if step in base} - base
    own = sum(problem.effort[step] for step in base)
    good = (sets.bits & chosen == chosen) & (sets.bits & worth == 0)
    good &= (sets.effort - own) * 20 <= own
    if problem.capacity is not None:
        good &= sets.effort <= problem.capacity
    count = sum((sets.bits >> helper) & 1 for helper in sorted(helpers)) + 0 * sets.bits
    most = int(count[good].max())
    least = int(sets.effort[good & (count == most)].min())
    return most, least - own


def best(problem: Problem) -> Best:
    """Return the best set of a problem."""
    if problem.must is None:
        return Best(None, None, None)
    sets = Sets(problem)
    found = sets.best(capacity=problem.capacity)
    value, effort = found or (None, None)
    return Best(value, effort, sets.needed)


@dataclass(frozen=True)
class Traps:
    """What makes a problem hard, at any capacity."""

    sets: Sets
    misled: Sets

    @classmethod
    def of(cls, problem: Problem) -> Traps | None:
        """Return the traps of a problem, None where a must is impossible."""
        return None if problem.must is None else cls(Sets(problem), Sets(greedy(problem)))

    def binding(self, capacity: int | None) -> tuple[bool, bool, bool]:
        """Tell whether budget and must bind, and whether greedy gets an any-of wrong.

        A budget binds if more minutes would earn more, or hold the musts; a must binds if more
        could be earned without it. Greedy closes each group with the alternative that adds the
        least effort at its place, and is wrong if even the best plan with its choices earns less,
        takes longer for as much, or does not hold the musts.
        """
        found = self.sets.best(capacity=capacity)
        if found is None:
            return self.sets.needed is not None, True, False
        more = self.sets.best(capacity=None)
        free = self.sets.best(capacity=capacity, musts=False)
        other = self.misled.best(capacity=capacity)
        assert more is not None
        assert free is not None
        wrong = other is None or (other[0], -other[1]) < (found[0], -found[1])
        return more[0] > found[0], free[0] > found[0], wrong


def greedy(problem: Problem) -> Problem:
    """Return the problem with every group closed by its least-effort alternative."""
    needs = [set(some) for some in problem.needs]
    for owner, some in problem.groups:
        have = _closed(needs, {owner})
        if have & set(some):
            continue
        cost = {a: sum(problem.effort[s] for s in _closed(needs, {a}) - have) for a in some}
        needs[owner].add(min(some, key=lambda a: (cost[a], a)))
    return replace(problem, needs=needs, groups=[])


def _closed(needs: list[set[int]], steps: set[int]) -> set[int]:
    found = set(steps)
    while more := {p for step in found for p in needs[step]} - found:
        found |= more
    return found
