"""Recommended prerequisites: which there are, and where they stand in the study order."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from mlpath.ordering import reached
from mlpath.topics import Step
from mlpath.topics.expansion import need

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.topics import KnowledgeGraph

_ROUNDS = 4  # a move may make room for another
_LONGEST = 3000  # steps of an order that is worth looking at pair by pair
_NEAR = 100  # study time between a step and its use may grow by one part in so many


def recommended_pairs(graph: KnowledgeGraph) -> list[tuple[Step, Step, str]]:
    """Return each recommended step, the step that it helps and why; levels as in prerequisites."""
    found = []
    for topic in graph:
        for wish in topic.recommends:
            other = graph.topic(wish.topic)
            named = other.declared(wish.level)
            for level in topic.levels:
                if wish.only is None:
                    helper = Step(other.id, other.at_least(need(named, level)))
                elif wish.only is level:
                    helper = Step(other.id, named)
                else:
                    continue
                found.append((helper, Step(topic.id, level), wish.reason))
    return found


def recommended_first(
    order: Sequence[int],
    arcs: Iterable[tuple[int, int]],
    pairs: Iterable[tuple[int, int]],
    effort: Sequence[int],
    value: Sequence[int],
) -> list[int]:
    """Move recommended steps before the steps they help, where nothing gets worse.

    Parameters
    ----------
    order
        A study order.
    arcs
        Pairs (prerequisite, step) among its steps, the chosen any-of alternatives included.
    pairs
        Pairs (recommended, step).
    effort, value
        Minutes and thousandths by step number.

    Returns
    -------
    list of int
        A study order whose value comes no later, by its weighted completion time, in which no
        recommended step that came first has lost its place, and whose study time between steps
        and their use is longer by one part in a hundred at most.

    Examples
    --------
    >>> recommended_first([0, 1], [], [(1, 0)], [10, 10], [5, 5])
    [1, 0]
    >>> recommended_first([0, 1], [], [(1, 0)], [10, 10], [5, 0])
    [0, 1]
    """
    inside = set(order)
    wanted = [(r, x) for r, x in pairs if r in inside and x in inside and r != x]
    judge = _Judge(list(arcs), wanted, effort, value)
    best = list(order)
    if len(best) > _LONGEST:
        return best
    limit = judge.distance(best) * (_NEAR + 1) // _NEAR
    for _ in range(_ROUNDS):
        before = best
        for pair in wanted:
            best = _moved(best, pair, judge, limit)
        if best == before:
            break
    return best


class _Judge:
    """What an order costs."""

    def __init__(
        self,
        arcs: list[tuple[int, int]],
        pairs: list[tuple[int, int]],
        effort: Sequence[int],
        value: Sequence[int],
    ) -> None:
        self.arcs, self.pairs, self.effort, self.value = arcs, pairs, effort, value
        self.needs: dict[int, list[int]] = {}
        self.helps: dict[int, list[int]] = {}
        for source, target in arcs:
            self.needs.setdefault(target, []).append(source)
            self.helps.setdefault(source, []).append(target)

    def finish(self, order: Sequence[int]) -> dict[int, int]:
        """Return the minute at which each step is finished."""
        return dict(zip(order, accumulate(self.effort[step] for step in order), strict=True))

    def completion(self, order: Sequence[int]) -> int:
        """Return the weighted completion time of these steps, done one after the other."""
        return sum(max(0, self.value[step]) * end for step, end in self.finish(order).items())

    def distance(self, order: Sequence[int]) -> int:
        """Return the minutes between each step and each use of it, summed."""
        finish = self.finish(order)
        return sum(finish[x] - self.effort[x] - finish[p] for p, x in self.arcs)

    def kept(self, order: Sequence[int]) -> set[int]:
        """Return which pairs stand the right way round."""
        place = {step: at for at, step in enumerate(order)}
        return {number for number, (r, x) in enumerate(self.pairs) if place[r] < place[x]}


def _moved(order: list[int], pair: tuple[int, int], judge: _Judge, limit: int) -> list[int]:
    """Bring the recommended step forward, or its user back, if one of the two costs nothing."""
    recommended, user = order.index(pair[0]), order.index(pair[1])
    if recommended < user:
        return order
    part = order[user : recommended + 1]
    inside = set(part)
    needed = reached(pair[:1], lambda step: inside.intersection(judge.needs.get(step, ())))
    needing = reached(pair[1:], lambda step: inside.intersection(judge.helps.get(step, ())))
    if pair[1] in needed:
        return order
    # The part starts at the same minute however it is ordered, so it alone decides.
    worth = judge.completion(part)
    for first in (needed, set(part) - needing):
        halves = [s for s in part if s in first] + [s for s in part if s not in first]
        if judge.completion(halves) > worth:
            continue
        other = [*order[:user], *halves, *order[recommended + 1 :]]
        if judge.distance(other) <= limit and judge.kept(order) < judge.kept(other):
            return other
    return order
