"""write(): formats by name and ending, what can be written so, where it goes, byte for byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import mlpath
from mlpath.errors import FileError, PlanError, RequestError
from mlpath.writing import FORMATS, NAMES, Format, by_ending, by_name
from tests.writing.conftest import TITLES, graph_of

if TYPE_CHECKING:
    from pathlib import Path

    from mlpath.plans import Plan, Schedule
    from mlpath.topics import KnowledgeGraph


@pytest.mark.parametrize("chosen", FORMATS, ids=NAMES)
def test_every_format_writes_what_it_says_and_the_same_again(
    chosen: Format, graph: KnowledgeGraph, dated: Plan, schedule: Schedule
) -> None:
    """Equal things made anew give equal bytes; what a format does not take is refused."""
    if chosen.name == "ics":
        pytest.importorskip("icalendar")
    again = graph_of(TITLES)
    things: dict[str, Any] = {"graph": graph, "plan": dated, "schedule": schedule}
    for kind, thing in things.items():
        if kind not in chosen.kinds:
            with pytest.raises(RequestError, match=f"{kind} cannot be written as {chosen.name}"):
                mlpath.write(thing, chosen.name, graph=graph)
            continue
        if chosen.name == "dot" and kind == "schedule":
            continue
        first = mlpath.write(thing, chosen.name, graph=graph)
        same = again if kind == "graph" else type(thing).model_validate(thing.model_dump())
        assert mlpath.write(same, chosen.name, graph=again).files == first.files
        assert all(text.endswith("\n") for _, text in first.files)
        assert first.paths == ()


def test_endings_name_formats() -> None:
    """The longest ending wins, case does not matter, and no two formats share one."""
    assert all(by_ending(f"A/B{e.upper()}") is f for f in FORMATS for e in f.endings)
    assert by_ending("plan.docx") is None
    assert by_name("docx") is None
    endings = [ending for each in FORMATS for ending in each.endings]
    assert len(endings) == len(set(endings))


def test_a_path_is_saved_to(graph: KnowledgeGraph, plan: Plan, tmp_path: Path) -> None:
    """A file is replaced whole; its document tells where it is, and its text."""
    target = tmp_path / "plan.md"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o600)
    document = mlpath.write(plan, target, graph=graph)
    assert document.paths == (target,)
    assert target.read_bytes() == document.data == str(document).encode()
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["plan.md"]
    odd = mlpath.write(plan, str(tmp_path / "odd.txt"), graph=graph, format="csv")
    assert odd.format == "csv"
    mlpath.write(plan, "/dev/null", graph=graph, format="csv")


def test_a_folder_is_filled_once(physics: KnowledgeGraph, tmp_path: Path) -> None:
    """A vault is written into a new or empty folder, and never over somebody's notes."""
    document = mlpath.write(physics, tmp_path / "vault", format="obsidian")
    assert {path.relative_to(tmp_path / "vault").as_posix() for path in document.paths} == {
        name for name, _ in document.files
    }
    assert "Start here.md" in str(document)
    with pytest.raises(FileError, match=r"vault is not empty \(name a new folder"):
        document.save(tmp_path / "vault")
    with pytest.raises(RequestError, match="obsidian is a folder of 10 files"):
        _ = document.text


@pytest.mark.parametrize(
    ("to", "options", "message"),
    [
        ("plan.docx", {}, r"'plan.docx' does not say in which form to write \(end it in one of"),
        ("plan.svg", {}, r"'plan.svg' is a picture \(mlpath.draw\(plan, graph=graph\)"),
        ("plan.md", {"format": "markdwn"}, r"no format 'markdwn' \(did you mean 'markdown'\?\)"),
        ("plan.md", {"format": "xyzzy"}, r"no format 'xyzzy' \(formats are json, markdown"),
        ("gantt", {}, "needs weeks with dates"),
    ],
)
def test_what_cannot_be_written_is_told(
    graph: KnowledgeGraph, plan: Plan, to: str, options: dict[str, str], message: str
) -> None:
    """Unknown forms come with what would be known."""
    with pytest.raises(RequestError, match=message):
        mlpath.write(plan, to, graph=graph, **options)


def test_titles_come_from_the_right_graph(
    graph: KnowledgeGraph, plan: Plan, schedule: Schedule, physics: KnowledgeGraph
) -> None:
    """A plan needs its own graph, except as JSON; two graphs are one too many."""
    assert mlpath.write(plan, "json").text == plan.to_json() + "\n"
    with pytest.raises(RequestError, match="a plan names topics but holds no titles"):
        mlpath.write(plan, "csv")
    with pytest.raises(RequestError, match="a schedule names topics"):
        mlpath.write(schedule, "csv")
    with pytest.raises(PlanError, match="was made for hostile 0, not for this physics 1"):
        mlpath.write(plan, "csv", graph=physics)
    with pytest.raises(RequestError, match="two graphs were given"):
        mlpath.write(graph, "csv", graph=physics)
    not_a_thing: Any = "graph"
    with pytest.raises(RequestError, match="a str cannot be written"):
        mlpath.write(not_a_thing, "csv")


def test_an_infeasible_plan_has_ways_out_and_no_steps(physics: KnowledgeGraph) -> None:
    """Texts tell what would help; formats of steps refuse."""
    plan = mlpath.plan(physics, must=["motion"], budget="2h")
    assert "## Ways out" in mlpath.write(plan, "markdown", graph=physics).text
    assert json.loads(mlpath.write(plan, "json").text)["status"] == "infeasible"
    assert mlpath.write(plan, "csv", graph=physics).text.count("\n") == 1
    with pytest.raises(RequestError, match="no steps to write as anki"):
        mlpath.write(plan, "anki", graph=physics)


def test_what_cannot_be_saved_is_told(physics: KnowledgeGraph, tmp_path: Path) -> None:
    """A missing folder and a file in the way are one clear error each, and leave nothing."""
    with pytest.raises(FileError, match=r"cannot write .*: No such file"):
        mlpath.write(physics, tmp_path / "no" / "graph.csv")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FileError, match=r"cannot write .*file"):
        mlpath.write(physics, tmp_path / "file", format="obsidian")
    with pytest.raises(FileError, match="cannot write"):
        mlpath.write(physics, str(tmp_path / "a\0.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_failed_save_leaves_the_old_file(
    physics: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs neither the file that was there nor a stray one."""
    target = tmp_path / "graph.csv"
    target.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mlpath.saving.os.replace", full)
    with pytest.raises(FileError, match="No space left on device"):
        mlpath.write(physics, target)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("graph.csv", "old")]
