"""One learner, one plan: every command that plans makes the same of the same wishes."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest

from mlpath.cli.app import command
from mlpath.cli.wanting import CALENDAR, WISHES
from mlpath.learners import ENTRIES
from mlpath.reading.learners import examine_learner

if TYPE_CHECKING:
    from pathlib import Path

    from mlpath.plans import Plan

GRAPH = "mechanics.yaml"
PLANNING = ("plan", "forecast", "why", "why-not", "explain", "draw", "export")
RESOURCES = {"prefer", "free", "language"}
FILE = """\
graph: mechanics.yaml
overlay: [more.yaml]
goals:
  - forces@working:3
  - {topic: derivatives, level: working, weight: 2, due: 2027-02-20}
  - {topic: motion, must: yes}
known: {vectors: overview}
ban: [waves]
budget: 60h
weeks: 14
pace: 1.3
sure: 60
review: 10
shares: [0.3, 0.7, 1]
choose: nested
recommended: no
order: section
hours: 2h per weekday
start: 2026-12-07
deadline: 2027-03-20
off: [2026-12-24..2026-12-26]
holidays: DE-BY
session: {shortest: 30m, longest: 1h}
tracks: 2
at: "18:30"
zone: Europe/Berlin
pin: {derivatives@overview: 2026-12-09}
prefer: [video]
free: yes
language: en
"""
MORE = """\
topics:
  energy: {effort: 3h, value: 4, requires: [forces@overview]}
  waves: {effort: 5h, value: 2}
"""
FLAGS = (
    *("--goal", "forces:2", "--goal", "motion", "--budget", "9h"),
    *("--pace", "1.2", "--shares", "0.2,0.9,1", "--order", "breadth", "--review", "10"),
    *("--hours", "3h/week", "--start", "2026-12-07", "--off", "2026-12-24", "--tracks", "2"),
    *("--pin", "motion=2026-12-09", "--due", "motion=2027-01-31", "--deadline", "2027-02-28"),
)
SPIED = (
    ("mlpath.forecasting", "forecast"),
    ("mlpath.explaining", "explain"),
    ("mlpath.drawing", "draw"),
    ("mlpath.writing", "write"),
)


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Plan]:
    """Return the plans that commands hand to what forecasts, explains, draws and writes."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    seen: list[Plan] = []
    for room, name in SPIED:
        module = importlib.import_module(room)
        real = getattr(module, name)

        def spy(plan: Plan, *rest: Any, real: Any = real, **more: Any) -> Any:
            seen.append(plan)
            return real(plan, *rest, **more)

        monkeypatch.setattr(module, name, spy)
    return seen


def spoken_of(mlpath: Any, plans: list[Plan], wishes: tuple[str, ...], *words: str) -> None:
    """Hold that a command speaks of the very plan that ``plan`` makes of the same wishes."""
    made = mlpath("plan", *wishes, "-f", "json")
    assert made.code == 0, made.err
    plans.clear()
    answer = mlpath(*words)
    assert answer.code == 0, answer.err
    assert [plan.to_json() + "\n" for plan in plans] == [made.out]


@pytest.mark.parametrize(
    "words",
    [
        ("forecast",), ("forecast", "-f", "json"), ("why", "forces"), ("why-not", "energy"),
        ("explain",), ("draw", "--view", "plan"), ("export", "-o", "plan.ics"),
        ("export", "-o", "plan.canvas", "--pace", "1.3"),
    ],
)  # fmt: skip
def test_a_learners_file_means_the_same_plan_everywhere(
    mlpath: Any, plans: list[Plan], tmp_path: Path, words: tuple[str, ...]
) -> None:
    """To the byte, with every entry of the file set."""
    pytest.importorskip("holidays")
    (tmp_path / "learner.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "more.yaml").write_text(MORE, encoding="utf-8")
    spoken_of(mlpath, plans, (), *words)


@pytest.mark.parametrize(
    "words",
    [
        ("forecast",), ("why", "forces"), ("why-not", "forces@overview"), ("explain",),
        ("draw", "--view", "plan"), ("export", "-o", "plan.ics"),
    ],
)  # fmt: skip
def test_flags_mean_the_same_plan_everywhere(
    mlpath: Any, plans: list[Plan], words: tuple[str, ...]
) -> None:
    """To the byte as well."""
    graph = ("--graph", GRAPH) if words[0].startswith("why") else (GRAPH,)
    spoken_of(mlpath, plans, (GRAPH, *FLAGS), *words, *graph, *FLAGS)


def test_the_file_of_that_test_sets_every_entry() -> None:
    """So that an entry added later is held as well."""
    learner = examine_learner(FILE).learner
    assert learner is not None
    unset = {entry.option for entry in ENTRIES if entry.option not in learner.flags}
    assert not unset


@pytest.mark.parametrize("name", [*PLANNING, "replan"])
def test_every_command_that_plans_has_every_option_of_a_plan(name: str) -> None:
    """All entries of a learner's file but those about resources, which no plan hangs on."""
    had = {parameter.name for parameter in command().commands[name].params}
    assert had >= {*WISHES, *CALENDAR}
    assert {*WISHES, *CALENDAR} >= {entry.option for entry in ENTRIES} - RESOURCES - {
        "graph", "overlay",
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in PLANNING if name != "plan"])
def test_a_plan_file_and_wishes_are_two_plans(mlpath: Any, name: str) -> None:
    """Said before anything is read."""
    words = ("forces",) if name.startswith("why") else ("-o", "x.svg") if name == "draw" else ()
    words = ("-f", "csv") if name == "export" else words
    answer = mlpath(name, *words, "--plan", "plan.json", "--shares", "0.1,0.2,1")
    assert (answer.code, answer.out) == (2, "")
    assert "--plan is a plan already, --shares asks for another" in answer.err


def test_nothing_said_is_no_plan_to_draw(mlpath: Any) -> None:
    """And says what would be one; a budget is one."""
    bare = mlpath("draw", "mechanics.yaml", "--view", "plan")
    assert (bare.code, bare.out) == (2, "")
    assert "say which (--plan plan.json, or" in bare.err
    assert "digraph" in mlpath("draw", "mechanics.yaml", "--budget", "6h").out
    assert "digraph" in mlpath("draw", "mechanics.yaml", "--goal", "forces").out


@pytest.mark.parametrize("name", ["draw", "export"])
def test_an_infeasible_plan_is_neither_drawn_nor_written(mlpath: Any, name: str) -> None:
    """Exit code 1, and who tells more."""
    answer = mlpath(name, "mechanics.yaml", "--must", "forces", "--budget", "1h", "-f", "dot")
    assert (answer.code, answer.out) == (1, "")
    assert "`mlpath plan` with the same tells" in answer.err


def test_help_of_many_options_has_headings(mlpath: Any) -> None:
    """Wishes, calendar and output each on their own; a command with few options has one list."""
    lines = mlpath("explain", "--help").out.splitlines()
    heads = [line for line in lines if line.endswith(":") and line[0] != " "]
    assert heads == ["Arguments:", "Options:", "Inputs:", "What to learn:", "When:", "Output:"]
    for name in PLANNING:
        told = mlpath(name, "--help").out
        assert max(map(len, told.splitlines())) <= 80
        for flag in (*WISHES, *CALENDAR):
            assert f"--{flag.replace('_', '-')}" in told
    assert "When:" not in mlpath("order", "--help").out


def test_what_cannot_be_planned_is_written_where_a_format_can_say_so(mlpath: Any) -> None:
    """As ``plan`` does; the exit code is 1 all the same."""
    answer = mlpath("export", GRAPH, "--must", "forces", "--budget", "1h", "-f", "json")
    assert (answer.code, answer.data["status"]) == (1, "infeasible")


def test_musts_are_asked_about_and_next_as_goals_are(mlpath: Any) -> None:
    """Beside goals; musts alone leave the graph's values to rule, as in a plan."""
    alone = mlpath("next", GRAPH, "--goal", "motion", "-f", "json").data["steps"]
    both = mlpath("next", GRAPH, "--goal", "motion", "--must", "forces", "-f", "json").data
    assert {each["topic"] for each in alone} == {"derivatives"}
    assert {each["topic"] for each in both["steps"]} == {"derivatives", "vectors"}
    everything = mlpath("next", GRAPH, "-f", "json").out
    assert mlpath("next", GRAPH, "--must", "motion", "-f", "json").out == everything
    order = ("order", GRAPH, "--goal", "motion", "--must", "vectors@overview")
    assert "vectors@overview" in mlpath(*order).out.split()
    assert mlpath("place", GRAPH, "--must", "forces", "--questions", "0").code == 0


@pytest.mark.usefixtures("plans")
def test_status_takes_the_calendar_for_a_plan_without_one(mlpath: Any) -> None:
    """The same dates as a forecast with the same words."""
    assert mlpath("plan", GRAPH, "--goal", "forces", "-q", "-o", "plan.json").code == 0
    words = (
        *(GRAPH, "--plan", "plan.json", "--hours", "2h/week", "--start", "2026-12-07"),
        *("--off", "2026-12-21..2027-01-03", "--today", "2026-11-30", "-f", "json"),
    )
    told = mlpath("status", *words).data["forecast"]["finish"]
    assert told == mlpath("forecast", *words).data["finish"]
    assert told["p50"]["date"] > "2027-01-03"
