"""``mlpath plan --due``: dates and hours, what is late, and flags that do not go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from mlpath.auditing import check_plan
from mlpath.plans import Plan
from mlpath.reading import read

if TYPE_CHECKING:
    from pathlib import Path

FILE = "mechanics.yaml"
MUST = ("--must", "vectors")


def test_what_is_due_is_a_goal_and_comes_in_time(mlpath: Any) -> None:
    """Where vectors would come late, they come within their hours."""
    words = ("plan", FILE, "--budget", "12h", "--goal", "forces", "-f", "json")
    answer = mlpath(*words, "--due", "vectors@working=2h")
    assert answer.code == 0
    jsonschema.validate(answer.data, mlpath("schema", "plan").data)
    asked = answer.data["asked"]
    assert asked["must"] == []
    assert asked["goals"] == ["forces", "vectors@working"]
    assert asked["due"] == [{"step": "vectors@working", "by_minutes": 120, "date": None}]
    assert answer.data["due"] == [
        {
            "step": "vectors@working",
            "date": None,
            "by_minutes": 120,
            "finish_minutes": 120,
            "needed_minutes": 120,
        }
    ]
    assert check_plan(Plan.from_json(answer.out), read(FILE)) == ()
    plain = mlpath("plan", FILE, "-f", "json").data
    assert "due" not in plain
    assert "due" not in plain["asked"]


def test_a_date_needs_a_start_and_its_weeks_follow_the_new_order(mlpath: Any) -> None:
    """Hours a week and a start turn a date into hours; the schedule is of the same order."""
    when = ("--start", "2026-12-01", "--hours", "2h/week", *MUST)
    out = mlpath("plan", FILE, "--due", "vectors=2026-12-07", *when).out
    said = " ".join(out.split())
    assert "due: vectors@working by 2026-12-07 (2 h of study): done after 2 h; on " in said
    assert "done after 2 h; on 2026-12-07 " in said
    assert out.index("Vectors") < out.index("W2 2026-12-08")
    markdown = mlpath("plan", FILE, "--due", "vectors=2026-12-07", *when, "-f", "markdown").out
    assert "done after 2 h" in markdown


def test_a_goal_that_would_be_late_is_left_out_and_says_why(mlpath: Any) -> None:
    """A plan there is all the same: its exit code is 0."""
    answer = mlpath("plan", FILE, "--due", "forces@overview=3h", "--budget", "20h")
    assert answer.code == 0
    said = " ".join(answer.out.split())
    alone = "it takes 4 h 57 min with all it needs, 1 h 57 min too much"
    assert f"by 3 h: left out, as it cannot be done by then: {alone}" in said
    two = ("--due", "forces@overview=3h", "--due", "vectors@overview=30m")
    said = " ".join(mlpath("plan", FILE, *two, "--budget", "20h").out.split())
    assert "with it all due by then takes 4 h 57 min at least, 1 h 57 min too much" in said
    assert "forces@overview is left out: it would be late; --must forces@overview" in answer.err
    assert mlpath("plan", FILE, "--due", "forces@overview=3h", "-q").err == ""


def test_a_must_that_is_late_is_infeasible_and_says_what_would_help(mlpath: Any) -> None:
    """By how much, and each way out runs."""
    words = ("plan", FILE, "--must", "forces@overview", "--due", "forces@overview=3h")
    answer = mlpath(*words)
    assert answer.code == 1
    said = " ".join(answer.out.split())
    assert "all due by then takes 4 h 57 min at least, 1 h 57 min too much" in said
    assert "--due forces@overview=297m" in said
    assert mlpath(*words[:-1], "forces@overview=297m").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--due", "vectors"], "'vectors' is not a due date"),
        (["--due", "vectors=soon"], "soon"),
        (["--due", "vektors=3h"], "vektors"),
        (["--due", "vectors=2027-03-01"], "needs a start and hours"),
        (["--due", "vectors=3h,vectors=4h"], "vectors is due twice"),
        (["--due", "vectors=3h,vectors@working=4h"], "vectors@working is due twice"),
        (["--due", "vectors=3h", "--balance", "--terms", "9"], "--balance keeps no due dates"),
        (["--due", "vectors=3h", "--curve"], "--curve keeps no due dates"),
    ],
)
def test_what_makes_no_sense_exits_2(mlpath: Any, words: list[str], message: str) -> None:
    """With a sentence on standard error."""
    answer = mlpath("plan", FILE, *words)
    assert answer.code == 2
    assert message in answer.err
    assert answer.out == ""


@pytest.mark.parametrize("words", [("--curve",), ("--balance", "--terms", "3", "--same-term")])
def test_due_dates_of_a_file_that_do_not_count_are_told(
    mlpath: Any, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The goals count all the same; nothing is said with --quiet, or where nothing is due."""
    text = (
        "goals: [{topic: forces, level: working, due: 2027-03-01}]\nbudget: 9h\nhours: 3h/week\n"
    )
    (tmp_path / "learner.yaml").write_text(f"{text}start: 2026-12-01\n", encoding="utf-8")
    answer = mlpath("plan", FILE, *words)
    assert answer.code == 0
    assert f"the due dates of the learner's file do not count here: {words[0]}" in answer.err
    assert "due dates" not in mlpath("plan", FILE, *words, "-q").err
    plain = text.replace(", due: 2027-03-01", "")
    (tmp_path / "learner.yaml").write_text(f"{plain}start: 2026-12-01\n", encoding="utf-8")
    same = mlpath("plan", FILE, *words)
    assert (same.out, "due dates" in same.err) == (answer.out, False)


def test_what_is_known_is_not_due(mlpath: Any) -> None:
    """A goal that is reached needs no date."""
    answer = mlpath("plan", FILE, "--due", "vectors=3h", "--known", "vectors", "-f", "json")
    assert answer.code == 0
    assert "due" not in answer.data


def test_a_plan_over_budget_tells_of_no_dates_that_could_be_kept(mlpath: Any) -> None:
    """Its ways out come first."""
    words = ("--budget", "1h", "--must", "forces", "--due", "forces=30h")
    answer = mlpath("plan", FILE, *words, "-f", "json")
    assert answer.code == 1
    assert "due" not in answer.data


def test_a_late_goal_earns_nothing_wherever_it_is_shown(mlpath: Any) -> None:
    """In the list of what was left out, last; and why-not says so with a date that would do."""
    words = (FILE, "--due", "forces@overview=3h", "--budget", "20h", "--goal", "vectors")
    out = mlpath("plan", *words).out
    assert "0 (late)" in next(line for line in out.splitlines() if "overview  +" in line)
    page = mlpath("plan", *words, "-f", "html").out
    assert "0 (late)" in page
    assert "| 0 (late) |" in mlpath("plan", *words, "-f", "markdown").out
    rest = ("--graph", *words)
    answer = mlpath("why-not", "forces@overview", *rest, "-f", "json").data["explanations"][0]
    assert (answer["state"], answer["needed_value"]) == ("late", 0)
    assert "due by 3 h and would earn nothing later; with it all due by then" in answer["fact"]
    later = answer["changes"][0]
    assert later["flags"] == ["--due", "forces@overview=297m"]
    assert "forces@overview" in later["added"]
    moved = tuple(word.replace("=3h", "=297m") for word in words)
    assert "0 (late)" not in mlpath("plan", *moved).out
