"""Choosing steps: the most value within the minutes, then the least effort, then lowest ranks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import closure_sums, rows
from mlpath.solving.base import Proof, Solution, Status
from mlpath.solving.branching import branch_and_bound, improve, target_of
from mlpath.solving.chain import Split, split_at
from mlpath.solving.deepening import deepen, trim
from mlpath.solving.core import narrow, table_of, whole_core, with_table
from mlpath.solving.greedy import best_fill, settle_groups
from mlpath.solving.pricing import break_of, price_apart, price_core, with_tolls
from mlpath.solving.ranking import nested_prefix
from mlpath.solving.reducing import TABLE_SIZE, add_up, squeeze
from mlpath.solving.searching import Goal, best_of
from mlpath.solving.windows import search_windows, settle_roughly, window_at

if TYPE_CHECKING:
    from mlpath.solving.base import Instance, IntArray
    from mlpath.solving.core import Core
    from mlpath.solving.pricing import Priced
    from mlpath.solving.searching import Best, Found

_PROVABLE = 150_000  # steps up to which the whole core is squeezed for a proof
OWN_ENGINE = "mlpath branch and bound 2"
_SMALL = 300  # steps from which a window around the break is filled instead of all
_MERGING_WORK = 3_000_000  # totals that the merging search makes before it gives up
_OWN_WORK = 250_000  # nodes of the own search before HiGHS is asked
_HIGHS_WORK = 10**9  # nodes times the square of the core's size, which a node's cost goes with


@dataclass(frozen=True, slots=True)
class _Closing:
    """What the search behind a stage came to."""

    best: Best
    finished: bool
    bound: int | None
    engine: str


def solve(
    instance: Instance,
    *,
    choose: str = "optimal",
    work_limit: int | None = None,
    seed: int = 0,
    engine: str = "auto",
) -> Solution:
    """Choose a closed set of steps.

    Parameters
    ----------
    instance
        Steps, prerequisites, any-of groups, required steps and capacity.
    choose
        ``'optimal'``: most value, then least effort, then least sum of indices. ``'nested'``:
        the longest fitting prefix of one ranked list, so that more capacity removes nothing.
    work_limit
        Nodes of search to spend at most; ``None`` for the default of a fixed amount of work.
        Never seconds: the same limit gives the same answer everywhere.
    seed
        Reserved for randomised improvement: nothing is random so far, so it changes nothing.
    engine
        ``'auto'``: own search, then HiGHS; ``'scipy'``: HiGHS right after reduction.

    Returns
    -------
    Solution
        With a true bound whatever the limit; ``optimal`` only if value and bound are equal.

    Raises
    ------
    ValueError
        If `choose` or `engine` is unknown.

    References
    ----------
    Kellerer, H., Pferschy, U., Pisinger, D. (2004). Knapsack Problems, chapter 13. Springer.
    https://doi.org/10.1007/978-3-540-24777-7

    Examples
    --------
    >>> from mlpath.solving import Instance, solve
    >>> instance = Instance.build([60, 30, 50], [0, 1000, 900], edges=[(1, 0)], capacity=140)
    >>> solution = solve(instance)
    >>> solution.value, solution.effort, solution.bound, str(solution.status)
    (1900, 140, 1900, 'optimal')
    """
    if choose not in {"optimal", "nested"}:
        message = f"choose must be 'optimal' or 'nested', not {choose!r}"
        raise ValueError(message)
    if engine not in {"auto", "scipy"}:
        message = f"engine must be 'auto' or 'scipy', not {engine!r}"
        raise ValueError(message)
    del seed
    core = whole_core(instance)
    if core.dead or (instance.capacity is not None and (core.owner < 0).any()):
        needed = _least_minutes(instance)
        if needed is None or (instance.capacity is not None and needed > instance.capacity):
            return Solution(Status.INFEASIBLE, choices=_no_choices(instance), needed=needed)
    if choose == "nested":
        return _nested(instance, core)
    return _optimal(instance, core, work_limit, engine)


def cheapest_closure(instance: Instance, targets: IntArray) -> Solution:
    """Find the least effort that holds `targets` with all that they need.

    Parameters
    ----------
    instance
        Its values, required steps and capacity are not looked at.
    targets
        Indices of the steps to hold.

    Returns
    -------
    Solution
        Optimal over all any-of choices, ties by the least sum of indices; infeasible if a
        target needs a group without alternatives.

    Examples
    --------
    >>> from mlpath.solving import Instance, cheapest_closure
    >>> instance = Instance.build([5, 9, 1], [0, 0, 0], groups=[(2, [0, 1])])
    >>> cheapest_closure(instance, [2]).chosen.tolist()
    [0, 2]
    """
    plain = replace(
        instance,
        value=np.zeros(instance.size, dtype=np.int64),
        required=np.unique(np.asarray(targets, dtype=np.int64)),
        capacity=None,
    )
    core = whole_core(plain)
    if core.dead:
        return Solution(Status.INFEASIBLE, choices=_no_choices(instance))
    found = _optimal(plain, core, None, "auto")
    value = int(instance.value[found.chosen].sum())
    return replace(found, value=value, bound=value)


def _least_minutes(instance: Instance) -> int | None:
    """Least minutes that hold the required steps, ``None`` if nothing does."""
    cheapest = cheapest_closure(instance, instance.required)
    return None if cheapest.status is Status.INFEASIBLE else cheapest.effort


def _no_choices(instance: Instance) -> IntArray:
    return np.full(instance.groups, -1, dtype=np.int64)


def choices_of(instance: Instance, chosen: IntArray) -> IntArray:
    """For each any-of group the first listed alternative that is chosen, else -1."""
    mask = np.zeros(instance.size, dtype=np.bool_)
    mask[chosen] = True
    choices = _no_choices(instance)
    if instance.groups:
        group = rows(instance.group_indptr)
        hits = np.flatnonzero(mask[instance.group_indices] & mask[instance.group_step[group]])
        # Assigned backwards, so that the first listed one stays.
        choices[group[hits][::-1]] = instance.group_indices[hits][::-1]
    return choices


def _optimal(instance: Instance, core: Core, work_limit: int | None, engine: str) -> Solution:
    """Prove the best set: bound, a good set, more value, then ties."""
    split = split_at(core.indptr, core.indices, core.effort, core.value, core.capacity)
    quantum = max(1, int(np.gcd.reduce(instance.value, initial=0)))
    start, root = _first(instance, core, split, quantum)
    root, near = _nearer(core, root, start, quantum)
    ceiling = root.bound(core) // quantum * quantum
    if near.size <= TABLE_SIZE:
        near = with_table(near)
    limit = _MERGING_WORK if work_limit is None else work_limit
    if engine == "auto":
        found = deepen(near, start, ceiling, quantum, limit)
        if found.finished or work_limit is not None:
            value = _Closing(found.best, found.finished, found.bound, OWN_ENGINE)
            return _solution(instance, core, root, ceiling, value, found.best)
        ceiling_now = found.bound
    else:
        ceiling_now = ceiling
    if start.value >= ceiling_now:
        value = _Closing(start, finished=True, bound=None, engine=OWN_ENGINE)
    else:
        value = _close(near, start, Goal(quantum, ties=False), work_limit, engine)
        if not value.finished:
            value = replace(value, bound=min(ceiling_now, value.bound or ceiling_now))
    tied = value
    if value.finished:
        tied = _close(near, value.best, Goal(quantum, ties=True), work_limit, engine)
    return _solution(instance, core, root, ceiling, value, tied.best)


def _nearer(core: Core, root: Priced, start: Best, quantum: int) -> tuple[Priced, Core]:
    """Decide steps by the bound at the break; where groups ask for more, by a tighter one."""
    near = trim(core, root, start.value)
    if not near.groups or root.bound(core) < start.value + quantum:
        return root, near
    near = with_tolls(near, start.value)
    toll = core.toll.copy()
    toll[np.searchsorted(core.group, near.group)] = near.toll
    core = replace(core, toll=toll)
    other = price_core(core, break_of(near).price, start.value + quantum)
    if other.bound(core) >= root.bound(core):
        return root, near
    return other, trim(core, other, start.value)


def _first(instance: Instance, core: Core, split: Split, quantum: int) -> tuple[Best, Priced]:
    """Find a set to start from, and the bound at the price where the chain breaks."""
    if core.size <= _SMALL:
        start = _greedy(instance, core)
        return start, price_core(core, split.price, start.value + quantum)
    if core.size > TABLE_SIZE:
        return _first_of_many(instance, core, split, quantum)
    plain = settle_roughly(core, split)
    if not plain.dead:
        again = split_at(plain.indptr, plain.indices, plain.effort, plain.value, plain.capacity)
        priced = price_core(plain, again.price, 0)
        window = window_at(plain, priced, again.inner, _SMALL)
        start = improve(window, best_of(plain, again.inner))
    else:
        start = _greedy(instance, core)
    return start, price_core(core, split.price, start.value + quantum)


def _greedy(instance: Instance, core: Core) -> Best:
    """Start from a greedy set, or the cheapest one that holds what is required."""
    mask = best_fill(core)
    if mask is not None:
        return best_of(core, mask)
    cheapest = cheapest_closure(instance, instance.required)
    return best_of(core, np.isin(core.steps, cheapest.chosen))


def _first_of_many(
    instance: Instance, core: Core, split: Split, quantum: int
) -> tuple[Best, Priced]:
    """Start a large core from its chain and windows around the break; bound it on the way."""
    if not core.groups:
        root = price_apart(core, split.price, split.inner)
        return search_windows(core, root, split.inner, quantum), root
    plain = settle_roughly(core, split)
    if plain.dead:  # the rough choices do not hold what is required
        cheapest = cheapest_closure(instance, instance.required)
        nobody = np.zeros(core.size, dtype=np.bool_)
        plain = narrow(core, np.isin(core.steps, cheapest.chosen), nobody)
        plain = settle_roughly(plain, _nothing(plain))
    again = split_at(plain.indptr, plain.indices, plain.effort, plain.value, plain.capacity)
    priced = price_apart(plain, again.price, again.inner)
    best = search_windows(plain, priced, again.inner, quantum)
    return best, price_core(core, split.price, best.value + quantum)


def _nothing(core: Core) -> Split:
    nobody = np.zeros(core.size, dtype=np.bool_)
    return Split(nobody, nobody, Fraction(0))


def _close(core: Core, best: Best, goal: Goal, work_limit: int | None, engine: str) -> _Closing:
    """Exhaust the core with the own search, then with HiGHS."""
    bound = None
    if core.size > TABLE_SIZE:
        core = squeeze(core, target_of(best, goal, core.base_effort + core.capacity))
        if core.dead:
            return _Closing(best, finished=True, bound=None, engine=OWN_ENGINE)
        if core.size > TABLE_SIZE:
            return _Closing(best, finished=False, bound=None, engine="")
    if engine == "auto":
        found = branch_and_bound(core, best, goal, _OWN_WORK if work_limit is None else work_limit)
        if found.finished or work_limit is not None:
            return _Closing(found.best, found.finished, found.bound, OWN_ENGINE)
        best, bound = found.best, found.bound
    return _close_with_highs(core, best, goal, work_limit, bound)


def _close_with_highs(
    core: Core, best: Best, goal: Goal, work_limit: int | None, bound: int | None
) -> _Closing:
    from mlpath.solving.highs import engine_name, search_with_highs  # noqa: PLC0415  (heavy)

    room = core.base_effort + core.capacity
    small = squeeze(core, target_of(best, goal, room))
    if small.dead:
        return _Closing(best, finished=True, bound=None, engine=OWN_ENGINE)
    if not small.size:
        only = best_of(small, np.zeros(0, dtype=np.bool_))
        better = only if only.key > best.key else best
        return _Closing(better, finished=True, bound=None, engine=OWN_ENGINE)
    nodes = _HIGHS_WORK // small.size**2 + 1 if work_limit is None else work_limit
    found: Found = search_with_highs(small, best, goal, nodes)
    return _Closing(found.best, found.finished, bound, engine_name())


def _solution(  # noqa: PLR0913, PLR0917  (each is one fact of the answer)
    instance: Instance, core: Core, root: Priced, ceiling: int, value: _Closing, best: Best
) -> Solution:
    """Check the best set in integers and say what proves it."""
    effort = check_set(instance, best.chosen)
    total = int(instance.value[best.chosen].sum())
    if value.finished:
        bound = total
    else:
        bound = max(total, ceiling if value.bound is None else min(ceiling, value.bound))
    kind = "price" if total >= ceiling else "search"
    if kind == "price" and instance.capacity is None and not root.price:
        kind = "all"
    return Solution(
        status=Status.OPTIMAL if total == bound else Status.FEASIBLE,
        chosen=best.chosen,
        choices=choices_of(instance, best.chosen),
        value=total,
        effort=effort,
        bound=bound,
        proof=Proof(
            kind, root.price, root.bound(core), value.engine if kind == "search" else None
        ),
    )


def _nested(instance: Instance, core: Core) -> Solution:
    """Take the longest prefix of the ranked list that fits.

    What is required comes first, in its cheapest form: that does not hang on the capacity.
    """
    whole = core
    if (core.owner < 0).any():
        cheapest = cheapest_closure(instance, instance.required)
        whole = narrow(
            core, np.isin(core.steps, cheapest.chosen), np.zeros(core.size, dtype=np.bool_)
        )
    chosen = nested_prefix(whole)
    split = split_at(core.indptr, core.indices, core.effort, core.value, core.capacity)
    root = price_core(core, split.price, 0)
    effort = check_set(instance, chosen)
    total = int(instance.value[chosen].sum())
    bound = max(total, root.bound(core))
    return Solution(
        status=Status.OPTIMAL if total == bound else Status.FEASIBLE,
        chosen=chosen,
        choices=choices_of(instance, chosen),
        value=total,
        effort=effort,
        bound=bound,
        proof=Proof("price", root.price, root.bound(core)),
    )


def check_set(instance: Instance, chosen: IntArray) -> int:
    """Check a set against the instance, in integers, and return its effort.

    Raises
    ------
    RuntimeError
        If it is not closed, misses a group or a required step, or exceeds the capacity: a
        defect of this room, never of the input.
    """
    mask = np.zeros(instance.size, dtype=np.bool_)
    mask[chosen] = True
    effort = int(instance.effort[mask].sum())
    closed = mask[instance.indices][mask[rows(instance.indptr)]].all()
    served = (choices_of(instance, chosen) >= 0) | ~mask[instance.group_step]
    fits = instance.capacity is None or effort <= instance.capacity
    if not (closed and served.all() and mask[instance.required].all() and fits):
        message = "the solver returned a set that does not stand; please report this"
        raise RuntimeError(message)
    return effort


def marginal_closures(
    instance: Instance, chosen: IntArray, steps: IntArray
) -> tuple[IntArray, IntArray]:
    """Price what each step would still need, itself included, given what is chosen.

    Parameters
    ----------
    instance
        Steps, prerequisites and groups.
    chosen
        A closed set.
    steps
        Steps to price.

    Returns
    -------
    tuple of IntArray
        Minutes and thousandths for each of `steps`, 0 where it is chosen already. An any-of
        group takes the alternative that adds the least effort at its place.

    Examples
    --------
    >>> from mlpath.solving import Instance, marginal_closures
    >>> instance = Instance.build([10, 20, 5], [0, 0, 7], edges=[(2, 0), (2, 1)])
    >>> minutes, values = marginal_closures(instance, [0], [2])
    >>> minutes.tolist(), values.tolist()
    ([25], [7])
    """
    steps = np.asarray(steps, dtype=np.int64)
    wanted = np.zeros(instance.size, dtype=np.int64)
    wanted[steps] = 1
    asked = replace(
        instance, value=wanted, required=np.asarray(chosen, dtype=np.int64), capacity=None
    )
    core = whole_core(asked)
    minutes = np.zeros(instance.size, dtype=np.int64)
    values = minutes.copy()
    if core.size <= TABLE_SIZE:
        plain, _ = settle_groups(core)
        table = table_of(plain)
        minutes[core.steps] = add_up(table, core.effort)
        values[core.steps] = add_up(table, instance.value[core.steps])
    else:
        plain = settle_roughly(core, _nothing(core))
        asked_for = np.flatnonzero(np.isin(plain.steps, steps))
        sums = closure_sums(
            plain.indptr,
            plain.indices,
            asked_for,
            np.stack((plain.effort, instance.value[plain.steps])),
        )
        minutes[plain.steps[asked_for]], values[plain.steps[asked_for]] = sums
    return minutes[steps], values[steps]
