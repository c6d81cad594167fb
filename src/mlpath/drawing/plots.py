"""Value against hours as SVG, written by hand: a plot needs no layout engine."""

from __future__ import annotations

import html
import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from mlpath.drawing.palettes import DARK, HUES, LIGHT, mixed
from mlpath.drawing.svgs import FONTS
from mlpath.drawing.texts import clean, width
from mlpath.plans import MINUTES_PER_HOUR, THOUSANDTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.palettes import Theme
    from mlpath.plans import ValueCurve

ACROSS, DOWN = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 72, 24, 78, 58
TICKS = 8
DOTTED = 60  # more corners than this would run into one another
TITLE = 70  # characters that fit over the plot

Point = tuple[float, float]


def plot_curve(
    curve: ValueCurve, *, title: str = "", budget: int | None = None, dark: bool = False
) -> str:
    """Return a value curve as SVG text, the same for the same curve.

    Parameters
    ----------
    curve
        What to plot: what the corners hold as stairs, the bound above them, points as diamonds.
    title
        Stands above; any text.
    budget
        The learner's own minutes to mark, None for no mark.
    dark
        Light on dark.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> from mlpath.planning import value_curve
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> plot_curve(value_curve(graph), title="SVD")[:4]
    '<svg'
    """
    theme = DARK if dark else LIGHT
    frame = _Frame(curve, budget)
    parts = [
        *_axes(frame, theme),
        *_lines(curve, frame, theme, dark=dark),
        *_mark(budget, frame, theme),
        *_legend(curve, frame, theme, dark=dark),
    ]
    name = _escaped(clean(title) or "Value for hours")
    short = name if len(name) <= TITLE else f"{_escaped(clean(title)[: TITLE - 1])}…"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ACROSS} {DOWN}" '
        f'width="{ACROSS}" height="{DOWN}" role="img" aria-label="{name}">\n'
        f"<title>{name}</title>\n"
        f"<style>text {{ font-family: {FONTS}; }}</style>\n"
        f'<rect width="{ACROSS}" height="{DOWN}" fill="{theme.background}"/>\n'
        f"{_text((LEFT, 28), short, theme.text, size=17)}\n"
    )
    return head + "\n".join(parts) + "\n</svg>\n"


class _Frame:
    """From hours and values to places in the picture."""

    def __init__(self, curve: ValueCurve, budget: int | None) -> None:
        asked = curve.asked
        # Straight lines stay straight only if the learner's minutes are not rounded.
        self.stretch = Fraction(str(asked.pace)) / (1 - Fraction(str(asked.review_share)))
        ends = [curve.breakpoints[-1].budget_minutes, budget or 0]
        ends += [point.budget_minutes for point in curve.points]
        self.hours = max(max(ends) / MINUTES_PER_HOUR, 1.0) * 1.04
        heights = [curve.breakpoints[-1].value, *(point.value for point in curve.points)]
        self.top = max(*heights, 0.001) * 1.08

    def at(self, minutes: float, value: float) -> Point:
        """Return the place of the learner's own minutes and a value."""
        x = LEFT + (ACROSS - LEFT - RIGHT) * (minutes / MINUTES_PER_HOUR / self.hours)
        y = DOWN - BOTTOM - (DOWN - TOP - BOTTOM) * (value / self.top)
        return x, y

    def own(self, effort: Fraction | int) -> float:
        """Return minutes of effort in the learner's own minutes."""
        return float(effort * self.stretch)


def _axes(frame: _Frame, theme: Theme) -> Iterable[str]:
    """Yield grid lines with their numbers, and what the axes say."""
    left, bottom = frame.at(0, 0)
    right, top = ACROSS - RIGHT, TOP
    for hours in ticks(frame.hours):
        x, _ = frame.at(hours * MINUTES_PER_HOUR, 0)
        yield _line((x, top), (x, bottom), theme.faint, 0.6)
        yield _text((x, bottom + 18), f"{hours:,g}", theme.soft, anchor="middle")
    for value in ticks(frame.top):
        _, y = frame.at(0, value)
        yield _line((left, y), (right, y), theme.faint, 0.6)
        yield _text((left - 8, y + 4), f"{value:,g}", theme.soft, anchor="end")
    middle = (LEFT + ACROSS - RIGHT) / 2
    yield _text((middle, DOWN - 14), "hours of study", theme.text, anchor="middle", size=13)
    yield _text((LEFT, TOP - 12), "value", theme.text, anchor="end", size=13)


def ticks(end: float) -> list[float]:
    """Return round numbers from 0 to an end, about eight of them.

    Examples
    --------
    >>> ticks(310)
    [0, 50, 100, 150, 200, 250, 300]
    """
    size = 10.0 ** math.floor(math.log10(end / TICKS))
    step = next(s for s in (size, size * 2, size * 5, size * 10) if s * TICKS >= end)
    places = range(int(end / step) + 1)
    numbers = [round(place * step, 6) for place in places]
    return [int(n) if n == int(n) else n for n in numbers]


def _lines(curve: ValueCurve, frame: _Frame, theme: Theme, *, dark: bool) -> Iterable[str]:
    """Yield the area under the corners, the bound, the corners and the points."""
    hue = mixed(HUES[0], "#ffffff", 0.75) if dark else HUES[0]
    corners = [
        frame.at(frame.own(corner.effort_minutes), corner.value) for corner in curve.breakpoints
    ]
    # What every corner gives, more hours keep: the curve goes on to the right edge.
    end = (float(ACROSS - RIGHT), corners[-1][1])
    floor = frame.at(0, 0)[1]
    steps = [corners[0]]
    for (_, low), (x, high) in pairwise(corners):
        steps += [(x, low), (x, high)]
    steps.append(end)
    area = [(corners[0][0], floor), *steps, (end[0], floor)]
    yield f'<polygon points="{_joined(area)}" fill="{hue}" fill-opacity="0.12"/>'
    bound = [frame.at(frame.own(effort), value) for effort, value in _bound(curve, frame)]
    yield _polyline(bound, HUES[1], 1.6, dash="6 4")
    yield _polyline(steps, hue, 1.8)
    if len(corners) <= DOTTED:
        for corner, (x, y) in zip(curve.breakpoints, corners, strict=True):
            hours = corner.budget_minutes / MINUTES_PER_HOUR
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{hue}">'
                f"<title>{hours:,.1f} h: {corner.value:,g}</title></circle>"
            )
    for point in curve.points:
        x, y = frame.at(point.budget_minutes, point.value)
        hours = point.budget_minutes / MINUTES_PER_HOUR
        yield (
            f'<polygon points="{_diamond(x, y)}" fill="{theme.background}" '
            f'stroke="{theme.text}" stroke-width="1.6">'
            f"<title>{hours:,g} h: {point.value:,g} ({point.status})</title></polygon>"
        )


def _bound(curve: ValueCurve, frame: _Frame) -> list[tuple[Fraction | int, float]]:
    """Return the corners of the lowest of all bounding lines."""
    lines = [(Fraction(line.price), Fraction(line.start)) for line in curve.ceilings]
    places = [Fraction(curve.breakpoints[0].effort_minutes)]
    for (steep, low), (flat, high) in pairwise(lines):
        meeting = (high - low) / (steep - flat)
        if meeting > places[-1]:
            places.append(meeting)
    places.append(Fraction(frame.hours * MINUTES_PER_HOUR) / frame.stretch)
    return [
        (place, float(min(start + price * place for price, start in lines) / THOUSANDTHS))
        for place in sorted(places)
    ]


def _mark(budget: int | None, frame: _Frame, theme: Theme) -> Iterable[str]:
    """Yield the line that stands at the learner's budget."""
    if budget is None:
        return
    x, bottom = frame.at(budget, 0)
    yield _line((x, TOP), (x, bottom), theme.text, 1.4, dash="2 3")
    label = f"{budget / MINUTES_PER_HOUR:,.4g} h"
    near_end = x + 8 * len(label) > ACROSS - RIGHT
    yield _text(
        (x - 6 if near_end else x + 6, bottom - 10),
        label,
        theme.text,
        anchor="end" if near_end else "start",
    )


def _legend(curve: ValueCurve, frame: _Frame, theme: Theme, *, dark: bool) -> Iterable[str]:
    """Yield what each kind of line means, in one row over the plot."""
    hue = mixed(HUES[0], "#ffffff", 0.75) if dark else HUES[0]
    entries = [("line", hue, "one plan growing"), ("dash", HUES[1], "no plan lies above")]
    if curve.points:
        entries.append(("point", theme.text, "best plans, solved"))
    x = frame.at(0, 0)[0] + 12
    for kind, colour, words in entries:
        y = 50.0
        if kind == "point":
            yield (
                f'<polygon points="{_diamond(x + 14, y)}" fill="{theme.background}" '
                f'stroke="{colour}" stroke-width="1.6"/>'
            )
        else:
            yield _line((x, y), (x + 28, y), colour, 2, dash="6 4" if kind == "dash" else "")
        yield _text((x + 36, y + 4), words, theme.text)
        x += 36 + width(words) * 12 + 24


def _line(start: Point, end: Point, colour: str, stroke: float, *, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{colour}" stroke-width="{stroke:g}"{dashed}/>'
    )


def _polyline(points: Sequence[Point], colour: str, stroke: float, *, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline points="{_joined(points)}" fill="none" stroke="{colour}" '
        f'stroke-width="{stroke:g}"{dashed}/>'
    )


def _text(
    place: Point,
    words: str,
    colour: str,
    *,
    anchor: str = "start",
    size: int = 12,
) -> str:
    return (
        f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" fill="{colour}" text-anchor="{anchor}" '
        f'font-size="{size}">{words}</text>'
    )


def _diamond(x: float, y: float) -> str:
    return _joined([(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)])


def _joined(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _escaped(text: str) -> str:
    return html.escape(text.replace("\n", " "), quote=True)
