"""Three months of a learner's evenings, through the command line, on the bundled graph.

A learner says what they want, finds out what they know, plans, and then every week logs what came
of it: early, late, failed, taken back. Goals, hours and days off change on the way. What has to
hold in every week is held here, whichever command says it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.util
import io
import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

import mlpath
from mlpath.cli import run
from mlpath.plans import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from mlpath.topics import KnowledgeGraph, Step

START = dt.date(2025, 10, 6)
DEADLINE = dt.date(2026, 1, 4)
HOLIDAY = (dt.date(2025, 11, 10), dt.date(2025, 11, 16))
WEEKS = 16  # the last that could be needed
NEW_GOAL, NEW_WEEK = "graph-convolutional-networks@overview:4", 5
ILL_WEEK, FAILING_WEEK, UNDOING_WEEK, FAST_WEEK = 7, 3, 4, 10
SHOWN_WEEK = 9
SLOW, NOISE = 1.25, 0.25
DUE_STEP, DUE = "logistic-regression@overview", dt.date(2025, 11, 30)
OVERVIEWS = frozenset(("python", "linear-algebra", "calculus"))
CALENDAR_FILES = importlib.util.find_spec("icalendar") is not None


@dataclass(slots=True)
class Week:
    """What a week left behind.

    Attributes
    ----------
    before, after
        The plan until then, and the one of `replan`.
    answer
        What `replan` said, as JSON.
    forecast, status
        As JSON, of the plan until then.
    ids
        The log's events at the end of the week.
    saved
        Those that were acknowledged until then.
    """

    number: int
    monday: dt.date
    before: Plan
    after: Plan
    answer: dict[str, Any]
    forecast: dict[str, Any]
    status: dict[str, Any]
    ids: tuple[str, ...]
    saved: tuple[str, ...]


@dataclass(slots=True)
class Life:
    """A learner of a fixed pace and fixed luck, who types commands."""

    folder: Path
    graph: KnowledgeGraph
    luck: random.Random = field(default_factory=lambda: random.Random(5))
    begun: dict[Step, int] = field(default_factory=dict)
    saved: list[str] = field(default_factory=list)
    weeks: list[Week] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)

    @property
    def surroundings(self) -> dict[str, str]:
        """Variables of the learner's own machine."""
        return {"XDG_DATA_HOME": str(self.folder / "data"), "COLUMNS": "80"}

    def type(self, *words: str) -> str:
        """Run a command that has to succeed, and return what it printed."""
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            for name, value in self.surroundings.items():
                patch.setenv(name, value)
            patch.chdir(self.folder)
            code = run(list(words))
        assert code == 0, f"mlpath {' '.join(words)}: {code}\n{out.getvalue()}{err.getvalue()}"
        assert "internal" not in err.getvalue()
        return out.getvalue()

    def data(self, *words: str) -> Any:
        """Return what a command prints as JSON."""
        return json.loads(self.type(*words, "--format", "json"))

    def plan(self) -> Plan:
        """Return the plan on the disk, which any reader and writer of it leaves as it is."""
        text = (self.folder / "plan.json").read_text(encoding="utf-8")
        found = Plan.from_json(text)
        assert f"{found.to_json()}\n" == text
        return found

    def edit(self, old: str, new: str) -> None:
        """Change the learner's file as with an editor."""
        file = self.folder / "learner.yaml"
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        file.write_text(text.replace(old, new), encoding="utf-8")

    def log(self, step: Step, *flags: str, minutes: int, on: dt.date) -> None:
        """Log time for a step."""
        words = ("log", str(step), *flags, "--took", f"{minutes}m", "--date", str(on))
        self.saved += [event["id"] for event in self.data(*words)["saved"]]

    # --- the story --------------------------------------------------------------------------

    def begin(self) -> None:
        """Write the learner's file, find out what is known, and plan."""
        self.type(
            *("init", "--goal", "preset:interview", "--goal", "diffusion-models@overview:2"),
            *("--known", "python-basics", "--hours", "mon-fri 90m, sat 3h"),
            *("--start", str(START), "--yes"),
        )
        self.edit("# deadline: 2027-06-30", f"deadline: {DEADLINE}")
        self.edit("# off: [2026-12-24..2027-01-02, 2027-02-15]", "off: [2025-12-25, 2025-12-26]")
        self.edit("# review: 10", "review: 10")
        self.edit("# session: {shortest: 25m, longest: 2h}", "session: {shortest: 25m}")
        topic, level = DUE_STEP.split("@")
        due = f"{{topic: {topic}, level: {level}, weight: 2, due: {DUE}}}"
        other = "  - diffusion-models@overview:2\n"
        self.edit(other, f"{other}  - {due}\n")
        answers = self.folder / "answers.json"
        told: dict[str, bool] = {}
        while True:
            answers.write_text(json.dumps(told), encoding="utf-8")
            question = self.data("place", "--answers", str(answers))["question"]
            if question is None:
                break
            section = self.graph.topic(question["topic"]).section
            told[f"{question['topic']}@{question['level']}"] = (
                question["level"] == "overview" and section in OVERVIEWS
            )
        assert 8 <= len(told) <= 15
        self.type("place", "--answers", str(answers), "--save", "--date", str(START))
        self.saved += [event["id"] for event in self.data("log")["events"]]
        self.type("plan", "--logged", "-o", "plan.json")

    def study(self, monday: dt.date, number: int) -> None:
        """Do what the plan has for a week, as far as the time goes, and log it."""
        sunday = monday + dt.timedelta(days=6)
        mine = [
            session
            for session in self.plan().schedule.sessions  # type: ignore[union-attr]
            if session.kind == "study" and monday <= session.date <= sunday  # type: ignore[operator]
        ]
        left = sum(session.minutes for session in mine)
        left = {ILL_WEEK: left // 3, FAST_WEEK: left * 2}.get(number, left)
        for turn, step in enumerate(dict.fromkeys(session.step for session in mine)):
            if left <= 0:
                break
            takes = round(self.graph.effort(step) * SLOW * self.luck.lognormvariate(0, NOISE))
            takes = max(5, takes - self.begun.pop(step, 0))
            on = monday + dt.timedelta(days=self.luck.randrange(7))
            if takes > left:
                self.log(step, "--started", minutes=left, on=on)
                self.begun[step] = left
            elif number == FAILING_WEEK and turn == 0:
                self.log(step, "--failed", minutes=takes, on=on)
                self.begun[step] = takes
            else:
                flags = ("--passed",) if self.luck.random() < 0.5 else ()
                self.log(step, *flags, minutes=takes, on=on)
            left -= takes

    def review(self, today: dt.date) -> None:
        """Go through two of the topics that are due."""
        for due in self.data("review", "--date", str(today))["today"][:2]:
            failed = ("--failed",) if self.luck.random() < 0.2 else ()
            self.type("review", due["topic"], "--took", "6m", "--date", str(today), *failed)

    def happen(self, number: int) -> None:
        """Let what happens in some weeks happen."""
        if number == UNDOING_WEEK:
            before = self.data("status")
            taken = self.data("log", "--undo")["undone"]
            assert self.data("status") != before
            (event,) = taken
            again = ("--date", event["on"], "--took", f"{event['minutes']}m")
            flags = ("--passed",) if event["kind"] == "passed" else ()
            self.type("log", f"{event['topic']}@{event['level']}", *flags, *again)
            after = self.data("status")
            for name in ("logged_minutes", "pace", "startable"):
                assert after[name] == before[name]
        if number == NEW_WEEK:
            old = "  - diffusion-models@overview:2\n"
            self.edit(old, f"{old}  - {NEW_GOAL}\n")
            days = "..".join(map(str, HOLIDAY))
            self.edit("off: [2025-12-25, ", f"off: [{days}, 2025-12-25, ")

    def live(self, number: int) -> bool:
        """Live a week and plan the rest anew; return whether anything is left."""
        monday = START + dt.timedelta(weeks=number - 1)
        today = monday + dt.timedelta(weeks=1)
        self.study(monday, number)
        if number not in {UNDOING_WEEK, NEW_WEEK}:
            self.review(today)
        self.happen(number)
        before = self.plan()
        dated = ("--plan", "plan.json", "--today", str(today))
        status, forecast = self.data("status", *dated), self.data("forecast", *dated)
        answer = self.data("replan", "plan.json", "--today", str(today))
        after = self.plan()
        events = self.data("log")["events"]
        self.type("verify", "plan.json")
        self.refused += [
            f"week {number}: {problem}" for problem in mlpath.check_plan(after, self.graph)
        ]
        if CALENDAR_FILES and after.steps:
            self.type("export", "--plan", "plan.json", "-o", "plan.ics")
            self.calendars.append((self.folder / "plan.ics").read_text(encoding="utf-8"))
        if number == SHOWN_WEEK:
            for form in ("markdown", "csv", "html", "mermaid", "gantt", "todoist", "canvas"):
                self.type("export", "--plan", "plan.json", "--format", form, "-o", f"shown.{form}")
            for view in ("plan", "goal"):
                self.type("draw", "--plan", "plan.json", "--view", view, "-o", f"{view}.dot")
            self.type("explain", "--plan", "plan.json")
            self.type("why", str(after.steps[-1].step), "--plan", "plan.json")
        ids = tuple(event["id"] for event in events)
        self.weeks.append(
            Week(
                *(number, today, before, after, answer, forecast, status, ids, tuple(self.saved)),
            )
        )
        return bool(after.steps)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Return a life that is lived."""
    found = Life(tmp_path_factory.mktemp("life"), mlpath.roadmap())
    found.begin()
    for number in range(1, WEEKS + 1):
        if not found.live(number):
            break
    return found


def test_every_plan_is_accepted_by_the_independent_checker(life: Life) -> None:
    """Each week's plan holds what it promises, its calendar and reviews too."""
    assert life.refused == []
    assert len(life.weeks) >= 12


def test_no_promise_is_dropped_silently(life: Life) -> None:
    """Every step of a plan is in the next, done, or told as dropped with a reason."""
    for week in life.weeks:
        told = {_name(change): change["reason"] for change in week.answer["dropped"]}
        kept = {_name(change) for group in ("kept", "moved") for change in week.answer[group]}
        done = set(week.answer["done"])
        for planned in week.before.steps:
            name = str(planned.step)
            assert (name in kept) + (name in done) + (name in told) == 1, (week.number, name)
            assert (name in kept) == (planned.step in week.after), (week.number, name)
        assert all(told.values())
        added = {_name(change) for change in week.answer["added"]}
        assert {str(planned.step) for planned in week.after.steps} == kept | added
        assert week.answer["plan"] == json.loads(week.after.to_json())


def test_goals_are_in_exactly_one_place(life: Life) -> None:
    """What earns value and is neither planned nor done is listed as left out."""
    for week in life.weeks:
        wanted = {entry.step for entry in week.before.left_out if entry.value}
        for change in week.answer["dropped"]:
            if change["value"]:
                left = {str(entry.step) for entry in week.after.left_out}
                assert _name(change) in left, (week.number, change)
        assert not wanted & {planned.step for planned in week.before.steps}


def test_the_log_loses_nothing(life: Life) -> None:
    """Every event that was acknowledged stays, in its place."""
    earlier: tuple[str, ...] = ()
    for week in life.weeks:
        assert week.ids[: len(earlier)] == earlier
        assert set(week.saved) <= set(week.ids)
        earlier = week.ids


def test_dates_are_the_same_wherever_they_are_told(life: Life) -> None:
    """Status and forecast tell one finish; sessions keep to the calendar and its holiday."""
    for week in life.weeks:
        shown = week.status["forecast"]
        assert shown["finish"] == week.forecast["finish"], week.number
        assert shown["chances"] == week.forecast["chances"], week.number
        days = [session.date for session in week.after.schedule.sessions]  # type: ignore[union-attr]
        assert all(day is not None and day >= week.monday for day in days)
        if week.number >= NEW_WEEK:
            assert not any(HOLIDAY[0] <= day <= HOLIDAY[1] for day in days if day)
        half = dt.date.fromisoformat(week.forecast["finish"]["p50"]["date"])
        if week.before.steps and week.answer["finish"]["after"]:
            mean = dt.date.fromisoformat(week.answer["finish"]["after"])
            assert abs((half - mean).days) <= 7, week.number


def test_a_new_choice_keeps_the_deadline(life: Life) -> None:
    """Whenever steps are chosen anew, what is chosen ends by the deadline."""
    chosen = [week for week in life.weeks if week.answer["added"] or week.answer["dropped"]]
    assert chosen
    for week in chosen:
        schedule = week.after.schedule
        assert schedule is not None
        assert schedule.deadline is None or not schedule.late_days, week.number


def test_reviews_go_on_in_the_schedule(life: Life) -> None:
    """What was learnt before a re-plan is reviewed after it, within the share of the time."""
    done = {name for week in life.weeks for name in week.answer["done"]}
    for week in life.weeks[:-3]:
        schedule = week.after.schedule
        assert schedule is not None
        assert schedule.reviews is not None
        reviews = {str(each.step) for each in schedule.sessions if each.kind == "review"}
        assert reviews & done, week.number


def test_what_happens_is_answered(life: Life) -> None:
    """A new goal brings its steps in, a failed check keeps its step, a slow pace is learnt."""
    by_number = {week.number: week for week in life.weeks}
    new = by_number[NEW_WEEK]
    assert "edited" in {cause["kind"] for cause in new.answer["causes"]}
    added = {_name(change): change["reason"] for change in new.answer["added"]}
    assert added[NEW_GOAL.rpartition(":")[0]] == "it is asked for now"
    failed = by_number[FAILING_WEEK]
    step = failed.before.steps[0].step
    assert step in failed.after
    assert by_number[10].answer["pace"] == pytest.approx(SLOW, abs=0.12)
    assert by_number[1].answer["pairs"] < by_number[10].answer["pairs"]


def test_the_goals_are_reached_at_the_end(life: Life) -> None:
    """When nothing is left, the goals that stayed are mastered, the due one in time."""
    last = life.weeks[-1]
    assert not last.after.steps
    status = life.data("status", "--plan", "plan.json", "--today", str(last.monday))
    mastered = {_name(each): each for each in status["steps"] if each["state"] == "mastered"}
    assert {"diffusion-models@overview", NEW_GOAL.rpartition(":")[0], DUE_STEP} <= set(mastered)
    assert dt.date.fromisoformat(mastered[DUE_STEP]["on"]) <= DUE
    assert status["plan"]["left_minutes"] == 0
    dropped = {_name(change) for week in life.weeks for change in week.answer["dropped"]}
    first = {str(planned.step) for planned in life.weeks[0].before.steps if planned.value}
    assert first <= set(mastered) | dropped


@pytest.mark.skipif(not CALENDAR_FILES, reason="icalendar is not installed")
def test_calendars_can_be_imported_again(life: Life) -> None:
    """A second import changes nothing; that of the next week moves events, and doubles none."""
    held: dict[str, tuple[int, str]] = {}
    for text in life.calendars:
        events = _events(text)
        assert len({uid for uid, _, _ in events}) == len(events)
        for _ in range(2):
            for uid, sequence, start in events:
                assert uid not in held or sequence >= held[uid][0]
                held[uid] = (sequence, start)
            once = dict(held)
        assert held == once


def test_another_process_says_the_same(life: Life) -> None:
    """A process of its own, without a terminal, prints what a call in this one does."""
    last = life.weeks[-1]
    for words in (
        ("status", "--plan", "plan.json", "--today", str(last.monday)),
        ("log", "--limit", "500"),
        ("verify", "plan.json"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "mlpath", *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=life.folder,
            env={**os.environ, **life.surroundings},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout == life.type(*words)
        assert max(map(len, done.stdout.splitlines()), default=0) <= 80


def _name(change: dict[str, Any]) -> str:
    return f"{change['topic']}@{change['level']}"


def _events(text: str) -> list[tuple[str, int, str]]:
    """Return identity, version and day of each event of an iCalendar text."""
    from icalendar import Calendar

    return [
        (str(each["uid"]), int(each["sequence"]), each.decoded("dtstart").isoformat())
        for each in Calendar.from_ical(text).walk("VEVENT")
    ]
