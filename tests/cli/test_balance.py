"""``mlpath plan --balance``: terms as text, Markdown, CSV and JSON, and flags that go together."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import jsonschema
import pytest

from mlpath.auditing import check_plan
from mlpath.plans import Plan
from mlpath.reading import read

FILE = "mechanics.yaml"
CHAIN = """\
graph: {id: chain, title: A chain}
topics:
  a: {title: Sets, effort: {overview: 30m, working: 90m}}
  b: {title: "Maps *and* [relations]", effort: 2h, value: 3, requires: [a]}
  c: {title: Groups, effort: 4h, value: 2, requires: [b]}
"""
TEXT = """\
A chain
3 topics, 4 steps, 7 h 30 min of 8 h; value 6, proven optimal
fits 8 h with 39 %, as most take longer than estimated; --sure 80 plans for 4
times in 5 (about 3 h less)

Term        Load  Topic                   Level                   Effort
T1    1 h 30 min  Sets                    overview → working  1 h 30 min
T2           2 h  Maps *and* [relations]  working                    2 h
T3           4 h  Groups                  working                    4 h
T4         0 min

4 terms; the fullest holds 4 h of effort, proven least
"""
MARKDOWN = """\
# A chain

3 topics, 4 steps, 7 h 30 min of 8 h; value 6, proven optimal.

- fits 8 h with 39 %, as most take longer than estimated

2 terms, proven fewest; the fullest holds 4 h of effort, proven least.

## Term 1 (3 h 30 min)

- [ ] Sets (overview → working), 1 h 30 min
- [ ] Maps \\*and\\* \\[relations\\] (working), 2 h

## Term 2 (4 h)

- [ ] Groups (working), 4 h
"""


@pytest.fixture
def chain(mlpath: Any, tmp_path: Any) -> Any:
    """Return a caller of ``plan --balance`` on a chain."""
    (tmp_path / "chain.yaml").write_text(CHAIN, encoding="utf-8")
    return lambda *words: mlpath("plan", "chain.yaml", "--budget", "8h", "--balance", *words)


def test_terms_are_shown_with_their_loads(chain: Any) -> None:
    """The two texts, whole."""
    answer = chain("--terms", "4")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == TEXT
    markdown = chain("--term-hours", "5h", "--same-term", "-f", "markdown")
    assert markdown.out == MARKDOWN


def test_csv_names_the_term_of_every_step(chain: Any) -> None:
    """One line a step."""
    rows = list(csv.DictReader(io.StringIO(chain("--terms", "3", "-f", "csv").out)))
    assert [(row["term"], row["topic"], row["effort_minutes"]) for row in rows] == [
        ("1", "a", "30"),
        ("1", "a", "60"),
        ("2", "b", "120"),
        ("3", "c", "240"),
    ]


def test_json_holds_terms_that_the_schema_and_the_checker_accept(mlpath: Any) -> None:
    """`terms` is there where it was asked for, and only there."""
    words = ("plan", FILE, "--balance", "--terms", "3", "--term-hours", "8h", "-f", "json")
    answer = mlpath(*words)
    assert answer.code == 0
    jsonschema.validate(answer.data, mlpath("schema", "plan").data)
    terms = answer.data["terms"]
    assert set(terms) == {
        "capacity_minutes", "fewest", "same_term", "status", "bound_effort_minutes",
        "bound_terms", "terms",
    }  # fmt: skip
    assert set(terms["terms"][0]) == {"term", "effort_minutes", "minutes", "steps"}
    assert check_plan(Plan.from_json(answer.out), read(FILE)) == ()
    assert "terms" not in mlpath("plan", FILE, "-f", "json").data


def test_what_is_not_proven_says_how_far_it_may_be(mlpath: Any, tmp_path: Any) -> None:
    """A work limit of none leaves a bound."""
    (tmp_path / "three.yaml").write_text("topics: {x: 60m, y: 60m, z: 61m}", encoding="utf-8")
    call = ("plan", "three.yaml", "--balance", "--terms", "2")
    assert "the fullest holds 2 h of effort, proven least" in mlpath(*call).out
    limited = mlpath(*call, "--work-limit", "0").out
    assert "at least 1 h 31 min in any layout" in " ".join(limited.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--terms", "3"], "--terms needs --balance"),
        (["--term-hours", "3h"], "--term-hours needs --balance"),
        (["--same-term"], "--same-term needs --balance"),
        (["--balance"], "--balance needs terms"),
        (["--balance", "--terms", "3", "--hours", "8h/week"], "give one of them"),
        (["--balance", "--term-hours", "soon"], "soon"),
        (["--balance", "--terms", "0"], "--terms"),
    ],
)
def test_flags_that_do_not_go_together_exit_2(mlpath: Any, words: list[str], message: str) -> None:
    """With a sentence on standard error."""
    answer = mlpath("plan", FILE, *words)
    assert answer.code == 2
    assert message in answer.err
    assert answer.out == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--terms", "1"], r"1 terms are too few for derivatives@overview.*--same-term"),
        (["--terms", "1", "--term-hours", "1h", "--same-term"], "more than a term of 1 h"),
        (["--terms", "2", "--term-hours", "3h", "--same-term"], "2 terms of 3 h"),
    ],
)
def test_terms_that_cannot_be_exit_1(mlpath: Any, words: list[str], message: str) -> None:
    """Nothing was used wrongly, but there is no such layout; the flag that may help is named."""
    answer = mlpath("plan", FILE, "--balance", *words)
    assert (answer.code, answer.out) == (1, "")
    assert re.search(message, answer.err)


def test_an_infeasible_plan_has_no_terms(mlpath: Any) -> None:
    """Its ways out come first."""
    words = ("--budget", "1h", "--must", "forces", "--balance", "--terms", "9")
    answer = mlpath("plan", FILE, *words, "-f", "json")
    assert answer.code == 1
    assert "terms" not in answer.data
