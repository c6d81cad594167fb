"""What is written: a graph, a plan or a schedule, with the graph that holds the titles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlpath.errors import PlanError, Problem, RequestError
from mlpath.plans import Plan, Schedule
from mlpath.topics import KnowledgeGraph, Step

if TYPE_CHECKING:
    from mlpath.plans import Session
    from mlpath.topics import Topic

Thing = KnowledgeGraph | Plan | Schedule
KINDS = {KnowledgeGraph: "graph", Plan: "plan", Schedule: "schedule"}


@dataclass(frozen=True, slots=True)
class Row:
    """A step with the time it takes: a step of a plan, a session of a schedule, a step of a graph.

    Attributes
    ----------
    number
        Place of the step in the study order, from 1; sessions of one step share it.
    minutes
        Effort, or the length of the session.
    value
        Of the step; None where there is no plan.
    goal
        The step that it serves, as text; empty where there is no plan.
    week, date
        When; None without a schedule, the date also where only weekly hours are known.
    review
        Whether it goes through the step again.
    """

    number: int
    topic: Topic
    step: Step
    minutes: int
    value: float | None = None
    goal: str = ""
    week: int | None = None
    date: dt.date | None = None
    review: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything a writer may need.

    Attributes
    ----------
    kind
        ``graph``, ``plan`` or ``schedule``: what was given.
    graph
        The knowledge graph; writers that can do without have none at times.
    plan, schedule
        What was given, and the schedule of a plan that has one.
    before
        The earlier plan or schedule that this one follows, None where none was given.
    """

    kind: str
    held: KnowledgeGraph | None
    plan: Plan | None = None
    schedule: Schedule | None = None
    before: Subject | None = None

    @property
    def graph(self) -> KnowledgeGraph:
        """The knowledge graph.

        Raises
        ------
        RequestError
            If none was given.
        """
        if self.held is None:
            raise RequestError(
                f"a {self.kind} names topics but holds no titles, so it cannot be written alone",
                hint="write(..., graph=graph) with the graph it was made for",
            )
        return self.held

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        if self.plan is not None:
            from mlpath.drawing.facts import plan_title  # noqa: PLC0415 - loads the drawing room

            return plan_title(self.plan, self.graph)
        return self.graph.info.title

    def rows(self) -> tuple[Row, ...]:
        """Return the sessions of a schedule, else the steps of a plan, else those of the graph.

        Raises
        ------
        RequestError
            If no graph was given.
        """
        if self.schedule is not None:
            return self._sessions(self.schedule)
        if self.plan is not None:
            return tuple(
                Row(
                    place,
                    self.graph.topic(planned.topic),
                    planned.step,
                    planned.effort_minutes,
                    planned.value,
                    planned.reason.goal,
                )
                for place, planned in enumerate(self.plan.steps, 1)
            )
        return self._steps()

    def steps(self) -> tuple[Row, ...]:
        """Return one row per step; in a schedule the first session tells when, all tell how long.

        Reviews are left out.

        Raises
        ------
        RequestError
            If no graph was given.
        """
        found: dict[Step, Row] = {}
        for row in self.rows():
            if row.review:
                continue
            before = found.get(row.step)
            if before is None:
                found[row.step] = row
            else:
                found[row.step] = Row(
                    before.number,
                    before.topic,
                    before.step,
                    before.minutes + row.minutes,
                    before.value,
                    before.goal,
                    before.week,
                    before.date,
                )
        return tuple(found.values())

    def reasons(self) -> dict[Step, str]:
        """Return why each step of a plan is there, as one sentence; empty for goals."""
        if self.plan is None:
            return {}
        from mlpath.drawing.facts import reasons  # noqa: PLC0415 - as above

        return reasons(self.plan, self.graph)

    def _sessions(self, schedule: Schedule) -> tuple[Row, ...]:
        planned = {item.step: item for item in self.plan.steps} if self.plan is not None else {}
        place = {step: number for number, step in enumerate(planned, 1)}
        rows = []
        for session in schedule.sessions:
            item = planned.get(session.step)
            rows.append(
                Row(
                    place.setdefault(session.step, len(place) + 1),
                    self.graph.topic(session.topic),
                    session.step,
                    session.minutes,
                    None if item is None else item.value,
                    "" if item is None else item.reason.goal,
                    session.week,
                    session.date,
                    session.kind == "review",
                )
            )
        return tuple(rows)

    def _steps(self) -> tuple[Row, ...]:
        from mlpath.ordering import study_order  # noqa: PLC0415 - only graphs need it

        return tuple(
            Row(place, self.graph.topic(step.topic), step, self.graph.effort(step))
            for place, step in enumerate(study_order(self.graph), 1)
        )


def span(row: Row | Session, start: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first day of a session and the day after: its week where it has no day."""
    if row.date is not None:
        return row.date, row.date + dt.timedelta(days=1)
    week = dt.timedelta(weeks=1)
    first = start + week * ((row.week or 1) - 1)
    return first, first + week


def following(subject: Subject, before: Plan | Schedule | None) -> Subject:
    """Return a subject that knows the plan or schedule before it, which may be of other topics."""
    if before is None:
        return subject
    plan = before if isinstance(before, Plan) else None
    schedule = before if isinstance(before, Schedule) else before.schedule
    earlier = Subject("schedule" if plan is None else "plan", subject.held, plan, schedule)
    return replace(subject, before=earlier)


def subject_of(thing: Thing, graph: KnowledgeGraph | None) -> Subject:
    """Return what a thing holds, checked against the graph.

    Raises
    ------
    RequestError
        If the thing cannot be written, or two different graphs were given.
    PlanError
        If a plan was made for another graph.
    """
    if isinstance(thing, KnowledgeGraph):
        if graph is not None and graph != thing:
            raise RequestError(
                "two graphs were given", hint="graph= belongs to plans and schedules"
            )
        return Subject("graph", thing)
    if isinstance(thing, Plan):
        if graph is not None and graph.hash != thing.graph.hash:
            raise PlanError(
                Problem(
                    "other-graph",
                    f"the plan was made for {thing.graph.id} {thing.graph.version}, not for this "
                    f"{graph.info.id} {graph.info.version}",
                    hint="plan again, or write with the graph it was made for",
                )
            )
        return Subject("plan", graph, thing, thing.schedule)
    if isinstance(thing, Schedule):
        return Subject("schedule", graph, None, thing)
    raise RequestError(
        f"a {type(thing).__name__} cannot be written",
        hint="give a KnowledgeGraph, a Plan or a Schedule",
    )
