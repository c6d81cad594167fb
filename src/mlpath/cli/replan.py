"""``mlpath replan``: a plan brought up to date with the log, and what became of each promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.delivering import deliver, targets_of
from mlpath.cli.editing import edits
from mlpath.cli.loading import STANDARD_INPUT, graph_words, load_graph, load_plan
from mlpath.cli.logbook import find_log, load_log, now
from mlpath.cli.output import (
    STANDARD_OUTPUT,
    Talk,
    as_json,
    check_writable,
    clean,
    put,
    render,
    save,
    say,
    working,
)
from mlpath.cli.plan import late_parts
from mlpath.cli.timing import Timing
from mlpath.cli.wanting import Wanted, takes_wishes
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from mlpath.plans import Plan, Replan, StepChange
    from mlpath.topics import KnowledgeGraph
    from mlpath.tracking import Log

ENDING = ".json"


@takes_wishes
def replan_command(
    ctx: typer.Context,
    plan_file: Annotated[
        str,
        typer.Argument(
            metavar="PLAN",
            help="A plan's JSON file, from `mlpath plan -o plan.json`, or - for standard input.",
            show_default=False,
        ),
    ],
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    *,
    wanted: Wanted,
    prefer: options.Prefer = None,
    free: options.FreeOnly = False,
    language: options.Language = None,
    today: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day it is. Default: today.", show_default=False),
    ] = None,
    price: Annotated[
        float,
        typer.Option(
            min=0,
            max=1000,
            help="What a step added or dropped costs, as part of the goals' mean weight.",
            envvar="MLPATH_PRICE",
        ),
    ] = 0.055,
    freeze: Annotated[
        int,
        typer.Option(
            min=0, max=366, help="Days from now whose steps stay.", envvar="MLPATH_FREEZE"
        ),
    ] = 7,
    force: Annotated[
        bool, typer.Option("--force", help="Choose anew even where nothing calls for it.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take what is offered to you for being early.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; write nothing.")
    ] = False,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the new plan there: .json in place of the old file, and .ics, .html, .md, "
            ".svg, ... besides; a calendar cancels what is gone. Repeatable.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, help="Most steps to show.", envvar="MLPATH_LIMIT")
    ] = 20,
    format: options.SimpleFormat = options.Simple.TEXT,
    quiet: options.Quiet = False,  # noqa: ARG001 - its callback remembers it
) -> None:
    """Bring a plan up to date with what you logged, changing as little of it as is worth it.

    A late week only moves dates. Steps change where you edit something (--goal, --sure, --due and
    others replace what the plan was asked for), where the budget is likely to be missed, or where
    the end moves by more than a week. Steps in progress and those of the next days stay.

    \b
    mlpath log vectors@working --took 3h --passed
    mlpath replan plan.json --dry-run
    mlpath replan plan.json --budget 250h -o plan.json -o plan.ics
    """
    target, others = _outputs(plan_file, output or (), dry_run=dry_run)
    talk = ctx.find_object(Talk) or Talk()
    loaded = load_graph(graph, overlay)
    plan = load_plan(plan_file)
    targets = _targets(others, plan, wanted)
    found = load_log(find_log(loaded, wanted.log), talk)
    dated = plan.schedule is not None and plan.schedule.start is not None
    day = today if today is not None or not dated else now().date().isoformat()
    from mlpath.replanning import replan
    from mlpath.tracking import progress

    reached = progress(found, loaded) if found.events else None
    told = edits(plan, wanted, reached, day)
    with working(talk, "Planning ..."):
        answer = replan(
            plan,
            loaded,
            progress=reached,
            log=found if found.events else None,
            today=day,
            **told,
            price=price,
            freeze_days=freeze,
            force=force,
            accept=accept,
        )
    if plan.resources and answer.changed and answer.plan.status != "infeasible":
        from mlpath.resourcing import resources_for

        liked = options.several(prefer)
        named = resources_for(answer.plan, loaded, prefer=liked, free=free, language=language)
        made = answer.plan.model_copy(update={"resources": named})
        answer = answer.model_copy(update={"plan": made})
    if format == options.Simple.JSON:
        put(as_json(answer.to_data()))
    else:
        put(render(*_text(answer, loaded, found, limit)))
    if answer.plan.status == "infeasible":
        raise typer.Exit(1)
    late = late_parts(answer.plan)
    if late:
        say(f"late: {', '.join(late)}; --force chooses what is in time")
    if target is not None and (answer.changed or target != plan_file):
        save(target, answer.plan.to_json() + "\n")
        say(f"wrote {target}")
    where = graph_words(graph, overlay)
    deliver(answer.plan, loaded, targets, where, talk, Timing(), before=plan)


def _outputs(
    plan_file: str, outputs: Sequence[str], *, dry_run: bool
) -> tuple[str | None, tuple[str, ...]]:
    """Return the file to write the plan to, None for a dry run, and those in other forms.

    Raises
    ------
    RequestError, FileError
        If there is none to write, or more than one.
    """
    if dry_run:
        if outputs:
            raise RequestError(Problem("usage", "--dry-run writes nothing: leave -o out"))
        return None, ()
    plans = [each for each in outputs if each.lower().endswith(ENDING)]
    if len(plans) > 1:
        message = f"{plans[0]} and {plans[1]} are both for the new plan"
        raise RequestError(Problem("usage", message, hint="leave one of them out"))
    target = plans[0] if plans else plan_file
    if target == STANDARD_INPUT:
        hint = "name one: -o plan.json; or look only: --dry-run"
        raise RequestError(Problem("usage", "which file is the new plan for?", hint=hint))
    if STANDARD_OUTPUT in outputs:
        hint = "-f json holds the plan, too"
        message = "standard output tells what changes"
        raise RequestError(Problem("usage", message, hint=hint))
    check_writable([target])
    return target, tuple(each for each in outputs if each not in plans)


def _targets(others: Sequence[str], plan: Plan, wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """Return (output, form) for what is written besides."""
    was = plan.schedule
    start = wanted.start if was is None else None if was.start is None else str(was.start)
    found = targets_of(others, None, start)
    return tuple(each for each in found if each[0] != STANDARD_OUTPUT)


def _text(answer: Replan, graph: KnowledgeGraph, log: Log, limit: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(_headline(answer), style="bold")
    if not log.events:
        yield Text("nothing is logged yet; such as: mlpath log svd@working --took 6h --passed")
    for cause in answer.causes:
        yield Text(f"because {clean(cause.text)}" if cause.kind != "edited" else clean(cause.text))
    yield from (Text(line) for line in _lines(answer))
    groups = _groups(answer)
    if groups:
        yield Text("")
        yield _table(graph, groups[:limit])
    more = len(groups) - limit
    if more > 0:
        yield Text(f"and {more:,} more (--limit {len(groups)})")


def _groups(answer: Replan) -> list[tuple[str, list[StepChange]]]:
    """Return the changes by what became of them and why: what has one reason is one row."""
    found: dict[tuple[str, str], list[StepChange]] = {}
    for what, changes in (
        ("dropped", answer.dropped),
        ("added", answer.added),
        ("moved", answer.moved),
    ):
        for change in changes:
            said = what
            if change.weeks:
                said = f"{change.weeks:+} week{'' if abs(change.weeks) == 1 else 's'}"
            found.setdefault((said, change.reason), []).append(change)
    return [(what, some) for (what, _), some in found.items()]


def _headline(answer: Replan) -> str:
    if answer.plan.status == "infeasible":
        return "No plan fits any more that holds every must"
    if not answer.plan.steps and not answer.dropped:
        return "All that was planned is done"
    if not answer.changed:
        return "Nothing needs to change"
    counts = {
        "dropped": len(answer.dropped),
        "added": len(answer.added),
        "moved": len(answer.moved),
        "kept": len(answer.kept),
        "done": len(answer.done),
    }
    said = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    same = not (answer.dropped or answer.added)
    return f"{'The same steps' if same else 'Another choice of steps'}: {said or 'none left'}"


def _lines(answer: Replan) -> Iterator[str]:
    from mlpath.units import show

    plan, finish = answer.plan, answer.finish
    if plan.status == "infeasible":
        from mlpath.writing.verdicts import verdict

        yield verdict(plan)
        return
    if not answer.causes and finish.weeks and finish.before is not None and plan.steps:
        yield (
            f"only dates move: half the time all is done by {finish.after}, "
            f"it was to be {finish.before}"
        )
    if answer.pairs:
        topics = "topic" if answer.pairs == 1 else "topics"
        yield f"pace: {answer.pace:g} h for each estimated hour, from {answer.pairs} {topics}"
    left = plan.asked.open_minutes
    room = "" if left is None else f"; {show(left)} of study are left"
    yield (
        f"{plan.value:g} still to be earned by {show(plan.effort_minutes)} of estimated study, "
        f"{answer.earned:g} earned{room}"
    )
    if answer.offer is not None:
        yield f"{clean(answer.offer.text)} (--accept takes what fits)"


def _table(graph: KnowledgeGraph, groups: Sequence[tuple[str, list[StepChange]]]) -> Table:
    from rich.table import Table

    from mlpath.units import show

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("What", no_wrap=True)
    table.add_column("Step, and why", overflow="fold", ratio=1)
    table.add_column("Effort", justify="right", no_wrap=True)
    for what, some in groups:
        minutes = show(sum(change.effort_minutes for change in some))
        named = _named(graph, some)
        table.add_row(what, named.append(f"\n{clean(some[0].reason)}"), minutes)
    return table


def _named(graph: KnowledgeGraph, some: Sequence[StepChange]) -> Text:
    """Return a step by title and name, several by name; of many that only move, the first."""
    from rich.text import Text

    first = some[0]
    title = graph.topic(first.topic).title if first.topic in graph else first.topic
    if len(some) == 1:
        head = Text(clean(title))
        head.append(f"\n{clean(str(first.step))}", style="dim")
        return head
    if first.weeks:
        return Text(f"{clean(title)} and {len(some) - 1:,} more")
    return Text("\n".join(clean(str(change.step)) for change in some), style="dim")
