"""Plans that cannot be: the least minutes needed, and the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlpath.auditing.asking import Reading, read_wishes
from mlpath.auditing.closures import Closures
from mlpath.auditing.dues import check_late
from mlpath.errors import MlpathError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.auditing.audit import Audit
    from mlpath.auditing.rules import Rules
    from mlpath.plans import Asked, WayOut
    from mlpath.topics import KnowledgeGraph

_LISTS = ("goals", "must", "known", "ban")
_PLAIN = ("pace", "review_share")
# When study happens: what the musts take does not hang on it, and the budget tells its minutes.
_CALENDAR = frozenset({"hours", "deadline", "due", "pins"})


def check_infeasible(audit: Audit, graph: KnowledgeGraph) -> None:
    """Check the claim that nothing holds the musts, and the ways out."""
    audit.problems += _wrong(audit, graph)


def _wrong(audit: Audit, graph: KnowledgeGraph) -> Iterator[Problem]:
    """Yield what is wrong."""
    plan, rules, reading = audit.plan, audit.rules, audit.reading
    needed, told = _needed(rules, reading)
    if told and plan.needed_minutes != needed:
        message = f"the musts need {needed} minutes, not {plan.needed_minutes}"
        yield Problem("wrong-needed", message, path=("needed_minutes",))
    what = f"the musts need {plan.needed_minutes} minutes at least"
    if plan.needed_minutes is None:
        what = "the bans leave no way to the musts"
    (audit.recomputed if told else audit.trusted).append(what)
    claimed = needed if told else plan.needed_minutes
    late = yield from check_late(plan, rules, reading)
    fits = claimed is not None and (reading.capacity is None or claimed <= reading.capacity)
    if fits and not late:
        message = f"the musts need {claimed} minutes, and {reading.capacity} are there"
        yield Problem("wrong-status", message, path=("status",))
    if not plan.ways_out:
        yield Problem("wrong-way-out", "no way out is offered", path=("ways_out",))
    for place, way in enumerate(plan.ways_out):
        fault = _way_out(plan.asked, graph, rules, way)
        if fault:
            yield Problem("wrong-way-out", f"{way.change}: {fault}", path=("ways_out", place))


def _needed(rules: Rules, reading: Reading) -> tuple[int | None, bool]:
    """Return the least minutes of the musts, None if nothing holds them, and whether that is told.

    Too many any-of choices to try leave it untold.
    """
    found = Closures(rules, reading).least(reading.must)
    if found is None:
        return None, False
    return (min(found)[0] if found else None), True


def _way_out(asked: Asked, graph: KnowledgeGraph, rules: Rules, way: WayOut) -> str:
    """Return why a way out is none, empty if it is one."""
    try:
        changed = _changed(asked, way.arguments)
        reading = read_wishes(graph, rules, changed)
    except MlpathError as error:
        return error.problems[0].message
    except (TypeError, ValueError):
        return "its arguments are not what the planner takes"
    needed, told = _needed(rules, reading)
    if needed is None:
        return "a must stays impossible" if told else ""
    if needed != way.effort_minutes:
        return f"the musts would need {needed} minutes, not {way.effort_minutes}"
    if reading.capacity is not None and needed > reading.capacity:
        return f"the musts would need {needed} minutes of {reading.capacity}"
    timed = not _CALENDAR.intersection(way.arguments) or "due" in _counted(way.arguments)
    return _too_late(rules, reading) if timed and asked.before is None else ""


def _counted(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of the calendar if it is due times in minutes, and nothing else."""
    said = {name: value for name, value in arguments.items() if name in _CALENDAR}
    due = said.get("due")
    plain = isinstance(due, dict) and all(type(by) is int for by in due.values())
    return said if plain and len(said) == 1 else {}


def _too_late(rules: Rules, reading: Reading) -> str:
    """Return which musts would miss their dates, empty if none would."""
    for by in sorted(set(reading.due_musts.values())):
        due = [number for number, other in reading.due_musts.items() if other <= by]
        found = Closures(rules, reading).least(due)
        if found and min(found)[0] > by:
            return f"what is due after {by} minutes would need {min(found)[0]}"
    return ""


def _changed(asked: Asked, arguments: dict[str, Any]) -> Asked:
    """Return the wishes with the changed arguments.

    Raises
    ------
    ValueError
        If an argument is none of the planner's, or of the wrong kind.
    """
    data = asked.model_dump()
    for name, value in arguments.items():
        if name == "budget":
            data["budget_minutes"] = value
        elif name in _LISTS and isinstance(value, list | tuple):
            data[name] = tuple(value)
        elif name in _PLAIN:
            data[name] = value
        elif name in _counted(arguments):
            data["due"] = [{"step": step, "by_minutes": by} for step, by in value.items()]
        elif name not in _CALENDAR:
            message = f"no argument {name!r} of that kind"
            raise ValueError(message)
    return type(asked).model_validate(data)
