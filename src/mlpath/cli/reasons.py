"""What ``why``, ``why-not`` and ``explain`` share: the plan in question, and answers as trees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mlpath.cli import options
from mlpath.cli.loading import check_same_graph, find_step, load_plan
from mlpath.cli.output import SCHEMA_VERSION, clean
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import typer
    from rich.console import RenderableType
    from rich.tree import Tree

    from mlpath.explaining import Explanation, Suggestion
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph, Step

SHOWN = 5
WISHES = (
    *("goal", "must", "known", "ban", "budget", "weeks", "hours", "start", "deadline", "off"),
    *("holidays", "due", "pace"),
    *("pace_sigma", "sure", "review", "choose", "order"),
)


class Wanted(NamedTuple):
    """What options say about the plan in question: a file's, or one that is made now.

    Attributes
    ----------
    plan
        A plan's JSON file; the others are then of no use.
    """

    plan: str | None
    goal: list[str] | None
    must: list[str] | None
    known: list[str] | None
    ban: list[str] | None
    budget: str | None
    weeks: int | None
    hours: str | None
    start: str | None
    deadline: str | None
    off: list[str] | None
    holidays: str | None
    due: list[str] | None
    pace: float
    pace_sigma: float | None
    sure: float | None
    review: float
    choose: options.Choose
    order: options.Order

    @property
    def says_anything(self) -> bool:
        """Whether they differ from what nobody asked for."""
        return self.is_plan or bool(self.known) or bool(self.ban)

    @property
    def is_plan(self) -> bool:
        """Whether they say enough to speak of a plan, and not only of the graph."""
        said = (self.plan, self.goal, self.must, self.due, self.budget)
        return any(each is not None and each != [] for each in said) or (
            self.hours is not None and (self.weeks is not None or self.deadline is not None)
        )


def wanted_plan(context: typer.Context, wanted: Wanted, graph: KnowledgeGraph) -> Plan:
    """Return the plan in question, as ``mlpath plan`` makes it.

    Raises
    ------
    FileError, PlanError
        If a file cannot be read, holds no plan or one of another graph.
    RequestError, UnknownTopicError, UnitError
        If what is wanted makes no sense.
    """
    if wanted.plan is not None:
        found = load_plan(wanted.plan)
        check_same_graph(found, graph)
        return found
    from mlpath.cli.plan import due_dates, total_budget
    from mlpath.cli.timing import timing_of
    from mlpath.planning import plan
    from mlpath.planning.dating import keep_due
    from mlpath.scheduling import schedule

    dates = due_dates(wanted.due, balance=False, curve=False)
    timing = timing_of(
        context,
        wanted.hours,
        wanted.start,
        budget=total_budget(wanted.budget, wanted.weeks, wanted.hours, wanted.start),
        weeks=wanted.weeks,
        deadline=wanted.deadline,
        off=wanted.off,
        holidays=wanted.holidays,
    )
    made = plan(
        graph,
        goals=options.several(wanted.goal),
        must=(*options.several(wanted.must), *dates),
        known=options.several(wanted.known),
        ban=options.several(wanted.ban),
        budget=timing.limit,
        pace=wanted.pace,
        pace_sigma=wanted.pace_sigma,
        sure=None if wanted.sure is None else options.share_of(wanted.sure),
        review_share=options.share_of(wanted.review),
        choose=str(wanted.choose),
        order=str(wanted.order),
    )
    calendar = timing.calendar
    if made.status == "infeasible":
        return made
    hours = None if calendar is None else calendar.availability
    if dates:
        made = keep_due(made, graph, dates, hours=hours, start=wanted.start)
    if hours is None:
        return made
    laid = schedule(made, hours=hours, deadline=wanted.deadline)
    return made.model_copy(update={"schedule": laid})


def answered(
    wanted: Wanted, plan: Plan, graph: KnowledgeGraph, step: Step | None = None, by: str = "10h"
) -> list[Explanation]:
    """Return what `mlpath.explain` says; a budget is none while weeks or a deadline limit it."""
    from mlpath.explaining import explain

    found = explain(plan, graph, step, by=by)
    limits = (("--weeks", wanted.weeks), ("--deadline", wanted.deadline))
    words = [word for flag, each in limits if each is not None for word in (flag, str(each))]
    if wanted.plan is not None or not words:
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


def check_wanted(context: typer.Context, wanted: Wanted, *, needed: bool) -> None:
    """Refuse a plan of everything, which nobody asked for, and two plans at once.

    Parameters
    ----------
    needed
        Whether the command speaks of a plan only.

    Raises
    ------
    RequestError
        If no option says which plan is meant, or two do.
    """
    command = context.info_name
    given = [name for name in WISHES if wanted.plan and options.is_given(context, name)]
    if given:
        flag = given[0].replace("_", "-")
        message = f"--plan is a plan already, --{flag} asks for another"
        raise RequestError(Problem("bad-request", message, hint="leave one of them out"))
    if needed and not wanted.says_anything:
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


def graph_words(graph: str | None, overlay: Sequence[str] | None) -> list[str]:
    """Return the words of a command line that name a graph."""
    laid = [word for each in overlay or () for word in ("--overlay", each)]
    return [*([graph] if graph else []), *laid]


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
    due = {each.step: each.by_minutes for each in plan.due}
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

    from mlpath.explaining import Bottleneck, Chain, Slack, WhyThis
    from mlpath.units import show
    from mlpath.writing.texts import number

    if isinstance(explanation, WhyThis):
        branch = tree
        for hop in explanation.via if len(explanation.via) > 1 else ():
            step = graph.step(hop.step)
            text = Text(f"for {clean(graph.topic(step.topic).title)}")
            text.append(f" ({step.level})", style="dim")
            if hop.reason:
                text.append(f": {clean(hop.reason)}")
            branch = branch.add(text)
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
