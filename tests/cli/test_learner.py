"""A learner's file behind every command: found, named, weaker than flags, its slips placed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mlpath.cli.app import command
from mlpath.learners import ENTRIES

FILE = """\
graph: mechanics.yaml
goals:
  - forces:2
  - {topic: motion, must: yes}
known: {vectors: overview}
hours: 3h/week
start: 2026-12-01
weeks: 4
pace: 1.5
"""


@pytest.fixture
def learner(graph_file: Path) -> Path:
    """Return a learner's file beside a small graph, in the working folder."""
    file = graph_file.parent / "learner.yaml"
    file.write_text(FILE)
    return file


def asked(mlpath: Any, *arguments: str) -> dict[str, Any]:
    """Return what a plan was made for."""
    found: dict[str, Any] = mlpath("plan", *arguments, "-q", "-f", "json").data["asked"]
    return found


@pytest.mark.usefixtures("learner")
def test_the_file_of_the_folder_is_found_and_named(mlpath: Any) -> None:
    """Its entries are what the options would be; standard error says where they come from."""
    answer = mlpath("plan", "-f", "json")
    assert answer.err == "learner: learner.yaml\n"
    made = answer.data["asked"]
    assert (made["goals"], made["must"]) == (["forces:2"], ["motion@working"])
    assert (made["known"], made["budget_minutes"], made["pace"]) == (
        ["vectors@overview"], 4 * 180, 1.5,
    )  # fmt: skip
    assert answer.data["graph"]["id"] == "mechanics"
    assert answer.data["schedule"]["start"] == "2026-12-01"
    assert mlpath("plan", "-q").err == ""


@pytest.mark.usefixtures("learner")
def test_flags_and_environment_are_stronger(
    mlpath: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And settings files are weaker; a list replaces the list."""
    (tmp_path / "mlpath.toml").write_text('pace = 9.0\nreview = 10\nban = ["motion"]\n')
    made = asked(mlpath, "--known", "derivatives@overview")
    assert made["known"] == ["derivatives@overview"]
    assert made["pace"] == 1.5
    monkeypatch.setenv("MLPATH_PACE", "2")
    assert asked(mlpath)["pace"] == 2
    assert asked(mlpath, "--pace", "3")["pace"] == 3


@pytest.mark.usefixtures("learner")
def test_it_can_be_ignored(mlpath: Any) -> None:
    """``--no-learner`` plans as if it were not there."""
    answer = mlpath("plan", "mechanics.yaml", "--no-learner", "-f", "json")
    assert answer.data["asked"]["goals"] == []
    assert "learner" not in answer.err


def test_another_file_is_named_by_option_environment_or_settings(
    mlpath: Any, learner: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is named is not said again; relative graphs stand beside the file."""
    folder = tmp_path / "people"
    folder.mkdir()
    other = folder / "me.yaml"
    other.write_text("graph: ../mechanics.yaml\ngoals: [motion]\nbudget: 9h\n")
    answer = mlpath("plan", "--learner", str(other), "-f", "json")
    assert (answer.data["asked"]["goals"], answer.err) == (["motion"], "")
    monkeypatch.setenv("MLPATH_LEARNER", "people/me.yaml")
    assert asked(mlpath)["goals"] == ["motion"]
    monkeypatch.delenv("MLPATH_LEARNER")
    (tmp_path / "mlpath.toml").write_text('learner = "people/me.yaml"\n')
    assert asked(mlpath)["goals"] == ["motion"]
    learner.unlink()
    assert "cannot read gone.yaml" in mlpath("plan", "--learner", "gone.yaml").err


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize(
    "arguments",
    [
        ("order",), ("next",), ("why", "forces"), ("draw",), ("draw", "--view", "overview"),
        ("export", "-f", "graphml"), ("status",), ("topics",), ("search", "motion"),
        ("show", "forces"), ("plan", "--curve"), ("plan", "--balance", "--terms", "4"),
    ],
)  # fmt: skip
def test_every_command_takes_its_graph(mlpath: Any, arguments: tuple[str, ...]) -> None:
    """Nothing that the file says stands in the way of a command that cannot use it."""
    answer = mlpath(*arguments)
    assert (answer.code, answer.err) == (0, "learner: learner.yaml\n")
    assert answer.out


def test_every_command_with_such_an_option_takes_the_file() -> None:
    """No command that could be answered by the file goes without."""
    options = {entry.option for entry in ENTRIES}
    for name, each in command().commands.items():
        names = {parameter.name for parameter in each.params}
        assert ("learner" in names) == bool(options & names and name != "init"), name


def test_slips_are_placed_in_the_file(mlpath: Any, learner: Path) -> None:
    """What is wrong with the file itself, and what its graph does not have."""
    learner.write_text(FILE.replace("3h/week", "3h"))
    answer = mlpath("next")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("learner.yaml:6:8: bad-rate: '3h' is not a rate")
    assert answer.err.endswith("hint: --no-learner ignores that file\n")
    assert "hint" not in mlpath("next", "--learner", "learner.yaml").err
    learner.write_text(FILE.replace("forces:2", "forses").replace("vectors", "vektors"))
    for arguments in (("plan",), ("next",), ("status",), ("draw",)):
        answer = mlpath(*arguments)
        assert answer.code == 2
        assert "learner.yaml:3:5: unknown-topic: no topic 'forses'" in answer.err
        assert "learner.yaml:5:9: unknown-topic: no topic 'vektors'" in answer.err
    data = mlpath("plan", "-f", "json").data
    assert [(each["file"], each["line"]) for each in data["problems"]] == [
        ("learner.yaml", 3), ("learner.yaml", 5),
    ]  # fmt: skip
    assert "unknown-topic: no topic 'nothing'" in mlpath("why", "nothing", "--no-learner").err


@pytest.mark.usefixtures("learner")
def test_slips_on_the_command_line_are_not_blamed_on_the_file(mlpath: Any) -> None:
    """A name that the file does not hold has no place in it."""
    answer = mlpath("plan", "--goal", "forses")
    assert answer.code == 2
    assert "error: unknown-topic: no topic 'forses'" in answer.err
    assert "learner.yaml:" not in answer.err
    Path("learner.yaml").write_text(FILE.replace("vectors", "vektors"))
    assert "learner.yaml:" not in mlpath("why", "forses").err


def test_help_does_not_read_the_file(mlpath: Any, learner: Path) -> None:
    """Nor does completion."""
    learner.write_text("budget: nonsense\n")
    assert mlpath("plan", "--help").code == 0
    assert mlpath("plan").code == 2


def test_the_file_may_come_from_standard_input(process: Any) -> None:
    """As from another program."""
    answer = process("plan", "--learner", "-", "-f", "json", stdin=FILE)
    assert answer.data["asked"]["goals"] == ["forces:2"]
