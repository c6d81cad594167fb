"""Why a planned step is there, why at that level, and why then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.explaining.records import WhyLevel, WhyNow, WhyThis
from mlpath.explaining.trying import ban_too, known_too, must_too
from mlpath.explaining.wording import listed, longer, named, whole
from mlpath.plans import Hop
from mlpath.topics import Step
from mlpath.units import count_of, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.explaining.layouts import Layout
    from mlpath.explaining.records import Suggestion
    from mlpath.explaining.trying import Trials
    from mlpath.plans import PlannedStep
    from mlpath.topics import KnowledgeGraph, Level

ORDERS = ("section", "breadth", "spiral", "value")


def why_this(layout: Layout, place: int, trials: Trials | None = None) -> WhyThis:
    """Return why a step is planned; without trials only what is so, at next to no cost.

    Parameters
    ----------
    place
        Its place in the study order, from 0.
    trials
        To try what knowing or banning it would change.
    """
    planned = layout.plan.steps[place]
    step = str(planned.step)
    return WhyThis(
        fact=told_this(layout, place),
        changes=() if trials is None else _without(trials, planned),
        step=step,
        place=place + 1,
        effort_minutes=planned.effort_minutes,
        value=planned.value,
        goal=planned.reason.goal,
        via=planned.reason.via,
        asked=step in layout.plan.asked.must,
        users=len(layout.using(place)),
    )


def told_this(layout: Layout, place: int) -> str:
    """Return why a step is planned, in words."""
    planned = layout.plan.steps[place]
    graph = layout.graph
    name = named(graph, planned.step)
    head = f"{name} takes {show(planned.effort_minutes)} and"
    via = planned.reason.via
    if str(planned.step) in layout.plan.asked.must:
        return f"{head} is there because you asked for it: --must {planned.step}"
    if not via:
        source = "is a goal of yours" if layout.plan.asked.goals else "is worth it by itself"
        return f"{head} {source}"
    if planned.reason.advice is not None:
        return f"{head} {_advised(graph, planned, *planned.reason.advice)}"
    goal = graph.step(planned.reason.goal)
    if all(graph.step(hop.step).topic == planned.topic for hop in via):
        return f"{head} leads to the level you want: {named(graph, goal)}"
    first = via[0]
    own = graph.step(first.step).topic == planned.topic
    reason = "" if own else _because(first.reason)
    if len(via) == 1:
        return f"{head} is needed by the goal {named(graph, goal)}{reason}"
    path = f"{head} is needed by {named(graph, first.step)}{reason}"
    between = [hop.step for hop in via[1:-1]]
    way = f", by way of {listed(graph, between)}," if between else ""
    return f"{path} and so{way} by the goal {named(graph, goal)}"


def _advised(graph: KnowledgeGraph, planned: PlannedStep, what: str | None, by: Hop) -> str:
    """Return in words how a step comes in that no goal needs."""
    adviser, why = named(graph, graph.step(by.step)), _because(by.reason)
    if what is None:
        return f"is recommended by {adviser}{why}, and there is time for it"
    first = planned.reason.via[0]
    own = graph.step(first.step).topic == planned.topic
    user = f"{named(graph, graph.step(first.step))}{'' if own else _because(first.reason)}"
    end = "" if first.step == what else f" and so by {named(graph, graph.step(what))}"
    return f"is needed by {user}{end}, which {adviser} recommends{why}"


def _because(reason: str) -> str:
    return f" ({reason.strip().rstrip('.')})" if reason else ""


def _without(trials: Trials, planned: PlannedStep) -> tuple[Suggestion, ...]:
    """Return what it would change to know the step already, and to do without it."""
    step = planned.step
    found = (
        known(trials, step),
        banned(trials, step, f"do without {step}", "would do without it"),
    )
    return tuple(each for each in found if each is not None)


def known(trials: Trials, step: Step) -> Suggestion | None:
    """Return what it does to know a step already, with all it needs."""
    would = "would skip it if you know it"
    arguments = known_too(trials.plan.asked, str(step))
    return trials.suggest(f"know {step} already", arguments, would)


def banned(trials: Trials, step: Step, change: str, would: str) -> Suggestion | None:
    """Return what it does to ban a step; a must of it is then none."""
    asked = trials.plan.asked
    arguments = ban_too(asked, str(step))
    rest = [name for name in asked.must if trials.graph.step(name) != step]
    if len(rest) < len(asked.must):
        arguments["must"] = rest
    return trials.suggest(change, arguments, would)


def why_level(layout: Layout, topic: str, trials: Trials | None = None) -> WhyLevel:
    """Return why a planned topic goes as deep as it does, and what one level more or less does."""
    graph = layout.graph
    planned = [each.level for each in layout.plan.steps if each.topic == topic]
    level = max(planned)
    place = layout.place[Step(topic, level)]
    declared = graph.topic(topic).levels
    higher = next((other for other in declared if other > level), None)
    lower = next((other for other in reversed(declared) if other < level), None)
    pulls = tuple(
        Hop(step=str(layout.step(user)), reason=reason)
        for user, reason in layout.users[place]
        if layout.step(user).topic != topic
    )
    musts = {graph.step(name) for name in layout.plan.asked.must}
    goal = bool(layout.plan.steps[place].value) or Step(topic, level) in musts
    return WhyLevel(
        fact=_level(layout, Step(topic, level), pulls, goal=goal, last=higher is None),
        changes=() if trials is None else _levels(trials, Step(topic, level), higher, lower),
        topic=topic,
        level=level,
        higher=higher,
        lower=lower if lower in planned else None,
        pulls=pulls,
        goal=goal,
    )


def _level(layout: Layout, step: Step, pulls: Sequence[Hop], *, goal: bool, last: bool) -> str:
    graph = layout.graph
    title = graph.topic(step.topic).title
    what, by = layout.plan.steps[layout.place[step]].reason.advice or ("", None)
    if what is None and by is not None and not pulls:
        why = f"{named(graph, graph.step(by.step))} recommends just that{_because(by.reason)}"
    elif not pulls:
        why = "that level earns value of its own" if goal else "nothing planned asks for more"
    elif len(pulls) == 1:
        why = f"{named(graph, pulls[0].step)} needs just that{_because(pulls[0].reason)}"
    else:
        why = f"{count_of(len(pulls), 'planned step')} need just that, first "
        why += f"{named(graph, pulls[0].step)}{_because(pulls[0].reason)}"
    if last:
        return f"{title} goes to {step.level}, the deepest there is: {why}"
    return f"{title} at the level {step.level} is enough: {why}"


def _levels(
    trials: Trials, step: Step, higher: Level | None, lower: Level | None
) -> tuple[Suggestion, ...]:
    found = []
    if higher is not None:
        found += forced(trials, Step(step.topic, higher), "would go deeper")
    if lower is not None:
        change = f"be content with {step.topic}@{lower}"
        less = banned(trials, step, change, f"would stop at {lower}")
        found += [] if less is None else [less]
    return tuple(found)


def forced(trials: Trials, step: Step, would: str) -> list[Suggestion]:
    """Return what a must does within the budget, else what the budget then has to be.

    The larger budget holds the step besides all that is planned.
    """
    asked = trials.plan.asked
    name = str(step)
    arguments = must_too(asked, name)
    found = trials.suggest(f"insist on {name}", arguments, would)
    extra = trials.margin(step)
    if found is None and extra is not None and asked.budget_minutes is not None:
        budget = trials.budget(extra[0])
        found = trials.suggest(
            f"insist on {name} and plan for {show(budget)}",
            {**arguments, "budget": budget},
            would,
        )
    return [] if found is None else [found]


def why_now(layout: Layout, place: int, trials: Trials | None = None) -> WhyNow:
    """Return why a step comes when it does, and how to have it sooner or later."""
    planned = layout.plan.steps[place]
    finish = layout.finish[place]
    after = max((other for other, _ in layout.needs[place]), default=None)
    user, reason = min(layout.users[place], default=(None, ""))
    own = layout.own
    answer = WhyNow(
        fact="",
        step=str(planned.step),
        place=place + 1,
        start_minutes=own(finish - planned.effort_minutes),
        finish_minutes=own(finish),
        ready_minutes=0 if after is None else own(layout.finish[after]),
        after=None if after is None else str(layout.step(after)),
        earliest_minutes=own(layout.least(place)),
        used_minutes=None if user is None else own(layout.finish[user] - layout.effort(user)),
        user=None if user is None else str(layout.step(user)),
        reason=reason,
        week=layout.week.get(planned.step),
        user_week=None if user is None else layout.week.get(layout.step(user)),
    )
    changes = () if trials is None else _sooner(trials, answer)
    return answer.model_copy(update={"fact": _now(layout, answer), "changes": changes})


def _now(layout: Layout, now: WhyNow) -> str:
    graph = layout.graph
    head = f"{named(graph, now.step)} is step {now.place:,} of {len(layout.plan):,}"
    if now.start_minutes:
        head += f", after {show(now.start_minutes)} of study"
    if now.week is not None:
        head += f", in week {now.week}"
    if now.after is None:
        ready = "it needs nothing that is planned"
    else:
        ready = f"ready once {named(graph, now.after)} is done"
    if now.user is None or now.used_minutes is None:
        what, by = layout.plan.steps[now.place - 1].reason.advice or ("", None)
        if what is None and by is not None:
            return f"{head}: {ready}, and it helps {named(graph, graph.step(by.step))}"
        return f"{head}: {ready}, and no planned step uses it"
    gap = now.used_minutes - now.finish_minutes
    when = "used at once" if gap <= 0 else f"used {show(gap)} later"
    if now.week is not None and now.user_week is not None and now.user_week > now.week:
        when += f", in week {now.user_week},"
    return f"{head}: {ready}, and {when} by {named(graph, now.user)}{_because(now.reason)}"


def _sooner(trials: Trials, now: WhyNow) -> tuple[Suggestion, ...]:
    """Return how to have the step as soon as can be; or at another time, where it is."""
    asked = trials.plan.asked
    found = sooner(trials, now.step, now.earliest_minutes, now.finish_minutes)
    if found is not None:
        return (found,)
    for order in ORDERS:
        finish = None if order == asked.order else _finish(trials, now.step, {"order": order})
        if finish is not None and finish != now.finish_minutes:
            found = trials.suggest(
                f"order by {order}",
                {"order": order},
                "would move it",
                told=f"done after {show(finish)}, {longer(finish - now.finish_minutes)}",
                becomes=finish,
            )
            return () if found is None else (found,)
    skipped = known(trials, trials.graph.step(now.step))
    return () if skipped is None else (skipped,)


def sooner(trials: Trials, step: str, earliest: int, finish: int) -> Suggestion | None:
    """Return what a due date at the earliest does to a step that is done later, if it helps."""
    if earliest >= finish:
        return None
    by = whole(earliest) if whole(earliest) < finish else earliest
    arguments = {**must_too(trials.plan.asked, step), "due": {**trials.due, step: by}}
    then = _finish(trials, step, arguments)
    if then is None or then >= finish:
        return None
    told = f"done after {show(then)}, {longer(then - finish)}"
    would = "would have it first"
    return trials.suggest(f"have {step} sooner", arguments, would, told=told, becomes=then)


def _finish(trials: Trials, step: str, arguments: dict[str, object]) -> int | None:
    """Return the learner's own minutes until a step is done with other arguments."""
    plan = trials.again(arguments)
    total = 0
    for planned in plan.steps:
        total += planned.effort_minutes
        if str(planned.step) == step:
            return plan.asked.own(total)
    return None
