"""What a graph file says, as frozen pydantic models: topics, prerequisites, resources, goals."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue  # noqa: TC002 - pydantic reads annotations
from pydantic_core import CoreSchema  # noqa: TC002 - as above

from mlpath.errors import expect
from mlpath.topics.fields import (
    AsTuple,
    Duration,
    Id,
    LevelField,
    Line,
    Prose,
    Share,
    Truth,
    Url,
    Weight,
    Whole,
    fault,
    texts,
)
from mlpath.topics.levels import Level
from mlpath.units import Span  # noqa: TC001 - as above

ResourceKind = Literal["video", "book", "course", "paper", "notebook", "site"]


_LEVELS = tuple(Level)


class Model(BaseModel):
    """Strict, frozen, and deaf to unknown fields never: a typing slip must not lose data."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        arbitrary_types_allowed=True,
        defer_build=True,
    )


class ShortForm(Model):
    """A model that a plain text may stand for."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Let editors accept the text as well."""
        full = handler.resolve_ref_schema(handler(core_schema))
        return {"anyOf": [{"type": "string"}, full]}


class Prerequisite(ShortForm):
    """A topic that must be known first, and to which level.

    Attributes
    ----------
    topic
        Id of the topic needed.
    level
        Level needed by `working`; None means `working` or what is nearest to it.
    reason
        What exactly is used where, in the author's words.
    only
        `for` in files: the one level of the later topic that needs it, `level` then being literal.
    exercised
        0..1, how much the later topic practises this one.
    """

    topic: Id
    level: LevelField | None = None
    reason: Prose = ""
    only: LevelField | None = Field(default=None, alias="for")
    exercised: Share | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:  # noqa: ANN401 - raw document data
        short = texts(value)
        if short is None:
            return value
        topic, level = short
        return {"topic": topic, "level": level} if level else {"topic": topic}


class AnyOf(Model):
    """Alternatives: one known prerequisite of the group is enough."""

    any: Annotated[tuple[Prerequisite, ...], AsTuple, Field(min_length=2)]
    reason: Prose = ""

    @model_validator(mode="after")
    def _whole_group(self) -> AnyOf:
        if any(alternative.only is not None for alternative in self.any):
            raise fault("bad-any", "an alternative cannot say `for`", "write two groups instead")
        return self


def _kind(value: object) -> str:
    group = "any" in value if isinstance(value, dict) else isinstance(value, AnyOf)
    return "any-of" if group else "prerequisite"


Requirement = Annotated[
    Annotated[Prerequisite, Tag("prerequisite")] | Annotated[AnyOf, Tag("any-of")],
    Discriminator(_kind),
]


class Effort(ShortForm):
    """Cumulative study time to reach each level; a level without one is not declared."""

    overview: Duration | None = None
    working: Duration | None = None
    deep: Duration | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:  # noqa: ANN401 - raw document data
        return value if isinstance(value, dict | Effort) else {"working": value}

    @model_validator(mode="after")
    def _some(self) -> Effort:
        if not self.levels:
            raise fault("missing", "no level has an effort", "write effort: 3h")
        return self

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The declared levels, shallowest first."""
        spans = (self.overview, self.working, self.deep)
        return tuple(level for level, span in zip(_LEVELS, spans, strict=True) if span is not None)

    def __getitem__(self, level: Level) -> Span | None:
        """Return the cumulative effort of the level."""
        return (self.overview, self.working, self.deep)[level]


class Checks(Model):
    """One observable criterion per level."""

    overview: Prose = ""
    working: Prose = ""
    deep: Prose = ""

    def __getitem__(self, level: Level) -> str:
        """Return the criterion of the level, empty where there is none."""
        return (self.overview, self.working, self.deep)[level]


class ResourceUse(ShortForm):
    """Which part of a resource serves a topic, and for which level."""

    resource: Id
    part: Prose = ""
    level: LevelField | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:  # noqa: ANN401 - raw document data
        return {"resource": value} if isinstance(value, str) else value


class Resource(Model):
    """A course, book, paper or page that topics refer to."""

    id: Id
    title: Line
    authors: Annotated[tuple[Line, ...], AsTuple] = ()
    url: Url
    kind: ResourceKind
    language: Line = "en"
    free: Truth = True
    hours: Duration | None = None
    checked: Truth = False


class Topic(Model):
    """A unit of learning, one teachable idea.

    Attributes
    ----------
    id, title, summary, section
        Slug, name, one sentence, and the id of the section it belongs to.
    aliases
        Other names the literature uses, and notions taught inside it.
    effort
        Cumulative study time per level.
    value
        Worth to a learner without goals of their own, 0..1,000,000.
    requires, recommends, corequisites
        What must come first, what helps, and what is learnt side by side.
    check
        How a learner can tell that a level is reached.
    resources, tags
        Where to learn it; free words to select by.
    was
        Former ids, so that progress survives a renaming.
    """

    id: Id
    title: Line
    summary: Prose = ""
    section: Id = "general"
    aliases: Annotated[tuple[Line, ...], AsTuple] = ()
    effort: Effort
    value: Whole = 1
    requires: Annotated[tuple[Requirement, ...], AsTuple] = ()
    recommends: Annotated[tuple[Prerequisite, ...], AsTuple] = ()
    corequisites: Annotated[tuple[Id, ...], AsTuple] = ()
    check: Checks = Checks()
    resources: Annotated[tuple[ResourceUse, ...], AsTuple] = ()
    tags: Annotated[tuple[Id, ...], AsTuple] = ()
    was: Annotated[tuple[Id, ...], AsTuple] = ()

    @property
    def levels(self) -> tuple[Level, ...]:
        """The declared levels, shallowest first."""
        return self.effort.levels

    def declared(self, level: Level | None) -> Level:
        """Return the declared level a name means: itself, else the nearest below, else the lowest.

        Parameters
        ----------
        level
            The level asked for; None means `working`.
        """
        wanted = Level.WORKING if level is None else _checked(level)
        if wanted in self.levels:
            return wanted
        below = [declared for declared in self.levels if declared <= wanted]
        return below[-1] if below else self.levels[0]

    def at_least(self, level: Level) -> Level:
        """Return the lowest declared level that is not below the one given, else the top."""
        wanted = _checked(level)
        if wanted in self.levels:
            return wanted
        above = [declared for declared in self.levels if declared >= wanted]
        return above[0] if above else self.levels[-1]

    def prerequisites(self) -> tuple[tuple[Prerequisite, int, bool], ...]:
        """Return each prerequisite, its position in `requires`, and if it is an alternative."""
        found: list[tuple[Prerequisite, int, bool]] = []
        for position, item in enumerate(self.requires):
            if isinstance(item, AnyOf):
                found.extend((alternative, position, True) for alternative in item.any)
            else:
                found.append((item, position, False))
        return tuple(found)


def _checked(level: Level) -> Level:
    if not isinstance(level, Level):
        expect("Level", level=level)
    return level


class PresetEntry(ShortForm):
    """One goal of a preset: a topic, a section or a tag, with level and weight."""

    topic: Id | None = None
    section: Id | None = None
    tag: Id | None = None
    level: LevelField | None = None
    weight: Weight = Field(default=1, validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:  # noqa: ANN401 - raw document data
        if not isinstance(value, str):
            return value
        name, _, weight = value.partition(":")
        if name in {"section", "tag"}:
            kind = name
            name, _, weight = weight.partition(":")
        else:
            kind = "topic"
        topic, _, level = name.partition("@")
        entry = {kind: topic, "level": level or None, "weight": weight or None}
        return {key: item for key, item in entry.items() if item is not None}

    @model_validator(mode="after")
    def _one_kind(self) -> PresetEntry:
        named = [name for name in (self.topic, self.section, self.tag) if name is not None]
        if len(named) != 1:
            raise fault("bad-goal", "a goal names one topic, section or tag", "write topic: svd")
        return self


class Preset(Model):
    """A named set of goals."""

    id: Id
    title: Line
    summary: Prose = ""
    topics: Annotated[tuple[PresetEntry, ...], AsTuple, Field(min_length=1)]


class Section(Model):
    """A subject of the roadmap; every topic has one."""

    id: Id
    title: Line
    summary: Prose = ""


class GraphInfo(Model):
    """What a graph says of itself.

    Attributes
    ----------
    format
        Version of the file format.
    tags
        The tags topics may use; empty means any.
    """

    format: Annotated[Whole, Field(ge=1)] = 1
    id: Id = "graph"
    title: Line = "Knowledge graph"
    version: Line = "0"
    licence: Line = "unspecified"
    summary: Prose = ""
    authors: Annotated[tuple[Line, ...], AsTuple] = ()
    source: Url | None = None
    contribute: Prose = ""
    tags: Annotated[tuple[Id, ...], AsTuple] = ()
