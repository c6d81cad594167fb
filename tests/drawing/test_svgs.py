"""Tests of the check on what engines write."""

from __future__ import annotations

import pytest

from mlpath.drawing.svgs import checked
from mlpath.errors import EngineError

OPEN = '<svg width="9pt" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def svg(inner: str) -> bytes:
    """Return an SVG as an engine writes it."""
    return f'<?xml version="1.0"?>\n<!-- by x -->\n{OPEN}{inner}</svg>'.encode()


def test_what_an_engine_writes_gets_fonts_and_a_name() -> None:
    """Prologue and comments go, a font stack and a label for screen readers come."""
    text = checked(svg('<g class="node"><text x="1">A</text></g><!-- n0 -->'), 1, 'A "b" & c')
    assert text.startswith('<svg width="9pt"')
    assert 'aria-label="A &quot;b&quot; &amp; c"' in text
    assert "<style>svg text { font-family: Helvetica" in text
    assert "<!--" not in text


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        ("<script>alert(1)</script>", "element"),
        ("<image/>", "element"),
        ('<g onclick="alert(1)"/>', "attribute 'onclick'"),
        ('<a xlink:href="javascript:alert(1)"/>', "href"),
        ('<a xlink:href="file:///etc/passwd"/>', "href"),
        ('<g fill="url(http://x.org/a)"/>', "attribute 'fill'"),
        ("<g>", "no valid SVG"),
        ("", "drew 0 of 1 boxes"),
        ('<g class="node"/><g class="node"/>', "drew 2 of 1 boxes"),
    ],
)
def test_what_no_picture_of_ours_holds_is_refused(inner: str, message: str) -> None:
    """Scripts, handlers, foreign links, broken files and lost boxes are errors."""
    with pytest.raises(EngineError, match=message):
        checked(svg(inner), 1, "x")


def test_bytes_that_are_no_text_are_refused() -> None:
    """An engine that writes rubbish gives one clean error."""
    with pytest.raises(EngineError, match="no valid SVG"):
        checked(b"\xff\xfe\x00", 0, "x")
