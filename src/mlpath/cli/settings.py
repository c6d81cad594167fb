"""Settings from files: the user's own, then the project's, both weaker than flags and environment.

A project's settings are the nearest ``mlpath.toml`` upwards, or ``[tool.mlpath]`` of the nearest
``pyproject.toml``. Keys are option names; a table of a command's name concerns that command only.
"""

from __future__ import annotations

import contextlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlpath.errors import FileError, Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "mlpath.toml"
PROJECT = "pyproject.toml"
LARGEST = 1_000_000
PATHS = ("graph", "overlay", "plan", "learner")
WRITTEN = ("output", "log")
# Parameters that every Typer command brings, and those that only make sense on a command line.
_APART = frozenset(
    (
        *("help", "names", "words", "topic", "plan_file", "version"),
        # What is logged is said each time: a setting would log it again and again.
        *("took", "passed", "failed", "started", "mastered", "forgotten", "undo", "merge"),
        *("source", "note", "date", "today"),
        # So is what was answered, and whether it is to be logged.
        *("answers", "flip", "save"),
        # And whether a file is to be written, and another's to be lost.
        *("yes", "force", "accept", "dry_run"),
    )
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one file.

    Attributes
    ----------
    file
        Where they stand; relative paths in them start from its folder.
    values
        As TOML gives them.
    project
        Whether a project brings them: then outputs must stay inside its folder.
    """

    file: Path
    values: Mapping[str, Any]
    project: bool


def find_settings(start: Path | None = None) -> tuple[Settings, ...]:
    """Return the settings that hold in a folder, the weakest first.

    Raises
    ------
    FileError, RequestError
        If a file cannot be read or is not TOML.
    """
    found = [*_user()]
    # A folder that was removed under the shell holds no settings.
    with contextlib.suppress(FileNotFoundError):
        found += _project(start or Path.cwd())
    return tuple(found)


def _user() -> Iterator[Settings]:
    import platformdirs

    file = Path(platformdirs.user_config_dir("mlpath", appauthor=False)) / NAME
    if file.is_file():
        yield Settings(file, _toml(file), project=False)


def _project(start: Path) -> Iterator[Settings]:
    for folder in (start, *start.parents):
        file = folder / NAME
        if file.is_file():
            yield Settings(file, _toml(file), project=True)
            return
        file = folder / PROJECT
        if file.is_file():
            table = _toml(file).get("tool", {}).get("mlpath")
            if isinstance(table, dict):
                yield Settings(file, table, project=True)
                return


def _toml(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST)
        return tomllib.loads(raw.decode())
    except OSError as error:
        raise FileError(f"cannot read {file}: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        message = f"{file}: not valid TOML: {error}"
        raise RequestError(Problem("bad-settings", message)) from None


def as_defaults(
    settings: tuple[Settings, ...], commands: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the defaults of each command.

    Parameters
    ----------
    settings
        The weakest first.
    commands
        For each command its parameters by name, as Typer holds them.

    Raises
    ------
    RequestError
        With a problem for every key that no command knows and every value of the wrong kind.
    """
    problems: list[Problem] = []
    defaults: dict[str, dict[str, Any]] = {name: {} for name in commands}
    for held in settings:
        for key, value in held.values.items():
            if isinstance(value, dict):
                _command(held, key, value, commands, defaults, problems)
                continue
            name = key.replace("-", "_")
            takers = [c for c, known in commands.items() if name in known and name not in _APART]
            if not takers:
                problems.append(_unknown(held, key, commands.values()))
            for command in takers:
                _take(held, name, value, commands[command], defaults[command], problems)
    if problems:
        raise RequestError(dict.fromkeys(problems))
    return defaults


def _command(
    held: Settings,
    key: str,
    table: Mapping[str, Any],
    commands: Mapping[str, Mapping[str, Any]],
    defaults: dict[str, dict[str, Any]],
    problems: list[Problem],
) -> None:
    if key not in commands:
        hint = f"commands are {', '.join(commands)}"
        message = f"{held.file}: no command {key!r}"
        problems.append(Problem("unknown-setting", message, hint=hint))
        return
    for option, value in table.items():
        name = option.replace("-", "_")
        if name not in commands[key] or name in _APART:
            problems.append(_unknown(held, option, [commands[key]], f" of {key}"))
        else:
            _take(held, name, value, commands[key], defaults[key], problems)


def _unknown(held: Settings, key: str, commands: Any, of: str = "") -> Problem:  # noqa: ANN401 - iterable of mappings
    import difflib

    known = sorted({name.replace("_", "-") for each in commands for name in each} - _APART)
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"options are {', '.join(known)}"
    return Problem("unknown-setting", f"{held.file}: no option{of} is called {key!r}", hint=hint)


def _take(
    held: Settings,
    name: str,
    value: Any,  # noqa: ANN401 - whatever TOML holds
    known: Mapping[str, Any],
    defaults: dict[str, Any],
    problems: list[Problem],
) -> None:
    parameter = known[name]
    many = bool(getattr(parameter, "multiple", False))
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, dict | list) for item in items) or (len(items) != 1 and not many):
        wanted = "a text or a list of texts" if many else "one value"
        message = f"{held.file}: {name.replace('_', '-')} takes {wanted}"
        problems.append(Problem("bad-settings", message))
        return
    texts = [item if isinstance(item, bool) else str(item) for item in items]
    if name in PATHS:
        texts = [_from(held, str(text)) for text in texts]
    if name in WRITTEN:
        texts = [_inside(held, str(text), problems) for text in texts]
    defaults[name] = texts if many else texts[0]


def _from(held: Settings, text: str) -> str:
    return text if text == "-" else str(held.file.parent / text)


def _inside(held: Settings, text: str, problems: list[Problem]) -> str:
    """Return the path of an output; a project found upwards may not write elsewhere."""
    path = Path(_from(held, text))
    if text != "-" and held.project:
        folder = held.file.parent.resolve()
        if not path.resolve().is_relative_to(folder):
            message = f"{held.file}: the output {text!r} lies outside of {folder}"
            hint = "a project's settings write inside the project; use -o for other places"
            problems.append(Problem("bad-settings", message, hint=hint))
    return str(path)
