"""draw(): from a graph or a plan to a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

from mlpath.drawing.boxes import style_of
from mlpath.drawing.facts import goal_steps, plan_facts, plan_title, reasons
from mlpath.drawing.goals import goal_pages
from mlpath.drawing.looks import Looks
from mlpath.drawing.maps import map_page
from mlpath.drawing.outlooks import outlook_page
from mlpath.drawing.overviews import overview_page
from mlpath.drawing.papers import paper_of
from mlpath.drawing.pictures import Picture
from mlpath.drawing.posters import poster_pages
from mlpath.drawing.sections import section_pages
from mlpath.drawing.selections import standing
from mlpath.drawing.texts import time
from mlpath.drawing.timelines import timeline_pages
from mlpath.drawing.weeks import weeks_of_terms, weeks_pages
from mlpath.errors import Problem, RequestError, expect
from mlpath.ordering import closure
from mlpath.plans import Forecast, Plan, Status
from mlpath.topics import KnowledgeGraph, Step, suggest
from mlpath.topics.graph import seen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlpath.drawing.boxes import Style
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page
    from mlpath.plans import Schedule

View = Literal["goal", "plan", "poster", "timeline", "overview", "section", "map"]
VIEWS: tuple[View, ...] = get_args(View)
MAP_UP_TO = 60
HOURS = "10h/week"
NAMED = 3


def draw(  # noqa: PLR0913 - each is a wish of its own, and all are optional
    thing: KnowledgeGraph | Plan | Forecast,
    *,
    graph: KnowledgeGraph | None = None,
    view: View | None = None,
    goal: str | Step | Iterable[str | Step] | None = None,
    section: str | None = None,
    known: Iterable[str | Step] = (),
    schedule: Schedule | None = None,
    dark: bool = False,
    paper: str = "a3",
) -> Picture:
    """Return a picture of a knowledge graph, a plan or a forecast.

    Parameters
    ----------
    thing
        What to draw.
    graph
        The graph a plan or forecast was made for; they hold neither titles nor prerequisites. May
        be left out while that graph is in use.
    view
        ``goal``: what a goal needs and where the learner stands; ``plan``: a band of rows per
        week with its arrows, after a poster where that is long; ``poster``: every
        week at a glance, without arrows; ``timeline``: a row per topic with bars on the axis of
        time; ``overview``: a box per section; ``section``: one section with what it needs from
        others; ``map``: everything. Default: what was named by `goal` or `section`, else
        ``plan`` for a plan, ``map`` up to 60 topics, else ``overview``.
    goal
        One step or several, such as ``"svd@deep"``. Default for a plan: its own goals.
    section
        Id of a section.
    known
        Steps already mastered, besides those a plan was told of.
    schedule
        The plan laid into weeks. Default: the plan's own weeks or terms, else 10 hours a week.
    dark
        Whether the background is dark.
    paper
        What a page of the goal, plan and section views must fit on with text of at least 10 pt:
        ``a2``, ``a3``, ``a4`` or ``letter``.

    Returns
    -------
    Picture
        DOT text at once; SVG, PNG or PDF when asked for.

    Raises
    ------
    RequestError
        If the wishes clash, the plan is infeasible or of another graph, or the picture would be
        too much for any engine.
    UnknownTopicError
        If a goal, section or known step is not in the graph.

    Examples
    --------
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"effort": "2h"}, "svd": {"effort": "5h", "requires": ["vectors"]}}})
    >>> picture = draw(graph, goal="svd")
    >>> picture.pages[0].boxes
    2
    """
    expect("KnowledgeGraph | None", graph=graph)
    expect("str | None", view=view, section=section)
    expect("Iterable | None", goal=goal)
    expect("Iterable", known=known)
    expect("Schedule | None", schedule=schedule)
    expect("str", paper=paper)
    if isinstance(thing, Forecast):
        return _forecast(thing, graph, view, dark=dark)
    plan = thing if isinstance(thing, Plan) else None
    of = _graph(thing, graph)
    chosen = _view(plan, of, view, goal=goal, section=section)
    style = style_of(of, dark=dark)
    sheet = paper_of(paper)
    if chosen in _OF_WEEKS:
        return Picture(_plan_pages(chosen, plan, of, schedule, style, sheet))
    stand = standing(of, known, plan)
    if plan is None and not stand.known:
        shown = Looks(of, tuple(topic.id for topic in of.topics), codes=style.codes)
    else:
        shown = Looks(
            of,
            tuple(topic.id for topic in of.topics),
            standing=stand,
            goals=frozenset() if plan is None else frozenset(goal_steps(plan)),
            codes=style.codes,
            notes={} if plan is None else reasons(plan, of),
        )
    if chosen == "section":
        return Picture(section_pages(replace(shown, codes={}), [section or ""], style, sheet))
    if chosen == "goal":
        return Picture(_goal_pages(shown, plan, _steps(of, plan, goal), style, sheet))
    facts = (_size(of), *(plan_facts(plan, None) if plan is not None else ()))
    title = of.info.title if plan is None else plan_title(plan, of)
    make = overview_page if chosen == "overview" else map_page
    return Picture((make(shown, title, facts, style),))


def _forecast(
    forecast: Forecast, graph: KnowledgeGraph | None, view: str | None, *, dark: bool
) -> Picture:
    if view is not None:
        raise RequestError(f"a forecast has no {view} view", hint="draw its plan")
    of = _graph(forecast, graph)
    return Picture((outlook_page(forecast, of, style_of(of, dark=dark)),))


def _graph(
    thing: KnowledgeGraph | Plan | Forecast, graph: KnowledgeGraph | None
) -> KnowledgeGraph:
    """Return the graph to draw from, and see that a plan or forecast belongs to it."""
    if isinstance(thing, KnowledgeGraph):
        if graph is not None and graph != thing:
            raise RequestError("two graphs were given", hint="graph= belongs to a plan")
        return thing
    if not isinstance(thing, Plan | Forecast):
        raise RequestError(
            f"a {type(thing).__name__} cannot be drawn",
            hint="give a KnowledgeGraph, a Plan or a Forecast",
        )
    graph = seen(thing.graph.hash) if graph is None else graph
    if graph is None:
        raise RequestError(
            "a plan names topics but holds no titles, so it cannot be drawn alone",
            hint="draw(plan, graph=graph) with the graph it was made for",
        )
    if graph.hash != thing.graph.hash:
        raise RequestError(
            Problem(
                "other-graph",
                f"the plan was made for {thing.graph.id} {thing.graph.version}, not for this "
                f"{graph.info.id} {graph.info.version}",
                hint="plan again, or draw with the graph it was made for",
            )
        )
    return graph


def _view(
    plan: Plan | None, graph: KnowledgeGraph, view: str | None, *, goal: object, section: object
) -> View:
    """Return the view asked for, or the one that fits what was named."""
    if view is None:
        if goal is not None:
            return "goal"
        if section is not None:
            return "section"
        if plan is not None:
            return "plan"
        return "map" if len(graph) <= MAP_UP_TO else "overview"
    found = next((known for known in VIEWS if known == view), None)
    if found is None:
        raise RequestError(
            Problem("bad-view", f"no view {view!r}", hint=suggest(view, VIEWS) or _VIEWS_HINT)
        )
    if found == "section" and section is None:
        raise RequestError("the section view needs a section", hint="name one, such as nlp")
    if found in _OF_WEEKS and plan is None:
        raise RequestError(f"the {found} view needs a plan", hint="give a plan beside the graph")
    if found == "goal" and goal is None and plan is None:
        raise RequestError("the goal view needs a goal", hint="name one, such as svd")
    return found


_VIEWS_HINT = f"views are {', '.join(VIEWS)}"
_OF_WEEKS = ("plan", "poster", "timeline")


def _plan_pages(  # noqa: PLR0913, PLR0917 - what all views of weeks take
    view: View,
    plan: Plan | None,
    graph: KnowledgeGraph,
    given: Schedule | None,
    style: Style,
    paper: Paper,
) -> tuple[Page, ...]:
    """Return the weeks or terms of a plan, at ten hours a week where none were asked for.

    Where many steps need several pages, a poster of all weeks comes first.
    """
    if plan is None:
        raise RequestError(f"the {view} view needs a plan", hint="give a plan beside the graph")
    if plan.status is Status.INFEASIBLE:
        raise RequestError("an infeasible plan has no weeks to draw", hint="see its ways out")
    laid = given or plan.schedule
    if laid is None and plan.terms is not None:
        laid = weeks_of_terms(plan, plan.terms)
    if laid is None:
        from mlpath.scheduling import schedule  # noqa: PLC0415 - most pictures need none

        laid = schedule(plan, hours=HOURS)
    if view == "timeline":
        return timeline_pages(plan, graph, laid, style, paper)
    if view == "poster":
        return poster_pages(plan, graph, laid, style, paper)
    pages = weeks_pages(plan, graph, laid, style, paper)
    if len(pages) == 1 or len(plan.steps) <= MAP_UP_TO:
        return pages
    return (*poster_pages(plan, graph, laid, style, paper), *pages)


def _steps(
    graph: KnowledgeGraph, plan: Plan | None, goal: str | Step | Iterable[str | Step] | None
) -> list[Step]:
    """Return the goals as steps: those named, else the plan's own."""
    if goal is not None:
        names = [goal] if isinstance(goal, str | Step) else list(goal)
        found = [graph.step(name) for name in names]
    else:
        found = sorted(goal_steps(plan), key=graph.rank.__getitem__) if plan is not None else []
    if not found:
        raise RequestError("no topic is named as a goal", hint="name one, such as svd")
    return found


def _goal_pages(
    looks: Looks, plan: Plan | None, goals: list[Step], style: Style, paper: Paper
) -> tuple[Page, ...]:
    """Return the goals with what they need; of what is known only what is used directly."""
    graph = looks.graph
    stand = looks.standing or standing(graph, (), plan)
    choice = () if plan is None else [item.step for item in plan.steps]
    needed = closure(graph, goals, choice=choice)
    left = [step for step in needed if step not in stand.known]
    used = _used(graph, left, set(needed))
    steps = frozenset([*goals, *left, *used])
    topics = {step.topic for step in steps}
    shown = Looks(
        graph,
        tuple(topic.id for topic in graph.topics if topic.id in topics),
        steps=steps,
        standing=stand,
        goals=frozenset(goals),
        codes=style.codes,
        notes=looks.notes,
    )
    names = [f"{graph.topic(step.topic).title} ({step.level})" for step in goals]
    minutes = sum(graph.effort(step) for step in left)
    ways = f"{len(left)} steps of {len(needed)} left, {time(minutes)}"
    facts = [ways if len(left) < len(needed) else f"{len(needed)} steps, {time(minutes)}"]
    if plan is not None:
        facts += plan_facts(plan, None)
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    title = f"What it takes: {', '.join(names[:NAMED])}{more}"
    return goal_pages(shown, title, tuple(facts), style, paper)


def _used(graph: KnowledgeGraph, left: Iterable[Step], needed: set[Step]) -> list[Step]:
    """Return what the steps left need directly, within what is needed."""
    wanted = set(left)
    steps = graph.expansion.steps
    edges = [(edge.source, edge.target) for edge in graph.expansion.edges]
    edges += [(a, group.target) for group in graph.expansion.groups for a in group.alternatives]
    return [steps[a] for a, b in edges if steps[b] in wanted and steps[a] in needed]


def _size(graph: KnowledgeGraph) -> str:
    """Return how large the graph is."""
    minutes = sum(graph.expansion.efforts)
    return (
        f"{len(graph)} topics in {len(graph.sections)} sections, "
        f"{time(minutes)} to learn all of it to the deepest level"
    )
