"""Least closures over any-of choices, by trying them all within a fixed amount of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlpath.auditing.asking import Reading
    from mlpath.auditing.rules import Rules

# Work is steps looked at; beyond it a claim is neither confirmed nor refused.
_WORK = 3_000_000
_WORK_EACH = 200_000


class Closures:
    """What steps still need, given what is at hand.

    Parameters
    ----------
    rules, reading
        The graph, and what is known and banned.
    chosen
        Steps at hand beside the known ones: a closed set.

    Attributes
    ----------
    gave_up
        How many closures stayed untold.
    """

    def __init__(self, rules: Rules, reading: Reading, chosen: Iterable[int] = ()) -> None:
        self._rules = rules
        self._reading = reading
        self._have = reading.known.union(chosen)
        self._left = _WORK
        self.gave_up = 0

    def least(self, steps: Iterable[int]) -> set[tuple[int, int]] | None:
        """Return least minutes with each value such a closure can have; empty if none exists.

        None where the work limit came first. Branches over the alternatives of one unserved
        group after another; a branch that cannot be least any more is cut.
        """
        start = self._grow(frozenset(), steps)
        best: int | None = None
        found: set[tuple[int, int]] = set()
        stack = [] if start is None else [start]
        seen = set(stack)
        limit = min(self._left, _WORK_EACH)
        while stack:
            inside = stack.pop()
            limit -= len(inside) + 1
            self._left -= len(inside) + 1
            if limit < 0:
                self.gave_up += 1
                return None
            minutes = sum(self._rules.effort[step] for step in inside)
            if best is not None and minutes > best:
                continue
            group = next(self._rules.unserved(sorted(inside), self._have | inside), None)
            if group is None:
                found = found if minutes == best else set()
                best = minutes
                found.add((minutes, sum(self._reading.value[step] for step in inside)))
                continue
            for other in group.alternatives:
                more = self._grow(inside, [other])
                if more is not None and more not in seen:
                    seen.add(more)
                    stack.append(more)
        return found

    def _grow(self, inside: frozenset[int], steps: Iterable[int]) -> frozenset[int] | None:
        """Return the set with the steps and all they need, None if that is banned."""
        more = self._rules.below(steps, self._have.union(inside) if inside else self._have)
        return None if more & self._reading.banned else inside | more
