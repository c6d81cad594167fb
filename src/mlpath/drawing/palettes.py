"""Colours, light and dark: a hue per section, chosen to stay apart for every kind of eyes."""

from __future__ import annotations

import functools
from dataclasses import dataclass

# Found by a search over sRGB that maximised the smallest colour difference between any two, with
# normal vision and with simulated protanopia, deuteranopia and tritanopia, the first nine first;
# each keeps a contrast of 3 to the ground. The tests measure both again.
HUES = (
    *("#3c28b4", "#f05064", "#14a078", "#a03c50", "#7850dc", "#647800", "#785078", "#145000"),
    *("#b478b4", "#008c64", "#006450", "#508cf0", "#c8148c", "#8c1464", "#c87828", "#6450b4"),
    *("#283c8c", "#dc2814", "#c8648c", "#3c78a0", "#a00000", "#783c28", "#b4003c", "#8c003c"),
    *("#788c50", "#7878c8", "#b45078"),
)
DARK_HUES = (
    *("#7864f0", "#dc8ca0", "#8cf0a0", "#f00028", "#8ca0f0", "#b4c814", "#c8508c", "#648c64"),
    *("#f0c8f0", "#8cdc78", "#78c8c8", "#b4a0c8", "#b4788c", "#f000a0", "#b48c50", "#6478b4"),
    *("#648cf0", "#f0788c", "#c87878", "#508ca0", "#b4643c", "#c8a078", "#f0b4b4", "#f00064"),
    *("#3cb414", "#c8b4f0", "#f028c8"),
)
# Text has a contrast of 4.5 to whatever it stands on, with a little to spare for rounding.
READABLE = 4.6
FILL, STRONG = 0.24, 0.4
_STEP = 0.02
# Up to here sRGB is linear.
DIM = 0.04045


@dataclass(frozen=True, slots=True)
class Tint:
    """The colours of one section; `edge` is also that of borders."""

    fill: str
    strong: str
    edge: str
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a picture that do not belong to a section."""

    dark: bool
    background: str
    text: str
    soft: str
    faint: str
    known_fill: str
    known_border: str
    known_text: str

    def tint(self, number: int) -> Tint:
        """Return the colours of the section with that place in the graph."""
        return _tint(self, number % len(HUES))


@functools.cache
def _tint(theme: Theme, number: int) -> Tint:
    """Return the colours of a hue: as much of it as text that stands on it can bear."""
    hue = (DARK_HUES if theme.dark else HUES)[number]
    fill = _ground(hue, theme, FILL)
    return Tint(
        fill=fill,
        strong=_ground(hue, theme, STRONG),
        edge=hue,
        text=_ink(hue, theme),
    )


def _ground(hue: str, theme: Theme, share: float) -> str:
    """Return the hue on the theme's ground, at most that share of it, with readable soft text."""
    while contrast(theme.soft, mixed(hue, theme.background, share)) < READABLE:
        share -= _STEP
    return mixed(hue, theme.background, share)


def _ink(hue: str, theme: Theme) -> str:
    """Return the hue, as much darker or lighter as text on the theme's ground must be."""
    share = 1.0
    while contrast(mixed(hue, theme.text, share), theme.background) < READABLE:
        share -= _STEP
    return mixed(hue, theme.text, share)


LIGHT = Theme(
    dark=False,
    background="#ffffff",
    text="#111111",
    soft="#484848",
    faint="#b9b9b9",
    known_fill="#efefef",
    known_border="#b0b0b0",
    known_text="#6b6b6b",
)
DARK = Theme(
    dark=True,
    background="#16181d",
    text="#f2f2f2",
    soft="#c4c8d0",
    faint="#4a4e57",
    known_fill="#24272e",
    known_border="#5a5f6a",
    known_text="#9aa0ab",
)


def mixed(colour: str, other: str, share: float) -> str:
    """Return so much of one colour and the rest of another.

    Examples
    --------
    >>> mixed("#ff0000", "#ffffff", 0.5)
    '#ff8080'
    """
    pairs = zip(_channels(colour), _channels(other), strict=True)
    parts = [int(first * share + second * (1 - share) + 0.5) for first, second in pairs]
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21.

    References
    ----------
    World Wide Web Consortium (2018). Web Content Accessibility Guidelines 2.1, 1.4.3.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _channels(colour)]
    linear = [p / 12.92 if p <= DIM else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip(_WEIGHTS, linear, strict=True))


_WEIGHTS = (0.2126, 0.7152, 0.0722)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
