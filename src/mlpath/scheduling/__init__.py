"""From a plan to a calendar: sessions on real days, and what would help where it does not fit."""

from __future__ import annotations

from mlpath.scheduling.calendars import Calendar, parse_pin
from mlpath.scheduling.fitting import fit, fits
from mlpath.scheduling.laying import lay, schedule

__all__ = ["Calendar", "fit", "fits", "lay", "parse_pin", "schedule"]
