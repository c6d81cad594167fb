"""Re-planning: the choice that is worth most once every change to the earlier plan is paid for.

What is maximised is ``value(S) - price * |S xor before|``. Inside the solver a step of the earlier
plan is worth the price more and any other step the price less, which says the same but for a
constant. A step that nothing needs any more would be kept for its price alone; such sets are
branched away, as a plan holds no step that serves nothing. What is only recommended is not chosen
here: it never competes with value, and `fill_up` keeps what still fits of it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from mlpath.ordering import reached
from mlpath.planning.numbers import without_ballast
from mlpath.plans import thousandths

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from mlpath.planning.numbers import Numbers
    from mlpath.plans import Asked, Before
    from mlpath.solving.base import BoolArray, Instance, IntArray, Solution

_WORK = 1200  # steps in all searches but the first two; a true bound is told for what is open


@dataclass(frozen=True, slots=True)
class Nearest:
    """The choice of a re-plan.

    Attributes
    ----------
    solution
        Value, bound and proof are those of the steps alone: the bound holds for plans made from
        scratch too, so the gap is what keeping promises costs at most.
    objective, bound
        Thousandths of value less the price of change, and what no plan exceeds, whatever it
        keeps that is only recommended.
    asked
        As given, but for frozen steps that cannot be held any more.
    """

    solution: Solution
    objective: int
    bound: int
    asked: Asked


def choose_near(numbers: Numbers, asked: Asked, before: Before) -> Nearest | None:
    """Return the best choice near an earlier plan, None if nothing holds the musts.

    Frozen steps that serve nothing any more are let go; those that do not fit with the musts
    give way, the last ones first.
    """
    from mlpath import solving  # noqa: PLC0415 - loads numpy and scipy

    plain = solving.solve(numbers.instance, work_limit=asked.work_limit)
    if plain.status == "infeasible":
        return None
    plain = without_ballast(numbers.instance, plain)
    named = {str(step): number for step, number in numbers.number.items()}
    useful = _useful(numbers.instance)
    advice = numbers.helps if asked.adds_recommended else ()
    promised = {named[name] for name in before.steps if name in named}
    still = _helpful(numbers.instance, promised, (a for a, b, _ in advice if b in promised))
    helpful = _helpful(numbers.instance, promised, (a for a, _, _ in advice))
    frozen = [
        name
        for name in before.frozen
        if name in named and (useful[named[name]] or named[name] in still)
    ]
    while True:
        problem = _Problem.of(numbers.instance, before, frozen, named)
        if before.keep and (same := problem.earlier()) is not None:
            found = same, problem.objective(same), plain.bound
            break
        best = problem.best(asked.work_limit, helpful)
        if best is not None:
            found = best
            break
        # Without any frozen step the musts hold, so this ends.
        frozen.pop()
    chosen, objective, bound = found
    value = int(numbers.instance.value[chosen.chosen].sum())
    optimal = value == plain.bound
    solution = replace(
        plain,
        status=solving.Status.OPTIMAL if optimal else solving.Status.FEASIBLE,
        chosen=chosen.chosen,
        choices=chosen.choices,
        value=value,
        effort=chosen.effort,
    )
    held = before.model_copy(update={"frozen": tuple(frozen)})
    return Nearest(solution, objective, bound, asked.model_copy(update={"before": held}))


def keep_order(
    order: Sequence[int], arcs: Iterable[tuple[int, int]], before: Sequence[int]
) -> list[int]:
    """Return steps in the order of an earlier plan, new ones as late as their use allows.

    Parameters
    ----------
    order
        The steps in the study order they would have on their own.
    arcs
        Pairs (prerequisite, step) among them.
    before
        Steps in the order of the earlier plan; some may be gone.

    Returns
    -------
    list of int
        Every prerequisite first. What stays keeps its order, unless a new prerequisite forbids.

    Examples
    --------
    >>> keep_order([5, 1, 2, 7], [(5, 2)], before=[1, 2])
    [1, 5, 2, 7]
    """
    earlier = {step: place for place, step in enumerate(before)}
    # New steps are later than all others, among themselves in the order of their own.
    key = {
        step: (0, earlier[step]) if step in earlier else (1, place)
        for place, step in enumerate(order)
    }
    needs: dict[int, list[int]] = {step: [] for step in order}
    users = dict.fromkeys(order, 0)
    for source, target in set(arcs):
        needs[target].append(source)
        users[source] += 1
    # From the end backwards: of all that nothing left needs, the latest comes next.
    ready = [(-key[step][0], -key[step][1], step) for step in order if not users[step]]
    heapq.heapify(ready)
    found = []
    while ready:
        step = heapq.heappop(ready)[2]
        found.append(step)
        for other in needs[step]:
            users[other] -= 1
            if not users[other]:
                heapq.heappush(ready, (-key[other][0], -key[other][1], other))
    return found[::-1]


def _useful(instance: Instance) -> BoolArray:
    """Mark the steps that something of value, or a must, could need."""
    import numpy as np  # noqa: PLC0415 - heavy

    from mlpath.solving.arrays import all_arcs, reach  # noqa: PLC0415 - loads numpy

    wanted = np.concatenate((np.flatnonzero(instance.value > 0), instance.required))
    return reach(*all_arcs(instance), wanted)


def _helpful(instance: Instance, promised: set[int], helpers: Iterable[int]) -> frozenset[int]:
    """Return the promised of recommended steps, with what they need of what is promised."""
    from mlpath.solving.arrays import all_arcs  # noqa: PLC0415 - loads numpy

    indptr, indices = all_arcs(instance)
    found = reached(
        promised.intersection(helpers),
        lambda step: promised.intersection(indices[indptr[step] : indptr[step + 1]].tolist()),
    )
    return frozenset(found)


def _handed_on(instance: Instance, change: IntArray) -> IntArray:
    """Return what changes earn, that of steps which serve one other step counted there.

    A step without value is in a plan only with what needs it. Where that is one step, either
    both are chosen or none, and a search that knows it keeps no step for its price alone. What
    nothing could need is in no plan at all.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    from mlpath.solving.arrays import all_arcs, order_of  # noqa: PLC0415 - loads numpy

    indptr, indices = all_arcs(instance)
    useful = _useful(instance)
    earned = np.where(useful, change, 0)
    users: dict[int, set[int]] = {}
    for user in np.flatnonzero(useful).tolist():
        for step in indices[indptr[user] : indptr[user + 1]].tolist():
            users.setdefault(step, set()).add(user)
    loose = set(instance.group_indices.tolist()) | set(instance.required.tolist())
    for step in order_of(indptr, indices).tolist():
        if instance.value[step] == 0 and len(users.get(step, ())) == 1 and step not in loose:
            (user,) = users[step]
            earned[user] += earned[step]
            earned[step] = 0
    return earned


@dataclass(frozen=True, slots=True)
class _Problem:
    """The instance with its frozen steps, and the same with the price of change in its values."""

    plain: Instance
    priced: Instance
    promised: frozenset[int]
    price: int

    @classmethod
    def of(
        cls, instance: Instance, before: Before, frozen: Sequence[str], named: Mapping[str, int]
    ) -> _Problem:
        import numpy as np  # noqa: PLC0415 - heavy

        promised = sorted(named[name] for name in before.steps if name in named)
        held = [named[name] for name in frozen]
        plain = replace(
            instance, required=np.unique(np.asarray([*instance.required, *held], dtype=np.int64))
        )
        price = thousandths(before.price)
        change = np.full(instance.size, -price, dtype=np.int64)
        change[promised] = price
        value = instance.value + _handed_on(plain, change)
        return cls(plain, replace(plain, value=value), frozenset(promised), price)

    def objective(self, found: Solution) -> int:
        """Return the value of a set less what its changes cost."""
        value = int(self.plain.value[found.chosen].sum())
        return value - self.price * len(self.promised.symmetric_difference(found.chosen.tolist()))

    def best(
        self, work_limit: int | None, helpful: Collection[int]
    ) -> tuple[Solution, int, int] | None:
        """Return the best set, what it comes to, and a bound; None if nothing holds the steps.

        The bound holds whatever of the helpful steps is kept besides.
        """
        none: frozenset[int] = frozenset()
        root = self._solved(none, none, work_limit)
        if root is None:
            return None
        solves = max(1, _WORK // max(1, int(_useful(self.plain).sum())))
        best = self._better(root, self.earlier(), work_limit)
        ticket = count()
        queue = [(-self._bound(root), next(ticket), root, none, none)]
        bound = self.objective(best)
        while queue and -queue[0][0] > self.objective(best):
            first, _, found, out, held = heapq.heappop(queue)
            stripped = without_ballast(self.plain, found)
            if self.objective(stripped) > self.objective(best):
                best = stripped
            for more_out, more_held in self._branches(found, stripped, out, held):
                if not solves:  # what is below here is no more than here
                    bound = max(bound, -first)
                    break
                solves -= 1
                child = self._solved(more_out, more_held, work_limit)
                if child is not None:
                    entry = (-self._bound(child), next(ticket), child, more_out, more_held)
                    heapq.heappush(queue, entry)
            else:
                continue
            break
        bound = max([bound, self.objective(best), *(-entry[0] for entry in queue)])
        if helpful:
            # The first bound counts steps that serve nothing, but those of no price of their own.
            change = self.priced.value - self.plain.value
            idle = sum(not change[step] for step in helpful)
            bound = self._bound(root) + self.price * idle
        return best, self.objective(best), bound

    def _better(
        self, root: Solution, earlier: Solution | None, work_limit: int | None
    ) -> Solution:
        """Return the best of what is at hand, and of a search without what served nothing."""
        stripped = without_ballast(self.plain, root)
        idle = frozenset(root.chosen.tolist()) - frozenset(stripped.chosen.tolist())
        found = [each for each in (earlier, stripped) if each is not None]
        again = self._solved(idle, frozenset(), work_limit) if idle else None
        if again is not None:
            found.append(without_ballast(self.plain, again))
        return max(found, key=self.objective)

    def _bound(self, found: Solution) -> int:
        return found.bound - self.price * len(self.promised)

    def _solved(
        self, out: frozenset[int], held: frozenset[int], work_limit: int | None
    ) -> Solution | None:
        """Return the best set without some steps and with others, whatever serves nothing."""
        import numpy as np  # noqa: PLC0415 - heavy

        from mlpath import solving  # noqa: PLC0415 - loads numpy and scipy

        value = self.priced.value.copy()
        value[sorted(out)] = -1 - int(np.abs(value).sum())
        required = np.unique(np.asarray([*self.plain.required, *sorted(held)], dtype=np.int64))
        instance = replace(self.priced, value=value, required=required)
        found = solving.solve(instance, work_limit=work_limit)
        if found.status == "infeasible" or out.intersection(found.chosen.tolist()):
            return None
        return found

    def _branches(
        self, found: Solution, stripped: Solution, out: frozenset[int], held: frozenset[int]
    ) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
        """Yield what to forbid and to force so that one step that serves nothing is in doubt."""
        kept = set(stripped.chosen.tolist())
        idle = [step for step in found.chosen.tolist() if step not in kept]
        if not idle:
            return
        users = {step: self._users(step) for step in idle}
        # One that only steps outside could use: there is one, as nothing needs itself.
        step = next(step for step in idle if not users[step].intersection(idle))
        yield out | {step}, held
        for user in sorted(users[step] - out - held):
            yield out, held | {user}

    def _users(self, step: int) -> set[int]:
        import numpy as np  # noqa: PLC0415 - heavy

        plain = self.plain
        hard = np.searchsorted(plain.indptr, np.flatnonzero(plain.indices == step), "right") - 1
        places = np.flatnonzero(plain.group_indices == step)
        groups = np.searchsorted(plain.group_indptr, places, "right") - 1
        return {*hard.tolist(), *plain.group_step[groups].tolist()}

    def earlier(self) -> Solution | None:
        """Return the earlier plan as it was, without what serves nothing, if it still stands."""
        import numpy as np  # noqa: PLC0415 - heavy

        from mlpath import solving  # noqa: PLC0415 - loads numpy and scipy

        plain, inside = self.plain, self.promised
        chosen = np.asarray(sorted(inside), dtype=np.int64)
        effort = int(plain.effort[chosen].sum())
        choices = np.full(plain.groups, -1, dtype=np.int64)
        for place, owner in enumerate(plain.group_step.tolist()):
            if owner in inside:
                first, last = plain.group_indptr[place : place + 2]
                some = [a for a in plain.group_indices[first:last].tolist() if a in inside]
                if not some:
                    return None
                choices[place] = some[0]
        needs = (plain.indices[plain.indptr[step] : plain.indptr[step + 1]] for step in chosen)
        stands = all(inside.issuperset(row.tolist()) for row in needs)
        fits = plain.capacity is None or effort <= plain.capacity
        if not (stands and fits and inside.issuperset(plain.required.tolist())):
            return None
        value = int(plain.value[chosen].sum())
        as_it_was = solving.Solution(
            solving.Status.FEASIBLE, chosen, choices, value, effort, value
        )
        return without_ballast(plain, as_it_was)
