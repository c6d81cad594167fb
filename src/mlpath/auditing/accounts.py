"""What a plan tells about its steps: choices, reasons, what was left out or settled before."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from mlpath.auditing.closures import Closures
from mlpath.plans import Settled, thousandths

if TYPE_CHECKING:
    from mlpath.auditing.audit import Audit
    from mlpath.plans import Choice, LeftOut, PlannedStep


def check_choices(audit: Audit) -> None:
    """Check that each open group of a chosen step has one choice that serves it."""
    asked = {
        (audit.name(group.owner), group.position): number
        for number, group in enumerate(audit.rules.groups)
        if group.owner in audit.chosen
    }
    for place, choice in enumerate(audit.plan.choices):
        number = asked.pop((choice.step, choice.group), None)
        if number is None:
            message = f"{choice.step} has no such group {choice.group} to choose for"
            audit.add("wrong-choice", message, "choices", place)
        else:
            fault = _choice(audit, number, choice)
            if fault:
                audit.add("wrong-choice", fault, "choices", place)
    for step, position in asked:
        audit.add("wrong-choice", f"nothing is chosen for group {position} of {step}", "choices")


def _choice(audit: Audit, number: int, choice: Choice) -> str:
    """Return what is wrong with a choice, empty if nothing is; note what it chose."""
    group, known = audit.rules.groups[number], audit.reading.known
    names = [audit.name(other) for other in group.alternatives]
    if list(choice.alternatives) != names:
        return f"{choice.step} can choose among {', '.join(names)}"
    if choice.chosen not in names:
        return f"{choice.chosen} is no alternative for {choice.step}"
    serving = group.alternatives[names.index(choice.chosen)]
    audit.serving[number] = serving
    if not known.isdisjoint(group.alternatives):
        return "" if serving in known else f"{choice.step} is served by what is known already"
    return "" if serving in audit.chosen else f"{choice.chosen} is chosen but not in the plan"


def check_reasons(audit: Audit) -> None:
    """Check that each step leads to its goal by real prerequisites inside the plan."""
    names = {audit.name(number): number for number in audit.chosen}
    for place, planned in enumerate(audit.plan.steps):
        fault = _reason(audit, planned, names)
        if fault:
            audit.add("wrong-reason", f"{planned.step}: {fault}", "steps", place, "reason")


def _reason(audit: Audit, planned: PlannedStep, names: dict[str, int]) -> str:
    """Return what is wrong with the way from a step to its goal, empty if nothing is."""
    at = names[str(planned.step)]
    for hop in planned.reason.via:
        after = names.get(hop.step)
        if after is None:
            return f"its reason leads over {hop.step}, which is not in the plan"
        said = _helped(audit, at, after) if hop.recommended else _said(audit, at, after)
        if not said:
            verb = "recommend" if hop.recommended else "need"
            return f"{hop.step} does not {verb} {audit.name(at)}"
        if None not in said and hop.reason not in said:
            return f"the graph gives no such reason for {hop.step}: {hop.reason!r}"
        at = after
    if planned.reason.goal != audit.name(at):
        return f"its reason ends at {audit.name(at)}, not at {planned.reason.goal}"
    reading = audit.reading
    if reading.everything or at in reading.aims or at in {*reading.must, *reading.frozen}:
        return ""
    return f"{planned.reason.goal} is no goal"


def _helped(audit: Audit, source: int, target: int) -> set[str | None]:
    """Return the reasons why one step recommends another, empty where it does not.

    What is there for a recommendation alone recommends nothing.
    """
    counts = audit.reading.recommended and target in audit.base
    return audit.rules.recommends[target].get(source, set()) if counts else set()


def _said(audit: Audit, source: int, target: int) -> set[str | None]:
    """Return the reasons why one chosen step needs another, empty where it does not."""
    said = set(audit.rules.needs[target].get(source, ()))
    for place in audit.rules.owned[target]:
        if source in audit.serves(place):
            said |= audit.rules.groups[place].reasons[source]
    return said


def check_left_out(audit: Audit) -> None:
    """Check that every open step with value that was not chosen is listed, and its closure."""
    reading = audit.reading
    missing = [
        number
        for number, value in enumerate(reading.value)
        if value > 0 and reading.open(number) and number not in audit.chosen
    ]
    listed = [audit.rules.number.get(entry.step) for entry in audit.plan.left_out]
    if listed != missing:
        lost = sorted(set(missing).difference(listed))
        what = f"{audit.name(lost[0])} is not listed" if lost else "others are listed, or twice"
        audit.add("wrong-left-out", f"of {len(missing)} steps left out {what}", "left_out")
        return
    closures = Closures(audit.rules, reading, audit.chosen)
    for place, (number, entry) in enumerate(zip(missing, audit.plan.left_out, strict=True)):
        fault = _left_out(audit, closures, number, entry)
        if fault:
            audit.add("wrong-left-out", f"{entry.step}: {fault}", "left_out", place)
    if closures.gave_up:
        what = f"what {closures.gave_up} of the steps left out need at least"
        audit.trusted.append(f"{what}: more than the checker looks at")


def check_settled(audit: Audit) -> None:
    """Check the wishes that a plan calls settled: all that are known or banned, and by what.

    A plan of an mlpath that did not tell may be without them.
    """
    said, reading = audit.plan.settled, audit.reading
    true = [
        Settled(step=audit.name(number), state="known")
        if number in reading.known
        else Settled(step=audit.name(number), state="banned", bans=_bans(audit, number))
        for number in reading.ends
        if not reading.open(number)
    ]
    if said:
        for place, (claim, fact) in enumerate(zip_longest(said, true)):
            if claim != fact:
                wish = claim if fact is None else fact
                message = f"{wish.step} is not settled as the plan says"
                audit.add("wrong-settled", message, "settled", min(place, len(said) - 1))
                break


def _bans(audit: Audit, number: int) -> tuple[str, ...]:
    """Return the bans that cut a step off, in the order in which they were asked for."""
    rules, reading = audit.rules, audit.reading
    below, stack = {number}, [number]
    while stack:
        step = stack.pop()
        lost = reading.banned.intersection(rules.needs[step])
        for place in rules.owned[step]:
            if reading.banned.issuperset(rules.groups[place].alternatives):
                lost.update(rules.groups[place].alternatives)
        stack += lost - below
        below |= lost
    return tuple(text for text, named in reading.bans.items() if named in below)


def _left_out(audit: Audit, closures: Closures, number: int, entry: LeftOut) -> str:
    """Return what is wrong with an entry, empty if nothing is."""
    effort, value = audit.rules.effort[number], audit.reading.value[number]
    if entry.effort_minutes != effort or thousandths(entry.value) != value:
        return f"it takes {effort} minutes and is worth {value / 1000}"
    found = closures.least([number])
    if found is None:
        return ""
    claim = (entry.closure_minutes, thousandths(entry.closure_value))
    if claim in found:
        return ""
    minutes, worth = min(found)
    return f"with what it still needs it takes {minutes} minutes and is worth {worth / 1000}"
