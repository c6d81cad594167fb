"""A plan laid into weeks, with due dates, or into terms."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from mlpath.plans.fields import LevelName, Minutes, Record
from mlpath.plans.reviews import Reviews
from mlpath.plans.steps import WayOut
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
    kind
        ``study`` of a step, or ``review`` of one learnt before.
    starts, ends
        When, where the calendar has a time of day: with the zone's offset where it has a zone.
    """

    week: Annotated[int, Field(ge=1)]
    date: dt.date | None = None
    topic: str
    level: LevelName
    minutes: Annotated[int, Field(ge=1)]
    kind: Literal["study", "review"] = "study"
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None

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
        Study and review laid into it, and the most it can hold.
    sessions
        In study order.
    """

    week: int
    start: dt.date | None = None
    minutes: Minutes
    capacity_minutes: Minutes
    sessions: tuple[Session, ...]

    @property
    def study(self) -> tuple[Session, ...]:
        """The sessions that are no reviews."""
        return tuple(session for session in self.sessions if session.kind == "study")

    @property
    def reviews(self) -> tuple[Session, ...]:
        """The sessions that are reviews."""
        return tuple(session for session in self.sessions if session.kind == "review")


class Pin(Record):
    """A step that is not to be started before a day."""

    step: str
    date: dt.date


class DueDay(Record):
    """A step that is due, on the calendar.

    Attributes
    ----------
    date
        Its last day.
    finish
        The day on which the schedule finishes it; where only weekly hours are known, the day on
        which it is done if they are spread evenly over the days of study.
    """

    step: str
    date: dt.date
    finish: dt.date

    @property
    def late_days(self) -> int:
        """Days by which it comes too late, 0 where it is in time."""
        return max(0, (self.finish - self.date).days)


class Schedule(Shown, Record):
    """A plan laid into weeks.

    Attributes
    ----------
    hours
        The availability as text, such as ``10h/week``.
    start
        First day, or None.
    off
        Days and ranges without study, as ``2026-12-24..2027-01-02``.
    holidays, holiday_dates
        Country or region whose public holidays are free, and those of them in the weeks from the
        first to the last: a later edition of the calendar may know others.
    shortest, longest
        Minutes that a session lasts at least and at most.
    tracks
        Most topics in progress at once.
    zone, at
        Time zone, and time of day at which study begins.
    deadline, finish
        Last day allowed, and the day on which all is done (as `DueDay.finish`).
    pins
        Steps that are not started before a day.
    due
        Steps with a due date, the earliest first.
    reviews
        How reviews were laid, None where they were not.
    ways_out
        What would keep the deadline and due dates, where they are not kept and that was looked
        for; each was tried.
    """

    hours: str
    start: dt.date | None = None
    weeks: tuple[Week, ...]
    off: tuple[str, ...] = ()
    holidays: str | None = None
    holiday_dates: tuple[dt.date, ...] = ()
    shortest: Minutes | None = None
    longest: Minutes | None = None
    tracks: Annotated[int, Field(ge=1, le=3)] = 1
    zone: str | None = None
    at: str | None = None
    deadline: dt.date | None = None
    finish: dt.date | None = None
    pins: tuple[Pin, ...] = ()
    due: tuple[DueDay, ...] = ()
    reviews: Reviews | None = None
    ways_out: tuple[WayOut, ...] = ()

    @property
    def sessions(self) -> Iterator[Session]:
        """Every session in order."""
        return (session for week in self.weeks for session in week.sessions)

    @property
    def end(self) -> dt.date | None:
        """The last day of study, None without a start."""
        dates = [session.date for session in self.sessions if session.date is not None]
        return max(dates, default=None)

    @property
    def late_days(self) -> int:
        """Days by which all is done after the deadline, 0 without one."""
        if self.deadline is None or self.finish is None:
            return 0
        return max(0, (self.finish - self.deadline).days)

    @property
    def kept(self) -> bool:
        """Whether the deadline and every due date are kept."""
        return not self.late_days and not any(due.late_days for due in self.due)

    def to_data(self) -> dict[str, Any]:
        """Return the schedule as JSON types; what was not asked for is left out."""
        data = self.model_dump(mode="json")
        always = {"hours", "start", "weeks"}
        for name, field in type(self).model_fields.items():
            if name not in always and getattr(self, name) == field.default:
                del data[name]
        for week in data["weeks"]:
            for session in week["sessions"]:
                for name, usual in (("kind", "study"), ("starts", None), ("ends", None)):
                    if session[name] == usual:
                        del session[name]
        return data


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
        Minutes of study after which the plan's order has finished it; None where the plan does
        not hold it.
    needed_minutes
        What all that is due by then takes, with what it needs in this plan: no order of the
        plan's steps has the last of it earlier, so more than `by_minutes` cannot be in time. Of
        a step that earns nothing, or that no plan holds in time: the least that it takes with
        all that is in time, over all any-of choices.
    clash_minutes
        Where a step earns nothing only because a later date would be missed with it: that date,
        in minutes of study, by which `needed_minutes` are needed.
    """

    step: str
    date: dt.date | None = None
    by_minutes: Minutes
    finish_minutes: Minutes | None
    needed_minutes: Minutes
    clash_minutes: Minutes | None = None

    @property
    def late_minutes(self) -> int:
        """Minutes of study by which it comes too late, 0 where it is in time.

        For a step that is not in the plan, those by which it would be, or another one with it.
        """
        if self.finish_minutes is not None:
            return max(0, self.finish_minutes - self.by_minutes)
        return max(0, self.needed_minutes - (self.clash_minutes or self.by_minutes))


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
