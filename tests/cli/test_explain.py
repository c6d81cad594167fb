"""``why`` with a plan, ``why-not`` and ``explain``: answers, and flags that do what they say."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from mlpath.cli import run

FILE = "mechanics.yaml"


def words_with(base: list[str], change: dict[str, Any]) -> list[str]:
    """Return a command line with the flags of a change, and without those it leaves out."""
    words = list(base)
    without = change["without"]
    for flag, value in zip(without[::2], without[1::2], strict=True):
        place = next(n for n in range(len(words) - 1) if (words[n], words[n + 1]) == (flag, value))
        del words[place : place + 2]
    return [*words, *change["flags"]]


def steps_of(data: dict[str, Any]) -> list[str]:
    """Return the steps of a plan's JSON in study order."""
    return [f"{step['topic']}@{step['level']}" for step in data["steps"]]


@pytest.mark.parametrize(
    "wishes",
    [
        ["--budget", "5h", "--goal", "forces@working:2", "--goal", "motion@working"],
        ["--budget", "6h", "--pace", "1.2", "--known", "derivatives@overview"],
        ["--goal", "forces@working", "--ban", "vectors@working", "--order", "section"],
        ["--must", "motion@working", "--budget", "8h", "--goal", "section:maths"],
        ["--must", "forces@working", "--budget", "2h"],
        ["--weeks", "3", "--hours", "2h/week", "--goal", "forces@working"],
        [
            "--deadline",
            "2026-12-21",
            "--start",
            "2026-12-01",
            "--hours",
            "2h/week",
            "--off",
            "2026-12-05",
            "--goal",
            "forces@working",
        ],
        ["--budget", "20h", "--due", "motion@working=9h", "--must", "motion@working"],
    ],
)
def test_flags_and_commands_do_what_they_claim(mlpath: Any, wishes: list[str]) -> None:
    """Each change, typed as flags beside the wishes or as the whole command, adds what it says."""
    before = mlpath("plan", FILE, *wishes, "-f", "json").data
    names = ["forces", "vectors", "derivatives", "motion", "forces@overview"]
    answers = [mlpath("explain", FILE, *wishes, "-f", "json")]
    answers += [mlpath("why-not", FILE, name, *wishes, "-f", "json") for name in names]
    tried = 0
    for answer in answers:
        assert answer.data["schema_version"] == 1
        for explanation in answer.data["explanations"]:
            for change in explanation["changes"]:
                if not change["arguments"]:
                    continue
                tried += 1
                command = [*shlex.split(change["command"])[1:], "-f", "json"]
                after = mlpath(*command)
                assert after.code == 0, (command, after.err)
                held = steps_of(after.data)
                flags = mlpath(*words_with(["plan", FILE, *wishes], change), "-f", "json").data
                assert steps_of(flags) == held
                assert set(change["added"]) == set(held) - set(steps_of(before))
                effort = after.data["effort_minutes"] - before["effort_minutes"]
                assert change["effort_minutes"] == effort
                assert (
                    change["advice"] in explanation["sentence"]
                    or change != (explanation["changes"][0])
                )
    assert tried > 1


def test_a_graph_by_name_comes_before_the_step(mlpath: Any) -> None:
    """The graph may stand first, be an option, or be the bundled one."""
    first = mlpath("why-not", FILE, "forces", "--budget", "3h")
    assert first.code == 0
    assert first.out == mlpath("why-not", "forces", "-g", FILE, "--budget", "3h").out
    assert "Forces (working) was left out" in " ".join(first.out.replace("│", " ").split())


def test_answers_are_trees_of_at_most_80_columns(mlpath: Any) -> None:
    """What is so, what is behind it, what to change; nothing is wider than a terminal."""
    wishes = ["--budget", "7h", "--goal", "forces:2", "--goal", "motion", "--hours", "2h/week"]
    story = mlpath("explain", FILE, *wishes)
    assert (story.code, story.err) == (0, "")
    for title in ("What hours buy", "What most waits for", "How much room", "How sure"):
        assert f"\n{title}\n" in story.out
    why = mlpath("why", FILE, "derivatives@overview", *wishes).out
    assert "in week 1" in " ".join(why.replace("│", " ").split())
    for text in (story.out, why):
        assert max(map(len, text.splitlines())) <= 80


def test_why_not_of_a_planned_step_says_why_it_is_there(mlpath: Any) -> None:
    """The question was wrong, not the learner."""
    answer = mlpath("why-not", FILE, "motion", "--budget", "5h", "--goal", "motion", "-f", "json")
    assert [each["question"] for each in answer.data["explanations"]] == [
        "why", "why-level", "why-now"
    ]  # fmt: skip


def test_an_infeasible_plan_exits_1_with_what_would_do(mlpath: Any) -> None:
    """Scripts see the status, people what to change."""
    for command in (["explain", FILE], ["why", FILE, "forces"], ["why-not", FILE, "forces"]):
        answer = mlpath(*command, "--must", "forces", "--budget", "1h")
        assert answer.code == 1
        assert "There is no plan" in answer.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain"], "explain speaks of a plan: say which"),
        (["why-not", FILE, "forces"], "why-not speaks of a plan: say which"),
        (["why-not"], "Missing argument"),
        (["why-not", FILE, "focres", "--budget", "3h"], "did you mean 'forces'"),
        (["explain", FILE, "--budget", "3h", "--by", "soon"], "soon"),
        (["explain", FILE, "--plan", "plan.json", "--goal", "forces"], "--goal asks for another"),
        (["why", FILE, "forces", "--plan", "plan.json", "--pace-sigma", "1"], "--pace-sigma asks"),
        (["explain", FILE, "--budget", "3h", "--weeks", "4"], "--weeks needs --hours"),
    ],
)
def test_mistakes_exit_2(mlpath: Any, arguments: list[str], message: str) -> None:
    """One clear sentence, no traceback."""
    answer = mlpath(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert "Traceback" not in answer.err


def test_a_plan_file_is_explained_like_its_wishes(mlpath: Any) -> None:
    """It says what it was asked for, so nothing is lost."""
    assert run(["plan", FILE, "--budget", "5h", "--quiet", "-o", "plan.json"]) == 0
    from_file = mlpath("explain", FILE, "--plan", "plan.json", "-f", "json").data
    assert from_file == mlpath("explain", FILE, "--budget", "5h", "-f", "json").data
