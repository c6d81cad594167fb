"""What one command costs from start to end: ``python -m benchmarks.starting``.

CPU seconds of whole processes, user and system, imports and reading of the graph among them: the
least of several runs. Beside the commands stands what Python costs when it loads no more than the
libraries that a plan needs, and what HiGHS costs on the same plan when it is given the whole
program. The time limit in the issue, 1.2 s for one plan without picture, is asserted with
``--assert`` only: a loaded machine takes longer.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import processes
from benchmarks.methods import bundled

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS = 5
LIMIT = 1.2
HOURS = 300
PLAN = ("-m", "mlpath", "plan", "--budget", f"{HOURS}h")
COMMANDS: dict[str, tuple[str, ...]] = {
    "python -c pass": ("-c", "pass"),
    "python importing numpy, pydantic and typer": (
        "-c",
        "import numpy, pydantic, typer",
    ),
    "mlpath --help": ("-m", "mlpath", "--help"),
    f"mlpath plan --budget {HOURS}h": PLAN,
    "mlpath plan of the preset nlp, 100 h": (
        *PLAN[:3],
        "--goal",
        "preset:nlp",
        "--budget",
        "100h",
    ),
    "mlpath order": ("-m", "mlpath", "order"),
    "mlpath check": ("-m", "mlpath", "check"),
}
ASSERTED = f"mlpath plan --budget {HOURS}h"


def seconds(command: Sequence[str], runs: int) -> float:
    """Return the least CPU seconds of a process and its children."""
    least = float("inf")
    for _ in range(runs):
        before = os.times()
        subprocess.run(  # noqa: S603
            [sys.executable, *command], check=True, stdout=subprocess.DEVNULL
        )
        after = os.times()
        spent = after.children_user - before.children_user
        least = min(least, spent + after.children_system - before.children_system)
    return least


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 if a plan costs more than it may."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=RUNS, help=f"of each command ({RUNS})")
    parser.add_argument("--full", action="store_true", help="twice as many runs")
    parser.add_argument("--assert", dest="strict", action="store_true", help="hold the limit")
    asked = parser.parse_args(arguments)
    runs = 2 * asked.runs if asked.full else asked.runs
    lines = [
        processes.machine(),
        "",
        f"| whole process, least of {runs} runs | CPU s |",
        "|---|--:|",
    ]
    found = {name: seconds(command, runs) for name, command in COMMANDS.items()}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bundled.npz"
        processes.save(bundled(HOURS), file)
        command = ("-m", "benchmarks.processes", "highs", str(file), str(60 * HOURS))
        found[f"HiGHS, whole program of {HOURS} h, from a file of arrays"] = seconds(command, runs)
    lines += [f"| {name} | {spent:.2f} |" for name, spent in found.items()]
    print("\n".join(lines))
    return 1 if asked.strict and found[ASSERTED] > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
