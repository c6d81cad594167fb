"""Everything the page's script needs to know, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlpath.drawing.boxes import Style
from mlpath.drawing.facts import goal_steps
from mlpath.drawing.palettes import HUES
from mlpath.drawing.reducing import reduced
from mlpath.drawing.selections import standing
from mlpath.writing.links import step_arrows
from mlpath.writing.texts import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph, Step, Topic
    from mlpath.topics.models import Prerequisite
    from mlpath.writing.page.rows import Row
    from mlpath.writing.subjects import Subject

SCHEMA = 1


def codes_of(graph: KnowledgeGraph) -> dict[str, str]:
    """Return the short code of each section, the same as in pictures."""
    from mlpath.drawing.palettes import LIGHT  # noqa: PLC0415 - a name for one line

    return Style(graph, LIGHT).codes


def hues_of(graph: KnowledgeGraph) -> dict[str, int]:
    """Return the number of the hue of each section, the same as in pictures."""
    return {section.id: place % len(HUES) for place, section in enumerate(graph.sections)}


def data_of(subject: Subject, rows: Sequence[Row], curve: dict[str, Any] | None) -> dict[str, Any]:
    """Return the data of a page.

    Parameters
    ----------
    subject
        What the page shows.
    rows
        Its rows, none for a graph.
    curve
        Value against hours, where there is a plan.
    """
    graph = subject.graph
    shown = _shown(subject, rows, curve)
    topics = [topic for topic in graph.topics if topic.id in shown]
    place = {topic.id: number for number, topic in enumerate(topics)}
    used = {use.resource for topic in topics for use in topic.resources}
    resources = [each for each in graph.resources if each.id in used]
    sections = {section.id: number for number, section in enumerate(graph.sections)}
    library = {resource.id: number for number, resource in enumerate(resources)}
    codes, hues = codes_of(graph), hues_of(graph)
    minutes = _totals(rows)
    return {
        "schema": SCHEMA,
        "kind": subject.kind,
        "graph": {"id": graph.info.id, "version": graph.info.version, "hash": graph.hash},
        "sections": [
            [section.id, clean(section.title), codes[section.id], hues[section.id]]
            for section in graph.sections
        ],
        "topics": [_topic(topic, graph, place, sections, library) for topic in topics],
        "resources": [
            [clean(each.title), clean(", ".join(each.authors)), each.url, each.kind, each.free]
            for each in resources
        ],
        "known": _known(subject, place),
        "rows": [
            {"name": row.name, "when": row.when, "steps": _starting(row, minutes)} for row in rows
        ],
        "plan": None if subject.plan is None else _plan(subject.plan, graph),
        "arrows": _arrows(graph, rows),
        "curve": curve,
    }


def _shown(subject: Subject, rows: Sequence[Row], curve: dict[str, Any] | None) -> set[str]:
    """Return the topics a page is about: of a graph all, of a plan what it names and all needs."""
    graph = subject.graph
    if subject.kind == "graph":
        return {topic.id for topic in graph.topics}
    found = {part.step.topic for row in rows for part in row.parts}
    if subject.plan is not None:
        found |= {left.topic for left in subject.plan.left_out}
        found |= {item.topic for item in subject.plan.steps}
    for point in curve["points"] if curve else ():
        found |= {step.partition("@")[0] for step in point["in"]}
    found = {topic for topic in found if topic in graph}
    before: dict[str, Iterable[str]] = {
        topic.id: [item.topic for item, _, _ in topic.prerequisites()] for topic in graph.topics
    }
    stack = sorted(found)
    while stack:
        for other in before[stack.pop()]:
            if other not in found:
                found.add(other)
                stack.append(other)
    return found


def _topic(
    topic: Topic,
    graph: KnowledgeGraph,
    place: dict[str, int],
    sections: dict[str, int],
    library: dict[str, int],
) -> dict[str, Any]:
    steps = [graph.step(f"{topic.id}@{level}") for level in topic.levels]
    data: dict[str, Any] = {
        "id": topic.id,
        "title": clean(topic.title),
        "section": sections[topic.section],
        "levels": [
            [int(step.level), graph.effort(step), clean(topic.check[step.level])] for step in steps
        ],
        "needs": [
            [
                place[item.topic],
                *_need(graph, item),
                clean(item.reason or topic.requires[position].reason),
                position if grouped else -1,
            ]
            for item, position, grouped in topic.prerequisites()
            if item.topic in place
        ],
    }
    more: dict[str, Any] = {
        "summary": clean(topic.summary),
        "aliases": [clean(alias) for alias in topic.aliases],
        "was": list(topic.was),
        "helps": [
            [place[item.topic], *_need(graph, item), clean(item.reason)]
            for item in topic.recommends
            if item.topic in place
        ],
        "uses": [
            [library[use.resource], clean(use.part), -1 if use.level is None else int(use.level)]
            for use in topic.resources
            if use.resource in library
        ],
    }
    return data | {name: value for name, value in more.items() if value}


def _need(graph: KnowledgeGraph, item: Prerequisite) -> tuple[int, int]:
    """Return the level that is needed, and for which level of the later topic, -1 for all."""
    level = graph.topic(item.topic).declared(item.level)
    return int(level), -1 if item.only is None else int(item.only)


def _known(subject: Subject, place: dict[str, int]) -> list[str]:
    if subject.plan is None:
        return []
    found = standing(subject.graph, (), subject.plan).known
    rank = subject.graph.rank
    return [str(step) for step in sorted(found, key=rank.__getitem__) if step.topic in place]


def _totals(rows: Sequence[Row]) -> dict[Step, int]:
    """Return the minutes of each step, all its rows together."""
    found: dict[Step, int] = {}
    for part in (part for row in rows for part in row.parts if not part.review):
        found[part.step] = found.get(part.step, 0) + part.minutes
    return found


def _starting(row: Row, minutes: Mapping[Step, int]) -> list[list[Any]]:
    """Return the steps that begin in a row, each with its minutes."""
    return [[str(part.step), minutes[part.step]] for part in row.parts if part.starts]


def _plan(plan: Plan, graph: KnowledgeGraph) -> dict[str, Any]:
    goals, late = goal_steps(plan), {due.step for due in plan.missed}
    found = {str(left.step): left for left in plan.left_out if left.topic in graph}
    return {
        "steps": {
            str(item.step): {
                "minutes": item.effort_minutes,
                "value": item.value,
                "goal": item.reason.goal,
                "via": [
                    [hop.step, clean(hop.reason), *([1] if hop.recommended else [])]
                    for hop in item.reason.via
                ],
            }
            for item in plan.steps
        },
        "goals": [str(item.step) for item in plan.steps if item.step in goals],
        "valued": not plan.asked.goals and not plan.asked.must,
        "left": {
            # What would be late would add nothing.
            name: [left.closure_minutes, 0 if name in late else left.closure_value]
            for name, left in found.items()
        },
    }


def _arrows(graph: KnowledgeGraph, rows: Sequence[Row]) -> list[list[int]]:
    """Return the fewest arrows that say what each step needs, by its place in the rows."""
    steps: list[Step] = list(
        dict.fromkeys(part.step for row in rows for part in row.parts if not part.review)
    )
    found = step_arrows(graph, steps)
    hard = [(arrow.source, arrow.target) for arrow in found if not arrow.either]
    kept = {*reduced(len(steps), hard)}
    return [
        [arrow.source, arrow.target, int(arrow.either)]
        for arrow in found
        if arrow.either or (arrow.source, arrow.target) in kept
    ]
