"""When a plan and its goals will be finished: a bar each, from half the time to 19 in 20."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import DETAIL
from mlpath.drawing.facts import MONTHS, day, goal_name
from mlpath.drawing.headings import Heading, heading
from mlpath.drawing.places import area, font, shortened, text_of, words
from mlpath.drawing.plots import ticks
from mlpath.drawing.sheets import Frame, Sketch, written
from mlpath.drawing.texts import time, width
from mlpath.plans import MINUTES_PER_HOUR
from mlpath.units import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlpath.drawing.boxes import Style
    from mlpath.drawing.documents import Attributes
    from mlpath.drawing.pictures import Page
    from mlpath.plans import Finish, Forecast, When
    from mlpath.topics import KnowledgeGraph

WIDE = 760.0
NAMES = 220.0
RIGHT = 20.0
ROW = 40.0
AXIS = 22.0
LABEL = 64.0
THICK, THIN = 12.0, 5.0
_KEY = "thick bar: from half the time to 4 in 5; thin bar: on to 19 in 20"


@dataclass(frozen=True, slots=True)
class _Scene:
    """From times to places."""

    forecast: Forecast
    style: Style
    first: float
    last: float

    def x(self, moment: float) -> float:
        """Return the place of a moment, in days, weeks or hours."""
        share = (moment - self.first) / (self.last - self.first)
        return NAMES + (WIDE - NAMES - RIGHT) * min(max(share, 0.0), 1.0)


def outlook_page(forecast: Forecast, graph: KnowledgeGraph, style: Style) -> Page:
    """Return a page with a row for the whole plan and one for each goal that is not reached.

    Parameters
    ----------
    forecast, graph
        A forecast and the graph its plan was made for.
    style
        Colours.
    """
    rows = [("the whole plan", forecast.finish)]
    rows += [
        (goal_name(each.goal, graph), each.finish)
        for each in forecast.goals
        if each.finish is not None
    ]
    moments = [_moment(when) for _, finish in rows for when in (finish.p50, finish.p95)]
    first = 0.0
    if forecast.finish.p50.date is not None:
        start = forecast.start or forecast.finish.p50.date
        first = float(min(start.toordinal(), *moments))
    last = max(moments)
    for chance in forecast.chances:
        if chance.date is not None and forecast.finish.p50.date is not None:
            last = max(last, float(chance.date.toordinal()))
    scene = _Scene(forecast, style, first, first + max(1.0, (last - first) * 1.04))
    high = AXIS + ROW * len(rows)
    nodes = [*_axis(scene, high), *_deadline(scene, high)]
    for place, (name, finish) in enumerate(rows):
        nodes += _row(scene, name, finish, AXIS + ROW * place)
    left = f"{time(forecast.left_minutes)} as estimated to go, pace {forecast.pace.median:.2f}"
    title = f"Forecast: {graph.info.title}"
    head = Heading(title, (left, *_chances(scene)), (_KEY,), inches=WIDE / 72)
    label = heading(head, style, (), (), coded=False)
    return written(Sketch(title, label, tuple(nodes), (), Frame(placed=True)), style)


def _moment(when: When) -> float:
    """Return a time in days, else weeks, else hours of study: what is known of it."""
    if when.date is not None:
        return float(when.date.toordinal())
    return when.minutes / MINUTES_PER_HOUR if when.week is None else float(when.week)


def _named(when: When) -> str:
    if when.date is not None:
        return day(when.date)
    return time(when.minutes) if when.week is None else f"week {when.week}"


def _axis(scene: _Scene, high: float) -> Iterable[Attributes]:
    """Yield months, weeks or hours with their lines."""
    theme = scene.style.theme
    dated = scene.forecast.finish.p50.date is not None
    free = 0.0
    for moment, name in _months(scene) if dated else _numbers(scene):
        x = scene.x(moment)
        yield area((x, AXIS - 6), (0.5, high - AXIS + 6), theme.faint)
        if free <= x < WIDE - LABEL:
            text = font(text_of(name), colour=theme.soft)
            yield words((x + 3, 0), (LABEL, 15), text, theme)
            free = x + 6 + width(name) * DETAIL


def _months(scene: _Scene) -> Iterable[tuple[float, str]]:
    """Yield the first day of each month, the first of each year with its number."""
    named = 0
    date = dt.date.fromordinal(int(scene.first)).replace(day=1)
    while date.toordinal() <= scene.last:
        if date.toordinal() >= scene.first:
            year = f" {date.year}" if date.year != named else ""
            yield float(date.toordinal()), f"{MONTHS[date.month - 1]}{year}"
            named = date.year
        date = (date + dt.timedelta(days=31)).replace(day=1)


def _numbers(scene: _Scene) -> Iterable[tuple[float, str]]:
    weekly = scene.forecast.finish.p50.week is not None
    for number in ticks(scene.last):
        yield float(number), f"week {number:,g}" if weekly else f"{number:,g} h"


def _row(scene: _Scene, name: str, finish: Finish, top: float) -> Iterable[Attributes]:
    """Yield a name, its bars, and the three times in words."""
    theme = scene.style.theme
    colour = scene.style.theme.tint(0).edge
    times = (finish.p50, finish.p80, finish.p95)
    half, most, nearly = (scene.x(_moment(when)) for when in times)
    middle = top + 12
    hover = f"{name}: half the time by {_named(times[0])}, 4 in 5 by {_named(times[1])}, 19 in 20 "
    hover += f"by {_named(times[2])}"
    bold = name == "the whole plan"
    label = font(text_of(shortened(name, NAMES - 12, bold=bold)), bold=bold)
    yield words((0, middle - 8), (NAMES - 8, 16), label, theme, tooltip=name)
    yield area((half, middle - THIN / 2), (max(nearly - half, 1), THIN), colour, hover)
    yield area((half, middle - THICK / 2), (max(most - half, 1), THICK), colour, hover)
    yield area((half - 1, middle - THICK / 2 - 3), (2, THICK + 6), theme.text, hover)
    said = f"{_named(times[0])} · {_named(times[1])} · {_named(times[2])}"
    small = font(text_of(said), colour=theme.soft)
    corner, wide = (min(half, WIDE - 235), middle + 9), width(said) * DETAIL
    # The lines behind it would run through the text.
    yield area(corner, (wide, 14), theme.background)
    yield words(corner, (wide, 14), small, theme)


def _deadline(scene: _Scene, high: float) -> Iterable[Attributes]:
    """Yield a line at the deadline, and a shorter one at each due date."""
    if scene.forecast.finish.p50.date is None:
        return
    for chance in scene.forecast.chances:
        if chance.date is not None:
            x = scene.x(float(chance.date.toordinal()))
            wide = 1.8 if chance.what == "deadline" else 0.9
            hover = f"{chance.what} {day(chance.date)}"
            colour = scene.style.theme.text
            yield area((x - wide / 2, AXIS - 6), (wide, high - AXIS + 6), colour, hover)


def _chances(scene: _Scene) -> Iterable[str]:
    """Yield how likely it is to be in time."""
    for chance in scene.forecast.chances:
        what = {"budget": "within the budget", "deadline": "by the deadline", "due": "in time"}
        name = f"{chance.step} " if chance.step else ""
        when = f", {day(chance.date)}" if chance.date is not None else ""
        yield f"{name}{what[chance.what]}{when}: {chance.chance:.0%}"
    left = scene.forecast.steps - scene.forecast.steps_done
    if not left:
        yield f"all {count_of(scene.forecast.steps, 'step')} are done"
