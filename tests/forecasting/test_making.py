"""Forecasts: against samples, through the calendar, with a log; what they claim is so."""

from __future__ import annotations

import datetime as dt
import json
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from benchmarks import forecasting as benchmark
from mlpath import KnowledgeGraph, Level, Step, plan, schedule
from mlpath.errors import RequestError
from mlpath.estimating import Pace, Part, parts, total
from mlpath.forecasting import forecast, learnt_pace, simulate
from mlpath.learners import Availability
from mlpath.planning.dating import keep_due
from mlpath.plans import Forecast
from mlpath.tracking import Kind, Pair, Progress, State, StepProgress

if TYPE_CHECKING:
    from mlpath.plans import When

DAY = dt.date(2026, 12, 1)
GRAPH = KnowledgeGraph.from_dict(
    {
        "sections": {"maths": "Mathematics", "physics": "Physics"},
        "topics": {
            "vectors": {"section": "maths", "effort": {"overview": "2h", "working": "6-10h"}},
            "algebra": {"section": "maths", "effort": "10h", "requires": ["vectors"]},
            "motion": {"section": "physics", "effort": "8-16h", "requires": ["vectors@overview"]},
            "forces": {"section": "physics", "effort": "12h", "requires": ["motion", "algebra"]},
            "heat": {"section": "physics", "effort": "5h"},
        },
    }
)
WORKING = Level.WORKING


def made(**wishes: Any) -> Any:
    """Return a plan of the small graph."""
    return plan(GRAPH, **wishes)


def logged(*done: tuple[Step, int], begun: tuple[Step, int] | None = None) -> Progress:
    """Return what a log of finished steps, with their minutes, adds up to."""
    steps = [StepProgress(step, State.MASTERED, Kind.PASSED, DAY, took) for step, took in done]
    if begun is not None:
        steps.append(StepProgress(begun[0], State.IN_PROGRESS, Kind.STARTED, DAY, begun[1]))
    pairs = [Pair(step, took, GRAPH.effort(step), DAY) for step, took in done]
    return Progress(steps=tuple(steps), pairs=tuple(pairs))


def times(found: Forecast) -> tuple[When, When, When]:
    """Return the three times of the whole plan."""
    return found.finish.p50, found.finish.p80, found.finish.p95


def test_the_formula_agrees_with_ten_thousand_samples() -> None:
    """Plan, goals and chances: within two percent of minutes and of chance."""
    wishes = {"goals": ["forces", "section:maths", "heat"], "budget": "60h"}
    exact = forecast(made(**wishes), GRAPH)
    drawn = forecast(made(**wishes), GRAPH, samples=10_000, seed=1)
    assert (drawn.samples, drawn.seed) == (10_000, 1)
    pairs = [(exact.finish, drawn.finish)]
    pairs += [
        (one.finish, other.finish)
        for one, other in zip(exact.goals, drawn.goals, strict=True)
        if one.finish is not None and other.finish is not None
    ]
    assert len(pairs) == 4
    for one, other in pairs:
        for name in ("p50", "p80", "p95"):
            assert getattr(one, name).minutes == pytest.approx(
                getattr(other, name).minutes, rel=0.025
            )
    assert exact.chance_of("budget") == pytest.approx(drawn.chance_of("budget"), abs=0.02)


def test_ten_thousand_samples_take_a_tenth_of_a_second() -> None:
    """Of a plan of seventy topics, in CPU time, the best of three runs."""
    found = [Part(f"t{n}", 60 + n, 0.4) for n in range(70)]
    took = []
    for _ in range(3):
        began = time.process_time()
        simulate(found, Pace())
        took.append(time.process_time() - began)
    assert min(took) <= 0.1


def test_the_same_seed_draws_the_same_learners() -> None:
    """Same input, same bytes; another seed, other samples."""
    plans = made(goals=["forces"])
    texts = [forecast(plans, GRAPH, samples=500, seed=seed).to_json() for seed in (3, 3, 4)]
    assert texts[0] == texts[1] != texts[2]


def test_dates_come_from_the_calendar() -> None:
    """Days off and reviews put a finish off; each date is the first at which the time is there."""
    whole = made(goals=["forces"], review_share=0.2)
    when = Availability.of("2h per weekday", DAY, off=["2026-12-24..2027-01-06"])
    found = forecast(whole, GRAPH, hours=when)
    for each in times(found):
        needed = math.ceil(each.minutes / 0.8)
        assert each.date is not None
        assert when.minutes_until(each.date) >= needed
        assert when.minutes_until(each.date - dt.timedelta(days=1)) < needed
        assert each.week == (each.date - DAY).days // 7 + 1
    assert [each.date for each in times(found)] == sorted({each.date for each in times(found)})
    weeks = forecast(whole, GRAPH, hours="10h/week")
    assert weeks.start is None
    for each in times(weeks):
        assert each.date is None
        assert each.week == math.ceil(math.ceil(each.minutes / 0.8) / 600)
    bare = forecast(whole, GRAPH)
    assert {(each.week, each.date) for each in times(bare)} == {(None, None)}


def test_the_calendar_of_a_schedule_is_used_until_another_is_given() -> None:
    """A plan with a schedule needs no more words."""
    whole = made(goals=["forces"])
    laid = schedule(whole, hours="10h/week", start=DAY, deadline="2027-02-01")
    found = forecast(whole.model_copy(update={"schedule": laid}), GRAPH)
    assert (found.hours, found.start) == ("10h/week", DAY)
    assert found == forecast(
        whole, GRAPH, hours="10h/week", start="2026-12-01", deadline="2027-02-01"
    )
    assert found.chance_of("deadline") is not None


def test_a_deadline_and_due_dates_have_chances() -> None:
    """A week more of study, a greater chance; a date before anything can be done has none."""
    whole = made(must=["forces", "heat"])
    held = keep_due(
        whole, GRAPH, {"heat": "2026-12-20", "forces": "70h"}, hours="10h/week", start=DAY
    )
    found = forecast(held, GRAPH, hours="10h/week", start=DAY, deadline="2027-01-31")
    assert [(each.what, each.step) for each in found.chances] == [
        ("deadline", None),
        ("due", "heat@working"),
        ("due", "forces@working"),
    ]
    later = forecast(held, GRAPH, hours="10h/week", start=DAY, deadline="2027-02-07")
    assert later.chance_of("deadline") > found.chance_of("deadline")
    assert found.chance_of("due", "forces@working") == pytest.approx(
        total(parts(GRAPH, ((s.step, s.effort_minutes) for s in held.steps)), Pace()).chance(4200),
        abs=0.1,
    )
    early = forecast(held, GRAPH, hours="10h/week", start=DAY, deadline="2026-11-01")
    assert early.chance_of("deadline") == 0.0


def test_a_log_teaches_the_pace_and_shortens_what_is_left() -> None:
    """Done steps are not left, a slow learner is forecast to be slow, and less is uncertain."""
    whole = made(goals=["forces"])
    vectors = [Step("vectors", Level.OVERVIEW), Step("vectors", WORKING)]
    slow = logged(*((step, 2 * GRAPH.effort(step)) for step in vectors))
    fast = logged(*((step, GRAPH.effort(step) // 2) for step in vectors))
    before = forecast(whole, GRAPH)
    found, other = (forecast(whole, GRAPH, progress=each) for each in (slow, fast))
    assert found.pace.logs == 1  # two levels, one topic, one error
    assert found.steps_done == 2
    assert found.left_minutes == sum(GRAPH.effort(step.step) for step in whole.steps) - sum(
        GRAPH.effort(step) for step in vectors
    )
    assert found.pace.median > before.pace.median > other.pace.median
    assert found.pace.sigma < before.pace.sigma
    assert found.pace.effect_minutes > 0 > other.pace.effect_minutes
    assert found.spent_minutes == slow.minutes
    assert found.pace.median == round(learnt_pace(slow, GRAPH).median, 3)


def test_time_spent_on_a_step_in_progress_counts() -> None:
    """Less is left than before, and never nothing."""
    whole = made(goals=["algebra"])
    last = Step("algebra", WORKING)
    done = [(step.step, step.effort_minutes) for step in whole.steps if step.step != last]
    left = [
        forecast(whole, GRAPH, pace=Pace(1, 0.3), progress=logged(*done, begun=(last, spent)))
        for spent in (0, 300, 3000)
    ]
    assert left[0].left_minutes == 600
    assert 0 < left[1].left_minutes < 600
    assert 0 < left[2].left_minutes < 600


def test_a_budget_is_what_is_left_of_it() -> None:
    """Minutes that were logged are gone; who was fast has a better chance."""
    whole = made(goals=["forces"], budget="60h")
    first = whole.steps[0]
    fast = forecast(whole, GRAPH, progress=logged((first.step, first.effort_minutes // 3)))
    slow = forecast(whole, GRAPH, progress=logged((first.step, first.effort_minutes * 3)))
    assert forecast(whole, GRAPH).chance_of("budget") == whole.fits
    assert fast.chance_of("budget") > whole.fits > slow.chance_of("budget")
    assert slow.chances[0].minutes == 60 * 60 - first.effort_minutes * 3


def test_a_pace_that_was_learnt_is_learnt_anew_from_its_log() -> None:
    """A plan made at a learnt pace does not count the same log twice."""
    reached = logged((Step("heat", WORKING), 450))
    learnt = learnt_pace(reached, GRAPH)
    again = made(goals=["forces"], pace=round(learnt.median, 3), pace_sigma=round(learnt.sigma, 3))
    found = forecast(again, GRAPH, progress=reached)
    assert found.pace.median == round(learnt.median, 3)
    assert found.pace.sigma == round(learnt.sigma, 3)
    assert forecast(again, GRAPH).pace.median == pytest.approx(learnt.median, abs=0.001)


def test_goals_say_what_of_them_is_planned_done_and_left_out() -> None:
    """A goal is reached with the last planned step of it, in the plan's order."""
    whole = made(
        goals=["section:maths", "forces", "heat"], known=["vectors@overview"], budget="25h"
    )
    reached = logged((Step("vectors", WORKING), 400))
    found = {goal.goal: goal for goal in forecast(whole, GRAPH, progress=reached).goals}
    names = [str(step.step) for step in whole.steps]
    maths = found["section:maths"]
    assert (maths.steps, maths.done, maths.planned) == (2, 1, int("algebra@working" in names))
    for goal in found.values():
        assert (goal.last is None) == (goal.finish is None)
        assert goal.last is None or goal.last in names
    assert any(goal.last is None for goal in found.values())  # something is left out


def test_the_whole_is_never_finished_before_its_goals() -> None:
    """Each goal is a part of the plan."""
    whole = forecast(made(goals=["forces", "heat"]), GRAPH)
    for goal in whole.goals:
        assert goal.finish is not None
        assert goal.finish.p80.minutes <= whole.finish.p80.minutes


def test_shares_of_the_spread_add_up() -> None:
    """The pace and the topics make the whole of it; the most first."""
    found = forecast(made(goals=["forces"]), GRAPH)
    assert sum(each.share for each in found.spread) == pytest.approx(1, abs=0.02)
    assert [each.share for each in found.spread] == sorted(
        (each.share for each in found.spread), reverse=True
    )
    certain = forecast(made(goals=["forces"]), GRAPH, pace=Pace(1.2, 0.0))
    assert certain.spread[-1].share == 0.0
    assert certain.halving is None


def test_so_many_more_logs_halve_the_spread_of_the_pace() -> None:
    """Logging the next topics as estimated at the pace does what the forecast said."""
    graph = KnowledgeGraph.from_dict({"topics": {f"t{n}": "5h" for n in range(12)}})
    whole = plan(graph)
    found = forecast(whole, graph)
    assert found.halving is not None
    done = whole.steps[: found.halving.topics]
    took = round(300 * found.pace.median)
    reached = Progress(
        steps=tuple(StepProgress(s.step, State.MASTERED, Kind.PASSED, DAY, took) for s in done),
        pairs=tuple(Pair(s.step, took, 300, DAY) for s in done),
    )
    after = forecast(whole, graph, progress=reached).pace
    assert after.sigma <= found.pace.sigma / 2 + 0.001
    assert after.median == pytest.approx(found.pace.median, rel=0.01)
    fewer = learnt_pace(Progress(pairs=reached.pairs[:-1]), graph)
    assert fewer.sigma > found.pace.sigma / 2
    assert forecast(plan(graph, goals=["t1", "t2"]), graph).halving is None


def test_the_first_week_holds_its_hours() -> None:
    """Steps are begun while there is time, in the plan's order, at the pace."""
    whole = made(goals=["forces"])
    found = forecast(whole, GRAPH, hours="10h/week", pace=Pace(1.0, 0.3))
    names = [str(step.step) for step in whole.steps]
    assert list(found.first_week) == names[: len(found.first_week)]
    efforts = [step.effort_minutes for step in whole.steps]
    count = len(found.first_week)
    assert sum(efforts[: count - 1]) < 600 <= sum(efforts[:count])
    assert forecast(whole, GRAPH).first_week == ()


def test_a_plan_that_is_done_is_done() -> None:
    """Nothing is left, for sure."""
    whole = made(goals=["heat"], budget="9h")
    found = forecast(
        whole, GRAPH, progress=logged((Step("heat", WORKING), 300)), hours="1h/week", start=DAY
    )
    assert found.left_minutes == 0
    assert [when.minutes for when in times(found)] == [0, 0, 0]
    assert found.chance_of("budget") == 1.0
    assert found.goals[0].done == 1
    assert found.goals[0].finish is None


def test_what_is_known_besides_is_not_left() -> None:
    """As a learner says it, without a log."""
    whole = made(goals=["algebra"])
    known = (Step("vectors", Level.OVERVIEW), Step("vectors", WORKING))
    assert forecast(whole, GRAPH, known=known).left_minutes == 600


def test_a_forecast_survives_json() -> None:
    """The same forecast, the same text; what is unset is left out."""
    found = forecast(made(goals=["forces"], budget="40h"), GRAPH, hours="5h/week", start=DAY)
    again = Forecast.from_json(found.to_json())
    assert again == found
    assert again.to_json() == found.to_json()
    assert '"samples"' not in found.to_json()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"start": "2026-12-01"}, "a start needs hours"),
        ({"deadline": "2027-12-01"}, "a deadline needs a calendar"),
        ({"deadline": "2027-12-01", "hours": "3h/week"}, "a deadline needs a calendar"),
        ({"hours": "1m/week", "start": "2026-12-01"}, "over 100 years"),
        ({"hours": "3h/week", "start": "soon"}, "'soon' is not a date"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments: dict[str, Any], message: str) -> None:
    """The error says what is missing."""
    with pytest.raises(RequestError, match=message):
        forecast(made(goals=["forces"]), GRAPH, **arguments)


def test_infeasible_plans_and_other_graphs_are_refused() -> None:
    """There is nothing to forecast."""
    with pytest.raises(RequestError, match="no finish"):
        forecast(made(must=["forces"], budget="1h"), GRAPH)
    other = KnowledgeGraph.from_dict({"topics": {"svd": "3h"}})
    with pytest.raises(RequestError, match="another graph"):
        forecast(made(), other)


def test_four_in_five_learners_are_within_p80() -> None:
    """Simulated lives under the own prior: 80 % with and without logs, errors fall with logs."""
    graph = KnowledgeGraph.from_dict(
        {"topics": {f"t{n}": ("3-5h", "4h", "2-5h")[n % 3] for n in range(30)}}
    )
    course = benchmark.Course(plan(graph), (0, 1, 3, 5, 20))
    rows = benchmark.held("own prior", graph, [course], 800, learning=True)
    assert 0.77 <= rows[0][0] <= 0.83
    assert all(0.75 <= share <= 0.86 for share, _ in rows)
    errors = [error for _, error in rows]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] > 0.2
    assert errors[-1] < 0.13
    untaught = benchmark.held("own prior", graph, [course], 200, learning=False)
    assert untaught[-1][1] > 2 * errors[-1]


def test_json_keeps_to_the_committed_schema() -> None:
    """A validator accepts what is written."""
    text = (Path(__file__).parents[2] / "docs/schemas/forecast.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    whole = made(goals=["forces"], budget="40h")
    for arguments in ({}, {"hours": "5h/week", "start": DAY, "deadline": "2027-02-01"}):
        found = forecast(whole, GRAPH, **arguments)
        jsonschema.validate(json.loads(found.to_json()), schema)
