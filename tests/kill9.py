# ruff: noqa: T201 - a script that prints
"""Kill writers of one progress log at random moments, and look for anything lost.

    python tests/kill9.py --rounds 1000 --writers 2

Each round, writers append to one log as fast as they can and say so after each event; a reader
reads all the while; then all writers are killed (SIGKILL). Every event that was said to be saved
must be in the log, once, whatever the moment. Some rounds begin with a torn last line, as a power
cut leaves it. POSIX only: writers are forked.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import signal
import sys
import tempfile
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import NoReturn

import filelock  # noqa: F401 - loaded before forking, or the first rounds would only load it

from mlpath.topics import Level, Step
from mlpath.tracking import Entry, Kind, encode, read_log, record
from mlpath.tracking.events import Event

ROUNDS_PER_LOG = 20
STEP = Step("svd", Level.WORKING)


def write_for_ever(log: Path, acknowledge: int, seed: str) -> NoReturn:
    """Append events and acknowledge each, until killed; any error ends with exit code 1."""
    rng = random.Random(seed)
    try:
        while True:
            name = str(uuid.UUID(int=rng.getrandbits(128)))
            entry = Entry(Kind.STARTED, STEP, minutes=rng.randint(1, 600), note="x" * 40)
            began = time.perf_counter()
            record(log, [entry], now=dt.datetime.now(dt.UTC), ids=[name])
            waited = time.perf_counter() - began
            os.write(acknowledge, f"{name} {waited:.6f}\n".encode())
    except BaseException as error:  # noqa: BLE001 - a forked child must not run the parent's code
        os.write(2, f"writer failed: {error!r}\n".encode())
        os._exit(1)


def fork_writers(log: Path, writers: int, seed: str) -> tuple[list[int], list[int]]:
    """Start the writers; return their process ids and the pipes of their acknowledgements."""
    children, pipes = [], []
    for number in range(writers):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            write_for_ever(log, writing, f"{seed}/{number}")
        os.close(writing)
        children.append(child)
        pipes.append(reading)
    return children, pipes


def kill_round(log: Path, writers: int, seed: str, seconds: float) -> tuple[list[str], int]:
    """Let writers write, read meanwhile, kill them; return acknowledgements and failures."""
    children, pipes = fork_writers(log, writers, seed)
    failures = 0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        try:
            read_log(log)
        except Exception as error:  # noqa: BLE001 - counted, whatever it is
            print(f"reader failed: {error!r}", file=sys.stderr)
            failures += 1
        time.sleep(0.002)
    for child in children:
        os.kill(child, signal.SIGKILL)
    for child in children:
        _, status = os.waitpid(child, 0)
        failures += not os.WIFSIGNALED(status)
    said = []
    for pipe in pipes:
        with os.fdopen(pipe, "rb") as stream:
            # A last line without its end was not said.
            said += stream.read().decode().split("\n")[:-1]
    return said, failures


def tear(log: Path, rng: random.Random) -> None:
    """Leave the log as a power cut may: with the beginning of a line at its end."""
    now = dt.datetime.now(dt.UTC)
    event = Event(1, str(uuid.UUID(int=rng.getrandbits(128))), now, Entry(Kind.STARTED, STEP))
    line = encode(event)
    with log.open("ab") as stream:
        stream.write(line[: rng.randrange(1, len(line) - 1)])


def main() -> int:
    """Run all rounds and report; 0 if nothing was lost and nothing failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    acknowledged: set[str] = set()
    waits: list[float] = []
    totals = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.rounds):
            log = Path(folder) / f"log-{number // ROUNDS_PER_LOG}.jsonl"
            if number % ROUNDS_PER_LOG == 0:
                acknowledged = set()
            elif rng.random() < 0.1:
                tear(log, rng)
                totals["torn"] += 1
            seed = f"{options.seed}/{number}"
            said, failed = kill_round(log, options.writers, seed, rng.uniform(0.01, 0.2))
            names = [line.partition(" ")[0] for line in said]
            waits += [float(line.partition(" ")[2]) for line in said]
            acknowledged.update(names)
            raw = log.read_bytes() if log.exists() else b""
            there = Counter(event.id for event in read_log(log).events)
            totals["acknowledged"] += len(names)
            totals["failures"] += failed
            totals["lost"] += len(acknowledged - there.keys())
            totals["twice"] += sum(1 for name in acknowledged if raw.count(name.encode()) != 1)
    waits.sort()
    print(
        f"{options.rounds} rounds, {options.writers} writers killed in each, "
        f"{totals['torn']} torn ends: {totals['acknowledged']} acknowledged, "
        f"{totals['lost']} lost, {totals['twice']} not exactly once, {totals['failures']} failures"
    )
    if waits:
        middle, late = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
        print(f"a save took {middle * 1e3:.1f} ms (median), {late * 1e3:.1f} ms (99 %)")
    return int(bool(totals["lost"] or totals["twice"] or totals["failures"] or not waits))


if __name__ == "__main__":
    sys.exit(main())
