"""Colours, light and dark: one hue per section, shades where sections outnumber hues."""

from __future__ import annotations

from dataclasses import dataclass

# Nine hues that stay apart under the common colour-vision deficiencies as well as nine can; a
# section's short code in every box carries the same, so colour is never alone.
HUES = (
    "#3b6fb6",
    "#e07b28",
    "#2f8f4e",
    "#c8384b",
    "#7d4fb0",
    "#b8960c",
    "#1f9aa0",
    "#d0569f",
    "#7a5a3c",
)
LIGHT_SHADES = (0.17, 0.36, 0.08)
DARK_SHADES = (0.34, 0.55, 0.20)


@dataclass(frozen=True, slots=True)
class Tint:
    """The colours of one section."""

    fill: str
    strong: str
    border: str
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
        hue = HUES[number % len(HUES)]
        shades = DARK_SHADES if self.dark else LIGHT_SHADES
        shade = shades[number // len(HUES) % len(shades)]
        if self.dark:
            return Tint(
                fill=mixed(hue, self.background, shade),
                strong=mixed(hue, self.background, 0.75),
                border=mixed(hue, "#ffffff", 0.75),
                edge=mixed(hue, "#ffffff", 0.75),
                text=mixed(hue, "#ffffff", 0.45),
            )
        return Tint(
            fill=mixed(hue, "#ffffff", shade),
            strong=mixed(hue, "#ffffff", 0.48),
            border=mixed(hue, "#000000", 0.72),
            edge=mixed(hue, "#000000", 0.92),
            text=mixed(hue, "#000000", 0.6),
        )


LIGHT = Theme(
    dark=False,
    background="#ffffff",
    text="#111111",
    soft="#555555",
    faint="#b9b9b9",
    known_fill="#efefef",
    known_border="#b0b0b0",
    known_text="#6b6b6b",
)
DARK = Theme(
    dark=True,
    background="#16181d",
    text="#f2f2f2",
    soft="#b8bcc4",
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


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
