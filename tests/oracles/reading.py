"""A third reading of a graph, from plain data: what the planner should see.

It shares nothing with `mlpath.topics.expansion` (the planner's) and `mlpath.auditing.rules` (the
checker's): levels are 0, 1, 2, steps are (topic, level), prerequisites are sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

NAMES = ("overview", "working", "deep")
SHARES = (Fraction("0.4"), Fraction("0.8"), Fraction(1))
Step = tuple[str, int]


@dataclass(frozen=True)
class Problem:
    """The open steps of a learner's problem in declaration order.

    Attributes
    ----------
    steps, effort, value
        Of each open step.
    needs
        Places of the hard prerequisites of each.
    groups
        (place of the owner, places of the alternatives), unserved by what is known.
    must
        Places that have to be chosen; None where a ban or a missing alternative makes one
        impossible.
    helps
        (place of what is recommended, place of what recommends it).
    """

    steps: list[Step]
    effort: list[int]
    value: list[int]
    needs: list[set[int]]
    groups: list[tuple[int, list[int]]]
    must: list[int] | None
    capacity: int | None
    helps: list[tuple[int, int]]


def levels(topic: dict[str, Any]) -> list[int]:
    """Return the declared levels of a topic."""
    return [level for level in range(3) if NAMES[level] in topic["effort"]]


def named(topic: dict[str, Any], name: str | None) -> int:
    """Return the level that a name, or no name, means."""
    wanted = 1 if name is None else NAMES.index(name)
    below = [level for level in levels(topic) if level <= wanted]
    return below[-1] if below else levels(topic)[0]


def _lifted(topic: dict[str, Any], level: int) -> int:
    above = [found for found in levels(topic) if found >= level]
    return above[0] if above else levels(topic)[-1]


def _wanted(topics: dict[str, Any], item: dict[str, Any], level: int) -> Step | None:
    other = topics[item["topic"]]
    name = named(other, item.get("level"))
    if "for" in item:
        return (item["topic"], name) if NAMES.index(item["for"]) == level else None
    need = (0, name, max(name, 1))[level]
    return (item["topic"], _lifted(other, need))


def prerequisites(data: dict[str, Any]) -> dict[Step, tuple[set[Step], list[list[Step]]]]:
    """Return for each step its hard prerequisites and its any-of groups."""
    topics = data["topics"]
    found = {
        (name, level): _required(topics, topic, name, level)
        for name, topic in topics.items()
        for level in levels(topic)
    }
    for name, topic in topics.items():
        for other in topic.get("corequisites", ()):
            pairs = ((name, other, 0), (name, other, 1), (other, name, 0), (other, name, 1))
            for one, two, low in pairs:
                if (one, low) in found and (two, low + 1) in found:
                    found[two, low + 1][0].add((one, low))
    return found


def _required(
    topics: dict[str, Any], topic: dict[str, Any], name: str, level: int
) -> tuple[set[Step], list[list[Step]]]:
    hard = {(name, low) for low in levels(topic) if low < level}
    groups = []
    for item in topic.get("requires", ()):
        wanted = [_wanted(topics, one, level) for one in item.get("any", [item])]
        there = [one for one in wanted if one is not None]
        if "any" in item:
            groups.append(there)
        else:
            hard.update(there)
    return hard, groups


def _recommended(topics: dict[str, Any], name: str, level: int) -> set[Step]:
    """Return the steps that a step recommends."""
    items = topics[name].get("recommends", ())
    return {step for step in (_wanted(topics, item, level) for item in items) if step is not None}


def minutes(topic: dict[str, Any], level: int) -> int:
    """Return the cumulative minutes of a level; oracles write whole minutes only."""
    text = topic["effort"][NAMES[level]]
    assert text.endswith("m")
    return int(text[:-1])


def effort(topic: dict[str, Any], level: int) -> int:
    """Return the minutes of a level beyond the declared ones below it."""
    below = [minutes(topic, low) for low in levels(topic) if low < level]
    return max(1, minutes(topic, level) - max(below, default=0))


def split(topics: dict[str, Any], text: str) -> Step:
    """Return the step that a text such as ``svd@deep`` or ``svd`` means."""
    name, _, level = text.partition("@")
    return name, named(topics[name], level or None)


def _aims(data: dict[str, Any], goal: str) -> list[tuple[Step, Fraction]]:
    """Return the steps that a goal aims at, with weights."""
    topics = data["topics"]
    head, _, tail = goal.rpartition(":")
    weight = Fraction(1)
    if head and tail.replace(".", "").isdigit():
        goal, weight = head, Fraction(tail)
    kind, _, rest = goal.rpartition(":")
    name, _, level = rest.partition("@")
    if kind == "preset":
        found = []
        for entry in data["goals"][name]["topics"]:
            (inner,) = {"topic", "section", "tag"} & set(entry)
            text = entry[inner] + (f"@{entry['level']}" if "level" in entry else "")
            prefix = "" if inner == "topic" else f"{inner}:"
            for step, own in _aims(data, f"{prefix}{text}:{entry.get('weight', 1)}"):
                found.append((step, own * weight))
        return found
    if kind:
        names = [
            one
            for one, topic in topics.items()
            if (topic["section"] == name if kind == "section" else name in topic["tags"])
        ]
    else:
        names = [name]
    return [((one, named(topics[one], level or None)), weight) for one in names]


def values(data: dict[str, Any], wishes: dict[str, Any]) -> dict[Step, int]:
    """Return the thousandths that each step earns."""
    topics = data["topics"]
    aims = [aim for goal in wishes.get("goals", ()) for aim in _aims(data, goal)]
    if not wishes.get("goals"):
        tops = {name: (name, levels(topic)[-1]) for name, topic in topics.items()}
        aims += [(tops[name], Fraction(topic.get("value", 1))) for name, topic in topics.items()]
    musts = dict.fromkeys(split(topics, text) for text in wishes.get("must", ()))
    aims += [(step, Fraction(1)) for step in musts]  # said twice it is one must
    shares = [Fraction(str(share)) for share in wishes.get("shares", SHARES)]
    worth: dict[Step, int] = {}
    for (name, top), weight in aims:
        before = 0
        for level in levels(topics[name]):
            if level <= top:
                total = int(weight * 1000 * shares[level] / shares[top] + Fraction(1, 2))
                worth[name, level] = worth.get((name, level), 0) + total - before
                before = total
    return worth


def problem(data: dict[str, Any], wishes: dict[str, Any]) -> Problem:
    """Return the open problem of a graph and wishes."""
    topics = data["topics"]
    order = [(name, level) for name in topics for level in levels(topics[name])]
    needs = prerequisites(data)
    known = {split(topics, text) for text in wishes.get("known", ())}
    while more := {p for step in known for p in needs[step][0]} - known:
        known |= more
    banned = {_banned(topics, text) for text in wishes.get("ban", ())} - known
    while more := {s for s in order if s not in known and _lost(needs[s], banned)} - banned:
        banned |= more
    steps = [step for step in order if step not in known and step not in banned]
    place = {step: number for number, step in enumerate(steps)}
    worth = values(data, wishes)
    must = [split(topics, text) for text in wishes.get("must", ())]
    if not wishes.get("goals") and wishes.get("budget") is None:
        must += steps  # no goals and no budget: the whole graph
    return Problem(
        steps=steps,
        effort=[effort(topics[name], level) for name, level in steps],
        value=[worth.get(step, 0) for step in steps],
        needs=[{place[p] for p in needs[step][0] if p in place} for step in steps],
        groups=[
            (place[step], [place[a] for a in group if a in place])
            for step in steps
            for group in needs[step][1]
            if group and not known & set(group)
        ],
        must=None if any(m in banned for m in must) else [place[m] for m in must if m in place],
        capacity=_capacity(wishes),
        helps=[
            (place[helper], place[step])
            for step in steps
            for helper in _recommended(topics, *step)
            if helper in place
        ],
    )


def _banned(topics: dict[str, Any], text: str) -> Step:
    return split(topics, text) if "@" in text else (text, levels(topics[text])[0])


def _lost(needs: tuple[set[Step], list[list[Step]]], banned: set[Step]) -> bool:
    hard, groups = needs
    return bool(hard & banned) or any(group and banned >= set(group) for group in groups)


def _capacity(wishes: dict[str, Any]) -> int | None:
    budget = wishes.get("budget")
    if budget is None:
        return None
    share = 1 - Fraction(str(wishes.get("review_share", 0)))
    return int(budget * share / Fraction(str(wishes.get("pace", 1))))
