"""The README's commands and snippets run as they stand."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from mlpath.cli import run

if TYPE_CHECKING:
    from pathlib import Path


def blocks(root: Path, language: str) -> list[str]:
    """Return the fenced blocks of a language in the README."""
    text = (root / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working folder with the README's own graph in it."""
    monkeypatch.chdir(tmp_path)
    (yaml,) = blocks(root, "yaml")
    (tmp_path / "mechanics.yaml").write_text(yaml, encoding="utf-8")
    return tmp_path


def test_set_up_is_one_line_each(root: Path) -> None:
    """The two set-up commands make their own environment and need nothing else."""
    lines = [line for block in blocks(root, "sh") for line in block.splitlines()]
    plan, test = (line for line in lines if line.startswith("python3 -m venv .venv && "))
    assert ".venv/bin/mlpath plan --budget 300h" in plan
    assert plan.endswith("-o plan.svg")
    assert test.endswith(".venv/bin/python -m pytest -q -n auto")


def test_the_planning_line_works(root: Path, folder: Path) -> None:
    """What the first set-up line runs after the installation writes the picture."""
    (block, *_) = blocks(root, "sh")
    command = block.strip().rpartition(".venv/bin/mlpath ")[2]
    assert run(shlex.split(command)) == 0
    assert "<svg" in (folder / "plan.svg").read_text(encoding="utf-8")


def test_commands_of_the_readme_run(
    root: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every console line exits 0, in the order of the page."""
    assert folder.is_dir()
    lines = [line for block in blocks(root, "console") for line in block.splitlines()]
    commands = [line.removeprefix("$ mlpath ") for line in lines if line.startswith("$ mlpath ")]
    assert len(commands) >= 10
    for command in commands:
        assert run(shlex.split(command)) == 0, (command, capsys.readouterr().err)


def test_python_of_the_readme_runs(
    root: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The library snippet runs and writes its picture."""
    (snippet,) = blocks(root, "python")
    exec(compile(snippet, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("optimal ")
    assert "<svg" in (folder / "plan.svg").read_text(encoding="utf-8")


def test_links_of_the_readme_lead_somewhere(root: Path) -> None:
    """Relative links name files that exist."""
    text = (root / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert links
    assert [link for link in links if not (root / link).exists()] == []


def test_examples_run(root: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each example says something and fails at nothing."""
    scripts = sorted((root / "examples").glob("*.py"))
    assert len(scripts) >= 3
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", [str(script), str(folder)])
            exec(compile(text, str(script), "exec"), {"__file__": str(script)})
        assert capsys.readouterr().out
