"""Mermaid, which GitHub, GitLab and Obsidian draw: a flowchart, and a Gantt chart of weeks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlpath.errors import RequestError
from mlpath.topics import Step
from mlpath.units import show
from mlpath.writing.links import shown
from mlpath.writing.subjects import span
from mlpath.writing.texts import clean

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from mlpath.writing.subjects import Row, Subject

WEEK = 7
MOST_ARROWS = 500  # Mermaid's own default; a file cannot raise it
_SPECIAL = re.compile(r"[^\w\s.,()/+-]|_")
_LISTED = re.compile(r"^(\d*)([-+.)])")
# A task of a Gantt chart whose title begins like a statement would be taken for one.
_STATEMENT = re.compile(
    r"\d|(?:gantt|title|section|click|call|href|date|inclusive|includes|excludes|axis|tick|top"
    r"|today|week|acc)",
    re.IGNORECASE,
)


def flowchart(subject: Subject) -> str:
    """Return topics of a graph, or steps of a plan, with the fewest arrows that say the same.

    Dotted arrows are alternatives: one of them is enough.
    """
    nodes, arrows = shown(subject)
    lines = ["flowchart TD"]
    if len(arrows) > MOST_ARROWS:
        most = f"Mermaid draws {MOST_ARROWS} unless maxEdges is set"
        lines.append(f"%% {len(arrows)} arrows: {most}")
    lines += [f'    n{place}["{label(_name(subject, node))}"]' for place, node in enumerate(nodes)]
    lines += [
        f"    n{arrow.source} {'-.->' if arrow.either else '-->'} n{arrow.target}"
        for arrow in arrows
    ]
    return "\n".join(lines) + "\n"


def _name(subject: Subject, node: Step | str) -> str:
    if isinstance(node, Step):
        return f"{subject.graph.topic(node.topic).title} ({node.level})"
    return subject.graph.topic(node).title


def label(text: str) -> str:
    """Return a text as Mermaid shows it: what could mean anything is a character code.

    Examples
    --------
    >>> label('a "b" <c>')
    'a #34;b#34; #60;c#62;'
    """
    coded = _SPECIAL.sub(lambda found: _code(found[0]), clean(text))
    # Mermaid would take the rest for a Markdown list, and refuse to show one.
    return _LISTED.sub(lambda found: found[1] + _code(found[2]), coded)


def _code(character: str) -> str:
    return f"#{ord(character)};"


def gantt(subject: Subject) -> str:
    """Return when each step of a schedule is studied, section by section, and reviews by week.

    Raises
    ------
    RequestError
        If the schedule has no start.
    """
    schedule = subject.schedule
    if schedule is None or schedule.start is None:
        raise RequestError(
            "a Gantt chart needs weeks with dates",
            hint='schedule(plan, hours="10h/week", start="2026-12-01"), or --hours and --start',
        )
    lines = ["gantt", f"    title {task(subject.title)}", "    dateFormat YYYY-MM-DD"]
    sections: dict[str, list[str]] = {}
    days = _days(subject.rows(), schedule.start)
    for row in subject.steps():
        first, last = days[row.step]
        name = task(f"{row.topic.title} ({row.step.level})")
        line = f"    {name} :s{row.number}, {first}, {last}"
        sections.setdefault(row.topic.section, []).append(line)
    for section, tasks in sections.items():
        lines += [f"    section {task(subject.graph.section(section).title)}", *tasks]
    lines += _reviews(subject, schedule.start)
    return "\n".join(lines) + "\n"


def _reviews(subject: Subject, start: dt.date) -> list[str]:
    """Return a section with a task for the reviews of each week, empty without any."""
    weeks: dict[int, list[Row]] = {}
    for row in subject.rows():
        if row.review:
            weeks.setdefault((span(row, start)[0] - start).days // WEEK, []).append(row)
    lines = []
    for week, rows in weeks.items():
        spans = [span(row, start) for row in rows]
        first, last = min(begin for begin, _ in spans), max(end for _, end in spans)
        topics = len({row.step.topic for row in rows})
        named = f"{topics} topic{'' if topics == 1 else 's'}"
        name = task(f"{named}, {show(sum(row.minutes for row in rows))}")
        lines.append(f"    {name} :r{week + 1}, {first}, {last}")
    return ["    section Reviews", *lines] if lines else []


def task(text: str) -> str:
    """Return a text that is neither a statement of a Gantt chart nor ends its line.

    Examples
    --------
    >>> task("section: one")
    '#115;ection#58; one'
    """
    safe = label(text).strip()
    if _STATEMENT.match(safe):
        return _code(safe[0]) + safe[1:]
    return safe


def _days(rows: Iterable[Row], start: dt.date) -> dict[Step, tuple[dt.date, dt.date]]:
    """Return the first day of each step, and the day after its last."""
    found: dict[Step, tuple[dt.date, dt.date]] = {}
    for row in rows:
        if row.review:
            continue
        begin, end = span(row, start)
        first, last = found.get(row.step, (begin, end))
        found[row.step] = min(first, begin), max(last, end)
    return found
