"""What a drawing will cost the engine, estimated before it starts.

*Why:* Graphviz's time grows with the ranks that edges cross, not with nodes and edges: a chain of
2,000 topics that all lead to the last one takes gigabytes, a thousand independent pairs nothing.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from typing import TYPE_CHECKING

from mlpath.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.drawing.reducing import Edge

FULL = 12_000
LOW = 100_000
MOST_BOXES = 5_000


class Care(enum.Enum):
    """How hard the engine may try."""

    FULL = "full"
    LOW = "low"


def crossings(ranks: Sequence[int], edges: Iterable[Edge]) -> int:
    """Return how many ranks the edges pass through between their ends."""
    return sum(max(0, abs(ranks[target] - ranks[source]) - 1) for source, target in edges)


def ranks_of(order: Sequence[int], edges: Iterable[Edge]) -> list[int]:
    """Return the rank of each box: its longest chain, starts moved down next to their use.

    Parameters
    ----------
    order
        Every box in a topological order.
    edges
        From earlier to later boxes.
    """
    before: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    ranks = [0] * len(order)
    for node in order:
        ranks[node] = max((ranks[other] + 1 for other in before[node]), default=0)
    for node in reversed(order):
        if not before[node] and after[node]:
            ranks[node] = min(ranks[other] for other in after[node]) - 1
    return ranks


def care_for(boxes: int, passed: int) -> Care:
    """Return how hard the engine may try with so many boxes and ranks passed through.

    Raises
    ------
    RequestError
        If no engine would finish; the error says what to draw instead.
    """
    if boxes > MOST_BOXES or passed > LOW:
        raise RequestError(
            f"a picture of {boxes:,} boxes whose arrows pass {passed:,} rows cannot be drawn",
            hint="draw the overview, one section or one goal",
        )
    return Care.FULL if passed <= FULL else Care.LOW
