"""The JSON Schema of graph files, made from the models, for editors that check while one types.

One schema serves every file of a graph: which keys a file has tells which kind it is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import JsonSchemaMode, models_json_schema

from mlpath.learners import Learner
from mlpath.topics import documents
from mlpath.topics.levels import ID

if TYPE_CHECKING:
    from pydantic import BaseModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "mlpath graph files"
YES_OR_NO = {"enum": [True, False, "yes", "no"]}
_TEXT = {"type": "string"}
# Where a model's own words for a limit are not those of JSON Schema.
_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
_LENGTHS = {"minLength": "minItems", "maxLength": "maxItems"}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of graph files: single files, sections, header, resources, goals.

    Examples
    --------
    >>> schema()["$defs"]["TopicEntry"]["required"]
    ['effort']
    """
    kinds: dict[str, type[BaseModel]] = {
        "graph": documents.GraphDocument,
        "section": documents.SectionDocument,
        "header": documents.GraphHeader,
        "resource": documents.ResourceEntry,
        "goal": documents.PresetEntries,
    }
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "validation") for model in kinds.values()
    ]
    references, made = models_json_schema(list(wanted), by_alias=True)
    ref = {kind: references[model, "validation"] for kind, model in kinds.items()}
    definitions = _corrected(made["$defs"])
    for name in ("GraphDocument", "SectionDocument"):
        _allow_short_forms(definitions[name]["properties"])
    whole_graph = {"anyOf": [{"required": [key]} for key in ("graph", "topics", "goals")]}
    header = {"anyOf": [{"required": [key]} for key in ("format", "id", "version", "licence")]}
    names = {"pattern": f"^{ID}$"}
    entries = [
        {"propertyNames": names, "additionalProperties": ref[kind]}
        for kind in ("resource", "goal")
    ]
    return {
        "$schema": DIALECT,
        "title": TITLE,
        "type": "object",
        "if": {"required": ["section"]},
        "then": ref["section"],
        "else": {
            "if": whole_graph,
            "then": ref["graph"],
            "else": {"if": header, "then": ref["header"], "else": {"anyOf": entries}},
        },
        "$defs": definitions,
    }


def learner_schema() -> dict[str, Any]:
    """Return the JSON Schema of learners' files.

    Examples
    --------
    >>> sorted(learner_schema()["properties"])[:3]
    ['at', 'ban', 'budget']
    """
    made = _corrected(Learner.model_json_schema())
    # An entry without a value is one that is not set; editors offer what can be.
    return {"$schema": DIALECT, **made, "title": "mlpath learner file"}


def dumps() -> str:
    """Return the schema of graph files as the text of ``graphs/schema.json``."""
    return _text(schema())


def dumps_learner() -> str:
    """Return the schema of learners' files as the text of ``docs/schemas/learner.json``."""
    return _text(learner_schema())


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _corrected(node: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return a schema with its limits in JSON Schema's words, and docstrings cut to a line."""
    if isinstance(node, list):
        return [_corrected(item) for item in node]
    if not isinstance(node, dict):
        return node
    kind = node.get("type")
    if kind == "boolean":
        return {**{key: item for key, item in node.items() if key != "type"}, **YES_OR_NO}
    renamed = _BOUNDS if kind in {"integer", "number"} else _LENGTHS if kind == "array" else {}
    fixed = {renamed.get(key, key): _corrected(item) for key, item in node.items()}
    if isinstance(fixed.get("description"), str):
        fixed["description"] = fixed["description"].partition("\n")[0]
    if "patternProperties" in fixed:
        fixed["additionalProperties"] = False  # a key that is no id
    return fixed


def _allow_short_forms(properties: dict[str, Any]) -> None:
    """Let ``svd: 3h`` and ``section: nlp`` pass, as the reader does."""
    topics = properties["topics"]["patternProperties"]
    for pattern, entry in topics.items():
        topics[pattern] = {"anyOf": [_TEXT, entry]}
    if "section" in properties:
        properties["section"] = {"anyOf": [_TEXT, properties["section"]]}
