"""Minutes that a choice leaves over go to what its steps recommend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mlpath.ordering import reached
from mlpath.planning.assuring import surely
from mlpath.planning.numbers import choices_made, hard_needs, needs_of, without_ballast
from mlpath.planning.timely import kept_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from mlpath.planning.numbers import Numbers
    from mlpath.planning.wishes import Wishes
    from mlpath.solving.base import Instance, Solution
    from mlpath.topics import KnowledgeGraph, Step

Pair = tuple[int, int]

PART = 20  # of the choice's effort at most one part in so many is added


@dataclass(frozen=True, slots=True)
class Filled:
    """A choice with what it recommends.

    Attributes
    ----------
    solution
        Value, bound and proof are those of the choice alone.
    base
        The steps of the choice alone, rising.
    first
        Pairs (recommended, step) that the study order is to keep, in none of which the former
        was in the choice.
    """

    solution: Solution
    base: tuple[int, ...]
    first: tuple[Pair, ...] = ()


def fill_up(
    graph: KnowledgeGraph,
    wishes: Wishes,
    both: tuple[Numbers, Numbers],
    solution: Solution,
    spare: int | None = None,
) -> Filled:
    """Return a choice with as many recommended steps as fit the minutes that it leaves over.

    Parameters
    ----------
    graph
        The knowledge graph.
    wishes
        What was asked for, with the limit that the choice was made for.
    both
        Numbers with every value as it is in time, and with none for what is late.
    solution
        The choice.
    spare
        Most minutes of effort to add; None means all that are left.

    Notes
    -----
    Each step counts the same that is recommended by a step of the choice: the more of them the
    better, then the least effort with all they need, then the earliest declared. What is added
    recommends nothing itself, and has no value: what has was left out for a reason. All of it
    takes a twentieth of the choice's effort at most: minutes left over also make up for what takes
    longer than estimated. A step that would make a goal late by coming before what it helps is not
    added. A re-plan keeps what was added before, and adds nothing new.
    """
    base = tuple(solution.chosen.tolist())
    none = Filled(solution, base)
    if not wishes.asked.adds_recommended or wishes.capacity is None:
        return none
    effort = solution.effort
    most = effort // PART if wishes.asked.before is None else wishes.capacity
    limit = min(wishes.capacity, effort + (most if spare is None else min(most, spare)))
    rest = _Rest.of(both[0], solution, _earlier(both[0], wishes))
    if limit <= effort or not rest.wanted:
        return none

    def filled(limit: int) -> tuple[_More, Iterable[Step]] | None:
        if limit < effort:
            return None
        more = rest.best(limit - effort, wishes.asked.work_limit)
        return more, [both[0].steps[number] for number in (*base, *more.steps)]

    if wishes.asked.sure is None:
        more = rest.best(limit - effort, wishes.asked.work_limit)
    else:
        # The choice alone is sure enough, so something is found.
        more = surely(graph, wishes.asked, (limit, effort), filled)[0] or _More((), {})
    dates = kept_dates(base, *both, wishes) if wishes.asked.before is None else {}
    return rest.with_more(more, dates)


class _More(NamedTuple):
    """Steps to add, rising, and what they choose of their any-of groups."""

    steps: tuple[int, ...]
    choices: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Rest:
    """What a choice left out and its steps recommend, with all that needs.

    Attributes
    ----------
    pairs
        Pairs (recommended, step of the choice); the former were left out.
    wanted
        The recommended steps that can be added, rising.
    steps
        The steps that a problem of their own is about, rising.
    served
        Any-of groups of theirs that the choice serves, with the alternative.
    open
        The other groups, with what can be chosen of them.
    """

    instance: Instance
    solution: Solution
    pairs: tuple[Pair, ...]
    wanted: tuple[int, ...]
    steps: tuple[int, ...]
    served: Mapping[int, int]
    open: Mapping[int, tuple[int, ...]]

    @classmethod
    def of(cls, numbers: Numbers, solution: Solution, allowed: Collection[int] | None) -> _Rest:
        """Return what there is to add; only allowed steps, where not all are."""
        instance = numbers.instance
        inside = frozenset(solution.chosen.tolist())
        pairs = tuple(
            dict.fromkeys(
                (helper, helped)
                for helper, helped, _ in numbers.helps
                if helped in inside and helper not in inside
            )
        )
        owned = _groups(instance)
        found = reached(
            (helper for helper, _ in pairs),
            lambda step: (
                other
                for other in (*hard_needs(instance, step), *_all(owned.get(step, ())))
                if other not in inside
            ),
        )
        possible = {
            step
            for step in found
            if instance.value[step] == 0 and (allowed is None or step in allowed)
        }
        while True:
            lost = {
                step
                for step in possible
                if not all(
                    other in possible or other in inside for other in hard_needs(instance, step)
                )
                or not all(
                    any(other in possible or other in inside for other in some)
                    for _, some in owned.get(step, ())
                )
            }
            if not lost:
                break
            possible -= lost
        groups = [group for step in sorted(possible) for group in owned.get(step, ())]
        served = {
            place: next(other for other in some if other in inside)
            for place, some in groups
            if not inside.isdisjoint(some)
        }
        return cls(
            instance=instance,
            solution=solution,
            pairs=pairs,
            wanted=tuple(sorted(possible.intersection(helper for helper, _ in pairs))),
            steps=tuple(sorted(possible)),
            served=served,
            open={
                place: tuple(other for other in some if other in possible)
                for place, some in groups
                if place not in served
            },
        )

    def best(self, room: int, work_limit: int | None) -> _More:
        """Return the most recommended steps that fit, with what they need."""
        from mlpath.solving import Instance, solve  # noqa: PLC0415 - loads numpy and scipy

        place = {step: number for number, step in enumerate(self.steps)}
        wanted = set(self.wanted)
        open_groups = tuple(self.open)
        problem = Instance.build(
            effort=[int(self.instance.effort[step]) for step in self.steps],
            value=[int(step in wanted) for step in self.steps],
            edges=(
                (place[step], place[other])
                for step in self.steps
                for other in hard_needs(self.instance, step)
                if other in place
            ),
            groups=(
                (
                    place[int(self.instance.group_step[group])],
                    [place[other] for other in self.open[group]],
                )
                for group in open_groups
            ),
            capacity=room,
        )
        found = without_ballast(problem, solve(problem, work_limit=work_limit))
        choices = {
            group: self.steps[choice]
            for group, choice in zip(open_groups, found.choices.tolist(), strict=True)
            if choice >= 0
        }
        return self._closed([self.steps[number] for number in found.chosen.tolist()], choices)

    def _closed(self, steps: Iterable[int], choices: Mapping[int, int]) -> _More:
        """Return steps with the choices that are theirs."""
        inside = set(steps)
        owner = self.instance.group_step
        made = {**self.served, **choices}
        return _More(
            tuple(sorted(inside)),
            {group: choice for group, choice in made.items() if int(owner[group]) in inside},
        )

    def with_more(self, more: _More, dates: Mapping[int, int]) -> Filled:
        """Return the choice with steps added, but for those that would make something late."""
        import numpy as np  # noqa: PLC0415 - heavy

        needs = needs_of(self.instance, {**choices_made(self.solution), **more.choices})
        inside = frozenset(more.steps)
        first: list[Pair] = []
        kept = []
        for step in (step for step in self.wanted if step in inside):
            new = _acyclic(needs, first, [pair for pair in self.pairs if pair[0] == step])
            if dates and _late(self.instance, _with(needs, [*first, *new]), dates):
                continue
            first += new
            kept.append(step)
        steps = reached(kept, lambda step: inside.intersection(needs(step)))
        more = self._closed(steps, more.choices)
        solution = self.solution
        chosen = np.union1d(solution.chosen, np.asarray(more.steps, dtype=np.int64))
        choices = solution.choices.copy()
        choices[list(more.choices)] = list(more.choices.values())
        effort = int(self.instance.effort[chosen].sum())
        base = tuple(solution.chosen.tolist())
        full = replace(solution, chosen=chosen, choices=choices, effort=effort)
        return Filled(full, base, tuple(first))


def _earlier(numbers: Numbers, wishes: Wishes) -> frozenset[int] | None:
    """Return the steps of the earlier plan where this is a re-plan, else None."""
    before = wishes.asked.before
    if before is None:
        return None
    number = {str(step): number for step, number in numbers.number.items()}
    return frozenset(number[name] for name in before.steps if name in number)


def _groups(instance: Instance) -> dict[int, list[tuple[int, list[int]]]]:
    """Return each step's any-of groups, as their places and alternatives."""
    flat = instance.group_indices.tolist()
    found: dict[int, list[tuple[int, list[int]]]] = {}
    rows = pairwise(instance.group_indptr.tolist())
    for place, (owner, (start, end)) in enumerate(
        zip(instance.group_step.tolist(), rows, strict=True)
    ):
        found.setdefault(owner, []).append((place, flat[start:end]))
    return found


def _all(groups: Iterable[tuple[int, list[int]]]) -> list[int]:
    return [other for _, some in groups for other in some]


def _with(needs: Callable[[int], list[int]], first: Iterable[Pair]) -> Callable[[int], list[int]]:
    """Return what tells what comes before a step, the recommended ones included."""
    more: dict[int, list[int]] = {}
    for helper, helped in first:
        more.setdefault(helped, []).append(helper)
    return lambda step: [*needs(step), *more.get(step, ())]


def _acyclic(
    needs: Callable[[int], list[int]], first: Sequence[Pair], pairs: Iterable[Pair]
) -> list[Pair]:
    """Return the pairs, of one recommended step, that can all be kept besides others."""
    before = _with(needs, first)
    found: list[Pair] = []
    for helper, helped in pairs:
        if helped not in reached([helper], before):
            found.append((helper, helped))
    return found


def _late(
    instance: Instance, before: Callable[[int], list[int]], dates: Mapping[int, int]
) -> bool:
    """Tell whether something cannot be finished in time if all that comes before it has to be."""
    for minute in sorted(set(dates.values())):
        due = [step for step, by in dates.items() if by <= minute]
        if sum(int(instance.effort[step]) for step in reached(due, before)) > minute:
            return True
    return False
