"""What a learner asks for: goals, and what else a learner's file says."""

from __future__ import annotations

from mlpath.learners.goals import Goal

__all__ = ["Goal"]
