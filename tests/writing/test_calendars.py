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


def test_what_is_gone_is_cancelled(graph: KnowledgeGraph, plan: Plan) -> None:
    """Events of dropped steps that were still to come, later than before; the past stays."""
    long = plan.model_copy(
        update={"schedule": mlpath.schedule(plan, hours="7h/week", start="2026-12-01")}
    )
    less = mlpath.replan(long, graph, budget="20h", today="2026-12-08", freeze_days=0).plan
    first = events_of(mlpath.write(long, "ics", graph=graph).text)
    second = events_of(mlpath.write(less, "ics", graph=graph, before=long).text)
    calendar = {str(each["uid"]): each for each in first}
    for each in second:
        held = calendar.get(str(each["uid"]))
        assert held is None or each["sequence"] > held["sequence"]
        calendar[str(each["uid"])] = each
    alive = [each for each in calendar.values() if each.get("status") != "CANCELLED"]
    to_come = [each for each in alive if each["dtend"].dt > dt.date(2026, 12, 8)]
    assert less.schedule is not None
    assert len(to_come) == len(list(less.schedule.sessions))
    assert any(each.get("status") == "CANCELLED" for each in second)
    over = [each for each in first if each["dtend"].dt <= dt.date(2026, 12, 8)]
    gone = {str(each["uid"]) for each in second if each.get("status") == "CANCELLED"}
    assert over
    assert gone.isdisjoint(str(each["uid"]) for each in over)


def test_two_plans_of_one_day_follow_each_other(graph: KnowledgeGraph, plan: Plan) -> None:
    """Each re-plan is a later edition, though no day went by; the same plan cancels nothing."""
    week = mlpath.schedule(plan, hours="7h/week", start="2026-12-01")
    plans = [plan.model_copy(update={"schedule": week})]
    for budget in ("40h", "20h", "60h"):
        found = mlpath.replan(plans[-1], graph, budget=budget, today="2026-12-01", freeze_days=0)
        plans.append(found.plan)
    texts = [mlpath.write(each, "ics", graph=graph).text for each in plans]
    numbers = [{int(each["sequence"]) for each in events_of(text)} for text in texts]
    assert [len(each) for each in numbers] == [1] * 4
    assert sorted(map(min, numbers)) == [min(each) for each in numbers]
    assert len(set(map(min, numbers))) == 4
    again = mlpath.write(plans[-1], "ics", graph=graph, before=plans[-1])
    assert again.text == texts[-1]


def test_a_schedule_alone_follows_another(physics: KnowledgeGraph) -> None:
    """Without plans the earlier one is known by its sessions; what stood on no days is left."""
    plans = [mlpath.plan(physics, budget=budget) for budget in ("20h", "3h")]
    weeks = [mlpath.schedule(each, hours="5h/week", start="2026-12-01") for each in plans]
    found = events_of(mlpath.write(weeks[1], "ics", graph=physics, before=weeks[0]).text)
    alone = events_of(mlpath.write(weeks[1], "ics", graph=physics).text)
    assert len(found) > len(alone)
    assert {int(e["sequence"]) for e in found} == {int(alone[0]["sequence"]) + 1}
    undated = mlpath.schedule(plans[0], hours="5h/week")
    same = mlpath.write(weeks[1], "ics", graph=physics, before=undated).text
    assert same == mlpath.write(weeks[1], "ics", graph=physics).text


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
