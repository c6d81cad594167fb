"""Choosing steps of which some earn their value only by a date, and others have to keep theirs.

For one learner a set of dated steps can be finished in time if and only if, for every date, all
that is due by then, with what it needs, takes no longer than until then. So a choice is made as
if there were no dates; where what it holds cannot be in time together, one of the clashing steps
earns nothing, or one any-of group is served by another alternative, and each such branch is
solved again, the one of the greatest bound first. Where no dates clash this is one plain solve.

References
----------
Lawler, E. L. (1973). Optimal sequencing of a single machine subject to precedence constraints.
Management Science 19(5), 544-546. https://doi.org/10.1287/mnsc.19.5.544
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np

from mlpath.solving.choosing import cheapest_closure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mlpath.solving.base import Instance, IntArray

T = TypeVar("T")

NODES = 60  # instances solved at most; beyond them the best found is told with a true bound


class Trial(NamedTuple, Generic[T]):
    """What a solver made of one instance: a set, what it comes to, and a bound for that."""

    chosen: IntArray
    choices: IntArray
    objective: int
    bound: int
    answer: T


@dataclass(frozen=True, slots=True)
class Dates:
    """Minutes of study by which steps are due.

    Parameters
    ----------
    soft
        For steps the minute after which they earn nothing.
    hard
        For required steps the minute by which they have to be finished.
    """

    soft: Mapping[int, int]
    hard: Mapping[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class InTime(Generic[T]):
    """The best choice found whose value comes in time.

    Parameters
    ----------
    trial
        The set, and the solver's answer it came from; `objective` counts no late value.
    instance
        The instance with no value for steps of the set that are late.
    kept
        Dated steps of the set that earn their value; all of them can be in time together.
    bound
        No choice comes to more.
    plain
        Whether it is the solver's answer to the instance as it is, without regard to dates.
    """

    trial: Trial[T]
    instance: Instance
    kept: frozenset[int]
    bound: int
    plain: bool


class _Node(NamedTuple):
    """What a branch has decided: steps that earn nothing, alternatives that serve nothing."""

    late: frozenset[int] = frozenset()
    barred: frozenset[tuple[int, int]] = frozenset()


def solve_dated(
    instance: Instance,
    dates: Dates,
    solve: Callable[[Instance], Trial[T] | None],
    *,
    nodes: int = NODES,
) -> InTime[T] | None:
    """Choose the set that comes to most once steps that are late earn nothing.

    Parameters
    ----------
    instance
        Steps, prerequisites, any-of groups and what they earn in time.
    dates
        When steps are due.
    solve
        From an instance with the same steps and groups the best set, None if there is none.
    nodes
        Instances to solve at most.

    Returns
    -------
    InTime or None
        None if no set holds what is required by its dates.

    Examples
    --------
    >>> from mlpath.solving import Instance, solve
    >>> instance = Instance.build([60, 30, 50], [0, 1000, 900], edges=[(1, 0)])
    >>> def best(some):
    ...     found = solve(some)
    ...     return Trial(found.chosen, found.choices, found.value, found.bound, found)
    >>> found = solve_dated(instance, Dates({1: 90, 2: 130}, {}), best)
    >>> found.trial.objective, found.bound, sorted(found.kept)
    (1000, 1000, [1])
    """
    return _Search(instance, dates, solve).run(nodes)


def earned_in_time(
    instance: Instance, dates: Dates, trial: Trial[T], first: frozenset[int]
) -> Instance:
    """Return the instance without the value of what a set has too late.

    Parameters
    ----------
    instance, dates
        As for `solve_dated`.
    trial
        A set in which everything required can be in time.
    first
        Steps that come before others where not all can be in time.
    """
    search = _Search(instance, dates, lambda _: trial)
    return search.earned(trial, first)


def least_minutes(instance: Instance, steps: Iterable[int]) -> int | None:
    """Return the least minutes that hold steps with all they need, None if nothing does."""
    wanted = np.unique(np.asarray(sorted(steps), dtype=np.int64))
    found = cheapest_closure(instance, wanted)
    return None if found.status == "infeasible" else found.effort


def first_late(instance: Instance, due: Mapping[int, int]) -> tuple[int, int | None] | None:
    """Return the first date that cannot be kept, and the minutes needed by it.

    Parameters
    ----------
    instance
        Steps, prerequisites and any-of groups; each date takes the alternatives quickest for it.
    due
        Minute by which each step is due.

    Returns
    -------
    tuple or None
        The minutes are None where nothing holds what is due. None if each date by itself, with
        all due earlier, can be kept.
    """
    for minute in sorted(set(due.values())):
        needed = least_minutes(instance, (step for step, by in due.items() if by <= minute))
        if needed is None or needed > minute:
            return minute, needed
    return None


class _Search(Generic[T]):
    """Branches over what clashes, the greatest bound first."""

    def __init__(
        self, instance: Instance, dates: Dates, solve: Callable[[Instance], Trial[T] | None]
    ) -> None:
        self._instance = instance
        self._solve = solve
        self._hard = dict(dates.hard)
        self._soft = {step: by for step, by in dates.soft.items() if instance.value[step] > 0}
        self._rows = _rows(instance.indptr, instance.indices)
        self._some = _rows(instance.group_indptr, instance.group_indices)
        self._owned: dict[int, list[int]] = {}
        for group, owner in enumerate(instance.group_step.tolist()):
            self._owned.setdefault(owner, []).append(group)
        self._best: tuple[Trial[T], Instance, frozenset[int]] | None = None

    def run(self, nodes: int) -> InTime[T] | None:
        """Return the best choice, None if there is none."""
        start = _Node(late=frozenset(self._hopeless()))
        ticket = itertools.count()
        queue = [(0, next(ticket), start)]
        seen = {start}
        closed = 0  # bound of branches that are done
        solved = 0
        while queue:
            above, _, node = queue[0]
            if self._best is not None and -above <= self._best[0].objective and solved:
                break
            if solved >= nodes and self._best is not None:
                break
            heapq.heappop(queue)
            trial = self._solve(self._with(node))
            solved += 1
            if trial is None:
                continue
            clash = self._clash(trial, node)
            self._offer(trial, node)
            if clash is None:
                closed = max(closed, trial.bound)
                continue
            bound = trial.bound if solved == 1 else min(trial.bound, -above)
            for child in self._branches(trial, node, clash):
                if child not in seen:
                    seen.add(child)
                    heapq.heappush(queue, (-bound, next(ticket), child))
        if self._best is None:
            return None
        trial, instance, kept = self._best
        bound = max([closed, trial.objective, *(-entry[0] for entry in queue)])
        plain = np.array_equal(instance.value, self._instance.value) and not start.late
        plain = plain and solved == 1
        return InTime(trial, instance, kept, bound, plain)

    def earned(self, trial: Trial[T], first: frozenset[int]) -> Instance:
        """Return the instance without the value of what the trial has too late."""
        self._offer(trial, _Node(late=frozenset(self._soft).difference(first)))
        return self._instance if self._best is None else self._best[1]

    def _hopeless(self) -> list[int]:
        """Return the dated steps that could not be in time even if nothing else were wanted."""
        found = []
        for step, by in self._soft.items():
            first = [step, *(other for other, minute in self._hard.items() if minute <= by)]
            needed = least_minutes(self._instance, first)
            if needed is None or needed > by:
                found.append(step)
        return found

    def _with(self, node: _Node) -> Instance:
        """Return the instance of a branch."""
        instance = self._instance
        if node.late:
            value = instance.value.copy()
            value[sorted(node.late)] = 0
            instance = replace(instance, value=value)
        if node.barred:
            some = [
                [other for other in row if (group, other) not in node.barred]
                for group, row in enumerate(self._some)
            ]
            ends = np.cumsum([0, *map(len, some)]).astype(np.int64)
            flat = np.asarray([other for row in some for other in row], dtype=np.int64)
            instance = replace(instance, group_indptr=ends, group_indices=flat)
        return instance

    def _closure(self, trial: Trial[T], step: int) -> frozenset[int]:
        """Return a chosen step with all it needs, groups served as the trial has it."""
        found = {step}
        stack = [step]
        while stack:
            here = stack.pop()
            serving = (int(trial.choices[group]) for group in self._owned.get(here, ()))
            for other in (*self._rows[here], *serving):
                if other not in found:
                    found.add(other)
                    stack.append(other)
        return frozenset(found)

    def _clash(self, trial: Trial[T], node: _Node) -> dict[int, int] | None:
        """Return dated steps of the set that cannot be in time together, as few as can be."""
        due = {**self._dated(trial, node), **self._hard}
        # A step may be due twice: what earns by the earlier date is not let go here.
        for step, by in self._dated(trial, node).items():
            due[step] = min(by, due[step])
        closures = {step: self._closure(trial, step) for step in due}
        if self._in_time(due, closures):
            return None
        for step in sorted(due, key=lambda one: (one in self._hard, -due[one], one)):
            rest = {other: by for other, by in due.items() if other != step}
            if not self._in_time(rest, closures):
                due = rest
        return due

    def _dated(self, trial: Trial[T], node: _Node) -> dict[int, int]:
        inside = set(trial.chosen.tolist())
        return {
            step: by for step, by in self._soft.items() if step in inside and step not in node.late
        }

    def _in_time(self, due: Mapping[int, int], closures: Mapping[int, frozenset[int]]) -> bool:
        """Tell whether every date leaves time for what is due by then."""
        effort = self._instance.effort
        needed: set[int] = set()
        minutes = 0
        for step in sorted(due, key=lambda one: (due[one], one)):
            new = closures[step] - needed
            needed |= new
            minutes += int(effort[sorted(new)].sum())
            if minutes > due[step]:
                return False
        return True

    def _offer(self, trial: Trial[T], node: _Node) -> None:
        """Keep the set if it is the best once what cannot be in time earns nothing."""
        value = self._instance.value
        dated = self._dated(trial, _Node())
        closures = {step: self._closure(trial, step) for step in {*dated, *self._hard}}
        due = dict(self._hard)
        if not self._in_time(due, closures):
            return
        kept: set[int] = set()
        # What earned in this branch first; any that still fits after it earns as well.
        for step in sorted(dated, key=lambda one: (one in node.late, -int(value[one]), one)):
            more = {**due, step: min(dated[step], due.get(step, dated[step]))}
            if self._in_time(more, closures):
                due = more
                kept.add(step)
        counted = sum(int(value[step]) for step in dated if step not in node.late)
        worth = trial.objective - counted + sum(int(value[step]) for step in kept)
        if self._best is not None and worth <= self._best[0].objective:
            return
        earned = value.copy()
        earned[[step for step in dated if step not in kept]] = 0
        instance = replace(self._instance, value=earned)
        self._best = trial._replace(objective=worth), instance, frozenset(kept)

    def _branches(self, trial: Trial[T], node: _Node, clash: Mapping[int, int]) -> list[_Node]:
        """Return what could be otherwise so that the clash is none."""
        soft = [step for step in sorted(clash) if step in self._soft and step not in node.late]
        found = [_Node(node.late | {step}, node.barred) for step in soft]
        if not self._some or first_late(self._instance, clash) is not None:
            return found
        inside = frozenset().union(*(self._closure(trial, step) for step in clash))
        groups = sorted(group for step in inside for group in self._owned.get(step, ()))
        pairs = ((group, int(trial.choices[group])) for group in groups)
        return found + [_Node(node.late, node.barred | {pair}) for pair in pairs]


def _rows(indptr: IntArray, indices: IntArray) -> list[list[int]]:
    ends, numbers = indptr.tolist(), indices.tolist()
    return [numbers[first:last] for first, last in itertools.pairwise(ends)]
