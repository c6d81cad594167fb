"""What headings say of a plan: its goals, hours, value, proof and dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlpath.drawing.texts import time
from mlpath.plans import Status
from mlpath.topics import Level, Step
from mlpath.units import count_of

if TYPE_CHECKING:
    import datetime as dt

    from mlpath.plans import Hop, Plan, Schedule
    from mlpath.topics import KnowledgeGraph

_NAMED = 3
_GOAL = re.compile(
    r"(?:(?P<kind>section|tag|preset):)?(?P<name>[^:@]+)(?:@(?P<level>\w+))?(?::.*)?"
)


def plan_title(plan: Plan, graph: KnowledgeGraph) -> str:
    """Return what the plan is for, in titles."""
    wanted = [*plan.asked.goals, *plan.asked.must]
    names = list(dict.fromkeys(goal_name(text, graph) for text in wanted))
    if not names:
        return f"Study plan: {graph.info.title}"
    more = f" and {len(names) - _NAMED} more goals" if len(names) > _NAMED else ""
    return f"Study plan: {', '.join(names[:_NAMED])}{more}"


def goal_name(text: str, graph: KnowledgeGraph) -> str:
    """Return the title of a goal as a plan was asked for it."""
    match = _GOAL.fullmatch(text)
    if match is None:
        return text
    name, kind = match["name"], match["kind"]
    if kind is None and name in graph:
        title = graph.topic(name).title
        return f"{title} ({match['level']})" if match["level"] else title
    titles = {"section": {section.id: section.title for section in graph.sections}}
    titles["preset"] = {preset.id: preset.title for preset in graph.presets}
    return titles.get(kind or "", {}).get(name, name)


def plan_facts(plan: Plan, schedule: Schedule | None) -> tuple[str, ...]:
    """Return hours, value and dates, a line each."""
    hours = f"{time(plan.effort_minutes)} of study"
    if plan.budget_minutes is not None:
        there = time(plan.budget_minutes)
        hours += f" of {there}" if plan.asked.until_deadline else f" in a budget of {there}"
    first = f"{hours} · {len(plan.steps)} steps · {_worth(plan)}"
    if schedule is None or not schedule.weeks:
        return (first,)
    if schedule.start is None and plan.terms is not None and plan.schedule is None:
        most = time(plan.terms.largest_effort_minutes)
        return (first, f"{count_of(len(plan.terms.terms), 'term')}, the fullest {most}")
    weeks = schedule.weeks[-1].week
    when = f"{weeks} week{'s' if weeks > 1 else ''} at {schedule.hours}"
    end = schedule.end or schedule.finish
    if schedule.start is not None and end is not None:
        when += f" · {day(schedule.start)} to {day(end)}"
    if schedule.reviews is not None:
        when += f" · {time(schedule.reviews.minutes)} of review"
    return (first, when)


def _worth(plan: Plan) -> str:
    if plan.status is Status.OPTIMAL:
        return f"value {plan.value:g}, proven best"
    return f"value {plan.value:g}, at most {plan.bound:g} possible"


def day(date: dt.date) -> str:
    """Return a date as people write it, the same in every locale.

    Examples
    --------
    >>> import datetime as dt
    >>> day(dt.date(2026, 12, 1))
    '1 Dec 2026'
    """
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def goal_steps(plan: Plan) -> set[Step]:
    """Return the steps that goals or musts name by topic and, where none is named, the deepest."""
    deepest: dict[str, Step] = {}
    for planned in plan.steps:
        deepest[planned.topic] = planned.step
    found = set()
    for text in (*plan.asked.goals, *plan.asked.must):
        match = _GOAL.fullmatch(text)
        if match is None or match["kind"] or match["name"] not in deepest:
            continue
        name, level = match["name"], match["level"]
        found.add(Step(name, Level.parse(level)) if level else deepest[name])
    return found


def reasons(plan: Plan, graph: KnowledgeGraph) -> dict[Step, str]:
    """Return why each step is there, as one sentence for hovering; empty for goals."""
    found = {}
    for planned in plan.steps:
        text = ""
        if planned.reason.via:
            goal = planned.reason.goal.partition("@")[0]
            title = graph.topic(goal).title if goal in graph else goal
            hop = planned.reason.via[0]
            after = hop.step.partition("@")[0]
            text = f"{planned.level}: needed for {title}"
            if planned.reason.advice is not None:
                text = f"{planned.level}: {_advised(graph, *planned.reason.advice)}"
            elif after != goal and after in graph:
                text += f", first by {graph.topic(after).title}"
            if hop.reason:
                text += f" ({hop.reason})"
        found[planned.step] = text
    return found


def _advised(graph: KnowledgeGraph, what: str | None, by: Hop) -> str:
    """Return what is recommended, the step itself or what needs it, and by which topic."""
    adviser, needed = (
        graph.topic(name).title if name in graph else name
        for name in (by.step.partition("@")[0], (what or by.step).partition("@")[0])
    )
    if what is None:
        return f"recommended by {adviser}"
    return f"needed for {needed}, which {adviser} recommends"
