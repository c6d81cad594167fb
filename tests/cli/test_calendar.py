"""The calendar's options: what they change, what they refuse, and commands that lead out."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mlpath.auditing import check_plan
from mlpath.plans import Plan
from mlpath.reading import read

FILE = "mechanics.yaml"
DAILY = ("plan", FILE, "--hours", "1h/day", "--start", "2026-12-22")


def test_everything_at_once_passes_the_checker(mlpath: Any) -> None:
    """Each option leaves its mark in the schedule."""
    options = (
        *("--deadline", "2027-01-31", "--off", "2026-12-28..2026-12-30,2027-01-02"),
        *("--holidays", "de-by", "--shortest", "25m", "--longest", "50m", "--tracks", "2"),
        *("--at", "18:30", "--zone", "Europe/Berlin", "--pin", "vectors=2027-01-05"),
    )
    answer = mlpath(*DAILY, *options, "-f", "json")
    assert answer.code == 0
    made = Plan.from_json(answer.out)
    assert check_plan(made, read(FILE)) == ()
    jsonschema.validate(answer.data, mlpath("schema", "plan").data)
    said = answer.data["schedule"]
    assert said["off"] == ["2026-12-28..2026-12-30", "2027-01-02"]
    assert said["holiday_dates"] == ["2026-12-25", "2026-12-26", "2027-01-01", "2027-01-06"]
    assert (said["holidays"], said["shortest"], said["longest"]) == ("DE-BY", 25, 50)
    assert (said["tracks"], said["zone"], said["at"]) == (2, "Europe/Berlin", "18:30")
    assert said["pins"] == [{"step": "vectors@working", "date": "2027-01-05"}]
    assert "vectors@working" in answer.data["asked"]["must"]
    first = said["weeks"][0]["sessions"][0]
    assert first["starts"] == "2026-12-22T18:30:00+01:00"


def test_text_and_markdown_tell_the_days(mlpath: Any) -> None:
    """A row per day, what stays free, and when all is done."""
    words = (*DAILY, "--off", "2026-12-24..2026-12-27", "--at", "7:05", "--goal", "motion")
    out = mlpath(*words, "--deadline", "2027-01-31").out
    assert "free: 2026-12-24..2026-12-27\n" in out
    assert "deadline 2027-01-31: all done on 2026-12-29\n" in out
    assert "W1    Tue 22 Dec 07:05  Derivatives" in out
    assert "Mon 28 Dec 07:05" in out
    markdown = mlpath(*words, "-f", "markdown").out
    assert "- [ ] Tue 22 Dec 07:05: Derivatives (overview), 1 h" in markdown
    assert "- free: 2026-12-24..2026-12-27" in markdown


def test_nothing_changes_without_the_options(mlpath: Any) -> None:
    """The schedule of hours and start holds what it held before there were calendars."""
    said = mlpath(*DAILY, "-f", "json").data["schedule"]
    assert set(said) == {"hours", "start", "weeks", "finish"}
    assert set(said["weeks"][0]["sessions"][0]) == {"week", "date", "topic", "level", "minutes"}


def test_weeks_count_days_off(mlpath: Any) -> None:
    """Two weeks with five days off hold nine hours."""
    weeks = ("--weeks", "2", "--off", "2026-12-24..2026-12-28", "-f", "json")
    assert mlpath(*DAILY, *weeks).data["asked"]["budget_minutes"] == 540
    without = ("plan", FILE, "--hours", "1h/day", "--weeks", "2", "-f", "json")
    assert mlpath(*without).data["asked"]["budget_minutes"] == 840


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        (["--must", "forces", "--deadline", "2026-12-26"], 3),
        (["--must", "forces", "--due", "forces=2026-12-26"], 3),
        (
            [
                "--must",
                "forces",
                "--deadline",
                "2026-12-26",
                "--budget",
                "50h",
                "--ban",
                "vectors",
            ],
            1,
        ),
        (
            [
                *("--must", "forces", "--due", "forces=2026-12-26", "--off", "2026-12-24"),
                *("--review", "10"),
            ],
            3,
        ),
        (["--pin", "vectors=2026-12-29", "--deadline", "2026-12-29"], 2),
    ],
)
def test_every_way_out_that_is_printed_can_be_run(
    mlpath: Any, options: list[str], kinds: int
) -> None:
    """As it stands: copied from the terminal, it exits 0."""
    answer = mlpath(*DAILY, *options)
    assert answer.code == 1
    lines = answer.out[answer.out.index("Ways out, each tried:") :].splitlines()
    commands = [shlex.split(line) for line in lines if line.startswith("    mlpath plan ")]
    assert len(commands) >= kinds
    for command in commands:
        again = mlpath(*command[1:])
        assert again.code == 0, (command, again.out, again.err)


def test_late_is_said_and_exits_1(mlpath: Any) -> None:
    """On standard error too, so that a script's log shows it."""
    answer = mlpath(*DAILY, "--pin", "vectors=2026-12-29", "--deadline", "2026-12-29", "-q")
    assert answer.code == 1
    assert "deadline 2026-12-29: all done on" in answer.out
    assert "late: the deadline\n" in answer.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--off", "2026-12-24"], "--off needs --hours"),
        (["--deadline", "2026-12-24"], "--deadline needs --hours"),
        (["--tracks", "2"], "--tracks needs --hours"),
        (["--hours", "1h/day", "--deadline", "2027-01-01"], "a deadline needs a start"),
        (["--hours", "1h/day", "--off", "2027-01-01"], "days off need a start"),
        (["--hours", "1h/day", "--zone", "Europe/Berlin"], "a time zone needs a time of day"),
        (["--hours", "5h/week", "--start", "2026-12-01", "--at", "9:00"], "needs hours by day"),
        (["--hours", "1h/day", "--start", "2026-12-01", "--holidays", "DX"], "known of 'DX'"),
        (["--hours", "1h/day", "--start", "2026-12-01", "--pin", "vectors"], "is not a pin"),
        (["--hours", "1h/day", "--start", "2026-12-01", "--pin", "x=2026-12-02"], "'x'"),
        (["--hours", "1h/day", "--start", "2026-12-01", "--deadline", "2026-11-01"], "before"),
        (["--hours", "1h/day", "--shortest", "2h"], "no day holds a session of 2 h"),
        (["--hours", "1h/day", "--longest", "0h"], "no length"),
    ],
)
def test_what_makes_no_sense_exits_2(mlpath: Any, words: list[str], message: str) -> None:
    """With a sentence on standard error."""
    answer = mlpath("plan", FILE, *words)
    assert answer.code == 2
    assert message in " ".join(answer.err.split())
    assert answer.out == ""


def test_draw_and_export_take_the_same_calendar(mlpath: Any) -> None:
    """A plan's file is laid into the days that the options describe."""
    assert mlpath("plan", FILE, "-o", "plan.json", "-q").code == 0
    when = ("--plan", "plan.json", "--hours", "1h/day", "--start", "2026-12-22")
    free = ("--off", "2026-12-24", "--at", "18:30", "--longest", "50m", "--tracks", "2")
    assert mlpath("export", FILE, *when, *free, "-o", "plan.ics").code == 0
    text = Path("plan.ics").read_text(encoding="utf-8")
    assert "DTSTART:20261222T183000" in text
    assert "DTSTART:20261224" not in text
    assert mlpath("draw", FILE, *when, *free, "-f", "dot").code == 0
    for command in ("draw", "export"):
        answer = mlpath(command, FILE, "--off", "2026-12-24", "-f", "dot")
        assert (answer.code, "--off needs --hours" in answer.err) == (2, True)
