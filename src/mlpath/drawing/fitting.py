"""Whether a drawing in columns will fit on a page, estimated before any engine has seen it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

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


def columns_of(count: int, edges: Sequence[Edge], weights: Sequence[int]) -> list[int]:
    """Return the column of each box where engines put it: arrows as short as they can be in all.

    Parameters
    ----------
    count
        How many boxes there are.
    edges
        From earlier to later boxes.
    weights
        How much the length of each counts.

    Notes
    -----
    The linear programme that Graphviz solves; longest chains alone may need fewer columns.

    References
    ----------
    Gansner, E. R., Koutsofios, E., North, S. C. & Vo, K.-P. (1993). A technique for drawing
    directed graphs. doi:10.1109/32.221135

    Examples
    --------
    >>> columns_of(4, [(0, 1), (1, 2), (3, 2)], [1, 1, 1])
    [0, 1, 2, 1]
    """
    if not edges:
        return [0] * count
    import numpy as np  # noqa: PLC0415 - only where pages are divided
    from scipy.optimize import linprog  # noqa: PLC0415 - as above
    from scipy.sparse import coo_array  # noqa: PLC0415 - as above

    number = len(edges)
    lines = np.repeat(np.arange(number), 2)
    places = np.array(edges).ravel()
    apart = coo_array((np.tile([1.0, -1.0], number), (lines, places)), shape=(number, count))
    sparse: Any = apart.tocsr()  # the stubs of scipy know dense ones only
    # A little of every place keeps what is not connected at the left.
    costs = np.full(count, 1e-3)
    for (source, target), weight in zip(edges, weights, strict=True):
        costs[source] -= weight
        costs[target] += weight
    found: Any = linprog(costs, A_ub=sparse, b_ub=-np.ones(number), method="highs-ds")
    return [round(place) for place in found.x]


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
