"""What a learner asks for: goals, and what else a learner's file says."""

from __future__ import annotations

from mlpath.learners.availability import Availability
from mlpath.learners.entries import ENTRIES
from mlpath.learners.goals import Goal
from mlpath.learners.learner import Learner
from mlpath.learners.wanted import SittingEntry, WishEntry

__all__ = ["ENTRIES", "Availability", "Goal", "Learner", "SittingEntry", "WishEntry"]
