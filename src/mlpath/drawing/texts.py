r"""Text on its way into DOT: cleaned, wrapped, measured and escaped, so that it arrives as text.

*Why an own escape:* the library that writes DOT passes ``<...>`` on as markup and leaves ``\N``
and ``\\G`` to be replaced, so a title could add nodes or show another title. Here every character
of a title is shown, whatever it means to Graphviz.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

LINE = 18
LINES = 4
LONGEST = 1_000
MINUTES_PER_HOUR = 60

# C0 without the newline, DEL and C1, surrogates, bidi controls and noncharacters: XML forbids
# them, or they let one title disguise another.
_UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_URL = re.compile(r"https?://[^\s/?#\\]+(?:[/?#]\S*)?", re.IGNORECASE)
_URL_SAFE = ":/?#[]@!$&()*+,;=%~"


class Markup(str):
    """An HTML-like label whose texts have been escaped; only this module's functions make one."""

    __slots__ = ()


def clean(text: str) -> str:
    r"""Return the text without characters that no picture can hold, cut to a sane length.

    Examples
    --------
    >>> clean("a\x00b")
    'a�b'
    """
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return _UNSAFE.sub("\ufffd", short)


def escaped(text: str) -> str:
    r"""Return what a quoted DOT string holds to show exactly this text when hovered over.

    One backslash becomes four: Graphviz reads hover texts twice, and would put node names for
    ``\N`` at the second reading. No other attribute of ours can hold a backslash.

    Examples
    --------
    >>> print(escaped('say "A & B" in C:\\N'))
    say \"A &amp; B\" in C:\\\\N
    """
    safe = clean(text).replace("\\", "\\" * 4).replace('"', '\\"').replace("&", "&amp;")
    return safe.replace("\n", "\\n")


def markup(text: str) -> Markup:
    r"""Return the text escaped for an HTML-like label; a newline becomes a line break.

    Backslashes are doubled: Graphviz replaces ``\N`` and the like even here, after entities.

    Examples
    --------
    >>> markup("a < b\nc")
    'a &lt; b<BR/>c'
    """
    escaped = html.escape(clean(text), quote=True).replace("\\", "&#92;&#92;")
    return Markup(escaped.replace("\n", "<BR/>"))


def link(url: str) -> str:
    """Return a web address with every dangerous character percent-encoded, else an empty text.

    Examples
    --------
    >>> link('http://x.org/a?b=1&c="d"'), link("javascript:alert(1)")
    ('http://x.org/a?b=1&c=%22d%22', '')
    """
    stripped = url.strip()
    if not _URL.fullmatch(stripped) or _UNSAFE.search(stripped):
        return ""
    return quote(stripped, safe=_URL_SAFE)


def width(text: str) -> float:
    """Return the width of one line in em, estimated from the class of each character."""
    return sum(_em(character) for character in text)


def _em(character: str) -> float:
    if character.isascii():
        if character in "iljtfI.,:;'|!()[] ":
            return 0.3
        return 0.85 if character in "mwMW@%" else 0.67 if character.isupper() else 0.54
    if unicodedata.combining(character):
        return 0.0
    return 1.05 if unicodedata.east_asian_width(character) in "WF" else 0.65


def wrapped(text: str, *, line: int = LINE, lines: int = LINES) -> tuple[str, ...]:
    """Return the text in lines of about so many characters, the last one cut with an ellipsis.

    Examples
    --------
    >>> wrapped("Singular value decomposition")
    ('Singular value', 'decomposition')
    """
    most = line * 0.54
    found = [""]
    for word in clean(text).split():
        for part in _parts(word, most * 1.35):
            joined = f"{found[-1]} {part}" if found[-1] else part
            if not found[-1] or width(joined) <= most:
                found[-1] = joined
            else:
                found.append(part)
    if len(found) > lines:
        found = [*found[: lines - 1], f"{found[lines - 1]}…"]
    return tuple(found) if found != [""] else ("\u00a0",)


def _parts(word: str, most: float) -> list[str]:
    """Return a word, cut where it alone would be too wide: scripts without spaces, long ids."""
    parts = [""]
    size = 0.0
    for character in word:
        step = _em(character)
        if size + step > most:
            parts.append("")
            size = 0.0
        parts[-1] += character
        size += step
    return parts


def least_inches(lines: Iterable[tuple[str, float]]) -> float:
    """Return the width in inches that lines of (text, font size) need, with a margin.

    *Why:* the engine without system fonts measures CJK a fifth too narrow.
    """
    return max((width(text) * size for text, size in lines), default=0.0) / 72 + 0.22


def time(minutes: int) -> str:
    """Return study time in the fewest characters: minutes below an hour, else hours.

    Examples
    --------
    >>> time(45), time(90), time(120)
    ('45 min', '1.5 h', '2 h')
    """
    if minutes < MINUTES_PER_HOUR:
        return f"{minutes} min"
    tenths = (minutes * 10 + MINUTES_PER_HOUR // 2) // MINUTES_PER_HOUR
    whole, rest = divmod(tenths, 10)
    return f"{whole:,}.{rest} h" if rest else f"{whole:,} h"
