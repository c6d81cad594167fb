"""All tables of choosing against its peers: ``python -m benchmarks [--full] [--write]``.

Without ``--full`` it ends in about two minutes. ``--write`` puts the tables into
``docs/benchmarks.md``, beside what other benchmarks wrote there. The other files of this folder
are commands of their own.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from benchmarks import choice

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Made by `python -m benchmarks --write` (`--full` adds sizes up to a million steps). Times are CPU
seconds on a shared machine: compare them within a table, not with other machines.
"""


def kept(page: str, text: str) -> str:
    """Return the sections of the page that other benchmarks have written."""
    sections = re.split("(?m)^(?=## )", page)[1:]
    others = [part for part in sections if f"{part.splitlines()[0]}\n" not in text]
    return "".join(f"\n{part.rstrip()}\n" for part in others)


def main() -> int:
    """Print the tables or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="all sizes and budgets: about an hour")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    asked = parser.parse_args()
    text = "\n".join([HEAD, *choice.tables(full=asked.full)])
    if asked.write:
        PAGE.write_text(text + kept(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
