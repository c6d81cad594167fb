"""Everything that a re-plan starts from, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlpath.plans import Asked, MovedFinish, Plan
    from mlpath.replanning.standing import Standing
    from mlpath.replanning.timing import Timing
    from mlpath.topics import KnowledgeGraph
    from mlpath.tracking import Log


@dataclass(frozen=True, slots=True)
class Situation:
    """An earlier plan, and what is the case now.

    Attributes
    ----------
    plan, graph
        The plan so far, and the graph as it is.
    asked
        What is asked for now, without the promises of the plan so far.
    stand, timing
        Where the learner stands, and when they study from now on.
    left
        The learner's own minutes that are left of the plan's steps.
    finish
        Where the end of the plan moved.
    log
        What was logged, for reviews; None where that was not given.
    """

    plan: Plan
    graph: KnowledgeGraph
    asked: Asked
    stand: Standing
    timing: Timing
    left: int
    finish: MovedFinish
    log: Log | None = None
