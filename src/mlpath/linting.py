"""Advice about a valid graph: what an author would want to mend before others rely on it.

*Why some rules wait:* a first graph needs nothing but efforts. Reasons, checks and resources are
asked of every topic only once the graph has begun to give them.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from mlpath.errors import Path, Problem, expect
from mlpath.ordering import study_order
from mlpath.topics import AnyOf, KnowledgeGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlpath.topics import Prerequisite, Topic

TITLE_LONG = 60
STEP_LONG = 40 * 60
_WORD = re.compile(r"[a-z0-9]+")
_IDLE = frozenset(
    word
    for line in (
        "a an and are as basic basics be before builds by comes for from in is it its knowledge",
        "must need needed needs of on or prerequisite prior required requires that the this to",
        "topic used uses understanding with you",
    )
    for word in line.split()
)


def lint(graph: KnowledgeGraph) -> tuple[Problem, ...]:
    """Return every finding about a valid graph, in declaration order.

    Parameters
    ----------
    graph
        The graph.

    Returns
    -------
    tuple of Problem
        With ``lint=True`` and the path of the value; empty for a clean graph. Codes:
        ``redundant-prerequisite``, ``orphan``, ``missing-reason``, ``idle-reason``,
        ``repeated-reason``, ``missing-check``, ``missing-free-resource``,
        ``effort-not-increasing``, ``alias-clash``, ``long-title``, ``unknown-tag``,
        ``empty-section``, ``unreachable-goal``, ``long-step``.

    Examples
    --------
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "a": {"effort": "1h"}, "b": {"effort": "1h", "requires": ["a"]},
    ...     "c": {"effort": "1h", "requires": ["a", "b"]}}})
    >>> [problem.code for problem in lint(graph)]
    ['redundant-prerequisite']
    """
    expect("KnowledgeGraph", graph=graph)
    found = [
        *_topics(graph),
        *_redundant(graph),
        *_reasons(graph),
        *_complete(graph),
        *_aliases(graph),
        *_sections(graph),
    ]
    rank = {topic.id: place for place, topic in enumerate(graph.topics)}
    found.sort(key=lambda problem: rank.get(str(problem.path[1]), len(rank)))
    return tuple(found)


def _finding(code: str, message: str, path: Path, hint: str = "") -> Problem:
    return Problem(code, message, hint=hint, path=path, lint=True)


def _topics(graph: KnowledgeGraph) -> Iterator[Problem]:
    used = {item.topic for topic in graph for item, _, _ in topic.prerequisites()}
    used |= {other for topic in graph for other in topic.corequisites}
    for topic in graph:
        path: Path = ("topics", topic.id)
        if len(topic.title) > TITLE_LONG:
            message = f"topic {topic.id!r}: the title has {len(topic.title)} characters"
            yield _finding("long-title", message, (*path, "title"), f"at most {TITLE_LONG}")
        if used and not topic.requires and not topic.corequisites and topic.id not in used:
            message = f"topic {topic.id!r} needs nothing and nothing needs it"
            yield _finding("orphan", message, path, "link it, or leave it out")
        for position, tag in enumerate(topic.tags):
            if graph.info.tags and tag not in graph.info.tags:
                message = f"topic {topic.id!r}: the graph lists no tag {tag!r}"
                yield _finding("unknown-tag", message, (*path, "tags", position))
        yield from _effort(topic)


def _effort(topic: Topic) -> Iterator[Problem]:
    before = 0
    for level in topic.levels:
        span = topic.effort[level]
        total = span.median if span is not None else 0
        path: Path = ("topics", topic.id, "effort", str(level))
        if total <= before:
            message = f"topic {topic.id!r}: {level} takes no longer than the level below"
            yield _finding("effort-not-increasing", message, path, "efforts are cumulative")
        elif total - before > STEP_LONG:
            hours = round((total - before) / 60)
            message = f"topic {topic.id!r}: {level} adds {hours} h"
            yield _finding("long-step", message, path, "split the topic: at most 40 h a step")
        before = max(before, total)


def _redundant(graph: KnowledgeGraph) -> Iterator[Problem]:
    """Yield edges that the other prerequisites imply at the same or a higher level.

    Alternatives neither imply nor are implied: which of them holds is the learner's choice.
    """
    place = {graph.rank[step]: rank for rank, step in enumerate(study_order(graph))}
    before: list[list[int]] = [[] for _ in graph.steps]
    acts: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for edge in graph.expansion.edges:
        before[edge.target].append(edge.source)
        if edge.position is not None:
            owner = (graph.steps[edge.target].topic, edge.position)
            acts.setdefault(owner, []).append((edge.target, edge.source))
    for topic in graph:
        for item, position, grouped in topic.prerequisites():
            edges = acts.get((topic.id, position), [])
            if grouped or len(topic.requires) == 1 or not edges:
                continue
            by = [_implied(graph, edge, before, place) for edge in edges]
            if all(by):
                message = f"topic {topic.id!r}: {item.topic!r} is implied by {by[0]!r}"
                path: Path = ("topics", topic.id, "requires", position)
                yield _finding("redundant-prerequisite", message, path, "remove it")


def _implied(
    graph: KnowledgeGraph,
    edge: tuple[int, int],
    before: Sequence[Sequence[int]],
    place: dict[int, int],
) -> str:
    """Return the topic through which a step needs the source anyway, else an empty text."""
    target, source = edge
    name = graph.steps[source].topic
    for start in before[target]:
        if graph.steps[start].topic == name:
            continue
        # Whatever comes before the source in study order cannot lead back to it.
        seen = {start}
        stack = [start]
        while stack:
            node = stack.pop()
            if node == source:
                return graph.steps[start].topic
            for other in before[node]:
                if other not in seen and place[other] >= place[source]:
                    seen.add(other)
                    stack.append(other)
    return ""


def _requirements(topic: Topic) -> Iterator[tuple[Path, str, tuple[Prerequisite, ...]]]:
    """Yield each requirement's path, reason and prerequisites; a group counts once."""
    for position, item in enumerate(topic.requires):
        path: Path = ("topics", topic.id, "requires", position)
        if isinstance(item, AnyOf):
            reason = item.reason or "; ".join(a.reason for a in item.any if a.reason)
            yield path, reason, item.any
        else:
            yield path, item.reason, (item,)


def _reasons(graph: KnowledgeGraph) -> Iterator[Problem]:
    every = [(topic, *entry) for topic in graph for entry in _requirements(topic)]
    if not any(reason for _, _, reason, _ in every):
        return
    count = Counter(_key(reason) for _, _, reason, _ in every)
    for topic, path, reason, needed in every:
        names = " or ".join(item.topic for item in needed)
        if not reason:
            message = f"topic {topic.id!r}: no reason for {names}"
            yield _finding("missing-reason", message, path, "say what exactly is used where")
        elif _idle(graph, topic, reason, needed):
            message = f"topic {topic.id!r}: the reason for {names} only repeats the titles"
            yield _finding("idle-reason", message, path, "say what exactly is used where")
        elif count[_key(reason)] > 1:
            message = f"topic {topic.id!r}: the reason for {names} stands elsewhere too"
            yield _finding("repeated-reason", message, path, "say what this topic uses")


def _key(reason: str) -> str:
    return " ".join(_WORD.findall(reason.lower()))


def _idle(
    graph: KnowledgeGraph, topic: Topic, reason: str, needed: Iterable[Prerequisite]
) -> bool:
    """Tell whether a reason has no word beyond the titles and filler."""
    said = set(_stems(reason))
    named = set(_stems(f"{topic.title} {topic.id}"))
    for item in needed:
        other = graph.topic(item.topic)
        named |= set(_stems(f"{other.title} {other.id}"))
    return not said - named


def _stems(text: str) -> list[str]:
    return [word.rstrip("s") for word in _WORD.findall(text.lower()) if word not in _IDLE]


def _complete(graph: KnowledgeGraph) -> Iterator[Problem]:
    free = {resource.id for resource in graph.resources if resource.free}
    checked = any(topic.check[level] for topic in graph for level in topic.levels)
    sourced = any(topic.resources for topic in graph)
    for topic in graph:
        path: Path = ("topics", topic.id)
        for level in topic.levels:
            if checked and not topic.check[level]:
                message = f"topic {topic.id!r}: no check for {level}"
                yield _finding("missing-check", message, path, "one observable criterion a level")
        if sourced and not any(use.resource in free for use in topic.resources):
            message = f"topic {topic.id!r}: no free resource"
            yield _finding("missing-free-resource", message, path)


def _aliases(graph: KnowledgeGraph) -> Iterator[Problem]:
    owner = {topic.title.casefold(): topic.id for topic in graph}
    owner |= {topic.id.casefold(): topic.id for topic in graph}
    for topic in graph:
        for position, alias in enumerate(topic.aliases):
            other = owner.setdefault(alias.casefold(), topic.id)
            if other != topic.id:
                message = f"topic {topic.id!r}: the alias {alias!r} also names {other!r}"
                yield _finding("alias-clash", message, ("topics", topic.id, "aliases", position))


def _sections(graph: KnowledgeGraph) -> Iterator[Problem]:
    held = {topic.section for topic in graph}
    for section in graph.sections:
        if section.id not in held:
            message = f"section {section.id!r} has no topics"
            yield _finding("empty-section", message, ("sections", section.id))
    for preset in graph.presets:
        for position, entry in enumerate(preset.topics):
            if entry.section is not None and entry.section not in held:
                message = f"goal {preset.id!r}: section {entry.section!r} has no topics"
                path: Path = ("goals", preset.id, "topics", position)
                yield _finding("unreachable-goal", message, path)
