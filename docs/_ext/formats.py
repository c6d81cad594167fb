"""The reference of file formats, from the JSON Schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]

ROOT = Path(__file__).parents[2]
PLAIN = {
    "array": "list",
    "boolean": "yes or no",
    "integer": "whole number",
    "null": "nothing",
    "object": "map",
    "string": "text",
}
ATTRIBUTE = re.compile(r"^(?P<names>[a-z_][\w, ]*)\n(?P<text>(?:    .*\n?|\n)+)", re.MULTILINE)
FILES = {
    "graph": ("Graph files", ROOT / "graphs" / "schema.json", "GraphDocument"),
    **{
        name: (title, ROOT / "docs" / "schemas" / f"{name}.json", "")
        for name, title in {
            "learner": "Learner files",
            "plan": "Plan files",
            "schedule": "Schedule files",
            "forecast": "Forecast files",
        }.items()
    },
}
INTRO = {
    "graph": (
        "A graph is one YAML file with `topics:`, or a folder: `graph.yaml` says what it is and in"
        " which order its sections come, `resources.yaml` and `goals.yaml` hold what their names "
        "say, and every other file is a section. Text is text: no anchors, aliases or tags. "
        "[For teachers](../guides/educator.md) builds one step by step."
    ),
    "learner": (
        "`learner.yaml` in the working folder, or any file with `--learner`: what options would "
        "say. Options win. [For learners](../guides/learner.md) has a whole one."
    ),
    "plan": "What `mlpath plan --format json` and `Plan.to_json` write.",
    "schedule": "What the library writes of a plan that was laid into weeks.",
    "forecast": "What `mlpath forecast --format json` writes.",
}
# What a key of a file that people write by hand is for; the schemas say only what it may hold.
NOTES = {
    "graph": {
        "GraphDocument": {
            "graph": "what the graph says of itself",
            "sections": "titles of sections, in their order",
            "topics": "by id; `vectors: 2h` is short for `vectors: {effort: 2h}`",
            "resources": "what topics refer to, by id",
            "goals": "presets, for `--goal preset:ID`",
        },
        "GraphInfo": {
            "format": "of this file; there is only 1",
            "id": "logs and plans know the graph by it",
            "version": "any text; plans remember it",
            "licence": "of the content",
            "source": "a web address",
            "contribute": "how to send corrections",
            "tags": "all that topics may carry; empty for any",
        },
        "GraphHeader": {"sections": "ids, in their order"},
        "SectionHeader": {"id": "one for each file"},
        "SectionDocument": {"section": "which it is", "topics": "as in a single file"},
        "TopicEntry": {
            "title": "default: the id",
            "summary": "one sentence",
            "section": "in a single file",
            "aliases": "other names, for search",
            "effort": "cumulative study time; `3h` alone means working",
            "value": "0 to 5: worth where no goals are asked for",
            "requires": "what comes first; `svd@overview` is short for a topic and a level",
            "recommends": "what helps but never blocks",
            "corequisites": "topics learnt side by side",
            "check": "what somebody at a level can be seen to do",
            "resources": "what to learn it from",
            "tags": "for `--goal tag:TAG`",
            "was": "earlier ids, so that progress survives",
        },
        "Prerequisite": {
            "topic": "its id",
            "level": "needed; default: working, or the nearest declared below",
            "reason": "what exactly is used",
            "for": "the one level of this topic that needs it; default: each",
            "exercised": "0 to 1: how much the later topic practises it",
        },
        "AnyOf": {"any": "one of these is enough", "reason": "what exactly is used"},
        "Effort": {"overview": "a time or a range: `45m`, `3-5h`", "working": "", "deep": ""},
        "Checks": {"overview": "begins with *can*", "working": "", "deep": ""},
        "ResourceUse": {
            "resource": "its id",
            "part": "chapters, lectures, pages",
            "level": "the level it serves; default: all",
        },
        "ResourceEntry": {
            "url": "where it is",
            "language": "such as `en`",
            "free": "costs nothing",
            "hours": "all of it, by its own account",
            "checked": "somebody looked it up",
        },
        "PresetGoal": {
            "topic": "one of the three",
            "section": "each of its topics",
            "tag": "each topic that carries it",
            "level": "default: working",
            "weight": "what reaching it is worth",
        },
        "PresetEntry": {"topics": "its goals"},
    },
    "learner": {
        "": {
            "graph": "default: the bundled roadmap",
            "overlay": "graphs laid over it",
            "goals": "`svd@deep:2`, `section:nlp`, `preset:interview`, or in parts",
            "known": "topics and their levels, with all that they need",
            "ban": "left out, with all that needs it",
            "pin": "steps not begun before a day",
            "budget": "study time in all",
            "weeks": "a budget of so many weeks of the hours",
            "hours": "of a week, or of its days",
            "start": "first day of study",
            "deadline": "last day of study",
            "off": "days and ranges without study",
            "holidays": "country or region, such as `DE-BY`",
            "session": "how long at a stretch",
            "tracks": "topics side by side, 1 to 3",
            "zone": "of the times of day, such as `Europe/Berlin`",
            "at": "when study begins, for calendars",
            "pace": "my hours for each estimated hour",
            "sure": "chance, in 100, with which the plan has to fit",
            "review": "share of the time, in 100",
            "prefer": "kinds of resource, the one liked most first",
            "free": "only resources that cost nothing",
            "language": "only resources in it",
            "order": "how steps are sequenced",
            "choose": "how steps are chosen",
            "shares": "what overview, working and deep earn of a goal at deep",
            "recommended": "whether time that is left over goes to what is only recommended",
        },
        "WishEntry": {
            "topic": "one of the four",
            "section": "each of its topics",
            "tag": "each topic that carries it",
            "preset": "of the graph",
            "level": "default: working",
            "weight": "what reaching it is worth",
            "due": "a day, or hours of study until then",
            "must": "it has to be in the plan",
        },
        "SittingEntry": {"shortest": "such as 25m", "longest": "such as 2h"},
    },
}
RENAMED = {
    "mlpath__topics__documents__PresetEntry": "PresetEntry",
    "mlpath__topics__models__PresetEntry": "PresetGoal",
}
SELF = ("title", "summary", "authors", "kind")  # what these hold needs no note


def formats() -> Iterator[str]:
    """Yield the lines of the page."""
    yield from ("# File formats", "")
    yield from (
        "Generated from the JSON Schemas that `mlpath schema` prints. With a schema, an ",
        "",
    )
    yield from ("editor completes and checks a file while you type. *Needed* keys are bold.", "")
    for name, (title, file, root) in FILES.items():
        schema = json.loads(file.read_text(encoding="utf-8"))
        yield from (f"## {title}", "", INTRO[name], "")
        for part, definition in parts(schema, root):
            yield from _part(name, part, definition, schema)


def parts(schema: Schema, root: str) -> Iterator[tuple[str, Schema]]:
    """Yield what a file holds, the whole first, then what it refers to, each once."""
    definitions = schema.get("$defs", {})
    queue = [root] if root else [""]
    for part in queue:
        found = definitions[part] if part else {**schema, "$defs": {}}
        yield part, found
        queue += [name for name in dict.fromkeys(_references(found)) if name not in queue]
    for name in definitions:
        if name not in queue and _properties(definitions[name]):
            yield name, definitions[name]


def keys(definition: Schema) -> tuple[str, ...]:
    """Return the keys of a part of a file."""
    return tuple(_properties(definition))


def _properties(definition: Schema) -> Schema:
    for each in (definition, *definition.get("anyOf", ())):
        if "properties" in each:
            return dict(each["properties"])
    return {}


def _references(thing: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a schema
    if isinstance(thing, dict):
        if "$ref" in thing:
            yield thing["$ref"].rsplit("/", 1)[-1]
        for each in thing.values():
            yield from _references(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from _references(each)


def _part(file: str, part: str, definition: Schema, schema: Schema) -> Iterator[str]:
    """Yield a heading, a sentence, and a table of keys."""
    properties = _properties(definition)
    if not properties:
        return
    alternatives = (definition, *definition.get("anyOf", ()))
    described = next(each for each in alternatives if "properties" in each)
    text = described.get("description", "")
    notes = {**_attributes(text), **NOTES.get(file, {}).get(named(part), {})}
    if part:
        yield from (f"({_anchor(file, part)})=", f"### {_title(part)}", "")
    yield from (_cell(text.split("\n\n")[0]), "")
    yield from ("| key | holds | |", "|---|---|---|")
    for key, value in properties.items():
        shown = f"**`{key}`**" if key in described.get("required", ()) else f"`{key}`"
        note = notes.get(key, "")
        default = value.get("default")
        if not isinstance(default, bool | list | dict | None) and default != "":
            note = f"{note}; default {default}" if note and "default" not in note else note
        yield f"| {shown} | {_kind(file, value, schema)} | {_cell(note)} |"
    yield ""


def named(part: str) -> str:
    """Return the name of a part as it is shown."""
    return RENAMED.get(part, part)


def _title(part: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", named(part)).capitalize()


def _anchor(file: str, part: str) -> str:
    return f"{file}-{named(part)}".lower()


def _attributes(description: str) -> dict[str, str]:
    """Return what a class says of its attributes."""
    found: dict[str, str] = {}
    for entry in ATTRIBUTE.finditer(description.partition("----------\n")[2]):
        for name in entry["names"].split(","):
            found[name.strip()] = " ".join(entry["text"].split())
    return found


def _kind(file: str, value: Schema, schema: Schema) -> str:  # noqa: PLR0911 - kinds are many
    if "$ref" in value:
        part = value["$ref"].rsplit("/", 1)[-1]
        definition = schema["$defs"][part]
        if _properties(definition):
            link = f"[{_title(part).lower()}](#{_anchor(file, part)})"
            return f"{link} or text" if "anyOf" in definition else link
        return _kind(file, definition, schema)
    for several in ("anyOf", "oneOf"):
        if several in value:
            given = [each for each in value[several] if each.get("type") != "null"]
            return " or ".join(dict.fromkeys(_kind(file, each, schema) for each in given))
    if "enum" in value:
        return ", ".join(f"`{each}`" for each in value["enum"] if isinstance(each, str))
    if "const" in value:
        return f"`{value['const']}`"
    kind = value.get("type", "anything")
    if isinstance(kind, list):
        return " or ".join(PLAIN.get(each, str(each)) for each in kind)
    if kind == "array" and "items" in value:
        return f"list of {_kind(file, value['items'], schema)}"
    if kind == "object":
        inner = [*value.get("patternProperties", {}).values()]
        more = value.get("additionalProperties")
        inner += [more] if isinstance(more, dict) else []
        return f"map of ids to {_kind(file, inner[0], schema)}" if inner else "map"
    return PLAIN.get(kind, str(kind))


def _cell(text: str | None) -> str:
    plain = " ".join((text or "").split()).replace("|", "\\|").replace("<", "&lt;")
    return plain.replace("``", "`")
