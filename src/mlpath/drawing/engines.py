"""Graphviz engines: which one to run, and how to run it so that it can do no harm.

*Why not through a wrapper library:* it has no time limit, writes all input before it reads any
output, and finds the program on whatever PATH says.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from mlpath.errors import EngineError, Problem

VARIABLE = "MLPATH_DOT"
PACKAGE = "graphviz-pure"
CPU_SECONDS = 10
WALL_SECONDS = 30
MEMORY_BYTES = 1 << 30
_HINT = (
    "install the package graphviz-pure or Graphviz itself, or name its dot in MLPATH_DOT; "
    "a file ending in .dot needs no engine"
)
_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Engine:
    """A Graphviz program.

    Attributes
    ----------
    path
        Absolute path of the program.
    kind
        ``named`` (by MLPATH_DOT), ``system`` (a dot on PATH) or ``pure`` (graphviz-pure).
    """

    path: str
    kind: str


def find_engine() -> Engine:
    """Return the engine to draw with: MLPATH_DOT, a system dot, or graphviz-pure.

    Raises
    ------
    EngineError
        If there is none, or MLPATH_DOT names none.
    """
    named = os.environ.get(VARIABLE)
    if named:
        path = Path(named)
        if not path.is_absolute() or path.is_dir() or not os.access(named, os.X_OK):
            raise EngineError(
                f"MLPATH_DOT is {named!r}, which is no program by its absolute path",
                hint="name the dot program itself, such as /usr/bin/dot",
            )
        return Engine(named, "named")
    system = on_path("dot")
    if system:
        return Engine(system, "system")
    pure = _pure()
    if pure:
        return Engine(pure, "pure")
    raise EngineError("no Graphviz engine was found", hint=_HINT)


def on_path(name: str) -> str | None:
    """Return a program from the absolute entries of PATH; the current folder is never searched."""
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    folders = [entry for entry in entries if Path(entry).is_absolute()]
    found = shutil.which(name, path=os.pathsep.join(folders)) if folders else None
    # Windows looks in the current folder even so.
    return found if found and Path(found).is_absolute() else None


@functools.cache
def _pure() -> str | None:
    """Return the program of graphviz-pure: where its package says, else where scripts live."""
    import importlib.metadata  # noqa: PLC0415 - slow to load, and only needed here

    names = {PACKAGE, f"{PACKAGE}.exe"}
    found: list[Path] = []
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        files = importlib.metadata.files(PACKAGE) or []
        found += [Path(str(file.locate())) for file in files if file.name in names]
    folders = [Path(sysconfig.get_path("scripts")), Path(sys.executable).parent]
    found += [folder / name for folder in folders for name in sorted(names)]
    for path in found:
        if path.is_file() and os.access(path, os.X_OK):
            return str(path.resolve())
    return on_path(PACKAGE)


def engine_version(engine: Engine) -> str:
    """Return what the engine says of its version, such as ``dot - graphviz version 2.43.0 (0)``.

    Raises
    ------
    EngineError
        If it does not answer.
    """
    code, out, err = run_limited([engine.path, "-V"], b"")
    if code:
        raise _failure(engine, code, err)
    lines = (err or out).decode("utf-8", "replace").strip().splitlines()
    return _plain(lines[0]) if lines else "unknown"


def run_engine(engine: Engine, dot: str, kind: str, *, dpi: int | None = None) -> bytes:
    """Return a drawing of the DOT text.

    Parameters
    ----------
    engine
        The program.
    dot
        One graph.
    kind
        ``svg``, ``png`` or ``pdf``.
    dpi
        Dots per inch of a PNG.

    Raises
    ------
    EngineError
        If the program fails, takes over 10 s of CPU, 30 s in all or 1 GB.
    """
    command = [engine.path, "-Kdot", f"-T{kind}"]
    if dpi is not None:
        command.append(f"-Gdpi={dpi}")
    code, out, err = run_limited(command, dot.encode("utf-8"))
    if code or not out:
        raise _failure(engine, code, err)
    return out


def run_limited(
    command: list[str], data: bytes, *, memory: int | None = MEMORY_BYTES
) -> tuple[int, bytes, bytes]:
    """Run a program in its own process group, with limits, and leave nothing of it behind.

    Parameters
    ----------
    command
        Begins with an absolute path.
    data
        What the program reads.
    memory
        Most bytes it may ask for; None for no limit.

    Returns
    -------
    tuple
        Exit code, output, and what it said.

    Raises
    ------
    EngineError
        If it cannot be run or takes over 30 s.
    """
    environment = {key: value for key, value in os.environ.items() if key != "GV_FILE_PATH"}
    # A Graphviz that believes it serves a web page opens no files that a graph names.
    environment["SERVER_NAME"] = "mlpath"
    try:
        process = subprocess.Popen(  # noqa: S603 - an absolute path, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise EngineError(
            f"{command[0]} cannot be run: {error.strerror or error}", hint=_HINT
        ) from None
    try:
        _limit(process.pid, memory)
        out, err = process.communicate(data, timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise EngineError(
            f"drawing took over {WALL_SECONDS} s and was stopped", hint=_SMALLER
        ) from None
    finally:
        _end(process)
    return process.returncode, out, err


_SMALLER = "draw a goal, a section or the overview instead, or write .dot"


def _limit(process: int, memory: int | None) -> None:
    """Cap CPU and memory; the program waits for its input meanwhile, so this comes in time."""
    if sys.platform != "linux":  # elsewhere the wall limit alone holds
        return
    import resource  # noqa: PLC0415 - not on Windows

    with contextlib.suppress(OSError, ValueError):
        resource.prlimit(process, resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        if memory is not None:
            resource.prlimit(process, resource.RLIMIT_AS, (memory, memory))
        resource.prlimit(process, resource.RLIMIT_CORE, (0, 0))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the program and its children."""
    if process.poll() is None:
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.communicate()


def _failure(engine: Engine, code: int, err: bytes) -> EngineError:
    """Return one clean message for whatever went wrong."""
    said = _plain(err.decode("utf-8", "replace"))
    if os.name == "posix" and code == -signal.SIGXCPU:
        return EngineError(f"drawing took over {CPU_SECONDS} s of CPU", hint=_SMALLER)
    if code < 0 or re.search(r"memory|alloc|panicked", said, re.IGNORECASE):
        return EngineError(
            f"{Path(engine.path).name} ran out of memory or crashed (exit {code})", hint=_SMALLER
        )
    detail = said or "it wrote nothing"
    return EngineError(
        Problem("engine", f"{Path(engine.path).name} failed (exit {code}): {detail}", hint=_HINT)
    )


def _plain(text: str) -> str:
    """Return the first part of an engine's message as one printable line."""
    line = " ".join(text.split())
    printable = "".join(character if character.isprintable() else "?" for character in line)
    return printable[:_LONGEST_MESSAGE]
