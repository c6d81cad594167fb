"""What a plan says to learn from: every step answered, by what the graph names for its topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlpath.auditing.audit import Audit
    from mlpath.plans import StepResources
    from mlpath.topics import KnowledgeGraph
    from mlpath.topics.models import Resource

_CODE = "wrong-resources"
_TOLD = ("title", "url", "kind", "language", "free")


def check_resources(audit: Audit, graph: KnowledgeGraph) -> None:
    """Check the resources of a plan, where it has any."""
    told = audit.plan.resources
    if not told:
        return
    wanted = [(planned.step, planned.effort_minutes) for planned in audit.plan.steps]
    if [(each.step, each.effort_minutes) for each in told] != wanted:
        audit.add(
            _CODE, "the resources are not those of the plan's steps in its order", "resources"
        )
        return
    shelf = {resource.id: resource for resource in graph.resources}
    for place, each in enumerate(told):
        named = {use.resource for use in graph.topic(each.topic).resources}
        fault = _fault(each, {name: shelf[name] for name in named})
        if fault:
            audit.add(_CODE, f"{each.step}: {fault}", "resources", place)


def _fault(each: StepResources, named: dict[str, Resource]) -> str:
    """Return what is wrong with the resources of a step, empty if nothing is."""
    if bool(each.chosen) == bool(each.missing):
        return "it has to name resources, or say why there are none"
    for chosen in each.chosen:
        resource = named.get(chosen.resource)
        if resource is None:
            return f"the graph does not name {chosen.resource!r} for it"
        for field in _TOLD:
            if getattr(chosen, field) != getattr(resource, field):
                return f"{chosen.resource!r} has another {field} in the graph"
        whole = None if resource.hours is None else resource.hours.median
        if chosen.whole_minutes != whole:
            return f"{chosen.resource!r} takes other hours in the graph"
    scores = [chosen.score for chosen in each.chosen]
    return "" if scores == sorted(scores, reverse=True) else "the best-fitting is not the first"
