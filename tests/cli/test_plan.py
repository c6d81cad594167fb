"""``mlpath plan``: the contract of its JSON, its texts, its files, and plans that cannot be."""

from __future__ import annotations

import csv
import io
import json
import shlex
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from mlpath.auditing import check_plan
from mlpath.plans import Plan
from mlpath.reading import read

if TYPE_CHECKING:
    from pathlib import Path

FILE = "mechanics.yaml"

# A chain has one study order only, whatever the planner prefers.
CHAIN = """\
graph: {id: chain, title: A chain}
topics:
  a: {title: Sets, effort: {overview: 30m, working: 90m}}
  b: {title: "Maps *and* [relations]", effort: 2h, value: 3, requires: [a]}
  c: {title: Groups, effort: 4h, value: 2, requires: [b]}
"""

TEXT = """\
A chain
2 topics, 3 steps, 3 h 30 min of 4 h; value 4, proven optimal
fits 4 h with 46 %, as most take longer than estimated; --sure 80 plans for 4
times in 5 (about 1 h less)

#  Topic                   Level                   Effort  Value
1  Sets                    overview → working  1 h 30 min      1
3  Maps *and* [relations]  working                    2 h      3

Left out  Topic   Level    Needs  Value
          Groups  working   +4 h     +2
"""

MARKDOWN = """\
# A chain

2 topics, 3 steps, 3 h 30 min of 4 h; value 4, proven optimal.

- fits 4 h with 46 %, as most take longer than estimated
- value comes after 2 h 52 min of effort on average; no order of these steps has it sooner than \
after 2 h 35 min

## Study order

- [ ] Sets (overview → working), 1 h 30 min
- [ ] Maps \\*and\\* \\[relations\\] (working), 2 h

## Left out

| topic | level | needs | value |
|---|---|--:|--:|
| Groups | working | 4 h | 2 |
"""


def test_json_holds_the_whole_contract(mlpath: Any) -> None:
    """Every key that scripts rely on is there, and the plan is one that the checker accepts."""
    answer = mlpath("plan", FILE, "--budget", "5h", "--format", "json")
    assert answer.code == 0
    data = answer.data
    assert set(data) == {
        "schema_version", "graph", "asked", "status", "value", "bound", "gap", "proof",
        "budget_minutes", "effort_minutes", "fits", "completion", "completion_bound", "choices",
        "steps", "left_out",
    }  # fmt: skip
    assert set(data["graph"]) == {"id", "version", "hash"}
    assert data["steps"][0] == {
        "topic": "derivatives",
        "level": "overview",
        "effort_minutes": 60,
        "value": 1,
        "reason": {"goal": "derivatives@overview", "via": []},
    }
    assert set(data["left_out"][0]) == {
        "topic", "level", "value", "effort_minutes", "closure_minutes", "closure_value"
    }  # fmt: skip
    assert data["budget_minutes"] == 300
    assert check_plan(Plan.from_json(answer.out), read(FILE)) == ()


def test_json_fits_the_published_schema(mlpath: Any) -> None:
    """What `plan` prints is what `schema plan` describes."""
    schema = mlpath("schema", "plan").data
    for arguments in (["--budget", "5h"], ["--budget", "1h", "--must", "forces"]):
        plan = mlpath("plan", FILE, *arguments, "--hours", "2h/week", "-f", "json").data
        jsonschema.validate(plan, schema)


def test_asked_holds_everything_defaults_included(mlpath: Any) -> None:
    """A plan remembers what it was asked for in the forms the command line takes."""
    asked = mlpath(
        "plan", FILE, "--budget", "300m", "--goal", "forces@working:2,section:maths",
        "--known", "vectors@overview", "--known", "derivatives@overview",
        "--ban", "vectors@working",
        "--pace", "1.25", "--review", "10", "--shares", "0.3,0.6,1", "--order", "section",
        "--choose", "nested", "-f", "json",
    ).data["asked"]  # fmt: skip
    assert asked == {
        "goals": ["forces@working:2", "section:maths"],
        "must": [],
        "known": ["vectors@overview", "derivatives@overview"],
        "ban": ["vectors@working"],
        "budget_minutes": 300,
        "pace": 1.25,
        "review_share": 0.1,
        "shares": [0.3, 0.6, 1.0],
        "choose": "nested",
        "order": "section",
        "work_limit": None,
    }


def test_text_and_markdown_are_as_people_read_them(mlpath: Any, tmp_path: Path) -> None:
    """The two texts, whole: adjacent levels of one topic are one line, titles are text."""
    (tmp_path / "chain.yaml").write_text(CHAIN, encoding="utf-8")
    text = mlpath("plan", "chain.yaml", "--budget", "4h")
    assert (text.code, text.err) == (0, "")
    assert text.out == TEXT
    assert mlpath("plan", "chain.yaml", "--budget", "4h", "-f", "markdown").out == MARKDOWN


def test_csv_holds_every_step_and_runs_no_formula(mlpath: Any, tmp_path: Path) -> None:
    """A title that begins like a formula reaches a spreadsheet as text."""
    evil = tmp_path / "evil.yaml"
    evil.write_text('topics: {a: {title: "=1+1", effort: 1h}, b: {effort: 1h}}', encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(mlpath("plan", str(evil), "-f", "csv").out)))
    assert [(row["topic"], row["title"], row["effort_minutes"]) for row in rows] == [
        ("a", "'=1+1", "60"),
        ("b", "b", "60"),
    ]


def test_titles_are_text_and_never_markup(mlpath: Any, tmp_path: Path) -> None:
    """Square brackets of a title are shown, not taken for a style."""
    file = tmp_path / "markup.yaml"
    file.write_text('topics: {a: {title: "[red]x[/] :smile:", effort: 1h}}', encoding="utf-8")
    assert "[red]x[/] :smile:" in mlpath("plan", str(file)).out


def test_weeks_times_hours_is_a_budget_and_a_schedule(mlpath: Any) -> None:
    """``--weeks 2 --hours 3h/week`` fits two weeks; with a budget the smaller counts."""
    plan = mlpath("plan", FILE, "--weeks", "2", "--hours", "3h/week", "-f", "json").data
    assert plan["asked"]["budget_minutes"] == 360
    assert len(plan["schedule"]["weeks"]) == 2
    both = ("plan", FILE, "--weeks", "2", "--hours", "3h/week", "-f", "json", "--budget")
    assert mlpath(*both, "2h").data["asked"]["budget_minutes"] == 120
    assert mlpath(*both, "20h").data["asked"]["budget_minutes"] == 360


def test_start_gives_dates(mlpath: Any) -> None:
    """With a start weeks have dates, and the last day is said."""
    start = ("--hours", "2h/week", "--start", "2026-12-01")
    out = mlpath("plan", FILE, "--budget", "5h", *start).out
    assert "W1 2026-12-01" in out
    assert "W2 2026-12-08" in out


def test_files_take_their_form_from_their_ending(mlpath: Any, tmp_path: Path) -> None:
    """Every -o is written, in the form its ending names; standard output stays free."""
    names = ("plan.json", "plan.md", "plan.csv", "plan.txt")
    outputs = [word for name in names for word in ("-o", name)]
    answer = mlpath("plan", FILE, "--budget", "5h", *outputs)
    assert answer.out == ""
    assert answer.err == "".join(f"wrote {name}\n" for name in names)
    assert json.loads((tmp_path / "plan.json").read_text())["status"] == "optimal"
    assert (tmp_path / "plan.md").read_text().startswith("# Mechanics 1\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([FILE, *names])


def test_pictures_are_drawn_beside_the_text(mlpath: Any, tmp_path: Path) -> None:
    """With pictures alone as files, the plan still goes to standard output."""
    answer = mlpath("plan", FILE, "--budget", "5h", "-q", "-o", "plan.svg", "-o", "plan.dot")
    assert answer.code == 0
    assert "proven optimal" in answer.out
    assert "<svg" in (tmp_path / "plan.svg").read_text(encoding="utf-8")
    assert (tmp_path / "plan.dot").read_text(encoding="utf-8").startswith("digraph")


def test_an_infeasible_plan_is_still_json_and_exits_1(mlpath: Any) -> None:
    """Scripts get the least minutes needed and ways out; people get a line on standard error."""
    answer = mlpath("plan", FILE, "--budget", "1h", "--must", "forces@overview", "-f", "json")
    assert answer.code == 1
    assert answer.data["status"] == "infeasible"
    assert answer.data["needed_minutes"] == 297
    assert answer.data["ways_out"]
    assert "the musts need 4 h 57 min, the budget holds 1 h" in answer.err


def test_ways_out_are_command_lines_that_work(mlpath: Any) -> None:
    """Each way out can be copied into a shell as it stands."""
    answer = mlpath("plan", FILE, "--budget", "1h", "--must", "forces", "--pace", "1.5")
    assert answer.code == 1
    lines = [line.strip() for line in answer.out.splitlines() if line.startswith("    mlpath")]
    assert len(lines) >= 2
    for line in lines:
        assert mlpath(*shlex.split(line)[1:]).code == 0


def test_a_ban_that_forbids_a_must_is_told(mlpath: Any) -> None:
    """What no budget could mend is said to be impossible, and lifting the ban is a way out."""
    answer = mlpath("plan", FILE, "--must", "forces", "--ban", "motion")
    assert answer.code == 1
    assert "a ban makes a must impossible" in answer.out
    assert "lift the ban on motion" in answer.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--budget", "45"], "bad-duration"),
        (["--budget", "1:30"], "bad-duration"),
        (["--budget", "-3h"], "bad-duration"),
        (["--weeks", "2"], "--weeks needs --hours"),
        (["--start", "2026-12-01"], "--start needs --hours"),
        (["--hours", "2h/week", "--start", "tomorrow"], "'tomorrow' is not a date"),
        (["--shares", "a,b"], "shares are 'a,b'"),
        (["--pace", "0"], "pace is 0"),
        (["--goal", "focres"], "did you mean 'forces'"),
        (["--goal", "forces@deep"], "does not declare the level deep"),
        (["--goal", "section:nlp"], "no section 'nlp'"),
        (["--goal", "tag:speed"], "no tag 'speed'"),
        (["--goal", "preset:exams"], "did you mean 'exam'"),
        (["-o", "plan.docx"], "does not say in which form"),
        (["-o", "missing/plan.json"], "there is no folder missing"),
        (["--budgte", "3h"], "budgte"),
        (["--order", "random"], "random"),
    ],
)
def test_what_makes_no_sense_exits_2_with_a_sentence(
    mlpath: Any, arguments: list[str], message: str
) -> None:
    """Each mistake has one clear message on standard error and nothing on standard output."""
    answer = mlpath("plan", FILE, *arguments)
    assert answer.code == 2
    assert message in answer.err
    assert answer.out == ""
    assert "Traceback" not in answer.err


def test_errors_are_json_too(mlpath: Any) -> None:
    """With --format json an error is an object on standard output, usage errors included."""
    for arguments, code in ((["--goal", "focres"], "unknown-topic"), (["--weeks", "x"], "usage")):
        answer = mlpath("plan", FILE, *arguments, "--format", "json")
        assert answer.code == 2
        assert answer.data["status"] == "error"
        assert answer.data["problems"][0]["code"] == code
        assert answer.err != ""


def test_a_folder_is_no_output(mlpath: Any, tmp_path: Path) -> None:
    """What cannot be written is refused before any work is done."""
    (tmp_path / "plan.json").mkdir()
    answer = mlpath("plan", "no-such-graph.yaml", "-o", "plan.json", "-o", "no/plan.md")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        "error: unwritable: plan.json is a folder (name a file)",
        "error: unwritable: there is no folder no to write plan.md to (make it first)",
    ]


def test_an_overlay_lies_over_the_bundled_graph(mlpath: Any) -> None:
    """GRAPH defaults to the bundled roadmap; topics of an overlay can be planned beside it."""
    plan = mlpath("plan", "--overlay", FILE, "--goal", "svd,forces", "-f", "json").data
    assert plan["graph"]["id"] == "ml-research"
    assert {"forces", "svd", "eigenvalues"} <= {step["topic"] for step in plan["steps"]}


SETTLED = """\
A chain
0 topics, 0 steps, 0 min; value 0, proven optimal
goals: c, a
known: a@working
banned: b@working
c@working: cannot be, as you ban b@working
a@working: known already
"""


def test_wishes_that_leave_nothing_to_plan_are_named(mlpath: Any, tmp_path: Path) -> None:
    """In texts, Markdown, pages and JSON; no table stands there without rows."""
    file = tmp_path / "chain.yaml"
    file.write_text(CHAIN)
    wishes = ("plan", str(file), "--goal", "c", "--goal", "a", "--ban", "b", "--known", "a")
    assert mlpath(*wishes).out == SETTLED
    marked = mlpath(*wishes, "-f", "markdown").out
    assert "- c\\@working: cannot be, as you ban b\\@working\n" in marked
    assert "## " not in marked
    assert "<p>a@working: known already</p>" in mlpath(*wishes, "-f", "html").out
    assert mlpath(*wishes, "-f", "json").data["settled"] == [
        {"step": "c@working", "state": "banned", "bans": ["b@working"]},
        {"step": "a@working", "state": "known"},
    ]
    assert "Week" not in mlpath(*wishes, "--hours", "1h/day", "--start", "2026-12-07").out


def test_many_settled_wishes_are_counted(mlpath: Any, tmp_path: Path) -> None:
    """A line for those of one cause, with the first names."""
    file = tmp_path / "many.yaml"
    file.write_text("topics: {a: 1h, b: 1h, c: 1h, d: 1h, e: 1h}\n")
    out = mlpath("plan", str(file), "--goal", "section:general", "--known", "a,b,c,d").out
    assert "\na@working, b@working, c@working and 1 more: known already\n" in out


def test_a_nested_plan_tells_its_loss(mlpath: Any, tmp_path: Path) -> None:
    """Against the best plan; nothing is said to be still to go."""
    file = tmp_path / "loss.yaml"
    file.write_text("topics: {dense: {effort: 3h, value: 4}, large: {effort: 5h, value: 5}}\n")
    out = mlpath("plan", str(file), "--budget", "5h", "--choose", "nested").out
    assert "value 4 of at most 5 (at most 20.00% less than the best plan)" in " ".join(out.split())
    assert "to go" not in out
