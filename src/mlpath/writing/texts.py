"""Text on its way into a file: what no format can hold is replaced, the rest each format escapes.

*Why here again:* readers refuse such characters in graphs, but a plan may come from a JSON file
that someone else wrote.
"""

from __future__ import annotations

import re

from mlpath.plans import thousandths

# Controls, surrogates, marks that turn the direction of text, and noncharacters: XML forbids them,
# or they let one title disguise another.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MARKDOWN = re.compile(
    r"([\\`*_{}\[\]<>#|~&!$@^]|:(?=//|\w+:)|(?<=www)\.|=(?==)|%(?=%)|^[-+=])",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^(\d+)([.)])")


def clean(text: str) -> str:
    r"""Return a text on one line, without characters that a format or a screen would obey.

    Examples
    --------
    >>> clean("two\nlines\x07")
    'two lines�'
    """
    return _UNSAFE.sub("\ufffd", " ".join(text.split()))


def cell(text: str) -> str:
    """Return a text for a cell: one that begins like a formula gets an apostrophe before it.

    *Why:* a spreadsheet would run it. JSON keeps the title as it is.

    Examples
    --------
    >>> cell("=1+1"), cell("a = b")
    ("'=1+1", 'a = b')
    """
    safe = clean(text)
    return f"'{safe}" if safe.startswith(_FORMULA) else safe


def markdown(text: str) -> str:
    r"""Return a text that Markdown shows as it is: no markup, link, image, formula or emoji.

    Examples
    --------
    >>> print(markdown("*a* <b> $x$ :bug: https://x.org"))
    \*a\* \<b\> \$x\$ \:bug: https\://x.org
    """
    # A number with a dot would begin a list.
    return _LISTED.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", clean(text)))


def number(value: float) -> str:
    """Return a value as people read it: at most three decimals, none that say nothing.

    Examples
    --------
    >>> number(12.0), number(1234.5), number(0.8)
    ('12', '1,234.5', '0.8')
    """
    whole, rest = divmod(thousandths(value), 1000)
    return f"{whole:,}" + (f".{rest:03d}".rstrip("0") if rest else "")


def figure(value: float) -> str:
    """Return a value as programs read it.

    Examples
    --------
    >>> figure(1234.5)
    '1234.5'
    """
    return number(value).replace(",", "")
