"""Whole DOT texts of a small graph, compared as they are.

After a wanted change: ``MLPATH_GOLDEN=update pytest tests/drawing/test_goldens.py``, then read
the difference.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import mlpath
from mlpath.drawing import Picture, draw

if TYPE_CHECKING:
    from pathlib import Path

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph

UPDATE = os.environ.get("MLPATH_GOLDEN") == "update"
VIEWS = (
    "overview",
    "map",
    "map-dark",
    "section",
    "goal",
    "goal-plan",
    "plan",
    "poster",
    "timeline",
)


def picture(name: str, graph: KnowledgeGraph, plan: Plan) -> Picture:
    """Return the picture a golden file is of."""
    weeks = mlpath.schedule(plan, hours="6h/week", start="2026-12-01")
    makers = {
        "overview": lambda: draw(graph, view="overview"),
        "map": lambda: draw(graph),
        "map-dark": lambda: draw(graph, view="map", dark=True),
        "section": lambda: draw(graph, section="mechanics"),
        "goal": lambda: draw(graph, goal="simulation", known=["derivatives"]),
        "goal-plan": lambda: draw(plan, graph=graph, view="goal"),
        "plan": lambda: draw(plan, graph=graph, schedule=weeks),
        "poster": lambda: draw(plan, graph=graph, view="poster", schedule=weeks),
        "timeline": lambda: draw(plan, graph=graph, view="timeline", schedule=weeks),
    }
    return makers[name]()


@pytest.mark.parametrize("name", VIEWS)
def test_dot_is_as_it_was(
    name: str, physics: KnowledgeGraph, physics_plan: Plan, root: Path
) -> None:
    """The DOT text of each view is the golden one, byte for byte."""
    path = root / "tests" / "golden" / f"drawing-{name}.dot"
    found = picture(name, physics, physics_plan).dot
    if UPDATE:
        path.write_bytes(found.encode("utf-8"))
    assert found == path.read_bytes().decode("utf-8")


def test_every_golden_file_has_a_view(root: Path) -> None:
    """No golden file outlives its view."""
    names = {path.stem for path in (root / "tests" / "golden").glob("drawing-*.dot")}
    assert names == {f"drawing-{name}" for name in VIEWS}


def test_dot_is_the_same_under_any_hash_seed(root: Path) -> None:
    """Sets and dictionaries leave no trace in the text."""
    code = (
        "import mlpath, hashlib; from mlpath.drawing import draw;"
        "g = mlpath.read('tests/data/drawing/physics.yaml'); p = mlpath.plan(g, budget='30h');"
        "t = draw(p, graph=g).dot + draw(g, view='overview').dot + draw(g, goal='motion').dot;"
        "print(hashlib.sha256(t.encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("7", "Asia/Tokyo"))
    }
    assert len(found) == 1
