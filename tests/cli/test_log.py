"""``mlpath log`` and ``mlpath status``: what a learner writes down, and where that leaves them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call

GRAPH = "mechanics.yaml"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the logs of tests out of anybody's data folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_step_is_logged_and_shown(mlpath: Call, data_folder: Path) -> None:
    """What was saved is said, what it opens too, and the log shows it."""
    saved = mlpath("log", GRAPH, "derivatives@overview", "--took", "1h30m", "--passed")
    assert saved.code == 0
    assert saved.out.splitlines() == [
        "saved: passed derivatives@overview, 1 h 30 min",
        "opens: derivatives@working, motion@working",
    ]
    assert "a new log: " in saved.err
    file = data_folder / "mlpath" / "logs" / "mechanics.jsonl"
    assert len(file.read_bytes().splitlines()) == 1
    shown = mlpath("log", GRAPH).out
    assert "passed" in shown
    assert "derivatives@overview" in shown
    assert "1 h 30 min" in shown


def test_without_a_flag_a_step_is_done_and_titles_and_aliases_name_it(mlpath: Call) -> None:
    """The forms of the other commands; several steps at once; a date and a note."""
    answer = mlpath(
        *("log", GRAPH, "differentiation@overview", "Vectors", "--date", "2026-03-01"),
        *("--note", "with\n  paper", "--format", "json"),
    )
    saved = answer.data["saved"]
    assert [(item["topic"], item["level"], item["kind"]) for item in saved] == [
        ("derivatives", "overview", "done"),
        ("vectors", "working", "done"),
    ]
    assert {(item["on"], item["note"]) for item in saved} == {("2026-03-01", "with paper")}


def test_known_brings_what_it_needs_and_one_undo_takes_it_all_back(mlpath: Call) -> None:
    """As --known does elsewhere; what the log holds already is not logged again."""
    mlpath("log", GRAPH, "vectors@overview")
    saved = mlpath("log", GRAPH, "forces", "--known", "--source", "placement", "-f", "json").data
    assert [f"{item['topic']}@{item['level']}" for item in saved["saved"]] == [
        "derivatives@overview",
        "motion@working",
        "forces@overview",
        "forces@working",
    ]
    assert {item["source"] for item in saved["saved"]} == {"placement"}
    undone = mlpath("log", GRAPH, "--undo").out
    assert undone.count("undone: known") == 4
    left = mlpath("status", GRAPH, "--format", "json").data["steps"]
    assert [item["topic"] for item in left] == ["vectors"]


def test_undo_takes_back_the_last_that_of_a_step_or_one_by_its_id(mlpath: Call) -> None:
    """Nothing is erased; what was undone is marked; and at last nothing is left to undo."""
    for step in ("vectors", "derivatives", "motion"):
        mlpath("log", GRAPH, step)
    events = mlpath("log", GRAPH, "--format", "json").data["events"]
    assert "undone: done motion" in mlpath("log", GRAPH, "--undo").out
    assert "undone: done vectors" in mlpath("log", GRAPH, "vectors", "--undo").out
    assert "undone: done derivatives" in mlpath("log", GRAPH, events[1]["id"][:8], "--undo").out
    answer = mlpath("log", GRAPH, "--undo")
    assert (answer.code, answer.out) == (2, "")
    assert "nothing is logged that could be undone" in answer.err
    assert (
        "nothing is logged about vectors@working" in mlpath("log", GRAPH, "vectors", "--undo").err
    )
    assert "no event has the id" in mlpath("log", GRAPH, "0123456789ab", "--undo").err
    after = mlpath("log", GRAPH, "--format", "json").data["events"]
    assert [item["counts"] for item in after] == [False] * 6
    assert mlpath("log", GRAPH).out.count("(undone)") == 3


def test_slips_are_said_and_not_refused(mlpath: Call) -> None:
    """A date to come, a step mastered already, a step whose needs are not in the log."""
    ahead = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=400)).isoformat()
    answer = mlpath("log", GRAPH, "motion", "--date", ahead)
    assert answer.code == 0
    assert f"{ahead} is in the future" in answer.err
    assert "not in the log, though needed: derivatives@overview" in answer.err
    assert "`mlpath log derivatives@overview --known`" in answer.err
    assert "mastered already: motion@working" in mlpath("log", GRAPH, "motion", "--passed").err
    assert mlpath("log", GRAPH, "motion", "--quiet").err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--passed",), "which step is this about?"),
        (("--took", "3h"), "which step is this about?"),
        (("vectors", "--passed", "--failed"), "--passed and --failed exclude each other"),
        (("vectors", "--undo", "--known"), "--known and --undo exclude each other"),
        (("vectors", "--took", "3"), "has no unit"),
        (("vectors", "motion", "--took", "3h"), "--took is the time of one step"),
        (("vectors", "--known", "--took", "3h"), "takes no study time"),
        (("vectors", "--undo", "--took", "3h"), "--undo takes no study time"),
        (("vectors", "--date", "1 March"), "is not a date"),
        (("vectors", "--note", "x" * 501), "at most 500 characters"),
        (("vectors", "--known", "--source", "A B"), "a source, such as said"),
        (("vektors",), "did you mean 'vectors'?"),
        (("vectors@wise",), "no level 'wise'"),
        (("vectors@deep",), "does not declare the level deep"),
        (("--merge", "none.jsonl"), "there is no file none.jsonl"),
        (("vectors", "--merge", "none.jsonl"), "--merge takes no step"),
        (("--log", "no/folder/log", "vectors"), "there is no folder"),
        (("--log", GRAPH, "vectors"), "is no progress log: nothing was written"),
        (("--merge", GRAPH), "is no progress log"),
    ],
)
def test_what_makes_no_sense_is_refused(
    mlpath: Call, arguments: tuple[str, ...], message: str
) -> None:
    """Exit code 2, one sentence, no log made."""
    answer = mlpath("log", "--graph", GRAPH, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert "Traceback" not in answer.err
    assert not list(Path().rglob("data/**/*.jsonl"))


def test_two_devices_merge(mlpath: Call) -> None:
    """Each takes over the other's events, once."""
    mlpath("log", GRAPH, "vectors", "--log", "one.jsonl")
    mlpath("log", GRAPH, "motion", "--log", "two.jsonl")
    merge = ("log", "-g", GRAPH, "--log", "one.jsonl", "--merge", "two.jsonl")
    assert mlpath(*merge).out == "merged two.jsonl: 1 of 1 events were new\n"
    assert mlpath(*merge, "--format", "json").data["merged"] == [{"events": 1, "new": 0}]
    shown = mlpath("log", GRAPH, "--log", "one.jsonl").out
    assert "vectors@working" in shown
    assert "motion@working" in shown


def test_damage_is_told_with_its_line_and_the_rest_is_used(mlpath: Call) -> None:
    """On standard error for people, in the answer for programs."""
    mlpath("log", GRAPH, "vectors", "--log", "log.jsonl")
    file = Path("log.jsonl")
    file.write_bytes(b"hello\n" + file.read_bytes())
    for command in ("log", "status"):
        answer = mlpath(command, GRAPH, "--log", "log.jsonl", "--format", "json")
        assert answer.code == 0
        assert "log.jsonl:1:1: damaged-line" in answer.err
        assert [item["line"] for item in answer.data["problems"]] == [1]


def test_settings_name_the_log_and_stay_inside_the_project(mlpath: Call, tmp_path: Path) -> None:
    """A cloned project cannot make its learner write elsewhere, nor log by settings."""
    (tmp_path / "mlpath.toml").write_text('graph = "mechanics.yaml"\nlog = "mine.jsonl"\n')
    assert mlpath("log", "vectors").code == 0
    assert (tmp_path / "mine.jsonl").exists()
    (tmp_path / "mlpath.toml").write_text('log = "../mine.jsonl"\n')
    assert "lies outside of" in mlpath("log", GRAPH, "vectors").err
    (tmp_path / "mlpath.toml").write_text("undo = true\n")
    assert "no option is called 'undo'" in mlpath("log", GRAPH).err


def test_status_of_nothing_shows_how_to_begin(mlpath: Call) -> None:
    """An empty log is no error."""
    answer = mlpath("status", GRAPH)
    assert answer.code == 0
    assert "nothing is logged yet; such as: mlpath log" in answer.out
    assert "vectors@overview" in answer.out
    assert "nothing is logged yet" in mlpath("log", GRAPH).out


def test_status_tells_progress_pace_and_what_is_next(mlpath: Call) -> None:
    """Mastered with their levels, in progress, actual against estimated hours."""
    mlpath("log", GRAPH, "derivatives@overview", "--took", "1h30m", "--passed")
    mlpath("log", GRAPH, "motion", "--started", "--took", "1h")
    data = mlpath("status", GRAPH, "--format", "json").data
    assert [(item["topic"], item["state"]) for item in data["steps"]] == [
        ("derivatives", "mastered"),
        ("motion", "in progress"),
    ]
    assert (data["logged_minutes"], data["pace"]) == (150, 1.5)
    assert data["startable"] == ["vectors@overview", "derivatives@working"]
    text = mlpath("status", GRAPH).out
    assert "1 step mastered, 1 in progress; 2 h 30 min of study logged" in text
    assert "pace so far: 1.50 h for each estimated hour" in text
    assert max(map(len, text.splitlines())) <= 80


def test_status_measures_a_plan(mlpath: Call) -> None:
    """Steps and hours done and to go; what comes next is the plan's own next."""
    assert mlpath("plan", GRAPH, "--goal", "forces", "-o", "plan.json", "-q").code == 0
    mlpath("log", GRAPH, "derivatives@overview")
    answer = mlpath("status", GRAPH, "--plan", "plan.json", "--format", "json").data
    plan = answer["plan"]
    assert (plan["steps"], plan["steps_done"], plan["done_minutes"]) == (5, 1, 60)
    assert plan["left_minutes"] == plan["effort_minutes"] - 60
    assert set(answer["startable"]) == {"motion@working", "vectors@overview"}
    text = mlpath("status", GRAPH, "--plan", "plan.json", "--known", "vectors").out
    assert "plan: 2 of 5 steps done" in text
    assert "Next in the plan" in text
    assert "derivatives@working" not in text


def test_progress_survives_a_new_edition_of_the_graph(mlpath: Call, graph_file: Path) -> None:
    """A renamed topic keeps its progress, a removed one is told, an old plan still measured."""
    mlpath("plan", GRAPH, "--known", "vectors", "-o", "plan.json", "-q")
    mlpath("log", GRAPH, "derivatives", "vectors")
    text = graph_file.read_text().replace("derivatives", "calculus").replace("vectors", "arrows")
    text = text.replace("title: Derivatives", "title: Calculus\n    was: [derivatives]")
    graph_file.write_text(text)
    answer = mlpath("status", GRAPH, "--plan", "plan.json", "--format", "json")
    assert answer.code == 0
    assert [item["topic"] for item in answer.data["steps"]] == ["calculus", "calculus"]
    assert [item["step"] for item in answer.data["unplaced"]] == ["vectors@working"]
    assert answer.data["plan"]["steps_done"] == 2
    assert "not in this graph: vectors@working" in mlpath("status", GRAPH).out


def test_an_unwritable_data_folder_is_said(
    mlpath: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the way out."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    answer = mlpath("log", GRAPH, "vectors")
    assert answer.code == 2
    assert "cannot make the folder" in answer.err
    assert "--log FILE" in answer.err


def test_a_plan_takes_what_is_logged_for_known_where_that_is_asked_for(
    mlpath: Call, graph_file: Path, tmp_path: Path
) -> None:
    """Without --logged a line tells of it; with it a re-plan sees nothing that was edited."""
    graph, log, file = str(graph_file), ("--log", str(tmp_path / "log.jsonl")), "plan.json"
    assert mlpath("log", graph, "derivatives@overview", "--known", *log).code == 0
    dated = ("--hours", "1h/day", "--start", "2026-12-07", "--budget", "9h", *log)
    plain = mlpath("plan", graph, *dated, "-f", "json")
    assert "derivatives@overview" in {f"{s['topic']}@{s['level']}" for s in plain.data["steps"]}
    assert "note: your log holds a step of this plan as mastered: --logged" in plain.err
    assert "note:" not in mlpath("plan", graph, *dated, "-q").err
    logged = mlpath("plan", graph, *dated, "--logged", "-o", file, "-o", "-", "-f", "json")
    assert logged.data["asked"]["known"] == ["derivatives@overview"]
    assert "note:" not in logged.err
    (tmp_path / "learner.yaml").write_text("known: {vectors: overview}\n", encoding="utf-8")
    known = mlpath("plan", graph, *dated, "--logged", "-o", file)
    assert known.code == 0
    words = ("replan", file, graph, "--today", "2026-12-07", *log, "--dry-run", "-f", "json")
    assert mlpath(*words).data["causes"] == []


def test_what_is_due_for_review_is_told(mlpath: Call, graph_file: Path, tmp_path: Path) -> None:
    """A line of the status, and a list for programs."""
    graph, log = str(graph_file), ("--log", str(tmp_path / "log.jsonl"))
    assert mlpath("log", graph, "vectors", "--date", "2026-12-01", *log).code == 0
    early = mlpath("status", graph, "--today", "2026-12-02", *log)
    assert "due for review" not in early.out
    late = mlpath("status", graph, "--today", "2027-01-01", *log)
    assert "1 topic is due for review, 8 min in all: mlpath review" in late.out
    data = mlpath("status", graph, "--today", "2027-01-01", *log, "-f", "json").data
    assert data["due_for_review"] == ["vectors@working"]
