"""What the options of a command say of the calendar, and the words that say it again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mlpath.cli import options
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from mlpath.cli.wanting import Wanted
    from mlpath.plans import Asked, Plan, Schedule, WayOut
    from mlpath.scheduling import Calendar
    from mlpath.topics import KnowledgeGraph, Step

_HOURS_HINT = "such as --hours 10h/week"
_TIMED = ("hours", "deadline", "due", "pins")
_FLAGS = ("deadline", "off", "holidays", "shortest", "longest", "tracks", "zone", "at", "pin")


@dataclass(frozen=True, slots=True)
class Timing:
    """The texts of the calendar's options; without hours there is no calendar.

    Attributes
    ----------
    pins
        First day of each pinned step.
    due
        Time by which a step is due.
    budget
        Minutes of ``--budget`` and ``--weeks``, without regard to the deadline.
    filed
        Whether the pins are a file's, and not of this very call.
    spacing
        When topics are reviewed again.
    """

    hours: str | None = None
    start: str | None = None
    texts: Mapping[str, Any] = field(default_factory=dict)
    pins: Mapping[str | Step, str] = field(default_factory=dict)
    due: Mapping[str, str] = field(default_factory=dict)
    budget: int | None = None
    filed: bool = False
    spacing: str | None = None

    @property
    def calendar(self) -> Calendar | None:
        """The calendar, None where no hours are given.

        Raises
        ------
        RequestError, UnitError
            If it makes no sense.
        """
        if self.hours is None:
            return None
        from mlpath.scheduling import Calendar

        pins: dict[str | Step, dt.date | str] = dict(self.pins.items())
        return Calendar.of(self.hours, self.start, pins=pins, **self.texts)

    @property
    def limit(self) -> int | None:
        """The smaller of the budget and the minutes until the deadline, None without either."""
        calendar = self.calendar
        limits = [] if self.budget is None else [self.budget]
        if calendar is not None and calendar.deadline is not None:
            limits.append(calendar.availability.minutes_until(calendar.deadline))
        return min(limits, default=None)

    def lay(self, plan: Plan, graph: KnowledgeGraph) -> Schedule | None:
        """Return a plan laid into the calendar with its reviews, None without a calendar."""
        calendar = self.calendar
        if calendar is None:
            return None
        from mlpath.scheduling import lay

        if self.filed:
            # A learner's file may pin what another plan holds.
            pins = tuple(pin for pin in calendar.pins if graph.step(pin[0]) in plan)
            calendar = replace(calendar, pins=pins)
        laid = lay(plan, calendar, graph)
        if plan.asked.review_share:
            from mlpath.reviewing import add_reviews

            laid = add_reviews(laid, plan, graph, method=self.spacing)
        return laid

    def own(self, asked: Asked) -> Asked:
        """Return wishes with the budget as it is without regard to the deadline."""
        return asked.model_copy(update={"budget_minutes": self.budget})

    def words(self, changed: Mapping[str, Any]) -> list[str]:
        """Return the flags of the calendar with other arguments in some places."""
        texts = {"hours": self.hours, "start": self.start, **self.texts}
        words = []
        for name, text in {**texts, **{k: v for k, v in changed.items() if k in texts}}.items():
            for each in text if isinstance(text, tuple) else (text,):
                words += [] if each is None else [f"--{name}", str(each)]
        for flag, name, held in (("--due", "due", self.due), ("--pin", "pins", self.pins)):
            for step, time in changed.get(name, held).items():
                words += [flag, f"{step}={time}m" if type(time) is int else f"{step}={time}"]
        return words

    def command(self, asked: Asked, where: Sequence[str], way: WayOut) -> str:
        """Return the command line of a way out."""
        from mlpath.cli.rendering import command_line

        timed = {"hours", "deadline"} & set(way.arguments)
        apart = {*_TIMED, *(["budget"] if timed else [])}
        changed = {name: value for name, value in way.arguments.items() if name not in apart}
        return command_line(self.own(asked), changed, [*where, *self.words(way.arguments)])


def timing_of(wanted: Wanted) -> Timing:
    """Return what a plan is made by: the budget, what is due, and the calendar.

    Raises
    ------
    RequestError
        If one is given that means nothing without hours, or a step is due twice.
    """
    budget = total_budget(wanted)
    timing = replace(calendar_of(wanted), due=_due_dates(wanted.due), budget=budget)
    if wanted.weeks is None:
        return timing
    return replace(timing, budget=_in_weeks(timing, wanted.weeks))


def calendar_of(wanted: Wanted) -> Timing:
    """Return what the options say of the calendar alone, as for a plan that is there already.

    Raises
    ------
    RequestError
        If one is typed that means nothing without hours.
    """
    spacing = None if wanted.spacing is None else str(wanted.spacing)
    if wanted.hours is None:
        for name in ("start", *_FLAGS):
            if name in wanted.typed:
                raise RequestError(
                    Problem("bad-request", f"--{name} needs --hours", hint=_HOURS_HINT)
                )
        return Timing(spacing=spacing)
    from mlpath.scheduling import parse_pin

    pins = dict(parse_pin(text) for text in options.several(wanted.pin))
    off = options.several(wanted.off)
    held = {name: getattr(wanted, name) for name in _FLAGS if name not in {"off", "pin"}}
    texts = {name: value for name, value in held.items() if value is not None}
    return Timing(
        wanted.hours,
        wanted.start,
        {**texts, **({"off": off} if off else {})},
        {step: str(day) for step, day in pins.items()},
        filed="pin" not in wanted.typed,
        spacing=spacing,
    )


def total_budget(wanted: Wanted) -> int | None:
    """Return the smaller of budget and weeks in minutes, None without either."""
    from mlpath.units import minutes, rate

    for flag, given in (("--weeks", wanted.weeks), ("--start", wanted.start)):
        if given is not None and wanted.hours is None:
            raise RequestError(Problem("bad-request", f"{flag} needs --hours", hint=_HOURS_HINT))
    totals = [] if wanted.budget is None else [minutes(wanted.budget)]
    if wanted.weeks is not None and wanted.hours is not None:
        totals.append(wanted.weeks * rate(wanted.hours).per_week)
    return min(totals, default=None)


def _due_dates(due: list[str] | None) -> dict[str, str]:
    """Return each step that is due with its time, as text."""
    if not due:
        return {}
    from mlpath.planning.dues import parse_due

    found: dict[str, str] = {}
    for text in options.several(due):
        name, time = parse_due(text)
        if name in found:
            raise RequestError(Problem("bad-due", f"{name} is due twice"))
        found[name] = time
    return found


def _in_weeks(timing: Timing, weeks: int) -> int | None:
    """Return the budget, or what so many weeks from the start hold where days of them are off."""
    import datetime as dt

    calendar = timing.calendar
    if calendar is None or calendar.availability.start is None or timing.budget is None:
        return timing.budget
    when = calendar.availability
    last = calendar.availability.start + dt.timedelta(weeks=weeks, days=-1)
    return min(timing.budget, when.minutes_until(last))
