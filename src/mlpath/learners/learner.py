"""What a learner's file says: where one starts, wants to go, and the time there is for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, ValidationError

from mlpath.errors import Problem, Problems, RequestError
from mlpath.learners.availability import Availability
from mlpath.learners.entries import ENTRIES, Entry, Texts
from mlpath.learners.fields import (
    Clock,
    Day,
    DaysOff,
    Language,
    Length,
    Listed,
    Pace,
    Percent,
    Pins,
    Ratio,
    Region,
    Steps,
    Weekly,
    Zone,
)
from mlpath.learners.wanted import SittingEntry, WishEntry
from mlpath.topics import problem_of
from mlpath.topics.fields import AsTuple, Line, Truth, Whole
from mlpath.topics.models import Model, ResourceKind
from mlpath.units import minutes, rate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from mlpath.topics import Step

MOST_TRACKS = 3
MOST_REVIEW = 90
# Without study time there is no calendar for them; without a start it has no dates.
_DATED = ("deadline", "off", "holidays", "pin", "zone", "at")
_TIMED = ("start", "weeks", "tracks", *_DATED)
_NESTED: dict[str, type[Model]] = {"goals": WishEntry, "session": SittingEntry}


class Learner(Model):
    """What a learner's file says; nothing is compulsory.

    Parameters
    ----------
    graph, overlay
        Graph files; None means the bundled graph. `read_learner` gives paths from where it
        stands, not from the learner's file.
    goals
        Texts such as ``"svd@deep:2"``, `Goal` objects or mappings; see `WishEntry`.
    known, ban
        Steps that are mastered, as a list or as ``{topic: level}``; steps to leave out.
    pin
        The first day of steps, as ``{"svd@deep": "2027-03-01"}``; a pinned step is a must.
    budget, weeks
        Study time in all; weeks of the study time that `hours` gives.
    hours
        Study time of a week, such as ``"10h/week"``, or of its days: ``{"mon": "2h"}``.
    start, deadline
        First and last day of study.
    off, holidays
        Days without study, each a date or ``"2026-12-24..2027-01-02"``; a country or region
        whose holidays are such days.
    session
        How long one sits at a stretch.
    tracks
        How many topics are studied side by side, 1 to 3.
    zone, at
        Time zone and time of day of sessions.
    pace, sure, review
        Hours per estimated hour; how sure the plan should fit, and what part of the time is kept
        for review, both of a hundred.
    prefer, free, language
        Kinds of resources that are liked, whether they have to be free, and their language.
    order, choose, shares, recommended
        See `mlpath.plan`.

    Raises
    ------
    RequestError
        With every entry that makes no sense.

    Examples
    --------
    >>> learner = Learner(goals=["svd@deep:2"], known={"vectors": "working"}, budget="40h")
    >>> learner.wishes
    {'goals': ('svd@deep:2',), 'known': ('vectors@working',), 'budget': '40h'}
    """

    graph: Line | None = None
    overlay: Annotated[tuple[Line, ...], AsTuple, Listed] = ()
    goals: Annotated[tuple[WishEntry, ...], AsTuple, Listed] = ()
    known: Steps = ()
    ban: Steps = ()
    pin: Pins = ()
    budget: Length | None = None
    weeks: Annotated[Whole, Field(ge=1, le=5200)] | None = None
    hours: Weekly | None = None
    start: Day | None = None
    deadline: Day | None = None
    off: Annotated[tuple[DaysOff, ...], AsTuple, Listed] = ()
    holidays: Region | None = None
    session: SittingEntry = SittingEntry()
    tracks: Annotated[Whole, Field(ge=1, le=MOST_TRACKS)] | None = None
    zone: Zone | None = None
    at: Clock | None = None
    pace: Pace | None = None
    sure: Annotated[Percent, Field(gt=0)] | None = None
    review: Annotated[Percent, Field(le=MOST_REVIEW)] | None = None
    prefer: Annotated[tuple[ResourceKind, ...], AsTuple, Listed] = ()
    free: Truth = False
    language: Language | None = None
    order: Literal["value", "breadth", "spiral", "section"] | None = None
    choose: Literal["optimal", "nested"] | None = None
    shares: Annotated[tuple[Ratio, ...], AsTuple, Listed, Field(min_length=3, max_length=3)] = ()
    recommended: Truth | None = None

    def __init__(self, /, **entries: Any) -> None:  # noqa: ANN401 - whatever a file holds
        """Check every entry; what is wrong is told in mlpath's own words."""
        try:
            super().__init__(**entries)
        except ValidationError as error:
            found = Problems(
                problem_of(item, type(self), nested=_NESTED)
                for item in error.errors(include_url=False, include_context=True)
            )
            raise RequestError(found, dropped=found.dropped) from None
        clashes = tuple(self._clashes())
        if clashes:
            raise RequestError(clashes)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the learner whose entries stand in a mapping, as a file holds them.

        Raises
        ------
        RequestError
            With every entry that makes no sense.
        """
        if not isinstance(data, Mapping):
            hint = 'such as {"goals": ["svd@deep"]}'
            raise RequestError(Problem("bad-request", f"{data!r} is no mapping", hint=hint))
        return cls(**{str(key): value for key, value in data.items()})

    def to_dict(self) -> dict[str, Any]:
        """Return what is set, in forms that `from_dict` takes and any JSON or YAML holds."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @property
    def wishes(self) -> dict[str, Any]:
        """What is set, as keywords of `mlpath.plan`.

        The budget is the smallest of `budget`, `weeks` and the study time until the `deadline`;
        what is pinned is a must.

        Raises
        ------
        RequestError
            If the deadline depends on holidays, and their package is missing.
        """
        found = self._keywords("plan")
        limits = tuple(self._limits())
        if limits:
            total = min(limits)
            found["budget"] = total if self.budget is None else min(total, minutes(self.budget))
        if self.pin:
            pinned = (text.rpartition("=")[0] for text in self.pin)
            found["must"] = tuple(dict.fromkeys((*found.get("must", ()), *pinned)))
        if "due" in found and self.hours is not None:
            found["hours"] = self._availability(self.hours)
        return found

    def _availability(self, hours: str) -> Availability:
        return Availability.of(hours, self.start, off=self.off, holidays=self.holidays)

    def _limits(self) -> Iterator[int]:
        """Yield the minutes of the weeks, and those until the deadline."""
        if self.hours is None:
            return
        if self.weeks is not None:
            yield self.weeks * rate(self.hours).per_week
        if self.deadline is not None:
            yield self._availability(self.hours).minutes_until(self.deadline)

    @property
    def calendar(self) -> dict[str, Any]:
        """What is set, as keywords of `mlpath.schedule`."""
        return self._keywords("schedule")

    @property
    def due(self) -> dict[str | Step, str | int | dt.date]:
        """When goals are due, by date or hours of study; `wishes` has it too."""
        return dict(self._keywords("plan").get("due", {}))

    @property
    def resources(self) -> dict[str, Any]:
        """What is set, as keywords of `mlpath.resources_for`."""
        return self._keywords("resources_for")

    @property
    def flags(self) -> dict[str, Texts]:
        """What is set, as options of the command line."""
        return {entry.option: entry.text(value) for entry, value in self._set()}

    def _clashes(self) -> Iterator[Problem]:
        """Yield a problem for each entry that does not go with the others."""
        for name in _TIMED:
            if getattr(self, name) and self.hours is None:
                hint = "such as hours: 10h/week"
                yield Problem("bad-request", f"{name} needs hours", hint=hint, path=(name,))
        for name in _DATED:
            if getattr(self, name) and self.hours and self.start is None:
                hint = "such as start: 2026-12-01"
                yield Problem("bad-request", f"{name} needs a start", hint=hint, path=(name,))
        if self.start and self.deadline and self.deadline < self.start:
            message = f"the deadline {self.deadline} is before the start {self.start}"
            yield Problem("bad-date", message, path=("deadline",))
        if self.zone and self.at is None:
            hint = "such as at: 18:30"
            yield Problem("bad-request", "zone needs a time of day", hint=hint, path=("zone",))

    def _keywords(self, function: str) -> dict[str, Any]:
        return {
            entry.keyword: entry.given(value)
            for entry, value in self._set()
            if entry.function == function
        }

    def _set(self) -> Iterator[tuple[Entry, Any]]:
        """Yield each line of the table that has a value here."""
        for entry in ENTRIES:
            value = entry.value(getattr(self, entry.name))
            if value is not None and value != ():
                yield entry, value
