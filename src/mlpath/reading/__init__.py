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

__all__ = [
    "Document",
    "Reading",
    "build",
    "bundled_folder",
    "examine",
    "examine_text",
    "loads",
    "read",
    "roadmap",
]
