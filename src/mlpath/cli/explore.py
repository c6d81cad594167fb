"""``mlpath explore``: a whole graph as a page for the browser."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mlpath.cli import options  # noqa: TC001 - Typer reads annotations
from mlpath.cli.loading import load_graph
from mlpath.cli.output import STANDARD_OUTPUT, Talk, check_writable, hand_over, say, working
from mlpath.errors import Problem, RequestError

ENDINGS = (".html", ".htm")


def explore_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="An .html file to write; - is standard output.",
        ),
    ] = STANDARD_OUTPUT,
    quiet: options.Quiet = False,
) -> None:
    """Write a graph as one page: search it, see what needs what, tick what you know.

    The page holds everything and asks no network for anything: open it in a browser, keep it,
    send it on. A plan's page is `mlpath plan -o plan.html`.

    \b
    mlpath explore -o roadmap.html
    mlpath explore my-graph.yaml -o my-graph.html
    """
    if output == STANDARD_OUTPUT:
        if sys.stdout.isatty():
            message = "a page is for a browser, not for a terminal"
            hint = "mlpath explore -o graph.html, then open that file"
            raise RequestError(Problem("bad-request", message, hint=hint))
    elif not output.lower().endswith(ENDINGS):
        message = f"{output!r} is no name of a page"
        raise RequestError(Problem("unknown-format", message, hint="end it in .html"))
    check_writable([output])
    talk = ctx.find_object(Talk) or Talk()
    with working(talk, "Writing ..."):
        from mlpath.writing import write

        document = write(load_graph(graph, overlay), "html")
    hand_over(document, output)
    if not quiet and output != STANDARD_OUTPUT:
        say(f"wrote {output}")
