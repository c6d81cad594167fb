"""`explain`: why a plan is what it is, each answer ending in what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.errors import Problem, RequestError, expect
from mlpath.explaining import missing, reasoning, sharing, trusting, weighing
from mlpath.explaining.layouts import Layout
from mlpath.explaining.trying import Trials
from mlpath.planning.wishes import minutes_of
from mlpath.plans import Status
from mlpath.topics import Step, split_name

if TYPE_CHECKING:
    from mlpath.explaining.records import Explanation
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph


def explain(
    plan: Plan, graph: KnowledgeGraph, step: str | Step | None = None, *, by: str | int = "10h"
) -> tuple[Explanation, ...]:
    """Return why a plan is what it is, or why it holds a step or does not.

    Parameters
    ----------
    plan
        A plan, an infeasible one too.
    graph
        The graph it was made for.
    step
        What is asked about, such as ``"svd@working"``; a topic without level means the deepest
        level that is planned, else the one that its name means. None asks about the whole plan.
    by
        For the whole plan: how many hours more and less are looked at.

    Returns
    -------
    tuple of Explanation
        For a planned step `WhyThis`, `WhyLevel` and `WhyNow`; for another one `WhyNot`. For the
        whole plan `Hours`, `Bottleneck`, `Slack`, `Chain`, `Early`, `Shared` and `HowSure`,
        each where it makes sense. For an infeasible plan `WhyInfeasible`. Each is data, has a
        sentence, and says what to change and what that does: each change was tried by planning
        again.

    Raises
    ------
    RequestError
        If the plan is of another graph.
    UnknownTopicError
        If the step is not in the graph.
    UnitError
        If the hours cannot be read.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"title": "Vectors", "effort": "2h", "value": 0},
    ...     "forces": {"title": "Forces", "effort": "4h", "requires": ["vectors"]}}})
    >>> print(explain(plan(graph, budget="5h"), graph, "forces")[0].changes[0].effect)
    +1 value, adding Forces (working) and Vectors (working), dropping nothing
    """
    expect("Plan", plan=plan)
    expect("KnowledgeGraph", graph=graph)
    _check(plan, graph)
    trials = Trials(plan, graph)
    if plan.status is Status.INFEASIBLE:
        return (missing.why_infeasible(trials),)
    if step is None:
        return _whole(trials, minutes_of(by))
    found = _meant(plan, graph, step)
    if found not in plan:
        return (missing.why_not(trials, found),)
    layout = Layout.of(plan, graph)
    place = layout.place[found]
    return (
        reasoning.why_this(layout, place, trials),
        reasoning.why_level(layout, found.topic, trials),
        reasoning.why_now(layout, place, trials),
    )


def _check(plan: Plan, graph: KnowledgeGraph) -> None:
    if plan.graph.hash != graph.hash:
        hint = "plan again for this one"
        raise RequestError(
            Problem("other-graph", "the plan was made for another graph", hint=hint)
        )


def _meant(plan: Plan, graph: KnowledgeGraph, name: str | Step) -> Step:
    """Return the step that a name means in a plan."""
    topic, level = name if isinstance(name, Step) else split_name(name)
    found = graph.step(name)
    if level is None:
        planned = [each.step for each in plan.steps if each.topic == graph.topic(topic).id]
        return max(planned, default=found)
    return found


def _whole(trials: Trials, by: int) -> tuple[Explanation, ...]:
    layout = Layout.of(trials.plan, trials.graph)
    found = (
        weighing.hours(trials, by),
        weighing.bottleneck(layout, trials),
        weighing.slack(layout, trials),
        weighing.chain(layout, trials),
        weighing.early(trials),
        sharing.shared(trials),
        trusting.how_sure(trials),
    )
    return tuple(each for each in found if each is not None)


def sentences(plan: Plan, graph: KnowledgeGraph) -> dict[str, tuple[str, ...]]:
    """Return for every planned step why it is there, at that level and then, planning nothing.

    Parameters
    ----------
    plan, graph
        A plan and the graph it was made for.

    Returns
    -------
    dict
        By step, as ``svd@working``, in study order; the sentences of `explain` without what
        would change it.

    Raises
    ------
    RequestError
        If the plan is of another graph.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"title": "SVD", "effort": "2h"}}})
    >>> sentences(plan(graph), graph)["svd@working"][0]
    'SVD (working) takes 2 h and is worth it by itself.'
    """
    _check(plan, graph)
    layout = Layout.of(plan, graph)
    topics = {planned.topic for planned in plan.steps}
    levels = {topic: reasoning.why_level(layout, topic).sentence for topic in topics}
    return {
        str(planned.step): (
            f"{reasoning.told_this(layout, place)}.",
            levels[planned.topic],
            reasoning.why_now(layout, place).sentence,
        )
        for place, planned in enumerate(plan.steps)
    }
