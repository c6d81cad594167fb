"""Study plans for machine-learning research: a prerequisite graph, a budget, a proven plan.

Names are loaded when they are first used (PEP 562), so that ``mlpath --help`` loads no graph
library.

Examples
--------
>>> import mlpath
>>> graph = mlpath.roadmap()
>>> plan = mlpath.plan(graph, goals=["diffusion-models@overview"], budget="60h")
>>> str(plan.status)
'optimal'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mlpath import showing
from mlpath.deferring import deferred

if TYPE_CHECKING:
    from mlpath.auditing import check_plan
    from mlpath.drawing import draw
    from mlpath.errors import MlpathError
    from mlpath.explaining import explain
    from mlpath.forecasting import forecast
    from mlpath.learners import Goal, Learner
    from mlpath.linting import lint
    from mlpath.ordering import (
        closure,
        critical_path,
        downstream,
        frontier,
        generations,
        study_order,
    )
    from mlpath.placing import Placement, place
    from mlpath.planning import plan, price_of_goal, shared_hours, value_curve
    from mlpath.planning.balancing import balance
    from mlpath.plans import Plan, Schedule
    from mlpath.reading import loads, read, read_learner, roadmap
    from mlpath.replanning import replan
    from mlpath.resourcing import resources_for
    from mlpath.reviewing import add_reviews, due_reviews
    from mlpath.scheduling import schedule
    from mlpath.topics import KnowledgeGraph, Level, Step, Topic
    from mlpath.units import hours
    from mlpath.writing import write

__all__ = [
    "Goal",
    "KnowledgeGraph",
    "Learner",
    "Level",
    "MlpathError",
    "Placement",
    "Plan",
    "Schedule",
    "Step",
    "Topic",
    "add_reviews",
    "balance",
    "check_plan",
    "closure",
    "critical_path",
    "downstream",
    "draw",
    "due_reviews",
    "explain",
    "forecast",
    "frontier",
    "generations",
    "hours",
    "lint",
    "loads",
    "place",
    "plan",
    "price_of_goal",
    "read",
    "read_learner",
    "replan",
    "resources_for",
    "roadmap",
    "schedule",
    "shared_hours",
    "study_order",
    "value_curve",
    "write",
]

_ROOMS = {
    "auditing": ("check_plan",),
    "drawing": ("draw",),
    "errors": ("MlpathError",),
    "explaining": ("explain",),
    "forecasting": ("forecast",),
    "learners": ("Goal", "Learner"),
    "linting": ("lint",),
    "ordering": (
        "closure",
        "critical_path",
        "downstream",
        "frontier",
        "generations",
        "study_order",
    ),
    "placing": ("Placement", "place"),
    "planning": ("plan", "price_of_goal", "shared_hours", "value_curve"),
    "planning.balancing": ("balance",),
    "plans": ("Plan", "Schedule"),
    "reading": ("loads", "read", "read_learner", "roadmap"),
    "resourcing": ("resources_for",),
    "reviewing": ("add_reviews", "due_reviews"),
    "replanning": ("replan",),
    "scheduling": ("schedule",),
    "topics": ("KnowledgeGraph", "Level", "Step", "Topic"),
    "units": ("hours",),
    "writing": ("write",),
}

__getattr__ = deferred(__name__, _ROOMS)


def _bundle(thing: Any) -> dict[str, str]:  # noqa: ANN401 - whatever a notebook shows
    """Return what a notebook shows of a thing; the room that draws is loaded when one asks."""
    found: dict[str, str] = importlib.import_module(f"{__name__}.notebook").bundle(thing)
    return found


showing.fill(_bundle)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
