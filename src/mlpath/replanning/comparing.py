"""What became of each step of two plans, and why, in a sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlpath.planning.wishes import resolve
from mlpath.plans import StepChange
from mlpath.replanning.timing import weeks_moved
from mlpath.tracking import placed
from mlpath.units import show

if TYPE_CHECKING:
    from mlpath.planning.wishes import Wishes
    from mlpath.plans import Hop, LeftOut, Plan, PlannedStep
    from mlpath.replanning.situations import Situation
    from mlpath.replanning.standing import Standing
    from mlpath.topics import KnowledgeGraph, Step


@dataclass(frozen=True, slots=True)
class _Pair:
    """Both plans by step, as the graph calls the steps today, and where the learner stands."""

    graph: KnowledgeGraph
    before: dict[Step, PlannedStep]
    after: dict[Step, PlannedStep]
    wishes: Wishes
    stand: Standing
    plan: Plan
    earlier: Plan

    @property
    def dropped(self) -> list[Step]:
        """Steps of the earlier plan that are open and not in the new one."""
        done = frozenset(self.stand.done)
        return [step for step in self.before if step not in self.after and step not in done]

    @property
    def added(self) -> list[Step]:
        """Steps of the new plan only."""
        return [step for step in self.after if step not in self.before]


def compare(now: Situation, made: Plan) -> dict[str, tuple[Any, ...]]:
    """Return what is done, kept, moved, dropped and added, each step once."""
    graph, earlier, stand, timing = now.graph, now.plan, now.stand, now.timing
    steps = ((placed(planned.step, graph), planned) for planned in earlier.steps)
    pair = _Pair(
        graph=graph,
        before={step: planned for step, planned in steps if step is not None},
        after={planned.step: planned for planned in made.steps},
        wishes=resolve(graph, made.asked),
        stand=stand,
        plan=made,
        earlier=earlier,
    )
    held = made.asked.before
    frozen = frozenset(() if held is None else held.frozen)
    weeks: dict[Step, int] = {}
    if timing.keywords is not None:
        was = earlier.asked.before
        spent = (0 if was is None else was.spent_minutes, stand.spent_minutes)
        weeks = weeks_moved(graph, (earlier, made), spent, timing.hours.per_week)
    kept: list[StepChange] = []
    moved: list[StepChange] = []
    for step, planned in pair.after.items():
        if step not in pair.before:
            continue
        by = weeks.get(step)
        change = _change(planned, step, _stays(pair, step, by), by, frozen=str(step) in frozen)
        (moved if by else kept).append(change)
    done = frozenset(stand.done)
    gone = [name for planned in earlier.steps if (name := _foreign(graph, planned)) is not None]
    return {
        "done": tuple(str(step) for step in pair.before if step in done),
        "kept": tuple(kept),
        "moved": tuple(moved),
        "dropped": (
            *(_change(pair.before[s], s, _why_dropped(pair, s)) for s in pair.dropped),
            *gone,
        ),
        "added": tuple(_change(pair.after[s], s, _why_added(pair, s)) for s in pair.added),
    }


def count(steps: int) -> str:
    """Return a number of steps in words that agree."""
    return f"{steps:,} step" if steps == 1 else f"{steps:,} steps"


def _change(
    planned: PlannedStep,
    step: Step,
    reason: str,
    weeks: int | None = None,
    *,
    frozen: bool = False,
) -> StepChange:
    return StepChange(
        topic=step.topic,
        level=step.level,
        value=planned.value,
        effort_minutes=planned.effort_minutes,
        weeks=weeks,
        frozen=frozen,
        reason=reason,
    )


def _foreign(graph: KnowledgeGraph, planned: PlannedStep) -> StepChange | None:
    """Return the end of a step that the graph does not have any more."""
    if placed(planned.step, graph) is not None:
        return None
    return _change(planned, planned.step, "the graph does not have it any more")


def _stays(pair: _Pair, step: Step, weeks: int | None) -> str:
    """Return why a step is still there, and what moved it."""
    if not weeks:
        if step in pair.stand.begun:
            return "in progress"
        advice = pair.after[step].reason.advice
        if advice is not None:
            return f"{advice[1].step} recommends {_what(advice[0])}, as before"
        goal = pair.after[step].reason.goal
        return "a goal, as before" if goal == str(step) else f"{goal} needs it, as before"
    order = list(pair.after)
    new = [other for other in order[: order.index(step)] if other not in pair.before]
    if weeks > 0 and new:
        rest = f" and {len(new) - 1} more" if len(new) > 1 else ""
        return f"{new[0]}{rest} came before it"
    if weeks > 0:
        return "only dates move: less was done until now than was planned"
    fewer = any(step not in pair.after and step not in pair.stand.done for step in pair.before)
    return "what came before it is done or gone" if fewer else "what came before it is done"


def _why_dropped(pair: _Pair, step: Step) -> str:
    """Return why a step of the earlier plan is gone."""
    wishes = pair.wishes
    if step in wishes.known:
        return "it is known now"
    if step in wishes.banned:
        named = str(step) in pair.plan.asked.ban
        return "it is banned" if named else "it cannot be learnt without what is banned"
    if pair.plan.status == "infeasible":
        return "nothing fits any more that holds every must"
    advice = pair.before[step].reason.advice
    return _goal_gone(pair, step) if advice is None else _advice_gone(pair, *advice)


def _advice_gone(pair: _Pair, what: str | None, hop: Hop) -> str:
    """Return what became of the step that recommended another, or that it did no more."""
    top = _today(pair, hop.step)
    if top is not None and top in pair.wishes.known:
        return f"{hop.step}, which recommends {_what(what)}, is mastered"
    if top is None or top not in pair.after:
        return f"{hop.step}, which recommends {_what(what)}, is dropped too"
    return f"{hop.step} only recommends {_what(what)}"


def _what(step: str | None) -> str:
    """Return what is recommended in words: the step in question, or one that needs it."""
    return "it" if step is None else f"{step}, which needs it"


def _goal_gone(pair: _Pair, step: Step) -> str:
    """Return what became of the goal that a step served, or why it does not need it."""
    goal = pair.before[step].reason.goal
    top = _today(pair, goal)
    left = {entry.step: entry for entry in pair.plan.left_out}
    if top in left:
        return _squeezed(pair, left[step]) if top == step else f"it served {goal}, dropped too"
    if top is not None and top in pair.wishes.known:
        return f"it served {goal}, which is mastered"
    if top is not None and top in pair.after:
        return _instead(pair, step) or f"{goal} does not need it any more"
    return f"{goal} is no goal any more" if goal == str(step) else f"it served {goal}, no goal now"


def _today(pair: _Pair, name: str) -> Step | None:
    return next((step for step, old in pair.before.items() if str(old.step) == name), None)


def _squeezed(pair: _Pair, entry: LeftOut) -> str:
    """Return why a goal did not fit: what is left, and what took its place."""
    added = [pair.after[step] for step in pair.added if pair.after[step].value]
    minutes = pair.plan.asked.open_minutes
    room = "" if minutes is None else f"{show(minutes)} of study are left: "
    took = f"it earns {entry.closure_value:g} in {show(entry.closure_minutes)}"
    if added:
        best = max(added, key=lambda planned: planned.value)
        other = f"{best.step}, new, {best.value:g} in {show(best.effort_minutes)}"
        return f"{room}{took}, and {other}"
    return f"{room}{took} with what it needs, and does not fit"


def _instead(pair: _Pair, step: Step) -> str:
    """Return which alternative took the place of a step, empty if none did."""
    name = str(pair.before[step].step)
    users = {choice.step for choice in pair.earlier.choices if choice.chosen == name}
    for choice in pair.plan.choices:
        if choice.step in users and choice.chosen != name:
            return f"{choice.chosen} serves {choice.step} instead"
    return ""


def _why_added(pair: _Pair, step: Step) -> str:
    """Return why a step of the new plan was not in the earlier one."""
    planned = pair.after[step]
    if step in pair.stand.lost:
        return "it was mastered and is forgotten"
    if planned.reason.via:
        user = planned.reason.via[0].step
        new = {str(other) for other in pair.added}
        return f"{user}, new too, needs it" if user in new else f"{user} needs it now"
    old = {str(entry.step) for entry in pair.earlier.left_out}
    if str(step) not in old:
        return "it is asked for now"
    if any(pair.before[other].value for other in pair.dropped):
        return "it earns more for its hours than what was dropped"
    return f"there is room for its {show(planned.effort_minutes)} now"
