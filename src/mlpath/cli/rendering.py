"""Plans as text, Markdown and CSV."""

from __future__ import annotations

import csv
import io
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.cli.output import clean, render
from mlpath.plans import thousandths
from mlpath.units import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from mlpath.plans import Asked, LeftOut, Plan
    from mlpath.topics import KnowledgeGraph, Level, Step

BEST_LEFT = 5
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """Adjacent levels of one topic, shown together.

    Attributes
    ----------
    number
        Place of the first of its steps in the plan, from 1; in a schedule a step may have several
        lines.
    minutes
        Effort of the steps, or minutes of the sessions.
    """

    number: int
    topic: str
    levels: tuple[Level, ...]
    minutes: int
    value: float

    @property
    def level(self) -> str:
        """The level, or the first and the last of several."""
        first, last = self.levels[0], self.levels[-1]
        return str(first) if first == last else f"{first} → {last}"


def joined(steps: Iterable[tuple[Step, int, float]]) -> list[Line]:
    """Return steps with minutes and value as lines: adjacent levels of one topic become one.

    Examples
    --------
    >>> from mlpath.topics import Level, Step
    >>> levels = [(Step("svd", level), 60, 1.0) for level in Level]
    >>> [(line.level, line.minutes) for line in joined(levels)]
    [('overview → deep', 180)]
    """
    lines: list[Line] = []
    for number, (step, minutes, value) in enumerate(steps, 1):
        last = lines[-1] if lines else None
        if last is not None and last.topic == step.topic:
            lines[-1] = Line(
                last.number,
                last.topic,
                (*last.levels, step.level),
                last.minutes + minutes,
                round(last.value + value, 3),
            )
        else:
            lines.append(Line(number, step.topic, (step.level,), minutes, value))
    return lines


def number(value: float) -> str:
    """Return a value as people read it: at most three decimals, none that say nothing.

    Examples
    --------
    >>> number(12.0), number(1234.5), number(0.8)
    ('12', '1,234.5', '0.8')
    """
    whole, rest = divmod(thousandths(value), 1000)
    return f"{whole:,}" + (f".{rest:03d}".rstrip("0") if rest else "")


def plan_text(
    plan: Plan, graph: KnowledgeGraph, where: Sequence[str] = (), *, plain: bool = False
) -> str:
    """Return a plan for people at a terminal.

    Parameters
    ----------
    where
        The words of the command line that name the graph, for commands to run next.
    plain
        For files: no colours, and a fixed width.
    """
    from rich.text import Text

    title = Text(clean(graph.info.title), style="bold")
    if plan.status == "infeasible":
        text = render(title, Text(verdict(plan)), plain=plain)
        return text + "".join(_ways_out(plan, where))
    parts: list[RenderableType] = [title, Text(verdict(plan))]
    parts += [Text(line) for line in _asked_lines(plan.asked)]
    parts.append(Text())
    parts += _weeks(plan, graph) if plan.schedule else [_steps(plan, graph)]
    parts += _left_out(plan, graph)
    return render(*parts, plain=plain)


def verdict(plan: Plan) -> str:
    """Return in a sentence how good a plan is, or what it would need."""
    if plan.status == "infeasible":
        if plan.needed_minutes is None:
            return "no plan: a ban makes a must impossible"
        held = show(plan.budget_minutes or 0)
        return f"no plan fits: the musts need {show(plan.needed_minutes)}, the budget holds {held}"
    known = f"value {number(plan.value)}"
    if plan.status == "optimal":
        known += ", proven optimal"
    else:
        known += f" of at most {number(plan.bound)} ({plan.gap:.2%} to go)"
    spent = show(plan.effort_minutes)
    if plan.budget_minutes is not None:
        spent += f" of {show(plan.budget_minutes)}"
    topics = len({step.topic for step in plan.steps})
    return f"{_count(topics, 'topic')}, {_count(len(plan), 'step')}, {spent}; {known}"


def _count(how_many: int, what: str) -> str:
    return f"{how_many:,} {what}{'' if how_many == 1 else 's'}"


def _asked_lines(asked: Asked) -> Iterator[str]:
    for name, wishes in (
        ("goals", asked.goals),
        ("musts", asked.must),
        ("known", asked.known),
        ("banned", asked.ban),
    ):
        if wishes:
            yield f"{name}: {', '.join(wishes)}"
    if asked.pace != 1 or asked.review_share:
        yield f"pace {asked.pace:g}, {asked.review_share:.0%} of the time kept for review"


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


def _steps(plan: Plan, graph: KnowledgeGraph) -> Table:
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
    return table


def _weeks(plan: Plan, graph: KnowledgeGraph) -> list[RenderableType]:
    """Return the weeks of a schedule, each with a heading."""
    from rich.text import Text

    parts: list[RenderableType] = []
    table = columns(("Week", False), ("Topic", False), ("Level", False), ("Time", True))
    for week in plan.schedule.weeks if plan.schedule else ():
        name = f"W{week.week}" if week.start is None else f"W{week.week} {week.start}"
        for line in joined((each.step, each.minutes, 0) for each in week.sessions):
            table.add_row(name, Text(_title(graph, line.topic)), line.level, show(line.minutes))
            name = ""
    parts.append(table)
    end = plan.schedule.end if plan.schedule else None
    if end is not None:
        parts.append(Text(f"last day: {end}"))
    return parts


def best_left_out(plan: Plan) -> list[LeftOut]:
    """Return what was left out, the most value per minute of what it would still need first."""
    return sorted(plan.left_out, key=lambda left: -left.closure_value / left.closure_minutes)


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
            f"+{number(left.closure_value)}",
        )
    more = len(plan.left_out) - BEST_LEFT
    parts: list[RenderableType] = [Text(), table]
    if more > 0:
        parts.append(Text(f"and {_count(more, 'step')} more with value (--format json has all)"))
    return parts


def _ways_out(plan: Plan, where: Sequence[str]) -> Iterator[str]:
    """Yield what would help as whole command lines, not wrapped, so that they can be copied."""
    if plan.ways_out:
        yield "\nWays out, each tried:\n"
    for way in plan.ways_out:
        study = f" ({show(way.effort_minutes)} of study)" if way.effort_minutes else ""
        yield f"  {clean(way.change)}{study}:\n"
        yield f"    {clean(command_line(plan.asked, way.arguments, where))}\n"


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
    for flag, name in (("--pace", "pace"), ("--review-share", "review_share")):
        value = getattr(asked, name)
        if value != type(asked).model_fields[name].default:
            words += [flag, f"{value:g}"]
    return shlex.join(words)


def _texts(wishes: object) -> Sequence[str]:
    return [str(wish) for wish in wishes] if isinstance(wishes, tuple | list) else ()


def plan_markdown(plan: Plan, graph: KnowledgeGraph) -> str:
    """Return a plan as Markdown with a box to tick for every line."""
    lines = [f"# {escape(graph.info.title)}", "", f"{escape(verdict(plan))}.", ""]
    lines += [f"- {escape(line)}" for line in _asked_lines(plan.asked)]
    if plan.status == "infeasible":
        lines += ["", "## Ways out", ""]
        lines += [f"- {escape(way.change)}: `{' '.join(way.flags)}`" for way in plan.ways_out]
    elif plan.schedule:
        for week in plan.schedule.weeks:
            start = "" if week.start is None else f", from {week.start}"
            lines += ["", f"## Week {week.week}{start} ({show(week.minutes)})", ""]
            lines += _boxes(graph, joined((each.step, each.minutes, 0) for each in week.sessions))
    else:
        lines += ["", "## Study order", ""]
        steps = ((step.step, step.effort_minutes, step.value) for step in plan.steps)
        lines += _boxes(graph, joined(steps))
    if plan.left_out:
        lines += ["", "## Left out", "", "| topic | level | needs | value |", "|---|---|--:|--:|"]
        lines += [
            f"| {escape(_title(graph, left.topic))} | {left.level} "
            f"| {show(left.closure_minutes)} | {number(left.closure_value)} |"
            for left in best_left_out(plan)
        ]
    text = "\n".join(lines) + "\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def _boxes(graph: KnowledgeGraph, lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        title = escape(_title(graph, line.topic))
        yield f"- [ ] {title} ({line.level}), {show(line.minutes)}"


def escape(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\1", clean(text))


def plan_csv(plan: Plan, graph: KnowledgeGraph) -> str:
    """Return the steps of a plan as CSV; with a schedule, its sessions.

    *Why the apostrophes:* a spreadsheet would run a title that begins like a formula.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    about = {step.step: step for step in plan.steps}
    place = {step: number for number, step in enumerate(about, 1)}
    head = ["number", "topic", "level", "title", "section", "value", "goal"]
    rows: list[tuple[Step, list[object]]]
    if plan.schedule:
        writer.writerow(["week", "date", "minutes", *head])
        rows = [
            (each.step, [each.week, each.date or "", each.minutes])
            for each in plan.schedule.sessions
        ]
    else:
        writer.writerow(["effort_minutes", *head])
        rows = [(step.step, [step.effort_minutes]) for step in plan.steps]
    for step, first in rows:
        planned = about[step]
        topic = graph.topic(step.topic)
        cells = [
            place[step],
            step.topic,
            str(step.level),
            _cell(topic.title),
            topic.section,
            number(planned.value).replace(",", ""),
            planned.reason.goal,
        ]
        writer.writerow([*first, *cells])
    return stream.getvalue()


def _cell(text: str) -> str:
    safe = clean(text)
    return f"'{safe}" if safe.startswith(_FORMULA) else safe
