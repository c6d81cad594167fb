"""One run of the command line: from arguments to an exit code, whatever happens on the way."""

from __future__ import annotations

import os
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any

from mlpath.cli.output import (
    Talk,
    as_json,
    clean,
    error_as_dict,
    prepare_streams,
    put,
    say,
    silence_stdout,
)
from mlpath.errors import MlpathError, Problem, UnknownTopicError, report

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE = 2
INTERRUPTED = 130
DEBUG = "MLPATH_DEBUG"
# What Typer's checks of values say, and what a learner is told.
_PLAINER = tuple(
    (re.compile(words), plain)
    for words, plain in (
        (r"\bValue error, ", ""),
        (r"Input should be a valid integer.*", "a whole number is wanted"),
        (r"Input should be a valid number.*", "a number is wanted"),
        (r"Input should be greater than or equal to (\S+)", r"at least \1 is wanted"),
        (r"Input should be less than or equal to (\S+)", r"at most \1 is wanted"),
    )
)


def run_command(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; nothing is ever raised."""
    talk = Talk()
    try:
        prepare_streams()
        return _run(arguments, talk)
    except KeyboardInterrupt:
        return _interrupted()
    except SystemExit as end:  # completion ends the process that asks for it
        return end.code if isinstance(end.code, int) else 0
    except BrokenPipeError:
        silence_stdout()
        return 0
    except Exception as error:  # noqa: BLE001 - a user must never meet a traceback
        return _unexpected(error, talk)


def _run(arguments: Sequence[str], talk: Talk) -> int:
    from mlpath.cli.app import command

    try:
        result: Any = command(arguments[0] if arguments else None).main(
            args=list(arguments), prog_name="mlpath", standalone_mode=False, obj=talk
        )
    except MlpathError as error:
        return _refused(error, talk)
    except Exception as error:
        # Typer's own errors are told by their shape: their home differs between versions.
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            return _misused(error, talk)
        if type(error).__name__ == "Abort":
            return _interrupted()
        raise
    if result == INTERRUPTED:
        return _interrupted()
    return result if isinstance(result, int) else 0


def _refused(error: MlpathError, talk: Talk) -> int:
    """Say every problem that mlpath found; as JSON too where JSON was asked for."""
    from mlpath.cli.learning import blames_found, located

    error = located(error, talk)
    placed = all(problem.place for problem in error.problems)
    text = report(error.problems, dropped=error.dropped)
    say(*(line if placed else f"error: {line}" for line in text.splitlines()))
    if blames_found(error, talk):
        say("hint: --no-learner ignores that file")
    if isinstance(error, UnknownTopicError):
        say("hint: `mlpath search WORDS` finds topics by title, alias or summary")
    if talk.as_json:
        put(as_json(error_as_dict(error)))
    return error.exit_code


def _misused(error: Any, talk: Talk) -> int:  # noqa: ANN401 - Typer's, of any version
    """Say what is wrong with the command line itself."""
    context = getattr(error, "ctx", None)
    message = str(error.format_message()).strip()
    for words, plain in _PLAINER:
        message = words.sub(plain, message)
    say(f"error: {message}")
    if context is not None:
        say(f"usage: {' '.join(context.command.get_usage(context).split()[1:])}")
        say(f"help: {context.command_path} --help")
    if talk.as_json:
        problem = Problem("usage", message)
        put(as_json(error_as_dict(MlpathError(problem))))
    return USAGE


def _interrupted() -> int:
    say("interrupted")
    return INTERRUPTED


def _unexpected(error: Exception, talk: Talk) -> int:
    """Say in one line that this is mlpath's fault, or show the trace to who asks for it."""
    if os.environ.get(DEBUG):
        traceback.print_exc(file=sys.stderr)
    what = clean(" ".join(f"{type(error).__name__}: {error}".split()))[:300]
    say(f"error: internal: {what} (please report this; {DEBUG}=1 shows where it happened)")
    if talk.as_json:
        problem = Problem("internal", what, hint="please report this")
        put(as_json(error_as_dict(MlpathError(problem))))
    return USAGE
