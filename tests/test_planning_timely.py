"""Due dates in what is chosen: goals earn only in time, musts keep their dates or nothing does."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from mlpath import KnowledgeGraph, Plan, check_plan, plan
from mlpath.auditing.rules import rules_of
from mlpath.errors import RequestError
from mlpath.planning import around_asked
from mlpath.plans import Due
from mlpath.replanning import replan
from mlpath.solving import Instance
from mlpath.topics import Step
from tests.oracles import cases
from tests.oracles.dates import best_in_time

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "a": "2h",
            "b": {"effort": {"working": "3h", "deep": "5h"}, "requires": ["a"]},
            "c": {"effort": "1h"},
            "d": {"effort": "4h", "requires": ["c"]},
            "e": {"effort": "1h", "requires": [{"any": ["a", "d"], "reason": "either"}]},
        }
    }
)


def made(graph: KnowledgeGraph = GRAPH, **wishes: Any) -> Plan:
    """Return a plan that the checker finds nothing wrong with, also when it is read back."""
    found = plan(graph, **wishes)
    assert check_plan(found, graph) == ()
    assert Plan.from_json(found.to_json()) == found
    return found


def topics(found: Plan) -> str:
    """Return the topics of a plan in order."""
    return "".join(step.topic for step in found.steps)


def test_dates_that_go_together_change_only_the_order() -> None:
    """Value and proof are those without dates; what is due comes in time."""
    loose = made(goals=["b", "d:3"])
    assert topics(loose) == "cdab"
    dated = made(goals=["b", "d:3"], due={"b": "5h"})
    assert topics(dated) == "abcd"
    assert (dated.value, dated.bound, dated.proof) == (loose.value, loose.bound, loose.proof)
    assert dated.due == (
        Due(step="b@working", by_minutes=300, finish_minutes=300, needed_minutes=300),
    )


def test_of_two_goals_that_clash_the_one_that_is_worth_more_stays() -> None:
    """The other is left out; the plan says what both would take by which date."""
    found = made(goals=["b", "d:2"], due={"b": "5h", "d": "6h"})
    assert (topics(found), found.value, str(found.status)) == ("cd", 2.0, "optimal")
    left, kept = found.due
    assert (left.step, left.finish_minutes, left.needed_minutes) == ("b@working", None, 600)
    assert (left.clash_minutes, left.late_minutes) == (360, 240)
    assert (kept.finish_minutes, kept.late_minutes) == (300, 0)
    assert [str(out.step) for out in found.left_out] == ["b@working"]
    other = made(goals=["b:3", "d:2"], due={"b": "5h", "d": "6h"})
    assert topics(other) == "ab"
    assert other.due[1].clash_minutes is None


def test_a_lower_level_earns_its_share_if_it_is_in_time() -> None:
    """What is deep is due, and what is working with it: one of them can be had."""
    found = made(goals=["b@deep"], due={"b@deep": "6h"})
    assert (topics(found), found.value) == ("ab", 0.8)
    assert found.due[0].late_minutes == 60
    assert made(goals=["b@deep"], due={"b@deep": "7h"}).value == 1


def test_what_is_late_and_needed_by_others_is_there_and_earns_nothing() -> None:
    """As a prerequisite of a goal without a date."""
    found = made(goals=["c", "d"], due={"c": "30m"})
    assert [step.value for step in found.steps] == [0.0, 1.0]
    assert found.due[0].late_minutes == 30
    assert found.dated == ()


def test_what_is_due_is_a_goal_unless_it_is_one_or_a_must() -> None:
    """Of weight 1; a section, a level above or a must stand for it."""
    assert made(due={"b": "9h"}).asked.goals == ("b@working",)
    assert made(goals=["c"], due={"b": "9h"}).asked.goals == ("c", "b@working")
    assert made(goals=["section:general"], due={"b": "9h"}).asked.goals == ("section:general",)
    assert made(goals=["b@deep:2"], due={"b": "9h"}).asked.goals == ("b@deep:2",)
    assert made(must=["b"], due={"b": "9h"}).asked.goals == ()


def test_musts_keep_their_dates_or_there_is_no_plan() -> None:
    """With what they take, and ways out that were tried."""
    found = made(must=["b", "d"], due={"b": "5h", "d": "9h"})
    assert str(found.status) == "infeasible"
    assert [(due.needed_minutes, due.late_minutes) for due in found.due] == [(300, 0), (600, 60)]
    changes = [way.change for way in found.ways_out]
    assert changes[0] == "have d@working after 10 h"
    assert "do without b@working" in changes
    for way in found.ways_out:
        again = made(**{"must": ["b", "d"], "due": {"b": "5h", "d": "9h"}, **way.arguments})
        assert str(again.status) != "infeasible", way.change


def test_a_must_may_be_content_with_a_lower_level_by_its_date() -> None:
    """The date goes with it."""
    found = made(must=["b@deep"], due={"b@deep": "6h"})
    way = next(way for way in found.ways_out if "content" in way.change)
    assert way.arguments == {"must": ["b@working"], "due": {"b@working": 360}}
    assert way.flags == ("--must", "b@working", "--due", "b@working=360m")
    assert made(**way.arguments).due[0].late_minutes == 0


def test_the_quicker_alternative_is_taken_by_a_date() -> None:
    """D would earn more, and a is quicker."""
    assert made(goals=["e", "d:5"], budget="8h").choices[0].chosen == "d@working"
    found = made(goals=["e:9", "d:5"], due={"e": "3h"}, budget="9h")
    assert topics(found)[:2] == "ae"
    assert found.due[0].finish_minutes == 180


def test_what_is_known_is_not_due_and_a_date_stands_for_one_step() -> None:
    """Known goals need no date; two dates for one step make no sense."""
    assert made(goals=["b"], known=["b"], due={"b": "1h"}).due == ()
    with pytest.raises(RequestError, match="b@working is due twice"):
        plan(GRAPH, due={"b": "3h", Step("b", GRAPH.step("b").level): "4h"})


def test_dates_are_days_of_study_where_hours_and_a_start_are_given() -> None:
    """An hour a day: the fifth day is the end of five hours."""
    found = made(due={"b": "2026-12-05"}, hours="1h/day", start="2026-12-01")
    assert (found.due[0].by_minutes, str(found.due[0].date)) == (300, "2026-12-05")
    late = made(due={"b": "2026-12-04"}, hours="1h/day", start="2026-12-01")
    assert late.steps == ()
    assert late.due[0].late_minutes == 60


def test_hours_around_a_plan_with_dates_keep_them() -> None:
    """More hours bring what has a date only in time."""
    found = made(goals=["b", "d:2"], due={"b": "5h"}, budget="5h")
    assert topics(found) == "cd"
    assert around_asked(GRAPH, found.asked).more.value == 1
    tight = made(goals=["b", "d:2"], due={"b": "4h"}, budget="5h")
    assert around_asked(GRAPH, tight.asked).more.value == 0
    loose = made(goals=["b", "d:2"], budget="5h")
    assert around_asked(GRAPH, loose.asked).more.value == 1


@pytest.mark.parametrize("start", range(0, 120, 40))
def test_no_plan_is_worth_more_in_time(start: int) -> None:
    """Levels, any-of, known and banned steps, musts: against every order of every set."""
    late = none = 0
    for seed in range(start, start + 40):
        case = cases.small(seed)
        r = random.Random(f"due {seed}")
        steps = r.sample(case.graph.steps, min(len(case.graph.steps), r.randint(1, 4)))
        steps += [case.graph.step(n) for n in case.wishes.get("must", ()) if r.random() < 0.4]
        total = sum(map(case.graph.effort, case.graph.steps))
        due = {step: r.randint(1, total) for step in dict.fromkeys(steps)}
        found = made(case.graph, **case.wishes, due=due)
        best = _best(case, found, due)
        if found.asked.choose == "nested":
            continue
        if best is None:
            assert str(found.status) == "infeasible"
            none += 1
        else:
            assert round(found.value * 1000) == best == round(found.bound * 1000)
            late += any(each.late_minutes for each in found.due)
    assert late > 3
    assert none > 1


def _best(case: cases.Case, found: Plan, due: dict[Step, int]) -> int | None:
    """Return the most that any order of any set earns."""
    seen = cases.Case(case.data, case.graph, {**case.wishes, "goals": found.asked.goals}).problem
    if seen.must is None:
        return None
    instance = Instance.build(
        seen.effort,
        seen.value,
        [(step, other) for step, row in enumerate(seen.needs) for other in row],
        seen.groups,
        seen.must,
        seen.capacity,
    )
    musts = {case.graph.step(text) for text in found.asked.must}
    place = {step: number for number, step in enumerate(seen.steps)}
    soft: dict[int, int] = {}
    hard: dict[int, int] = {}
    for step, minutes in due.items():
        by = found.asked.fitting(minutes)
        if step in musts:
            hard |= {place[n]: by for n in [(step.topic, int(step.level))] if n in place}
            continue
        for level in range(step.level + 1):
            number = place.get((step.topic, level))
            if number is not None:
                soft[number] = min(by, soft.get(number, by))
    return best_in_time(instance, soft, hard)


def test_nested_plans_with_dates_never_lose_a_step() -> None:
    """Which dates are kept does not hang on the budget."""
    for seed in range(0, 60, 3):
        case = cases.small(seed)
        r = random.Random(seed)
        steps = r.sample(case.graph.steps, min(len(case.graph.steps), 3))
        due = {step: r.randint(1, 200) for step in steps}
        wishes = {k: v for k, v in case.wishes.items() if k not in {"budget", "must", "choose"}}
        before: set[Step] = set()
        for budget in range(0, 400, 50):
            found = made(case.graph, **wishes, budget=budget, due=due, choose="nested")
            now = {planned.step for planned in found.steps}
            assert before <= now
            before = now


def test_a_plan_that_is_sure_keeps_dates_too() -> None:
    """The limit that is sure enough is smaller; dates are as they were."""
    found = made(goals=["b", "d:2"], due={"b": "5h"}, budget="12h", sure=0.6)
    assert found.due[0].late_minutes == 0
    assert found.fits is not None
    assert found.fits >= 0.6


def test_a_replan_keeps_what_is_due_and_lets_go_what_is_late() -> None:
    """Minutes count from now; a must that is late by now is told, and not infeasible."""
    first = made(goals=["b", "d:2"], due={"b": "5h"})
    same = replan(first, GRAPH)
    assert not same.changed
    grown = replan(first, GRAPH, goals=["b", "d:2", "e:3"]).plan
    assert check_plan(grown, GRAPH) == ()
    assert grown.due[0].late_minutes == 0
    dropped = replan(first, GRAPH, goals=["d:2"]).plan
    assert dropped.due == ()
    must = made(must=["b"], goals=["d"], due={"b": "5h"})
    slow = must.model_copy(
        update={
            "asked": must.asked.model_copy(
                update={"due": (must.asked.due[0].model_copy(update={"by_minutes": 200}),)}
            )
        }
    )
    late = replan(slow, GRAPH, goals=["d", "e"]).plan
    assert check_plan(late, GRAPH) == ()
    assert late.due[0].late_minutes == 100


def test_the_checker_refuses_every_tampering() -> None:
    """Values, dates, what is late and by how much."""
    good = made(goals=["b", "d:2"], due={"b": "5h", "d": "6h"})
    left, kept = good.due
    rules = rules_of(GRAPH)
    assert len(rules.steps) == len(GRAPH.steps)
    for changed, match in (
        ({"due": (left,)}, "other steps are due"),
        ({"due": (left.model_copy(update={"needed_minutes": 601}), kept)}, "not late as it is"),
        ({"due": (left.model_copy(update={"clash_minutes": None}), kept)}, "not late as it is"),
        ({"due": (left, kept.model_copy(update={"needed_minutes": 1}))}, "takes 300, not 1"),
        ({"due": (left, kept.model_copy(update={"finish_minutes": 1}))}, "finished after 300"),
        ({"value": 3.0, "bound": 3.0}, "worth 2.0"),
    ):
        problems = check_plan(good.model_copy(update=changed), GRAPH)
        assert any(match in problem.message for problem in problems), match
    none = made(must=["b"], due={"b": "4h"})
    (due,) = none.due
    for changed, match in (
        ({"due": (due.model_copy(update={"needed_minutes": 240}),)}, "takes 300 at least"),
        ({"due": ()}, "the musts need 300 minutes"),
        ({"due": (due.model_copy(update={"by_minutes": 1}),)}, "other steps are due than musts"),
    ):
        problems = check_plan(none.model_copy(update=changed), GRAPH)
        assert any(match in problem.message for problem in problems), match


def test_a_late_step_that_claims_its_value_is_refused() -> None:
    """Value, completion and the step's own worth are of what is in time."""
    good = made(goals=["c", "d"], due={"c": "30m"})
    steps = tuple(step.model_copy(update={"value": 1.0}) for step in good.steps)
    codes = {p.code for p in check_plan(good.model_copy(update={"steps": steps}), GRAPH)}
    assert codes == {"wrong-value"}


def test_every_due_goal_that_is_left_out_tells_why() -> None:
    """What is in time with the rest is left out for its hours, not for its date."""
    found = made(goals=["b", "d:9"], due={"b": "9h", "d": "5h"}, budget="5h")
    told = {due.step: due for due in found.due}
    assert told["b@working"].finish_minutes is None
    assert list(itertools.chain(d.late_minutes for d in found.due)) == [0, 60]
