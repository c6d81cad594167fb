"""When a topic is due again: an expanding ladder of days, or FSRS where it is installed.

Days are whole numbers from any first day on; the clock is never read.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, cast

from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from mlpath.plans.reviews import Method as Name
    from mlpath.topics import Level

RUNGS = (3, 10, 30, 90)  # days
RETENTION = 0.8  # chance of recall at which a topic is due
LONGEST = 365  # days without a review
_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Card:
    """What is remembered of one topic.

    Attributes
    ----------
    level
        The deepest level learnt.
    seen, due
        The day it was practised last, and the day it wants to be practised again.
    state
        The method's own.
    """

    level: Level
    seen: int
    due: int
    state: Any

    @property
    def interval(self) -> int:
        """Days from the last practice to the next."""
        return self.due - self.seen


class Method(Protocol):
    """A rule for the next day of practice."""

    @property
    def name(self) -> Name:
        """``ladder`` or ``fsrs``."""

    def learn(self, number: int, level: Level, day: int) -> Card:
        """Return the card of a topic learnt on a day; the number is the topic's own."""

    def practise(self, card: Card, day: int, *, well: bool = True) -> Card:
        """Return the card after practice, well or not, on a day not before the last."""

    def recall(self, card: Card, day: int) -> float:
        """Return the chance that a topic is still remembered on a day, 0..1."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Practice 3 days after learning, then after 10, 30 and 90 days, and every 90 days.

    Practice in the first half of an interval starts it again, later practice climbs a rung, and
    failing goes down one. Early practice never makes a topic due earlier.

    References
    ----------
    Cepeda, N. J., Vul, E., Rohrer, D., Wixted, J. T. and Pashler, H. (2008). Spacing effects in
    learning: a temporal ridgeline of optimal retention. doi:10.1111/j.1467-9280.2008.02209.x

    Examples
    --------
    >>> from mlpath.topics import Level
    >>> ladder = Ladder()
    >>> card = ladder.learn(0, Level.WORKING, day=0)
    >>> days = []
    >>> for _ in range(5):
    ...     days.append(card.due)
    ...     card = ladder.practise(card, card.due)
    >>> days
    [3, 13, 43, 133, 223]
    """

    name: Name = "ladder"

    def learn(self, number: int, level: Level, day: int) -> Card:  # noqa: ARG002 - as the protocol
        """Return the card of a topic learnt on a day."""
        return Card(level, day, day + RUNGS[0], 0)

    def practise(self, card: Card, day: int, *, well: bool = True) -> Card:
        """Return the card after practice."""
        rung = card.state
        if not well:
            rung = max(0, rung - 1)
            return replace(card, seen=day, due=day + RUNGS[rung], state=rung)
        if 2 * (day - card.seen) >= RUNGS[rung]:
            rung = min(rung + 1, len(RUNGS) - 1)
        return replace(card, seen=day, due=max(card.due, day + RUNGS[rung]), state=rung)

    def recall(self, card: Card, day: int) -> float:
        """Return a falling chance that is `RETENTION` on the due day: good for an order only."""
        return float(RETENTION ** (max(0, day - card.seen) / max(1, card.interval)))


class Fsrs:
    """The free spaced repetition scheduler, by the package ``fsrs`` with its default weights.

    The weights are fitted to flashcards, and a topic is not a card: what it says serves to order
    reviews and to space them, not as a forecast.

    References
    ----------
    Ye, J., Su, J. and Cao, Y. (2022). A stochastic shortest path algorithm for optimizing spaced
    repetition scheduling. doi:10.1145/3534678.3539081
    """

    name: Name = "fsrs"

    def __init__(self, retention: float = RETENTION) -> None:
        try:
            import fsrs  # noqa: PLC0415 - an extra
        except ImportError:
            hint = "pip install 'mlpath-planner[review]', or leave the choice to mlpath"
            message = "this way of spacing reviews needs the package fsrs"
            raise RequestError(Problem("missing-package", message, hint=hint)) from None
        self._rating = fsrs.Rating
        self._card = fsrs.Card
        self._scheduler = fsrs.Scheduler(
            desired_retention=retention,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=LONGEST,
            enable_fuzzing=False,
        )

    def learn(self, number: int, level: Level, day: int) -> Card:
        """Return the card of a topic learnt on a day."""
        # Without an id of its own the package would wait a millisecond to make one by the clock.
        fresh = self._card(card_id=number, due=_time(day))
        return self._rated(Card(level, day, day, fresh), day, well=True)

    def practise(self, card: Card, day: int, *, well: bool = True) -> Card:
        """Return the card after practice."""
        after = self._rated(card, day, well=well)
        return replace(after, due=max(after.due, card.due)) if well else after

    def recall(self, card: Card, day: int) -> float:
        """Return what the package gives as the chance of recall."""
        return float(self._scheduler.get_card_retrievability(card.state, _time(day)))

    def _rated(self, card: Card, day: int, *, well: bool) -> Card:
        rating = self._rating.Good if well else self._rating.Again
        state, _ = self._scheduler.review_card(card.state, rating, _time(day))
        return Card(card.level, day, max(day + 1, (state.due - _EPOCH).days), state)


def _time(day: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(days=day)


def find_method(name: str | None = None) -> Method:
    """Return the method of that name; without one, FSRS where it is installed, else the ladder.

    Raises
    ------
    RequestError
        If there is none of that name, or its package is missing.
    """
    if name is None:
        name = "ladder" if importlib.util.find_spec("fsrs") is None else "fsrs"
    if name == "ladder":
        return Ladder()
    if name == "fsrs":
        return cast("Method", Fsrs())
    message = f"no way of spacing reviews is called {name!r}"
    raise RequestError(Problem("bad-request", message, hint="ladder or fsrs"))
