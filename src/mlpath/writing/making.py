"""write(): from a graph, a plan or a schedule to a text, a file or a folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from mlpath.errors import Problem, RequestError, expect
from mlpath.plans import Status
from mlpath.topics import suggest
from mlpath.writing.documents import Document
from mlpath.writing.subjects import following, subject_of
from mlpath.writing.table import NAMES, by_ending, by_name, endings

if TYPE_CHECKING:
    from mlpath.plans import Plan, Schedule
    from mlpath.topics import KnowledgeGraph
    from mlpath.writing.subjects import Subject, Thing
    from mlpath.writing.table import Format

PICTURES = (".svg", ".png", ".pdf")


def write(
    thing: Thing,
    to: str | os.PathLike[str],
    *,
    graph: KnowledgeGraph | None = None,
    format: str | None = None,  # noqa: A002 - what the command line calls it
    before: Plan | Schedule | None = None,
) -> Document:
    """Return a graph, plan or schedule as text, and save it where a file is named.

    Parameters
    ----------
    thing
        What to write.
    to
        The name of a format, such as ``"markdown"``, or a path whose ending says it, such as
        ``"plan.md"``; then it is saved there.
    graph
        The graph a plan or schedule was made for: they hold neither titles nor prerequisites.
        JSON does without.
    format
        The name of the format where the path's ending does not say it.
    before
        For a calendar, the earlier plan or schedule whose calendar was imported: sessions of it
        that are gone are cancelled. Other formats show a plan by itself.

    Returns
    -------
    Document
        With its ``text``, ``data`` (bytes) or ``files``, and the ``paths`` it was saved to. The
        same thing always gives the same bytes.

    Raises
    ------
    RequestError
        If no such format exists, or the thing cannot be written in it.
    PlanError
        If the plan was made for another graph.
    FileError
        If it cannot be saved.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"effort": "2h"}, "svd": {"effort": "5h", "requires": ["vectors"]}}})
    >>> print(write(graph, "mermaid"))
    flowchart TD
        n0["vectors"]
        n1["svd"]
        n0 --> n1
    <BLANKLINE>
    """
    expect("str | PathLike", to=to)
    expect("KnowledgeGraph | None", graph=graph)
    expect("str | None", format=format)
    expect("Plan | Schedule | None", before=before)
    named = by_name(to) if isinstance(to, str) and format is None else None
    chosen = named or _format(os.fspath(to), format)
    subject = following(subject_of(thing, graph), before)
    _check(subject, chosen)
    content = chosen.content(subject)
    files = (("", content),) if isinstance(content, str) else tuple(content.items())
    document = Document(chosen.name, files)
    if named is not None:
        return document
    return Document(chosen.name, files, document.save(to))


def _format(path: str, name: str | None) -> Format:
    found = by_ending(path) if name is None else by_name(name)
    if found is not None:
        return found
    if name is not None:
        message = f"no format {name!r}"
        hint = suggest(name, NAMES) or f"formats are {', '.join(NAMES)}"
    elif path.lower().endswith(PICTURES):
        message = f"{path!r} is a picture"
        hint = f"mlpath.draw(plan, graph=graph).save({path!r})"
    else:
        message = f"{path!r} does not say in which form to write"
        hint = f"end it in one of {', '.join(endings())}, or name a format"
    raise RequestError(Problem("unknown-format", message, hint=hint))


def _check(subject: Subject, format: Format) -> None:  # noqa: A002 - as above
    if subject.kind not in format.kinds:
        raise RequestError(
            Problem(
                "unknown-format",
                f"a {subject.kind} cannot be written as {format.name}",
                hint=f"{format.name} is for a {' or a '.join(format.kinds)}",
            )
        )
    plan = subject.plan
    if plan is not None and plan.status is Status.INFEASIBLE and not format.infeasible:
        raise RequestError(
            f"an infeasible plan has no steps to write as {format.name}", hint="see its ways out"
        )
