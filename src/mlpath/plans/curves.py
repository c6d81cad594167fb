"""Value against hours, and what changes of the hours or the goals buy."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Literal, NamedTuple

from mlpath.plans.asking import Asked, GraphRef
from mlpath.plans.fields import THOUSANDTHS, Minutes, Record, Value, minutes_of, per_hour
from mlpath.plans.planned import Status


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
        return None if self.price is None else per_hour(self.price)


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
        effort = self.asked.fitting(minutes_of(budget))
        worth = min(Fraction(line.start) + Fraction(line.price) * effort for line in self.ceilings)
        return math.floor(worth) / THOUSANDTHS

    def held(self, budget: str | int) -> Breakpoint | None:
        """Return the last corner that a budget reaches, None where it cannot hold the musts."""
        limit = minutes_of(budget)
        reached = [corner for corner in self.breakpoints if corner.budget_minutes <= limit]
        return reached[-1] if reached else None

    def left_out(self, budget: str | int) -> tuple[Entry, ...]:
        """Return the steps beyond a budget, each with the hours and the price that bring it in."""
        limit = minutes_of(budget)
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
