"""The proof of the best set: a bound, a set to start from, search from above, then the rest.

Nothing here is trusted: what a search returns is checked in integers before it is called best.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving import engines
from mlpath.solving.base import Proof, Solution, Status
from mlpath.solving.branching import best_bound_first, branch_and_bound, improve, target_of
from mlpath.solving.chain import split_at
from mlpath.solving.checking import check_set, choices_of
from mlpath.solving.core import narrow, whole_core, with_table
from mlpath.solving.deepening import Deepened, deepen, stakes, trim, value_leaving
from mlpath.solving.greedy import best_fill
from mlpath.solving.pricing import break_of, price_apart, price_core, with_tolls
from mlpath.solving.reducing import PACKED_SIZE, TABLE_SIZE, Target, squeeze
from mlpath.solving.searching import Goal, best_of
from mlpath.solving.sharing import share
from mlpath.solving.swapping import swapped
from mlpath.solving.windows import nothing_of, search_windows, settle_roughly, window_at

if TYPE_CHECKING:
    from mlpath.solving.base import Instance, IntArray
    from mlpath.solving.chain import Split
    from mlpath.solving.core import Core
    from mlpath.solving.pricing import Priced
    from mlpath.solving.searching import Best

OWN_ENGINE = "mlpath branch and bound 3"
_SMALL = 300  # steps from which windows around the break are filled instead of all
_WINDOWS = (300, 600, 1200)  # steps of the windows, tried in turn
_CLOSE = 20_000  # until the set comes closer to its bound than one part in so many
_SWAPS = 6  # times that any-of choices of a large core are made anew
_SHARED = 100  # steps of the block at the break from which it is filled with care
_MERGING_WORK = 3_000_000  # totals that the merging search makes before it gives up
_STAGES = (5_000, 20_000)  # steps of a large core with which searches from above begin
_SEARCHABLE = 30_000  # steps beyond which the whole core is not searched
_OWN_WORK = 250_000  # nodes of the own search before HiGHS is asked
_DEEP = 3  # goals lie deep where more than so many steps come on one of value
_COARSE = 8  # so few possible values below the bound are tried from above first, ties apart
_MIDDLE = 1000  # steps from which it is counted how many others they need
_MANY = 64  # on average, from which goals lie deep however many there are
_DEEP_WORK = 15_000  # totals that the merging search makes then
_SPLITTING_WORK = 8_000_000  # totals that splits may take, and squeezing between them
_HIGHS_WORK = 10**8  # nodes times the square of the core's size, which a node's cost goes with
_HIGHS_SIZE = 4000  # steps up to which HiGHS is asked
_CPSAT_WORK = 8.0  # CP-SAT's deterministic time, which is about a second or two each
_CPSAT_NODE = 1e-4  # what counts as a node of it
_CPSAT_SIZE = 20_000  # steps up to which CP-SAT is asked


@dataclass(frozen=True, slots=True)
class _Closing:
    """What the search behind a stage came to."""

    best: Best
    finished: bool
    bound: int | None
    engine: str


def optimal(instance: Instance, core: Core, work_limit: int | None, engine: str) -> Solution:
    """Prove the best set: bound, a good set, more value, then ties."""
    split = split_at(core.indptr, core.indices, core.effort, core.value, core.capacity)
    quantum = max(1, int(np.gcd.reduce(instance.value, initial=0)))
    start, root = _first(instance, core, split, quantum)
    core, root, near = _nearer(core, root, start, quantum)
    ceiling = root.bound(core) // quantum * quantum
    found = Deepened(start, ceiling, 0, finished=False)
    if engine == "auto" and work_limit is None and _lies_deep(near):
        found, early = _close_early(near, found, quantum)
        if early is not None:
            return _solution(instance, core, root, ceiling, early, early.best)
    if engine == "auto" and not found.finished:
        found = _deepen(core, near, root, found, quantum, work_limit)
    searched = work_limit is not None or near.size > _SEARCHABLE
    if engine == "auto" and (found.finished or searched):
        value = _Closing(found.best, found.finished, found.bound, OWN_ENGINE)
        value = _windowed(core, root, split, value, quantum)
        return _solution(instance, core, root, ceiling, value, value.best)
    start, ceiling_now = found.best, found.bound
    if start.value >= ceiling_now:
        value = _Closing(start, finished=True, bound=None, engine=OWN_ENGINE)
    elif engine == "auto" and _close_enough(core, start.value, ceiling_now):
        value = _Closing(start, finished=False, bound=ceiling_now, engine=OWN_ENGINE)
        value = _windowed(core, root, split, value, quantum)
    else:
        value = _close(near, start, Goal(quantum, ties=False), work_limit, engine)
        if not value.finished:
            value = replace(value, bound=min(ceiling_now, value.bound or ceiling_now))
            if value.engine == OWN_ENGINE:  # too large for any other
                value = _windowed(core, root, split, value, quantum)
    tied = value
    if value.finished:
        tied = _close(near, value.best, Goal(quantum, ties=True), work_limit, engine)
    return _solution(instance, core, root, ceiling, value, tied.best)


def _close_enough(core: Core, value: int, bound: int) -> bool:
    """Tell whether HiGHS had better not be asked: a large core, and next to nothing to gain."""
    large = core.size > _HIGHS_SIZE and outside("auto") == "scipy"
    return large and bound - value <= bound // _CLOSE


def _windowed(core: Core, root: Priced, split: Split, value: _Closing, quantum: int) -> _Closing:
    """Improve the set of a large core that nothing exhausted by windows around the break."""
    if value.finished or core.size <= TABLE_SIZE or core.groups:
        return value
    return replace(value, best=search_windows(core, root, split.inner, value.best, quantum))


def _lies_deep(core: Core) -> bool:
    """Tell whether value is rare in a core of moderate size, or its steps need many others.

    A price spreads a goal's value over its whole closure, so that a bound by prices alone is far
    off and searches from above go on for long.
    """
    if core.size > TABLE_SIZE:
        return False
    rare = int((core.value > 0).sum()) * _DEEP < core.size
    many = core.table is not None and np.count_nonzero(core.table) > _MANY * core.size
    return rare or bool(many)


def _close_early(near: Core, found: Deepened, quantum: int) -> tuple[Deepened, _Closing | None]:
    """Split where the bound says most; where few values are possible, search from above first."""
    goals: list[Goal | None] = [None]
    if found.bound - found.best.value < _COARSE * quantum:
        found = deepen(near, found.best, found.best.value, found.bound, quantum, _DEEP_WORK)
        if found.finished:
            return found, None
        goals = [Goal(quantum, ties=False), Goal(quantum, ties=True)]
    best, spent = found.best, 0
    for goal in goals:
        closed = best_bound_first(near, best, goal, _SPLITTING_WORK - spent)
        best, spent = closed.best, spent + closed.nodes
        if not closed.finished:
            bound = min(found.bound, closed.bound or found.bound)
            return replace(found, best=best, bound=bound, nodes=0), None
    return found, _Closing(best, finished=True, bound=None, engine=OWN_ENGINE)


def _deepen(  # noqa: PLR0913, PLR0917  (each is one fact of the search)
    core: Core, near: Core, root: Priced, found: Deepened, quantum: int, work_limit: int | None
) -> Deepened:
    """Search from above: near the bound first, where fewer steps of a large core are open."""
    limit = _MERGING_WORK if work_limit is None else work_limit
    stake = stakes(core, root) if near.size > _STAGES[0] else root.reduced
    for size in _STAGES:
        if near.size <= size:
            break
        floor = max(value_leaving(core, root, stake, size), found.best.value)
        if floor >= found.bound:
            continue
        part = trim(core, root, stake, floor)
        found = deepen(part, found.best, floor, found.bound, quantum, limit - found.nodes)
        if found.finished or found.bound >= floor:
            return found
    if near.size > _SEARCHABLE:
        return found
    if near.size <= TABLE_SIZE:
        near = with_table(near)
    return deepen(near, found.best, found.best.value, found.bound, quantum, limit - found.nodes)


def _nearer(core: Core, root: Priced, start: Best, quantum: int) -> tuple[Core, Priced, Core]:
    """Decide steps by the bound at the break; where groups ask for more, by a tighter one.

    Returns
    -------
    tuple
        The core with its tolls, the bound, and what is left of the core.
    """
    near = trim(core, root, root.reduced, start.value)
    if _STAGES[0] < near.size <= PACKED_SIZE:
        near = squeeze(near, Target(start.value, near.base_effort + near.capacity))
    if _MIDDLE < near.size <= TABLE_SIZE:
        near = with_table(near)
    if not near.groups or root.bound(core) < start.value + quantum:
        return core, root, near
    near = with_tolls(near, start.value)
    toll = core.toll.copy()
    toll[np.searchsorted(core.group, near.group)] = near.toll
    tolled = replace(core, toll=toll)
    other = price_core(tolled, break_of(near).price, start.value + quantum)
    if other.bound(tolled) >= root.bound(core):
        return core, root, near
    return tolled, other, trim(tolled, other, other.reduced, start.value)


def _first(instance: Instance, core: Core, split: Split, quantum: int) -> tuple[Best, Priced]:
    """Find a set to start from, and the bound at the price where the chain breaks."""
    if core.size <= _SMALL:
        start = _greedy(instance, core)
        return start, price_core(core, split.price, start.value + quantum)
    plain = settle_roughly(core, split)
    if plain.dead and core.size <= TABLE_SIZE:  # rough choices do not hold what is required
        start = _greedy(instance, core)
        return start, price_core(core, split.price, start.value + quantum)
    if plain.dead:
        cheapest = _cheapest(instance)
        plain = narrow(core, np.isin(core.steps, cheapest), np.zeros(core.size, dtype=np.bool_))
        plain = settle_roughly(plain, nothing_of(plain))
    again = break_of(plain) if core.groups else split
    priced = price_apart(plain, again.price, again.inner)
    start = _filled(plain, priced, again)
    if core.groups:
        priced = price_core(core, split.price, start.value + quantum)
        if core.size > TABLE_SIZE:
            start = _swapped(core, plain, priced, start)
    return start, priced


def _swapped(core: Core, plain: Core, priced: Priced, best: Best) -> Best:
    """Swap any-of choices, all at once and again, as long as that makes a better set."""
    near = np.abs(priced.reduced)
    for _ in range(_SWAPS):
        plain = swapped(core, plain, best.chosen, priced.price, near)
        if plain.dead:
            break
        split = break_of(plain)
        other = _filled(plain, price_apart(plain, split.price, split.inner), split)
        if other.key <= best.key:
            break
        best = other
    return best


def _filled(plain: Core, priced: Priced, split: Split) -> Best:
    """Fill up the chain's set that fits from windows around the break, or from a large block."""
    best = best_of(plain, split.inner)
    bound = priced.bound(plain)
    for size in _WINDOWS:
        best = improve(window_at(plain, priced, split.inner, size), best)
        if 8 * size > plain.size or bound - best.value <= bound // _CLOSE:
            break
    if int(split.block.sum()) <= _SHARED:
        return best
    block = narrow(plain, split.inner, ~(split.inner | split.block))
    other = best_of(block, share(block, split.price))
    return other if other.key > best.key else best


def _greedy(instance: Instance, core: Core) -> Best:
    """Start from a greedy set, or the cheapest one that holds what is required."""
    mask = best_fill(core)
    if mask is not None:
        return best_of(core, mask)
    return best_of(core, np.isin(core.steps, _cheapest(instance)))


def _cheapest(instance: Instance) -> IntArray:
    """Find a cheapest set that holds what is required."""
    plain = replace(instance, value=np.zeros_like(instance.value), capacity=None)
    return optimal(plain, whole_core(plain), None, "auto").chosen


def _close(core: Core, best: Best, goal: Goal, work_limit: int | None, engine: str) -> _Closing:
    """Exhaust the core with the own search and HiGHS, or with CP-SAT where that is installed."""
    bound = None
    other = outside(engine)
    if core.size > TABLE_SIZE:
        core = squeeze(core, target_of(best, goal, core.base_effort + core.capacity))
        if core.dead:
            return _Closing(best, finished=True, bound=None, engine=OWN_ENGINE)
        if core.size > (TABLE_SIZE if other == "scipy" else _CPSAT_SIZE):
            return _Closing(best, finished=False, bound=None, engine=OWN_ENGINE)
    if engine == "auto" and (other == "scipy" or work_limit is not None):
        found = branch_and_bound(core, best, goal, _OWN_WORK if work_limit is None else work_limit)
        if found.finished or work_limit is not None:
            return _Closing(found.best, found.finished, found.bound, OWN_ENGINE)
        best, bound = found.best, found.bound
    return _close_outside(core, best, goal, work_limit, bound, other)


def outside(engine: str) -> str:
    """Name the engine that is asked where the own search ends: ``'scipy'`` or ``'ortools'``."""
    if engine != "auto":
        return engine
    return "ortools" if engines.installed() else "scipy"


def _close_outside(  # noqa: PLR0913, PLR0917  (each is one fact of the search)
    core: Core, best: Best, goal: Goal, work_limit: int | None, bound: int | None, engine: str
) -> _Closing:
    room = core.base_effort + core.capacity
    small = squeeze(core, target_of(best, goal, room))
    if small.dead:
        return _Closing(best, finished=True, bound=None, engine=OWN_ENGINE)
    if not small.size:
        only = best_of(small, np.zeros(0, dtype=np.bool_))
        better = only if only.key > best.key else best
        return _Closing(better, finished=True, bound=None, engine=OWN_ENGINE)
    if engine == "ortools":
        from mlpath.solving import cpsat  # noqa: PLC0415  (an extra)

        work = _CPSAT_WORK if work_limit is None else work_limit * _CPSAT_NODE
        found = cpsat.search_with_cpsat(small, best, goal, work)
        return _Closing(found.best, found.finished, found.bound, cpsat.engine_name())
    if small.size > _HIGHS_SIZE:
        return _Closing(best, finished=False, bound=bound, engine=OWN_ENGINE)
    from mlpath.solving.highs import engine_name, search_with_highs  # noqa: PLC0415  (heavy)

    nodes = _HIGHS_WORK // small.size**2 + 1 if work_limit is None else work_limit
    found = search_with_highs(small, best, goal, nodes)
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
