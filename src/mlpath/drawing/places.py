"""Drawings whose boxes have their places already: the engine only writes them down.

*Why through an engine all the same:* one kind of page, with the same text, the same checks and
the same formats as pages that are laid out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.drawing.boxes import DETAIL
from mlpath.drawing.documents import Attributes, attributes
from mlpath.drawing.texts import Markup, clean, markup, width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlpath.drawing.palettes import Theme

POINTS = 72
BOLD = 1.08


def placed(
    corner: tuple[float, float],
    size: tuple[float, float],
    given: Mapping[str, str | float | None],
) -> Attributes:
    """Return the attributes of a node at a place.

    Parameters
    ----------
    corner
        Left and upper end, in points to the right of and below the drawing's own corner.
    size
        Width and height in points.
    given
        More attributes; one without a label has none.
    """
    (left, top), (wide, high) = corner, size
    return attributes(
        {
            "label": "",
            "tooltip": " ",
            "style": "filled",
            "pos": f"{left + wide / 2:.2f},{-top - high / 2:.2f}",
            "width": f"{wide / POINTS:.4f}",
            "height": f"{high / POINTS:.4f}",
            "fixedsize": "true",
            "margin": "0",
            **given,
        }
    )


def area(
    corner: tuple[float, float], size: tuple[float, float], colour: str, tooltip: str = " "
) -> Attributes:
    """Return a rectangle of one colour without a border: a bar, a band, a line."""
    return placed(corner, size, {"fillcolor": colour, "penwidth": 0, "tooltip": tooltip})


def words(  # noqa: PLR0913 - what a text is
    corner: tuple[float, float],
    size: tuple[float, float],
    text: Markup,
    theme: Theme,
    *,
    tooltip: str = " ",
    middle: bool = False,
) -> Attributes:
    """Return text that begins at the left end of its place, or stands in its middle."""
    if not middle:
        text = Markup(
            '<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0" '
            f'WIDTH="{size[0]:.0f}"><TR><TD ALIGN="LEFT">{text}</TD></TR></TABLE>'
        )
    given = {"label": text, "shape": "plaintext", "style": "", "fontcolor": theme.text}
    return placed(corner, size, {**given, "fontsize": DETAIL, "tooltip": tooltip})


def font(text: Markup, *, size: float = DETAIL, colour: str = "", bold: bool = False) -> Markup:
    """Return text in a size and colour."""
    inner = f"<B>{text}</B>" if bold else text
    said = f' COLOR="{colour}"' if colour else ""
    return Markup(f'<FONT POINT-SIZE="{size:.0f}"{said}>{inner}</FONT>')


def shortened(text: str, wide: float, size: float = DETAIL, *, bold: bool = False) -> str:
    """Return the text on one line, cut with an ellipsis where it would be wider than that.

    Examples
    --------
    >>> shortened("Singular value decomposition", 100)
    'Singular value de…'
    """
    line = " ".join(clean(text).split())
    size *= BOLD if bold else 1
    if width(line) * size <= wide:
        return line
    most = wide / size - width("…")
    kept = ""
    used = 0.0
    for character in line:
        used += width(character)
        if used > most:
            break
        kept += character
    return f"{kept.rstrip()}…"


def text_of(text: str) -> Markup:
    """Return text on one line as markup, a space where there is none."""
    return markup(" ".join(clean(text).split()) or "\u00a0")
