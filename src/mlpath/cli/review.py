"""``mlpath review``: what is due to be gone through again, and how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.completing import complete_topic
from mlpath.cli.loading import find_step, load_graph, load_plan
from mlpath.cli.logbook import LogOption, find_log, fresh_ids, load_log, make_folder, now
from mlpath.cli.output import Talk, as_json, clean, put, render, say
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.console import RenderableType
    from rich.table import Table

    from mlpath.plans import DueReview, ReviewList
    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.tracking import Log

PERCENT = 10.0
HOURS = "10h/week"


def review_command(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[GRAPH] [STEP]...",
            help="What you have reviewed, such as svd: it is logged. Without any: what is due.",
            autocompletion=complete_topic,
            show_default=False,
        ),
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="The review showed that it is not remembered.")
    ] = False,
    took: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="How long the review took, such as 15m.", show_default=False
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day. Default: today.", show_default=False),
    ] = None,
    hours: Annotated[
        str,
        typer.Option("--hours", help="Your study time, such as 10h/week or '2h per weekday'."),
    ] = HOURS,
    review: Annotated[
        float,
        typer.Option(
            "--review",
            metavar="PERCENT",
            min=0,
            max=90,
            help="Percent of the study time that reviews may take.",
        ),
    ] = PERCENT,
    pace: options.Pace = 1.0,
    spacing: options.SpacingOption = None,
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan",
            metavar="FILE",
            help="A plan's JSON file: what its next steps need comes first.",
            envvar="MLPATH_PLAN",
            show_default=False,
        ),
    ] = None,
    log: LogOption = None,
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    limit: Annotated[
        int, typer.Option(min=1, help="Most lines to show of what comes.", envvar="MLPATH_LIMIT")
    ] = 5,
    format: options.SimpleFormat = options.Simple.TEXT,
    quiet: options.Quiet = False,  # noqa: ARG001 - its callback remembers it
) -> None:
    """List what is due for review by your log; with steps, log that they were reviewed.

    Topics that you used in later ones wait longer. A failed review takes nothing back, and shows
    what stands on it.

    \b
    mlpath review
    mlpath review svd pca --took 15m
    mlpath review svd --failed
    """
    from mlpath.learners.availability import day_of
    from mlpath.units import minutes

    graph, names = options.split_graph(words or (), graph)
    names = options.several(names)
    talk = ctx.find_object(Talk) or Talk()
    on = now().date() if date is None else day_of(date)
    length = None if took is None else minutes(took)
    if not names and (failed or took is not None):
        hint = "such as mlpath review svd --took 15m"
        raise RequestError(Problem("usage", "which topic did you review?", hint=hint))
    loaded = load_graph(graph, overlay)
    path = find_log(loaded, log)
    if names:
        make_folder(path, log)
        _record(path, names, loaded, talk, on, length, failed=failed)
    held = load_log(path, talk)
    found = _due(held, loaded, on, hours, review, pace, spacing, plan)
    if format == options.Simple.JSON:
        put(as_json(found.model_dump(mode="json")))
    else:
        put(render(*_text(found, loaded, held, limit)))


def _due(
    log: Log,
    graph: KnowledgeGraph,
    on: dt.date,
    hours: str,
    percent: float,
    pace: float,
    spacing: options.Spacing | None,
    plan: str | None,
) -> ReviewList:
    from mlpath.reviewing import due_reviews
    from mlpath.units import rate

    planned = [] if plan is None else [each.step for each in load_plan(plan).steps]
    return due_reviews(
        log,
        graph,
        on,
        weekly=int(rate(hours).per_week * options.share_of(percent)),
        pace=pace,
        planned=[step for step in planned if step.topic in graph],
        method=None if spacing is None else str(spacing),
    )


def _record(
    path: Path,
    names: Sequence[str],
    graph: KnowledgeGraph,
    talk: Talk,
    on: dt.date,
    length: int | None,
    *,
    failed: bool,
) -> None:
    """Log reviews, of the deepest level mastered where none is named."""
    from mlpath.tracking import Entry, Kind, progress, record

    mastered = progress(load_log(path, talk), graph).mastered
    steps = tuple(dict.fromkeys(_meant(find_step(graph, name), name, mastered) for name in names))
    if length is not None and len(steps) > 1:
        hint = "log them one by one, each with its own"
        raise RequestError(Problem("usage", "--took is the time of one review", hint=hint))
    new = [str(step) for step in steps if step not in mastered]
    if new and not talk.quiet:
        say(
            f"note: not in the log as learnt: {', '.join(new)}; "
            f"`mlpath log {','.join(new)} --known` if you know this"
        )
    outcome = "failed" if failed else "passed"
    entries = [Entry(Kind.REVIEWED, step, length, on, outcome=outcome) for step in steps]
    record(path, entries, now=now(), ids=fresh_ids())
    if not talk.quiet:
        said = ", ".join(str(entry) for entry in entries)
        say(f"logged: {said}; `mlpath log --undo` takes it back")


def _meant(step: Step, name: str, mastered: Sequence[Step]) -> Step:
    """Return the step, or where no level was named the deepest of its topic that is mastered."""
    held = [other for other in mastered if other.topic == step.topic]
    return held[-1] if held and "@" not in name else step


def _text(
    found: ReviewList, graph: KnowledgeGraph, log: Log, limit: int
) -> Iterator[RenderableType]:
    from rich.text import Text

    from mlpath.units import show

    yield Text(clean(graph.info.title), style="bold")
    if not log.events:
        yield Text("nothing is logged yet; such as: mlpath log svd@working --took 6h --passed")
        return
    total = sum(each.minutes for each in found.today)
    if found.today:
        yield Text(f"review on {found.on}: {show(total)}\n")
        yield _table(found.today, graph)
    elif found.waiting:
        yield Text(f"no review time is left for {found.on}: --review gives more")
    else:
        yield Text(f"nothing is due on {found.on}")
    for heading, items in (("Waiting", found.waiting), ("Next 7 days", found.upcoming)):
        if items:
            yield Text(f"\n{heading}", style="bold")
            yield _short(items[:limit], graph)
            if len(items) > limit:
                yield Text(f"and {len(items) - limit:,} more (--limit {len(items)})")
    if found.shaky:
        yield Text("\nShaky", style="bold")
    for shaky in found.shaky:
        needs = ", ".join(clean(graph.topic(name).title) for name in shaky.needs)
        yield Text(f"{clean(graph.topic(shaky.topic).title)} stands on {needs}")
    if found.today:
        step = found.today[0].topic
        yield Text(f"\nthen: mlpath review {step}, or mlpath review {step} --failed")


def _table(items: Sequence[DueReview], graph: KnowledgeGraph) -> Table:
    from rich.table import Table
    from rich.text import Text

    from mlpath.units import show

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Review", overflow="fold")
    table.add_column("Time", justify="right", no_wrap=True)
    table.add_column("Due since", no_wrap=True)
    for item in items:
        head = Text(clean(graph.topic(item.topic).title))
        head.append(f"\n{item.step}", style="dim")
        if item.check:
            head.append(f"\ntry: {clean(item.check)}")
        if item.covers:
            head.append(f"\ncovers {', '.join(item.covers)} as well", style="dim")
        table.add_row(head, show(item.minutes), str(item.due))
    return table


def _short(items: Sequence[DueReview], graph: KnowledgeGraph) -> Table:
    from rich.table import Table
    from rich.text import Text

    from mlpath.units import show

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for item in items:
        table.add_row(
            str(item.due), Text(clean(graph.topic(item.topic).title)), show(item.minutes)
        )
    return table
