"""How topics look in the views that show topics rather than weeks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import Box, Mark, hours_text, levels_text
from mlpath.drawing.texts import time
from mlpath.topics import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlpath.drawing.selections import Standing
    from mlpath.topics import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Looks:
    """The topics a picture may show, and what it says of each.

    Attributes
    ----------
    graph
        A knowledge graph.
    topics
        Ids in declaration order.
    steps
        The steps meant; None means every step, with no learner in view.
    standing
        What the learner knows and plans; None means no learner in view.
    goals
        Steps with a double border.
    codes
        Section codes to write before the levels.
    notes
        What hovering shows of a step.
    """

    graph: KnowledgeGraph
    topics: tuple[str, ...]
    steps: frozenset[Step] | None = None
    standing: Standing | None = None
    goals: frozenset[Step] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[Step, str] = field(default_factory=dict)

    def levels(self, topic: str) -> tuple[Step, ...]:
        """Return the steps of a topic that are meant, shallowest first."""
        found = [Step(topic, level) for level in self.graph.topic(topic).levels]
        if self.steps is None:
            return tuple(found)
        return tuple(step for step in found if step in self.steps)

    def minutes(self, topic: str) -> int:
        """Return the time that a topic's steps still take."""
        known = self.standing.known if self.standing else frozenset()
        return sum(self.graph.effort(step) for step in self.levels(topic) if step not in known)

    @property
    def planning(self) -> bool:
        """Whether a plan is in view."""
        return self.standing is not None and self.standing.planned is not None

    @property
    def key(self) -> str:
        """What the numbers in the boxes mean."""
        if self.steps is None:
            return "times: to reach overview / working / deep, as far as declared"
        return ""


def look(looks: Looks, topic: str) -> Box:
    """Return the box of a topic."""
    found = looks.graph.topic(topic)
    steps = looks.levels(topic)
    goal = any(step in looks.goals for step in steps)
    mark = looks.standing.mark(steps) if looks.standing else Mark.PLAIN
    note = "\n".join(looks.notes[step] for step in steps if looks.notes.get(step))
    return Box(found, _detail(looks, topic, steps), mark, goal=goal, note=note)


def _detail(looks: Looks, topic: str, steps: tuple[Step, ...]) -> str:
    found = looks.graph.topic(topic)
    code = looks.codes.get(found.section, "")
    if looks.steps is None:
        bits = [code, hours_text(found)]
    else:
        known = looks.standing.known if looks.standing else frozenset()
        left = [step.level for step in steps if step not in known]
        levels = levels_text(left or [step.level for step in steps])
        bits = [code, levels, time(looks.minutes(topic)) if left else ""]
    return ", ".join(bit for bit in bits if bit)
