"""``mlpath schema``: the JSON Schemas of graph and learner files, plans and schedules."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from mlpath.cli.output import check_writable, put, save


class _Kind(enum.StrEnum):
    GRAPH = "graph"
    LEARNER = "learner"
    PLAN = "plan"
    SCHEDULE = "schedule"
    FORECAST = "forecast"


def schema_command(
    kind: Annotated[_Kind, typer.Argument(help="Of which file.")] = _Kind.GRAPH,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to write; - is standard output."
        ),
    ] = "-",
) -> None:
    """Print a JSON Schema, with which an editor checks and completes graph or learner files.

    \b
    mlpath schema -o mlpath.schema.json
    mlpath schema learner
    mlpath schema plan
    """
    check_writable([output])
    if kind == _Kind.GRAPH:
        from mlpath.reading.schema import dumps

        text = dumps()
    elif kind == _Kind.LEARNER:
        from mlpath.reading.schema import dumps_learner

        text = dumps_learner()
    else:
        from mlpath.writing.jsons import schema

        text = schema(str(kind))
    if output == "-":
        put(text)
    else:
        save(output, text)
