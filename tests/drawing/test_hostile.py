"""Tests that titles arrive as text, whatever they mean to an engine, a browser or a shell."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mlpath
from mlpath.drawing import draw
from mlpath.drawing.svgs import XLINK
from mlpath.drawing.texts import clean
from mlpath.topics import KnowledgeGraph
from tests.drawing.conftest import boxes_of, words_of

if TYPE_CHECKING:
    from mlpath.drawing import Engine

TITLES = [
    "<lambda>",
    "<script>alert(1)</script>",
    "<b>] evil [label=<x>",
    '"; evil [label="x"]; "',
    "C:\\",
    "\\N \\G \\E \\T \\H \\L",
    "\\lambda \\n \\l \\r",
    "a:b:c",
    "&lt;b&gt; &amp; &#60; &bogus;",
    "AT&T",
    "]]>",
    "<!-- x -->",
    "{a|b|<p>c}",
    "100 % \\\\",
    "'quoted' \"twice\"",
    "特異値分解 行列の低ランク近似",
    "الجبر الخطي",
    "∇·F = 0, ∮ and ∀ε",
    "🧠 brains",
    "e\u0301tude",
    "node",
    "digraph {",
    "  spaces   inside  ",
]


def graph_of(titles: list[str]) -> KnowledgeGraph:
    """Return a chain of topics with these titles, each also as summary, reason and alias."""
    topics = {
        f"t{number}": {
            "title": title,
            "summary": title,
            "section": f"s{number % 2}",
            "effort": {"overview": "30m", "working": "2h"},
            "requires": [{"topic": f"t{number - 1}", "reason": title}] if number else [],
        }
        for number, title in enumerate(titles)
    }
    return KnowledgeGraph.from_dict(
        {"sections": {"s0": titles[0], "s1": titles[-1]}, "topics": topics}
    )


def joined(text: str) -> str:
    """Return the text without spaces, as wrapping may change them."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("view", ["poster", "timeline"])
def test_hostile_titles_stay_text_where_places_are_fixed(view: str, engine: Engine) -> None:
    """Chips and rows show every title, and add neither boxes nor elements."""
    graph = graph_of(TITLES)
    picture = draw(mlpath.plan(graph), graph=graph, view=view)  # type: ignore[arg-type]
    svgs = [page.svg(engine=engine) for page in picture.pages]
    assert [len(boxes_of(svg)) for svg in svgs] == [page.boxes for page in picture.pages]
    text = joined("".join(words_of(box) for svg in svgs for box in boxes_of(svg)))
    for topic in graph.topics:
        assert joined(clean(topic.title)) in text


def test_hostile_titles_are_shown_as_they_are(engine: Engine) -> None:
    """Every title can be read in its box, and in what hovering shows."""
    graph = graph_of(TITLES)
    svg = draw(graph, view="map").svg(engine=engine)
    boxes = boxes_of(svg)
    assert len(boxes) == len(TITLES)
    hovers = [item.get(f"{XLINK}title", "") for item in ET.fromstring(svg).iter()]
    for topic, box in zip(graph.topics, boxes, strict=True):
        title = topic.title
        assert joined(words_of(box)).startswith(joined(title))
        assert any(joined(title) in joined(hover) for hover in hovers)


def test_hostile_titles_survive_every_view(engine: Engine) -> None:
    """No view loses a box or gains an element."""
    graph = graph_of(TITLES)
    plan = mlpath.plan(graph, budget="20h")
    pictures = [
        draw(graph, view="overview"),
        draw(graph, section="s1"),
        draw(graph, goal="t9"),
        draw(plan, graph=graph),
    ]
    for picture in pictures:
        for page in picture.pages:
            assert len(boxes_of(page.svg(engine=engine))) == page.boxes


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=6))
def test_any_text_is_a_label(engine: Engine, titles: list[str]) -> None:
    """Random text from all of Unicode gives a well-formed SVG with the right boxes."""
    from mlpath.drawing.boxes import Box, style_of
    from mlpath.drawing.headings import Heading
    from mlpath.drawing.sheets import Frame, page
    from mlpath.topics import Topic

    base = graph_of(["x"])
    made = [
        Topic.model_construct(**{**dict(base.topic("t0")), "title": title, "summary": title})
        for title in titles
    ]
    boxes = [Box(topic, detail="1 h") for topic in made]
    drawn = page(Heading(titles[0]), style_of(base, dark=False), boxes, [], Frame())
    found = boxes_of(drawn.svg(engine=engine))
    assert len(found) == len(titles)
    for title, box in zip(titles, found, strict=True):
        shown = joined(words_of(box)).removesuffix("1h").removesuffix("…")
        assert joined(clean(title)).startswith(shown)


def test_wide_scripts_get_room(engine: Engine) -> None:
    """A box of CJK text is at least as wide as its characters."""
    svg = draw(graph_of(["特異値分解特異値"]), view="map").svg(engine=engine)
    points = re.search(r'class="node".*?<path[^>]* d="([^"]+)"', svg, re.DOTALL)
    assert points is not None
    across = [float(x) for x in re.findall(r"(-?[\d.]+),", points[1])]
    assert max(across) - min(across) > 8 * 12


@pytest.mark.parametrize("view", ["map", "overview"])
def test_style_never_comes_from_data(view: str) -> None:
    """No file, image or shape can be named by a graph."""
    graph = graph_of(['x", image="/etc/passwd', 'y", shapefile="/etc/passwd'])
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|<(?:[^<>]|<[^<>]*>)*>', '""', draw(graph, view=view).dot)
    assert "image" not in bare
    assert "shapefile" not in bare
