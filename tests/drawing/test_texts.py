"""Tests of texts on their way into DOT."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpath.drawing.texts import clean, escaped, link, markup, time, width, wrapped


@given(st.text(max_size=60))
def test_an_escaped_text_ends_where_it_should(text: str) -> None:
    """Nothing in a text can close its quotes, and undoing the escape gives it back."""
    inner = escaped(text)
    place = 0
    found = []
    while place < len(inner):
        if inner[place] == "\\":
            found.append({"n": "\n"}.get(inner[place + 1], inner[place + 1]))
            place += 2
        else:
            assert inner[place] != '"'
            found.append(inner[place])
            place += 1
    assert "".join(found).replace("&amp;", "&") == clean(text).replace("\\", "\\" * 2)


@given(st.text(max_size=60))
def test_markup_holds_no_tag_but_line_breaks(text: str) -> None:
    """Whatever a text holds, only its line breaks become tags."""
    found = markup(text)
    assert "<" not in found.replace("<BR/>", "")
    assert html.unescape(found.replace("<BR/>", "\n")) == clean(text).replace("\\", "\\\\")


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x7f", "\x9b", "\ud800", "\u202e", "\uffff"])
def test_characters_no_picture_can_hold_are_replaced(bad: str) -> None:
    """Control characters, surrogates and bidi controls become the replacement character."""
    assert clean(f"a{bad}b") == "a\ufffdb"


def test_a_text_is_cut_to_a_sane_length() -> None:
    """A megabyte of title neither fits a picture nor an old engine's strings."""
    assert len(clean("x" * 1_000_000)) == 1_000


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ('http://x.org/"onclick="alert(1)', "http://x.org/%22onclick=%22alert(1)"),
        ("http://x.org/<b>", "http://x.org/%3Cb%3E"),
        ("http://x.org/\N{SNOWMAN}", "http://x.org/%E2%98%83"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("http://", ""),
        ("http://a b.org/", ""),
        ("HTTP://X.ORG", "HTTP://X.ORG"),
    ],
)
def test_only_web_addresses_become_links(url: str, expected: str) -> None:
    """Other schemes are dropped, dangerous characters percent-encoded."""
    assert link(url) == expected


def test_long_words_and_long_titles_are_broken() -> None:
    """Scripts without spaces wrap too, and what exceeds four lines ends in an ellipsis."""
    assert all(width(line) < 14 for line in wrapped("特異値分解と主成分分析の関係について" * 2))
    lines = wrapped("word " * 60)
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert wrapped("") == ("\u00a0",)


@given(st.integers(1, 10**6))
def test_time_is_off_by_less_than_a_tenth_of_an_hour(minutes: int) -> None:
    """Study time is shown to a tenth of an hour, or exactly below one."""
    text = time(minutes).replace(",", "")
    number, unit = text.split()
    shown = float(number) * (60 if unit == "h" else 1)
    assert abs(round(shown) - minutes) <= (3 if unit == "h" else 0)
