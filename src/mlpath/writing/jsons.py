"""JSON: the truth, with a version; what mlpath itself reads back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mlpath.plans import SCHEMA_VERSION, Forecast, Plan, Schedule

if TYPE_CHECKING:
    from pydantic import BaseModel

    from mlpath.writing.subjects import Subject


def write(subject: Subject) -> str:
    """Return a graph as a graph file, a plan as `Plan.from_json` reads it, or a schedule."""
    if subject.plan is not None:
        return subject.plan.to_json() + "\n"
    if subject.schedule is not None:
        data = subject.schedule.to_data()
        return _text({"schema_version": SCHEMA_VERSION, "schedule": data})
    plain = subject.graph.to_dict()
    # The format's version is a default, so `to_dict` leaves it out; a file should name it.
    plain["graph"] = {"format": subject.graph.info.format, **plain["graph"]}
    return _text({key: item for key, item in plain.items() if item})


def schema(kind: str) -> str:
    """Return the JSON Schema of a written ``plan``, ``schedule`` or ``forecast``.

    Examples
    --------
    >>> '"title": "Plan"' in schema("plan")
    True
    """
    models: dict[str, type[BaseModel]] = {"plan": Plan, "forecast": Forecast}
    model = models.get(kind, Schedule)
    made = model.model_json_schema(mode="serialization")
    if model is Schedule:
        version = {"const": SCHEMA_VERSION, "type": "integer"}
        definitions = made.pop("$defs")
        definitions["Schedule"] = made
        made = {
            "title": "Schedule",
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "schema_version": version,
                "schedule": {"$ref": "#/$defs/Schedule"},
            },
            "required": ["schema_version", "schedule"],
            "$defs": definitions,
        }
    return _text({"$schema": "https://json-schema.org/draft/2020-12/schema", **made})


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
