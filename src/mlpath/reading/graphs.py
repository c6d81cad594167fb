"""Graph folders, files and texts to a `KnowledgeGraph`, every problem at its line and column."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlpath.errors import FileError, GraphError, Note, Place, Problem, Problems, RequestError
from mlpath.reading.events import Document, build, uncollected
from mlpath.reading.files import STANDARD_INPUT, bytes_of, path_of, standard_input, unreadable
from mlpath.topics import (
    KnowledgeGraph,
    Parts,
    as_error,
    overlay,
    parse_goals,
    parse_graph,
    parse_header,
    parse_resources,
    parse_section,
    parts_of,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable

    from mlpath import errors

SUFFIXES = (".yaml", ".yml")
BUNDLED = "ml-research"

_EXAMPLE = "write topics: {svd: {effort: 3h}}"
_AT_THE_KEY = frozenset(("unknown-field", "missing", "duplicate-id"))
_KINDS = ("sections", "topics", "resources", "goals")
_ENTRY_ROOTS = frozenset((kind,) for kind in _KINDS)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a graph folder, file or text.

    Parameters
    ----------
    graph
        The graph; None if anything is wrong.
    problems
        All that is wrong, in the order of files, lines and columns; at most a thousand.
    dropped
        How many further problems were only counted.
    """

    graph: KnowledgeGraph | None
    problems: tuple[Problem, ...]
    dropped: int = 0
    _sources: _Sources | None = field(default=None, repr=False, compare=False)

    def located(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems found later in the graph, such as lint, placed and in file order."""
        if self._sources is not None:
            problems = map(self._sources.locate, problems)
        return Problems(problems).sorted()

    def error(self) -> GraphError:
        """Return the error that says what is wrong."""
        return as_error(self.problems, dropped=self.dropped)


def read(path: str | os.PathLike[str], *, over: KnowledgeGraph | None = None) -> KnowledgeGraph:
    """Return the knowledge graph of a folder, a file or standard input.

    Parameters
    ----------
    path
        A folder with a YAML file per section (beside ``graph.yaml``, ``resources.yaml`` and
        ``goals.yaml``), a single YAML file (a whole graph, or one section with ``section:`` at
        its top), or ``-`` for standard input.
    over
        A graph to lay this one over: topics of the same id are replaced, others are added, and
        prerequisites may name topics of either.

    Raises
    ------
    FileError
        If a file cannot be opened or read.
    GraphError
        With every problem of the files, each at its line and column; `CycleError` when all of
        them are cycles.

    Examples
    --------
    >>> read(bundled_folder()) == roadmap()
    True
    """
    return _graph_of(examine(path, over=over))


def loads(
    text: str | bytes, *, file: str = "<text>", over: KnowledgeGraph | None = None
) -> KnowledgeGraph:
    """Return the knowledge graph of a text in the form of a single graph file.

    Parameters
    ----------
    text
        YAML, or its UTF-8 bytes.
    file
        The name that messages carry.
    over
        A graph to lay this one over; see `read`.

    Raises
    ------
    GraphError
        With every problem of the text.

    Examples
    --------
    >>> graph = loads("topics: {vectors: 2h, forces: {effort: 3-5h, requires: [vectors]}}")
    >>> [topic.id for topic in graph]
    ['vectors', 'forces']
    """
    return _graph_of(examine_text(text, file=file, over=over))


def examine_text(
    text: str | bytes, *, file: str = "<text>", over: KnowledgeGraph | None = None
) -> Reading:
    """Return the graph of a text in the form of a single file, or what is wrong with it.

    Parameters
    ----------
    text, file, over
        See `loads`.
    """
    if not isinstance(text, str | bytes):
        hint = "such as topics: {svd: 3h}; for a file: read"
        raise RequestError(Problem("bad-request", f"{text!r} is no text of a graph", hint=hint))
    return _examine_documents([(file, text)], folder=False, over=over)


def examine(path: str | os.PathLike[str], *, over: KnowledgeGraph | None = None) -> Reading:
    """Return the graph of a folder, file or standard input, or what is wrong with it.

    Parameters
    ----------
    path, over
        See `read`.

    Raises
    ------
    FileError
        If a file cannot be opened or read. Problems of content are never raised.
    """
    name = path_of(path)
    if name == STANDARD_INPUT:
        return _examine_documents([("<stdin>", standard_input())], folder=False, over=over)
    if not name:  # which Path reads as the working folder
        raise unreadable("''", ValueError("no name"))
    try:
        folder = Path(name).is_dir()
        files = _files_of(Path(name)) if folder else [Path(name)]
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from None
    return _examine_documents(
        ((str(file), bytes_of(file)) for file in files), folder=folder, over=over, name=name
    )


@cache
def roadmap() -> KnowledgeGraph:
    """Return the bundled machine-learning research graph.

    Examples
    --------
    >>> "svd" in roadmap()
    True
    """
    return read(bundled_folder())


def bundled_folder() -> Path:
    """Return the folder of the bundled graph, in an installed wheel or a working copy."""
    package = Path(__file__).resolve().parents[1]
    places = (package / "graphs" / BUNDLED, package.parents[1] / "graphs" / BUNDLED)
    for place in places:
        if place.is_dir():
            return place
    message = f"the bundled graph is not at {places[0]}"
    raise FileError(message, hint="install mlpath again")


# --- files ----------------------------------------------------------------------------------


def _files_of(folder: Path) -> list[Path]:
    """Return the YAML files of a folder by name; hidden ones are editors' and systems' own."""
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix in SUFFIXES and not file.name.startswith(".") and file.is_file()
    )


# --- documents ------------------------------------------------------------------------------


def _graph_of(reading: Reading) -> KnowledgeGraph:
    if reading.graph is None:
        raise reading.error()
    return reading.graph


def _examine_documents(
    texts: Iterable[tuple[str, str | bytes]],
    *,
    folder: bool,
    over: KnowledgeGraph | None,
    name: str = "",
) -> Reading:
    """Return the graph of named texts, or all that is wrong with them."""
    assembly = _Assembly(folder=folder)
    with uncollected():
        for file, text in texts:
            assembly.add(build(text, file))
        graph = assembly.finish(over, name)
    problems = assembly.problems
    found = problems.sorted()
    return Reading(None if found else graph, found, problems.dropped, assembly.sources)


@dataclass(frozen=True, slots=True)
class _Source:
    """A document, what kind of entries it declares, and where in it they stand.

    Parameters
    ----------
    kind
        ``topics``, ``sections``, ``resources`` or ``goals``.
    entries
        The ids declared.
    path
        What leads to an entry, before its id.
    alone
        Whether the path leads to the one entry itself, as ``section:`` does.
    """

    document: Document
    kind: str
    entries: Collection[str]
    path: errors.Path
    alone: bool = False

    def place(self, path: errors.Path, *, key: bool) -> Place:
        """Return the place of a value below an entry; the path begins with the entry's id."""
        return self.document.place((*self.path, *path[self.alone :]), key=key or len(path) == 1)


class _Sources:
    """Which document says what, so that a problem of the whole graph finds its line.

    Paths of such problems start as in a single file: ``topics``, ``goals``, ``sections``.
    """

    def __init__(self) -> None:
        self.known: list[_Source] = []
        self.header: tuple[Document, errors.Path] | None = None

    def locate(self, problem: Problem) -> Problem:
        """Return the problem, and its notes, with the places that their paths lead to."""
        notes = tuple(
            Note(note.text, note.path, self._place(note.path, key=False)) for note in problem.notes
        )
        place = self._place(problem.path, key=problem.code in _AT_THE_KEY)
        # A circle may begin in a graph that has no file: one of its edges stands in this one.
        place = place or next((note.place for note in notes if note.place), None)
        return dataclasses.replace(problem, place=place, notes=notes)

    def _place(self, path: errors.Path, *, key: bool) -> Place | None:
        kind, name = (*path, "", "")[:2]
        for source in self.known:
            if source.kind == kind and name in source.entries:
                return source.place(path[1:], key=key)
        if self.header is None or (kind in _KINDS and isinstance(name, str)):
            return None
        document, prefix = self.header
        return document.place((*prefix, *path), key=key)


class _Assembly:
    """Puts the documents of one graph together."""

    def __init__(self, *, folder: bool) -> None:
        self.folder = folder
        self.parts = Parts()
        self.problems = Problems()
        self.sources = _Sources()
        self.whole = True
        self.first: Document | None = None

    def add(self, document: Document) -> None:
        """Add what a document says; what is wrong with it is collected."""
        self.first = self.first or document
        self.problems.extend(document.problems)
        self.problems.dropped += document.dropped
        if not document.whole:
            self.whole = False
            return
        stem = Path(document.file).stem if self.folder else ""
        if document.data is None and document.problems:
            return
        if not isinstance(document.data, dict):
            self._refuse_shape(document)
        elif not self.folder and "section" not in document.data:
            self._add(document, parse_graph, {key: (key,) for key in _KINDS})
            self.sources.header = (document, ("graph",))
        elif stem == "graph":
            self._add(document, parse_header, {})
            self.sources.header = (document, ())
        elif stem in {"resources", "goals"}:
            self._add(document, parse_goals if stem == "goals" else parse_resources, {stem: ()})
        else:
            self._add(document, parse_section, {"topics": ("topics",)})

    def _add(
        self,
        document: Document,
        parse: Callable[[Any, Parts, Problems], object],
        declared: dict[str, errors.Path],
    ) -> None:
        """Parse one document into the parts, place its problems, note what it declares.

        `declared` gives for each kind of entry the path to the mapping that declares them.
        """
        tree: Any = document.data
        found = Problems()
        mine = Parts()
        parse(tree, mine, found)
        # Where a character was refused, what stands in its place needs no second complaint.
        self.problems.extend(
            _placed(problem, document)
            for problem in found
            if not (document.problems and "\ufffd" in problem.message)
        )
        self.problems.dropped += found.dropped
        for kind, path in declared.items():
            entries = tree.get(kind) if path else tree
            if isinstance(entries, dict):
                self._declare(mine, _Source(document, kind, entries.keys(), path))
        if parse is parse_section and "section" in tree:
            names = [section.id for section in mine.sections][:1]
            self._declare(mine, _Source(document, "sections", names, ("section",), alone=True))
        self._take(mine)

    def _declare(self, mine: Parts, source: _Source) -> None:
        """Note where entries stand; refuse those that another file has."""
        kept: Any = {
            "topics": mine.topics,
            "sections": mine.sections,
            "resources": mine.resources,
            "goals": mine.presets,
        }[source.kind]
        for other in self.sources.known:
            if other.kind != source.kind:
                continue
            doubled = [name for name in source.entries if name in other.entries]
            self.problems.extend(_doubled(name, source, other) for name in doubled)
            if doubled:
                kept[:] = [item for item in kept if item.id not in doubled]
        self.sources.known.append(source)

    def _take(self, mine: Parts) -> None:
        """Add the parts of one document to the whole."""
        parts = self.parts
        parts.info = mine.info or parts.info
        parts.order = mine.order or parts.order
        known = {section.id for section in parts.sections}
        # Each document without sections brings its own `general`.
        parts.sections += [section for section in mine.sections if section.id not in known]
        parts.topics += mine.topics
        parts.resources += mine.resources
        parts.presets += mine.presets
        parts.broken |= mine.broken
        parts.broken_resources |= mine.broken_resources
        parts.loose += mine.loose

    def finish(self, over: KnowledgeGraph | None, name: str) -> KnowledgeGraph | None:
        """Return the graph of all documents, unless something is wrong."""
        parts = self.parts
        if over is not None:
            parts = overlay(parts_of(over), parts)
        elif not (parts.topics or parts.broken or self.problems):
            place = self.first.place(("topics",), key=True) if self.first else Place(name, 1, 1)
            what = "no topics" if self.first else "no YAML file in this folder"
            self.problems.add(Problem("empty", what, hint=_EXAMPLE, place=place))
        if not self.whole or self.problems.full:
            # A lost part would make every reference to it look wrong.
            return None
        try:
            return KnowledgeGraph(parts)
        except GraphError as error:
            self.problems.extend(self.sources.locate(problem) for problem in error.problems)
            return None

    def _refuse_shape(self, document: Document) -> None:
        what = "the file is empty" if document.data is None else "the file is not a mapping"
        self.problems.add(Problem("bad-shape", what, hint=_EXAMPLE, place=document.place(())))
        self.whole = False


def _doubled(name: str, source: _Source, other: _Source) -> Problem:
    return Problem(
        "duplicate-id",
        f"{source.kind[:-1]} {name!r} is in two files",
        hint="keep one of the two",
        path=(source.kind, name),
        place=source.place((name,), key=True),
        notes=(Note("the other stands", place=other.place((name,), key=True)),),
    )


def _placed(problem: Problem, document: Document) -> Problem:
    """Return a problem of one document with its place."""
    path = problem.path
    names_entry = problem.code == "bad-id" and (len(path) == 1 or path[:-1] in _ENTRY_ROOTS)
    return problem.at(document.place(path, key=names_entry or problem.code in _AT_THE_KEY))
