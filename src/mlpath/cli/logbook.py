"""The progress log as commands name it, and the clock that stamps what goes into it."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli.output import Talk, say
from mlpath.errors import FileError, Problem, report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.tracking import Log

LogOption = Annotated[
    str | None,
    typer.Option(
        "--log",
        metavar="FILE",
        help="The progress log. Default: one for each graph, in your data folder.",
        envvar="MLPATH_LOG",
        show_default=False,
    ),
]


def now() -> dt.datetime:
    """Return the time, in the learner's own time zone."""
    return dt.datetime.now(dt.UTC).astimezone()


def fresh_ids() -> Iterator[str]:
    """Yield ids that no other event has, on any device."""
    while True:
        yield str(uuid.uuid4())


def find_log(graph: KnowledgeGraph, log: str | None) -> Path:
    """Return where the log of a graph stands: where the option says, else in the data folder."""
    if log is not None:
        return Path(log)
    import platformdirs

    folder = Path(platformdirs.user_data_dir("mlpath", appauthor=False)) / "logs"
    return folder / f"{graph.info.id}.jsonl"


def make_folder(path: Path, log: str | None) -> None:
    """Make the folder of the default log, which nobody else can be asked to make.

    Raises
    ------
    FileError
        If it cannot be made.
    """
    if log is not None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = f"cannot make the folder {path.parent}: {error.strerror}"
        hint = "name another place with --log FILE"
        raise FileError(Problem("unwritable", message, hint=hint)) from None


def mastered(graph: KnowledgeGraph, log: str | None) -> tuple[Step, ...]:
    """Return what a log holds as mastered; damaged lines are told of where the log is the matter.

    Raises
    ------
    FileError
        If it cannot be read, or a newer mlpath wrote it.
    """
    path = find_log(graph, log)
    try:
        path.stat()
    except FileNotFoundError:  # the usual case, for which nothing need be loaded
        return ()
    except OSError:
        pass  # which `read_log` tells better
    from mlpath.tracking import progress, read_log

    return progress(read_log(path), graph).mastered


def load_log(path: Path, talk: Talk) -> Log:
    """Return a log; what is wrong with its file is said, and the rest is used.

    Raises
    ------
    FileError
        If it cannot be read, or a newer mlpath wrote it.
    """
    from mlpath.tracking import read_log

    found = read_log(path)
    if found.problems and not talk.quiet:
        say(*report(found.problems).splitlines())
    return found
