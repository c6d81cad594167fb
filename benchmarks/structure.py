"""Topological order and closure against other graph libraries: ``python -m benchmarks.structure``.

Each library builds the graph, sorts it and closes ten steps under all they need, together, in a
process of its own; the fastest of several runs counts. Every order is checked, and all closures
have to be the same set. Any-of alternatives count as needed here, since the others know no any-of.

"mlpath, arrays" is what the planner works with; "mlpath, graph" are `mlpath.study_order` and
`mlpath.closure` of a networkx graph, the form for people, whose order is by declaration where
prerequisites leave a choice. The bundled graph's `KnowledgeGraph` is built from its files, and its
closure is another, smaller set, since it also chooses among alternatives.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import metamath, peers, processes
from benchmarks.instances import fitted
from benchmarks.methods import bundled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.solving import Instance

SIZES = (10_000, 100_000, 1_000_000)
WANTED = 10
TIMES = {1_000: 20, 100_000: 3}  # runs up to so many steps
LIBRARIES = ("networkx", "rustworkx", "igraph", "graphlib", "scipy")
OWN = {"arrays": "mlpath, arrays", "graph": "mlpath, graph", "knowledge": "mlpath, KnowledgeGraph"}


def arrays(data: dict[str, np.ndarray], times: int) -> dict[str, Any]:
    """Compressed rows, as the solving room uses them."""
    from mlpath.solving.arrays import compress, order_of, reach  # noqa: PLC0415

    size = len(data["effort"])
    (indptr, indices), building = peers.timed(
        lambda: compress(size, data["edges_to"], data["edges_from"]), times
    )
    order, sorting = peers.timed(lambda: order_of(indptr, indices), times)
    edges = np.column_stack((data["edges_from"], data["edges_to"]))
    if not peers.valid(order, size, edges):
        raise SystemExit("no topological order")
    marks, closing = peers.timed(lambda: reach(indptr, indices, data["targets"]), times)
    return {
        "build": building,
        "order": sorting,
        "closure": closing,
        "closed": int(marks.sum()),
        "digest": peers.digest(marks),
    }


def graph(data: dict[str, np.ndarray], times: int) -> dict[str, Any]:
    """Use the functions for people, on a networkx graph."""
    import mlpath  # noqa: PLC0415

    library = peers.Library(peers.networkx().build, mlpath.study_order, mlpath.closure)
    return peers.structure(library, data, times)


def knowledge(data: dict[str, np.ndarray], times: int) -> dict[str, Any]:
    """Use the functions for people, on the bundled graph itself."""
    import mlpath  # noqa: PLC0415

    made, building = peers.timed(mlpath.roadmap, 1)
    order, sorting = peers.timed(lambda: mlpath.study_order(made), times)
    wanted = [made.steps[step] for step in data["targets"].tolist()]
    closed, closing = peers.timed(lambda: mlpath.closure(made, wanted), times)
    if set(order) != set(made.steps):
        raise SystemExit("a step is missing")
    return {"build": building, "order": sorting, "closure": closing, "closed": len(closed)}


MEASURED = ("build", "order", "closure")
FORMS = {"arrays": arrays, "graph": graph, "knowledge": knowledge}


def runs(size: int) -> int:
    """Return how often to run: short times want more runs."""
    return next((times for most, times in TIMES.items() if size <= most), 1)


def targets(instance: Instance) -> list[int]:
    """Return ten steps, drawn from the later half."""
    random = np.random.default_rng(4)
    later = np.arange(instance.size // 2, instance.size)
    return sorted(random.choice(later, WANTED, replace=False).tolist())


def table(name: str, instance: Instance, *, forms: Sequence[str]) -> list[str]:
    """Return the table of one graph.

    Raises
    ------
    RuntimeError
        If two libraries disagree about what the steps need.
    """
    arcs = len(instance.indices) + len(instance.group_indices)
    lines = [
        f"{name}, {instance.size:,} steps and {arcs:,} prerequisites (CPU s):",
        "",
        "| library | build | order | closure | steps in it | MB |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    sets = set()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "instance.npz"
        processes.save(instance, file, targets(instance))
        times = runs(instance.size)
        for library in (*forms, *filter(processes.installed, LIBRARIES)):
            if library in OWN:
                found = processes.lines(
                    [sys.executable, "-m", __spec__.name, library, file, times]
                )
            else:
                found = processes.peer("structure", library, file, "--times", times)
            sets |= {found[0]["digest"]} if "digest" in found[0] else set()
            lines.append(_row(OWN.get(library, library), found[0]))
    if len(sets) != 1:
        raise RuntimeError(f"{name}: closures differ")
    return [*lines, ""]


def _row(name: str, found: dict[str, Any]) -> str:
    cells = [name]
    cells += [_seconds(found[key]) if key in found else "-" for key in MEASURED]
    cells += [f"{found[key]:,}" if key in found else "-" for key in ("closed", "memory")]
    return f"| {' | '.join(cells)} |"


def _seconds(spent: float) -> str:
    """Return three digits without an exponent."""
    return np.format_float_positional(spent, precision=3, fractional=False, trim="-")


def own(form: str, file: str, times: str) -> int:
    """Run one of mlpath's forms in this process."""
    with np.load(file) as found:
        data = dict(found)
    answer = FORMS[form](data, int(times))
    print(json.dumps(answer | {"memory": peers.megabytes()}))
    return 0


def main(arguments: Sequence[str]) -> int:
    """Print the tables."""
    if arguments and arguments[0] in FORMS:
        return own(*arguments)
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="up to a million steps")
    asked = parser.parse_args(arguments)
    print(f"{processes.machine(*LIBRARIES[1:4])}\n")
    forms = ("arrays", "graph", "knowledge")
    print("\n".join(table("The bundled graph", bundled(100), forms=forms)), flush=True)
    if metamath.FILE.is_file():
        read = metamath.theorems(metamath.FILE.read_text(encoding="ascii", errors="replace"))
        made = read.instance(everything=True)
        print("\n".join(table("Metamath's set.mm", made, forms=forms[:2])), flush=True)
    for size in SIZES if asked.full else SIZES[:1]:
        made = fitted(size, "uncorrelated", 5)
        print("\n".join(table("A fitted random graph", made, forms=forms[:2])), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
