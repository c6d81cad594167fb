"""How commands take a learner's file: as defaults, weaker than flags and the environment.

Every command that has an option for one of the file's entries takes ``--learner`` and
``--no-learner``. They are added here, in one place, so that no command can forget them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli.output import Talk, say
from mlpath.errors import MlpathError, UnknownTopicError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlpath.learners.entries import Texts
    from mlpath.reading import LearnerReading

NAME = "learner.yaml"
_NAMED = "mlpath.learner"
# It writes the file: what the file says must not answer its questions.
_APART = ("init",)


@dataclass(frozen=True, slots=True)
class Used:
    """The learner's file of this run.

    Attributes
    ----------
    context
        The command's own, which knows its graph once its options are read.
    file
        Its name.
    found
        Whether it was found in the working folder, and not named.
    """

    reading: LearnerReading
    context: typer.Context
    file: str
    found: bool


def _name(context: typer.Context, value: str | None) -> str | None:
    """Remember the file that is named, for what follows."""
    context.meta[_NAMED] = value
    return value


def _use(context: typer.Context, value: bool) -> bool:
    """Read the file, and let it answer for options that are not given."""
    if not (value or context.resilient_parsing):
        named = context.meta.get(_NAMED)
        file = named or _found()
        if file is not None:
            _take(context, file, found=named is None)
    return value


def _options(
    learner: Annotated[
        str | None,
        typer.Option(
            "--learner",
            metavar="FILE",
            help="What you know and want, and when you study (`mlpath init` writes one): its "
            "entries are the defaults of options; a list given as option replaces the file's. "
            f"Default: {NAME} of this folder.",
            is_eager=True,
            callback=_name,
            show_default=False,
        ),
    ] = None,
    no_learner: Annotated[
        bool,
        typer.Option(
            "--no-learner",
            help=f"Ignore the {NAME} of this folder.",
            # Eager options that are typed come first: here --learner and --format are known.
            is_eager=True,
            callback=_use,
        ),
    ] = False,
) -> None:
    """Take the options of a learner's file."""


def add_learner(commands: Mapping[str, Any]) -> None:
    """Let every command about a graph take a learner's file.

    Parameters
    ----------
    commands
        Commands as Typer made them, by name.
    """
    alone = typer.Typer(add_completion=False)
    alone.command()(_options)
    made: Any = typer.main.get_command(alone)
    for name, command in commands.items():
        if name in _APART or all(parameter.name != "graph" for parameter in command.params):
            continue
        for parameter in made.params:
            parameter.expose_value = False
            command.params.append(parameter)


def located(error: MlpathError, talk: Talk) -> MlpathError:
    """Return an error about names that the graph does not have, placed in the learner's file."""
    used = talk.learner
    if not isinstance(used, Used) or not isinstance(error, UnknownTopicError):
        return error
    from mlpath.cli.loading import STANDARD_INPUT, load_graph

    given = used.context.params
    names = [name for name in (given.get("graph"), *(given.get("overlay") or ())) if name]
    if STANDARD_INPUT in names:  # which cannot be read again
        return error
    try:
        problems = used.reading.check(load_graph(given.get("graph"), given.get("overlay")))
    except MlpathError:
        return error
    told = {problem.message for problem in error.problems}
    # What was typed may be wrong as well, and it came first then.
    return UnknownTopicError(problems) if told & {each.message for each in problems} else error


def blames_found(error: MlpathError, talk: Talk) -> bool:
    """Tell whether an error stands in a learner's file that nobody has named."""
    used = talk.learner
    if not isinstance(used, Used) or not used.found:
        return False
    return any(problem.place and problem.place.file == used.file for problem in error.problems)


def _found() -> str | None:
    """Return the learner's file of the working folder, if there is one."""
    try:
        return NAME if Path(NAME).is_file() else None
    except OSError:
        return None


def _take(context: typer.Context, file: str, *, found: bool) -> None:
    """Make what a learner's file says the defaults of the options that are still to be read."""
    from mlpath.reading.learners import examine_file

    reading = examine_file(file)
    talk = context.find_object(Talk) or Talk()
    talk.learner = Used(reading, context, file, found)
    if reading.learner is None:
        raise reading.error()
    parameters = {parameter.name: parameter for parameter in context.command.params}
    defaults = {
        option: _as_default(value, parameters[option])
        for option, value in reading.learner.flags.items()
        if option in parameters
    }
    context.default_map = {**(context.default_map or {}), **defaults}
    if found and defaults and not talk.quiet:
        say(f"learner: {file}")


def _as_default(value: Texts, parameter: Any) -> Any:  # noqa: ANN401 - of whichever click
    """Return a value in the form that the parameter takes."""
    if parameter.multiple:
        return list(value) if isinstance(value, tuple) else [value]
    return ",".join(value) if isinstance(value, tuple) else value
