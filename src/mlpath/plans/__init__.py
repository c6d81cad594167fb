"""What was found: plans, schedules and curves, frozen, with their JSON form both ways."""

from __future__ import annotations

from mlpath.plans.asking import Asked, Before, GraphRef
from mlpath.plans.calendars import Due, DueDay, Pin, Schedule, Session, Term, Terms, Week
from mlpath.plans.curves import (
    Around,
    Breakpoint,
    Ceiling,
    Change,
    CurvePoint,
    Entry,
    GoalPrice,
    SharedHours,
    ValueCurve,
)
from mlpath.plans.fields import (
    MINUTES_PER_HOUR,
    SCHEMA_VERSION,
    THOUSANDTHS,
    VALUE_LIMIT,
    LevelName,
    Minutes,
    Record,
    Value,
    ValueHours,
    thousandths,
)
from mlpath.plans.planned import Plan, Status
from mlpath.plans.reviews import DueReview, ReviewList, Reviews, Shaky
from mlpath.plans.steps import Choice, Hop, LeftOut, Near, PlannedStep, Proof, Reason, WayOut

__all__ = [
    "MINUTES_PER_HOUR",
    "SCHEMA_VERSION",
    "THOUSANDTHS",
    "VALUE_LIMIT",
    "Around",
    "Asked",
    "Before",
    "Breakpoint",
    "Ceiling",
    "Change",
    "Choice",
    "CurvePoint",
    "Due",
    "DueDay",
    "DueReview",
    "Entry",
    "GoalPrice",
    "GraphRef",
    "Hop",
    "LeftOut",
    "LevelName",
    "Minutes",
    "Near",
    "Pin",
    "Plan",
    "PlannedStep",
    "Proof",
    "Reason",
    "Record",
    "ReviewList",
    "Reviews",
    "Schedule",
    "Session",
    "Shaky",
    "SharedHours",
    "Status",
    "Term",
    "Terms",
    "Value",
    "ValueCurve",
    "ValueHours",
    "WayOut",
    "Week",
    "thousandths",
]
