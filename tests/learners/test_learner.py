"""What a learner's file says: checked, kept, and handed on as keywords and as options."""

from __future__ import annotations

import datetime as dt
import inspect
from typing import Any

import pytest

import mlpath
from mlpath import Goal, Learner
from mlpath.cli.app import command
from mlpath.errors import RequestError
from mlpath.learners import ENTRIES
from mlpath.topics import KnowledgeGraph, Level, Step

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "a": {"effort": {"overview": "1h", "working": "3h"}},
            "b": {"effort": "2h", "requires": ["a@overview"], "value": 3},
            "c": {"effort": "4h", "value": 2},
        },
        "goals": {"both": {"title": "Both", "topics": ["b", "c"]}},
    }
)


def test_every_entry_has_its_option_and_its_keyword() -> None:
    """The table holds each entry of the file; commands and functions take what it says."""
    functions: dict[str, Any] = {
        "plan": mlpath.plan,
        "schedule": mlpath.schedule,
        "resources_for": mlpath.resources_for,
    }
    assert {entry.name for entry in ENTRIES} == set(Learner.model_fields)
    options = {parameter.name: parameter.opts for parameter in command().commands["plan"].params}
    for entry in ENTRIES:
        assert entry.option in options, entry
        flag = f"--{entry.option.replace('_', '-')}"
        assert entry.option == "graph" or flag in options[entry.option]
        if entry.function == "read":
            continue
        assert entry.keyword in inspect.signature(functions[entry.function]).parameters, entry


def test_entries_become_keywords_of_plan_and_schedule() -> None:
    """A learner plans as the same wishes do, written out."""
    learner = Learner(
        goals=["b:2", {"topic": "c", "must": "yes"}],
        known={"a": "overview"},
        budget="8h",
        hours={"mon": "1h", "sat": "2h"},
        start="2026-12-01",
        off=["2026-12-24..2027-01-02"],
        pace=1.5,
    )
    made = mlpath.plan(GRAPH, **learner.wishes)
    same = mlpath.plan(
        GRAPH, goals=["b:2"], must=["c"], known=["a@overview"], budget="8h", pace=1.5
    )
    assert made == same
    laid = mlpath.schedule(made, **learner.calendar)
    assert laid == mlpath.schedule(
        same,
        hours="mon 1h, sat 2h",
        start=dt.date(2026, 12, 1),
        off="2026-12-24..2027-01-02",
    )


def test_weeks_are_a_budget_and_the_smaller_one_rules() -> None:
    """Twelve weeks of eight hours are 96 hours; a smaller budget stays."""
    assert Learner(weeks=12, hours="8h/week").wishes == {"budget": 96 * 60}
    assert Learner(weeks=12, hours="8h/week", budget="50h").wishes == {"budget": 50 * 60}


def test_a_deadline_is_a_budget_through_the_calendar() -> None:
    """Three days of an hour, one of them off, are two hours."""
    learner = Learner(
        hours="1h/day", start="2026-12-01", deadline="2026-12-03", off="2026-12-02", weeks=12
    )
    assert learner.wishes == {"budget": 120}


def test_goals_come_in_all_forms() -> None:
    """Texts, goals, steps and mappings say the same."""
    forms: list[Any] = [
        "b@working:2",
        Goal("b", Level.WORKING, kind="topic", weight=2),  # type: ignore[arg-type]
        {"topic": "b", "level": "working", "weight": "2"},
    ]
    assert {str(wish.goal) for wish in Learner(goals=forms).goals} == {"b@working:2"}
    assert Learner(goals=[Step("b", Level.DEEP)]).wishes == {"goals": ("b@deep",)}
    assert Learner(goals="b, preset:both").wishes == {"goals": ("b", "preset:both")}


def test_a_must_may_be_a_section_tag_or_preset() -> None:
    """It stands for all its topics."""
    learner = Learner(goals=[{"preset": "both", "must": True}])
    assert learner.wishes == {"must": ("preset:both",)}
    steps = {str(step.step) for step in mlpath.plan(GRAPH, **learner.wishes).steps}
    assert {"b@working", "c@working"} <= steps


def test_a_due_date_belongs_to_a_goal_or_a_must() -> None:
    """Plans are chosen by it: the goal earns in time, the must has to be."""
    learner = Learner(
        goals=[{"topic": "b", "due": "5h"}, {"topic": "c", "due": "9h", "must": True}]
    )
    assert learner.flags == {"goal": ("b",), "must": ("c",), "due": ("b=5h", "c=9h")}
    assert learner.wishes["due"] == learner.due == {"b": "5h", "c": "9h"}
    made = mlpath.plan(GRAPH, **learner.wishes)
    assert [due.late_minutes for due in made.due] == [0, 0]
    dated = Learner(
        goals=[{"topic": "b", "due": "2027-01-01"}], hours="5h/week", start="2026-12-01"
    )
    assert mlpath.plan(GRAPH, **dated.wishes).due[0].by_minutes > 0


def test_a_pinned_step_is_a_must() -> None:
    """A calendar can only hold it back if the plan has it."""
    learner = Learner(pin={"c": "2026-12-20"}, hours="1h/day", start="2026-12-01", budget="5h")
    assert learner.wishes["must"] == ("c",)
    assert learner.calendar["pins"] == {"c": "2026-12-20"}


def test_what_is_unset_is_not_handed_on() -> None:
    """Nothing is compulsory; defaults stay where they are written."""
    nobody = Learner()
    assert (nobody.wishes, nobody.calendar, nobody.flags, nobody.to_dict()) == ({}, {}, {}, {})
    assert Learner(review=0).wishes == {"review_share": 0.0}


def test_percentages_are_read_with_and_without_their_sign() -> None:
    """``80``, ``80%`` and 80 are 0.8."""
    assert {Learner(sure=form).wishes["sure"] for form in ("80", "80%", 80)} == {0.8}
    assert Learner(sure="80%").flags == {"sure": "80"}


FULL: dict[str, Any] = {
    "graph": "g.yaml",
    "overlay": ["more.yaml"],
    "goals": ["b:2", {"section": "general", "level": "deep"}, {"topic": "c", "due": "2027-01-31"}],
    "known": {"a": "overview"},
    "ban": ["c@deep"],
    "pin": {"b": "2026-12-20"},
    "budget": "300h",
    "weeks": 12,
    "hours": "10h/week",
    "start": dt.date(2026, 12, 1),
    "deadline": "2027-06-30",
    "off": "2026-12-24",
    "holidays": "DE-BY",
    "session": {"shortest": "25m", "longest": "2h"},
    "tracks": 2,
    "zone": "Europe/Berlin",
    "at": {"mon-fri": "18:30"},
    "pace": "1.2",
    "sure": 80,
    "review": 10,
    "prefer": ["video"],
    "free": True,
    "language": "en",
    "order": "breadth",
    "choose": "nested",
    "shares": "0.3, 0.6, 1",
    "recommended": False,
}


def test_a_learner_survives_its_plain_form() -> None:
    """`to_dict` and `from_dict` are inverse, and every entry can be set."""
    learner = Learner(**FULL)
    assert set(learner.to_dict()) == set(Learner.model_fields)
    assert Learner.from_dict(learner.to_dict()) == learner


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"goals": ["svd@zz"]}, "no level 'zz'"),
        ({"goals": [{"topic": "a", "section": "b"}]}, "names one topic, section, tag or preset"),
        ({"goals": [{}]}, "names one topic, section, tag or preset"),
        ({"goals": [{"preset": "p", "level": "deep"}]}, "brings its own levels"),
        ({"goals": [{"topic": "a", "must": "yes", "weight": 2}]}, "has no weight"),
        ({"goals": [{"tag": "a", "due": "2h"}]}, "only a topic can have"),
        ({"goals": [{"topic": "a", "due": "soon"}]}, "'soon' is not a duration"),
        ({"goals": [{"topic": "a", "due": "2027-02-30"}]}, "2027-02-30"),
        ({"goals": 5}, "a list is wanted"),
        ({"goals": [5]}, "a mapping is wanted"),
        ({"known": 5}, "a list is wanted"),
        ({"known": [5]}, "a topic is a text, not 5"),
        ({"pin": ["svd"]}, "names no day"),
        ({"budget": 40}, "a length is a text, not 40"),
        ({"hours": "10h"}, "is not a rate"),
        ({"hours": {"mon": "25h"}}, "a day has 24 hours"),
        ({"start": 5, "hours": "1h/day"}, "'5' is not a date"),
        ({"holidays": "Germany"}, "is not a country"),
        ({"session": {"shortest": "2h", "longest": "1h"}}, "run backwards"),
        ({"tracks": 4}, "not at most 3"),
        ({"zone": "Mars/Base"}, "no time zone 'Mars/Base'"),
        ({"at": "25:00"}, "no time of day"),
        ({"pace": 0}, "is not a pace"),
        ({"sure": 100}, "is not a percentage"),
        ({"review": 95}, "is not at most 90"),
        ({"prefer": ["film"]}, "'film' is none of"),
        ({"language": "English!"}, "is not a language"),
        ({"order": "random"}, "'random' is none of"),
        ({"shares": [1]}, "too short"),
        ({"start": "2026-12-01"}, "start needs hours"),
        ({"deadline": "2026-12-01", "hours": "1h/day"}, "deadline needs a start"),
        ({"budgte": "3h"}, "did you mean 'budget'"),
    ],
)
def test_entries_that_make_no_sense_are_told(entries: dict[str, Any], message: str) -> None:
    """In mlpath's own words, with what would be right."""
    with pytest.raises(RequestError, match=message):
        Learner(**entries)


def test_all_that_is_wrong_is_told_at_once() -> None:
    """One error holds a problem for each entry, with the path to it."""
    with pytest.raises(RequestError) as caught:
        Learner(budget="40", pace="fast", goals=["a", "b@x"], session={"longst": "2h"})
    paths = {problem.path for problem in caught.value.problems}
    assert paths == {("budget",), ("pace",), ("goals", 1), ("session", "longst")}
    assert all(problem.code != "bad-value" for problem in caught.value.problems)


def test_clashes_of_entries_are_told_at_the_entry() -> None:
    """Each at its own path, so that a reader can place it."""
    with pytest.raises(RequestError) as caught:
        Learner(hours="10h/week", start="2026-12-01", deadline="2026-11-01")
    assert [problem.path for problem in caught.value.problems] == [("deadline",)]
    with pytest.raises(RequestError, match="zone needs a time of day"):
        Learner(hours="10h/week", start="2026-12-01", zone="Europe/Berlin")
    with pytest.raises(RequestError) as caught:
        Learner(hours="10h/week", zone="Europe/Berlin", at="18:30", off="2026-12-24")
    assert [problem.path for problem in caught.value.problems] == [("off",), ("zone",), ("at",)]
