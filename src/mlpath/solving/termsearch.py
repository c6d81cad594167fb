"""The smallest largest load of terms by HiGHS, through scipy, where rules leave it open.

A switch says for each step and term whether the step is done by the end of the term: chains are
then rows of two entries, and windows fix most switches. Every layout is rounded and looked at in
integers; only the claim that a tree is exhausted is taken from the engine.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.highs import quietly
from mlpath.solving.terms import TermLayout, loads_of, windows

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult
    from scipy.sparse import csr_matrix

    from mlpath.solving.base import IntArray
    from mlpath.solving.terms import TermProblem

_EXHAUSTED, _EMPTY = 0, 2  # scipy's status numbers
_SLACK = 1e-3  # what a float bound may be off by


def search_terms(
    problem: TermProblem, best: IntArray | None, bound: int, nodes: int
) -> TermLayout:
    """Look for a layout better than `best`.

    Parameters
    ----------
    problem
        What to lay out.
    best
        The layout to beat; None where there is none.
    bound
        No largest load is below.
    nodes
        Branch-and-bound nodes after which the engine is cut short.

    Returns
    -------
    TermLayout
        At least as good as `best`.
    """
    quantum = problem.quantum
    largest = problem.most + 1 if best is None else int(loads_of(problem, best).max())
    cap = (largest - 1) // quantum * quantum
    span = windows(problem, cap)
    if span is None:
        return _outcome(problem, best, largest)
    result = quietly(lambda: _milp(problem, span, (bound, cap), nodes))
    if result.status == _EMPTY:
        return _outcome(problem, best, largest)
    if result.mip_dual_bound is not None and math.isfinite(result.mip_dual_bound):
        proven = math.ceil(result.mip_dual_bound - _SLACK) * quantum
        bound = max(bound, min(proven, largest))
    if result.x is None:
        return _outcome(problem, best, bound)
    done = result.x[:-1].reshape(problem.size, problem.terms) > 0.5  # noqa: PLR2004 - a switch
    term = problem.terms - done.sum(axis=1)
    if problem.fits(term) and int(loads_of(problem, term).max()) < largest:
        best = term
    if result.status != _EXHAUSTED:
        bound = min(bound, cap)
    return _outcome(problem, best, bound)


def _outcome(problem: TermProblem, best: IntArray | None, bound: int) -> TermLayout:
    """Return a layout with its bound; without one, one beyond the limit proves that none is."""
    if best is None:
        return TermLayout(None, 0, bound, proven=bound > problem.most)
    largest = int(loads_of(problem, best).max())
    return TermLayout(best, largest, min(bound, largest), proven=bound >= largest)


def _milp(
    problem: TermProblem, span: tuple[IntArray, IntArray], loads: tuple[int, int], nodes: int
) -> OptimizeResult:
    """Ask for the smallest largest load, in quanta, between the two loads."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  (heavy)
    from scipy.sparse import vstack  # noqa: PLC0415  (heavy)

    size, terms, quantum = problem.size, problem.terms, problem.quantum
    now = np.arange(terms)[None, :]
    upper = np.append((now >= span[0][:, None]).ravel(), loads[1] // quantum).astype(np.float64)
    lower = np.append((now >= span[1][:, None]).ravel(), -(loads[0] // -quantum)).astype(
        np.float64
    )
    blocks, lows, highs = [_orders(problem)], [], [np.zeros(0)]
    lows.append(np.full(blocks[0].shape[0], -np.inf))
    highs = [np.zeros(blocks[0].shape[0])]
    effort = problem.effort / quantum
    least, most = problem.count
    for block, low, high in (
        (_sums(problem, effort, largest=-1.0), -np.inf, 0.0),
        (_sums(problem, effort, largest=0.0), problem.load[0] / quantum, np.inf),
        (_sums(problem, np.ones(size)), float(least), np.inf if most is None else float(most)),
    ):
        blocks.append(block)
        lows.append(np.full(terms, low))
        highs.append(np.full(terms, high))
    cost = np.zeros(size * terms + 1)
    cost[-1] = 1.0
    rows = LinearConstraint(vstack(blocks).tocsc(), np.concatenate(lows), np.concatenate(highs))
    return milp(
        cost,
        integrality=np.ones(len(cost), dtype=np.int64),
        bounds=Bounds(lower, upper),
        constraints=rows,
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )


def _orders(problem: TermProblem) -> csr_matrix:
    """Rows that say: once done, always done; and not done before its prerequisites are."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  (heavy)

    size, terms = problem.size, problem.terms
    cell = np.arange(size * terms).reshape(size, terms)
    less = [cell[:, :-1].ravel()]
    more = [cell[:, 1:].ravel()]
    for (step, other), lag in zip(problem.edges.tolist(), problem.apart.tolist(), strict=True):
        # Windows keep a step out of the first `lag` terms.
        less.append(cell[step, lag:])
        more.append(cell[other, : terms - lag])
    small, large = np.concatenate(less), np.concatenate(more)
    line = np.arange(len(small))
    entries = np.repeat([1.0, -1.0], len(line))
    places = (np.concatenate((line, line)), np.concatenate((small, large)))
    return csr_matrix((entries, places), shape=(len(line), size * terms + 1))


def _sums(
    problem: TermProblem, weight: np.typing.NDArray[np.float64], largest: float = 0.0
) -> csr_matrix:
    """Rows that sum the weights of each term's steps, and `largest` times the largest load."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  (heavy)

    size, terms = problem.size, problem.terms
    cell = np.arange(size * terms).reshape(size, terms)
    term = np.tile(np.arange(terms), size)
    weights = np.repeat(weight, terms)
    later = term[term > 0]
    entries = np.concatenate((weights, -weights[term > 0], np.full(terms, largest)))
    lines = np.concatenate((term, later, np.arange(terms)))
    columns = np.concatenate((cell.ravel(), cell[:, :-1].ravel(), np.full(terms, size * terms)))
    return csr_matrix((entries, (lines, columns)), shape=(terms, size * terms + 1))
