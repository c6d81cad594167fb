"""The knowledge graph: all topics and prerequisites, checked, with its two networkx views."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from mlpath.errors import (
    CycleError,
    GraphError,
    Problem,
    Problems,
    RequestError,
    UnknownTopicError,
    expect,
)
from mlpath.showing import Shown
from mlpath.topics.documents import FORMAT, Parts, parse_graph
from mlpath.topics.expansion import Expansion, expand
from mlpath.topics.levels import Step, split_name
from mlpath.topics.models import GraphInfo, Model, Section, Topic
from mlpath.topics.references import reference_problems
from mlpath.topics.suggestions import COMPARED, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx

    from mlpath.topics.models import Preset, Resource


class KnowledgeGraph(Shown):
    """All topics and prerequisites of one graph folder, file or mapping; immutable.

    Build one with `mlpath.read`, `mlpath.loads`, `mlpath.roadmap`, `from_dict` or
    `from_networkx`.

    Attributes
    ----------
    info : GraphInfo
        Id, title, version, licence.
    sections, topics, resources, presets : tuple
        In declaration order; a topic's place is its declaration rank.

    Examples
    --------
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"effort": "2h"},
    ...     "forces": {"effort": "3-5h", "requires": ["vectors"]}}})
    >>> [str(step) for step in graph.steps]
    ['vectors@working', 'forces@working']
    >>> list(graph.topic_graph.edges)
    [('vectors', 'forces')]
    """

    def __init__(self, parts: Parts, problems: Iterable[Problem] = ()) -> None:
        """Check the parts and keep them.

        Raises
        ------
        GraphError
            With every problem; `CycleError` when all of them are cycles.
        """
        found = [*problems, *_check(parts)]
        if found:
            raise as_error(found)
        self.info = parts.info or GraphInfo()
        self.sections = _in_order(parts)
        rank = {section.id: place for place, section in enumerate(self.sections)}
        self.topics = tuple(sorted(parts.topics, key=lambda topic: rank[topic.section]))
        self.resources: tuple[Resource, ...] = tuple(parts.resources)
        self.presets: tuple[Preset, ...] = tuple(parts.presets)
        self._by_id = {topic.id: topic for topic in self.topics}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> KnowledgeGraph:
        """Return the graph of a mapping shaped like a single graph file.

        Parameters
        ----------
        data
            Keys ``graph``, ``sections``, ``topics``, ``resources``, ``goals``; efforts are texts
            with a unit.

        Raises
        ------
        GraphError
            With every problem of the data.
        """
        if not isinstance(data, dict):
            raise GraphError(
                "a graph is a mapping", hint='write {"topics": {"svd": {"effort": "3h"}}}'
            )
        parts = Parts()
        problems = Problems()
        parse_graph(data, parts, problems)
        return cls(parts, problems)

    @classmethod
    def from_networkx(cls, graph: nx.DiGraph[Any], **info: str) -> KnowledgeGraph:
        """Return a knowledge graph of a networkx graph whose edges lead from prerequisites.

        Parameters
        ----------
        graph
            Node attributes are the fields of a topic (``effort`` is compulsory); edge attributes
            may be ``level``, ``reason``, ``exercised``, ``for`` and ``group`` (edges into a node
            with the same group are alternatives).
        info
            Fields of `GraphInfo`, such as ``id`` and ``title``.

        Raises
        ------
        GraphError
            With every problem of the data.
        """
        if not getattr(graph, "is_directed", bool)():
            message = f"a {type(graph).__name__} has no directed edges"
            raise GraphError(message, hint="give a networkx.DiGraph: prerequisite -> topic")
        topics: dict[str, dict[str, Any]] = {}
        for node, fields in graph.nodes(data=True):
            if str(node) in topics:
                message = f"two nodes are written {str(node)!r}"
                raise GraphError(Problem("duplicate-id", message, hint="rename one of them"))
            topics[str(node)] = {**fields, "requires": _incoming(graph, node)}
        sections = dict.fromkeys(
            str(fields.get("section", "general")) for fields in topics.values()
        )
        return cls.from_dict({"graph": info, "sections": sections, "topics": topics})

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that `from_dict` turns into an equal graph."""
        return {
            "graph": _plain(self.info),
            "sections": {section.id: section.title for section in self.sections},
            "topics": {topic.id: _plain(topic, "id") for topic in self.topics},
            "resources": {resource.id: _plain(resource, "id") for resource in self.resources},
            "goals": {preset.id: _plain(preset, "id") for preset in self.presets},
        }

    def __contains__(self, topic: object) -> bool:
        """Tell whether a topic of that id exists."""
        return topic in self._by_id

    def __iter__(self) -> Iterator[Topic]:
        """Iterate over the topics in declaration order."""
        return iter(self.topics)

    def __len__(self) -> int:
        """Return the number of topics."""
        return len(self.topics)

    def __eq__(self, other: object) -> bool:
        """Tell whether both graphs have the same content."""
        return isinstance(other, KnowledgeGraph) and self.hash == other.hash

    def __hash__(self) -> int:
        """Return a number that equal graphs share."""
        return hash(self.hash)

    def __repr__(self) -> str:
        """Return id, version and size."""
        return f"<KnowledgeGraph {self.info.id} {self.info.version}: {len(self)} topics>"

    def topic(self, name: str) -> Topic:
        """Return the topic of that id, or of that former id.

        Raises
        ------
        UnknownTopicError
            If there is none; the error suggests the nearest.
        """
        if not isinstance(name, str):
            raise UnknownTopicError(f"no topic {name!r}", hint="a topic is named by a text")
        try:
            return self._by_id[name if name in self._by_id else self._former[name]]
        except KeyError:
            raise UnknownTopicError(f"no topic {name!r}", hint=self._hint(name)) from None

    def _hint(self, name: str) -> str:
        from mlpath.topics.searching import nearest  # noqa: PLC0415 - for who mistypes only

        found = nearest(self, name)
        if not found and len(self) > COMPARED:
            return suggest(name, self._names)
        return f"did you mean {found!r}?" if found else ""

    def step(self, name: str | Step) -> Step:
        """Return the step that ``svd@working`` or ``svd`` names.

        A name without level means `working`, else the nearest declared level below, else the
        lowest.

        Raises
        ------
        UnknownTopicError
            If there is no such topic, or the named level is not declared.
        RequestError
            If the text names neither topic nor step.

        Examples
        --------
        >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": {"overview": "1h"}}}})
        >>> str(graph.step("svd"))
        'svd@overview'
        """
        try:
            topic_id, level = name if isinstance(name, Step) else split_name(name)
        except RequestError as error:
            hint = self._hint(name) if isinstance(name, str) else ""
            if not hint:
                raise
            raise RequestError(replace(error.problems[0], hint=hint)) from None
        topic = self.topic(topic_id)
        if level is not None and level not in topic.levels:
            raise UnknownTopicError(
                Problem(
                    "undeclared-level",
                    f"topic {topic_id!r} does not declare the level {level}",
                    hint=f"it declares {', '.join(map(str, topic.levels))}",
                )
            )
        return Step(topic.id, topic.declared(level))

    def section(self, name: str) -> Section:
        """Return the section of that id.

        Raises
        ------
        UnknownTopicError
            If there is none.
        """
        expect("str", name=name)
        for section in self.sections:
            if section.id == name:
                return section
        raise UnknownTopicError(
            Problem(
                "unknown-section",
                f"no section {name!r}",
                hint=suggest(name, [section.id for section in self.sections]),
            )
        )

    def preset(self, name: str) -> Preset:
        """Return the goals preset of that id.

        Raises
        ------
        UnknownTopicError
            If there is none.
        """
        expect("str", name=name)
        for preset in self.presets:
            if preset.id == name:
                return preset
        known = [preset.id for preset in self.presets]
        hint = suggest(name, known) or (f"presets are {', '.join(known)}" if known else "")
        raise UnknownTopicError(Problem("unknown-preset", f"no preset {name!r}", hint=hint))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(self._by_id)

    @cached_property
    def _former(self) -> dict[str, str]:
        return {old: topic.id for topic in self.topics for old in topic.was}

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Every tag, in order of first use."""
        return tuple(dict.fromkeys(tag for topic in self.topics for tag in topic.tags))

    @cached_property
    def expansion(self) -> Expansion:
        """Steps, efforts, edges and any-of groups as plain numbers."""
        return expand(self.topics)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step in declaration order."""
        return tuple(Step(topic.id, level) for topic in self.topics for level in topic.levels)

    @cached_property
    def rank(self) -> dict[Step, int]:
        """The declaration rank of each step; do not change it."""
        return {step: place for place, step in enumerate(self.steps)}

    def effort(self, step: str | Step) -> int:
        """Return the minutes of a step beyond the level below.

        Parameters
        ----------
        step
            A step, or its name as `step` takes it.

        Raises
        ------
        UnknownTopicError, RequestError
            As `step`, if it is none of this graph.
        """
        place = self.rank.get(step) if isinstance(step, Step) else None
        if place is None:
            place = self.rank[self.step(step)]
        return self.expansion.efforts[place]

    @cached_property
    def topic_graph(self) -> nx.DiGraph[str]:
        """The frozen graph people draw: prerequisite -> topic.

        Node attributes: ``title``, ``section``, ``rank``. Edge attributes: ``level``, ``reason``,
        ``group`` (position of the any-of group among the topic's requirements, else None).
        """
        import networkx as nx  # noqa: PLC0415 - `mlpath --help` must not load it

        graph: nx.DiGraph[str] = nx.DiGraph()
        for rank, topic in enumerate(self.topics):
            graph.add_node(topic.id, title=topic.title, section=topic.section, rank=rank)
        for topic in self.topics:
            for item, position, grouped in topic.prerequisites():
                level = self._by_id[item.topic].declared(item.level)
                reason = item.reason or topic.requires[position].reason
                edge = graph.edges.get((item.topic, topic.id))
                if edge is not None and (edge["level"] >= level or grouped):
                    continue
                group = position if grouped else None
                graph.add_edge(item.topic, topic.id, level=level, reason=reason, group=group)
        nx.freeze(graph)
        return graph

    @cached_property
    def step_graph(self) -> nx.DiGraph[Step]:
        """The frozen graph the planner uses: prerequisite step -> step.

        Node attributes: ``effort`` (minutes), ``rank``. Edge attributes: ``reason``, ``group``
        (number of the any-of group in `expansion.groups`, of several the last, else None). All
        alternatives of a group are edges, so ancestors are not closure; `mlpath.closure` is.
        """
        import networkx as nx  # noqa: PLC0415 - as above

        graph: nx.DiGraph[Step] = nx.DiGraph()
        steps, efforts = self.expansion.steps, self.expansion.efforts
        graph.add_nodes_from(
            (step, {"effort": efforts[rank], "rank": rank}) for rank, step in enumerate(steps)
        )
        for number, group in enumerate(self.expansion.groups):
            for source in group.alternatives:
                graph.add_edge(
                    steps[source], steps[group.target], reason=group.reason, group=number
                )
        for edge in self.expansion.edges:
            graph.add_edge(steps[edge.source], steps[edge.target], reason=edge.reason, group=None)
        nx.freeze(graph)
        return graph

    @cached_property
    def hash(self) -> str:
        """``sha256:`` and 64 digits over the content, whatever the files looked like."""
        digest = hashlib.sha256()
        for part in (self.info, *self.sections, *self.topics, *self.resources, *self.presets):
            text = part.model_dump_json(by_alias=True, exclude_defaults=True)
            digest.update(f"{type(part).__name__}{text}\n".encode())
        value = f"sha256:{digest.hexdigest()}"
        _SEEN[value] = self
        return value

    def laid_over(self, base: KnowledgeGraph) -> KnowledgeGraph:
        """Return the base graph with this one's sections, topics, resources and presets on top.

        What has the same id replaces the base's, in the base's place; the rest follows it.

        Raises
        ------
        GraphError
            If the two together are not a valid graph.
        """
        expect("KnowledgeGraph", base=base)
        return KnowledgeGraph(overlay(parts_of(base), parts_of(self)))


# A plan names its graph by hash only; whoever shows the plan finds the graph while it is in use.
_SEEN: WeakValueDictionary[str, KnowledgeGraph] = WeakValueDictionary()


def seen(value: str) -> KnowledgeGraph | None:
    """Return a graph of that hash that is in use, None where there is none.

    Examples
    --------
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> seen(graph.hash) is graph, seen("sha256:0")
    (True, None)
    """
    return _SEEN.get(value)


def parts_of(graph: KnowledgeGraph) -> Parts:
    """Return the parts of a graph, ready to be laid over or under others."""
    return Parts(
        info=graph.info,
        sections=list(graph.sections),
        topics=list(graph.topics),
        resources=list(graph.resources),
        presets=list(graph.presets),
    )


def overlay(base: Parts, top: Parts) -> Parts:
    """Return both parts together; equal ids take the top's content and the base's place."""
    return Parts(
        info=base.info,
        order=base.order,
        sections=_replace(base.sections, top.sections),
        topics=_replace(base.topics, top.topics),
        resources=_replace(base.resources, top.resources),
        presets=_replace(base.presets, top.presets),
        broken=base.broken | top.broken,
        broken_resources=base.broken_resources | top.broken_resources,
        loose=[*base.loose, *top.loose],
    )


def _replace(base: list[Any], top: list[Any]) -> list[Any]:
    merged = {item.id: item for item in base}
    merged.update({item.id: item for item in top})
    return list(merged.values())


def as_error(problems: Iterable[Problem], *, dropped: int = 0) -> GraphError:
    """Return the error of these problems; a `CycleError` when all of them are cycles."""
    found = tuple(problems)
    if all(problem.code == "cycle" for problem in found):
        cycles = tuple(_ring(problem) for problem in found)
        return CycleError(found, cycles=cycles, dropped=dropped)
    return GraphError(found, dropped=dropped)


def _ring(problem: Problem) -> tuple[str, ...]:
    names = [note.text.rpartition(" requires ")[2] for note in problem.notes]
    return (*names, names[0])


def _check(parts: Parts) -> Iterator[Problem]:
    if parts.info is not None and parts.info.format > FORMAT:
        yield Problem(
            "newer-format",
            f"the graph has format {parts.info.format}, this mlpath reads up to {FORMAT}",
            hint="upgrade mlpath",
            path=("format",),
        )
    known = {section.id for section in parts.sections}
    for place, name in enumerate(parts.order):
        if name not in known:
            yield Problem(
                "unknown-section",
                f"graph.yaml orders the section {name!r}, which no file holds",
                hint=suggest(name, known),
                path=("sections", place),
            )
    yield from reference_problems(
        parts.sections,
        parts.topics,
        parts.resources,
        parts.presets,
        broken=parts.broken,
        broken_resources=parts.broken_resources,
        loose=parts.loose,
    )


def _in_order(parts: Parts) -> tuple[Section, ...]:
    place = {name: rank for rank, name in enumerate(parts.order)}
    return tuple(sorted(parts.sections, key=lambda section: place.get(section.id, len(place))))


def _incoming(graph: nx.DiGraph[Any], node: object) -> list[dict[str, Any]]:
    """Return the requirements of a node, alternatives of one group together."""
    groups: dict[object, list[dict[str, Any]]] = {}
    requires: list[dict[str, Any]] = []
    for source, _, fields in graph.in_edges(node, data=True):
        entry = {"topic": str(source), **fields}
        group = entry.pop("group", None)
        if group is None:
            requires.append(entry)
        elif group in groups:
            groups[group].append(entry)
        else:
            groups[group] = [entry]
            requires.append({"any": groups[group]})
    return requires


def _plain(model: Model, *without: str) -> dict[str, Any]:
    """Return the fields that differ from their defaults, as files would write them."""
    return model.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude=set(without) or None
    )
