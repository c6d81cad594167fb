"""``mlpath plan --curve``: its table, its forms, its plot, and what it refuses."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from mlpath.planning import around, value_curve
from mlpath.plans import ValueCurve
from mlpath.reading import read

if TYPE_CHECKING:
    from pathlib import Path

FILE = "mechanics.yaml"


def test_text_lists_corners_with_what_they_add(mlpath: Any) -> None:
    """Budget, value, price and the steps worth most; then the best plans between."""
    answer = mlpath("plan", FILE, "--curve", "--goal", "preset:exam", "--points", "5h")
    curve = value_curve(read(FILE), goals=["preset:exam"], points=["5h"])
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "Mechanics 1: preset:exam"
    assert lines[2].split() == ["Budget", "Value", "Per", "hour", "Adds"]
    assert "0 min" in lines[3]
    assert "Motion along a line (working)" in answer.out
    assert len(curve.points) == 1
    assert lines[-1].split()[-1] == f"{curve.points[0].bound:g}"
    assert max(map(len, lines)) <= 80


def test_json_is_the_curve_of_the_library(mlpath: Any) -> None:
    """The same data; with a budget, also what hours more and less change."""
    call = ("plan", FILE, "--curve", "--points", "3h,5h", "-f", "json")
    data = mlpath(*call).data
    graph = read(FILE)
    assert ValueCurve.model_validate(data) == value_curve(graph, points=["3h", "5h"])
    near = mlpath(*call, "--budget", "5h").data["around"]
    assert near == around(graph, "5h").model_dump(mode="json")


def test_best_plans_are_solved_unasked_where_corners_are_few(mlpath: Any) -> None:
    """Round budgets up to the last corner, none below what the musts need."""
    points = mlpath("plan", FILE, "--curve", "--must", "forces", "-f", "json").data["points"]
    assert points
    assert all(point["status"] == "optimal" for point in points)


def test_csv_and_markdown_hold_every_corner(mlpath: Any) -> None:
    """One row for each corner and each point."""
    curve = value_curve(read(FILE), points=["3h"])
    rows = list(
        csv.DictReader(
            io.StringIO(mlpath("plan", FILE, "--curve", "--points", "3h", "-f", "csv").out)
        )
    )
    assert [row["kind"] for row in rows] == ["corner"] * len(curve.breakpoints) + ["point"]
    assert [int(row["budget_minutes"]) for row in rows[:-1]] == [
        corner.budget_minutes for corner in curve.breakpoints
    ]
    markdown = mlpath("plan", FILE, "--curve", "--points", "3h", "-f", "markdown").out
    assert markdown.startswith("# Mechanics 1\n")
    assert markdown.count("\n| ") == len(curve.breakpoints) + 3


def test_svg_is_a_plot(mlpath: Any, tmp_path: Path) -> None:
    """A picture beside the table, and no half of one."""
    answer = mlpath("plan", FILE, "--curve", "--budget", "5h", "-o", "curve.svg")
    assert (answer.code, answer.err) == (0, "wrote curve.svg\n")
    root = ET.parse(tmp_path / "curve.svg").getroot()
    assert root.tag.endswith("svg")
    assert "5 h earn" in answer.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "curve.png"], "a value curve is no .png picture"),
        (["--points", "soon"], "soon"),
        (["--budget", "1h", "--must", "forces"], "cannot hold the musts"),
        (["--must", "forces", "--ban", "motion"], "a ban makes a must impossible"),
    ],
)
def test_curves_that_cannot_be_exit_2(mlpath: Any, arguments: list[str], words: str) -> None:
    """One line says why; nothing is written."""
    answer = mlpath("plan", FILE, "--curve", *arguments)
    assert answer.code == 2
    assert words in answer.err
    assert answer.out == ""


@pytest.mark.parametrize(
    ("arguments", "flag"),
    [
        (["--balance", "--terms", "8"], "no --balance"),
        (["--resources"], "no --resources"),
        (["--free"], "no --free"),
        (["--choose", "nested"], "no --choose"),
        (["--order", "spiral"], "no --order"),
        (["--no-recommended"], "no --no-recommended"),
        (["--pace-sigma", "0.2"], "no --pace-sigma"),
        (["--tracks", "2", "--hours", "1h/day", "--weeks", "2"], "no --tracks"),
        (["--pin", "forces=2026-12-07"], "no --pin"),
        (["--hours", "10h/week"], "no --hours by themselves"),
    ],
)
def test_flags_that_a_curve_does_not_heed_are_refused(
    mlpath: Any, arguments: list[str], flag: str
) -> None:
    """Nobody is to believe that they changed what is shown."""
    answer = mlpath("plan", FILE, "--curve", "--budget", "5h", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert f"--curve heeds {flag}" in answer.err


def test_hours_of_weeks_or_until_a_deadline_are_a_budget_of_a_curve(mlpath: Any) -> None:
    """What makes a budget is heeded: the curve looks around it."""
    calendar = ("--hours", "1h/day", "--start", "2026-12-07")
    for limit in (("--weeks", "1"), ("--deadline", "2026-12-13")):
        near = mlpath("plan", FILE, "--curve", "-f", "json", *calendar, *limit).data["around"]
        assert near["here"]["budget_minutes"] == 7 * 60


def test_points_without_a_curve_are_refused(mlpath: Any) -> None:
    """A plan has one budget."""
    answer = mlpath("plan", FILE, "--points", "5h")
    assert (answer.code, answer.out) == (2, "")
    assert "--points needs --curve" in answer.err
