"""``mlpath order``: all steps, or topics, each after what it needs."""

from __future__ import annotations

from typing import Annotated

import typer

from mlpath.cli import options
from mlpath.cli.loading import load_graph
from mlpath.cli.output import as_json, put
from mlpath.cli.wishing import wished, wished_goals


def order_command(
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    goal: options.Goals = None,
    must: options.Musts = None,
    known: options.Known = None,
    topics: Annotated[bool, typer.Option("--topics", help="Topics instead of steps.")] = False,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """List the steps of a graph in a study order: every prerequisite comes first.

    With goals, only what they need; ties go to the order of the files.

    \b
    mlpath order --goal svd
    mlpath order my-graph.yaml --topics --format json
    """
    from mlpath.ordering import closure, study_order

    loaded = load_graph(graph, overlay)
    wanted, _, mastered = wished(loaded, wished_goals(goal, must), options.several(known))
    steps = closure(loaded, wanted, known=mastered)
    if topics:
        held = {step.topic for step in steps}
        names = [name for name in study_order(loaded.topic_graph) if name in held]
    else:
        names = [str(step) for step in steps]
    put(as_json(names) if format == options.Simple.JSON else "".join(f"{n}\n" for n in names))
