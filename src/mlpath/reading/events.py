"""YAML text to plain text-only data, with the line and column of every key and value.

*Why not* ``yaml.load``: it guesses types (``no`` becomes False, ``1:30`` becomes 90), crashes the
process on deep nesting, lets a few hundred bytes expand to gigabytes and forgets where a value
stood. Here libyaml's events are walked with an own builder: every scalar stays text, what a
graph file never needs is refused, and nothing grows beyond the size of the input.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from array import array
from bisect import bisect_right
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, cast

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from mlpath.errors import Path, Place, Problem, Problems
from mlpath.reading.syntax import BLOCK, TAG, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Tree = dict[str, "Tree"] | list["Tree"] | str | None

LARGEST_FILE = 64 * 2**20  # bytes, or characters of a text
LARGEST_SCALAR = 64 * 2**10  # characters
DEEPEST = 16
DISPLAYED = 60  # characters of a key in a message
DEPTH_MESSAGE = f"more than {DEEPEST} lists and mappings inside each other"

# The same verdict with and without libyaml; the tests compare the two.
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SHIFT = 32  # a mark is line << 32 | column in eight bytes
_COLUMN = (1 << _SHIFT) - 1
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
# C0 but tab and newlines, DEL, C1, direction marks, separators, surrogates, BOM, non-characters.
_FORBIDDEN = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
)
_FORBIDDEN_RAW = re.compile(f"[{_FORBIDDEN}]")
_FORBIDDEN_TEXT = re.compile(rf"[{_FORBIDDEN}\r]")
_TAB_INDENT = re.compile(r"^ *\t[\t ]*(?=[^\s#])", re.MULTILINE)
_DIRECTIVE = re.compile(r"\s*(?:#[^\n]*\n\s*)*%")
_GLUED = re.compile(r"[|>][-+0-9]*#")
_LINE_END = re.compile(r"\r\n|\r|\n")
_UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_KEY_HINT = "a key is a short text"


@dataclass(frozen=True, slots=True)
class Document:
    """What one file says, and where it says it.

    Parameters
    ----------
    file
        The name that places carry.
    data
        Mappings, lists and text; None for an empty value. What was refused is left out.
    problems
        Everything that is wrong with the file as YAML, in the order of the file.
    whole
        False if `data` lacks a part of the file, so that further checks would mislead.
    dropped
        How many problems beyond the first thousand were only counted.
    """

    file: str
    data: Tree
    problems: tuple[Problem, ...] = ()
    whole: bool = True
    dropped: int = 0
    _marks: array[int] = field(default_factory=lambda: array("q"), repr=False, compare=False)
    _sizes: array[int] = field(default_factory=lambda: array("q"), repr=False, compare=False)
    _known: dict[int, dict[str | int, int]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Return where the value at a path stands, or the nearest that contains it.

        Parameters
        ----------
        path
            Keys and indices from the root. The part that the file does not have is ignored.
        key
            True for the place of its key, if it is the value of a mapping. What a list or
            mapping lacks is placed at its key in any case.
        """
        node, tree, keyed = 0, self.data, False
        for step in path:
            children = self._children(node, tree)
            if step not in children:
                # A text may be the short form of a mapping; else the container's key lacks it.
                key = key or isinstance(tree, dict | list)
                break
            node = children[step]
            keyed = isinstance(tree, dict)
            tree = cast("Any", tree)[step]
        if not self._marks:
            return Place(self.file, 1, 1)
        return _place(self.file, self._marks[node - 1 if key and keyed else node])

    def _children(self, node: int, tree: Tree) -> dict[str | int, int]:
        """Return the number of the node of each value directly below a node."""
        if not isinstance(tree, dict | list):
            return {}
        found = self._known.get(node)
        if found is None:
            found = dict(_numbered(node, tree, self._sizes))
            self._known[node] = found
        return found


def build(source: str | bytes, file: str) -> Document:
    """Read one YAML document as text-only data, and collect what is wrong with it.

    Parameters
    ----------
    source
        The text, or its UTF-8 bytes; at most 64 MiB.
    file
        The name of the file for messages.

    Returns
    -------
    Document
        Never raises for any text or bytes: what is wrong is in ``problems``.

    Examples
    --------
    >>> document = build("effort: 1:30", "svd.yaml")
    >>> document.data, str(document.place(("effort",)))
    ({'effort': '1:30'}, 'svd.yaml:1:9')
    """
    with uncollected():
        return _Builder(file).build(source)


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch the garbage collector off, and back on afterwards if it was on.

    *Why:* a million small objects that all survive make each collection look at them in vain,
    which costs more than the reading itself.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if not gc.get_freeze_count():
                # Straight to the oldest generation, else the next object starts such a look.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _numbered(
    node: int, tree: dict[str, Tree] | list[Tree], sizes: array[int]
) -> Iterator[tuple[str | int, int]]:
    """Yield each key or index of a container with the number of its value's node."""
    following = node + 1
    keyed = isinstance(tree, dict)
    for step in tree if keyed else range(len(tree)):
        value = following + keyed
        yield step, value  # type: ignore[misc]
        following = value + sizes[value]


def _place(file: str, mark: int) -> Place:
    return Place(file, (mark >> _SHIFT) + 1, (mark & _COLUMN) + 1)


class _Stop(Exception):  # noqa: N818 - not an error: the problem is already recorded
    """Nothing further can be read."""


class _Mark(Protocol):
    """A place in the text; libyaml and PyYAML each have a class of it."""

    line: int
    column: int
    index: int


class _Event(Protocol):
    """What events have; an end has only its marks."""

    start_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    flow_style: bool | None


class _Frame:
    """A list or mapping that is being filled."""

    __slots__ = ("flow", "key", "keyed", "node", "skip", "tree")

    def __init__(
        self, tree: dict[str, Tree] | list[Tree], node: int, *, keyed: bool, flow: bool | None
    ) -> None:
        self.tree: Any = tree  # a union would need a check for each of a million values
        self.node = node
        self.flow = flow
        self.keyed = keyed
        self.key: str | None = None
        # The node from which the present entry is forgotten when it is complete, or -1.
        self.skip = -1


class _Builder:
    """Turns events into a tree and, in document order, a mark and a size for each node.

    A node is a key or a value. The size of a value counts the nodes below it and itself, so
    that `Document` finds any node from its path, for sixteen bytes a node.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.text = ""
        self.problems = Problems()
        self.whole = True
        self.marks = array("q")
        self.sizes = array("q")
        self.frames = [_Frame([], -1, keyed=False, flow=False)]
        self.frame = self.frames[0]
        self.words: dict[str, str] = {}
        # For each mapping with doubled keys: the marks of its keys so far, and the next node.
        self.seen: dict[int, tuple[dict[str, int], int]] = {}
        self.anchors = 0  # with aliases and merge keys
        self.anchor = 0  # the mark of the first

    def build(self, source: str | bytes) -> Document:
        """Return the document; see `mlpath.reading.events.build`."""
        try:
            self._walk(self._checked(source))
        except _Stop:
            self.whole = False
        self._report_anchors()
        root = self.frames[0].tree
        return Document(
            self.file,
            root[0] if root else None,
            self.problems.sorted(),
            self.whole,
            self.problems.dropped,
            self.marks,
            self.sizes,
        )

    # --- before parsing -----------------------------------------------------------------

    def _checked(self, source: str | bytes) -> str:
        """Return the text, with characters that have no business in it made harmless."""
        if len(source) > LARGEST_FILE:
            size = f"{LARGEST_FILE // 2**20} MiB"
            self._stop("too-big", f"the file is larger than {size}", "split it into sections")
        text = source if isinstance(source, str) else self._decoded(source)
        text = text.removeprefix("\ufeff")
        directive = _DIRECTIVE.match(text)
        if directive:
            mark = _mark_of(_line_starts(text), directive.end() - 1)
            message = "a line begins with '%', which YAML reads as a directive"
            self._stop("syntax", message, "graph files do not have directives: drop it", mark)
        if text.count("\x00") * 4 > len(text):
            self._stop("encoding", "the file is not UTF-8", "save it as UTF-8")
        starts = None
        for match in _FORBIDDEN_RAW.finditer(text):
            starts = starts or _line_starts(text)
            self._refuse_character(match[0], _mark_of(starts, match.start()))
        if starts:
            text = _FORBIDDEN_RAW.sub("\ufffd", text)
        return self._without_tabs(text) if "\t" in text else text

    def _decoded(self, source: bytes) -> str:
        """Return the text of UTF-8 bytes."""
        if source.startswith(_UTF_16_OR_32):
            self._stop("encoding", "the file is UTF-16 or UTF-32", "save it as UTF-8")
        try:
            return source.decode("utf-8")
        except UnicodeDecodeError as error:
            before = source[: error.start].decode("utf-8").removeprefix("\ufeff")
            mark = _mark_of(_line_starts(before), len(before))
            message = f"the file is not UTF-8: byte 0x{source[error.start]:02X}"
            self._stop("encoding", message, "save it as UTF-8", mark)

    def _without_tabs(self, text: str) -> str:
        """Return the text with each tab as a space; refuse tabs that indent a block.

        libyaml takes a tab for a space in most places, PyYAML in none; JSON may be indented
        with them, as its layout means nothing.
        """
        if not text.lstrip().startswith(("{", "[")):
            found = [match.start() for match in _TAB_INDENT.finditer(text)]
            if found:
                more = f", and {len(found) - 1:,} more" if len(found) > 1 else ""
                mark = _mark_of(_line_starts(text), text.index("\t", found[0]))
                message = f"a tab indents this line{more}"
                self._stop("tab", message, "YAML is indented with spaces", mark)
        return text.replace("\t", " ")

    # --- parsing ------------------------------------------------------------------------

    def _walk(self, text: str) -> None:
        """Feed every event of the text to its method."""
        # With a last line end, both parsers mean the same place by the end of the file.
        self.text = text if text.endswith("\n") else text + "\n"
        parser = PARSER(self.text)
        try:
            self._feed(parser.get_event)
        except yaml.YAMLError as error:
            (line, column), problem = explain(error)
            self._stop_at_end(error)
            self._stop(problem.code, problem.message, problem.hint, line << _SHIFT | column)
        except (ValueError, OverflowError):
            # PyYAML without libyaml turns the escape \UFFFFFFFF into a character unchecked.
            hint = "write the character itself"
            mark = parser.line << _SHIFT | parser.column
            self._stop("syntax", "an escape stands for no character", hint, mark)
        finally:
            parser.dispose()

    def _stop_at_end(self, error: yaml.YAMLError) -> None:
        """Blame an open bracket for an error at the end of the file."""
        mark = getattr(error, "problem_mark", None)
        if self.frame.flow and mark and mark.line >= len(_line_starts(self.text)) - 1:
            opening, closing = "{}" if self.frame.keyed else "[]"
            message = f"the '{opening}' that opens here is never closed"
            self._stop(
                "syntax", message, f"close it with '{closing}'", self.marks[self.frame.node]
            )

    def _feed(self, get_event: Callable[[], _Event]) -> None:
        """Dispatch events until the stream ends."""
        scalar = self._scalar
        methods = {
            MappingStartEvent: self._start,
            SequenceStartEvent: self._start,
            MappingEndEvent: self._end,
            SequenceEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }
        while True:
            event = get_event()
            kind: type = type(event)
            if kind is ScalarEvent:
                scalar(event)
            elif kind in methods:
                methods[kind](event)
            elif kind is StreamEndEvent:
                return

    def _document(self, event: _Event) -> None:
        """Accept the first document of the stream, and only that."""
        mark = event.start_mark.line << _SHIFT | event.start_mark.column
        if self.frames[0].tree:
            self._stop("documents", "a second document begins", "a file holds one document", mark)

    def _scalar(self, event: _Event) -> None:
        """Attach a text: a key, or a value. This runs once for each ten bytes of a file."""
        text: str = event.value
        start = event.start_mark
        mark = start.line << _SHIFT | start.column
        if not (text.isascii() and text.isprintable()):
            text = self._clean(text, mark)
        if len(text) > LARGEST_SCALAR:
            text = self._refuse_length(mark)
        if event.anchor or event.tag:
            self._note_properties(event, mark)
        style = event.style
        if style and style in "|>" and _GLUED.match(self.text, start.index):
            self._stop(BLOCK.code, BLOCK.message, BLOCK.hint, mark)
        # Ids and field names come again and again: one string each.
        text = self.words.setdefault(text, text)
        self.marks.append(mark)
        self.sizes.append(1)
        frame = self.frame
        if frame.keyed and frame.key is None:
            frame.key = text
            if not text or text in frame.tree or (text == "<<" and not style):
                self._refuse_key(frame, text, mark)
        elif style or text not in _NULLS:
            self._attach(frame, text)
        else:
            if frame.flow and frame.keyed:
                self._refuse_no_value(frame)
            self._attach(frame, None)

    def _refuse_key(self, frame: _Frame, text: str, mark: int) -> None:
        """Refuse an empty, doubled or merge key, and forget what will be its value."""
        frame.skip = len(self.marks) - 1
        if not text:
            self._refuse("key", "an empty key", _KEY_HINT, mark)
        elif text in frame.tree:
            first = self._first(frame, text)
            message = f"{_shown(text)} is already a key in line {(first >> _SHIFT) + 1}"
            self._refuse("duplicate-key", message, "keep one of the two", mark)
        else:
            self._note_anchor(mark)
            self.whole = False

    def _start(self, event: _Event) -> None:
        """Begin a list or mapping."""
        mark = event.start_mark.line << _SHIFT | event.start_mark.column
        if len(self.frames) > DEEPEST:
            self._stop("too-deep", DEPTH_MESSAGE, "a graph file needs six", mark)
        if event.anchor is not None or event.tag is not None:
            self._note_properties(event, mark)
        frame = self.frame
        node = len(self.marks)
        if frame.keyed and frame.key is None:
            self._refuse("key", "a list or mapping as a key", _KEY_HINT, mark)
            frame.skip = node
        self.marks.append(mark)
        self.sizes.append(0)
        kind: type = type(event)
        keyed = kind is MappingStartEvent
        self.frame = _Frame({} if keyed else [], node, keyed=keyed, flow=event.flow_style)
        self.frames.append(self.frame)

    def _end(self, _: _Event) -> None:
        """Complete a list or mapping and attach it."""
        done = self.frames.pop()
        if self.seen:
            self.seen.pop(done.node, None)  # a forgotten mapping leaves its number to another
        self.sizes[done.node] = len(self.marks) - done.node
        self.frame = self.frames[-1]
        self._attach(self.frame, done.tree)

    def _alias(self, event: _Event) -> None:
        """Note an alias; nothing stands in its place."""
        mark = event.start_mark.line << _SHIFT | event.start_mark.column
        self._note_anchor(mark)
        self.whole = False
        frame = self.frame
        if frame.keyed and frame.key is None:
            frame.skip = len(self.marks)
        self.marks.append(mark)
        self.sizes.append(1)
        self._attach(frame, None)

    def _attach(self, frame: _Frame, value: Tree) -> None:
        """Put a complete value into the list or mapping that is being filled."""
        if not frame.keyed:
            frame.tree.append(value)
        elif frame.key is None:
            frame.key = ""  # a refused key, complete; its value follows
        else:
            if frame.skip < 0:
                frame.tree[frame.key] = value
            else:
                del self.marks[frame.skip :]
                del self.sizes[frame.skip :]
                frame.skip = -1
            frame.key = None

    def _first(self, frame: _Frame, key: str) -> int:
        """Return the mark of the first use of a key.

        The walk goes on where the last one ended: many doubles must not cost a walk each.
        """
        seen, following = self.seen.get(frame.node) or ({}, frame.node + 1)
        for known in list(frame.tree)[len(seen) :]:
            seen[known] = self.marks[following]
            following += 1 + self.sizes[following + 1]
        self.seen[frame.node] = (seen, following)
        return seen[key]

    # --- refusing -----------------------------------------------------------------------

    def _clean(self, text: str, mark: int) -> str:
        """Return the text in normal form NFC; refuse characters that an escape has made."""
        found = _FORBIDDEN_TEXT.search(text)
        if found:
            self._refuse_character(found[0], mark)
            text = _FORBIDDEN_TEXT.sub("\ufffd", text)
        return unicodedata.normalize("NFC", text)

    def _refuse_length(self, mark: int) -> str:
        """Refuse a text that is too long; return what stands in its place."""
        message = f"a text of more than {LARGEST_SCALAR // 1024} kB"
        self._refuse("too-big", message, "a summary has a few sentences", mark)
        return ""

    def _refuse_character(self, character: str, mark: int) -> None:
        code = ord(character)
        name = unicodedata.name(character, "a control character").lower()
        message = f"the character U+{code:04X} ({name}) cannot stand in a text"
        self._refuse("character", message, "remove it", mark)

    def _refuse_no_value(self, frame: _Frame) -> None:
        """Refuse ``{reason: a, b}``: the commonest error of authors, and valid YAML."""
        if frame.skip < 0:
            hint = "put text that holds a comma in quotes, or write it in block style"
            message = f"{_shown(frame.key or '')} has no value"
            self._refuse("no-value", message, hint, self.marks[-2])
            frame.skip = len(self.marks) - 2

    def _note_properties(self, event: _Event, mark: int) -> None:
        """Note an anchor, refuse a tag."""
        if event.anchor is not None:
            self._note_anchor(mark)
        if event.tag is not None:
            self._stop(TAG.code, TAG.message, TAG.hint, mark)

    def _note_anchor(self, mark: int) -> None:
        """Note an anchor, alias or merge key, to be reported once for the file.

        *Why once:* one habit is behind all of them, and a bomb is made of nothing else.
        """
        self.anchor = self.anchor if self.anchors else mark
        self.anchors += 1

    def _report_anchors(self) -> None:
        if self.anchors:
            more = f" ({self.anchors:,} in this file)" if self.anchors > 1 else ""
            message = f"anchors, aliases and merge keys are not read{more}"
            hint = "write the value out; put text that begins with '&' or '*' in quotes"
            self.problems.add(
                Problem("alias", message, hint, place=_place(self.file, self.anchor))
            )

    def _refuse(self, code: str, message: str, hint: str, mark: int) -> None:
        """Record a problem and go on, unless enough are known."""
        self.problems.add(Problem(code, message, hint, place=_place(self.file, mark)))
        if self.problems.full:
            raise _Stop

    def _stop(self, code: str, message: str, hint: str, mark: int = 0) -> NoReturn:
        """Record a problem after which nothing further can be read."""
        self.problems.add(Problem(code, message, hint, place=_place(self.file, mark)))
        raise _Stop


def _shown(text: str) -> str:
    """Return a key in quotes, cut short, with nothing that a terminal would obey."""
    return repr(text if len(text) <= DISPLAYED else f"{text[:DISPLAYED]}...")


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def _mark_of(starts: list[int], index: int) -> int:
    line = bisect_right(starts, index) - 1
    return line << _SHIFT | (index - starts[line])
