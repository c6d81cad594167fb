"""Characters that a PNG would not show, found by drawing them.

*Why by drawing:* neither graphviz-pure nor resvg says which glyphs it lacks. What they lack they
draw like a character that no font has.
"""

from __future__ import annotations

import html
import re
import struct
import unicodedata
import zlib
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import FONT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Private characters that hardly any font has: a few, as icon fonts have some, and one of the last
# plane, as what lies beyond the first may be drawn as several boxes.
NOWHERE = ("\ue5d7", "\uf1f4", "\uf8e9", "\U0010fffd")
CELL = 64
MOST = 400
_HEADER = 8
_DEPTH = 8
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
# Hover texts and attributes; a quotation mark in a label is written as an entity.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def shown_in(dot: str) -> list[str]:
    """Return the characters of a drawing's labels that fonts may lack, each once, sorted.

    At most the first 400: a drawing with more of them needs other fonts anyway.

    Examples
    --------
    >>> shown_in('digraph { n0 [label=<Schr&#246;dinger, 1 m&#178;> tooltip="\u2207"]; }')
    ['\u00b2', '\u00f6']
    """
    texts = html.unescape(_QUOTED.sub("", dot))
    # Marks join what stands before them, spaces and controls show nothing.
    return sorted(
        c for c in set(texts) if not c.isascii() and unicodedata.category(c)[0] not in "MZC"
    )[:MOST]


def lacking(characters: Sequence[str], draw: Callable[[Sequence[str]], bytes]) -> tuple[str, ...]:
    """Return which of the characters are drawn like one that no font has.

    Parameters
    ----------
    characters
        One each.
    draw
        Returns a PNG of characters side by side, each in the middle of a square of `CELL` pixels.
    """
    if not characters:
        return ()
    first = len(NOWHERE)
    cells = _cells(draw([*NOWHERE, *characters]), first + len(characters))
    boxes = set(cells[:first])
    return tuple(c for c, cell in zip(characters, cells[first:], strict=True) if cell in boxes)


def dot_of(characters: Sequence[str]) -> str:
    """Return a drawing of characters side by side for an engine."""
    nodes = [
        f'n{place} [pos="{CELL * place + CELL / 2:.0f},{CELL / 2:.0f}" label="{c}"];'
        for place, c in enumerate(characters)
    ]
    size = CELL / 72
    return (
        "digraph { graph [layout=nop pad=0 margin=0 dpi=72 bgcolor=white]; "
        f"node [fixedsize=true width={size:.4f} height={size:.4f} shape=box color=white "
        f'fontname="{FONT}" fontsize=16 margin=0]; {" ".join(nodes)} }}'
    )


def svg_of(characters: Sequence[str], fonts: str) -> str:
    """Return a drawing of characters side by side as SVG."""
    texts = [
        f'<text x="{CELL * place + CELL / 2:.0f}" y="38">&#{ord(c)};</text>'
        for place, c in enumerate(characters)
    ]
    wide = CELL * len(characters)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{CELL}">'
        f"<style>text {{ font-family: {fonts}; font-size: 16px; text-anchor: middle; }}</style>"
        f"{''.join(texts)}</svg>"
    )


def _cells(png: bytes, count: int) -> list[tuple[bytes, ...]]:
    """Return the pixels of equal cells side by side."""
    rows, channels = _pixels(png)
    wide = len(rows[0]) // channels // count * channels
    return [tuple(row[cut : cut + wide] for row in rows) for cut in range(0, wide * count, wide)]


def _pixels(png: bytes) -> tuple[list[bytes], int]:
    """Return the rows of a PNG of 8 bits per channel, and how many channels it has.

    References
    ----------
    World Wide Web Consortium (2003). Portable Network Graphics (PNG) Specification, second
    edition, clause 9.
    """
    wide, _, depth, kind = struct.unpack(">IIBB", png[16:26])
    packed = b""
    place = _HEADER
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + size]
        place += size + 12
    channels = _CHANNELS.get(kind, 1) if depth == _DEPTH else 1
    data = zlib.decompress(packed)
    length = wide * channels
    rows: list[bytes] = []
    above = bytes(length)
    for start in range(0, len(data), length + 1):
        above = _plain(data[start], data[start + 1 : start + 1 + length], above, channels)
        rows.append(above)
    return rows, channels


def _plain(kind: int, row: bytes, above: bytes, step: int) -> bytes:
    """Return a row without its filter."""
    out = bytearray(row)
    for place in range(len(out)):
        left = out[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        guess = (0, left, above[place], (left + above[place]) // 2, 0)[kind]
        if kind == 4:  # noqa: PLR2004 - as the specification numbers them
            guess = _nearest(left, above[place], corner)
        out[place] = out[place] + guess & 255
    return bytes(out)


def _nearest(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda each: abs(guess - each))
