"""What to learn from, as lines: the same at a terminal and in Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from mlpath.resourcing import hours_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlpath.plans import ChosenResource, StepResources
    from mlpath.topics import Level

NAMED = 2


@dataclass(frozen=True, slots=True)
class Shelf:
    """Resources of adjacent levels of one topic with the same answer.

    Attributes
    ----------
    minutes
        Effort of the levels together.
    missing
        Why there is nothing, empty where there is something.
    """

    topic: str
    levels: tuple[Level, ...]
    minutes: int
    chosen: tuple[ChosenResource, ...]
    missing: str

    @property
    def level(self) -> str:
        """The level, or the first and the last of several."""
        first, last = self.levels[0], self.levels[-1]
        return str(first) if first == last else f"{first} → {last}"

    def remarks(self, chosen: ChosenResource) -> str:
        """Return what else is to be said of a resource: hours, price, what else it serves."""
        said = [] if chosen.free else ["not free"]
        said += [line] if (line := hours_line(chosen, self.minutes)) else []
        if chosen.also:
            more = len(chosen.also) - NAMED
            others = f" and {more} more nearby" if more > 0 else ""
            said.append(f"also for {', '.join(chosen.also[:NAMED])}{others}")
        return "; ".join(said)


def shelves(resources: Iterable[StepResources]) -> Iterator[Shelf]:
    """Yield the resources of a plan's steps, levels that share theirs together."""

    def answer(each: StepResources) -> tuple[object, ...]:
        return each.topic, each.missing, tuple((c.resource, c.part) for c in each.chosen)

    for _, group in groupby(resources, answer):
        held = tuple(group)
        yield Shelf(
            held[0].topic,
            tuple(each.level for each in held),
            sum(each.effort_minutes for each in held),
            held[0].chosen,
            held[0].missing,
        )


def described(chosen: ChosenResource, title: str) -> str:
    """Return a resource in a few words: title, part and kind."""
    part = f", {chosen.part}" if chosen.part else ""
    return f"{title}{part} ({chosen.kind})"


def without(resources: Iterable[StepResources]) -> int:
    """Return for how many topics nothing fits."""
    return len({each.topic for each in resources if not each.chosen})
