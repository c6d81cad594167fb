"""The planner: a graph, wishes and a budget in, the best plan out."""

from mlpath.planning.making import plan, plan_asked

__all__ = ["plan", "plan_asked"]
