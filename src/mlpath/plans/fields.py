"""The types of a record's fields, and what every record shares.

Values are in thousandths inside (whole numbers, so that sums are exact) and decimals outside.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from mlpath.errors import Problem, expect
from mlpath.topics import Level
from mlpath.units import minutes

SCHEMA_VERSION = 1
THOUSANDTHS = 1000
VALUE_LIMIT = 10**12  # its thousandths are exact in a float
MINUTES_PER_HOUR = 60


def _thousandths(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number is wanted")  # noqa: TRY004 - pydantic places it
    if not -VALUE_LIMIT <= value <= VALUE_LIMIT:
        raise ValueError("the number is too large")
    if isinstance(value, float) and value * THOUSANDTHS != round(value * THOUSANDTHS):
        near = round(value * THOUSANDTHS)
        if abs(value * THOUSANDTHS - near) > 1e-6 * max(1, abs(near)):
            raise ValueError("at most three decimals")
    return round(value, 3)


def _level(value: object) -> object:
    return Level.parse(value) if isinstance(value, str) else value


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


Value = Annotated[
    float,
    BeforeValidator(_thousandths),
    PlainSerializer(_number),
    WithJsonSchema({"type": "number"}),
]
LevelName = Annotated[
    Level,
    BeforeValidator(_level),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "enum": [str(level) for level in Level]}),
]
Minutes = Annotated[int, Field(ge=0)]
ValueHours = Annotated[
    float, Field(ge=0), PlainSerializer(_number), WithJsonSchema({"type": "number", "minimum": 0})
]


class Record(BaseModel):
    """A frozen record whose JSON form is part of the contract.

    Its checks are built when the first is made: most commands meet few of the kinds there are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


def thousandths(value: float) -> int:
    """Return a value as a whole number of thousandths.

    Examples
    --------
    >>> thousandths(12.5)
    12500
    """
    return round(value * THOUSANDTHS)


def minutes_of(budget: str | int) -> int:
    """Return minutes given as a number or as a text such as ``300h``."""
    expect("str | int", budget=budget)
    return minutes(budget) if isinstance(budget, str) else budget


def per_hour(price: str) -> float:
    """Return a price in thousandths a minute, such as ``3/2``, as value per hour."""
    return float(Fraction(price) * MINUTES_PER_HOUR / THOUSANDTHS)


def problem_of(item: Any, file: str) -> Problem:  # noqa: ANN401 - pydantic's own typed dict
    """Return what pydantic says of a document as a problem with its path."""
    path = tuple(item["loc"])
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    message = f"{file}: {name.lstrip('.') or 'the document'}: {item['msg']}"
    hint = f"this mlpath reads schema_version {SCHEMA_VERSION}" if "schema_version" in path else ""
    return Problem("bad-plan", message, hint=hint, path=path)
