"""Did-you-mean."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# difflib compares letter by letter: 100,000 ids would cost a second for each wrong one.
COMPARED = 4_000
LONGEST = 80


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, or an empty text.

    Examples
    --------
    >>> suggest("eigenvalue", ["svd", "eigenvalues"])
    "did you mean 'eigenvalues'?"
    """
    word = word[:LONGEST]
    near = [other for other in known if abs(len(other) - len(word)) <= max(3, len(word) // 3)]
    if len(near) > COMPARED:
        near = [other for other in near if other[:2] == word[:2] or other[-3:] == word[-3:]]
    matches = difflib.get_close_matches(word, near[:COMPARED], n=1, cutoff=0.6)
    return f"did you mean {matches[0]!r}?" if matches else ""
