"""Run the console blocks of a page as a newcomer would, and compare what they print.

In a page, a fence ``console`` holds commands after ``$`` and what they print. A line ``...``
stands for any lines; a command with nothing below it has only to work. A ``code-block`` with a
caption is a file of that name. Run ``python docs/_ext/consoles.py PAGE...`` to bring a page up to
date; a line ``?`` below a command asks for all that it prints, ``? 5`` for the first five lines.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import runpy
import shlex
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from mlpath.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator

FENCE = re.compile(r"^```(?P<kind>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
CAPTION = re.compile(r"\A(?::[^\n]*\n)*?:caption: (?P<name>\S+)\n(?::[^\n]*\n)*\n?")
HOME = "/home/you"
ANY = "..."


@dataclass(frozen=True, slots=True)
class Difference:
    """A command that did not print what its page says."""

    command: str
    expected: tuple[str, ...]
    printed: tuple[str, ...]

    def __str__(self) -> str:
        """Return both, one below the other."""
        return "\n".join(
            (f"$ {self.command}", "--- expected", *self.expected, "--- printed", *self.printed)
        )


def compare(page: Path) -> list[Difference]:
    """Run a page's commands, in order and in one empty folder, and return what differs."""
    with _newcomer() as folder:
        return [
            Difference(command, expected, printed)
            for command, expected, printed in _played(page.read_text(encoding="utf-8"), folder)
            if expected and not _alike(expected, printed)
        ]


def update(page: Path) -> bool:
    """Write what the commands print into a page; return whether anything changed."""
    text = page.read_text(encoding="utf-8")
    with _newcomer() as folder:
        played = _played(text, folder)
        new = FENCE.sub(lambda fence: _renewed(fence, played), text)
        tuple(played)
    if new != text:
        page.write_text(new, encoding="utf-8")
    return new != text


@contextlib.contextmanager
def _newcomer() -> Iterator[Path]:
    """Stand in an empty folder, with an empty home and no settings."""
    before = Path.cwd()
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MLPATH_")}
    with tempfile.TemporaryDirectory(prefix="mlpath-docs-") as name:
        home = Path(name).resolve() / "home"
        folder = home / "study"
        folder.mkdir(parents=True)
        places = {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "XDG_CONFIG_HOME": str(home / ".config"),
        }
        with mock.patch.dict(os.environ, kept | places, clear=True):
            os.chdir(folder)
            try:
                yield folder
            finally:
                os.chdir(before)


def _played(text: str, folder: Path) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield each command with what the page expects and what it printed."""
    code = 0
    lines: list[str] = []
    for fence in FENCE.finditer(text):
        kind, body = fence["kind"].strip(), fence["body"]
        if (caption := CAPTION.match(body)) and kind.startswith("{code-block}"):
            file = folder / caption["name"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body[caption.end() :], encoding="utf-8")
        if kind != "console":
            continue
        for command, expected in _commands(body):
            if command == "echo $?":
                yield command, expected, (str(code),)
                code = 0
                continue
            _meant(code, lines)
            code, printed = _call(command)
            lines = printed.replace(str(folder.parent), HOME).splitlines()
            yield command, expected, tuple(line.rstrip() for line in lines)
    _meant(code, lines)


def _meant(code: int, lines: list[str]) -> None:
    """Refuse a failure that the page does not speak of."""
    if code:
        message = "\n".join((f"exit code {code}; a page says `echo $?` if it is meant", *lines))
        raise AssertionError(message)


def _commands(body: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the commands of a block, each with the lines below it."""
    parts = re.split(r"^\$ ", body, flags=re.MULTILINE)
    for part in parts[1:]:
        lines = part.rstrip("\n").split("\n")
        end = next((at for at, line in enumerate(lines) if not line.endswith("\\")), 0) + 1
        command = " ".join(line.removesuffix("\\").strip() for line in lines[:end])
        yield command, tuple(line.rstrip() for line in lines[end:])


def _call(command: str) -> tuple[int, str]:
    """Run a command in this process; return its exit code and all that it printed."""
    program, *arguments = shlex.split(command)
    buffer = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(buffer), contextlib.redirect_stderr(buffer):
        code = _run(program, arguments)
    buffer.flush()
    return code, buffer.buffer.getvalue().decode("utf-8")


def _run(program: str, arguments: list[str]) -> int:
    if program == "mlpath":
        return run(arguments)
    if program == "ls":
        print(*sorted(path.name for path in Path.cwd().iterdir()), sep="  ")
        return 0
    if program == "cat":
        print(*(Path(name).read_text(encoding="utf-8") for name in arguments), sep="", end="")
        return 0
    if program == "python":
        with mock.patch.object(sys, "argv", arguments):
            try:
                runpy.run_path(arguments[0], run_name="__main__")
            except SystemExit as stop:
                return int(stop.code or 0)
            except Exception:  # noqa: BLE001 - as an interpreter of its own would
                traceback.print_exc()
                return 1
        return 0
    message = f"a page may call mlpath, python, ls and cat, not {program}"
    raise AssertionError(message)


def _alike(expected: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Return whether lines are those expected, where ``...`` stands for any lines."""
    pattern = "".join("(?:.*\n)*?" if line == ANY else re.escape(line) + "\n" for line in expected)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def _renewed(
    fence: re.Match[str], played: Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]
) -> str:
    """Return a console block with what was printed, as much of it as the page showed."""
    if fence["kind"].strip() != "console":
        return fence[0]
    parts = re.split(r"^(?=\$ )", fence["body"], flags=re.MULTILINE)
    lines = [parts[0]]
    for part in parts[1:]:
        _, expected, printed = next(played)
        typed = part.rstrip("\n").split("\n")
        typed = typed[: len(typed) - len(expected)]
        lines.append("\n".join((*typed, *_shown(expected, printed))) + "\n")
    return f"```{fence['kind']}\n{''.join(lines)}```"


def _shown(expected: tuple[str, ...], printed: tuple[str, ...]) -> tuple[str, ...]:
    """Return as much of what was printed as the page showed before."""
    if expected and (asked := re.fullmatch(r"\?(?: (\d+))?", expected[0])):
        head = int(asked[1] or len(printed))
        return printed if head >= len(printed) else (*printed[:head], ANY)
    if not expected or _alike(expected, printed):
        return expected
    if ANY not in expected:
        return printed
    head = expected.index(ANY)
    tail = expected[::-1].index(ANY)
    return (*printed[:head], ANY, *(printed[-tail:] if tail else ()))


if __name__ == "__main__":
    for each in sys.argv[1:]:
        print(f"{each}: {'changed' if update(Path(each)) else 'as it was'}")
