"""From text to data with a place for every value: YAML events, graph files, their schema."""

from mlpath.reading.events import Document, build
from mlpath.reading.graphs import (
    Reading,
    bundled_folder,
    examine,
    examine_text,
    loads,
    read,
    roadmap,
)
from mlpath.reading.learners import LearnerReading, examine_learner, read_learner

__all__ = [
    "Document",
    "LearnerReading",
    "Reading",
    "build",
    "bundled_folder",
    "examine",
    "examine_learner",
    "examine_text",
    "loads",
    "read",
    "read_learner",
    "roadmap",
]
