"""What is left of a plan, and how its first steps' time is distributed, exactly or by samples."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from mlpath.estimating import parts, remaining, spread, total
from mlpath.forecasting.simulating import draw, times
from mlpath.plans import Finish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlpath.estimating import Pace, Part
    from mlpath.forecasting.dating import Days
    from mlpath.forecasting.simulating import Floats
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.tracking import Progress

HALF, LIKELY, NEARLY_SURE = 0.5, 0.8, 0.95
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a plan, in its order.

    Attributes
    ----------
    steps, minutes
        The steps, and their estimated effort less what was done of them.
    done
        What is mastered.
    spent
        The learner's own minutes that are gone from the budget.
    """

    steps: tuple[Step, ...]
    minutes: tuple[float, ...]
    done: frozenset[Step]
    spent: int

    def until(self, place: int) -> list[tuple[Step, float]]:
        """Return as many steps from the first on, with their minutes."""
        return list(zip(self.steps[:place], self.minutes[:place], strict=True))

    def within(self, minutes: float, pace: Pace) -> list[Step]:
        """Return the steps that are studied in the first minutes."""
        found = []
        for step, effort in zip(self.steps, self.minutes, strict=True):
            if minutes <= 0:
                break
            found.append(step)
            minutes -= effort * pace.median
        return found


def left_of(
    plan: Plan, graph: KnowledgeGraph, reached: Progress, known: frozenset[Step], pace: Pace
) -> Left:
    """Return what is left of a plan; of a step in progress, what a log leaves of it."""
    done = frozenset(reached.mastered) | known
    steps, minutes = [], []
    for planned in plan.steps:
        if planned.step in done:
            continue
        spent = reached.minutes_of(planned.step) / pace.median
        sigma = pace.wider * spread(graph, planned.topic, planned.level)
        steps.append(planned.step)
        minutes.append(remaining(planned.effort_minutes, sigma, spent))
    inside = {planned.step for planned in plan.steps}
    spent_minutes = sum(item.minutes for item in reached.steps if item.step in inside)
    if plan.asked.before is not None:
        spent_minutes = max(plan.asked.before.spent_minutes, reached.minutes)
    return Left(tuple(steps), tuple(minutes), done, spent_minutes)


class Time(Protocol):
    """A distribution of minutes."""

    def quantile(self, chance: float) -> float:
        """Return the minutes that suffice with a chance."""

    def chance(self, minutes: float) -> float:
        """Return the chance that so many minutes suffice."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Simulated minutes, the shortest first."""

    minutes: Floats

    def quantile(self, chance: float) -> float:
        """Return the least simulated minutes that suffice so often."""
        return float(self.minutes[max(0, math.ceil(chance * len(self.minutes)) - 1)])

    def chance(self, minutes: float) -> float:
        """Return how often so many minutes suffice."""
        found = int(self.minutes.searchsorted(minutes, side="right"))
        return found / len(self.minutes)


class Ends:
    """How long the first steps of what is left take, each number of steps reckoned once.

    Parameters
    ----------
    graph, left, pace
        What there is to do, and by whom.
    samples, seed
        Of a simulation; no samples for the closed form.
    """

    def __init__(
        self, graph: KnowledgeGraph, left: Left, pace: Pace, samples: int | None, seed: int
    ) -> None:
        self.parts: tuple[Part, ...] = parts(graph, left.until(len(left.steps)), pace.wider)
        self._graph, self._left, self._pace = graph, left, pace
        # Drawn once: who is slow at a goal's topics is so for the whole plan.
        self._drawn = None if samples is None else draw(self.parts, pace, samples, seed)
        self._times: dict[int, Time] = {}

    def finish(self, place: int, days: Days) -> Finish:
        """Return when so many steps are finished."""
        time = self._time(place)
        half, likely, sure = (
            days.when(time.quantile(chance)) for chance in (HALF, LIKELY, NEARLY_SURE)
        )
        return Finish(p50=half, p80=likely, p95=sure)

    def chance(self, place: int, minutes: float) -> float:
        """Return the chance that so many steps take no more minutes, rounded down."""
        return math.floor(self._time(place).chance(minutes) * THOUSAND) / THOUSAND

    def _time(self, place: int) -> Time:
        if place not in self._times:
            found = parts(self._graph, self._left.until(place), self._pace.wider)
            if self._drawn is None or not found:
                self._times[place] = total(found, self._pace)
            else:
                self._times[place] = Sample(times(self._of_all(found), *self._drawn))
        return self._times[place]

    def _of_all(self, some: Iterable[Part]) -> list[Part]:
        """Return every part, those that are not among some with no minutes."""
        minutes = {part.topic: part.minutes for part in some}
        return [replace(part, minutes=minutes.get(part.topic, 0)) for part in self.parts]
