"""When a plan will be finished: never one date, but chances."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError

from mlpath.errors import PlanError
from mlpath.plans.asking import GraphRef
from mlpath.plans.fields import Minutes, Record, problem_of
from mlpath.showing import Shown

Share = Annotated[float, Field(ge=0, le=1)]


class When(Record):
    """A time of study, and where the calendar has it.

    Attributes
    ----------
    minutes
        The learner's own minutes of study from now on, without reviews.
    week
        Week of the calendar, counted from 1; None without hours.
    date
        Day at whose end they are done, None without a first day.
    """

    minutes: Minutes
    week: Annotated[int, Field(ge=1)] | None = None
    date: dt.date | None = None


class Finish(Record):
    """When something will be finished.

    Attributes
    ----------
    p50, p80, p95
        Enough half the time, 4 times in 5 and 19 times in 20.
    """

    p50: When
    p80: When
    p95: When


class GoalForecast(Record):
    """When a goal will be reached.

    Attributes
    ----------
    goal
        As the plan was asked for it.
    steps, planned, done
        How many steps the goal names; how many of them are still to do in the plan; how many are
        mastered.
    last
        The planned step that will be reached last; None where nothing is left to do.
    finish
        When all that the plan holds of it is reached; None where nothing is left to do.
    """

    goal: str
    steps: Annotated[int, Field(ge=0)]
    planned: Annotated[int, Field(ge=0)]
    done: Annotated[int, Field(ge=0)]
    last: str | None = None
    finish: Finish | None = None


class Chance(Record):
    """How likely it is to be in time.

    Attributes
    ----------
    what
        ``budget``: the whole plan within its hours; ``deadline``: the whole plan by a day;
        ``due``: a step by its day or hours.
    step
        For dues, as ``svd@working``.
    date
        The day, None where hours of study were given.
    minutes
        The learner's own minutes of study there are until then.
    chance
        From 0 to 1.
    """

    what: Literal["budget", "deadline", "due"]
    step: str | None = None
    date: dt.date | None = None
    minutes: Minutes
    chance: Share


class LearntPace(Record):
    """What is known of a learner's pace, and what that changes.

    Attributes
    ----------
    median, sigma
        Hours per estimated hour: as likely exceeded as not; standard deviation of the logarithm.
    logs
        Topics with logged times that it was learnt from.
    before_median, before_sigma
        The same without them.
    wider
        How many times as far logged times spread as the graph's ranges say.
    effect_minutes
        What the logs add to the time in which the plan is finished half the time.
    """

    median: Annotated[float, Field(gt=0)]
    sigma: Annotated[float, Field(ge=0)]
    logs: Annotated[int, Field(ge=0)]
    before_median: Annotated[float, Field(gt=0)]
    before_sigma: Annotated[float, Field(ge=0)]
    wider: Annotated[float, Field(gt=0)] = 1.0
    effect_minutes: int


class Spread(Record):
    """A reason why the finish is uncertain.

    Attributes
    ----------
    what
        ``pace``, or a topic.
    topic
        Its id.
    share
        Part of the variance of the logarithm of the time left.
    """

    what: Literal["pace", "topic"]
    topic: str | None = None
    share: Share


class Halving(Record):
    """How many more logged times halve what is uncertain about the pace.

    Attributes
    ----------
    topics
        How many topics, each with the time it took.
    p80, p95
        The finish then, if the pace turns out as it looks now.
    """

    topics: Annotated[int, Field(ge=1)]
    p80: When
    p95: When


class Forecast(Shown, Record):
    """When a plan and its goals will be finished, and what makes that uncertain.

    Attributes
    ----------
    graph
        The graph the plan was made for.
    hours, start
        The availability as text, and the day from which on the rest is studied.
    steps, steps_done
        Of the plan.
    left_minutes
        Estimated effort of what is left to do.
    spent_minutes
        Study logged for the plan's steps.
    pace
        The learner's pace.
    finish
        Of the whole plan.
    goals
        In the order they were asked for.
    chances
        Of the budget, the deadline and each due date.
    first_week
        Steps on which the first seven days are studied, in order, at the pace's median; empty
        without hours.
    spread
        The pace, and the topics that add most, the largest share first.
    halving
        None where too few topics are left to learn much from.
    samples, seed
        Of a simulation; None for the closed form.
    """

    schema_version: Literal[1] = 1
    graph: GraphRef
    hours: str | None = None
    start: dt.date | None = None
    steps: Annotated[int, Field(ge=0)]
    steps_done: Annotated[int, Field(ge=0)]
    left_minutes: Minutes
    spent_minutes: Minutes
    pace: LearntPace
    finish: Finish
    goals: tuple[GoalForecast, ...] = ()
    chances: tuple[Chance, ...] = ()
    first_week: tuple[str, ...] = ()
    spread: tuple[Spread, ...] = ()
    halving: Halving | None = None
    samples: Annotated[int, Field(ge=1)] | None = None
    seed: int | None = None

    def chance_of(self, what: str, step: str | None = None) -> float | None:
        """Return the chance to be in time, None where nothing is known of that."""
        for each in self.chances:
            if each.what == what and step in {None, each.step}:
                return each.chance
        return None

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return the forecast as one JSON object; the same forecast always gives the same text."""
        data = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(data, indent=indent, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes, *, file: str = "<forecast>") -> Self:
        """Return the forecast of a JSON text.

        Raises
        ------
        PlanError
            If it is not JSON or no forecast; every problem is named with its path.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise PlanError(problem_of(item, file) for item in error.errors()) from None
