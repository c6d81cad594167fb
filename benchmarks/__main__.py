"""Every table of choosing and ordering, against its peers: ``python -m benchmarks [NAME ...]``.

Without ``--full`` all of them end in some minutes; ``--write`` puts them into
``docs/benchmarks.md``, each under its heading, and leaves alone what other benchmarks wrote there.
Names choose among the tables, for instance ``python -m benchmarks structure terms``; every table
is a command of its own too, such as ``python -m benchmarks.structure``. Each runs in a process of
its own and fails, so that this command ends with 1, where a known optimum is missed or two methods
contradict each other; its old text stays then.

Peers other than HiGHS and networkx need an environment of their own: see `benchmarks.processes`.
"""

from __future__ import annotations

import argparse
import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Made by `python -m benchmarks --write` (`--full` measures all sizes and budgets) and by the
commands that the sections name. Times are CPU seconds on a shared machine: compare them within a
table, not with other machines.
"""


class Table(NamedTuple):
    """A section of the page: its heading, and arguments for the short and the long run."""

    title: str
    quick: tuple[str, ...] = ()
    full: tuple[str, ...] = ("--full",)


TABLES = {
    "budgets": Table("Choosing steps of the bundled graph"),
    "choice": Table("Choosing steps of random graphs"),
    "scale": Table("Choosing, chain and bound at scale", ("--sizes", "10000"), ()),
    "metamath": Table("Choosing theorems"),
    "value_curve": Table("Value curves", ("--points", "20"), ()),
    "ordering": Table("Study order", ("--number", "200"), ()),
    "terms": Table("Balanced terms", ("--bundled",), ("--bundled",)),
    "structure": Table("Topological order and closure"),
    "starting": Table("One command from start to end"),
}


def sections(page: str) -> dict[str, str]:
    r"""Return the sections of a page by heading, without it.

    Examples
    --------
    >>> sections("# Page\n\nText.\n\n## One\n\n1\n\n## Two\n\n2\n")
    {'One': '1', 'Two': '2'}
    """
    parts = (part.partition("\n") for part in re.split("(?m)^## ", page)[1:])
    return {title.strip(): text.strip() for title, _, text in parts}


def told(name: str, printed: str) -> str:
    """Return the text of a section: what the benchmark says of itself, and what it printed.

    Its headings become headings below the section's.
    """
    about = (importlib.import_module(f"benchmarks.{name}").__doc__ or "").replace("``", "`")
    lower = re.sub("(?m)^## ", "### ", re.sub("(?m)^# .*\n+", "", printed))
    return f"{about.strip()}\n\n{lower.strip()}"


def measured(name: str, arguments: tuple[str, ...]) -> str | None:
    """Run a benchmark and return its section, None where it failed."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", f"benchmarks.{name}", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
        print(f"{name}: FAILED with {done.returncode}", file=sys.stderr)
        return None
    return told(name, done.stdout)


def write(new: dict[str, str]) -> None:
    """Put sections into the page: those of this command first, in their order."""
    old = sections(PAGE.read_text(encoding="utf-8")) | new
    titles = [table.title for table in TABLES.values() if table.title in old]
    titles += [title for title in old if title not in titles]
    text = "".join(f"\n## {title}\n\n{old[title]}\n" for title in titles)
    PAGE.write_text(HEAD + text, encoding="utf-8")


def main() -> int:
    """Print the tables, or write them into the page as they come."""
    about = __doc__.partition(":")[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=about)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(TABLES)}")
    parser.add_argument("--full", action="store_true", help="all sizes and budgets: some hours")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    parser.add_argument(
        "--bacp", metavar="FOLDER", help="CSPLib's bacp8.dat and its like, for terms"
    )
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in TABLES]:
        parser.error(f"no table {unknown[0]!r}; there are {', '.join(TABLES)}")
    failed = False
    for name in asked.names or TABLES:
        table = TABLES[name]
        more = (asked.bacp,) if name == "terms" and asked.bacp else ()
        text = measured(name, (*(table.full if asked.full else table.quick), *more))
        failed |= text is None
        if text is not None and asked.write:
            write({table.title: text})
        elif text is not None:
            print(f"## {table.title}\n\n{text}\n", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
