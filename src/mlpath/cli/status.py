"""``mlpath status``: where a learner stands, by the progress log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from mlpath.cli import options
from mlpath.cli.loading import load_graph, load_plan
from mlpath.cli.logbook import LogOption, find_log, load_log, now
from mlpath.cli.output import SCHEMA_VERSION, Talk, as_json, clean, problem_as_dict, put, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from mlpath.plans import DueReview, Forecast, Plan, PlannedStep
    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.tracking import Log, Progress


@dataclass(frozen=True, slots=True)
class Standing:
    """What the log, a plan and what is known besides come to.

    Attributes
    ----------
    reached
        What the log adds up to.
    startable
        What can be started now and is not in progress; with a plan, steps of the plan in its
        order.
    planned, done
        The steps of the plan, and those of them that are mastered; None without a plan.
    outlook
        When the plan will be finished; None without a plan, or for one of another graph.
    due
        Reviews that are due.
    """

    reached: Progress
    startable: tuple[Step, ...]
    planned: tuple[PlannedStep, ...] | None = None
    done: tuple[PlannedStep, ...] | None = None
    outlook: Forecast | None = None
    due: tuple[DueReview, ...] = ()


class When(NamedTuple):
    """What options say of the calendar.

    Attributes
    ----------
    typed
        Whether the hours are typed, and not a file's.
    """

    hours: str | None
    start: str | None
    off: tuple[str, ...]
    holidays: str | None
    today: str | None
    typed: bool


def status_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    log: LogOption = None,
    plan: Annotated[
        str | None,
        options.plan_file(
            "A plan's JSON file: how much of it is done, and what comes next in it."
        ),
    ] = None,
    known: options.Known = None,
    hours: Annotated[
        str | None,
        typer.Option(
            "--hours",
            help="With --plan: dates of the forecast, and what comes next week. Default: those "
            "of the plan.",
            show_default=False,
        ),
    ] = None,
    start: options.Start = None,
    off: options.Off = None,
    holidays: options.Holidays = None,
    today: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day it is. Default: today.", show_default=False),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, help="Most lines to show.", envvar="MLPATH_LIMIT")
    ] = 10,
    format: options.SimpleFormat = options.Simple.TEXT,
    quiet: options.Quiet = False,  # noqa: ARG001 - its callback remembers it
) -> None:
    """Show what is mastered and in progress, your pace, and what can be started now.

    With a plan, also when it will be finished, as chances, and what comes next week.

    \b
    mlpath log vectors@working --took 3h --passed
    mlpath status --plan plan.json --hours 10h/week
    """
    talk = ctx.find_object(Talk) or Talk()
    loaded = load_graph(graph, overlay)
    found = load_log(find_log(loaded, log), talk)
    calendar = When(
        hours, start, options.several(off), holidays, today, typed=options.is_given(ctx, "hours")
    )
    standing = _standing(loaded, found, plan, options.several(known), calendar)
    standing = replace(standing, due=_due(found, loaded, today))
    if format == options.Simple.JSON:
        put(as_json(_as_dict(loaded, found, standing)))
    else:
        put(render(*_text(loaded, found, standing, limit)))


def _due(log: Log, graph: KnowledgeGraph, today: str | None) -> tuple[DueReview, ...]:
    """Return the reviews that are due, whether a day has time for them or not."""
    if not log.events:
        return ()
    from mlpath.learners.availability import day_of
    from mlpath.reviewing import due_reviews

    found = due_reviews(log, graph, now().date() if today is None else day_of(today))
    return (*found.today, *found.waiting)


def _standing(
    graph: KnowledgeGraph,
    log: Log,
    plan: str | None,
    known: Sequence[str],
    calendar: When,
) -> Standing:
    from mlpath.cli.wishing import wished
    from mlpath.tracking import placed, progress, startable

    reached = progress(log, graph)
    if plan is None:
        _, _, besides = wished(graph, (), known)
        return Standing(reached, _waiting(startable(reached, graph, besides), reached))
    made = load_plan(plan)
    names = dict.fromkeys((*known, *_still(graph, made.asked.known)))
    _, _, besides = wished(graph, (), tuple(names))
    mastered = {*reached.mastered, *besides}
    today = {each.step: placed(each.step, graph) for each in made.steps}
    done = tuple(each for each in made.steps if today[each.step] in mastered)
    now = frozenset(startable(reached, graph, besides))
    due = (step for each in made.steps if (step := today[each.step]) is not None and step in now)
    waiting = _waiting(dict.fromkeys(due), reached)
    outlook = _outlook(made, graph, reached, besides, calendar)
    return Standing(reached, waiting, made.steps, done, outlook)


def _outlook(
    plan: Plan,
    graph: KnowledgeGraph,
    reached: Progress,
    known: Iterable[Step],
    calendar: When,
) -> Forecast | None:
    """Return the forecast, None for a plan of another graph or without anything in it."""
    if plan.graph.hash != graph.hash or plan.status == "infeasible":
        return None
    from mlpath.cli.forecast import first_day
    from mlpath.forecasting import forecast

    # Hours of a file are in a plan's weeks already, with the days off that go with them.
    own = plan.schedule is not None and not calendar.typed
    if plan.schedule is None and calendar.hours is None:
        return forecast(plan, graph, progress=reached, known=known)
    day = calendar.today or now().date().isoformat()
    if own:
        first = first_day(reached, plan, None, None, day)
        return forecast(plan, graph, start=first, progress=reached, known=known)
    first = first_day(reached, plan, calendar.hours, calendar.start, day)
    return forecast(
        plan,
        graph,
        hours=calendar.hours,
        start=first,
        off=calendar.off,
        holidays=calendar.holidays,
        progress=reached,
        known=known,
    )


def _waiting(steps: Iterable[Step], reached: Progress) -> tuple[Step, ...]:
    begun = frozenset(reached.in_progress)
    return tuple(step for step in steps if step not in begun)


def _still(graph: KnowledgeGraph, names: Iterable[str]) -> Iterator[str]:
    """Yield the steps of an older graph that today's has, as they are called today."""
    from mlpath.topics import Level, Step, split_name
    from mlpath.tracking import placed

    for name in names:
        topic, level = split_name(name)
        step = placed(Step(topic, Level.DEEP if level is None else level), graph)
        if step is not None:
            yield str(step)


def _effort(steps: Iterable[PlannedStep]) -> int:
    return sum(each.effort_minutes for each in steps)


def _ratio(reached: Progress) -> float | None:
    """Return the hours taken for each estimated hour, None where nothing tells."""
    estimate = sum(pair.estimate_minutes for pair in reached.pairs)
    return sum(pair.actual_minutes for pair in reached.pairs) / estimate if estimate else None


def _as_dict(graph: KnowledgeGraph, log: Log, standing: Standing) -> dict[str, Any]:
    reached = standing.reached
    answer: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "graph": graph.info.id,
        "logged_minutes": reached.minutes,
        "steps": [
            {
                "topic": item.step.topic,
                "level": str(item.step.level),
                "state": str(item.state),
                "kind": str(item.kind),
                "on": item.on.isoformat(),
                "minutes": item.minutes,
                "effort_minutes": graph.effort(item.step),
            }
            for item in reached.steps
        ],
        "unplaced": [
            {"step": str(item.step), "kind": str(item.kind), "minutes": item.minutes}
            for item in reached.unplaced
        ],
        "pace": None if (ratio := _ratio(reached)) is None else round(ratio, 3),
        "pairs": [
            {
                "step": str(pair.step),
                "on": pair.on.isoformat(),
                "actual_minutes": pair.actual_minutes,
                "estimate_minutes": pair.estimate_minutes,
            }
            for pair in reached.pairs
        ],
        "startable": [str(step) for step in standing.startable],
        "due_for_review": [str(each.step) for each in standing.due],
        "plan": None,
        "forecast": None,
        "problems": [problem_as_dict(problem) for problem in log.problems],
    }
    if standing.outlook is not None:
        answer["forecast"] = standing.outlook.model_dump(mode="json", exclude_none=True)
    if standing.planned is not None and standing.done is not None:
        answer["plan"] = {
            "steps": len(standing.planned),
            "steps_done": len(standing.done),
            "effort_minutes": _effort(standing.planned),
            "done_minutes": _effort(standing.done),
            "left_minutes": _effort(standing.planned) - _effort(standing.done),
        }
    return answer


def _text(
    graph: KnowledgeGraph, log: Log, standing: Standing, limit: int
) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(clean(graph.info.title), style="bold")
    for line in _lines(graph, log, standing):
        yield Text(line)
    reached = standing.reached
    if reached.in_progress:
        yield Text("\nIn progress", style="bold")
        yield _table(graph, reached.in_progress, reached, logged=True)
    if reached.mastered:
        yield Text("\nMastered last", style="bold")
        yield _last_table(graph, reached, limit)
    heading = "Next in the plan" if standing.planned is not None else "Can be started now"
    if standing.outlook is not None and standing.outlook.first_week:
        yield Text("\nThe next seven days", style="bold")
        week = tuple(graph.step(name) for name in standing.outlook.first_week)
        yield _table(graph, week, reached, logged=True)
    elif standing.startable:
        yield Text(f"\n{heading}", style="bold")
        yield _table(graph, standing.startable[:limit], reached, logged=False)
        rest = len(standing.startable) - limit
        if rest > 0:
            yield Text(f"and {rest:,} more (--limit {len(standing.startable)})")
    if not standing.startable and not reached.in_progress:
        yield Text("nothing is left to start")
    if reached.unplaced:
        names = ", ".join(str(item.step) for item in reached.unplaced)
        yield Text(f"\nin the log, but not in this graph: {names}")


def _last_table(graph: KnowledgeGraph, reached: Progress, limit: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    from mlpath.units import show

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Step", overflow="fold")
    table.add_column("How", no_wrap=True)
    table.add_column("Date", no_wrap=True)
    table.add_column("Logged", justify="right", no_wrap=True)
    mastered = frozenset(reached.mastered)
    # Of one day the last declared comes first: it needed the others.
    items = [item for item in reversed(reached.steps) if item.step in mastered]
    for item in sorted(items, key=lambda item: item.on, reverse=True)[:limit]:
        head = Text(clean(graph.topic(item.step.topic).title))
        head.append(f"\n{item.step}", style="dim")
        minutes = show(item.minutes) if item.minutes else ""
        table.add_row(head, str(item.kind), str(item.on), minutes)
    return table


def _lines(graph: KnowledgeGraph, log: Log, standing: Standing) -> Iterator[str]:
    from mlpath.units import show

    reached = standing.reached
    if not log.events:
        yield "nothing is logged yet; such as: mlpath log svd@working --took 6h --passed"
    else:
        mastered, begun = len(reached.mastered), len(reached.in_progress)
        plural = "" if mastered == 1 else "s"
        time = f"; {show(reached.minutes)} of study logged" if reached.minutes else ""
        yield f"{mastered:,} step{plural} mastered, {begun:,} in progress{time}"
    if (ratio := _ratio(reached)) is not None:
        count = len(reached.pairs)
        steps = f"{count} step{'' if count == 1 else 's'} with their times"
        yield f"pace so far: {ratio:.2f} h for each estimated hour, from {steps}"
    if standing.planned is not None and standing.done is not None:
        total, done = _effort(standing.planned), _effort(standing.done)
        yield (
            f"plan: {len(standing.done):,} of {len(standing.planned):,} steps done, "
            f"{show(done)} of {show(total)} as estimated; {show(total - done)} to go"
        )
    if standing.due:
        number, minutes = len(standing.due), sum(each.minutes for each in standing.due)
        topics = "topic is" if number == 1 else "topics are"
        yield f"{number:,} {topics} due for review, {show(minutes)} in all: mlpath review"
    yield from _expected(graph, standing)


def _expected(graph: KnowledgeGraph, standing: Standing) -> Iterator[str]:
    """Yield the pace to expect, and when the plan will be finished."""
    from mlpath.forecasting import learnt_pace
    from mlpath.writing.outlooks import chance_line, finish_line, pace_line

    outlook = standing.outlook
    if outlook is None:
        pace = learnt_pace(standing.reached, graph)
        if pace.logs:
            yield f"to expect: {pace.median:.2f} h for each estimated hour"
        return
    if outlook.steps_done < outlook.steps:
        yield pace_line(outlook.pace)
        yield f"finished {finish_line(outlook.finish)}"
        for chance in outlook.chances:
            yield chance_line(chance)


def _table(
    graph: KnowledgeGraph, steps: Sequence[Step], reached: Progress, *, logged: bool
) -> Table:
    from rich.table import Table
    from rich.text import Text

    from mlpath.units import show

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Step", overflow="fold")
    for name in ("Effort", "Logged") if logged else ("Effort",):
        table.add_column(name, justify="right", no_wrap=True)
    for step in steps:
        head = Text(clean(graph.topic(step.topic).title))
        head.append(f"\n{step}", style="dim")
        minutes = reached.minutes_of(step)
        cells = [show(graph.effort(step)), show(minutes) if minutes else ""]
        table.add_row(head, *cells[: len(table.columns) - 1])
    return table
