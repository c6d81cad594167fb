"""Plans that a calendar holds; what does not fit has ways out, each run again here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from mlpath import KnowledgeGraph, Plan, check_plan, plan
from mlpath.errors import RequestError
from mlpath.scheduling import Calendar, fit, fits
from tests.oracles import cases

if TYPE_CHECKING:
    from mlpath.plans import Asked, WayOut

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "a": {"effort": {"overview": "1h", "working": "5h"}},
            "b": {"effort": {"overview": "1h", "working": "4h"}, "requires": ["a"], "value": 5},
            "c": {"effort": "3h", "value": 3},
            "d": {"effort": "63m", "requires": ["c"], "value": 2},
        }
    }
)
Due = dict[Any, Any]


def fitted(
    asked: Asked, timing: dict[str, Any], due: Due | None = None, graph: KnowledgeGraph = GRAPH
) -> Plan:
    """Return the plan of a calendar, checked and the same after reading it back."""
    found = fit(graph, asked, Calendar.of(**timing), due)
    assert check_plan(found, graph) == ()
    assert Plan.from_json(found.to_json()) == found
    return found


def tried(
    way: WayOut,
    asked: Asked,
    timing: dict[str, Any],
    due: Due | None = None,
    graph: KnowledgeGraph = GRAPH,
) -> Plan:
    """Return the plan with what a way out changes."""
    arguments = dict(way.arguments)
    changed = asked.model_copy(update={"must": tuple(arguments.pop("must", asked.must))})
    new_due = arguments.pop("due", due)
    if not {"hours", "deadline"} & set(arguments):
        assert "budget" not in arguments
    arguments.pop("budget", None)
    return fitted(changed, {**timing, **arguments}, new_due, graph)


def ways_of(found: Plan) -> tuple[WayOut, ...]:
    """Return the ways out of a plan that is infeasible or late."""
    return found.ways_out if found.schedule is None else found.schedule.ways_out


def test_a_deadline_is_a_budget_and_the_smaller_counts() -> None:
    """Of 5 days of an hour c fits, d with it does not."""
    week = {"hours": "1h/day", "start": "2026-12-01", "deadline": "2026-12-05"}
    found = fitted(plan(GRAPH, goals=["c", "d"]).asked, {**week, "deadline": "2026-12-04"})
    assert [step.topic for step in found.steps] == ["c"]
    assert found.asked.budget_minutes == 240
    smaller = fitted(plan(GRAPH, goals=["c", "d"], budget="200m").asked, week)
    assert smaller.asked.budget_minutes == 200
    free = fitted(plan(GRAPH, goals=["c", "d"]).asked, {**week, "off": "2026-12-02"})
    assert free.asked.budget_minutes == 240


def test_a_plan_is_made_smaller_where_sessions_leave_minutes_unused() -> None:
    """What the minutes until the deadline hold, its sessions may not."""
    graph = KnowledgeGraph.from_dict(
        {"topics": {f"t{number}": {"effort": "40m", "value": 1} for number in range(12)}}
    )
    week = {"hours": "1h/day", "start": "2026-12-01", "deadline": "2026-12-06"}
    plain = fitted(plan(graph).asked, week, graph=graph)
    assert (len(plain), plain.schedule and plain.schedule.kept) == (9, True)
    whole = fitted(plan(graph).asked, {**week, "shortest": 30}, graph=graph)
    assert (len(whole), whole.schedule and whole.schedule.kept) == (6, True)


def test_musts_that_a_deadline_cannot_hold_have_ways_out() -> None:
    """More hours, a later day, a lower level, or without."""
    asked = plan(GRAPH, must=["b"]).asked
    week = {"hours": "1h/day", "start": "2026-12-01", "deadline": "2026-12-06"}
    found = fitted(asked, week)
    assert found.status == "infeasible"
    kinds = [sorted(way.arguments) for way in found.ways_out]
    assert kinds[:2] == [["budget", "hours"], ["budget", "deadline"]]
    assert ["must"] in kinds
    assert found.ways_out[1].arguments["deadline"] == "2026-12-09"
    for way in found.ways_out:
        assert fits(tried(way, asked, week))


def test_due_dates_that_are_missed_have_ways_out() -> None:
    """Musts have to keep theirs: each way does."""
    due: Due = {"b": "2026-12-06", "c": "2026-12-20"}
    asked = plan(GRAPH, must=["b", "c"]).asked
    week = {"hours": "1h/day", "start": "2026-12-01", "off": "2026-12-03"}
    found = fitted(asked, week, due)
    assert found.status == "infeasible"
    assert [each.late_minutes for each in found.due] == [240, 0]
    kinds = [sorted(way.arguments) for way in found.ways_out]
    assert kinds[0] == ["hours"]
    assert kinds[1] == ["due"]
    for way in found.ways_out:
        assert fits(tried(way, asked, week, due))
    gentle = found.ways_out[1].arguments["due"]
    assert gentle == {"b@working": "2026-12-10", "c@working": "2026-12-20"}


def test_a_deadline_that_pins_miss_is_told() -> None:
    """A step that may not be started before the deadline is over."""
    asked = plan(GRAPH, must=["c"]).asked
    week = {"hours": "1h/day", "start": "2026-12-01", "deadline": "2026-12-09"}
    found = fitted(asked, {**week, "pins": {"c": "2026-12-08"}})
    assert found.schedule is not None
    assert found.schedule.late_days == 1
    kinds = [sorted(way.arguments) for way in found.schedule.ways_out]
    assert ["hours"] in kinds
    assert ["deadline"] in kinds
    assert ["must", "pins"] in kinds
    for way in found.schedule.ways_out:
        assert fits(tried(way, asked, {**week, "pins": {"c": "2026-12-08"}}))


def test_days_off_until_the_deadline_leave_nothing() -> None:
    """An empty plan, and no way out of a must by hours."""
    week = {"hours": "1h/day", "start": "2026-12-01", "deadline": "2026-12-06"}
    asked = plan(GRAPH, goals=["c"]).asked
    off = {**week, "off": "2026-12-01..2026-12-06"}
    assert len(fitted(asked, off)) == 0
    musts = plan(GRAPH, must=["c"]).asked
    found = fitted(musts, off)
    assert sorted(found.ways_out[0].arguments) == ["budget", "deadline"]
    for way in found.ways_out:
        assert fits(tried(way, musts, off))
    with pytest.raises(RequestError, match="is before the start"):
        fitted(asked, {**week, "deadline": "2026-11-30"})


def test_every_way_out_of_random_plans_leads_out() -> None:
    """Musts, due dates and deadlines on graphs of every feature."""
    count = 0
    for seed in range(2, 40):
        case = cases.small(seed)
        made = plan(case.graph, **{**case.wishes, "budget": None, "must": ()})
        if made.status == "infeasible" or len(made) < 2:
            continue
        names = tuple(str(made.steps[place].step) for place in {len(made) // 2, len(made) - 1})
        asked = made.asked.model_copy(update={"must": names})
        need = asked.own(made.effort_minutes)
        start = dt.date(2026, 12, 1)
        last = start + dt.timedelta(days=max(0, need // 60 // 2))
        week: dict[str, Any] = {"hours": "1h/day", "start": start}
        due: Due = {names[-1]: last - dt.timedelta(days=1) if last > start else last}
        if seed % 2:
            week["deadline"] = last
        found = fitted(asked, week, due, case.graph)
        for way in ways_of(found):
            count += 1
            again = tried(way, asked, week, due, case.graph)
            assert fits(again), (seed, way.change)
    assert count > 20


def test_what_is_recommended_is_the_first_to_go_where_sessions_leave_too_little() -> None:
    """Whatever the deadline, value is as without recommendations, and no day is too late."""
    names = [f"t{number}" for number in range(12)]
    topics: dict[str, Any] = {
        name: {"effort": f"{95 + 13 * place}m", "recommends": [f"h{place}"]}
        for place, name in enumerate(names)
    }
    topics |= {f"h{place}": {"effort": f"{3 + 2 * place}m"} for place in range(12)}
    graph = KnowledgeGraph.from_dict({"topics": topics})
    asked = plan(graph, goals=names).asked
    plain = asked.model_copy(update={"recommended": False})
    added = shed = 0
    for day in range(4, 28, 2):
        week = Calendar.of("50m/day", "2026-12-01", deadline=f"2026-12-{day:02}", shortest="20m")
        best, without = fit(graph, asked, week), fit(graph, plain, week)
        assert best.value == without.value
        assert best.schedule is not None
        assert best.schedule.late_days == 0
        assert check_plan(best, graph) == ()
        helped = [each for each in best.steps if each.reason.recommended]
        free = plan(graph, goals=names, budget=best.asked.budget_minutes)
        added += bool(helped)
        shed += len(free.steps) > len(best.steps)
    assert added
    assert shed
