"""Tests of what each view shows, read back from its SVG."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import mlpath
from mlpath.drawing import VIEWS, Picture, draw
from mlpath.drawing.weeks import parts_of_weeks
from mlpath.errors import RequestError, UnknownTopicError
from mlpath.topics import KnowledgeGraph, Level, Step
from tests.drawing.conftest import boxes_of, words_of

if TYPE_CHECKING:
    from mlpath.drawing import Engine
    from mlpath.plans import Plan

POINTS = {"a3": (1134, 785), "a4": (785, 539)}


def printed(svg: str, paper: str = "a3") -> float:
    """Return the size of the smallest text once the SVG is printed on that paper."""
    match = re.search(r'<svg width="(\d+)pt" height="(\d+)pt"', svg)
    assert match is not None
    wide, high = map(int, match.groups())
    long, short = POINTS[paper]
    scale = min(1, max(min(long / wide, short / high), min(short / wide, long / high)))
    return scale * min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg))


def all_words(picture: Picture, engine: Engine) -> str:
    """Return everything written in the boxes of a picture."""
    svgs = [page.svg(engine=engine) for page in picture.pages]
    return "\n".join(words_of(box) for svg in svgs for box in boxes_of(svg))


def test_every_view_of_a_middling_graph_holds_its_boxes(
    middling: KnowledgeGraph, engine: Engine
) -> None:
    """Every page is drawn with as many boxes as it says, whatever the view."""
    plan = mlpath.plan(middling, budget="60h")
    pictures = [
        draw(middling),
        draw(middling, view="map"),
        draw(middling, section="s3"),
        draw(middling, goal="t0179@working"),
        draw(middling, goal=["t0100", "t0150"], known=["t0050"]),
        *(draw(plan, graph=middling, view=view, section="s0", goal="t0120") for view in VIEWS),
    ]
    for picture in pictures:
        for page in picture.pages:
            assert len(boxes_of(page.svg(engine=engine))) == page.boxes


def test_pages_print_readably(middling: KnowledgeGraph, engine: Engine) -> None:
    """Goal, section and plan pages keep 10 pt on the paper they are made for."""
    plan = mlpath.plan(middling, budget="100h")
    for paper in POINTS:
        pictures = [draw(middling, section=f"s{n}", paper=paper) for n in range(6)]
        pictures += [draw(middling, goal="t0150", paper=paper)]
        pictures += [draw(plan, graph=middling, paper=paper)]
        sizes = [printed(page.svg(engine=engine), paper) for p in pictures for page in p.pages]
        assert min(sizes) >= 10


def test_the_plan_shows_every_step_once_in_its_week(
    middling: KnowledgeGraph, engine: Engine
) -> None:
    """Each planned topic stands in the row of the week it starts in, weeks going down."""
    plan = mlpath.plan(middling, budget="40h")
    weeks = mlpath.schedule(plan, hours="8h/week")
    picture = draw(plan, graph=middling, schedule=weeks)
    starts: dict[str, set[int]] = {}
    for session in weeks.sessions:
        starts.setdefault(session.step.topic, set()).add(session.week)
    detailed = Picture(tuple(page for page in picture.pages if "layout=nop" not in page.dot))
    for page in detailed.pages:
        svg = page.svg(engine=engine)
        found = re.findall(r'<text[^>]*y="(-?[\d.]+)"[^>]*>Week (\d+)</text>', svg)
        heights = [float(y) for y, _ in found]
        assert heights == sorted(heights)
        assert [int(week) for _, week in found] == sorted(int(week) for _, week in found)
    words = all_words(detailed, engine)
    assert len(re.findall(r"Week \d+", words)) == len(weeks.weeks)
    assert words.count(" min") + words.count(" h") >= len(starts)


def test_levels_of_a_topic_in_one_week_are_one_box(physics_plan: Plan) -> None:
    """Adjacent levels merge, and a step that must come between keeps them apart."""
    weeks = mlpath.schedule(physics_plan, hours="40h/week")
    parts = parts_of_weeks(weeks, [])
    assert len(parts) == len({part.topic for part in parts})
    assert sum(part.minutes for part in parts) == physics_plan.effort_minutes
    first, last = Step("motion", Level.OVERVIEW), Step("motion", Level.WORKING)
    between = Step("forces", Level.WORKING)
    apart = parts_of_weeks(weeks, [(first, between), (between, last)])
    assert [part.steps for part in apart].count((first,)) == 1


def test_the_goal_view_tells_known_from_next_and_later(
    physics: KnowledgeGraph, engine: Engine
) -> None:
    """Glyphs, borders and the double border of the goal carry the status without colour."""
    svg = draw(physics, goal="simulation", known=["derivatives"]).svg(engine=engine)
    boxes = {words_of(box).split(" MAT")[0]: box for box in boxes_of(svg)}
    words = {words_of(box) for box in boxes.values()}
    assert any(text.startswith("Derivatives ✓") for text in words)
    assert any(text.startswith("Vectors ►") for text in words)
    goal = next(box for box in boxes.values() if "Simulating" in words_of(box))
    assert len([item for item in goal.iter() if item.tag.endswith("path")]) >= 2
    assert "double border: goal" in svg
    assert "dashed arrow" in svg


def test_the_goal_view_of_a_plan_marks_what_is_left_out(
    physics: KnowledgeGraph, engine: Engine
) -> None:
    """What the goal needs beyond the plan is crossed."""
    plan = mlpath.plan(physics, goals=["motion"], budget="2h")
    text = all_words(draw(plan, graph=physics, view="goal", goal="simulation"), engine)
    assert "Simulating a pendulum \u00d7" in text


def test_far_topics_are_folded_and_follow_on_pages(middling: KnowledgeGraph) -> None:
    """A large closure shows the near topics, folders, and every other topic on a later page."""
    picture = draw(middling, goal="t0179")
    closure = {step.topic for step in mlpath.closure(middling, ["t0179"])}
    assert len(picture.pages) > 1
    assert "shape=folder" in picture.pages[0].dot
    titles = {middling.topic(topic).title for topic in closure}
    assert all(f'tooltip="{title} (' in picture.dot for title in titles)
    assert len(closure) > 40


def test_a_section_shows_portals_and_recommendations(
    physics: KnowledgeGraph, engine: Engine
) -> None:
    """What a section needs from elsewhere stands beside it, small and dashed."""
    svg = draw(physics, section="mechanics").svg(engine=engine)
    text = " ".join(words_of(box) for box in boxes_of(svg))
    for title in ("Vectors", "Derivatives", "Python", "Julia"):
        assert title in text
    assert "small dashed box" in svg


def test_the_overview_counts_what_leads_across(physics: KnowledgeGraph, engine: Engine) -> None:
    """A box per section, and arrows that tell how many prerequisites they stand for."""
    svg = draw(physics, view="overview").svg(engine=engine)
    assert len(boxes_of(svg)) == 3
    assert "3 prerequisites" in svg
    assert "3 topics" in svg


def test_boxes_link_and_explain_themselves(physics: KnowledgeGraph, engine: Engine) -> None:
    """Hovering shows the summary and an arrow's reason; a box leads to its first resource."""
    svg = draw(physics).svg(engine=engine)
    assert 'xlink:href="https://example.org/notes?part=1&amp;page=2"' in svg
    assert "Arrows that add head to tail." in svg
    assert "velocity is a derivative" in svg


def test_dark_pictures_have_a_dark_ground(physics: KnowledgeGraph) -> None:
    """The dark variant changes the ground and nothing of the content."""
    light, dark = draw(physics).dot, draw(physics, dark=True).dot
    assert 'bgcolor="#16181d"' in dark
    assert light.count("->") == dark.count("->")


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"view": "gaol"}, "no view 'gaol' .did you mean 'goal'"),
        ({"view": "plan"}, "the plan view needs a plan"),
        ({"view": "goal"}, "the goal view needs a goal"),
        ({"view": "section"}, "the section view needs a section"),
        ({"paper": "b5"}, "no paper 'b5'"),
        ({"goal": []}, "no topic is named as a goal"),
    ],
)
def test_wishes_that_clash_are_refused(
    physics: KnowledgeGraph, wishes: dict[str, object], message: str
) -> None:
    """Each refusal says what to give instead."""
    with pytest.raises(RequestError, match=message):
        draw(physics, **wishes)  # type: ignore[arg-type]


def test_unknown_names_are_refused(physics: KnowledgeGraph) -> None:
    """Goals, sections and known steps must exist."""
    for wishes in ({"goal": "motoin"}, {"section": "mech"}, {"known": ["x"]}):
        with pytest.raises(UnknownTopicError, match="no "):
            draw(physics, **wishes)  # type: ignore[arg-type]


def test_a_plan_is_drawn_with_its_own_graph_only(
    physics: KnowledgeGraph, physics_plan: Plan, middling: KnowledgeGraph
) -> None:
    """A graph that is gone, another graph and something else altogether are refused."""
    gone = physics_plan.graph.model_copy(update={"hash": "sha256:0"})
    with pytest.raises(RequestError, match=r"cannot be drawn alone .draw.plan, graph=graph"):
        draw(physics_plan.model_copy(update={"graph": gone}))
    with pytest.raises(RequestError, match="was made for physics 1, not for this"):
        draw(physics_plan, graph=middling)
    with pytest.raises(RequestError, match="two graphs"):
        draw(physics, graph=middling)
    with pytest.raises(RequestError, match="a str cannot be drawn"):
        draw("physics")  # type: ignore[arg-type]


def test_a_plan_finds_the_graph_it_was_made_for(
    physics: KnowledgeGraph, physics_plan: Plan
) -> None:
    """While the graph is in use, a plan is drawn without naming it."""
    assert draw(physics_plan).dot == draw(physics_plan, graph=physics).dot


def test_an_infeasible_plan_has_no_weeks(physics: KnowledgeGraph) -> None:
    """The refusal points at the ways out."""
    plan = mlpath.plan(physics, must=["simulation"], budget="1h")
    with pytest.raises(RequestError, match="see its ways out"):
        draw(plan, graph=physics)


def test_an_empty_plan_is_still_a_picture(physics: KnowledgeGraph, engine: Engine) -> None:
    """A budget too small for anything gives a heading and no rows."""
    plan = mlpath.plan(physics, goals=["simulation"], budget="1m")
    picture = draw(plan, graph=physics)
    assert len(boxes_of(picture.svg(engine=engine))) == 0


def test_an_empty_section_is_still_a_page(engine: Engine) -> None:
    """A section without topics gives a heading."""
    graph = KnowledgeGraph.from_dict(
        {"sections": {"a": "A", "b": "B"}, "topics": {"x": {"effort": "1h", "section": "a"}}}
    )
    assert draw(graph, section="b").svg(engine=engine).startswith("<svg")


def test_a_week_in_which_nothing_starts_says_what_goes_on(
    physics: KnowledgeGraph, physics_plan: Plan, engine: Engine
) -> None:
    """A step longer than a week is named in each week it fills."""
    weeks = mlpath.schedule(physics_plan, hours="1h/week")
    text = all_words(draw(physics_plan, graph=physics, schedule=weeks), engine)
    assert len(re.findall(r"Week \d+", text)) == len(weeks.weeks)
    assert "continued" in text
