"""Graphs, plans and topics as commands name them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mlpath.cli.output import STANDARD_OUTPUT
from mlpath.errors import FileError, PlanError, Problem, RequestError, UnknownTopicError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph, Step, Topic

STANDARD_INPUT = STANDARD_OUTPUT
CALENDAR_FORM = "ics"
LARGEST_PLAN = 64 * 1024 * 1024


def load_graph(graph: str | None, overlays: Sequence[str] | None = None) -> KnowledgeGraph:
    """Return the graph of that name, the bundled one by default, with others laid over it."""
    from mlpath import reading

    found = reading.roadmap() if graph is None else reading.read(graph)
    for overlay in overlays or ():
        found = reading.read(overlay, over=found)
    return found


def graph_words(graph: str | None, overlay: Sequence[str] | None) -> list[str]:
    """Return the words of a command line that name a graph."""
    laid = [word for each in overlay or () for word in ("--overlay", each)]
    return [*([graph] if graph else []), *laid]


def load_plan(name: str) -> Plan:
    """Return the plan of a JSON file, or of standard input.

    Raises
    ------
    FileError
        If it cannot be read.
    PlanError
        If it holds no plan.
    """
    from mlpath.plans import Plan

    shown = "<stdin>" if name == STANDARD_INPUT else name
    try:
        if name == STANDARD_INPUT:
            raw = sys.stdin.buffer.read(LARGEST_PLAN + 1)
        else:
            with Path(name).open("rb") as stream:
                raw = stream.read(LARGEST_PLAN + 1)
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"cannot read {shown}: {reason}", hint="give a plan's JSON file") from None
    if len(raw) > LARGEST_PLAN:
        raise PlanError(f"{shown} is larger than {LARGEST_PLAN // 2**20} MiB")
    return Plan.from_json(raw, file=shown)


def load_before(name: str | None, forms: Sequence[str]) -> Plan | None:
    """Return the plan before the one that is written, None where none is named.

    Raises
    ------
    RequestError
        If one is named and nothing written can say what became of its sessions.
    FileError, PlanError
        If it cannot be read, or is none.
    """
    if name is None:
        return None
    if CALENDAR_FORM not in forms:
        hint = "name one: -o plan.ics"
        raise RequestError(Problem("bad-request", "--before needs a calendar", hint=hint))
    return load_plan(name)


def check_same_graph(plan: Plan, graph: KnowledgeGraph) -> None:
    """Refuse a plan that was made for another graph.

    Raises
    ------
    PlanError
        If the hashes differ.
    """
    if plan.graph.hash != graph.hash:
        message = (
            f"the plan was made for {plan.graph.id} {plan.graph.version}, "
            f"which differs from {graph.info.id} {graph.info.version} as it is now"
        )
        hint = "name the graph it was made for, or plan again"
        raise PlanError(Problem("other-graph", message, hint=hint))


def find_topic(graph: KnowledgeGraph, name: str) -> Topic:
    """Return the topic that an id, a former id, a title or an alias names.

    Raises
    ------
    UnknownTopicError
        If none does.
    """
    wanted = name.strip().casefold()
    if wanted in graph:
        return graph.topic(wanted)
    for named in (
        lambda topic: (topic.title,),
        lambda topic: topic.aliases,
        lambda topic: topic.was,
    ):
        for topic in graph:
            if wanted in {text.casefold() for text in named(topic)}:
                return topic
    return graph.topic(name.strip())  # for its error, which suggests the nearest


def find_step(graph: KnowledgeGraph, name: str) -> Step:
    """Return the step that ``svd@deep``, a title or an alias names.

    Raises
    ------
    UnknownTopicError
        If none does.
    """
    from mlpath.topics import Level, Step

    text, at, level = name.rpartition("@")
    if at and level.lower() in {str(item) for item in Level}:
        return graph.step(Step(find_topic(graph, text).id, Level.parse(level)))
    try:
        topic = find_topic(graph, name)
    except UnknownTopicError:
        if at:
            find_topic(graph, text)
            Level.parse(level)  # for its error: the topic is there, the level is not
        raise
    return Step(topic.id, topic.declared(None))
