"""Schedules on real days: everything a calendar may ask for, through the independent checker."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, Plan, Schedule, check_plan, plan, schedule
from mlpath.errors import RequestError, UnitError
from mlpath.planning.dating import keep_due
from mlpath.plans import Pin
from mlpath.scheduling import parse_pin
from tests.oracles import cases

if TYPE_CHECKING:
    from collections.abc import Iterable

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "a": "5h",
            "b": {"effort": "4h", "requires": ["a"]},
            "c": "3h",
            "d": {"effort": "63m", "requires": ["c"]},
        }
    }
)


def laid(graph: KnowledgeGraph = GRAPH, made: Plan | None = None, **fields: Any) -> Schedule:
    """Return the whole graph laid into weeks, checked, and the same after reading it back."""
    made = plan(graph) if made is None else made
    found = schedule(made, graph=graph, **fields)
    whole = made.model_copy(update={"schedule": found})
    assert check_plan(whole, graph) == ()
    assert Plan.from_json(whole.to_json()) == whole
    return found


def told(found: Schedule) -> list[tuple[str, str, int]]:
    """Return date, topic and minutes of each session."""
    return [(str(s.date)[5:], s.topic, s.minutes) for s in found.sessions]


def local(found: Schedule) -> list[str]:
    """Return begin and end of each session."""
    return [
        f"{s.starts:%d %H:%M%z}-{s.ends:%H:%M%z}" for s in found.sessions if s.starts and s.ends
    ]


def test_days_off_and_holidays_stay_free() -> None:
    """Christmas at work: two days off, two public holidays."""
    found = laid(
        hours="1h/day", start="2026-12-23", off="2026-12-24, 2026-12-28..2026-12-29", holidays="DE"
    )
    days = list(dict.fromkeys(str(session.date)[5:] for session in found.sessions))
    assert days[:5] == ["12-23", "12-27", "12-30", "12-31", "01-02"]
    assert [str(day) for day in found.holiday_dates] == ["2026-12-25", "2026-12-26", "2027-01-01"]
    assert found.weeks[0].capacity_minutes == 120
    assert found.off == ("2026-12-24", "2026-12-28..2026-12-29")


def test_weekly_hours_shrink_with_days_off() -> None:
    """A week with two days off has five sevenths of its hours."""
    found = laid(hours="7h/week", start="2026-12-21", off="2026-12-24..2026-12-25")
    assert [(w.minutes, w.capacity_minutes) for w in found.weeks[:2]] == [(300, 300), (420, 420)]
    assert str(found.finish) == "2027-01-05"
    assert found.end is None


def test_a_long_day_is_cut_into_sessions() -> None:
    """Six hours of Saturday, never more than two without a pause."""
    found = laid(
        hours="sat 6h", start="2026-12-01", longest="2h", at="sat 09:00", zone="Europe/Berlin"
    )
    assert [s.minutes for s in found.weeks[0].sessions] == [120, 60, 63, 117]
    assert local(found)[:4] == [
        "05 09:00+0100-11:00+0100",
        "05 11:15+0100-12:15+0100",
        "05 12:30+0100-13:33+0100",
        "05 13:48+0100-15:45+0100",
    ]


def test_no_crumbs_are_left() -> None:
    """63 minutes on days of an hour are two good sessions, not 60 and 3."""
    made = plan(GRAPH, goals=["d"])
    found = laid(made=made, hours="1h/day", start="2026-12-01", shortest="25m")
    assert [minutes for _, topic, minutes in told(found) if topic == "d"] == [38, 25]
    assert [m for _, t, m in told(laid(made=made, hours="1h/day", start="2026-12-01"))][-1] == 3


def test_days_too_short_for_two_sessions_halve_them() -> None:
    """With 40 minutes a day a rest of 63 cannot be two sessions of half an hour."""
    made = plan(GRAPH, goals=["d"])
    found = laid(made=made, hours="40m/day", start="2026-12-01", shortest=30)
    assert min(session.minutes for session in found.sessions) >= 15
    with pytest.raises(RequestError, match=r"no day holds a session of 30 min.*has 20 min"):
        laid(hours="20m/day", shortest="30m")


def test_tracks_change_between_topics() -> None:
    """Two topics at once, a session each; what needs one waits for all of it."""
    found = laid(hours="1h/day", start="2026-12-01", tracks=2)
    topics = "".join(session.topic for session in found.sessions)
    assert topics.startswith(("cacac", "acaca"))
    assert topics.index("d") > topics.rindex("c")
    assert topics.index("b") > topics.rindex("a")
    weekly = laid(hours="4h/week", tracks=2)
    assert len({session.topic for session in weekly.weeks[0].sessions}) == 2
    with pytest.raises(RequestError, match="only the graph knows"):
        schedule(plan(GRAPH), tracks=2)


def test_a_pinned_step_waits_and_others_go_first() -> None:
    """Nothing stands still for a pin while something else can be studied."""
    found = laid(hours="2h/day", start="2026-12-01", pins={"c": "2026-12-06"})
    first = {topic: day for day, topic, _ in reversed(told(found))}
    assert first["c"] == "12-06"
    assert first["a"] == "12-01"
    assert first["b"] == "12-03"
    idle = laid(hours="7h/week", start="2026-12-01", pins={"a": "2026-12-09", "c": "2026-12-09"})
    assert str(idle.weeks[0].start) == "2026-12-15"


def test_what_is_due_and_the_deadline_are_told_in_days() -> None:
    """Late is late, by how many days; the schedule is shown all the same."""
    made = keep_due(plan(GRAPH), GRAPH, {"d": "2026-12-03"}, hours="1h/day", start="2026-12-01")
    found = laid(made=made, hours="1h/day", start="2026-12-01", deadline="2026-12-10")
    (due,) = found.due
    assert (str(due.finish), due.late_days) == ("2026-12-05", 2)
    assert (found.late_days, found.kept) == (4, False)
    assert str(found.finish) == "2026-12-14"
    kept = laid(hours="9h/day", start="2026-12-01", deadline="2026-12-03", due={"b": "2026-12-02"})
    assert kept.kept
    weekly = laid(hours="7h/week", start="2026-12-01", due={"a": "2026-12-05", "c": "2026-12-20"})
    assert [due.step for due in weekly.due] == ["a@working", "c@working"]


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        # Clocks go forward at 2:00: the hour is lost, the session lasts its two.
        ("Europe/Berlin", "2027-03-28", "01:30", "28 01:30+0100-04:30+0200"),
        ("Europe/Berlin", "2027-03-28", "02:30", "28 03:30+0200-05:30+0200"),
        ("Europe/Berlin", "2027-10-31", "01:30", "31 01:30+0200-02:30+0100"),
        ("America/New_York", "2027-03-14", "01:00", "14 01:00-0500-04:00-0400"),
        ("America/New_York", "2027-11-07", "01:00", "07 01:00-0400-02:00-0500"),
        # Half an hour only.
        ("Australia/Lord_Howe", "2027-10-03", "01:00", "03 01:00+1030-03:30+1100"),
        ("Australia/Lord_Howe", "2027-04-04", "01:00", "04 01:00+1100-02:30+1030"),
    ],
)
def test_lengths_stay_right_while_clocks_change(
    zone: str, day: str, at: str, expected: str
) -> None:
    """Two hours are two hours; times are those the clocks on the wall show."""
    graph = KnowledgeGraph.from_dict({"topics": {"a": "2h"}})
    assert local(laid(graph, hours="2h/day", start=day, zone=zone, at=at)) == [expected]


def test_times_of_day_stay_over_a_change() -> None:
    """Half past six is half past six in winter and in summer; the leap day is a day."""
    found = laid(hours="90m/day", start="2027-03-26", zone="Europe/Berlin", at="18:30")
    assert {f"{session.starts:%H:%M}" for session in found.sessions if session.starts} >= {"18:30"}
    firsts = {s.date: s.starts for s in reversed(list(found.sessions))}
    assert {f"{starts:%H:%M}" for starts in firsts.values() if starts} == {"18:30"}
    assert len({starts.utcoffset() for starts in firsts.values() if starts}) == 2
    leap = laid(hours="3h/day", start="2028-02-28", at="18:30")
    assert [str(day)[5:] for day in dict.fromkeys(s.date for s in leap.sessions)][:3] == [
        "02-28",
        "02-29",
        "03-01",
    ]
    assert all(s.starts and s.starts.tzinfo is None for s in leap.sessions)


HOURS = ["1h/day", "37m/day", "2h per weekday", "mon 90m, sat 6h", "10h/week", "95m/week"]
OFF = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8)), max_size=4)


@cache
def small(seed: int, pace: float, share: float) -> tuple[KnowledgeGraph, Plan]:
    """Return a small graph of many features, and a plan."""
    case = cases.small(seed)
    wishes = {**case.wishes, "pace": pace, "review_share": share}
    return case.graph, plan(case.graph, **wishes)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), seed=st.integers(0, 20), hours=st.sampled_from(HOURS), off=OFF)
def test_every_calendar_passes_the_checker(
    data: st.DataObject, seed: int, hours: str, off: list[tuple[int, int]]
) -> None:
    """Days off, lengths, tracks, pins, dates and times together, on graphs of every feature."""
    pace, share = data.draw(st.sampled_from([(1.0, 0.0), (1.0, 0.1), (1.4, 0.0), (0.6, 0.25)]))
    graph, made = small(seed, pace, share)
    if made.status == "infeasible":
        return
    start = data.draw(st.sampled_from([dt.date(2026, 12, 1), dt.date(2028, 2, 25)]))
    shortest = data.draw(st.sampled_from([None, 5, 25]))
    fields: dict[str, Any] = {
        "hours": hours,
        "start": start,
        "off": [
            (start + dt.timedelta(days=first), start + dt.timedelta(days=first + more))
            for first, more in off
        ],
        "holidays": data.draw(st.sampled_from([None, "DE-BY", "US"])),
        "shortest": shortest,
        "longest": data.draw(st.sampled_from([None, 50, 90])),
        "tracks": data.draw(st.integers(1, 3)),
        "deadline": start + dt.timedelta(days=data.draw(st.integers(0, 60))),
    }
    if not hours.endswith("week"):
        fields["at"] = data.draw(st.sampled_from([None, "12:30", "02:15"]))
        zones = [None, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
        fields["zone"] = data.draw(st.sampled_from(zones)) if fields["at"] else None
    steps = [planned.step for planned in made.steps]
    days = st.integers(0, 30).map(lambda number: start + dt.timedelta(days=number))
    if steps:
        fields["pins"] = data.draw(st.dictionaries(st.sampled_from(steps), days, max_size=2))
        fields["due"] = data.draw(st.dictionaries(st.sampled_from(steps), days, max_size=2))
    found = laid(graph, made, **fields)
    _by_hand(found, fields)


def _by_hand(found: Schedule, fields: dict[str, Any]) -> None:
    """Look at what nobody could get wrong twice."""
    moments = [(s.starts, s.ends) for s in found.sessions if s.starts and s.ends]
    assert all(ends <= starts for (_, ends), (starts, _) in pairwise(moments))
    for session in found.sessions:
        assert session.date is None or not any(a <= session.date <= b for a, b in fields["off"])
        assert session.minutes <= (fields["longest"] or 10_000)
        if session.starts and session.ends and fields["zone"]:
            zone = ZoneInfo(fields["zone"])
            utc = session.ends.astimezone(dt.UTC) - session.starts.astimezone(dt.UTC)
            assert utc == dt.timedelta(minutes=session.minutes)
            assert session.starts.astimezone(zone).utcoffset() == session.starts.utcoffset()


def test_an_empty_plan_has_an_empty_calendar() -> None:
    """Nothing fits five minutes, whatever is asked of the calendar."""
    made = plan(GRAPH, budget=5)
    found = laid(made=made, hours="1h/day", start="2026-12-01", tracks=3, deadline="2026-12-01")
    assert (found.weeks, found.finish, found.kept) == ((), None, True)


@pytest.mark.parametrize(
    ("fields", "error", "match"),
    [
        ({"deadline": "2026-12-01"}, RequestError, "a deadline needs a start"),
        ({"start": "2026-12-01", "deadline": "2026-11-30"}, RequestError, "is before the start"),
        ({"off": "2026-12-01"}, RequestError, "days off need a start"),
        ({"pins": {"a": "2026-12-01"}}, RequestError, "a pin needs a start"),
        ({"due": {"a": "2026-12-01"}}, RequestError, "a due date needs a start"),
        ({"hours": "1h/day", "at": "18:30"}, RequestError, "a time of day needs a start"),
        ({"start": "2026-12-01", "at": "18:30"}, RequestError, "needs hours by day"),
        ({"zone": "Europe/Berlin"}, RequestError, "a time zone needs a time of day"),
        (
            {"hours": "1h/day", "start": "2026-12-01", "at": "18:30", "zone": "Europe/Berlim"},
            RequestError,
            r"no time zone 'Europe/Berlim' \(did you mean Europe/Berlin",
        ),
        (
            {"hours": "1h/day", "start": "2026-12-01", "at": "18:30", "zone": "../../etc/passwd"},
            RequestError,
            "no time zone",
        ),
        (
            {"hours": "sat 6h", "start": "2026-12-01", "at": "18:30"},
            RequestError,
            "6 h from 18:30 on sat go past midnight",
        ),
        (
            {"hours": "sat 6h", "start": "2026-12-01", "at": "mon-fri 18:30"},
            RequestError,
            "no time for sat",
        ),
        ({"shortest": "50m", "longest": "1h"}, RequestError, "leave crumbs.*twice the shortest"),
        ({"shortest": 0}, RequestError, "a shortest session of 0 is not usable"),
        ({"longest": "soon"}, UnitError, "soon"),
        ({"hours": 5}, RequestError, "hours is 5"),
        ({"off": 5}, RequestError, "off is 5"),
        ({"holidays": 5}, RequestError, "holidays is 5"),
        ({"at": 5}, RequestError, r"at is 5 .*18:30"),
        ({"zone": 5}, RequestError, r"zone is 5 .*Europe"),
        ({"pins": [5]}, RequestError, r"pins is \[5\]"),
        ({"due": 5}, RequestError, "due is 5"),
        ({"longest": 1.5}, RequestError, "a longest session of 1.5"),
        ({"tracks": 4}, RequestError, r"4 tracks are not usable \(1 to 3"),
        ({"start": "2026-12-01", "pins": {"z": "2026-12-01"}}, RequestError, "z"),
    ],
)
def test_what_does_not_go_together_is_refused(
    fields: dict[str, Any], error: type[Exception], match: str
) -> None:
    """With what would be right."""
    with pytest.raises(error, match=match):
        schedule(plan(GRAPH), **fields)


def test_only_days_off_end_with_an_error() -> None:
    """No endless loop where nothing can ever be studied."""
    with pytest.raises(RequestError, match="every day of study is a day off"):
        laid(hours="1h/day", start="2026-12-01", off="2026-12-01..2150-01-01")
    with pytest.raises(RequestError, match="is pinned, but not in the plan"):
        laid(made=plan(GRAPH, goals=["a"]), start="2026-12-01", pins={"c": "2026-12-01"})
    with pytest.raises(RequestError, match="is due, but not in the plan"):
        laid(made=plan(GRAPH, goals=["a"]), start="2026-12-01", due={"c": "2026-12-01"})
    other = KnowledgeGraph.from_dict({"topics": {"a": "1h"}})
    with pytest.raises(RequestError, match="made for another graph"):
        schedule(plan(GRAPH), graph=other)


def tampered(found: Schedule, **changed: Any) -> Iterable[str]:
    """Return what the checker says of a schedule with other fields."""
    whole = plan(GRAPH).model_copy(update={"schedule": found.model_copy(update=changed)})
    return [problem.message for problem in check_plan(whole, GRAPH)]


def with_session(found: Schedule, **changed: Any) -> dict[str, Any]:
    """Return the weeks of a schedule with another first session."""
    week = found.weeks[0]
    first = week.sessions[0].model_copy(update=changed)
    new = week.model_copy(update={"sessions": (first, *week.sessions[1:])})
    return {"weeks": (new, *found.weeks[1:])}


def test_the_checker_refuses_every_tampering() -> None:
    """Each claim of a schedule, changed alone."""
    found = laid(
        hours="1h/day",
        start="2026-12-01",
        off="2026-12-05",
        longest=60,
        shortest=25,
        tracks=2,
        at="18:30",
        zone="Europe/Berlin",
        pins={"c": "2026-12-03"},
        due={"a": "2026-12-09"},
    )
    (due,) = found.due
    first = next(found.sessions)
    assert first.starts is not None
    assert first.ends is not None
    hour = dt.timedelta(hours=1)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"off": ("2026-12-01",)}, "it holds 360 minutes|is a day off"),
        ({"off": ("soon",)}, "makes no sense"),
        ({"at": "tea"}, "makes no sense"),
        ({"at": "19:30"}, "study begins at"),
        ({"at": None}, "that nothing gave it"),
        ({"zone": "America/New_York"}, "is not the time of America/New_York"),
        ({"holiday_dates": (dt.date(2026, 12, 1),)}, "it holds|is a day off"),
        ({"longest": 50}, "over 50"),
        ({"shortest": 30, "longest": 59}, "over 59"),
        ({"tracks": 1}, "are in progress"),
        ({"pins": (Pin(step="c@working", date=dt.date(2027, 1, 1)),)}, "before 2027-01-01"),
        ({"finish": dt.date(2027, 1, 1)}, "all is done on"),
        ({"due": (due.model_copy(update={"finish": due.date}),)}, "is finished on"),
        (with_session(found, starts=first.starts + hour, ends=first.ends + hour), "study begins"),
        (with_session(found, ends=first.ends + hour), "does not last from"),
        (with_session(found, starts=None, ends=None), "or lacks one"),
        (with_session(found, date=dt.date(2026, 12, 5)), "has the date|day off"),
        (with_session(found, minutes=first.minutes - 1), "do not add up|are laid out"),
    ]
    for changed, match in cases:
        said = " ".join(tampered(found, **changed))
        assert any(word in said for word in match.split("|")), (changed, said)


def test_the_checker_looks_at_prerequisites_across_tracks() -> None:
    """A step that begins before what it needs is done, though the minutes are right."""
    found = laid(hours="20h/day", start="2026-12-01", tracks=2)
    week = found.weeks[0]
    said = tampered(
        found, weeks=(week.model_copy(update={"sessions": week.sessions[::-1]}), *found.weeks[1:])
    )
    assert any("begins before a@working is done" in text for text in said)


def test_texts_of_the_command_line() -> None:
    """Pins, as flags give them."""
    assert parse_pin("svd@deep = 2027-03-01") == ("svd@deep", dt.date(2027, 3, 1))
    for text in ("svd", "=2027-01-01", "svd=soon"):
        with pytest.raises(RequestError):
            parse_pin(text)
