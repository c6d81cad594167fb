"""``mlpath place``: asked in a terminal, answered by a file, written as flags, JSON or events."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Answer, Call

GRAPH = "mechanics.yaml"


@pytest.fixture
def typed(mlpath: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that runs the command with what is typed, a line each."""

    def call(text: str, *arguments: str) -> Answer:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return mlpath("place", GRAPH, *arguments)

    return call


def answered(**said: object) -> str:
    """Write answers to a file and return its name."""
    Path("said.json").write_text(json.dumps({k.replace("_at_", "@"): v for k, v in said.items()}))
    return "said.json"


def test_questions_are_asked_until_nothing_is_open(typed: Call) -> None:
    """Questions on standard error, the result on standard output, with the next command."""
    answer = typed("y\n" * 9, "--goal", "forces")
    assert answer.code == 0
    assert "1 of at most 15: " in answer.err
    assert "Is that you? y/n/?/undo/quit: " in answer.err
    assert "Is that you?" not in answer.out
    assert "Known, and how sure that is" in answer.out
    assert "as you said yes to" in answer.out
    assert "mlpath plan mechanics.yaml --goal forces --known forces@" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


def test_help_undo_quit_and_slips(typed: Call) -> None:
    """Why it is asked; one answer back; what is none of the words; an end at any time."""
    answer = typed("?\nmaybe\ny\nundo\nquit\n", "--goal", "forces", "-f", "json")
    assert "If in doubt, say n" in answer.err
    assert "A yes speaks for" in answer.err
    assert "'maybe' is none of y/n/?/undo/quit" in answer.err
    assert answer.err.count("1 of at most 15") == 3
    assert answer.data["asked"] == 0
    assert answer.data["known"] == []
    assert answer.data["question"]["level"] in {"overview", "working"}


def test_the_end_of_the_input_ends_the_questions(typed: Call) -> None:
    """As in a script that pipes fewer answers than there are questions."""
    answer = typed("n\n", "--goal", "forces", "-f", "json")
    assert (answer.code, answer.data["asked"]) == (0, 1)
    assert typed("", "--goal", "forces").code == 0


def test_an_inference_is_turned_over_at_the_end(typed: Call) -> None:
    """The learner names a step; a name that does not exist is said and asked again."""
    answer = typed(
        "y\ny\ny\nnothing\nforces\n\n", "--goal", "forces", "-f", "json", "--questions", "3"
    )
    assert "no topic 'nothing'" in answer.err
    assert answer.err.count("Something wrong?") == 3
    last = answer.data["answers"][-1]
    assert (last["topic"], last["yes"], last["sure"]) == ("forces", False, True)
    assert "forces@working" not in answer.data["known_flags"]


@pytest.mark.parametrize("word", ["y", "?", "maybe", "undo now"])
def test_a_pipe_that_never_ends_ends_nevertheless(typed: Call, word: str) -> None:
    """As of the program ``yes``: after ten replies that nobody can use."""
    answer = typed(f"{word}\n" * 1000, "--goal", "forces")
    assert answer.code == 0
    assert len(answer.err.splitlines()) < 500


def test_help_shows_examples(mlpath: Call) -> None:
    """On at most 80 columns."""
    answer = mlpath("place", "--help")
    assert max(map(len, answer.out.splitlines())) <= 80
    assert answer.out.count("\n  mlpath place --goal") == 3


def test_answers_come_from_a_file_and_the_result_goes_back_in(mlpath: Call) -> None:
    """A script keeps the answers only: each call says what to ask next."""
    first = mlpath("place", GRAPH, "--goal", "forces", "--answers", answered(), "-f", "json").data
    assert (first["schema_version"], first["asked"]) == (1, 0)
    name = f"{first['question']['topic']}@{first['question']['level']}"
    said = answered(**{name: "yes"})
    then = mlpath("place", GRAPH, "--goal", "forces", "--answers", said, "-f", "json")
    assert then.data["asked"] == 1
    Path("result.json").write_text(then.out)
    again = mlpath("place", GRAPH, "--goal", "forces", "--answers", "result.json", "-f", "json")
    assert again.out == then.out


def test_flags_are_ready_for_other_commands(mlpath: Call) -> None:
    """The fewest steps that imply the rest; nothing where nothing is known."""
    file = answered(motion=True, vectors_at_overview="y")
    found = mlpath("place", GRAPH, "--goal", "forces", "--answers", file, "-f", "flags").out
    assert found == "--known vectors@overview,motion@working\n"
    shorter = mlpath("plan", GRAPH, "--goal", "forces", *found.split(), "-f", "json").data
    assert {step["topic"] for step in shorter["steps"]} == {"forces"}
    none = mlpath("place", GRAPH, "--goal", "forces", "--answers", answered(), "-f", "flags")
    assert (none.code, none.out) == (0, "")


def test_a_file_is_corrected_by_flip(mlpath: Call) -> None:
    """What hangs on the step falls with it."""
    file = answered(motion=True)
    arguments = ("place", GRAPH, "--goal", "forces", "--answers", file)
    data = mlpath(*arguments, "--flip", "derivatives@overview", "-f", "json").data
    assert data["known"] == []
    text = mlpath(*arguments, "--flip", "vectors@overview").out
    assert "as you put right vectors@overview:" in text


def test_answers_about_other_things_are_told(mlpath: Call) -> None:
    """Not needed by the goals, so not used; never dropped in silence."""
    file = answered(vectors=True, motion=False)
    answer = mlpath("place", GRAPH, "--goal", "motion", "--answers", file, "-f", "json")
    assert "not in question, so not used: vectors@working" in answer.err
    assert answer.data["ignored"] == ["vectors@working"]


def test_what_is_known_is_saved_to_the_log_and_not_asked_again(mlpath: Call) -> None:
    """One undo takes it back; a second placement starts from the log."""
    file = answered(motion=True)
    arguments = ("place", GRAPH, "--goal", "forces", "--log", "log.jsonl", "--answers")
    saved = mlpath(*arguments, file, "--save", "-f", "json")
    assert saved.data["saved"] == 2
    assert "saved as known: 2 steps; `mlpath log --undo`" in saved.err
    events = mlpath("log", GRAPH, "--log", "log.jsonl", "-f", "json").data["events"]
    assert {(item["kind"], item["source"]) for item in events} == {("known", "placement")}
    assert "yes to motion@working" in {item["note"] for item in events}
    again = mlpath(*arguments, answered(), "-f", "json")
    assert "not asked about, as the log holds them: 2 steps" in again.err
    assert again.data["saved"] is None
    mlpath("log", GRAPH, "--log", "log.jsonl", "--undo")
    assert mlpath("status", GRAPH, "--log", "log.jsonl", "-f", "json").data["steps"] == []


def test_saving_nothing_makes_no_log(mlpath: Call) -> None:
    """And says so."""
    answer = mlpath(
        *("place", GRAPH, "--goal", "forces", "--log", "log.jsonl", "--save"),
        *("--answers", answered()),
    )
    assert "saved as known: 0 steps\n" in answer.err
    assert not Path("log.jsonl").exists()


def test_everything_known_is_said(mlpath: Call) -> None:
    """Nothing is asked then."""
    answer = mlpath("place", GRAPH, "--goal", "forces", "--known", "Forces")
    assert (answer.code, answer.err) == (0, "")
    assert "Everything that these goals need is known already." in answer.out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "said.json is not valid JSON"),
        ("3", "said.json holds no answers"),
        ('{"forces": "perhaps"}', "answer 1 is"),
        ("[7]", "answer 1 is 7"),
        ('[{"topic": "forces", "level": "working", "yes": true, "sure": 1}]', "answer 1 is"),
        ('{"forses": true}', "no topic 'forses'"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_files_that_hold_no_answers_are_refused(mlpath: Call, content: str, message: str) -> None:
    """With the number of the answer, and a form that works."""
    Path("said.json").write_text(content)
    answer = mlpath("place", GRAPH, "--goal", "forces", "--answers", "said.json")
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "which goals is this for?"),
        (("--goal", "forces", "--flip", "motion"), "--flip goes with --answers"),
        (("--goal", "forces", "--answers", "missing.json"), "cannot read missing.json"),
        (("--goal", "forses"), "did you mean 'forces'?"),
        (("--goal", "forces", "--questions", "-1"), "questions"),
    ],
)
def test_wrong_usage_is_explained(mlpath: Call, arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2, one sentence, no traceback."""
    answer = mlpath("place", GRAPH, *arguments)
    assert answer.code == 2
    assert message in answer.err
    assert "Traceback" not in answer.err


def test_answers_come_from_standard_input(process: Call) -> None:
    """As from a web server that keeps no files."""
    arguments = ("place", GRAPH, "--goal", "forces", "--answers", "-", "-f", "json")
    answer = process(*arguments, stdin='{"motion": true}')
    assert answer.data["asked"] == 1
