"""SVG from an engine: checked against a list of what may be in it, and given its fonts.

*Why:* engines differ in what they escape, and the file is opened by browsers.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET

from mlpath.drawing.texts import clean, link
from mlpath.errors import EngineError

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ELEMENTS = {
    f"{SVG}{name}"
    for name in ("svg", "g", "title", "a", "text", "path", "polygon", "polyline", "ellipse")
}
ATTRIBUTES = {
    *("width", "height", "viewBox", "id", "class", "transform", "points", "d", "x", "y"),
    *("cx", "cy", "rx", "ry", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    *("fill-opacity", "stroke-opacity", "text-anchor", "font-family", "font-size"),
    *("font-weight", "font-style", "target", "text-decoration", XML_SPACE),
    *(f"{XLINK}{name}" for name in ("href", "title")),
}
FONTS = (
    'Helvetica, Arial, "Liberation Sans", "Noto Sans", "Noto Sans CJK SC", "Noto Sans Math", '
    "sans-serif"
)
_NODE = "node"
_OPENING = re.compile(r"<svg\b[^>]*>")
_PROLOGUE = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def checked(data: bytes, boxes: int, title: str) -> str:
    """Return the SVG text with fonts and a name, once it is found to hold what it should.

    Parameters
    ----------
    data
        What the engine wrote.
    boxes
        How many nodes the drawing has.
    title
        What screen readers say.

    Raises
    ------
    EngineError
        If it is not well-formed, lost or gained nodes, or holds an element, attribute or link
        that no drawing of ours has.
    """
    try:
        root = ET.fromstring(data)  # noqa: S314 - the text comes from the engine we ran
        text = data.decode("utf-8")
    except (ET.ParseError, UnicodeDecodeError) as error:
        raise EngineError(f"the engine wrote no valid SVG: {error}", hint=_HINT) from None
    found = 0
    for element in root.iter():
        found += element.get("class") == _NODE
        _check(element)
    if found != boxes:
        raise EngineError(f"the engine drew {found} of {boxes} boxes", hint=_HINT)
    return _dressed(text, title)


_HINT = "try another engine with MLPATH_DOT, or write .dot"


def _check(element: ET.Element) -> None:
    if element.tag not in ELEMENTS:
        raise EngineError(f"the engine wrote an element {element.tag!r}", hint=_HINT)
    for name, value in element.attrib.items():
        safe = link(value) == value if name == f"{XLINK}href" else name in ATTRIBUTES
        if not safe or ("url(" in value.lower() and not name.startswith(XLINK)):
            raise EngineError(f"the engine wrote an attribute {name!r}", hint=_HINT)


def _dressed(text: str, title: str) -> str:
    """Return the SVG without prologue and comments, with a font stack and a name."""
    bare = _COMMENT.sub("", _PROLOGUE.sub("", text))
    style = f"<style>svg text {{ font-family: {FONTS}; }}</style>"
    match = _OPENING.match(bare)
    if match is None:  # the parser has seen an svg element: only a prefix can bring us here
        raise EngineError("the engine wrote no plain <svg> element", hint=_HINT)
    name = html.escape(" ".join(clean(title).split()))
    opening = match[0][:-1] + f' role="img" aria-label="{name}">'
    return f"{opening}\n{style}{bare[match.end() :]}"
