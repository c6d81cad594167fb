"""Choosing theorems to learn: ``python -m benchmarks.metamath [set.mm]``.

The graph is real and large: every theorem and axiom of a Metamath database needs those that its
proof names (syntax left aside), and takes as long as its proof has steps, an axiom one. Goals are
the theorems whose comment says that they are one of the hundred that Freek Wiedijk's list asks
for ("This is Metamath 100 proof #..."), or every theorem alike. Debian's package
``metamath-databases`` puts ``set.mm`` where it is looked for.

Within 5, 20 and 50 % of what all goals take, mlpath is held against HiGHS and CP-SAT, which get
the whole program and stop after 120 s of the clock: no answer may be worth more than another's
bound. "ratio" takes the goals by value for each step of their own proof, with all they need, as
far as they fit.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks import processes
from benchmarks.instances import SHARES
from mlpath.solving import Instance
from mlpath.solving.arrays import compress, reach

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = Path("/usr/share/metamath/databases/set.mm")
PARTS = re.compile(
    r"\$\((?P<comment>.*?)\$\)"
    r"|(?P<label>\S+)\s+\$(?P<kind>[ap])\s+(?P<type>\S+)[^$]*"
    r"(?:\$=\s*(?:\((?P<names>[^)]*)\))?(?P<proof>[^$]*))?\$\.",
    re.DOTALL,
)
HUNDRED = re.compile(r"Metamath\s+100\s+proof\s+#")
STEP = re.compile("[A-T]")
GOAL = 1000


class Theorems(NamedTuple):
    """What a database says: names, what each proof names, its steps, which are of the hundred."""

    names: list[str]
    needs: list[tuple[int, ...]]
    steps: list[int]
    hundred: list[bool]

    def instance(self, *, everything: bool) -> Instance:
        """Return the instance of all theorems, or of the hundred, without capacity."""
        tails = np.repeat(np.arange(len(self.needs)), [len(some) for some in self.needs])
        heads = np.asarray([need for some in self.needs for need in some], dtype=np.int64)
        indptr, indices = compress(len(self.names), tails, heads)
        empty = Instance.build([], [])
        return Instance(
            effort=np.asarray(self.steps, dtype=np.int64),
            value=np.where(np.asarray(self.hundred) | everything, GOAL, 0).astype(np.int64),
            indptr=indptr,
            indices=indices,
            group_step=empty.group_step,
            group_indptr=empty.group_indptr,
            group_indices=empty.group_indices,
            required=empty.required,
            capacity=None,
        )


def theorems(text: str) -> Theorems:
    r"""Read a database with compressed proofs.

    Examples
    --------
    >>> found = theorems("ax $a |- x $. $( Metamath 100 proof #1. $) th $p |- y $= ( ax wi ) "
    ...                  "ABCZD $.")
    >>> found.names, found.needs, found.steps, found.hundred
    (['ax', 'th'], [(), (0,)], [1, 4], [False, True])
    """
    found = Theorems([], [], [], [])
    number: dict[str, int] = {}
    comment = ""
    for part in PARTS.finditer(text):
        if part["comment"] is not None:
            comment = part["comment"]
            continue
        if part["type"] == "|-":
            named = (part["names"] or "").split()
            number[part["label"]] = len(found.names)
            found.names.append(part["label"])
            found.needs.append(tuple(number[name] for name in named if name in number))
            found.steps.append(max(len(STEP.findall(part["proof"] or "")), 1))
            found.hundred.append(HUNDRED.search(comment) is not None)
        comment = ""
    return found


def table(title: str, instance: Instance, peers: Sequence[str]) -> list[str]:
    """Compare on one kind of goals.

    Raises
    ------
    RuntimeError
        If two methods contradict each other.
    """
    wanted = reach(instance.indptr, instance.indices, np.flatnonzero(instance.value))
    whole = int(instance.effort[wanted].sum())
    goals = int((instance.value > 0).sum())
    lines = [
        f"{title}: {goals:,} goals, which need {int(wanted.sum()):,} theorems.",
        "",
        "| budget | method | goals reached | gap | proven | CPU s | MB |",
        "|---|---|--:|--:|---|--:|--:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "instance.npz"
        processes.save(instance, file)
        for share in SHARES:
            capacity = whole * share // 100
            found = {peer: processes.answers(peer, file, [capacity]) for peer in peers}
            least = min(answer[0][2] for name, answer in found.items() if answer[0][2])
            for name, ((_, value, bound, seconds, memory),) in found.items():
                if value > least:
                    raise RuntimeError(f"{title}, {share} %: {name} is above a bound")
                gap = f"{(bound - value) / bound:.3%}" if bound else "-"
                cells = (f"{share} %", name, f"{value // GOAL:,}", gap)
                proven = "yes" if bound == value else "no"
                lines.append(f"| {' | '.join(cells)} | {proven} | {seconds:.2f} | {memory} |")
    return [*lines, ""]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, default=FILE, help=f"default: {FILE}")
    parser.add_argument("--full", action="store_true", help="with HiGHS and CP-SAT: 120 s each")
    asked = parser.parse_args(arguments)
    if not asked.file.is_file():
        parser.error(f"no file {asked.file}: Debian's package metamath-databases has it")
    found = theorems(asked.file.read_text(encoding="ascii", errors="replace"))
    others = ("highs", *(["cpsat"] if processes.installed("cpsat") else [])) if asked.full else ()
    arcs = sum(map(len, found.needs))
    print(f"{processes.machine('cpsat')}\n")
    print(
        f"{asked.file.name}: {len(found.names):,} theorems and axioms, {arcs:,} prerequisites.\n"
    )
    for title, everything in (("Metamath's hundred", False), ("Every theorem", True)):
        made = found.instance(everything=everything)
        # Trying every theorem with all it needs, one after the other, takes many minutes.
        plain = () if everything else ("ratio",)
        print("\n".join(table(title, made, ("mlpath", *others, *plain))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
