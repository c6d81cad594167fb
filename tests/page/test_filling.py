"""The page as text: one file, byte for byte the same, its data and policy as they should be."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

import mlpath
from mlpath.planning.balancing import balance
from mlpath.resourcing import resources_for
from mlpath.reviewing import add_reviews
from mlpath.writing.page.hours import SHARES, budgets_near
from mlpath.writing.page.markup import element, link, script_json
from tests.page.conftest import layered_graph
from tests.writing.conftest import TITLES, graph_of

if TYPE_CHECKING:
    from pathlib import Path

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph

VOID = {"meta", "link", "input", "br", "hr", "wbr"}


class Page(HTMLParser):
    """An independent reader of the page: what is open, what is said, what is referred to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.urls: list[str] = []
        self.ids: list[str] = []
        self.metas: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and what it names."""
        told = dict(attrs)
        assert "style" not in told
        assert not [name for name in told if name.startswith("on")]
        self.urls += [told[name] or "" for name in ("href", "src", "action") if name in told]
        self.ids += [told["id"] or ""] if "id" in told else []
        if tag == "meta" and "http-equiv" in told:
            self.metas[told["http-equiv"] or ""] = told["content"] or ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that elements end in order."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text under its element."""
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


def data_of(text: str) -> Any:
    """Return the data that a page holds."""
    return json.loads(text.split('id="data">')[1].split("</script>", maxsplit=1)[0])


def test_a_page_asks_for_nothing_but_links(small: KnowledgeGraph, plan: Plan) -> None:
    """Elements are closed, ids are single, and only resources' links lead out."""
    for thing in (small, plan):
        page = Page(mlpath.write(thing, "html", graph=small).text)
        assert page.open == []
        assert len(page.ids) == len(set(page.ids))
        out = {url for url in page.urls if not url.startswith("#")}
        assert out <= {"data:,", "https://example.org/c"}


def test_the_policy_lets_in_this_script_and_style_only(small: KnowledgeGraph) -> None:
    """The hashes are those of the one script and the one style."""
    page = Page(mlpath.write(small, "html").text)
    policy = page.metas["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    for name, texts in (("script", page.texts["script"][1:]), ("style", page.texts["style"])):
        assert len(texts) == 1
        digest = base64.b64encode(hashlib.sha256(texts[0].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_hostile_titles_stay_texts() -> None:
    """Whatever a title means elsewhere, an independent reader finds it as text."""
    graph = graph_of(TITLES)
    text = mlpath.write(graph, "html").text
    page = Page(text)
    assert page.open == []
    titles = [" ".join(topic.title.split()) for topic in graph]
    assert [title for title in page.texts["a"] if title in titles] == titles
    assert [topic["title"] for topic in data_of(text)["topics"]] == titles
    assert text.count("<script") == 2
    assert "\u2028" not in script_json("a\u2028b")
    assert not re.search(r"[<>&\u2028\u2029]", script_json({"a": TITLES}))


def test_the_data_hold_what_the_plan_says(small: KnowledgeGraph, plan: Plan) -> None:
    """Steps by week with all their minutes, arrows that are prerequisites, prices, known steps."""
    known = mlpath.plan(small, goals=["orbits"], known=["elan"])
    week = mlpath.schedule(known, hours="3h/week", start="2026-12-01")
    text = mlpath.write(known.model_copy(update={"schedule": week}), "html", graph=small).text
    data = data_of(text)
    rows = [(name, minutes) for row in data["rows"] for name, minutes in row["steps"]]
    assert rows == [(str(item.step), item.effort_minutes) for item in known.steps]
    assert {"elan@working", "vectors@overview"} <= set(data["known"])
    names = [name for name, _ in rows]
    assert all(names[a] != names[b] for a, b, _ in data["arrows"])
    assert ["forces@working", "orbits@working"] in [
        [names[a], names[b]] for a, b, _ in data["arrows"]
    ]
    left = data_of(mlpath.write(plan, "html", graph=small).text)["plan"]["left"]
    assert left == {
        str(each.step): [each.closure_minutes, each.closure_value] for each in plan.left_out
    }


def test_rows_are_weeks_terms_or_stretches(small: KnowledgeGraph, plan: Plan) -> None:
    """Whatever a plan was laid into, or nothing, is what its list is divided by."""
    bare = mlpath.plan(small, budget="14h")
    terms = bare.model_copy(update={"terms": balance(bare, small, terms=3)})
    alone = mlpath.schedule(bare, hours="4h/week")
    for thing, name, head in (
        (plan, "Week by week", "Week 1"),
        (bare, "Study order", "Hours 0 to 1"),
        (terms, "Term by term", "Term 2"),
        (alone, "Week by week", "Week 2"),
    ):
        page = Page(mlpath.write(thing, "html", graph=small).text)
        assert name in page.texts["h2"]
        assert head in page.texts["h3"]
    assert "1 to 7 Dec 2026" in Page(mlpath.write(plan, "html", graph=small).text).texts["span"]


def test_reviews_and_chosen_resources_are_shown(small: KnowledgeGraph) -> None:
    """A review is no step to tick, and what the plan chose to learn from is what is listed."""
    found = mlpath.plan(small, goals=["orbits"], review_share=0.1)
    week = mlpath.schedule(found, hours="4h/week", start="2026-12-01")
    reviewed = add_reviews(week, found, small)
    assert any(session.kind == "review" for session in reviewed.sessions)
    liked = resources_for(found, small)
    update = {"schedule": reviewed, "resources": liked}
    text = mlpath.write(found.model_copy(update=update), "html", graph=small).text
    page = Page(text)
    assert any(words.startswith("Look back at it") for words in page.texts["p"])
    boxes = re.findall(r'data-step="([^"]+)" data-mark="done"', text)
    assert list(dict.fromkeys(boxes)) == [str(item.step) for item in found.steps]
    assert sum(len(each.chosen) for each in liked) == page.texts["a"].count("A course") > 0


def test_other_budgets_are_round_and_rising(small: KnowledgeGraph, plan: Plan) -> None:
    """Around any budget lie a few others; more hours are never worth less."""
    for hours in (1, 7, 30, 333, 5000):
        near = budgets_near(hours * 60, SHARES)
        assert near == sorted(set(near))
        assert hours * 60 not in near
        assert all(minutes % 60 == 0 for minutes in near)
    points = data_of(mlpath.write(plan, "html", graph=small).text)["curve"]["points"]
    assert [point["budget"] for point in points if "here" in point] == [14 * 60]
    values = [point["value"] for point in points]
    assert values == sorted(values)
    assert all(point["bound"] >= point["value"] for point in points)


def test_a_page_is_the_same_again(plan: Plan, small: KnowledgeGraph) -> None:
    """No clock, chance or order of sets gets into it."""
    again = type(plan).model_validate(plan.model_dump())
    text = mlpath.write(plan, "html", graph=small).text
    assert mlpath.write(again, "html", graph=small).text == text


def test_markup_is_escaped_once() -> None:
    """Texts become texts, markup stays, and what is no web address is no link."""
    assert element("b", element("i", "<&>")) == "<b><i>&lt;&amp;&gt;</i></b>"
    assert element("input", checked=True, title='a"b') == '<input checked title="a&quot;b">'
    assert link("javascript:alert(1)", "x") == "x"
    assert link("https://example.org/?a=1&b=2", "x").startswith(
        '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">'
    )


def test_explore_writes_a_page(mlpath: Any, tmp_path: Path) -> None:
    """A whole graph, to a file or standard output; another ending is told."""
    graph = tmp_path / "layers.yaml"
    graph.write_text(json.dumps(layered_graph(30).to_dict()), encoding="utf-8")
    answer = mlpath("explore", str(graph), "-o", str(tmp_path / "graph.html"))
    assert (answer.code, answer.out) == (0, "")
    written = (tmp_path / "graph.html").read_text(encoding="utf-8")
    assert len(data_of(written)["topics"]) == 30
    assert mlpath("explore", str(graph)).out == written
    answer = mlpath("explore", str(graph), "-o", str(tmp_path / "graph.pdf"))
    assert answer.code == 2
    assert "end it in .html" in answer.err


@pytest.fixture(name="mlpath")
def _mlpath(capsys: pytest.CaptureFixture[str]) -> Any:
    from tests.cli.conftest import Answer

    def call(*words: str) -> Any:
        from mlpath.cli import run

        code = run(list(words))
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return call
