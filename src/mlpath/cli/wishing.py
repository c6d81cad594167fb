"""Goals as steps and values, for commands that do not plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.cli.options import several

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.topics import KnowledgeGraph, Step


def wished_goals(goals: Sequence[str] | None, musts: Sequence[str] | None) -> tuple[str, ...]:
    """Return goals and musts; with musts alone the graph's own values rule, as in a plan."""
    named = several(goals)
    return (*named, *several(musts)) if named else ()


def wished(
    graph: KnowledgeGraph, goals: Sequence[str], known: Sequence[str] = ()
) -> tuple[list[Step], dict[Step, int], list[Step]]:
    """Return what goals ask for, what each step earns, and the known steps with all they need.

    Returns
    -------
    tuple
        The steps of the goals (without goals: every step), thousandths by step, known steps.
    """
    from mlpath.planning.wishes import resolve, step_values
    from mlpath.plans import Asked

    wishes = resolve(graph, Asked(goals=tuple(goals), known=tuple(known)))
    values = step_values(graph, wishes.targets, wishes.asked.shares)
    targets = [target.step for target in wishes.targets] if goals else list(graph.steps)
    return targets, values, list(wishes.known)
