"""Levels, and steps: a topic at a level.

*Why levels:* the roadmap mlpath grew from says that mathematics learnt first and deeply "was not
of much help", because so little of that depth was needed. So a prerequisite names its level.
"""

from __future__ import annotations

import enum
import re
from typing import NamedTuple, Self

from mlpath.errors import Problem, RequestError, expect

ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_NAME = re.compile(rf"(?P<topic>{ID})(?:@(?P<level>[A-Za-z]+))?")


class Level(enum.IntEnum):
    """How deep a topic is learnt; a deeper level includes the shallower ones.

    Examples
    --------
    >>> Level.OVERVIEW < Level.DEEP, str(Level.WORKING)
    (True, 'working')
    """

    OVERVIEW = 0
    WORKING = 1
    DEEP = 2

    # An enum's own hash is that of its name, by a call that every look-up of a step would pay.
    __hash__ = int.__hash__

    def __str__(self) -> str:
        """Return the lower-case name, as files and commands write it."""
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the level of that name.

        Raises
        ------
        RequestError
            If there is no such level.
        """
        if not isinstance(text, str):  # a graph names thousands of levels
            expect("str", text=text)
        try:
            return cls[text.upper()]
        except KeyError:
            raise RequestError(
                Problem("bad-level", f"no level {text!r}", hint=f"levels are {LEVEL_NAMES}")
            ) from None


LEVEL_NAMES = ", ".join(str(level) for level in Level)


class Step(NamedTuple):
    """A topic at a level: what a plan is made of.

    Examples
    --------
    >>> str(Step("svd", Level.WORKING))
    'svd@working'
    """

    topic: str
    level: Level

    def __str__(self) -> str:
        """Return ``topic@level``."""
        return f"{self.topic}@{self.level}"


def split_name(text: str) -> tuple[str, Level | None]:
    """Return topic and level of ``svd`` or ``svd@working``.

    Raises
    ------
    RequestError
        If the text is neither.

    Examples
    --------
    >>> split_name("svd@deep")
    ('svd', <Level.DEEP: 2>)
    """
    given: object = text
    match = _NAME.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        raise RequestError(
            Problem("bad-name", f"{text!r} is not a topic", hint="write topic or topic@level")
        )
    level = match["level"]
    return match["topic"], None if level is None else Level.parse(level)
