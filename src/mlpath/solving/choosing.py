"""Choosing steps: the most value within the minutes, then the least effort, then lowest ranks."""

from __future__ import annotations

from dataclasses import replace
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from mlpath.errors import RequestError
from mlpath.solving import engines
from mlpath.solving.arrays import closure_sums
from mlpath.solving.base import Proof, Solution, Status
from mlpath.solving.chain import split_at
from mlpath.solving.checking import check_set, choices_of, no_choices
from mlpath.solving.core import narrow, table_of, whole_core
from mlpath.solving.greedy import settle_groups
from mlpath.solving.pricing import price_core
from mlpath.solving.proving import optimal
from mlpath.solving.ranking import nested_prefix
from mlpath.solving.reducing import TABLE_SIZE, add_up
from mlpath.solving.windows import nothing_of, settle_roughly

if TYPE_CHECKING:
    from mlpath.solving.base import Instance, IntArray
    from mlpath.solving.core import Core


def solve(
    instance: Instance,
    *,
    choose: str = "optimal",
    work_limit: int | None = None,
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
    engine
        ``'auto'``: own search, then CP-SAT if OR-Tools is installed (the extra ``ortools``),
        else HiGHS; ``'scipy'`` and ``'ortools'``: HiGHS or CP-SAT right after reduction. All
        give the same set wherever they prove it the best.

    Returns
    -------
    Solution
        With a true bound whatever the limit; ``optimal`` only if value and bound are equal.

    Raises
    ------
    RequestError
        If `choose` or `engine` is unknown, OR-Tools asked for and not installed, or the work
        limit not a whole number of at least 0. It is a ``ValueError``, too.

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
        raise RequestError(message)
    if engine not in {"auto", "scipy", "ortools"}:
        message = f"engine must be 'auto', 'scipy' or 'ortools', not {engine!r}"
        raise RequestError(message)
    if engine == "ortools" and not engines.installed():
        message = "engine 'ortools' needs OR-Tools: pip install 'mlpath-planner[ortools]'"
        raise RequestError(message)
    if work_limit is not None and (not isinstance(work_limit, Integral) or work_limit < 0):
        message = f"work_limit must be a whole number of at least 0, not {work_limit!r}"
        raise RequestError(message)
    core = whole_core(instance)
    if core.dead or (instance.capacity is not None and (core.owner < 0).any()):
        needed = _least_minutes(instance)
        if needed is None or (instance.capacity is not None and needed > instance.capacity):
            return Solution(Status.INFEASIBLE, choices=no_choices(instance), needed=needed)
    if choose == "nested":
        return _nested(instance, core)
    return optimal(instance, core, work_limit, engine)


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
        return Solution(Status.INFEASIBLE, choices=no_choices(instance))
    found = optimal(plain, core, None, "auto")
    value = int(instance.value[found.chosen].sum())
    return replace(found, value=value, bound=value)


def _least_minutes(instance: Instance) -> int | None:
    """Least minutes that hold the required steps, ``None`` if nothing does."""
    cheapest = cheapest_closure(instance, instance.required)
    return None if cheapest.status is Status.INFEASIBLE else cheapest.effort


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
        plain = settle_roughly(core, nothing_of(core))
        asked_for = np.flatnonzero(np.isin(plain.steps, steps))
        sums = closure_sums(
            plain.indptr,
            plain.indices,
            asked_for,
            np.stack((plain.effort, instance.value[plain.steps])),
        )
        minutes[plain.steps[asked_for]], values[plain.steps[asked_for]] = sums
    return minutes[steps], values[steps]
