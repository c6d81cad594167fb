"""Timelines, posters and forecasts: what stands where, read back from the SVG."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

import mlpath
from mlpath.drawing import Engine, draw
from mlpath.drawing.timelines import rows_of, stretches
from mlpath.errors import RequestError
from mlpath.reviewing import add_reviews
from tests.drawing.conftest import boxes_of, words_of

if TYPE_CHECKING:
    from mlpath.drawing import Picture
    from mlpath.plans import Plan, Schedule
    from mlpath.topics import KnowledgeGraph

START = "2026-12-01"


def words(picture: Picture, engine: Engine) -> str:
    """Return everything written in a picture's boxes, a line each."""
    return "\n".join(
        words_of(box) for page in picture.pages for box in boxes_of(page.svg(engine=engine))
    )


@pytest.fixture(scope="module")
def plan(middling: KnowledgeGraph) -> Plan:
    """Return a plan of some 60 steps."""
    return mlpath.plan(middling, goals=["t0150", "t0120@overview"], budget="70h", review_share=0.1)


@pytest.fixture(scope="module")
def weeks(plan: Plan, middling: KnowledgeGraph) -> Schedule:
    """Return its weeks, with reviews and dates."""
    laid = mlpath.schedule(plan, hours="mon-fri 1h, sat 3h", start=START, deadline="2027-02-20")
    return add_reviews(laid, plan, middling)


def test_bars_hold_all_study_in_order(middling: KnowledgeGraph, weeks: Schedule) -> None:
    """Every minute of study is in one bar, and no bar of a topic begins before the last ended."""
    rows = [row for row in rows_of(middling, weeks) if row.topic]
    study = sum(s.minutes for week in weeks.weeks for s in week.study)
    assert sum(row.minutes for row in rows) == study
    for row in rows:
        for before, after in zip(row.bars, row.bars[1:], strict=False):
            assert before.end <= after.start
    assert sum(len(row.reviews) for row in rows) == sum(len(w.reviews) for w in weeks.weeks)


def test_sessions_lie_in_their_weeks_and_on_their_days(weeks: Schedule) -> None:
    """A session with a day is drawn on it."""
    start = dt.date.fromisoformat(START)
    for week in weeks.weeks:
        for session, begin, end in stretches(week):
            assert week.week - 1 <= begin < end <= week.week + 1e-9
            assert session.date is not None
            assert int(begin * 7 + 1e-6) == (session.date - start).days


def test_a_timeline_names_every_topic_once(
    plan: Plan, weeks: Schedule, middling: KnowledgeGraph, engine: Engine
) -> None:
    """Rows for all topics; goals, reviews and the deadline have their marks and keys."""
    picture = draw(plan, graph=middling, view="timeline", schedule=weeks)
    hovers = "".join(page.svg(engine=engine) for page in picture.pages)
    for step in plan.steps:
        title = middling.topic(step.topic).title
        assert f"{title}, {step.level}: " in hovers
    dots = "".join(page.dot for page in picture.pages)
    assert dots.count("shape=star") == 2
    assert dots.count("shape=circle") == sum(len(week.reviews) for week in weeks.weeks)
    assert "deadline 20 Feb 2027" in hovers
    assert "star: goal reached" in hovers
    assert "small circle: review" in hovers


def test_due_dates_are_diamonds_filled_where_missed(physics: KnowledgeGraph) -> None:
    """What is late is told by fill and words, not by colour."""
    made = mlpath.plan(physics, must=["simulation"], budget="60h")
    first, last = made.steps[0], made.steps[-1]
    due = {str(first.step): "2027-03-01", str(last.step): "2026-12-20"}
    laid = mlpath.schedule(made, hours="5h/week", start=START, due=due)
    assert [item.late_days > 0 for item in laid.due] == [True, False]
    dot = draw(made, graph=physics, view="timeline", schedule=laid).dot
    fills = re.findall(r'fillcolor="(#\w+)"[^\]]*shape=diamond', dot)
    assert sorted(fills) == ["#111111", "#ffffff"]
    assert "filled where it is missed" in dot


def test_a_timeline_without_dates_counts_weeks(physics_plan: Plan, engine: Engine) -> None:
    """W1, W2, ... stand over the columns where no start is given."""
    text = words(draw(physics_plan, view="timeline"), engine)
    assert re.search(r"^W1$", text, re.MULTILINE)
    assert "2026" not in text


def test_a_poster_shows_every_week_and_topic(
    plan: Plan, weeks: Schedule, middling: KnowledgeGraph, engine: Engine
) -> None:
    """One header per week, a chip per topic and week, with section and levels."""
    picture = draw(plan, graph=middling, view="poster", schedule=weeks)
    lines = words(picture, engine).splitlines()
    headers = [line for line in lines if re.fullmatch(r"Week \d+", line)]
    assert headers == [f"Week {week.week}" for week in weeks.weeks]
    starts = {}
    for session in (s for week in weeks.weeks for s in week.study):
        starts.setdefault(session.step, session.week)
    chips = [line for line in lines if re.search(r" SN\d* [owd]+$", line)]
    assert len(chips) == len({(step.topic, week) for step, week in starts.items()})
    assert any("review" in line for line in lines)


def test_a_week_without_beginnings_is_told_in_a_poster(physics_plan: Plan, engine: Engine) -> None:
    """What goes on is named."""
    laid = mlpath.schedule(physics_plan, hours="1h/week")
    assert ", continued" in words(draw(physics_plan, view="poster", schedule=laid), engine)


def test_long_plans_begin_with_their_poster(middling: KnowledgeGraph) -> None:
    """More than a page of many steps has an overview before the pages with arrows."""
    made = mlpath.plan(middling, budget="150h")
    poster, weeks = (draw(made, graph=middling, view=view) for view in ("poster", "plan"))
    assert weeks.pages[: len(poster.pages)] == poster.pages
    assert len(weeks.pages) > len(poster.pages)
    assert all("layout=nop" in page.dot for page in poster.pages)
    assert "->" in weeks.pages[-1].dot


def test_a_balanced_plan_is_drawn_term_by_term(middling: KnowledgeGraph, engine: Engine) -> None:
    """Terms take the place of weeks in every picture of them."""
    made = mlpath.plan(middling, budget="20h")
    terms = mlpath.balance(made, middling, terms=3, same_term=True)
    balanced = made.model_copy(update={"terms": terms})
    for view in ("plan", "poster"):
        text = words(draw(balanced, graph=middling, view=view), engine)
        assert re.findall(r"^Term \d", text, re.MULTILINE) == ["Term 1", "Term 2", "Term 3"]
        assert "Week" not in text
    picture = draw(balanced, graph=middling, view="timeline")
    assert "T3" in words(picture, engine)
    assert "3 terms, the fullest" in picture.dot


def test_views_of_weeks_need_a_plan(physics: KnowledgeGraph) -> None:
    """A graph alone has no weeks."""
    for view in ("poster", "timeline"):
        with pytest.raises(RequestError, match=f"the {view} view needs a plan"):
            draw(physics, view=view)


def test_a_forecast_is_drawn_with_a_bar_per_goal(
    physics: KnowledgeGraph, physics_plan: Plan, engine: Engine
) -> None:
    """Each goal and the plan have three times in words and a bar on the axis."""
    found = mlpath.forecast(physics_plan, physics, hours="4h/week", start=START)
    picture = draw(found)
    text = words(picture, engine)
    assert "the whole plan" in text
    assert "Simulating a pendulum" in text
    for when in (found.finish.p50, found.finish.p80, found.finish.p95):
        assert when.date is not None
        assert f"{when.date.day} " in text
        assert str(when.date.year) in text
    assert draw(found, graph=physics).dot == picture.dot
    hours = words(draw(mlpath.forecast(physics_plan, physics), dark=True), engine)
    assert " h · " in hours
    with pytest.raises(RequestError, match="a forecast has no map view"):
        draw(found, view="map")
