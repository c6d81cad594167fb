"""The bytes of files and of standard input, whatever is wrong with them told as mlpath's error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from mlpath.errors import FileError, Problem, RequestError
from mlpath.reading.events import LARGEST_FILE

if TYPE_CHECKING:
    from pathlib import Path

STANDARD_INPUT = "-"


def path_of(path: str | os.PathLike[str]) -> str:
    """Return a path as text.

    Raises
    ------
    RequestError
        If it is none.
    """
    found: object = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(found, str):
        hint = "give a text or a pathlib.Path"
        raise RequestError(Problem("bad-request", f"{found!r} is no path", hint=hint))
    return found


def bytes_of(file: Path) -> bytes:
    """Return what a file holds, cut off after more than any file may hold.

    Raises
    ------
    FileError
        If it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise unreadable(str(file), error) from None


def standard_input() -> bytes:
    """Return what standard input holds, cut off as a file is.

    Raises
    ------
    FileError
        If it cannot be read.
    """
    if sys.stdin is None:  # as the interpreter says of a closed one
        raise unreadable("standard input", ValueError("it is closed"))
    try:
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    except (OSError, ValueError, AttributeError) as error:
        name = "standard input"
        raise unreadable(name, error) from None


def unreadable(name: str, error: Exception) -> FileError:
    """Return the error of a file that cannot be read."""
    reason = getattr(error, "strerror", None) or str(error)
    shown = repr(name) if not name.isprintable() else name
    hint = "give a folder, a YAML file, or - for standard input"
    return FileError(f"cannot read {shown}: {reason}", hint=hint)
