"""Graphs, plans and schedules in the formats of other programs; one small file per format."""

from mlpath.writing.documents import Document
from mlpath.writing.making import write
from mlpath.writing.subjects import Subject
from mlpath.writing.table import FORMATS, NAMES, Format, by_ending, by_name, endings

__all__ = [
    "FORMATS",
    "NAMES",
    "Document",
    "Format",
    "Subject",
    "by_ending",
    "by_name",
    "endings",
    "write",
]
