"""Commands that look at a graph: search, show, why, next, order, topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FILE = "mechanics.yaml"


def found(answer: Any) -> list[str]:
    """Return the topics of a JSON answer."""
    return [topic["topic"] for topic in answer.data["topics"]]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("vectors", "vectors"),
        ("vector", "vectors"),
        ("differentiation", "derivatives"),
        ("fast goes", "motion"),
        ("space", "vectors"),
        ("VÉCTORS", "vectors"),
    ],
)
def test_search_finds_by_every_kind_of_text(mlpath: Any, words: str, first: str) -> None:
    """Titles, beginnings, aliases, summaries and tags are searched, without case or accents."""
    assert found(mlpath("search", FILE, words, "-f", "json"))[0] == first


@pytest.mark.parametrize("slip", ["frces", "forcse", "fprces", "forrces"])
def test_search_forgives_a_slip(mlpath: Any, slip: str) -> None:
    """One letter lost, swapped, changed or doubled still finds the word."""
    assert found(mlpath("search", FILE, slip, "-f", "json")) == ["forces"]


def test_search_without_a_match_exits_1(mlpath: Any) -> None:
    """Scripts can tell that nothing was found."""
    answer = mlpath("search", FILE, "quaternion")
    assert answer.code == 1
    assert answer.out == "nothing matches 'quaternion'\n"


def test_show_takes_id_title_and_alias(mlpath: Any) -> None:
    """A topic is found by any of its names, and everything about it is told."""
    shown = [mlpath("show", FILE, name, "-f", "json").data for name in
             ("motion", "Motion along a line")]  # fmt: skip
    assert shown[0] == shown[1]
    assert shown[0]["requires"] == [
        {
            "topic": "derivatives",
            "level": "overview",
            "for": None,
            "reason": "speed is a derivative",
            "any_of": None,
        }
    ]
    assert shown[0]["needed_by"] == ["forces"]
    text = mlpath("show", "--graph", FILE, "differentiation").out
    assert text.startswith("Derivatives  derivatives\n")
    assert "also: differentiation" in text


def test_show_tells_calendar_efforts_in_hours(mlpath: Any, tmp_path: Path) -> None:
    """A month has fractions of a minute inside; people read whole ones."""
    file = tmp_path / "months.yaml"
    file.write_text("topics: {calculus: 3-4 months @ 10h/week}", encoding="utf-8")
    assert "- working (130 h 22 min to 173 h 49 min)" in mlpath("show", str(file), "calculus").out


def test_show_without_a_topic_shows_the_graph(mlpath: Any) -> None:
    """Sections with their size, presets and tags: what goals may name."""
    shown = mlpath("show", FILE, "-f", "json").data
    assert shown["sections"][0] == {
        "id": "maths",
        "title": "Mathematics",
        "topics": 2,
        "effort_minutes": 360,
    }
    assert (shown["tags"], shown["presets"]) == (["space"], [{"id": "exam", "title": "The exam"}])
    assert "- exam: The exam" in mlpath("show", "-g", FILE).out
    assert "preset:" in mlpath("show").out


def test_why_tells_needs_with_reasons(mlpath: Any) -> None:
    """The reasons of the edges are there, as deep as asked, and the whole cost."""
    text = mlpath("why", FILE, "forces@overview").out
    assert "1 h itself, 4 h 57 min with all it needs (4 steps)" in text
    assert "Motion along a line (working): forces change motion" in text
    assert "Derivatives (overview): speed is a derivative" in text
    assert "Derivatives" not in mlpath("why", FILE, "forces@overview", "--depth", "1").out


def test_why_tells_the_place_in_a_plan(mlpath: Any) -> None:
    """With a plan: the goal a step serves and how, or what adding it would cost."""
    mlpath("plan", FILE, "--budget", "5h", "--goal", "forces", "-o", "plan.json")
    chosen = mlpath("why", FILE, "derivatives@overview", "--plan", "plan.json")
    assert "needed by Motion along a line (working) (speed is a derivative)" in " ".join(
        chosen.out.replace("│", " ").split()
    )
    left = mlpath("why", FILE, "forces@working", "--plan", "plan.json", "-f", "json").data
    assert left["plan"] == {
        "state": "left out",
        "value": 0.5,
        "effort_minutes": 173,
        "closure_minutes": 173,
        "closure_value": 0.5,
    }
    absent = mlpath("why", FILE, "vectors@working", "--plan", "plan.json").out
    assert "Nothing you want needs Vectors (working)" in absent


def test_a_plan_of_another_graph_is_refused(mlpath: Any, tmp_path: Any) -> None:
    """A plan is not read against a graph that has changed since."""
    mlpath("plan", FILE, "--budget", "5h", "-o", "plan.json")
    file = tmp_path / FILE
    file.write_text(file.read_text().replace("value: 5", "value: 4"))
    answer = mlpath("why", FILE, "forces", "--plan", "plan.json")
    assert (answer.code, answer.out) == (2, "")
    assert "other-graph" in answer.err


def test_next_gives_the_frontier(mlpath: Any) -> None:
    """What can be started now, what it is worth and what it unlocks."""
    steps = mlpath("next", FILE, "--known", "derivatives", "-f", "json").data["steps"]
    assert [(step["topic"], step["level"]) for step in steps] == [
        ("motion", "working"),
        ("vectors", "overview"),
    ]
    assert steps[0]["unlocks"] == []
    assert steps[1]["unlocks"] == ["vectors@working"]
    assert steps[0]["leads_to_value"] == 5


def test_next_with_goals_leaves_out_what_they_do_not_need(mlpath: Any) -> None:
    """Only steps inside the closure of the goals are listed."""
    steps = mlpath("next", FILE, "--goal", "motion", "-f", "json").data["steps"]
    assert [step["topic"] for step in steps] == ["derivatives"]
    known = mlpath("next", FILE, "--goal", "motion", "--known", "motion")
    assert known.out == "nothing is left to start\n"


def test_order_lists_steps_and_topics(mlpath: Any) -> None:
    """Every prerequisite comes before what needs it; JSON is a plain list."""
    steps = mlpath("order", FILE, "-f", "json").data
    assert len(steps) == 7
    assert steps.index("motion@working") < steps.index("forces@overview")
    assert steps.index("derivatives@overview") < steps.index("motion@working")
    topics = mlpath("order", FILE, "--topics").out.split()
    assert sorted(topics) == ["derivatives", "forces", "motion", "vectors"]
    assert topics.index("motion") < topics.index("forces")
    closure = mlpath("order", FILE, "--goal", "motion", "-f", "json").data
    assert closure == ["derivatives@overview", "motion@working"]
    left = mlpath("order", FILE, "--goal", "motion", "--known", "derivatives", "-f", "json").data
    assert left == ["motion@working"]


@pytest.mark.parametrize(
    ("arguments", "topics"),
    [
        ([], ["vectors", "derivatives", "motion", "forces"]),
        (["--section", "physics"], ["motion", "forces"]),
        (["--tag", "space"], ["vectors", "forces"]),
        (["--tag", "space", "--section", "maths"], ["vectors"]),
        (["+motion"], ["derivatives", "motion"]),
        (["derivatives+"], ["derivatives", "motion", "forces"]),
        (["derivatives+1"], ["derivatives", "motion"]),
        (["1+forces"], ["vectors", "motion", "forces"]),
        (["section:maths"], ["vectors", "derivatives"]),
        (["vectors", "motion"], ["vectors", "motion"]),
        (["+forces,section:maths"], ["vectors", "derivatives"]),
        (["+forces", "--exclude", "tag:space"], ["derivatives", "motion"]),
    ],
)
def test_topics_are_selected(mlpath: Any, arguments: list[str], topics: list[str]) -> None:
    """Selectors name topics, what they need, what they lead to; unions and intersections."""
    assert found(mlpath("topics", FILE, *arguments, "-f", "json")) == topics


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", FILE, "focres"], "did you mean 'forces'"),
        (["show", FILE, "a", "b"], "one topic is wanted, not 3"),
        (["why", FILE, "forces@deep"], "does not declare the level deep"),
        (["topics", FILE, "colour:red"], "'colour:red' selects nothing"),
        (["topics", FILE, "--tag", "spcae"], "did you mean 'space'"),
        (["order", FILE, "--goal", "nothing"], "no topic 'nothing'"),
        (["next", FILE, "--limit", "0"], "limit"),
        (["why"], "Missing argument"),
        (["search"], "Missing argument"),
        (["frobnicate"], "frobnicate"),
        (["show", "no-such.yaml", "svd"], "cannot read no-such.yaml"),
    ],
)
def test_mistakes_exit_2(mlpath: Any, arguments: list[str], message: str) -> None:
    """Every mistake has one clear message and no traceback."""
    answer = mlpath(*arguments)
    assert answer.code == 2
    assert message in answer.err
    assert "Traceback" not in answer.err
