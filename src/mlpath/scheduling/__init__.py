"""From a plan to a calendar: sessions on real days, and what would help where it does not fit."""

from __future__ import annotations

from mlpath.scheduling.calendars import Calendar, parse_pin
from mlpath.scheduling.fitting import fit
from mlpath.scheduling.laying import lay, schedule
from mlpath.scheduling.leftovers import used_part
from mlpath.scheduling.requests import fits

__all__ = ["Calendar", "fit", "fits", "lay", "parse_pin", "schedule", "used_part"]
