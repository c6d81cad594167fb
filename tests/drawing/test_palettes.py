"""Colours measured: apart for every kind of eyes, and text on them that can be read."""

from __future__ import annotations

import math
import re
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from mlpath.drawing.palettes import DARK, DARK_HUES, HUES, LIGHT, Theme, contrast

if TYPE_CHECKING:
    from pathlib import Path

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

# Machado, G. M., Oliveira, M. M. & Fernandes, L. A. F. (2009), table 1, severity 1.0, in linear
# sRGB. doi:10.1109/TVCG.2009.113
EYES: dict[str, Matrix] = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


def product(matrix: Matrix, vector: Triple) -> Triple:
    """Return a matrix times a vector."""
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def lab(colour: str, eyes: str) -> Triple:
    """Return a colour in CIELAB as those eyes see it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    red, green, blue = (min(max(part, 0.0), 1.0) for part in product(EYES[eyes], (r, g, b)))
    xyz, white = product(TO_XYZ, (red, green, blue)), product(TO_XYZ, (1.0, 1.0, 1.0))
    x, y, z = (
        math.cbrt(t) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29
        for t in (a / b for a, b in zip(xyz, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(first: Triple, second: Triple) -> float:
    """Return CIEDE2000 (Sharma, Wu & Dalal 2005, doi:10.1002/col.20070)."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    grey = 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = a1 * (1 + grey), a2 * (1 + grey)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    middle = h1 + turn / 2 if c1 * c2 else h1 + h2
    t = (
        1
        - 0.17 * math.cos(math.radians(middle - 30))
        + 0.24 * math.cos(math.radians(2 * middle))
        + 0.32 * math.cos(math.radians(3 * middle + 6))
        - 0.20 * math.cos(math.radians(4 * middle - 63))
    )
    away = (light - 50) ** 2
    sl, sc, sh = (
        1 + 0.015 * away / math.sqrt(20 + away),
        1 + 0.045 * chroma,
        1 + 0.015 * chroma * t,
    )
    bend = math.radians(60 * math.exp(-((((middle % 360) - 275) / 25) ** 2)))
    rt = -math.sin(bend) * 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, hue / sh
    return math.sqrt(max(0.0, dl**2 + dc**2 + dh**2 + rt * dc * dh))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_is_the_published_one(first: Triple, second: Triple, expected: float) -> None:
    """The differences of the published test data come out."""
    assert difference(first, second) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("hues", [HUES, DARK_HUES])
@pytest.mark.parametrize("eyes", EYES)
def test_sections_stay_apart_for_every_kind_of_eyes(hues: tuple[str, ...], eyes: str) -> None:
    """Nine sections differ by 12 and more, all 27 by 5: both are seen at a glance side by side."""
    seen = [lab(hue, eyes) for hue in hues]
    assert len(hues) == len(set(hues)) == 27
    assert min(difference(a, b) for a, b in combinations(seen[:9], 2)) >= 12
    assert min(difference(a, b) for a, b in combinations(seen, 2)) >= 5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_colour(theme: Theme) -> None:
    """Text has the contrast of 4.5 that WCAG asks for, borders and arrows their 3."""
    for number in range(len(HUES)):
        tint = theme.tint(number)
        for ground in (tint.fill, tint.strong):
            assert contrast(theme.text, ground) >= 4.5
            assert contrast(theme.soft, ground) >= 4.5
        assert contrast(tint.text, theme.background) >= 4.5
        assert contrast(tint.edge, theme.background) >= 3
    assert contrast(theme.known_text, theme.known_fill) >= 4.5
    assert contrast(theme.soft, theme.background) >= 4.5


def test_sections_beyond_the_last_hue_begin_again() -> None:
    """A graph may have more sections than there are hues."""
    assert LIGHT.tint(len(HUES) + 3) == LIGHT.tint(3)
    assert LIGHT.tint(3) != DARK.tint(3)


def test_the_page_has_the_same_hues(root: Path) -> None:
    """A section has one colour in pictures and on the page, light and dark."""
    text = (root / "src/mlpath/writing/page/assets/base.css").read_text(encoding="utf-8")
    found = re.findall(r"\.hue(\d+) \{\s+--hue: (#\w+);", text)
    hues = [*enumerate(HUES), *enumerate(DARK_HUES)]
    assert [(int(number), colour) for number, colour in found] == hues
