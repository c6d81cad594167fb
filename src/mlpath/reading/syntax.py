"""What a YAML syntax error means to an author, in one plain sentence with a remedy.

The parser says which token it missed; an author wants to know which character to change. The
table below covers every message of libyaml and of PyYAML's own parser, and gives both the same
words and the same place.
"""

from __future__ import annotations

from typing import NamedTuple

import yaml

from mlpath.errors import Problem

_QUOTE = "put the text in quotes, or write it as a block after '>-' on lines of its own"
_QUOTE_OR_INDENT = (
    "put text that holds ': ' in quotes; if this line is a new key, check its indentation"
)
_INDENT = "check the indentation, and put text in quotes as a whole if it holds a quote or bracket"
_BRACKETS = "put text that holds a colon, comma or bracket in quotes"


class _Rule(NamedTuple):
    """When a parser's words contain `words`, say `message`; place it at the opening or not."""

    words: str
    message: str
    hint: str
    opening: bool = False


TAG = Problem(
    "tag",
    "text begins with '!', which YAML reads as a tag, and graph files have none",
    "put the text in quotes, or drop the tag",
)
BLOCK = Problem(
    "syntax",
    "text begins with '|' or '>', which start a block on the next line",
    _QUOTE,
)

_BY_CONTEXT = (
    _Rule("an alias", "text begins with '*', which YAML reads as an alias", _QUOTE, opening=True),
    _Rule(
        "an anchor", "text begins with '&', which YAML reads as an anchor", _QUOTE, opening=True
    ),
    _Rule(
        "directive",
        "a line begins with '%', which YAML reads as a directive",
        _QUOTE,
        opening=True,
    ),
)
_BY_PROBLEM = (
    _Rule("mapping values are not allowed", "a ':' where none can stand", _QUOTE_OR_INDENT),
    _Rule("unexpected ':'", "a ':' where none can stand", _QUOTE_OR_INDENT),
    _Rule(
        "sequence entries are not allowed",
        "a '- ' where no list can begin",
        "begin a list on the line after its key, or put the text in quotes",
    ),
    _Rule("mapping keys are not allowed", "a '? ' where no key can begin", _QUOTE),
    _Rule(
        "could not find expected ':'",
        "neither 'key: value' nor '- item'",
        "a text that goes on over several lines is indented below its key",
        opening=True,
    ),
    _Rule("cannot start any token", "text cannot begin with this character", _QUOTE),
    _Rule(
        "unexpected end of stream", "the quote that opens here is never closed", "", opening=True
    ),
    _Rule("unexpected document", "the quote that opens here is never closed", "", opening=True),
    _Rule(
        "escape",
        "an unknown escape after a backslash",
        "write \\\\ for a backslash, or put the text in 'single quotes'",
        opening=True,
    ),
    _Rule(
        "hexdecimal",
        "an unknown escape after a backslash",
        "write \\\\ for a backslash, or put the text in 'single quotes'",
        opening=True,
    ),
    _Rule("node content", "a value is missing here", "put text that holds a comma in quotes"),
    _Rule(
        "<document start>",
        "the document has ended, yet there is more text",
        "a file is one mapping of 'key: value'",
    ),
    _Rule("incompatible YAML document", "only YAML 1.1 and 1.2 are read", "drop the %YAML line"),
)


def explain(error: yaml.YAMLError) -> tuple[tuple[int, int], Problem]:
    """Return where a syntax error stands, what is wrong there and what would be right.

    Parameters
    ----------
    error
        What a parser raised.

    Returns
    -------
    tuple
        Line and column from 0, and the problem, not yet placed.
    """
    if not isinstance(error, yaml.MarkedYAMLError):
        return (0, 0), _syntax("this is not YAML")
    context, problem = error.context or "", error.problem or ""
    if "a tag" in context or "tag handle" in problem:
        return _where(error, opening=True), TAG
    if "block scalar" in context:
        return _where(error, opening=True), BLOCK
    rules = [rule for rule in _BY_CONTEXT if rule.words in context]
    rules += [rule for rule in _BY_PROBLEM if rule.words in problem]
    if rules:
        return _where(error, opening=rules[0].opening), _syntax(rules[0].message, rules[0].hint)
    return _misplaced(error, context)


def _misplaced(error: yaml.MarkedYAMLError, context: str) -> tuple[tuple[int, int], Problem]:
    """Explain a token that does not continue the list or mapping that it stands in."""
    if "flow" in context:
        return _unclosed(error, context)
    if "block" in context:
        message = f"this does not belong to what begins in line {_line(error.context_mark)}"
        return _where(error), _syntax(message, _INDENT)
    return _where(error), _syntax("this is not YAML")


def _syntax(message: str, hint: str = "") -> Problem:
    return Problem("syntax", message, hint)


def _unclosed(error: yaml.MarkedYAMLError, context: str) -> tuple[tuple[int, int], Problem]:
    """Explain a list or mapping in brackets that goes on where it should end."""
    opening, closing = "[]" if "sequence" in context else "{}"
    here, start = error.problem_mark, error.context_mark
    if here is not None and start is not None and here.line != start.line:
        message = (
            f"the '{opening}' that opens here lacks a ',' or '{closing}' before line {_line(here)}"
        )
        return _where(error, opening=True), _syntax(message, _BRACKETS)
    message = f"a ',' or '{closing}' is missing here"
    return _where(error), _syntax(message, _BRACKETS)


def _line(mark: yaml.Mark | None) -> int:
    return mark.line + 1 if mark is not None else 1


def _where(error: yaml.MarkedYAMLError, *, opening: bool = False) -> tuple[int, int]:
    """Return line and column, from 0, of the opening or of the problem."""
    marks = (error.problem_mark, error.context_mark)
    first, second = reversed(marks) if opening else marks
    mark = first or second
    return (mark.line, mark.column) if mark is not None else (0, 0)
