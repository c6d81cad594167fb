"""A plan: chosen steps in study order, with their proof."""

from __future__ import annotations

import enum
import json
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError

from mlpath.errors import PlanError
from mlpath.plans.asking import Asked, GraphRef
from mlpath.plans.calendars import Due, Schedule, Terms
from mlpath.plans.fields import (
    MINUTES_PER_HOUR,
    Minutes,
    Record,
    Value,
    ValueHours,
    problem_of,
    thousandths,
)
from mlpath.plans.resources import StepResources
from mlpath.plans.steps import Choice, LeftOut, Near, PlannedStep, Proof, Settled, WayOut
from mlpath.showing import Shown

# What is left out of JSON where nothing was asked for, or nothing is known.
_TOP = (
    *("fits", "completion", "completion_bound", "settled", "schedule", "terms", "near", "due"),
    "resources",
)
_LEFT_OUT: dict[str | None, tuple[str, ...]] = {
    None: _TOP,
    "asked": ("before", "due", "pace_sigma", "sure"),
}


def _drop_usual(data: dict[str, Any]) -> None:
    """Take out what is so unless it is told."""
    if data["asked"]["recommended"]:
        del data["asked"]["recommended"]
    if not data["asked"]["until_deadline"]:
        del data["asked"]["until_deadline"]
    for planned in data["steps"]:
        for hop in planned["reason"]["via"]:
            if not hop["recommended"]:
                del hop["recommended"]


class Status(enum.StrEnum):
    """What is known about a plan: none is worth more, one may be, or no plan holds the musts."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class Plan(Shown, Record):
    """Chosen steps in study order, how good they are, and why each is there.

    Attributes
    ----------
    graph, asked
        Which graph, and everything the plan was asked for.
    status, value, bound, gap, proof
        No plan is worth more than `bound`; ``gap = (bound - value) / bound``.
    budget_minutes
        Minutes of estimated effort the plan may use; None means no limit. Where a chance of
        fitting was asked for, the limit at which it is reached.
    effort_minutes
        Minutes it does use.
    fits
        Chance that the learner's own minutes suffice, by the ranges of the graph and the pace,
        rounded down to thousandths; None without a budget.
    completion, completion_bound
        How early the value comes, in value times hours: each step's value times the hour of
        estimated effort at which it is finished, summed; no order of the same steps has less
        than the bound. None for infeasible plans, and for those of an mlpath that told neither.
    choices, steps, left_out
        Any-of choices; the plan; what was not chosen.
    settled
        Goals and musts that there was nothing to choose about: known already, or cut off by a
        ban.
    needed_minutes, ways_out
        For infeasible plans: the least the musts need (None when a ban makes it impossible).
    schedule
        Weeks and sessions, where they were asked for.
    terms
        Terms of even load, where they were asked for.
    due
        What was to be reached by some time, where that was asked for, the earliest first.
    near
        For a re-plan, what it comes to once its changes are paid for.
    resources
        What to learn each step from, where that was asked for.
    """

    schema_version: Literal[1] = 1
    graph: GraphRef
    asked: Asked
    status: Status
    value: Value
    bound: Value
    gap: float
    proof: Proof
    budget_minutes: Minutes | None
    effort_minutes: Minutes
    fits: Annotated[float, Field(ge=0, le=1)] | None = None
    completion: ValueHours | None = None
    completion_bound: ValueHours | None = None
    choices: tuple[Choice, ...] = ()
    steps: tuple[PlannedStep, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    settled: tuple[Settled, ...] = ()
    needed_minutes: Minutes | None = None
    ways_out: tuple[WayOut, ...] = ()
    schedule: Schedule | None = None
    terms: Terms | None = None
    due: tuple[Due, ...] = ()
    near: Near | None = None
    resources: tuple[StepResources, ...] = ()

    @property
    def dated(self) -> tuple[Due, ...]:
        """What is due and in the plan, without goals that earn nothing because they are late."""
        kept = {*self.asked.must} if self.asked.due else {due.step for due in self.due}
        return tuple(
            due
            for due in self.due
            if due.finish_minutes is not None and (due.step in kept or not due.late_minutes)
        )

    @property
    def missed(self) -> tuple[Due, ...]:
        """What is due and left out because it would be late, and so earn nothing."""
        if self.status is Status.INFEASIBLE:
            return ()
        return tuple(due for due in self.due if due.finish_minutes is None and due.late_minutes)

    @property
    def early_minutes(self) -> tuple[int, int] | None:
        """After how much effort its value comes on average, and what no order is below.

        That is the weighted completion time shared out over the value, in whole minutes; None
        where it is not told.
        """
        if self.completion is None or self.completion_bound is None or not self.value:
            return None
        come, least = thousandths(self.completion), thousandths(self.completion_bound)
        worth = thousandths(self.value)
        # The one is rounded up and the other down: a thousandth apart they are the same.
        least = come if come - least <= 1 else least
        return come * MINUTES_PER_HOUR // worth, least * MINUTES_PER_HOUR // worth

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.steps)

    def __contains__(self, step: object) -> bool:
        """Tell whether a step, or its text, was chosen."""
        return any(step == planned.step or step == str(planned.step) for planned in self.steps)

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return the plan as one JSON object; the same plan always gives the same text."""
        data = self.model_dump(mode="json")
        if self.schedule is not None:
            data["schedule"] = self.schedule.to_data()
        for part, names in _LEFT_OUT.items():
            held = data if part is None else data[part]
            for name in names:
                if not held[name] and held[name] != 0:
                    del held[name]
        _drop_usual(data)
        for wish in data.get("settled", ()):
            if not wish["bans"]:
                del wish["bans"]
        for due in data.get("due", ()):
            if due["clash_minutes"] is None:
                del due["clash_minutes"]
        if self.status is not Status.INFEASIBLE:
            del data["needed_minutes"], data["ways_out"]
        return json.dumps(data, indent=indent, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes, *, file: str = "<plan>") -> Self:
        """Return the plan of a JSON text.

        Raises
        ------
        PlanError
            If it is not JSON or not a plan; every problem is named with its path.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise PlanError(problem_of(item, file) for item in error.errors()) from None
