"""The planner: a graph, wishes and a budget in, the best plan out."""

from mlpath.planning.curving import (
    around,
    curve_asked,
    price_of_goal,
    shared_hours,
    value_curve,
)
from mlpath.planning.making import plan, plan_asked

__all__ = [
    "around",
    "curve_asked",
    "plan",
    "plan_asked",
    "price_of_goal",
    "shared_hours",
    "value_curve",
]
