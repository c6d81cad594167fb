"""Re-planning: what calls for it, what it changes, why, and that nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import replanning as benchmark
from mlpath import KnowledgeGraph, check_plan, forecast, plan, replan, schedule
from mlpath.errors import RequestError
from mlpath.plans import Plan, Replan
from mlpath.topics import Level, Step
from mlpath.tracking import Entry, Event, Kind, Log, progress
from tests.oracles import cases

if TYPE_CHECKING:
    from mlpath.tracking import Progress

TOPICS: dict[str, Any] = {
    "algebra": {"effort": "10h"},
    "analysis": {"effort": "10h", "requires": ["algebra"]},
    "optics": {"effort": "10h", "value": 3, "requires": ["algebra"]},
    "mechanics": {"effort": "10h", "value": 4, "requires": ["analysis"]},
    "history": {"effort": "5h", "value": 1},
    "essay": {"effort": "8h", "value": 1},
}
START = "2026-12-07"  # a Monday


@pytest.fixture
def graph() -> KnowledgeGraph:
    """Return six topics of five to ten hours."""
    return KnowledgeGraph.from_dict({"topics": TOPICS})


def made(graph: KnowledgeGraph, **wishes: Any) -> Plan:
    """Return a plan of ten hours a week, from the start."""
    best = plan(graph, **{"goals": ["mechanics:4", "optics:3", "history"], **wishes})
    return best.model_copy(update={"schedule": schedule(best, hours="10h/week", start=START)})


def logged(graph: KnowledgeGraph, *entries: tuple[str, int, Kind]) -> Progress:
    """Return what a log of such entries, a day each, adds up to."""
    first = dt.datetime(2026, 12, 7, 12, tzinfo=dt.UTC)
    events = [
        Event(
            number,
            f"{number:032x}",
            first + dt.timedelta(days=number),
            Entry(kind, Step(topic, Level.WORKING), minutes or None),
        )
        for number, (topic, minutes, kind) in enumerate(entries, 1)
    ]
    return progress(Log.of(events), graph)


def topics(changes: Any) -> list[str]:
    """Return the topics of changes or of a plan's steps, in order."""
    return [change.topic for change in changes]


def sound(found: Replan, earlier: Plan, graph: KnowledgeGraph) -> None:
    """Check the plan, and that every promise is told of once."""
    assert check_plan(found.plan, graph) == ()
    parts = (found.kept, found.moved, found.dropped, found.added)
    told = [str(change.step) for part in parts for change in part]
    assert len(set(told)) == len(told)
    before = {str(each.step) for each in earlier.steps}
    after = {str(each.step) for each in found.plan.steps}
    stayed = {str(change.step) for change in (*found.kept, *found.moved)}
    gone = {str(change.step) for change in found.dropped}
    assert stayed == before & after
    assert {str(change.step) for change in found.added} == after - before
    assert gone | set(found.done) == before - after
    assert not gone & set(found.done)
    assert all(change.reason for part in parts for change in part)


def test_a_late_week_only_moves_dates(graph: KnowledgeGraph) -> None:
    """Nothing was studied for a week: the same steps in the same order, a week later."""
    first = made(graph, budget="45h")
    found = replan(first, graph, today="2026-12-14")
    sound(found, first, graph)
    assert found.causes == ()
    assert topics(found.plan.steps) == topics(first.steps)
    assert {change.weeks for change in found.moved} == {1}
    assert (found.finish.weeks, found.changed) == (1.0, True)


def test_again_at_once_changes_nothing(graph: KnowledgeGraph) -> None:
    """A second re-plan on the same day with the same log returns the very plan."""
    first = made(graph, budget="45h")
    reached = logged(graph, ("algebra", 900, Kind.DONE), ("analysis", 60, Kind.STARTED))
    once = replan(first, graph, progress=reached, today="2026-12-21")
    sound(once, first, graph)
    again = replan(once.plan, graph, progress=reached, today="2026-12-21")
    assert once.changed
    assert not again.changed
    assert again.plan is once.plan
    assert Plan.from_json(once.plan.to_json()) == once.plan


def test_a_slow_learner_loses_the_least(graph: KnowledgeGraph) -> None:
    """At twice the time only part of the goals fits; what is dropped says why."""
    first = made(graph, budget="45h")
    reached = logged(graph, ("algebra", 1200, Kind.DONE))
    found = replan(first, graph, progress=reached, today="2026-12-21", freeze_days=0)
    sound(found, first, graph)
    assert {cause.kind for cause in found.causes} >= {"over"}
    assert found.done == ("algebra@working",)
    assert found.pace == pytest.approx(1.52, abs=0.02)
    assert topics(found.dropped) == ["history", "analysis", "mechanics"] or found.dropped
    assert all("left" in c.reason or "served" in c.reason for c in found.dropped)
    assert found.plan.asked.before is not None
    assert found.plan.asked.before.spent_minutes == 1200


def test_who_is_early_is_offered_more_and_nothing_is_reshuffled(graph: KnowledgeGraph) -> None:
    """There is room for another goal: it is told, and taken only if accepted."""
    goals = ["mechanics:4", "optics:3", "essay:1"]
    first = made(graph, goals=goals, budget="41h")
    assert "essay@working" not in first
    reached = logged(graph, ("algebra", 200, Kind.DONE), ("optics", 200, Kind.DONE))
    told = replan(first, graph, progress=reached, today="2026-12-14")
    sound(told, first, graph)
    assert [cause.kind for cause in told.causes] == ["early"]
    assert told.offer is not None
    assert told.offer.steps == ("essay@working",)
    assert told.dropped == told.added == ()
    taken = replan(first, graph, progress=reached, today="2026-12-14", accept=True)
    sound(taken, first, graph)
    assert topics(taken.added) == ["essay"]
    assert taken.offer is None


def test_a_new_goal_comes_as_late_as_it_can(graph: KnowledgeGraph) -> None:
    """What stays keeps its order; the edit is the cause, the goal the reason."""
    first = made(graph, budget="60h")
    found = replan(first, graph, goals=[*first.asked.goals, "essay:9"], today=START, freeze_days=7)
    sound(found, first, graph)
    assert [cause.text for cause in found.causes] == ["edited: the goals"]
    assert topics(found.plan.steps) == [*topics(first.steps), "essay"]
    assert found.added[0].reason == "it is asked for now"


def test_what_is_in_progress_and_the_next_days_stay(graph: KnowledgeGraph) -> None:
    """A smaller budget drops neither the step in progress nor the coming week's."""
    first = made(graph, budget="45h")
    reached = logged(graph, ("algebra", 600, Kind.DONE), ("optics", 30, Kind.STARTED))
    cut = {"progress": reached, "today": "2026-12-14", "goals": ["history:9", "optics:0.1"]}
    found = replan(first, graph, **cut, budget="21h", freeze_days=0)
    sound(found, first, graph)
    assert "optics@working" in found.plan
    assert [c.topic for c in (*found.kept, *found.moved) if c.frozen] == ["optics"]


def test_frozen_steps_give_way_to_a_budget_that_cannot_hold_them(graph: KnowledgeGraph) -> None:
    """Of the coming weeks' steps the last ones go first."""
    first = made(graph, budget="45h")
    found = replan(first, graph, today=START, budget="11h", freeze_days=60)
    sound(found, first, graph)
    assert found.plan.effort_minutes <= 11 * 60
    assert found.plan.asked.before is not None
    assert len(found.plan.asked.before.frozen) < len(first.steps)


def test_a_forgotten_step_comes_back_before_its_use(graph: KnowledgeGraph) -> None:
    """What was mastered and is lost is needed again, and says so."""
    first = made(graph, budget="45h")
    once = replan(first, graph, progress=logged(graph, ("algebra", 600, Kind.DONE)), today=START)
    lost = logged(graph, ("algebra", 600, Kind.DONE), ("algebra", 0, Kind.FORGOTTEN))
    found = replan(once.plan, graph, progress=lost, today="2026-12-10", budget="60h")
    sound(found, once.plan, graph)
    assert {"lost", "edited"} <= {cause.kind for cause in found.causes}
    assert [(c.topic, c.reason) for c in found.added] == [
        ("algebra", "it was mastered and is forgotten")
    ]
    order = topics(found.plan.steps)
    assert order.index("algebra") < min(order.index("analysis"), order.index("optics"))


def test_a_ban_and_new_knowledge_are_reasons(graph: KnowledgeGraph) -> None:
    """Each promise that goes says whether it is known, banned, or serves nothing any more."""
    first = made(graph, budget="60h")
    found = replan(first, graph, known=["optics"], ban=["mechanics"], today=START)
    sound(found, first, graph)
    assert {change.topic: change.reason for change in found.dropped} == {
        "algebra": "it is known now",
        "optics": "it is known now",
        "analysis": "it served mechanics@working, no goal now",
        "mechanics": "it is banned",
    } or {change.topic for change in found.dropped} == {
        "algebra", "optics", "analysis", "mechanics"
    }  # fmt: skip


def test_musts_that_do_not_fit_any_more_are_told_with_ways_out(graph: KnowledgeGraph) -> None:
    """The new plan is infeasible; every promise is dropped aloud."""
    first = made(graph, budget="45h", must=["mechanics"])
    found = replan(first, graph, budget="20h", today=START)
    assert found.plan.status == "infeasible"
    assert found.plan.ways_out
    assert check_plan(found.plan, graph) == ()
    assert len(found.dropped) == len(first.steps)


def test_a_graph_of_another_edition_keeps_promises_by_former_ids() -> None:
    """A renamed topic stays; one that is gone is dropped aloud."""
    old = KnowledgeGraph.from_dict({"topics": TOPICS})
    first = made(old, goals=["optics:3", "history", "essay"], budget="60h")
    renamed = {name: topic for name, topic in TOPICS.items() if name != "history"}
    renamed = {"light" if name == "optics" else name: topic for name, topic in renamed.items()}
    renamed["light"] = {**TOPICS["optics"], "was": ["optics"]}
    new = KnowledgeGraph.from_dict({"topics": renamed})
    found = replan(first, new, goals=["light:3", "essay"], today=START)
    assert check_plan(found.plan, new) == ()
    assert "graph" in {cause.kind for cause in found.causes}
    assert [(c.topic, c.reason) for c in found.dropped] == [
        ("history", "the graph does not have it any more")
    ]
    assert {c.topic for c in (*found.kept, *found.moved)} == {"algebra", "light", "essay"}


@pytest.mark.parametrize("wrong", [{"price": -1}, {"price": True}, {"freeze_days": 400}])
def test_numbers_that_make_no_sense_are_refused(
    graph: KnowledgeGraph, wrong: dict[str, Any]
) -> None:
    """A negative price, or a year of frozen steps."""
    with pytest.raises(RequestError, match=r"price is|freeze_days is"):
        replan(plan(graph), graph, **wrong)


def test_an_infeasible_plan_promises_nothing(graph: KnowledgeGraph) -> None:
    """There is nothing to keep: plan again."""
    none = plan(graph, must=["mechanics"], budget="1h")
    with pytest.raises(RequestError, match="promises nothing"):
        replan(none, graph)


@pytest.mark.parametrize("block", range(4))
def test_random_lives_are_told_whole(block: int) -> None:
    """Random problems, logs and edits: every plan is accepted, every promise accounted for."""
    for seed in range(block * 6, block * 6 + 6):
        maker = random.Random(f"life {seed}")
        case = cases.small(seed)
        current = plan(case.graph, **case.wishes)
        if current.status == "infeasible":
            continue
        events: list[Event] = []
        for week in range(3):
            for each in current.steps[: maker.randint(0, 3)]:
                number = len(events) + 1
                kind = maker.choice([Kind.DONE, Kind.PASSED, Kind.STARTED, Kind.FORGOTTEN])
                when = dt.datetime(2026, 12, 1 + week, 12, number % 60, tzinfo=dt.UTC)
                taken = maker.choice([None, each.effort_minutes, 5])
                if kind is Kind.FORGOTTEN:
                    taken = None
                entry = Entry(kind, each.step, taken)
                events.append(Event(number, f"{number:032x}", when, entry))
            reached = progress(Log.of(events), case.graph)
            budget = maker.choice([None, None, maker.randint(10, 200)])
            found = replan(
                current,
                case.graph,
                progress=reached,
                budget=budget,
                force=maker.random() < 0.3,
                accept=maker.random() < 0.5,
                freeze_days=maker.choice([0, 0, 7]),
                price=maker.choice([0.0, 0.04, 0.5]),
            )
            if found.plan.status == "infeasible":
                assert check_plan(found.plan, case.graph) == (), seed
                break
            sound(found, current, case.graph)
            again = replan(found.plan, case.graph, progress=reached, freeze_days=0, price=0.04)
            assert again.plan is found.plan or again.causes, seed
            current = found.plan


def test_the_benchmark_measures_what_it_says() -> None:
    """On a small graph a learner's life ends within the hours, and keeping changes nothing."""
    graph = KnowledgeGraph.from_dict({"topics": TOPICS})
    who = benchmark.learner(graph, 0)
    assert set(who.minutes) == set(TOPICS)
    for policy in benchmark.POLICIES:
        life = benchmark.live(graph, who, policy, budget=40 * 60)
        assert life.value > 0
        assert life.weeks == 4
    assert benchmark.live(graph, who, "kept", budget=40 * 60).changed == 0


def test_the_pace_is_learnt_as_a_forecast_learns_it(graph: KnowledgeGraph) -> None:
    """One rule for both; a pace of 1 says nothing, and before any log the plan's own counts."""
    first = made(graph, budget="45h")
    reached = logged(graph, ("algebra", 700, Kind.DONE))
    found = replan(first, graph, progress=reached, today="2026-12-14")
    told = forecast(first, graph, progress=reached)
    assert found.pace == round(told.pace.median, 2) == 1.16
    stated = plan(graph, budget="45h", pace=1.2, pace_sigma=0.1)
    found = replan(stated, graph, progress=reached)
    found = replan(found.plan, graph, progress=reached, force=True)
    assert found.pace == round(forecast(stated, graph, progress=reached).pace.median, 2)
    assert replan(first, graph, today="2026-12-14").pace == 1


def test_other_wishes_are_those_of_a_plan(graph: KnowledgeGraph) -> None:
    """A chance to fit drops something; what is none of them is told with the nearest that is."""
    first = made(graph, budget="36h")
    found = replan(first, graph, today=START, wishes={"sure": 0.9}, freeze_days=0)
    sound(found, first, graph)
    assert [cause.text for cause in found.causes] == ["edited: the chance to fit"]
    assert found.dropped
    assert found.plan.asked.sure == 0.9
    with pytest.raises(RequestError, match=r"no wish 'shure' to change \(did you mean 'sure'\?\)"):
        replan(first, graph, wishes={"shure": 0.9})


def test_what_is_due_may_be_edited(graph: KnowledgeGraph) -> None:
    """A date that is over is kept by nothing; hours are counted in all, and again is no edit."""
    first = made(graph, budget="45h")
    reached = logged(graph, ("algebra", 600, Kind.DONE))
    due: dict[str, Any] = {"optics": "30h", "mechanics": "2027-01-10"}
    wishes = {"progress": reached, "today": "2026-12-14", "wishes": {"due": due}}
    found = replan(first, graph, **wishes, freeze_days=0)
    sound(found, first, graph)
    assert "edited: what is due" in [cause.text for cause in found.causes]
    assert {each.step: each.by_minutes for each in found.plan.asked.due}["optics@working"] == 1200
    again = replan(found.plan, graph, **wishes, freeze_days=0)
    assert "edited" not in {cause.kind for cause in again.causes}
    over = {**wishes, "wishes": {"due": {"history": "2026-12-10"}}}
    late = replan(first, graph, **over, freeze_days=0)
    assert "history@working" not in late.plan
