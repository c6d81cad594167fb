"""What was found: plans and schedules, frozen, with their JSON form both ways.

Values are in thousandths inside (whole numbers, so that sums are exact) and decimals outside.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
)

from mlpath.errors import PlanError, Problem
from mlpath.showing import Shown
from mlpath.topics import Level, Step
from mlpath.units import minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_VERSION = 1
THOUSANDTHS = 1000
VALUE_LIMIT = 10**12  # its thousandths are exact in a float
MINUTES_PER_HOUR = 60


class Status(enum.StrEnum):
    """What is known about a plan: none is worth more, one may be, or no plan holds the musts."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


def _thousandths(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number is wanted")  # noqa: TRY004 - pydantic places it
    if not -VALUE_LIMIT <= value <= VALUE_LIMIT:
        raise ValueError("the number is too large")
    if isinstance(value, float) and value * THOUSANDTHS != round(value * THOUSANDTHS):
        near = round(value * THOUSANDTHS)
        if abs(value * THOUSANDTHS - near) > 1e-6 * max(1, abs(near)):
            raise ValueError("at most three decimals")
    return round(value, 3)


def _level(value: object) -> object:
    return Level.parse(value) if isinstance(value, str) else value


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


Value = Annotated[
    float,
    BeforeValidator(_thousandths),
    PlainSerializer(_number),
    WithJsonSchema({"type": "number"}),
]
LevelName = Annotated[
    Level,
    BeforeValidator(_level),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "enum": [str(level) for level in Level]}),
]
Minutes = Annotated[int, Field(ge=0)]
ValueHours = Annotated[
    float, Field(ge=0), PlainSerializer(_number), WithJsonSchema({"type": "number", "minimum": 0})
]


class Record(BaseModel):
    """A frozen record whose JSON form is part of the contract."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class GraphRef(Record):
    """Which graph a plan was made for."""

    id: str
    version: str
    hash: str


class Asked(Record):
    """Everything a plan was asked for, defaults included, in the forms the command line takes.

    Attributes
    ----------
    goals
        Goals as written, in order; empty means the graph's own values.
    must, known, ban
        Steps, as ``svd@working``.
    budget_minutes
        The learner's own minutes; None means no limit.
    pace, review_share
        Hours per estimated hour; share of the budget kept for review.
    shares
        What overview, working and deep earn of a goal, as parts of `deep`.
    choose, order, work_limit
        How steps were selected and sequenced.
    """

    goals: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    ban: tuple[str, ...] = ()
    budget_minutes: Minutes | None = None
    pace: float = 1.0
    review_share: float = 0.0
    shares: tuple[float, float, float] = (0.4, 0.8, 1.0)
    choose: Literal["optimal", "nested"] = "optimal"
    order: Literal["value", "breadth", "spiral", "section"] = "value"
    work_limit: int | None = None

    def fitting(self, minutes: int) -> int:
        """Return the minutes of estimated effort that fit the learner's own minutes."""
        share = 1 - Fraction(str(self.review_share))
        return int(minutes * share / Fraction(str(self.pace)))

    def own(self, effort: int) -> int:
        """Return the least whole minutes of the learner that hold so much estimated effort."""
        share = 1 - Fraction(str(self.review_share))
        return math.ceil(effort * Fraction(str(self.pace)) / share)


class Hop(Record):
    """One edge on the way from a step to the goal it serves."""

    step: str
    reason: str


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


class Plan(Shown, Record):
    """Chosen steps in study order, how good they are, and why each is there.

    Attributes
    ----------
    graph, asked
        Which graph, and everything the plan was asked for.
    status, value, bound, gap, proof
        No plan is worth more than `bound`; ``gap = (bound - value) / bound``.
    budget_minutes
        Minutes of estimated effort the plan may use; None means no limit.
    effort_minutes
        Minutes it does use.
    completion, completion_bound
        How early the value comes, in value times hours: each step's value times the hour of
        estimated effort at which it is finished, summed; no order of the same steps has less
        than the bound. None for infeasible plans, and for those of an mlpath that told neither.
    choices, steps, left_out
        Any-of choices; the plan; what was not chosen.
    needed_minutes, ways_out
        For infeasible plans: the least the musts need (None when a ban makes it impossible).
    schedule
        Weeks and sessions, where they were asked for.
    terms
        Terms of even load, where they were asked for.
    due
        What was to be reached by some time, where that was asked for, the earliest first.
    """

    schema_version: Literal[1] = 1
    graph: GraphRef
    asked: Asked
    status: Status
    value: Value
    bound: Value
    gap: float
    proof: Proof
    budget_minutes: Minutes | None
    effort_minutes: Minutes
    completion: ValueHours | None = None
    completion_bound: ValueHours | None = None
    choices: tuple[Choice, ...] = ()
    steps: tuple[PlannedStep, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    needed_minutes: Minutes | None = None
    ways_out: tuple[WayOut, ...] = ()
    schedule: Schedule | None = None
    terms: Terms | None = None
    due: tuple[Due, ...] = ()

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.steps)

    def __contains__(self, step: object) -> bool:
        """Tell whether a step, or its text, was chosen."""
        return any(step == planned.step or step == str(planned.step) for planned in self.steps)

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return the plan as one JSON object; the same plan always gives the same text."""
        data = self.model_dump(mode="json")
        for name in ("completion", "completion_bound", "schedule", "terms"):
            if data[name] is None:
                del data[name]
        if not self.due:
            del data["due"]
        if self.status is not Status.INFEASIBLE:
            del data["needed_minutes"], data["ways_out"]
        return json.dumps(data, indent=indent, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes, *, file: str = "<plan>") -> Self:
        """Return the plan of a JSON text.

        Raises
        ------
        PlanError
            If it is not JSON or not a plan; every problem is named with its path.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise PlanError(_problem(item, file) for item in error.errors()) from None


class Breakpoint(Record):
    """A corner of a value curve: steps that are worth more per minute than all still left out.

    Attributes
    ----------
    budget_minutes
        The learner's own minutes that it takes.
    effort_minutes, value
        Totals of all steps up to here.
    price
        Value per minute of effort of what this corner added, as ``p/q`` in thousandths; None for
        the start, which holds the musts.
    added
        Steps that the corner before does not hold, in declaration order.
    """

    budget_minutes: Minutes
    effort_minutes: Minutes
    value: Value
    price: str | None = None
    added: tuple[str, ...] = ()

    @property
    def per_hour(self) -> float | None:
        """Value per hour of effort of what this corner added."""
        return None if self.price is None else _per_hour(self.price)


class Ceiling(Record):
    """A straight line over a value curve: no plan of m minutes is worth more than start + price m.

    Attributes
    ----------
    price, start
        Thousandths per minute of effort, and at none, as ``p/q``.
    """

    price: str
    start: str


class CurvePoint(Record):
    """The best plan of one budget, without its steps.

    Attributes
    ----------
    budget_minutes
        The learner's own minutes.
    effort_minutes, status, value, bound
        As those of `Plan`.
    """

    budget_minutes: Minutes
    effort_minutes: Minutes
    status: Status
    value: Value
    bound: Value


class Entry(NamedTuple):
    """When a step becomes worth its time.

    Attributes
    ----------
    step
        As ``svd@working``.
    budget_minutes
        The learner's own minutes from which the curve holds it.
    per_hour
        Value per hour of effort that comes with it: what an hour must be worth less than.
    """

    step: str
    budget_minutes: int
    per_hour: float


class ValueCurve(Record):
    """What a learner can have for how many hours.

    Attributes
    ----------
    graph, asked
        Which graph, and what for; `asked` holds no budget.
    breakpoints
        Corners of the upper hull, the budget rising: each is a plan that holds the one before.
        Without any-of no plan lies above their line; with any-of each choice is made once, by
        least added effort, and plans may lie above the corners, though never above `at`.
    ceilings
        Lines that no plan lies above, whatever its any-of choices, the price falling.
    points
        Best plans of the budgets that were asked for.
    """

    schema_version: Literal[1] = 1
    graph: GraphRef
    asked: Asked
    breakpoints: tuple[Breakpoint, ...]
    ceilings: tuple[Ceiling, ...]
    points: tuple[CurvePoint, ...] = ()

    def at(self, budget: str | int) -> float:
        """Return the value that no plan of that budget exceeds.

        Parameters
        ----------
        budget
            The learner's own minutes, or a text such as ``"300h"``.
        """
        effort = self.asked.fitting(_minutes(budget))
        worth = min(Fraction(line.start) + Fraction(line.price) * effort for line in self.ceilings)
        return math.floor(worth) / THOUSANDTHS

    def held(self, budget: str | int) -> Breakpoint | None:
        """Return the last corner that a budget reaches, None where it cannot hold the musts."""
        limit = _minutes(budget)
        reached = [corner for corner in self.breakpoints if corner.budget_minutes <= limit]
        return reached[-1] if reached else None

    def left_out(self, budget: str | int) -> tuple[Entry, ...]:
        """Return the steps beyond a budget, each with the hours and the price that bring it in."""
        limit = _minutes(budget)
        return tuple(
            Entry(step, corner.budget_minutes, corner.per_hour or 0.0)
            for corner in self.breakpoints
            if corner.budget_minutes > limit
            for step in corner.added
        )

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return the curve as one JSON object; the same curve always gives the same text."""
        return json.dumps(self.model_dump(mode="json"), indent=indent, ensure_ascii=False)


class Change(Record):
    """What another budget makes of the best plan.

    Attributes
    ----------
    point
        The best plan of that budget.
    value
        What it is worth more, or less.
    added, removed
        Steps, in declaration order; a best plan need not hold a smaller one.
    """

    point: CurvePoint
    value: Value
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Around(Record):
    """What some hours more and some hours less change.

    Attributes
    ----------
    here
        The best plan of the budget.
    less, more
        What changes; None where the smaller budget cannot hold the musts.
    """

    here: CurvePoint
    less: Change | None
    more: Change


class SharedHours(Record):
    """What two goals have in common.

    Attributes
    ----------
    first_minutes, second_minutes, both_minutes
        Least effort that reaches the one goal, the other, and both.
    saved_minutes
        What learning both saves against learning each alone.
    steps
        What both need where both are reached with least effort, in declaration order.
    """

    first: str
    second: str
    first_minutes: Minutes
    second_minutes: Minutes
    both_minutes: Minutes
    saved_minutes: int
    steps: tuple[str, ...]


class GoalPrice(Record):
    """What one more goal costs on top of others.

    Attributes
    ----------
    alone_minutes
        Least effort that reaches it from what is known.
    before_minutes, with_minutes
        Least effort that reaches the other goals, without it and with it.
    minutes
        The difference: its price.
    steps
        What has to be learnt beyond the other goals' steps, in declaration order.
    """

    goal: str
    alone_minutes: Minutes
    before_minutes: Minutes
    with_minutes: Minutes
    minutes: Minutes
    steps: tuple[str, ...]


def _minutes(budget: str | int) -> int:
    return minutes(budget) if isinstance(budget, str) else budget


def _per_hour(price: str) -> float:
    return float(Fraction(price) * MINUTES_PER_HOUR / THOUSANDTHS)


def _problem(item: Any, file: str) -> Problem:  # noqa: ANN401 - pydantic's own typed dict
    path = tuple(item["loc"])
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    message = f"{file}: {name.lstrip('.') or 'the document'}: {item['msg']}"
    hint = f"this mlpath reads schema_version {SCHEMA_VERSION}" if "schema_version" in path else ""
    return Problem("bad-plan", message, hint=hint, path=path)


def thousandths(value: float) -> int:
    """Return a value as a whole number of thousandths.

    Examples
    --------
    >>> thousandths(12.5)
    12500
    """
    return round(value * THOUSANDTHS)
