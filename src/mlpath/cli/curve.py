"""``mlpath plan --curve``: value against hours as a table, JSON, Markdown, CSV or a plot."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mlpath.cli.options import is_typed
from mlpath.cli.output import (
    STANDARD_OUTPUT,
    Talk,
    as_json,
    clean,
    put,
    render,
    save,
    say,
    working,
)
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import typer
    from rich.console import RenderableType

    from mlpath.cli.wanting import Wanted
    from mlpath.plans import Around, Asked, Change, ValueCurve
    from mlpath.topics import KnowledgeGraph

ROWS = 16
NAMED = 2
FORMS = ("picture", "text", "json", "markdown", "csv")
FEW = 30  # corners up to which best plans between them are solved unasked
BETWEEN = 8
ROUND = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)
HOUR = 60


_OUT = "leave it out, or leave out --curve"
_NO_PLAN = ("it shows values, no plan of them", _OUT)
_NO_DATES = ("it counts hours and no dates", _OUT)
# What would change nothing: whoever asks for it should not believe that it does.
_UNHEEDED = {
    "balance": _NO_PLAN,
    **dict.fromkeys(("resources", "prefer", "free", "language"), _NO_PLAN),
    "choose": ("its corners are nested and its points optimal", _OUT),
    "order": ("values do not depend on it", _OUT),
    "recommended": ("what is only recommended adds no value", _OUT),
    "pace_sigma": ("it counts estimates and no chances", _OUT),
    **dict.fromkeys(("shortest", "longest", "tracks", "at", "zone", "pin", "spacing"), _NO_DATES),
}


class Row(NamedTuple):
    """One line of the table.

    Attributes
    ----------
    budget, value
        The learner's own minutes, and what they earn.
    per_hour
        Value per hour of what came in since the line before; None at the start.
    added
        Steps that came in since.
    """

    budget: int
    value: float
    per_hour: float | None
    added: tuple[str, ...]


def check_curve(context: typer.Context, wanted: Wanted, *, curve: bool) -> None:
    """Refuse flags of this very call that a curve would not heed, and points of what is none.

    Raises
    ------
    RequestError
        If there is one.
    """
    if not curve:
        if is_typed(context, "points"):
            raise RequestError(Problem("bad-request", "--points needs --curve"))
        return
    for name, (why, hint) in _UNHEEDED.items():
        if is_typed(context, name):
            flag = _flag(name, getattr(wanted, name, None))
            message = f"--curve heeds no {flag}: {why}"
            raise RequestError(Problem("bad-request", message, hint=hint))
    if is_typed(context, "hours") and wanted.weeks is None and wanted.deadline is None:
        message = "--curve heeds no --hours by themselves: it counts hours and no weeks"
        hint = "--weeks or --deadline makes a budget of them, around which the curve looks"
        raise RequestError(Problem("bad-request", message, hint=hint))


def _flag(name: str, value: object) -> str:
    return f"--{'no-' if value is False else ''}{name.replace('_', '-')}"


def show_curve(
    graph: KnowledgeGraph,
    asked: Asked,
    targets: Sequence[tuple[str, str]],
    points: str | None,
    talk: Talk,
) -> None:
    """Compute a value curve and write it to every target.

    Parameters
    ----------
    graph
        The knowledge graph.
    asked
        What for; its budget, if any, is marked and looked around.
    targets
        Outputs with their forms, as ``mlpath plan`` reads them.
    points
        Budgets between commas whose best plans are wanted; None solves a few where the corners
        lie far apart.
    talk
        How this run speaks.

    Raises
    ------
    RequestError
        If it is wanted in a form that it does not have.
    """
    for output, form in targets:
        if form == "picture" and Path(output).suffix.lower() != ".svg":
            message = f"a value curve is no {Path(output).suffix} picture"
            raise RequestError(Problem("unknown-format", message, hint="write it to .svg"))
        if form not in FORMS:
            message = f"a value curve cannot be written as {form}"
            hint = "it can be text, json, markdown, csv, or a picture in .svg"
            raise RequestError(Problem("unknown-format", message, hint=hint))
    from mlpath.planning import around_asked, curve_asked

    with working(talk, "Planning ..."):
        curve = curve_asked(graph, asked, points=_budgets(points))
        if points is None and len(curve.breakpoints) <= FEW:
            curve = curve_asked(graph, asked, points=_between(curve))
        budget = asked.budget_minutes
        near = None if budget is None else around_asked(graph, asked)
    for output, form in targets:
        text = _write(form, curve, near, graph, plain=output != STANDARD_OUTPUT)
        if output == STANDARD_OUTPUT:
            put(text)
        else:
            save(output, text)
            if not talk.quiet:
                say(f"wrote {output}")


def _budgets(points: str | None) -> list[str]:
    return [part.strip() for part in (points or "").split(",") if part.strip()]


def _between(curve: ValueCurve) -> list[int]:
    """Return round budgets, evenly spaced up to the last corner."""
    hours = curve.breakpoints[-1].budget_minutes // HOUR
    step = next((size for size in ROUND if size * BETWEEN >= hours), hours // BETWEEN)
    least = curve.breakpoints[0].budget_minutes
    budgets = [step * number * HOUR for number in range(1, BETWEEN + 1)]
    return [b for b in budgets if least <= b < curve.breakpoints[-1].budget_minutes]


def _write(
    form: str, curve: ValueCurve, near: Around | None, graph: KnowledgeGraph, *, plain: bool
) -> str:
    if form == "picture":
        from mlpath.drawing.plots import plot_curve

        budget = near.here.budget_minutes if near else None
        return plot_curve(curve, title=_heading(curve, graph), budget=budget)
    if form == "json":
        data: dict[str, Any] = curve.model_dump(mode="json")
        return as_json(data | ({"around": near.model_dump(mode="json")} if near else {}))
    if form == "csv":
        return _csv(curve)
    if form == "markdown":
        return _markdown(curve, near, graph)
    return _text(curve, near, graph, plain=plain)


def _heading(curve: ValueCurve, graph: KnowledgeGraph) -> str:
    goals = ", ".join(curve.asked.goals)
    return f"{clean(graph.info.title)}: {clean(goals)}" if goals else clean(graph.info.title)


def rows(curve: ValueCurve, most: int = ROWS) -> list[Row]:
    """Return at most so many lines of a curve, evenly spread over its value.

    Examples
    --------
    >>> from mlpath.planning import value_curve
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> rows(value_curve(graph))[-1]
    Row(budget=300, value=1.0, per_hour=0.2, added=('svd@working',))
    """
    kept = _spread([corner.value for corner in curve.breakpoints], most)
    found = []
    for before, place in zip([-1, *kept], kept, strict=False):
        corner = curve.breakpoints[place]
        price = None
        if before >= 0:
            start = curve.breakpoints[before]
            minutes = corner.effort_minutes - start.effort_minutes
            price = (corner.value - start.value) * HOUR / minutes
        added = tuple(
            step for each in curve.breakpoints[before + 1 : place + 1] for step in each.added
        )
        found.append(Row(corner.budget_minutes, corner.value, price, added))
    return found


def _spread(values: Sequence[float], most: int) -> list[int]:
    """Return the places of the first values that reach each of evenly spaced heights."""
    if len(values) <= most:
        return list(range(len(values)))
    rise = (values[-1] - values[0]) / (most - 1)
    heights = [values[0] + rise * number for number in range(most - 1)]
    return sorted({*(bisect_left(values, height) for height in heights), len(values) - 1})


def _text(curve: ValueCurve, near: Around | None, graph: KnowledgeGraph, *, plain: bool) -> str:
    from rich.text import Text

    from mlpath.cli.rendering import columns
    from mlpath.units import show
    from mlpath.writing.texts import number

    worth = _worth(curve, graph)
    shown = rows(curve)
    grid = columns(("Budget", True), ("Value", True), ("Per hour", True), ("Adds", False))
    for row in shown:
        price = "" if row.per_hour is None else f"{row.per_hour:.3g}"
        grid.add_row(
            show(row.budget), number(row.value), price, Text(_named(row.added, worth, graph))
        )
    parts: list[RenderableType] = [Text(_heading(curve, graph), style="bold"), Text(), grid]
    if len(shown) < len(curve.breakpoints):
        parts.append(
            Text(f"{len(shown)} of {len(curve.breakpoints)} corners (--format json has all)")
        )
    if curve.points:
        best = columns(("Best plan of", True), ("Uses", True), ("Value", True), ("At most", True))
        for point in curve.points:
            cells = (show(point.effort_minutes), number(point.value), number(point.bound))
            none = point.status == "infeasible"
            best.add_row(show(point.budget_minutes), *(("", "no plan", "") if none else cells))
        parts += [Text(), best]
    if near is not None:
        parts += [Text(), *(Text(line) for line in _around(near, worth, graph))]
    return render(*parts, plain=plain)


def _worth(curve: ValueCurve, graph: KnowledgeGraph) -> dict[str, int]:
    """Return what each step earns by itself, by its text."""
    from mlpath.cli.wishing import wished

    _, values, _ = wished(graph, curve.asked.goals, curve.asked.known)
    return {str(step): value for step, value in values.items()}


def _named(steps: Sequence[str], worth: dict[str, int], graph: KnowledgeGraph) -> str:
    """Return the steps worth most, by title, and how many more there are."""
    ranked = sorted(steps, key=lambda step: -worth.get(step, 0))
    named = [
        f"{clean(graph.topic(topic).title)} ({level})"
        for topic, _, level in (step.rpartition("@") for step in ranked[:NAMED])
    ]
    more = len(steps) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _around(near: Around, worth: dict[str, int], graph: KnowledgeGraph) -> Iterator[str]:
    """Yield what more and less time changes, a line each."""
    from mlpath.units import show
    from mlpath.writing.texts import number

    here = near.here
    yield f"{show(here.budget_minutes)} earn {number(here.value)}."
    changes: list[tuple[str, Change]] = [("more", near.more)]
    if near.less is not None:
        changes.append(("less", near.less))
    for word, change in changes:
        by = show(abs(change.point.budget_minutes - here.budget_minutes))
        sign = "-" if change.value < 0 else "+"
        gain = f"{sign}{number(abs(change.value))}" if change.value else "the same value"
        line = f"{by} {word}: {gain}"
        for verb, steps in (("adds", change.added), ("drops", change.removed)):
            if steps:
                line += f"; {verb} {_named(steps, worth, graph)}"
        yield f"{line}."
    if near.less is None:
        yield "Less than that does not hold the musts."


def _markdown(curve: ValueCurve, near: Around | None, graph: KnowledgeGraph) -> str:
    from mlpath.units import show
    from mlpath.writing.texts import markdown, number

    worth = _worth(curve, graph)
    lines = [f"# {markdown(_heading(curve, graph))}", ""]
    lines += ["| budget | value | per hour | adds |", "|--:|--:|--:|---|"]
    for row in rows(curve, len(curve.breakpoints)):
        price = "" if row.per_hour is None else f"{row.per_hour:.3g}"
        names = markdown(_named(row.added, worth, graph))
        lines.append(f"| {show(row.budget)} | {number(row.value)} | {price} | {names} |")
    if curve.points:
        lines += ["", "| best plan of | uses | value | at most |", "|--:|--:|--:|--:|"]
        lines += [
            f"| {show(point.budget_minutes)} | {show(point.effort_minutes)} "
            f"| {number(point.value)} | {number(point.bound)} |"
            for point in curve.points
        ]
    if near is not None:
        lines += ["", *(f"- {markdown(line)}" for line in _around(near, worth, graph))]
    return "\n".join(lines) + "\n"


def _csv(curve: ValueCurve) -> str:
    """Return corners and points as CSV, the budget rising."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["kind", "budget_minutes", "effort_minutes", "value", "bound"])
    found: list[Iterable[object]] = [
        ("corner", c.budget_minutes, c.effort_minutes, c.value, curve.at(c.budget_minutes))
        for c in curve.breakpoints
    ]
    found += [
        ("point", p.budget_minutes, p.effort_minutes, p.value, p.bound) for p in curve.points
    ]
    writer.writerows(found)
    return stream.getvalue()
