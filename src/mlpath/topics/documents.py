"""The shape of graph files, and how their plain data becomes models, every problem kept.

A folder holds one section file per subject beside ``graph.yaml``, ``resources.yaml`` and
``goals.yaml``; a single file holds the same keys together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import ConfigDict, Field, ValidationError, create_model

from mlpath.errors import Path, Problem, Problems
from mlpath.topics.fields import AsTuple, Id, Line
from mlpath.topics.models import (
    Checks,
    Effort,
    GraphInfo,
    Model,
    Prerequisite,
    Preset,
    PresetEntry,
    Resource,
    ResourceUse,
    Section,
    Topic,
)
from mlpath.topics.suggestions import suggest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

M = TypeVar("M", bound=Model)
FORMAT = 1
SPELLINGS = {"license": "licence", "prerequisites": "requires", "hours": "effort"}


@dataclass(slots=True)
class Parts:
    """What one or several documents hold, in reading order, and what is wrong with it.

    Attributes
    ----------
    broken, broken_resources
        Ids that stand in a document but could not be read.
    loose
        What topics that could not be read name as prerequisites, with paths: a wrong name must
        not hide behind a wrong field.
    """

    info: GraphInfo | None = None
    order: tuple[str, ...] = ()
    sections: list[Section] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    presets: list[Preset] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    broken_resources: set[str] = field(default_factory=set)
    loose: list[tuple[Path, str]] = field(default_factory=list)


def _without(model: type[Model], *names: str) -> type[Model]:
    """Return the model as a file writes it: the id is the key, the title may be left out."""
    fields: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if name in names:
            continue
        default = info.default if not info.is_required() or name != "title" else ""
        fields[name] = (info.rebuild_annotation(), info if name != "title" else Field(default))
    made: type[Model] = create_model(
        f"{model.__name__}Entry", __base__=Model, __doc__=model.__doc__, **fields
    )
    return made


TopicEntry = _without(Topic, "id")
ResourceEntry = _without(Resource, "id")
PresetEntries = _without(Preset, "id")


class GraphHeader(GraphInfo):
    """``graph.yaml``: what the graph says of itself, and the order of its sections."""

    sections: Annotated[tuple[Id, ...], AsTuple] = ()


class SectionHeader(Model):
    """``section:`` at the top of a section file."""

    id: Id
    title: Line | None = None
    summary: str = ""


class SectionDocument(Model):
    """A section file of a graph folder."""

    model_config = ConfigDict(title="mlpath section file")
    section: SectionHeader
    topics: dict[Id, TopicEntry] = Field(default={})  # type: ignore[valid-type]


class GraphDocument(Model):
    """A whole graph in one file."""

    model_config = ConfigDict(title="mlpath graph file")
    graph: GraphInfo = GraphInfo()
    sections: dict[Id, str] = Field(default={})
    topics: dict[Id, TopicEntry] = Field(default={})  # type: ignore[valid-type]
    resources: dict[Id, ResourceEntry] = Field(default={})  # type: ignore[valid-type]
    goals: dict[Id, PresetEntries] = Field(default={})  # type: ignore[valid-type]


def parse_graph(tree: Mapping[str, Any], parts: Parts, problems: Problems) -> None:
    """Add a single-file document to the parts.

    Parameters
    ----------
    tree
        Plain data with the keys ``graph``, ``sections``, ``topics``, ``resources``, ``goals``.
    parts, problems
        What to add to; paths of problems start at the top of the document.
    """
    _known_keys(tree, ("graph", "sections", "topics", "resources", "goals"), (), problems)
    if "graph" in tree:
        parts.info = _model(GraphInfo, tree["graph"], ("graph",), problems)
    for key, title in _items(tree, "sections", problems):
        payload = {"id": key, "title": key if title is None else title}
        section = _model(Section, payload, ("sections", key), problems, keyed=True)
        if section is not None:
            parts.sections.append(section)
    _topics(tree, None, parts, problems)
    parse_resources(tree.get("resources"), parts, problems, prefix=("resources",))
    parse_goals(tree.get("goals"), parts, problems, prefix=("goals",))


def parse_header(tree: Mapping[str, Any], parts: Parts, problems: Problems) -> None:
    """Add ``graph.yaml`` to the parts."""
    header = _model(GraphHeader, tree, (), problems)
    if isinstance(header, GraphHeader):
        data = {name: getattr(header, name) for name in GraphInfo.model_fields}
        parts.info = GraphInfo(**data)
        parts.order = header.sections


def parse_section(tree: Mapping[str, Any], parts: Parts, problems: Problems) -> str | None:
    """Add a section file to the parts and return the section's id, None where it has none."""
    _known_keys(tree, ("section", "topics"), (), problems)
    header = tree.get("section")
    if header is None:
        problems.add(
            Problem("missing", "no section", hint='start with section: {id: nlp, title: "NLP"}')
        )
        header = {"id": "general"}
    if isinstance(header, str):
        header = {"id": header}
    if isinstance(header, dict):
        header = {"title": header.get("id"), **header}
    section = _model(Section, header, ("section",), problems)
    name = section.id if section is not None else None
    if section is not None:
        parts.sections.append(section)
    _topics(tree, name, parts, problems)
    return name


def parse_resources(tree: object, parts: Parts, problems: Problems, *, prefix: Path = ()) -> None:
    """Add the resources of ``resources.yaml`` or of a single file."""
    for key, fields in _entries(tree, prefix, problems):
        resource = _model(Resource, {**fields, "id": key}, (*prefix, key), problems, keyed=True)
        if resource is None:
            parts.broken_resources.add(key)
        else:
            parts.resources.append(resource)


def parse_goals(tree: object, parts: Parts, problems: Problems, *, prefix: Path = ()) -> None:
    """Add the presets of ``goals.yaml`` or of a single file."""
    for key, fields in _entries(tree, prefix, problems):
        payload = {"title": key, **fields, "id": key}
        preset = _model(Preset, payload, (*prefix, key), problems, keyed=True)
        if preset is not None:
            parts.presets.append(preset)


def _topics(
    tree: Mapping[str, Any], section: str | None, parts: Parts, problems: Problems
) -> None:
    default = section or "general"
    missing_general = False
    for key, fields in _items(tree, "topics", problems):
        if problems.full:
            return
        path: Path = ("topics", key)
        if isinstance(fields, str) or fields is None:
            fields = {"effort": fields} if fields else {}  # noqa: PLW2901 - the short form
        if not isinstance(fields, dict):
            problems.add(_shape(path, "a mapping such as {effort: 3h}"))
            parts.broken.add(key)
            continue
        payload = {"title": key, "section": default, **fields, "id": key}
        topic = _model(Topic, payload, path, problems, keyed=True)
        if topic is None:
            parts.broken.add(key)
            parts.loose += _named(fields, path)
        else:
            parts.topics.append(topic)
            missing_general |= topic.section == "general"
    if missing_general and all(known.id != "general" for known in parts.sections):
        parts.sections.append(Section(id="general", title="General"))


def _named(fields: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the topics that raw fields name as prerequisites, as far as they can be made out."""
    for key in ("requires", "recommends", "corequisites"):
        entries = fields.get(key)
        for position, entry in enumerate(entries if isinstance(entries, list) else ()):
            yield from _named_once(entry, (*path, key, position))


def _named_once(entry: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(entry, str):
        yield path, entry.partition("@")[0]
    elif isinstance(entry, dict):
        name, alternatives = entry.get("topic"), entry.get("any")
        if isinstance(name, str):
            yield (*path, "topic"), name
        for place, alternative in enumerate(
            alternatives if isinstance(alternatives, list) else ()
        ):
            if not (isinstance(alternative, dict) and "any" in alternative):
                yield from _named_once(alternative, (*path, "any", place))


def _items(tree: Mapping[str, Any], key: str, problems: Problems) -> list[tuple[str, Any]]:
    value = tree.get(key)
    if value is None:
        return []
    if not isinstance(value, dict):
        problems.add(_shape((key,), "a mapping"))
        return []
    return list(value.items())


def _entries(tree: object, prefix: Path, problems: Problems) -> list[tuple[str, dict[str, Any]]]:
    if tree is None:
        return []
    if not isinstance(tree, dict):
        problems.add(_shape(prefix, "a mapping"))
        return []
    entries = []
    for key, fields in tree.items():
        if isinstance(fields, dict):
            entries.append((key, fields))
        else:
            problems.add(_shape((*prefix, key), "a mapping"))
    return entries


def _shape(path: Path, wanted: str) -> Problem:
    name = ".".join(map(str, path)) or "the document"
    return Problem("bad-shape", f"{name} is not {wanted}", path=path)


def _known_keys(
    tree: Mapping[str, Any], known: tuple[str, ...], path: Path, problems: Problems
) -> None:
    for key in tree:
        if key not in known:
            problems.add(_extra(str(key), known, (*path, key)))


def _extra(key: str, known: tuple[str, ...], path: Path) -> Problem:
    same = SPELLINGS.get(key)
    hint = f"did you mean {same!r}?" if same in known else suggest(key, known)
    return Problem("unknown-field", f"no field {key!r} here", hint=hint, path=path)


def _model(
    model: type[M],
    payload: object,
    path: Path,
    problems: Problems,
    *,
    keyed: bool = False,
) -> M | None:
    """Return the model, or None after adding a problem for each field that failed.

    Parameters
    ----------
    keyed
        Whether `id` is the key of the mapping rather than a field inside it.
    """
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=True):
            if problems.full:
                problems.dropped += 1
                continue
            problems.add(problem_of(item, model, path, keyed=keyed))
        return None


def problem_of(
    item: Any,  # noqa: ANN401 - pydantic's own typed dict
    model: type[Model],
    path: Path = (),
    *,
    keyed: bool = False,
    nested: Mapping[str, type[Model]] | None = None,
) -> Problem:
    """Return one of pydantic's errors in mlpath's words.

    Parameters
    ----------
    item
        As ``ValidationError.errors()`` lists it.
    model
        What was to be made.
    path
        What leads to it in its document.
    keyed
        Whether `id` is the key of the mapping rather than a field inside it.
    nested
        The models below fields of the model, for did-you-mean.
    """
    location = tuple(part for part in item["loc"] if part not in {"prerequisite", "any-of"})
    inner = () if keyed and location == ("id",) else location
    where = (*path, *inner)
    context = item.get("ctx") or {}
    kind = item["type"]
    if "message" in context:
        return Problem(kind, context["message"], hint=context.get("hint", ""), path=where)
    if kind == "extra_forbidden" and item["loc"][-2:] == ("any-of", "for"):
        hint = "every level needs one of its alternatives"
        return Problem("unknown-field", "an any-of group cannot say `for`", hint=hint, path=where)
    if kind == "extra_forbidden":
        return _extra(str(location[-1]), _fields(model, location[:-1], nested), where)
    if kind == "missing":
        name = str(location[-1])
        hint = "write effort: 3h" if name == "effort" else ""
        return Problem("missing", f"no {name!r}", hint=hint, path=where[:-1])
    return Problem("bad-value", _sentence(item, context), path=where)


def _fields(
    model: type[Model], location: tuple[Any, ...], below: Mapping[str, type[Model]] | None
) -> tuple[str, ...]:
    """Return the field names allowed where the location points, for did-you-mean."""
    nested = {**_NESTED, **(below or {})}
    if issubclass(model, Preset):
        nested["topics"] = PresetEntry
    for part in reversed(location):
        if part in nested:
            extra = ("any",) if part == "requires" else ()
            return (*_names(nested[part]), *extra)
    return tuple(name for name in _names(model) if name != "id")


def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(info.alias or name for name, info in model.model_fields.items())


_NESTED: dict[str, type[Model]] = {
    "requires": Prerequisite,
    "recommends": Prerequisite,
    "any": Prerequisite,
    "effort": Effort,
    "check": Checks,
    "resources": ResourceUse,
}

_SENTENCES = {
    "string_type": "a text is wanted",
    "dict_type": "a mapping is wanted",
    "model_type": "a mapping is wanted",
    "tuple_type": "a list is wanted",
    "bool_type": "yes or no is wanted",
    "int_type": "a whole number is wanted",
    "string_too_short": "the text is empty",
}


def _sentence(item: Any, context: Mapping[str, Any]) -> str:  # noqa: ANN401 - as above
    kind = item["type"]
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind == "literal_error":
        return f"{item['input']!r} is none of {context['expected']}"
    if kind == "string_too_long":
        return f"the text is longer than {context['max_length']} characters"
    if kind in {"too_short", "too_long"}:
        count = context["actual_length"]
        return f"the list has {count} {'entry' if count == 1 else 'entries'}, too {kind[4:]}"
    bounds = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt"}
    if kind in bounds:
        words = {"ge": "at least", "le": "at most", "gt": "more than"}[bounds[kind]]
        return f"{str(item['input'])[:40]!r} is not {words} {context[bounds[kind]]}"
    return str(item["msg"])
