"""What to learn each step of a plan from."""

from __future__ import annotations

from typing import Literal

from mlpath.plans.fields import LevelName, Minutes, Record
from mlpath.topics import Step
from mlpath.topics.fields import Url

ResourceKind = Literal["video", "book", "course", "paper", "notebook", "site"]


class ChosenResource(Record):
    """A resource that fits a step.

    Attributes
    ----------
    resource, title, url, kind, language, free
        Its id and what it is.
    part
        Which part of it serves the topic; empty for all of it, or where the graph does not say.
    level
        The level the graph names it for, None where it names none.
    whole_minutes
        What all of it takes by its own account, None where that is not known. What a part takes
        the graph does not say.
    also
        Other topics near this one in the study order that it serves as well.
    score
        What it was chosen by.
    """

    resource: str
    title: str
    url: Url
    kind: ResourceKind
    language: str
    free: bool
    part: str = ""
    level: LevelName | None = None
    whole_minutes: Minutes | None = None
    also: tuple[str, ...] = ()
    score: float


class StepResources(Record):
    """The resources for a step of a plan.

    Attributes
    ----------
    effort_minutes
        Of the step, as planned.
    chosen
        The best-fitting first; empty where nothing fits.
    missing
        Why nothing fits, in a few words; empty where something does.
    """

    topic: str
    level: LevelName
    effort_minutes: Minutes
    chosen: tuple[ChosenResource, ...] = ()
    missing: str = ""

    @property
    def step(self) -> Step:
        """The step."""
        return Step(self.topic, self.level)
