"""Files written in one go: whoever looks, or comes back after a crash, sees the old or the new."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from mlpath.errors import FileError, Problem

NEW = 0o666  # less what the system's mask takes away
_FLAGS = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_NO_FOLDER_SYNC = (errno.EACCES, errno.EINVAL, errno.ENOTSUP, errno.EPERM)


def replace_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file, or replace what it held; when this returns it is on the disk.

    Parameters
    ----------
    path
        Where it stands; a symbolic link stays one, and a file keeps its rights. A pipe or device
        is written to.
    data
        All of its content.

    Raises
    ------
    FileError
        If it cannot be written; then the file is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "plan.json"
    ...     replace_file(file, b"old")
    ...     replace_file(file, b"new")
    ...     file.read_bytes(), [each.name for each in Path(folder).iterdir()]
    (b'new', ['plan.json'])
    """
    shown = os.fspath(path)
    try:
        named = Path(path)
        if named.exists() and not named.is_file():
            named.write_bytes(data)
            return
        target = named.resolve()
        _put_in_place(target, data)
    except (OSError, ValueError, RuntimeError) as error:
        raise _unwritten(f"cannot write {shown}", error) from None
    try:
        _sync_folder(target.parent)
    except OSError as error:
        raise _unwritten(f"{shown} is written, but may not outlast a crash", error) from None


def _put_in_place(target: Path, data: bytes) -> None:
    """Write beside the target, wait for the disk, and only then take its name."""
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    beside = target.with_name(f".{target.name[:40]}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(beside, _FLAGS, NEW if mode is None else mode)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if mode is not None:
            os.chmod(beside, mode)  # noqa: PTH101 - all calls that can fail go through one module
        os.replace(beside, target)  # noqa: PTH105 - as above
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)  # noqa: PTH108 - as above
        raise


def _sync_folder(folder: Path) -> None:
    """Wait until the file's name is on the disk, where the system has a way to."""
    if os.name == "nt":  # pragma: no cover
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            with contextlib.suppress(OSError):
                os.close(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise


def _unwritten(message: str, error: Exception) -> FileError:
    reason = getattr(error, "strerror", None) or str(error)
    return FileError(Problem("unwritable", f"{message}: {reason}"))
