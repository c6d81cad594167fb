"""A real Chromium, and pages opened in it that must stay silent and ask for nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

import mlpath
from mlpath.topics import KnowledgeGraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mlpath.plans import Plan

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DESK = {"width": 1300, "height": 850}
PHONE = {"width": 360, "height": 740}


def layered_graph(count: int, wide: int = 20) -> KnowledgeGraph:
    """Return a graph of so many topics, each on top of three of the row before."""
    topics = {
        f"t{number}": {
            "title": f"Topic {number} of the row {number // wide}",
            "summary": "What is said about it in one sentence of some length, as graphs do.",
            "section": f"s{number * 12 // count}",
            "effort": {"overview": "30m", "working": "2h", "deep": "5-9h"},
            "value": number % 5,
            "check": {"overview": "can say what it is", "working": "can use it in a small task"},
            "resources": [{"resource": "book", "part": f"Chapter {number}"}],
            "requires": [
                {"topic": f"t{number - wide + shift}", "level": "overview", "reason": "it is used"}
                for shift in (-1, 0, 1)
                if 0 <= number - wide + shift < number
            ],
        }
        for number in range(count)
    }
    return KnowledgeGraph.from_dict(
        {
            "graph": {"id": f"layered-{count}", "title": "Layers", "licence": "CC0-1.0"},
            "sections": {f"s{number}": f"Section {number}" for number in range(12)},
            "topics": topics,
            "resources": {
                "book": {"title": "A book", "url": "https://example.org/b", "kind": "book"}
            },
        }
    )


@pytest.fixture(scope="session")
def small() -> KnowledgeGraph:
    """Return a graph with accents, any-of, levels and everything else a page shows."""
    return KnowledgeGraph.from_dict(
        {
            "graph": {"id": "small", "title": "Small graph", "version": "1", "licence": "CC0-1.0"},
            "sections": {"maths": "Mathematics", "physics": "Physics"},
            "topics": {
                "vectors": {
                    "title": "Vectors",
                    "section": "maths",
                    "effort": {"overview": "30m", "working": "2h", "deep": "6h"},
                    "check": {"working": "can add two vectors"},
                    "resources": [{"resource": "course", "part": "Week 1", "level": "working"}],
                },
                "elan": {
                    "title": "Élan et Möbius",
                    "section": "maths",
                    "aliases": ["Schrödinger's friend"],
                    "effort": "3h",
                    "requires": [{"topic": "vectors", "level": "overview", "reason": "it moves"}],
                },
                "numpy": {"title": "Arrays", "section": "maths", "effort": "1h"},
                "matlab": {"title": "Matrices", "section": "maths", "effort": "2h"},
                "forces": {
                    "title": "Forces",
                    "section": "physics",
                    "summary": "What makes things move.",
                    "effort": {"overview": "1h", "working": "4h"},
                    "value": 5,
                    "requires": [
                        {"topic": "elan", "reason": "forces change it"},
                        {"any": ["numpy", "matlab"], "reason": "it is computed"},
                    ],
                    "recommends": ["numpy"],
                },
                "orbits": {
                    "title": "Orbits",
                    "section": "physics",
                    "effort": "12h",
                    "value": 3,
                    "requires": [{"topic": "forces", "reason": "gravity is a force"}],
                },
                "history": {"title": "History", "section": "physics", "effort": "9h", "value": 2},
            },
            "resources": {
                "course": {"title": "A course", "url": "https://example.org/c", "kind": "course"}
            },
        }
    )


@pytest.fixture(scope="session")
def plan(small: KnowledgeGraph) -> Plan:
    """Return a plan in weeks that leaves something out."""
    found = mlpath.plan(small, budget="14h")
    week = mlpath.schedule(found, hours="4h/week", start="2026-12-01")
    return found.model_copy(update={"schedule": week})


@pytest.fixture(scope="session")
def plan_file(plan: Plan, small: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the plan."""
    return mlpath.write(plan, tmp_path_factory.mktemp("p") / "plan.html", graph=small).paths[0]


@pytest.fixture(scope="session")
def graph_file(small: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the graph."""
    return mlpath.write(small, tmp_path_factory.mktemp("g") / "graph.html").paths[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start a browser, or skip loudly: without one nobody has seen the page work."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"NO BROWSER: none of {', '.join(NAMES)} is installed, pages are not opened")
    driver = pytest.importorskip("playwright.sync_api", reason="NO PLAYWRIGHT: pip install it")
    with driver.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@dataclass
class Opened:
    """Pages that were opened, and what they did that they should not."""

    browser: Any
    contexts: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __call__(self, file: Path | str, *, ready: bool = True, **context: Any) -> Any:
        """Open a page in a context of its own, or in that of another page."""
        within = context.pop("within", None)
        settings = {"viewport": DESK, "color_scheme": "light", "accept_downloads": True} | context
        held = within.context if within else self.browser.new_context(**settings)
        if within is None:
            self.contexts.append(held)
        page = held.new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(file if isinstance(file, str) else file.as_uri())
        if ready:
            page.wait_for_selector("html[data-ready]", state="attached")
        return page


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open pages; at the end none has said anything or asked any network."""
    opened = Opened(browser)
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.said == []
    own = ("file:", "data:", "blob:", "about:")
    assert [url for url in opened.asked if not url.startswith(own)] == []
