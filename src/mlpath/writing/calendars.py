"""iCalendar (RFC 5545): an event per session, to import into any calendar.

Events carry the same identity whenever they are written, so a second import of the same plan, or
of one that was laid out anew, moves events and doubles none. Which of two versions is the later
is told by the first day of the schedule, never by the clock: the same plan gives the same file.
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

    from mlpath.plans import Session
    from mlpath.topics import KnowledgeGraph
    from mlpath.writing.subjects import Row, Subject

_SPACE = uuid.UUID("d4ff0f0e-51f1-5c1e-9a57-6f4c9d5e2a10")
_EPOCH = dt.date(1970, 1, 1)
PRODUCT = "-//mlpath//study plan//EN"


def write(subject: Subject) -> str:
    """Return an event for each session: at its time, else on its day, else over its week.

    Times of a zone are written in UTC, which every calendar shows in its own; others are floating,
    as the clocks on the wall will show them.

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
    for row, session in zip(subject.rows(), schedule.sessions, strict=True):
        counts[row.step, row.review] = part = counts.get((row.step, row.review), 0) + 1
        why = reasons.get(row.step, "")
        event = _event(subject.graph, row, part, schedule.start, why)
        _when(event, session, span(row, schedule.start))
        calendar.add_component(event)
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

    event = Event()
    name = f"{graph.info.id} {'review of ' if row.review else ''}{row.step} {part}"
    event.add("uid", f"{uuid.uuid5(_SPACE, name)}@mlpath")
    # The standard wants the moment of writing here; the plan's own keeps the file the same.
    stamp = dt.datetime.combine(start, dt.time(), dt.UTC)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", (start - _EPOCH).days)
    what = f"{'Review: ' if row.review else ''}{row.topic.title} ({row.step.level})"
    event.add("summary", _text(f"{what}, {show(row.minutes)}"))
    about = _about(row, why)
    if about:
        event.add("description", _kind()("\n".join(about)))
    event.add("categories", [row.topic.section])
    return event


def _when(event: Event, session: Session, days: tuple[dt.date, dt.date]) -> None:
    """Add begin and end; only a session with a time of day blocks it."""
    if session.starts is None or session.ends is None:
        event.add("dtstart", days[0])
        event.add("dtend", days[1])
        event.add("transp", "TRANSPARENT")
        return
    zoned = session.starts.tzinfo is not None
    event.add("dtstart", session.starts.astimezone(dt.UTC) if zoned else session.starts)
    event.add("dtend", session.ends.astimezone(dt.UTC) if zoned else session.ends)
    event.add("transp", "OPAQUE")


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
