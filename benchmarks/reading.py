"""CPU seconds and memory for reading large graphs: ``python benchmarks/reading.py``.

Three inputs, each in a process of its own: 10 MB of topics, a chain of 100,000 topics and a
cycle of 100,000 topics. The answers are checked, so that a wrong reader cannot be fast.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from mlpath.reading import build
from mlpath.reading.graphs import examine_text

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTES = 10
LINKS = 100_000


def big() -> str:
    """Return 10 MB of topics with summaries and three prerequisites each."""
    lines = ["topics:"]
    size = number = 0
    while size < MEGABYTES * 10**6:
        topic = [
            f"  topic-{number}:",
            f"    title: Topic number {number}",
            f"    summary: What one learns here, and why it matters for number {number}.",
            "    effort: {overview: 1h, working: 3-5h}",
            f"    value: {number % 5}",
        ]
        if number > 2:  # noqa: PLR2004 - the first three have nothing before them
            topic.append("    requires:")
            topic += [
                f"      - {{topic: topic-{number - k}, level: overview, reason: it uses it}}"
                for k in (1, 2, 3)
            ]
        size += sum(map(len, topic)) + len(topic)
        lines += topic
        number += 1
    return "\n".join(lines)


def chain() -> str:
    """Return 100,000 topics, each requiring the one before."""
    topics = (f"  t{n}: {{effort: 1h, requires: [t{n - 1}]}}" for n in range(1, LINKS))
    return "\n".join(["topics:", "  t0: 1h", *topics])


def cycle() -> str:
    """Return the chain with the first topic requiring the last."""
    return chain().replace("  t0: 1h", f"  t0: {{effort: 1h, requires: [t{LINKS - 1}]}}")


def measure(name: str) -> None:
    """Print the seconds and the memory that one input costs in this process."""
    text = INPUTS[name]()
    data = text.encode()
    start = time.process_time()
    if build(data, name).problems:
        sys.exit(f"{name}: refused")
    middle = time.process_time()
    reading = examine_text(data, file=name)
    end = time.process_time()
    codes = [problem.code for problem in reading.problems]
    if codes != (["cycle"] if name == "cycle" else []):
        sys.exit(f"{name}: wrong answer: {codes[:3]}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:6} {len(data) / 1e6:5.1f} MB  events {middle - start:5.2f} s  "
        f"whole graph {end - middle:5.2f} s  peak {peak:4.0f} MiB"
    )


INPUTS: dict[str, Callable[[], str]] = {"big": big, "chain": chain, "cycle": cycle}

if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        for name in INPUTS:
            subprocess.run([sys.executable, __file__, name], check=True)  # noqa: S603 - itself
