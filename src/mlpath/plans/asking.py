"""What a plan was made for, and what it was asked for."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Literal

from mlpath.plans.fields import Minutes, Record


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
