"""The JSON Schema that editors use agrees with the reader, and the file with the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from mlpath.reading import examine_text
from mlpath.reading.schema import dumps, schema

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """Return a validator of the schema, itself checked."""
    made = schema()
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


def test_the_schema_file_is_current() -> None:
    """``python -m mlpath schema > graphs/schema.json`` brings it up to date."""
    assert (ROOT / "graphs" / "schema.json").read_text(encoding="utf-8") == dumps()


@pytest.mark.parametrize("file", sorted((ROOT / "graphs" / "ml-research").glob("*.yaml")), ids=str)
def test_bundled_files_fit_the_schema(
    file: Path, validator: jsonschema.Draft202012Validator
) -> None:
    """An editor shows no error in any file of the bundled graph."""
    validator.validate(yaml.safe_load(file.read_text(encoding="utf-8")))


GOOD: list[dict[str, Any]] = [
    {"topics": {"a": "1h"}},
    {"topics": {"a": {"effort": {"overview": "1h", "deep": "3-5h"}, "value": 3}}},
    {"section": "nlp", "topics": {"a": {"effort": "1h", "requires": ["b@working"]}, "b": "1h"}},
    {
        "graph": {"id": "g", "format": 1},
        "sections": {"s": "S"},
        "topics": {
            "a": {"effort": "1h", "section": "s", "requires": [{"any": ["b", {"topic": "c"}]}]},
            "b": "1h",
            "c": {"effort": "1h", "requires": [{"topic": "b", "for": "working"}]},
        },
        "resources": {"r": {"title": "R", "url": "http://x.org/", "kind": "book", "free": "no"}},
        "goals": {"g": {"topics": ["a", {"section": "s", "weight": 2}]}},
    },
]
BAD: list[dict[str, Any]] = [
    {"topics": {"a": {"efort": "1h"}}},
    {"topics": {"a b": "1h"}},
    {"topics": {"a": {"effort": "1h", "value": -1}}},
    {"topics": {"a": {"effort": "1h", "value": 1_000_001}}},
    {"topics": {"a": {"effort": "1h", "requires": [{"topic": "a", "level": "expert"}]}}},
    {"topics": {"a": {"effort": "1h", "requires": [{"any": ["b"]}]}}},
    {"topics": {"a": {"effort": "1h", "title": ["x"]}}},
    {"section": {"titel": "x"}, "topics": {"a": "1h"}},
    {"topics": {"a": "1h"}, "resources": {"r": {"title": "R", "kind": "book"}}},
    {"topics": {"a": "1h"}, "goals": {"g": {"topics": []}}},
    {"topics": {"a": "1h"}, "topic": {}},
]


@pytest.mark.parametrize("tree", GOOD)
def test_what_the_reader_reads_fits(
    tree: dict[str, Any], validator: jsonschema.Draft202012Validator
) -> None:
    """Short forms and full forms pass both."""
    assert examine_text(json.dumps(tree)).problems == ()
    assert list(validator.iter_errors(tree)) == []


@pytest.mark.parametrize("tree", BAD)
def test_what_the_schema_refuses_the_reader_refuses(
    tree: dict[str, Any], validator: jsonschema.Draft202012Validator
) -> None:
    """An editor's complaint is never about something that mlpath would accept."""
    assert not validator.is_valid(tree)
    assert examine_text(json.dumps(tree)).problems
