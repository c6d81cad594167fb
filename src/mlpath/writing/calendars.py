"""iCalendar (RFC 5545): an event per session, to import into any calendar.

Events carry the same identity whenever they are written, so a second import of the same plan, or
of one that was laid out anew, moves events and doubles none.
"""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cache
from typing import TYPE_CHECKING

from mlpath.errors import Problem, RequestError
from mlpath.units import show
from mlpath.writing.subjects import span
from mlpath.writing.texts import clean

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vText

    from mlpath.topics import KnowledgeGraph
    from mlpath.writing.subjects import Row, Subject

_SPACE = uuid.UUID("d4ff0f0e-51f1-5c1e-9a57-6f4c9d5e2a10")
PRODUCT = "-//mlpath//study plan//EN"


def write(subject: Subject) -> str:
    """Return a whole-day event for each session; a session without a day spans its week.

    Raises
    ------
    RequestError
        If the schedule has no start, or the package ``icalendar`` is not installed.
    """
    schedule = subject.schedule
    if schedule is None or schedule.start is None:
        raise RequestError(
            "a calendar needs weeks with dates",
            hint='schedule(plan, hours="10h/week", start="2026-12-01"), or --hours and --start',
        )
    calendar = _calendar(subject.title)
    reasons = subject.reasons()
    counts: dict[object, int] = {}
    for row in subject.rows():
        counts[row.step, row.review] = part = counts.get((row.step, row.review), 0) + 1
        why = reasons.get(row.step, "")
        calendar.add_component(_event(subject.graph, row, part, schedule.start, why))
    return bytes(calendar.to_ical()).decode()


def _calendar(title: str) -> Calendar:
    try:
        from icalendar import Calendar  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise RequestError(
            Problem(
                "missing-package",
                "calendars need the package icalendar",
                hint="pip install 'mlpath-planner[calendar]'",
            )
        ) from None
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _text(title))
    return calendar


def _event(graph: KnowledgeGraph, row: Row, part: int, start: dt.date, why: str) -> Event:
    from icalendar import Event  # noqa: PLC0415 - as above

    first, after = span(row, start)
    event = Event()
    name = f"{graph.info.id} {'review of ' if row.review else ''}{row.step} {part}"
    event.add("uid", f"{uuid.uuid5(_SPACE, name)}@mlpath")
    # The standard wants the moment of writing here; the plan's own keeps the file the same.
    event.add("dtstamp", dt.datetime.combine(start, dt.time(), dt.UTC))
    event.add("dtstart", first)
    event.add("dtend", after)
    what = f"{'Review: ' if row.review else ''}{row.topic.title} ({row.step.level})"
    event.add("summary", _text(f"{what}, {show(row.minutes)}"))
    about = _about(row, why)
    if about:
        event.add("description", _kind()("\n".join(about)))
    event.add("categories", [row.topic.section])
    event.add("transp", "TRANSPARENT")  # study time is planned, not blocked
    return event


def _text(text: str) -> vText:
    return _kind()(clean(text))


@cache
def _kind() -> type[vText]:
    r"""Return a text that arrives as it is: the library would take ``\N`` for a new line."""
    from icalendar import vText  # noqa: PLC0415 - as above

    class Exact(vText):
        """Text whose every backslash is one."""

        def to_ical(self) -> bytes:
            """Return the text as RFC 5545, section 3.3.11, wants it escaped."""
            safe = self.replace("\\", "\\\\").replace("\n", "\\n")
            return safe.replace(";", "\\;").replace(",", "\\,").encode()

    return Exact


def _about(row: Row, why: str) -> list[str]:
    parts = (row.topic.summary, why, row.topic.check[row.step.level])
    return [clean(part) for part in parts if part]
