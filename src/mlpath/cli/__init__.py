"""The command line: flags to calls to exit codes, a file per command, the one place that prints.

Nothing here loads networkx, numpy, scipy or pydantic until a command needs them, so that
``mlpath --help`` and completion answer at once.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

__all__ = ["main", "run"]


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code; nothing is ever raised.

    Parameters
    ----------
    arguments
        What stands after ``mlpath``.

    Returns
    -------
    int
        0 fine; 1 a problem was found (no plan fits, a lint finding, a plan refused); 2 input or
        usage that makes no sense; 130 interrupted.
    """
    from mlpath.cli.running import run_command

    return run_command(arguments)


def main() -> NoReturn:
    """Run the command line of this process and exit.

    *Why no collector:* what a single command leaves in circles is freed with its process, and
    looking for it takes a tenth to a fifth of the time on large graphs.

    *Why one thread:* nothing here multiplies large matrices, and the threads that numpy's library
    would start for that cost a tenth of a second before the first of them is asked anything.

    *Why no plug-ins:* to find some, pydantic looks into every package that is installed.
    """
    gc.disable()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.exit(run(sys.argv[1:]))
