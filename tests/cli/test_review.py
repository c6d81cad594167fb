"""`mlpath review`, reviews in `mlpath plan`, and resources: as a newcomer meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call

FILE = "mechanics.yaml"
RESOURCES = """\
resources:
  film: {title: Forces in five films, url: "https://example.org/f", kind: video, hours: 2h}
  text: {title: A course on paper, url: "https://example.org/t", kind: book, free: no}
"""


@pytest.fixture
def learner(mlpath: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Return a command line of one who learnt two topics at the beginning of December."""
    monkeypatch.setenv("MLPATH_LOG", str(tmp_path / "log.jsonl"))
    monkeypatch.setenv("MLPATH_SPACING", "ladder")
    for step in ("motion", "forces"):
        answer = mlpath("log", FILE, f"{step}@working", "--date", "2026-12-01", "--took", "3h")
        assert answer.code == 0
    return mlpath


def test_an_empty_log_says_how_to_begin(mlpath: Call, tmp_path: Path) -> None:
    """And writes nothing."""
    answer = mlpath("review", FILE, "--log", "new.jsonl")
    assert (answer.code, answer.err) == (0, "")
    assert "nothing is logged yet" in answer.out
    assert not (tmp_path / "new.jsonl").exists()


def test_what_is_due_is_listed_and_what_was_reviewed_is_logged(learner: Call) -> None:
    """On the fourth; passed it comes again ten days later."""
    before = learner("review", FILE, "--date", "2026-12-03")
    assert "nothing is due on 2026-12-03" in before.out
    assert "Next 7 days\n2026-12-04  Motion along a line" in before.out
    answer = learner("review", FILE, "--date", "2026-12-04")
    assert "review on 2026-12-04" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80
    told = learner("review", FILE, "forces", "--date", "2026-12-04", "--took", "12m")
    assert told.code == 0
    assert "logged: reviewed forces@working (passed)" in told.err
    data = learner("review", FILE, "--date", "2026-12-14", "-f", "json").data
    assert data["schema_version"] == 1
    assert {item["topic"] for item in data["today"]} == {"motion", "forces"}
    undone = learner("log", FILE, "--undo")
    assert undone.code == 0
    data = learner("review", FILE, "--date", "2026-12-04", "-f", "json").data
    assert {item["topic"] for item in data["today"]} == {"motion", "forces"}


def test_a_failed_review_says_what_is_shaky_and_takes_nothing_back(learner: Call) -> None:
    """The log shows how it went."""
    answer = learner("review", FILE, "motion", "--failed", "--date", "2026-12-04")
    assert "Shaky\nForces stands on Motion along a line" in answer.out
    assert "reviewed, failed" in learner("log", FILE).out
    events = learner("log", FILE, "-f", "json").data["events"]
    assert [event["outcome"] for event in events] == [None, None, "failed"]
    states = {
        each["topic"]: each["state"]
        for each in learner("status", FILE, "-f", "json").data["steps"]
    }
    assert states["motion"] == "mastered"


def test_a_plan_says_what_it_needs_next(learner: Call, tmp_path: Path) -> None:
    """`--plan` takes a plan's file."""
    plan = learner("plan", FILE, "--goal", "forces", "-f", "json", "-o", "plan.json")
    assert plan.code == 0
    assert (tmp_path / "plan.json").exists()
    answer = learner("review", FILE, "--plan", "plan.json", "--date", "2026-12-04")
    assert answer.code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--failed"], "which topic did you review?"),
        (["--took", "5m"], "which topic did you review?"),
        (["motion", "--took", "soon"], "soon"),
        (["motion", "forces", "--took", "5m"], "the time of one review"),
        (["--date", "yesterday"], "'yesterday' is not a date"),
        (["--hours", "many"], "'many' is not a rate"),
        (["nothing"], "no topic 'nothing'"),
        (["--spacing", "weekly"], "weekly"),
        (["--review", "99"], "at most 90"),
    ],
)
def test_what_makes_no_sense_is_refused(learner: Call, arguments: list[str], message: str) -> None:
    """With exit code 2, nothing logged, and what is wrong."""
    answer = learner("review", FILE, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert len(learner("log", FILE, "-f", "json").data["events"]) == 2


def test_a_review_of_what_was_never_logged_is_noted(learner: Call) -> None:
    """It may be known from before."""
    answer = learner("review", FILE, "vectors")
    assert "note: not in the log as learnt: vectors@working" in answer.err


def test_plans_show_reviews_in_their_weeks(mlpath: Call) -> None:
    """With a sign and a word, in text, Markdown, CSV, JSON and calendars."""
    words = ("plan", FILE, "--review", "20", "--spacing", "ladder", "--hours", "1h per day")
    words = (*words, "--start", "2026-12-01")
    text = mlpath(*words)
    assert text.code == 0
    assert "↻ reviews (after 3, 10, 30 and 90 days)" in text.out
    assert any("↻" in line and "review " in line for line in text.out.splitlines())
    assert max(map(len, text.out.splitlines())) <= 80
    data = mlpath(*words, "-f", "json").data
    kinds = [
        session.get("kind", "study")
        for week in data["schedule"]["weeks"]
        for session in week["sessions"]
    ]
    count = kinds.count("review")
    assert count
    assert data["schedule"]["reviews"]["method"] == "ladder"
    assert mlpath(*words, "-f", "markdown").out.count(": ↻ ") == count
    table = mlpath(*words, "-f", "csv").out.splitlines()
    assert table[0].startswith("week,date,minutes,kind,")
    assert sum(",review," in line for line in table) == count
    assert mlpath(*words, "-f", "ics").out.count("SUMMARY:Review: ") == count
    assert mlpath(*words, "-f", "todoist").out.count(". Review: ") == count
    assert mlpath(*words, "-f", "notion").out.count("\nReview: ") == count
    assert " min review<" in mlpath(*words, "-f", "dot").out
    assert "    section Reviews\n" in mlpath(*words, "-f", "gantt").out


def test_without_review_a_plan_is_as_it_was(mlpath: Call) -> None:
    """No key, no column, no sign."""
    words = ("plan", FILE, "--hours", "5h/week", "--start", "2026-12-01")
    assert "reviews" not in mlpath(*words, "-f", "json").data["schedule"]
    assert ",kind," not in mlpath(*words, "-f", "csv").out
    assert "↻" not in mlpath(*words).out


@pytest.fixture
def shelf(mlpath: Call, tmp_path: Path) -> Call:
    """Return a command line beside a graph with resources."""
    text = Path(tmp_path / FILE).read_text(encoding="utf-8")
    text = text.replace("    value: 5\n", "    value: 5\n    resources: [film, text]\n")
    (tmp_path / "shelf.yaml").write_text(text + RESOURCES, encoding="utf-8")
    return mlpath


def test_plans_say_what_to_learn_from(shelf: Call) -> None:
    """The best first, hours as far as known, and where there is nothing."""
    answer = shelf("plan", "shelf.yaml", "--goal", "forces", "--resources")
    lines = answer.out.splitlines()
    assert "Learn from" in lines
    assert "  - Forces in five films (video)" in lines
    assert "    2 h; 3 h 53 min are planned" in lines or any("2 h" in line for line in lines)
    assert "  nothing: the graph names no resource" in lines
    assert "topics without a resource that fits" in answer.out
    markdown = shelf("plan", "shelf.yaml", "--goal", "forces", "--resources", "-f", "markdown").out
    assert "## Learn from" in markdown
    assert "<https://example.org/f>" in markdown


def test_flags_choose_among_resources(shelf: Call) -> None:
    """Each asks for resources by itself."""
    data = shelf("plan", "shelf.yaml", "--goal", "forces", "--prefer", "book", "-f", "json").data
    chosen = next(each for each in data["resources"] if each["topic"] == "forces")["chosen"]
    assert [each["resource"] for each in chosen] == ["text", "film"]
    data = shelf("plan", "shelf.yaml", "--goal", "forces", "--free", "-f", "json").data
    chosen = next(each for each in data["resources"] if each["topic"] == "forces")["chosen"]
    assert [each["resource"] for each in chosen] == ["film"]
    assert "resources" not in shelf("plan", "shelf.yaml", "--goal", "forces", "-f", "json").data
    wrong = shelf("plan", "shelf.yaml", "--prefer", "films")
    assert (wrong.code, wrong.out) == (2, "")
    assert "no kind of resource is called 'films'" in wrong.err


def test_show_chooses_too(shelf: Call) -> None:
    """In the order of fit, or why nothing is left."""
    assert "(book, not free)" in shelf("show", "shelf.yaml", "forces").out
    listed = shelf("show", "shelf.yaml", "forces", "--free", "-f", "json").data["resources"]
    assert [each["id"] for each in listed] == ["film"]
    none = shelf("show", "shelf.yaml", "forces", "--language", "de").out
    assert "nothing: of 2 named none is in de" in none


def test_a_plan_with_reviews_and_resources_is_verified(shelf: Call) -> None:
    """The checker reads what was written."""
    words = ("--review", "10", "--hours", "4h/week", "--resources")
    written = shelf("plan", "shelf.yaml", *words, "-f", "json", "-o", "p.json")
    assert written.code == 0
    verdict: Any = shelf("verify", "p.json", "shelf.yaml")
    assert verdict.code == 0, verdict.err + verdict.out
    assert json.loads(Path("p.json").read_text(encoding="utf-8"))["resources"]
