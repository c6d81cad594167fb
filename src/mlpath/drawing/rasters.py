"""PNG with the system's fonts through resvg, where the engine has none of its own but a few."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from mlpath.drawing.glyphs import lacking, svg_of
from mlpath.drawing.svgs import FONTS
from mlpath.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

# CSS pixels per inch.
PIXELS = 96


@functools.cache
def has_resvg() -> bool:
    """Tell whether resvg is installed and finds fonts to write with."""
    try:
        import resvg_py  # noqa: F401, PLC0415 - an extra
    except ImportError:
        return False
    return not lacking(["A", "b"], characters_png)


def png_of(svg: str, dpi: int) -> bytes:
    """Return an SVG as PNG.

    Parameters
    ----------
    svg
        With its size in points.
    dpi
        Dots per inch.

    Raises
    ------
    EngineError
        If resvg refuses it.
    """
    return _drawn(svg, dpi / PIXELS)


def characters_png(characters: Sequence[str]) -> bytes:
    """Return characters side by side as PNG (see `glyphs.lacking`)."""
    return _drawn(svg_of(characters, FONTS), 1.0)


def _drawn(svg: str, zoom: float) -> bytes:
    import resvg_py  # noqa: PLC0415 - an extra

    try:
        data = resvg_py.svg_to_bytes(
            svg_string=svg, zoom=zoom, dpi=PIXELS, background="#ffffff", font_family="Helvetica"
        )
    except ValueError as error:
        raise EngineError(f"resvg failed: {error}") from None
    return bytes(data)
