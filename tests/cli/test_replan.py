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
        (("plan.json", "-o", "a.json", "-o", "b.json"), "are both for the new plan"),
        (("plan.json", "-o", "-"), "standard output tells what changes"),
        (("plan.json", "-o", "a.json", "--dry-run"), "--dry-run writes nothing"),
        (("nothing.json",), "cannot read nothing.json"),
    ],
)
def test_wrong_words_are_told(mlpath: Any, words: tuple[str, ...], said: str) -> None:
    """Exit code 2 and what to do instead."""
    answer = mlpath("replan", *words)
    assert answer.code == 2
    assert said in answer.err


def test_the_calendar_of_the_new_plan_cancels_what_is_gone(
    mlpath: Any, planned: tuple[str, str, str]
) -> None:
    """The plan stays in its file; the calendar and the page are written besides."""
    pytest.importorskip("icalendar")
    graph, plan, log = planned
    first = mlpath("export", graph, "--plan", plan, "-f", "ics").out
    words = ("replan", plan, graph, "--log", log, "--today", "2026-12-07", "--freeze", "0")
    answer = mlpath(*words, "--budget", "5h", "-o", "plan.ics", "-o", "plan.html")
    assert answer.code == 0
    assert answer.err.splitlines() == [f"wrote {plan}", "wrote plan.ics", "wrote plan.html"]
    second = read("plan.ics")
    assert "STATUS:CANCELLED" not in first
    gone = second.count("STATUS:CANCELLED")
    assert gone > 0
    assert second.count("BEGIN:VEVENT") >= first.count("BEGIN:VEVENT")
    new = Plan.from_json(read(plan))
    assert new.schedule is not None
    assert second.count("BEGIN:VEVENT") - gone == len(list(new.schedule.sessions))
    assert "<html" in read("plan.html")


def test_a_picture_alone_is_no_reason_to_print_the_plan(
    mlpath: Any, planned: tuple[str, str, str]
) -> None:
    """Standard output tells what changes, whatever is written."""
    graph, plan, log = planned
    words = ("replan", plan, graph, "--log", log, "--today", "2026-12-14")
    alone = mlpath(*words, "--dry-run").out
    drawn = mlpath(*words, "-o", "plan.dot")
    assert (drawn.code, drawn.out) == (0, alone)
    assert read("plan.dot").startswith("digraph")


@pytest.mark.parametrize(
    ("words", "edited"),
    [
        (("--sure", "90"), "the chance to fit"),
        (("--shares", "0.1,0.2,1"), "the shares"),
        (("--review", "20"), "the time for reviews"),
        (("--pace", "2"), "the pace"),
        (("--weeks", "1"), "the budget"),
        (("--weeks", "2", "--hours", "3h/week"), "the budget, the hours"),
        (("--due", "forces=2026-12-20"), "what is due"),
        (("--due", "forces=9h"), "what is due"),
    ],
)
def test_any_wish_of_a_plan_can_be_edited(
    mlpath: Any, planned: tuple[str, str, str], words: tuple[str, ...], edited: str
) -> None:
    """It is named as what was edited, the new plan holds it, and said again changes nothing."""
    graph, plan, log = planned
    base = ("replan", plan, graph, "--log", log, "--today", "2026-12-07", "--freeze", "0")
    answer = mlpath(*base, *words)
    assert answer.code == 0, answer.err
    assert edited in " ".join(answer.out.split())
    assert "edited:" in answer.out
    assert mlpath("verify", plan, graph).code == 0
    again = mlpath(*base, *words, "-f", "json").data
    assert "edited" not in [cause["kind"] for cause in again["causes"]]


def test_tracks_pins_and_times_of_day_are_those_told_now(
    mlpath: Any, planned: tuple[str, str, str]
) -> None:
    """They lay the plan anew; a pin that is over, or is of no step any more, is left out."""
    graph, plan, log = planned
    words = ("--hours", "1h/day", "--tracks", "2", "--at", "18:30", "--shortest", "30m")
    pin = ("--pin", "motion=2026-12-15", "--pin", "vectors=2026-12-01")
    base = ("replan", plan, graph, "--log", log, "--today", "2026-12-07")
    answer = mlpath(*base, *words, *pin)
    assert answer.code == 0, answer.err
    laid = Plan.from_json(read(plan)).schedule
    assert laid is not None
    assert (laid.tracks, laid.at, laid.shortest) == (2, "18:30", 30)
    assert [str(each.date) for each in laid.pins] == ["2026-12-15"]
    assert mlpath("verify", plan, graph).code == 0


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--start", "2027-01-01"), "--today 2026-12-14 says when that is"),
        (("--order", "breadth"), "what stays keeps its order"),
        (("--choose", "nested"), "--logged --choose nested makes one anew"),
    ],
)
def test_wishes_that_a_replan_cannot_grant_are_refused(
    mlpath: Any, planned: tuple[str, str, str], words: tuple[str, ...], hint: str
) -> None:
    """With what does grant them."""
    graph, plan, log = planned
    answer = mlpath("replan", plan, graph, "--log", log, *words)
    assert (answer.code, answer.out) == (2, "")
    assert f"a plan that is there already takes no {words[0]}" in answer.err
    assert hint in answer.err


@pytest.fixture
def until(mlpath: Any, graph_file: Path, tmp_path: Path) -> tuple[str, str, str]:
    """Return a graph, a plan with a deadline and no budget, and a log that is still empty."""
    plan, log = tmp_path / "until.json", tmp_path / "log.jsonl"
    dated = ("--hours", "1h/day", "--start", "2026-12-07", "--deadline", "2026-12-13")
    assert mlpath("plan", str(graph_file), *dated, "-o", str(plan)).code == 0
    return str(graph_file), str(plan), str(log)


def test_a_later_deadline_is_more_time_where_no_budget_was_given(
    mlpath: Any, until: tuple[str, str, str]
) -> None:
    """The hours until the deadline are no budget of their own: they grow and shrink with it."""
    graph, plan, log = until
    asked = Plan.from_json(read(plan)).asked
    assert (asked.budget_minutes, asked.until_deadline) == (7 * 60, True)
    base = ("replan", plan, graph, "--log", log)
    late = mlpath(*base, "--today", "2026-12-08", "--dry-run", "-f", "json").data
    assert "edited" not in [cause["kind"] for cause in late["causes"]]
    assert late["plan"]["asked"]["budget_minutes"] == 6 * 60
    answer = mlpath(*base, "--today", "2026-12-07", "--deadline", "2026-12-31")
    assert answer.code == 0
    assert "25 h of study are left" in " ".join(answer.out.split())
    new = Plan.from_json(read(plan))
    assert (new.asked.budget_minutes, new.asked.until_deadline) == (25 * 60, True)
    assert len(new.steps) > 4
    assert mlpath("verify", plan, graph).code == 0
    over = mlpath(*base, "--today", "2027-01-04", "--dry-run", "-f", "json").data["plan"]
    assert over["asked"]["budget_minutes"] == 25 * 60
    given = mlpath(*base, "--today", "2026-12-07", "--budget", "9h", "--dry-run", "-f", "json")
    assert "until_deadline" not in given.data["plan"]["asked"]


def test_what_is_said_of_a_deadline_calls_it_no_budget(
    mlpath: Any, until: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In forecasts, explanations and refusals; more hours than until then mean to leave it out."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    graph, plan, _ = until
    assert "budget" not in mlpath("forecast", graph, "--plan", plan).out
    told = " ".join(mlpath("explain", graph, "--plan", plan).out.replace("│", "").split())
    assert ", leaving out --deadline 2026-12-13, is" in told
    assert "the deadline can be kept with a chance" in told
    dated = ("--hours", "1h/day", "--start", "2026-12-07", "--deadline", "2026-12-08")
    refused = mlpath("plan", graph, "--must", "forces", *dated)
    assert (refused.code, "there are 2 h until the deadline" in refused.out) == (1, True)
