"""Certificates for bounds: weak duality, with flows found here and sums in whole numbers.

At a price of p/q per minute a plan earns at most ``(p * minutes + top) / q``, where ``top`` bounds
the sum of ``value * q - effort * p`` over closed sets. Moving weight from a step to what it needs
never makes a closed set lighter, and neither does moving weight from the owner of an any-of group
to each of its alternatives. So whatever was moved, the positive weights that are left bound every
closed set; a maximum flow finds the best moves, but nothing rests on its being one.

References
----------
Picard, J.-C. (1976). Maximal closure of a graph and applications to combinatorial problems.
Management Science 22(11), 1268-1272. doi:10.1287/mnsc.22.11.1268

Geoffrion, A. M. (1974). Lagrangean relaxation for integer programming. Mathematical Programming
Study 2, 82-114. doi:10.1007/BFb0120690
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from fractions import Fraction

    from mlpath.auditing.asking import Reading
    from mlpath.auditing.rules import Rules

Ints = npt.NDArray[np.int64]
_ENOUGH = 2**30  # a flow stays below; scipy's capacities have 32 bits
ROOM = 2**61  # sums of weights stay below, so that 64 bits hold them


@dataclass(frozen=True, slots=True)
class Network:
    """The steps that are open but not forced, renumbered.

    Attributes
    ----------
    value, effort
        Of each of them.
    tails, heads
        Arcs from a step to what it needs.
    groups
        (owner, alternatives); owner None where it is forced.
    forced_value, room
        Value of the forced steps, and the minutes they leave.
    """

    value: Ints
    effort: Ints
    tails: Ints
    heads: Ints
    groups: tuple[tuple[int | None, tuple[int, ...]], ...]
    forced_value: int
    room: int


def network_of(rules: Rules, reading: Reading) -> Network:
    """Return the network that bounds every plan of these wishes."""
    forced = _forced(rules, reading)
    steps = [n for n in range(len(rules.steps)) if reading.open(n) and n not in forced]
    new = {step: place for place, step in enumerate(steps)}
    arcs = [
        (new[step], new[other]) for step in steps for other in rules.needs[step] if other in new
    ]
    have = forced | reading.known
    groups = []
    for group in rules.groups:
        if (group.owner in new or group.owner in forced) and have.isdisjoint(group.alternatives):
            some = tuple(new[other] for other in group.alternatives if other in new)
            groups.append((new.get(group.owner), some))
    minutes = sum(rules.effort[n] for n in [*steps, *forced])
    limit = minutes if reading.capacity is None else reading.capacity
    return Network(
        value=np.array([reading.value[step] for step in steps], dtype=np.int64),
        effort=np.array([rules.effort[step] for step in steps], dtype=np.int64),
        tails=np.array([tail for tail, _ in arcs], dtype=np.int64),
        heads=np.array([head for _, head in arcs], dtype=np.int64),
        groups=tuple(groups),
        forced_value=sum(reading.value[step] for step in forced),
        room=limit - sum(rules.effort[step] for step in forced),
    )


def _forced(rules: Rules, reading: Reading) -> set[int]:
    """Return the steps that every plan holds: the musts, all they need, and only alternatives."""
    wanted = list(reading.must)
    if reading.everything:
        wanted += [number for number in range(len(rules.steps)) if reading.open(number)]
    forced = rules.below(wanted, reading.known)
    while True:
        only: list[int] = []
        for group in rules.unserved(sorted(forced), forced | reading.known):
            left = [other for other in group.alternatives if other not in reading.banned]
            if len(left) == 1:
                only.append(left[0])
        if not only:
            return forced
        forced |= rules.below(only, reading.known)


def certified(network: Network, price: Fraction, claim: int) -> int | None:
    """Return a bound on the value of every plan, in thousandths, at most the claim if possible.

    Parameters
    ----------
    network
        What is open.
    price
        Thousandths per minute, at least 0.
    claim
        The bound that is to be confirmed: effort ends once it is.

    Returns
    -------
    int or None
        None where the numbers are too large for 64 bits.
    """
    p, q = price.numerator, price.denominator
    size = int(np.abs(network.value).sum()) * q + int(network.effort.sum()) * p
    if size >= ROOM:
        return None
    weight = network.value * np.int64(q) - network.effort * np.int64(p)

    def bound(top: int, scale: int) -> int:
        return network.forced_value + (p * network.room * scale + top) // (q * scale)

    found = bound(_top(network, weight), 1)
    if found <= claim or not network.groups:
        return found
    entries = sum(len(some) + 1 for _, some in network.groups)
    scale = 1 << entries.bit_length()
    if size * scale * 4 >= ROOM:
        scale = 1
    moved = _group_prices(network, weight, scale)
    if moved is None or (size + sum(moved)) * scale * 4 >= ROOM:
        return found
    shifted = weight * np.int64(scale)
    free = 0
    for (owner, some), amount in zip(network.groups, moved, strict=True):
        shifted[list(some)] += amount
        if owner is None:
            free -= amount
        else:
            shifted[owner] -= amount
    return min(found, bound(_top(network, shifted) + free, scale))


def _top(network: Network, weight: Ints) -> int:
    """Return a weight that no set closed under the arcs exceeds."""
    left, _ = after_flow(weight, network.tails, network.heads)
    return int(left[left > 0].sum())


def after_flow(weight: Ints, tails: Ints, heads: Ints) -> tuple[Ints, Ints]:
    """Return the weights after a maximum flow from steps to prerequisites, and what arcs carry.

    The flow is found in several phases, each finer, as one of 32 bits is too coarse.
    """
    left = weight.copy()
    carried = np.zeros(len(tails), dtype=np.int64)
    if not len(tails):
        return left, carried
    reach = int(left[left > 0].sum())
    while reach:
        unit = max(0, reach.bit_length() - 29)
        # What is carried back is never more than what was there, whatever the solver says.
        carried = np.maximum(carried + _phase(left, tails, heads, carried, (reach, unit)), 0)
        left = weight.copy()
        np.subtract.at(left, tails, carried)
        np.add.at(left, heads, carried)
        if not unit:
            break
        # Each arc of a cut was rounded down by less than a unit: so little is still to move.
        reach = min(reach, (len(left) + len(tails)) << unit)
    return left, carried


def _phase(left: Ints, tails: Ints, heads: Ints, carried: Ints, grain: tuple[int, int]) -> Ints:
    """Return a flow along the arcs, negative where it takes back what they carried."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - heavy
    from scipy.sparse.csgraph import maximum_flow  # noqa: PLC0415 - heavy

    reach, unit = grain
    size = len(left)
    source, sink = size, size + 1
    amount = np.minimum(np.abs(left), reach) >> unit
    giving = np.flatnonzero((left > 0) & (amount > 0))
    taking = np.flatnonzero((left < 0) & (amount > 0))
    if not len(giving) or not len(taking):
        return np.zeros(len(tails), dtype=np.int64)
    starts = np.concatenate((tails, heads, np.full(len(giving), source), taking))
    ends = np.concatenate((heads, tails, giving, np.full(len(taking), sink)))
    back = np.minimum(carried, reach) >> unit
    room = np.concatenate((np.full(len(tails), _ENOUGH), back, amount[giving], amount[taking]))
    shape = (size + 2, size + 2)
    capacity = coo_array((room.astype(np.int32), (starts, ends)), shape=shape).tocsr()
    flow = maximum_flow(capacity, source, sink).flow.tocoo()
    keys = flow.row.astype(np.int64) * (size + 2) + flow.col
    order = np.argsort(keys)
    wanted = tails * (size + 2) + heads
    place = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    there = keys[order][place] == wanted
    found: Ints = np.where(there, flow.data[order][place], 0).astype(np.int64) << unit
    return found


def _group_prices(network: Network, weight: Ints, scale: int) -> list[int] | None:
    """Return what each group moves, from the dual of the linear relaxation, None if it fails.

    Rounded to whole numbers, at a scale at which the rounding costs less than one unit in all.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - heavy
    from scipy.sparse import coo_array  # noqa: PLC0415 - heavy

    arcs = len(network.tails)
    rows = [*range(arcs)] * 2
    columns = [*network.tails.tolist(), *network.heads.tolist()]
    entries = [1.0] * arcs + [-1.0] * arcs
    limits = [0.0] * arcs
    for place, (owner, some) in enumerate(network.groups, start=arcs):
        rows += [place] * len(some)
        columns += some
        entries += [-1.0] * len(some)
        limits.append(-1.0 if owner is None else 0.0)
        if owner is not None:
            rows.append(place)
            columns.append(owner)
            entries.append(1.0)
    matrix = coo_array((entries, (rows, columns)), shape=(len(limits), len(weight)))
    largest = float(np.abs(weight).max(initial=1))
    answer = linprog(  # type: ignore[call-overload]  # the stubs know no sparse rows
        -weight / largest, A_ub=matrix.tocsr(), b_ub=limits, bounds=(0, 1), method="highs"
    )
    if answer.status != 0:
        return None
    duals = -answer.ineqlin.marginals[arcs:] * largest * scale
    return [max(0, round(dual)) for dual in duals.tolist()]
