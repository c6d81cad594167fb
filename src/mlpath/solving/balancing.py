"""The smallest largest load of terms, and the fewest terms: rules first, then a search.

The first is the balanced academic curriculum problem, the second the simple assembly line
balancing problem of the first type. Layouts come from filling term after term from both ends by
several rules, then moving and swapping steps out of the fullest term. Integer programming decides
what that leaves open, where it is small.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mlpath.solving.terms import (
    TermLayout,
    TermProblem,
    least_load,
    loads_of,
    longest_chain,
    windows,
)

if TYPE_CHECKING:
    from mlpath.solving.base import IntArray

_NODES = 1_000  # branch-and-bound nodes of one question to the engine
_CELLS = 600  # steps times terms up to which the engine is asked of itself
_MOST_CELLS = 6_000  # and where a number of nodes was named
_ROUNDS = 2_000  # moves, swaps and trades
_TRADES = 500_000  # trades of one step for two between two terms that are looked at
_TRIED = 20  # of the best of them, in case steps need each other


def balance(problem: TermProblem, *, nodes: int | None = None) -> TermLayout:
    """Lay the steps into the terms so that the fullest term is as light as can be.

    Parameters
    ----------
    problem
        Steps, edges, terms and limits.
    nodes
        Branch-and-bound nodes after which the engine is cut short, 0 for not asking it. None
        means the default, and that it is asked only where that takes seconds.

    Returns
    -------
    TermLayout
        The best layout found, proven best where `proven` says so.

    References
    ----------
    Castro, C. & Manzano, S. (2001). Variable and value ordering when solving balanced academic
    curriculum problems. arXiv:cs/0110007

    Hnich, B., Kiziltan, Z. & Walsh, T. (2002). Modelling a balanced academic curriculum problem.
    CP-AI-OR 2002, 121-131.

    Scholl, A. & Becker, C. (2006). State-of-the-art exact and heuristic solution procedures for
    simple assembly line balancing. doi:10.1016/j.ejor.2004.07.022

    Examples
    --------
    Three steps of two hours after one of an hour, in three terms:

    >>> from mlpath.solving.terms import TermProblem
    >>> problem = TermProblem.build([60, 120, 120, 120], [(1, 0, 1), (2, 0, 1), (3, 0, 1)], 3)
    >>> layout = balance(problem)
    >>> layout.largest, layout.proven, layout.term.tolist()[0]
    (240, True, 0)
    """
    bound = least_load(problem)
    if bound is None:
        return TermLayout(None, 0, 0, proven=True)
    best = _by_rules(problem, bound)
    largest = 0 if best is None else int(loads_of(problem, best).max())
    if best is not None and largest <= bound:
        return TermLayout(best, largest, bound, proven=True)
    cells = problem.size * problem.terms
    if nodes == 0 or cells > (_CELLS if nodes is None else _MOST_CELLS):
        return TermLayout(best, largest, bound, proven=False)
    from mlpath.solving.termsearch import search_terms  # noqa: PLC0415 - loads scipy

    return search_terms(problem, best, bound, _NODES if nodes is None else nodes)


def fewest(problem: TermProblem, *, nodes: int | None = None) -> TermLayout:
    """Lay the steps into as few terms as `problem.load` allows, and balance those.

    Parameters
    ----------
    problem
        Steps and edges; `load` holds the capacity, `terms` is the most there may be.
    nodes
        As for `balance`, for each number of terms.

    Returns
    -------
    TermLayout
        Proven where neither fewer terms nor, in so many, a smaller largest load can be.

    References
    ----------
    Baybars, I. (1986). A survey of exact algorithms for the simple assembly line balancing
    problem. doi:10.1287/mnsc.32.8.909

    Examples
    --------
    >>> from mlpath.solving.terms import TermProblem
    >>> problem = TermProblem.build([60, 50, 40, 30], [(1, 0, 0), (3, 2, 0)], 4, load=(0, 90))
    >>> layout = fewest(problem)
    >>> layout.terms_bound, layout.term.tolist(), layout.proven
    (3, [0, 1, 2, 2], True)
    """
    bound = 0
    for terms in range(_least_terms(problem), problem.terms + 1):
        tried = balance(problem.with_terms(terms), nodes=nodes)
        if tried.term is not None:
            bound = bound or terms
            return replace(tried, proven=tried.proven and bound == terms, terms_bound=bound)
        if not tried.proven:
            bound = bound or terms
    return TermLayout(None, 0, 0, proven=not bound, terms_bound=bound)


def _least_terms(problem: TermProblem) -> int:
    """Return a number of terms that minutes and chains alone ask for."""
    chain = longest_chain(problem)
    lag = {(step, other): lag for step in chain for other, lag in problem.needs[step]}
    forced = 1 + sum(lag[pair[::-1]] for pair in pairwise(chain))
    return max(forced, -(int(problem.effort.sum()) // -max(1, problem.most)))


def _by_rules(problem: TermProblem, bound: int) -> IntArray | None:
    """Fill terms by rules under rising caps and polish; the best layout within the limits."""
    best: IntArray | None = None
    least = problem.most + 1
    for backward in (False, True):
        for rule in range(3):
            found = _under_some_cap(problem, bound, rule, backward=backward)
            if found is None:
                continue
            found = _polish(problem, found, bound)
            largest = int(loads_of(problem, found).max()) if problem.size else 0
            if largest < least and problem.fits(found):
                best, least = found, largest
            if least <= bound:
                return best
    return best


def _under_some_cap(
    problem: TermProblem, bound: int, rule: int, *, backward: bool
) -> IntArray | None:
    """Return the layout of the smallest cap, by bisection, under which a rule succeeds."""
    step = problem.quantum
    low, high = -(bound // -step), -(problem.most // -step)
    best = None
    width = 1
    # Upwards in growing strides first: the smallest cap that works is near the bound.
    while (found := _fill(problem, min(low + width - 1, high) * step, rule, backward)) is None:
        if low + width - 1 >= high:
            return None
        low, width = low + width, 2 * width
    best, high = found, min(low + width - 1, high)
    while low < high:
        middle = (low + high) // 2
        found = _fill(problem, middle * step, rule, backward)
        if found is None:
            low = middle + 1
        else:
            best, high = found, middle
    return best


def _fill(problem: TermProblem, cap: int, rule: int, backward: bool) -> IntArray | None:  # noqa: FBT001
    """Fill term after term with the most urgent steps that fit, from either end."""
    span = windows(problem, cap)
    if span is None:
        return None
    first, last = (problem.terms - 1 - span[1], problem.terms - 1 - span[0]) if backward else span
    needs = problem.needed if backward else problem.needs
    after = problem.needs if backward else problem.needed
    rank = _ranks(problem, last, problem.sums[0 if backward else 1], rule)
    minutes, early, late = problem.effort.tolist(), first.tolist(), last.tolist()
    waiting = [len(some) for some in needs]
    ready = sorted((step for step in range(problem.size) if not waiting[step]), key=rank)
    term = [-1] * problem.size
    for now in range(problem.terms):
        load, at = 0, 0
        while at < len(ready):
            step = ready[at]
            if early[step] > now or load + minutes[step] > cap:
                if late[step] <= now:
                    return None
                at += 1
                continue
            del ready[at]
            term[step] = now
            load += minutes[step]
            for other, lag in after[step]:
                waiting[other] -= 1
                early[other] = max(early[other], now + lag)
                if not waiting[other]:
                    ready.append(other)
                    at = 0
            if at == 0:
                ready.sort(key=rank)
    if ready or -1 in term:
        return None
    found = np.asarray(term, dtype=np.int64)
    return problem.terms - 1 - found if backward else found


class _Ranks:
    """How urgent a step is, the most urgent first."""

    def __init__(self, keys: list[tuple[int, ...]]) -> None:
        self.keys = keys

    def __call__(self, step: int) -> tuple[int, ...]:
        return self.keys[step]


def _ranks(problem: TermProblem, last: IntArray, sums: IntArray, rule: int) -> _Ranks:
    """Rank by the last term, by the minutes that wait behind a step, or by its own."""
    keys = zip(last.tolist(), (-sums).tolist(), (-problem.effort).tolist(), strict=True)
    turned = (((a, c, b), (a, b, c), (c, a, b))[rule] for a, b, c in keys)
    return _Ranks([(*key, step) for step, key in enumerate(turned)])


def _polish(problem: TermProblem, term: IntArray, bound: int) -> IntArray:
    """Move a step out of the fullest term, or swap it, while the larger of two loads falls."""
    term = term.copy()
    for _ in range(_ROUNDS):
        loads = loads_of(problem, term)
        full = int(np.argmax(loads))
        if loads[full] <= bound:
            break
        places = _best_move(problem, term, loads, full) or _trade(problem, term, loads, full)
        if not places:
            break
        for step, into in places.items():
            term[step] = into
    return term


class _Move(NamedTuple):
    """A step of the fullest term, what it swaps with or -1, where to, and the larger load left."""

    larger: int
    step: int
    other: int
    into: int


def _best_move(problem: TermProblem, term: IntArray, loads: IntArray, full: int) -> dict[int, int]:
    """Return the move or swap that leaves the lightest pair of terms, empty if none helps."""
    low, high = _room(problem, term)
    effort, most = problem.effort, int(loads[full])
    moves = [_Move(most, -1, -1, full)]
    for step in np.flatnonzero(term == full).tolist():
        minutes = int(effort[step])
        targets = np.arange(low[step], high[step] + 1)
        larger = np.maximum(loads[targets] + minutes, most - minutes)
        at = int(np.argmin(larger))
        moves.append(_Move(int(larger[at]), step, -1, int(targets[at])))
        swap = (term >= low[step]) & (term <= high[step]) & (term != full)
        swap &= (low <= full) & (full <= high) & (effort < minutes)
        swap[[other for other, _ in (*problem.needs[step], *problem.needed[step])]] = False
        others = np.flatnonzero(swap)
        if len(others):
            change = minutes - effort[others]
            larger = np.maximum(loads[term[others]] + change, most - change)
            at = int(np.argmin(larger))
            moves.append(_Move(int(larger[at]), step, int(others[at]), int(term[others[at]])))
    best = min(moves)
    if best.step < 0:
        return {}
    back = {best.other: full} if best.other >= 0 else {}
    return {best.step: best.into, **back}


def _trade(problem: TermProblem, term: IntArray, loads: IntArray, full: int) -> dict[int, int]:
    """Return the best trade of one step for two that lightens the fullest term, empty if none."""
    low, high = _room(problem, term)
    effort, least = problem.effort, int(loads[full])
    best: dict[int, int] = {}
    for into in range(problem.terms):
        out = np.flatnonzero((term == full) & (low <= into) & (into <= high))
        back = np.flatnonzero((term == into) & (low <= full) & (full <= high))
        for ones, twos, sign in ((out, back, 1), (back, out, -1)):
            size = len(ones) * len(twos) ** 2
            if into == full or not size or size > _TRADES:
                continue
            first, second = np.triu_indices(len(twos), 1)
            pairs = effort[twos[first]] + effort[twos[second]]
            change = sign * (effort[ones][:, None] - pairs[None, :])
            larger = np.maximum(loads[full] - change, loads[into] + change)
            for at in np.argsort(larger, axis=None, kind="stable")[:_TRIED].tolist():
                row, column = divmod(at, len(pairs))
                if larger[row, column] >= least:
                    break
                one, two = int(ones[row]), {int(twos[first[column]]), int(twos[second[column]])}
                if two.isdisjoint(o for o, _ in (*problem.needs[one], *problem.needed[one])):
                    here, there = (into, full) if sign > 0 else (full, into)
                    best = {one: here, **dict.fromkeys(sorted(two), there)}
                    least = int(larger[row, column])
                    break
    return best


def _room(problem: TermProblem, term: IntArray) -> tuple[IntArray, IntArray]:
    """Return the terms each step can go to while all others stay."""
    low = np.zeros(problem.size, dtype=np.int64)
    high = np.full(problem.size, problem.terms - 1, dtype=np.int64)
    steps, others = problem.edges[:, 0], problem.edges[:, 1]
    np.maximum.at(low, steps, term[others] + problem.apart)
    np.minimum.at(high, others, term[steps] - problem.apart)
    return low, high
