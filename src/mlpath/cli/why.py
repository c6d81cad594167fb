"""``mlpath why``: what a step needs and why, what it leads to, and why a plan has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli import options
from mlpath.cli.loading import find_step, graph_words, load_graph
from mlpath.cli.output import SCHEMA_VERSION, Talk, as_json, clean, put, render, working
from mlpath.cli.reasons import (
    answered,
    as_dict,
    check_wanted,
    meant,
    trees,
    wanted_plan,
)
from mlpath.cli.wanting import Wanted, takes_wishes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.tree import Tree

    from mlpath.explaining import Explanation
    from mlpath.plans import LeftOut, Plan, PlannedStep
    from mlpath.topics import KnowledgeGraph, Step

SHOWN = 12


@takes_wishes
def why_command(
    ctx: typer.Context,
    names: options.StepNames,
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    plan: Annotated[
        str | None, options.plan_file("A plan's JSON file, instead of wishes to plan for.")
    ] = None,
    *,
    wanted: Wanted,
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
    check_wanted("why", plan, wanted, needed=False)
    loaded = load_graph(graph, overlay)
    step = find_step(loaded, name)
    if plan is None and not wanted.is_plan:
        if format == options.Simple.JSON:
            put(as_json(_as_dict(loaded, step)))
        else:
            put(_text(loaded, step, depth))
        return

    with working(ctx.find_object(Talk) or Talk(), "Trying changes ..."):
        planned = wanted_plan(plan, wanted, loaded)
        step = meant(name, planned, loaded)
        found = answered(planned, loaded, step, wanted=wanted if plan is None else None)
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
