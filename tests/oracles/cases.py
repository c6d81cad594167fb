"""Random graphs and wishes, every feature of the format among them; the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from mlpath.errors import GraphError
from mlpath.topics import KnowledgeGraph
from tests.oracles import brute, reading

LEVEL_SETS = (
    ("working",),
    ("overview", "working"),
    ("overview", "working", "deep"),
    ("overview",),
    ("deep",),
    ("overview", "deep"),
    ("working", "deep"),
)
TRIES = 400
LARGEST = 14


@dataclass(frozen=True)
class Case:
    """A graph, as data and built, and keyword arguments for `plan`."""

    data: dict[str, Any]
    graph: KnowledgeGraph
    wishes: dict[str, Any]

    @property
    def problem(self) -> reading.Problem:
        """What the oracles see of it."""
        return reading.problem(self.data, self.wishes)


def small(seed: int) -> Case:
    """Return a case of at most 14 steps.

    In two of three the budget and a must bind, and an any-of misleads greedy.
    """
    maker = random.Random(f"small {seed}")
    hard = seed % 3 != 2
    for _ in range(TRIES):
        case = _made(maker, maker.randint(4 if hard else 1, 7), hard=hard)
        if case is None or len(case.graph.steps) > LARGEST:
            continue
        case = _bound(case) if hard else case
        if case is not None:
            return case
    raise AssertionError(f"no case for seed {seed}")


def _bound(case: Case) -> Case | None:
    """Return the case with a budget at which all traps close, None where there is none."""
    traps = brute.Traps.of(case.problem)
    if traps is None:
        return None
    for budget in sorted(set(traps.sets.effort.tolist())):
        if all(traps.binding(budget)):
            wishes = {**case.wishes, "budget": budget}
            # A pace or review share would turn the learner's minutes into others.
            wishes = {k: v for k, v in wishes.items() if k not in {"pace", "review_share"}}
            return Case(case.data, case.graph, wishes)
    return None


def middle(seed: int, steps: int = 400) -> Case:
    """Return a case of up to so many steps."""
    maker = random.Random(f"middle {seed}")
    for _ in range(TRIES):
        case = _made(maker, maker.randint(steps // 8, steps // 2), hard=True)
        if case is not None and len(case.graph.steps) <= steps:
            return case
    raise AssertionError(f"no case for seed {seed}")


def _made(maker: random.Random, size: int, *, hard: bool) -> Case | None:
    data = _graph(maker, size, hard=hard)
    try:
        graph = KnowledgeGraph.from_dict(data)
    except GraphError:
        return None  # corequisites closed a circle
    return Case(data, graph, _wishes(maker, data, hard=hard))


def _graph(maker: random.Random, size: int, *, hard: bool) -> dict[str, Any]:
    names = [f"t{number}" for number in range(size)]
    ranked = maker.sample(names, size)  # prerequisites come earlier here, not in the file
    sections = ["s0", "s1", "s2"][: maker.randint(1, 3)]
    few = size > 10
    topics: dict[str, Any] = {}
    for name in names:
        topics[name] = {
            "section": maker.choice(sections),
            "tags": maker.sample(["x", "y"], maker.choice([0, 0, 1, 2])),
            "effort": _effort(maker),
            "value": maker.choice([0, 0, 1, 1, 2, 3, 5]),
        }
    for place, name in enumerate(ranked):
        before = ranked[max(0, place - 30) : place]
        topics[name]["requires"] = _requires(maker, topics, topics[name], before, few=few)
        if before and maker.random() < 0.08:
            topics[name]["corequisites"] = [maker.choice(before)]
    if hard and size > 3:
        _trap(maker, topics, ranked)
    _recommend(topics)
    # The format keeps the topics of a section together.
    topics = {n: t for s in sections for n, t in topics.items() if t["section"] == s}
    return {
        "graph": {"id": "random", "version": "1"},
        "sections": {section: section.upper() for section in sections},
        "topics": topics,
        "goals": {"p": {"title": "P", "topics": _preset(maker, topics)}},
    }


def _effort(maker: random.Random) -> dict[str, str]:
    total = 0
    found = {}
    weights = (8, 5, 3, 1, 1, 1, 1)
    for level in maker.choices(LEVEL_SETS, weights)[0]:
        total += maker.choice([0, 5, 10, 20, 30, 40, 60, 90]) if total else maker.randint(5, 60)
        found[level] = f"{total}m"
    return found


def _requires(
    maker: random.Random,
    topics: dict[str, Any],
    topic: dict[str, Any],
    before: list[str],
    *,
    few: bool,
) -> list[dict[str, Any]]:
    requires: list[dict[str, Any]] = []
    count = min(len(before), maker.choice([0, 1, 1, 2, 2, 3] if few else [0, 0, 1, 1, 2]))
    for other in maker.sample(before, count):
        item = _prerequisite(maker, topics, other)
        if maker.random() < 0.15:
            item["for"] = maker.choice(list(topic["effort"]))
        requires.append({**item, "reason": f"it uses {other}"})
    while len(before) > 1 and maker.random() < (0.15 if few else 0.3):
        some = maker.sample(before, min(len(before), maker.choice([2, 2, 3])))
        group = [_prerequisite(maker, topics, other) for other in some]
        requires.append({"any": group, "reason": "one of them"})
    maker.shuffle(requires)
    return requires


def _prerequisite(maker: random.Random, topics: dict[str, Any], other: str) -> dict[str, Any]:
    item: dict[str, Any] = {"topic": other}
    if maker.random() < 0.6:
        item["level"] = maker.choice(list(topics[other]["effort"]))
    return item


def _trap(maker: random.Random, topics: dict[str, Any], ranked: list[str]) -> None:
    """Let two topics each have a cheap alternative of its own, and share a dearer one."""
    shared, one, *users = [*ranked[:2], *ranked[-2:]]
    other = ranked[2] if len(ranked) > 5 else one
    price = maker.randint(10, 40)
    for name, minutes in ((one, price), (other, price), (shared, price + maker.randint(1, 8))):
        topics[name]["effort"] = {"working": f"{minutes}m"}
        topics[name]["requires"] = []
        topics[name].pop("corequisites", None)
        topics[name]["value"] = 0 if name != shared else maker.choice([0, 1])
    for user, cheap in zip(users, (one, other), strict=True):
        topics[user]["requires"] = [
            {"any": [{"topic": cheap}, {"topic": shared}], "reason": "either will do"},
            *[item for item in topics[user]["requires"] if maker.random() < 0.5],
        ]
        topics[user]["value"] = maker.randint(2, 5)


def _recommend(topics: dict[str, Any]) -> None:
    """Let topics of every second graph recommend others, small ones of their own among them."""
    maker = random.Random(f"recommended {topics}")
    names = list(topics)
    if len(names) < 2 or maker.random() < 0.5:
        return
    small = [f"h{number}" for number in range(maker.choice([0, 1, 2, 2, 3]))]
    for place, name in enumerate(small):
        topics[name] = {
            "section": topics[names[0]]["section"],
            "tags": [],
            "effort": {"working": f"{maker.randint(1, 6)}m"},
            "value": maker.choice([0, 0, 0, 1]),
            "requires": [],
        }
        other = maker.choice([*small[:place], *names])
        if maker.random() < 0.4:
            topics[name]["requires"] = [{"topic": other}]
        elif place and maker.random() < 0.4 and other != small[place - 1]:
            some = [{"topic": other}, {"topic": small[place - 1]}]
            topics[name]["requires"] = [{"any": some, "reason": "one of them"}]
    for name in maker.sample(names, maker.randint(1, len(names))):
        others = [other for other in [*small, *small, *names] if other != name]
        found = []
        for other in dict.fromkeys(maker.sample(others, min(len(others), 2))):
            item = _prerequisite(maker, topics, other)
            if maker.random() < 0.15:
                item["for"] = maker.choice(list(topics[name]["effort"]))
            found.append({**item, "reason": f"{other} helps"})
        topics[name]["recommends"] = found


def _preset(maker: random.Random, topics: dict[str, Any]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for name in maker.sample(list(topics), min(2, len(topics))):
        entry: dict[str, Any] = {"topic": name}
        if maker.random() < 0.5:
            entry["level"] = maker.choice(list(topics[name]["effort"]))
        if maker.random() < 0.5:
            entry["weight"] = maker.choice(["2", "0.5"])
        entries.append(entry)
    if maker.random() < 0.4:
        used = sorted({topic["section"] for topic in topics.values()})
        entries.append({"section": maker.choice(used), "weight": "0.25"})
    return entries


def _wishes(maker: random.Random, data: dict[str, Any], *, hard: bool) -> dict[str, Any]:
    topics = data["topics"]
    wishes: dict[str, Any] = {}
    if maker.random() < 0.5:
        wishes["goals"] = [_goal(maker, topics) for _ in range(maker.randint(1, 3))]
    if hard or maker.random() < 0.6:
        wishes["must"] = [_named(maker, topics) for _ in range(maker.choice([1, 1, 2]))]
    if maker.random() < 0.3:
        wishes["known"] = [_named(maker, topics) for _ in range(maker.choice([1, 1, 2]))]
    if maker.random() < 0.25:
        wishes["ban"] = [_named(maker, topics)]
    if maker.random() < 0.1:
        wishes["pace"] = maker.choice([0.7, 1.25])
        wishes["review_share"] = 0.1
    if maker.random() < 0.9:
        total = sum(
            reading.effort(topic, level)
            for topic in topics.values()
            for level in reading.levels(topic)
        )
        wishes["budget"] = int(total * maker.uniform(0.15, 0.85))
    return wishes


def _goal(maker: random.Random, topics: dict[str, Any]) -> str:
    kind = maker.choice(["topic"] * 5 + ["section", "tag", "preset"])
    weight = maker.choice(["", "", ":2", ":0.5", ":3"])
    used = sorted({tag for topic in topics.values() for tag in topic["tags"]})
    if kind == "preset":
        return f"preset:p{weight}"
    if kind == "tag" and used:
        return f"tag:{maker.choice(used)}{weight}"
    if kind == "section":
        section = maker.choice(sorted({topic["section"] for topic in topics.values()}))
        return f"section:{section}{maker.choice(['', '@overview'])}{weight}"
    return f"{_named(maker, topics)}{weight}"


def _named(maker: random.Random, topics: dict[str, Any]) -> str:
    name = maker.choice(list(topics))
    if maker.random() < 0.3:
        return name
    return f"{name}@{maker.choice(list(topics[name]['effort']))}"
