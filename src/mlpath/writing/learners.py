"""A learner's file, with a comment for every entry: what is not set stands there as an example."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mlpath.learners import Learner, WishEntry

HEAD = """\
# What I know, what I want and when I study. The commands of mlpath read this file where it is
# called learner.yaml and stands in the working folder, or with --learner FILE; what is typed on
# the command line is stronger. To use a line, take its '# ' away.
"""
# Texts that YAML takes as they stand.
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@%/+=-]*([ :,]{1,2}[A-Za-z0-9_.@%/+=-]+)*")
_SPECIAL = frozenset(("null", "Null", "NULL"))


class _Entry(NamedTuple):
    """What stands in the file about an entry.

    Attributes
    ----------
    about
        The comment above it.
    examples
        Lines that say how it could be.
    """

    name: str
    about: str
    examples: tuple[str, ...]


_ENTRIES = (
    _Entry(
        "graph",
        "Graph of topics, and additions laid over it; without them the bundled roadmap.",
        ("graph: my-graph.yaml",),
    ),
    _Entry("overlay", "", ("overlay: [my-additions.yaml]",)),
    _Entry(
        "goals",
        "What to reach: topic[@level][:weight], section:ID, tag:TAG or preset:ID.\n"
        "Levels are overview, working and deep. due: a last day, or hours of study until then.",
        (
            "goals:",
            "  - diffusion-models@working:3",
            "  - preset:nlp",
            "  - {topic: svd, level: deep, weight: 2, due: 2027-03-01}",
            "  - {topic: bayes-theorem, must: yes}",
        ),
    ),
    _Entry(
        "known",
        "What is mastered already, with all it needs (`mlpath place` finds out).",
        ("known:", "  vectors: working"),
    ),
    _Entry("ban", "What to leave out, with all that needs it.", ("ban: [cuda-programming]",)),
    _Entry(
        "budget",
        "Study time in all; or so many weeks of the hours below.",
        ("budget: 300h",),
    ),
    _Entry("weeks", "", ("weeks: 12",)),
    _Entry(
        "hours",
        "Study time of a week, or of its days.",
        ("hours: 10h/week", "hours: {mon-fri: 1h, sat: 4h}"),
    ),
    _Entry(
        "start",
        "First and last day of study; days off; a country or region whose holidays are free.",
        ("start: 2026-12-01",),
    ),
    _Entry("deadline", "", ("deadline: 2027-06-30",)),
    _Entry("off", "", ("off: [2026-12-24..2027-01-02, 2027-02-15]",)),
    _Entry("holidays", "", ("holidays: DE-BY",)),
    _Entry("session", "How long I sit at a stretch.", ("session: {shortest: 25m, longest: 2h}",)),
    _Entry("tracks", "How many topics side by side, 1 to 3.", ("tracks: 2",)),
    _Entry(
        "zone",
        "Time zone, if it matters, and time of day of sessions, for calendars.",
        ("zone: Europe/Berlin",),
    ),
    _Entry("at", "", ("at: mon-fri 18:30, sat 09:00",)),
    _Entry("pin", "Steps that are not begun before a day.", ("pin: {svd@deep: 2027-03-01}",)),
    _Entry("pace", "My hours for each estimated hour.", ("pace: 1.2",)),
    _Entry("sure", "How sure the plan has to fit the time, in 100.", ("sure: 80",)),
    _Entry("review", "Share of the time for review, in 100.", ("review: 10",)),
    _Entry(
        "prefer",
        "Resources: kinds that I like, whether they have to be free, their language.",
        ("prefer: [video, course]",),
    ),
    _Entry("free", "", ("free: yes",)),
    _Entry("language", "", ("language: en",)),
    _Entry(
        "order", "How steps are sequenced: value, breadth, spiral or section.", ("order: value",)
    ),
    _Entry(
        "choose",
        "How steps are chosen: optimal, or nested, where more time never removes a step.",
        ("choose: optimal",),
    ),
    _Entry(
        "shares",
        "What overview, working and deep earn of a goal at deep.",
        ("shares: [0.4, 0.8, 1]",),
    ),
    _Entry(
        "recommended",
        "Whether time that is left over goes to what is only recommended.",
        ("recommended: yes",),
    ),
)


def learner_yaml(learner: Learner, folder: Path | None = None) -> str:
    r"""Return a commented file that `read_learner` reads back as the same learner.

    Parameters
    ----------
    learner
        What is set.
    folder
        Where the file is to stand: graphs are named from there. None leaves names as they are.

    Examples
    --------
    >>> from mlpath.learners import Learner
    >>> text = learner_yaml(Learner(goals=["svd@deep:2"]))
    >>> text[text.index("goals:") :].partition("\n#")[0]
    'goals:\n  - svd@deep:2\n'
    """
    blocks: list[str] = []
    for entry in _ENTRIES:
        lines = _lines(learner, entry.name, folder) or [f"# {line}" for line in entry.examples]
        head = "".join(f"# {line}\n" for line in entry.about.splitlines())
        gap = "\n" if entry.about else ""
        blocks.append(f"{gap}{head}" + "".join(f"{line}\n" for line in lines))
    return HEAD + "".join(blocks)


def _lines(learner: Learner, name: str, folder: Path | None) -> list[str]:
    """Return the lines that set an entry, none where it is not set."""
    if name not in learner.to_dict():
        return []
    if name == "goals":
        return ["goals:", *(f"  - {_goal(wish)}" for wish in learner.goals)]
    if name == "known":
        return ["known:", *_known(learner.known)]
    value = getattr(learner, name)
    if name == "session":
        return [f"session: {_mapping(value.model_dump(exclude_none=True))}"]
    if name == "graph":
        value = _from(folder, value)
    if name == "overlay":
        value = tuple(_from(folder, each) for each in value)
    return [f"{name}: {_value(value)}"]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return f"[{', '.join(_scalar(str(item), inside=True) for item in value)}]"
    return _scalar(str(value))


def _goal(wish: WishEntry) -> str:
    """Return a goal as short as it can be."""
    if wish.due is None and not wish.must:
        return _scalar(str(wish.goal))
    parts = {
        wish.kind: wish.name,
        "level": None if wish.level is None else str(wish.level),
        "weight": None if wish.weight == 1 else str(wish.weight),
        "due": wish.due,
        "must": "yes" if wish.must else None,
    }
    return _mapping({key: value for key, value in parts.items() if value is not None})


def _known(steps: tuple[str, ...]) -> list[str]:
    """Return a mapping of topics to levels, or a list where a topic stands twice."""
    pairs = [step.partition("@") for step in steps]
    if len({topic for topic, _, _ in pairs}) == len(pairs):
        return [f"  {topic}: {level}".rstrip() for topic, _, level in pairs]
    return [f"  - {step}" for step in steps]


def _mapping(items: dict[str, str]) -> str:
    return "{" + ", ".join(_pairs(items)) + "}"


def _pairs(items: dict[str, str]) -> Iterable[str]:
    return (f"{key}: {_scalar(value, inside=True)}" for key, value in items.items())


def _scalar(text: str, *, inside: bool = False) -> str:
    """Return a text as YAML: plain where nothing in it means anything, else in quotes."""
    plain = _PLAIN.fullmatch(text) and ": " not in text and text not in _SPECIAL
    if plain and not (inside and "," in text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _from(folder: Path | None, name: str) -> str:
    return name if name == "-" or folder is None else os.path.relpath(name, folder)
