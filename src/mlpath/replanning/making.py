"""`replan`: a plan and what happened since in; the plan of least change and its reasons out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mlpath.errors import Problem, RequestError, expect
from mlpath.learners.availability import Availability
from mlpath.ordering import reached
from mlpath.planning import ask, plan_asked
from mlpath.planning.balancing import edges_of
from mlpath.planning.dating import keep_due
from mlpath.planning.dues import due_times, last_day
from mlpath.planning.wishes import resolve, step_values, with_due
from mlpath.plans import THOUSANDTHS, Before, DueTime, Offer, Plan, Replan
from mlpath.replanning.causing import causes
from mlpath.replanning.comparing import compare, count
from mlpath.replanning.situations import Situation
from mlpath.replanning.standing import Standing, standing, stated
from mlpath.replanning.timing import Timing
from mlpath.reviewing import add_reviews
from mlpath.scheduling import schedule
from mlpath.topics import suggest
from mlpath.units import show

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from mlpath.planning.wishes import Wanted, Wish
    from mlpath.plans import Asked
    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.tracking import Log, Progress

PRICE = 0.055
FREEZE_DAYS = 7
TRIES = 12
WISHES = (
    *("sure", "shares", "review_share", "due", "pace", "pace_sigma", "work_limit"),
    "recommended",
)
HUNDRED = 100


def replan(  # noqa: PLR0913 - what a learner may have changed is much
    plan: Plan,
    graph: KnowledgeGraph,
    *,
    progress: Progress | None = None,
    log: Log | None = None,
    today: dt.date | str | None = None,
    goals: Iterable[Wish] | None = None,
    must: Iterable[Wanted] | None = None,
    known: Iterable[Wanted] | None = None,
    ban: Iterable[Wanted] | None = None,
    budget: str | int | None = None,
    hours: str | None = None,
    calendar: Mapping[str, Any] | None = None,
    wishes: Mapping[str, Any] | None = None,
    price: float = PRICE,
    freeze_days: int = FREEZE_DAYS,
    force: bool = False,
    accept: bool = False,
) -> Replan:
    """Return a plan brought up to date with the least change, and what became of each promise.

    Parameters
    ----------
    plan
        The plan so far, from `mlpath.plan` or from an earlier re-plan.
    graph
        The graph as it is now; another edition is a cause to re-plan.
    progress
        What the log says. Without one the learner stands where the plan says.
    log
        The log itself: what it holds as learnt is reviewed in the new schedule, too.
    today
        First day from now on. Without one no date moves.
    goals, must, known, ban
        What is asked for now, in the forms of `mlpath.plan`; None leaves it as it was.
    budget
        Minutes or a text such as ``"300h"``, in all and not from now on; None leaves it.
    hours
        Study time of a week from now on; None leaves it.
    calendar
        Keywords of `mlpath.schedule` that changed, such as ``{"off": "2026-12-24..2027-01-02"}``.
    wishes
        Other keywords of `mlpath.plan` that changed, such as ``{"sure": 0.8}``: ``sure``,
        ``shares``, ``review_share``, ``due``, ``pace``, ``pace_sigma``, ``work_limit`` and
        ``recommended``.
    price
        What each step added or dropped costs, as a part of the goals' mean weight.
    freeze_days
        Steps whose turn comes within so many days stay, as do those in progress.
    force
        Choose anew even where nothing calls for it.
    accept
        Take what there is room for where the learner is early, not only tell it.

    Returns
    -------
    Replan
        With a plan of what is still to be done, within what is left of the budget.

    Raises
    ------
    RequestError
        If the plan is infeasible, or what is asked for makes no sense.
    UnknownTopicError
        If something asked for is not in the graph.
    UnitError
        If the budget or hours cannot be read.

    Notes
    -----
    Another choice of steps is made only if something was edited, a step lacks what it needs, the
    graph changed, the budget or the deadline is more likely to be missed than not, or the median
    finish moved by more than a week; a learner who is early is offered more, and nothing is
    reshuffled. Otherwise only dates move. The choice maximises value less `price` for each step
    added or dropped; what stays keeps its order, and new steps come as late as their use allows.

    Hours spent count against the budget, and the pace learnt from the log says how much fits
    what is left; it is learnt as a forecast learns it, and is the plan's own until anything is
    logged. The order of what stays is kept, so there is none to wish for. Terms of even load are
    not laid anew: ask `mlpath.balance`.

    Examples
    --------
    >>> import mlpath
    >>> graph = mlpath.KnowledgeGraph.from_dict({"topics": {
    ...     "a": {"effort": "4h", "value": 3}, "b": {"effort": "4h", "value": 2},
    ...     "c": {"effort": "2h", "value": 1}}})
    >>> first = mlpath.plan(graph, budget="8h")
    >>> found = replan(first, graph, budget="6h", freeze_days=0)
    >>> [(str(change.step), change.reason) for change in found.dropped]
    [('b@working', '6 h of study are left: it earns 2 in 4 h, and c@working, new, 1 in 2 h')]
    """
    expect("Plan", plan=plan)
    expect("KnowledgeGraph", graph=graph)
    expect("Mapping | None", calendar=calendar, wishes=wishes)
    if plan.status == "infeasible":
        raise RequestError(
            Problem("bad-request", "an infeasible plan promises nothing", hint="plan again")
        )
    _check(price, freeze_days)
    timing = Timing.of(plan, today, hours, calendar)
    named = {"goals": goals, "must": must, "known": known, "ban": ban, "budget": budget}
    changes = {**_known_wishes(wishes or {}), **named}
    how = _How(price, freeze_days, force, accept)
    told = _stating(plan, changes)
    stand = standing(told, graph, progress)
    now = _situation(plan, graph, stand, timing, changes)
    found = _replanned(replace(now, log=log), how)
    given_up = frozenset(step for step in stand.begun if step not in found.plan)
    if given_up and found.plan.status != "infeasible":
        stand = standing(told, graph, progress, given_up)
        now = _situation(plan, graph, stand, timing, changes)
        found = _replanned(replace(now, log=log), how)
    return found


@dataclass(frozen=True, slots=True)
class _How:
    """How a re-plan is to choose, as `replan` takes it."""

    price: float
    freeze_days: int
    force: bool
    accept: bool


def _situation(
    plan: Plan,
    graph: KnowledgeGraph,
    stand: Standing,
    timing: Timing,
    changes: Mapping[str, Any],
) -> Situation:
    """Return what is the case now."""
    asked = _asked(plan, graph, stand, timing, changes)
    left = max(0, asked.own(sum(map(graph.effort, stand.promised))) - stand.begun_minutes)
    finish = timing.finish(plan, left, stand.spent_minutes)
    return Situation(plan, graph, asked, stand, timing, left, finish)


def _replanned(now: Situation, how: _How) -> Replan:
    """Return the plan of least change, or the same steps on other days, and the differences."""
    why = causes(now)
    early = bool(why) and all(cause.kind == "early" for cause in why)
    before = _before(now, how.price, how.freeze_days)
    offer = None
    chosen = how.force or (bool(why) and not early)
    if chosen:
        made = _in_time(now, before)
    else:
        made = _kept(now, before)
        grown = _grown(now.graph, now.asked, before) if early else None
        if grown is not None and how.accept:
            made, chosen = grown, True
        elif grown is not None:
            offer = _offer(now.graph, made, grown)
    if made.status != "infeasible":
        made = _aiming(_laid(made, now), now, chosen=chosen)
    changed = _signature(made) != _signature(now.plan)
    made = _counted(made, now.plan) if changed else now.plan
    return Replan(
        plan=made,
        changed=changed,
        causes=why,
        finish=now.finish,
        offer=offer,
        earned=_earned(now.graph, made),
        pace=now.stand.pace,
        pairs=now.stand.pairs,
        **compare(now, made),
    )


def _known_wishes(wishes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return other wishes as they are.

    Raises
    ------
    RequestError
        If one is none that a re-plan can take.
    """
    for name in wishes:
        if name not in WISHES:
            hint = suggest(name, WISHES) or f"wishes are {', '.join(WISHES)}"
            raise RequestError(Problem("bad-request", f"no wish {name!r} to change", hint=hint))
    return wishes


def _stating(plan: Plan, changes: Mapping[str, Any]) -> Plan:
    """Return the plan as if it had been made at the pace and for the reviews of now."""
    names = ("pace", "pace_sigma", "review_share")
    new = {name: changes[name] for name in names if changes.get(name) is not None}
    if not new:
        return plan
    before = plan.asked.before
    if before is not None:
        stated = {name: new[name] for name in names[:2] if name in new}
        new["before"] = before.model_copy(update=stated)
    return plan.model_copy(update={"asked": plan.asked.model_copy(update=new)})


def _check(price: float, freeze_days: int) -> None:
    if isinstance(price, bool) or not 0 <= price <= 1000:  # noqa: PLR2004 - more is no price
        hint = "a part of the goals' mean weight, such as 0.055"
        raise RequestError(Problem("bad-request", f"price is {price!r}", hint=hint))
    if isinstance(freeze_days, bool) or not 0 <= freeze_days <= 366:  # noqa: PLR2004 - a year
        raise RequestError(
            Problem("bad-request", f"freeze_days is {freeze_days!r}", hint="days from 0 to 366")
        )


def _asked(
    plan: Plan,
    graph: KnowledgeGraph,
    stand: Standing,
    timing: Timing,
    changes: Mapping[str, Any],
) -> Asked:
    """Return what is asked for now, at the pace that the log teaches."""
    was = plan.asked
    wishes: dict[str, Any] = {
        "goals": was.goals,
        "must": was.must,
        "known": was.known,
        "ban": was.ban,
        "budget": _until_deadline(plan, stand, timing) or was.budget_minutes,
        "sure": was.sure,
        "review_share": was.review_share,
        "shares": was.shares,
        "work_limit": was.work_limit,
        "recommended": was.recommended,
    }
    wishes |= {name: wish for name, wish in changes.items() if wish is not None}
    for name in ("pace", "pace_sigma", "due"):  # what is learnt, and told, from these
        wishes.pop(name, None)
    found = ask(
        graph,
        **wishes,
        pace=stand.pace,
        pace_sigma=stand.pace_sigma,
        choose="optimal",
        order=was.order,
    )
    pace, sigma = stated(_stating(plan, changes))
    before = Before(
        done=tuple(map(str, stand.done)),
        spent_minutes=stand.spent_minutes,
        begun_minutes=stand.begun_minutes,
        limit_minutes=timing.limit_minutes,
        pace=pace,
        pace_sigma=sigma,
    )
    until = was.until_deadline and changes.get("budget") is None
    found = found.model_copy(update={"before": before, "until_deadline": until})
    if changes.get("due") is not None:
        return with_due(graph, found, _due_told(graph, changes["due"], stand, timing))
    dates = tuple(_due_now(plan, stand, timing))
    # What the learner does not want any more is not due.
    wanted = [each for each in dates if with_due(graph, found, [each]).goals == found.goals]
    return found.model_copy(update={"due": tuple(wanted)})


def _due_now(plan: Plan, stand: Standing, timing: Timing) -> Iterator[DueTime]:
    """Yield what is due in minutes from now on."""
    before = plan.asked.before
    gone = stand.spent_minutes - (0 if before is None else before.spent_minutes)
    for each in plan.asked.due:
        minutes = max(0, each.by_minutes - gone)
        if each.date is not None and timing.today is not None:
            when = timing.availability or Availability(timing.hours, timing.today)
            minutes = when.minutes_until(each.date) if each.date >= timing.today else 0
        yield each.model_copy(update={"by_minutes": minutes})


def _until_deadline(plan: Plan, stand: Standing, timing: Timing) -> int | None:
    """Return the budget in all of who has a deadline and gave none: what is spent, and until then.

    A deadline that is over leaves the budget as it was.
    """
    if not plan.asked.until_deadline or timing.availability is None or timing.deadline is None:
        return None
    return stand.spent_minutes + timing.availability.minutes_until(timing.deadline)


def _due_told(
    graph: KnowledgeGraph,
    due: Mapping[str | Step, str | int | dt.date],
    stand: Standing,
    timing: Timing,
) -> Iterator[DueTime]:
    """Yield what is due as it is told now; hours of study are counted in all, as the budget."""
    when = timing.availability
    if when is None and timing.today is not None:
        when = Availability(timing.hours, timing.today)
    over = {
        name: day
        for name, time in due.items()
        if (day := last_day(time)) is not None and timing.today is not None and day < timing.today
    }
    for name, day in over.items():
        yield DueTime(step=str(graph.step(name)), date=day, by_minutes=0)
    rest = {name: time for name, time in due.items() if name not in over}
    for each in due_times(graph, rest, when):
        gone = 0 if each.date is not None else stand.spent_minutes
        yield each.model_copy(update={"by_minutes": max(0, each.by_minutes - gone)})


def _before(now: Situation, price: float, freeze_days: int) -> Before:
    """Return what the choice starts from: promises, those that are frozen, and the price."""
    asked, stand, graph = now.asked, now.stand, now.graph
    targets = resolve(graph, asked).targets
    weight = sum(target.weight for target in targets) / len(targets) if targets else THOUSANDTHS
    held, effort = set(stand.begun), 0
    room = now.timing.minutes_in(freeze_days)
    for step in stand.promised:
        if asked.own(effort) - stand.begun_minutes >= room:
            break
        held.add(step)
        effort += graph.effort(step)
    if not freeze_days:
        held = set(stand.begun)
    assert asked.before is not None  # noqa: S101 - `_asked` gave it
    return asked.before.model_copy(
        update={
            "steps": tuple(map(str, stand.promised)),
            # What does not fit goes from the end: what is in progress comes first.
            "frozen": tuple(
                str(step)
                for step in sorted(
                    (step for step in stand.promised if step in held),
                    key=lambda step: step not in stand.begun,
                )
            ),
            "price": round(price * weight) / THOUSANDTHS,
        }
    )


def _made(graph: KnowledgeGraph, asked: Asked, before: Before) -> Plan:
    return plan_asked(graph, asked.model_copy(update={"before": before}))


def _in_time(now: Situation, before: Before) -> Plan:
    """Return the best plan of least change; with a deadline one whose sessions end by it."""
    best = _made(now.graph, now.asked, before)
    for _ in range(TRIES):
        limit, over = before.limit_minutes, _after_deadline(best, now)
        if not over or limit is None:
            break
        before = before.model_copy(update={"limit_minutes": max(0, limit - over)})
        smaller = _made(now.graph, now.asked, before)
        if smaller.status == "infeasible":
            break
        best = smaller
    return best


def _after_deadline(plan: Plan, now: Situation) -> int:
    """Return the learner's own minutes that come after the deadline."""
    deadline = now.timing.deadline
    laid = None if plan.status == "infeasible" or deadline is None else _laid(plan, now).schedule
    if laid is None or deadline is None or not laid.late_days:
        return 0
    late = (each.minutes for each in laid.sessions if each.date and each.date > deadline)
    return max(1, sum(late))


def _kept(now: Situation, before: Before) -> Plan:
    """Return the plan with its steps as they are.

    It may take a little more than what is left of the budget at the pace learnt so far. It is
    kept then at the slowest pace at which it fits.
    """
    asked, minutes = now.asked, now.asked.open_minutes
    effort = sum(map(now.graph.effort, now.stand.promised))
    if minutes is not None and effort and asked.fitting(minutes) < effort:
        share = 1 - Fraction(str(asked.review_share))
        hundredths = int(minutes * share * HUNDRED / effort)
        asked = asked.model_copy(update={"pace": max(1, hundredths) / HUNDRED})
    return _made(now.graph, asked, before.model_copy(update={"keep": True}))


def _aiming(made: Plan, now: Situation, *, chosen: bool) -> Plan:
    """Return the plan with the end that it aims at: a new one where its steps were chosen."""
    before = made.asked.before
    assert before is not None  # noqa: S101 - every re-plan has it
    if chosen:
        left = max(0, made.asked.own(made.effort_minutes) - before.begun_minutes)
        minutes = before.spent_minutes + left
        day = None if made.schedule is None else made.schedule.finish
    else:
        minutes, day = now.timing.aim(now.plan)
    held = before.model_copy(update={"aim_minutes": minutes, "aim_date": day})
    return made.model_copy(update={"asked": made.asked.model_copy(update={"before": held})})


def _grown(graph: KnowledgeGraph, asked: Asked, before: Before) -> Plan | None:
    """Return the plan with all promises kept and more, None if there is room for nothing."""
    grown = _made(graph, asked, before.model_copy(update={"frozen": before.steps}))
    frozen = () if grown.asked.before is None else grown.asked.before.frozen
    if grown.status == "infeasible" or len(grown.steps) <= len(frozen):
        return None
    return grown


def _offer(graph: KnowledgeGraph, made: Plan, grown: Plan) -> Offer:
    """Return the goal that earns most for its hours of those that there is room for."""
    inside = {planned.step for planned in made.steps}
    needs: dict[int, list[int]] = {}
    for step, other, _ in edges_of(grown, graph):
        needs.setdefault(step, []).append(other)
    new = {n for n, planned in enumerate(grown.steps) if planned.step not in inside}
    offers = []
    for goal in sorted(new):
        if not grown.steps[goal].value:
            continue
        found = reached([goal], lambda number: new.intersection(needs.get(number, ())))
        some = [grown.steps[number] for number in sorted(found)]
        minutes = sum(planned.effort_minutes for planned in some)
        value = round(sum(planned.value for planned in some), 3)
        offers.append((value / minutes, -goal, str(grown.steps[goal].step), some, value, minutes))
    _, _, name, some, value, minutes = max(offers, key=lambda offer: offer[:2])
    rest = f" with {count(len(some) - 1)} that it needs" if len(some) > 1 else ""
    return Offer(
        goal=name,
        steps=tuple(str(planned.step) for planned in some),
        value=value,
        effort_minutes=minutes,
        text=f"you are early: there is room for {name}{rest}, {show(minutes)} of study",
    )


def _laid(made: Plan, now: Situation) -> Plan:
    """Return the plan with its due dates and its calendar."""
    timing = now.timing
    if now.plan.due and not now.plan.asked.due and not now.asked.due:
        made = _kept_due(made, now)
    if timing.keywords is None:
        return made
    keywords = dict(timing.keywords)
    if keywords.get("pins"):
        pins = dict(keywords["pins"]).items()
        keywords["pins"] = {name: day for name, day in pins if now.graph.step(name) in made}
    laid = schedule(made, hours=timing.hours, start=timing.today, graph=now.graph, **keywords)
    was = now.plan.schedule
    if was is None or was.reviews is not None:
        method = None if was is None or was.reviews is None else was.reviews.method
        laid = add_reviews(laid, made, now.graph, method=method, log=now.log)
    return made.model_copy(update={"schedule": laid})


def _kept_due(made: Plan, now: Situation) -> Plan:
    """Return the plan in an order that keeps what was due and is still open.

    That is for plans that were given their dates after they were chosen.
    """
    inside = {str(planned.step) for planned in made.steps}
    before, timing = now.plan.asked.before, now.timing
    gone = now.stand.spent_minutes - (0 if before is None else before.spent_minutes)
    due: dict[str | Step, str | int | dt.date] = {}
    for each in now.plan.due:
        if each.step not in inside:
            continue
        if each.date is not None and timing.today is not None:
            due[each.step] = each.date if each.date >= timing.today else 0
        else:
            due[each.step] = max(0, each.by_minutes - gone)
    if not due:
        return made
    return keep_due(made, now.graph, due, hours=timing.hours, start=timing.today)


def _counted(made: Plan, was: Plan) -> Plan:
    """Return the plan as the edition after the earlier one: no clock tells which is later."""
    before, earlier = made.asked.before, was.asked.before
    assert before is not None  # noqa: S101 - every re-plan has it
    edition = 1 if earlier is None else earlier.edition + 1
    held = before.model_copy(update={"edition": edition})
    return made.model_copy(update={"asked": made.asked.model_copy(update={"before": held})})


def _signature(plan: Plan) -> object:
    """Return what makes plans differ, however they came to be."""
    before = plan.asked.before or Before(pace=plan.asked.pace, pace_sigma=plan.asked.pace_sigma)
    minutes, day = Timing.aim(plan)
    told = before.model_copy(
        update={
            "steps": (),
            "frozen": (),
            "price": 0.0,
            "keep": False,
            "aim_minutes": minutes,
            "aim_date": day,
            "edition": 0,
        }
    )
    asked = plan.asked.model_copy(update={"before": told, "choose": "optimal"})
    steps = tuple(planned.step for planned in plan.steps)
    return plan.graph, asked, steps, plan.choices, plan.schedule, plan.due


def _earned(graph: KnowledgeGraph, made: Plan) -> float:
    wishes = resolve(graph, made.asked)
    values = step_values(graph, wishes.targets, made.asked.shares)
    before = made.asked.before
    done = () if before is None else before.done
    return sum(values.get(graph.step(name), 0) for name in done) / THOUSANDTHS
