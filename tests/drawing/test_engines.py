"""Tests of finding engines and of running them so that they can do no harm."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from mlpath.drawing import Engine, engine_version, find_engine
from mlpath.drawing import engines as module
from mlpath.drawing.engines import run_engine
from mlpath.errors import EngineError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="stand-in engines are shell scripts")


def program(folder: Path, text: str, name: str = "dot") -> Path:
    """Return a program that runs the Python text."""
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_named_engine_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MLPATH_DOT wins over everything."""
    path = program(tmp_path, "", "mine")
    monkeypatch.setenv("MLPATH_DOT", str(path))
    assert find_engine() == Engine(str(path), "named")


@pytest.mark.parametrize("name", ["dot", "/no/such/dot", "/"])
def test_a_named_engine_must_be_a_program(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative name, a missing file and a folder are refused with a hint."""
    monkeypatch.setenv("MLPATH_DOT", name)
    with pytest.raises(EngineError, match=r"MLPATH_DOT is .* .name the dot program itself"):
        find_engine()


def test_a_dot_in_the_current_folder_is_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Empty and relative entries of PATH are passed over."""
    program(tmp_path, "")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin"]))
    monkeypatch.setattr(module, "_pure", lambda: None)
    with pytest.raises(EngineError, match=r"no Graphviz engine was found .install"):
        find_engine()


def test_a_system_dot_comes_before_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dot on an absolute entry of PATH is used."""
    path = program(tmp_path, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_engine() == Engine(str(path), "system")


def test_the_package_is_found_without_any_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """graphviz-pure is found by its installed files, whatever PATH says."""
    monkeypatch.setenv("PATH", "")
    try:
        found = find_engine()
    except EngineError:
        pytest.skip("graphviz-pure has no wheel here")
    assert found.kind == "pure"
    assert "graphviz" in engine_version(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import sys; sys.exit('syntax error in line 1')", r"exit 1.: syntax error in line 1"),
        ("import sys; sys.stdin.read()", "it wrote nothing"),
        ("import os; os.abort()", "ran out of memory or crashed"),
        (
            "import sys; sys.stderr.write('memory allocation of 9 bytes failed'); sys.exit(3)",
            "ran out of memory",
        ),
        (
            "import sys; sys.stderr.write('\\x1b[31mred\\x07' * 500); sys.exit(1)",
            r"exit 1.: \?\[31mred\?",
        ),
    ],
)
def test_whatever_goes_wrong_is_one_clean_message(tmp_path: Path, text: str, message: str) -> None:
    """Exit codes, signals and floods of control characters become one short line."""
    engine = Engine(str(program(tmp_path, text)), "named")
    with pytest.raises(EngineError, match=message) as caught:
        run_engine(engine, "digraph {}", "svg")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700


def test_an_engine_that_hangs_is_stopped_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall limit ends the whole process group."""
    mark = tmp_path / "pid"
    text = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(mark)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(60)"
    )
    monkeypatch.setattr(module, "WALL_SECONDS", 2)
    with pytest.raises(EngineError, match="took over 2 s and was stopped"):
        run_engine(Engine(str(program(tmp_path, text)), "named"), "digraph {}", "svg")
    state = Path("/proc", mark.read_text(encoding="utf-8"), "stat")
    for _ in range(100):  # a busy machine takes a while to carry the signal out
        if not state.exists() or state.read_text(encoding="utf-8").split()[2] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the child outlived its engine by ten seconds")


@pytest.mark.skipif(sys.platform != "linux", reason="limits are set on Linux alone")
def test_memory_and_cpu_are_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that wants 3 GB, or more CPU than allowed, does not get it."""
    greedy = "import sys; sys.stdin.read(); x = bytearray(3 << 30)"
    with pytest.raises(EngineError, match="memory"):
        run_engine(Engine(str(program(tmp_path, greedy)), "named"), "digraph {}", "svg")
    monkeypatch.setattr(module, "CPU_SECONDS", 1)
    busy = "import sys; sys.stdin.read()\nwhile True: pass"
    with pytest.raises(EngineError, match="took over 1 s of CPU"):
        run_engine(Engine(str(program(tmp_path, busy, "busy")), "named"), "digraph {}", "svg")


def test_engines_are_told_to_open_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment switches file loading off."""
    monkeypatch.setenv("GV_FILE_PATH", "/etc")
    text = "import os; print(os.environ.get('SERVER_NAME'), os.environ.get('GV_FILE_PATH'))"
    engine = Engine(str(program(tmp_path, text)), "named")
    assert run_engine(engine, "digraph {}", "svg") == b"mlpath None\n"


def test_an_engine_that_cannot_start_is_reported(tmp_path: Path) -> None:
    """A file that is no program gives an engine error, not an OSError."""
    path = tmp_path / "dot"
    path.write_bytes(b"\x00\x01")
    path.chmod(0o755)
    with pytest.raises(EngineError, match="cannot be run"):
        engine_version(Engine(str(path), "named"))
