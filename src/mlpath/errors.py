"""Problems as values, and the one tree of errors that leaves mlpath's public functions.

*Why values:* an author who fixes a graph wants every mistake in one go, so a reader collects
`Problem` objects and raises one error that holds them all.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PRINTED = 50
COLLECTED = 1_000

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Return ``file:line:column``, the form editors jump to."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that belongs to a problem, such as one edge of a cycle."""

    text: str
    path: Path = ()
    place: Place | None = None

    def __str__(self) -> str:
        """Return the text, with its place where it is known."""
        return f"{self.text} at {self.place}" if self.place else self.text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and what would be right.

    Parameters
    ----------
    code
        Stable slug, such as ``unknown-topic``; scripts may rely on it.
    message
        One sentence that says what is wrong, with the offending text.
    hint
        What would be right; empty where the message says it all.
    path
        Keys and indices that lead to the value inside its document.
    place
        Where it stands in a file; None for data that came from code.
    notes
        Further places that belong to it.
    lint
        True for advice about a valid graph, False for an error.

    Examples
    --------
    >>> print(Problem("unknown-topic", "no topic 'svm'", hint="did you mean 'svd'?"))
    unknown-topic: no topic 'svm' (did you mean 'svd'?)
    """

    code: str
    message: str
    hint: str = ""
    path: Path = ()
    place: Place | None = None
    notes: tuple[Note, ...] = ()
    lint: bool = False

    def at(self, place: Place | None) -> Problem:
        """Return the same problem, located."""
        return dataclasses.replace(self, place=place)

    def __str__(self) -> str:
        """Return ``file:line:column: code: message [notes] (hint)`` on one line."""
        where = f"{self.place}: " if self.place else ""
        notes = f" [{'; '.join(map(str, self.notes))}]" if self.notes else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.code}: {self.message}{notes}{hint}"


class Problems:
    """A collector that keeps the first thousand problems and counts the others.

    *Why a limit:* 200,000 broken topics would otherwise cost a gigabyte of messages.
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._kept: list[Problem] = []
        self.dropped = 0
        self.extend(problems)

    def add(self, problem: Problem) -> None:
        """Keep the problem, or count it when the collector is full."""
        if self.full:
            self.dropped += 1
        else:
            self._kept.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several problems."""
        for problem in problems:
            self.add(problem)

    @property
    def full(self) -> bool:
        """Whether collecting can stop."""
        return len(self._kept) >= COLLECTED

    def __iter__(self) -> Iterator[Problem]:
        """Iterate over the kept problems in the order they were added."""
        return iter(self._kept)

    def __len__(self) -> int:
        """Return how many problems are kept."""
        return len(self._kept)

    def sorted(self) -> tuple[Problem, ...]:
        """Return the kept problems by file, line and column; unplaced ones first."""
        return tuple(sorted(self._kept, key=_place_key))


def _place_key(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if place else ("", 0, 0)


def report(problems: Iterable[Problem], *, dropped: int = 0) -> str:
    """Return the first fifty problems, a line each, and how many more there are.

    Examples
    --------
    >>> print(report([Problem("empty", "no topics")], dropped=2))
    empty: no topics
    and 2 more
    """
    found = tuple(problems)
    lines = [str(problem) for problem in found[:PRINTED]]
    more = len(found) - PRINTED if len(found) > PRINTED else 0
    if more + dropped:
        lines.append(f"and {more + dropped:,} more")
    return "\n".join(lines)


class MlpathError(Exception):
    """The root of every error that mlpath raises on purpose.

    Parameters
    ----------
    problems
        What is wrong: at least one `Problem`, or a text that becomes one.
    dropped
        How many further problems were not kept.

    Attributes
    ----------
    problems : tuple of Problem
    exit_code : int
        What the command line returns for it.
    """

    code = "error"
    exit_code = 2

    def __init__(
        self,
        problems: str | Problem | Iterable[Problem],
        *,
        hint: str = "",
        dropped: int = 0,
    ) -> None:
        if isinstance(problems, str):
            problems = Problem(self.code, problems, hint=hint)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems = tuple(problems)
        self.dropped = dropped
        super().__init__(report(self.problems, dropped=dropped))

    def __str__(self) -> str:
        """Return every problem, a line each (KeyError would show a repr)."""
        return report(self.problems, dropped=self.dropped)


class UnitError(MlpathError, ValueError):
    """A duration, range or rate that cannot be understood."""

    code = "bad-duration"


class GraphError(MlpathError, ValueError):
    """A knowledge graph, or a file of one, that is not valid; it holds all problems."""

    code = "bad-graph"


class CycleError(GraphError):
    """A graph whose prerequisites run in circles.

    Attributes
    ----------
    cycles : tuple of tuples
        One cycle per strongly connected component, the first node repeated at the end.
    """

    code = "cycle"

    def __init__(
        self,
        problems: Iterable[Problem],
        *,
        cycles: tuple[tuple[str, ...], ...] = (),
        dropped: int = 0,
    ) -> None:
        super().__init__(problems, dropped=dropped)
        self.cycles = cycles


class UnknownTopicError(MlpathError, KeyError):
    """A topic, section, tag, preset or level that the graph does not have."""

    code = "unknown-topic"


class RequestError(MlpathError, ValueError):
    """A wish that makes no sense: a negative weight, an unknown option, clashing arguments."""

    code = "bad-request"


class TermsError(RequestError):
    """Terms that a plan cannot be laid into: too few of them, or too short ones."""

    code = "too-few-terms"
    exit_code = 1


class PlanError(MlpathError, ValueError):
    """A plan file that cannot be read, or a plan that does not fit its graph."""

    code = "bad-plan"


class EngineError(MlpathError, RuntimeError):
    """A drawing engine that is missing, failed or hit its limits."""

    code = "engine"
    exit_code = 1


class FileError(MlpathError, OSError):
    """A file that cannot be opened, read or written."""

    code = "unreadable"


def expect(kinds: str, **given: object) -> None:
    """Refuse arguments of another Python type than is meant, before they fail somewhere deep.

    Parameters
    ----------
    kinds
        Names of classes between bars, ``None``, ``Iterable``, ``Mapping`` or ``PathLike``. *Why
        names:* the rooms that hold the classes lie above this one, and need not be loaded.
    given
        The arguments, by the names that callers know.

    Raises
    ------
    RequestError
        If one is of none of these kinds.

    Examples
    --------
    >>> expect("Plan | None", plan=None)
    >>> try:
    ...     expect("Plan", plan=5)
    ... except RequestError as error:
    ...     print(error)
    bad-request: plan is 5, an int (give a Plan)
    """
    named = kinds.split(" | ")
    for name, value in given.items():
        held = {each.__name__ for each in type(value).__mro__}
        held.update(kind for kind, method in _PROTOCOLS.items() if hasattr(value, method))
        if held.isdisjoint("NoneType" if kind == "None" else kind for kind in named):
            hint = f"give {' or '.join(_MEANT.get(kind, f'a {kind}') for kind in named)}"
            kind = type(value).__name__
            told = "None" if value is None else f"{value!r:.60}, {_article(kind)} {kind}"
            raise RequestError(f"{name} is {told}", hint=hint)


_PROTOCOLS = {"Iterable": "__iter__", "Mapping": "keys", "PathLike": "__fspath__"}
_MEANT = {
    "Iterable": "a list",
    "Mapping": "a dict",
    "PathLike": "a path",
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "None": "nothing",
}


def _article(word: str) -> str:
    return "an" if word[0].lower() in "aeiou" else "a"
