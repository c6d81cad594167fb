"""Events as lines: ``crc32 {"v":1,"seq":...}``, and back, with nothing guessed.

*Why a checksum in each line:* a torn or damaged line is then recognised as such, and costs itself
only.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zlib
from typing import Any

from mlpath.errors import FileError, MlpathError, Place, Problem
from mlpath.topics import Step, split_name
from mlpath.tracking.events import Entry, Event, Kind
from mlpath.tracking.logs import Log

VERSION = 2
# A line says the oldest version that understands it, so that an older mlpath reads every log but
# those that hold what it would misread.
SINCE = {Kind.REVIEWED: 2}
LONGEST_LINE = 4096  # bytes, line end included
_LINE = re.compile(rb"([0-9a-f]{8}) (\{.*\})", re.DOTALL)
# What a writer may have left of its first line when the power went.
_BEGUN = re.compile(rb"\0*|[0-9a-f]{1,8}|[0-9a-f]{8} (\{.*)?", re.DOTALL)
_FIELDS = frozenset(
    ("v", "seq", "id", "t", "ev", "step", "min", "on", "source", "note", "undoes", "outcome")
)


class _NewerError(Exception):
    """A line of a later version of mlpath."""


def encode(event: Event) -> bytes:
    r"""Return the line of an event, its end included: at most 4,096 bytes.

    Examples
    --------
    >>> import datetime as dt
    >>> from mlpath.topics import Level
    >>> event = Event(
    ...     1, "0" * 32, dt.datetime(2026, 12, 1, 18, 30, tzinfo=dt.UTC),
    ...     Entry(Kind.DONE, Step("svd", Level.WORKING), minutes=360))
    >>> encode(event)[9:69]
    b'{"v":1,"seq":1,"id":"00000000000000000000000000000000","t":"'
    >>> encode(event)[69:]
    b'2026-12-01T18:30:00.000000Z","ev":"done","step":"svd@working","min":360}\n'
    """
    entry = event.entry
    utc = event.time.astimezone(dt.UTC).replace(tzinfo=None)
    fields: dict[str, Any] = {
        "v": SINCE.get(entry.kind, 1),
        "seq": event.seq,
        "id": event.id,
        "t": f"{utc.isoformat(timespec='microseconds')}Z",
        "ev": str(entry.kind),
        "step": None if entry.step is None else str(entry.step),
        "min": entry.minutes,
        "on": None if entry.on is None else entry.on.isoformat(),
        "source": entry.source or None,
        "note": entry.note or None,
        "undoes": entry.undoes or None,
        "outcome": entry.outcome or None,
    }
    said = {name: value for name, value in fields.items() if value is not None}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def decode(line: bytes) -> Event:
    """Return the event of a line, with or without its end.

    Raises
    ------
    FileError
        If it is damaged, or of a later version.
    """
    try:
        return _decode(line.removesuffix(b"\n"))
    except (_NewerError, ValueError) as error:
        raise FileError(Problem("damaged-line", f"not a line of a log: {error}")) from None


def parse_log(raw: bytes, file: str = "<log>") -> Log:
    r"""Return the log that a file's bytes hold.

    Damaged lines become problems and the others count. A last line without an end is never
    looked into: nobody was told that it is saved.

    Raises
    ------
    FileError
        If a line was written by a later version of mlpath.

    Examples
    --------
    >>> log = parse_log(b"what is this?\n", "log.jsonl")
    >>> print(log.problems[0])
    log.jsonl:1:1: damaged-line: no checksum and event (the line is kept, and does not count)
    """
    *lines, tail = raw.split(b"\n")
    events: list[Event] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        try:
            events.append(_decode(line))
        except _NewerError as error:
            raise FileError(
                Problem(
                    "newer-log",
                    f"this log was written by a newer mlpath: {error}",
                    hint="upgrade mlpath; the file was not touched",
                    place=Place(file, number, 1),
                )
            ) from None
        except ValueError as error:
            hint = "the line is kept, and does not count"
            place = Place(file, number, 1)
            problems.append(Problem("damaged-line", str(error), hint=hint, place=place))
    if tail:
        place = Place(file, len(lines) + 1, 1)
        problems.append(
            Problem("unfinished-line", "the line has no end: it was never saved", place=place)
        )
    log = Log.of(events)
    return Log(log.events, tuple(problems), unfinished=bool(tail))


def begun(raw: bytes) -> bool:
    """Tell whether bytes without any event can still be what is left of a log's first lines.

    *Why:* nothing must be appended to a file that is no log.
    """
    return all(_BEGUN.fullmatch(line) for line in raw.split(b"\n"))


def _decode(line: bytes) -> Event:
    """Return the event of a line without its end; ValueError says why there is none."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError("no checksum and event")
    if len(line) >= LONGEST_LINE:
        raise ValueError(f"longer than {LONGEST_LINE:,} bytes")
    if int(match[1], 16) != zlib.crc32(match[2]):
        raise ValueError("the checksum is wrong: the line was changed or torn")
    try:
        data = json.loads(match[2])
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    _check_version(data)
    try:
        return _event(data)
    except MlpathError as error:
        raise ValueError(error.problems[0].message) from None
    except (KeyError, TypeError, AttributeError, OverflowError):
        raise ValueError("a field is missing or of the wrong kind") from None


def _check_version(data: dict[str, Any]) -> None:
    version = data.get("v")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ValueError("no version")
    if version > VERSION:
        raise _NewerError(f"version {version}, this one reads {VERSION}")
    unknown = sorted(data.keys() - _FIELDS)
    if unknown:
        raise ValueError(f"unknown field {unknown[0][:40]!r}")


def _event(data: dict[str, Any]) -> Event:
    entry = Entry(
        kind=Kind(data["ev"]),
        step=_step(data["step"]) if "step" in data else None,
        minutes=data.get("min"),
        on=dt.date.fromisoformat(data["on"]) if "on" in data else None,
        source=data.get("source", ""),
        note=data.get("note", ""),
        undoes=data.get("undoes", ""),
        outcome=data.get("outcome", ""),
    )
    if data["v"] < SINCE.get(entry.kind, 1):
        raise ValueError(f"version {data['v']} knows no {entry.kind}")
    time = dt.datetime.fromisoformat(data["t"])
    if time.tzinfo is not None:
        time = time.astimezone(dt.UTC)
    return Event(data["seq"], data["id"], time, entry)


def _step(text: str) -> Step:
    topic, level = split_name(text)
    if level is None:
        raise ValueError("a step without a level")
    return Step(topic, level)
