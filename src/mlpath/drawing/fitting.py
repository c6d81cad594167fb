"""Whether a drawing in columns will fit on a page, estimated before any engine has seen it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.papers import Paper
    from mlpath.drawing.reducing import Edge

# Inches between columns, between boxes and for an arrow that passes a column; and how much longer
# than that columns get: measured on 199 pages of sections, the longest of them 1.4 times.
BETWEEN = 0.55
GAP = 0.16
PASSING = 0.12
SPREAD = 1.36


def fits(
    sizes: Sequence[tuple[float, float]],
    columns: Sequence[int],
    edges: Iterable[Edge],
    above: float,
    paper: Paper,
) -> bool:
    """Tell whether boxes in columns fit on the paper, upright or not, with readable text.

    Parameters
    ----------
    sizes
        Width and height of each box in inches.
    columns
        The column of each box.
    edges
        Arrows between boxes.
    above
        Inches that the heading takes.
    paper
        A sheet.
    """
    widths: dict[int, float] = defaultdict(float)
    heights: dict[int, float] = defaultdict(float)
    for (wide, high), column in zip(sizes, columns, strict=True):
        widths[column] = max(widths[column], wide)
        heights[column] += GAP + high
    for source, target in edges:
        for column in range(columns[source] + 1, columns[target]):
            heights[column] += PASSING
    across = sum(widths.values()) + BETWEEN * len(widths)
    down = max(heights.values(), default=0.0) * SPREAD + above
    return any(
        across <= most and down <= tallest
        for most, tallest in (paper.inches(upright=False), paper.inches(upright=True))
    )
