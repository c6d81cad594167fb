"""What re-planning answers: whether it was called for, the new plan, and every change of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Literal

from mlpath.plans.fields import LevelName, Minutes, Record, Value
from mlpath.plans.planned import Plan
from mlpath.topics import Step


class Cause(Record):
    """Something that calls for another choice of steps.

    Attributes
    ----------
    kind
        ``edited`` (goals, known, budget or hours were), ``over`` (the budget is more likely to be
        missed than not), ``late`` or ``early`` (the median finish moved by more than a week),
        ``lost`` (a step lacks what it needs) or ``graph`` (another edition).
    text
        One sentence.
    """

    kind: Literal["edited", "over", "late", "early", "lost", "graph"]
    text: str


class StepChange(Record):
    """What became of a step.

    Attributes
    ----------
    value, effort_minutes
        Its own.
    weeks
        Weeks by which it is finished later, negative where earlier; None without a calendar or
        where it is in one of the plans only.
    frozen
        Whether it had to stay: it is in progress, or its turn comes in the next days.
    reason
        One sentence.
    """

    topic: str
    level: LevelName
    value: Value
    effort_minutes: Minutes
    weeks: int | None = None
    frozen: bool = False
    reason: str

    @property
    def step(self) -> Step:
        """The step."""
        return Step(self.topic, self.level)


class Offer(Record):
    """What there is room for beside the plan, and which nobody has to take.

    Attributes
    ----------
    goal
        The step that is worth it.
    steps
        All that it needs beside the plan, in study order, itself included.
    value, effort_minutes
        Of all of them.
    text
        One sentence.
    """

    goal: str
    steps: tuple[str, ...]
    value: Value
    effort_minutes: Minutes
    text: str


class MovedFinish(Record):
    """When all is done, as likely earlier as later.

    Attributes
    ----------
    before, after
        The day as it was planned, and as it looks now; None without a start.
    weeks
        Weeks by which it moved, negative where earlier.
    """

    before: dt.date | None = None
    after: dt.date | None = None
    weeks: float = 0.0


class Replan(Record):
    """A plan brought up to date, and what became of every promise of the plan before it.

    Attributes
    ----------
    plan
        The new plan, of what is still to be done; `Plan.value` and `Plan.bound` are its own, and
        `Plan.near` tells what it comes to once changes are paid for.
    changed
        Whether it differs from the plan before in anything.
    causes
        What called for another choice of steps; without any only dates move.
    finish
        Where the end of the plan before moved, before anything was changed.
    done
        Steps of the plan before that are mastered.
    kept, moved, dropped, added
        Every other step of either plan, once; the moved ones are kept, but another week's.
    offer
        What there is room for, where all that happened is that the learner is early.
    earned
        Value of the steps that were mastered; known ones earn nothing.
    pace, pairs
        Hours per estimated hour, and the logged topics that it was learnt from.
    """

    schema_version: Literal[1] = 1
    plan: Plan
    changed: bool
    causes: tuple[Cause, ...] = ()
    finish: MovedFinish = MovedFinish()
    done: tuple[str, ...] = ()
    kept: tuple[StepChange, ...] = ()
    moved: tuple[StepChange, ...] = ()
    dropped: tuple[StepChange, ...] = ()
    added: tuple[StepChange, ...] = ()
    offer: Offer | None = None
    earned: Value = 0.0
    pace: float = 1.0
    pairs: Minutes = 0

    def to_data(self) -> dict[str, Any]:
        """Return the answer as JSON types, the plan as it writes itself."""
        data = self.model_dump(mode="json", exclude={"plan"})
        return {**data, "plan": json.loads(self.plan.to_json())}

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return the answer as one JSON object; the same answer always gives the same text."""
        return json.dumps(self.to_data(), indent=indent, ensure_ascii=False)
