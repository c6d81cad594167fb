"""Plans on pages where everything has its place: what such pages share, and their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from mlpath.drawing.facts import goal_steps, plan_facts, plan_title, reasons
from mlpath.drawing.headings import Heading, heading, heading_inches
from mlpath.drawing.places import POINTS
from mlpath.drawing.sheets import Frame, Sketch, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mlpath.drawing.boxes import Box, Style
    from mlpath.drawing.documents import Attributes
    from mlpath.drawing.pictures import Page
    from mlpath.plans import Plan, Schedule
    from mlpath.topics import KnowledgeGraph, Step

Held = TypeVar("Held")
_SEVERAL = "page 1 of 2"  # what a heading says that has to leave room for its number


@dataclass(frozen=True, slots=True)
class Scene:
    """What the pages of a plan's weeks have in common.

    Attributes
    ----------
    plan, graph, schedule
        A plan, the graph it was made for, and its weeks.
    style
        Colours and section codes.
    wide
        Points from the left to the right.
    why
        Why each step is there.
    goals
        The steps that are goals.
    """

    plan: Plan
    graph: KnowledgeGraph
    schedule: Schedule
    style: Style
    wide: float
    why: dict[Step, str]
    goals: frozenset[Step]

    @classmethod
    def of(
        cls, plan: Plan, graph: KnowledgeGraph, schedule: Schedule, style: Style, inches: float
    ) -> Self:
        """Return the scene of a plan on pages so wide."""
        why, goals = reasons(plan, graph), frozenset(goal_steps(plan))
        return cls(plan, graph, schedule, style, inches * POINTS, why, goals)

    def room(self, height: float, boxes: Sequence[Box], notes: Sequence[str]) -> float:
        """Return the points that are left below the heading on a page so many inches high."""
        head = self._head((*notes, _SEVERAL))
        return (height - heading_inches(head, self.style, boxes, (), coded=True)) * POINTS

    def page(
        self, nodes: Iterable[Attributes], boxes: Sequence[Box], notes: Sequence[str]
    ) -> Page:
        """Return a page of nodes that have their places, with a legend of the boxes' sections."""
        head = self._head(notes)
        label = heading(head, self.style, boxes, (), coded=True)
        frame = Frame(placed=True, coded=True)
        return written(Sketch(head.title, label, tuple(nodes), (), frame), self.style)

    def _head(self, notes: Sequence[str]) -> Heading:
        facts = plan_facts(self.plan, self.schedule)
        title = plan_title(self.plan, self.graph)
        return Heading(title, facts, tuple(notes), inches=self.wide / POINTS * 0.95)


def numbered(sheets: Sequence[Held], page: Callable[[Held, str], Page]) -> tuple[Page, ...]:
    """Return a page of each sheet, which is told its number where there are several."""
    count = len(sheets)
    return tuple(
        page(held, f"page {number} of {count}" if count > 1 else "")
        for number, held in enumerate(sheets, start=1)
    )
