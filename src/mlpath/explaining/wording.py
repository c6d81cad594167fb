"""Steps, values and effects in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.plans import MINUTES_PER_HOUR
from mlpath.units import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.topics import KnowledgeGraph, Step

NAMED = 2


def named(graph: KnowledgeGraph, step: Step | str) -> str:
    """Return a step's title with its level.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"title": "SVD", "effort": "2h"}}})
    >>> named(graph, "svd@working")
    'SVD (working)'
    """
    found = graph.step(step)
    return f"{graph.topic(found.topic).title} ({found.level})"


def listed(graph: KnowledgeGraph, steps: Sequence[Step | str], most: int = NAMED) -> str:
    """Return the first of some steps by title, and how many more there are."""
    if len(steps) == most + 1:
        most += 1
    names = [named(graph, step) for step in steps[:most]]
    more = len(steps) - len(names)
    if more:
        return f"{', '.join(names)} and {more:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def figure(value: float) -> str:
    """Return a value with at most three decimals.

    Examples
    --------
    >>> figure(12.0), figure(0.1 + 0.2)
    ('12', '0.3')
    """
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def signed(value: float) -> str:
    """Return a difference of values.

    Examples
    --------
    >>> signed(1.5), signed(-2), signed(0.0)
    ('+1.5 value', '-2 value', 'the same value')
    """
    if not round(value, 3):
        return "the same value"
    return f"{'+' if value > 0 else '-'}{figure(abs(value))} value"


def time(minutes: int) -> str:
    """Return minutes as hours and minutes, as an option takes them.

    Examples
    --------
    >>> time(600), time(615)
    ('10h', '615m')
    """
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    return f"{minutes}m" if rest or not hours else f"{hours}h"


def whole(minutes: int) -> int:
    """Return minutes rounded up to whole hours, as people set budgets.

    Examples
    --------
    >>> whole(61), whole(120)
    (120, 120)
    """
    return -(-minutes // MINUTES_PER_HOUR) * MINUTES_PER_HOUR


def longer(minutes: int) -> str:
    """Return a difference of study time.

    Examples
    --------
    >>> longer(120), longer(-60)
    ('2 h more', '1 h less')
    """
    return f"{show(abs(minutes))} {'more' if minutes > 0 else 'less'}"


def exchange(
    graph: KnowledgeGraph, value: float, minutes: int, added: Sequence[str], removed: Sequence[str]
) -> str:
    """Return what a change does to a plan's value, to its study where that is all, and steps."""
    parts = [signed(value)]
    if minutes and not round(value, 3):
        parts.insert(0, f"{longer(minutes)} study")
    if added:
        parts.append(f"adding {listed(graph, added)}")
    parts.append(f"dropping {listed(graph, removed)}" if removed else "dropping nothing")
    return ", ".join(parts)
