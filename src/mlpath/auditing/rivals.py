"""Other choices that might be better: cheap ones, found without the planner.

A bound is refuted by any choice that fits and is worth more. What is tried is what a doubter would
try first: the plan with something added in the minutes that are left, and the density chain's last
set that fits, with something added likewise. That proves no plan; it refutes careless and forged
ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpath.auditing.audit import told
from mlpath.auditing.chains import Ordered, around

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlpath.auditing.audit import Audit
    from mlpath.auditing.flows import Ints

_WORK = 1_000_000  # steps looked at in filling up
_CODE = "wrong-bound"


def check_rivals(audit: Audit, bound: int) -> None:
    """Check that no choice which is easily found is worth more than the bound."""
    room = _room(audit)
    rivals = _Rivals(audit)
    worth = sum(audit.worth(number) for number in audit.base)
    more = rivals.filled(audit.base, room - rivals.minutes(audit.base))
    added = rivals.worth(more - audit.base)
    if added and worth + added > bound:
        first = min(more - audit.base, key=lambda n: (not rivals.value[n], n))
        message = f"{audit.name(first)} can be added, and makes it worth {told(worth + added)}"
        audit.add(_CODE, message, "bound")
        return
    rival = rivals.chain(room)
    if rival is not None and rivals.worth(rival) > bound:
        message = f"steps worth {told(rivals.worth(rival))} fit, so {told(bound)} is no bound"
        audit.add(_CODE, message, "bound")


def check_prefix(audit: Audit) -> None:
    """Check that a nested choice lies between the chain's last set that fits and its next."""
    asked, reading = audit.plan.asked, audit.reading
    if asked.choose != "nested":
        return
    open_groups = any(
        reading.known.isdisjoint(group.alternatives) and reading.open(group.owner)
        for group in audit.rules.groups
    )
    if open_groups or asked.due or asked.before is not None:
        audit.trusted.append("the choice is the start of one ranked list")
        return
    rivals = _Rivals(audit)
    found = rivals.between(_room(audit))
    if found is None:
        audit.trusted.append("the choice is the start of one ranked list")
        return
    least, most = found
    if not least <= audit.chosen <= most:
        odd = min(least - audit.chosen or audit.chosen - most)
        verb = "is missing from" if odd in least else "has no place in"
        message = f"{audit.name(odd)} {verb} the start of the ranked list"
        audit.add("wrong-nested", message, "steps")
        return
    audit.recomputed.append(
        "the choice holds every closed group of steps with more value per hour that fits before "
        "the one that is cut"
    )


def _room(audit: Audit) -> int:
    limit = audit.reading.capacity
    return sum(audit.rules.effort) if limit is None else limit


class _Rivals:
    """Choices of the steps that are open, every any-of group settled as the plan settles it.

    A group that the plan does not settle takes the alternative that needs least, the first of
    several. What is due counts for nothing, as it may be late.
    """

    def __init__(self, audit: Audit) -> None:
        self._rules, reading = audit.rules, audit.reading
        self._known = reading.known
        self._dated = bool(reading.due_musts)
        self._open = [n for n in range(len(self._rules.steps)) if reading.open(n)]
        self._must = sorted({*reading.must, *reading.frozen}.intersection(self._open))
        self.value = [0 if n in reading.due else value for n, value in enumerate(reading.value)]
        self._needs = {number: set(self._rules.needs[number]) for number in self._open}
        for place, group in enumerate(self._rules.groups):
            if group.owner in self._needs and reading.known.isdisjoint(group.alternatives):
                some = [other for other in group.alternatives if reading.open(other)]
                served = audit.serving.get(place)
                self._needs[group.owner].add(
                    min(some, key=self._alone) if served is None else served
                )
        self._left = _WORK

    def _alone(self, number: int) -> int:
        return self.minutes(self._rules.below([number], self._known))

    def minutes(self, steps: Iterable[int]) -> int:
        """Return the effort of steps."""
        return sum(self._rules.effort[number] for number in steps)

    def worth(self, steps: Iterable[int]) -> int:
        """Return what steps earn at least, whenever they are learnt."""
        return sum(self.value[number] for number in steps)

    def filled(self, start: Iterable[int], room: int) -> set[int]:
        """Return a closed set with what fits besides, the most value per minute first."""
        have = set(start)
        least = min((self._rules.effort[number] for number in self._open), default=0)
        if room < least:
            return have
        rates = []
        for number in self._open:
            if self.value[number] and number not in have and self._left > 0:
                more = self._closure(number, have)
                if self.minutes(more) <= room:
                    rates.append((-self.worth(more) / self.minutes(more), number))
        for _, number in sorted(rates):
            added = self._closure(number, have)
            if self._left > 0 and self.minutes(added) <= room:
                have |= added
                room -= self.minutes(added)
        return have

    def chain(self, room: int) -> set[int] | None:
        """Return the density chain's last set that fits, filled up; None if there is none."""
        found = None if self._dated else self.between(room)
        if found is None:
            return None
        return self.filled(found[0], room - self.minutes(found[0]))

    def between(self, room: int) -> tuple[set[int], set[int]] | None:
        """Return the density chain's last set that fits, and its next; None if untold."""
        forced = set().union(*(self._closure(number, set()) for number in self._must))
        rest = [number for number in self._open if number not in forced]
        room -= self.minutes(forced)
        if room < 0:
            return None
        found = around(self._ordered(rest), room)
        if found is None:
            return None
        least, more = (set(np.asarray(rest, dtype=np.int64)[some].tolist()) for some in found)
        return forced | least, forced | least | more

    def _ordered(self, steps: list[int]) -> Ordered:
        place = {number: at for at, number in enumerate(steps)}
        arcs = [
            (place[number], place[other])
            for number in steps
            for other in sorted(self._needs[number])
            if other in place
        ]
        ends: Ints = np.asarray(arcs, dtype=np.int64).reshape(-1, 2)
        return Ordered(
            effort=np.asarray([self._rules.effort[n] for n in steps], dtype=np.int64),
            value=np.asarray([self.value[n] for n in steps], dtype=np.int64),
            tails=ends[:, 0],
            heads=ends[:, 1],
        )

    def _closure(self, number: int, have: set[int]) -> set[int]:
        """Return a step with what it still needs."""
        if number in have:
            return set()
        found = {number}
        stack = [number]
        while stack:
            for other in self._needs[stack.pop()]:
                if other not in found and other not in have and other not in self._known:
                    found.add(other)
                    stack.append(other)
        self._left -= len(found)
        return found
