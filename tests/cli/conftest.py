"""A command line to call, and a small graph to call it on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from mlpath.cli import run

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = """\
graph: {id: mechanics, title: Mechanics 1, version: "2026.1", licence: CC-BY-4.0}
sections: {maths: Mathematics, physics: Physics}
topics:
  vectors:
    {section: maths, title: Vectors, effort: {overview: 30m, working: 2h}, tags: [space]}
  derivatives:
    section: maths
    title: Derivatives
    aliases: [differentiation]
    effort: {overview: 1h, working: 4h}
    value: 2
  motion:
    section: physics
    title: Motion along a line
    summary: Where a thing is, how fast it goes, and how that changes.
    effort: 2-3h
    value: 3
    requires: [{topic: derivatives, level: overview, reason: speed is a derivative}]
  forces:
    section: physics
    title: Forces
    effort: {overview: 1h, working: 3-5h}
    value: 5
    tags: [space]
    requires: [{topic: motion, reason: forces change motion}, vectors@overview]
goals:
  exam: {title: The exam, topics: [{topic: forces, level: working, weight: 2}, motion]}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command line gave back."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Return standard output as JSON."""
        return json.loads(self.out)


Call = Callable[..., Answer]


@pytest.fixture
def graph_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small graph in an empty folder, which is the working folder from here on."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mechanics.yaml"
    file.write_text(GRAPH, encoding="utf-8")
    return file


@pytest.fixture
def mlpath(graph_file: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return a function that runs a command line inside this process."""
    assert graph_file.is_file()

    def call(*arguments: str) -> Answer:
        capsys.readouterr()
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call


@pytest.fixture
def process(graph_file: Path) -> Call:
    """Return a function that runs a command line in a process of its own."""

    def call(*arguments: str, stdin: str | None = None, **changed: str) -> Answer:
        environment = {**os.environ, **changed}
        done = subprocess.run(
            [sys.executable, "-m", "mlpath", *arguments],
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=graph_file.parent,
            env=environment,
            timeout=120,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return call
