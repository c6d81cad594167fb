"""The same search by CP-SAT, where OR-Tools is installed (the extra ``ortools``).

CP-SAT counts in integers and learns from what fails, which exhausts cores that neither the own
search nor HiGHS does. One worker and linear relaxations throughout: two workers are far slower
than one, and one gives the same answer every time. Its limit is work, not time.

A signal waits until it returns, so it runs in a daemon thread and is told to stop when the user
interrupts. Its own handler would end the process without a word and is switched off. It lives in
one process with scipy's HiGHS, which keeps its names to itself; never load highspy beside it.

References
----------
Perron, L., Didier, F., Gay, S. (2023). The CP-SAT-LP solver. 29th International Conference on
Principles and Practice of Constraint Programming, LIPIcs 280, 3:1-3:2.
https://doi.org/10.4230/LIPIcs.CP.2023.3
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpath.solving.arrays import rows
from mlpath.solving.highs import quietly, stands
from mlpath.solving.searching import Found, best_of

if TYPE_CHECKING:
    from mlpath.solving.base import BoolArray, IntArray
    from mlpath.solving.core import Core
    from mlpath.solving.searching import Best, Goal

_EXACT = 2**53  # sums beyond this would not come back exactly


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the program: low <= sum of weights of the chosen steps <= high."""

    weight: IntArray
    low: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """The marks found, if any; whether nothing costs less; and what every set costs at least."""

    mask: BoolArray | None
    finished: bool
    least: int | None


def engine_name() -> str:
    """Name and version of the engine, for proofs."""
    import ortools  # noqa: PLC0415  (an extra)

    return f"CP-SAT, OR-Tools {ortools.__version__}"


def search_with_cpsat(core: Core, best: Best, goal: Goal, work: float) -> Found:
    """Look for sets better than `best` in the core.

    Parameters
    ----------
    core
        A living core.
    best
        The set to beat.
    goal
        More value; or, with ties, the same value for less effort, then lower ranks.
    work
        CP-SAT's deterministic time after which each run is cut short: about a second each on a
        machine of 2020, but the same work everywhere.

    Returns
    -------
    Found
        ``finished`` if the core was exhausted. Every set is checked in integers.
    """
    worth = core.value // goal.quantum
    known = (best.value - core.base_value) // goal.quantum
    most = int(worth[worth > 0].sum())
    if not goal.ties:
        answer = _run(core, -worth, [_Row(worth, known + 1, most)], work)
        found = _taken(core, answer, best)
        if answer.finished or answer.least is None:
            return found
        above = core.base_value - answer.least * goal.quantum
        return replace(found, bound=max(above, found.best.value))
    value = _Row(worth, known, most)
    spare = best.effort - core.base_effort
    found = _taken(
        core, _run(core, core.effort, [value, _Row(core.effort, 0, spare - 1)], work), best
    )
    if not found.finished:
        return found
    spare = found.best.effort - core.base_effort
    ranks = found.best.rank - int(core.base.sum())
    tied = [value, _Row(core.effort, 0, spare), _Row(core.steps, 0, ranks - 1)]
    return _taken(core, _run(core, core.steps, tied, work), found.best)


def _taken(core: Core, answer: _Answer, best: Best) -> Found:
    """Check an answer in integers and keep the better of it and the set known."""
    if answer.mask is None:
        return Found(best, finished=answer.finished, nodes=0)
    if not stands(core, answer.mask):
        return Found(best, finished=False, nodes=0)
    other = best_of(core, answer.mask)
    if other.key <= best.key:  # the rows asked for better ones
        return Found(best, finished=False, nodes=0)
    return Found(other, finished=answer.finished, nodes=0)


def _run(core: Core, cost: IntArray, extra: list[_Row], work: float) -> _Answer:
    """Minimise `cost` over the core's sets within the rows `extra`."""
    if any(row.low > row.high for row in extra):
        return _Answer(None, finished=True, least=None)
    weights = [cost, core.effort, *(row.weight for row in extra)]
    if any(float(np.abs(weight).sum()) >= _EXACT for weight in weights):
        return _Answer(None, finished=False, least=None)
    from ortools.sat.python import cp_model  # noqa: PLC0415  (an extra, and heavy)

    model, taken = _model(core, cost, extra)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = 0
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_deterministic_time = work
    status = quietly(lambda: solver.solve(model), solver.stop_search)
    if status == cp_model.INFEASIBLE:
        return _Answer(None, finished=True, least=None)
    least = (
        int(np.ceil(solver.best_objective_bound - 0.5))
        if status != cp_model.MODEL_INVALID
        else None
    )
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return _Answer(None, finished=False, least=least)
    mask = np.asarray([solver.boolean_value(step) for step in taken], dtype=np.bool_)
    return _Answer(mask, status == cp_model.OPTIMAL, least)


def _model(core: Core, cost: IntArray, extra: list[_Row]) -> tuple[Any, list[Any]]:
    """Write the program down: a switch for each step, clauses for needs and groups, sums."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  (an extra, and heavy)

    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in range(core.size)]
    for step, need in zip(rows(core.indptr).tolist(), core.indices.tolist(), strict=True):
        model.add_implication(taken[step], taken[need])
    some, starts = core.group_indices.tolist(), core.group_indptr.tolist()
    for k, owner in enumerate(core.owner.tolist()):
        served = [taken[step] for step in some[starts[k] : starts[k + 1]]]
        model.add_bool_or(served if owner < 0 else [taken[owner].negated(), *served])
    for row in [_Row(core.effort, 0, core.capacity), *extra]:
        total = cp_model.LinearExpr.weighted_sum(taken, row.weight.tolist())
        model.add_linear_constraint(total, row.low, row.high)
    model.minimize(cp_model.LinearExpr.weighted_sum(taken, cost.tolist()))
    return model, taken
