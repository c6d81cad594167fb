"""``mlpath forecast``, ``plan --sure``, and what ``status`` tells of the months to come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlpath.plans import Forecast, Plan

if TYPE_CHECKING:
    from tests.cli.conftest import Call

GRAPH = "mechanics.yaml"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the logs of tests out of anybody's data folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_forecast_tells_three_times_for_the_plan_and_each_goal(mlpath: Call) -> None:
    """Hours without a calendar, weeks with hours, dates with a start; never one of them alone."""
    wishes = ("forecast", GRAPH, "--goal", "forces", "--goal", "derivatives", "--budget", "12h")
    bare = mlpath(*wishes)
    assert bare.code == 0
    assert "half the time within" in bare.out
    assert "hint: --hours" in bare.err
    weeks = mlpath(*wishes, "--hours", "3h/week")
    assert "half the time by week" in weeks.out
    dated = mlpath(*wishes, "--hours", "3h/week", "--start", "2026-12-01")
    assert dated.err == ""
    lines = dated.out.splitlines()
    goals = [line for line in lines if line.startswith(("forces ", "derivatives "))]
    assert len(goals) == 2
    for line in goals:
        assert line.count("-") == 6  # three dates
    assert "uncertain because of: your pace" in dated.out
    assert max(map(len, lines)) <= 80


def test_json_is_the_forecast_itself(mlpath: Call) -> None:
    """With a version, and the same bytes each time."""
    words = ("forecast", GRAPH, "--goal", "forces", "--hours", "3h/week", "--start", "2026-12-01")
    first = mlpath(*words, "--deadline", "2027-01-15", "--format", "json")
    found = Forecast.from_json(first.out)
    assert first.data["schema_version"] == 1
    assert found.chance_of("deadline") is not None
    assert mlpath(*words, "--deadline", "2027-01-15", "--format", "json").out == first.out


def test_a_forecast_is_written_in_the_form_that_the_ending_names(
    mlpath: Call, tmp_path: Path
) -> None:
    """A picture, JSON and text; beside a picture alone, the text is shown."""
    words = ("forecast", GRAPH, "--goal", "forces", "--hours", "3h/week", "--start", "2026-12-01")
    bare = mlpath(*words)
    drawn = mlpath(*words, "-o", "forecast.svg")
    assert (drawn.code, drawn.out, drawn.err) == (0, bare.out, "wrote forecast.svg\n")
    assert "<svg" in (tmp_path / "forecast.svg").read_text(encoding="utf-8")
    written = mlpath(*words, "-o", "f.json", "-o", "f.txt", "-o", "-")
    assert (written.code, written.out) == (0, bare.out)
    assert (tmp_path / "f.txt").read_text(encoding="utf-8") == bare.out
    data = (tmp_path / "f.json").read_text(encoding="utf-8")
    assert data == mlpath(*words, "-f", "json").out
    other = mlpath(*words, "-o", "f.md")
    assert (other.code, other.out) == (2, "")
    assert "'f.md' names no form of a forecast (end it in one of .txt, .json, .svg" in other.err


def test_a_log_teaches_the_pace_and_shows_its_effect(mlpath: Call) -> None:
    """From the plan's file: what is done is left aside, and how to plan at the pace is said."""
    mlpath("plan", GRAPH, "--goal", "forces", "--budget", "20h", "-o", "plan.json", "-q")
    mlpath("log", GRAPH, "derivatives@overview", "--took", "3h", "--passed", "-q")
    answer = mlpath("forecast", GRAPH, "--plan", "plan.json")
    assert answer.code == 0
    assert "1 of 5 steps done" in answer.out
    assert "learnt from 1 topic, 1.15 before" in " ".join(answer.out.split())
    assert "--pace-sigma" in answer.out
    data = mlpath("forecast", GRAPH, "--plan", "plan.json", "--format", "json").data
    assert data["pace"]["median"] > 1.5
    assert data["pace"]["effect_minutes"] > 0
    assert data["spent_minutes"] == 180


def test_a_log_makes_the_rest_start_today(mlpath: Call) -> None:
    """A plan begun in the past goes on from the day it is, and --today sets it."""
    mlpath("plan", GRAPH, "--goal", "forces", "--hours", "3h/week", "--start", "2020-01-01",
           "-o", "plan.json", "-q")  # fmt: skip
    words = ("forecast", GRAPH, "--plan", "plan.json", "--format", "json")
    assert mlpath(*words).data["start"] == "2020-01-01"
    mlpath("log", GRAPH, "derivatives@overview", "--took", "1h", "--passed", "-q")
    assert mlpath(*words).data["start"] > "2026-01-01"
    assert mlpath(*words, "--today", "2020-02-01").data["start"] == "2020-02-01"
    assert mlpath(*words, "--today", "2019-02-01").data["start"] == "2020-01-01"


def test_a_simulation_agrees(mlpath: Call) -> None:
    """Samples instead of the formula: the same to a few percent, and the seed is told."""
    words = ("forecast", GRAPH, "--goal", "forces", "--format", "json")
    exact = mlpath(*words).data
    drawn = mlpath(*words, "--samples", "5000", "--seed", "3").data
    assert (drawn["samples"], drawn["seed"]) == (5000, 3)
    for name in ("p50", "p80", "p95"):
        one, other = exact["finish"][name]["minutes"], drawn["finish"][name]["minutes"]
        assert one == pytest.approx(other, rel=0.06)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--plan", "plan.json", "--goal", "forces"), "--plan is a plan already"),
        (("--start", "2026-12-01"), "--start needs --hours"),
        (("--today", "2026-12-01"), "--today needs --hours"),
        (("--deadline", "2026-12-01"), "--deadline needs --hours"),
        (("--plan", "nothing.json"), "cannot read nothing.json"),
        (("--samples", "5"), "--samples"),
        (("--sure", "80"), "sure needs a budget"),
        (("--goal", "alchemy"), "no topic 'alchemy'"),
    ],
)
def test_what_makes_no_sense_is_refused(mlpath: Call, words: tuple[str, ...], told: str) -> None:
    """Exit code 2, one sentence, nothing on standard output."""
    answer = mlpath("forecast", GRAPH, *words)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_no_plan_no_forecast(mlpath: Call) -> None:
    """Exit code 1, and who tells more."""
    answer = mlpath("forecast", GRAPH, "--must", "forces", "--budget", "1h")
    assert (answer.code, answer.out) == (1, "")
    assert "mlpath plan" in answer.err


def test_a_plan_tells_its_chance_and_what_would_be_sure(mlpath: Call) -> None:
    """The line names the flag; with it the chance is reached."""
    loose = mlpath("plan", GRAPH, "--goal", "forces", "--budget", "8h")
    line = next(line for line in loose.out.splitlines() if line.startswith("fits 8 h with"))
    assert "--sure 80" in " ".join(loose.out.split())
    assert "as most take longer than estimated" in " ".join(loose.out.split())
    assert line
    sure = mlpath("plan", GRAPH, "--goal", "forces", "--budget", "8h", "--sure", "80")
    assert "at least 80 % were asked for" in " ".join(sure.out.split())
    mlpath("plan", GRAPH, "--goal", "forces", "--budget", "8h", "--sure", "80", "-o", "plan.json")
    made = Plan.from_json(Path("plan.json").read_text(encoding="utf-8"))
    assert made.asked.sure == 0.8
    assert made.fits is not None
    assert made.fits >= 0.8
    assert mlpath("verify", "plan.json", GRAPH).code == 0


def test_musts_that_are_not_sure_enough_come_with_ways_out(mlpath: Call) -> None:
    """The first way out, as it stands, is a plan that is sure enough."""
    answer = mlpath("plan", GRAPH, "--must", "forces", "--budget", "10h", "--sure", "90")
    assert answer.code == 1
    assert "to be 90 % sure" in " ".join(answer.out.split())
    command = next(line for line in answer.out.splitlines() if "    mlpath plan" in line)
    assert "--sure 90" in command
    again = mlpath(*command.split()[1:])
    assert again.code == 0


def test_a_curve_keeps_no_chance(mlpath: Call) -> None:
    """Said, not ignored."""
    answer = mlpath("plan", GRAPH, "--curve", "--budget", "9h", "--sure", "80")
    assert answer.code == 2
    assert "--curve keeps no --sure" in answer.err


def test_status_tells_the_forecast_and_the_next_seven_days(mlpath: Call) -> None:
    """Pace, finish as chances, the budget, and the steps of a week."""
    mlpath("plan", GRAPH, "--goal", "forces", "--budget", "20h", "-o", "plan.json", "-q")
    mlpath("log", GRAPH, "derivatives@overview", "--took", "2h", "--passed", "-q")
    words = ("status", GRAPH, "--plan", "plan.json")
    bare = mlpath(*words)
    assert "finished half the time within" in bare.out
    assert "of the budget:" in bare.out
    assert "The next seven days" not in bare.out
    dated = mlpath(*words, "--hours", "3h/week", "--today", "2026-12-01")
    assert "finished half the time by 2026-12-" in " ".join(dated.out.split())
    assert "The next seven days" in dated.out
    data = mlpath(*words, "--hours", "3h/week", "--today", "2026-12-01", "--format", "json").data
    assert data["forecast"]["start"] == "2026-12-01"
    assert data["forecast"]["first_week"]
    assert mlpath("status", GRAPH, "--format", "json").data["forecast"] is None
    assert "to expect: " in mlpath("status", GRAPH).out
