"""Fill days and weeks with the steps of a plan: who comes next, and for how long."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from mlpath.scheduling.slots import Slot


class Part(NamedTuple):
    """A stretch of study: which step of the plan, in which slot, from which minute of it on."""

    step: int
    slot: Slot
    begin: int
    minutes: int


class Limits(NamedTuple):
    """Minutes of a session, and whether the days have room for two of the shortest."""

    shortest: int
    longest: int
    roomy: bool

    def part(self, rest: int, left: int) -> int:
        """Return how long to study a step of which so much is left, 0 for not now.

        A session is never so long that less than the shortest would be left over. What is shorter
        than two of the shortest, and no day could hold at a stretch, is halved.
        """
        most = min(left, self.longest)
        if rest <= most:
            return rest
        if most < self.shortest:
            return 0
        part = min(most, rest - self.shortest)
        if part >= self.shortest:
            return part
        return 0 if self.roomy else rest // 2


@dataclass(slots=True)
class Turns:
    """Whose turn it is: steps in progress, steps that can start, and those that cannot yet.

    Attributes
    ----------
    needs
        For each step what has to be finished before it, by place in the plan.
    tracks
        Most steps in progress.
    pinned
        First day of some steps.
    """

    needs: Sequence[Iterable[int]]
    tracks: int
    pinned: dict[int, dt.date]
    opened: deque[int] = field(default_factory=deque)
    _ready: list[int] = field(default_factory=list)
    _held: list[tuple[dt.date, int]] = field(default_factory=list)
    _missing: list[int] = field(default_factory=list)
    _waiting: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Count what each step waits for."""
        self._missing = [len(set(before)) for before in self.needs]
        self._waiting = [[] for _ in self.needs]
        for step, before in enumerate(self.needs):
            for other in set(before):
                self._waiting[other].append(step)
        for step, missing in enumerate(self._missing):
            if not missing:
                self._release(step)

    def open(self, slot: Slot) -> None:
        """Begin what can begin in a slot, the earliest in the plan first."""
        while self._held and slot.first is not None and self._held[0][0] <= slot.first:
            heapq.heappush(self._ready, heapq.heappop(self._held)[1])
        while self._ready and len(self.opened) < self.tracks:
            self.opened.append(heapq.heappop(self._ready))

    def close(self, step: int) -> None:
        """Finish a step: what waited for it alone can begin."""
        self.opened.remove(step)
        for other in self._waiting[step]:
            self._missing[other] -= 1
            if not self._missing[other]:
                self._release(other)

    def _release(self, step: int) -> None:
        if step in self.pinned:
            heapq.heappush(self._held, (self.pinned[step], step))
        else:
            heapq.heappush(self._ready, step)


def fill(
    lengths: Sequence[int], slots: Iterator[Slot], turns: Turns, limits: Limits
) -> list[Part]:
    """Return the stretches of study that hold every step.

    Steps in progress take turns, a session each.
    """
    rest = list(lengths)
    parts: list[Part] = []
    unfinished = len(rest)
    while unfinished:
        slot = next(slots)
        for part in _fill(slot, rest, turns, limits):
            parts.append(part)
            unfinished -= not rest[part.step]
    return parts


def _fill(slot: Slot, rest: list[int], turns: Turns, limits: Limits) -> Iterator[Part]:
    """Yield the stretches of one slot, and take them off what is left of the steps."""
    left = slot.minutes
    passed: set[int] = set()
    while left:
        turns.open(slot)
        step = next((each for each in turns.opened if each not in passed), None)
        if step is None:
            return
        minutes = limits.part(rest[step], left)
        if not minutes:
            passed.add(step)
            continue
        rest[step] -= minutes
        yield Part(step, slot, slot.minutes - left, minutes)
        left -= minutes
        if rest[step]:
            turns.opened.remove(step)
            turns.opened.append(step)
        else:
            turns.close(step)
