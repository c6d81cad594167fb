"""A whole plan explained: what hours buy, what waits behind what, how much room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.explaining.layouts import Layout
from mlpath.explaining.reasoning import known, sooner
from mlpath.explaining.records import (
    Bottleneck,
    Chain,
    Early,
    GoalSlack,
    Hours,
    Locked,
    Slack,
)
from mlpath.explaining.trying import known_too
from mlpath.explaining.wording import figure, named, signed
from mlpath.planning.wishes import resolve
from mlpath.plans import THOUSANDTHS, thousandths
from mlpath.units import count_of, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.explaining.records import Suggestion
    from mlpath.explaining.trying import Trials

TOP = 5
MOST = 20_000  # steps of a plan for whose steps all that waits behind each is summed up


def hours(trials: Trials, by: int) -> Hours:
    """Return what some hours more buy and some hours less cost.

    Parameters
    ----------
    by
        The learner's own minutes.
    """
    plan, asked = trials.plan, trials.plan.asked
    spent = asked.own(plan.effort_minutes)
    here = spent if asked.budget_minutes is None else asked.budget_minutes
    fewer = here - by if here > by else here // 2
    more = None
    if plan.left_out and asked.budget_minutes is not None:
        more = _planned_for(trials, here + by, f"is {show(by)} more")
    less = _planned_for(trials, fewer, f"is {show(here - fewer)} less") if fewer else None
    held = f"The plan takes {show(spent)}"
    if asked.budget_minutes is not None:
        held += f" of {show(here)}"
    held += f" and earns {figure(plan.value)}"
    if not plan.left_out:
        held += ", all there is to earn"
    if less is None and fewer:
        held += f"; {show(here - fewer)} less could not hold the musts"
    elif less is not None and (plan.left_out or less.value):
        last = figure(-less.value) if less.value else "nothing"
        held += f"; the last {show(here - fewer)} earn {last} of it"
    found = [more, less]
    if more is not None and more.value <= 0:
        nearest = min(plan.left_out, key=lambda left: left.closure_minutes)
        budget = trials.budget(nearest.closure_minutes)
        found.insert(0, _planned_for(trials, budget, "would earn more"))
    changes = tuple(change for change in found if change is not None)
    return Hours(fact=held, changes=changes, by_minutes=by)


def _planned_for(trials: Trials, budget: int, would: str) -> Suggestion | None:
    return trials.suggest(f"plan for {show(budget)}", {"budget": budget}, would)


def bottleneck(layout: Layout, trials: Trials | None = None) -> Bottleneck | None:
    """Return the steps that most of the plan waits for, None for an empty or a giant plan."""
    if not 0 < len(layout.plan) <= MOST:
        return None
    worst = sorted(_locked(layout), key=lambda each: -each.locked_minutes)[:TOP]
    first = worst[0]
    if not first.locked_minutes:
        fact = "No step of the plan waits for another"
    else:
        fact = (
            f"{named(layout.graph, first.step)}, {show(first.effort_minutes)}, unlocks "
            f"{show(first.locked_minutes)} of the {show(layout.plan.effort_minutes)} of study "
            f"and {figure(first.locked_value)} of its value {figure(layout.plan.value)}"
        )
    skip = None if trials is None else known(trials, layout.graph.step(first.step))
    changes = () if skip is None else (skip,)
    return Bottleneck(fact=fact, changes=changes, steps=tuple(worst))


def _locked(layout: Layout) -> list[Locked]:
    """Return for each step what waits behind it, summed over one bit mask a step."""
    masks = [0] * len(layout.plan)
    found: list[Locked] = []
    values = [thousandths(planned.value) for planned in layout.plan.steps]
    for place in range(len(masks) - 1, -1, -1):
        for user, _ in layout.users[place]:
            masks[place] |= masks[user] | 1 << user
        bits = f"{masks[place]:b}"[::-1]
        behind = [other for other, bit in enumerate(bits) if bit == "1"]
        planned = layout.plan.steps[place]
        found.append(
            Locked(
                step=str(planned.step),
                effort_minutes=planned.effort_minutes,
                locked_minutes=sum(layout.effort(other) for other in behind),
                locked_value=sum(values[other] for other in behind) / THOUSANDTHS,
            )
        )
    return found[::-1]


def slack(layout: Layout, trials: Trials | None = None) -> Slack | None:
    """Return how much room each goal that was asked for has, None without goals in the plan."""
    goals = _goals(layout)
    if not goals:
        return None
    due = {each.step: each.by_minutes for each in layout.plan.due}
    asked, own = layout.plan.asked, layout.own
    found = []
    for place in goals:
        step = str(layout.step(place))
        if step in due:
            available, until = due[step], "due"
        elif asked.budget_minutes is not None:
            available, until = asked.budget_minutes, "budget"
        else:
            available, until = own(layout.plan.effort_minutes), "plan"
        found.append(
            GoalSlack(
                goal=step,
                available_minutes=available,
                until=until,
                needed_minutes=own(layout.least(place)),
                finish_minutes=own(layout.finish[place]),
            )
        )
    found.sort(key=lambda each: each.slack_minutes)
    changes = () if trials is None else _first(trials, found)
    return Slack(fact=_slack(layout, found[0]), changes=changes, goals=tuple(found))


def _goals(layout: Layout) -> list[int]:
    """Return the places of the deepest planned levels of what was asked for, by study order."""
    wishes = resolve(layout.graph, layout.plan.asked)
    if not wishes.asked.goals and not wishes.asked.must:
        return []
    limit: dict[str, int] = {}
    for target in wishes.targets if wishes.asked.goals else ():
        topic, level = target.step
        limit[topic] = max(limit.get(topic, 0), level)
    for step in wishes.must:
        limit[step.topic] = max(limit.get(step.topic, 0), step.level)
    deepest: dict[str, int] = {}
    for place, planned in enumerate(layout.plan.steps):
        if planned.level <= limit.get(planned.topic, -1):
            deepest[planned.topic] = place
    return sorted(deepest.values())


def _slack(layout: Layout, tight: GoalSlack) -> str:
    name = named(layout.graph, tight.goal)
    until = {"due": "until it is due", "budget": "of the budget", "plan": "of the plan"}
    there = f"the {show(tight.available_minutes)} {until[tight.until]}"
    needs = f"The tightest goal, {name}, takes {show(tight.needed_minutes)} with all it needs"
    if tight.slack_minutes < 0:
        return f"{needs}, {show(-tight.slack_minutes)} more than {there}"
    room = f"{needs}, which leaves {show(tight.slack_minutes)} of {there}"
    late = tight.finish_minutes - tight.available_minutes
    return f"{room}, but the order has it done {show(late)} too late" if late > 0 else room


def _first(trials: Trials, goals: Sequence[GoalSlack]) -> tuple[Suggestion, ...]:
    """Return how to have the first of some goals sooner that can be had sooner."""
    for goal in goals:
        if goal.needed_minutes < goal.finish_minutes:
            found = sooner(trials, goal.goal, goal.needed_minutes, goal.finish_minutes)
            return () if found is None else (found,)
    skip = known(trials, trials.graph.step(goals[0].goal))
    return () if skip is None else (skip,)


def chain(layout: Layout, trials: Trials | None = None) -> Chain | None:
    """Return the chain of prerequisites that no order shortens, None for an empty plan."""
    places, effort = layout.chain()
    if not places:
        return None
    steps = [layout.step(place) for place in places]
    ends = named(layout.graph, steps[0]), named(layout.graph, steps[-1])
    fact = f"The longest chain, {count_of(len(steps), 'step')}"
    fact += f" from {ends[0]} to {ends[1]}" if len(steps) > 1 else f", is {ends[0]}"
    fact += (
        f", takes {show(layout.own(effort))} of the plan's "
        f"{show(layout.own(layout.plan.effort_minutes))}: no way of working gets past it sooner"
    )
    return Chain(
        fact=fact,
        changes=() if trials is None else _shorter(trials, layout, places, effort),
        steps=tuple(map(str, steps)),
        effort_minutes=effort,
        plan_minutes=layout.plan.effort_minutes,
    )


def _shorter(
    trials: Trials, layout: Layout, places: Sequence[int], effort: int
) -> tuple[Suggestion, ...]:
    """Return what shortens the longest chain: to do without its end, or to know most of it."""
    asked = trials.plan.asked
    end = str(layout.step(places[-1]))
    most = str(layout.step(max(places, key=lambda place: (layout.effort(place), -place))))
    tries = (
        (f"do without {end}", {"ban": [*asked.ban, end]}, "would do without its end"),
        (f"know {most} already", known_too(asked, most), "would skip its longest step"),
    )
    found: list[Suggestion] = []
    for change, arguments, would in tries:
        effect = trials.effect(arguments)
        if effect is None:
            continue
        then = Layout.of(effect.plan, trials.graph).chain()[1]
        told = f"{signed(effect.value / THOUSANDTHS)}, and the longest takes "
        told += show(layout.own(then))
        own = layout.own(then)
        tried = trials.suggest(change, arguments, would, told=told, becomes=own)
        if tried is not None and then < effort:
            return (tried,)
        found += [] if tried is None else [tried]
    return tuple(found[:1])


def early(trials: Trials) -> Early | None:
    """Return how early the value comes, None where that is not told."""
    plan, own = trials.plan, trials.plan.asked.own
    if plan.early_minutes is None:
        return None
    average, least = map(own, plan.early_minutes)
    fact = f"A point of value comes after {show(average)} of study on average"
    if average == least:
        fact += ", and no order of these steps has it sooner"
    else:
        fact += f", and no order of these steps has it sooner than after {show(least)}"
    change = None
    if plan.asked.before is None:  # a re-plan keeps the order it had
        change = _ordered(trials, "section" if plan.asked.order == "value" else "value", average)
    changes = () if change is None else (change,)
    return Early(fact=fact, changes=changes, average_minutes=average, least_minutes=least)


def _ordered(trials: Trials, order: str, here: int) -> Suggestion | None:
    """Return how early the value comes in another order, None where that is the same."""
    made = trials.again({"order": order})
    average = 0 if made.early_minutes is None else made.asked.own(made.early_minutes[0])
    if average in {0, here}:
        return None
    return trials.suggest(
        f"order by {order}",
        {"order": order},
        f"would have it {'later' if average > here else 'sooner'}",
        told=f"after {show(average)}",
        becomes=average,
    )
