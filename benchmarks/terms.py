"""Balanced terms: the academic curriculum problems of CSPLib, and plans of the bundled graph.

Run ``python -m benchmarks.terms [FOLDER]``. With a folder that holds ``bacp8.dat``, ``bacp10.dat``
and ``bacp12.dat`` of CSPLib's problem 30 (Castro and Manzano 2001), each is laid into its periods
with the limits of its file, and the known least largest load is asserted: 17, 14 and 17. With
``--bundled`` the bundled graph's goals presets follow, laid into eight terms in which
prerequisites may stand in the term of what needs them (``--same-term``: longest chains need more
than eight); loads are minutes there. Times are CPU seconds.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import mlpath
from benchmarks import processes
from mlpath.planning.balancing import balance as balance_plan
from mlpath.solving.balancing import balance
from mlpath.solving.terms import TermProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

KNOWN = {"bacp8.dat": 17, "bacp10.dat": 14, "bacp12.dat": 17}
HOURS = (100, 300)


def curriculum(text: str) -> TermProblem:
    """Return the problem of a file: periods, limits, courses, credits and prerequisites.

    Examples
    --------
    >>> problem = curriculum("p=2; a=1; b=5; c=1; d=2; courses={x, y, z}; credit=[3, 2, 1]; "
    ...                      "prereq={<y, x>};")
    >>> problem.terms, problem.effort.tolist(), problem.edges.tolist()
    (2, [3, 2, 1], [[1, 0]])
    """
    text = re.sub(r"/\*.*?(\*/|$)", "", text, flags=re.MULTILINE | re.DOTALL)
    numbers = {name: int(value) for name, value in re.findall(r"\b([pabcd])\s*=\s*(\d+)", text)}
    names = re.findall(r"\w+", _between(text, "courses", "{", "}"))
    credit = [int(word) for word in re.findall(r"\d+", _between(text, "credit", "[", "]"))]
    place = {name: number for number, name in enumerate(names)}
    pairs = re.findall(r"<\s*(\w+)\s*,\s*(\w+)\s*>", _between(text, "prereq", "{", "}"))
    return TermProblem.build(
        credit,
        [(place[course], place[earlier], 1) for course, earlier in pairs],
        numbers["p"],
        load=(numbers["a"], numbers["b"]),
        count=(numbers["c"], numbers["d"]),
    )


def _between(text: str, name: str, left: str, right: str) -> str:
    start = text.index(left, text.index(name))
    return text[start : text.index(right, start)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 1 if a known optimum was missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="where CSPLib's files are")
    parser.add_argument("--bundled", action="store_true", help="plans of the bundled graph too")
    options = parser.parse_args(arguments)
    missed = 0
    print(f"{processes.machine()}\n")
    print("| problem | steps | terms | largest load | bound | proven | CPU s |")
    print("|---|--:|--:|--:|--:|---|--:|")
    for name, known in KNOWN.items() if options.folder else ():
        problem = curriculum((options.folder / name).read_text(encoding="utf-8"))
        began = time.process_time()
        layout = balance(problem)
        spent = time.process_time() - began
        sound = layout.term is not None and problem.fits(layout.term)
        missed += not (sound and layout.proven and layout.largest == known)
        cells = (name, problem.size, problem.terms, layout.largest, layout.bound, layout.proven)
        print(f"| {' | '.join(map(str, cells))} | {spent:.2f} |")
    if options.bundled:
        bundled()
    if missed:
        print(f"{missed} of {len(KNOWN)} known optima missed", file=sys.stderr)
    return 1 if missed else 0


def bundled() -> None:
    """Print the presets of the bundled graph in eight terms."""
    graph = mlpath.roadmap()
    for preset in graph.presets:
        for hours in HOURS:
            goals = [f"preset:{preset.id}"]
            made = mlpath.plan(graph, goals=goals, budget=hours * 60, recommended=False)
            began = time.process_time()
            laid = balance_plan(made, graph, terms=8, same_term=True)
            spent = time.process_time() - began
            name = f"{preset.id}, {hours} h"
            proven = laid.status == "optimal"
            cells = (
                name,
                len(made),
                8,
                laid.largest_effort_minutes,
                laid.bound_effort_minutes,
                proven,
            )
            print(f"| {' | '.join(map(str, cells))} | {spent:.2f} |")


if __name__ == "__main__":
    sys.exit(main())
