"""``mlpath export`` and ``mlpath plan -o``: every format of the table, and what cannot be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

import mlpath as library
from mlpath.cli.options import Rows
from mlpath.writing import FORMATS, NAMES

if TYPE_CHECKING:
    from pathlib import Path

FILE = "mechanics.yaml"


def test_formats_of_the_command_line_are_those_of_the_table() -> None:
    """The command line names them without loading the table."""
    assert [str(form) for form in Rows] == ["text", *NAMES]


def test_a_graph_is_exported_by_the_ending(mlpath: Any, tmp_path: Path) -> None:
    """The file is what the library writes; the talk goes to standard error."""
    answer = mlpath("export", FILE, "-o", "graph.graphml")
    assert (answer.code, answer.out, answer.err) == (0, "", "wrote graph.graphml\n")
    found = nx.read_graphml(tmp_path / "graph.graphml")
    assert set(found.nodes) == {"vectors", "derivatives", "motion", "forces"}
    text = mlpath("export", FILE, "--format", "mermaid").out
    assert text == library.write(library.read(tmp_path / FILE), "mermaid").text


def test_every_format_of_a_plan_is_written(mlpath: Any, tmp_path: Path) -> None:
    """Through `plan -o`, and through `export --plan` of its JSON file, byte for byte the same."""
    pytest.importorskip("icalendar")
    dates = ("--hours", "3h/week", "--start", "2026-12-01")
    assert mlpath("plan", FILE, *dates, "-q", "-o", "plan.json").code == 0
    for form in FORMATS:
        names = [f"{way}{form.endings[0] if form.endings else ''}" for way in ("one", "two")]
        named = () if form.endings else ("--format", form.name)
        first = mlpath("plan", FILE, *dates, *named, "-q", "-o", names[0])
        second = mlpath("export", FILE, "--plan", "plan.json", *named, "-q", "-o", names[1])
        assert (first.code, first.err, second.code, second.err) == (0, "", 0, "")
        one, two = (tmp_path / name for name in names)
        if form.folder:
            assert sorted(path.name for path in one.rglob("*")) == sorted(
                path.name for path in two.rglob("*")
            )
        else:
            assert one.read_bytes() == two.read_bytes()


def test_a_plan_gets_its_weeks(mlpath: Any) -> None:
    """Hours and a start can be given at export."""
    assert mlpath("plan", FILE, "-q", "-o", "plan.json").code == 0
    words = ("export", FILE, "--plan", "plan.json", "--format", "gantt")
    assert "needs weeks with dates" in mlpath(*words).err
    answer = mlpath(*words, "--hours", "3h/week", "--start", "2026-12-01")
    assert answer.code == 0
    assert "2026-12-01" in answer.out


def test_formats_are_listed(mlpath: Any) -> None:
    """As a table of at most 80 columns, and as JSON."""
    lines = mlpath("export", "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == list(NAMES)
    assert max(map(len, lines)) <= 80
    data = mlpath("export", "--list", "--format", "json").data
    assert data["schema_version"] == 1
    assert [each["name"] for each in data["formats"]] == list(NAMES)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["export"], "no format is named for standard output (-o FILE, or --format; formats are"),
        (["export", "-o", "a.docx"], "'a.docx' does not say in which form to write"),
        (["export", "-f", "graphm"], "no format 'graphm' (did you mean 'graphml'?)"),
        (["export", "-f", "obsidian"], "obsidian is a folder of files (name one: -o FOLDER)"),
        (["export", "-o", "no/a.csv"], "there is no folder no"),
        (["export", "-f", "csv", "--start", "2026-12-01"], "--start needs --hours"),
        (["export", "-f", "csv", "--hours", "3h/week"], "--hours needs a plan"),
        (["export", FILE, "-f", "todoist"], "a graph cannot be written as todoist"),
        (["plan", FILE, "-o", "plan.ics"], "ics needs dates (such as --hours 10h/week --start"),
        (["plan", FILE, "-f", "obsidian"], "obsidian is a folder of files"),
        (["plan", FILE, "--before", "p.json", "-o", "p.md"], "--before needs a calendar"),
        (["export", FILE, "--before", "p.json", "-f", "csv"], "--before needs a calendar"),
        (["plan", FILE, "--curve", "-f", "anki"], "a value curve cannot be written as anki"),
    ],
)
def test_what_cannot_be_exported_exits_2_with_a_sentence(
    mlpath: Any, words: list[str], message: str
) -> None:
    """One clear message on standard error, nothing on standard output."""
    answer = mlpath(*words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err


def test_a_calendar_cancels_what_an_earlier_plan_had_besides(mlpath: Any) -> None:
    """Whether it is planned anew or exported from a file; without the earlier plan nothing is."""
    pytest.importorskip("icalendar")
    dated = ("--hours", "3h/week", "--start", "2026-12-01")
    assert mlpath("plan", FILE, "--budget", "9h", *dated, "-o", "long.json").code == 0
    small = ("plan", FILE, "--budget", "2h", *dated)
    planned = mlpath(*small, "-f", "ics", "--before", "long.json")
    assert planned.out.count("STATUS:CANCELLED") > 0
    assert mlpath(*small, "-o", "short.json").code == 0
    words = ("export", FILE, "--plan", "short.json", "-f", "ics")
    assert mlpath(*words, "--before", "long.json").out == planned.out
    assert "CANCELLED" not in mlpath(*words).out
    wished = ("export", FILE, "--budget", "2h", *dated, "-f", "ics", "--before", "long.json")
    assert mlpath(*wished).out == planned.out


def test_errors_are_json_too(mlpath: Any) -> None:
    """With --format json an error is an object on standard output."""
    answer = mlpath("export", "missing.yaml", "--format", "json")
    assert answer.code == 2
    assert json.loads(answer.out)["status"] == "error"


def test_a_plan_that_does_not_fit_is_not_exported(mlpath: Any, tmp_path: Path) -> None:
    """JSON and texts say why; files of steps are not written, and the talk says so."""
    answer = mlpath(
        "plan", FILE, "--must", "forces", "--budget", "1h", "-o", "p.json", "-o", "p.anki.tsv"
    )
    assert answer.code == 1
    assert "p.anki.tsv was not written: there is no plan to write as anki" in answer.err
    assert (tmp_path / "p.json").exists()
    assert not (tmp_path / "p.anki.tsv").exists()


def test_schemas_of_plans_and_schedules_are_printed(mlpath: Any, root: Path) -> None:
    """They are the committed ones."""
    for kind in ("plan", "schedule", "forecast"):
        committed = (root / "docs" / "schemas" / f"{kind}.json").read_text(encoding="utf-8")
        assert mlpath("schema", kind).out == committed
