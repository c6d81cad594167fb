"""Review: when a topic wants to be gone through again, and where the time for it is.

One card a topic. Study or review of a later topic that exercises an earlier one is a review of the
earlier one, so that only what is not used anyway takes time of its own.
"""

from __future__ import annotations

from mlpath.reviewing.laying import add_reviews
from mlpath.reviewing.listing import due_reviews
from mlpath.reviewing.memories import Memory
from mlpath.reviewing.methods import Card, Fsrs, Ladder, Method, find_method

__all__ = [
    "Card",
    "Fsrs",
    "Ladder",
    "Memory",
    "Method",
    "add_reviews",
    "due_reviews",
    "find_method",
]
