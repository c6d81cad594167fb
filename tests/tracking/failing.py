"""A stand-in for the module ``os`` of what writes files, in which one chosen call goes wrong."""

from __future__ import annotations

import errno
import os
import signal
from dataclasses import dataclass, field
from typing import Any

WATCHED = (
    *("open", "write", "fsync", "ftruncate", "close", "read", "fstat", "lseek"),
    *("chmod", "replace", "unlink"),
)
FAULTS = ("ENOSPC", "EIO", "short", "interrupt", "kill-before", "kill-after")


@dataclass
class FailingOs:
    """Behaves like `os`; the n-th watched call fails as told, and so may all later ones.

    Attributes
    ----------
    nth
        From 1; 0 fails never, and counts.
    fault
        An errno's name, ``short`` (half of a write), ``interrupt`` (Ctrl-C) or ``kill-before`` /
        ``kill-after`` (SIGKILL to this process).
    for_ever
        Whether every later watched call but closing fails with EIO too.
    """

    nth: int
    fault: str = "EIO"
    for_ever: bool = False
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in WATCHED:
            return real

        def call(*arguments: Any, **named: Any) -> Any:
            self.calls.append(name)
            if len(self.calls) != self.nth:
                if self.for_ever and len(self.calls) > self.nth > 0 and name != "close":
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
                return real(*arguments, **named)
            return self._fail(name, real, arguments, named)

        return call

    def _fail(self, name: str, real: Any, arguments: Any, named: Any) -> Any:
        if self.fault == "interrupt":
            raise KeyboardInterrupt
        if self.fault == "kill-before":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "kill-after":
            real(*arguments, **named)
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "short":
            if name != "write":
                return real(*arguments, **named)
            descriptor, data = arguments
            return real(descriptor, data[: len(data) // 2])
        code = getattr(errno, self.fault)
        raise OSError(code, os.strerror(code))
