"""The planner: a graph, wishes and a budget in, the best plan out.

Names are loaded when they are first used: who plans once should not pay for curves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.deferring import deferred

if TYPE_CHECKING:
    from mlpath.planning.curving import (
        around,
        around_asked,
        curve_asked,
        value_curve,
    )
    from mlpath.planning.making import plan, plan_asked
    from mlpath.planning.sharing import price_of_goal, shared_hours
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

_MODULES = {
    "curving": ("around", "around_asked", "curve_asked", "value_curve"),
    "making": ("plan", "plan_asked"),
    "sharing": ("price_of_goal", "shared_hours"),
    "wishes": ("ask",),
}

__getattr__ = deferred(__name__, _MODULES)
