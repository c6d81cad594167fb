"""Plans as text for a terminal."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from mlpath.cli.output import clean, render
from mlpath.units import count_of, show
from mlpath.writing.texts import number
from mlpath.writing.verdicts import (
    advice_lines,
    asked_lines,
    best_left_out,
    by_term,
    calendar_lines,
    due_lines,
    fits_lines,
    joined,
    left_value,
    reviews_line,
    session_lines,
    settled_lines,
    terms_verdict,
    titled,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from mlpath.plans import Asked, Plan, Terms, WayOut
    from mlpath.topics import KnowledgeGraph

BEST_LEFT = 5
SURE = 0.8


def plan_text(
    plan: Plan,
    graph: KnowledgeGraph,
    where: Sequence[str] = (),
    *,
    plain: bool = False,
    command: Callable[[WayOut], str] | None = None,
) -> str:
    """Return a plan for people at a terminal.

    Parameters
    ----------
    where
        The words of the command line that name the graph, for commands to run next.
    plain
        For files: no colours, and a fixed width.
    command
        Gives the command line of a way out, where more than the plan's wishes was asked for.
    """
    from rich.text import Text

    title = Text(clean(graph.info.title), style="bold")
    if plan.status == "infeasible":
        text = render(title, Text(verdict(plan)), plain=plain)
        return text + "".join(_ways_out(plan, plan.ways_out, where, command))
    parts: list[RenderableType] = [title, Text(verdict(plan))]
    told = (*asked_lines(plan.asked), *settled_lines(plan), *_advice(plan))
    told = (*told, *_fits(plan, graph), *due_lines(plan), *calendar_lines(plan.schedule))
    parts += [Text(line) for line in told]
    if plan.terms is not None:
        parts += [Text(), *_terms(plan.terms, plan, graph)]
    elif body := _weeks(plan, graph) if plan.schedule else _steps(plan, graph):
        parts += [Text(), *body]
    parts += _resources(plan, graph)
    parts += _left_out(plan, graph)
    ways = () if plan.schedule is None else plan.schedule.ways_out
    return render(*parts, plain=plain) + "".join(_ways_out(plan, ways, where, command))


def columns(*names: tuple[str, bool]) -> Table:
    """Return an empty table; each column is a name and whether it stands to the right."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name, right in names:
        fixed = name not in {"Topic", "Adds"}
        table.add_column(
            name, justify="right" if right else "left", no_wrap=fixed, overflow="fold"
        )
    return table


def _title(graph: KnowledgeGraph, topic: str) -> str:
    return clean(graph.topic(topic).title) if topic in graph else topic


def _advice(plan: Plan) -> Iterator[str]:
    """Yield how much of a plan is only recommended, and how to do without."""
    yield from (f"{line}; --no-recommended leaves them out" for line in advice_lines(plan))


def _fits(plan: Plan, graph: KnowledgeGraph) -> Iterator[str]:
    """Yield the chance to fit the budget, and what would make it a good one."""
    for line in fits_lines(plan):
        if plan.asked.sure is not None or plan.fits is None or plan.fits >= SURE:
            yield line
            continue
        from mlpath.planning.assuring import sure_effort

        less = plan.effort_minutes - sure_effort(plan, graph, SURE)
        hours = max(1, round(less / 60))
        yield f"{line}; --sure 80 plans for 4 times in 5 (about {hours} h less)"


def _steps(plan: Plan, graph: KnowledgeGraph) -> list[RenderableType]:
    """Return the steps in study order; nothing for a plan without any."""
    from rich.text import Text

    table = columns(
        ("#", True), ("Topic", False), ("Level", False), ("Effort", True), ("Value", True)
    )
    for line in joined((step.step, step.effort_minutes, step.value) for step in plan.steps):
        table.add_row(
            str(line.number),
            Text(_title(graph, line.topic)),
            line.level,
            show(line.minutes),
            number(line.value) if line.value else "",
        )
    return [table] if table.rows else []


def _weeks(plan: Plan, graph: KnowledgeGraph) -> list[RenderableType]:
    """Return the weeks of a schedule, each with a heading."""
    from rich.text import Text

    parts: list[RenderableType] = []
    weeks = plan.schedule.weeks if plan.schedule else ()
    dated = any(session.date for week in weeks for session in week.sessions)
    days = [("Day", False)] if dated else []
    table = columns(("Week", False), *days, ("Topic", False), ("Level", False), ("Time", True))
    for week in weeks:
        name = f"W{week.week}" if week.start is None or dated else f"W{week.week} {week.start}"
        last = ""
        for line in session_lines(week.sessions):
            title = Text(titled(line, _title(graph, line.topic)))
            day = [line.day if line.day != last else ""] if dated else []
            table.add_row(name, *day, title, line.level, show(line.minutes))
            name, last = "", line.day
    if table.rows:
        parts.append(table)
    end = plan.schedule.end if plan.schedule else None
    if end is not None:
        parts.append(Text(f"last day: {end}"))
    if plan.schedule is not None and (reviews := reviews_line(plan.schedule)):
        parts.append(Text(reviews))
    return parts


def _terms(terms: Terms, plan: Plan, graph: KnowledgeGraph) -> list[RenderableType]:
    """Return the terms, each with its load, and how even they are."""
    from rich.text import Text

    table = columns(
        ("Term", False), ("Load", True), ("Topic", False), ("Level", False), ("Effort", True)
    )
    for term, lines in by_term(plan):
        name, load = f"T{term.term}", show(term.minutes)
        if not lines:
            table.add_row(name, load, "", "", "")
        for line in lines:
            title = Text(_title(graph, line.topic))
            table.add_row(name, load, title, line.level, show(line.minutes))
            name = load = ""
    return [table, Text(), Text(terms_verdict(terms))]


def _resources(plan: Plan, graph: KnowledgeGraph) -> list[RenderableType]:
    """Return what to learn each step from."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from mlpath.writing.learnings import described, shelves, without

    if not plan.resources:
        return []
    parts: list[RenderableType] = [Text("\nLearn from", style="bold")]
    for shelf in shelves(plan.resources):
        parts.append(Text(f"{_title(graph, shelf.topic)} ({shelf.level}), {show(shelf.minutes)}"))
        if shelf.missing:
            parts.append(Padding(Text(f"nothing: {shelf.missing}"), (0, 0, 0, 2)))
        for chosen in shelf.chosen:
            line = Text(clean(described(chosen, chosen.title)))
            for more in (chosen.url, shelf.remarks(chosen)):
                line.append(f"\n{clean(more)}" if more else "", style="dim")
            hanging = Table.grid(padding=(0, 1, 0, 0))
            hanging.add_column(no_wrap=True)
            hanging.add_column(overflow="fold")
            hanging.add_row("  -", line)
            parts.append(hanging)
    if lacking := without(plan.resources):
        parts.append(Text(f"{count_of(lacking, 'topic')} without a resource that fits"))
    return parts


def _left_out(plan: Plan, graph: KnowledgeGraph) -> list[RenderableType]:
    from rich.text import Text

    if not plan.left_out:
        return []
    table = columns(
        ("Left out", False), ("Topic", False), ("Level", False), ("Needs", True), ("Value", True)
    )
    for left in best_left_out(plan)[:BEST_LEFT]:
        table.add_row(
            "",
            Text(_title(graph, left.topic)),
            str(left.level),
            f"+{show(left.closure_minutes)}",
            left_value(plan, left, "+"),
        )
    more = len(plan.left_out) - BEST_LEFT
    parts: list[RenderableType] = [Text(), table]
    if more > 0:
        parts.append(Text(f"and {count_of(more, 'step')} more with value (--format json has all)"))
    return parts


def _ways_out(
    plan: Plan,
    ways: Sequence[WayOut],
    where: Sequence[str],
    command: Callable[[WayOut], str] | None,
) -> Iterator[str]:
    """Yield what would help as whole command lines, not wrapped, so that they can be copied."""
    if ways:
        yield "\nWays out, each tried:\n"
    for way in ways:
        study = f" ({show(way.effort_minutes)} of study)" if way.effort_minutes else ""
        yield f"  {clean(way.change)}{study}:\n"
        line = command_line(plan.asked, way.arguments, where) if command is None else command(way)
        yield f"    {clean(line)}\n"


def command_line(asked: Asked, changed: Mapping[str, object], where: Sequence[str] = ()) -> str:
    """Return the command that asks for the same with other arguments."""
    words = ["mlpath", "plan", *where]
    budget = changed.get("budget", asked.budget_minutes)
    if isinstance(budget, int):
        words += ["--budget", f"{budget // 60}h" if budget % 60 == 0 and budget else f"{budget}m"]
    for flag, name in (
        ("--goal", "goals"),
        ("--must", "must"),
        ("--known", "known"),
        ("--ban", "ban"),
    ):
        wishes = changed.get(name, getattr(asked, name))
        words += [text for wish in _texts(wishes) for text in (flag, wish)]
    for step, minutes in _pairs(changed.get("due")):
        words += ["--due", f"{step}={minutes}m"]
    sure = changed.get("sure", asked.sure)
    order = changed.get("order", asked.order)
    for flag, value, default in (
        ("--pace", f"{asked.pace:g}", "1"),
        ("--review", f"{asked.review_share * 100:g}", "0"),
        ("--pace-sigma", "" if asked.pace_sigma is None else f"{asked.pace_sigma:g}", ""),
        ("--sure", f"{sure * 100:g}" if isinstance(sure, float) else "", ""),
        ("--shares", ",".join(f"{share:g}" for share in asked.shares), "0.4,0.8,1"),
        ("--choose", str(asked.choose), "optimal"),
        ("--order", str(order), "value"),
        ("--work-limit", "" if asked.work_limit is None else str(asked.work_limit), ""),
    ):
        if value != default:
            words += [flag, value]
    if not asked.recommended:
        words.append("--no-recommended")
    return shlex.join(words)


def _pairs(due: object) -> Iterable[tuple[str, int]]:
    return due.items() if isinstance(due, dict) else ()


def _texts(wishes: object) -> Sequence[str]:
    return [str(wish) for wish in wishes] if isinstance(wishes, tuple | list) else ()
