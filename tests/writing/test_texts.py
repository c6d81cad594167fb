"""Texts on their way into files, read back by a Markdown parser for any text at all."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpath.writing.mermaid import label, task
from mlpath.writing.texts import cell, clean, markdown
from tests.writing.conftest import TITLES

any_text = st.one_of(
    st.sampled_from(TITLES),
    st.text(max_size=40),
    st.text(alphabet="-+=#*_`~[](){}<>!|\\:.$@&^%1 \naw", max_size=20),
)


@given(any_text)
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    """Alone, in a heading, in a task or in a cell: one plain text, no markup of any kind."""
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    expected = clean(text)
    if not expected:
        return
    places = {
        f"{markdown(text)}\n": ["paragraph_open"],
        f"# {markdown(text)}\n": ["heading_open"],
        f"- {markdown(text)}\n": ["bullet_list_open", "list_item_open", "paragraph_open"],
        f"- [ ] {markdown(text)}\n": ["bullet_list_open", "list_item_open", "paragraph_open"],
    }
    for source, opened in places.items():
        tokens = parser.parse(source)
        assert [token.type for token in tokens if token.nesting == 1] == opened
        inline = next(token for token in tokens if token.type == "inline")
        kinds = {child.type for child in inline.children}
        assert kinds <= {"text", "text_special"}
        assert "".join(child.content for child in inline.children).removeprefix("[ ] ") == expected


@given(any_text)
def test_mermaid_labels_say_any_text(text: str) -> None:
    """Undoing the codes gives the text; nothing that ends a label or a line is left."""
    for coded in (label(text), task(text)):
        assert not re.search(r'["`<>:;\n%{}\[\]|]', re.sub(r"#\d+;", "", coded))
        assert html.unescape(coded.replace("#", "&#")) == clean(text)


def test_a_label_is_no_list() -> None:
    """Mermaid shows an error instead of a label that begins like a Markdown list."""
    for text in ("- a", "+ a", "1. a", "12) a"):
        assert not re.match(r"[-+]|\d+[.)]", label(text))
    assert label("a - b (2. c)") == "a - b (2. c)"


def test_a_task_is_no_statement() -> None:
    """What begins like a keyword or a date of a Gantt chart does not stay one."""
    for text in ("section a", "Title", "click", "2024-01-01", "dateFormat x", "tickInterval"):
        assert task(text).startswith("#")


@given(any_text)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """A spreadsheet shows every title, whatever it begins with."""
    safe = cell(text)
    assert not re.match(r"[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]", safe)
    assert safe.removeprefix("'") == clean(text).removeprefix("'")


def test_controls_do_not_get_through() -> None:
    """Marks that turn text or steer a terminal are replaced; line ends become spaces."""
    assert clean("a\x00\x1b\u202e\ufeff\U0001ffffb\r\n c") == "a\ufffd\ufffd\ufffd\ufffd\ufffdb c"
