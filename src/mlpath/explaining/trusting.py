"""How sure a plan is: the spread of its time, what adds most to it, and what would narrow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.explaining.records import HowSure, Suggestion
from mlpath.explaining.wording import whole
from mlpath.forecasting import forecast
from mlpath.units import count_of, show

if TYPE_CHECKING:
    from mlpath.explaining.trying import Trials
    from mlpath.plans import Forecast
    from mlpath.topics import KnowledgeGraph

SURE = (0.8, 0.95)


def how_sure(trials: Trials) -> HowSure | None:
    """Return how far a plan's time may spread, None for an empty plan."""
    plan, graph = trials.plan, trials.graph
    if not plan.steps:
        return None
    seen = forecast(plan, graph)
    found = (_surer(trials), _learnt(seen))
    times = (seen.finish.p50.minutes, seen.finish.p80.minutes, seen.finish.p95.minutes)
    return HowSure(
        fact=_fact(graph, seen, times, plan.fits, until_deadline=plan.asked.until_deadline),
        changes=tuple(change for change in found if change is not None),
        p50_minutes=times[0],
        p80_minutes=times[1],
        p95_minutes=times[2],
        chance=plan.fits,
        biggest=next((each.topic or each.what for each in seen.spread), None),
        share=next((each.share for each in seen.spread), None),
    )


def _fact(
    graph: KnowledgeGraph,
    seen: Forecast,
    times: tuple[int, int, int],
    chance: float | None,
    *,
    until_deadline: bool,
) -> str:
    half, most, nearly = (show(whole(minutes)) for minutes in times)
    fact = f"Half the time it takes up to {half} of study, 4 times in 5 {most}, 19 in 20 {nearly}"
    if chance is not None:
        held = "deadline can be kept" if until_deadline else "budget suffices"
        fact += f", so the {held} with a chance of {chance:.0%}"
    if seen.spread:
        first = seen.spread[0]
        name = "your pace" if first.topic is None else graph.topic(first.topic).title
        fact += f"; {name} is {first.share:.0%} of what is uncertain"
    return fact


def _surer(trials: Trials) -> Suggestion | None:
    """Return what it costs to fit the budget with a larger chance."""
    plan = trials.plan
    if plan.fits is None or plan.asked.sure is not None:
        return None
    sure = next((chance for chance in SURE if chance > plan.fits), None)
    if sure is None:
        return None
    change = f"fit with {sure:.0%}"
    return trials.suggest(change, {"sure": sure}, "would fit so often")


def _learnt(seen: Forecast) -> Suggestion | None:
    """Return what logging times does to the spread, if the pace turns out as it looks now."""
    if seen.halving is None:
        return None
    topics = count_of(seen.halving.topics, "topic")
    told = f"19 times in 20 {show(whole(seen.halving.p95.minutes))}, if your pace is as it looks"
    return Suggestion(
        change=f"log the time of {topics}",
        arguments={},
        value=0.0,
        effort_minutes=0,
        becomes_minutes=seen.halving.p95.minutes,
        effect=told,
        advice=f"`mlpath log STEP --took TIME` for {topics} halves what is unsure of the pace "
        f"({told})",
    )
