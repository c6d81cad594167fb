"""Goals and sittings, as a learner's file writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Self

from pydantic import Field, model_validator

from mlpath.errors import MlpathError
from mlpath.learners.fields import Due, Length
from mlpath.learners.goals import KINDS, Goal
from mlpath.topics import Step
from mlpath.topics.fields import Id, LevelField, Truth, Weight, fault
from mlpath.topics.models import Model, ShortForm
from mlpath.units import minutes

_GOAL = "write topic: svd, section: nlp, tag: maths or preset: interview"


class WishEntry(ShortForm):
    """One goal of a learner: a topic, section, tag or preset, and how it is wanted.

    Parameters
    ----------
    topic, section, tag, preset
        What is wanted; one of them.
    level
        Level to reach; None means `working` or what is nearest to it.
    weight
        Worth relative to the other goals.
    due
        The last day to reach it, or the hours of study until then.
    must
        Whether it has to be in the plan.
    """

    topic: Id | None = None
    section: Id | None = None
    tag: Id | None = None
    preset: Id | None = None
    level: LevelField | None = None
    weight: Weight = Field(default=Decimal(1))
    due: Due | None = None
    must: Truth = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:  # noqa: ANN401 - raw document data
        if isinstance(value, str):
            try:
                value = Goal.parse(value)
            except MlpathError as error:
                problem = error.problems[0]
                raise fault(problem.code, problem.message, problem.hint) from None
        if isinstance(value, Step):
            value = Goal(value.topic, value.level)
        if isinstance(value, Goal):
            return {value.kind: value.name, "level": value.level, "weight": value.weight}
        return value

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if len([kind for kind in KINDS if getattr(self, kind) is not None]) != 1:
            raise fault("bad-goal", "a goal names one topic, section, tag or preset", _GOAL)
        if self.preset is not None and self.level is not None:
            message = f"preset {self.preset!r} brings its own levels"
            raise fault("bad-goal", message, "leave the level out")
        if self.must and self.weight != 1:
            message = f"{self.name!r} is a must, which is in every plan and has no weight"
            raise fault("bad-goal", message, "leave the weight or must: yes out")
        if self.due is not None and self.topic is None:
            message = f"{self.kind} {self.name!r} has a due date, which only a topic can have"
            raise fault("bad-goal", message, "give its topics a date each")
        return self

    @property
    def kind(self) -> str:
        """What the name names: ``topic``, ``section``, ``tag`` or ``preset``."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def name(self) -> str:
        """Id of the topic, section, tag or preset."""
        found: str = getattr(self, self.kind)
        return found

    @property
    def goal(self) -> Goal:
        """The goal alone, without due date and must."""
        return Goal(self.name, self.level, self.weight, self.kind)


class SittingEntry(Model):
    """How long a learner sits at a stretch."""

    shortest: Length | None = None
    longest: Length | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.shortest and self.longest and minutes(self.shortest) > minutes(self.longest):
            message = f"sessions of {self.shortest} to {self.longest} run backwards"
            raise fault("bad-session", message, "the shortest is at most the longest")
        return self
