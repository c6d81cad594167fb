"""The steps of a plan: known to the graph, each once, in order, within the budget, of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.auditing.audit import told
from mlpath.plans import thousandths

if TYPE_CHECKING:
    from mlpath.auditing.audit import Audit
    from mlpath.auditing.chains import Ordered
    from mlpath.plans import PlannedStep


MINUTES = 60
_MOST = 5_000  # steps; the bound of longer orders is believed
ADDED = 20  # one part in so many of the other effort may be only recommended


def check_steps(audit: Audit) -> None:
    """Check each step by itself and fill `order`, `chosen` and `finish`."""
    now = 0
    for place, planned in enumerate(audit.plan.steps):
        number = audit.rules.number.get(planned.step)
        if number is None:
            audit.add("foreign-step", f"the graph has no {planned.step}", "steps", place)
        elif number in audit.chosen:
            audit.add("doubled-step", f"{planned.step} comes twice", "steps", place)
        else:
            audit.order.append(number)
            audit.chosen.add(number)
            now += audit.rules.effort[number]
            audit.finish[number] = now
            _step(audit, number, planned, place)


def _step(audit: Audit, number: int, planned: PlannedStep, place: int) -> None:
    if number in audit.reading.known:
        audit.add("known-step", f"{planned.step} is known already", "steps", place)
    if number in audit.reading.banned:
        audit.add("banned-step", f"{planned.step} falls under a ban", "steps", place)
    effort, value = audit.rules.effort[number], audit.worth(number)
    if planned.effort_minutes != effort:
        message = f"{planned.step} takes {effort} minutes, not {planned.effort_minutes}"
        audit.add("wrong-effort", message, "steps", place, "effort_minutes")
    if thousandths(planned.value) != value:
        message = f"{planned.step} is worth {value / 1000}, not {planned.value}"
        audit.add("wrong-value", message, "steps", place, "value")


def check_prerequisites(audit: Audit) -> None:
    """Check that all a step needs is known or comes before it."""
    have = set(audit.reading.known)
    for place, number in enumerate(audit.order):
        for other in audit.rules.needs[number]:
            if other not in have:
                _lacking(audit, number, other, place)
        for group in audit.rules.unserved([number], have):
            names = " or ".join(audit.name(other) for other in group.alternatives)
            if audit.chosen.isdisjoint(group.alternatives):
                message = f"{audit.name(number)} needs {names}"
                audit.add("missing-prerequisite", message, "steps", place)
            else:
                message = f"{audit.name(number)} comes before {names}, of which it needs one"
                audit.add("out-of-order", message, "steps", place)
        have.add(number)


def _lacking(audit: Audit, number: int, other: int, place: int) -> None:
    name, needed = audit.name(number), audit.name(other)
    if other in audit.chosen:
        message = f"{name} comes before {needed}, which it needs"
        audit.add("out-of-order", message, "steps", place)
    else:
        audit.add("missing-prerequisite", f"{name} needs {needed}", "steps", place)


def check_wanted(audit: Audit) -> None:
    """Check that the musts are there and, where the whole graph was asked for, all of it."""
    reading = audit.reading
    for number in reading.must:
        if number not in audit.chosen and number not in reading.known:
            audit.add("missing-must", f"{audit.name(number)} was a must", "steps")
    for number in reading.frozen:
        if number not in audit.chosen:
            message = f"{audit.name(number)} was to stay as it was planned"
            audit.add("missing-must", message, "steps")
    if reading.everything:
        for number in range(len(audit.rules.steps)):
            if reading.open(number) and number not in audit.chosen:
                message = f"{audit.name(number)} is missing: the whole graph was asked for"
                audit.add("missing-step", message, "steps")


def check_totals(audit: Audit) -> None:
    """Check the sums and the budget."""
    plan, capacity = audit.plan, audit.reading.capacity
    effort = sum(audit.rules.effort[number] for number in audit.order)
    value = sum(map(audit.worth, audit.order))
    if plan.effort_minutes != effort:
        message = f"the steps take {effort} minutes, not {plan.effort_minutes}"
        audit.add("wrong-total", message, "effort_minutes")
    if thousandths(plan.value) != value:
        audit.add("wrong-total", f"the steps are worth {value / 1000}, not {plan.value}", "value")
    if capacity is not None and effort > capacity:
        message = f"the steps take {effort} minutes of {capacity}"
        audit.add("over-budget", message, "effort_minutes")


def check_completion(audit: Audit) -> None:
    """Check the weighted completion time, rounded up to thousandths of value times hours."""
    said, bound = audit.plan.completion, audit.plan.completion_bound
    late = minute = 0
    for number in audit.order:
        minute += audit.rules.effort[number]
        late += minute * audit.worth(number)
    true = -(-late // MINUTES)
    if said is not None and thousandths(said) != true:
        message = f"the weighted completion time is {true / 1000}, not {said}"
        audit.add("wrong-total", message, "completion")
    elif bound is not None and thousandths(bound) > true:
        message = f"no order can take {true / 1000} if the least were {bound}"
        audit.add("wrong-total", message, "completion_bound")
    elif bound is not None:
        _earliest(audit, thousandths(bound))


def _earliest(audit: Audit, bound: int) -> None:
    """Check that no order can bring the value earlier than it is said to be possible."""
    what = f"no order of these steps has a weighted completion below {told(bound)} value hours"
    if len(audit.order) > _MOST:
        audit.trusted.append(what)
        return
    from mlpath.auditing.chains import least_lateness  # noqa: PLC0415 - loads numpy

    least = least_lateness(_ordered(audit))
    if least is None:
        audit.trusted.append(what)
    elif bound > least // MINUTES:
        shown = told(least // MINUTES)
        message = f"that no order is below {shown} can be shown, not below {told(bound)}"
        audit.add("unproven-bound", message, "completion_bound")
    else:
        audit.recomputed.append(what)


def _ordered(audit: Audit) -> Ordered:
    """Return the plan's steps with what they need, as the plan chose."""
    import numpy as np  # noqa: PLC0415 - heavy

    from mlpath.auditing.chains import Ordered  # noqa: PLC0415 - as above

    place = {number: at for at, number in enumerate(audit.order)}
    arcs = [(place[n], place[other]) for n in audit.order for other in sorted(audit.needed(n))]
    ends = np.asarray(arcs, dtype=np.int64).reshape(-1, 2)
    return Ordered(
        effort=np.asarray([audit.rules.effort[n] for n in audit.order], dtype=np.int64),
        value=np.asarray([audit.worth(n) for n in audit.order], dtype=np.int64),
        tails=ends[:, 0],
        heads=ends[:, 1],
    )


def check_ballast(audit: Audit) -> None:
    """Check that every step is a must, frozen or of value, or needed by one that is.

    Where minutes of a budget may be left over, steps of those may recommend others, and these
    need what they need.
    """
    reading = audit.reading
    audit.base = set(audit.chosen)
    if reading.everything:
        return
    useful = {number for number in audit.chosen if audit.worth(number)}
    useful.update(audit.chosen.intersection([*reading.must, *reading.frozen]))
    audit.base = _with_needs(audit, useful)
    helpers: set[int] = set()
    if reading.recommended:
        helpers.update(*(audit.rules.recommends[number] for number in audit.base))
    useful = _with_needs(audit, audit.base | helpers & audit.chosen)
    for number in sorted(audit.chosen - useful):
        audit.add("ballast", f"{audit.name(number)} serves nothing that was asked for", "steps")
    added = sum(audit.rules.effort[number] for number in audit.chosen - audit.base)
    other = sum(audit.rules.effort[number] for number in audit.base)
    # A re-plan keeps what was promised when there was more to do.
    if added * ADDED > other and audit.plan.asked.before is None:
        message = f"{added} minutes are only recommended, more than a twentieth of {other}"
        audit.add("ballast", message, "steps")


def _with_needs(audit: Audit, steps: set[int]) -> set[int]:
    """Return steps of the plan with all in it that they need."""
    found = set(steps)
    stack = list(found)
    while stack:
        number = stack.pop()
        needed = set(audit.rules.needs[number])
        needed.update(*(audit.serves(place) for place in audit.rules.owned[number]))
        for other in needed:
            if other in audit.chosen and other not in found:
                found.add(other)
                stack.append(other)
    return found
