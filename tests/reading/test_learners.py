"""Learner files: what they say, and what is wrong with them, at its line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlpath import Learner, read_learner, roadmap
from mlpath.errors import FileError, RequestError
from mlpath.reading import examine_learner
from mlpath.reading.schema import dumps_learner, learner_schema

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "learner.yaml"

BROKEN = """\
goals:
  - svd@deep:2
  - {topic: qr, due: 2027-13-01}
  - {section: nlp, wieght: 2}
known:
  vectors: workin
  lu:
hours: {mon: 2h, sat: 25h}
session: {longst: 2h}
budget: 40
pin: {svd: someday}
off: [2026-12-24, 2026-12-24..2026-12-01]
sesion: x
"""


def told(text: str) -> list[str]:
    """Return line, column and code of each problem of a text."""
    return [
        f"{problem.place.line}:{problem.place.column} {problem.code}"
        for problem in examine_learner(text, file="me.yaml").problems
        if problem.place is not None
    ]


def test_every_problem_stands_at_its_line_and_column() -> None:
    """Whatever form an entry has; all at once, in the order of the file."""
    assert told(BROKEN) == [
        "3:22 bad-date",
        "4:20 unknown-field",
        "6:12 bad-level",
        "8:8 bad-rate",
        "9:11 unknown-field",
        "10:9 bad-duration",
        "11:12 bad-date",
        "12:19 bad-date",
        "13:1 unknown-field",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("start: 2026-12-01\n", "1:8 bad-request"),
        ("hours: 1h/day\nstart: 2026-12-01\ndeadline: 2026-11-01\n", "3:11 bad-date"),
        ("- svd\n", "1:1 bad-shape"),
        ("goals: {a: b}\n", "1:8 bad-value"),
        ("known: [[a]]\n", "1:9 bad-value"),
        ("known: &x [a]\n", "1:8 alias"),
        ("known: !!set [a]\n", "1:8 tag"),
        ("budget: 1h\nbudget: 2h\n", "2:1 duplicate-key"),
        ("a: b: c\n", "1:5 syntax"),
        ("a: " + "[" * 20 + "]" * 20, "1:19 too-deep"),
    ],
)
def test_shapes_and_clashes_are_placed_too(text: str, place: str) -> None:
    """YAML's own errors, wrong shapes, entries that do not go together."""
    assert told(text)[0] == place


def test_names_are_checked_against_a_graph() -> None:
    """All of them at once, each where it stands."""
    text = (
        "goals: [svd@deep, sdv, section:x, tag:y, preset:z]\nban: [foo]\nknown: {vectrs: deep}\n"
    )
    reading = examine_learner(text, file="me.yaml")
    found = reading.check(roadmap())
    assert [(str(problem.place), problem.code) for problem in found] == [
        ("me.yaml:1:19", "unknown-topic"),
        ("me.yaml:1:24", "unknown-section"),
        ("me.yaml:1:35", "unknown-tag"),
        ("me.yaml:1:42", "unknown-preset"),
        ("me.yaml:2:7", "unknown-topic"),
        ("me.yaml:3:9", "unknown-topic"),
    ]


def test_a_file_is_read_with_its_graphs_beside_it(tmp_path: Path) -> None:
    """Relative names start from the folder of the file."""
    (tmp_path / "me.yaml").write_text("graph: g.yaml\noverlay: [more/o.yaml, /abs.yaml]\n")
    learner = read_learner(tmp_path / "me.yaml")
    assert learner.graph == str(tmp_path / "g.yaml")
    assert learner.overlay == (str(tmp_path / "more" / "o.yaml"), "/abs.yaml")


def test_a_file_of_comments_says_nothing() -> None:
    """Nothing is compulsory: neither is a value."""
    assert examine_learner("# budget: 3h\n").learner == Learner()
    assert examine_learner("").learner == Learner()
    assert examine_learner("budget:\ngoals:\n").learner == Learner()


def test_what_cannot_be_read_is_a_file_error(tmp_path: Path) -> None:
    """And what is wrong in it a request that makes no sense."""
    with pytest.raises(FileError, match=r"cannot read .*me\.yaml: No such file"):
        read_learner(tmp_path / "me.yaml")
    (tmp_path / "me.yaml").write_text(BROKEN)
    with pytest.raises(RequestError, match=r"me\.yaml:3:22: bad-date"):
        read_learner(tmp_path / "me.yaml")
    (tmp_path / "me.yaml").write_text("goals: [sdv]")
    with pytest.raises(RequestError, match=r"me\.yaml:1:9: unknown-topic"):
        read_learner(tmp_path / "me.yaml", graph=roadmap())


def test_the_example_reads_and_names_topics_of_the_roadmap() -> None:
    """It can be planned as it stands."""
    assert read_learner(EXAMPLE, graph=roadmap()).calendar["hours"].startswith("mon-thu")


@given(st.one_of(st.text(max_size=60), st.binary(max_size=60)))
def test_no_text_does_more_than_be_refused(text: str | bytes) -> None:
    """Neither text nor bytes raise anything."""
    reading = examine_learner(text)
    assert (reading.learner is None) == bool(reading.problems)


VALUES = st.recursive(
    st.one_of(st.none(), st.text("abc@:=,.-019% ", max_size=8), st.sampled_from(["svd", "3h"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abtopic", max_size=5), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(Learner.model_fields)), VALUES, max_size=4))
def test_no_tree_does_more_than_be_refused(tree: dict[str, Any]) -> None:
    """Entries of any shape are read or told, never a traceback."""
    reading = examine_learner(yaml.safe_dump(tree))
    assert (reading.learner is None) == bool(reading.problems)
    assert all(problem.place for problem in reading.problems)


def test_the_schema_file_is_current() -> None:
    """``mlpath schema learner -o docs/schemas/learner.json`` brings it up to date."""
    text = (ROOT / "docs" / "schemas" / "learner.json").read_text(encoding="utf-8")
    assert text == dumps_learner()


def test_the_schema_agrees_with_the_reader() -> None:
    """An editor accepts the example and refuses slips."""
    made = learner_schema()
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)
    tree = yaml.load(EXAMPLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    del tree["weeks"], tree["pace"], tree["review"]  # numbers, which an editor types itself
    tree["goals"] = [
        {key: 2 if key == "weight" else item for key, item in goal.items()}
        if isinstance(goal, dict)
        else goal
        for goal in tree["goals"]
    ]
    tree["known"] = {key: item or None for key, item in tree["known"].items()}
    validator.validate(tree)
    validator.validate({"weeks": 12, "pace": 1.2, "sure": 80, "review": "10%"})
    for slip in ({"budgte": "3h"}, {"goals": [{"topik": "a"}]}, {"tracks": 9}, {"order": "x"}):
        assert not validator.is_valid(slip), slip
