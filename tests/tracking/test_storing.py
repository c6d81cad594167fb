"""The log's file: saved is saved, failed is as before, and no other file is ever touched."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import subprocess
import sys
import threading
import zlib
from typing import TYPE_CHECKING

import filelock
import pytest

from mlpath.errors import FileError, RequestError
from mlpath.topics import Level, Step
from mlpath.tracking import Entry, Event, Kind, Log, absorb, encode, read_log, record, storing
from tests.tracking.failing import FailingOs
from tests.tracking.strategies import NOON, identity, made

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = Entry(Kind.DONE, Step("svd", Level.WORKING), minutes=60)
CALLS = 14  # at least as many watched calls as one save makes
POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX files")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return where a log may stand."""
    return tmp_path / "log.jsonl"


def save(log: Path, number: int, *entries: Entry) -> tuple[Event, ...]:
    """Record entries whose ids count up from a number."""
    ids = (identity(place) for place in itertools.count(number))
    return record(log, entries or (ENTRY,), now=NOON, ids=ids)


def test_what_was_recorded_is_read(log: Path) -> None:
    """In order, with numbers, ids and times that rise though the clock stands still."""
    assert read_log(log).events == ()
    both = save(log, 1, ENTRY, ENTRY) + save(log, 3)
    assert read_log(log).events == both
    assert [event.seq for event in both] == [1, 2, 3]
    assert [event.time - NOON for event in both] == [
        dt.timedelta(microseconds=number) for number in range(3)
    ]


def test_a_clock_set_back_does_not_turn_the_order(log: Path) -> None:
    """A later event stays later, as one on the other side of the world does."""
    first = save(log, 1)
    early = NOON.astimezone(dt.timezone(dt.timedelta(hours=-9))) - dt.timedelta(days=400)
    second = record(log, [ENTRY], now=early, ids=[identity(2)])
    assert read_log(log).events == first + second


def test_a_forged_last_moment_leaves_the_log_usable(log: Path) -> None:
    """Time and number stop at their ends, and new lines stay readable."""
    end = Event(2**53, identity(1), dt.datetime(2999, 12, 31, tzinfo=dt.UTC), ENTRY)
    log.write_bytes(encode(end))
    save(log, 2, ENTRY, ENTRY)
    found = read_log(log)
    assert found.problems == ()
    assert len(found.events) == 3


def test_a_time_without_zone_and_missing_ids_are_refused(log: Path) -> None:
    """Nothing is written then."""
    with pytest.raises(RequestError, match="time zone"):
        record(log, [ENTRY], now=dt.datetime(2026, 1, 1), ids=[identity(1)])  # noqa: DTZ001
    with pytest.raises(RequestError, match="2 entries need as many ids, not 1"):
        record(log, [ENTRY, ENTRY], now=NOON, ids=[identity(1)])
    with pytest.raises(RequestError, match="not a UUID"):
        record(log, [ENTRY, ENTRY], now=NOON, ids=[identity(1), "x"])
    assert read_log(log).events == ()


def test_merging_both_ways_ends_in_the_same_log(tmp_path: Path) -> None:
    """Two devices, events apart and in common; a second time nothing is new."""
    one, two = tmp_path / "one", tmp_path / "two"
    save(one, 1)
    absorb(two, read_log(one))
    save(one, 2)
    save(two, 3, ENTRY, ENTRY)
    new = absorb(one, read_log(two))
    assert [event.id for event in new] == [identity(3), identity(4)]
    absorb(two, read_log(one))
    assert read_log(one).events == read_log(two).events
    assert len(read_log(one).events) == 4
    before = one.read_bytes()
    assert absorb(one, read_log(two)) == ()
    assert one.read_bytes() == before


@pytest.mark.parametrize("torn", [encode(made(9, "done"))[:-30], b"\0" * 512, b"7"])
def test_an_unfinished_line_is_sealed_and_kept(log: Path, torn: bytes) -> None:
    """The next event gets its own line; what a power cut left stays as it is."""
    save(log, 1)
    log.write_bytes(log.read_bytes() + torn)
    save(log, 2)
    found = read_log(log)
    assert [event.id for event in found.events] == [identity(1), identity(2)]
    assert [str(problem.place) for problem in found.problems] == [f"{log}:2:1"]
    assert log.read_bytes().split(b"\n")[1] == torn


def test_a_damaged_line_is_kept_and_the_log_goes_on(log: Path) -> None:
    """Repair stays possible."""
    save(log, 1, ENTRY, ENTRY)
    hurt = log.read_bytes().replace(b'"min":60', b'"min":61', 1)
    log.write_bytes(hurt)
    save(log, 3)
    assert log.read_bytes().startswith(hurt)
    found = read_log(log)
    assert [event.id for event in found.events] == [identity(2), identity(3)]
    assert "checksum" in found.problems[0].message


@pytest.mark.parametrize("left", [b"", b"\0" * 512, b"1083", b'1083a0fc {"v":1,"se'])
def test_what_a_crash_leaves_of_a_first_line_is_still_a_log(log: Path, left: bytes) -> None:
    """An empty, zeroed or torn file is written on."""
    log.write_bytes(left)
    save(log, 1)
    assert [event.id for event in read_log(log).events] == [identity(1)]


@pytest.mark.parametrize("text", ["# Notes\n", "{}", "topics:\n  svd: {effort: 3h}\n"])
def test_no_other_file_is_appended_to(log: Path, text: str) -> None:
    """A mistaken --log costs nobody a file."""
    log.write_text(text)
    with pytest.raises(FileError, match="is no progress log: nothing was written"):
        save(log, 1)
    assert log.read_text() == text


def test_a_newer_log_is_left_byte_for_byte(log: Path) -> None:
    """Neither read nor written."""
    save(log, 1)
    text = b'{"v":3,"new":true}'
    raw = log.read_bytes() + b"%08x %s\n" % (zlib.crc32(text), text)
    log.write_bytes(raw)
    for attempt in (lambda: save(log, 2), lambda: read_log(log), lambda: absorb(log, Log())):
        with pytest.raises(FileError, match=r"log\.jsonl:2:1: newer-log"):
            attempt()
    assert log.read_bytes() == raw


@POSIX
def test_a_new_log_is_private_and_an_old_one_keeps_its_mode(log: Path) -> None:
    """0600 by default; who opened it to others had a reason."""
    save(log, 1)
    assert log.stat().st_mode & 0o777 == 0o600
    log.chmod(0o644)
    save(log, 2)
    assert log.stat().st_mode & 0o777 == 0o644


@POSIX
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Its target is written, also when it does not exist yet, and both names share a lock."""
    folder = tmp_path / "dotfiles"
    folder.mkdir()
    link = tmp_path / "log.jsonl"
    link.symlink_to(folder / "real.jsonl")
    save(link, 1)
    save(folder / "real.jsonl", 2)
    assert link.is_symlink()
    assert len(read_log(link).events) == 2
    assert sorted(path.name for path in folder.iterdir()) == ["real.jsonl", "real.jsonl.lock"]


@POSIX
def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """Folders, pipes, loops, missing folders: one clean error each, and no waiting."""
    pipe, loop = tmp_path / "pipe", tmp_path / "loop"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    for path, message in (
        (tmp_path, "cannot write"),
        (pipe, "not a regular file"),
        (loop, "cannot write"),
        (tmp_path / "no" / "log", "there is no folder"),
        (tmp_path / "a\0b", "cannot write"),
    ):
        with pytest.raises(FileError, match=message):
            save(path, 1)
    for path in (tmp_path, pipe, loop, tmp_path / "a\0b"):
        with pytest.raises(FileError, match="cannot read"):
            read_log(path)


def test_a_log_too_large_is_refused(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong file must not fill the memory."""
    save(log, 1)
    monkeypatch.setattr(storing, "LARGEST", 10)
    with pytest.raises(FileError, match="larger than"):
        read_log(log)


def test_a_lock_that_is_kept_is_told(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some patience, and nothing is written."""
    monkeypatch.setattr(storing, "PATIENCE", 0.05)
    with filelock.FileLock(f"{log}.lock"):
        done: list[BaseException] = []

        def attempt() -> None:
            try:
                save(log, 1)
            except FileError as error:
                done.append(error)

        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert "another program has been writing" in str(done[0])
    assert not log.exists()
    save(log, 1)


def test_threads_take_turns(log: Path) -> None:
    """Four writers at once, every event once."""
    threads = [
        threading.Thread(target=lambda n=n: [save(log, 100 * n + k) for k in range(5)])
        for n in range(1, 5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read_log(log)
    assert found.problems == ()
    assert [event.seq for event in found.events] == list(range(1, 21))


def attempt(log: Path) -> str:
    """Save two events; return ``saved``, ``interrupted`` or what the error says."""
    try:
        save(log, 50, ENTRY, ENTRY)
    except KeyboardInterrupt:
        return "interrupted"
    except FileError as error:
        return str(error)
    return "saved"


@pytest.mark.parametrize("for_ever", [False, True])
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO", "short", "interrupt"])
@pytest.mark.parametrize("before", [0, 2])
def test_a_save_that_fails_leaves_the_log_as_it_was(
    log: Path, monkeypatch: pytest.MonkeyPatch, fault: str, before: int, *, for_ever: bool
) -> None:
    """Whichever call fails, and however: saved whole, or as before; then the log goes on."""
    failed = 0
    for nth in range(1, CALLS + 1):
        log.unlink(missing_ok=True)
        if before:
            save(log, 1, *[ENTRY] * before)
        old = read_log(log).events
        with monkeypatch.context() as patch:
            patch.setattr(storing, "os", FailingOs(nth, fault, for_ever=for_ever))
            outcome = attempt(log)
        failed += outcome != "saved"
        told = "nothing was saved" in outcome or (for_ever and "saved or not" in outcome)
        assert outcome in {"saved", "interrupted"} or told
        new = [event for event in read_log(log).events if event not in old]
        if outcome == "saved":
            assert len(new) == 2
        elif not for_ever:
            # Ctrl-C may come after the last moment at which it changes anything.
            assert len(new) in ({0, 2} if outcome == "interrupted" else {0})
            assert read_log(log).problems == ()
        assert set(read_log(log).events) >= set(old)
        save(log, 90)
        assert read_log(log).events[-1].id == identity(90)
    assert failed >= (1 if fault == "short" else 5)


def test_the_watched_calls_are_all_there_is(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault tests reach past the last call of a save, and saving syncs file and folder."""
    counting = FailingOs(0)
    with monkeypatch.context() as patch:
        patch.setattr(storing, "os", counting)
        save(log, 1)
    assert len(counting.calls) < CALLS
    assert counting.calls.count("write") == 1
    assert counting.calls.count("fsync") == (1 if os.name == "nt" else 2)


CHILD = """
import sys
from pathlib import Path
from mlpath.tracking import storing
from tests.tracking.failing import FailingOs
from tests.tracking.test_storing import ENTRY, save
import os, filelock
log, fault = Path(sys.argv[1]), sys.argv[2]
save(log, 1)
for nth in range(1, int(sys.argv[3]) + 1):
    child = os.fork()
    if child == 0:
        storing.os = FailingOs(nth, fault)
        save(log, 1000 * nth, ENTRY, ENTRY)
        print(nth, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


@POSIX
@pytest.mark.parametrize("fault", ["kill-before", "kill-after"])
def test_killed_at_any_call_a_save_is_whole_or_absent(log: Path, root: Path, fault: str) -> None:
    """A killed writer leaves both events or none, a free lock, and a log that goes on."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(log), fault, str(CALLS)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    survivors = [int(line) for line in done.stdout.split()]
    assert survivors
    assert len(survivors) < CALLS
    found = read_log(log)
    assert found.problems == ()
    ids = {event.id for event in found.events}
    for nth in range(1, CALLS + 1):
        pair = {identity(1000 * nth), identity(1000 * nth + 1)}
        assert pair <= ids or not pair & ids
        assert pair <= ids or nth not in survivors
    save(log, 5)


@POSIX
def test_no_acknowledged_event_is_lost_to_kill_9(root: Path) -> None:
    """Thirty rounds of two writers; `python tests/kill9.py --rounds 1000` runs the whole of it."""
    done = subprocess.run(
        [sys.executable, str(root / "tests" / "kill9.py"), "--rounds", "30", "--writers", "2"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 lost, 0 not exactly once, 0 failures" in done.stdout
