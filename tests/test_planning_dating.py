"""Due dates of a plan: kept where they can be, and told by how much where not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mlpath import KnowledgeGraph, Plan, check_plan, plan
from mlpath.errors import RequestError, UnitError, UnknownTopicError
from mlpath.learners.availability import Availability
from mlpath.planning.dating import keep_due
from mlpath.planning.dues import parse_due
from tests.oracles import cases

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "a": "2h",
            "b": {"effort": "3h", "requires": ["a"], "value": 1},
            "c": {"effort": "1h", "value": 5},
            "d": {"effort": "4h", "value": 5, "requires": ["c"]},
        }
    }
)


def kept(due: dict[Any, Any], made: Plan | None = None, **fields: Any) -> Plan:
    """Return a plan of the whole graph with due dates, checked and read back."""
    made = plan(GRAPH) if made is None else made
    found = keep_due(made, GRAPH, due, **fields)
    assert check_plan(found, GRAPH) == ()
    assert Plan.from_json(found.to_json()) == found
    assert {step.step for step in found.steps} == {step.step for step in made.steps}
    return found


def topics(made: Plan) -> str:
    """Return the topics of a plan in order."""
    return "".join(step.topic for step in made.steps)


def test_what_is_due_comes_in_time_and_the_rest_by_value() -> None:
    """The plan's own order stays where it can: c costs b no more than it has."""
    assert topics(plan(GRAPH)) == "cdab"
    assert topics(kept({"b": "6h"})) == "cabd"
    assert topics(kept({"b": "5h"})) == "abcd"
    assert topics(kept({"b": "10h"})) == "cdab"


def test_a_date_that_cannot_be_kept_says_by_how_much() -> None:
    """An hour too late whatever the order; later dates are judged with it."""
    found = kept({"d": 540, "b": "4h"})
    assert topics(found) == "abcd"
    assert [(due.step, due.late_minutes) for due in found.due] == [
        ("b@working", 60),
        ("d@working", 60),
    ]
    assert [due.needed_minutes for due in found.due] == [300, 600]


def test_completion_is_that_of_the_new_order() -> None:
    """What a plan says of its order is said of the one it has now."""
    made = plan(GRAPH)
    found = kept({"b": "5h"}, made)
    worth, now = 0.0, 0.0
    for step in found.steps:
        now += step.effort_minutes / 60
        worth += step.value * now
    assert found.completion == pytest.approx(worth, abs=0.001)
    assert made.completion is not None
    assert made.completion_bound == found.completion_bound
    assert made.completion < worth


@pytest.mark.parametrize(
    ("hours", "date", "minutes"),
    [
        ("7h/week", "2026-12-01", 60),
        ("7h/week", dt.date(2026, 12, 14), 14 * 60),
        ("mon 2h, sat 3h", "2026-12-05", 180),
        ("mon 2h, sat 3h", dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC), 600),
    ],
)
def test_dates_become_minutes_of_study(hours: str, date: Any, minutes: int) -> None:
    """From a Tuesday on, the last day included."""
    found = kept({"c": date}, hours=hours, start="2026-12-01")
    assert found.due[0].by_minutes == minutes
    assert found.due[0].date is not None
    assert kept({"c": date}, hours=hours, start=dt.date(2026, 12, 1)) == found


def test_pace_and_review_are_the_learners() -> None:
    """Minutes are the learner's own: half for review, twice as slow."""
    made = plan(GRAPH, pace=2.0, review_share=0.5)
    found = kept({"b": "20h"}, made)
    assert (found.due[0].needed_minutes, found.due[0].finish_minutes) == (1200, 1200)
    assert kept({"b": "19h59m"}, made).due[0].late_minutes == 1


def test_random_plans_with_due_dates_pass_the_checker() -> None:
    """Any-of, known steps, nested plans and slow learners; every claim is recomputed."""
    late = 0
    for seed in range(80):
        case = cases.small(seed)
        made = plan(case.graph, **case.wishes)
        if made.status == "infeasible" or not made.steps:
            continue
        some = made.steps[:: 1 + seed % 3]
        due = {s.step: 1 + (seed * 37 + n * 101) % 900 for n, s in enumerate(some)}
        found = keep_due(made, case.graph, due)
        assert check_plan(found, case.graph) == ()
        late += any(each.late_minutes for each in found.due)
    assert late > 5


@pytest.mark.parametrize(
    ("due", "fields", "error", "match"),
    [
        ({"z": "3h"}, {}, UnknownTopicError, "no topic .z."),
        ({"a": "soon"}, {}, UnitError, "soon"),
        ({"a": "2027-03-01"}, {}, RequestError, "needs a start and hours"),
        ({"a": dt.date(2027, 3, 1)}, {"hours": "3h/week"}, RequestError, "needs a start"),
        (
            {"a": "2027-02-30"},
            {"hours": "3h/week", "start": "2026-12-01"},
            RequestError,
            "no.* date",
        ),
        ({"a": "2026-11-30"}, {"hours": "3h/week", "start": "2026-12-01"}, RequestError, "before"),
    ],
)
def test_what_makes_no_sense_is_refused(
    due: dict[Any, Any], fields: dict[str, Any], error: type[Exception], match: str
) -> None:
    """With a sentence that says what would do."""
    with pytest.raises(error, match=match):
        keep_due(plan(GRAPH), GRAPH, due, **fields)


def test_only_what_is_planned_can_be_due() -> None:
    """A step left out, an infeasible plan and another graph are refused."""
    with pytest.raises(RequestError, match="b@working is due, but not in the plan"):
        keep_due(plan(GRAPH, goals=["c"], budget="1h"), GRAPH, {"b": "9h"})
    with pytest.raises(RequestError, match="infeasible"):
        keep_due(plan(GRAPH, must=["b"], budget="1h"), GRAPH, {"b": "9h"})
    with pytest.raises(RequestError, match="another graph"):
        keep_due(plan(GRAPH), KnowledgeGraph.from_dict({"topics": {"a": "1h"}}), {"a": "9h"})


def test_a_due_date_is_a_step_and_a_time() -> None:
    """As on the command line."""
    assert parse_due("svd@deep = 2027-03-01") == ("svd@deep", "2027-03-01")
    for text in ("svd", "=3h", "svd="):
        with pytest.raises(RequestError, match="is not a due date"):
            parse_due(text)


def test_the_checker_refuses_every_tampering() -> None:
    """Wrong sums, a step that is not there, and an order that is later than it must be."""
    good = kept({"b": "5h"})
    (due,) = good.due
    own = plan(GRAPH)
    for changed, match in (
        ({"due": (due.model_copy(update={"finish_minutes": 1}),)}, "is finished after 300"),
        ({"due": (due.model_copy(update={"needed_minutes": 1}),)}, "takes 300, not 1"),
        ({"due": (due.model_copy(update={"step": "z@deep"}),)}, "not in the plan"),
        (
            {
                "due": (due.model_copy(update={"finish_minutes": 600}),),
                "steps": own.steps,
                "completion": own.completion,
            },
            "later than it must",
        ),
    ):
        problems = check_plan(good.model_copy(update=changed), GRAPH)
        assert any(match in problem.message for problem in problems), match
        assert {problem.code for problem in problems} == {"wrong-due"}


def test_dates_count_the_days_of_study_only() -> None:
    """Days off and public holidays hold no study: what is due after them has less time."""
    when = Availability.of("1h/day", "2026-12-21", off="2026-12-28..2026-12-30", holidays="DE")
    found = kept({"c": "2026-12-31"}, hours=when)
    assert found.due[0].by_minutes == 60 * (11 - 3 - 2)
    with pytest.raises(RequestError, match="before the start"):
        kept({"c": "2026-12-20"}, hours=when)
