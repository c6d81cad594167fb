"""Markdown with a box to tick for every line, as GitHub and Obsidian show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlpath.topics.models import AnyOf
from mlpath.units import show
from mlpath.writing.learnings import described, shelves
from mlpath.writing.texts import markdown
from mlpath.writing.verdicts import (
    advice_lines,
    asked_lines,
    best_left_out,
    by_term,
    calendar_lines,
    due_lines,
    early_lines,
    fits_lines,
    joined,
    left_value,
    reviews_line,
    session_lines,
    settled_lines,
    terms_verdict,
    titled,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlpath.plans import Plan, Schedule
    from mlpath.topics import KnowledgeGraph, Topic
    from mlpath.topics.models import Prerequisite
    from mlpath.writing.subjects import Subject
    from mlpath.writing.verdicts import Line


def write(subject: Subject) -> str:
    """Return a plan week by week or in study order, or a graph section by section."""
    graph = subject.graph
    lines = [f"# {markdown(graph.info.title)}", ""]
    if subject.plan is not None:
        lines += _plan(subject.plan, graph)
    elif subject.schedule is not None:
        lines += _weeks(subject.schedule, graph)
    else:
        lines += _graph(graph)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines) + "\n")


def _plan(plan: Plan, graph: KnowledgeGraph) -> Iterator[str]:
    yield from (f"{markdown(verdict(plan))}.", "")
    told = (*asked_lines(plan.asked), *settled_lines(plan), *advice_lines(plan))
    for line in (*told, *fits_lines(plan), *early_lines(plan), *_timed(plan)):
        yield f"- {markdown(line)}"
    if plan.status == "infeasible":
        yield from ("", "## Ways out", "")
        for way in plan.ways_out:
            yield f"- {markdown(way.change)}: {_code(' '.join(way.flags))}"
    elif plan.terms is not None:
        yield from ("", f"{markdown(terms_verdict(plan.terms))}.")
        for term, lines in by_term(plan):
            yield from ("", f"## Term {term.term} ({show(term.minutes)})", "")
            yield from _boxes(graph, lines)
    elif plan.schedule:
        yield from _weeks(plan.schedule, graph)
    elif plan.steps:
        yield from ("", "## Study order", "")
        steps = ((step.step, step.effort_minutes, step.value) for step in plan.steps)
        yield from _boxes(graph, joined(steps))
    if plan.resources:
        yield from _resources(plan, graph)
    yield from _left_out(plan, graph)


def _left_out(plan: Plan, graph: KnowledgeGraph) -> Iterator[str]:
    if plan.left_out:
        yield from ("", "## Left out", "")
        yield from ("| topic | level | needs | value |", "|---|---|--:|--:|")
    for left in best_left_out(plan):
        yield (
            f"| {_title(graph, left.topic)} | {left.level} "
            f"| {show(left.closure_minutes)} | {left_value(plan, left)} |"
        )


def _timed(plan: Plan) -> Iterator[str]:
    yield from due_lines(plan)
    yield from calendar_lines(plan.schedule)
    for way in plan.schedule.ways_out if plan.schedule is not None else ():
        yield f"in time if you {way.change}"


def _weeks(schedule: Schedule, graph: KnowledgeGraph) -> Iterator[str]:
    if reviews := reviews_line(schedule):
        yield from ("", f"{markdown(reviews)}.")
    for week in schedule.weeks:
        start = "" if week.start is None else f", from {week.start}"
        yield from ("", f"## Week {week.week}{start} ({show(week.minutes)})", "")
        yield from _boxes(graph, session_lines(week.sessions))


def _resources(plan: Plan, graph: KnowledgeGraph) -> Iterator[str]:
    yield from ("", "## Learn from", "")
    for shelf in shelves(plan.resources):
        yield f"- {_title(graph, shelf.topic)} ({shelf.level}), {show(shelf.minutes)}"
        if shelf.missing:
            yield f"  - nothing: {markdown(shelf.missing)}"
        for chosen in shelf.chosen:
            about = markdown(described(chosen, chosen.title))
            remarks = shelf.remarks(chosen)
            tail = f": {markdown(remarks)}" if remarks else ""
            yield f"  - {about} <{chosen.url}>{tail}"


def _boxes(graph: KnowledgeGraph, lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        title = titled(line, _title(graph, line.topic))
        day = f"{line.day}: " if line.day else ""
        yield f"- [ ] {day}{title} ({line.level}), {show(line.minutes)}"


def _title(graph: KnowledgeGraph, topic: str) -> str:
    return markdown(graph.topic(topic).title if topic in graph else topic)


def _code(text: str) -> str:
    """Return a text as code; a longer fence holds the ticks that it may have itself."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if longest else f"`{text}`"


def _graph(graph: KnowledgeGraph) -> Iterator[str]:
    if graph.info.summary:
        yield from (markdown(graph.info.summary), "")
    for section in graph.sections:
        yield from ("", f"## {markdown(section.title)}", "")
        if section.summary:
            yield from (markdown(section.summary), "")
        for topic in graph.topics:
            if topic.section == section.id:
                yield from _topic(graph, topic)


def _topic(graph: KnowledgeGraph, topic: Topic) -> Iterator[str]:
    spans = (f"{level} {topic.effort[level]}" for level in topic.levels)
    yield f"- [ ] {markdown(topic.title)} ({', '.join(spans)})"
    if topic.summary:
        yield f"  - {markdown(topic.summary)}"
    needs = []
    for item in topic.requires:
        if isinstance(item, AnyOf):
            needs.append(" or ".join(_need(graph, each) for each in item.any))
        else:
            needs.append(_need(graph, item))
    if needs:
        yield f"  - needs {', '.join(needs)}"


def _need(graph: KnowledgeGraph, item: Prerequisite) -> str:
    needed = graph.topic(item.topic)
    return f"{markdown(needed.title)} ({needed.declared(item.level)})"
