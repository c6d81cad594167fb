"""Pages in a real browser: that what is seen is right, and that what is ticked is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

import mlpath
from mlpath.cli import run
from mlpath.tracking import progress, read_log
from tests.page.conftest import DESK, PHONE, layered_graph
from tests.writing.conftest import TITLES, graph_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph

    Visit = Callable[..., Any]

READY = 0.5  # seconds of one processor for 400 topics
USABLE = 2.0  # for 2,000


def ticked(page: Any) -> set[str]:
    """Return the steps whose boxes are ticked in the list."""
    boxes = page.locator("#list input[data-mark=done]:checked")
    return set(boxes.evaluate_all("boxes => boxes.map((box) => box.dataset.step)"))


def go(page: Any, place: str) -> None:
    """Follow a link inside the page."""
    page.evaluate("(place) => { location.hash = place; }", f"#{place}")


def test_accents_do_not_matter_to_search(visit: Visit, plan_file: Path) -> None:
    """A slash leads to the search, which finds titles and other names however they are typed."""
    page = visit(plan_file)
    for typed, title in (
        ("elan", "Élan et Möbius"),
        ("MOBIUS", "Élan et Möbius"),
        ("schrodinger", "Élan et Möbius"),
        ("orb", "Orbits"),
    ):
        page.keyboard.press("/")
        page.keyboard.type(typed)
        assert page.locator("#found li").first.inner_text().startswith(title)
        page.keyboard.press("Enter")
        page.wait_for_function("(t) => document.activeElement.textContent === t", arg=title)
        page.keyboard.press("Escape")
        assert page.locator("#panel").is_hidden()
    page.keyboard.press("/")
    page.keyboard.type("no such thing")
    assert page.locator("#found").inner_text() == "Nothing found"


def test_the_panel_tells_all_about_a_topic(visit: Visit, plan_file: Path) -> None:
    """Why it is here, levels, prerequisites with reasons, alternatives, resources with parts."""
    page = visit(f"{plan_file.as_uri()}#topic/forces")
    text = page.locator("#panel").inner_text()
    for words in (
        "What makes things move.",
        "worth",
        "Élan et Möbius working — forces change it",
        "one of",
        "Arrays working — it is computed",
        "Matrices working — it is computed",
        "Orbits",
    ):
        assert words in text
    page.locator("#panel a", has_text="Élan et Möbius").click()
    page.locator("#panel a", has_text="Vectors").click()
    page.wait_for_function("document.activeElement.textContent === 'Vectors'")
    text = page.locator("#panel").inner_text()
    assert "A course, Week 1" in text
    assert "can add two vectors" in text
    page.go_back()
    page.wait_for_function("document.activeElement.textContent === 'Élan et Möbius'")


def test_the_diagram_lights_up_what_a_topic_needs_and_leads_to(visit: Visit) -> None:
    """Near are the ancestors and descendants that networkx finds, and nothing else."""
    graph = layered_graph(120, wide=10)
    page_of = mlpath.write(mlpath.plan(graph, budget="200h"), "html", graph=graph).text
    data = json.loads(page_of.split('id="data">')[1].split("</script>")[0])
    names = [name for row in data["rows"] for name, _ in row["steps"]]
    steps = nx.DiGraph([(names[a], names[b]) for a, b, _ in data["arrows"]])
    merged = nx.DiGraph(
        (f"{_row(data, a)}/{a.split('@')[0]}", f"{_row(data, b)}/{b.split('@')[0]}")
        for a, b in steps.edges
    )
    merged.remove_edges_from(nx.selfloop_edges(merged))
    page = visit("about:blank", ready=False)
    page.set_content(page_of)
    go(page, "diagram")
    topic = "t45"
    starts = [node for node in merged if node.endswith(f"/{topic}")]
    near = set(starts).union(
        *(nx.ancestors(merged, s) | nx.descendants(merged, s) for s in starts)
    )
    go(page, f"topic/{topic}")
    page.wait_for_selector(".world.traced", state="attached")
    titles = page.locator(".box.near .title").all_inner_texts()
    assert len(titles) == len(near)
    wanted = {graph.topic(node.split("/")[1]).title for node in near}
    assert {title.removeprefix("◎ ") for title in titles} == wanted
    assert page.locator(".trace.before").count() > 0
    page.keyboard.press("Escape")
    assert page.locator(".world.traced").count() == 0


def _row(data: Any, step: str) -> int:
    return next(
        n for n, row in enumerate(data["rows"]) for name, _ in row["steps"] if name == step
    )


def test_the_diagram_moves_and_zooms(visit: Visit, graph_file: Path) -> None:
    """By wheel, buttons, drag, keys and two fingers; a drag that ends on a box opens nothing."""
    page = visit(graph_file, has_touch=True)
    matrix = "new DOMMatrix(getComputedStyle(world).transform)"
    seen = [page.evaluate(f"[{matrix}.a, {matrix}.e]")]

    def moved(what: str) -> None:
        seen.append(page.evaluate(f"[{matrix}.a, {matrix}.e]"))
        assert seen[-1] != seen[-2], what

    middle = page.locator("#stage").bounding_box()
    x, y = middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.wheel(0, -240)
    page.wait_for_function(f"{matrix}.a !== {seen[0][0]}")
    moved("wheel")
    assert seen[-1][0] > seen[-2][0]
    page.get_by_role("button", name="Zoom out").click()
    moved("button")
    box = page.locator(".box").first.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40, steps=4)
    page.mouse.up()
    moved("drag")
    assert page.get_by_role("button", name="Sections").get_attribute("aria-pressed") == "true"
    touch = page.context.new_cdp_session(page)
    for kind, apart in (("Start", 40), ("Move", 60), ("Move", 120), ("End", 0)):
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": f"touch{kind}", "touchPoints": points if apart else []},
        )
    moved("pinch")
    assert seen[-1][0] > seen[-2][0]
    page.locator(".box").first.focus()
    page.keyboard.press("0")
    moved("key")


def test_ticks_outlive_a_reload(visit: Visit, plan_file: Path, graph_file: Path) -> None:
    """A deeper level masters the shallower, taking back loses the deeper; both pages share it."""
    page = visit(plan_file)
    steps = page.locator("#list input[data-mark=done]")
    first = "forces@working"
    assert steps.count() >= 4
    page.locator(f"#list [data-step='{first}'][data-mark=done]").first.check()
    assert ticked(page) >= {first, "forces@overview"}
    assert "2 of" in page.locator("#reached").inner_text()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert ticked(page) == {first, "forces@overview"}
    other = visit(graph_file, within=page)
    other.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    go(other, "list")
    assert ticked(other) == {first, "forces@overview"}
    other.locator("#list [data-step='forces@overview'][data-mark=done]").uncheck()
    page.wait_for_function("document.querySelectorAll('#list input:checked').length === 0")


def test_a_check_counts_as_done_and_can_be_taken_back_alone(visit: Visit, plan_file: Path) -> None:
    """Passing a check ticks its step; what was done before stays when the check is taken back."""
    page = visit(f"{plan_file.as_uri()}#topic/vectors")
    done = page.locator("#panel [data-step='vectors@working'][data-mark=done]")
    passed = page.locator("#panel [data-step='vectors@working'][data-mark=passed]")
    passed.check()
    assert done.is_checked()
    passed.uncheck()
    assert not done.is_checked()
    done.check()
    passed.check()
    passed.uncheck()
    assert done.is_checked()


def test_the_log_goes_round(
    visit: Visit, plan_file: Path, small: KnowledgeGraph, tmp_path: Path
) -> None:
    """What is ticked is what `mlpath log --merge` takes in, and the other way round."""
    page = visit(plan_file)
    go(page, "topic/vectors")
    page.locator("#panel [data-step='vectors@working'][data-mark=passed]").check()
    page.locator("#panel [data-step='vectors@overview'][data-mark=done]").uncheck()
    page.locator("#panel [data-step='vectors@working'][data-mark=done]").check()
    go(page, "topic/elan")
    page.locator("#panel [data-mark=done]").check()
    go(page, "progress")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save progress.jsonl").click()
    saved = tmp_path / "saved.jsonl"
    download.value.save_as(saved)
    log, graph = tmp_path / "log.jsonl", tmp_path / "small.yaml"
    graph.write_text(json.dumps(small.to_dict()), encoding="utf-8")
    assert run(["log", "-q", "--log", str(log), "--merge", str(saved)]) == 0
    found = read_log(log)
    assert not found.problems
    mastered = {str(step) for step in progress(found, small).mastered}
    assert mastered == {"vectors@overview", "vectors@working", "elan@working"}
    words = ["log", str(graph), "forces@working", "-q", "--log", str(log), "--took", "5h"]
    assert run([*words, "--note", "mühsam, „schön“ 特"]) == 0
    assert run(["log", str(graph), "elan", "-q", "--log", str(log), "--forgotten"]) == 0
    fresh = visit(f"{plan_file.as_uri()}#progress")
    fresh.set_input_files("#open", log)
    fresh.wait_for_selector("#log-said:visible")
    assert "events read" in fresh.locator("#log-said").inner_text()
    mastered = {str(step) for step in progress(read_log(log), small).mastered}
    assert "elan@working" not in mastered
    shown = {name for name in mastered if fresh.locator(f"#list [data-step='{name}']").count()}
    assert ticked(fresh) == shown
    assert sorted(fresh.locator("#lines").input_value().splitlines()) == sorted(
        log.read_text(encoding="utf-8").splitlines()
    )


def test_damaged_lines_are_told_and_left_out(
    visit: Visit, plan_file: Path, tmp_path: Path
) -> None:
    """A changed letter fails the checksum; a newer version is not guessed at."""
    log = tmp_path / "log.jsonl"
    assert run(["log", "svd@working", "vectors@overview", "-q", "--log", str(log)]) == 0
    first, second = log.read_text(encoding="utf-8").splitlines()
    page = visit(f"{plan_file.as_uri()}#progress")
    page.get_by_text("Copy or paste").click()
    page.locator("#lines").fill(f"{first.replace('svd', 'SVD')}\nnothing\n{second}\n")
    page.get_by_role("button", name="Take these lines in").click()
    said = page.locator("#log-said").inner_text()
    assert said == "1 event read, 1 new; 2 lines not understood and left out."
    assert ticked(page) == {"vectors@overview"}


def test_the_slider_tells_the_best_plans(
    visit: Visit, plan_file: Path, small: KnowledgeGraph, plan: Plan
) -> None:
    """At each stop stands what `mlpath.plan` finds for that budget, against this plan."""
    page = visit(f"{plan_file.as_uri()}#hours")
    slider = page.get_by_role("slider")
    mine = {str(item.step) for item in plan.steps}
    stops = int(slider.get_attribute("max")) + 1
    assert stops >= 5
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(stops):
        said = slider.get_attribute("aria-valuetext")
        budget, rest = said.split(": value ")
        best = mlpath.plan(small, budget=budget)
        assert float(rest.split(",")[0]) == best.value
        theirs = {str(item.step) for item in best.steps}
        if "your plan" not in said and theirs != mine:
            heads = page.locator("#told h3").all_inner_texts()
            wanted = (("Comes in", len(theirs - mine)), ("Goes out", len(mine - theirs)))
            assert heads == [f"{word} ({size})" for word, size in wanted if size]
        page.keyboard.press("ArrowRight")


def test_hostile_titles_are_text(visit: Visit, tmp_path: Path) -> None:
    """Titles, summaries, reasons and checks from the hostile list do nothing and are all there."""
    graph = graph_of(TITLES)
    found = mlpath.plan(graph, goals=["t25"], budget="200h")
    week = mlpath.schedule(found, hours="5h/week", start="2026-12-01")
    page_of = mlpath.write(
        found.model_copy(update={"schedule": week}), tmp_path / "x.html", graph=graph
    )
    page = visit(page_of.paths[0])
    shown = set(
        page.locator("#list .head a.name").evaluate_all("a => a.map((x) => x.textContent)")
    )
    planned = {item.topic for item in found.steps}
    assert shown == {" ".join(graph.topic(topic).title.split()) for topic in planned}
    for topic in ("t1", "t6", "t18", "t25"):
        go(page, f"topic/{topic}")
        title = " ".join(graph.topic(topic).title.split())
        page.wait_for_function("(t) => document.activeElement.textContent === t", arg=title)
    go(page, "diagram")
    page.wait_for_selector(".box")
    assert page.locator("script").count() == 2
    assert page.locator("img, iframe, object, embed").count() == 0
    urls = page.locator("a[href]").evaluate_all("all => all.map((a) => a.href)")
    assert all(url.startswith(("file:", "https://example.org/")) for url in urls)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(
    visit: Visit, plan_file: Path, graph_file: Path, scheme: str
) -> None:
    """The rules of axe-core find nothing in any view, light or dark, desk or phone."""
    axe = pytest.importorskip(
        "axe_playwright_python", reason="NO AXE: pip install axe-playwright-python"
    )
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    pages = ((plan_file, DESK), (graph_file, PHONE))
    for file, size in pages if scheme == "light" else pages[:1]:
        # A rule book from outside is let in for the test only.
        page = visit(
            file,
            viewport=size,
            color_scheme=scheme,
            bypass_csp=True,
        )
        page.evaluate(script)
        views = page.locator("main > .view").evaluate_all("all => all.map((view) => view.id)")
        for place in (*views, "topic/forces"):
            go(page, place)
            page.wait_for_timeout(50)
            # It takes links to panels for skip links; the keyboard test follows the real one.
            found = page.evaluate("axe.run(document, {rules: {'skip-link': {enabled: false}}})")
            bad = [
                (place, each["id"], [node["html"][:120] for node in each["nodes"][:3]])
                for each in found["violations"]
            ]
            assert bad == []


def test_everything_can_be_done_by_keyboard(visit: Visit, plan_file: Path) -> None:
    """Skip link, views, ticks, diagram and panel, without a mouse."""
    page = visit(plan_file)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.mark") == "done"
    page.keyboard.press("Space")
    assert len(ticked(page)) == 1
    page.locator("#tab-diagram").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".box")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.box')"):
            break
    first = page.evaluate("document.activeElement.textContent")
    for key in ("ArrowDown", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") != first
    assert page.evaluate("document.activeElement.matches('.box')")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'panel-head'")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('.box')")
    page.wait_for_timeout(200)
    assert page.evaluate("document.activeElement.matches('.box')")


def test_no_view_is_wider_than_a_phone(visit: Visit, plan_file: Path, graph_file: Path) -> None:
    """Nothing has to be scrolled sideways to be read, down to 320 pixels."""
    for file in (plan_file, graph_file):
        page = visit(file, viewport={"width": 320, "height": 640}, has_touch=True)
        views = page.locator("main > .view").evaluate_all("all => all.map((view) => view.id)")
        for place in (*views, "topic/forces"):
            go(page, place)
            page.wait_for_timeout(30)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, place


def test_a_browser_that_keeps_nothing_is_told_so(visit: Visit, plan: Plan, small: Any) -> None:
    """Without storage ticks work until the page is closed, and it says so."""
    page = visit("about:blank", ready=False, bypass_csp=False)
    page.set_content(
        "<iframe sandbox='allow-scripts' width='900' height='700'></iframe>", wait_until="load"
    )
    text = mlpath.write(plan, "html", graph=small).text
    page.evaluate("(text) => { document.querySelector('iframe').srcdoc = text; }", text)
    inside = page.frame_locator("iframe")
    inside.locator("html[data-ready]").wait_for(state="attached")
    inside.locator("#list [data-mark=done]").first.check()
    inside.locator("#tab-progress").click()
    assert "keeps nothing" in inside.locator("#kept").inner_text()
    assert inside.locator("#last li").count() == 1


def test_without_its_script_a_page_can_be_read(visit: Visit, plan_file: Path) -> None:
    """Weeks, resources, prices and hours stand in the page itself; it says what is missing."""
    page = visit(plan_file, ready=False, java_script_enabled=False)
    for words in ("Week 1", "Élan et Möbius", "A course", "Left out", "Forecast"):
        assert page.get_by_text(words).first.is_visible()
    assert page.locator("#search").is_hidden()
    assert "switched off" in page.locator("noscript").text_content()


def test_a_printed_plan_is_a_list(visit: Visit, plan_file: Path) -> None:
    """On paper stand the weeks, all unfolded, and what was left out; nothing that is clicked."""
    page = visit(plan_file, color_scheme="dark")
    page.locator("details.row summary").first.click()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#list .steps").first.is_visible()
    assert page.locator("#left").is_visible()
    for hidden in (".strip", "#diagram", "#progress", ".slider"):
        assert page.locator(hidden).first.is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize(("count", "limit"), [(400, READY), (2000, USABLE)])
def test_large_pages_are_ready_soon(
    visit: Visit, tmp_path: Path, count: int, limit: float
) -> None:
    """Processor time until all is there, the better of two; then search and diagram answer."""
    graph = layered_graph(count)
    file = mlpath.write(graph, tmp_path / "graph.html").paths[0]
    best = float("inf")
    page: Any = None
    for _ in range(2):
        page = visit("about:blank", ready=False)
        meter = page.context.new_cdp_session(page)
        meter.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        metrics = meter.send("Performance.getMetrics")["metrics"]
        best = min(best, next(m["value"] for m in metrics if m["name"] == "TaskDuration"))
    assert best <= limit
    page.keyboard.press("/")
    page.keyboard.type(f"topic {count - 1}")
    assert page.locator("#found li").first.inner_text().startswith(f"Topic {count - 1} ")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Draw what surrounds it").click()
    assert 3 <= page.locator(".box").count() <= 60
