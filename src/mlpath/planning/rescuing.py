"""Ways out of a plan that cannot hold its musts, each re-run before it is offered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlpath.planning.assuring import solve_wishes, sure_minutes
from mlpath.planning.numbers import compile_wishes
from mlpath.planning.timely import possible
from mlpath.planning.wishes import resolve
from mlpath.plans import DueTime, WayOut
from mlpath.units import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlpath.plans import Asked
    from mlpath.topics import KnowledgeGraph, Step

WAYS = 6
_FIELDS = {"budget": "budget_minutes"}


def needed_minutes(graph: KnowledgeGraph, asked: Asked) -> int | None:
    """Return the least minutes of effort that hold the musts, None when a ban forbids one."""
    found = _cheapest(graph, asked)
    return None if found is None else sum(graph.effort(step) for step in found)


def _cheapest(graph: KnowledgeGraph, asked: Asked) -> list[Step] | None:
    """Return the steps of least effort that hold the musts, None when a ban forbids one."""
    import numpy as np  # noqa: PLC0415 - heavy

    from mlpath.solving import cheapest_closure  # noqa: PLC0415 - loads numpy

    wishes = resolve(graph, asked)
    numbers = compile_wishes(graph, wishes)
    if numbers.impossible:
        return None
    targets = [numbers.number[step] for step in wishes.must if step in numbers.number]
    found = cheapest_closure(numbers.instance, np.asarray(targets, dtype=np.int64))
    return [numbers.steps[number] for number in found.chosen.tolist()]


def _hold(graph: KnowledgeGraph, asked: Asked, needed: int) -> bool:
    """Tell whether the musts fit in time, with the chance asked for where one was."""
    wishes = resolve(graph, asked)
    if wishes.capacity is not None and needed > wishes.capacity:
        return False
    dated = bool(wishes.due_musts) and asked.before is None
    if not dated and (wishes.capacity is None or asked.sure is None):
        return True
    # Musts alone: whatever else is worth having, what they need comes first where time is short.
    wishes = replace(wishes, due={})
    return solve_wishes(graph, wishes, compile_wishes(graph, wishes), needed)[0] is not None


def ways_out(graph: KnowledgeGraph, asked: Asked) -> tuple[WayOut, ...]:
    """Return changes under which every must fits, the gentlest kinds first.

    Each was tried: the least minutes under the changed wishes fit the changed budget.
    """
    found: list[WayOut] = []
    tried: list[Asked] = []
    for change, arguments, flags in _candidates(graph, asked):
        changed = asked.model_copy(update=_as_asked(asked, arguments))
        if changed in tried:  # said in other words already
            continue
        tried.append(changed)
        needed = needed_minutes(graph, changed)
        if needed is None:
            continue
        if _hold(graph, changed, needed):
            found.append(
                WayOut(change=change, arguments=arguments, flags=flags, effort_minutes=needed)
            )
        if len(found) == WAYS:
            break
    return tuple(found)


def _candidates(
    graph: KnowledgeGraph, asked: Asked
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    free = asked
    needed = needed_minutes(graph, asked)
    if needed is None:
        yield from _fewer_bans(asked)
        free = asked.model_copy(update={"ban": ()})
        needed = needed_minutes(graph, free)
    if needed is not None and asked.budget_minutes is not None:
        spent = 0 if asked.before is None else asked.before.spent_minutes
        least = asked.own(needed)
        if asked.sure is not None:
            least = max(least, sure_minutes(graph, asked, _cheapest(graph, free) or ()))
        budget = max(asked.budget_minutes, least + spent)
        arguments: dict[str, Any] = {"budget": budget}
        if free.ban != asked.ban:
            arguments["ban"] = []
        extra = " and lift every ban" if "ban" in arguments else ""
        change = f"plan for {show(budget)}{extra}"
        yield change, arguments, ("--budget", f"{budget}m")
    yield from _later_dates(graph, asked)
    yield from _lower_musts(graph, asked)
    for place, name in enumerate(asked.must):
        rest = [*asked.must[:place], *asked.must[place + 1 :]]
        arguments, flags = _musts(asked, rest, {name: None})
        yield f"do without {name}", arguments, flags
    if len(asked.must) > 1:
        yield "ask for no must", *_musts(asked, [], dict.fromkeys(asked.must))


def _fewer_bans(
    asked: Asked,
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    for place, name in enumerate(asked.ban):
        rest = [*asked.ban[:place], *asked.ban[place + 1 :]]
        yield f"lift the ban on {name}", {"ban": rest}, _flags("--ban", rest)
    if len(asked.ban) > 1:
        yield "lift every ban", {"ban": []}, ()


def _lower_musts(
    graph: KnowledgeGraph, asked: Asked
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    for place, name in enumerate(asked.must):
        step = graph.step(name)
        for level in reversed(graph.topic(step.topic).levels):
            if level < step.level:
                lower = f"{step.topic}@{level}"
                must = [*asked.must[:place], lower, *asked.must[place + 1 :]]
                arguments, flags = _musts(asked, must, {name: lower})
                yield f"be content with {lower}", arguments, flags


def _later_dates(
    graph: KnowledgeGraph, asked: Asked
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Yield dates of musts that are late, at which they can be finished."""
    wishes = resolve(graph, asked)
    numbers = compile_wishes(graph, wishes)
    if not wishes.due_musts or numbers.impossible:
        return
    least = possible(numbers, wishes).due_musts
    due = {each.step: each.by_minutes for each in asked.due}
    late = {
        str(step): asked.own(effort)
        for step, effort in least.items()
        if effort > wishes.due_musts[step]
    }
    if late:
        change = " and ".join(f"{step} after {show(minutes)}" for step, minutes in late.items())
        yield f"have {change}", *_dated(due | late)


def _dated(due: Mapping[str, int]) -> tuple[dict[str, Any], tuple[str, ...]]:
    flags = tuple(word for step, by in due.items() for word in ("--due", f"{step}={by}m"))
    return {"due": dict(due)}, flags


def _musts(
    asked: Asked, rest: list[str], instead: Mapping[str, str | None]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the arguments of other musts; what stands for one is due in its place."""
    arguments: dict[str, Any] = {"must": rest}
    flags = _flags("--must", rest)
    if not any(each.step in instead for each in asked.due):
        return arguments, flags
    due: dict[str, int] = {}
    for each in asked.due:
        name = instead.get(each.step, each.step)
        if name is not None:
            due[name] = min(each.by_minutes, due.get(name, each.by_minutes))
    more, words = _dated(due)
    return arguments | more, (*flags, *words)


def _as_asked(asked: Asked, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments of `plan` as what a plan remembers of them."""
    found = {
        _FIELDS.get(name, name): tuple(value) if isinstance(value, list) else value
        for name, value in arguments.items()
    }
    if "due" in arguments:
        found["due"] = later(asked, arguments["due"])
    return found


def later(asked: Asked, due: Mapping[str, int]) -> tuple[DueTime, ...]:
    """Return due times; those that stay as they were keep their dates."""
    before = {(each.step, each.by_minutes): each for each in asked.due}
    return tuple(
        before.get((step, by), DueTime(step=step, by_minutes=by)) for step, by in due.items()
    )


def _flags(flag: str, names: list[str]) -> tuple[str, ...]:
    return tuple(text for name in names for text in (flag, name))
