"""Plans that fit with a chance: the largest limit of estimated effort that is sure enough."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from mlpath.estimating import Pace, parts, total
from mlpath.planning.timely import solve_in_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mlpath.estimating import Total
    from mlpath.planning.numbers import Numbers
    from mlpath.planning.wishes import Wishes
    from mlpath.plans import Asked, Plan
    from mlpath.solving import Solution
    from mlpath.topics import KnowledgeGraph, Step

T = TypeVar("T")

ROUNDS = 8  # tries after which the best found is good enough
LONGEST = 200
CLOSE = 200  # limits that differ by one in so many parts are close enough
DIGITS = 1000  # chances are told in thousandths


def fits(graph: KnowledgeGraph, asked: Asked, steps: Iterable[Step]) -> float | None:
    """Return the chance that steps fit the learner's own minutes, rounded down to thousandths.

    Returns
    -------
    float or None
        None without a budget.

    Examples
    --------
    >>> from mlpath.plans import Asked
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> fits(graph, Asked(budget_minutes=300), graph.steps)
    0.402
    >>> fits(graph, Asked(budget_minutes=345), graph.steps)
    0.5
    """
    study = study_minutes(asked)
    if study is None:
        return None
    return math.floor(_time(graph, asked, steps).chance(study) * DIGITS) / DIGITS


def sure_effort(plan: Plan, graph: KnowledgeGraph, sure: float) -> int:
    """Return about how much effort of a plan's kind fits its budget with a chance.

    `plan` with that chance finds out exactly.
    """
    asked = plan.asked.model_copy(update={"sure": sure})
    steps = (planned.step for planned in plan.steps)
    return _judged(graph, asked, steps, plan.effort_minutes)[1]


def study_minutes(asked: Asked) -> float | None:
    """Return the learner's own minutes of study once reviews are set aside."""
    if asked.open_minutes is None:
        return None
    return float(asked.open_minutes * (1 - Fraction(str(asked.review_share))))


def sure_minutes(graph: KnowledgeGraph, asked: Asked, steps: Iterable[Step]) -> int:
    """Return the learner's own minutes that hold steps with the chance asked for."""
    longest = _time(graph, asked, steps).quantile(asked.sure or 0.0)
    return math.ceil(Fraction(longest) / (1 - Fraction(str(asked.review_share))))


def stated_pace(asked: Asked) -> Pace:
    """Return the pace that wishes state."""
    return Pace.stated(asked.pace, asked.pace_sigma)


def solve_wishes(
    graph: KnowledgeGraph, wishes: Wishes, numbers: Numbers, needed: int
) -> tuple[Solution | None, Wishes, Numbers]:
    """Return the best solution, None if the musts do not fit, and the wishes with its limit.

    The numbers that come with it have no value for steps of it that are late.

    Parameters
    ----------
    needed
        Least minutes of effort that hold the musts; looked at where a chance was asked for.
    """
    asked = wishes.asked

    def best(limit: int | None) -> tuple[tuple[Solution, Numbers], Iterable[Step]] | None:
        found = solve_in_time(numbers, wishes, limit)
        if found is None:
            return None
        return found, (numbers.steps[number] for number in found[0].chosen.tolist())

    limit, made = wishes.capacity, None
    if asked.sure is None or limit is None:
        trial = best(limit)
        made = None if trial is None else trial[0]
    else:
        made, limit = surely(graph, asked, (limit, needed), best)
    solution, earned = (None, numbers) if made is None else made
    return solution, replace(wishes, capacity=limit), earned


def surely(
    graph: KnowledgeGraph,
    asked: Asked,
    limits: tuple[int, int],
    solve: Callable[[int], tuple[T, Iterable[Step]] | None],
) -> tuple[T | None, int]:
    """Return the best answer that fits with the chance asked for, and its limit of effort.

    Parameters
    ----------
    graph, asked
        With a budget and a chance.
    limits
        Minutes of estimated effort that fit if estimates hold, and the least that hold the musts.
    solve
        From a limit of effort the best answer and its steps, None if the musts do not fit.

    Returns
    -------
    tuple
        The answer and the minutes of estimated effort that it was limited to; None with the
        minutes that would be sure enough, fewer than the musts need.

    Notes
    -----
    How far times spread depends on what is chosen, which depends on the limit. So the limit that
    the chosen set itself would allow is tried next, between the largest found safe and the least
    found unsafe, until they are close. What is returned was itself found safe.
    """
    limit, needed = limits
    low, high, allowed = -1, limit + 1, limit
    best: T | None = None
    for number in range(LONGEST):
        trial = solve(limit)
        if trial is None:
            if best is not None or needed >= high or limit == needed:
                break
            limit = needed
            continue
        found, steps = trial
        safe, allowed = _judged(graph, asked, steps, limits[0])
        if safe:
            best, low = found, limit
        else:
            high = limit
        if best is not None and (high - low <= 1 + low // CLOSE or number >= ROUNDS):
            break
        # A little less than allowed from the second time, or the limit would creep down.
        wanted = allowed if safe or not number else min(allowed, high - 1) - high // (2 * CLOSE)
        limit = wanted if low < wanted < high else (low + high) // 2
    return (best, low) if best is not None else (None, min(allowed, max(0, needed - 1)))


def _judged(
    graph: KnowledgeGraph, asked: Asked, steps: Iterable[Step], most: int
) -> tuple[bool, int]:
    """Return whether steps are sure enough, and how much effort of their kind would be."""
    chosen = tuple(steps)
    study, sure = study_minutes(asked) or 0.0, asked.sure or 0.0
    time = _time(graph, asked, chosen)
    longest = time.quantile(sure)
    if not longest:
        return True, most
    effort = sum(graph.effort(step) for step in chosen)
    return time.chance(study) >= sure, math.floor(study * effort / longest)


def _time(graph: KnowledgeGraph, asked: Asked, steps: Iterable[Step]) -> Total:
    found = parts(graph, ((step, graph.effort(step)) for step in steps))
    return total(found, stated_pace(asked))
