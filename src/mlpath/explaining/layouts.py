"""A plan with its prerequisites by place: who needs whom and why, and when each step is done."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph, Step


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A plan by places in its study order, from 0.

    Attributes
    ----------
    place
        Of each planned step.
    needs, users
        For each place the places of what it needs and of what needs it, rising, each with the
        reason. Of an any-of group only the alternative that the plan chose counts.
    finish
        Estimated effort until each place is done.
    week
        The week in which each step begins, from 1, where the plan has a schedule.
    """

    plan: Plan
    graph: KnowledgeGraph
    place: dict[Step, int]
    needs: Sequence[Sequence[tuple[int, str]]]
    users: Sequence[Sequence[tuple[int, str]]]
    finish: Sequence[int]
    week: dict[Step, int]

    @classmethod
    def of(cls, plan: Plan, graph: KnowledgeGraph) -> Layout:
        """Return the layout of a plan that was made for the graph."""
        place = {planned.step: number for number, planned in enumerate(plan.steps)}
        needs: list[list[tuple[int, str]]] = [[] for _ in plan.steps]
        users: list[list[tuple[int, str]]] = [[] for _ in plan.steps]
        for source, target, reason in sorted(_arcs(plan, graph, place)):
            needs[target].append((source, reason))
            users[source].append((target, reason))
        finish = list(accumulate(planned.effort_minutes for planned in plan.steps))
        week: dict[Step, int] = {}
        for session in plan.schedule.sessions if plan.schedule is not None else ():
            week.setdefault(session.step, session.week)
        return cls(plan, graph, place, needs, users, finish, week)

    def step(self, place: int) -> Step:
        """Return the step of a place."""
        return self.plan.steps[place].step

    def effort(self, place: int) -> int:
        """Return the estimated effort of a place."""
        return self.plan.steps[place].effort_minutes

    def own(self, effort: int) -> int:
        """Return the learner's own minutes that hold so much estimated effort."""
        return self.plan.asked.own(effort)

    def needed(self, place: int) -> set[int]:
        """Return a place and all that it needs in this plan."""
        return _reached(place, self.needs)

    def using(self, place: int) -> set[int]:
        """Return the places that need one, directly or not."""
        return _reached(place, self.users) - {place}

    def least(self, place: int) -> int:
        """Return the estimated effort of a place and all that it needs in this plan."""
        return sum(self.effort(other) for other in self.needed(place))

    def chain(self) -> tuple[list[int], int]:
        """Return the chain of prerequisites that takes longest, and its effort."""
        ends: list[int] = []
        before: list[int | None] = []
        for place, needs in enumerate(self.needs):
            last = max((other for other, _ in needs), key=lambda n: (ends[n], -n), default=None)
            before.append(last)
            ends.append(self.effort(place) + (0 if last is None else ends[last]))
        at = max(range(len(ends)), key=lambda n: (ends[n], -n), default=None)
        longest = 0 if at is None else ends[at]
        path = []
        while at is not None:
            path.append(at)
            at = before[at]
        return path[::-1], longest


def _arcs(plan: Plan, graph: KnowledgeGraph, place: dict[Step, int]) -> set[tuple[int, int, str]]:
    """Return (prerequisite, step, reason) by place; of several reasons for one pair one stays."""
    steps = graph.expansion.steps
    found: dict[tuple[int, int], str] = {}
    for edge in graph.expansion.edges:
        source, target = steps[edge.source], steps[edge.target]
        if source in place and target in place:
            found.setdefault((place[source], place[target]), edge.reason)
    chosen = {(choice.step, choice.group): choice.chosen for choice in plan.choices}
    for group in graph.expansion.groups:
        if steps[group.target] not in place:
            continue
        serving = chosen.get((str(steps[group.target]), group.position))
        for other, reason in zip(group.alternatives, group.reasons, strict=True):
            if str(steps[other]) == serving and steps[other] in place:
                found.setdefault((place[steps[other]], place[steps[group.target]]), reason)
    return {(source, target, reason) for (source, target), reason in found.items()}


def _reached(start: int, arcs: Sequence[Sequence[tuple[int, str]]]) -> set[int]:
    found = {start}
    stack = [start]
    while stack:
        for other, _ in arcs[stack.pop()]:
            if other not in found:
                found.add(other)
                stack.append(other)
    return found
