"""The YAML reader: text-only data, a place for everything, and one clear problem per fault."""

from __future__ import annotations

import gc
import random
import sys
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mlpath.errors import COLLECTED
from mlpath.reading import events
from mlpath.reading.events import LARGEST_SCALAR, Document, build

TOKENS = [
    *("a", "b", "topics", "x: y", ":", ",", "- ", "-", "\n", "\n  ", "\n    ", "  ", "{", "}"),
    *("[", "]", ", ", "'", '"', "&x ", "*x", "!!int ", "!", "<<: ", "? ", "|", ">-\n  ", "#c"),
    *("\t", "\\u202e", "\\x", "\\", "\\ud800", "\\U00110000", "\\N", "~", "null", "---\n"),
    *("...\n", "%YAML 1.2\n", "%x", "@", "`", "é", "e\u0301", "\u2028", "\x85", "\x00"),
    *("\ufeff", "\x07", "\r\n", "\r", "1:30", "3-5h", "\U0001f600", "key: value\n", "- item\n"),
]


def read(text: str | bytes) -> Any:
    """Return the data of a document that has no problems."""
    document = build(text, "f.yaml")
    assert document.problems == ()
    assert document.whole
    return document.data


def problems(text: str | bytes) -> list[str]:
    """Return place, code and message of each problem, without hints."""
    found = []
    for problem in build(text, "f").problems:
        assert problem.place is not None
        place = f"{problem.place.line}:{problem.place.column}"
        found.append(f"{place} {problem.code}: {problem.message}")
    return found


@pytest.mark.parametrize(
    "text",
    [
        *("no", "yes", "on", "y", "true", "False", "010", "0b11", "0x1F", "1_000", "1e3", ".inf"),
        *(".nan", "-0", "1:30", "1:59:59", "2026-12-01", "=", "2001-02-30", "9" * 5000, "12.50"),
        *("Null value", "'null'", "é", "a b"),
    ],
)
def test_no_scalar_is_given_a_type(text: str) -> None:
    """What the author wrote is what arrives; the field that receives it decides."""
    assert read(f"hours: {text}") == {"hours": text.strip("'")}


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_only_an_empty_plain_value_is_none(text: str) -> None:
    """An absent value is None; in quotes it is text."""
    assert read(f"a: {text}\nb: '{text}'") == {"a": None, "b": text}


def test_structures_are_plain_dicts_and_lists_in_document_order() -> None:
    """Block and flow style, comments and multi-line text give one plain tree."""
    text = """\
# a comment
topics:
  svd: {title: The SVD, requires: [a, {topic: b}], empty: []}
  b:
  - one   # trailing
  - - nested
  summary: >-
    folded
    text
"""
    data = read(text)
    assert data == {
        "topics": {
            "svd": {"title": "The SVD", "requires": ["a", {"topic": "b"}], "empty": []},
            "b": ["one", ["nested"]],
            "summary": "folded text",
        }
    }
    assert list(data["topics"]) == ["svd", "b", "summary"]


def test_json_is_read_too() -> None:
    """Plan files are JSON; every scalar of them is text as well, tabs may indent them."""
    assert read('{\n\t"a": [1, true, null, "\\u00e9"],\n\t"b": {}\n}') == {
        "a": ["1", "true", None, "é"],
        "b": {},
    }


def test_text_is_in_normal_form() -> None:
    """A letter with a combining accent equals the letter that Unicode composes."""
    assert read("e\u0301: e\u0301") == {"é": "é"}
    assert problems("é: 1\ne\u0301: 2") == ["2:1 duplicate-key: 'é' is already a key in line 1"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "~"])
def test_an_empty_document_is_none(text: str) -> None:
    """Nothing is not a fault of YAML; what needs content says so later."""
    assert read(text) is None


@pytest.mark.parametrize("text", ["\ufeffa: 1", b"\xef\xbb\xbfa: 1"])
def test_a_byte_order_mark_at_the_start_is_fine(text: str | bytes) -> None:
    """Editors write one; it shifts no column."""
    document = build(text, "f")
    assert document.data == {"a": "1"}
    assert str(document.place(("a",), key=True)) == "f:1:1"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_end_counts_as_one(newline: str) -> None:
    """Files from every system have the same places."""
    document = build(newline.join(["a: 1", "", "b: 2"]), "f")
    assert str(document.place(("b",))) == "f:3:4"


# --- places ---------------------------------------------------------------------------------

PLACED = """\
topics:
  svd:
    title: "The SVD"
    requires:
      - {topic: a, reason: why}
      - b
  'pca': {effort: 3h}
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), "1:1", "1:1"),
        (("topics",), "2:3", "1:1"),
        (("topics", "svd"), "3:5", "2:3"),
        (("topics", "svd", "title"), "3:12", "3:5"),
        (("topics", "svd", "requires"), "5:7", "4:5"),
        (("topics", "svd", "requires", 0), "5:9", "5:9"),
        (("topics", "svd", "requires", 0, "reason"), "5:28", "5:20"),
        (("topics", "svd", "requires", 1), "6:9", "6:9"),
        (("topics", "pca"), "7:10", "7:3"),
        (("topics", "pca", "effort"), "7:19", "7:11"),
    ],
)
def test_every_value_and_every_key_has_a_place(path: Any, value: str, key: str) -> None:
    """Lines and columns count from 1 and point at the first character."""
    document = build(PLACED, "f")
    assert str(document.place(path)) == f"f:{value}"
    assert str(document.place(path, key=True)) == f"f:{key}"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("topics", "svd", "effort"), "2:3"),
        (("topics", "svd", "requires", 7), "4:5"),
        (("topics", "svd", "requires", 1, "level"), "6:9"),
        (("topics", "svd", "title", "deeper"), "3:12"),
        (("nothing",), "1:1"),
    ],
)
def test_what_is_missing_is_placed_at_what_should_hold_it(path: Any, place: str) -> None:
    """A missing field is the fault of its topic, and the topic's key is where to look."""
    assert str(build(PLACED, "f").place(path)) == f"f:{place}"


trees = st.recursive(
    st.text("abc é'\":-#,[]{}&*!|>%@`\\\n", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcé ", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(tree=trees, flow=st.booleans())
def test_a_written_tree_reads_back_and_each_place_points_at_its_text(
    tree: Any, *, flow: bool
) -> None:
    """Whatever style a writer chooses, data return and plain words stand where places say."""
    text = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True, width=40)
    lines = text.splitlines()
    document = build(text, "f")
    assert document.problems == ()
    assert document.data == tree
    stack: list[tuple[tuple[str | int, ...], Any]] = [((), tree)]
    while stack:
        path, value = stack.pop()
        place = document.place(path)
        if isinstance(value, str) and value.isalpha():
            assert lines[place.line - 1][place.column - 1 :].lstrip("'").startswith(value)
        items = value.items() if isinstance(value, dict) else enumerate(value)
        stack.extend(((*path, step), inner) for step, inner in items if not isinstance(value, str))


# --- refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", "3:1 duplicate-key: 'a' is already a key in line 1"),
        ("{a: 1, a: 2}", "1:8 duplicate-key: 'a' is already a key in line 1"),
        ("a: &x 1", "1:4 alias: anchors, aliases and merge keys are not read"),
        ("a: &x [1]\nb: *x", "1:4 alias: anchors, ... not read (2 in this file)"),
        ("&a [*a]", "1:1 alias: ... (2 in this file)"),
        ("a: {<<: {b: 1}}", "1:5 alias: "),
        ("*x : 1", "1:1 alias: "),
        ("a: !!int '3'", "1:4 tag: text begins with '!'"),
        ("a: !!python/object:os.system {}", "1:4 tag: "),
        ("a: !!set {x, y}", "1:4 tag: "),
        ("a: !important", "1:4 tag: "),
        ("a: 1\n---\nb: 2", "2:1 documents: a second document begins"),
        ("? [a, b]\n: 1", "1:3 key: a list or mapping as a key"),
        ("{a: 1}: 2", "1:1 key: a list or mapping as a key"),
        ("?\n: 1", "1:2 key: an empty key"),
        ("'': 1", "1:1 key: an empty key"),
        ("a:\n\tb: 1", "2:1 tab: a tab indents this line"),
        ("a:\n \tb: 1\n\tc: 2", "2:2 tab: a tab indents this line, and 1 more"),
        ("%YAML 1.1\n---\na: 1", "1:1 syntax: a line begins with '%'"),
        ("# c\n%TAG ! tag:x\n---\na: 1", "2:1 syntax: a line begins with '%'"),
        ("a: " + "x" * (LARGEST_SCALAR + 1), "1:4 too-big: a text of more than 64 kB"),
        ("[" * 17 + "]" * 17, "1:17 too-deep: more than 16 lists and mappings"),
        # Characters, as they stand and after unescaping.
        ("a: x\x00y", "1:5 character: ...U+0000"),
        ("a: x\x1b[31m", "1:5 character: ...U+001B"),
        ("a: x\x9b", "1:5 character: ...U+009B"),
        ("a: x\u202ey", "1:5 character: ...U+202E (right-to-left override"),
        ("a: x\u2066y", "1:5 character: ...U+2066"),
        ("a: x\x85y", "1:5 character: ...U+0085"),
        ("a: x\u2028y", "1:5 character: ...U+2028"),
        ("a: x\ufeffy", "1:5 character: ...U+FEFF"),
        ("a: x\uffffy", "1:5 character: ...U+FFFF"),
        ("a: x\ud800y", "1:5 character: ...U+D800"),
        ('a: "x\\e[31m"', "1:4 character: ...U+001B"),
        ('a: "\\0"', "1:4 character: ...U+0000"),
        ('a: "\\x9b"', "1:4 character: ...U+009B"),
        ('a: "\\u202e"', "1:4 character: ...U+202E"),
        ('a: "\\N"', "1:4 character: ...U+0085"),
        ('a: "\\r"', "1:4 character: ...U+000D"),
        # Encodings.
        (b"a: b\nc: caf\xe9", "2:7 encoding: the file is not UTF-8: byte 0xE9"),
        (b"a: \xc0\xaf", "1:4 encoding: the file is not UTF-8: byte 0xC0"),
        (b"\xef\xbb\xbfa: \xff", "1:4 encoding: "),
        ("a: b".encode("utf-16"), "1:1 encoding: the file is UTF-16 or UTF-32"),
        ("a: b".encode("utf-32"), "1:1 encoding: the file is UTF-16 or UTF-32"),
        ("a: b".encode("utf-16-le"), "1:1 encoding: the file is not UTF-8"),
        # The commonest errors of authors.
        ("r: {topic: x, reason: a, b}", "1:26 no-value: 'b' has no value"),
        ("r: {title: , effort: 3h}", "1:5 no-value: 'title' has no value"),
        ("r: {reason: a: b}", "1:14 syntax: a ',' or '}' is missing here"),
        ("r: {reason: see [1], b}", "1:17 syntax: a ',' or '}' is missing here"),
        ("r: [a, {topic: b]", "1:17 syntax: a ',' or '}' is missing here"),
        (
            "r: [a,\n  b\nc: d\n",
            "1:4 syntax: the '[' that opens here lacks a ',' or ']' before line 3",
        ),
        ("r: [a, b", "1:4 syntax: the '[' that opens here is never closed"),
        ("r: {a: b", "1:4 syntax: the '{' that opens here is never closed"),
        ("reason: a: b", "1:10 syntax: a ':' where none can stand"),
        ("a: 1\n b: 2", "2:3 syntax: a ':' where none can stand"),
        ("title: 'It's'", "1:12 syntax: this does not belong to what begins in line 1"),
        ("title: [Draft] SVD", "1:16 syntax: this does not belong to"),
        ('title: "SVD" and more', "1:14 syntax: this does not belong to"),
        ("a:\n    b: 1\n  c: 2", "3:3 syntax: this does not belong to"),
        ("a: 1\n- b", "2:1 syntax: this does not belong to"),
        ("a: 'x\nb: 1", "1:4 syntax: the quote that opens here is never closed"),
        ('a: "x\\q"', "1:4 syntax: an unknown escape"),
        ('a: "\\xZZ"', "1:4 syntax: an unknown escape"),
        ("a: 1\nb\nc: 2", "2:1 syntax: neither 'key: value' nor '- item'"),
        ("a: - b", "1:4 syntax: a '- ' where no list can begin"),
        ("a: ? b", "1:4 syntax: a '? ' where no key can begin"),
        ("a: @home", "1:4 syntax: text cannot begin with this character"),
        ("a: `x`", "1:4 syntax: text cannot begin with this character"),
        ("a: 100%\nb: %x", "2:4 syntax: text cannot begin with this character"),
        ("a: *emphasis*", "1:4 syntax: text begins with '*', which YAML reads as an alias"),
        ("a: & more", "1:4 syntax: text begins with '&', which YAML reads as an anchor"),
        ("a: > 5 hours", "1:4 syntax: text begins with '|' or '>'"),
        ("a: |#c\n  x", "1:4 syntax: text begins with '|' or '>'"),
        ("a: [b, , c]", "1:8 syntax: a value is missing here"),
        ("a: b\n...\nc: d", "3:1 syntax: the document has ended"),
    ],
)
def test_each_fault_is_one_problem_at_its_place(text: str | bytes, expected: str) -> None:
    """One located sentence for each fault, and a hint that says what would be right."""
    (found,) = problems(text)
    start, *others = expected.split("...")
    assert found.startswith(start)
    assert all(part in found for part in others)


def test_all_faults_of_a_file_are_reported_in_the_order_of_the_file() -> None:
    """An author sees everything that can be found in one go."""
    text = 'a: 1\na: 2\nb: "\\0"\nc: {x, y}\nd: &x 1\n? [k]\n: 1\ne: [1'
    assert [line.split(":")[1].split()[1] for line in problems(text)] == [
        *("duplicate-key", "character", "no-value", "no-value", "alias", "key", "syntax")
    ]


def test_what_a_refused_entry_holds_shifts_no_place() -> None:
    """Doubled keys and complex keys are forgotten with all they contain."""
    text = "a: {x: [1, 2]}\na: {y: [3, [4]]}\n? {k: [v]}\n: [w, w]\nb: {z: 5}\nb: 6\nc: last"
    document = build(text, "f")
    assert document.data == {"a": {"x": ["1", "2"]}, "b": {"z": "5"}, "c": "last"}
    assert str(document.place(("b", "z"))) == "f:5:8"
    assert str(document.place(("c",))) == "f:7:4"


def test_a_document_says_whether_it_lacks_a_part() -> None:
    """After a lost part further checks would mislead; a doubled key loses nothing needed."""
    assert build("a: 1\na: 2", "f").whole
    assert build("a: &x 1", "f").whole
    for text in ("a: *x", "<<: {a: 1}", "a: [", "a: 1\n---\nb", "!!str a"):
        assert not build(text, "f").whole


def test_a_bomb_of_merge_keys_is_one_problem() -> None:
    """The text that made another reader need 24 seconds is refused at once."""
    lines = ["x0: &x0 {a: 1}"]
    lines += [f"x{n}: &x{n} {{<<: [{', '.join([f'*x{n - 1}'] * 9)}]}}" for n in range(1, 9)]
    assert problems("\n".join(lines)) == [
        "1:5 alias: anchors, aliases and merge keys are not read (89 in this file)"
    ]


@pytest.mark.parametrize("token", ["[", "{a: ", "- ", "? ", "[a, ", "[{", "- - "])
def test_any_depth_is_refused_without_recursion(token: str) -> None:
    """Eighty thousand openings are refused after the seventeenth."""
    (found,) = problems(token * 80_000)[-1:]
    assert "too-deep" in found or "syntax" in found


def test_collecting_stops_at_a_thousand_problems() -> None:
    """A broken file of any size gives a bounded report."""
    assert len(problems("a: 1\n" * 5000)) == COLLECTED
    assert len(problems("a: \x07\n" * 5000)) == COLLECTED
    many = "".join(f"k{n}: 1\n" for n in range(20_000)) + "".join(
        f"k{n}: 2\n" for n in range(2000)
    )
    assert len(problems(many)) == COLLECTED


def test_a_file_beyond_the_limit_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Size is looked at first."""
    monkeypatch.setattr(events, "LARGEST_FILE", 2**20)
    assert problems(b"a" * (2**20 + 1)) == ["1:1 too-big: the file is larger than 1 MiB"]


def test_messages_hold_nothing_that_a_terminal_obeys() -> None:
    """A key is quoted, cut and escaped before it is shown."""
    (found,) = problems(f"\u200b{'k' * 100}: 1\n\u200b{'k' * 100}: 2")
    assert found.isprintable()
    assert len(found) < 120


def test_the_garbage_collector_is_left_as_it_was() -> None:
    """It is off while building and on again afterwards, unless the caller had it off."""
    gc.enable()
    build("a: [", "f")
    assert gc.isenabled()
    gc.disable()
    try:
        build("a: 1", "f")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_caller_deep_in_its_own_stack_is_served() -> None:
    """Nothing here recurses, so little stack is needed."""

    def descend(left: int) -> Document:
        return descend(left - 1) if left else build("a: [[[[[[[[b]]]]]]]]", "f")

    depth = 0
    frame: Any = sys._getframe()
    while frame:
        depth, frame = depth + 1, frame.f_back
    assert descend(sys.getrecursionlimit() - depth - 60).whole


# --- anything at all ------------------------------------------------------------------------


@given(st.lists(st.sampled_from(TOKENS), max_size=20).map("".join) | st.text() | st.binary())
@example('"\\UFFFFFFFF"')
@example('"\\U00110000"')
@example("\ud800")
@example("a: !<")
def test_any_input_gives_a_document_and_located_problems(source: str | bytes) -> None:
    """No text and no bytes raise; every problem has a place inside the text and a message."""
    document = build(source, "f")
    lines = 1 + (source.count("\n") + source.count("\r") if isinstance(source, str) else 10**9)
    for problem in document.problems:
        assert problem.place is not None
        assert 1 <= problem.place.line <= lines + 1
        assert problem.place.column >= 1
        assert str(problem).isprintable()
    assert document.whole or document.problems


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="this PyYAML has no libyaml")
def test_both_parsers_give_the_same_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """With and without libyaml a text is good or bad alike, and good data are equal."""
    random_ = random.Random(20261122)
    moved = 0
    for _ in range(3000):
        text = "".join(random_.choices(TOKENS, k=random_.randint(1, 12)))
        monkeypatch.setattr(events, "PARSER", yaml.CSafeLoader)
        fast = build(text, "f")
        monkeypatch.setattr(events, "PARSER", yaml.SafeLoader)
        slow = build(text, "f")
        assert bool(fast.problems) == bool(slow.problems), text
        if not fast.problems:
            assert fast == slow, text
        moved += [p.place for p in fast.problems] != [p.place for p in slow.problems]
    # The two give up at other tokens in a few texts that are wrong in several ways.
    assert moved < 60
