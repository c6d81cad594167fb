"""Why a step is not in a plan, and what would bring it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mlpath.explaining.reasoning import forced
from mlpath.explaining.records import WhyInfeasible, WhyNot
from mlpath.explaining.trying import changed, must_too
from mlpath.explaining.wording import figure, listed, named, whole
from mlpath.planning import curve_asked
from mlpath.planning.rescuing import needed_minutes
from mlpath.planning.wishes import LIMIT, resolve
from mlpath.plans import MINUTES_PER_HOUR, THOUSANDTHS
from mlpath.units import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlpath.explaining.records import Suggestion
    from mlpath.explaining.trying import Trials
    from mlpath.plans import Due, Plan
    from mlpath.topics import Step

TRIES = 3

State = Literal["known", "banned", "no-goal", "other-choice", "budget", "late"]


def why_infeasible(trials: Trials) -> WhyInfeasible:
    """Return why there is no plan; each way out was tried."""
    plan = trials.plan
    if plan.needed_minutes is None:
        fact = "There is no plan: a ban makes a must impossible"
    elif plan.due and plan.needed_minutes <= (plan.budget_minutes or plan.needed_minutes):
        due = next(due for due in plan.due if due.late_minutes)
        fact = f"There is no plan: what is due with {due.step} takes {show(due.needed_minutes)}, "
        fact += f"{show(due.late_minutes)} more than there is until then"
    else:
        held = show(plan.budget_minutes or 0)
        fact = f"There is no plan: the musts need {show(plan.needed_minutes)} of study, "
        until = plan.asked.until_deadline
        fact += f"there are {held} until the deadline" if until else f"the budget holds {held}"
    found = []
    for way in plan.ways_out:
        told = f"the musts then take {show(way.effort_minutes)}"
        found.append(trials.suggest(way.change, way.arguments, "would do", told=told))
    return WhyInfeasible(
        fact=fact,
        changes=tuple(each for each in found if each is not None),
        needed_minutes=plan.needed_minutes,
        budget_minutes=plan.budget_minutes,
    )


def why_not(trials: Trials, step: Step) -> WhyNot:
    """Return why a step is not planned, and what would bring it in.

    Parameters
    ----------
    trials
        A plan that does not hold the step, to be made again.
    """
    wishes = trials.wishes
    if step in wishes.known:
        return _known(trials, step)
    if step in wishes.banned:
        return _banned(trials, step)
    missed = next((due for due in trials.plan.missed if due.step == str(step)), None)
    return _left(trials, step) if missed is None else _late(trials, step, missed)


def _known(trials: Trials, step: Step) -> WhyNot:
    asked = trials.plan.asked
    because = _causes(trials, step, asked.known, "known")
    rest = [name for name in asked.known if name not in because]
    name = named(trials.graph, step)
    if str(step) in because:
        fact = f"{name} is known: you say so"
    else:
        fact = f"{name} is known: {listed(trials.graph, because)}, which you know, needs it"
    must = [*asked.must, str(step)]
    tries: list[dict[str, Any]] = [{"known": rest}, {"known": rest, "must": must}]
    return WhyNot(
        fact=fact,
        step=str(step),
        state="known",
        because=because,
        changes=_first(trials, step, f"take back knowing {step}", tries),
    )


def _banned(trials: Trials, step: Step) -> WhyNot:
    asked = trials.plan.asked
    because = _causes(trials, step, asked.ban, "ban")
    rest = [name for name in asked.ban if name not in because]
    name = named(trials.graph, step)
    if str(step) in because:
        fact = f"{name} is banned"
    else:
        fact = f"{name} cannot be: {listed(trials.graph, because)}, which you ban, comes before it"
    must = {"ban": rest, "must": [*asked.must, str(step)]}
    tries: list[dict[str, Any]] = [{"ban": rest}, must, {**must, "budget": LIMIT}]
    return WhyNot(
        fact=fact,
        step=str(step),
        state="banned",
        because=because,
        changes=_first(trials, step, "lift the ban", tries),
    )


def _causes(trials: Trials, step: Step, names: Sequence[str], field: str) -> tuple[str, ...]:
    """Return which of the known steps or bans alone settle a step, else all of them."""
    graph, asked = trials.graph, trials.plan.asked
    found = []
    for name in names:
        only = resolve(graph, asked.model_copy(update={field: (name,)}))
        if step in (only.known if field == "known" else only.banned):
            found.append(name)
    return tuple(found or names)


def _first(
    trials: Trials, step: Step, change: str, tries: Iterable[dict[str, Any]]
) -> tuple[Suggestion, ...]:
    """Return the first of several changes whose plan holds a step."""
    for arguments in tries:
        if step in trials.again(arguments):
            found = trials.suggest(change, arguments, "would bring it in")
            return () if found is None else (found,)
    return ()


def _late(trials: Trials, step: Step, due: Due) -> WhyNot:
    """Return why a step was left out that is due, and would earn nothing as it would be late."""
    effort, _ = trials.margin(step) or (0, 0)
    by = show(due.by_minutes)
    until = by if due.date is None else f"{due.date} ({by} of study)"
    then = "then" if due.clash_minutes is None else show(due.clash_minutes)
    tries = ({"due": {**trials.due, due.step: minutes}} for minutes in _later(trials, due, effort))
    changes = _first(trials, step, f"have {step} later", tries)
    return WhyNot(
        fact=(
            f"{named(trials.graph, step)} was left out: it is due by {until} and would earn "
            f"nothing later; with it all due by {then} takes {show(due.needed_minutes)} at least, "
            f"{show(due.late_minutes)} too much"
        ),
        step=str(step),
        state="late",
        needed_minutes=trials.plan.asked.own(effort),
        needed_value=0,
        spare_minutes=_spare(trials.plan),
        changes=(*changes, *forced(trials, step, "would bring it in all the same")),
    )


def _later(trials: Trials, due: Due, effort: int) -> Iterator[int]:
    """Yield times, the earliest first, by which a step that would be late may be finished."""
    plan = trials.plan
    yield due.needed_minutes
    yield whole(due.needed_minutes)
    yield whole(plan.asked.own(plan.effort_minutes + effort))


def _left(trials: Trials, step: Step) -> WhyNot:
    """Return why a step was left out that is neither known nor banned."""
    plan, asked = trials.plan, trials.plan.asked
    effort, worth = trials.margin(step) or (0, 0)
    instead = _instead(plan, step)
    own = bool(trials.worth.get(step))
    serves = () if own else _serves(trials, step)
    state: State = "budget" if own or serves else "other-choice" if instead else "no-goal"
    ranks = [left.step for left in sorted(plan.left_out, key=lambda left: -left.per_hour)]
    answer = WhyNot(
        fact="",
        step=str(step),
        state=state,
        because=serves or (instead if state == "other-choice" else ()),
        needed_minutes=asked.own(effort),
        needed_value=worth / THOUSANDTHS,
        spare_minutes=_spare(plan),
        rank=ranks.index(step) + 1 if step in ranks else None,
    )
    changes: list[Suggestion] = []
    if state == "budget":
        changes += _entry(trials, step, serves)
    elif state == "other-choice":
        arguments = {"ban": [*asked.ban, *instead]}
        changes += _first(trials, step, f"do without {instead[0]}", [arguments])
    entry = changes[0].arguments["budget"] if state == "budget" and changes else None
    changes += forced(trials, step, "would bring it in all the same")
    return answer.model_copy(
        update={
            "fact": _fact(trials, step, answer),
            "changes": tuple(changes),
            "entry_minutes": entry,
        }
    )


def _spare(plan: Plan) -> int | None:
    """Return the learner's own minutes that a plan leaves of its budget."""
    if plan.budget_minutes is None:
        return None
    return plan.asked.own(max(0, plan.budget_minutes - plan.effort_minutes))


def _instead(plan: Plan, step: Step) -> tuple[str, ...]:
    """Return the alternatives that were chosen where the step would have served too."""
    found = [
        choice.chosen
        for choice in plan.choices
        if str(step) in choice.alternatives and choice.chosen != str(step)
    ]
    return tuple(dict.fromkeys(found))


def _serves(trials: Trials, step: Step) -> tuple[str, ...]:
    """Return the steps of value that were left out and need this one, the best first."""
    graph = trials.graph
    after: dict[int, list[int]] = {}
    for edge in graph.expansion.edges:
        after.setdefault(edge.source, []).append(edge.target)
    reached = {graph.rank[step]}
    stack = list(reached)
    while stack:
        for other in after.get(stack.pop(), ()):
            if other not in reached:
                reached.add(other)
                stack.append(other)
    left = [each for each in trials.plan.left_out if graph.rank[each.step] in reached]
    return tuple(str(each.step) for each in sorted(left, key=lambda each: -each.per_hour))


def _entry(trials: Trials, step: Step, serves: Sequence[str]) -> tuple[Suggestion, ...]:
    """Return a budget whose plan holds the step, the least that a few tries find.

    *Why not exact:* more hours can drop what fewer held, so there need be no single threshold.
    """
    asked = trials.plan.asked
    low = asked.budget_minutes
    if low is None:
        return ()

    corner = _corner(trials, step)
    last = LIMIT if corner is None else whole(corner)
    high = last
    # Whatever else a plan holds, no smaller budget holds the step beside the musts.
    least = needed_minutes(trials.graph, changed(trials.graph, asked, must_too(asked, str(step))))
    low = max(low, whole(asked.own(least or 0)) - MINUTES_PER_HOUR)
    extra = trials.margin(trials.graph.step(serves[0]) if serves else step)
    guess = high if extra is None else trials.budget(extra[0])
    for _ in range(TRIES):
        if not low < guess < high:
            guess = whole((low + high) // 2)
        if not low < guess < high:
            break
        low, high = (low, guess) if trials.roughly(guess, step) else (guess, high)
    sure = dict.fromkeys(each for each in (high, last, corner) if each is not None)
    found = next(
        (each for each in sure if each <= LIMIT and step in trials.again({"budget": each})), None
    )
    if found is None:
        return ()
    entry = trials.suggest(f"plan for {show(found)}", {"budget": found}, "would bring it in")
    return () if entry is None else (entry,)


def _corner(trials: Trials, step: Step) -> int | None:
    """Return the least budget at which the ranked list of density holds a step."""
    for corner in curve_asked(trials.graph, trials.plan.asked).breakpoints:
        if str(step) in corner.added:
            return trials.budget(corner.effort_minutes - trials.plan.effort_minutes)
    return None


def _fact(trials: Trials, step: Step, answer: WhyNot) -> str:
    """Return in words why a step was left out."""
    graph, plan = trials.graph, trials.plan
    name = named(graph, step)
    needs = f"it takes {show(answer.needed_minutes or 0)} with all it needs"
    if answer.state == "other-choice":
        return f"{name} is not needed: {listed(graph, answer.because)} serves in its place"
    if answer.state == "no-goal":
        planned = [each.level for each in plan.steps if each.topic == step.topic]
        if planned and max(planned) < step.level:
            return f"Nothing you want needs {name}, {max(planned)} is enough; {needs} besides"
        return f"Nothing you want needs {name}; {needs} besides"
    worth = f"{needs}, which earns {figure(answer.needed_value or 0)}"
    if answer.because:
        goal = named(graph, answer.because[0])
        worth = f"it is needed for {goal}, which was left out too"
    left = "" if answer.spare_minutes is None else f", and {show(answer.spare_minutes)} are left"
    line = f": number {answer.rank:,} below the line" if answer.rank is not None else ""
    return f"{name} was left out: {worth}{left}{line}"
