"""``mlpath replan``: what it prints, what it writes, and what it leaves alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mlpath.plans import Plan

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def planned(mlpath: Any, graph_file: Path, tmp_path: Path) -> tuple[str, str, str]:
    """Return a graph, a plan of it with dates, and a log that is still empty."""
    plan, log = tmp_path / "plan.json", tmp_path / "log.jsonl"
    made = mlpath(
        "plan",
        str(graph_file),
        "--budget",
        "12h",
        "--hours",
        "4h/week",
        "--start",
        "2026-12-07",
        "-o",
        str(plan),
    )
    assert made.code == 0
    return str(graph_file), str(plan), str(log)


def read(file: str) -> str:
    """Return the text of a file."""
    from pathlib import Path

    return Path(file).read_text(encoding="utf-8")


def test_a_late_week_moves_dates_and_the_second_run_nothing(
    mlpath: Any, planned: tuple[str, str, str]
) -> None:
    """The same steps a week later; at once again the file stays as it is."""
    graph, plan, log = planned
    words = ("replan", plan, graph, "--log", log, "--today", "2026-12-14")
    before = Plan.from_json(read(plan))
    first = mlpath(*words)
    assert (first.code, first.out.splitlines()[0][:14]) == (0, "The same steps")
    assert "only dates move" in first.out
    assert "+1 week" in first.out
    assert max(map(len, first.out.splitlines())) <= 80
    text = read(plan)
    after = Plan.from_json(text)
    assert [s.step for s in after.steps] == [s.step for s in before.steps]
    second = mlpath(*words)
    assert second.out.startswith("Nothing needs to change")
    assert "wrote" not in second.err
    assert read(plan) == text
    assert mlpath("verify", plan, graph).code == 0


def test_a_dry_run_writes_nothing(mlpath: Any, planned: tuple[str, str, str]) -> None:
    """A smaller budget is tried out; JSON tells every promise with its reason."""
    graph, plan, log = planned
    text = read(plan)
    words = ("replan", plan, graph, "--log", log, "--today", "2026-12-07", "--dry-run")
    answer = mlpath(*words, "--budget", "5h", "--freeze", "0", "-f", "json")
    assert answer.code == 0
    assert answer.data["schema_version"] == 1
    assert [cause["kind"] for cause in answer.data["causes"]] == ["edited", "over"]
    assert answer.data["dropped"]
    assert all(change["reason"] for change in answer.data["dropped"])
    assert read(plan) == text
    shown = mlpath(*words, "--budget", "5h", "--freeze", "0")
    assert "dropped" in shown.out


def test_what_was_logged_is_done(mlpath: Any, planned: tuple[str, str, str]) -> None:
    """A step done leaves the plan, its time the budget; another file may take the new plan."""
    graph, plan, log = planned
    step = str(Plan.from_json(read(plan)).steps[0].step)
    date = ("--date", "2026-12-08")
    assert mlpath("log", graph, step, "--took", "40m", *date, "--log", log).code == 0
    new = plan.replace("plan.json", "new.json")
    answer = mlpath("replan", plan, graph, "--log", log, "--today", "2026-12-09", "-o", new)
    assert answer.code == 0
    assert "1 done" in answer.out
    asked = json.loads(read(new))["asked"]
    assert asked["before"]["done"] == [step]
    assert asked["before"]["spent_minutes"] == 40
    assert mlpath("verify", new, graph).code == 0


def test_resources_are_named_anew(mlpath: Any, planned: tuple[str, str, str]) -> None:
    """A plan that names what to learn from still does for each of its steps."""
    graph, plan, log = planned
    dated = ("--hours", "4h/week", "--start", "2026-12-07")
    named = ("plan", graph, "--budget", "12h", *dated, "--resources", "-o", plan)
    assert mlpath(*named).code == 0
    words = ("replan", plan, graph, "--log", log, "--today", "2026-12-14", "--free")
    assert mlpath(*words).code == 0
    after = Plan.from_json(read(plan))
    assert [each.step for each in after.resources] == [each.step for each in after.steps]
    assert mlpath("verify", plan, graph).code == 0


def test_an_impossible_must_leaves_the_file_alone(
    mlpath: Any, planned: tuple[str, str, str]
) -> None:
    """No plan fits: that is told with exit code 1, and the old plan stays."""
    graph, plan, log = planned
    text = read(plan)
    words = ("replan", plan, graph, "--log", log, "--today", "2026-12-07")
    answer = mlpath(*words, "--must", "forces", "--budget", "1h")
    assert answer.code == 1
    assert "No plan fits any more" in answer.out
    assert read(plan) == text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Missing argument"),
        (("-",), "which file is the new plan for?"),
        (("plan.json", "-o", "plan.svg"), "is no JSON file"),
        (("plan.json", "-o", "a.json", "--dry-run"), "--dry-run writes nothing"),
        (("nothing.json",), "cannot read nothing.json"),
    ],
)
def test_wrong_words_are_told(mlpath: Any, words: tuple[str, ...], said: str) -> None:
    """Exit code 2 and what to do instead."""
    answer = mlpath("replan", *words)
    assert answer.code == 2
    assert said in answer.err
