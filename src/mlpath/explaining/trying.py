"""Changes of what was asked, each tried by planning again, so that none is guessed."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from mlpath.explaining.records import Suggestion
from mlpath.explaining.wording import exchange, time, whole
from mlpath.planning import plan_asked
from mlpath.planning.assuring import solve_wishes
from mlpath.planning.dating import keep_due
from mlpath.planning.margins import margins
from mlpath.planning.numbers import compile_wishes
from mlpath.planning.rescuing import later
from mlpath.planning.wishes import resolve, step_values, with_due
from mlpath.plans import THOUSANDTHS, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mlpath.planning.numbers import Numbers
    from mlpath.planning.wishes import Wishes
    from mlpath.plans import Asked, Plan
    from mlpath.topics import KnowledgeGraph, Step

_FIELD = {"budget": "budget_minutes"}
_FLAGS = {
    "budget": "--budget",
    "goals": "--goal",
    "must": "--must",
    "known": "--known",
    "ban": "--ban",
    "order": "--order",
    "sure": "--sure",
}
_WORD: dict[str, Callable[[Any], str]] = {
    "budget": time,
    "sure": lambda chance: f"{100 * chance:g}",
}


class Effect(NamedTuple):
    """What a change makes of a plan.

    Attributes
    ----------
    plan
        The plan of the changed wishes.
    value
        Thousandths more, by what was asked before; what is known then counts as had.
    added, removed
        As those of `Suggestion`.
    """

    plan: Plan
    value: int
    added: tuple[str, ...]
    removed: tuple[str, ...]


class Trials:
    """Plans made again with other wishes, each once.

    Parameters
    ----------
    plan, graph
        A plan and the graph it was made for.
    """

    def __init__(self, plan: Plan, graph: KnowledgeGraph) -> None:
        self.plan = plan
        self.graph = graph
        self._plans: dict[str, Plan] = {}

    def again(self, arguments: dict[str, Any]) -> Plan:
        """Return the plan of the same wishes with other arguments."""
        arguments = with_dates(self.plan.asked, arguments)
        after = self.plan.due and not self.plan.asked.due  # an order that dates came to later
        rest = {name: value for name, value in arguments.items() if name != "due"}
        asked = changed(self.graph, self.plan.asked, rest if after else arguments)
        key = asked.model_dump_json()
        best = self._plans.get(key)
        if best is None:
            best = self._plans[key] = plan_asked(self.graph, asked)
        if not after:
            return best
        due: dict[str | Step, Any] = {**arguments.get("due", self.due)}
        kept = {name: minutes for name, minutes in due.items() if name in best}
        if best.status is Status.INFEASIBLE or not kept:
            return best
        return keep_due(best, self.graph, kept)

    @cached_property
    def due(self) -> dict[str, int]:
        """The plan's due dates, in the learner's own minutes of study."""
        return {each.step: each.by_minutes for each in (self.plan.asked.due or self.plan.due)}

    def roughly(self, budget: int, step: Step) -> bool:
        """Tell whether the plan of another budget is likely to hold a step, with little work."""
        asked = changed(self.graph, self.plan.asked, {"budget": budget})
        if asked.sure is not None or asked.before is not None:
            return step in self.again({"budget": budget})
        asked = asked.model_copy(update={"work_limit": 0})
        wishes = replace(self.wishes, asked=asked, capacity=asked.fitting(budget))
        solution, *_ = solve_wishes(self.graph, wishes, self._numbers, 0)
        number = self._numbers.number.get(step)
        return solution is not None and number is not None and number in solution.chosen

    def effect(self, arguments: dict[str, Any]) -> Effect | None:
        """Return what other arguments do, None where no plan can hold the musts then."""
        new = self.again(arguments)
        if new.status is Status.INFEASIBLE:
            return None
        before = {planned.step for planned in self.plan.steps}
        after = {planned.step for planned in new.steps}
        had = set(resolve(self.graph, new.asked).known) if "known" in arguments else set()
        added = [planned.step for planned in new.steps if planned.step not in before]
        gone = before - after - had
        removed = [planned.step for planned in self.plan.steps if planned.step in gone]
        value = self._sum(added) - self._sum(removed)
        return Effect(new, value, tuple(map(str, added)), tuple(map(str, removed)))

    def budget(self, extra: int) -> int:
        """Return whole hours of the learner's that hold so much more estimated effort."""
        plan = self.plan
        effort = plan.effort_minutes + extra
        minutes = plan.asked.own(effort)
        if plan.asked.sure is not None and plan.budget_minutes and plan.asked.budget_minutes:
            # What has to fit with a chance needs room, about as much as it has now.
            room = Fraction(plan.asked.budget_minutes, plan.budget_minutes)
            minutes = max(minutes, math.ceil(effort * room))
        return whole(minutes)

    def _best(self, names: Sequence[str]) -> list[str]:
        """Return steps with those first that earn most by themselves."""
        return sorted(names, key=lambda name: -self.worth.get(self.graph.step(name), 0))

    def _sum(self, steps: Iterable[Step]) -> int:
        return sum(self.worth.get(step, 0) for step in steps)

    def margin(self, step: Step) -> tuple[int, int] | None:
        """Return effort and thousandths of adding a step to the plan, with all it needs.

        None for a step that is known, banned or impossible then.
        """
        if step not in self._numbers.number:
            return None
        number = self._numbers.number
        chosen = sorted(number[planned.step] for planned in self.plan.steps)
        return margins(self._numbers.instance, chosen, [number[step]])[0]

    @cached_property
    def _numbers(self) -> Numbers:
        return compile_wishes(self.graph, self.wishes)

    @cached_property
    def wishes(self) -> Wishes:
        """What the plan was asked for, as steps."""
        return resolve(self.graph, self.plan.asked)

    @cached_property
    def worth(self) -> dict[Step, int]:
        """What each step earns, in thousandths."""
        return step_values(self.graph, self.wishes.targets, self.plan.asked.shares)

    def _undated(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return arguments without the dates of musts that they drop: a date alone is a goal."""
        if "must" not in arguments or "due" in arguments:
            return arguments
        dropped = {*self.plan.asked.must}.difference(arguments["must"])
        kept = {step: by for step, by in self.due.items() if step not in dropped}
        return arguments if len(kept) == len(self.due) else {**arguments, "due": kept}

    def suggest(
        self,
        change: str,
        arguments: dict[str, Any],
        would: str,
        *,
        told: str | None = None,
        becomes: int | None = None,
    ) -> Suggestion | None:
        """Return a change with what it does, None where no plan can hold the musts then.

        Parameters
        ----------
        change
            What to do, in a few words.
        arguments
            Arguments of `mlpath.plan` that differ; ``due`` as in `Suggestion`.
        would
            What the flags would do, as the end of a sentence.
        told
            The effect in words, where it is not value and steps that matter.
        becomes
            What the figure in question is then.
        """
        arguments = self._undated(arguments)
        arguments = with_dates(self.plan.asked, arguments)
        effect = self.effect(arguments)
        if effect is None:
            return None
        value = effect.value / THOUSANDTHS
        effort = effect.plan.effort_minutes - self.plan.effort_minutes
        if told is None:
            own = self.plan.asked.own(abs(effort)) * (1 if effort > 0 else -1)
            told = exchange(
                self.graph, value, own, self._best(effect.added), self._best(effect.removed)
            )
        flags, without = flags_of(self.plan, arguments)
        leaving = f"leaving out {' '.join(without)}" if without else ""
        lead = " and ".join(part for part in (" ".join(flags), leaving) if part)
        return Suggestion(
            change=change,
            flags=flags,
            without=without,
            arguments=arguments,
            value=value,
            effort_minutes=effort,
            added=effect.added,
            removed=effect.removed,
            becomes_minutes=becomes,
            effect=told,
            advice=f"{lead} {would} ({told})",
        )


def flags_of(plan: Plan, arguments: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a command line that other arguments add to it, and those they remove."""
    before = {each.step: each for each in (plan.asked.due or plan.due)}
    wanted = arguments.get("due", {step: each.by_minutes for step, each in before.items()})
    late = [step for step, each in before.items() if wanted.get(step) != each.by_minutes]
    flags, without = [], []
    for step, minutes in wanted.items():
        if step not in before or step in late:
            flags += ["--due", f"{step}={time(minutes)}"]
    for step in late:
        each = before[step]
        without += ["--due", f"{step}={each.date or time(each.by_minutes)}"]
    for name, value in arguments.items():
        if isinstance(value, list):
            more, less = _lists(getattr(plan.asked, name), value)
            flags += [word for each in more for word in (_FLAGS[name], each)]
            without += [word for each in less for word in (_FLAGS[name], each)]
        elif name != "due":
            flags += [_FLAGS[name], _WORD.get(name, str)(value)]
    return tuple(flags), tuple(without)


def _lists(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what a list has more and less."""
    more, less = [], []
    had, has = Counter(before), Counter(after)
    for each in dict.fromkeys((*before, *after)):
        if had[each] > has[each]:
            less += [each] * had[each]
        elif has[each] > had[each]:
            more.append(each)
    return more, less


def with_dates(asked: Asked, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments in which musts that are gone take their due dates along."""
    gone = set(asked.must).difference(arguments.get("must", asked.must))
    if "due" in arguments or gone.isdisjoint(each.step for each in asked.due):
        return arguments
    kept = {each.step: each.by_minutes for each in asked.due if each.step not in gone}
    return {**arguments, "due": kept}


def changed(graph: KnowledgeGraph, asked: Asked, arguments: dict[str, Any]) -> Asked:
    """Return wishes with other arguments of `mlpath.plan`."""
    update = {
        _FIELD.get(name, name): tuple(value) if isinstance(value, list) else value
        for name, value in arguments.items()
        if name != "due"
    }
    found = asked.model_copy(update=update)
    return with_due(graph, found, later(asked, arguments["due"])) if "due" in arguments else found


def known_too(asked: Asked, step: str) -> dict[str, Any]:
    """Return the arguments that make a step known besides."""
    return {"known": [*asked.known, step]}


def must_too(asked: Asked, step: str) -> dict[str, Any]:
    """Return the arguments that make a step a must besides."""
    return {"must": [*asked.must, step] if step not in asked.must else list(asked.must)}


def ban_too(asked: Asked, step: str) -> dict[str, Any]:
    """Return the arguments that ban a step besides."""
    return {"ban": [*asked.ban, step]}
