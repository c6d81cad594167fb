"""A plan on the axis of time: a row per topic, a bar per level, reviews, dues and goals marked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import Box
from mlpath.drawing.facts import MONTHS, day
from mlpath.drawing.places import area, font, placed, shortened, text_of, words
from mlpath.drawing.scenes import Scene, numbered
from mlpath.drawing.texts import Markup, time
from mlpath.drawing.weeks import unit
from mlpath.topics import Level
from mlpath.units import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.boxes import Style
    from mlpath.drawing.documents import Attributes
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page
    from mlpath.plans import Plan, Schedule, Session, Week
    from mlpath.topics import KnowledgeGraph, Step

ROW = 15.5
NAMES = 0.31
AXIS = 34.0
# A pause shorter than this does not break a bar: nobody studies every day.
PAUSE = 0.6
# Points that a bar takes at least, where its weeks are that wide.
SHORTEST = 8.0
# Points that a week's name and a month's name take on the axis.
NAME, MONTH = 30.0, 60.0
THICK = {Level.OVERVIEW: 4.0, Level.WORKING: 8.0, Level.DEEP: 12.0}
DAYS = 7
# A deadline so many times further off than the last week would leave no room for the rest.
FAR = 1.6
_KEY = "thin bar: overview, thicker: working, thickest: deep"


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of study of one step, in weeks from the beginning of week 1."""

    step: Step
    start: float
    end: float
    minutes: int


@dataclass(frozen=True, slots=True)
class Row:
    """A topic's line; or that of a section, without a topic."""

    section: str
    topic: str = ""
    bars: tuple[Bar, ...] = ()
    reviews: tuple[float, ...] = ()
    continued: bool = False

    @property
    def minutes(self) -> int:
        """Minutes of study."""
        return sum(bar.minutes for bar in self.bars)


@dataclass(frozen=True, slots=True)
class _Scene(Scene):
    """What the pages of a timeline have in common."""

    @property
    def names(self) -> float:
        """Points that the names of the topics take."""
        return self.wide * NAMES

    @property
    def studied(self) -> int:
        """Number of the last week with study."""
        return max((week.week for week in self.schedule.weeks), default=1)

    @property
    def weeks(self) -> int:
        """Number of the last week shown: the deadline and dues are, unless they are far off."""
        dates = [due.date for due in self.schedule.due]
        dates += [] if self.schedule.deadline is None else [self.schedule.deadline]
        ends = [-(-int(self.moment(date) * DAYS) // DAYS) for date in dates]
        return max([self.studied, *(end for end in ends if end <= FAR * self.studied)])

    def x(self, moment: float) -> float:
        """Return the place of a moment, in weeks from the beginning of week 1."""
        left = min(max(moment, 0.0), float(self.weeks))
        return self.names + (self.wide - self.names) * left / self.weeks

    def first(self, week: int) -> dt.date | None:
        """Return the first day of a week, None without dates."""
        start = self.schedule.start
        return None if start is None else start + dt.timedelta(weeks=week - 1)

    def moment(self, date: dt.date) -> float:
        """Return the end of a day, in weeks from the beginning of week 1."""
        first = self.schedule.start or date
        return round(((date - first).days + 1) / DAYS, 6)


def timeline_pages(
    plan: Plan, graph: KnowledgeGraph, schedule: Schedule, style: Style, paper: Paper
) -> tuple[Page, ...]:
    """Return a plan on the axis of time, as many pages as its rows need to stay readable.

    Parameters
    ----------
    plan, graph
        A plan and the graph it was made for.
    schedule
        The plan laid into weeks.
    style, paper
        Colours; the paper a page must fit on.
    """
    rows = rows_of(graph, schedule)
    upright = len(rows) > len(schedule.weeks)
    width, height = paper.inches(upright=upright)
    scene = _Scene.of(plan, graph, schedule, style, width)
    room = scene.room(height, _boxes(scene, rows), (_KEY, *_keys(scene, rows)))
    return numbered(_sheets(rows, int((room - AXIS) / ROW)), partial(_page, scene))


def rows_of(graph: KnowledgeGraph, schedule: Schedule) -> list[Row]:
    """Return a row for each section, what begins first on top, and below it one for each topic."""
    bars: dict[str, list[Bar]] = defaultdict(list)
    reviews: dict[str, list[float]] = defaultdict(list)
    for week in schedule.weeks:
        for session, start, end in stretches(week):
            if session.kind == "review":
                reviews[session.topic].append((start + end) / 2)
                continue
            found = bars[session.topic]
            last = found[-1] if found else None
            if last is not None and last.step == session.step and start - last.end < PAUSE:
                minutes = last.minutes + session.minutes
                found[-1] = replace(last, end=end, minutes=minutes)
            else:
                found.append(Bar(session.step, start, end, session.minutes))
    held: dict[str, list[str]] = defaultdict(list)
    for topic in bars:
        held[graph.topic(topic).section].append(topic)
    rows = []
    for section, topics in held.items():
        rows.append(Row(section, bars=tuple(bar for topic in topics for bar in bars[topic])))
        rows += [Row(section, t, tuple(bars[t]), tuple(reviews[t])) for t in topics]
    return rows


def stretches(week: Week) -> Iterable[tuple[Session, float, float]]:
    """Yield the sessions of a week with their beginnings and ends, in weeks.

    Sessions with a day share that day evenly, others the week: how long its hours are spread over
    it is all that is known of them.
    """
    days: dict[dt.date | None, list[Session]] = defaultdict(list)
    for session in week.sessions:
        days[session.date].append(session)
    for date, sessions in days.items():
        if date is None or week.start is None:
            start, share, total = 0.0, 1.0, max(week.capacity_minutes, week.minutes)
        else:
            start, share = (date - week.start).days / DAYS, 1 / DAYS
            total = sum(session.minutes for session in sessions)
        spent = 0
        for session in sessions:
            before = week.week - 1 + start + share * spent / total
            spent += session.minutes
            yield session, before, week.week - 1 + start + share * spent / total


def _sheets(rows: Sequence[Row], room: int) -> list[list[Row]]:
    """Return the rows on as few pages as hold them, those filled evenly."""
    size = max(room, 3)
    sheets = _filled(rows, size)
    while size > 3 and len(_filled(rows, size - 1)) == len(sheets):  # noqa: PLR2004 - as above
        size -= 1
        sheets = _filled(rows, size)
    return sheets


def _filled(rows: Sequence[Row], size: int) -> list[list[Row]]:
    """Return the rows on pages of so many, a section's name on top of each part of it."""
    sheets: list[list[Row]] = [[]]
    for row in rows:
        # A section's name does not stand alone at the foot of a page.
        if len(sheets[-1]) >= size - (not row.topic) and sheets[-1]:
            sheets.append([Row(row.section, continued=True)] if row.topic else [])
        sheets[-1].append(row)
    return sheets


def _page(scene: _Scene, rows: Sequence[Row], where: str) -> Page:
    """Return one page of rows."""
    high = AXIS + ROW * len(rows)
    nodes = [*_axis(scene, high)]
    for place, row in enumerate(rows):
        top = AXIS + ROW * place
        nodes += _section(scene, row, top) if not row.topic else _topic(scene, row, top)
    nodes += _deadline(scene, high)
    return scene.page(nodes, _boxes(scene, rows), (_KEY, *_keys(scene, rows), where))


def _boxes(scene: _Scene, rows: Sequence[Row]) -> list[Box]:
    """Return a box of each topic, so that the legend names its section."""
    return [Box(scene.graph.topic(row.topic)) for row in rows if row.topic]


def _keys(scene: _Scene, rows: Sequence[Row]) -> list[str]:
    """Return what the marks on a page mean, those only that it has."""
    steps = {bar.step for row in rows for bar in row.bars}
    due = {item.step for item in scene.schedule.due}
    keys = ["star: goal reached"] if steps & scene.goals else []
    if any(str(step) in due for step in steps):
        keys.append("diamond: due, filled where it is missed")
    if any(row.reviews for row in rows):
        keys.append("small circle: review")
    deadline = scene.schedule.deadline
    if deadline is not None:
        late = scene.schedule.late_days
        drawn = "thick line: " if scene.moment(deadline) <= scene.weeks else ""
        keys.append(f"{drawn}deadline {day(deadline)}")
        keys += [f"missed by {count_of(late, 'day')}"] if late else []
    return keys


def _axis(scene: _Scene, high: float) -> Iterable[Attributes]:
    """Yield weeks and months with their lines."""
    theme = scene.style.theme
    weekly = (scene.wide - scene.names) / scene.weeks
    every = max(1, -(-int(NAME * 100) // int(weekly * 100)))
    free = 0.0
    named = 0
    for week in range(1, scene.weeks + 1):
        x, start = scene.x(week - 1), scene.first(week)
        if (week - 1) % every == 0:
            yield area((x, AXIS - 16), (0.5, high - AXIS + 16), theme.faint)
        if (week - 1) % every == 0 and x + NAME < scene.wide:
            text = font(text_of(f"{unit(scene.schedule)[0]}{week}"), colour=theme.soft)
            yield words((x + 3, AXIS - 15), (NAME, 13), text, theme)
        if start is not None and start.month != named and free <= x < scene.wide - MONTH:
            year = f" {start.year}" if start.month < named or not named else ""
            text = font(text_of(f"{start.day} {MONTHS[start.month - 1]}{year}"), bold=True)
            yield words((x + 3, 1), (MONTH + 30, 14), text, theme)
            yield area((x, 1), (0.5, 15), theme.soft)
            named, free = start.month, x + (MONTH + 24 if year else MONTH)


def _section(scene: _Scene, row: Row, top: float) -> Iterable[Attributes]:
    """Yield the line of a section's name."""
    style = scene.style
    tint = style.tint(row.section)
    title = scene.graph.section(row.section).title
    topics = len({bar.step.topic for bar in row.bars})
    told = "continued" if row.continued else f"{count_of(topics, 'topic')}, {time(row.minutes)}"
    yield area((0, top + 1), (scene.wide, ROW - 1), tint.fill)
    yield area((0, top + 1), (4, ROW - 1), tint.edge)
    code = font(text_of(style.codes[row.section]), bold=True)
    soft = font(text_of(told), colour=style.theme.soft)
    text = Markup(f"{code} {font(text_of(title), bold=True)} {soft}")
    # Lines of several fonts stand a little higher than others.
    yield words((8, top + 2.5), (scene.wide - 8, ROW - 1), text, style.theme, tooltip=title)


def _topic(scene: _Scene, row: Row, top: float) -> Iterable[Attributes]:
    """Yield a topic's name, bars and marks."""
    style, topic = scene.style, scene.graph.topic(row.topic)
    tint = style.tint(row.section)
    goal = any(bar.step in scene.goals for bar in row.bars)
    name = shortened(topic.title, scene.names - 14, bold=goal)
    yield words(
        (8, top),
        (scene.names - 8, ROW),
        font(text_of(name), bold=goal),
        style.theme,
        tooltip=f"{topic.title}\n{topic.summary}".strip(),
    )
    middle = top + ROW / 2
    for bar in row.bars:
        thick = THICK[bar.step.level]
        left = scene.x(bar.start)
        wide = max(scene.x(bar.end) - left, min(SHORTEST, scene.x(1) - scene.x(0)))
        colour = tint.edge
        yield area((left, middle - thick / 2), (wide, thick), colour, _said(scene, bar))
    for moment in row.reviews:
        yield _mark(scene, moment, middle, "circle", 5.0, hover=f"{topic.title}: review")
    yield from _marks(scene, row, middle)


def _marks(scene: _Scene, row: Row, middle: float) -> Iterable[Attributes]:
    """Yield where goals are reached and what is due."""
    last = {bar.step: bar for bar in row.bars}
    title = scene.graph.topic(row.topic).title
    for step, bar in last.items():
        if step in scene.goals:
            hover = f"{title}: goal, {step.level}"
            yield _mark(scene, bar.end, middle, "star", 15.0, hover=hover, filled=True)
    for due in scene.schedule.due:
        if any(str(step) == due.step for step in last):
            late = bool(due.late_days)
            hover = f"{title}: due {day(due.date)}, finished {day(due.finish)}"
            moment = scene.moment(due.date)
            yield _mark(scene, moment, middle, "diamond", 12.0, hover=hover, filled=late)


def _mark(  # noqa: PLR0913 - what a mark is
    scene: _Scene,
    moment: float,
    middle: float,
    shape: str,
    size: float,
    *,
    hover: str,
    filled: bool = False,
) -> Attributes:
    theme = scene.style.theme
    corner = (scene.x(moment) - size / 2, middle - size / 2)
    given: dict[str, str | float | None] = {
        "shape": shape,
        "fillcolor": theme.text if filled else theme.background,
        "color": theme.text,
        "penwidth": 0.9,
        "tooltip": hover,
    }
    return placed(corner, (size, size), given)


def _said(scene: _Scene, bar: Bar) -> str:
    """Return what hovering over a bar shows."""
    first, last = int(bar.start) + 1, max(int(bar.start), -(-int(bar.end * 1000) // 1000) - 1) + 1
    word = unit(scene.schedule).lower()
    weeks = f"{word} {first}" if first == last else f"{word}s {first} to {last}"
    title = scene.graph.topic(bar.step.topic).title
    return (
        f"{title}, {bar.step.level}: {time(bar.minutes)}, {weeks}\n{scene.why[bar.step]}".strip()
    )


def _deadline(scene: _Scene, high: float) -> Iterable[Attributes]:
    """Yield the line of the deadline."""
    deadline = scene.schedule.deadline
    if deadline is None or scene.moment(deadline) > scene.weeks:
        return
    x = scene.x(scene.moment(deadline))
    colour = scene.style.theme.text
    yield area((x - 0.8, AXIS - 18), (1.6, high - AXIS + 18), colour, f"deadline {day(deadline)}")
