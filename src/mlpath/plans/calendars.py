"""A plan laid into weeks, with due dates, or into terms."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from mlpath.plans.fields import LevelName, Minutes, Record
from mlpath.showing import Shown
from mlpath.topics import Step

if TYPE_CHECKING:
    from collections.abc import Iterator


class Session(Record):
    """One stretch of study on one step.

    Attributes
    ----------
    week
        Counted from 1.
    date
        ISO date, None for a schedule without a start.
    minutes
        Length of the stretch.
    """

    week: Annotated[int, Field(ge=1)]
    date: dt.date | None = None
    topic: str
    level: LevelName
    minutes: Annotated[int, Field(ge=1)]

    @property
    def step(self) -> Step:
        """The step."""
        return Step(self.topic, self.level)


class Week(Record):
    """A week of a schedule.

    Attributes
    ----------
    week
        Counted from 1; without a start they are W1, W2, ...
    start
        Its first day, None without a start.
    minutes, capacity_minutes
        Study laid into it, and the most it can hold.
    sessions
        In study order.
    """

    week: int
    start: dt.date | None = None
    minutes: Minutes
    capacity_minutes: Minutes
    sessions: tuple[Session, ...]


class Schedule(Shown, Record):
    """A plan laid into weeks.

    Attributes
    ----------
    hours
        The availability as text, such as ``10h/week``.
    start
        First day, or None.
    """

    hours: str
    start: dt.date | None = None
    weeks: tuple[Week, ...]

    @property
    def sessions(self) -> Iterator[Session]:
        """Every session in order."""
        return (session for week in self.weeks for session in week.sessions)

    @property
    def end(self) -> dt.date | None:
        """The last day of study, None without a start."""
        dates = [session.date for session in self.sessions if session.date is not None]
        return max(dates, default=None)


class Due(Record):
    """A step that is to be reached by some time, in the learner's own minutes of study.

    Attributes
    ----------
    step
        As ``svd@working``.
    date
        Its last day; None where hours of study were given.
    by_minutes
        Minutes of study there are until then.
    finish_minutes
        Minutes of study after which the plan's order has finished it.
    needed_minutes
        What all that is due by then takes, with what it needs in this plan: no order of the
        plan's steps has the last of it earlier, so more than `by_minutes` cannot be in time.
    """

    step: str
    date: dt.date | None = None
    by_minutes: Minutes
    finish_minutes: Minutes
    needed_minutes: Minutes

    @property
    def late_minutes(self) -> int:
        """Minutes of study by which it comes too late, 0 where it is in time."""
        return max(0, self.finish_minutes - self.by_minutes)


class Term(Record):
    """A term of a plan that was laid into terms.

    Attributes
    ----------
    term
        Counted from 1.
    effort_minutes, minutes
        Estimated effort of its steps, and the learner's own minutes that it takes.
    steps
        In study order, as ``svd@working``; a term may hold none.
    """

    term: Annotated[int, Field(ge=1)]
    effort_minutes: Minutes
    minutes: Minutes
    steps: tuple[str, ...]


class Terms(Record):
    """A plan laid into terms of even load, and what is proven of it.

    Attributes
    ----------
    capacity_minutes
        Most of the learner's own minutes that a term may take; None for no limit.
    fewest
        Whether the number of terms was to be the least that the capacity allows.
    same_term
        Whether a prerequisite may stand in the term of what needs it; if not, only the levels of
        one topic and corequisites may share a term.
    status
        ``optimal``: no layout has a lighter fullest term and, for the fewest, none has fewer
        terms.
    bound_effort_minutes, bound_terms
        No layout into as many terms has a fullest term below so much effort; and none within the
        capacity has fewer terms, None where the number was given.
    """

    capacity_minutes: Minutes | None = None
    fewest: bool = False
    same_term: bool = False
    status: Literal["optimal", "feasible"]
    bound_effort_minutes: Minutes
    bound_terms: int | None = None
    terms: tuple[Term, ...]

    @property
    def largest_effort_minutes(self) -> int:
        """Effort of the fullest term."""
        return max((term.effort_minutes for term in self.terms), default=0)
