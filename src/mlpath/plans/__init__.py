"""What was found: plans, schedules and curves, frozen, with their JSON form both ways.

Names are loaded when they are first used: a plan alone should not pay for every other record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.deferring import deferred

if TYPE_CHECKING:
    from mlpath.plans.asking import Asked, Before, DueTime, GraphRef
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
    from mlpath.plans.forecasts import (
        Chance,
        Finish,
        Forecast,
        GoalForecast,
        Halving,
        LearntPace,
        Spread,
        When,
    )
    from mlpath.plans.planned import Plan, Status
    from mlpath.plans.replans import Cause, MovedFinish, Offer, Replan, StepChange
    from mlpath.plans.resources import ChosenResource, StepResources
    from mlpath.plans.reviews import DueReview, ReviewList, Reviews, Shaky
    from mlpath.plans.steps import (
        Choice,
        Hop,
        LeftOut,
        Near,
        PlannedStep,
        Proof,
        Reason,
        Settled,
        WayOut,
    )

__all__ = [
    "MINUTES_PER_HOUR",
    "SCHEMA_VERSION",
    "THOUSANDTHS",
    "VALUE_LIMIT",
    "Around",
    "Asked",
    "Before",
    "Breakpoint",
    "Cause",
    "Ceiling",
    "Chance",
    "Change",
    "Choice",
    "ChosenResource",
    "CurvePoint",
    "Due",
    "DueDay",
    "DueReview",
    "DueTime",
    "Entry",
    "Finish",
    "Forecast",
    "GoalForecast",
    "GoalPrice",
    "GraphRef",
    "Halving",
    "Hop",
    "LearntPace",
    "LeftOut",
    "LevelName",
    "Minutes",
    "MovedFinish",
    "Near",
    "Offer",
    "Pin",
    "Plan",
    "PlannedStep",
    "Proof",
    "Reason",
    "Record",
    "Replan",
    "ReviewList",
    "Reviews",
    "Schedule",
    "Session",
    "Settled",
    "Shaky",
    "SharedHours",
    "Spread",
    "Status",
    "StepChange",
    "StepResources",
    "Term",
    "Terms",
    "Value",
    "ValueCurve",
    "ValueHours",
    "WayOut",
    "Week",
    "When",
    "thousandths",
]

_MODULES = {
    "asking": ("Asked", "Before", "DueTime", "GraphRef"),
    "calendars": ("Due", "DueDay", "Pin", "Schedule", "Session", "Term", "Terms", "Week"),
    "curves": (
        "Around",
        "Breakpoint",
        "Ceiling",
        "Change",
        "CurvePoint",
        "Entry",
        "GoalPrice",
        "SharedHours",
        "ValueCurve",
    ),
    "fields": (
        "MINUTES_PER_HOUR",
        "SCHEMA_VERSION",
        "THOUSANDTHS",
        "VALUE_LIMIT",
        "LevelName",
        "Minutes",
        "Record",
        "Value",
        "ValueHours",
        "thousandths",
    ),
    "forecasts": (
        "Chance",
        "Finish",
        "Forecast",
        "GoalForecast",
        "Halving",
        "LearntPace",
        "Spread",
        "When",
    ),
    "planned": ("Plan", "Status"),
    "replans": ("Cause", "MovedFinish", "Offer", "Replan", "StepChange"),
    "resources": ("ChosenResource", "StepResources"),
    "reviews": ("DueReview", "ReviewList", "Reviews", "Shaky"),
    "steps": (
        "Choice",
        "Hop",
        "LeftOut",
        "Near",
        "PlannedStep",
        "Proof",
        "Reason",
        "Settled",
        "WayOut",
    ),
}

__getattr__ = deferred(__name__, _MODULES)
