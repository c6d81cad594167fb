"""The one table of formats: a format is its file and a line here."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlpath.writing.subjects import Subject


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write things.

    Attributes
    ----------
    name
        What ``--format`` and `mlpath.write` call it.
    endings
        Of file names that mean it, the longest first; empty where it must be named.
    place
        The module and the function that make the text, or the files of a folder by name; loaded
        when they are first asked, as most runs want one format.
    about
        What it is for, in a few words.
    kinds
        What can be written so: of ``graph``, ``plan`` and ``schedule``.
    infeasible
        Whether a plan that does not fit can be written so.
    dated
        Whether it needs a schedule with dates.
    folder
        Whether it is a folder of files.
    """

    name: str
    endings: tuple[str, ...]
    place: str
    about: str
    kinds: tuple[str, ...] = ("graph", "plan", "schedule")
    infeasible: bool = False
    dated: bool = False
    folder: bool = False

    def content(self, subject: Subject) -> str | dict[str, str]:
        """Return the text, or the files of a folder by name."""
        module, name = self.place.split(".")
        function = getattr(importlib.import_module(f"mlpath.writing.{module}"), name)
        made: str | dict[str, str] = function(subject)
        return made


FORMATS = (
    Format("json", (".json",), "jsons.write", "everything, for programs", infeasible=True),
    Format(
        "markdown",
        (".md", ".markdown"),
        "markdowns.write",
        "a list to tick, for people",
        infeasible=True,
    ),
    Format("csv", (".csv",), "tables.write", "a table, for spreadsheets", infeasible=True),
    Format("html", (".html", ".htm"), "page.write", "a page, for the browser"),
    Format("mermaid", (".mmd", ".mermaid"), "mermaid.flowchart", "a flowchart, for READMEs"),
    Format(
        "gantt",
        (".gantt.mmd",),
        "mermaid.gantt",
        "a Mermaid Gantt chart of a plan with dates",
        ("plan", "schedule"),
        dated=True,
    ),
    Format(
        "ics",
        (".ics",),
        "calendars.write",
        "a calendar of a plan with dates",
        ("plan", "schedule"),
        dated=True,
    ),
    Format("graphml", (".graphml",), "networks.graphml", "a graph, for Gephi, yEd, Cytoscape"),
    Format(
        "node-link",
        (".node-link.json",),
        "networks.node_link",
        "a graph as JSON, for networkx and D3",
    ),
    Format("dot", (".dot", ".gv"), "dots.write", "a graph, for Graphviz", ("graph", "plan")),
    Format("anki", (".anki.tsv", ".anki.txt"), "anki.write", "cards, for Anki's import"),
    Format(
        "todoist",
        (".todoist.csv",),
        "todoist.write",
        "tasks, for Todoist's import",
        ("plan", "schedule"),
    ),
    Format(
        "notion",
        (".notion.csv",),
        "notion.write",
        "a database, for Notion's import",
        ("plan", "schedule"),
    ),
    Format("canvas", (".canvas",), "canvases.write", "a whiteboard, for Obsidian"),
    Format(
        "obsidian", (), "obsidian.write", "a folder of linked notes, for Obsidian", folder=True
    ),
)
NAMES = tuple(each.name for each in FORMATS)


def endings() -> tuple[str, ...]:
    """Return every ending that means a format, the commonest formats first."""
    return tuple(ending for each in FORMATS for ending in each.endings)


def by_ending(name: str) -> Format | None:
    """Return the format that the end of a file name means, None where it means none.

    Examples
    --------
    >>> [found.name for found in map(by_ending, ("a.csv", "a.todoist.csv")) if found]
    ['csv', 'todoist']
    """
    found = [
        (len(ending), each)
        for each in FORMATS
        for ending in each.endings
        if name.lower().endswith(ending)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def by_name(name: str) -> Format | None:
    """Return the format of that name, None where there is none."""
    return next((each for each in FORMATS if each.name == name), None)
