"""iCalendar (RFC 5545): an event per session, to import into any calendar.

Events carry the same identity whenever they are written, so a second import of the same plan, or
of one that was laid out anew, moves events and doubles none. Which of two versions is the later
is told by the first day of the schedule and the edition of its plan, never by the clock: the same
plan gives the same file. Where the earlier plan is given, too, events of it that are gone are
cancelled (RFC 5546, section 3.2.1: published once more, with that status and a later sequence).
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
    from collections.abc import Iterator

    from icalendar import Calendar, Event, vText

    from mlpath.plans import Schedule, Session
    from mlpath.writing.subjects import Row, Subject

_SPACE = uuid.UUID("d4ff0f0e-51f1-5c1e-9a57-6f4c9d5e2a10")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
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
    version = _version(subject, schedule.start)
    identities = _identities(subject, schedule)
    for row, session, uid in zip(subject.rows(), schedule.sessions, identities, strict=True):
        event = _event(uid, version)
        _what(event, row.topic.title, session)
        about = _about(row, reasons.get(row.step, ""))
        if about:
            event.add("description", _kind()("\n".join(about)))
        event.add("categories", [row.topic.section])
        _when(event, session, span(row, schedule.start))
        calendar.add_component(event)
    for event in _cancelled(subject, schedule.start, version, frozenset(identities)):
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


def _version(subject: Subject, start: dt.date) -> dt.datetime:
    """Return a moment that is later for a later plan: the first day, a minute on each edition."""
    before = None if subject.plan is None else subject.plan.asked.before
    edition = 0 if before is None else before.edition
    own = dt.datetime.combine(start, dt.time(), dt.UTC) + dt.timedelta(minutes=edition)
    earlier = subject.before
    if earlier is None or earlier.schedule is None or earlier.schedule.start is None:
        return own
    if earlier.schedule == subject.schedule:
        return own
    return max(own, _version(earlier, earlier.schedule.start) + dt.timedelta(minutes=1))


def _identities(subject: Subject, schedule: Schedule) -> tuple[str, ...]:
    """Return the identity of each session: its step, and which of the step's sessions it is."""
    plan = subject.plan
    graph = subject.graph.info.id if plan is None else plan.graph.id
    counts: dict[object, int] = {}
    found = []
    for session in schedule.sessions:
        what = f"{'review of ' if session.kind == 'review' else ''}{session.step}"
        counts[what] = counts.get(what, 0) + 1
        found.append(f"{uuid.uuid5(_SPACE, f'{graph} {what} {counts[what]}')}@mlpath")
    return tuple(found)


def _cancelled(
    subject: Subject, start: dt.date, version: dt.datetime, held: frozenset[str]
) -> Iterator[Event]:
    """Yield the earlier plan's events that are gone; what was over by the start stays."""
    earlier = subject.before
    schedule = None if earlier is None else earlier.schedule
    if earlier is None or schedule is None or schedule.start is None:
        return
    graph = subject.graph
    identities = _identities(earlier, schedule)
    for uid, session in zip(identities, schedule.sessions, strict=True):
        days = span(session, schedule.start)
        if uid in held or days[1] <= start:
            continue
        event = _event(uid, version)
        event.add("status", "CANCELLED")
        known = session.topic in graph
        _what(event, graph.topic(session.topic).title if known else session.topic, session)
        _when(event, session, days)
        yield event


def _event(uid: str, version: dt.datetime) -> Event:
    from icalendar import Event  # noqa: PLC0415 - as above

    event = Event()
    event.add("uid", uid)
    # The standard wants the moment of writing here; the plan's own keeps the file the same.
    event.add("dtstamp", version)
    event.add("last-modified", version)
    event.add("sequence", (version - _EPOCH) // dt.timedelta(minutes=1))
    return event


def _what(event: Event, title: str, session: Session) -> None:
    review = "Review: " if session.kind == "review" else ""
    what = f"{review}{title} ({session.level}), {show(session.minutes)}"
    event.add("summary", _text(what))


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
