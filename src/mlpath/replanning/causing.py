"""What calls for another choice of steps; without any of it only dates move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.planning.wishes import resolve
from mlpath.plans import Cause
from mlpath.replanning.standing import stated
from mlpath.units import show

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from mlpath.plans import Asked, Schedule
    from mlpath.replanning.situations import Situation
    from mlpath.replanning.standing import Standing
    from mlpath.replanning.timing import Timing
    from mlpath.topics import KnowledgeGraph, Step

SLACK = 10  # one part in so many of what is left may be missing, a week at most
WEEK = 1.0  # weeks by which the median finish may move for nothing
EDITED = {
    "goals": "the goals",
    "must": "the musts",
    "known": "what is known",
    "ban": "the bans",
    "budget_minutes": "the budget",
    "sure": "the chance to fit",
    "shares": "the shares",
    "review_share": "the time for reviews",
}


def causes(now: Situation) -> tuple[Cause, ...]:
    """Return everything that calls for another choice."""
    return (*_graph(now), *_edited(now), *_lost(now), *_over(now), *_moved(now))


def _graph(now: Situation) -> Iterator[Cause]:
    plan, graph = now.plan, now.graph
    if plan.graph.hash != graph.hash:
        text = f"the graph changed: {plan.graph.version} became {graph.info.version}"
        if plan.graph.version == graph.info.version:
            text = "the graph changed"
        yield Cause(kind="graph", text=text)


def _lost(now: Situation) -> Iterator[Cause]:
    lacking = _lacking(now.graph, now.asked, now.stand)
    if lacking is not None:
        step, other = lacking
        lost = "is forgotten" if other in now.stand.lost else "is not in the plan"
        yield Cause(kind="lost", text=f"{step} needs {other}, which {lost}")


def _over(now: Situation) -> Iterator[Cause]:
    asked, stand = now.asked, now.stand
    minutes = asked.open_minutes
    # What is begun has part of its time behind it, but its whole effort is in a plan.
    need = now.left + stand.begun_minutes
    if minutes is None:
        return
    # A plan that uses its budget up is as likely to miss it as not; a little more is no news.
    slack = min(now.timing.hours.per_week, minutes // SLACK)
    if need - minutes > slack:
        over, what = show(need - minutes), _limit(asked)
        text = f"at a pace of {stand.pace:g} the plan takes {over} more than {what}"
        yield Cause(kind="over", text=text)


def _moved(now: Situation) -> Iterator[Cause]:
    finish = now.finish
    if abs(finish.weeks) > WEEK and now.stand.promised:
        late = finish.weeks > 0
        side = "later" if late else "earlier"
        text = f"half the time all is done {abs(finish.weeks):g} weeks {side} than planned"
        if finish.before is not None and finish.after is not None:
            text = f"half the time all is done by {finish.after}, not {finish.before}"
        yield Cause(kind="late" if late else "early", text=text)


def _limit(asked: Asked) -> str:
    before = asked.before
    limit = None if before is None else before.limit_minutes
    if limit is not None and limit == asked.open_minutes:
        return "there is until the deadline"
    return "is left of the budget"


def _edited(now: Situation) -> Iterator[Cause]:
    """Yield a cause for all wishes and hours that were edited."""
    names = []
    before, earlier = now.asked.before, now.plan.asked.before
    if before is not None and stated(now.plan) != (before.pace, before.pace_sigma):
        names.append("the pace")
    for name, text in EDITED.items():
        old, new = getattr(now.plan.asked, name), getattr(now.asked, name)
        if isinstance(old, tuple) and isinstance(new, tuple):
            old, new = sorted(old), sorted(new)
        moved = name == "budget_minutes" and now.asked.until_deadline  # no edit: days go by
        if old != new and not moved:
            names.append(text)
    gone = now.stand.spent_minutes - (0 if earlier is None else earlier.spent_minutes)
    if _due(now.plan.asked, gone) != _due(now.asked, 0):
        names.append("what is due")
    was, timing = now.plan.schedule, now.timing
    if was is not None and was.hours != str(timing.hours):
        names.append("the hours")
    if was is not None and timing.today is not None and timing.deadline != _still(was, timing):
        names.append("the deadline")
    if names:
        yield Cause(kind="edited", text=f"edited: {', '.join(names)}")


def _due(asked: Asked, gone: int) -> list[tuple[str, str]]:
    """Return what is due with its day, or the minutes of study until then."""
    return sorted(
        (each.step, str(each.date or max(0, each.by_minutes - gone))) for each in asked.due
    )


def _still(was: Schedule, timing: Timing) -> dt.date | None:
    """Return the deadline of an earlier schedule; one that is over was not edited away."""
    if was.deadline is None or timing.today is None or was.deadline < timing.today:
        return None
    return was.deadline


def _lacking(graph: KnowledgeGraph, asked: Asked, stand: Standing) -> tuple[Step, Step] | None:
    """Return a promised step and what it needs that is neither mastered nor promised, if any."""
    have = {*stand.promised, *resolve(graph, asked).known}
    promised = frozenset(stand.promised)
    expansion = graph.expansion
    for edge in expansion.edges:
        step, other = expansion.steps[edge.target], expansion.steps[edge.source]
        if step in promised and other not in have:
            return step, other
    for group in expansion.groups:
        step = expansion.steps[group.target]
        some = [expansion.steps[number] for number in group.alternatives]
        if step in promised and have.isdisjoint(some):
            return step, some[0]
    return None
