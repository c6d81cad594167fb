"""Reviews in a schedule: their share, their order, no backlog, and nothing else moved."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlpath
from mlpath import Plan, Schedule, add_reviews, check_plan, plan, schedule
from mlpath.topics import KnowledgeGraph
from tests.oracles import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = ("ladder", "fsrs")
HOURS = ("10h/week", "1h per day", "weekdays 40m, sat 3h", "20m per day", "mon 2h")
START = dt.date(2026, 12, 1)


def reviewed(made: Plan, graph: KnowledgeGraph, hours: str, **more: Any) -> Schedule:
    """Return a plan's schedule with reviews from 1 December on."""
    start = more.pop("start", START)
    return add_reviews(schedule(made, hours=hours, start=start), made, graph, **more)


def reviews(laid: Schedule) -> list[tuple[int, str, int]]:
    """Return week, topic and minutes of each review."""
    return [(s.week, s.topic, s.minutes) for s in laid.sessions if s.kind == "review"]


@pytest.fixture(scope="module")
def roadmap() -> KnowledgeGraph:
    """Return the bundled graph."""
    return mlpath.roadmap()


@pytest.fixture(scope="module")
def long(roadmap: KnowledgeGraph) -> Plan:
    """Return a plan of 300 hours with a tenth for review."""
    return plan(roadmap, goals=["diffusion-models@deep"], budget="300h", review_share=0.1)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("hours", HOURS)
def test_the_checker_accepts_and_study_stays(
    roadmap: KnowledgeGraph, long: Plan, hours: str, method: str
) -> None:
    """Reviews come into what was free; no session of study moves by a minute or a day."""
    laid = reviewed(long, roadmap, hours, method=method)
    assert check_plan(long.model_copy(update={"schedule": laid}), roadmap) == ()
    plain = schedule(long, hours=hours, start=START)
    assert [s for s in laid.sessions if s.kind == "study"] == list(plain.sessions)
    assert laid.end == plain.end
    told = laid.reviews
    assert told is not None
    assert told.minutes == sum(minutes for _, _, minutes in reviews(laid)) > 0
    assert long.effort_minutes + told.minutes <= 300 * 60


@pytest.mark.parametrize("method", METHODS)
def test_the_same_input_gives_the_same_bytes(
    roadmap: KnowledgeGraph, long: Plan, method: str
) -> None:
    """Nothing comes from chance or the clock, and reviews laid twice are laid once."""
    once, twice = (
        long.model_copy(update={"schedule": reviewed(long, roadmap, "10h/week", method=method)})
        for _ in range(2)
    )
    assert once.to_json() == twice.to_json()
    assert Plan.from_json(once.to_json()) == once
    assert once.schedule is not None
    assert add_reviews(once.schedule, long, roadmap, method=method) == once.schedule


def test_a_share_of_nothing_reviews_nothing(roadmap: KnowledgeGraph) -> None:
    """Neither sessions nor a record of them; reviews of before are taken out."""
    made = plan(roadmap, goals=["svd"], review_share=0.1)
    laid = reviewed(made, roadmap, "10h/week")
    without = plan(roadmap, goals=["svd"])
    plain = schedule(without, hours="10h/week", start=START)
    assert add_reviews(plain, without, roadmap) == plain
    assert add_reviews(laid, without, roadmap).reviews is None
    assert reviews(add_reviews(laid, without, roadmap)) == []


def test_use_in_later_topics_spares_reviews(roadmap: KnowledgeGraph, long: Plan) -> None:
    """With room for all that is asked for, counting use asks for less."""
    roomy = long.model_copy(update={"asked": long.asked.model_copy(update={"review_share": 0.4})})
    for method in METHODS:
        counted, alone = (
            reviewed(roomy, roadmap, "10h/week", method=method, implicit=implicit).reviews
            for implicit in (True, False)
        )
        assert counted is not None
        assert alone is not None
        assert counted.minutes < alone.minutes
        assert counted.spared > alone.spared == 0


@pytest.mark.parametrize("share", [0.01, 0.03, 0.1])
@pytest.mark.parametrize("hours", ["10h/week", "1h per day"])
def test_no_backlog_explodes(roadmap: KnowledgeGraph, share: float, hours: str) -> None:
    """However little time there is, no more waits than two weeks of it hold."""
    made = plan(roadmap, goals=["preset:llm-researcher"], budget="300h", review_share=share)
    laid = reviewed(made, roadmap, hours, method="ladder")
    told = laid.reviews
    assert told is not None
    weekly = laid.weeks[0].capacity_minutes
    assert told.most_waiting_minutes <= 2 * share * weekly
    assert told.postponed > 0
    check = made.model_copy(update={"schedule": laid})
    assert check_plan(check, roadmap) == ()


GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "a": {"effort": "5h"},
            "b": {"effort": "5h"},
            "c": {"effort": "20h", "requires": [{"topic": "a", "exercised": "0.9"}]},
        }
    }
)


def test_reviews_follow_the_ladder_by_the_day() -> None:
    """Learnt on day 1, an hour a day: due on day 4, and where there is time."""
    graph = KnowledgeGraph.from_dict({"topics": {"a": {"effort": "1h"}, "b": {"effort": "30h"}}})
    made = plan(graph, review_share=0.1)
    laid = reviewed(made, graph, "2h per day", method="ladder")
    dates = [s.date for s in laid.sessions if s.kind == "review" and s.topic == "a"]
    learnt = next(s.date for s in laid.sessions if s.topic == "a")
    assert learnt == START
    assert [(date - START).days for date in dates if date is not None] == [3, 13]


def test_what_is_longer_than_the_time_left_is_split() -> None:
    """Eighteen minutes are two sittings where a week leaves twelve."""
    made = plan(GRAPH, review_share=0.1)
    laid = reviewed(made, GRAPH, "2h/week", method="ladder")
    parts = [minutes for _, topic, minutes in reviews(laid) if topic == "a"][:2]
    assert sum(parts) == 18
    assert all(minutes >= 5 for _, _, minutes in reviews(laid))


def test_no_review_is_longer_than_a_session_may_be() -> None:
    """A limit of ten minutes splits eighteen."""
    made = plan(GRAPH, review_share=0.2)
    laid = schedule(made, hours="2h per day", start=START, longest="10m")
    laid = add_reviews(laid, made, GRAPH, method="ladder")
    lengths = [minutes for _, _, minutes in reviews(laid)]
    assert lengths
    assert max(lengths) <= 10
    assert min(lengths) >= 5
    assert check_plan(made.model_copy(update={"schedule": laid}), GRAPH) == ()


def test_reviews_follow_the_study_of_their_day_with_times() -> None:
    """Where a calendar has times, a review begins when study ends, the clocks' change included."""
    made = plan(GRAPH, review_share=0.2)
    laid = schedule(made, hours="2h per day", start="2026-10-20", zone="Europe/Berlin", at="01:30")
    laid = add_reviews(laid, made, GRAPH, method="ladder")
    sessions = list(laid.sessions)
    found = 0
    for before, after in pairwise(sessions):
        if after.kind == "review":
            found += 1
            assert before.ends is not None
            assert after.starts == before.ends
            assert after.ends is not None
            assert after.ends - after.starts == dt.timedelta(minutes=after.minutes)
    assert found
    assert check_plan(made.model_copy(update={"schedule": laid}), GRAPH) == ()


@given(
    st.integers(0, 2**32),
    st.sampled_from([0.01, 0.1, 0.5, 0.9]),
    st.sampled_from([0.5, 1.0, 1.7]),
    st.sampled_from(HOURS),
    st.sampled_from(METHODS),
)
@settings(max_examples=40, deadline=None)
def test_any_schedule_with_reviews_is_accepted(
    seed: int, share: float, pace: float, hours: str, method: str
) -> None:
    """The checker, which shares no code with the layer, finds nothing."""
    case = cases.small(seed)
    made = plan(case.graph, **{**case.wishes, "pace": pace, "review_share": share})
    if made.status == "infeasible":
        return
    start = START if seed % 2 else None
    laid = reviewed(made, case.graph, hours, method=method, start=start)
    assert check_plan(made.model_copy(update={"schedule": laid}), case.graph) == ()
    assert laid.reviews is not None or not laid.weeks


def tampered(laid: Schedule) -> Iterator[tuple[str, Schedule]]:
    """Yield what is wrong with each changed schedule."""
    told = laid.reviews
    assert told is not None
    less = told.model_copy(update={"minutes": told.minutes - 1})
    yield "the reviews take", laid.model_copy(update={"reviews": less})
    more = told.model_copy(update={"share": 0.2})
    yield "keeps 0.1 for review", laid.model_copy(update={"reviews": more})
    yield "not how they were laid", laid.model_copy(update={"reviews": None})
    last = laid.weeks[-1]
    again = next(week for week in laid.weeks if week.reviews).reviews[0]
    first = laid.weeks[0]
    early = again.model_copy(update={"week": 1, "date": first.sessions[0].date})
    sessions = (*first.sessions, early)
    week = first.model_copy(
        update={"sessions": sessions, "minutes": first.minutes + early.minutes}
    )
    yield "before it is learnt", laid.model_copy(update={"weeks": (week, *laid.weeks[1:])})
    strange = again.model_copy(update={"topic": "elsewhere", "week": last.week})
    week = last.model_copy(
        update={"sessions": (*last.sessions, strange), "minutes": last.minutes + strange.minutes}
    )
    yield "never learnt", laid.model_copy(update={"weeks": (*laid.weeks[:-1], week)})


def test_the_checker_refuses_changed_reviews(roadmap: KnowledgeGraph, long: Plan) -> None:
    """Each change is told as what it is."""
    laid = reviewed(long, roadmap, "10h/week", method="ladder")
    for message, changed in tampered(laid):
        problems = check_plan(long.model_copy(update={"schedule": changed}), roadmap)
        assert any(message in problem.message for problem in problems), message
