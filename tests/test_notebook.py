"""What notebooks show: HTML with SVG, Markdown and plain text; the example notebook runs."""

from __future__ import annotations

import ast
import gc
import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

import mlpath
from mlpath import notebook, showing
from mlpath.errors import EngineError
from mlpath.topics import KnowledgeGraph
from tests.writing.conftest import TITLES, graph_of

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ["text/html", "text/markdown", "text/plain"]


class Page(HTMLParser):
    """Collects the elements and the text of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; no attribute may run anything."""
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every engine away."""

    def none(*_: Any, **__: Any) -> str:
        raise EngineError("no engine")

    monkeypatch.setattr("mlpath.drawing.pictures.Page.svg", none)


def shown(thing: Any, **options: Any) -> dict[str, str]:
    """Return what a notebook gets."""
    found: dict[str, str] = thing._repr_mimebundle_(**options)
    return found


def test_graphs_and_plans_are_pictures() -> None:
    """HTML holds well-formed inline SVG without a script, whatever the titles say."""
    graph = graph_of(TITLES)
    plan = mlpath.plan(graph, goals=["t9"])
    for thing in (graph, plan):
        bundle = shown(thing)
        assert sorted(bundle) == KINDS
        page = bundle["text/html"]
        assert ET.fromstring(page[page.index("<svg") : page.index("</svg>") + 6]).tag
        assert "script" not in Page(page).tags
        assert "<script" not in bundle["text/markdown"].replace("\\<", "")


def test_a_schedule_is_a_table() -> None:
    """Every session is a row with its week."""
    graph = graph_of(TITLES)
    week = mlpath.schedule(mlpath.plan(graph, goals=["t9"]), start="2026-12-01")
    bundle = shown(week)
    assert sorted(bundle) == KINDS
    assert Page(bundle["text/html"]).tags == {
        "p", "b", "table", "thead", "tbody", "tr", "th", "td"
    }  # fmt: skip
    assert "| W1 2026-12-01 | t0 | overview | 30 min |" in bundle["text/markdown"]
    assert bundle["text/plain"] == f"Schedule: {len(week.weeks)} weeks at 10h/week"
    assert (
        "| W1 | t0 |" in shown(mlpath.schedule(mlpath.plan(graph, goals=["t9"])))["text/markdown"]
    )


@pytest.mark.usefixtures("blind")
def test_without_an_engine_there_are_tables() -> None:
    """Titles stand in them as text."""
    graph = graph_of(TITLES)
    page = Page(shown(graph)["text/html"])
    assert {"table", "td"} <= page.tags
    assert "script" not in page.tags
    assert all(section.title in page.text for section in graph.sections)
    plan = Page(shown(mlpath.plan(graph, goals=["t9"]))["text/html"])
    assert graph.topic("t1").title in plan.text


def test_a_plan_whose_graph_is_gone_names_ids() -> None:
    """A plan is drawn while its graph is in use, and listed after that."""
    graph = KnowledgeGraph.from_dict({"topics": {"gone": {"effort": "1h", "title": "Was here"}}})
    plan = mlpath.plan(graph)
    assert "Was here" in shown(plan)["text/html"]
    del graph
    gc.collect()
    bundle = shown(plan)
    assert "Was here" not in bundle["text/html"]
    assert "gone" in Page(bundle["text/html"]).text
    assert "| gone | working | 1 h |" in bundle["text/markdown"]


def test_an_infeasible_plan_says_so() -> None:
    """There is nothing to draw, but ways out to read."""
    graph = graph_of(TITLES)
    bundle = shown(mlpath.plan(graph, must=["t3"], budget="1h"))
    assert "no plan fits" in Page(bundle["text/html"]).text
    assert "Ways out" in bundle["text/markdown"]


def test_only_what_is_asked_for_is_shown() -> None:
    """Media types can be chosen or left out; plain text alone draws nothing."""
    graph = graph_of(TITLES)
    assert list(shown(graph, include=["text/markdown"])) == ["text/markdown"]
    assert "text/html" not in shown(graph, exclude=["text/html"])
    assert shown(graph, include=["text/plain"]) == {"text/plain": repr(graph)}
    other: Any = showing.Shown()
    assert notebook.bundle(other) == {}


def test_the_example_notebook_runs(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell runs in order, and each last expression shows itself as HTML."""
    monkeypatch.chdir(root / "examples")
    text = (root / "examples" / "notebook.ipynb").read_text(encoding="utf-8")
    data = json.loads(text)
    assert (data["nbformat"], data["nbformat_minor"]) == (4, 5)
    names: dict[str, Any] = {}
    pictures = 0
    for cell in data["cells"]:
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == []
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            pictures += "text/html" in shown(value) if hasattr(value, "_repr_mimebundle_") else 0
    assert pictures >= 3


def test_a_forecast_shows_chances_and_never_one_date() -> None:
    """A row for the plan and for each goal, each with three times."""
    graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}, "qr": "3h"}})
    made = mlpath.plan(graph, goals=["svd", "qr"], budget="20h")
    found = mlpath.forecast(made, graph, hours="2h/week", start="2026-12-01")
    bundle = shown(found)
    assert sorted(bundle) == KINDS
    page = Page(bundle["text/html"])
    assert "table" in page.tags
    for finish in (found.finish, *(goal.finish for goal in found.goals)):
        assert finish is not None
        for when in (finish.p50, finish.p80, finish.p95):
            assert str(when.date) in page.text
            assert str(when.date) in bundle["text/markdown"]
    assert "half the time by" in bundle["text/plain"]
    assert "4 in 5 by" in bundle["text/plain"]
