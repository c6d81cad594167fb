"""The concept pages' pictures, each computed by mlpath when the site is built."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import mlpath
from mlpath.drawing.palettes import DARK, DARK_HUES, HUES, LIGHT
from mlpath.drawing.plots import plot_curve
from mlpath.drawing.svgs import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.plans import Plan

CHAIN = {
    "graph": {"id": "chain", "title": "Four topics"},
    "topics": {
        "vectors": {"effort": "2h"},
        "forces": {"effort": "4h", "value": 3, "requires": ["vectors"]},
        "history": {"effort": "3h", "value": 2},
        "orbits": {"effort": "6h", "value": 3, "requires": ["forces"]},
    },
}
LEVELS = {
    "graph": {"id": "levels", "title": "Eigenvalues, overview and working"},
    "topics": {
        "determinants": {
            "title": "Determinants",
            "effort": {"overview": "45m", "working": "2-3h", "deep": "6h"},
        },
        "matrix-inverse": {
            "title": "Inverse matrices",
            "effort": {"overview": "30m", "working": "2h"},
        },
        "eigenvalues": {
            "title": "Eigenvalues",
            "effort": {"overview": "1h", "working": "3-5h", "deep": "10-16h"},
            "requires": ["determinants@overview", "matrix-inverse"],
        },
    },
}
COURSE = ":caption: mechanics.yaml\n"
ORDERS = ("value", "spiral", "breadth", "section")
WIDTH, HEIGHT = 760, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 40, 52

Line: TypeAlias = list[tuple[float, float]]


def figures(graph: mlpath.KnowledgeGraph) -> Iterator[tuple[str, str]]:
    """Yield names and SVG texts, each light and dark."""
    for dark in (False, True):
        end = "-dark" if dark else ""
        for name, svg in (
            *_small(dark=dark),
            *_weeks(graph, dark=dark),
            ("orders", _orders(graph, dark=dark)),
            ("forecast", forecast_picture(graph, dark=dark)),
        ):
            yield f"{name}{end}", svg


def _small(*, dark: bool) -> Iterator[tuple[str, str]]:
    """Yield pictures of small graphs: what a level needs, and the corners of a value curve."""
    text = (Path(__file__).parents[1] / "guides" / "educator.md").read_text(encoding="utf-8")
    course = mlpath.loads(text.partition(COURSE)[2].partition("```")[0])
    yield "mechanics", mlpath.draw(course, dark=dark).svg()
    levels = mlpath.KnowledgeGraph.from_dict(LEVELS)
    yield "levels", mlpath.draw(levels, goal=["eigenvalues@working"], dark=dark).svg()
    chain = mlpath.KnowledgeGraph.from_dict(CHAIN)
    curve = mlpath.value_curve(chain)
    yield "chain", plot_curve(curve, title="Four topics, 12 hours", budget=12 * 60, dark=dark)


def _weeks(graph: mlpath.KnowledgeGraph, *, dark: bool) -> Iterator[tuple[str, str]]:
    """Yield pictures of goals and weeks of the bundled graph."""
    known = ["python-classes", "matrices", "partial-derivatives", "gaussian-distribution"]
    plan = mlpath.plan(graph, goals=["attention"], known=known, budget="64h")
    weeks = mlpath.schedule(plan, hours="8h/week")
    yield "tutorial", mlpath.draw(plan, graph=graph, schedule=weeks, dark=dark).svg()
    picture = mlpath.draw(graph, goal="svd@overview", known=["vectors", "matrices"], dark=dark)
    yield "placement", picture.svg()
    kept = mlpath.plan(graph, goals=["linear-regression@overview"], review_share=0.15)
    weeks = mlpath.schedule(kept, hours="4h/week", start="2026-12-01")
    weeks = mlpath.add_reviews(weeks, kept, graph, method="ladder")
    yield "review", mlpath.draw(kept, graph=graph, schedule=weeks, dark=dark).svg()


def _orders(graph: mlpath.KnowledgeGraph, *, dark: bool) -> str:
    """Plot the value earned against hours, for each order of the same steps."""
    lines = {
        order: _earned(mlpath.plan(graph, goals=["preset:interview"], order=order))
        for order in ORDERS
    }
    return _plot(lines, ("hours of study", "value earned"), dark=dark)


def _earned(plan: Plan) -> Line:
    """Return value after hours: stairs, up where a step is finished."""
    hours, value = 0.0, 0.0
    points = [(hours, value)]
    for planned in plan.steps:
        hours += planned.effort_minutes / 60
        points.append((hours, value))
        value += planned.value
        points.append((hours, value))
    return points


def forecast_picture(graph: mlpath.KnowledgeGraph, *, dark: bool) -> str:
    """Draw when each goal is reached: half the time, 4 in 5, and 19 in 20."""
    goals = ["linear-regression@working", "pca@working", "multilayer-perceptron@working"]
    plan = mlpath.plan(graph, goals=goals, known=["python-classes"])
    made = mlpath.forecast(plan, graph, hours="8h/week", start="2026-12-01")
    return mlpath.draw(made, graph=graph, dark=dark).svg()


def _plot(lines: dict[str, Line], names: tuple[str, str], *, dark: bool) -> str:
    """Return lines over two axes, each with its name at its own place."""
    theme = DARK if dark else LIGHT
    hues = DARK_HUES if dark else HUES
    most = (
        max(line[-1][0] for line in lines.values()),
        max(line[-1][1] for line in lines.values()),
    )
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return LEFT + across * point[0] / most[0], HEIGHT - BOTTOM - down * point[1] / most[1]

    parts = [
        _text(LEFT + across, HEIGHT - 12, names[0], theme.soft, anchor="end"),
        _text(8, 20, names[1], theme.soft),
    ]
    for at in range(0, round(most[0]) + 1, 100):
        x, y = place((at, 0))
        parts.append(f'<path d="M{x:.1f} {y}V{TOP}" stroke="{theme.faint}"/>')
        parts.append(_text(x, y + 20, str(at), theme.soft, anchor="middle"))
    for at in range(0, round(most[1]) + 1, 20):
        x, y = place((0, at))
        parts.append(f'<path d="M{x} {y:.1f}H{LEFT + across}" stroke="{theme.faint}"/>')
        parts.append(_text(x - 8, y + 4, str(at), theme.soft, anchor="end"))
    for number, (name, line) in enumerate(lines.items()):
        hue, dash = hues[number], ("", "9 4", "3 3", "12 3 3 3")[number]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, line))
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{hue}" stroke-width="2.5" '
            f'stroke-dasharray="{dash}"/>'
        )
        x = LEFT + 110 + 120 * number
        parts.append(
            f'<path d="M{x} 16h28" stroke="{hue}" stroke-width="2.5" stroke-dasharray="{dash}"/>'
        )
        parts.append(_text(x + 36, 20, name, theme.text))
    return _svg(parts, HEIGHT, theme.background)


def _text(x: float, y: float, text: str, colour: str, *, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">'
        f"{html.escape(text)}</text>"
    )


def _svg(parts: list[str], height: int, ground: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{html.escape(FONTS)}" font-size="14">'
        f'<rect width="100%" height="100%" fill="{ground}"/>{"".join(parts)}</svg>\n'
    )
