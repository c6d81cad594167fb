"""The same search by HiGHS, through scipy, for cores that the own search does not exhaust.

HiGHS takes no start and prints to file descriptor 1 past Python, and a signal waits until it
returns. So the best known set becomes a row to beat, the descriptor is pointed away while it
runs, and it runs in a daemon thread that is left behind when the user interrupts. Its floats are
trusted for nothing but the claim that a branch-and-bound tree is exhausted: every set it returns
is rounded, checked and valued in integers.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from mlpath.solving.arrays import rows
from mlpath.solving.searching import Found, best_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scipy.optimize import OptimizeResult

    from mlpath.solving.base import BoolArray, IntArray
    from mlpath.solving.core import Core
    from mlpath.solving.searching import Best, Goal

_Result = TypeVar("_Result")
_EXHAUSTED, _CUT_SHORT, _EMPTY = 0, 1, 2  # scipy's status numbers
_EXACT = 2.0**46  # sums beyond this are not left to floats


def engine_name() -> str:
    """Name and version of the engine, for proofs."""
    import scipy  # noqa: PLC0415  (heavy)

    return f"HiGHS through scipy {scipy.__version__}"


def search_with_highs(core: Core, best: Best, goal: Goal, nodes: int) -> Found:
    """Look for sets better than `best` in the core.

    Parameters
    ----------
    core
        A living core.
    best
        The set to beat.
    goal
        More value; or, with ties, the same value for less effort, then lower ranks.
    nodes
        Branch-and-bound nodes after which each run is cut short.

    Returns
    -------
    Found
        ``finished`` if the tree was exhausted and what it found stands in integers.
    """
    if not goal.ties:
        low = (best.value + goal.quantum - core.base_value) // goal.quantum
        worth = core.value // goal.quantum
        return _run(core, -worth, [(worth, low, np.inf)], best, nodes)
    value = [(core.value // goal.quantum, (best.value - core.base_value) // goal.quantum, np.inf)]
    spare = best.effort - core.base_effort
    found = _run(core, core.effort, [*value, (core.effort, 0, spare - 1)], best, nodes)
    if not found.finished:
        return found
    spare = found.best.effort - core.base_effort
    ranks = found.best.rank - int(core.base.sum())
    rows_of_ties = [*value, (core.effort, 0, spare), (core.steps, 0, ranks - 1)]
    return _run(core, core.steps, rows_of_ties, found.best, nodes)


def _run(
    core: Core,
    cost: IntArray,
    extra: Sequence[tuple[IntArray, float, float]],
    best: Best,
    nodes: int,
) -> Found:
    """Minimise `cost` over the core's sets within the rows `extra`."""
    if float(np.abs(cost).sum()) >= _EXACT:
        return Found(best, finished=False, nodes=0)
    result = quietly(lambda: _milp(core, cost, extra, nodes))
    if result.status == _EMPTY:
        return Found(best, finished=True, nodes=nodes)
    if result.x is None:
        return Found(best, finished=False, nodes=nodes)
    mask = result.x > 0.5  # noqa: PLR2004  (a rounded switch)
    if not stands(core, mask):
        return Found(best, finished=False, nodes=nodes)
    other = best_of(core, mask)
    exhausted = result.status == _EXHAUSTED and _closed(int(cost[mask].sum()), result)
    return Found(other if other.key > best.key else best, finished=exhausted, nodes=nodes)


def _closed(cost: int, result: OptimizeResult) -> bool:
    """Whether the float bound leaves no room for a cheaper integer."""
    return bool(result.mip_dual_bound > cost - 1 + 1e-3)


def stands(core: Core, mask: BoolArray) -> bool:
    """Tell whether a set is closed, serves its groups and fits.

    Parameters
    ----------
    core
        A living core.
    mask
        Marks of its chosen steps.
    """
    if not mask[core.indices][mask[rows(core.indptr)]].all():
        return False
    if int(core.effort[mask].sum()) > core.capacity:
        return False
    group = rows(core.group_indptr)
    served = np.bincount(group[mask[core.group_indices]], minlength=core.groups) > 0
    asked = (core.owner < 0) | mask[core.owner]
    return bool((served | ~asked).all())


def _milp(
    core: Core, cost: IntArray, extra: Sequence[tuple[IntArray, float, float]], nodes: int
) -> OptimizeResult:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  (heavy)
    from scipy.sparse import csr_matrix, vstack  # noqa: PLC0415  (heavy)

    size, arcs = core.size, len(core.indices)
    tails = rows(core.indptr)
    line = np.arange(arcs)
    needs = csr_matrix(
        (
            np.repeat([1.0, -1.0], arcs),
            (np.concatenate((line, line)), np.concatenate((tails, core.indices))),
        ),
        shape=(arcs, size),
    )
    group = rows(core.group_indptr)
    owned = np.flatnonzero(core.owner >= 0)
    any_of = csr_matrix(
        (
            np.concatenate((-np.ones(len(group)), np.ones(len(owned)))),
            (
                np.concatenate((group, owned)),
                np.concatenate((core.group_indices, core.owner[owned])),
            ),
        ),
        shape=(core.groups, size),
    )
    lines = [(core.effort, 0, core.capacity), *extra]
    knapsacks = csr_matrix(np.asarray([line for line, _, _ in lines], dtype=np.float64))
    upper = np.concatenate(
        (np.zeros(arcs), np.where(core.owner < 0, -1.0, 0.0), [high for _, _, high in lines])
    )
    lower = np.concatenate((np.full(arcs + core.groups, -np.inf), [low for _, low, _ in lines]))
    return milp(
        cost.astype(np.float64),
        integrality=np.ones(size, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(vstack((needs, any_of, knapsacks)).tocsc(), lower, upper),
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )


def quietly(work: Callable[[], _Result], stop: Callable[[], object] | None = None) -> _Result:
    """Run `work` in a daemon thread with file descriptor 1 pointed away.

    Parameters
    ----------
    work
        What holds signals back until it is done.
    stop
        Called when the user interrupts, to tell `work` that nobody waits for it any more.
    """
    outcome: list[_Result | BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001  (handed to the waiting thread)
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    with _descriptor_away():
        thread.start()
        try:
            while thread.is_alive():
                thread.join(0.05)
        except BaseException:
            if stop is not None:
                stop()
            raise
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


@contextlib.contextmanager
def _descriptor_away() -> Iterator[None]:
    """Point file descriptor 1 at nothing for a while."""
    with contextlib.suppress(AttributeError, ValueError):
        sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # no descriptor 1 to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
