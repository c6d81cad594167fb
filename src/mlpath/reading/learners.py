"""Learner files to a `Learner`, every problem at its line and column."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlpath.errors import MlpathError, Problem, Problems, RequestError
from mlpath.learners import Learner
from mlpath.reading.events import Document, build
from mlpath.reading.files import STANDARD_INPUT, bytes_of, path_of, standard_input
from mlpath.topics import suggest

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    from mlpath import errors
    from mlpath.topics import KnowledgeGraph

_EXAMPLE = "write goals: [svd@deep], or let `mlpath init` write the file"
_AT_THE_KEY = frozenset(("unknown-field", "missing"))
_AT_THE_VALUE = frozenset(("bad-level", "bad-date"))
_NAMED = ("known", "ban", "pin")


@dataclass(frozen=True, slots=True)
class LearnerReading:
    """What became of a learner's file.

    Parameters
    ----------
    learner
        What it says; None if anything is wrong.
    problems
        All that is wrong, in the order of lines and columns; at most a thousand.
    dropped
        How many further problems were only counted.
    """

    learner: Learner | None
    problems: tuple[Problem, ...]
    dropped: int
    _document: Document

    def error(self) -> RequestError:
        """Return the error that says what is wrong."""
        return RequestError(self.problems, dropped=self.dropped)

    def check(self, graph: KnowledgeGraph) -> tuple[Problem, ...]:
        """Return a problem for each name that a graph does not have, where it stands."""
        if self.learner is None:
            return ()
        found = _strangers(self.learner, graph)
        return Problems(_placed(problem, self._document) for problem in found).sorted()


def read_learner(path: str | os.PathLike[str], *, graph: KnowledgeGraph | None = None) -> Learner:
    r"""Return what a learner's file says.

    Parameters
    ----------
    path
        A YAML file, or ``-`` for standard input. Graphs that it names stand beside it.
    graph
        A graph that every topic, section, tag and preset of the file has to be in.

    Raises
    ------
    FileError
        If the file cannot be read.
    RequestError
        With every problem of the file, each at its line and column.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "learner.yaml"
    ...     _ = file.write_text("goals: [svd@deep:2]\nbudget: 40h\n")
    ...     read_learner(file).wishes
    {'goals': ('svd@deep:2',), 'budget': '40h'}
    """
    reading = examine_file(path)
    if reading.learner is None:
        raise reading.error()
    strangers = reading.check(graph) if graph is not None else ()
    if strangers:
        raise RequestError(strangers)
    return reading.learner


def examine_file(path: str | os.PathLike[str]) -> LearnerReading:
    """Return what a learner's file says, or what is wrong with it.

    Raises
    ------
    FileError
        If it cannot be read. Problems of content are never raised.
    """
    name = path_of(path)
    if name == STANDARD_INPUT:
        return examine_learner(standard_input(), file="<stdin>")
    return examine_learner(bytes_of(Path(name)), file=name)


def examine_learner(text: str | bytes, *, file: str = "<text>") -> LearnerReading:
    """Return what a text in the form of a learner's file says, or what is wrong with it.

    Parameters
    ----------
    text
        YAML, or its UTF-8 bytes.
    file
        Its name in messages; graphs that it names stand in the folder of that name.
    """
    document = build(text, file)
    problems = Problems(document.problems)
    problems.dropped = document.dropped
    learner = None
    if document.whole and (isinstance(document.data, dict) or not problems):
        try:
            learner = _learner(document)
        except RequestError as error:
            problems.extend(_placed(problem, document) for problem in error.problems)
            problems.dropped += error.dropped
    found = problems.sorted()
    return LearnerReading(None if found else learner, found, problems.dropped, document)


def _learner(document: Document) -> Learner:
    data = document.data
    if data is None:  # nothing, or comments: nothing is compulsory
        return Learner()
    if not isinstance(data, dict):
        raise RequestError(Problem("bad-shape", "the file is not a mapping", hint=_EXAMPLE))
    # A key without a value says as little as one that is not there.
    entries: dict[str, Any] = {key: value for key, value in data.items() if value is not None}
    learner = Learner.from_dict(entries)
    folder = Path(document.file).parent
    graph = None if learner.graph is None else _beside(folder, learner.graph)
    overlay = tuple(_beside(folder, name) for name in learner.overlay)
    if (graph, overlay) == (learner.graph, learner.overlay):
        return learner
    return Learner.from_dict({**entries, "graph": graph, "overlay": overlay})


def _beside(folder: Path, name: str) -> str:
    return name if name == STANDARD_INPUT else str(folder / name)


# --- places ---------------------------------------------------------------------------------


def _placed(problem: Problem, document: Document) -> Problem:
    """Return a problem with its place; a list may stand in the file as a mapping."""
    path: list[str | int] = []
    key = problem.code in _AT_THE_KEY
    tree: Any = document.data
    for part in problem.path:
        here: str | int = part
        if isinstance(part, int) and isinstance(tree, dict):
            here = list(tree)[part]  # of `topic: level` the topic, unless the rest is wrong
            key = problem.code not in _AT_THE_VALUE
        path.append(here)
        tree = tree[here] if _holds(tree, here) else None
    place = document.place(tuple(path), key=key)
    return dataclasses.replace(problem, path=tuple(path), place=place)


def _holds(tree: Any, step: str | int) -> bool:  # noqa: ANN401 - data of any shape
    if isinstance(tree, dict):
        return step in tree
    return isinstance(tree, list) and isinstance(step, int) and step < len(tree)


# --- names ----------------------------------------------------------------------------------


def _strangers(learner: Learner, graph: KnowledgeGraph) -> Iterable[Problem]:
    """Yield a problem for each name that the graph does not have."""
    for place, wish in enumerate(learner.goals):
        level = "" if wish.level is None else f"@{wish.level}"
        if wish.kind == "topic":
            yield from _asked(graph.step, wish.name + level, ("goals", place))
        elif wish.kind == "section":
            yield from _asked(graph.section, wish.name, ("goals", place))
        elif wish.kind == "preset":
            yield from _asked(graph.preset, wish.name, ("goals", place))
        elif wish.name not in graph.tags:
            message = f"no tag {wish.name!r}"
            hint = suggest(wish.name, graph.tags)
            yield Problem("unknown-tag", message, hint=hint, path=("goals", place))
    for name in _NAMED:
        for place, text in enumerate(getattr(learner, name)):
            yield from _asked(graph.step, text.partition("=")[0], (name, place))


def _asked(look: Callable[[str], object], text: str, path: errors.Path) -> Iterable[Problem]:
    try:
        look(text)
    except MlpathError as error:
        yield from (dataclasses.replace(problem, path=path) for problem in error.problems)
