"""Arguments of another Python type: one of mlpath's own errors, and no other, tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import mlpath
from mlpath.errors import MlpathError, RequestError, UnknownTopicError, expect

if TYPE_CHECKING:
    from collections.abc import Callable

GRAPH = mlpath.KnowledgeGraph.from_dict(
    {"topics": {"svd": "5h", "qr": {"effort": "2h", "requires": ["svd"]}}}
)
PLAN = mlpath.plan(GRAPH)
WEEK = mlpath.schedule(PLAN)

# The keywords that each public function is given wrongly, one at a time; None where it may be
# left out is no mistake.
CALLS: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("closure", {"graph": GRAPH, "steps": ["svd"]}, ("graph", "steps", "known", "choice")),
    ("frontier", {"graph": GRAPH}, ("graph", "known")),
    ("downstream", {"graph": GRAPH, "steps": ["svd"]}, ("graph", "steps")),
    ("critical_path", {"graph": GRAPH}, ("graph", "steps")),
    ("study_order", {"graph": GRAPH}, ("graph", "steps")),
    ("generations", {"graph": GRAPH}, ("graph",)),
    ("place", {"graph": GRAPH, "goals": ["qr"]}, ("graph", "goals", "known", "answers")),
    (
        "plan",
        {"graph": GRAPH},
        ("graph", "goals", "must", "known", "ban", "shares", "choose", "order"),
    ),
    ("value_curve", {"graph": GRAPH}, ("graph", "points")),
    (
        "shared_hours",
        {"graph": GRAPH, "first": "qr", "second": "svd"},
        ("graph", "first", "second", "known"),
    ),
    (
        "price_of_goal",
        {"graph": GRAPH, "goals": ["qr"], "extra": "svd"},
        ("graph", "goals", "extra", "known"),
    ),
    ("check_plan", {"plan": PLAN, "graph": GRAPH}, ("plan", "graph")),
    (
        "write",
        {"thing": PLAN, "to": "json", "graph": GRAPH},
        ("thing", "to", "graph", "format", "before"),
    ),
    (
        "schedule",
        {"plan": PLAN, "hours": "1h/day", "start": "2026-12-01"},
        ("plan", "hours", "start", "deadline", "off", "holidays", "pins", "at", "graph"),
    ),
    (
        "draw",
        {"thing": PLAN, "graph": GRAPH},
        ("thing", "graph", "view", "goal", "section", "known", "schedule", "paper"),
    ),
    ("forecast", {"plan": PLAN, "graph": GRAPH}, ("plan", "graph", "known", "progress", "hours")),
    ("explain", {"plan": PLAN, "graph": GRAPH}, ("plan", "graph", "step")),
    ("balance", {"plan": PLAN, "graph": GRAPH, "terms": 2}, ("plan", "graph")),
    (
        "replan",
        {"plan": PLAN, "graph": GRAPH},
        ("plan", "graph", "goals", "today", "calendar", "wishes"),
    ),
    ("resources_for", {"plan": PLAN, "graph": GRAPH}, ("plan", "graph", "prefer")),
    (
        "add_reviews",
        {"schedule": WEEK, "plan": PLAN, "graph": GRAPH},
        ("schedule", "plan", "graph"),
    ),
    ("due_reviews", {"log": None, "graph": GRAPH, "on": None}, ("log",)),
    ("lint", {"graph": GRAPH}, ("graph",)),
    ("read", {}, ("path",)),
    ("loads", {}, ("text",)),
    ("read_learner", {}, ("path",)),
    ("hours", {}, ("amount",)),
)


@pytest.mark.parametrize(
    ("name", "given", "keyword"),
    [(name, given, keyword) for name, given, keywords in CALLS for keyword in keywords],
)
@pytest.mark.parametrize("wrong", [5, object()])
def test_a_wrong_type_is_told(
    name: str, given: dict[str, Any], keyword: str, wrong: object
) -> None:
    """Whichever argument it is."""
    if (name, keyword, wrong) == ("hours", "amount", 5):
        pytest.skip("a number of minutes is fine")
    call: Callable[..., Any] = getattr(mlpath, name)
    with pytest.raises(MlpathError) as caught:
        call(**{**given, keyword: wrong})
    assert str(caught.value)


PICTURE = mlpath.draw(PLAN, graph=GRAPH)
CURVE = mlpath.value_curve(GRAPH)
PLACEMENT = mlpath.place(GRAPH, goals=["qr"])
DOCUMENT = mlpath.write(PLAN, "json")

# Methods of what those functions return, with the place or keyword that is given wrongly.
METHODS: tuple[tuple[Callable[..., Any], dict[str, Any], str], ...] = (
    (GRAPH.topic, {}, "name"),
    (GRAPH.step, {}, "name"),
    (GRAPH.section, {}, "name"),
    (GRAPH.preset, {}, "name"),
    (GRAPH.effort, {}, "step"),
    (GRAPH.laid_over, {}, "base"),
    (GRAPH.from_dict, {}, "data"),
    (GRAPH.from_networkx, {}, "graph"),
    (GRAPH.topics[0].declared, {}, "level"),
    (GRAPH.topics[0].at_least, {}, "level"),
    (mlpath.Level.parse, {}, "text"),
    (mlpath.Plan.from_json, {}, "text"),
    (PICTURE.svg, {}, "page"),
    (PICTURE.svg, {}, "engine"),
    (PICTURE.png, {}, "page"),
    (PICTURE.png, {}, "dpi"),
    (PICTURE.png, {}, "engine"),
    (PICTURE.pdf, {}, "engine"),
    (PICTURE.save, {}, "path"),
    (PICTURE.save, {"path": "a.svg"}, "engine"),
    (PICTURE.undrawn, {}, "engine"),
    (DOCUMENT.save, {}, "path"),
    (CURVE.at, {}, "budget"),
    (CURVE.held, {}, "budget"),
    (CURVE.left_out, {}, "budget"),
    (PLACEMENT.answer, {"yes": True}, "step"),
    (PLACEMENT.flip, {}, "step"),
    (PLACEMENT.replay, {}, "answers"),
)


@pytest.mark.parametrize(
    ("method", "given", "keyword"),
    METHODS,
    ids=[f"{method.__qualname__}-{keyword}" for method, _, keyword in METHODS],
)
@pytest.mark.parametrize("wrong", [5.5, object(), [5]])
def test_methods_tell_of_wrong_types_too(
    method: Callable[..., Any], given: dict[str, Any], keyword: str, wrong: object
) -> None:
    """Names that do not exist are errors of the same kind."""
    with pytest.raises(MlpathError) as caught:
        method(**{**given, keyword: wrong})
    assert str(caught.value)


def test_an_effort_is_asked_for_by_step_or_name() -> None:
    """And a step that the graph lacks is told with what comes near."""
    assert GRAPH.effort(GRAPH.steps[0]) == 300
    assert GRAPH.effort("qr") == 120
    with pytest.raises(UnknownTopicError, match=r"no topic 'svdd'.*did you mean 'svd'"):
        GRAPH.effort(mlpath.Step("svdd", mlpath.Level.DEEP))
    with pytest.raises(UnknownTopicError, match="does not declare the level deep"):
        GRAPH.effort(mlpath.Step("svd", mlpath.Level.DEEP))


def test_every_public_function_is_among_them() -> None:
    """So that one added later is held as well."""
    functions = {
        name for name in mlpath.__all__ if name[0].islower() and callable(getattr(mlpath, name))
    }
    assert functions - {name for name, _, _ in CALLS} == {"roadmap"}  # it takes nothing


def test_the_error_names_the_argument_and_what_would_be_right() -> None:
    """In words of the caller."""
    with pytest.raises(RequestError, match=r"graph is None \(give a KnowledgeGraph\)"):
        expect("KnowledgeGraph", graph=None)
    with pytest.raises(RequestError, match=r"to is \[\], a list \(give a text or a path\)"):
        expect("str | PathLike", to=[])
    expect("int | None", terms=None)
    expect("KnowledgeGraph | DiGraph", graph=GRAPH)
