"""`balance`: a plan laid into terms, prerequisites first, no term fuller than need be."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from mlpath.errors import Problem, RequestError, TermsError, expect
from mlpath.planning.wishes import minutes_of
from mlpath.plans import Term, Terms
from mlpath.units import show

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.solving.terms import TermLayout, TermProblem
    from mlpath.topics import KnowledgeGraph

TERMS = 5_200
_NAMED = 6  # steps of a chain that a message names


def balance(
    plan: Plan,
    graph: KnowledgeGraph,
    *,
    terms: int | None = None,
    term_hours: str | int | None = None,
    same_term: bool = False,
) -> Terms:
    """Return the plan laid into terms so that the fullest one is as light as can be.

    Parameters
    ----------
    plan
        A plan that is not infeasible.
    graph
        The graph it was made for.
    terms
        How many terms there are; without it, as few as `term_hours` allows.
    term_hours
        Most that a term may take: minutes, or a text such as ``"40h"``, in the learner's own
        time.
    same_term
        Whether a prerequisite may stand in the same term as what needs it, before it. Otherwise
        it stands in an earlier one; only levels of one topic and corequisites share a term.

    Returns
    -------
    Terms
        Steps are never divided. Inside a term they stand in the plan's study order.

    Raises
    ------
    RequestError
        If the plan is infeasible or of another graph.
    TermsError
        If no such terms can be, or none were found.
    UnitError
        If the hours of a term cannot be read.

    Notes
    -----
    With a number of terms this is the balanced academic curriculum problem; with a capacity alone
    the simple assembly line balancing problem. Both are hard: small ones are proven, others come
    with a bound. The plan's work limit is the engine's. Terms have no dates, so that due dates of
    the plan are not kept by them.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "a": "2h", "b": {"effort": "3h", "requires": ["a"]}, "c": "4h", "d": "1h"}})
    >>> laid = balance(plan(graph), graph, terms=2)
    >>> [(term.minutes, term.steps) for term in laid.terms], laid.status
    ([(360, ('a@working', 'c@working')), (240, ('d@working', 'b@working'))], 'optimal')
    """
    expect("Plan", plan=plan)
    expect("KnowledgeGraph", graph=graph)
    expect("int | None", terms=terms)
    from mlpath.solving import balancing  # noqa: PLC0415 - loads numpy

    capacity = _capacity(plan, graph, terms, term_hours)
    problem = _problem(plan, graph, terms, capacity, apart=0 if same_term else 1)
    _refuse_hopeless(plan, problem, capacity)
    lay = balancing.fewest if terms is None else balancing.balance
    layout = lay(problem, nodes=plan.asked.work_limit)
    if layout.term is None:
        _refuse(layout, problem, capacity)
    held = _terms(plan, layout, terms)
    return Terms(
        capacity_minutes=capacity,
        fewest=terms is None,
        same_term=same_term,
        status="optimal" if layout.proven else "feasible",
        bound_effort_minutes=layout.bound,
        bound_terms=min(layout.terms_bound, len(held)) if terms is None else None,
        terms=held,
    )


def _capacity(
    plan: Plan, graph: KnowledgeGraph, terms: int | None, term_hours: str | int | None
) -> int | None:
    """Return the most minutes of a term, once all that was asked makes sense."""
    if plan.status == "infeasible":
        raise RequestError("an infeasible plan cannot be laid into terms", hint="see its ways out")
    if plan.graph.hash != graph.hash:
        raise RequestError("the plan was made for another graph", hint="plan again for this one")
    if terms is None and term_hours is None:
        hint = "such as 8 terms, or terms of 40h"
        raise RequestError(Problem("bad-request", "neither terms nor hours of a term", hint=hint))
    if terms is not None and (isinstance(terms, bool) or not 1 <= terms <= TERMS):
        hint = f"a whole number from 1 to {TERMS}"
        raise RequestError(Problem("bad-request", f"{terms!r} terms", hint=hint))
    return None if term_hours is None else minutes_of(term_hours)


def _problem(
    plan: Plan, graph: KnowledgeGraph, terms: int | None, capacity: int | None, apart: int
) -> TermProblem:
    """Return the plan in numbers: step n is its n-th."""
    from mlpath.solving.terms import TermProblem  # noqa: PLC0415 - loads numpy

    edges = [(step, other, apart if given else 0) for step, other, given in edges_of(plan, graph)]
    return TermProblem.build(
        [planned.effort_minutes for planned in plan.steps],
        edges,
        max(1, len(plan.steps)) if terms is None else terms,
        load=(0, None if capacity is None else plan.asked.fitting(capacity)),
    )


def edges_of(plan: Plan, graph: KnowledgeGraph) -> list[tuple[int, int, bool]]:
    """Return which steps of a plan need which, by place, and whether an author said so.

    Of an any-of group only the alternative that the plan chose counts. Levels and corequisites
    are edges that no requirement of a topic gave.
    """
    number = {planned.step: place for place, planned in enumerate(plan.steps)}
    named = {str(step): place for step, place in number.items()}
    steps = graph.expansion.steps
    edges = [
        (number[steps[edge.target]], number[steps[edge.source]], edge.position is not None)
        for edge in graph.expansion.edges
        if steps[edge.target] in number and steps[edge.source] in number
    ]
    return edges + [
        (named[choice.step], named[choice.chosen], True)
        for choice in plan.choices
        if choice.step in named and choice.chosen in named
    ]


def _refuse_hopeless(plan: Plan, problem: TermProblem, capacity: int | None) -> None:
    """Refuse what a single step, a chain or the sum shows to be impossible.

    Raises
    ------
    TermsError
        With what would do.
    """
    from mlpath.solving.terms import longest_chain  # noqa: PLC0415 - loads numpy

    names = [str(planned.step) for planned in plan.steps]
    chain = longest_chain(problem)
    lag = {(step, other): lag for step in chain for other, lag in problem.needs[step]}
    # Of steps that may share a term the first stands for all.
    links = [pair[1] for pair in pairwise(chain) if lag[pair[::-1]]]
    if len(links) >= problem.terms:
        shown = [names[step] for step in (*chain[:1], *links)]
        if len(shown) > _NAMED:
            shown = [*shown[: _NAMED - 1], "...", shown[-1]]
        message = f"{problem.terms} terms are too few for {' -> '.join(shown)}"
        least = f"{len(links) + 1} terms or more"
        hint = f"{least}, or --same-term: prerequisites may stand in the term of what needs them"
        raise TermsError(message, hint=hint)
    if capacity is None:
        return
    longest = max(plan.steps, key=lambda planned: planned.effort_minutes, default=None)
    if longest is not None and plan.asked.own(longest.effort_minutes) > capacity:
        need = show(plan.asked.own(longest.effort_minutes))
        message = f"{longest.step} takes {need}, more than a term of {show(capacity)}"
        raise TermsError(message, hint=f"terms of {need} or more")
    if plan.effort_minutes > problem.terms * plan.asked.fitting(capacity):
        need = show(plan.asked.own(plan.effort_minutes))
        message = f"the plan takes {need}, more than {problem.terms} terms of {show(capacity)}"
        raise TermsError(message, hint="more terms, or longer ones")


def _refuse(layout: TermLayout, problem: TermProblem, capacity: int | None) -> NoReturn:
    """Say that there is no layout, or that none was found."""
    within = f"{problem.terms} terms of {show(capacity or 0)}"
    message = f"the plan cannot be laid into {within}"
    if not layout.proven:
        message = f"found no way to lay the plan into {within}; there may be one"
    raise TermsError(message, hint="more terms, or longer ones")


def _terms(plan: Plan, layout: TermLayout, terms: int | None) -> tuple[Term, ...]:
    """Return the terms with their steps in study order."""
    places = [] if layout.term is None else layout.term.tolist()
    how_many = max(places, default=-1) + 1 if terms is None else terms
    held: list[list[int]] = [[] for _ in range(how_many)]
    for step, place in enumerate(places):
        held[place].append(step)
    found = []
    for place, steps in enumerate(held, 1):
        effort = sum(plan.steps[step].effort_minutes for step in steps)
        names = tuple(str(plan.steps[step].step) for step in steps)
        own = plan.asked.own(effort)
        found.append(Term(term=place, effort_minutes=effort, minutes=own, steps=names))
    return tuple(found)
