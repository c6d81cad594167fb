"""``mlpath plan --due``: dates and hours, what is late, and flags that do not go with it."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from mlpath.auditing import check_plan
from mlpath.plans import Plan
from mlpath.reading import read

FILE = "mechanics.yaml"


def test_what_is_due_is_a_must_and_comes_in_time(mlpath: Any) -> None:
    """Where vectors would come late, they come within their hours."""
    words = ("plan", FILE, "--budget", "12h", "--due", "vectors@working=2h", "-f", "json")
    answer = mlpath(*words)
    assert answer.code == 0
    jsonschema.validate(answer.data, mlpath("schema", "plan").data)
    assert answer.data["asked"]["must"] == ["vectors@working"]
    assert answer.data["due"] == [
        {
            "step": "vectors@working",
            "date": None,
            "by_minutes": 120,
            "finish_minutes": 120,
            "needed_minutes": 120,
        }
    ]
    assert check_plan(Plan.from_json(answer.out), read(FILE)) == ()
    assert "due" not in mlpath("plan", FILE, "-f", "json").data


def test_a_date_needs_a_start_and_its_weeks_follow_the_new_order(mlpath: Any) -> None:
    """Hours a week and a start turn a date into hours; the schedule is of the same order."""
    when = ("--start", "2026-12-01", "--hours", "2h/week")
    out = mlpath("plan", FILE, "--due", "vectors=2026-12-07", *when).out
    said = " ".join(out.split())
    assert "due: vectors@working by 2026-12-07 (2 h of study): done after 2 h; on " in said
    assert "done after 2 h; on 2026-12-07 " in said
    assert out.index("Vectors") < out.index("W2 2026-12-08")
    markdown = mlpath("plan", FILE, "--due", "vectors=2026-12-07", *when, "-f", "markdown").out
    assert "done after 2 h" in markdown


def test_what_is_late_says_by_how_much_and_exits_1(mlpath: Any) -> None:
    """The plan is shown all the same: nothing brings it nearer."""
    answer = mlpath("plan", FILE, "--due", "forces@overview=3h", "--budget", "20h")
    assert answer.code == 1
    said = " ".join(answer.out.split())
    assert "1 h 57 min too late; all due by then takes 4 h 57 min" in said
    assert "late: forces@overview\n" in answer.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--due", "vectors"], "'vectors' is not a due date"),
        (["--due", "vectors=soon"], "soon"),
        (["--due", "vektors=3h"], "vektors"),
        (["--due", "vectors=2027-03-01"], "needs a start and hours"),
        (["--due", "vectors=3h,vectors=4h"], "vectors is due twice"),
        (["--due", "vectors=3h", "--known", "vectors"], "not in the plan"),
        (["--due", "vectors=3h", "--balance", "--terms", "9"], "--balance keeps no due dates"),
        (["--due", "vectors=3h", "--curve"], "--curve keeps no due dates"),
    ],
)
def test_what_makes_no_sense_exits_2(mlpath: Any, words: list[str], message: str) -> None:
    """With a sentence on standard error."""
    answer = mlpath("plan", FILE, *words)
    assert answer.code == 2
    assert message in answer.err
    assert answer.out == ""


def test_an_infeasible_plan_has_no_due_dates(mlpath: Any) -> None:
    """Its ways out come first."""
    answer = mlpath("plan", FILE, "--budget", "1h", "--due", "forces=30h", "-f", "json")
    assert answer.code == 1
    assert "due" not in answer.data
