"""``mlpath why``: what a step needs and why, what it leads to, and why a plan has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli import options
from mlpath.cli.completing import complete_topic
from mlpath.cli.loading import check_same_graph, find_step, load_graph, load_plan
from mlpath.cli.output import SCHEMA_VERSION, as_json, clean, put, render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from rich.tree import Tree

    from mlpath.plans import LeftOut, Plan, PlannedStep
    from mlpath.topics import KnowledgeGraph, Step

SHOWN = 12


def why_command(
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
        str | None,
        options.plan_file(
            "A plan's JSON file: why it has the step, or what adding it would cost."
        ),
    ] = None,
    depth: Annotated[
        int,
        typer.Option(min=1, max=20, help="How many steps back the reasons go."),
    ] = 2,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """Say what a step needs and for what reason, and what it leads to.

    \b
    mlpath why svd
    mlpath why attention@working --plan plan.json
    """
    graph, name = options.one_name(names, graph, "step")
    loaded = load_graph(graph, overlay)
    step = find_step(loaded, name)
    planned = load_plan(plan) if plan is not None else None
    if planned is not None:
        check_same_graph(planned, loaded)
    if format == options.Simple.JSON:
        put(as_json(_as_dict(loaded, step, planned)))
    else:
        put(_text(loaded, step, planned, depth))


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


def _as_dict(graph: KnowledgeGraph, step: Step, plan: Plan | None) -> dict[str, Any]:
    from mlpath.ordering import closure

    needed = closure(graph, [step])
    answer: dict[str, Any] = {
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
    if plan is not None:
        chosen, left = _chosen(step, plan), _left(step, plan)
        answer["plan"] = {"state": "chosen" if chosen else "left out" if left else "absent"}
        found = chosen or left
        if found is not None:
            answer["plan"] |= found.model_dump(mode="json", exclude={"topic", "level"})
    return answer


def _text(graph: KnowledgeGraph, step: Step, plan: Plan | None, depth: int) -> str:
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
    if plan is not None:
        parts += [*_plan_lines(graph, step, plan), Text()]
    parts += [_needs_tree(graph, step, depth), Text(), _leads_tree(graph, step)]
    return render(*parts)


def _plan_lines(graph: KnowledgeGraph, step: Step, plan: Plan) -> Iterable[RenderableType]:
    from rich.text import Text
    from rich.tree import Tree

    from mlpath.units import show
    from mlpath.writing.texts import number

    found, left = _chosen(step, plan), _left(step, plan)
    if left is not None:
        yield Text(
            f"In the plan: no. Adding it now takes {show(left.closure_minutes)} "
            f"and earns {number(left.closure_value)}."
        )
        return
    if found is None:
        known = step in {graph.step(name) for name in plan.asked.known}
        yield Text("In the plan: no. " + ("It is known." if known else "No goal gives it value."))
        return
    place = [each.step for each in plan.steps].index(step) + 1
    tree = Tree(Text(f"In the plan: step {place}, for the goal {found.reason.goal}"))
    branch = tree
    for hop in found.reason.via:
        branch = branch.add(_edge(graph, graph.step(hop.step), hop.reason, "for "))
    yield tree


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
