"""Other libraries on the same arrays: ``PYTHON benchmarks/peers.py WHAT LIBRARY FILE ...``.

Runs in a process of its own and needs numpy and the library alone, so that PYTHON can be that of
an environment without mlpath (OR-Tools, for one, pins packages that others want newer). FILE is
what `benchmarks.processes.save` wrote. One line of JSON comes out for each answer.

The settings are what the libraries' own documentation recommends: graphs are built in one call
from whole arrays where the library can, CP-SAT searches with one worker and
``linearization_level=2`` (several workers take longer in all on two cores).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SECONDS = 120.0  # CP-SAT stops then
DISTRIBUTION = {"cpsat": "ortools", "graphlib": None}


class Library(NamedTuple):
    """How a library builds a graph, sorts it and closes a step under what it needs."""

    build: Callable[[int, np.ndarray], Any]
    order: Callable[[Any], Iterable[int]]
    needs: Callable[[Any, list[int]], Iterable[int]] | None


def one_by_one(needs: Callable[[Any, int], Iterable[int]]) -> Callable[..., set[int]]:
    """Close several steps with a function that closes one."""

    def together(graph: object, steps: list[int]) -> set[int]:
        return set(steps).union(*(needs(graph, step) for step in steps))

    return together


def networkx() -> Library:
    """Nodes are numbers, edges lead from a prerequisite to what needs it."""
    import networkx as nx  # noqa: PLC0415

    def build(size: int, edges: np.ndarray) -> object:
        graph = nx.DiGraph()
        graph.add_nodes_from(range(size))
        graph.add_edges_from(edges.tolist())
        return graph

    return Library(build, nx.topological_sort, one_by_one(nx.ancestors))


def rustworkx() -> Library:
    """Edges in one call, without payload."""
    import rustworkx as rx  # noqa: PLC0415

    def build(size: int, edges: np.ndarray) -> object:
        graph = rx.PyDiGraph()
        graph.add_nodes_from(range(size))
        graph.add_edges_from_no_data([(a, b) for a, b in edges.tolist()])
        return graph

    return Library(build, rx.topological_sort, one_by_one(rx.ancestors))


def igraph() -> Library:
    """Edges as one array."""
    import igraph as ig  # noqa: PLC0415

    return Library(
        lambda size, edges: ig.Graph(n=size, edges=edges, directed=True),
        lambda graph: graph.topological_sorting(mode="out"),
        one_by_one(lambda graph, step: graph.subcomponent(step, mode="in")),
    )


def graphlib() -> Library:
    """Give the standard library's sorter what each step needs; it knows no closure."""
    from graphlib import TopologicalSorter  # noqa: PLC0415

    def build(size: int, edges: np.ndarray) -> dict[int, list[int]]:
        needs: dict[int, list[int]] = {step: [] for step in range(size)}
        for before, after in edges.tolist():
            needs[after].append(before)
        return needs

    return Library(build, lambda needs: TopologicalSorter(needs).static_order(), None)


def scipy() -> Library:
    """Compressed rows; no topological order, closure by breadth-first search."""
    from scipy.sparse import csr_array  # noqa: PLC0415
    from scipy.sparse.csgraph import breadth_first_order  # noqa: PLC0415

    def build(size: int, edges: np.ndarray) -> object:
        ones = np.ones(len(edges), dtype=np.int8)
        return csr_array((ones, (edges[:, 1], edges[:, 0])), shape=(size, size))

    def needs(matrix: object, step: int) -> np.ndarray:
        found: np.ndarray = breadth_first_order(matrix, step, return_predecessors=False)
        return found

    return Library(build, lambda _: (), one_by_one(needs))


LIBRARIES: dict[str, Callable[[], Library]] = {
    "networkx": networkx,
    "rustworkx": rustworkx,
    "igraph": igraph,
    "graphlib": graphlib,
    "scipy": scipy,
}


def timed(what: Callable[[], Any], times: int) -> tuple[Any, float]:
    """Return what comes out and the least CPU seconds of several runs."""
    least = float("inf")
    for _ in range(times):
        start = time.process_time()
        found = what()
        least = min(least, time.process_time() - start)
    return found, least


def digest(marks: np.ndarray) -> str:
    """Return a short fingerprint of a set of steps."""
    return hashlib.sha256(np.packbits(marks).tobytes()).hexdigest()[:16]


def megabytes() -> int:
    """Return the most memory that this process has held.

    Linux counts what the parent had into `getrusage`, so that its own file is read where it is.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def valid(order: np.ndarray, size: int, edges: np.ndarray) -> bool:
    """Tell whether an order holds every step once, and prerequisites first."""
    place = np.full(size, -1)
    place[order] = np.arange(len(order))
    return (
        len(order) == size
        and bool((place >= 0).all())
        and bool((place[edges[:, 0]] < place[edges[:, 1]]).all())
    )


def structure(library: Library, data: dict[str, np.ndarray], times: int) -> dict[str, Any]:
    """Build, sort and close; the closure is of all targets together."""
    size = len(data["effort"])
    edges = np.column_stack((data["edges_from"], data["edges_to"]))
    graph, building = timed(lambda: library.build(size, edges), times)
    found, sorting = timed(lambda: list(library.order(graph)), times)
    answer: dict[str, Any] = {"build": building}
    if found:
        if not valid(np.asarray(found), size, edges):
            raise SystemExit("no topological order")
        answer["order"] = sorting
    needs = library.needs
    if needs is not None:
        targets = data["targets"].tolist()
        closed, answer["closure"] = timed(lambda: needs(graph, targets), times)
        marks = np.zeros(size, dtype=np.bool_)
        marks[[int(step) for step in closed]] = True
        answer |= {"closed": int(marks.sum()), "digest": digest(marks)}
    return answer | {"memory": megabytes()}


def cpsat(data: dict[str, np.ndarray], capacity: int) -> tuple[int, int, float]:
    """Return value, bound and CPU seconds of CP-SAT on the whole program."""
    from ortools.sat.python import cp_model  # noqa: PLC0415

    start = time.process_time()
    model = cp_model.CpModel()
    size = len(data["effort"])
    taken = [model.new_bool_var("") for _ in range(size)]
    needs = data["indices"].tolist()
    for step, need in zip(np.repeat(np.arange(size), np.diff(data["indptr"])), needs, strict=True):
        model.add_implication(taken[step], taken[need])
    starts = data["group_indptr"].tolist()
    alternatives = data["group_indices"].tolist()
    for group, owner in enumerate(data["group_step"].tolist()):
        some = alternatives[starts[group] : starts[group + 1]]
        model.add_bool_or([taken[owner].negated(), *(taken[step] for step in some)])
    model.add(cp_model.LinearExpr.weighted_sum(taken, data["effort"].tolist()) <= capacity)
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, data["value"].tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = SECONDS
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(model)
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    value = round(solver.objective_value) if found else 0
    return value, round(solver.best_objective_bound), time.process_time() - start


def main() -> int:
    """Answer one question on standard output."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("version", "structure", "choice"))
    parser.add_argument("library", choices=(*LIBRARIES, "cpsat"))
    parser.add_argument("file", nargs="?")
    parser.add_argument("--times", type=int, default=1, help="the fastest of so many runs")
    parser.add_argument("--capacity", type=int, nargs="*", default=[], help="minutes")
    asked = parser.parse_args()
    if asked.what == "version":
        name = DISTRIBUTION.get(asked.library, asked.library)
        try:
            print(json.dumps(version(name) if name else sys.version.split()[0]))
        except PackageNotFoundError:
            print(json.dumps(None))
        return 0
    with np.load(asked.file) as arrays:
        data = dict(arrays)
    if asked.what == "structure":
        print(json.dumps(structure(LIBRARIES[asked.library](), data, asked.times)))
        return 0
    for capacity in asked.capacity:
        value, bound, seconds = cpsat(data, capacity)
        print(json.dumps([capacity, value, bound, seconds, megabytes()]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
