"""Due dates in a study order: whether they can be kept, by how much not, and an order that does.

For one learner the dates can all be kept if and only if, for every date, the steps needed by then
take no longer than until then: earliest due date first, with dates passed down to what is needed,
is then an order that keeps them. Where they cannot, the excess is how much too late the last of
them is in any order.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class DateLoad:
    """A date and what has to be done by then.

    Parameters
    ----------
    minute
        The date.
    needed
        Minutes of all that is due by then, with what it needs: in no order is the last of it
        finished earlier.
    due
        Steps due at this very minute, rising.
    """

    minute: int
    needed: int
    due: tuple[int, ...]

    @property
    def late(self) -> int:
        """Minutes by which the date cannot be kept, 0 where it can."""
        return max(0, self.needed - self.minute)


def keep_dates(
    effort: Sequence[int],
    edges: Iterable[tuple[int, int]],
    due: Mapping[int, int],
    order: Sequence[int],
) -> tuple[list[int], tuple[DateLoad, ...]]:
    """Return an order that keeps all dates that can be kept, as near to another as that allows.

    Parameters
    ----------
    effort
        Minutes of each of the n steps.
    edges
        Pairs (step, prerequisite).
    due
        Minute by which a step is to be finished.
    order
        The order that is preferred: all steps, prerequisites first. It is returned as it is if it
        keeps the dates.

    Returns
    -------
    tuple
        The order; and every date, rising, with what has to be done by then. What is due at a date
        is finished by then or, where that cannot be, by `needed`, the least there is for the last
        of it when earlier dates come first.

    References
    ----------
    Lawler, E. L. (1973). Optimal sequencing of a single machine subject to precedence
    constraints. doi:10.1287/mnsc.19.5.544

    Examples
    --------
    >>> order, dates = keep_dates([60, 30, 45], [(1, 0)], {1: 90, 2: 120}, [2, 0, 1])
    >>> order, [(date.minute, date.needed, date.late) for date in dates]
    ([0, 1, 2], [(90, 90, 0), (120, 135, 15)])
    """
    needs: list[list[int]] = [[] for _ in effort]
    after: list[list[int]] = [[] for _ in effort]
    for step, other in edges:
        needs[step].append(other)
        after[other].append(step)
    minutes = sorted(set(due.values()))
    place = {minute: rank for rank, minute in enumerate(minutes)}
    # The rank of the first date that waits for a step, one past the last where none does.
    rank = [len(minutes)] * len(effort)
    for step in reversed(order):
        mine = place[due[step]] if step in due else len(minutes)
        rank[step] = min([mine, *(rank[other] for other in after[step])])
    loads = [0] * len(minutes)
    for step, at in enumerate(rank):
        if at < len(minutes):
            loads[at] += effort[step]
    totals = list(accumulate(loads))
    dates = tuple(
        DateLoad(minute, total, tuple(sorted(s for s, m in due.items() if m == minute)))
        for minute, total in zip(minutes, totals, strict=True)
    )
    ends = [max(date.minute, date.needed) for date in dates]
    return _nearest(effort, (needs, after), rank, ends, order), dates


def _nearest(
    effort: Sequence[int],
    sides: tuple[list[list[int]], list[list[int]]],
    rank: Sequence[int],
    ends: Sequence[int],
    order: Sequence[int],
) -> list[int]:
    """Take the first step of the preferred order, again and again, that leaves time for the rest.

    Ends can be kept if what is open of each date and all before fits into the time until its end;
    a step costs time to every date that does not wait for it.
    """
    needs, after = sides
    wish = {step: place for place, step in enumerate(order)}
    waiting = [len(some) for some in needs]
    open_by = [0] * len(ends)
    for step, at in enumerate(rank):
        for date in range(at, len(ends)):
            open_by[date] += effort[step]
    ready = [wish[step] for step in order if not waiting[step]]
    heapq.heapify(ready)
    now, total, found = 0, sum(effort), []
    while ready:
        # A date with nothing open is past; nothing can harm it.
        slack = [
            end - now - rest if rest else total for end, rest in zip(ends, open_by, strict=True)
        ]
        least = [*accumulate(slack, min)]
        passed = []
        while True:
            at = heapq.heappop(ready)
            step = order[at]
            if not rank[step] or effort[step] <= least[rank[step] - 1]:
                break
            passed.append(at)
        for other in passed:
            heapq.heappush(ready, other)
        found.append(step)
        now += effort[step]
        for date in range(rank[step], len(ends)):
            open_by[date] -= effort[step]
        for other in after[step]:
            waiting[other] -= 1
            if not waiting[other]:
                heapq.heappush(ready, wish[other])
    return found
