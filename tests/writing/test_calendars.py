"""iCalendar: read back by icalendar; the same events again after another plan."""

from __future__ import annotations

import builtins
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

import mlpath
from mlpath.errors import RequestError

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph


def events_of(text: str) -> list[Any]:
    """Return the events of a calendar; lines must be short and end as the standard wants."""
    icalendar = pytest.importorskip("icalendar")
    assert all(len(line) <= 75 for line in text.encode().split(b"\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    calendar = icalendar.Calendar.from_ical(text)
    events = list(calendar.walk("VEVENT"))
    assert not [event.errors for event in events if event.errors]
    return events


def test_every_session_is_an_event(graph: KnowledgeGraph, dated: Plan) -> None:
    """Titles, days and identities come back; nothing in a title ends its event."""
    events = events_of(mlpath.write(dated, "ics", graph=graph).text)
    sessions = list(dated.schedule.sessions) if dated.schedule else []
    assert len(events) == len(sessions)
    for event, session in zip(events, sessions, strict=True):
        title = graph.topic(session.topic).title
        assert str(event["summary"]).startswith(f"{title} ({session.level}), ")
        assert event["dtstart"].dt == session.date
        assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(days=1)
        assert graph.topic(session.topic).summary in str(event["description"])
    assert len({str(event["uid"]) for event in events}) == len(events)


def test_another_layout_moves_events_and_doubles_none(graph: KnowledgeGraph, plan: Plan) -> None:
    """A step's first session has one identity in every schedule of the graph."""

    def uids(hours: str, start: str) -> dict[str, str]:
        week = mlpath.schedule(plan, hours=hours, start=start)
        events = events_of(mlpath.write(week, "ics", graph=graph).text)
        return {str(event["uid"]): str(event["dtstart"].dt) for event in events}

    first, second = uids("5h/week", "2026-12-01"), uids("7h/week", "2027-01-04")
    assert len(first.keys() & second.keys()) >= len(plan)
    assert first == uids("5h/week", "2026-12-01")


def test_times_of_a_zone_are_written_in_utc(graph: KnowledgeGraph, plan: Plan) -> None:
    """Half past six in Berlin, in winter and in summer; lengths are those of the sessions."""
    laid = mlpath.schedule(
        plan, hours="2h/day", start="2027-03-26", zone="Europe/Berlin", at="18:30", longest="50m"
    )
    text = mlpath.write(laid, "ics", graph=graph).text
    events = events_of(text)
    sessions = list(laid.sessions)
    for event, session in zip(events, sessions, strict=True):
        assert event["dtstart"].dt == session.starts
        assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(minutes=session.minutes)
        assert str(event["transp"]) == "OPAQUE"
    assert "DTSTART:20270326T173000Z\r\n" in text
    assert "DTSTART:20270328T163000Z\r\n" in text


def test_times_without_a_zone_are_floating(graph: KnowledgeGraph, plan: Plan) -> None:
    """They are what the wall shows, wherever the learner is."""
    laid = mlpath.schedule(plan, hours="2h/day", start="2027-03-26", at="18:30")
    text = mlpath.write(laid, "ics", graph=graph).text
    assert "DTSTART:20270326T183000\r\n" in text
    assert {event["dtstart"].dt.tzinfo for event in events_of(text)} == {None}


def test_a_later_schedule_supersedes_an_earlier_one(graph: KnowledgeGraph, plan: Plan) -> None:
    """By its first day, not by the clock: the same schedule always gives the same bytes."""

    def versions(start: str) -> set[tuple[int, str]]:
        laid = mlpath.schedule(plan, hours="7h/week", start=start)
        text = mlpath.write(laid, "ics", graph=graph).text
        assert text == mlpath.write(laid, "ics", graph=graph).text
        return {(e["sequence"], str(e["last-modified"].dt)) for e in events_of(text)}

    (first,), (second,) = versions("2026-12-01"), versions("2026-12-02")
    assert first < second


def test_weeks_without_days_span_their_week(graph: KnowledgeGraph, plan: Plan) -> None:
    """Where only hours a week are known, an event takes the week."""
    week = mlpath.schedule(plan, hours="5h/week", start="2026-12-01")
    event = events_of(mlpath.write(week, "ics", graph=graph).text)[0]
    assert (event["dtstart"].dt, event["dtend"].dt) == (dt.date(2026, 12, 1), dt.date(2026, 12, 8))


def test_a_calendar_needs_dates(graph: KnowledgeGraph, plan: Plan) -> None:
    """Without a start there is nothing to write."""
    with pytest.raises(RequestError, match=r"needs weeks with dates \(schedule\(plan"):
        mlpath.write(plan, "ics", graph=graph)


def test_a_missing_package_is_named(
    graph: KnowledgeGraph, dated: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without icalendar the error says what to install."""
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "icalendar":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RequestError, match=r"pip install 'mlpath-planner\[calendar\]'"):
        mlpath.write(dated, "ics", graph=graph)
