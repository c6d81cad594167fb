"""Each entry of a learner's file with its option on the command line and its keyword in code.

*Why a table:* the three must never drift apart; a test holds every line of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from mlpath.learners.wanted import SittingEntry, WishEntry

Texts = str | bool | tuple[str, ...]


def _same(value: Any) -> Any:  # noqa: ANN401 - whatever the entry holds
    return value


def _text(value: Any) -> Texts:  # noqa: ANN401 - as above
    """Return a value as an option takes it: many texts, a switch, or one text."""
    if isinstance(value, bool):
        return value
    return tuple(map(str, value)) if isinstance(value, tuple) else str(value)


def _commas(value: tuple[Any, ...]) -> str:
    return ",".join(map(str, value))


class Entry(NamedTuple):
    """An entry of the file.

    Attributes
    ----------
    name
        Its key.
    option
        The parameter of commands: ``goal`` is ``--goal``.
    function, keyword
        Whose keyword it is: of ``plan``, ``schedule``, ``resources_for`` or ``read``.
    value
        From what the learner holds to what this line is about; None or an empty tuple where
        nothing is set.
    given, text
        From that to the keyword's value, and to the option's text.
    """

    name: str
    option: str
    function: str
    keyword: str
    value: Callable[[Any], Any] = _same
    given: Callable[[Any], Any] = _same
    text: Callable[[Any], Texts] = _text


def _switched(value: bool) -> bool | None:  # noqa: FBT001 - it is what the learner holds
    """Return a switch that can only be turned on."""
    return value or None


def _goals(wishes: tuple[WishEntry, ...]) -> tuple[str, ...]:
    return tuple(str(wish.goal) for wish in wishes if not wish.must)


def _musts(wishes: tuple[WishEntry, ...]) -> tuple[str, ...]:
    return tuple(str(wish.goal) for wish in wishes if wish.must)


def _dues(wishes: tuple[WishEntry, ...]) -> tuple[str, ...]:
    return tuple(f"{_named(wish)}={wish.due}" for wish in wishes if wish.due is not None)


def _named(wish: WishEntry) -> str:
    return wish.name if wish.level is None else f"{wish.name}@{wish.level}"


def _shortest(session: SittingEntry) -> str | None:
    return session.shortest


def _longest(session: SittingEntry) -> str | None:
    return session.longest


def _pairs(texts: tuple[str, ...]) -> dict[str, str]:
    """Return ``{"svd": "120h"}`` of ``("svd=120h",)``."""
    return {name: value for name, _, value in (text.rpartition("=") for text in texts)}


def _part(percent: Decimal) -> float:
    return float(percent / 100)


ENTRIES = (
    Entry("graph", "graph", "read", "path"),
    Entry("overlay", "overlay", "read", "over"),
    Entry("goals", "goal", "plan", "goals", value=_goals),
    Entry("goals", "must", "plan", "must", value=_musts),
    Entry("goals", "due", "plan", "due", value=_dues, given=_pairs),
    Entry("known", "known", "plan", "known"),
    Entry("ban", "ban", "plan", "ban"),
    Entry("budget", "budget", "plan", "budget"),
    Entry("weeks", "weeks", "plan", "budget"),
    Entry("pace", "pace", "plan", "pace", given=float),
    Entry("sure", "sure", "plan", "sure", given=_part),
    Entry("review", "review", "plan", "review_share", given=_part),
    Entry(
        "shares", "shares", "plan", "shares", given=lambda x: tuple(map(float, x)), text=_commas
    ),
    Entry("choose", "choose", "plan", "choose"),
    Entry("order", "order", "plan", "order"),
    Entry("recommended", "recommended", "plan", "recommended"),
    Entry("hours", "hours", "schedule", "hours"),
    Entry("start", "start", "schedule", "start"),
    Entry("deadline", "deadline", "schedule", "deadline"),
    Entry("off", "off", "schedule", "off"),
    Entry("holidays", "holidays", "schedule", "holidays"),
    Entry("session", "shortest", "schedule", "shortest", value=_shortest),
    Entry("session", "longest", "schedule", "longest", value=_longest),
    Entry("tracks", "tracks", "schedule", "tracks"),
    Entry("zone", "zone", "schedule", "zone"),
    Entry("at", "at", "schedule", "at"),
    Entry("pin", "pin", "schedule", "pins", given=_pairs),
    Entry("prefer", "prefer", "resources_for", "prefer"),
    Entry("free", "free", "resources_for", "free", value=_switched),
    Entry("language", "language", "resources_for", "language"),
)
