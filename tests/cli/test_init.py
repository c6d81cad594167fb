"""``mlpath init``: questions, flags, and a file that reads back."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mlpath import Learner, read_learner

GRAPH = ("--graph", "mechanics.yaml")


def written(name: str = "learner.yaml") -> dict[str, Any]:
    """Return what a file says, without its graph."""
    plain = read_learner(name).to_dict()
    plain.pop("graph", None)
    return plain


def test_flags_answer_everything(mlpath: Any) -> None:
    """With -y nothing is asked; the next command is named, and works."""
    answer = mlpath(
        *("init", *GRAPH, "--goal", "forces@working:2,preset:exam", "--known", "Vectors"),
        *("--hours", "3h/week", "--weeks", "4", "--start", "2026-12-01", "-y"),
    )
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "wrote learner.yaml\nnext: mlpath plan\n"
    assert read_learner("learner.yaml") == Learner(
        graph="mechanics.yaml",
        goals=["forces@working:2", "preset:exam"],
        known=["vectors@working"],
        hours="3h/week",
        weeks=4,
        start="2026-12-01",
    )
    assert mlpath("plan", "-q").code == 0
    assert mlpath("init", *GRAPH, "-q", "-y", "--goal", "motion", "--force").err == ""
    assert written() == {"goals": [{"topic": "motion"}]}


def test_questions_are_answered_line_by_line(process: Any, tmp_path: Path) -> None:
    """Words are searched for and offered by number; what makes no sense is asked again."""
    replies = (
        "moving line\n1\nforces@zz\npreset:exam\n\ndifferentiation\n\nmany\n3h/week\n4 weeks\n"
    )
    answer = process("init", *GRAPH, stdin=f"{replies}2026-13-01\n2026-12-01\n")
    assert (answer.code, answer.out) == (0, "")
    assert "1  motion  Motion along a line" in answer.err
    assert "no level 'zz'" in answer.err
    assert "'many' is not a rate" in answer.err
    assert "2026-13-01" in answer.err
    assert answer.err.endswith("wrote learner.yaml\nnext: mlpath plan\n")
    assert written(str(tmp_path / "learner.yaml")) == {
        "goals": [{"topic": "motion"}, {"preset": "exam"}],
        "known": ["derivatives@working"],
        "hours": "3h/week",
        "weeks": 4,
        "start": "2026-12-01",
    }


def test_the_end_of_the_input_leaves_the_rest_open(process: Any, tmp_path: Path) -> None:
    """A pipe that says little, or nothing at all, makes a file with comments."""
    assert process("init", *GRAPH, stdin="forces\n").code == 0
    assert written(str(tmp_path / "learner.yaml")) == {"goals": [{"topic": "forces"}]}
    answer = process("init", "--force", stdin="")
    assert answer.code == 0
    assert read_learner(tmp_path / "learner.yaml") == Learner()


def test_only_what_is_open_is_asked(process: Any) -> None:
    """A flag answers its question; without hours there is no first day to ask for."""
    answer = process("init", *GRAPH, "--goal", "forces", "--known", "vectors", stdin="\n5h\n")
    assert "goal:" not in answer.err
    assert "known:" not in answer.err
    assert "start:" not in answer.err
    assert "budget:" in answer.err


def test_nobody_is_asked_for_ever(process: Any) -> None:
    """Ten answers in a row that make no sense are enough of them."""
    answer = process("init", *GRAPH, stdin="zzzz\n" * 100)
    assert answer.code == 0
    assert answer.err.count("goal: ") == 10


def test_a_file_that_is_there_is_never_lost(mlpath: Any, tmp_path: Path) -> None:
    """It takes --force to replace it; a symlink to nowhere counts too."""
    Path("learner.yaml").write_text("budget: 3h\n")
    answer = mlpath("init", "-y", "--goal", "svd")
    assert (answer.code, answer.out) == (2, "")
    assert "learner.yaml is there already" in answer.err
    assert Path("learner.yaml").read_text() == "budget: 3h\n"
    Path("other.yaml").symlink_to(tmp_path / "nowhere")
    assert mlpath("init", "-y", "-o", "other.yaml").code == 2
    assert not (tmp_path / "nowhere").exists()


def test_another_place_or_standard_output(mlpath: Any, tmp_path: Path) -> None:
    """The graph is named from where the file stands."""
    (tmp_path / "people").mkdir()
    answer = mlpath("init", *GRAPH, "-y", "--goal", "forces", "-o", "people/me.yaml")
    assert "next: mlpath place --learner people/me.yaml" in answer.err
    assert read_learner("people/me.yaml").graph == "people/../mechanics.yaml"
    assert mlpath("plan", "--learner", "people/me.yaml", "-q").code == 0
    shown = mlpath("init", *GRAPH, "-y", "-o", "-")
    assert shown.err == ""
    assert "graph: mechanics.yaml\n" in shown.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--goal", "forses"), "did you mean 'forces'?"),
        (("--goal", "forces@zz"), "no level 'zz'"),
        (("--goal", "tag:nothing"), "no tag 'nothing'"),
        (("--known", "vektors"), "did you mean 'vectors'?"),
        (("--budget", "40"), "has no unit"),
        (("--start", "2026-12-01"), "start needs hours"),
        (("--weeks", "3"), "weeks needs hours"),
        (("-o", "nowhere/me.yaml"), "there is no folder nowhere"),
    ],
)
def test_wrong_flags_are_told_before_anything_is_asked(
    mlpath: Any, arguments: tuple[str, ...], message: str
) -> None:
    """Exit code 2, one sentence, no file."""
    answer = mlpath("init", *GRAPH, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert not Path("learner.yaml").exists()


def test_an_interrupt_leaves_nothing(graph_file: Path) -> None:
    """Ctrl-C at a question ends with 130, and no file, not even a hidden one."""
    before = sorted(graph_file.parent.iterdir())
    with subprocess.Popen(
        [sys.executable, "-m", "mlpath", "init", *GRAPH],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=graph_file.parent,
    ) as child:  # fmt: skip
        assert child.stderr is not None
        while not child.stderr.readline().startswith(b"What do you want"):
            pass
        time.sleep(0.2)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 130
    assert sorted(graph_file.parent.iterdir()) == before


def test_a_terminal_completes_names(graph_file: Path) -> None:
    """The TAB key completes topics, and levels after an @."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mlpath", "init", *GRAPH],
        stdin=slave, stdout=slave, stderr=slave, cwd=graph_file.parent,
        env={**os.environ, "TERM": "xterm"}, start_new_session=True,
    ) as child:  # fmt: skip
        os.close(slave)
        shown = b""
        for awaited, typed in (
            (b"goal: ", b"for\t@wor\t\n"),
            (b"goal: ", b"\n"),
            (b"known: ", b"\n"),
            (b"hours: ", b"\n"),
            (b"budget: ", b"\n"),
        ):
            while awaited not in shown.rpartition(b"\n")[2]:
                shown += os.read(master, 4096)
            os.write(master, typed)
            shown += b"\n"
        assert child.wait(timeout=30) == 0
    os.close(master)
    assert (graph_file.parent / "learner.yaml").read_text().count("\n  - forces@working\n") == 1
