"""`check_plan`: everything a plan claims, recomputed from the graph by other means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.auditing.accounts import (
    check_choices,
    check_left_out,
    check_reasons,
    check_settled,
)
from mlpath.auditing.asking import read_wishes
from mlpath.auditing.audit import Audit
from mlpath.auditing.calendars import check_schedule
from mlpath.auditing.chances import check_fits, check_limit
from mlpath.auditing.dues import check_due
from mlpath.auditing.members import (
    check_ballast,
    check_completion,
    check_prerequisites,
    check_steps,
    check_totals,
    check_wanted,
)
from mlpath.auditing.orders import check_order
from mlpath.auditing.proofs import check_near, check_proof, check_worth
from mlpath.auditing.rescues import check_infeasible
from mlpath.auditing.resources import check_resources
from mlpath.auditing.rivals import check_prefix, check_rivals
from mlpath.auditing.rules import rules_of
from mlpath.auditing.terms import check_terms
from mlpath.errors import COLLECTED, MlpathError, Problem, expect
from mlpath.plans import Status, thousandths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph

_ALWAYS = "all that is said of steps: prerequisites, minutes, values, reasons, totals, left out"


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found about a plan.

    Attributes
    ----------
    problems
        Everything that does not hold, as `check_plan` returns it.
    recomputed, trusted
        Of a plan that holds, what was shown anew, and what could not be: there the word of the
        planner is taken. A sentence each.
    """

    problems: tuple[Problem, ...]
    recomputed: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()


def check_plan(plan: Plan, graph: KnowledgeGraph) -> tuple[Problem, ...]:
    """Return everything about a plan that does not hold.

    Parameters
    ----------
    plan
        The plan, from `mlpath.plan` or from a file that anybody may have edited.
    graph
        The graph it claims to be made for.

    Returns
    -------
    tuple of Problem
        Empty for a plan that holds, else the first thousand. Codes: ``wrong-graph``,
        ``wrong-asked``, ``foreign-step``, ``doubled-step``, ``known-step``, ``banned-step``,
        ``missing-prerequisite``, ``out-of-order``, ``missing-must``, ``missing-step``,
        ``ballast``, ``over-budget``, ``wrong-budget``, ``wrong-effort``, ``wrong-value``,
        ``wrong-total``, ``wrong-choice``, ``wrong-reason``, ``wrong-left-out``, ``wrong-settled``,
        ``wrong-bound``, ``wrong-gap``, ``wrong-fits``, ``wrong-status``, ``wrong-proof``,
        ``unproven-bound``, ``wrong-schedule``, ``wrong-terms``, ``wrong-due``,
        ``wrong-resources``, ``wrong-needed``, ``wrong-way-out``, ``wrong-order``,
        ``wrong-nested``.

    Notes
    -----
    Nothing of the planner, the solver or the orderings is used. Levels, prerequisites, values and
    budgets are read anew from the topics and the wishes; bounds are certified by a flow found
    here and summed in whole numbers, those of the weighted completion time too. What a *search*
    closed beyond the price's bound cannot be checked without searching again: there the plan
    names the search, and is refused only where a better choice is found at once. `examine` tells
    what was recomputed and what was not.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> good = plan(graph, budget="6h")
    >>> check_plan(good, graph)
    ()
    >>> [problem.code for problem in check_plan(good.model_copy(update={"gap": 0.1}), graph)]
    ['wrong-gap']
    """
    return examine(plan, graph).problems


def examine(plan: Plan, graph: KnowledgeGraph) -> Examined:
    """Return what does not hold of a plan, and what of the rest was recomputed or believed.

    Parameters
    ----------
    plan, graph
        As for `check_plan`.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> found = examine(plan(graph, budget="6h"), graph)
    >>> found.recomputed[-1], found.trusted
    ('all that is of value comes to 1', ())
    """
    expect("Plan", plan=plan)
    expect("KnowledgeGraph", graph=graph)
    problems = tuple(_graph(plan, graph))
    if problems:
        return Examined(problems)
    rules = rules_of(graph)
    try:
        reading = read_wishes(graph, rules, plan.asked)
    except MlpathError as error:
        return Examined(
            tuple(
                Problem("wrong-asked", f"what was asked makes no sense: {found.message}")
                for found in error.problems
            )
        )
    audit = Audit(plan, rules, reading, list(check_limit(plan, graph, reading)))
    if plan.status is Status.INFEASIBLE:
        audit.problems += _nothing(plan)
        check_infeasible(audit, graph)
    else:
        _held(audit, graph)
    if audit.problems:
        return Examined(tuple(audit.problems[:COLLECTED]))
    return Examined((), tuple(audit.recomputed), tuple(audit.trusted))


def _graph(plan: Plan, graph: KnowledgeGraph) -> Iterator[Problem]:
    claimed = plan.graph
    for name, said, true in (
        ("hash", claimed.hash, graph.hash),
        ("id", claimed.id, graph.info.id),
        ("version", claimed.version, graph.info.version),
    ):
        if said != true:
            message = f"the plan was made for a graph of {name} {said!r}; this one has {true!r}"
            hint = "plan again for this graph"
            yield Problem("wrong-graph", message, hint=hint, path=("graph", name))


def _nothing(plan: Plan) -> Iterator[Problem]:
    """Yield what an infeasible plan must not hold."""
    if plan.steps or plan.choices or plan.left_out or plan.settled or plan.schedule or plan.terms:
        message = "an infeasible plan holds steps, choices, wishes, a schedule or terms"
        yield Problem("wrong-status", message, path=("status",))
    if plan.value or plan.bound or plan.effort_minutes or plan.gap:
        message = "an infeasible plan has a value, a bound, a gap or an effort"
        yield Problem("wrong-total", message, path=("value",))
    if plan.proof.kind != "none":
        message = f"an infeasible plan claims a proof by {plan.proof.kind!r}"
        yield Problem("wrong-proof", message, path=("proof", "kind"))


def _held(audit: Audit, graph: KnowledgeGraph) -> None:
    """Note what does not hold of a plan that has steps."""
    plan = audit.plan
    audit.recomputed.append(_ALWAYS)
    check_steps(audit)
    check_prerequisites(audit)
    check_wanted(audit)
    check_totals(audit)
    check_choices(audit)
    sound = not audit.problems
    if sound:  # what follows speaks of a sound list of steps
        check_ballast(audit)
        check_reasons(audit)
        check_left_out(audit)
        check_settled(audit)
        check_completion(audit)
        check_order(audit, graph)
        check_fits(audit, graph)
    check_worth(audit)
    check_near(audit)
    check_proof(audit)
    if sound and plan.proof.kind == "search":  # other proofs leave nothing to refute
        check_rivals(audit, thousandths(plan.bound))
    if sound:
        check_prefix(audit)
    if plan.needed_minutes is not None or plan.ways_out:
        audit.add("wrong-status", "a plan that holds its musts needs no way out", "ways_out")
    if (plan.due or plan.asked.due) and not audit.problems:
        check_due(audit)
    if plan.schedule is not None:
        check_schedule(audit, plan.schedule)
    if plan.terms is not None:
        check_terms(audit, plan.terms)
    if not audit.problems:
        check_resources(audit, graph)
