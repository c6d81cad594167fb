"""The planner: a graph, wishes and a budget in, the best plan out.

Names are loaded when they are first used: who plans once should not pay for curves.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_MODULES = {
    "curving": (
        "around",
        "around_asked",
        "curve_asked",
        "price_of_goal",
        "shared_hours",
        "value_curve",
    ),
    "making": ("plan", "plan_asked"),
    "wishes": ("ask",),
}
_MODULE = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    """Load a name from its module."""
    if name not in _MODULE:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(importlib.import_module(f"{__name__}.{_MODULE[name]}"), name)
    globals()[name] = value
    return value
