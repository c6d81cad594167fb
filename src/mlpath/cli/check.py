"""``mlpath check``: is a graph valid, and what would an author want to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli import options
from mlpath.cli.output import SCHEMA_VERSION, Talk, as_json, problem_as_dict, put, say, working
from mlpath.errors import report

if TYPE_CHECKING:
    from mlpath.errors import Problem
    from mlpath.reading import Reading
    from mlpath.topics import KnowledgeGraph

FINDINGS, INVALID = 1, 2


def check_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    no_lint: Annotated[
        bool,
        typer.Option("--no-lint", help="Only whether it is valid."),
    ] = False,
    format: options.SimpleFormat = options.Simple.TEXT,
    quiet: options.Quiet = False,
) -> None:
    """Check a graph: every problem with file, line and column, as editors jump to them.

    Exits 0 for a clean graph, 1 with findings about a valid one, 2 for one that is not valid.

    \b
    mlpath check my-graph.yaml
    mlpath check --overlay my-additions.yaml
    """
    from mlpath.linting import lint

    with working(ctx.find_object(Talk) or Talk(), "Checking ..."):
        reading = _examine(graph, tuple(overlay or ()))
        problems = reading.problems
        if reading.graph is not None and not no_lint:
            problems = reading.located(lint(reading.graph))
    if problems:
        say(*report(problems, dropped=reading.dropped).splitlines())
    if reading.graph is not None and not quiet:
        say(_summary(reading.graph, problems, lint=not no_lint))
    if format == options.Simple.JSON:
        put(as_json(_as_dict(reading, problems)))
    if problems:
        raise typer.Exit(FINDINGS if reading.graph is not None else INVALID)


def _examine(graph: str | None, overlays: tuple[str, ...]) -> Reading:
    """Read the graph and what is laid over it; the first that is not valid is the answer."""
    from mlpath.reading import bundled_folder, examine

    reading = examine(bundled_folder() if graph is None else graph)
    for overlay in overlays:
        if reading.graph is None:
            break
        reading = examine(overlay, over=reading.graph)
    return reading


def _summary(graph: KnowledgeGraph, problems: tuple[Problem, ...], *, lint: bool) -> str:
    info = graph.info
    size = f"{len(graph):,} topics, {len(graph.steps):,} steps"
    found = f"{len(problems):,} finding{'' if len(problems) == 1 else 's'}" if lint else "valid"
    return f"{info.id} {info.version}: {size}, {found}"


def _as_dict(reading: Reading, problems: tuple[Problem, ...]) -> dict[str, Any]:
    graph = reading.graph
    state = "invalid" if graph is None else "findings" if problems else "clean"
    return {
        "schema_version": SCHEMA_VERSION,
        "status": state,
        "graph": None
        if graph is None
        else {"id": graph.info.id, "version": graph.info.version, "hash": graph.hash},
        "topics": 0 if graph is None else len(graph),
        "steps": 0 if graph is None else len(graph.steps),
        "problems": [problem_as_dict(problem) for problem in problems],
        "dropped": reading.dropped,
    }
