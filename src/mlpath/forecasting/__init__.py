"""When a plan and its goals will be finished: chances by hours and by dates, never one date."""

from __future__ import annotations

from mlpath.forecasting.making import forecast, learnt_pace, pace_before
from mlpath.forecasting.simulating import simulate

__all__ = ["forecast", "learnt_pace", "pace_before", "simulate"]
