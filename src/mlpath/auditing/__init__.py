"""The independent checker of plans: it shares no code with planner, solver or ordering."""

from mlpath.auditing.checking import Examined, check_plan, examine

__all__ = ["Examined", "check_plan", "examine"]
