"""A graph, a plan and a schedule whose titles mean something to every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import mlpath
from mlpath.topics import KnowledgeGraph

if TYPE_CHECKING:
    from mlpath.plans import Plan, Schedule

TITLES = [
    "<lambda>",
    "<script>alert(1)</script>",
    '"; evil [label="x"]; "',
    "C:\\ \\N \\n",
    "a:b:c ::: {fence}",
    "&lt;b&gt; &amp; &#60; #35; #quot;",
    "]]> [[wiki|link]] ![[embed]]",
    "<!-- x --> %% comment %%",
    "'quoted' \"twice\", and, commas; semicolons",
    "=cmd|'/c calc'!A1",
    "+1 - @SUM(A1)",
    "-2+3",
    "@user and #tag",
    "\uff1d1+1",
    "- [x] done",
    "1. listed",
    "# heading",
    "***bold*** __under__ ~~gone~~ ==marked== `code` ``` fence",
    "![image](https://tracker.example/x.png) [link](javascript:alert(1))",
    "https://example.org www.example.org me@example.org",
    "$x^2$ :bug: | table | cell",
    "section: end",
    "title 2024-01-01 click call",
    "END:VEVENT",
    "{{c1::cloze}} [sound:x.mp3] {{Front}}",
    "---",
    "===",
    "特異値分解 الجبر ∮ 🧠 e\u0301tude",
    "  spaces   inside  ",
    "x" * 400,
]


def graph_of(titles: list[str]) -> KnowledgeGraph:
    """Return a chain of topics with these titles, each also as summary, reason and check."""
    topics = {
        f"t{number}": {
            "title": title,
            "summary": title,
            "section": f"s{number % 2}",
            "effort": {"overview": "30m", "working": "2h"},
            "check": {"working": title},
            "tags": ["odd"] if number % 2 else [],
            "resources": [{"resource": "notes", "part": title}],
            "requires": [{"topic": f"t{number - 1}", "reason": title}] if number else [],
        }
        for number, title in enumerate(titles)
    }
    return KnowledgeGraph.from_dict(
        {
            "graph": {"id": "hostile", "title": titles[0], "summary": titles[-5]},
            "sections": {"s0": titles[1], "s1": titles[-1]},
            "topics": topics,
            "resources": {
                "notes": {
                    "title": titles[6],
                    "url": "https://example.org/?a=1&b=(2)",
                    "kind": "site",
                }
            },
        }
    )


@pytest.fixture(scope="session")
def graph() -> KnowledgeGraph:
    """Return a graph of hostile titles."""
    return graph_of(TITLES)


@pytest.fixture(scope="session")
def physics(root: object) -> KnowledgeGraph:
    """Return a small graph with every kind of prerequisite."""
    return mlpath.read(f"{root}/tests/data/drawing/physics.yaml")


@pytest.fixture(scope="session")
def plan(graph: KnowledgeGraph) -> Plan:
    """Return a plan of some of it, without a schedule."""
    return mlpath.plan(graph, goals=["t25"], budget="200h")


@pytest.fixture(scope="session")
def schedule(plan: Plan) -> Schedule:
    """Return the plan on days."""
    return mlpath.schedule(plan, hours="mon 2h, sat 4h", start="2026-12-01")


@pytest.fixture(scope="session")
def dated(plan: Plan, schedule: Schedule) -> Plan:
    """Return the plan with its schedule."""
    return plan.model_copy(update={"schedule": schedule})
