"""The types of a learner's entries: each takes the text a file holds, or the value code gives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from mlpath.errors import MlpathError
from mlpath.learners.availability import day_of, day_times, days_off
from mlpath.topics import Step, split_name
from mlpath.topics.fields import AsTuple, fault
from mlpath.units import minutes, rate

if TYPE_CHECKING:
    from collections.abc import Callable

FASTEST, SLOWEST = Decimal("0.05"), Decimal(20)
_LIKE_A_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_PERCENT = re.compile(r"(?P<number>[0-9]{1,2}(\.[0-9]{1,3})?) ?%?")
_NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?")
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,4})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
T = TypeVar("T")


def _made(read: Callable[[Any], T], text: object) -> T:
    """Return what a parser makes of a text; pydantic places what it finds wrong."""
    try:
        return read(text)
    except MlpathError as error:
        problem = error.problems[0]
        raise fault(problem.code, problem.message, problem.hint) from None


def _words(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise fault("bad-value", f"{what} is a text, not {value!r}"[:200])
    return " ".join(value.split())


def _read_by(read: Callable[[Any], object], value: object, what: str) -> str:
    """Return a text that a parser makes sense of; what it makes is left to whoever asks."""
    text = _words(value, what)
    _made(read, text)
    return text


def _by_day(value: object) -> object:
    """Return a mapping of days as a text such as ``mon 2h, sat 4h``, all else as it is."""
    if isinstance(value, Mapping):
        return ", ".join(f"{day} {each}" for day, each in value.items())
    return value


def _day(value: object) -> object:
    """Return a date, from a date or its ISO text."""
    if not isinstance(value, str | dt.date):
        raise fault("bad-date", f"{str(value)[:40]!r} is not a date", "write it as 2026-12-01")
    return _made(day_of, value)


def _days_off(value: object) -> object:
    """Return ``2026-12-24`` or ``2026-12-24..2027-01-02``, checked."""
    if isinstance(value, dt.date):
        return str(_day(value))
    (found,) = _made(days_off, _words(value, "a day off"))
    return str(found)


def _due(value: object) -> object:
    """Return the text of a date, or of hours of study."""
    if isinstance(value, dt.date):
        return str(_day(value))
    text = _words(value, "a due date")
    if _LIKE_A_DATE.fullmatch(text):
        return str(_day(text))
    _made(minutes, text)
    return text


def _length(value: object) -> object:
    return _read_by(minutes, value, "a length")


def _weekly(value: object) -> object:
    """Return a text that `rate` reads; a mapping of days becomes one."""
    return _read_by(rate, _by_day(value), "a number of hours")


def _clock(value: object) -> object:
    """Return times of day as `day_times` reads them; a mapping of days becomes a text."""
    return _read_by(day_times, _by_day(value), "a time of day")


def _step(value: object) -> object:
    """Return ``svd`` or ``svd@deep``, checked as far as one can without a graph."""
    given = str(value) if isinstance(value, Step) else value
    return _read_by(split_name, given, "a topic")


def _leveled(value: object) -> object:
    """Return a list of steps from ``{topic: level}``, or from a list."""
    if isinstance(value, Mapping):
        return tuple(f"{key}@{level}" if level else str(key) for key, level in value.items())
    return value


def _pinned(value: object) -> object:
    """Return a list of ``step=date`` from ``{step: date}``, or from a list."""
    if isinstance(value, Mapping):
        return tuple(f"{key}={day}" for key, day in value.items())
    return value


def _pin(value: object) -> object:
    text = _words(value, "a pin")
    name, sign, day = text.rpartition("=")
    if not sign:
        hint = "write svd@deep: 2027-03-01: not before that day"
        raise fault("bad-pin", f"{text[:60]!r} names no day", hint)
    return f"{_step(name.strip())}={_day(day.strip())}"


def _percent(value: object) -> object:
    """Return a percentage, 0 to below 100, from ``80``, ``80%`` or a number."""
    text = str(value) if isinstance(value, int | float | Decimal) else value
    match = _PERCENT.fullmatch(text) if isinstance(text, str) else None
    if match is None or isinstance(value, bool):
        hint = "write 80 for 80 in 100"
        raise fault("bad-number", f"{str(value)[:40]!r} is not a percentage", hint)
    return Decimal(match["number"])


def _decimal(value: object) -> object:
    if isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
        hint = "write a number such as 1.2"
        raise fault("bad-number", f"{str(value)[:40]!r} is not a number", hint)
    return Decimal(str(value))


def _pace(value: object) -> object:
    number = _decimal(value)
    if not isinstance(number, Decimal) or not FASTEST <= number <= SLOWEST:
        hint = f"hours per estimated hour, from {FASTEST} to {SLOWEST}"
        raise fault("bad-number", f"{str(value)[:40]!r} is not a pace", hint)
    return number


def _parts(value: object) -> object:
    """Return the items of a list, or of a text with commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _matching(pattern: re.Pattern[str], code: str, wanted: str) -> Callable[[object], object]:
    def check(value: object) -> object:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise fault(code, f"{str(value)[:40]!r} is not {wanted}")
        return value

    return check


def _zone(value: object) -> object:
    text = _words(value, "a time zone")
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        hint = "such as Europe/Berlin"
        raise fault("bad-zone", f"no time zone {text[:40]!r}", hint) from None
    return text


def _schema(*examples: str, kind: str = "string") -> WithJsonSchema:
    return WithJsonSchema({"type": kind, "examples": list(examples)})


def _several(item: dict[str, Any], *more: dict[str, Any]) -> WithJsonSchema:
    """Return the schema of a list whose entries may stand in other forms too."""
    return WithJsonSchema({"anyOf": [{"type": "array", "items": item}, *more]})


_TEXT: dict[str, Any] = {"type": "string"}
_LEVELS = {
    "type": "object",
    "additionalProperties": {"enum": ["overview", "working", "deep", None]},
}
_AsText = PlainSerializer(str, return_type=str)

Day = Annotated[
    dt.date,
    BeforeValidator(_day),
    _AsText,
    WithJsonSchema({"type": "string", "format": "date"}),
]
DaysOff = Annotated[str, BeforeValidator(_days_off), _schema("2026-12-24..2027-01-02")]
Due = Annotated[str, BeforeValidator(_due), _schema("2027-03-01", "120h")]
Length = Annotated[str, BeforeValidator(_length), _schema("300h", "90m")]
Weekly = Annotated[
    str,
    BeforeValidator(_weekly),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "examples": ["10h/week", "mon 2h, sat 4h"]},
                {"type": "object", "additionalProperties": _TEXT},
            ]
        }
    ),
]
StepName = Annotated[str, BeforeValidator(_step), _schema("svd@deep")]
Steps = Annotated[
    tuple[StepName, ...],
    AsTuple,
    BeforeValidator(_leveled),
    BeforeValidator(_parts),
    _several(_TEXT, _LEVELS, _TEXT),
]
Pin = Annotated[str, BeforeValidator(_pin), _schema("svd@deep=2027-03-01")]
Pins = Annotated[
    tuple[Pin, ...],
    AsTuple,
    BeforeValidator(_pinned),
    BeforeValidator(_parts),
    _several(_TEXT, {"type": "object", "additionalProperties": _TEXT}, _TEXT),
]
Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    _AsText,
    WithJsonSchema({"anyOf": [{"type": "number"}, _TEXT], "examples": [80, "80%"]}),
]
Ratio = Annotated[Decimal, BeforeValidator(_decimal), _AsText, WithJsonSchema({"type": "number"})]
Pace = Annotated[Decimal, BeforeValidator(_pace), _AsText, WithJsonSchema({"type": "number"})]
Region = Annotated[
    str,
    BeforeValidator(_matching(_REGION, "bad-region", "a country such as DE, or DE-BY")),
    _schema("DE", "DE-BY"),
]
Clock = Annotated[str, BeforeValidator(_clock), _schema("18:30", "mon-fri 18:30, sat 09:00")]
Zone = Annotated[str, BeforeValidator(_zone), _schema("Europe/Berlin")]
Language = Annotated[
    str,
    BeforeValidator(_matching(_LANGUAGE, "bad-language", "a language such as en or de")),
    _schema("en"),
]
Listed = BeforeValidator(_parts)
