"""Graphs, plans and an engine for the tests of pictures."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

import mlpath
from mlpath.drawing import Engine, find_engine
from mlpath.errors import EngineError
from mlpath.topics import KnowledgeGraph

if TYPE_CHECKING:
    from pathlib import Path

    from mlpath.plans import Plan

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="session")
def physics(root: Path) -> KnowledgeGraph:
    """Return the small graph with every kind of arrow."""
    return mlpath.read(root / "tests" / "data" / "drawing" / "physics.yaml")


@pytest.fixture(scope="session")
def physics_plan(physics: KnowledgeGraph) -> Plan:
    """Return a plan of the small graph for one goal."""
    return mlpath.plan(physics, goals=["simulation"], known=["vectors@overview"], budget="40h")


def sized(topics: int, sections: int = 6, seed: int = 1) -> KnowledgeGraph:
    """Return a graph of so many topics, each needing a few that come before it."""
    chance = random.Random(seed)
    names = [f"t{number:04}" for number in range(topics)]
    data = {}
    for number, name in enumerate(names):
        near = names[max(0, number - 25) : number]
        wanted = chance.sample(near, min(len(near), chance.randint(0, 3)))
        data[name] = {
            "title": f"Topic {number} with a rather long title"[: chance.randint(9, 38)],
            "section": f"s{number * sections // topics}",
            "effort": {"overview": "30m", "working": "2h"},
            "value": chance.randint(0, 5),
            "requires": [f"{other}@overview" for other in sorted(wanted)],
        }
    return KnowledgeGraph.from_dict(
        {"sections": {f"s{n}": f"Section number {n}" for n in range(sections)}, "topics": data}
    )


@pytest.fixture(scope="session")
def middling() -> KnowledgeGraph:
    """Return a graph of 180 topics in six sections."""
    return sized(180)


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Return an engine, or skip where no engine can be installed."""
    try:
        return find_engine()
    except EngineError:
        pytest.skip("no Graphviz engine on this platform")


def boxes_of(svg: str) -> list[ET.Element]:
    """Return the nodes of an SVG."""
    return [item for item in ET.fromstring(svg).iter() if item.get("class") == "node"]


def words_of(item: ET.Element) -> str:
    """Return the text shown in a part of an SVG."""
    return " ".join("".join(text.itertext()) for text in item.iter(f"{SVG}text"))
