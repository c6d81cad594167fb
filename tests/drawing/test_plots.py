"""The plot of a value curve: well-formed, escaped, and where the numbers say."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from mlpath import KnowledgeGraph, value_curve
from mlpath.drawing.plots import ACROSS, DOWN, plot_curve

SVG = "{http://www.w3.org/2000/svg}"
GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "algebra": {"effort": "4h"},
            "calculus": {"effort": "6h"},
            "physics": {
                "effort": "2h",
                "value": 5,
                "requires": [{"any": ["algebra", "calculus"], "reason": "laws are equations"}],
            },
            "history": {"effort": "9h", "value": 2},
        }
    }
)


def plotted(**wishes: Any) -> ET.Element:
    """Return the root of a plot."""
    more = {name: wishes.pop(name) for name in ("title", "budget", "dark") if name in wishes}
    return ET.fromstring(plot_curve(value_curve(GRAPH, **wishes), **more))


@pytest.mark.parametrize("dark", [False, True])
def test_a_plot_shows_every_corner_point_and_number_inside_its_frame(*, dark: bool) -> None:
    """A dot for each corner, a diamond for each point, and nothing outside the picture."""
    curve = value_curve(GRAPH, points=["5h", "11h"])
    root = plotted(points=["5h", "11h"], title="Physics", budget=660, dark=dark)
    assert len(root.findall(f"{SVG}circle")) == len(curve.breakpoints)
    diamonds = [e for e in root.findall(f"{SVG}polygon") if e.find(f"{SVG}title") is not None]
    assert len(diamonds) == 2
    for element in root.iter():
        for name, most in (("x", ACROSS), ("cx", ACROSS), ("y", DOWN), ("cy", DOWN)):
            assert 0 <= float(element.get(name, 0)) <= most
    words = [element.text for element in root.findall(f"{SVG}text")]
    assert {"Physics", "hours of study", "value", "11 h", "best plans, solved"} <= set(words)
    sizes = [int(element.get("font-size", 0)) for element in root.findall(f"{SVG}text")]
    assert min(sizes) >= 12


def test_a_hostile_title_is_only_text() -> None:
    """Markup, quotes and controls in a title add no element."""
    title = '</title><script>alert("1")</script> & \x00 "' + "x" * 2000
    root = plotted(title=title)
    assert not root.findall(f".//{SVG}script")
    assert "<script>" in (root.findtext(f"{SVG}title") or "")
    plain = {element.tag for element in plotted().iter()}
    assert {element.tag for element in root.iter()} == plain


def test_the_same_curve_gives_the_same_bytes() -> None:
    """A plot holds neither clock nor chance."""
    curve = value_curve(GRAPH, pace=1.3)
    assert plot_curve(curve, title="a") == plot_curve(curve, title="a")


def test_corners_stand_at_their_hours_and_values() -> None:
    """The plot is to scale: hours to the right, value upwards."""
    curve = value_curve(GRAPH)
    dots = plotted().findall(f"{SVG}circle")
    places = [(float(dot.get("cx", 0)), float(dot.get("cy", 0))) for dot in dots]
    (x0, y0), (x1, y1), (x2, y2) = places[0], places[1], places[-1]
    first, last = curve.breakpoints[1], curve.breakpoints[-1]
    assert (x1 - x0) / (x2 - x0) == pytest.approx(
        first.budget_minutes / last.budget_minutes, abs=0.01
    )
    assert (y1 - y0) / (y2 - y0) == pytest.approx(first.value / last.value, abs=0.01)


def test_a_curve_of_nothing_can_be_plotted() -> None:
    """With everything known there is nothing to earn, and still a picture."""
    steps = [str(step) for step in GRAPH.steps]
    assert plotted(known=steps).find(f"{SVG}circle") is not None
