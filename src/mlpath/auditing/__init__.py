"""The independent checker of plans: it shares no code with planner, solver or ordering."""

from mlpath.auditing.checking import check_plan

__all__ = ["check_plan"]
