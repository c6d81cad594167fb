"""What to learn from: for each step of a plan the resources that fit it best.

A score, not an optimiser: whoever reads it can follow it, and the next plan gives the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from mlpath.errors import Problem, RequestError, expect
from mlpath.plans.resources import ChosenResource, StepResources
from mlpath.topics.models import ResourceKind
from mlpath.units import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph, Level, Topic
    from mlpath.topics.models import Resource, ResourceUse

KINDS: tuple[str, ...] = get_args(ResourceKind)
NEAR = 3  # topics before and after in the study order
PER_NEIGHBOUR = 0.2
FIT = (1.0, 0.6, 0.2)  # by how many levels the graph's level is off
UNLEVELED = 0.8
CHECKED = 0.2
PAID = 0.5
LIKED = 0.6  # the kind liked most; the next ones half as much, a third, ...
MOST = 2


@dataclass(frozen=True, slots=True)
class Liking:
    """What a learner wants of resources.

    Attributes
    ----------
    prefer
        What each kind adds to the score.
    free
        Whether only free ones will do.
    language
        The only language that will do, None for any.
    """

    prefer: Mapping[str, float]
    free: bool
    language: str | None

    def refusal(self, resource: Resource) -> str:
        """Return why a resource will not do, empty if it will."""
        if self.free and not resource.free:
            return "free"
        if self.language is not None and not _speaks(resource.language, self.language):
            return f"in {self.language}"
        return ""


def resources_for(  # noqa: PLR0913 - the wishes of a learner are many
    plan: Plan,
    graph: KnowledgeGraph,
    *,
    prefer: Iterable[str] | Mapping[str, float] = (),
    free: bool = False,
    language: str | None = None,
    most: int = MOST,
) -> tuple[StepResources, ...]:
    """Return what to learn each step of a plan from.

    Parameters
    ----------
    plan
        Its steps, in its study order.
    graph
        The graph it was made for.
    prefer
        Kinds of resource (``video``, ``book``, ``course``, ``paper``, ``notebook``, ``site``),
        the one liked most first; or what each kind adds to the score.
    free
        Whether only free resources will do.
    language
        The only language that will do, such as ``en``; by default any.
    most
        Most resources for a step, from 1.

    Returns
    -------
    tuple of StepResources
        One for each step in study order. A step without a resource that fits is among them, and
        says why.

    Raises
    ------
    RequestError
        If a kind or a number makes no sense.

    Notes
    -----
    The score of a resource is 1 where the graph names it for the step's level, 0.6 or 0.2 one or
    two levels off, 0.8 where it names no level; 0.2 more if somebody checked it; 0.5 less if it
    costs money; 0.6 more for the kind liked most, 0.3 for the next, 0.2 for the third; and 0.2
    more for each topic among the three before and after in the study order that the same resource
    serves as well, so that one course carries over where it can. Ties go to the graph's order.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({
    ...     "topics": {"svd": {"effort": "5h", "resources": ["book", "film"]}},
    ...     "resources": {
    ...         "book": {"title": "A book", "url": "https://example.org/b", "kind": "book"},
    ...         "film": {"title": "A film", "url": "https://example.org/f", "kind": "video"}}})
    >>> found = resources_for(plan(graph), graph, prefer=["video"])
    >>> [each.title for each in found[0].chosen]
    ['A film', 'A book']
    """
    expect("Plan", plan=plan)
    expect("KnowledgeGraph", graph=graph)
    expect("Iterable", prefer=prefer)
    if isinstance(most, bool) or most < 1:
        raise RequestError(f"{most} resources for a step make no sense", hint="1 or more")
    liked = liking_of(prefer, free=free, language=language)
    topics = list(dict.fromkeys(step.topic for step in plan.steps))
    place = {topic: number for number, topic in enumerate(topics)}
    held = {resource.id: resource for resource in graph.resources}
    serves = {
        name: frozenset(use.resource for use in graph.topic(name).resources) for name in topics
    }
    found = []
    for step in plan.steps:
        number = place[step.topic]
        near = [
            name
            for name in topics[max(0, number - NEAR) : number + NEAR + 1]
            if name != step.topic
        ]
        also = {
            use.resource: tuple(name for name in near if use.resource in serves[name])
            for use in graph.topic(step.topic).resources
        }
        best, missing = ranked(graph.topic(step.topic), step.level, held, liked, also)
        found.append(
            StepResources(
                topic=step.topic,
                level=step.level,
                effort_minutes=step.effort_minutes,
                chosen=best[:most],
                missing=missing,
            )
        )
    return tuple(found)


def ranked(
    topic: Topic,
    level: Level,
    resources: Mapping[str, Resource],
    liking: Liking,
    also: Mapping[str, tuple[str, ...]],
) -> tuple[tuple[ChosenResource, ...], str]:
    """Return the resources of a topic that will do, the best-fitting first, or why none will.

    Parameters
    ----------
    level
        What they are to teach.
    resources
        Those of the graph, by id.
    also
        For each resource the other topics that it serves nearby.
    """
    uses: dict[str, list[ResourceUse]] = {}
    for use in topic.resources:
        uses.setdefault(use.resource, []).append(use)
    refusals = {name: liking.refusal(resources[name]) for name in uses}
    found = []
    for name, parts in uses.items():
        if not refusals[name]:
            best = max(_fit(use, level) for use in parts)
            fitting = [use for use in parts if _fit(use, level) == best]
            found.append(_chosen(resources[name], fitting, best, liking, also.get(name, ())))
    missing = "" if found else _missing(tuple(refusals.values()))
    return tuple(sorted(found, key=lambda chosen: -chosen.score)), missing


def liking_of(
    prefer: Iterable[str] | Mapping[str, float] = (),
    *,
    free: bool = False,
    language: str | None = None,
) -> Liking:
    """Return what a learner wants, given as to `resources_for`."""
    return Liking(_liked(prefer), free, None if language is None else language.strip().lower())


def hours_line(chosen: ChosenResource, effort: int) -> str:
    """Return what is known of a resource's hours beside a step's effort, empty if nothing is.

    Examples
    --------
    >>> chosen = ChosenResource(resource="a", title="A", url="https://example.org", kind="course",
    ...                         language="en", free=True, part="Week 3", whole_minutes=2400,
    ...                         score=1)
    >>> hours_line(chosen, 300)
    'all of it 40 h, this part not known; 5 h are planned'
    """
    if chosen.whole_minutes is None:
        return ""
    planned = f"{show(effort)} are planned"
    if chosen.part:
        return f"all of it {show(chosen.whole_minutes)}, this part not known; {planned}"
    if chosen.whole_minutes > effort:
        return f"all of it {show(chosen.whole_minutes)}, more than a step takes; {planned}"
    return f"{show(chosen.whole_minutes)}; {planned}"


def _liked(prefer: Iterable[str] | Mapping[str, float]) -> dict[str, float]:
    if isinstance(prefer, str):
        prefer = prefer.split(",")
    if isinstance(prefer, Mapping):
        liked = dict(prefer)
    else:
        kinds = dict.fromkeys(kind.strip().lower() for kind in prefer)
        liked = {kind: LIKED / place for place, kind in enumerate(kinds, 1)}
    for kind in liked:
        if kind not in KINDS:
            hint = f"kinds are {', '.join(KINDS)}"
            message = f"no kind of resource is called {kind!r}"
            raise RequestError(Problem("bad-request", message, hint=hint))
    return liked


def _fit(use: ResourceUse, level: Level) -> float:
    return UNLEVELED if use.level is None else FIT[abs(use.level - level)]


def _chosen(
    resource: Resource,
    uses: Sequence[ResourceUse],
    fit: float,
    liking: Liking,
    also: tuple[str, ...],
) -> ChosenResource:
    score = fit + liking.prefer.get(resource.kind, 0.0) + PER_NEIGHBOUR * len(also)
    score += CHECKED if resource.checked else 0.0
    score -= 0.0 if resource.free else PAID
    return ChosenResource(
        resource=resource.id,
        title=resource.title,
        url=resource.url,
        kind=resource.kind,
        language=resource.language,
        free=resource.free,
        part="; ".join(dict.fromkeys(use.part for use in uses if use.part)),
        level=uses[0].level,
        whole_minutes=None if resource.hours is None else resource.hours.median,
        also=also,
        score=round(score, 3),
    )


def _missing(refusals: tuple[str, ...]) -> str:
    """Return why none of a topic's resources will do."""
    if not refusals:
        return "the graph names no resource"
    listed = "the one named is not" if len(refusals) == 1 else f"of {len(refusals)} named none is"
    return f"{listed} {' or '.join(dict.fromkeys(refusals))}"


def _speaks(spoken: str, wanted: str) -> bool:
    """Tell whether ``en-GB`` will do for ``en``."""
    spoken = spoken.lower()
    return spoken == wanted or spoken.startswith(f"{wanted}-")
