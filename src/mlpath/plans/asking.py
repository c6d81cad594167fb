"""What a plan was made for, and what it was asked for."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction
from typing import Literal

from mlpath.plans.fields import Minutes, Record, Value


class GraphRef(Record):
    """Which graph a plan was made for."""

    id: str
    version: str
    hash: str


class Before(Record):
    """What a re-plan starts from, and what changing it costs.

    Attributes
    ----------
    steps
        Steps of the earlier plan that are still open and of use, in its order.
    frozen
        Those of them that stay whatever they cost: in progress, or due in the next days.
    done
        Steps mastered, as the log says; what they need is not taken for mastered.
    spent_minutes
        The learner's own minutes that are gone from the budget.
    begun_minutes
        What was spent on steps in progress besides, up to what they take: their whole effort is
        still in the plan.
    limit_minutes
        The learner's own minutes until the deadline, None without one.
    aim_minutes, aim_date
        When all was to be done as the steps were last chosen: the learner's own minutes spent by
        then, and the day, None without dates. What moves is measured from there.
    price
        What each step added to the earlier plan or dropped from it costs.
    keep
        Whether the steps were to stay as they were, whatever else there is room for.
    pace, pace_sigma
        The pace that the learner stated; what the log teaches starts from it each time.
    edition
        How many re-plans changed the plan: of two with the same first day, which is the later.
    """

    steps: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    spent_minutes: Minutes = 0
    begun_minutes: Minutes = 0
    limit_minutes: Minutes | None = None
    aim_minutes: Minutes | None = None
    aim_date: dt.date | None = None
    price: Value = 0.0
    keep: bool = False
    pace: float = 1.0
    pace_sigma: float | None = None
    edition: Minutes = 0


class DueTime(Record):
    """When a step is due.

    Attributes
    ----------
    step
        As ``svd@working``; its lower levels are due by then too.
    by_minutes
        The learner's own minutes of study until then.
    date
        The last day, None where minutes were given.
    """

    step: str
    by_minutes: Minutes
    date: dt.date | None = None


class Asked(Record):
    """Everything a plan was asked for, defaults included, in the forms the command line takes.

    Attributes
    ----------
    goals
        Goals as written, in order; empty means the graph's own values.
    must, known, ban
        Steps, as ``svd@working``.
    due
        When steps are due. A must keeps its date; any other step that is due, its lower levels
        too, earns its value only if it is finished in time.
    budget_minutes
        The learner's own minutes; None means no limit.
    until_deadline
        Whether these are the minutes until a deadline, as no budget was given.
    pace, review_share
        Hours per estimated hour; share of the budget kept for review.
    pace_sigma
        Spread of the pace, as standard deviation of its logarithm; None where nothing is known.
        A pace of 1 without a spread says nothing of the learner either.
    sure
        Chance with which the plan is to fit the budget; None where only the estimates have to.
    shares
        What overview, working and deep earn of a goal, as parts of `deep`.
    choose, order, work_limit
        How steps were selected and sequenced.
    recommended
        Whether minutes that are left over go to steps that are only recommended.
    before
        For a re-plan, where the learner stood; the budget is still the one in all.
    """

    goals: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    ban: tuple[str, ...] = ()
    due: tuple[DueTime, ...] = ()
    budget_minutes: Minutes | None = None
    until_deadline: bool = False
    pace: float = 1.0
    review_share: float = 0.0
    pace_sigma: float | None = None
    sure: float | None = None
    shares: tuple[float, float, float] = (0.4, 0.8, 1.0)
    choose: Literal["optimal", "nested"] = "optimal"
    order: Literal["value", "breadth", "spiral", "section"] = "value"
    work_limit: int | None = None
    recommended: bool = True
    before: Before | None = None

    @property
    def adds_recommended(self) -> bool:
        """Whether a plan may hold steps that are only recommended: there are minutes to fill."""
        limited = self.open_minutes is not None
        return self.recommended and limited and self.choose == "optimal"

    @property
    def open_minutes(self) -> int | None:
        """The learner's own minutes that are still to be used, None without a budget."""
        before = self.before
        if before is None:
            return self.budget_minutes
        limits = [] if before.limit_minutes is None else [before.limit_minutes]
        if self.budget_minutes is not None:
            limits.append(max(0, self.budget_minutes - before.spent_minutes))
        return min(limits, default=None)

    def fitting(self, minutes: int) -> int:
        """Return the minutes of estimated effort that fit the learner's own minutes."""
        share = 1 - Fraction(str(self.review_share))
        return int(minutes * share / Fraction(str(self.pace)))

    def own(self, effort: int) -> int:
        """Return the least whole minutes of the learner that hold so much estimated effort."""
        share = 1 - Fraction(str(self.review_share))
        return math.ceil(effort * Fraction(str(self.pace)) / share)
