"""The chance that a plan fits its budget, by the checker's own sum of lognormal times."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

from mlpath.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.auditing.asking import Reading
    from mlpath.auditing.audit import Audit
    from mlpath.plans import Asked, Plan
    from mlpath.topics import KnowledgeGraph, Level

_USUAL_PACE = 1.15
_USUAL_SPREAD = 0.4
_ROUNDED = 0.001 + 1e-9  # chances are rounded down to thousandths
_EXACT = 1e-9
_NEARLY = 0.9  # the planner stops its search for the largest limit when it is close


def check_fits(audit: Audit, graph: KnowledgeGraph) -> None:
    """Check the chance that a plan tells, and that it reaches what was asked for."""
    plan = audit.plan
    true = _chance(plan, graph)
    if true is None:
        if plan.fits is not None:
            audit.add("wrong-fits", "without a budget there is no chance to fit it", "fits")
        return
    # Plans of an mlpath that told no chance hold nonetheless.
    if plan.fits is not None and not -_EXACT <= true - plan.fits <= _ROUNDED:
        message = f"the chance to fit the budget is {true:.4f}, not {plan.fits}"
        audit.add("wrong-fits", message, "fits")
    if plan.asked.sure is not None and true < plan.asked.sure - _EXACT:
        message = f"the chance to fit the budget is {true:.4f} of {plan.asked.sure} asked for"
        audit.add("wrong-fits", message, "fits")


def check_limit(plan: Plan, graph: KnowledgeGraph, reading: Reading) -> Iterator[Problem]:
    """Yield what is wrong with the limit of effort.

    Where a chance was asked for, a lower limit than the budget's is taken as it is, if steps that
    spread as widely as any in the graph could need it.
    """
    limit, most = plan.budget_minutes, reading.capacity
    if plan.asked.sure is not None and most is not None and limit is not None and limit <= most:
        least = min(most, _least_limit(plan.asked, graph))
        if limit < math.floor(least * _NEARLY):
            message = f"at least {least:.0f} minutes are sure enough, not {limit}"
            yield Problem("wrong-budget", message, path=("budget_minutes",))
        reading.capacity = limit
    elif limit != most:
        message = f"what was asked gives {most} minutes, not {limit}"
        yield Problem("wrong-budget", message, path=("budget_minutes",))


def _least_limit(asked: Asked, graph: KnowledgeGraph) -> float:
    """Return the effort that fits with the chance asked for, whatever steps it is made of."""
    if asked.open_minutes is None or not 0 < (asked.sure or 0) < 1:
        return 0.0
    spans = (topic.effort[level] for topic in graph.topics for level in topic.effort.levels)
    widest = max((span.sigma for span in spans if span is not None), default=_USUAL_SPREAD)
    pace, spread = _pace(asked)
    above = max(0.0, NormalDist().inv_cdf(asked.sure or 0.5)) * math.hypot(widest, spread)
    study = asked.open_minutes * (1 - asked.review_share)
    return study / pace / math.exp(widest**2 / 2 + above)


def _chance(plan: Plan, graph: KnowledgeGraph) -> float | None:
    """Return the chance that the steps take no more than the minutes kept for study."""
    asked = plan.asked
    if asked.open_minutes is None:
        return None
    effort: dict[str, int] = {}
    deepest: dict[str, Level] = {}
    for planned in plan.steps:
        effort[planned.topic] = effort.get(planned.topic, 0) + planned.effort_minutes
        deepest[planned.topic] = max(planned.level, deepest.get(planned.topic, planned.level))
    if not effort:
        return 1.0
    mean = square = 0.0
    for topic, minutes in effort.items():
        span = graph.topic(topic).effort[deepest[topic]]
        squared = _USUAL_SPREAD**2 if span is None else span.sigma**2
        expected = minutes * math.exp(squared / 2)
        mean += expected
        square += expected * expected * math.expm1(squared)
    squared = math.log(1 + square / mean**2)
    pace, spread = _pace(asked)
    study = asked.open_minutes * (1 - asked.review_share)
    if study <= 0:
        return 0.0
    off = math.log(study) - math.log(pace) - math.log(mean) + squared / 2
    wide = math.sqrt(squared + spread**2)
    return 0.5 * math.erfc(-off / wide / math.sqrt(2))


def _pace(asked: Asked) -> tuple[float, float]:
    if asked.pace_sigma is not None:
        return asked.pace, asked.pace_sigma
    return (_USUAL_PACE if asked.pace == 1 else asked.pace), _USUAL_SPREAD
