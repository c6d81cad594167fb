"""The page's template, filled."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from mlpath.drawing.facts import day
from mlpath.units import count_of
from mlpath.writing.outlooks import finish_line
from mlpath.writing.page.facts import codes_of, data_of, hues_of
from mlpath.writing.page.hours import curve_data
from mlpath.writing.page.lists import (
    Looks,
    forecast_html,
    hours_html,
    left_html,
    rows_html,
    topics_html,
)
from mlpath.writing.page.markup import Html, element, joined, script_json
from mlpath.writing.page.rows import rows_of
from mlpath.writing.texts import clean
from mlpath.writing.verdicts import (
    advice_lines,
    asked_lines,
    due_lines,
    early_lines,
    settled_lines,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.plans import Forecast, Plan, Schedule
    from mlpath.writing.subjects import Subject

LONG = 200
STYLES = ("base.css", "lists.css", "diagram.css", "panel.css", "print.css")
SCRIPTS = (
    "basics.js",
    "model.js",
    "progress.js",
    "ticks.js",
    "panel.js",
    "layout.js",
    "views.js",
    "diagram.js",
    "moving.js",
    "hours.js",
    "search.js",
    "main.js",
)


def write(subject: Subject) -> str:
    """Return the page of a plan, a schedule or a whole graph.

    It is one file: neither it nor what it is opened in asks a network for anything, and a content
    security policy with the hashes of its own script and style keeps it so.
    """
    graph = subject.graph
    name, rows = rows_of(subject)
    plan = subject.plan
    curve = None if plan is None else curve_data(plan, graph)
    looks = Looks(
        graph,
        codes_of(graph),
        hues_of(graph),
        {section.id: section.title for section in graph.sections},
        {resource.id: resource for resource in graph.resources},
        {} if plan is None else {each.step: each.chosen for each in plan.resources},
    )
    outlook = _outlook(subject)
    diagram = ("diagram", "Diagram", _asset("diagram.html"))
    views: list[tuple[str, str, Html]]
    if subject.kind != "graph":
        views = [("list", name, rows_html(rows, looks)), diagram]
    else:
        views = [diagram, ("list", "Topics", topics_html(looks))]
    if curve is not None:
        views.append(("hours", "More or fewer hours", joined(_SLIDER, hours_html(curve))))
    if outlook is not None:
        views.append(("forecast", "Forecast", forecast_html(outlook)))
    if plan is not None and plan.left_out:
        views.append(("left", "Left out", left_html(plan, looks)))
    views.append(("progress", "Progress", _asset("progress.html")))
    style, script = _style(), _script()
    return Template(_asset("page.html")).substitute(
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'",
        title=element("title", subject.title),
        style=style,
        script=script,
        name=element("h1", subject.title),
        facts=joined(*_facts(subject, outlook)),
        tabs=joined(
            *(element("a", text, href=f"#{view}", id=f"tab-{view}") for view, text, _ in views)
        ),
        views=joined(*(_view(*view) for view in views)),
        source=element("p", _source(subject)),
        data=script_json(data_of(subject, rows, curve)),
    )


_SLIDER = element("div", id="curve")


def _view(view: str, text: str, content: Html) -> Html:
    return element(
        "section",
        element("h2", text, id=f"{view}-head", tabindex="-1"),
        content,
        id=view,
        class_="view",
        aria_labelledby=f"{view}-head",
    )


def _outlook(subject: Subject) -> Forecast | None:
    """Return when a plan will be finished, None where there is none."""
    if subject.plan is None or not subject.plan.steps:
        return None
    from mlpath.forecasting import forecast  # noqa: PLC0415 - only pages of plans need it

    return forecast(subject.plan, subject.graph)


def _facts(subject: Subject, outlook: Forecast | None) -> Iterator[Html]:
    """Yield what is said under the title."""
    graph, plan, schedule = subject.graph, subject.plan, subject.schedule
    if plan is not None:
        yield element("p", f"{verdict(plan)}.")
    elif schedule is None:
        sections = count_of(len(graph.sections), "section")
        yield element("p", f"{count_of(len(graph), 'topic')} in {sections}.")
        if graph.info.summary:
            yield element("p", graph.info.summary)
    if schedule is not None and schedule.weeks:
        yield element("p", _dates(schedule))
    if outlook is not None:
        yield element("p", f"Finished {finish_line(outlook.finish)}.")
    if plan is not None:
        said = (_sentence(line) for line in (*advice_lines(plan), *early_lines(plan)))
        told = (*settled_lines(plan), *said, *due_lines(plan))
        yield from (element("p", line) for line in told)
        yield from _asked(plan)


def _sentence(line: str) -> str:
    return f"{line[0].upper()}{line[1:]}."


def _asked(plan: Plan) -> Iterator[Html]:
    """Yield what was asked for, folded away where it is long."""
    text = "; ".join(asked_lines(plan.asked))
    if len(text) > LONG:
        yield element("details", element("summary", "What was asked for"), element("p", text))
    elif text:
        yield element("p", f"Asked for {text}.")


def _dates(schedule: Schedule) -> str:
    text = f"{count_of(schedule.weeks[-1].week, 'week')} at {schedule.hours}"
    if schedule.start is not None:
        last = schedule.end or schedule.weeks[-1].start or schedule.start
        text += f", {day(schedule.start)} to {day(last)}"
    return f"{text}."


def _source(subject: Subject) -> str:
    info = subject.graph.info
    return clean(f"{info.title}, version {info.version}, licence {info.licence}")


@cache
def _asset(name: str) -> Html:
    file = resources.files("mlpath.writing.page") / "assets" / name
    return Html(file.read_text(encoding="utf-8"))


@cache
def _style() -> str:
    return "\n" + "".join(_asset(name) for name in STYLES)


@cache
def _script() -> str:
    """Return the scripts in one function, so that they leave no names behind."""
    inside = "\n".join(_asset(name) for name in SCRIPTS)
    return f'\n(function () {{\n"use strict";\n{inside}}})();\n'


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
