"""Files are old or new, never neither: whichever call of the system fails, in every command."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mlpath import saving
from mlpath.cli import run
from mlpath.errors import FileError
from mlpath.plans import Plan
from mlpath.reading.learners import examine_file
from mlpath.saving import replace_file
from tests.tracking.failing import FailingOs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CALLS = 12  # at least as many watched calls as one file takes
OLD, NEW = b"old", b"new " * 5_000
POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX files")
GRAPH = """\
topics:
  vectors: {effort: 2h}
  svd: {effort: 5h, requires: [vectors]}
"""
DATED = ("--hours", "2h per weekday", "--start", "2026-12-07")


def attempt(patch: pytest.MonkeyPatch, failing: FailingOs, act: Callable[[], object]) -> str:
    """Run something while a call of the system fails; return what came of it."""
    patch.setattr(saving, "os", failing)
    try:
        act()
    except FileError as error:
        return str(error)
    except KeyboardInterrupt:
        return "interrupted"
    return "saved"


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("for_ever", [False, True])
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO", "short", "interrupt"])
def test_a_file_is_old_or_new(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    for_ever: bool,  # noqa: FBT001 - a parameter of the test
    before: bool,  # noqa: FBT001 - as above
) -> None:
    """Every call fails once, and from then on: the file is whole, and nothing else is left."""
    file = tmp_path / "plan.json"
    outcomes = []
    for nth in range(1, CALLS + 1):
        file.unlink(missing_ok=True)
        if before:
            file.write_bytes(OLD)
        with monkeypatch.context() as patch:
            failing = FailingOs(nth, fault, for_ever=for_ever)
            outcome = attempt(patch, failing, lambda: replace_file(file, NEW))
        outcomes.append(outcome)
        held = file.read_bytes() if file.exists() else None
        assert held in ({NEW} if outcome == "saved" else {OLD if before else None, NEW})
        if held == NEW and outcome != "saved":
            assert "is written, but" in outcome or outcome == "interrupted"
        others = [each.name for each in tmp_path.iterdir() if each != file]
        assert for_ever or not others
        for name in others:
            (tmp_path / name).unlink()
    failed = [outcome for outcome in outcomes if outcome != "saved"]
    assert len(failed) >= (1 if fault == "short" and for_ever else 0 if fault == "short" else 5)
    assert outcomes[-1] == "saved"


def test_the_watched_calls_are_all_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The faults reach past the last call, and file and folder are synced."""
    counting = FailingOs(0)
    (tmp_path / "plan.json").write_bytes(OLD)
    with monkeypatch.context() as patch:
        attempt(patch, counting, lambda: replace_file(tmp_path / "plan.json", NEW))
    assert len(counting.calls) < CALLS
    assert counting.calls.count("fsync") == (1 if os.name == "nt" else 2)
    assert counting.calls.index("fsync") < counting.calls.index("replace")


CHILD = """
import os, sys
from pathlib import Path
from mlpath import saving
from tests.tracking.failing import FailingOs
file, fault = Path(sys.argv[1]), sys.argv[2]
for nth in range(1, int(sys.argv[3]) + 1):
    file.write_bytes(b"old")
    child = os.fork()
    if child == 0:
        saving.os = FailingOs(nth, fault)
        saving.replace_file(file, b"new " * 5000)
        os._exit(0)
    os.waitpid(child, 0)
    assert file.read_bytes() in (b"old", b"new " * 5000), nth
    print(nth)
"""


@POSIX
@pytest.mark.parametrize("fault", ["kill-before", "kill-after"])
def test_killed_at_any_call_a_file_is_old_or_new(tmp_path: Path, root: Path, fault: str) -> None:
    """A killed writer leaves the old content or the new."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "plan.json"), fault, str(CALLS)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split()[-1] == str(CALLS)


@POSIX
def test_rights_and_links_stay(tmp_path: Path) -> None:
    """A private file stays private, a link stays one, and a pipe is written to."""
    file, link = tmp_path / "plan.json", tmp_path / "link.json"
    file.write_bytes(OLD)
    file.chmod(0o600)
    link.symlink_to(file)
    replace_file(link, NEW)
    assert link.is_symlink()
    assert file.read_bytes() == NEW
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    replace_file(os.devnull, NEW)
    with pytest.raises(FileError, match="cannot write"):
        replace_file(tmp_path / "nowhere" / "plan.json", NEW)


def started(folder: Path) -> None:
    """Write a graph, a plan and a learner's file into a folder."""
    (folder / "graph.yaml").write_text(GRAPH, encoding="utf-8")
    assert typed("plan", "graph.yaml", *DATED, "-o", "plan.json") == 0
    assert typed("init", "-g", "graph.yaml", "--goal", "svd", "--yes", "-o", "me.yaml") == 0


def typed(*words: str) -> int:
    """Run a command line in this process."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return run(list(words))


def is_plan(file: Path) -> bool:
    """Tell whether a file holds a plan."""
    return bool(Plan.from_json(file.read_bytes()).steps)


def is_learner(file: Path) -> bool:
    """Tell whether a file holds what a learner wants."""
    return examine_file(str(file)).learner is not None


def is_calendar(file: Path) -> bool:
    """Tell whether a file holds events."""
    calendar = pytest.importorskip("icalendar")
    return bool(calendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


def is_drawing(file: Path) -> bool:
    """Tell whether a file holds a whole drawing for Graphviz."""
    return file.read_text(encoding="utf-8").endswith("}\n")


def is_svg(file: Path) -> bool:
    """Tell whether a file holds a whole picture."""
    return file.read_text(encoding="utf-8").rstrip().endswith("</svg>")


@pytest.mark.parametrize(
    "command",
    [
        (("plan", "graph.yaml", "--budget", "3h", "-o", "plan.json"), "plan.json", is_plan),
        (
            ("replan", "plan.json", "graph.yaml", "--today", "2026-12-14", "--log", "log.jsonl"),
            "plan.json",
            is_plan,
        ),
        (
            ("init", "-g", "graph.yaml", "--known", "vectors", "-y", "--force", "-o", "me.yaml"),
            "me.yaml",
            is_learner,
        ),
        (
            ("export", "graph.yaml", "--plan", "plan.json", "-o", "plan.ics"),
            "plan.ics",
            is_calendar,
        ),
        (("draw", "graph.yaml", "-o", "map.dot"), "map.dot", is_drawing),
        (("forecast", "graph.yaml", "--plan", "plan.json", "-o", "f.svg"), "f.svg", is_svg),
    ],
    ids=["plan", "replan", "init", "export", "draw", "forecast"],
)
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
def test_every_command_leaves_old_or_new(
    command: tuple[tuple[str, ...], str, Callable[[Path], bool]],
    fault: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whichever call fails, the command says so, and the file is whole or not there yet."""
    words, name, is_whole = command
    if name.endswith(".ics"):
        pytest.importorskip("icalendar")
    monkeypatch.chdir(tmp_path)
    started(tmp_path)
    file = tmp_path / name
    old = file.read_bytes() if file.exists() else None
    codes = []
    for nth in range(1, CALLS + 1):
        if old is not None:
            file.write_bytes(old)
        else:
            file.unlink(missing_ok=True)
        with monkeypatch.context() as patch:
            patch.setattr(saving, "os", FailingOs(nth, fault))
            codes.append(typed(*words))
        assert is_whole(file) if file.exists() else old is None
        if codes[-1] == 0:
            assert file.read_bytes() != old
    assert set(codes) == {0, 2}
    assert codes[0] == 2
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]
