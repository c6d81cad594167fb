"""``mlpath schema``: the JSON Schema of graph files and plans, for editors and scripts."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from mlpath.cli.output import as_json, check_writable, put, save


class _Kind(enum.StrEnum):
    GRAPH = "graph"
    PLAN = "plan"


def schema_command(
    kind: Annotated[_Kind, typer.Argument(help="Of which file.")] = _Kind.GRAPH,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to write; - is standard output."
        ),
    ] = "-",
) -> None:
    """Print the JSON Schema of graph files, so that an editor checks and completes them.

    \b
    mlpath schema -o mlpath.schema.json
    """
    check_writable([output])
    if kind == _Kind.PLAN:
        from mlpath.plans import Plan

        text = as_json(Plan.model_json_schema(mode="serialization"))
    else:
        from mlpath.reading.schema import dumps

        text = dumps()
    if output == "-":
        put(text)
    else:
        save(output, text)
