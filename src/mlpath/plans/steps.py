"""Steps of a plan, with their reasons, and what was decided about the others."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from mlpath.plans.fields import MINUTES_PER_HOUR, LevelName, Record, Value
from mlpath.topics import Step


class Hop(Record):
    """One edge on the way from a step to the goal it serves.

    Attributes
    ----------
    step, reason
        What comes after, and why.
    recommended
        Whether it only recommends the step before; else it needs it.
    """

    step: str
    reason: str
    recommended: bool = False


class Reason(Record):
    """Why a step is in the plan.

    Attributes
    ----------
    goal
        The step of a goal, or with a value of its own, that it serves.
    via
        The steps that lead from it to the goal, each with the reason of the edge into it.
    """

    goal: str
    via: tuple[Hop, ...] = ()

    @property
    def recommended(self) -> bool:
        """Whether nothing needs the step: it is recommended, or needed by one that is."""
        return self.advice is not None

    @property
    def advice(self) -> tuple[str | None, Hop] | None:
        """What is recommended, None where it is the step itself, and the hop that tells by whom.

        None where no recommendation brings the step in.
        """
        what = None
        for hop in self.via:
            if hop.recommended:
                return what, hop
            what = hop.step
        return None


class PlannedStep(Record):
    """A chosen step, its minutes, its own value and why it is there."""

    topic: str
    level: LevelName
    effort_minutes: Annotated[int, Field(ge=1)]
    value: Value
    reason: Reason

    @property
    def step(self) -> Step:
        """The step."""
        return Step(self.topic, self.level)


class LeftOut(Record):
    """A step with value that was not chosen, and what it would cost to add it now.

    Attributes
    ----------
    value, effort_minutes
        Its own.
    closure_minutes, closure_value
        Of the step and everything it needs that is neither chosen nor known.
    """

    topic: str
    level: LevelName
    value: Value
    effort_minutes: int
    closure_minutes: int
    closure_value: Value

    @property
    def step(self) -> Step:
        """The step."""
        return Step(self.topic, self.level)

    @property
    def per_hour(self) -> float:
        """Value per hour of adding it now with all it needs: its marginal price, turned over."""
        return self.closure_value * MINUTES_PER_HOUR / max(1, self.closure_minutes)


class Settled(Record):
    """A step of a goal or must that was decided before anything was chosen.

    Attributes
    ----------
    step
        As ``svd@working``.
    state
        ``known``: it is already; ``banned``: it is banned, or cannot be without what is.
    bans
        The bans, as they were asked for, that cut it off.
    """

    step: str
    state: Literal["known", "banned"]
    bans: tuple[str, ...] = ()


class Choice(Record):
    """Which alternative of an any-of group serves a chosen step; `known` ones come first."""

    step: str
    group: int
    alternatives: tuple[str, ...]
    chosen: str


class Proof(Record):
    """What proves the bound.

    Attributes
    ----------
    kind
        ``all`` (nothing of value is left out), ``price`` (a price per minute and its maximum
        closure) or ``search`` (branch and bound closed what the price left open).
    price
        Value per minute as ``p/q`` in thousandths, None where no price was needed.
    price_bound
        What the price alone proves.
    search
        Name and version of the search that closed the rest.
    """

    kind: Literal["all", "price", "search", "none"]
    price: str | None = None
    price_bound: Value | None = None
    search: str | None = None


class Near(Record):
    """How near a re-plan stays to the plan before it.

    Attributes
    ----------
    objective
        Value less the price of every step added or dropped.
    bound
        No plan comes to more; what a search closed, it is the search's word for it.
    """

    objective: Value
    bound: Value


class WayOut(Record):
    """A change under which the musts fit, re-run and found feasible.

    Attributes
    ----------
    change
        One sentence.
    arguments
        Keyword arguments of `mlpath.plan` that differ from what was asked.
    flags
        The same as command-line text.
    effort_minutes
        What the musts then need.
    """

    change: str
    arguments: dict[str, Any]
    flags: tuple[str, ...]
    effort_minutes: int
