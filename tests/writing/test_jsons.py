"""JSON: read back by mlpath and by a validator of the committed schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

import mlpath
from mlpath.plans import Plan, Schedule
from mlpath.writing.jsons import schema

if TYPE_CHECKING:
    from pathlib import Path

    from mlpath.topics import KnowledgeGraph


def test_a_graph_is_a_graph_file(graph: KnowledgeGraph, root: Path) -> None:
    """Reading it gives an equal graph, and editors accept it."""
    text = mlpath.write(graph, "json").text
    assert mlpath.loads(text) == graph
    published = json.loads((root / "graphs" / "schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(text), published)
    assert json.loads(text)["graph"]["format"] == 1


def test_the_bundled_graph_is_a_graph_file() -> None:
    """Nothing of the roadmap is lost."""
    graph = mlpath.roadmap()
    assert mlpath.loads(mlpath.write(graph, "json").text).hash == graph.hash


def test_a_plan_reads_back(dated: Plan) -> None:
    """The text is the plan, schedule included."""
    assert Plan.from_json(mlpath.write(dated, "json").data) == dated


def test_a_schedule_reads_back(schedule: Schedule) -> None:
    """A schedule alone has a version beside it."""
    data = json.loads(mlpath.write(schedule, "json").text)
    assert data.pop("schema_version") == 1
    assert Schedule.model_validate(data["schedule"]) == schedule


@pytest.mark.parametrize("kind", ["plan", "schedule"])
def test_the_committed_schemas_are_current(
    kind: str, root: Path, dated: Plan, schedule: Schedule
) -> None:
    """``mlpath schema plan -o docs/schemas/plan.json`` brings it up to date."""
    text = (root / "docs" / "schemas" / f"{kind}.json").read_text(encoding="utf-8")
    assert text == schema(kind)
    published = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(published)
    written = json.loads(mlpath.write(dated if kind == "plan" else schedule, "json").text)
    jsonschema.validate(written, published)
    with pytest.raises(jsonschema.ValidationError, match="schema_version"):
        jsonschema.validate({**written, "schema_version": 2}, published)
