"""The progress log: what a learner did, one event a line, and what it adds up to.

The log is a text file that is only ever appended to. Every line carries a checksum, writers take
turns by a lock, and an event is on the disk before it counts as saved, so that neither a crash nor
a full disk nor a second device loses what was logged.
"""

from mlpath.tracking.encoding import decode, encode, parse_log
from mlpath.tracking.events import Entry, Event, Kind
from mlpath.tracking.logs import Log
from mlpath.tracking.storing import TICK, absorb, read_log, record
from mlpath.tracking.tallying import (
    Pair,
    Progress,
    State,
    StepProgress,
    Unplaced,
    placed,
    progress,
    startable,
)

__all__ = [
    "TICK",
    "Entry",
    "Event",
    "Kind",
    "Log",
    "Pair",
    "Progress",
    "State",
    "StepProgress",
    "Unplaced",
    "absorb",
    "decode",
    "encode",
    "parse_log",
    "placed",
    "progress",
    "read_log",
    "record",
    "startable",
]
