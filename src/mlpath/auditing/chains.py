"""The checker's own density chain: closed sets of falling value per minute, by its own flows.

A closed set is split at its own density: a maximum closure at that price either shows a part of
more value per minute, or that there is none. What is split off is certified in whole numbers, so
that nothing rests on the flow being a maximum.

References
----------
Sidney, J. B. (1975). Decomposition algorithms for single-machine sequencing with precedence
relations and deferral costs. Operations Research 23(2), 283-298. doi:10.1287/opre.23.2.283

Margot, F., Queyranne, M., Wang, Y. (2003). Decompositions, network flows, and a precedence
constrained single-machine scheduling problem. Operations Research 51(6), 981-992.
doi:10.1287/opre.51.6.981.24912
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlpath.auditing.flows import ROOM, after_flow

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlpath.auditing.flows import Ints


@dataclass(frozen=True, slots=True)
class Ordered:
    """Steps with what they need, any-of choices made.

    Attributes
    ----------
    effort, value
        Of each step; efforts are positive, values are not negative.
    tails, heads
        Arcs from a step to what it needs.
    """

    effort: Ints
    value: Ints
    tails: Ints
    heads: Ints

    def part(self, steps: Ints) -> Ordered:
        """Return some of the steps, renumbered, with the arcs among them."""
        new = np.full(len(self.effort), -1, dtype=np.int64)
        new[steps] = np.arange(len(steps))
        tails, heads = new[self.tails], new[self.heads]
        kept = (tails >= 0) & (heads >= 0)
        return Ordered(self.effort[steps], self.value[steps], tails[kept], heads[kept])


def least_lateness(ordered: Ordered) -> int | None:
    """Return what no order's sum of value times minute of finishing is below.

    Returns
    -------
    int or None
        In thousandths times minutes, rounded up; None where it cannot be certified.
    """
    twice = int((ordered.effort * ordered.value).sum())
    before = 0
    waiting = [np.arange(len(ordered.effort))]
    while waiting:
        steps = waiting.pop()
        halves = _split(ordered.part(steps))
        if halves is None:
            return None
        first, rest = halves
        if len(first):
            waiting += [steps[rest], steps[first]]
            continue
        minutes, worth = int(ordered.effort[steps].sum()), int(ordered.value[steps].sum())
        twice += worth * (2 * before + minutes)
        before += minutes
    return -(-twice // 2)


def around(ordered: Ordered, minutes: int) -> tuple[Ints, Ints] | None:
    """Return the last set of the chain that fits, and what the next one adds to it.

    Returns
    -------
    tuple of arrays, or None
        The addition has no value where everything of value fits. None where neither can be
        certified.
    """
    inside = np.zeros(0, dtype=np.int64)
    steps, room = np.arange(len(ordered.effort)), minutes
    while True:
        halves = _split(ordered.part(steps))
        if halves is None:
            return None
        first, rest = steps[halves[0]], steps[halves[1]]
        if not len(first):
            if int(ordered.effort[steps].sum()) > room or not ordered.value[steps].any():
                return inside, steps
            return np.concatenate((inside, steps)), rest[:0]
        taken = int(ordered.effort[first].sum())
        if taken > room:
            steps = first
        else:
            inside, steps, room = np.concatenate((inside, first)), rest, room - taken


def _split(ordered: Ordered) -> tuple[Ints, Ints] | None:
    """Return the densest part there is at the price of the whole, and the rest.

    The first is empty where no closed part has more value per minute than the whole. None where
    neither can be certified.
    """
    minutes, worth = int(ordered.effort.sum()), int(ordered.value.sum())
    everything = np.arange(len(ordered.effort))
    if len(everything) <= 1 or not worth:
        return everything[:0], everything
    if 2 * minutes * worth >= ROOM:
        return None
    weight = ordered.value * np.int64(minutes) - ordered.effort * np.int64(worth)
    left, carried = after_flow(weight, ordered.tails, ordered.heads)
    inside = _source_side(left, carried, ordered.tails, ordered.heads)
    # What is left bounds every closed set; the part is the best one if it weighs as much.
    if int(weight[inside].sum()) != int(left[left > 0].sum()):
        return None
    return np.flatnonzero(inside), np.flatnonzero(~inside)


def _source_side(left: Ints, carried: Ints, tails: Ints, heads: Ints) -> npt.NDArray[np.bool_]:
    """Mark what can still be reached from weight that is left: the least maximum closure."""
    found = left > 0
    back = carried > 0
    after, before = tails[back], heads[back]
    while True:
        more = found.copy()
        more[heads[found[tails]]] = True
        more[after[found[before]]] = True
        if (more == found).all():
            return found
        found = more
