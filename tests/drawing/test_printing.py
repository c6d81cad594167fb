"""Every page of the bundled graph, as large as it is printed: text of 10 pt and more."""

from __future__ import annotations

import random
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

import mlpath
from mlpath.drawing import draw

if TYPE_CHECKING:
    from mlpath.drawing import Engine, Picture
    from mlpath.plans import Plan

# The printable part of a sheet in points.
POINTS = {"a3": (1134, 785), "a4": (785, 539)}
READABLE = 10


@cache
def presets() -> tuple[Plan, ...]:
    """Return a plan of 300 hours for each preset of the bundled graph."""
    graph = mlpath.roadmap()
    return tuple(
        mlpath.plan(graph, goals=[f"preset:{preset.id}"], budget="300h")
        for preset in graph.presets
    )


def printed(svg: str, paper: str) -> float:
    """Return the size of the smallest text once the SVG is printed on that paper."""
    match = re.search(r'<svg width="(\d+)pt" height="(\d+)pt"', svg)
    assert match is not None
    wide, high = map(int, match.groups())
    long, short = POINTS[paper]
    scale = min(1, max(min(long / wide, short / high), min(short / wide, long / high)))
    return scale * min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg))


def too_small(pictures: dict[str, Picture], paper: str, engine: Engine) -> list[str]:
    """Return the pages whose text is too small."""
    return [
        f"{name}, page {number}: {size:.2f} pt"
        for name, picture in pictures.items()
        for number, page in enumerate(picture.pages, start=1)
        if (size := printed(page.svg(engine=engine), paper)) < READABLE
    ]


@pytest.mark.parametrize("paper", POINTS)
def test_every_section_prints_readably(paper: str, engine: Engine) -> None:
    """All sections of the bundled graph."""
    graph = mlpath.roadmap()
    pictures = {
        section.id: draw(graph, section=section.id, paper=paper) for section in graph.sections
    }
    assert len(pictures) == len(graph.sections)
    assert too_small(pictures, paper, engine) == []


@pytest.mark.parametrize("paper", POINTS)
def test_goals_print_readably(paper: str, engine: Engine) -> None:
    """Twenty topics as goals, and what each takes."""
    graph = mlpath.roadmap()
    chosen = random.Random(5).sample([topic.id for topic in graph.topics], 20)
    pictures = {topic: draw(graph, goal=topic, paper=paper) for topic in chosen}
    assert too_small(pictures, paper, engine) == []


@pytest.mark.parametrize("paper", POINTS)
def test_many_goals_at_once_print_readably(paper: str, engine: Engine) -> None:
    """Goals that alone are more than a page are drawn section by section."""
    graph = mlpath.roadmap()
    picture = draw(graph, goal=[topic.id for topic in graph.topics[::8]], paper=paper)
    assert len(picture.pages) > 1
    assert too_small({"many": picture}, paper, engine) == []


@pytest.mark.parametrize("paper", POINTS)
def test_plans_print_readably(paper: str, engine: Engine) -> None:
    """Plans of 300 hours for every preset: poster, weeks and timeline."""
    graph = mlpath.roadmap()
    pictures = {}
    for plan in presets():
        name = plan.asked.goals[0]
        pictures[name] = draw(plan, graph=graph, paper=paper)
        pictures[f"{name}, timeline"] = draw(plan, graph=graph, view="timeline", paper=paper)
    assert too_small(pictures, paper, engine) == []
