"""Streams and files: data on standard output, talk on standard error, nothing half written."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlpath.errors import FileError, MlpathError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, RenderableType

    from mlpath.writing import Document

SCHEMA_VERSION = 1
STANDARD_OUTPUT = "-"
WIDTH = 80
NARROWEST = 20
PATIENCE = 1.0  # seconds before a spinner shows

# Controls, and the characters that turn the direction of text: a title must not move the cursor
# nor show other words than it holds.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)


@dataclass(slots=True)
class Talk:
    """How this run speaks; options fill it in before anything can go wrong.

    Attributes
    ----------
    as_json
        Errors are also wanted as JSON on standard output.
    quiet
        Nothing but errors on standard error.
    learner
        The learner's file that answers for options, as `mlpath.cli.learning` holds it.
    """

    as_json: bool = False
    quiet: bool = False
    learner: object = None


def clean(text: str) -> str:
    """Return a text without what could steer a terminal or turn its direction.

    Examples
    --------
    >>> clean("a\\x1b[31mb")
    'a[31mb'
    """
    return _UNSAFE.sub("", text)


def prepare_streams() -> None:
    """Make the streams write UTF-8 to files and pipes, and never fail on a terminal's charset."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller (`>&-`)
            nowhere = Path(os.devnull).open("wb")  # noqa: SIM115 - open until the process ends
            setattr(sys, name, io.TextIOWrapper(nowhere, encoding="utf-8"))
        elif isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def say(*lines: str) -> None:
    """Print lines on standard error."""
    text = "".join(f"{clean(line)}\n" for line in lines)
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()


def put(data: str | bytes) -> None:
    """Write data to standard output; a reader who has gone away is no error.

    Raises
    ------
    FileError
        If it cannot be written, as on a full disk.
    """
    try:
        if isinstance(data, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            sys.stdout.write(data if data.endswith("\n") or not data else f"{data}\n")
            sys.stdout.flush()
    except BrokenPipeError:
        silence_stdout()
    except OSError as error:
        raise _unwritten(error) from None


def _unwritten(error: OSError) -> FileError:
    """Return the error of a standard output that takes nothing more, and let it rest."""
    silence_stdout()
    message = f"cannot write to standard output: {error.strerror}"
    return FileError(Problem("unwritable", message))


def silence_stdout() -> None:
    """Let whatever still comes vanish, the interpreter's own last flush included."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def as_json(data: object) -> str:
    """Return data as JSON text, the same for the same data."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def problem_as_dict(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain data for JSON."""
    place = problem.place
    return {
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "kind": "finding" if problem.lint else "error",
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "path": list(problem.path),
        "notes": [
            {
                "text": note.text,
                "file": note.place.file if note.place else None,
                "line": note.place.line if note.place else None,
                "column": note.place.column if note.place else None,
            }
            for note in problem.notes
        ],
    }


def error_as_dict(error: MlpathError) -> dict[str, Any]:
    """Return an error as plain data for JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "status": "error",
        "problems": [problem_as_dict(problem) for problem in error.problems],
        "dropped": error.dropped,
    }


def check_writable(outputs: Sequence[str]) -> None:
    """Refuse outputs that could not be written, before any work is done.

    Raises
    ------
    FileError
        With a problem for each folder that does not exist and each output that is a folder.
    """
    problems = []
    for output in outputs:
        if output == STANDARD_OUTPUT:
            continue
        path = Path(output)
        if path.is_dir():
            problems.append(Problem("unwritable", f"{output} is a folder", hint="name a file"))
        elif not path.absolute().parent.is_dir():
            message = f"there is no folder {path.parent} to write {path.name} to"
            problems.append(Problem("unwritable", message, hint="make it first"))
    if problems:
        raise FileError(problems)


def save(output: str, data: str | bytes) -> None:
    """Write a file in one go (see `mlpath.saving`).

    Raises
    ------
    FileError
        If it cannot be written.
    """
    from mlpath.saving import replace_file

    replace_file(output, data.encode() if isinstance(data, str) else data)


def hand_over(document: Document, output: str) -> None:
    """Put a document where it belongs: on standard output, in a file or in a folder.

    Raises
    ------
    FileError
        If it cannot be written.
    """
    if output == STANDARD_OUTPUT:
        put(document.data)
    elif document.is_folder:
        document.save(output)
    else:
        save(output, document.data)


def render(*parts: RenderableType, plain: bool = False) -> str:
    """Return Rich renderables as text; with colours only where standard output shows them.

    Parameters
    ----------
    parts
        Texts are plain text: never markup, whatever they hold.
    plain
        For files: no colours, and a fixed width.

    Raises
    ------
    FileError
        If standard output is on a full disk: Rich writes an empty text to it even here.
    """
    console = _console(plain=plain)
    try:
        with console.capture() as capture:
            for part in parts:
                console.print(part)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritten(error) from None
    text = capture.get()
    if console.is_terminal:
        return text
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _console(*, plain: bool) -> Console:
    from rich.console import Console

    return Console(
        file=io.StringIO() if plain else sys.stdout,
        width=WIDTH if plain else _width(),
        force_terminal=False if plain else None,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _width() -> int:
    # Rich would measure the terminal behind standard error even when standard output is a pipe.
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) >= NARROWEST:
        return int(columns)
    return shutil.get_terminal_size((WIDTH, 25)).columns if sys.stdout.isatty() else WIDTH


@contextlib.contextmanager
def working(talk: Talk, what: str) -> Iterator[None]:
    """Show a spinner on a terminal's standard error once the work takes over a second."""
    if talk.quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    status = Console(stderr=True, highlight=False, markup=False).status(clean(what))
    timer = threading.Timer(PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        status.stop()
