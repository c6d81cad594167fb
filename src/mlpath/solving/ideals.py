"""Exact orders of few steps: dynamic programming over down-sets.

What has been learnt is a down-set, and what an order costs from there on does not depend on how
it was reached. Down-sets are bit masks, one layer for each number of steps, and all transitions
of a layer are priced together.

References
----------
Held, M., Karp, R. M. (1962). A dynamic programming approach to sequencing problems. Journal of
the Society for Industrial and Applied Mathematics 10(1), 196-210.
https://doi.org/10.1137/0110015

Lawler, E. L. (1978). Sequencing jobs to minimize total weighted completion time subject to
precedence constraints. Annals of Discrete Mathematics 2, 75-90.
https://doi.org/10.1016/S0167-5060(08)70323-6
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlpath.solving.base import IntArray

LARGEST = 40  # steps; their masks fit an integer with room to spare
_HALVINGS = 6  # prices tried between value and distance before labels are set


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """Transitions from the down-sets of so many steps to those of one more.

    Parameters
    ----------
    source, step, target
        Number of the down-set within its layer, the step learnt next, the down-set then; sorted
        by source, every source there.
    finish
        Minute at which the step is finished.
    start
        Where the transitions of each source begin, and behind them all.
    """

    source: IntArray
    step: IntArray
    target: IntArray
    finish: IntArray
    start: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class _Labels:
    """Ways to a layer's down-sets that no other way beats in both sums."""

    state: IntArray
    held: IntArray
    cost: IntArray
    before: IntArray
    step: IntArray


def best_order(  # noqa: PLR0913  (two sums, their steps, two caps)
    effort: IntArray,
    value: IntArray,
    weight: IntArray,
    needs: list[int],
    *,
    limit: Callable[[int], int],
    offset: int = 0,
    most: int,
) -> tuple[IntArray, int] | None:
    """Find the order of least weight among those whose value comes early enough.

    Parameters
    ----------
    effort
        Minutes of each step.
    value
        Weights of the completion time that is held.
    weight
        Weights of the completion time that is to become small, negative ones among them.
    needs
        Bit mask of the steps that each step needs.
    limit
        Gives, from the least weighted completion time, the most that is allowed.
    offset
        Minute at which the first step begins.
    most
        Down-sets, and labels, that may be looked at.

    Returns
    -------
    tuple or None
        Step numbers in order and what `limit` gave; ``None`` where there are more steps or
        down-sets than may be looked at. Where only the labels are too many, the best order that
        some price of distance in value prefers.

    Examples
    --------
    >>> one = np.asarray([10, 10])
    >>> best_order(one, np.asarray([0, 3]), one * 0, [0, 0], limit=int, most=99)[0].tolist()
    [1, 0]
    """
    if len(effort) > LARGEST:
        return None
    layers = _layers(effort, needs, offset, most)
    if layers is None:
        return None
    earliest, nearest = _to_go(layers, value), _to_go(layers, weight)
    allowed = limit(int(earliest[0][0]) if layers else 0)
    order = _priced(layers, value, weight, allowed)
    bound = _total(layers, order, weight)
    exact = _labelled(layers, (value, weight), (earliest, nearest), (allowed, bound - 1), most)
    return (order if exact is None else exact), allowed


def _layers(effort: IntArray, needs: list[int], offset: int, most: int) -> list[_Layer] | None:
    """List all down-sets and transitions, unless there are too many."""
    need = np.asarray(needs, dtype=np.int64)
    bit = np.int64(1) << np.arange(len(effort), dtype=np.int64)
    masks = np.zeros(1, dtype=np.int64)
    minute = np.full(1, offset, dtype=np.int64)
    layers: list[_Layer] = []
    seen = 0
    for _ in range(len(effort)):
        ready = ((masks[:, None] & need) == need) & ((masks[:, None] & bit) == 0)
        source, step = np.nonzero(ready)
        start = np.searchsorted(source, np.arange(len(masks) + 1))
        finish = minute[source] + effort[step]
        masks, first, target = np.unique(
            masks[source] | bit[step], return_index=True, return_inverse=True
        )
        minute = finish[first]
        layers.append(_Layer(source, step, target.reshape(-1), finish, start))
        seen += len(source)
        if seen > most:
            return None
    return layers


def _to_go(layers: list[_Layer], weight: IntArray) -> list[IntArray]:
    """Least sum that is still to come, for every down-set of every layer."""
    left = np.zeros(1, dtype=np.int64)
    found = [left]
    for layer in reversed(layers):
        ahead = weight[layer.step] * layer.finish + left[layer.target]
        left = np.minimum.reduceat(ahead, layer.start[:-1])
        found.append(left)
    return found[::-1]


def _followed(layers: list[_Layer], weight: IntArray) -> IntArray:
    """Return an order of least sum."""
    left = _to_go(layers, weight)
    order, state = [], 0
    for number, layer in enumerate(layers):
        here = slice(int(layer.start[state]), int(layer.start[state + 1]))
        ahead = weight[layer.step[here]] * layer.finish[here]
        best = here.start + int(np.argmin(ahead + left[number + 1][layer.target[here]]))
        order.append(int(layer.step[best]))
        state = int(layer.target[best])
    return np.asarray(order, dtype=np.int64)


def _total(layers: list[_Layer], order: IntArray, weight: IntArray) -> int:
    """Weighted completion time of an order."""
    total, state = 0, 0
    for layer, step in zip(layers, order.tolist(), strict=True):
        here = slice(int(layer.start[state]), int(layer.start[state + 1]))
        at = here.start + int(np.flatnonzero(layer.step[here] == step)[0])
        total += int(weight[step]) * int(layer.finish[at])
        state = int(layer.target[at])
    return total


def _priced(layers: list[_Layer], value: IntArray, weight: IntArray, allowed: int) -> IntArray:
    """Look for a price at which the order of least combined sum just stays within the limit."""
    best = _followed(layers, weight)
    if _total(layers, best, value) <= allowed:
        return best
    best = _followed(layers, value)
    few = max(1, int(np.abs(weight).sum()))
    low, high = Fraction(0), Fraction(max(1, int(value.sum())) * 4, few)
    for _ in range(_HALVINGS):
        price = (low + high) / 2
        price = price.limit_denominator(1000)
        order = _followed(layers, value * price.denominator + weight * price.numerator)
        if _total(layers, order, value) <= allowed:
            low = price
            if _total(layers, order, weight) < _total(layers, best, weight):
                best = order
        else:
            high = price
    return best


def _labelled(
    layers: list[_Layer],
    weights: tuple[IntArray, IntArray],
    ahead: tuple[list[IntArray], list[IntArray]],
    limits: tuple[int, int],
    most: int,
) -> IntArray | None:
    """Search all orders within both limits for the least second sum; ``None`` if none, or many."""
    zero = np.zeros(1, dtype=np.int64)
    labels = [_Labels(zero, zero, zero, zero, zero)]
    seen = 0
    for number, layer in enumerate(layers):
        new = _onward(layer, labels[-1], weights)
        within = new.held + ahead[0][number + 1][new.state] <= limits[0]
        within &= new.cost + ahead[1][number + 1][new.state] <= limits[1]
        labels.append(_undominated(new, np.flatnonzero(within)))
        seen += len(labels[-1].state)
        if seen > most or not len(labels[-1].state):
            return None
    order, at = [], int(np.argmin(labels[-1].cost))
    for layer_labels in reversed(labels[1:]):
        order.append(int(layer_labels.step[at]))
        at = int(layer_labels.before[at])
    return np.asarray(order[::-1], dtype=np.int64)


def _onward(layer: _Layer, labels: _Labels, weights: tuple[IntArray, IntArray]) -> _Labels:
    """Go on from every label by every transition."""
    counts = np.diff(layer.start)[labels.state]
    before = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts)
    move = np.arange(len(before)) - np.repeat(ends - counts, counts)
    move += np.repeat(layer.start[labels.state], counts)
    step, finish = layer.step[move], layer.finish[move]
    return _Labels(
        layer.target[move],
        labels.held[before] + weights[0][step] * finish,
        labels.cost[before] + weights[1][step] * finish,
        before,
        step,
    )


def _undominated(labels: _Labels, within: IntArray) -> _Labels:
    """Keep of the labels `within` those that no other of the same down-set beats in both sums."""
    state, held, cost = labels.state[within], labels.held[within], labels.cost[within]
    rank = np.lexsort((cost, held, state))
    state, cost = state[rank], cost[rank]
    if len(rank):
        # Ranks of cost, each down-set's below the one's before: a running least stays in it.
        level = np.unique(cost, return_inverse=True)[1].reshape(-1) - state * np.int64(len(rank))
        least = np.minimum.accumulate(level)
        keep = np.concatenate(([True], level[1:] < least[:-1]))
        rank = rank[keep]
    kept = within[rank]
    return _Labels(
        labels.state[kept],
        labels.held[kept],
        labels.cost[kept],
        labels.before[kept],
        labels.step[kept],
    )
