"""One run from outside: exit codes, streams, interrupts, colours, weight, the same bytes."""

from __future__ import annotations

import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mlpath.cli import run, running
from mlpath.cli.output import clean

FILE = "mechanics.yaml"
HEAVY = ("networkx", "numpy", "scipy", "pydantic", "yaml", "graphviz")


def heavy_after(code: str) -> set[str]:
    """Return which heavy packages a piece of code has loaded."""
    look = f"import sys\n{code}\nsys.stderr.write('\\n' + ' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60
    )
    return set(HEAVY) & set(done.stderr.rpartition("\n")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["plan", "--help"], ["draw", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """Help answers at once: neither graphs nor numbers nor models are loaded for it."""
    assert heavy_after(f"from mlpath.cli import run; assert run({arguments}) == 0") == set()


def test_a_plan_of_the_bundled_graph_loads_neither_scipy_nor_networkx() -> None:
    """A good part of what a plan costs is what it loads: flows of this size need no scipy."""
    plan = ["plan", "--budget", "30h", "--format", "json"]
    loaded = heavy_after(f"from mlpath.cli import run; assert run({plan}) == 0")
    assert "numpy" in loaded
    assert not loaded & {"networkx", "scipy", "graphviz"}


def test_import_of_the_package_loads_nothing_heavy() -> None:
    """Public names are loaded when they are first used."""
    assert heavy_after("import mlpath") == set()
    assert "numpy" in heavy_after("import numpy")


def completed(mlpath: Any, monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """Return what the TAB key offers after some words."""
    monkeypatch.setenv("_MLPATH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    answer = mlpath()
    assert (answer.code, answer.err) == (0, "")
    offered: list[str] = answer.out.split()
    return offered


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("mlpath ver", ["verify"]),
        ("mlpath show sv", ["svd", "svm"]),
        ("mlpath plan --goal svd@", ["svd@overview", "svd@working", "svd@deep"]),
        ("mlpath plan --known vectors,svd", ["vectors,svd"]),
        ("mlpath topics --section lin", ["linear-algebra"]),
        ("mlpath topics --tag sys", ["systems"]),
        ("mlpath plan --goal section:lin", ["section:linear-algebra"]),
        ("mlpath plan --goal tag:sys", ["tag:systems"]),
        ("mlpath plan --goal prese", ["preset:"]),
        ("mlpath show --graph mechanics.yaml fo", ["forces"]),
        ("mlpath show --graph missing.yaml fo", []),
        ("mlpath topics --graph mechanics.yaml --section m", ["maths"]),
    ],
)
def test_completion_knows_topics_levels_sections_and_tags(
    mlpath: Any, monkeypatch: pytest.MonkeyPatch, words: str, offered: list[str]
) -> None:
    """Ids of the bundled graph, or of the graph that the line names, are completed."""
    assert sorted(offered) == sorted(completed(mlpath, monkeypatch, words))


def test_completion_loads_nothing_heavy() -> None:
    """The finger is still on the TAB key: no graph library, no numbers, no YAML."""
    for words, place, allowed in (("mlpath sh", 1, set()), ("mlpath show sv", 2, {"pydantic"})):
        # Typer itself reads the values of a command with pydantic.
        loaded = heavy_after(
            "import os, mlpath.cli\n"
            f"os.environ |= {{'_MLPATH_COMPLETE': 'complete_bash', 'COMP_WORDS': '{words}',"
            f" 'COMP_CWORD': '{place}'}}\n"
            "assert mlpath.cli.run([]) == 0"
        )
        assert loaded <= allowed


@pytest.mark.parametrize(
    "command",
    ["init", "plan", "draw", "explore", "verify", "search", "show", "why", "why-not",
     "explain", "next", "order", "topics", "check", "schema", "review", "forecast", "doctor",
     "replan"],
)  # fmt: skip
def test_every_command_has_help_with_an_example(mlpath: Any, command: str) -> None:
    """A newcomer finds what a command does; no line is wider than 80 columns."""
    answer = mlpath(command, "--help")
    assert answer.code == 0
    assert max(map(len, answer.out.splitlines())) <= 80
    assert mlpath(command, "-h").out == answer.out
    if command != "doctor":
        assert f"\n  mlpath {command}" in answer.out


@pytest.mark.parametrize("command", ["plan", "order", "next", "why", "search", "show", "topics",
                                     "draw", "explore", "check", "verify", "schema", "why-not",
                                     "explain"])  # fmt: skip
def test_the_examples_of_the_help_work(mlpath: Any, tmp_path: Path, command: str) -> None:
    """What the help shows can be typed as it stands."""
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    for name in ("my-graph.yaml", "my-additions.yaml"):
        (tmp_path / name).write_text(text.replace("vectors", "arrows"), encoding="utf-8")
    lines = [line.strip() for line in mlpath(command, "--help").out.splitlines()]
    if any("plan.json" in line for line in lines):
        mlpath("plan", "--budget", "20h", "-o", "plan.json")
    examples = [line for line in lines if line.startswith(f"mlpath {command}")]
    assert examples
    for example in examples:
        answer = mlpath(*shlex.split(example)[1:])
        assert answer.code in ({0, 1} if command == "check" else {0}), (example, answer.err)


def test_without_arguments_the_help_is_shown(mlpath: Any) -> None:
    """The bare command is a question, not a crash."""
    answer = mlpath()
    assert answer.out == mlpath("--help").out
    assert (answer.code, answer.err) == (2, "")


def test_the_graph_may_come_from_standard_input(process: Any, graph_file: Path) -> None:
    """``-`` reads the graph from a pipe, and gives what the file gives."""
    text = graph_file.read_text(encoding="utf-8")
    piped = process("order", "-", stdin=text)
    assert piped.code == 0
    assert piped.out == process("order", FILE).out
    plan = process("plan", FILE, "-f", "json").out
    assert process("verify", "-", FILE, stdin=plan).code == 0
    assert process("verify", "-", "-", stdin=plan).code == 2


def test_the_same_question_gives_the_same_bytes(process: Any, tmp_path: Path) -> None:
    """Hash seeds, time zones, working folders and locales change nothing."""
    graph = str(tmp_path / FILE)
    wish = ("plan", graph, "--budget", "5h", "--hours", "3h/week", "--start", "2026-12-01")
    files = ("plan.json", "plan.csv", "plan.md", "plan.txt", "plan.dot")
    outputs = ["-o", "-", *(word for name in files for word in ("-o", name))]
    answers = set()
    for seed, zone, locale in (
        ("0", "UTC", "C"),
        ("1", "Asia/Tokyo", "C.UTF-8"),
        ("2", "America/New_York", "POSIX"),
    ):
        shown = process(*wish, *outputs, PYTHONHASHSEED=seed, TZ=zone, LC_ALL=locale).out
        answers.add((shown, *((tmp_path / name).read_bytes() for name in files)))
    assert len(answers) == 1
    seeds = {process("next", graph, PYTHONHASHSEED=seed).out for seed in ("3", "4")}
    assert len(seeds) == 1


def test_no_colour_reaches_a_pipe(process: Any) -> None:
    """Piped text holds no escape sequence and no trailing blanks, and 80 columns at most."""
    out = process("plan", FILE, "--budget", "5h", TERM="xterm-256color").out
    assert "\x1b" not in out
    assert all(line == line.rstrip() and len(line) <= 80 for line in out.splitlines())


def _on_a_terminal(arguments: list[str], *, module: bool = True, **changed: str) -> str:
    """Return what a command shows on a terminal."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", **changed}
    with subprocess.Popen(
        [sys.executable, *(["-m", "mlpath"] if module else []), *arguments],
        stdin=slave, stdout=slave, stderr=slave, env=environment,
    ) as child:  # fmt: skip
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:  # the terminal closes with the child
                break
            if not part:
                break
            shown += part
        child.wait(timeout=60)
    os.close(master)
    return shown.decode()


def test_colour_reaches_a_terminal_unless_unwanted(graph_file: Path) -> None:
    """A terminal gets bold headings; NO_COLOR and TERM=dumb are honoured."""
    arguments = ["show", str(graph_file), "forces"]
    assert "\x1b[1m" in _on_a_terminal(arguments)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", _on_a_terminal(arguments, NO_COLOR="1"))
    assert "\x1b" not in _on_a_terminal(arguments, TERM="dumb")


def test_a_spinner_shows_only_when_work_takes_long(
    graph_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal sees that long work goes on; short work, quiet runs and pipes see nothing."""
    waiting = (
        "import sys, time; from mlpath.cli import output\n"
        "output.PATIENCE = 0.1\n"
        "with output.working(output.Talk(quiet=len(sys.argv) > 2), 'Waiting ...'):\n"
        "    time.sleep(float(sys.argv[1]))\n"
    )
    monkeypatch.chdir(graph_file.parent)
    assert "Waiting" in _on_a_terminal(["-c", waiting, "0.6"], module=False)
    assert "Waiting" not in _on_a_terminal(["-c", waiting, "0"], module=False)
    assert "Waiting" not in _on_a_terminal(["-c", waiting, "0.6", "quiet"], module=False)
    done = subprocess.run(
        [sys.executable, "-c", waiting, "0.6"], capture_output=True, check=True, timeout=60
    )
    assert done.stdout + done.stderr == b""


def test_controls_never_reach_a_terminal() -> None:
    """What could move a cursor or turn the direction of text is taken out."""
    assert clean("a\x1b]0;x\x07b\u202ec\u2066d\x9be\ttab\nline") == "a]0;xbcde\ttab\nline"


def test_hostile_arguments_are_shown_harmless(mlpath: Any) -> None:
    """An escape sequence in an argument or a file name does not reach the terminal."""
    for arguments in (["show", FILE, "\x1b[31mred"], ["plan", "\x1b[31m.yaml"], ["\x1b[2J"]):
        answer = mlpath(*arguments)
        assert answer.code == 2
        assert "\x1b" not in answer.err + answer.out


def test_a_closed_pipe_is_quiet(graph_file: Path) -> None:
    """``mlpath order | head -1`` says nothing about the pipe."""
    script = f"'{sys.executable}' -m mlpath order '{graph_file}' | head -n 1; echo $PIPESTATUS"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    script = f"'{sys.executable}' -m mlpath order '{graph_file}' -f json | true"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""


def test_closed_streams_are_no_crash(graph_file: Path) -> None:
    """A service without standard streams gets the right exit code."""
    for closing in (">&-", "<&- >&- 2>&-"):
        script = f"'{sys.executable}' -m mlpath order '{graph_file}' {closing}"
        done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, closing
        assert b"Traceback" not in done.stderr
    script = f"'{sys.executable}' -m mlpath order - <&-"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)
    assert done.returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
@pytest.mark.parametrize("command", ["order", "plan --budget 3h", "plan --format json"])
def test_a_full_disk_is_an_error(graph_file: Path, command: str) -> None:
    """Output that is lost is told, not swallowed."""
    script = f"'{sys.executable}' -m mlpath {command} '{graph_file}' >/dev/full"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: unreadable") or "cannot write" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_working_folder_that_is_gone_holds_no_settings(graph_file: Path, tmp_path: Path) -> None:
    """A shell may stand in a folder that was removed."""
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"cd '{gone}'; rmdir '{gone}'; '{sys.executable}' -P -m mlpath next '{graph_file}'"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_exits_130(graph_file: Path) -> None:
    """Ctrl-C ends a command that waits, with one line."""
    with subprocess.Popen(
        [sys.executable, "-m", "mlpath", "check", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=graph_file.parent,
    ) as child:  # fmt: skip
        time.sleep(1.5)
        child.send_signal(signal.SIGINT)
        assert child.stderr is not None
        said = child.stderr.read().decode()
        assert child.wait(timeout=30) == 130
    assert said == "interrupted\n"


def test_a_bug_is_one_line_that_asks_for_a_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nobody foresaw is told in a line; MLPATH_DEBUG=1 shows where it happened."""

    def broken(*_: object) -> int:
        message = "a\nsurprise \x1b[31m"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(running, "_run", broken)
    assert run(["plan"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: internal: ZeroDivisionError: a surprise [31m (please report")
    assert said.count("\n") == 1
    monkeypatch.setenv("MLPATH_DEBUG", "1")
    assert run(["plan"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_python_m_is_the_same_command(process: Any) -> None:
    """``python -m mlpath --version`` says the version of the distribution."""
    answer = process("--version")
    assert answer.code == 0
    assert re.fullmatch(r"mlpath [0-9]+\.[0-9]+\.[0-9]+\S*\n", answer.out)
