"""Every week of a plan at a glance: a line of chips per week, no arrows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import DETAIL, TITLE, Box
from mlpath.drawing.facts import MONTHS
from mlpath.drawing.places import area, font, placed, shortened, text_of, words
from mlpath.drawing.scenes import Scene, numbered
from mlpath.drawing.texts import Markup, time, width
from mlpath.drawing.weeks import parts_of_weeks, review_text, step_edges, unit
from mlpath.topics import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.boxes import Style
    from mlpath.drawing.documents import Attributes
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page
    from mlpath.drawing.weeks import Part
    from mlpath.plans import Plan, Schedule, Week
    from mlpath.topics import KnowledgeGraph

SIDE = 88.0
CHIP = 17.0
PITCH = 20.5
GAP = 4.0
PAD = 3.0
WEEK = 6.0
LINE = 13.0
LONGEST = 250.0
SHORT = {Level.OVERVIEW: "o", Level.WORKING: "w", Level.DEEP: "d"}
_KEY = "after each title: section and levels (o overview, w working, d deep)"


@dataclass(frozen=True, slots=True)
class _Chip:
    """Some levels of a topic."""

    part: Part
    title: str
    detail: str
    wide: float
    goal: bool


@dataclass(frozen=True, slots=True)
class _Band:
    """A week, or a part of it that fits on a page, with its chips in lines."""

    week: Week
    lines: tuple[tuple[_Chip, ...], ...]
    ongoing: str = ""
    said: tuple[str, ...] = ()
    continued: bool = False

    @property
    def high(self) -> float:
        """Points it takes."""
        side = LINE * (1 + len(self.said)) + 4
        return max(PITCH * len(self.lines), side) + WEEK


def poster_pages(
    plan: Plan, graph: KnowledgeGraph, schedule: Schedule, style: Style, paper: Paper
) -> tuple[Page, ...]:
    """Return every week with its topics, on one page if they fit.

    Parameters
    ----------
    plan, graph
        A plan and the graph it was made for.
    schedule
        The plan laid into weeks.
    style, paper
        Colours; the paper a page must fit on upright.
    """
    width, height = paper.inches(upright=True)
    scene = Scene.of(plan, graph, schedule, style, width)
    bands = list(_bands(scene))
    room = scene.room(height, _boxes(scene, bands), _notes(bands))
    return numbered(_sheets(bands, room), partial(_page, scene))


def _sheets(bands: Sequence[_Band], room: float) -> list[list[_Band]]:
    """Return the weeks on as few pages as hold them, those filled evenly."""
    pieces = [piece for band in bands for piece in _pieces(band, room)]
    most = room
    sheets = _filled(pieces, most)
    while len(sheets) > 1 and len(_filled(pieces, most - PITCH)) == len(sheets):
        most -= PITCH
        sheets = _filled(pieces, most)
    return sheets


def _filled(bands: Sequence[_Band], room: float) -> list[list[_Band]]:
    sheets: list[list[_Band]] = [[]]
    left = room
    for band in bands:
        if band.high > left and sheets[-1]:
            sheets.append([])
            left = room
        sheets[-1].append(band)
        left -= band.high
    return sheets


def _bands(scene: Scene) -> Iterable[_Band]:
    """Yield the weeks with their chips."""
    edges = [(a, b) for a, b, _, _ in step_edges(scene.graph, scene.plan)]
    held: dict[int, list[Part]] = {week.week: [] for week in scene.schedule.weeks}
    for part in parts_of_weeks(scene.schedule, edges):
        held[part.week].append(part)
    for week in scene.schedule.weeks:
        lines: list[list[_Chip]] = [[]]
        left = scene.wide - SIDE
        for chip in (_chip(scene, part) for part in held[week.week]):
            if chip.wide > left and lines[-1]:
                lines.append([])
                left = scene.wide - SIDE
            lines[-1].append(chip)
            left -= chip.wide + GAP
        when = "" if week.start is None else f"{week.start.day} {MONTHS[week.start.month - 1]}, "
        said = (f"{when}{time(week.minutes)}", review_text(week))
        ongoing = "" if held[week.week] else _ongoing(scene, week)
        yield _Band(
            week, tuple(tuple(line) for line in lines), ongoing, tuple(s for s in said if s)
        )


def _ongoing(scene: Scene, week: Week) -> str:
    """Return what goes on in a week in which nothing starts."""
    topics = dict.fromkeys(session.topic for session in week.study)
    titles = "; ".join(scene.graph.topic(topic).title for topic in topics)
    return shortened(f"{titles}, continued" if titles else "no study", scene.wide - SIDE)


def _pieces(band: _Band, room: float) -> list[_Band]:
    """Return a week as it is, or in pieces where it alone is more than a page."""
    size = max(1, int((room - WEEK) / PITCH))
    cuts = range(0, len(band.lines), size)
    return [
        replace(band, lines=band.lines[cut : cut + size], continued=cut > 0, said=band.said)
        for cut in cuts
    ]


def _chip(scene: Scene, part: Part) -> _Chip:
    topic = scene.graph.topic(part.topic)
    goal = any(step in scene.goals for step in part.steps)
    title = shortened(topic.title, LONGEST, bold=goal)
    levels = "".join(SHORT[step.level] for step in part.steps)
    code = scene.style.codes[topic.section]
    detail = code if topic.levels == (Level.WORKING,) else f"{code} {levels}"
    wide = (width(title) * (1.08 if goal else 1) + width(detail) + 0.5) * DETAIL + 2 * PAD
    return _Chip(part, title, detail, wide, goal)


def _page(scene: Scene, bands: Sequence[_Band], where: str) -> Page:
    """Return one page of weeks."""
    nodes: list[Attributes] = []
    top = 0.0
    for band in bands:
        nodes += _band(scene, band, top)
        top += band.high
    return scene.page(nodes, _boxes(scene, bands), (*_notes(bands), where))


def _notes(bands: Sequence[_Band]) -> tuple[str, ...]:
    goal = any(chip.goal for band in bands for line in band.lines for chip in line)
    return (_KEY, "double border: goal" if goal else "")


def _boxes(scene: Scene, bands: Sequence[_Band]) -> list[Box]:
    """Return a box of each chip, so that the legend names its section."""
    chips = [chip for band in bands for line in band.lines for chip in line]
    return [Box(scene.graph.topic(chip.part.topic)) for chip in chips]


def _band(scene: Scene, band: _Band, top: float) -> Iterable[Attributes]:
    """Yield a week's name and chips under a line."""
    theme = scene.style.theme
    yield area((0, top), (scene.wide, 0.5), theme.faint)
    name = f"{unit(scene.schedule)} {band.week.week}"
    begin = top + WEEK / 2 + 1
    yield words((0, begin), (SIDE, LINE + 3), font(text_of(name), size=TITLE, bold=True), theme)
    said = ("continued",) if band.continued else band.said
    for place, text in enumerate(said):
        small = font(text_of(text), colour=theme.soft)
        yield words((0, begin + 3 + LINE * (place + 1)), (SIDE, LINE), small, theme)
    if band.ongoing:
        small = font(text_of(band.ongoing), colour=theme.soft)
        yield words((SIDE, begin), (scene.wide - SIDE, LINE + 3), small, theme)
    for place, line in enumerate(band.lines):
        left = SIDE
        for chip in line:
            corner = (left, top + WEEK / 2 + PITCH * place + (PITCH - CHIP) / 2)
            yield _box(scene, chip, corner)
            left += chip.wide + GAP


def _box(scene: Scene, chip: _Chip, corner: tuple[float, float]) -> Attributes:
    """Return a chip."""
    style, topic = scene.style, scene.graph.topic(chip.part.topic)
    tint = style.tint(topic.section)
    detail = font(text_of(chip.detail), colour=style.theme.soft)
    levels = ", ".join(str(step.level) for step in chip.part.steps)
    why = [scene.why[step] for step in chip.part.steps if scene.why[step]]
    hover = [f"{topic.title}: {levels}, {time(chip.part.minutes)}", topic.summary, *why]
    return placed(
        corner,
        (chip.wide, CHIP),
        {
            "label": Markup(f"{font(text_of(chip.title), bold=chip.goal)} {detail}"),
            "style": "rounded,filled",
            "fontsize": DETAIL,
            "fontcolor": style.theme.text,
            "fillcolor": tint.fill,
            "color": tint.edge,
            "penwidth": 2.0 if chip.goal else 0.9,
            "peripheries": "2" if chip.goal else None,
            "tooltip": "\n".join(text for text in hover if text),
            **style.address(topic),
        },
    )
