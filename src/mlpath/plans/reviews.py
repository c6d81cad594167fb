"""Reviews: what of a schedule they take, and what is due on a day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from mlpath.plans.fields import LevelName, Minutes, Record
from mlpath.topics import Step

Method = Literal["ladder", "fsrs"]


class Reviews(Record):
    """How the reviews of a schedule were laid, and what did not fit.

    Attributes
    ----------
    method
        ``ladder`` (after 3, 10, 30 and 90 days) or ``fsrs``.
    share
        Most of each week's time that they take.
    minutes
        Laid into the schedule, in the learner's own time.
    spared
        How many times study or the review of a later topic was review enough of an earlier one.
    postponed
        How many times a review was put off by its whole interval, because more was due than two
        weeks of review hold.
    most_waiting_minutes
        The most that was due and not reviewed at the end of a day or week: never more than two
        weeks of review hold.
    waiting
        Topics due at the schedule's end and not reviewed.
    """

    method: Method
    share: float
    minutes: Minutes
    spared: Annotated[int, Field(ge=0)] = 0
    postponed: Annotated[int, Field(ge=0)] = 0
    most_waiting_minutes: Minutes = 0
    waiting: tuple[str, ...] = ()


class DueReview(Record):
    """A topic to be reviewed.

    Attributes
    ----------
    topic, level
        The deepest level of it that was learnt.
    due, last
        Since when it is due, and when it was studied, reviewed or used last.
    minutes
        What the review takes.
    covers
        Other topics due that this review practises well enough.
    check
        The graph's criterion for the level: what to try without help; empty where it has none.
    """

    topic: str
    level: LevelName
    due: dt.date
    last: dt.date
    minutes: Annotated[int, Field(ge=1)]
    covers: tuple[str, ...] = ()
    check: str = ""

    @property
    def step(self) -> Step:
        """The step."""
        return Step(self.topic, self.level)


class Shaky(Record):
    """A topic that was learnt and needs one whose last review failed."""

    topic: str
    needs: tuple[str, ...]


class ReviewList(Record):
    """What to review on a day.

    Attributes
    ----------
    on, method
        The day, and how dues are found.
    minutes
        Review time the day has: a share of the week, less what was reviewed in the last 7 days.
    today
        What fits it, in the order of most use.
    waiting
        Due as well, for another day, the most urgent first.
    upcoming
        Due within the next 7 days, the earliest first.
    shaky
        Topics that stand on one whose last review failed.
    """

    schema_version: Literal[1] = 1
    on: dt.date
    method: Method
    minutes: Minutes
    today: tuple[DueReview, ...] = ()
    waiting: tuple[DueReview, ...] = ()
    upcoming: tuple[DueReview, ...] = ()
    shaky: tuple[Shaky, ...] = ()
