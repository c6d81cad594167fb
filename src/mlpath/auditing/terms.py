"""The terms of a plan: each step once, what it needs earlier, loads that add up and fit."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.auditing.asking import fitting

if TYPE_CHECKING:
    from mlpath.auditing.audit import Audit
    from mlpath.plans import Term, Terms

_CODE = "wrong-terms"


def check_terms(audit: Audit, terms: Terms) -> None:
    """Check terms against their plan."""
    where = _places(audit, terms)
    if where is None:
        return
    for number, (held, _) in where.items():
        for other in audit.rules.needs[number]:
            if other in where and _late(audit, terms, where, number, other):
                message = f"{audit.name(other)} stands too late for {audit.name(number)}"
                audit.add(_CODE, message, "terms", "terms", held)
        _alternatives(audit, terms, where, number)
    for place, term in enumerate(terms.terms):
        fault = _load(audit, terms, term, place)
        if fault:
            audit.add(_CODE, f"term {place + 1}: {fault}", "terms", "terms", place)
    _claims(audit, terms, where)


def _places(audit: Audit, terms: Terms) -> dict[int, tuple[int, int]] | None:
    """Return term and place of each step, None where they are not the plan's steps."""
    held = [
        (name, (place, at))
        for place, term in enumerate(terms.terms)
        for at, name in enumerate(term.steps)
    ]
    if sorted(name for name, _ in held) != sorted(str(step.step) for step in audit.plan.steps):
        audit.add(_CODE, "the terms do not hold each step of the plan once", "terms", "terms")
        return None
    named = {str(audit.rules.steps[number]): number for number in audit.order}
    return {named[name]: place for name, place in held if name in named}


def _late(
    audit: Audit, terms: Terms, where: dict[int, tuple[int, int]], step: int, other: int
) -> bool:
    """Tell whether what a step needs stands too late for it."""
    together = _together(audit, terms, step, other)
    return where[other] > where[step] if together else where[other][0] >= where[step][0]


def _together(audit: Audit, terms: Terms, step: int, other: int) -> bool:
    """Tell whether what a step needs may stand in its term: all but an author's prerequisite."""
    one, needed = audit.rules.steps[step].topic, audit.rules.steps[other].topic
    return terms.same_term or one == needed or audit.rules.needs[step].get(other) == {None}


def _alternatives(
    audit: Audit, terms: Terms, where: dict[int, tuple[int, int]], number: int
) -> None:
    """Check that an alternative of each of a step's groups is known or stands early enough."""
    for place in audit.rules.owned[number]:
        some = audit.rules.groups[place].alternatives
        if not audit.reading.known.isdisjoint(some):
            continue
        if all(a not in where or _late(audit, terms, where, number, a) for a in some):
            message = f"{audit.name(number)} stands before all alternatives that it needs one of"
            audit.add(_CODE, message, "terms", "terms", where[number][0])


def _load(audit: Audit, terms: Terms, term: Term, place: int) -> str:
    """Return what is wrong with the numbers of a term, empty if nothing is."""
    efforts = {str(step.step): step.effort_minutes for step in audit.plan.steps}
    effort = sum(efforts[name] for name in term.steps)
    asked = audit.plan.asked
    own = math.ceil(effort * Fraction(str(asked.pace)) / (1 - Fraction(str(asked.review_share))))
    if term.term != place + 1:
        return f"it is numbered {term.term}"
    if (term.effort_minutes, term.minutes) != (effort, own):
        return f"its steps take {effort} minutes of effort, {own} of the learner's"
    if terms.capacity_minutes is not None and own > terms.capacity_minutes:
        return f"{own} minutes are more than {terms.capacity_minutes}"
    return ""


def _claims(audit: Audit, terms: Terms, where: dict[int, tuple[int, int]]) -> None:
    """Check that bounds and status agree, and that no step moved makes the layout better.

    What counting alone shows is recomputed; beyond that a bound is the search's word.
    """
    largest = max((term.effort_minutes for term in terms.terms), default=0)
    few = terms.bound_terms
    if terms.bound_effort_minutes > largest or (few is not None and few > len(terms.terms)):
        audit.add(_CODE, "the layout is better than its bound", "terms", "bound_effort_minutes")
    if terms.fewest != (few is not None):
        audit.add(_CODE, "a number of terms that was given has no bound", "terms", "bound_terms")
    proven = terms.bound_effort_minutes == largest and few in {None, len(terms.terms)}
    if (terms.status == "optimal") != proven:
        audit.add(_CODE, f"the bounds do not make it {terms.status}", "terms", "status")
    if audit.problems:
        return
    lighter = _lighter(audit, terms, where)
    if lighter is not None:
        message = f"with {lighter} in another term the fullest holds less than the bound says"
        audit.add(_CODE, message, "terms", "bound_effort_minutes")
        return
    efforts = [audit.rules.effort[number] for number in where]
    least = max([-(-sum(efforts) // max(1, len(terms.terms))), *efforts])
    grain = math.gcd(*efforts) or 1
    what = f"the fullest of {len(terms.terms)} terms holds {terms.bound_effort_minutes} minutes"
    sure = terms.bound_effort_minutes <= -(-least // grain) * grain
    _told(audit, f"{what} of effort at least", sure=sure)
    if few is not None:
        _told(audit, f"there are {few} terms at least", sure=few <= _fewest(audit, terms, where))


def _told(audit: Audit, what: str, *, sure: bool) -> None:
    """Note a bound, as recomputed or as the search's word."""
    if sure:
        audit.recomputed.append(what)
    else:
        audit.trusted.append(f"{what}: the word of mlpath's search for terms")


def _fewest(audit: Audit, terms: Terms, where: dict[int, tuple[int, int]]) -> int:
    """Return how many terms there have to be by the sum of effort and the longest chain."""
    chain: dict[int, int] = {}
    for number in audit.order:
        before = (
            chain[other] + (not _together(audit, terms, number, other))
            for other in audit.needed(number)
        )
        chain[number] = max(before, default=1)
    total = sum(audit.rules.effort[number] for number in where)
    filled = 1
    if terms.capacity_minutes is not None:
        filled = -(-total // max(1, fitting(audit.plan.asked, terms.capacity_minutes)))
    return max([filled, *chain.values()])


def _lighter(audit: Audit, terms: Terms, where: dict[int, tuple[int, int]]) -> str | None:
    """Return a step whose move to another term refutes the bound, None if none is seen."""
    loads = [term.effort_minutes for term in terms.terms]
    fullest = max(range(len(loads)), key=loads.__getitem__, default=0)
    users: dict[int, set[int]] = {number: set() for number in where}
    for number in where:
        for other in audit.needed(number):
            users[other].add(number)
    for number in sorted(where):
        if where[number][0] != fullest:
            continue
        first, last = 0, len(loads) - 1
        for other in audit.needed(number):
            first = max(first, where[other][0] + (not _together(audit, terms, number, other)))
        for user in users[number]:
            last = min(last, where[user][0] - (not _together(audit, terms, user, number)))
        effort = audit.rules.effort[number]
        for place in range(first, last + 1):
            moved = {fullest: loads[fullest] - effort, place: loads[place] + effort}
            most = max(moved.get(at, load) for at, load in enumerate(loads))
            if place != fullest and most < terms.bound_effort_minutes:
                return audit.name(number)
    return None
