"""From a plan to a calendar: sessions on real days, and what would help where it does not fit."""

from __future__ import annotations

from mlpath.scheduling.laying import schedule

__all__ = ["schedule"]
