"""Why this, why this level, why now, why not that: with what would change it, tried."""

from __future__ import annotations

from mlpath.explaining.making import explain, sentences
from mlpath.explaining.records import (
    Bottleneck,
    Chain,
    Early,
    Explanation,
    GoalSlack,
    Hours,
    HowSure,
    Locked,
    Shared,
    Slack,
    Suggestion,
    WhyInfeasible,
    WhyLevel,
    WhyNot,
    WhyNow,
    WhyThis,
)

__all__ = [
    "Bottleneck",
    "Chain",
    "Early",
    "Explanation",
    "GoalSlack",
    "Hours",
    "HowSure",
    "Locked",
    "Shared",
    "Slack",
    "Suggestion",
    "WhyInfeasible",
    "WhyLevel",
    "WhyNot",
    "WhyNow",
    "WhyThis",
    "explain",
    "sentences",
]
