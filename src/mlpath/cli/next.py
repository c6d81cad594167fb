"""``mlpath next``: what can be started now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.loading import load_graph
from mlpath.cli.output import SCHEMA_VERSION, as_json, clean, put, render
from mlpath.cli.wishing import wished, wished_goals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.topics import KnowledgeGraph, Step

THOUSANDTHS = 1000
UNLOCKS = 3


@dataclass(frozen=True, slots=True)
class _Start:
    """A step that can be started now.

    Attributes
    ----------
    value, leads_to_value
        Thousandths: its own, and that of everything that needs it.
    unlocks
        Steps that can be started once this one is done.
    """

    step: Step
    minutes: int
    value: int
    unlocks: tuple[Step, ...]
    leads_to: int
    leads_to_value: int


def next_command(
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    known: options.Known = None,
    goal: options.Goals = None,
    must: options.Musts = None,
    limit: Annotated[int, typer.Option(min=1, help="Most lines to show.")] = 20,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """List the steps that can be started now, and what each unlocks.

    Those that lead to most value come first; with goals, only what the goals need counts.

    \b
    mlpath next --known python-basics,vectors --goal attention
    """
    loaded = load_graph(graph, overlay)
    starts = _starts(loaded, wished_goals(goal, must), options.several(known))
    if format == options.Simple.JSON:
        put(as_json(_as_dict(starts)))
    else:
        put(_text(loaded, starts, limit))


def _starts(graph: KnowledgeGraph, goals: Sequence[str], known: Sequence[str]) -> list[_Start]:
    from mlpath.ordering import closure, downstream, frontier

    targets, values, mastered = wished(graph, goals, known)
    counted = set(closure(graph, targets, known=mastered)) if goals else set(graph.steps)
    now = [step for step in frontier(graph, mastered) if step in counted]
    starts = []
    before = set(now)
    for step in now:
        then = frontier(graph, [*mastered, step])
        later = [other for other in downstream(graph, [step]) if other in counted]
        starts.append(
            _Start(
                step,
                graph.effort(step),
                values.get(step, 0),
                tuple(other for other in then if other in counted and other not in before),
                len(later),
                sum(values.get(other, 0) for other in later),
            )
        )
    return sorted(starts, key=lambda start: -(start.value + start.leads_to_value))


def _as_dict(starts: Sequence[_Start]) -> dict[str, object]:
    return {
        "schema_version": SCHEMA_VERSION,
        "steps": [
            {
                "topic": start.step.topic,
                "level": str(start.step.level),
                "effort_minutes": start.minutes,
                "value": start.value / THOUSANDTHS,
                "unlocks": [str(step) for step in start.unlocks],
                "leads_to": start.leads_to,
                "leads_to_value": start.leads_to_value / THOUSANDTHS,
            }
            for start in starts
        ],
    }


def _text(graph: KnowledgeGraph, starts: Sequence[_Start], limit: int) -> str:
    from rich.table import Table
    from rich.text import Text

    from mlpath.units import show
    from mlpath.writing.texts import number

    if not starts:
        return "nothing is left to start\n"
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Step", overflow="fold")
    for name in ("Effort", "Value", "Leads to"):
        table.add_column(name, justify="right", no_wrap=True)
    for start in starts[:limit]:
        head = Text(clean(graph.topic(start.step.topic).title))
        head.append(f"\n{start.step}", style="dim")
        if start.unlocks:
            names = [str(step) for step in start.unlocks[:UNLOCKS]]
            more = len(start.unlocks) - UNLOCKS
            others = f" and {more} more" if more > 0 else ""
            head.append(f"\nunlocks {', '.join(names)}{others}", style="dim")
        table.add_row(
            head,
            show(start.minutes),
            number(start.value / THOUSANDTHS) if start.value else "",
            f"{start.leads_to:,}",
        )
    rest = len(starts) - limit
    tail = [Text(f"and {rest:,} more (--limit {len(starts)})")] if rest > 0 else []
    return render(table, *tail)
