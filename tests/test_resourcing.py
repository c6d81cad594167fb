"""Resources for steps: what fits, what is liked, what carries over, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import mlpath
from mlpath import check_plan, plan, resources_for
from mlpath.errors import RequestError
from mlpath.resourcing import KINDS, hours_line
from mlpath.topics import KnowledgeGraph

if TYPE_CHECKING:
    from mlpath.plans import ChosenResource, StepResources

URL = "https://example.org/"


def resource(kind: str = "book", **more: Any) -> dict[str, Any]:
    """Return a resource."""
    return {"title": f"A {kind}", "url": URL, "kind": kind, **more}


GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "svd": {
                "effort": {"overview": "1h", "working": "5h", "deep": "12h"},
                "resources": [
                    {"resource": "deep", "level": "deep", "part": "Part 3"},
                    {"resource": "early", "level": "overview"},
                    "any",
                    {"resource": "paid", "level": "working"},
                ],
            },
            "alone": {"effort": "3h"},
            "abroad": {"effort": "3h", "resources": ["german", "paid"]},
        },
        "resources": {
            "deep": resource("course", hours="40h"),
            "early": resource("video", hours="30m"),
            "any": resource("site"),
            "paid": resource("book", free="no", checked="yes"),
            "german": resource("book", language="de-CH"),
        },
    }
)


def found(step: str, graph: KnowledgeGraph = GRAPH, **wishes: Any) -> list[str]:
    """Return the ids of all resources of a step, the best first."""
    each = of(step, graph, most=9, **wishes)
    return [chosen.resource for chosen in each.chosen]


def of(step: str, graph: KnowledgeGraph = GRAPH, **wishes: Any) -> Any:
    """Return what is found for a step."""
    made = plan(graph)
    return next(each for each in resources_for(made, graph, **wishes) if str(each.step) == step)


def test_every_step_is_answered_in_study_order() -> None:
    """Also those for which there is nothing: it is said, not dropped."""
    made = plan(GRAPH)
    answers = resources_for(made, GRAPH)
    assert [each.step for each in answers] == [each.step for each in made.steps]
    assert all(bool(each.chosen) != bool(each.missing) for each in answers)
    assert of("alone@working").missing == "the graph names no resource"
    assert all(len(each.chosen) <= 2 for each in answers)


def test_the_level_decides_first() -> None:
    """1 for the level itself, 0.8 for none, 0.6 and 0.2 off by one and two; 0.5 less if paid."""
    assert found("svd@overview") == ["early", "any", "paid", "deep"]
    assert found("svd@deep") == ["deep", "any", "paid", "early"]
    scores = {each.resource: each.score for each in of("svd@working", most=9).chosen}
    # The paid one: 1, 0.2 as somebody checked it, 0.2 for the neighbour `abroad`, 0.5 off.
    assert scores == {"paid": 0.9, "any": 0.8, "deep": 0.6, "early": 0.6}


def test_a_liked_kind_outweighs_a_level() -> None:
    """In the order of liking."""
    assert found("svd@working", prefer=["course", "video"])[:2] == ["deep", "early"]
    assert found("svd@working", prefer="video, course")[:2] == ["early", "deep"]
    assert found("svd@working", prefer={"site": 2})[0] == "any"


def test_free_and_language_are_conditions() -> None:
    """Whoever has only what does not fit is told why."""
    assert "paid" not in found("svd@working", free=True)
    assert found("abroad@working", free=True) == ["german"]
    assert found("abroad@working", language="DE") == ["german"]
    assert of("abroad@working", language="fr").missing == "of 2 named none is in fr"
    neither = of("abroad@working", language="en", free=True)
    assert neither.missing == "of 2 named none is in en or free"


def chain(count: int) -> KnowledgeGraph:
    """Return topics in a row; one course serves each, beside a book of its own."""
    topics = {
        f"t{n}": {
            "effort": "2h",
            "requires": [f"t{n - 1}"] if n else [],
            "resources": [{"resource": f"book{n}", "level": "working"}, "course"],
        }
        for n in range(count)
    }
    books = {f"book{n}": resource() for n in range(count)}
    return KnowledgeGraph.from_dict(
        {"topics": topics, "resources": {**books, "course": resource("course")}}
    )


def test_one_course_serves_its_neighbours() -> None:
    """0.2 for each topic up to three away: in a row of two the book wins, of three neither."""
    assert found("t0@working", chain(1)) == ["book0", "course"]
    assert found("t0@working", chain(3)) == ["course", "book0"]
    course = of("t4@working", chain(9), most=1).chosen[0]
    assert course.also == ("t1", "t2", "t3", "t5", "t6", "t7")
    assert course.score == 0.8 + 6 * 0.2


def test_several_parts_of_one_resource_are_one() -> None:
    """Those that fit the level best, together."""
    graph = KnowledgeGraph.from_dict(
        {
            "topics": {
                "svd": {
                    "effort": {"overview": "1h", "working": "5h"},
                    "resources": [
                        {"resource": "book", "part": "1", "level": "overview"},
                        {"resource": "book", "part": "2", "level": "working"},
                        {"resource": "book", "part": "3", "level": "working"},
                    ],
                }
            },
            "resources": {"book": resource(hours="20h")},
        }
    )
    (chosen,) = of("svd@working", graph).chosen
    assert (chosen.part, chosen.whole_minutes) == ("2; 3", 1200)
    assert of("svd@overview", graph).chosen[0].part == "1"


def test_hours_say_what_is_known() -> None:
    """The hours of a part are nobody's guess."""
    deep, early, paid = (
        next(c for c in of("svd@working", most=9).chosen if c.resource == name)
        for name in ("deep", "early", "paid")
    )
    assert hours_line(deep, 240) == "all of it 40 h, this part not known; 4 h are planned"
    assert hours_line(early, 240) == "30 min; 4 h are planned"
    assert hours_line(early, 20) == "all of it 30 min, more than a step takes; 20 min are planned"
    assert hours_line(paid, 240) == ""


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"prefer": ["books"]}, "no kind of resource is called 'books'"),
        ({"most": 0}, "0 resources for a step make no sense"),
    ],
)
def test_wishes_without_sense_are_refused(wishes: dict[str, Any], message: str) -> None:
    """With what would make sense."""
    with pytest.raises(RequestError, match=message):
        resources_for(plan(GRAPH), GRAPH, **wishes)


def test_the_bundled_graph_answers_nearly_every_step() -> None:
    """Free and in English; the plan with them survives its JSON."""
    graph = mlpath.roadmap()
    made = plan(graph, goals=["diffusion-models@working"], budget="200h")
    answers = resources_for(made, graph, prefer=["video"], free=True, language="en")
    held = made.model_copy(update={"resources": answers})
    assert mlpath.Plan.from_json(held.to_json()) == held
    assert sum(bool(each.chosen) for each in answers) > 0.9 * len(answers)
    serving = {topic.id: {use.resource for use in topic.resources} for topic in graph}
    for each in answers:
        assert {chosen.resource for chosen in each.chosen} <= serving[each.topic]
        assert all(chosen.free and chosen.language == "en" for chosen in each.chosen)
        scores = [chosen.score for chosen in each.chosen]
        assert scores == sorted(scores, reverse=True)
    assert {chosen.kind for each in answers for chosen in each.chosen} <= set(KINDS)


def test_the_checker_reads_resources() -> None:
    """It accepts what was found, and tells what was changed."""
    made = plan(GRAPH)
    answers = resources_for(made, GRAPH)
    assert check_plan(made.model_copy(update={"resources": answers}), GRAPH) == ()
    place, first = next((n, each) for n, each in enumerate(answers) if each.topic == "svd")
    best = first.chosen[0]
    for message, changed in (
        ("not those of the plan's steps", answers[1:]),
        ("or say why there are none", _with(answers, place, chosen=())),
        ("does not name 'german'", _with(answers, place, chosen=(_as(best, resource="german"),))),
        ("another url", _with(answers, place, chosen=(_as(best, url="https://evil.example"),))),
        ("other hours", _with(answers, place, chosen=(_as(best, whole_minutes=7),))),
        ("is not the first", _with(answers, place, chosen=first.chosen[::-1])),
    ):
        problems = check_plan(made.model_copy(update={"resources": changed}), GRAPH)
        assert [problem.code for problem in problems] == ["wrong-resources"]
        assert message in problems[0].message


def _as(chosen: ChosenResource, **more: Any) -> ChosenResource:
    return chosen.model_copy(update=more)


def _with(
    answers: tuple[StepResources, ...], place: int, **more: Any
) -> tuple[StepResources, ...]:
    changed = answers[place].model_copy(update=more)
    return (*answers[:place], changed, *answers[place + 1 :])
