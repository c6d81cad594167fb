"""Random instances and a brute-force oracle, which shares nothing with the solving room."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from mlpath.solving import Instance

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Case:
    """A small instance in plain Python."""

    effort: list[int]
    value: list[int]
    edges: list[tuple[int, int]]
    groups: list[tuple[int, list[int]]]
    required: list[int]
    capacity: int | None

    def instance(self) -> Instance:
        """Return the same for the solving room."""
        return Instance.build(
            self.effort, self.value, self.edges, self.groups, self.required, self.capacity
        )

    def closed_sets(self) -> list[tuple[tuple[int, int, int], int]]:
        """All closed sets that hold what is required: (value, -effort, -ranks) and bits."""
        size = len(self.effort)
        needs = [0] * size
        for step, prerequisite in self.edges:
            needs[step] |= 1 << prerequisite
        groups = [(step, sum(1 << a for a in set(some))) for step, some in self.groups]
        required = sum(1 << step for step in set(self.required))
        found = []
        for bits in range(1 << size):
            if bits & required != required:
                continue
            members = [i for i in range(size) if bits >> i & 1]
            if any(needs[i] & ~bits for i in members):
                continue
            if any(bits >> step & 1 and not bits & some for step, some in groups):
                continue
            effort = sum(self.effort[i] for i in members)
            value = sum(self.value[i] for i in members)
            found.append(((value, -effort, -sum(members)), bits))
        return found

    def best(self) -> tuple[int, int, int] | None:
        """Key of the best set within the capacity, ``None`` if there is none."""
        keys = [
            key
            for key, _ in self.closed_sets()
            if self.capacity is None or -key[1] <= self.capacity
        ]
        return max(keys, default=None)

    def needed(self) -> int | None:
        """Least minutes of any closed set with what is required."""
        return min((-key[1] for key, _ in self.closed_sets()), default=None)


_VALUES: dict[str, Callable[[random.Random, int], int]] = {
    "even": lambda r, _: r.randint(0, 10) * 100,
    "few": lambda r, _: r.choice([0, 0, 0, 1000, 400, 10**9]),
    "signed": lambda r, _: r.randint(-300, 500),
    "correlated": lambda r, minutes: minutes * 10 + r.randint(0, 3),
    "equal": lambda r, _: r.choice([0, 0, 0, 0, 7]),
}


def _case(seed: int, largest: int = 10) -> Case:
    r = random.Random(seed)
    size = r.randint(1, largest)
    rank = list(range(size))
    r.shuffle(rank)  # index order is not topological
    density = r.choice([0.1, 0.2, 0.35])
    edges = [
        (rank[j], rank[i]) for i in range(size) for j in range(i + 1, size) if r.random() < density
    ]
    groups: list[tuple[int, list[int]]] = []
    for _ in range(r.choice([0, 0, 1, 2, 3, 4])):
        j = r.randrange(size)
        if j:
            some = r.sample(range(j), min(j, r.choice([1, 2, 2, 3, 3])))
            groups.append((rank[j], [rank[i] for i in some]))
    if r.random() < 0.03:
        groups.append((rank[-1], []))
    top = r.choice([3, 20, 200])
    effort = [r.randint(1, top) for _ in range(size)]
    if r.random() < 0.1:
        effort = [0 if r.random() < 0.3 else minutes for minutes in effort]
    value_of = _VALUES[r.choice(list(_VALUES))]
    required = r.sample(range(size), r.choice([0, 0, 0, 1, 1, 2])) if size > 2 else []
    share = r.choice([None, r.random(), r.random(), 0.5])
    return Case(
        effort,
        [value_of(r, minutes) for minutes in effort],
        edges,
        groups,
        required,
        None if share is None else int(sum(effort) * share),
    )


@pytest.fixture(scope="session")
def case() -> Callable[..., Case]:
    """Maker of small random cases, one for each seed."""
    return _case


@pytest.fixture(
    params=[
        "auto",
        "scipy",
        pytest.param(
            "ortools",
            marks=pytest.mark.skipif(
                find_spec("ortools") is None,
                reason="OR-Tools IS NOT INSTALLED: CP-SAT was not tested (the extra 'ortools')",
            ),
        ),
    ]
)
def engine(request: pytest.FixtureRequest) -> str:
    """Each of the engines that finish a search."""
    return str(request.param)


@pytest.fixture
def interrupted() -> Callable[[str], str]:
    """Return a function that interrupts a search while it runs, and holds that it ends at once.

    It takes a program that prints ``ready`` before it searches and ``done`` after it, and returns
    what was printed besides: nothing, or ``done`` where the search was over too soon.
    """
    return _interrupt


def _interrupt(program: str) -> str:
    child = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(1.5)
        over = child.poll() is not None
        if not over:
            child.send_signal(signal.SIGINT)
        start = time.perf_counter()
        out, err = child.communicate(timeout=20)
        took = time.perf_counter() - start
    finally:
        child.kill()
    if over:
        return out
    assert "KeyboardInterrupt" in err
    assert took < 3  # a second on an idle machine
    return out
