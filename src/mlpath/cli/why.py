"""``mlpath why``: what a step needs and why, what it leads to, and why a plan has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli import options
from mlpath.cli.completing import complete_topic
from mlpath.cli.loading import find_step, load_graph
from mlpath.cli.output import SCHEMA_VERSION, Talk, as_json, clean, put, render, working
from mlpath.cli.reasons import (
    Wanted,
    answered,
    as_dict,
    check_wanted,
    graph_words,
    meant,
    trees,
    wanted_plan,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.tree import Tree

    from mlpath.explaining import Explanation
    from mlpath.plans import LeftOut, Plan, PlannedStep
    from mlpath.topics import KnowledgeGraph, Step

SHOWN = 12


def why_command(
    ctx: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="STEP",
            help="A step such as svd@working, a topic, or its title; of two words the first is "
            "the graph.",
            autocompletion=complete_topic,
            show_default=False,
        ),
    ],
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    plan: Annotated[
        str | None, options.plan_file("A plan's JSON file, instead of what follows.")
    ] = None,
    goal: options.Goals = None,
    must: options.Musts = None,
    known: options.Known = None,
    ban: options.Bans = None,
    budget: options.Budget = None,
    weeks: options.Weeks = None,
    hours: options.Hours = None,
    start: options.Start = None,
    deadline: options.Deadline = None,
    off: options.Off = None,
    holidays: options.Holidays = None,
    due: options.Dues = None,
    pace: options.Pace = 1.0,
    pace_sigma: options.PaceSigma = None,
    sure: options.Sure = None,
    review: options.Review = 0.0,
    choose: options.ChooseOption = options.Choose.OPTIMAL,
    order: options.OrderOption = options.Order.VALUE,
    depth: Annotated[
        int,
        typer.Option(min=1, max=20, help="How many steps back the reasons go."),
    ] = 2,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """Say what a step needs and what it leads to; with a plan, why it holds the step just then.

    A plan is meant where --plan, --goal, --must or --budget say which. What would change it is
    named with its effect, tried by planning again.

    \b
    mlpath why svd
    mlpath why attention@working --plan plan.json
    mlpath why conditional-probability --budget 120h --goal preset:interview
    """
    graph, name = options.one_name(names, graph, "step")
    wanted = Wanted(
        plan, goal, must, known, ban, budget, weeks, hours, start, deadline, off, holidays, due,
        pace, pace_sigma, sure, review, choose, order,
    )  # fmt: skip
    check_wanted(ctx, wanted, needed=False)
    loaded = load_graph(graph, overlay)
    step = find_step(loaded, name)
    if not wanted.is_plan:
        if format == options.Simple.JSON:
            put(as_json(_as_dict(loaded, step)))
        else:
            put(_text(loaded, step, depth))
        return

    with working(ctx.find_object(Talk) or Talk(), "Trying changes ..."):
        planned = wanted_plan(ctx, wanted, loaded)
        step = meant(name, planned, loaded)
        found = answered(wanted, planned, loaded, step)
    if format == options.Simple.JSON:
        answers = as_dict(found, planned, graph_words(graph, overlay))
        data = _as_dict(loaded, step) | {"plan": _place(step, planned)}
        put(as_json(data | {"explanations": answers}))
    else:
        put(_text(loaded, step, depth, found))
    if planned.status == "infeasible":
        raise typer.Exit(1)


def _needs(graph: KnowledgeGraph, step: Step) -> list[tuple[Step, str, int | None]]:
    """Return (prerequisite, reason, any-of group) of a step in declaration order."""
    edges = graph.step_graph.in_edges(step, data=True)
    found = [(source, fields["reason"], fields["group"]) for source, _, fields in edges]
    return sorted(found, key=lambda need: graph.rank[need[0]])


def _leads_to(graph: KnowledgeGraph, step: Step) -> list[tuple[Step, str]]:
    edges = graph.step_graph.out_edges(step, data=True)
    found = [(target, fields["reason"]) for _, target, fields in edges]
    return sorted(found, key=lambda lead: graph.rank[lead[0]])


def _chosen(step: Step, plan: Plan) -> PlannedStep | None:
    return next((each for each in plan.steps if each.step == step), None)


def _left(step: Step, plan: Plan) -> LeftOut | None:
    return next((each for each in plan.left_out if each.step == step), None)


def _as_dict(graph: KnowledgeGraph, step: Step) -> dict[str, Any]:
    from mlpath.ordering import closure

    needed = closure(graph, [step])
    return {
        "schema_version": SCHEMA_VERSION,
        "topic": step.topic,
        "level": str(step.level),
        "effort_minutes": graph.effort(step),
        "closure_minutes": sum(graph.effort(each) for each in needed),
        "closure_steps": len(needed),
        "needs": [
            {"step": str(source), "reason": reason, "any_of": group}
            for source, reason, group in _needs(graph, step)
        ],
        "leads_to": [
            {"step": str(target), "reason": reason} for target, reason in _leads_to(graph, step)
        ],
    }


def _place(step: Step, plan: Plan) -> dict[str, Any]:
    """Return what a plan says of a step."""
    chosen, left = _chosen(step, plan), _left(step, plan)
    found = chosen or left
    held = found.model_dump(mode="json", exclude={"topic", "level"}) if found is not None else {}
    return {"state": "chosen" if chosen else "left out" if left else "absent"} | held


def _text(graph: KnowledgeGraph, step: Step, depth: int, found: Sequence[Explanation] = ()) -> str:
    from rich.text import Text

    from mlpath.ordering import closure
    from mlpath.units import show

    topic = graph.topic(step.topic)
    needed = closure(graph, [step])
    total = sum(graph.effort(each) for each in needed)
    head = Text(clean(topic.title), style="bold")
    head.append(f"  {step}", style="dim")
    parts: list[RenderableType] = [head]
    if topic.summary:
        parts.append(Text(clean(topic.summary)))
    own = show(graph.effort(step))
    line = f"{own} itself, {show(total)} with all it needs ({len(needed):,} steps)"
    parts += [Text(line), Text()]
    for tree in trees(found, graph):
        parts += [tree, Text()]
    parts += [_needs_tree(graph, step, depth), Text(), _leads_tree(graph, step)]
    return render(*parts)


def _edge(graph: KnowledgeGraph, step: Step, reason: str, lead: str = "") -> Any:  # noqa: ANN401 - Rich's text
    from rich.text import Text

    text = Text(f"{lead}{clean(graph.topic(step.topic).title)}")
    text.append(f" ({step.level})", style="dim")
    if reason:
        text.append(f": {clean(reason)}")
    return text


def _needs_tree(graph: KnowledgeGraph, step: Step, depth: int) -> Tree:
    """Return what a step needs, as deep as asked; what was shown above is only named."""
    from rich.text import Text
    from rich.tree import Tree

    needs = _needs(graph, step)
    tree = Tree(Text("Needs" if needs else "Needs nothing", style="bold"))
    level = [(step, tree)]
    seen = {step}
    for _ in range(depth):
        deeper = []
        for each, branch in level:
            for source, reason, group in _needs(graph, each):
                if source.topic == each.topic:
                    branch.add(Text(f"{each.topic} at {source.level}, the level below"))
                    continue
                lead = "" if group is None else "or: "
                text = _edge(graph, source, reason, lead)
                if source in seen:
                    branch.add(text.append(" (above)", style="dim"))
                    continue
                seen.add(source)
                deeper.append((source, branch.add(text)))
        level = deeper
    return tree


def _leads_tree(graph: KnowledgeGraph, step: Step) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    leads = _leads_to(graph, step)
    tree = Tree(Text("Leads to" if leads else "Leads to nothing further", style="bold"))
    for target, reason in leads[:SHOWN]:
        tree.add(_edge(graph, target, reason))
    if len(leads) > SHOWN:
        tree.add(Text(f"and {len(leads) - SHOWN:,} more (--format json has all)"))
    return tree
