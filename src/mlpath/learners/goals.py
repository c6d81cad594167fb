"""What a learner asks for: goals with level and weight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from mlpath.errors import Problem, RequestError
from mlpath.topics import Level

KINDS = ("topic", "section", "tag", "preset")
WEIGHT_MAX = Decimal(1_000_000)
_WEIGHT = re.compile(r"(?P<rest>.*):(?P<weight>[0-9]{1,7}(\.[0-9]{1,12})?)")
_FORM = "write topic[@level][:weight], section:nlp, tag:maths or preset:interview"


@dataclass(frozen=True, slots=True)
class Goal:
    """Something a learner wants to reach, and how much it is worth.

    Parameters
    ----------
    name
        Id of a topic, section, tag or preset.
    level
        Level to reach; None means `working` or what is nearest to it.
    weight
        Worth relative to the other goals, above 0, at most three decimals.
    kind
        What the name names: ``topic``, ``section``, ``tag`` or ``preset``.

    Raises
    ------
    RequestError
        If the weight or the kind is out of range, or a preset is given a level.

    Examples
    --------
    >>> Goal.parse("diffusion-models@deep:3")
    Goal(name='diffusion-models', level=<Level.DEEP: 2>, weight=Decimal('3'), kind='topic')
    >>> str(Goal.parse("section:nlp"))
    'section:nlp'
    """

    name: str
    level: Level | None = None
    weight: Decimal = Decimal(1)
    kind: str = "topic"

    def __post_init__(self) -> None:
        """Refuse what no graph could make sense of; a plain number is a fine weight."""
        name: object = self.name
        level: object = self.level
        if not (isinstance(name, str) and isinstance(level, Level | None)):
            message = f"{name!r} at {level!r} is not a goal"
            raise RequestError(
                Problem("bad-goal", message, hint='such as Goal("svd", Level.DEEP)')
            )
        if not isinstance(self.weight, Decimal):
            object.__setattr__(self, "weight", self._decimal(self.weight))
        if self.kind not in KINDS:
            raise RequestError(Problem("bad-goal", f"no kind of goal {self.kind!r}", hint=_FORM))
        finite = self.weight.is_finite()
        if not finite or not 0 < self.weight <= WEIGHT_MAX or self.weight * 1000 % 1:
            raise RequestError(
                Problem(
                    "bad-weight",
                    f"goal {self.name!r}: weight {self.weight} is not usable",
                    hint="above 0, at most 1000000, at most 3 decimals",
                )
            )
        if self.kind == "preset" and self.level is not None:
            raise RequestError(
                Problem("bad-goal", f"preset {self.name!r} brings its own levels", hint=_FORM)
            )

    def _decimal(self, weight: object) -> Decimal:
        try:
            return Decimal(str(weight))
        except InvalidOperation:
            message = f"goal {self.name!r}: weight {weight!r} is no number"
            raise RequestError(Problem("bad-weight", message, hint="such as 2 or 0.5")) from None

    @classmethod
    def parse(cls, text: str) -> Goal:
        """Return the goal that a text such as ``svd@deep:2`` or ``section:nlp`` names.

        Only a trailing ``:number`` is a weight.

        Raises
        ------
        RequestError
            If the text is no goal.
        """
        if not isinstance(text, str):
            raise RequestError(Problem("bad-goal", f"{text!r} is not a goal", hint=_FORM))
        rest, weight = text.strip(), Decimal(1)
        match = _WEIGHT.fullmatch(rest)
        if match:
            rest, weight = match["rest"], Decimal(match["weight"])
        kind, colon, name = rest.partition(":")
        if not colon:
            kind, name = "topic", rest
        name, _, level = name.partition("@")
        if not name or kind not in KINDS:
            raise RequestError(Problem("bad-goal", f"{text!r} is not a goal", hint=_FORM))
        return cls(name, Level.parse(level) if level else None, weight, kind)

    def __str__(self) -> str:
        """Return the form that `parse` reads; a weight of 1 is left out."""
        kind = "" if self.kind == "topic" else f"{self.kind}:"
        level = "" if self.level is None else f"@{self.level}"
        weight = "" if self.weight == 1 else f":{self.weight:f}"
        return f"{kind}{self.name}{level}{weight}"
