"""One plan under audit: what was found so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlpath.errors import Problem

if TYPE_CHECKING:
    from mlpath.auditing.asking import Reading
    from mlpath.auditing.rules import Rules
    from mlpath.plans import Plan


@dataclass(slots=True)
class Audit:
    """A plan that is not infeasible, what should hold of it, and what does not.

    Attributes
    ----------
    order, chosen
        Numbers of the plan's steps that the graph has, in the plan's order; foreign and doubled
        ones are left aside.
    serving
        For each any-of group of a chosen step the alternative that the plan says serves it.
    base
        Steps that are not there for a recommendation alone, once `check_ballast` has told.
    finish
        For each step of `order` the minute of estimated effort at which it is finished.
    recomputed, trusted
        What was worked out anew beside what is true of every accepted plan, and what is believed
        as it could not be: a sentence each.
    """

    plan: Plan
    rules: Rules
    reading: Reading
    problems: list[Problem] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    chosen: set[int] = field(default_factory=set)
    serving: dict[int, int] = field(default_factory=dict)
    base: set[int] = field(default_factory=set)
    finish: dict[int, int] = field(default_factory=dict)
    recomputed: list[str] = field(default_factory=list)
    trusted: list[str] = field(default_factory=list)

    def add(self, code: str, message: str, *path: str | int) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, message, path=path))

    def serves(self, place: int) -> set[int]:
        """Return what serves an any-of group of a chosen step.

        That is the plan's choice; in a nested plan every chosen alternative counts, as one that a
        later step made needless must stay: more budget never removes anything.
        """
        found = {self.serving[place]} if place in self.serving else set()
        if self.plan.asked.choose == "nested":
            found |= self.chosen.intersection(self.rules.groups[place].alternatives)
        return found

    def worth(self, number: int) -> int:
        """Return what a step of the plan earns: nothing if it was due before it is finished."""
        by = self.reading.due.get(number)
        late = by is not None and self.finish.get(number, 0) > by
        return 0 if late else self.reading.value[number]

    def needed(self, number: int) -> set[int]:
        """Return the steps of the plan that one of its steps needs, as the plan chose."""
        needs = set(self.rules.needs[number])
        owned = self.rules.owned[number]
        needs.update(self.serving[place] for place in owned if place in self.serving)
        return needs & self.chosen

    def name(self, number: int) -> str:
        """Return the text of a step."""
        return str(self.rules.steps[number])


def told(thousandths: int) -> str:
    """Return an amount of value in words.

    Examples
    --------
    >>> told(24050), told(1_200_000)
    ('24.05', '1,200')
    """
    return f"{thousandths / 1000:,.3f}".rstrip("0").rstrip(".")
