"""What a learner wants and when, as every command that makes a plan takes it.

The options stand here once, so that the same flags, or the same learner's file, make the same
plan in every command: none can lack one.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, fields, replace
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, get_type_hints

from mlpath.cli import logbook, options
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import typer

WISHES = (
    *("goal", "must", "known", "ban", "budget", "weeks", "pace", "pace_sigma", "sure", "review"),
    *("shares", "choose", "order", "work_limit", "recommended", "due", "logged"),
)
CALENDAR = (
    *("hours", "start", "deadline", "off", "holidays", "shortest", "longest", "tracks"),
    *("at", "zone", "pin", "spacing"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the options say about the plan in question.

    Attributes
    ----------
    typed
        The names of those that are given in this very call or its environment, not by a file.
    told
        The names of those that are given anywhere.
    """

    goal: options.Goals = None
    must: options.Musts = None
    known: options.Known = None
    ban: options.Bans = None
    budget: options.Budget = None
    weeks: options.Weeks = None
    pace: options.Pace = 1.0
    pace_sigma: options.PaceSigma = None
    sure: options.Sure = None
    review: options.Review = 0.0
    shares: options.Shares = "0.4,0.8,1"
    choose: options.ChooseOption = options.Choose.OPTIMAL
    order: options.OrderOption = options.Order.VALUE
    work_limit: options.WorkLimit = None
    recommended: options.Recommended = True
    due: options.Dues = None
    logged: options.Logged = False
    log: logbook.LogOption = None
    hours: options.Hours = None
    start: options.Start = None
    deadline: options.Deadline = None
    off: options.Off = None
    holidays: options.Holidays = None
    shortest: options.Shortest = None
    longest: options.Longest = None
    tracks: options.Tracks = None
    at: options.At = None
    zone: options.Zone = None
    pin: options.Pins = None
    spacing: options.SpacingOption = None
    typed: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()

    @property
    def is_plan(self) -> bool:
        """Whether they say enough to speak of a plan, and not only of the graph."""
        said = (self.goal, self.must, self.due, self.budget)
        return any(each is not None and each != [] for each in said) or (
            self.hours is not None and (self.weeks is not None or self.deadline is not None)
        )

    @property
    def says_anything(self) -> bool:
        """Whether they differ from what nobody asked for."""
        return self.is_plan or bool(self.known) or bool(self.ban)

    def without_calendar(self, budget: int | None) -> Wanted:
        """Return the same wishes for so many minutes, without hours and dates."""
        text = None if budget is None else f"{budget}m"
        return replace(self, budget=text, weeks=None, hours=None, start=None)

    def only_typed_calendar(self) -> Wanted:
        """Return the same wishes without what a file says of the calendar: a plan has its own."""
        filed: dict[str, Any] = dict.fromkeys(name for name in CALENDAR if name not in self.typed)
        return replace(self, **filed)

    def refuse_beside(self, plan: str | None, taken: Collection[str] = ()) -> None:
        """Refuse wishes that are typed beside a plan's file, which was made for its own.

        Parameters
        ----------
        plan
            The file, None if there is none.
        taken
            Options that mean something else in this command.

        Raises
        ------
        RequestError
            If there is one.
        """
        names = [*WISHES, *CALENDAR] if plan is not None else []
        given = [name for name in names if name in self.typed and name not in taken]
        if given:
            flag = given[0].replace("_", "-")
            message = f"--plan is a plan already, --{flag} asks for another"
            raise RequestError(Problem("bad-request", message, hint="leave one of them out"))


def takes_wishes(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with an option for everything wanted, in place of its ``wanted``.

    Parameters
    ----------
    command
        Takes the context as ``ctx`` and a `Wanted` by the keyword ``wanted``.
    """
    taken = inspect.signature(command, eval_str=True)
    shown: list[inspect.Parameter] = []
    for parameter in taken.parameters.values():
        shown += _parameters() if parameter.name == "wanted" else [parameter]
    names = tuple(parameter.name for parameter in _parameters())

    @wraps(command)
    def whole(**given: Any) -> None:  # noqa: ANN401 - whatever options hold
        context = given["ctx"]
        held = {name: given.pop(name) for name in names}
        command(**given, wanted=_wanted(context, held))

    by_keyword = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in shown]
    described: Any = whole  # Typer reads parameters off the signature
    described.__signature__ = taken.replace(parameters=by_keyword)
    described.__annotations__ = {each.name: each.annotation for each in by_keyword}
    return whole


@cache
def _parameters() -> tuple[inspect.Parameter, ...]:
    """Return the options as parameters of a function."""
    annotations = get_type_hints(Wanted, include_extras=True)
    return tuple(
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=annotations[field.name],
        )
        for field in fields(Wanted)
        if field.name in {*WISHES, *CALENDAR, "log"}
    )


def _wanted(context: typer.Context, held: dict[str, Any]) -> Wanted:
    wishes = [name for name in held if name != "log"]  # where the log is wishes for nothing
    typed = (name for name in wishes if options.is_given(context, name))
    told = (name for name in wishes if options.is_told(context, name))
    return Wanted(**held, typed=frozenset(typed), told=frozenset(told))
