"""Completion of ids in the shell, without loading a graph: YAML keys are read by their indent.

*Why not the real reader:* completion has to answer while a finger is still on the TAB key.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer  # noqa: TC002 - Typer reads these annotations

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = ("overview", "working", "deep")
LARGEST = 4_000_000
_TOPIC = re.compile(r"^  ([a-z0-9][a-z0-9._-]{0,63}):", re.MULTILINE)
_TOPICS = re.compile(r"^topics:[^\n]*\n((?:[ #][^\n]*\n|\n)*)", re.MULTILINE)
_SECTION = re.compile(
    r"^section:\s*(?:\{\s*)?(?:\n\s+)?id:\s*([a-z0-9][a-z0-9._-]*)", re.MULTILINE
)
_SECTIONS = re.compile(r"^sections:([^\n]*\n(?:[ #][^\n]*\n|\n)*)", re.MULTILINE)
_ENTRY = re.compile(r"(?:^  |[{,] *)([a-z0-9][a-z0-9._-]{0,63}):", re.MULTILINE)
_TAGS = re.compile(r"^    tags: *\[([^\]\n]*)\]", re.MULTILINE)
_APART = ("graph", "resources", "goals")


def complete_topic(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return ids that go on from what is typed; levels after an @."""
    done, comma, word = incomplete.rpartition(",")
    topic, at, level = word.partition("@")
    if at:
        found = [f"{topic}@{name}" for name in LEVELS if name.startswith(level)]
    else:
        found = [name for name in _topics(ctx) if name.startswith(word)]
    return [f"{done}{comma}{name}" for name in found]


def complete_goal(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return topics, or what a prefix such as ``section:`` is followed by."""
    kind, colon, name = incomplete.partition(":")
    if colon and kind == "section":
        return [f"section:{found}" for found in complete_section(ctx, name)]
    if colon and kind == "tag":
        return [f"tag:{found}" for found in complete_tag(ctx, name)]
    kinds = [name for name in ("section:", "tag:", "preset:") if name.startswith(incomplete)]
    return kinds * bool(incomplete) + complete_topic(ctx, incomplete)


def complete_section(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return ids of sections."""
    found = []
    for text in _texts(ctx):
        found += _SECTION.findall(text)
        for block in _SECTIONS.findall(text):
            found += _ENTRY.findall(block)
    return sorted({name for name in found if name.startswith(incomplete)})


def complete_tag(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return tags."""
    found = {
        tag.strip()
        for text in _texts(ctx)
        for line in _TAGS.findall(text)
        for tag in line.split(",")
    }
    return sorted(tag for tag in found if tag and tag.startswith(incomplete))


def _topics(context: typer.Context) -> list[str]:
    return sorted(
        {
            name
            for text in _texts(context)
            for block in _TOPICS.findall(text)
            for name in _TOPIC.findall(block)
        }
    )


def _texts(context: typer.Context) -> Iterator[str]:
    """Yield the section files of the graph that the command line names so far."""
    graph = (getattr(context, "params", None) or {}).get("graph")
    path = Path(graph) if graph and graph != "-" else _bundled()
    try:
        files = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
        for file in files:
            if file.stem not in _APART and file.stat().st_size <= LARGEST:
                yield file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return


def _bundled() -> Path:
    package = Path(__file__).resolve().parents[1]
    inside = package / "graphs"
    return (inside if inside.is_dir() else package.parents[1] / "graphs") / "ml-research"
