"""The log as data: events in one order, whatever the order of their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.tracking.events import Event, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlpath.errors import Problem


@dataclass(frozen=True, slots=True)
class Log:
    """Every event of a progress log, and what is wrong with its file.

    Build one with `mlpath.tracking.read_log`, `parse_log` or `of`.

    Attributes
    ----------
    events
        By time, number and id; one per id.
    problems
        A problem for every line that could not be used, with its number.
    unfinished
        Whether the last line has no end: a writer was interrupted, or is still writing.
    """

    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()
    unfinished: bool = False

    @classmethod
    def of(cls, events: Iterable[Event]) -> Log:
        """Return the log of these events, whatever their order and however often each comes."""
        # repr decides between events that share all but their entry; only a forger makes such.
        ordered = sorted(events, key=lambda event: (event.key, repr(event)))
        by_id = {event.id: event for event in ordered}
        return cls(tuple(sorted(by_id.values(), key=lambda event: event.key)))

    def merged(self, other: Log) -> Log:
        """Return the union of both logs: which comes first does not matter, nor how often."""
        return Log.of((*self.events, *other.events))

    @property
    def counting(self) -> tuple[Event, ...]:
        """The events that count, in order: neither undone nor an undoing.

        An undoing can be undone itself; it concerns only what comes before it, so that every log
        has one meaning.
        """
        undone: set[str] = set()
        kept: list[Event] = []
        for event in reversed(self.events):
            if event.id in undone:
                continue
            if event.entry.kind is Kind.UNDONE:
                undone.add(event.entry.undoes)
            else:
                kept.append(event)
        return tuple(reversed(kept))
