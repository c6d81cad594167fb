"""What can be logged: entries, and events, which are entries with a place in the log."""

from __future__ import annotations

import datetime as dt
import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.errors import Problem, RequestError
from mlpath.topics.levels import ID

if TYPE_CHECKING:
    from mlpath.topics import Step

LONGEST_NOTE = 500  # characters
MOST_MINUTES = 100_000 * 60
LARGEST_NUMBER = 2**53
EARLIEST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LATEST = dt.datetime(2999, 12, 31, tzinfo=dt.UTC)
_TOPIC = re.compile(ID)
_IDENTITY = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class Kind(enum.StrEnum):
    """What happened.

    A step counts as mastered after `done`, `passed` (its check) or `known`; no longer after
    `failed` (its check) or `forgotten`; `started` changes nothing but that it is in progress.
    `reviewed` changes none of it: its outcome tells only how well the step is remembered.
    `undone` takes another event back.
    """

    DONE = "done"
    PASSED = "passed"
    FAILED = "failed"
    STARTED = "started"
    KNOWN = "known"
    FORGOTTEN = "forgotten"
    REVIEWED = "reviewed"
    UNDONE = "undone"


TIMED = (Kind.DONE, Kind.PASSED, Kind.FAILED, Kind.STARTED, Kind.REVIEWED)
OUTCOMES = ("passed", "failed")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something a learner wants to log.

    Parameters
    ----------
    kind
        What happened.
    step
        To which step; None only for `undone`.
    minutes
        Study time that this entry adds, above 0; only where study makes sense.
    on
        The learner's own date of it; None means the date of the event's time.
    source
        Where it is known from, such as ``said`` or ``placement``; only for `known`.
    note
        Free text on one line, at most 500 characters.
    undoes
        The id of the event that is taken back; only for `undone`.
    outcome
        ``passed`` or ``failed``; only for `reviewed`, and always there.

    Raises
    ------
    RequestError
        If the parts do not make sense together.

    Examples
    --------
    >>> from mlpath.topics import Level, Step
    >>> entry = Entry(Kind.PASSED, Step("svd", Level.WORKING), minutes=360)
    >>> str(entry)
    'passed svd@working'
    """

    kind: Kind
    step: Step | None = None
    minutes: int | None = None
    on: dt.date | None = None
    source: str = ""
    note: str = ""
    undoes: str = ""
    outcome: str = ""

    def __post_init__(self) -> None:
        fault = _fault(self)
        if fault:
            raise RequestError(Problem("bad-entry", fault))

    def __str__(self) -> str:
        """Return kind and step, and how a review went."""
        how = f" ({self.outcome})" if self.outcome else ""
        return f"{self.kind} {self.undoes if self.step is None else self.step}{how}"


def _fault(entry: Entry) -> str:
    """Return what is wrong with an entry, empty if nothing is."""
    if (entry.kind is Kind.UNDONE) != (entry.step is None):
        return f"{entry.kind} {'needs a step' if entry.step is None else 'takes no step'}"
    if entry.step is not None and not _TOPIC.fullmatch(entry.step.topic):
        return f"{entry.step.topic!r} is not the id of a topic"
    if (entry.kind is Kind.UNDONE) != bool(_IDENTITY.fullmatch(entry.undoes)):
        return "the id of an event goes with `undone`, and only with it"
    if entry.minutes is not None:
        if entry.kind not in TIMED:
            return f"{entry.kind} takes no study time"
        if not _whole(entry.minutes, 1, MOST_MINUTES):
            return f"a study time is 1 to {MOST_MINUTES:,} whole minutes, not {entry.minutes!r}"
    return _text_fault(entry)


def _text_fault(entry: Entry) -> str:
    if (entry.kind is Kind.KNOWN) != bool(_SOURCE.fullmatch(entry.source)):
        return "a source, such as said or placement, goes with `known`, and only with it"
    if (entry.kind is Kind.REVIEWED) != (entry.outcome in OUTCOMES) or (
        entry.kind is not Kind.REVIEWED and entry.outcome
    ):
        return "an outcome, passed or failed, goes with `reviewed`, and only with it"
    if len(entry.note) > LONGEST_NOTE:
        return f"a note has at most {LONGEST_NOTE} characters, not {len(entry.note):,}"
    if not all(letter.isprintable() for letter in entry.note):
        return "a note is one line of printable characters"
    return ""


@dataclass(frozen=True, slots=True)
class Event:
    """An entry in a log.

    Parameters
    ----------
    seq
        One more than the largest its writer saw in the log.
    id
        UUID; the same event has the same id on every device.
    time
        When it was logged, with a time zone; never before what its writer saw in the log.
    entry
        What was logged.

    Raises
    ------
    RequestError
        If number, id or time are out of range.
    """

    seq: int
    id: str
    time: dt.datetime
    entry: Entry

    def __post_init__(self) -> None:
        fault = ""
        if not _whole(self.seq, 1, LARGEST_NUMBER):
            fault = f"an event's number is 1 to 2^53, not {self.seq!r}"
        elif not _IDENTITY.fullmatch(self.id):
            fault = f"{self.id!r} is not a UUID in lower case"
        elif self.time.tzinfo is None or not EARLIEST <= self.time <= LATEST:
            fault = f"the time {self.time} has no time zone or is not of 1970 to 2999"
        if fault:
            raise RequestError(Problem("bad-event", fault))

    @property
    def key(self) -> tuple[dt.datetime, int, str]:
        """What orders events the same on every device."""
        return (self.time, self.seq, self.id)

    @property
    def on(self) -> dt.date:
        """The learner's date of it."""
        return self.entry.on or self.time.date()


def _whole(value: object, least: int, most: int) -> bool:
    """Tell whether a value, which may come from a file, is a whole number in the range."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
