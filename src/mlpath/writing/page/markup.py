"""HTML whose texts have been escaped, and JSON that no script block can be left by."""

from __future__ import annotations

import html
import json
import re

from mlpath.writing.texts import clean

_URL = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)
_VOID = frozenset(("input", "meta", "link", "br", "hr", "wbr"))


class Html(str):
    """Markup; only this module's functions make one."""

    __slots__ = ()


Child = str | None


def escaped(text: str) -> Html:
    """Return a text as markup that shows it, whatever it means to a browser.

    Examples
    --------
    >>> escaped("<b> & 'c'")
    '&lt;b&gt; &amp; &#x27;c&#x27;'
    """
    words = html.escape(clean(text))
    before = " " if words and text[0].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return Html(f"{before}{words}{after}")


def element(name: str, *children: Child, **attributes: str | bool | None) -> Html:
    """Return an element.

    Parameters
    ----------
    name
        Of the element.
    children
        Markup stays, other text is escaped, None is nothing.
    attributes
        ``data_step`` becomes ``data-step`` and ``class_`` becomes ``class``; True stands alone,
        False and None are left out.

    Examples
    --------
    >>> element("a", "x < y", href="#topic/svd", class_="name", hidden=False)
    '<a href="#topic/svd" class="name">x &lt; y</a>'
    """
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{escaped(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{said}>")
    inside = "".join(
        child if isinstance(child, Html) else escaped(child)
        for child in children
        if child is not None
    )
    return Html(f"<{name}{said}>{inside}</{name}>")


def joined(*parts: Child) -> Html:
    """Return several pieces of markup, or texts, one after the other."""
    return Html(
        "".join(
            part if isinstance(part, Html) else escaped(part) for part in parts if part is not None
        )
    )


def link(url: str, *children: Child) -> Html:
    """Return a link to another site in a window of its own; the bare text of what is no URL."""
    if not _URL.fullmatch(url):
        return joined(*children)
    return element("a", *children, href=url, target="_blank", rel="noopener noreferrer")


def script_json(data: object) -> Html:
    r"""Return data as JSON that is safe inside a script element.

    *Why:* an HTML parser looks for ``</script`` and ``<!--`` in it whatever JSON says, and old
    browsers end a line at U+2028.

    Examples
    --------
    >>> print(script_json("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Html(text)
