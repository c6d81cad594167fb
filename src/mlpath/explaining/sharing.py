"""What the goals of a plan have in common, and what each of them costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from mlpath.explaining.records import Shared
from mlpath.explaining.wording import longer, signed
from mlpath.planning.sharing import goals_together
from mlpath.planning.wishes import resolve
from mlpath.plans import THOUSANDTHS, GoalPrice, SharedHours
from mlpath.units import show

if TYPE_CHECKING:
    from mlpath.explaining.records import Suggestion
    from mlpath.explaining.trying import Trials
    from mlpath.plans import Asked

Told = TypeVar("Told", SharedHours, GoalPrice)

SEVERAL = 2
TRIES = 3
MOST = 30  # goals: beyond, pairs say little and take long


def shared(trials: Trials) -> Shared | None:
    """Return what goals share, None for one goal, for a great many, and without any."""
    asked = trials.plan.asked
    if not SEVERAL <= len(set(asked.goals)) <= MOST:
        return None
    pairs, prices = goals_together(trials.graph, asked)
    if len(prices) < SEVERAL:
        return None
    pairs = tuple(_own(pair, asked) for pair in pairs)
    prices = tuple(_own(price, asked) for price in prices)
    total = prices[0].with_minutes
    fact = f"In full, the {len(prices)} goals take {show(total)}; "
    if pairs:
        best = pairs[0]
        fact += f"{best.first} and {best.second} share most: {show(best.saved_minutes)}"
    else:
        fact += "no two of them share any"
    dearest = sorted(prices, key=lambda price: -price.minutes)
    tried = (_without(trials, price.goal) for price in dearest[:TRIES])
    change = next((each for each in tried if each is not None), None)
    return Shared(
        fact=fact,
        changes=() if change is None else (change,),
        all_minutes=total,
        pairs=pairs,
        prices=tuple(dearest),
    )


def _own(told: Told, asked: Asked) -> Told:
    """Return what is told in estimated minutes in the learner's own."""
    names = (name for name in type(told).model_fields if name.endswith("minutes"))
    return told.model_copy(update={name: asked.own(getattr(told, name)) for name in names})


def _without(trials: Trials, goal: str) -> Suggestion | None:
    """Return what it does to leave a goal out with its dates, None where it changes nothing."""
    plan = trials.plan
    rest = [other for other in plan.asked.goals if other != goal]
    arguments: dict[str, Any] = {"goals": rest}
    free = plan.asked.model_copy(update={"must": (), "due": ()})
    mine, others = (
        {str(target.step) for target in resolve(trials.graph, each).targets}
        for each in (
            free.model_copy(update={"goals": (goal,)}),
            free.model_copy(update={"goals": tuple(rest), "must": plan.asked.must}),
        )
    )
    # A date alone would make it a goal again.
    kept = {step: by for step, by in trials.due.items() if step not in mine - others}
    if len(kept) < len(trials.due):
        arguments["due"] = kept
    effect = trials.effect(arguments)
    if effect is None or not (effect.added or effect.removed):
        return None
    minutes = effect.plan.effort_minutes - plan.effort_minutes
    told = signed(effect.value / THOUSANDTHS)
    if minutes:
        own = plan.asked.own(abs(minutes)) * (1 if minutes > 0 else -1)
        told += f", {longer(own)} study"
    change = f"do without {goal}"
    return trials.suggest(change, arguments, "would do without it", told=told)
