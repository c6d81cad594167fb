"""Good sets where wanted steps share much of what they need: no bound tells them apart.

When the block at which the chain breaks is large, every part of it is worth less per minute than
the whole, and rounding it says nothing about where to begin. So the wanted steps are chosen with
what they need in common. Each gets a membership between nothing and all; a step's effort is then
shared by the members that need it, and who gets more value for its share than others gains
membership, at first a little, later all (mean field annealing). Sets of wanted steps with common
needs find each other that way. What comes out is filled up and improved by dropping wanted steps
that lean on one another and choosing again.

References
----------
Peterson, C., Soderberg, B. (1989). A new method for mapping optimization problems onto neural
networks. International Journal of Neural Systems 1(1), 3-22.
https://doi.org/10.1142/S0129065789000414

Goldschmidt, O., Nehme, D., Yu, G. (1994). Note: On the set-union knapsack problem. Naval
Research Logistics 41(6), 833-842.
https://doi.org/10.1002/1520-6750(199410)41:6<833::AID-NAV3220410611>3.0.CO;2-Q
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.arrays import gather, packed_closures, packed_sums, rows, subgraph
from mlpath.solving.chain import split_at
from mlpath.solving.core import narrow
from mlpath.solving.reducing import PACKED_SIZE

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy.typing as npt

    from mlpath.solving.arrays import ByteArray
    from mlpath.solving.base import BoolArray, IntArray
    from mlpath.solving.core import Core

    FloatArray = npt.NDArray[np.float64]

_ENTRIES = 30_000_000  # needs of wanted steps that are kept in memory; more are left aside
_EACH = 1000  # of which so many for each step of a small core
_PARTS = 60  # in which they are looked up, so that no call takes long
_MARKS = 60_000_000  # marks at a time where they are looked up
_HOPELESS = 16  # times more needs than can be kept: a choice among the few kept says nothing
_FIRST = 64  # wanted steps whose needs are looked up together to begin with
_SCHEDULES = ((1, 100), (2, 200), (4, 400), (1, 400))  # sharpness to begin with, and rounds
_SHARPEST = 48
_ROUNDS = 200_000_000  # entries times rounds that schedules after the first may take in all
_DAMPING = 0.3
_STEER = 0.3  # how fast the price follows the effort that memberships stand for
_EXTREME = 1e3  # ratios beyond count as this
_LEAST = 1e-3  # minutes that a step counts at least
_SURE = 1e-9  # no membership comes closer to nothing or all
_SWINGS = (90, 110, 80, 125, 95, 150, 70)  # percent of the capacity
_SWUNG = 800_000  # steps, counted for every swing, after which it ends


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """The wanted steps of a core and what they need, both ways round.

    Parameters
    ----------
    wanted
        Steps of positive value.
    worth
        Their values.
    indptr, needs
        What each of them needs, itself included, in compressed rows.
    turned, users
        Places in `wanted` of those that need each step, in compressed rows.
    """

    wanted: IntArray
    worth: IntArray
    indptr: IntArray
    needs: IntArray
    turned: IntArray
    users: IntArray


def sharing_of(core: Core, packed: ByteArray | None = None) -> Sharing:
    """List what the wanted steps of a core without groups need.

    The most valuable come first; those whose needs no longer fit into memory are left out. Where
    they would be nearly all, only the first few are listed.

    Parameters
    ----------
    core
        A core without groups.
    packed
        Its closures in bits, where they are known.
    """
    wanted = np.flatnonzero(core.value > 0)
    wanted = wanted[np.argsort(-core.value[wanted], kind="stable")]
    lengths, needs = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    first, total, chunk = 0, 0, _FIRST
    most = _ENTRIES if packed is None else min(_ENTRIES, _EACH * core.size)
    while first < len(wanted) and total < most:
        some = wanted[first : first + chunk]
        places, found = _closures(core, some) if packed is None else _unpacked(packed[some])
        lengths.append(np.bincount(places, minlength=len(some)))
        needs.append(found)
        first, total = first + len(some), total + len(found)
        if total * len(wanted) > _HOPELESS * most * first:
            break
        chunk = max(min(most // _PARTS * first // total, _MARKS // core.size), 1)
    each = np.concatenate(lengths)
    wanted = wanted[: len(each)]
    indptr = np.concatenate(([0], np.cumsum(each)))
    flat = np.concatenate(needs)
    order = np.argsort(flat, kind="stable")
    turned = np.concatenate(([0], np.cumsum(np.bincount(flat, minlength=core.size))))
    return Sharing(wanted, core.value[wanted], indptr, flat, turned, rows(indptr)[order])


def _unpacked(marks: ByteArray) -> tuple[IntArray, IntArray]:
    """Pairs of rows and columns that are marked in bits."""
    width = 8 * marks.shape[1]
    flat = np.flatnonzero(np.unpackbits(marks, axis=1, bitorder="little"))
    return flat // width, flat % width


def _closures(core: Core, some: IntArray) -> tuple[IntArray, IntArray]:
    """Pairs of places in `some` and steps needed there, by place, then step."""
    size = np.int64(core.size)
    seen = np.zeros(len(some) * core.size, dtype=np.bool_)
    front = np.arange(len(some), dtype=np.int64) * size + some
    while len(front):
        seen[front] = True
        steps = front % size
        heads = gather(core.indptr, core.indices, steps)
        owners = np.repeat(front // size, core.indptr[steps + 1] - core.indptr[steps])
        keys = owners * size + heads
        front = np.unique(keys[~seen[keys]])
    flat = np.flatnonzero(seen)
    return flat // size, flat % size


def share(core: Core, price: Fraction) -> BoolArray:
    """Find a good closed set in a core whose wanted steps share much.

    Parameters
    ----------
    core
        A living core without groups.
    price
        Thousandths per minute that good sets are worth, about; positive.

    Returns
    -------
    BoolArray
        Marks of a closed set within the capacity.
    """
    best = np.zeros(core.size, dtype=np.bool_)
    if core.capacity <= 0:
        return best
    packed = None
    if core.size <= PACKED_SIZE:
        packed = packed_closures(core.indptr, core.indices)
        far = packed_sums(packed, core.effort) > core.capacity
        if far.any():
            best[~far] = share(narrow(core, best, far), price)
            return best
    sharing = sharing_of(core, packed)
    if not len(sharing.wanted):
        return best
    # A step of negative value costs what it takes away, too.
    cost = core.effort + np.maximum(-core.value, 0) / float(price)
    filling = Filling(core, sharing, cost)
    starts: list[BoolArray] = []
    rounds = 0
    for schedule in _SCHEDULES:
        rounds += schedule[1]
        if starts and rounds * len(sharing.needs) > _ROUNDS:
            break
        members = _anneal(filling, float(price), schedule)
        mask = _first_fitting(core, sharing, np.argsort(-members, kind="stable"))
        starts.append(filling.fill(mask, core.capacity))
    starts.sort(key=lambda mask: -int(core.value[mask].sum()))
    swings = max(_SWUNG // core.size, len(_SWINGS))
    for mask in starts:
        swung, count = _swing(filling, mask, swings)
        best = _better(core, swung, best)
        swings -= count
    return best


def _better(core: Core, one: BoolArray, other: BoolArray) -> BoolArray:
    return one if core.value[one].sum() > core.value[other].sum() else other


def _anneal(filling: Filling, price: float, schedule: tuple[int, int]) -> FloatArray:
    """Sharpen memberships round by round.

    Only sums, products and quotients are used, so that machines agree.
    """
    core, sharing = filling.core, filling.sharing
    sharpness, count = schedule
    used = np.flatnonzero(np.diff(sharing.turned))
    starts = sharing.turned[:-1][used]
    cost, minutes = filling.cost[used], core.effort[used]
    place = np.zeros(core.size, dtype=np.int64)
    place[used] = np.arange(len(used))
    needs = place[sharing.needs]
    members = np.full(len(sharing.wanted), core.capacity / max(int(core.effort.sum()), 1))
    for number in range(count):
        left = 1.0 - np.clip(members, _SURE, 1.0 - _SURE)
        alone = np.multiply.reduceat(left[sharing.users], starts)
        burden = np.add.reduceat((cost * alone)[needs], sharing.indptr[:-1]) / left
        spent = float((minutes * (1.0 - alone)).sum()) / core.capacity
        price *= 1.0 + _STEER * (min(spent, 3.0) - 1.0)
        ratio = np.clip(
            sharing.worth / (price * np.maximum(burden, _SURE)), 1 / _EXTREME, _EXTREME
        )
        power = _power(ratio, sharpness + (_SHARPEST - sharpness) * number // count)
        members = (1.0 - _DAMPING) * members + _DAMPING * power / (1.0 + power)
    return members


def _swing(filling: Filling, best: BoolArray, limit: int) -> tuple[BoolArray, int]:
    """Give up the poorest part and grow again, or grow too far and give up, as the chain says.

    Given a set, the chain of its own steps tells what in it is worth least per minute, and the
    chain of the others, with the set at hand, what would be worth most.

    Returns
    -------
    tuple
        The best set, and how often it swung.
    """
    core = filling.core
    vain, number = 0, 0
    while number < limit and vain < len(_SWINGS):
        reach = core.capacity * _SWINGS[number % len(_SWINGS)] // 100
        if reach < core.capacity:
            mask = _grown(core, _shrunk(core, best, reach), core.capacity)
        else:
            large = filling.fill(_grown(core, best, reach), reach)
            mask = _shrunk(core, large, core.capacity)
        mask = filling.fill(mask, core.capacity)
        number += 1
        vain = 0 if mask is _better(core, mask, best) else vain + 1
        best = _better(core, mask, best)
    return best, number


def _shrunk(core: Core, mask: BoolArray, capacity: int) -> BoolArray:
    """Keep what fits of the chain of a set's own steps."""
    steps, indptr, indices = subgraph(core.indptr, core.indices, mask)
    split = split_at(indptr, indices, core.effort[steps], core.value[steps], capacity)
    kept = np.zeros(core.size, dtype=np.bool_)
    kept[steps[split.inner]] = True
    return kept


def _grown(core: Core, mask: BoolArray, capacity: int) -> BoolArray:
    """Add what fits of the chain of the steps outside a closed set."""
    steps, indptr, indices = subgraph(core.indptr, core.indices, ~mask)
    left = capacity - int(core.effort[mask].sum())
    split = split_at(indptr, indices, core.effort[steps], core.value[steps], left)
    grown = mask.copy()
    grown[steps[split.inner]] = True
    return grown


def _power(base: FloatArray, exponent: int) -> FloatArray:
    """Multiply out a power."""
    out = np.ones_like(base)
    while exponent:
        if exponent & 1:
            out = np.minimum(out * base, 1e200)
        base = np.minimum(base * base, 1e100)
        exponent >>= 1
    return out


def _first_fitting(core: Core, sharing: Sharing, order: IntArray) -> BoolArray:
    """Take wanted steps in this order, with all they need, as long as they fit."""
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    first = np.full(core.size, len(order), dtype=np.int64)
    np.minimum.at(first, sharing.needs, np.repeat(rank, np.diff(sharing.indptr)))
    added = np.zeros(len(order) + 1, dtype=np.int64)
    np.add.at(added, first, core.effort)
    fitting = int(np.searchsorted(np.cumsum(added[:-1]), core.capacity, side="right"))
    return first < fitting


@dataclass(frozen=True, slots=True, eq=False)
class Filling:
    """Filling closed sets up, one wanted step with all it needs after the other.

    Parameters
    ----------
    core
        A core without groups.
    sharing
        Its wanted steps.
    cost
        Minutes of each step, and what it takes away in minutes.
    """

    core: Core
    sharing: Sharing
    cost: FloatArray

    def fill(self, mask: BoolArray, capacity: int) -> BoolArray:
        """Add the wanted step of most value for what it still costs, while one fits.

        Parameters
        ----------
        mask
            A closed set.
        capacity
            Minutes for all of it.

        Returns
        -------
        BoolArray
            The set with what was added.
        """
        core, sharing = self.core, self.sharing
        mask = mask.copy()
        left = capacity - int(core.effort[mask].sum())
        free = ~mask[sharing.needs]
        starts = sharing.indptr[:-1]
        minutes = np.add.reduceat(np.where(free, core.effort[sharing.needs], 0), starts)
        burden = np.add.reduceat(np.where(free, self.cost[sharing.needs], 0.0), starts)
        while True:
            usable = np.flatnonzero((minutes <= left) & ~mask[sharing.wanted])
            score = sharing.worth[usable] / np.maximum(burden[usable], _LEAST)
            if not len(usable):
                return mask
            pick = usable[np.argmax(score)]
            needs = sharing.needs[sharing.indptr[pick] : sharing.indptr[pick + 1]]
            new = needs[~mask[needs]]
            mask[new] = True
            left -= int(core.effort[new].sum())
            users = gather(sharing.turned, sharing.users, new)
            each = sharing.turned[new + 1] - sharing.turned[new]
            np.subtract.at(minutes, users, np.repeat(core.effort[new], each))
            np.subtract.at(burden, users, np.repeat(self.cost[new], each))
