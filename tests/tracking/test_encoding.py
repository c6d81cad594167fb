"""Lines of a log: what is written is read, and what is damaged is told and left out."""

from __future__ import annotations

import datetime as dt
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath.errors import FileError, MlpathError, RequestError
from mlpath.topics import Level, Step
from mlpath.tracking import Entry, Event, Kind, decode, encode, parse_log
from tests.tracking.strategies import NOON, events, identity, made


def line(**fields: object) -> bytes:
    """Return a line with a right checksum over any fields."""
    text = json.dumps(fields).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


GOOD = {"v": 1, "seq": 1, "id": identity(1), "t": "2026-12-01T12:00:00Z", "ev": "done"} | {
    "step": "svd@working"
}


@given(events())
@settings(max_examples=60, deadline=None)
def test_a_line_is_read_as_the_event_it_was_written_from(event: Event) -> None:
    """Decoding undoes encoding, and a line has one end, at its end."""
    raw = encode(event)
    assert decode(raw) == event
    assert raw.index(b"\n") == len(raw) - 1
    assert len(raw) <= 4096


def test_the_checksum_is_the_crc_of_the_json() -> None:
    """Eight hexadecimal digits, a blank and JSON that any program can read."""
    raw = encode(made(1, "passed", minutes=360))
    digits, _, text = raw.rstrip(b"\n").partition(b" ")
    assert int(digits, 16) == zlib.crc32(text)
    assert json.loads(text) == {
        "v": 1,
        "seq": 1,
        "id": identity(1),
        "t": "2026-12-01T12:01:00.000000Z",
        "ev": "passed",
        "step": "svd@working",
        "min": 360,
    }


def test_other_time_zones_are_written_as_utc() -> None:
    """The same instant gives the same line."""
    east = dt.timezone(dt.timedelta(hours=9))
    there = Event(1, identity(1), NOON.astimezone(east), made(1, "done").entry)
    here = Event(1, identity(1), NOON, made(1, "done").entry)
    assert encode(there) == encode(here)


@given(st.lists(events(), min_size=1, max_size=5, unique_by=lambda e: e.id), st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_byte_costs_its_own_line_only(held: list[Event], data: st.DataObject) -> None:
    """Whatever byte of a line changes, the line is told by its number and the others count."""
    lines = [encode(event) for event in held]
    hurt = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[hurt]) - 2))
    value = data.draw(
        st.integers(0, 255).filter(lambda v: v not in {lines[hurt][place], ord("\n")})
    )
    changed = bytearray(lines[hurt])
    changed[place] = value
    log = parse_log(b"".join([*lines[:hurt], bytes(changed), *lines[hurt + 1 :]]), "log.jsonl")
    assert set(log.events) == set(held) - {held[hurt]}
    (problem,) = log.problems
    assert problem.code == "damaged-line"
    assert str(problem.place) == f"log.jsonl:{hurt + 1}:1"


@given(st.lists(events(), min_size=1, max_size=4, unique_by=lambda e: e.id), st.data())
@settings(max_examples=60, deadline=None)
def test_a_log_cut_anywhere_keeps_its_whole_lines(held: list[Event], data: st.DataObject) -> None:
    """A torn end is never looked into, even when it lacks its line end only."""
    raw = b"".join(encode(event) for event in held)
    cut = data.draw(st.integers(0, len(raw)))
    log = parse_log(raw[:cut])
    whole = raw[:cut].count(b"\n")
    assert set(log.events) == set(held[:whole])
    assert log.unfinished == (cut > 0 and not raw[:cut].endswith(b"\n"))
    assert [problem.code for problem in log.problems] == ["unfinished-line"] * log.unfinished


@given(st.binary(max_size=300) | st.lists(st.binary(max_size=40)).map(b"\n".join))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_without_an_error(raw: bytes) -> None:
    """Garbage is problems, a line each, and no events."""
    log = parse_log(raw)
    assert log.events == ()
    *lines, tail = raw.split(b"\n")
    assert len(log.problems) == len(lines) + bool(tail)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ev": "eaten"}, "not a valid Kind"),
        ({"ev": 5}, "not a valid Kind"),
        ({"step": "svd"}, "without a level"),
        ({"step": "svd@wise"}, "no level"),
        ({"step": 7}, "7 is not a topic"),
        ({"min": 0}, "1 to 6,000,000 whole minutes"),
        ({"min": True}, "whole minutes"),
        ({"min": 1.5}, "whole minutes"),
        ({"seq": 0}, "number is 1 to"),
        ({"seq": 2**60}, "number is 1 to"),
        ({"id": "x"}, "not a UUID"),
        ({"id": 5}, "wrong kind"),
        ({"t": "2026-12-01T12:00:00"}, "no time zone"),
        ({"t": "0001-01-01T00:00:00+23:00"}, "wrong kind"),
        ({"t": "yesterday"}, "Invalid isoformat"),
        ({"on": "2026-02-30"}, "day is out of range"),
        ({"note": "a\nb"}, "printable"),
        ({"note": "x" * 501}, "at most 500"),
        ({"v": 0}, "no version"),
        ({"v": True}, "no version"),
        ({"colour": "red"}, "unknown field 'colour'"),
        ({"undoes": identity(3)}, "goes with `undone`"),
        ({"source": "said"}, "goes with `known`"),
    ],
)
def test_a_line_that_makes_no_sense_is_told(changes: dict[str, object], message: str) -> None:
    """A right checksum does not make nonsense an event."""
    log = parse_log(line(**(GOOD | changes)) + line(**(GOOD | {"id": identity(2)})))
    assert len(log.events) == 1
    assert message in log.problems[0].message


def test_hostile_json_is_told() -> None:
    """Deep nesting, endless digits and texts that are no objects are damage, not crashes."""
    for text in (
        b"{" + b'"a":[' * 700 + b"}",
        b'{"seq":' + b"9" * 4000 + b"}",
        b"{" * 4000 + b"}",
    ):
        raw = b"%08x %s\n" % (zlib.crc32(text), text)
        assert [problem.code for problem in parse_log(raw).problems] == ["damaged-line"]
    long = json.dumps(GOOD | {"note": "é" * 500, "colour": "x" * 4000}).encode()
    raw = b"%08x %s\n" % (zlib.crc32(long), long)
    assert "longer than 4,096 bytes" in parse_log(raw).problems[0].message


def test_a_newer_schema_is_refused_with_its_line() -> None:
    """What a later version wrote is not half understood."""
    raw = encode(made(1, "done")) + line(v=3, something="else")
    with pytest.raises(FileError, match=r"log:2:1: newer-log: .*version 3, this one reads 2"):
        parse_log(raw, "log")
    with pytest.raises(FileError, match="version 3"):
        decode(line(v=3))


def test_decoding_damage_is_an_error() -> None:
    """One line alone is either an event or an error of mlpath."""
    with pytest.raises(FileError, match="not a line of a log"):
        decode(b"hello\n")


def test_the_longest_note_fits_and_nothing_longer() -> None:
    """A note of 500 letters of four bytes fits; a topic has a bounded name."""
    entry = Entry(Kind.DONE, Step("s" * 64, Level.OVERVIEW), 6_000_000, note="\U0001d538" * 500)
    assert len(encode(Event(2**53, identity(2**128 - 1), NOON, entry))) <= 4096


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": Kind.DONE}, "done needs a step"),
        ({"kind": Kind.UNDONE, "step": Step("svd", Level.DEEP)}, "undone takes no step"),
        ({"kind": Kind.UNDONE, "undoes": "last"}, "id of an event"),
        ({"kind": Kind.KNOWN, "step": Step("svd", Level.DEEP)}, "a source"),
        ({"kind": Kind.DONE, "step": Step("../x", Level.DEEP)}, "not the id of a topic"),
        (
            {"kind": Kind.FORGOTTEN, "step": Step("svd", Level.DEEP), "minutes": 5},
            "takes no study time",
        ),
    ],
)
def test_entries_that_make_no_sense_are_refused(fields: dict[str, object], message: str) -> None:
    """Nothing enters a log that its reader would call damage."""
    with pytest.raises(RequestError, match=message):
        Entry(**fields)  # type: ignore[arg-type]


def test_every_error_is_of_mlpath() -> None:
    """One except clause catches all."""
    with pytest.raises(MlpathError, match="no time zone"):
        Event(1, identity(1), dt.datetime(2026, 1, 1), made(1, "done").entry)  # noqa: DTZ001


def test_a_review_is_a_line_that_older_readers_refuse() -> None:
    """They would take it for damage; lines without reviews they read as ever."""
    failed = made(1, "reviewed", outcome="failed", minutes=12)
    assert json.loads(encode(failed)[9:])["v"] == 2
    assert json.loads(encode(made(2, "done"))[9:])["v"] == 1
    assert decode(encode(failed)) == failed


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ev": "reviewed", "outcome": "passed"}, "version 1 knows no reviewed"),
        ({"v": 2, "ev": "reviewed"}, "outcome, passed or failed"),
        ({"v": 2, "ev": "reviewed", "outcome": "so-so"}, "outcome, passed or failed"),
        ({"v": 2, "outcome": "passed"}, "outcome, passed or failed"),
        ({"v": 2, "ev": "reviewed", "outcome": 7}, "outcome, passed or failed"),
    ],
)
def test_a_review_says_how_it_went(changes: dict[str, object], message: str) -> None:
    """And nothing else has an outcome."""
    log = parse_log(line(**(GOOD | changes)))
    assert log.events == ()
    assert message in log.problems[0].message
