"""Re-planning: a plan brought up to date with the least change, every change with its reason."""

from mlpath.replanning.making import replan

__all__ = ["replan"]
