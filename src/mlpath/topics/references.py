"""What only the whole graph can tell: unknown names, doubles, undeclared levels, cycles."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from mlpath.errors import Note, Path, Problem
from mlpath.topics.cycles import find_cycles
from mlpath.topics.expansion import expand
from mlpath.topics.models import AnyOf
from mlpath.topics.suggestions import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from mlpath.topics.levels import Level
    from mlpath.topics.models import Prerequisite, Preset, Resource, Section, Topic

SUGGESTED = 20
SHOWN = 12


class _Hints:
    """Suggestions for the first few unknown names only: each costs a look at every id."""

    def __init__(self) -> None:
        self.left = SUGGESTED

    def __call__(self, word: str, known: Iterable[str]) -> str:
        self.left -= 1
        return suggest(word, known) if self.left >= 0 else ""


def reference_problems(  # noqa: PLR0913 - the five parts of a graph
    sections: Sequence[Section],
    topics: Sequence[Topic],
    resources: Sequence[Resource],
    presets: Sequence[Preset],
    *,
    broken: Collection[str] = (),
    broken_resources: Collection[str] = (),
    loose: Collection[tuple[Path, str]] = (),
) -> list[Problem]:
    """Return every reference of a graph that leads nowhere, and every cycle.

    Parameters
    ----------
    sections, topics, resources, presets
        The parts that could be read.
    broken, broken_resources
        Ids of topics and resources that exist but could not be read; no second complaint about
        them.
    loose
        What broken topics name as prerequisites, with paths.

    Notes
    -----
    Paths start at ``topics`` or ``goals``, as in a single file. Cycles that only corequisites
    close are looked for when every reference holds.
    """
    hints = _Hints()
    by_id = {topic.id: topic for topic in topics}
    problems = [*_twins(topics)]
    problems += [
        _unknown(str(path[1]), name, path, hints(name, by_id))
        for path, name in loose
        if name not in by_id and name not in broken
    ]
    section_ids = {section.id for section in sections}
    resource_ids = {resource.id for resource in resources} | set(broken_resources)
    for topic in topics:
        problems.extend(_topic_problems(topic, by_id, broken, hints))
        if topic.section not in section_ids:
            problems.append(
                Problem(
                    "unknown-section",
                    f"topic {topic.id!r}: no section {topic.section!r}",
                    hint=hints(topic.section, section_ids),
                    path=("topics", topic.id, "section"),
                )
            )
        for position, use in enumerate(topic.resources):
            path = ("topics", topic.id, "resources", position)
            if use.resource not in resource_ids:
                problems.append(
                    Problem(
                        "unknown-resource",
                        f"topic {topic.id!r}: no resource {use.resource!r}",
                        hint=hints(use.resource, resource_ids),
                        path=(*path, "resource"),
                    )
                )
            if use.level is not None and use.level not in topic.levels:
                problems.append(_undeclared(topic, use.level, (*path, "level")))
    problems += _preset_problems(presets, by_id, section_ids, broken, hints)
    return [*problems, *cycle_problems(topics, whole=not (problems or broken))]


def _twins(topics: Sequence[Topic]) -> Iterator[Problem]:
    """Yield ids that differ only by case, and former ids that clash."""
    seen: dict[str, str] = {}
    for topic in topics:
        other = seen.setdefault(topic.id.lower(), topic.id)
        if other != topic.id:
            yield Problem(
                "duplicate-id",
                f"topic ids {other!r} and {topic.id!r} differ only by case",
                hint="rename one of them",
                path=("topics", topic.id),
            )
    former: dict[str, str] = {}
    for topic in topics:
        for position, old in enumerate(topic.was):
            owner = seen.get(old.lower()) or former.get(old.lower())
            former[old.lower()] = topic.id
            if owner is not None:
                yield Problem(
                    "duplicate-id",
                    f"topic {topic.id!r}: former id {old!r} belongs to {owner!r}",
                    path=("topics", topic.id, "was", position),
                )


def _entries(topic: Topic) -> Iterator[tuple[Prerequisite, Path]]:
    """Yield every prerequisite, alternatives and recommended ones too, with its path."""
    for position, item in enumerate(topic.requires):
        path: Path = ("topics", topic.id, "requires", position)
        if isinstance(item, AnyOf):
            for place, alternative in enumerate(item.any):
                yield alternative, (*path, "any", place)
        else:
            yield item, path
    for position, item in enumerate(topic.recommends):
        yield item, ("topics", topic.id, "recommends", position)


def _topic_problems(
    topic: Topic, by_id: dict[str, Topic], broken: Collection[str], hints: _Hints
) -> Iterator[Problem]:
    for prerequisite, path in _entries(topic):
        named = prerequisite.topic
        if named == topic.id:
            yield Problem("self-loop", f"topic {named!r} requires itself", path=(*path, "topic"))
        elif named in by_id:
            if prerequisite.level is not None and prerequisite.level not in by_id[named].levels:
                yield _undeclared(by_id[named], prerequisite.level, (*path, "level"))
        elif named not in broken:
            yield _unknown(topic.id, named, (*path, "topic"), hints(named, by_id))
        if prerequisite.only is not None and prerequisite.only not in topic.levels:
            yield _undeclared(topic, prerequisite.only, (*path, "for"))
    for position, named in enumerate(topic.corequisites):
        path = ("topics", topic.id, "corequisites", position)
        if named == topic.id:
            yield Problem("self-loop", f"topic {named!r} is its own corequisite", path=path)
        elif named not in by_id and named not in broken:
            yield _unknown(topic.id, named, path, hints(named, by_id))


def _unknown(topic: str, named: str, path: Path, hint: str) -> Problem:
    return Problem("unknown-topic", f"topic {topic!r}: no topic {named!r}", hint=hint, path=path)


def _undeclared(topic: Topic, level: Level, path: Path) -> Problem:
    declared = ", ".join(map(str, topic.levels))
    message = f"topic {topic.id!r} does not declare the level {level}"
    if path[1] != topic.id:  # who names it: the place is unknown where a graph below does
        message = f"{'goal' if path[0] == 'goals' else 'topic'} {path[1]!r}: {message}"
    return Problem(
        "undeclared-level",
        message,
        hint=f"it declares {declared}",
        path=path,
    )


def _preset_problems(
    presets: Sequence[Preset],
    by_id: dict[str, Topic],
    sections: Collection[str],
    broken: Collection[str],
    hints: _Hints,
) -> Iterator[Problem]:
    tags = {tag for topic in by_id.values() for tag in topic.tags}
    for preset in presets:
        for position, entry in enumerate(preset.topics):
            path: Path = ("goals", preset.id, "topics", position)
            kinds = (("topic", entry.topic, by_id), ("section", entry.section, sections))
            for kind, named, known in (*kinds, ("tag", entry.tag, tags)):
                if named is None or named in known or (kind == "topic" and named in broken):
                    continue
                yield Problem(
                    f"unknown-{kind}",
                    f"goal {preset.id!r}: no {kind} {named!r}",
                    hint=hints(named, known),
                    path=(*path, kind),
                )
            topic = by_id.get(entry.topic or "")
            if topic and entry.level is not None and entry.level not in topic.levels:
                yield _undeclared(topic, entry.level, (*path, "level"))


def cycle_problems(topics: Sequence[Topic], *, whole: bool = True) -> list[Problem]:
    """Return one problem for each cycle of topics, else for each cycle of steps.

    Acyclicity is asked of the topic graph without corequisites and of the step graph: a topic
    cycle through ``for:`` is refused, and corequisites may not close one among steps. Where
    references fail, `whole` is False: those that hold are followed, and steps are left alone.
    """
    number = {topic.id: index for index, topic in enumerate(topics)}
    successors: list[list[int]] = [[] for _ in topics]
    for index, topic in enumerate(topics):
        for item in topic.requires:
            for prerequisite in item.any if isinstance(item, AnyOf) else (item,):
                other = number.get(prerequisite.topic, index)
                if other != index:
                    successors[other].append(index)
    names = [topic.id for topic in topics]
    found = [
        _cycle(names, cycle, lambda source, target: _path_of(topics[target], names[source]))
        for cycle in find_cycles(successors)
    ]
    return found or (_step_cycles(topics) if whole else [])


def _path_of(topic: Topic, named: str) -> Path:
    """Return where a topic requires another."""
    for prerequisite, path in _entries(topic):
        if prerequisite.topic == named and path[2] == "requires":
            return path
    return ("topics", topic.id)


def _step_cycles(topics: Sequence[Topic]) -> list[Problem]:
    if not any(topic.corequisites for topic in topics):
        return []  # Without them, every step edge follows a topic edge or a level.
    expansion = expand(topics)
    by_id = {topic.id: topic for topic in topics}
    successors: list[list[int]] = [[] for _ in expansion.steps]
    where: dict[tuple[int, int], Path] = {}
    pairs = [(edge.source, edge.target, edge.position) for edge in expansion.edges]
    pairs += [
        (a, group.target, group.position) for group in expansion.groups for a in group.alternatives
    ]
    for source, target, position in pairs:
        successors[source].append(target)
        name = expansion.steps[target].topic
        path: Path = ("topics", name)
        if position is not None:
            path = (*path, "requires", position)
        elif by_id[name].corequisites and expansion.steps[source].topic != name:
            path = (*path, "corequisites")
        where.setdefault((source, target), path)
    names = [str(step) for step in expansion.steps]
    return [
        _cycle(names, cycle, lambda source, target: where[source, target])
        for cycle in find_cycles(successors)
    ]


def _cycle(
    names: Sequence[str], cycle: Sequence[int], where: Callable[[int, int], Path]
) -> Problem:
    """Return the problem of one cycle, from prerequisite to dependent, long ones shortened."""
    ring = [*cycle, cycle[0]]
    told = [names[node] for node in ring]
    if len(told) > SHOWN + 1:
        told = [*told[: SHOWN // 2], f"... {len(cycle) - SHOWN} more ...", *told[-SHOWN // 2 :]]
    notes = tuple(
        Note(f"{names[target]} requires {names[source]}", where(source, target))
        for source, target in islice(pairwise(ring), SHOWN)
    )
    return Problem(
        "cycle",
        f"prerequisites run in a circle of {len(cycle)}: {' -> '.join(told)}",
        hint="remove one of these edges, or lower its level",
        path=notes[0].path,
        notes=notes,
    )
