"""What ``why``, ``why-not`` and ``explain`` share: the plan in question, and answers as trees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlpath.cli.loading import check_same_graph, find_step, load_plan
from mlpath.cli.making import make
from mlpath.cli.output import SCHEMA_VERSION, clean
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.tree import Tree

    from mlpath.cli.wanting import Wanted
    from mlpath.explaining import Explanation, Shared, Suggestion
    from mlpath.plans import Hop, Plan
    from mlpath.topics import KnowledgeGraph, Step

SHOWN = 5


def wanted_plan(plan: str | None, wanted: Wanted, graph: KnowledgeGraph) -> Plan:
    """Return the plan in question: a file's, or the one that ``mlpath plan`` makes.

    Raises
    ------
    FileError, PlanError
        If a file cannot be read, holds no plan or one of another graph.
    RequestError, UnknownTopicError, UnitError
        If what is wanted makes no sense.
    """
    if plan is None:
        return make(graph, wanted)
    found = load_plan(plan)
    check_same_graph(found, graph)
    return found


def answered(
    plan: Plan,
    graph: KnowledgeGraph,
    step: Step | None = None,
    *,
    by: str = "10h",
    wanted: Wanted | None = None,
) -> list[Explanation]:
    """Return what `mlpath.explain` says; a budget is none while weeks or a deadline limit it.

    Parameters
    ----------
    wanted
        What the plan was made for, where no file holds it.
    """
    from mlpath.explaining import explain

    found = explain(plan, graph, step, by=by)
    limits: tuple[tuple[str, object], ...]
    if wanted is not None:
        limits = (("--weeks", wanted.weeks), ("--deadline", wanted.deadline))
    else:
        until = plan.schedule if plan.asked.until_deadline else None
        limits = (("--deadline", None if until is None else until.deadline),)
    words = [word for flag, each in limits if each is not None for word in (flag, str(each))]
    if not words:
        return list(found)
    return [
        each.model_copy(
            update={"changes": tuple(_freed(change, words) for change in each.changes)}
        )
        for each in found
    ]


def _freed(change: Suggestion, limits: Sequence[str]) -> Suggestion:
    if "budget" not in change.arguments:
        return change
    flags = " ".join(change.flags)
    advice = change.advice.replace(flags, f"{flags}, leaving out {' '.join(limits)},", 1)
    return change.model_copy(update={"without": (*change.without, *limits), "advice": advice})


def check_wanted(command: str, plan: str | None, wanted: Wanted, *, needed: bool) -> None:
    """Refuse a plan of everything, which nobody asked for, and two plans at once.

    Parameters
    ----------
    command
        Its name.
    plan
        A plan's file.
    needed
        Whether the command speaks of a plan only.

    Raises
    ------
    RequestError
        If no option says which plan is meant, or two do.
    """
    wanted.refuse_beside(plan)
    if needed and plan is None and not wanted.says_anything:
        message = f"{command} speaks of a plan: say which"
        hint = "--plan plan.json, or what it is made for: --budget 100h --goal attention"
        raise RequestError(Problem("usage", message, hint=hint))


def meant(name: str, plan: Plan, graph: KnowledgeGraph) -> Step:
    """Return the step of a name; without a level, the deepest that the plan holds of its topic."""
    step = find_step(graph, name)
    if "@" in name:
        return step
    planned = [each.step for each in plan.steps if each.topic == step.topic]
    return max(planned, default=step)


def as_dict(
    found: Sequence[Explanation], plan: Plan, where: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return answers as plain data, each change with the command that makes it.

    Parameters
    ----------
    where
        The words of the command line that name the graph.
    """
    from mlpath.cli.rendering import command_line

    answers = []
    due = {each.step: each.by_minutes for each in (plan.asked.due or plan.due)}
    for explanation in found:
        data = explanation.to_dict()
        for change, held in zip(data["changes"], explanation.changes, strict=True):
            if held.arguments and plan.asked.before is None:
                arguments = {"due": due, **held.arguments}
                change["command"] = command_line(plan.asked, arguments, where)
        answers.append(data)
    return answers


def document(plan: Plan, answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return answers about a plan as one JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "status": str(plan.status),
        "graph": plan.graph.model_dump(mode="json"),
        "explanations": list(answers),
    }


TITLES = {
    "why": "Why this",
    "why-level": "Why this level",
    "why-now": "Why now",
    "why-not": "Why not",
    "why-infeasible": "Why no plan",
    "hours": "What hours buy",
    "bottleneck": "What most waits for",
    "slack": "How much room",
    "chain": "The longest chain",
    "early": "How early value comes",
    "shared": "What goals share",
    "sure": "How sure",
}


def heading(plan: Plan, graph: KnowledgeGraph) -> list[RenderableType]:
    """Return which plan is spoken of: the graph, and how good the plan is."""
    from rich.text import Text

    from mlpath.writing.verdicts import verdict

    return [Text(clean(graph.info.title), style="bold"), Text(verdict(plan)), Text()]


def trees(found: Iterable[Explanation], graph: KnowledgeGraph) -> list[Tree]:
    """Return answers as trees for a terminal: what is so, what is behind it, what to change."""
    from rich.text import Text
    from rich.tree import Tree

    grown = []
    for explanation in found:
        tree = Tree(Text(TITLES[explanation.question], style="bold"))
        tree.add(Text(f"{clean(explanation.fact)}."))
        _details(tree, explanation, graph)
        for change in explanation.changes:
            line = Text(clean(change.advice))
            line.stylize("bold", 0, len(" ".join(change.flags)))
            tree.add(line)
        grown.append(tree)
    return grown


def _details(tree: Tree, explanation: Explanation, graph: KnowledgeGraph) -> None:
    """Add what an answer holds beside its sentence."""
    from rich.text import Text

    from mlpath.explaining import Bottleneck, Chain, Shared, Slack, WhyThis
    from mlpath.units import show
    from mlpath.writing.texts import number

    if isinstance(explanation, WhyThis):
        _way(tree, explanation.via, graph)
    elif isinstance(explanation, Bottleneck):
        for each in explanation.steps[1:]:
            locked = f"{show(each.locked_minutes)} and {number(each.locked_value)} of value"
            tree.add(Text(f"{each.step} unlocks {locked}"))
    elif isinstance(explanation, Slack):
        for goal in explanation.goals[1:SHOWN]:
            tree.add(Text(f"{goal.goal}: {show(goal.slack_minutes)}"))
        if len(explanation.goals) > SHOWN:
            more = len(explanation.goals) - SHOWN
            tree.add(Text(f"and {more:,} goals more with more room", style="dim"))
    elif isinstance(explanation, Chain):
        tree.add(Text(" → ".join(explanation.steps)))
    elif isinstance(explanation, Shared):
        _shared(tree, explanation)


def _way(tree: Tree, via: Sequence[Hop], graph: KnowledgeGraph) -> None:
    """Add the way from a step to its goal, each hop below the one before."""
    from rich.text import Text

    for hop in via if len(via) > 1 else ():
        step = graph.step(hop.step)
        lead = "recommended by" if hop.recommended else "for"
        text = Text(f"{lead} {clean(graph.topic(step.topic).title)}")
        text.append(f" ({step.level})", style="dim")
        if hop.reason:
            text.append(f": {clean(hop.reason)}")
        tree = tree.add(text)


def _shared(tree: Tree, explanation: Shared) -> None:
    """Add what other pairs of goals share, and what each goal costs."""
    from rich.text import Text

    from mlpath.units import show

    for pair in explanation.pairs[1:]:
        tree.add(Text(f"{pair.first} and {pair.second} share {show(pair.saved_minutes)}"))
    for price in explanation.prices[:SHOWN]:
        costs = show(price.minutes) if price.minutes else "nothing"
        alone = f"{show(price.alone_minutes)} by itself"
        tree.add(Text(f"{price.goal} costs {costs} on top of the others, {alone}"))
