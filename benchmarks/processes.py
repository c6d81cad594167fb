"""Instances in files, and every method in a process of its own.

``python -m benchmarks.processes METHOD FILE CAPACITY...`` runs one method on the instance of a
file within each capacity and prints a line of JSON for each: capacity, value, bound, CPU
seconds, megabytes. Other libraries run by `benchmarks.peers`, in the environment that the
variable MLPATH_PEERS names (its ``python``; default: this one), and are left out where that
environment does not hold them::

    python3 -m venv peers && peers/bin/pip install numpy scipy networkx rustworkx igraph ortools
    MLPATH_PEERS=peers/bin/python python -m benchmarks
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import methods, peers
from mlpath.solving import Instance
from mlpath.solving.arrays import all_arcs, rows, topological_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FIELDS = (
    "effort",
    "value",
    "indptr",
    "indices",
    "group_step",
    "group_indptr",
    "group_indices",
    "required",
)
OWN = ("numpy", "scipy", "networkx")


def save(instance: Instance, path: Path, targets: Iterable[int] = ()) -> None:
    """Write an instance, all its arcs and the steps whose closure is wanted."""
    indptr, indices = all_arcs(instance)
    arrays = {name: getattr(instance, name) for name in FIELDS}
    np.savez(
        path,
        **arrays,
        edges_from=indices,
        edges_to=rows(indptr),
        targets=np.asarray(list(targets), dtype=np.int64),
    )


def load(path: Path | str) -> Instance:
    """Read an instance, without capacity."""
    with np.load(path) as data:
        return Instance(**{name: data[name] for name in FIELDS}, capacity=None)


def lines(command: Sequence[object]) -> list[Any]:
    """Run a command and read the lines of JSON that it prints."""
    done = subprocess.run(  # noqa: S603
        [str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line[:1] in tuple('[{"n')]


def peer(*arguments: object) -> list[Any]:
    """Run `benchmarks.peers` where the libraries are."""
    python = os.environ.get("MLPATH_PEERS") or sys.executable
    return lines([python, Path(peers.__file__), *arguments])


def installed(library: str) -> str | None:
    """Return the version of a peer, None where it is not installed."""
    found: str | None = peer("version", library)[0]
    return found


def answers(method: str, file: Path, capacities: Iterable[int]) -> list[list[float]]:
    """Run a method on an instance within several capacities, in a process of its own."""
    if method == "cpsat":
        return peer("choice", "cpsat", file, "--capacity", *capacities)
    return lines([sys.executable, "-m", __spec__.name, method, file, *capacities])


def machine(*libraries: str) -> str:
    """Say where and with what the numbers were measured; peers that are missing are named."""
    versions = [f"{name} {version(name)}" for name in OWN]
    for name in libraries:
        found = installed(name)
        named = "OR-Tools CP-SAT" if name == "cpsat" else name
        versions.append(f"{named} {found}" if found else f"{named} not installed")
    return (
        f"{platform.system()} {platform.machine()}, {_processor()}Python "
        f"{platform.python_version()}, {', '.join(versions)}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}, " if names else ""


def main(arguments: Sequence[str]) -> int:
    """Run one method on one file."""
    import scipy.optimize  # noqa: PLC0415  (loaded before the clock starts)
    import scipy.sparse.csgraph  # noqa: F401, PLC0415

    method, file, *capacities = arguments
    instance = load(file)
    topological_order(instance)
    for capacity in map(int, capacities):
        limited = replace(instance, capacity=capacity)
        start = time.process_time()
        value, bound = methods.METHODS[method](limited)
        seconds = time.process_time() - start
        print(json.dumps([capacity, value, bound, seconds, peers.megabytes()]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
