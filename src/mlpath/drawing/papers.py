"""Paper sizes, and how much of a drawing fits on one without its text getting too small."""

from __future__ import annotations

from dataclasses import dataclass

from mlpath.drawing.boxes import DETAIL
from mlpath.errors import Problem, RequestError

READABLE = 10.0
# Fonts differ between engines, and arrows take what room they like.
SPARE = 0.95
MARGIN = 10
MM_PER_INCH = 25.4
_SIZES = {"a2": (420, 594), "a3": (297, 420), "a4": (210, 297), "letter": (216, 279)}


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper, upright, in millimetres."""

    name: str
    width: int
    height: int

    def inches(self, *, upright: bool) -> tuple[float, float]:
        """Return how large a drawing may be planned for its smallest text to print at 10 pt."""
        stretch = SPARE * DETAIL / READABLE / MM_PER_INCH
        across, down = self.width - 2 * MARGIN, self.height - 2 * MARGIN
        if not upright:
            across, down = down, across
        return across * stretch, down * stretch


def paper_of(name: str) -> Paper:
    """Return the paper of that name.

    Raises
    ------
    RequestError
        If there is none.
    """
    try:
        across, down = _SIZES[name.lower()]
    except KeyError:
        raise RequestError(
            Problem("bad-paper", f"no paper {name!r}", hint=f"papers are {', '.join(_SIZES)}")
        ) from None
    return Paper(name.lower(), across, down)
