"""Problems as values, and one tree of errors."""

from __future__ import annotations

import pytest

from mlpath import errors
from mlpath.errors import (
    CycleError,
    GraphError,
    MlpathError,
    Note,
    Place,
    Problem,
    Problems,
    UnknownTopicError,
    report,
)


def test_a_problem_is_one_line_that_editors_can_follow() -> None:
    """file:line:column: code: message, further places, hint."""
    problem = Problem(
        "unknown-topic",
        "no topic 'svm'",
        hint="did you mean 'svd'?",
        notes=(Note("first used", place=Place("a.yaml", 2, 1)), Note("elsewhere")),
    )
    line = (
        "unknown-topic: no topic 'svm' [first used at a.yaml:2:1; elsewhere] (did you mean 'svd'?)"
    )
    assert str(problem) == line
    assert str(problem.at(Place("b.yaml", 7, 3))) == f"b.yaml:7:3: {line}"
    assert problem.place is None


def test_fifty_problems_are_printed_and_the_others_counted() -> None:
    """A broken graph of a hundred thousand topics still gives a readable message."""
    many = [Problem("bad", f"number {n}") for n in range(60)]
    text = report(many, dropped=5)
    assert len(text.splitlines()) == 51
    assert text.endswith("and 15 more")
    assert report([]) == ""


def test_collecting_stops_at_a_thousand() -> None:
    """What comes later is counted, not kept."""
    problems = Problems(Problem("bad", str(n)) for n in range(1500))
    assert (len(problems), problems.dropped, problems.full) == (1000, 500, True)
    assert str(GraphError(problems, dropped=problems.dropped)).endswith("and 1,450 more")


def test_problems_sort_by_place() -> None:
    """Unplaced ones first, then file, line and column."""
    places = [Place("b", 1, 1), None, Place("a", 10, 1), Place("a", 9, 2), Place("a", 9, 1)]
    found = Problems(Problem("bad", str(n), place=place) for n, place in enumerate(places))
    assert [problem.message for problem in found.sorted()] == ["1", "4", "3", "2", "0"]


@pytest.mark.parametrize(
    "error",
    [
        found
        for found in vars(errors).values()
        if isinstance(found, type) and issubclass(found, MlpathError)
    ],
)
def test_every_error_is_an_mlpath_error_with_a_code(error: type[MlpathError]) -> None:
    """A text becomes a problem with the class's own code, and its hint."""
    made = error([Problem(error.code, "so")]) if error is CycleError else error("so", hint="thus")
    assert made.problems[0].code == error.code
    assert str(made).startswith(f"{error.code}: so")
    assert made.exit_code in {1, 2}


def test_a_missing_topic_reads_as_a_sentence() -> None:
    """`KeyError` would show a repr of the message."""
    assert str(UnknownTopicError("no topic 'x'")) == "unknown-topic: no topic 'x'"
    assert isinstance(UnknownTopicError("x"), KeyError)
    assert isinstance(GraphError("x"), ValueError)
