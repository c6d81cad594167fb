"""The planner: a graph, wishes and a budget in, the best plan out."""

from mlpath.planning.curving import (
    around,
    around_asked,
    curve_asked,
    price_of_goal,
    shared_hours,
    value_curve,
)
from mlpath.planning.making import plan, plan_asked
from mlpath.planning.wishes import ask

__all__ = [
    "around",
    "around_asked",
    "ask",
    "curve_asked",
    "plan",
    "plan_asked",
    "price_of_goal",
    "shared_hours",
    "value_curve",
]
