"""The log's file: read it, append to it under a lock, and never leave it in between.

*Why append only:* a file that is rewritten can be lost in whole; a file that grows can lose at
most the line that nobody was told is saved. That line is cut off again when writing it fails.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from mlpath.errors import FileError, MlpathError, Problem, RequestError
from mlpath.tracking.encoding import begun, encode, parse_log
from mlpath.tracking.events import LARGEST_NUMBER, LATEST, Entry, Event
from mlpath.tracking.logs import Log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PATIENCE = 30.0  # seconds to wait for another writer
POLL = 0.005  # seconds between two looks at the lock
LARGEST = 256 * 1024 * 1024
PRIVATE = 0o600  # what somebody learns is nobody else's business
TICK = dt.timedelta(microseconds=1)
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_FOLDER_SYNC = (errno.EACCES, errno.EINVAL, errno.ENOTSUP, errno.EPERM)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)  # a pipe must be refused, not waited for


def read_log(path: str | os.PathLike[str]) -> Log:
    """Return the log of a file; a file that does not exist yet is an empty log.

    Parameters
    ----------
    path
        Where it stands; a symbolic link is followed.

    Returns
    -------
    Log
        With a problem for every line that could not be used.

    Raises
    ------
    FileError
        If it cannot be read, or a newer mlpath wrote it.

    Examples
    --------
    >>> read_log("no-such-log.jsonl").events
    ()
    """
    shown = os.fspath(path)
    with _told("read", shown):
        try:
            descriptor = os.open(_target(path), os.O_RDONLY | _BINARY | _AT_ONCE)
        except FileNotFoundError:
            return Log()
        try:
            return parse_log(_content(descriptor), shown)
        finally:
            os.close(descriptor)


def record(
    path: str | os.PathLike[str],
    entries: Iterable[Entry],
    *,
    now: dt.datetime,
    ids: Iterable[str],
) -> tuple[Event, ...]:
    """Append entries to a log; when this returns they are on the disk.

    Parameters
    ----------
    path
        The log; it is made, readable by its owner only, if there is none. Its folder must exist.
    entries
        What to log, all or nothing; their times are a microsecond apart.
    now
        The time, with a time zone. A time before the last of the log is moved behind it, so that
        a clock set back cannot turn the order of events.
    ids
        A fresh UUID for each entry; more than needed do no harm.

    Returns
    -------
    tuple of Event
        The entries as logged.

    Raises
    ------
    FileError
        If they could not be saved; then the log is as it was. Also if the file is no log, was
        written by a newer mlpath, or another writer kept it for 30 seconds.
    RequestError
        If the time or an id is not usable.

    Examples
    --------
    >>> import tempfile, uuid
    >>> from mlpath.topics import Level, Step
    >>> from mlpath.tracking import Kind
    >>> entry = Entry(Kind.DONE, Step("svd", Level.WORKING), minutes=360)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     log = Path(folder) / "log.jsonl"
    ...     noon = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    ...     _ = record(log, [entry], now=noon, ids=[str(uuid.UUID(int=7))])
    ...     [str(event.entry) for event in read_log(log).events]
    ['done svd@working']
    """
    wanted = tuple(entries)
    names = tuple(name for _, name in zip(wanted, ids, strict=False))
    if len(names) < len(wanted):
        raise RequestError(f"{len(wanted)} entries need as many ids, not {len(names)}")
    with _opened(path) as held:
        events = _numbered(held.log, wanted, names, now)
        held.append(events)
    return events


def absorb(path: str | os.PathLike[str], other: Log) -> tuple[Event, ...]:
    """Append to a log what another one holds and it does not, such as another device's.

    Returns
    -------
    tuple of Event
        What was new, in order. Doing it again, or the other way round, ends in the same events.

    Raises
    ------
    FileError
        As `record`.
    """
    with _opened(path) as held:
        ours = frozenset(held.log.events)
        both = held.log.merged(other)
        events = tuple(event for event in both.events if event not in ours)
        held.append(events)
    return events


def _numbered(
    log: Log, entries: Sequence[Entry], ids: Sequence[str], now: dt.datetime
) -> tuple[Event, ...]:
    """Return the entries as events that come after everything in the log."""
    if now.tzinfo is None:
        raise RequestError("the time of an event needs a time zone")
    time = now.astimezone(dt.UTC)
    number = max((event.seq for event in log.events), default=0)
    if log.events:
        # A forged last time or number is not gone beyond: the lines would be unreadable.
        time = max(time, min(log.events[-1].time + TICK, LATEST))
    return tuple(
        Event(
            min(number + place, LARGEST_NUMBER),
            name,
            min(time + (place - 1) * TICK, max(time, LATEST)),
            entry,
        )
        for place, (name, entry) in enumerate(zip(ids, entries, strict=True), 1)
    )


class _Held:
    """An open log whose lock is held."""

    def __init__(self, descriptor: int, folder: Path, shown: str) -> None:
        raw = _content(descriptor)
        self.log = parse_log(raw, shown)
        if not self.log.events and not begun(raw):
            message = f"{shown} is no progress log: nothing was written to it"
            raise FileError(Problem("not-a-log", message, hint="name another --log"))
        self._shown = shown
        self._descriptor = descriptor
        self._folder = folder

    def append(self, events: Sequence[Event]) -> None:
        """Write the events in one go and wait until they are on the disk, or change nothing."""
        data = b"".join(encode(event) for event in events)
        if not data:
            return
        if self.log.unfinished:
            data = b"\n" + data
        size = os.fstat(self._descriptor).st_size
        try:
            written = os.write(self._descriptor, data)
            if written < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # noqa: TRY301 - cut off
            os.fsync(self._descriptor)
            _sync_folder(self._folder)
        except BaseException as error:
            self._take_back(size, error)
            raise

    def _take_back(self, size: int, error: BaseException) -> None:
        try:
            os.ftruncate(self._descriptor, size)
            os.fsync(self._descriptor)
        except OSError:
            message = (
                f"the disk failed while {self._shown} was written ({error}), and again while "
                "that was taken back: it may be saved or not"
            )
            hint = "look with `mlpath log` before you log it again"
            raise FileError(Problem("unwritable", message, hint=hint)) from None


@contextlib.contextmanager
def _opened(path: str | os.PathLike[str]) -> Iterator[_Held]:
    """Lock a log and open it."""
    shown = os.fspath(path)
    with _told("write", shown):
        target = _target(path)
        with _locked(target, shown):
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | _BINARY | _AT_ONCE
            descriptor = os.open(target, flags, PRIVATE)
            try:
                yield _Held(descriptor, target.parent, shown)
            finally:
                _close(descriptor)


@contextlib.contextmanager
def _locked(target: Path, shown: str) -> Iterator[None]:
    import filelock  # noqa: PLC0415 - only writers need it

    if not target.parent.is_dir():
        hint = "make it first"
        raise FileError(Problem("unwritable", f"there is no folder for {shown}", hint=hint))
    lock = filelock.FileLock(f"{target}.lock", timeout=PATIENCE, mode=PRIVATE, poll_interval=POLL)
    try:
        lock.acquire()
    except filelock.Timeout:
        message = f"another program has been writing to {shown} for {PATIENCE:.0f} seconds"
        hint = "nothing was saved; try again once it is done"
        raise FileError(Problem("locked", message, hint=hint)) from None
    try:
        yield
    finally:
        # What was saved is saved, and the system takes the lock back when the process ends.
        with contextlib.suppress(OSError):
            lock.release()


def _target(path: str | os.PathLike[str]) -> Path:
    """Return the file itself: a link must stay one, and its other names share the lock."""
    return Path(path).resolve()


def _content(descriptor: int) -> bytes:
    """Return everything in an open file, from its start."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    if status.st_size > LARGEST:
        raise OSError(errno.EFBIG, f"it is larger than {LARGEST // 2**20} MiB")
    os.lseek(descriptor, 0, os.SEEK_SET)
    parts = []
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _sync_folder(folder: Path) -> None:
    """Wait until the file's name is on the disk, where the system has a way to.

    *Why each time:* the writer that made the file may have been killed before it came to this.
    """
    if os.name == "nt":  # pragma: no cover
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            _close(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise


def _close(descriptor: int) -> None:
    """Close a file whose content is safe, whatever closing says."""
    with contextlib.suppress(OSError):
        os.close(descriptor)


@contextlib.contextmanager
def _told(what: str, shown: str) -> Iterator[None]:
    """Turn the system's errors into mlpath's."""
    try:
        yield
    except MlpathError:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        saved = "" if what == "read" else "; nothing was saved"
        code = "unreadable" if what == "read" else "unwritable"
        raise FileError(Problem(code, f"cannot {what} {shown}: {reason}{saved}")) from None
