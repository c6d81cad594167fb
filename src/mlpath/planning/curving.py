"""`value_curve` and its kin: what more hours buy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypedDict, Unpack

from mlpath.errors import Problem, RequestError, expect
from mlpath.planning.assuring import solve_wishes
from mlpath.planning.numbers import compile_wishes
from mlpath.planning.rescuing import needed_minutes
from mlpath.planning.wishes import SHARES, ask, minutes_of, resolve
from mlpath.plans import (
    THOUSANDTHS,
    Around,
    Breakpoint,
    Ceiling,
    Change,
    CurvePoint,
    GraphRef,
    Status,
    ValueCurve,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.planning.numbers import Numbers
    from mlpath.planning.wishes import Wanted, Wish
    from mlpath.plans import Asked
    from mlpath.solving import Solution
    from mlpath.solving.curving import Curve
    from mlpath.topics import KnowledgeGraph


class Wishes(TypedDict, total=False):
    """What a curve is drawn for, each as `mlpath.plan` takes it."""

    goals: Iterable[Wish]
    must: Iterable[Wanted]
    known: Iterable[Wanted]
    ban: Iterable[Wanted]
    pace: float
    review_share: float
    shares: Sequence[float]


def value_curve(
    graph: KnowledgeGraph, *, points: Iterable[str | int] = (), **wishes: Unpack[Wishes]
) -> ValueCurve:
    """Return the value of the best plans against hours of study.

    Parameters
    ----------
    graph
        The knowledge graph.
    points
        Budgets whose best plans are wanted too, in minutes or as texts such as ``"300h"``: each
        is solved and proven like a plan of its own, the corners all together cost less than one.
    **wishes
        ``goals``, ``must``, ``known``, ``ban``, ``pace``, ``review_share`` and ``shares``, as
        `mlpath.plan` takes them.

    Returns
    -------
    ValueCurve
        Corners, each a plan that holds the one before, lines that no plan lies above, and the
        points.

    Raises
    ------
    UnknownTopicError
        If a goal, must, known or ban names nothing in the graph.
    RequestError
        If an argument makes no sense, or nothing can hold the musts.
    UnitError
        If a budget cannot be read.

    Notes
    -----
    The corners are the nested maximum closures of a falling price per minute: the upper hull of
    all plans where there is no any-of. Any-of choices are made once, by least added effort; the
    lines price the groups by Lagrange multipliers (Fisher 1981) and hold for every choice.

    References
    ----------
    Gallo, G., Grigoriadis, M. D., Tarjan, R. E. (1989). A fast parametric maximum flow algorithm
    and applications. doi:10.1137/0218003

    Fisher, M. L. (1981). The Lagrangian relaxation method for solving integer programming
    problems. doi:10.1287/mnsc.27.1.1

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"effort": "2h"},
    ...     "forces": {"effort": "4h", "value": 3, "requires": ["vectors"]},
    ...     "history": {"effort": "3h", "value": 1}}})
    >>> curve = value_curve(graph, points=["3h"])
    >>> [(corner.effort_minutes // 60, corner.value, corner.added) for corner in curve.breakpoints]
    [(0, 0.0, ()), (6, 4.0, ('vectors@working', 'forces@working')), (9, 5.0, ('history@working',))]
    >>> curve.at("3h"), curve.points[0].value, curve.left_out("6h")[0].per_hour
    (2.0, 1.0, 0.3333333333333333)
    """
    expect("Iterable", points=points)
    return curve_asked(graph, _asked(graph, wishes), points=points)


def curve_asked(
    graph: KnowledgeGraph, asked: Asked, *, points: Iterable[str | int] = ()
) -> ValueCurve:
    """Return the value curve of wishes in the form that a plan remembers.

    Raises
    ------
    UnknownTopicError, RequestError, UnitError
        As `value_curve`.
    """
    from mlpath.solving.curving import trace  # noqa: PLC0415 - loads numpy and scipy

    asked = asked.model_copy(update={"budget_minutes": None})
    budgets = [minutes_of(point) for point in points]
    numbers = _numbers(graph, asked)
    curve = trace(numbers.instance)
    if curve is None:
        raise _impossible()
    return ValueCurve(
        graph=GraphRef(id=graph.info.id, version=graph.info.version, hash=graph.hash),
        asked=asked,
        breakpoints=_breakpoints(curve, numbers, asked),
        ceilings=tuple(
            Ceiling(price=str(price), start=str(start)) for price, start in curve.lines
        ),
        points=tuple(_point(_solved(numbers, asked, budget), budget) for budget in budgets),
    )


def around(
    graph: KnowledgeGraph,
    budget: str | int,
    *,
    by: str | int = "10h",
    **wishes: Unpack[Wishes],
) -> Around:
    """Return what some hours more and some hours less would change.

    Parameters
    ----------
    graph
        The knowledge graph.
    budget
        The learner's own minutes, or a text such as ``"300h"``.
    by
        How much more and less.
    **wishes
        As for `value_curve`.

    Returns
    -------
    Around
        The best plans of the three budgets, with the steps that come and go.

    Raises
    ------
    UnknownTopicError, RequestError, UnitError
        As `value_curve`, and if the budget cannot hold the musts.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "forces": {"effort": "4h", "value": 3}, "history": {"effort": "3h"}}})
    >>> near = around(graph, "4h", by="3h")
    >>> near.less.removed, near.more.added, near.more.value
    (('forces@working',), ('history@working',), 1.0)
    """
    asked = _asked(graph, wishes).model_copy(update={"budget_minutes": minutes_of(budget)})
    return around_asked(graph, asked, by=by)


def around_asked(graph: KnowledgeGraph, asked: Asked, *, by: str | int = "10h") -> Around:
    """Return what hours more and less change for wishes in the form that a plan remembers.

    Raises
    ------
    UnknownTopicError, RequestError, UnitError
        As `around`.
    """
    numbers = _numbers(graph, asked)
    middle, step = asked.budget_minutes or 0, minutes_of(by)
    low, high = max(0, middle - step), middle + step
    here, less, more = (_surely(graph, numbers, asked, each) for each in (middle, low, high))
    if str(here.status) == Status.INFEASIBLE:
        raise RequestError(
            Problem("bad-budget", "the budget cannot hold the musts", hint="plan() tells more")
        )
    none = str(less.status) == Status.INFEASIBLE
    return Around(
        here=_point(here, middle),
        less=None if none else _change(numbers, here, less, low),
        more=_change(numbers, here, more, high),
    )


def chosen_at(
    graph: KnowledgeGraph, asked: Asked, budgets: Iterable[int]
) -> tuple[tuple[CurvePoint, tuple[str, ...]], ...]:
    """Return the best plan of each budget with its steps, in declaration order.

    Budgets that cannot hold the musts are left out.

    Raises
    ------
    UnknownTopicError, RequestError
        As `value_curve`.
    """
    numbers = _numbers(graph, asked)
    found = []
    for budget in budgets:
        solution = _surely(graph, numbers, asked, budget)
        if str(solution.status) != Status.INFEASIBLE:
            names = _names(numbers, sorted(solution.chosen.tolist()))
            found.append((_point(solution, budget), names))
    return tuple(found)


def _asked(graph: KnowledgeGraph, wishes: Wishes) -> Asked:
    return ask(
        graph,
        goals=wishes.get("goals", ()),
        must=wishes.get("must", ()),
        known=wishes.get("known", ()),
        ban=wishes.get("ban", ()),
        budget=None,
        pace=wishes.get("pace", 1.0),
        review_share=wishes.get("review_share", 0.0),
        shares=wishes.get("shares", SHARES),
        choose="optimal",
        order="value",
        work_limit=None,
    )


def _numbers(graph: KnowledgeGraph, asked: Asked) -> Numbers:
    """Return the instance of the wishes at any budget."""
    wishes = replace(resolve(graph, asked), capacity=None, everything=False)
    numbers = compile_wishes(graph, wishes)
    if numbers.impossible:
        raise _impossible()
    return numbers


def _impossible() -> RequestError:
    return RequestError(
        Problem("bad-request", "a ban makes a must impossible", hint="plan() tells which to lift")
    )


def _solved(numbers: Numbers, asked: Asked, budget: int) -> Solution:
    from mlpath.solving import solve  # noqa: PLC0415 - loads numpy and scipy

    limited = replace(numbers.instance, capacity=asked.fitting(budget))
    return solve(limited, work_limit=asked.work_limit)


def _surely(graph: KnowledgeGraph, numbers: Numbers, asked: Asked, budget: int) -> Solution:
    """Return the best of a budget, with the chance to fit it where one was asked for."""
    if asked.sure is None and not asked.due:
        return _solved(numbers, asked, budget)
    there = asked.model_copy(update={"budget_minutes": budget})
    needed = needed_minutes(graph, there) or 0
    found, *_ = solve_wishes(graph, resolve(graph, there), numbers, needed)
    if found is not None:
        return found
    # Too little for the musts with that chance: what the solver says of too little by itself.
    plain = asked.model_copy(update={"pace": 1.0, "review_share": 0.0})
    return _solved(numbers, plain, max(0, needed - 1))


def _point(solution: Solution, budget: int) -> CurvePoint:
    return CurvePoint(
        budget_minutes=budget,
        effort_minutes=solution.effort,
        status=Status(str(solution.status)),
        value=solution.value / THOUSANDTHS,
        bound=solution.bound / THOUSANDTHS,
    )


def _breakpoints(curve: Curve, numbers: Numbers, asked: Asked) -> tuple[Breakpoint, ...]:
    found = []
    for place, added in enumerate(curve.added):
        price = None
        if place:
            gain = curve.value[place] - curve.value[place - 1]
            price = str(Fraction(gain, curve.effort[place] - curve.effort[place - 1]))
        found.append(
            Breakpoint(
                budget_minutes=asked.own(curve.effort[place]),
                effort_minutes=curve.effort[place],
                value=curve.value[place] / THOUSANDTHS,
                price=price,
                added=_names(numbers, added.tolist()),
            )
        )
    return tuple(found)


def _change(numbers: Numbers, here: Solution, other: Solution, budget: int) -> Change:
    mine, theirs = set(here.chosen.tolist()), set(other.chosen.tolist())
    return Change(
        point=_point(other, budget),
        value=(other.value - here.value) / THOUSANDTHS,
        added=_names(numbers, sorted(theirs - mine)),
        removed=_names(numbers, sorted(mine - theirs)),
    )


def _names(numbers: Numbers, places: Iterable[int]) -> tuple[str, ...]:
    return tuple(str(numbers.steps[place]) for place in places)
