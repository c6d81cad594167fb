"""The types of fields in a graph: each takes the text a file holds, or the value code gives.

*Why text:* YAML reads ``1:30`` as 90, ``no`` as False and ``012`` as 10. The reader hands over
text only, and the field that receives it says what it means.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from mlpath.errors import MlpathError
from mlpath.topics.levels import ID, Level
from mlpath.units import Span, span

T = TypeVar("T")

VALUE_MAX = 1_000_000
TITLE_MAX = 500
TEXT_MAX = 4_000
_SLUG = re.compile(ID)
_INTEGER = re.compile(r"[0-9]{1,12}")
_DECIMAL = re.compile(r"[0-9]{1,7}(\.[0-9]{1,3})?")
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Joiners that ordinary words of several scripts and emoji need; they reorder nothing.
_JOINERS = "\u200c\u200d"


def fault(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Return an error that pydantic places, with mlpath's code and hint."""
    context = {"message": message, "hint": hint}
    return PydanticCustomError(code, "{message}", context)


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    for char in text:
        if unicodedata.category(char) in _HIDDEN and char not in _JOINERS:
            raise fault("bad-character", f"the character U+{ord(char):04X} is not allowed in text")
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _integer(value: object) -> object:
    if isinstance(value, str):
        if not _INTEGER.fullmatch(value):
            raise fault(
                "bad-number", f"{value!r} is not a whole number", "write a number such as 3"
            )
        return int(value)
    return value


def _decimal(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise fault("bad-number", f"{value!r} is not a number", "write a number such as 2 or 0.5")
    if not _DECIMAL.fullmatch(str(value)):
        raise fault(
            "bad-number",
            f"{str(value)!r} is not a number from 0 to 9999999 with at most 3 decimals",
            "write a number such as 2 or 0.5",
        )
    return Decimal(str(value))


def _truth(value: object) -> object:
    if isinstance(value, str):
        if value.lower() not in _TRUTH:
            raise fault("bad-truth", f"{value!r} is neither yes nor no", "write yes or no")
        return _TRUTH[value.lower()]
    return value


def _level(value: object) -> object:
    if isinstance(value, str):
        try:
            return Level.parse(value)
        except MlpathError as error:
            problem = error.problems[0]
            raise fault(problem.code, problem.message, problem.hint) from None
    return value


def _span(value: object) -> object:
    if isinstance(value, Span):
        return value
    if not isinstance(value, str):
        raise fault("bad-duration", f"{value!r} has no unit", "write hours such as 3h or 3-5h")
    try:
        return span(value)
    except MlpathError as error:
        problem = error.problems[0]
        raise fault(problem.code, problem.message, problem.hint) from None


def _sequence(value: object) -> object:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else value


def _id(value: object) -> object:
    if isinstance(value, str) and not _SLUG.fullmatch(value):
        raise fault(
            "bad-id",
            f"{value[:80]!r} is not an id",
            "an id has 1 to 64 of a-z, 0-9, '.', '_', '-' and starts with a letter or digit",
        )
    return value


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good or re.search(r"[\s\"'<>\\^`{|}]", value):
        raise fault(
            "bad-url", f"{value[:200]!r} is not a web address", "write http:// or https://"
        )
    return value


Id = Annotated[str, BeforeValidator(_id), Field(json_schema_extra={"pattern": f"^{ID}$"})]
Line = Annotated[str, Field(min_length=1, max_length=TITLE_MAX), AfterValidator(_plain)]
Prose = Annotated[str, Field(max_length=TEXT_MAX), AfterValidator(_plain)]
Url = Annotated[str, Field(max_length=2_000), AfterValidator(_url)]
Whole = Annotated[int, BeforeValidator(_integer), Field(ge=0, le=VALUE_MAX)]
AsText = PlainSerializer(str, return_type=str)
_NumberSchema = WithJsonSchema({"type": "number"}, mode="validation")
Weight = Annotated[Decimal, BeforeValidator(_decimal), Field(gt=0), AsText, _NumberSchema]
Share = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, le=1), AsText, _NumberSchema]
Truth = Annotated[bool, BeforeValidator(_truth)]
LevelField = Annotated[
    Level,
    BeforeValidator(_level),
    AsText,
    WithJsonSchema({"type": "string", "enum": [str(level) for level in Level]}),
]
Duration = Annotated[
    Span,
    BeforeValidator(_span),
    AsText,
    WithJsonSchema({"type": "string", "examples": ["3h", "45m", "3-5h", "2 weeks @ 10h/week"]}),
]


def texts(value: Any) -> tuple[str, str] | None:  # noqa: ANN401 - raw document data
    """Return name and level text of a short form such as ``vectors@overview``, else None."""
    if not isinstance(value, str):
        return None
    name, _, level = value.partition("@")
    return name, level


# A sequence in a file is a list; a frozen model keeps a tuple.
AsTuple = BeforeValidator(_sequence)
