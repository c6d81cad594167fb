"""What notebooks show of graphs, plans, schedules, forecasts: SVG in HTML, and Markdown.

HTML, as JupyterLab puts SVG alone into an image, where neither links nor hovering work.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from mlpath.drawing import draw
from mlpath.errors import EngineError, RequestError
from mlpath.plans import Forecast, Plan, Schedule, Status
from mlpath.topics import KnowledgeGraph
from mlpath.topics.graph import seen
from mlpath.units import count_of, show
from mlpath.writing import write
from mlpath.writing.outlooks import moment, outlook_lines
from mlpath.writing.texts import clean, markdown
from mlpath.writing.verdicts import joined, session_lines, titled, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing import Picture
    from mlpath.showing import Shown
    from mlpath.writing.verdicts import Line

Cells = tuple[str, ...]
_BOX = '<div style="max-width:100%;overflow:auto">'


def bundle(thing: Shown) -> dict[str, str]:
    """Return what a notebook shows of a thing, by media type.

    Parameters
    ----------
    thing
        A knowledge graph, a plan, a schedule or a forecast. A plan is drawn with the graph it was
        made for as long as that graph is in use; else its topics are named by their ids.

    Examples
    --------
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> sorted(bundle(graph))
    ['text/html', 'text/markdown', 'text/plain']
    """
    if isinstance(thing, KnowledgeGraph):
        return _graph(thing)
    if isinstance(thing, Plan):
        return _plan(thing, seen(thing.graph.hash))
    if isinstance(thing, Schedule):
        return _schedule(thing)
    if isinstance(thing, Forecast):
        return _forecast(thing)
    return {}


def _graph(graph: KnowledgeGraph) -> dict[str, str]:
    minutes: dict[str, int] = {section.id: 0 for section in graph.sections}
    topics = dict(minutes)
    for step in graph.steps:
        minutes[graph.topic(step.topic).section] += graph.effort(step)
    for topic in graph.topics:
        topics[topic.section] += 1
    head = ("Section", "Topics", "Effort")
    rows = [(s.title, f"{topics[s.id]:,}", show(minutes[s.id])) for s in graph.sections]
    size = f"{count_of(len(graph), 'topic')} in {count_of(len(graph.sections), 'section')}"
    return {
        "text/plain": f"{clean(graph.info.title)}: {size}",
        "text/markdown": _markdown(graph.info.title, size, head, rows),
        "text/html": _drawn(draw(graph)) or _html(graph.info.title, size, head, rows),
    }


def _plan(plan: Plan, graph: KnowledgeGraph | None) -> dict[str, str]:
    said = verdict(plan)
    title = plan.graph.id if graph is None else graph.info.title
    head = ("Topic", "Level", "Effort")
    steps = joined((step.step, step.effort_minutes, step.value) for step in plan.steps)
    rows = [(_name(line.topic, graph), line.level, show(line.minutes)) for line in steps]
    picture = ""
    if graph is not None and plan.steps and plan.status is not Status.INFEASIBLE:
        picture = _drawn(draw(plan, graph=graph))
    if graph is None:
        text = _markdown(title, said, head, rows)
    else:
        text = write(plan, "markdown", graph=graph).text
    return {
        "text/plain": f"{clean(title)}: {said}",
        "text/markdown": text,
        "text/html": picture or _html(title, said, head, rows),
    }


def _schedule(schedule: Schedule) -> dict[str, str]:
    size = f"{count_of(len(schedule.weeks), 'week')} at {schedule.hours}"
    head = ("Week", "Topic", "Level", "Time")
    rows: list[Cells] = []
    for week in schedule.weeks:
        name = f"W{week.week}" if week.start is None else f"W{week.week} {week.start}"
        lines: list[Line] = session_lines(week.sessions)
        rows += [
            (
                f"W{week.week} {line.day}" if line.day else name,
                titled(line, line.topic),
                line.level,
                show(line.minutes),
            )
            for line in lines
        ]
    return {
        "text/plain": f"Schedule: {size}",
        "text/markdown": _markdown("Schedule", size, head, rows),
        "text/html": _html("Schedule", size, head, rows),
    }


def _forecast(forecast: Forecast) -> dict[str, str]:
    said = "; ".join(outlook_lines(forecast))
    finishes = [("the whole plan", forecast.finish)]
    finishes += [(each.goal, each.finish) for each in forecast.goals if each.finish is not None]
    rows: list[Cells] = [
        (name, *(moment(when) for when in (finish.p50, finish.p80, finish.p95)))
        for name, finish in finishes
    ]
    head = ("Finished", "half the time", "4 in 5", "19 in 20")
    graph = seen(forecast.graph.hash)
    picture = "" if graph is None else _drawn(draw(forecast, graph=graph))
    return {
        "text/plain": f"Forecast: {said}",
        "text/markdown": _markdown("Forecast", said, head, rows),
        "text/html": picture + _html("Forecast", said, head, rows),
    }


def _name(topic: str, graph: KnowledgeGraph | None) -> str:
    return topic if graph is None or topic not in graph else graph.topic(topic).title


def _drawn(picture: Picture) -> str:
    """Return every page of a picture as HTML; nothing where it cannot be drawn here."""
    try:
        pages = [page.svg() for page in picture.pages]
    except (EngineError, RequestError):
        return ""
    return "".join(f"{_BOX}{page[page.index('<svg') :]}</div>" for page in pages)


def _markdown(title: str, text: str, head: Cells, rows: Iterable[Cells]) -> str:
    lines = [f"**{markdown(title)}**: {markdown(text)}", "", _row(head), "|---" * len(head) + "|"]
    lines += [_row(tuple(markdown(cell) for cell in row)) for row in rows]
    return "".join(f"{line}\n" for line in lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _html(title: str, text: str, head: Cells, rows: Iterable[Cells]) -> str:
    parts = [f"<p><b>{_safe(title)}</b>: {_safe(text)}</p><table><thead><tr>"]
    parts += [f"<th>{_safe(cell)}</th>" for cell in head]
    parts.append("</tr></thead><tbody>")
    for row in rows:
        cells = "".join(f"<td>{_safe(cell)}</td>" for cell in row)
        parts.append(f"<tr>{cells}</tr>")
    return "".join([*parts, "</tbody></table>"])


def _safe(text: str) -> str:
    return html.escape(clean(text))
