"""What a placement asks about: the steps that goals may need, and which of them imply which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mlpath.errors import Problem, RequestError
from mlpath.ordering import study_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlpath.topics import KnowledgeGraph, Step

MOST_STEPS = 20_000
MOST_PAIRS = 1_000_000  # more would make a question slower than 50 ms
_HINT = "name fewer goals, or say what is known with known (--known)"

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """The steps of a placement by number, prerequisites first.

    Attributes
    ----------
    steps
        n steps in study order; a step's place is its number here.
    needs
        Pairs (prerequisite, step), the last step first.
    above, below
        m numbers each: whoever knows ``above[k]`` knows ``below[k]``. These are all chains of
        prerequisites. *Why not through any-of groups:* who knows a step knows one of its
        alternatives, but nobody can say which.

    References
    ----------
    Doignon, J.-P. & Falmagne, J.-C. (1985). Spaces for the assessment of knowledge.
    doi:10.1016/S0020-7373(85)80031-6
    """

    steps: tuple[Step, ...]
    needs: tuple[tuple[int, int], ...]
    above: IntArray
    below: IntArray


def domain_of(graph: KnowledgeGraph, goals: Iterable[Step], known: Iterable[Step]) -> Domain:
    """Return the steps that goals may need, whatever alternatives are chosen, and their chains.

    Parameters
    ----------
    graph
        Where the steps stand.
    goals
        Steps that are wanted; they belong to the domain.
    known
        Steps that need no question, closed downwards; a group that one of them serves adds none
        of its other alternatives.

    Raises
    ------
    RequestError
        If there is too much to ask about.
    """
    mastered = {graph.rank[step] for step in known}
    found = _needed(graph, [graph.rank[step] for step in goals], mastered)
    if len(found) > MOST_STEPS:
        raise _too_wide(f"{len(found):,} steps")
    steps = tuple(study_order(graph, [graph.steps[number] for number in sorted(found)]))
    number = {graph.rank[step]: place for place, step in enumerate(steps)}
    pairs = {
        (number[edge.source], number[edge.target])
        for edge in graph.expansion.edges
        if edge.source in number and edge.target in number
    }
    needs = tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
    above, below = _chains(len(steps), needs)
    return Domain(steps, needs, above, below)


def _needed(graph: KnowledgeGraph, goals: Iterable[int], mastered: set[int]) -> set[int]:
    before: dict[int, list[int]] = {}
    for edge in graph.expansion.edges:
        before.setdefault(edge.target, []).append(edge.source)
    for group in graph.expansion.groups:
        if mastered.isdisjoint(group.alternatives):
            before.setdefault(group.target, []).extend(group.alternatives)
    found = set(goals) - mastered
    stack = sorted(found)
    while stack:
        for other in before.get(stack.pop(), ()):
            if other not in found and other not in mastered:
                found.add(other)
                stack.append(other)
    return found


def _chains(size: int, needs: Iterable[tuple[int, int]]) -> tuple[IntArray, IntArray]:
    """Return every pair (step, what it needs through any chain); sets are the bits of integers."""
    before: list[list[int]] = [[] for _ in range(size)]
    for source, target in needs:
        before[target].append(source)
    reached = [0] * size
    rows: list[IntArray] = []
    total = 0
    for step in range(size):
        for source in before[step]:
            reached[step] |= reached[source] | (1 << source)
        total += reached[step].bit_count()
        if total > MOST_PAIRS:
            raise _too_wide(f"more than {MOST_PAIRS:,} chains of prerequisites")
        raw = np.frombuffer(reached[step].to_bytes(size // 8 + 1, "little"), dtype=np.uint8)
        rows.append(np.flatnonzero(np.unpackbits(raw, bitorder="little")))
    above = np.repeat(np.arange(size), [len(row) for row in rows])
    return above, np.concatenate([*rows, np.empty(0, dtype=np.int64)])


def _too_wide(what: str) -> RequestError:
    message = f"the goals need {what}: too wide for a placement"
    return RequestError(Problem("too-wide", message, hint=_HINT))
