"""The value curve: what every capacity can hold, from one density chain.

The chain's nested sets are the corners of the upper hull of value against minutes, so the whole
curve costs hardly more than one of its points. Any-of choices are made once, by least added
effort, which keeps the sets nested; the lines over the curve hold for all choices, because each
is a Lagrangian bound with the groups priced too.

References
----------
Hochbaum, D. S., Chen, A. (2000). Performance analysis and best implementations of old and new
algorithms for the open-pit mining problem. Operations Research 48(6), 894-914.
https://doi.org/10.1287/opre.48.6.894.12392

Fisher, M. L. (1981). The Lagrangian relaxation method for solving integer programming problems.
Management Science 27(1), 1-18. https://doi.org/10.1287/mnsc.27.1.1
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mlpath.solving.chain import chain_blocks
from mlpath.solving.choosing import cheapest_closure
from mlpath.solving.core import narrow, whole_core
from mlpath.solving.greedy import settle_groups
from mlpath.solving.pricing import price_core

if TYPE_CHECKING:
    from mlpath.solving.base import Instance, IntArray
    from mlpath.solving.core import Core

_PRICED = 16  # prices at which any-of groups are priced, too: each takes up to six cuts


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Nested sets with their totals, and lines that no set lies above.

    Parameters
    ----------
    added
        Steps that each corner adds to the one before, indices rising; the first holds what is
        required.
    effort, value
        Totals at each corner, minutes rising strictly, thousandths per added minute falling.
    lines
        Pairs (thousandths per minute, thousandths at no minute), the price falling: no closed
        set of m minutes is worth more than any line says at m.
    """

    added: tuple[IntArray, ...]
    effort: tuple[int, ...]
    value: tuple[int, ...]
    lines: tuple[tuple[Fraction, Fraction], ...]

    def bound(self, capacity: int) -> int:
        """Worth that no set of so many minutes exceeds."""
        return int(min(start + price * capacity for price, start in self.lines) // 1)


def trace(instance: Instance) -> Curve | None:
    """Compute the value curve of an instance.

    Parameters
    ----------
    instance
        Steps, prerequisites, any-of groups and required steps; its capacity is not looked at.

    Returns
    -------
    Curve or None
        ``None`` if nothing holds what is required.

    Examples
    --------
    >>> from mlpath.solving import Instance
    >>> from mlpath.solving.curving import trace
    >>> curve = trace(Instance.build([10, 10, 10], [0, 300, 50], edges=[(1, 0)]))
    >>> curve.effort, curve.value, curve.bound(25)
    ((0, 20, 30), (0, 300, 350), 325)
    """
    core = whole_core(replace(instance, capacity=None))
    start = core
    if not core.dead and (core.owner < 0).any():
        cheapest = cheapest_closure(instance, instance.required)
        inside = np.isin(core.steps, cheapest.chosen)
        start = narrow(core, inside, np.zeros(core.size, dtype=np.bool_))
    if start.dead:
        return None
    corners = _corners(start)
    lines = _chords(corners) if not core.groups else _lines(core, corners)
    return Curve(corners.added, corners.effort, corners.value, _envelope(lines))


@dataclass(frozen=True, slots=True, eq=False)
class _Corners:
    """The nested sets, and their totals."""

    added: tuple[IntArray, ...]
    effort: tuple[int, ...]
    value: tuple[int, ...]


def _corners(core: Core) -> _Corners:
    """Take the chain's blocks one after the other, choices made once."""
    plain, _ = settle_groups(core)
    block = chain_blocks(plain.indptr, plain.indices, plain.effort, plain.value)
    added = [np.sort(core.base)]
    effort, value = [core.base_effort], [core.base_value]
    order = np.argsort(block, kind="stable")
    order = order[block[order] >= 0]
    ends = np.flatnonzero(np.diff(block[order], append=-1)) + 1
    for members in np.split(order, ends[:-1]) if len(order) else []:
        worth, minutes = int(plain.value[members].sum()), int(plain.effort[members].sum())
        steps = np.sort(core.steps[members])
        if not minutes:  # wishes that cost nothing come with the start
            added[-1] = np.union1d(added[-1], steps)
            value[-1] += worth
            continue
        added.append(steps)
        effort.append(effort[-1] + minutes)
        value.append(value[-1] + worth)
    return _Corners(tuple(added), tuple(effort), tuple(value))


def _chords(corners: _Corners) -> list[tuple[Fraction, Fraction]]:
    """Lines through neighbouring corners: without groups these are the bound itself."""
    lines = [(Fraction(0), Fraction(corners.value[-1]))]
    for place in range(1, len(corners.effort)):
        minutes = corners.effort[place] - corners.effort[place - 1]
        price = Fraction(corners.value[place] - corners.value[place - 1], minutes)
        lines.append((price, corners.value[place] - price * corners.effort[place]))
    return lines


def _lines(core: Core, corners: _Corners) -> list[tuple[Fraction, Fraction]]:
    """Bound the curve with any-of groups: left out at every corner, priced at some of them."""
    nobody = np.zeros(0, dtype=np.int64)
    bare = replace(
        core, owner=nobody, group_indptr=np.zeros(1, dtype=np.int64), group_indices=nobody
    )
    free = _corners(bare)
    lines = _chords(free)
    prices = sorted({price for price, _ in lines + _chords(corners)}, reverse=True)
    loose = [price for price in prices if _gain(free, price) > _gain(corners, price)]
    take = np.linspace(0, len(loose) - 1, min(len(loose), _PRICED)).round().astype(int)
    return lines + [_line(core, loose[place], corners) for place in np.unique(take).tolist()]


def _line(core: Core, price: Fraction, corners: _Corners) -> tuple[Fraction, Fraction]:
    """Price minutes and groups, aiming at the corner that the price supports."""
    place = _supported(corners, price)
    aimed = replace(core, capacity=corners.effort[place] - core.base_effort)
    priced = price_core(aimed, price, corners.value[place])
    top = Fraction(priced.top, priced.price.denominator)
    return priced.price, core.base_value + top - priced.price * core.base_effort


def _supported(corners: _Corners, price: Fraction) -> int:
    """Corner of greatest value less price times effort: the last one whose step still pays."""
    low, high = 0, len(corners.effort) - 1
    while low < high:
        middle = (low + high + 1) // 2
        minutes = corners.effort[middle] - corners.effort[middle - 1]
        worth = corners.value[middle] - corners.value[middle - 1]
        if worth * price.denominator > price.numerator * minutes:
            low = middle
        else:
            high = middle - 1
    return low


def _gain(corners: _Corners, price: Fraction) -> int:
    """Greatest value less price times effort over the corners, times the price's denominator."""
    place = _supported(corners, price)
    value, effort = corners.value[place], corners.effort[place]
    return value * price.denominator - price.numerator * effort


def _envelope(lines: list[tuple[Fraction, Fraction]]) -> tuple[tuple[Fraction, Fraction], ...]:
    """Keep the lines that are lowest somewhere, the price falling."""
    kept: list[tuple[Fraction, Fraction]] = []
    for price, start in sorted(lines, key=lambda line: (-line[0], line[1])):
        if kept and kept[-1][0] == price:
            continue
        while kept and kept[-1][1] >= start:  # steeper, and no lower anywhere
            kept.pop()
        while len(kept) > 1 and _meet(kept[-2], (price, start)) <= _meet(kept[-2], kept[-1]):
            kept.pop()
        kept.append((price, start))
    return tuple(kept)


def _meet(steep: tuple[Fraction, Fraction], flat: tuple[Fraction, Fraction]) -> Fraction:
    """Minute at which two lines cross."""
    return (flat[1] - steep[1]) / (steep[0] - flat[0])
