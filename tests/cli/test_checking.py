"""Commands that judge: check, verify, schema, doctor; and draw."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FILE = "mechanics.yaml"


def test_a_clean_graph_exits_0(mlpath: Any, tmp_path: Path) -> None:
    """Nothing to say but a summary, and that not on standard output."""
    file = tmp_path / "clean.yaml"
    file.write_text("topics: {a: 1h, b: {effort: 2h, requires: [a]}}", encoding="utf-8")
    answer = mlpath("check", "clean.yaml")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.endswith("2 topics, 2 steps, 0 findings\n")
    assert mlpath("check", "clean.yaml", "--quiet").err == ""
    assert mlpath("check", "clean.yaml", "-f", "json").data["status"] == "clean"


def test_findings_exit_1_with_a_place(mlpath: Any, tmp_path: Path) -> None:
    """Advice about a valid graph has file, line and column; --no-lint keeps it quiet."""
    text = (
        "topics:\n  a: 1h\n  b: {effort: 2h, requires: [a]}\n  c: {effort: 1h, requires: [a, b]}\n"
    )
    (tmp_path / "lint.yaml").write_text(text, encoding="utf-8")
    answer = mlpath("check", "lint.yaml")
    assert answer.code == 1
    assert answer.err.splitlines()[0].startswith("lint.yaml:4:30: redundant-prerequisite: ")
    data = mlpath("check", "lint.yaml", "-f", "json").data
    assert (data["status"], data["topics"]) == ("findings", 3)
    assert data["problems"][0]["kind"] == "finding"
    assert (data["problems"][0]["line"], data["problems"][0]["column"]) == (4, 30)
    assert mlpath("check", "lint.yaml", "--no-lint").code == 0


def test_an_invalid_graph_exits_2_with_every_problem(mlpath: Any, tmp_path: Path) -> None:
    """All problems at once, each at its place, as lines and as JSON."""
    text = "topics:\n  a: {effort: 3, requires: [z]}\n  b: {efort: 1h}\n"
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    answer = mlpath("check", "bad.yaml", "--format", "json")
    assert answer.code == 2
    lines = answer.err.splitlines()
    assert all(line.startswith("bad.yaml:") for line in lines)
    assert len(lines) == len(answer.data["problems"]) >= 3
    assert answer.data["status"] == "invalid"
    assert answer.data["graph"] is None


def test_what_cannot_be_read_exits_2(mlpath: Any) -> None:
    """A missing file is an error with a hint, as JSON too."""
    answer = mlpath("check", "missing.yaml", "-f", "json")
    assert answer.code == 2
    assert answer.data["problems"][0]["code"] == "unreadable"


def test_verify_accepts_a_plan_and_refuses_a_changed_one(mlpath: Any, tmp_path: Path) -> None:
    """A plan as it was made is accepted; one with a raised value is not."""
    mlpath("plan", FILE, "--budget", "5h", "-o", "plan.json")
    good = mlpath("verify", "plan.json", FILE)
    assert (good.code, good.err) == (0, "")
    assert good.out.startswith("accepted: optimal, 4 topics")
    assert "recomputed: no order of these steps has" in good.out
    told = mlpath("verify", "plan.json", FILE, "-f", "json").data
    assert (told["status"], told["problems"]) == ("accepted", [])
    assert all(isinstance(each, str) for each in (*told["recomputed"], *told["trusted"]))
    data = json.loads((tmp_path / "plan.json").read_text())
    data["value"] += 1
    (tmp_path / "plan.json").write_text(json.dumps(data))
    bad = mlpath("verify", "plan.json", FILE, "-f", "json")
    assert bad.code == 1
    assert bad.data["status"] == "refused"
    assert bad.data["problems"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 99}', "\0", "null"])
def test_what_is_no_plan_exits_2(mlpath: Any, tmp_path: Path, text: str) -> None:
    """Whatever stands in a plan file, the answer is a sentence."""
    (tmp_path / "plan.json").write_text(text)
    answer = mlpath("verify", "plan.json", FILE)
    assert (answer.code, answer.out) == (2, "")
    assert "plan.json" in answer.err
    assert "Traceback" not in answer.err


def test_schema_is_a_json_schema(mlpath: Any, root: Path) -> None:
    """It describes graph files, and is the file that the repository holds."""
    answer = mlpath("schema")
    assert answer.data["$schema"].startswith("https://json-schema.org/")
    assert answer.out == (root / "graphs" / "schema.json").read_text(encoding="utf-8")


def test_doctor_looks_at_everything(mlpath: Any) -> None:
    """A sound installation has no failing line."""
    answer = mlpath("doctor", "-f", "json")
    findings = {each["name"]: each for each in answer.data["findings"]}
    assert {"mlpath", "python", "scipy", "bundled graph", "a plan", "a picture"} <= set(findings)
    missing = importlib.util.find_spec("ortools") is None  # an extra: told, never a fault
    assert (findings["ortools"]["says"] == "not installed") == missing
    assert [each for each in findings.values() if not each["fine"]] == []
    assert answer.code == 0


def test_draw_writes_what_the_ending_says(mlpath: Any, tmp_path: Path) -> None:
    """DOT goes to standard output by default; files take their form from their ending."""
    assert mlpath("draw", FILE).out.startswith("digraph")
    answer = mlpath(
        "draw", FILE, "--view", "goal", "--goal", "forces", "-o", "a.svg", "-o", "a.png"
    )
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "wrote a.svg, a.png\n"
    assert "Motion along" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_draw_takes_a_plan(mlpath: Any) -> None:
    """A plan is drawn week by week, with its own weeks or others."""
    mlpath("plan", FILE, "--budget", "5h", "--hours", "2h/week", "-o", "plan.json")
    own = mlpath("draw", FILE, "--plan", "plan.json")
    assert own.code == 0
    assert "W3" in own.out
    other = mlpath("draw", FILE, "--plan", "plan.json", "--hours", "10h/week").out
    assert "W3" not in other
    for view, word in (("timeline", ">W3<"), ("poster", "Week 3")):
        weekly = mlpath("draw", FILE, "--plan", "plan.json", "--view", view)
        assert weekly.code == 0
        assert word in weekly.out
    alone = mlpath("draw", FILE, "--view", "timeline")
    assert alone.code == 2
    assert "--view timeline speaks of a plan" in alone.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "a.jpg"], "does not say in which form"),
        (["-o", "a.svg", "-f", "png"], "leave one of them out"),
        (["--goal", "focres"], "did you mean 'forces'"),
        (["--section", "nlp"], "no section 'nlp'"),
        (["--plan", "missing.json"], "cannot read missing.json"),
        (["--start", "2026-12-01"], "--start needs --hours"),
        (["--view", "sideways"], "sideways"),
    ],
)
def test_what_cannot_be_drawn_exits_2(mlpath: Any, arguments: list[str], message: str) -> None:
    """Each mistake has one clear message."""
    answer = mlpath("draw", FILE, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
