"""Plans laid into terms: prerequisites first, each step once, accepted by the checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mlpath import KnowledgeGraph, Plan, balance, check_plan, plan
from mlpath.errors import RequestError, UnitError
from tests.oracles import cases

if TYPE_CHECKING:
    from mlpath.plans import Terms

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "a": {"effort": {"overview": "30m", "working": "90m"}},
            "b": {"effort": "2h", "value": 3, "requires": ["a"]},
            "c": {"effort": "4h", "value": 2, "requires": ["b"]},
            "d": {"effort": "1h", "value": 2, "corequisites": ["e"]},
            "e": {"effort": {"overview": "1h", "working": "2h"}, "value": 2},
        }
    }
)


def laid(graph: KnowledgeGraph = GRAPH, made: Plan | None = None, **fields: Any) -> Terms:
    """Return the whole graph, or a plan, in terms, checked."""
    made = plan(graph) if made is None else made
    found = balance(made, graph, **fields)
    whole = made.model_copy(update={"terms": found})
    assert check_plan(whole, graph) == ()
    assert Plan.from_json(whole.to_json()) == whole
    return found


def laid_or_refused(graph: KnowledgeGraph, made: Plan, **fields: Any) -> Terms | None:
    """Return the terms, None where a chain is too long for them."""
    try:
        return laid(graph, made, **fields)
    except RequestError as error:
        if "too few for" not in str(error):
            raise
        return None


def test_prerequisites_stand_in_earlier_terms() -> None:
    """Levels of a topic and corequisites share a term; other prerequisites do not."""
    found = laid(terms=3)
    place = {step: term.term for term in found.terms for step in term.steps}
    assert place["a@overview"] <= place["a@working"] < place["b@working"] < place["c@working"]
    assert place["e@overview"] <= place["d@working"]
    assert (found.status, found.largest_effort_minutes, found.bound_terms) == (
        "optimal",
        240,
        None,
    )


def test_in_the_same_term_order_is_enough() -> None:
    """Two terms hold what takes three otherwise."""
    found = laid(terms=2, same_term=True)
    assert (found.status, found.largest_effort_minutes) == ("optimal", 330)


def test_as_few_terms_as_the_hours_allow() -> None:
    """The number is proven, and so is how even they are."""
    found = laid(term_hours="5h", same_term=True)
    assert (len(found.terms), found.bound_terms, found.status) == (3, 3, "optimal")
    assert found.capacity_minutes == 300
    assert max(term.minutes for term in found.terms) <= 300


def test_more_terms_than_steps_leave_some_empty() -> None:
    """They are listed all the same."""
    assert len(laid(terms=9).terms) == 9


def test_an_empty_plan_needs_no_term() -> None:
    """Nothing fits five minutes."""
    made = plan(GRAPH, budget=5)
    assert laid(made=made, term_hours="2h").terms == ()
    assert [term.steps for term in laid(made=made, terms=2).terms] == [(), ()]
    assert laid(made=made, term_hours="2h").largest_effort_minutes == 0


def test_pace_and_review_are_the_learners() -> None:
    """A term's hours are the learner's own, so a slow pace takes more terms."""
    made = plan(GRAPH, pace=2.0, review_share=0.5)
    found = laid(made=made, term_hours="20h")
    assert {term.minutes for term in found.terms} == {4 * t.effort_minutes for t in found.terms}
    assert max(term.minutes for term in found.terms) <= 1200


@pytest.mark.parametrize("start", range(0, 120, 40))
def test_every_plan_that_can_be_laid_out_passes_the_checker(start: int) -> None:
    """Random graphs with any-of, known steps, bans, nested and optimal plans."""
    laid_out = 0
    for seed in range(start, start + 40):
        case = cases.small(seed)
        made = plan(case.graph, **case.wishes)
        if made.status == "infeasible":
            continue
        for fields in ({"terms": 3}, {"terms": 3, "same_term": True}):
            found = laid_or_refused(case.graph, made, **fields)
            if found is None:
                assert "same_term" not in fields
                continue
            assert found.status == "optimal"
            laid_out += 1
    assert laid_out > 20


@pytest.mark.parametrize(
    ("fields", "error", "match"),
    [
        ({}, RequestError, "neither terms nor hours"),
        ({"terms": 0}, RequestError, "0 terms"),
        ({"terms": True}, RequestError, "True terms"),
        ({"terms": 6000}, RequestError, "from 1 to 5200"),
        ({"term_hours": "soon"}, UnitError, "soon"),
        ({"terms": 2}, RequestError, r"a@overview -> b@working -> c@working \(3 terms or more"),
        ({"terms": 3, "term_hours": "3h"}, RequestError, "c@working takes 4 h, more than a term"),
        ({"terms": 2, "term_hours": "4h", "same_term": True}, RequestError, "takes 10 h 30 min"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    fields: dict[str, Any], error: type[Exception], match: str
) -> None:
    """With what stands in the way and what would do."""
    with pytest.raises(error, match=match):
        balance(plan(GRAPH), GRAPH, **fields)


def test_a_long_chain_is_told_by_its_ends() -> None:
    """A message names a few steps of it."""
    topics: dict[str, Any] = {"t0": "1h"}
    topics |= {f"t{n}": {"effort": "1h", "requires": [f"t{n - 1}"]} for n in range(1, 12)}
    graph = KnowledgeGraph.from_dict({"topics": topics})
    with pytest.raises(RequestError, match=r"t3@working -> t4@working -> \.\.\. -> t11@working"):
        balance(plan(graph), graph, terms=8)


def test_what_was_not_found_is_not_called_impossible() -> None:
    """Three steps of an hour do not go into two terms of an hour and a half."""
    graph = KnowledgeGraph.from_dict({"topics": {"x": "60m", "y": "60m", "z": "60m"}})
    with pytest.raises(RequestError, match="cannot be laid into 2 terms of 1 h 30 min"):
        balance(plan(graph), graph, terms=2, term_hours=90)
    with pytest.raises(RequestError, match="there may be one"):
        balance(plan(graph, work_limit=0), graph, terms=2, term_hours=90)


def test_infeasible_plans_and_other_graphs_are_refused() -> None:
    """There is nothing to lay out, or nothing to lay it by."""
    with pytest.raises(RequestError, match="infeasible"):
        balance(plan(GRAPH, must=["c"], budget="1h"), GRAPH, terms=3)
    other = KnowledgeGraph.from_dict({"topics": {"a": "1h"}})
    with pytest.raises(RequestError, match="another graph"):
        balance(plan(GRAPH), other, terms=3)


def change(found: Terms, place: int, **fields: Any) -> Terms:
    """Return the terms with one of them changed."""
    terms = list(found.terms)
    terms[place] = terms[place].model_copy(update=fields)
    return found.model_copy(update={"terms": tuple(terms)})


def test_the_checker_refuses_every_tampering() -> None:
    """Steps gone, doubled or too early; sums, numbers, capacity and claims put wrong."""
    made = plan(GRAPH)
    good = laid(made=made, terms=3, term_hours="6h")
    first, second, _ = good.terms
    swapped = change(change(good, 0, steps=second.steps), 1, steps=first.steps)
    for wrong, match in (
        (change(good, 0, steps=first.steps[1:]), "each step of the plan once"),
        (change(good, 0, steps=(*first.steps, first.steps[0])), "each step of the plan once"),
        (swapped, "stands too late"),
        (change(good, 1, term=5), "numbered 5"),
        (change(good, 1, effort_minutes=1), "minutes of effort"),
        (change(good, 1, minutes=1), "minutes of effort"),
        (good.model_copy(update={"capacity_minutes": 60}), "are more than 60"),
        (good.model_copy(update={"bound_effort_minutes": 9999}), "better than its bound"),
        (good.model_copy(update={"bound_terms": 3}), "has no bound"),
        (good.model_copy(update={"status": "feasible"}), "do not make it feasible"),
    ):
        problems = check_plan(made.model_copy(update={"terms": wrong}), GRAPH)
        assert {problem.code for problem in problems} == {"wrong-terms"}
        assert any(match in problem.message for problem in problems), match


def test_the_checker_looks_at_alternatives() -> None:
    """One of an any-of group stands in an earlier term."""
    graph = KnowledgeGraph.from_dict(
        {
            "topics": {
                "x": "1h",
                "y": "2h",
                "z": {"effort": "1h", "requires": [{"any": ["x", "y"]}]},
            }
        }
    )
    made = plan(graph, goals=["z"], budget="3h")
    good = laid(graph, made, terms=2)
    assert [term.steps for term in good.terms] == [("x@working",), ("z@working",)]
    turned = change(change(good, 0, steps=("z@working",)), 1, steps=("x@working",))
    problems = check_plan(made.model_copy(update={"terms": turned}), graph)
    assert [problem.code for problem in problems] == ["wrong-terms"]
    assert "all alternatives" in problems[0].message
    known = plan(graph, goals=["z", "x"], known=["y"])
    assert len(laid(graph, known, terms=1).terms) == 1
