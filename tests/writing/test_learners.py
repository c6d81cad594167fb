"""A learner's file reads back as the learner it was written for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlpath import Learner
from mlpath.reading import examine_learner
from mlpath.writing.learners import HEAD, learner_yaml

if TYPE_CHECKING:
    from pathlib import Path

topics = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)
levels = st.sampled_from(["overview", "working", "deep"])
steps = st.one_of(topics, st.builds("{}@{}".format, topics, levels))
weights = st.decimals("0.5", "99", places=1).map(str)
dates = st.dates().filter(lambda day: 1970 < day.year < 9000).map(str)
plain_goals = st.builds(
    lambda kind, name, weight: f"{kind}{name}:{weight}",
    st.sampled_from(["", "section:", "tag:", "preset:"]),
    topics,
    weights,
)
dated_goals = st.fixed_dictionaries(
    {"topic": topics, "due": st.one_of(dates, st.just("120h"))}, optional={"level": levels}
)
names = st.text(st.characters(min_codepoint=32, max_codepoint=500), min_size=1, max_size=20)
files = names.filter(lambda name: name == " ".join(name.split()) and name.isprintable())
entries = st.fixed_dictionaries(
    {"hours": st.sampled_from(["10h/week", "mon 2h, sat 4h"]), "start": st.just("2026-12-01")},
    optional={
        "graph": files,
        "overlay": st.lists(files, max_size=2),
        "goals": st.lists(
            st.one_of(plain_goals, dated_goals, topics.map(lambda t: {"topic": t, "must": True})),
            max_size=3,
        ),
        "known": st.lists(steps, max_size=4),
        "ban": st.lists(steps, max_size=2),
        "pin": st.dictionaries(steps, dates, max_size=2),
        "budget": st.sampled_from(["300h", "12 weeks @ 8h/week", "1h 30m"]),
        "weeks": st.integers(1, 5200),
        "off": st.lists(dates, max_size=3),
        "session": st.sampled_from([{"longest": "2h"}, {"shortest": "25m", "longest": "1h 30m"}]),
        "tracks": st.integers(1, 3),
        "at": st.sampled_from(["18:30", "mon-fri 18:30, sat 09:00"]),
        "pace": st.decimals("0.1", "9", places=2),
        "sure": st.integers(1, 99),
        "prefer": st.lists(st.sampled_from(["video", "book"]), max_size=2),
        "free": st.booleans(),
        "recommended": st.none() | st.booleans(),
        "language": st.just("en"),
        "order": st.sampled_from(["value", "spiral"]),
        "shares": st.just(["0.3", "0.6", "1"]),
    },
)


@given(entries)
def test_what_is_written_reads_back_equal(given: dict[str, Any]) -> None:
    """Whatever is set, names that YAML would take for something else included."""
    learner = Learner(**given)
    reading = examine_learner(learner_yaml(learner))
    assert (reading.problems, reading.learner) == ((), learner)


def test_every_entry_has_a_comment_or_an_example() -> None:
    """Who opens the file sees all that can be said in it."""
    text = learner_yaml(Learner())
    for name in Learner.model_fields:
        assert f"\n# {name}:" in text
    assert max(map(len, text.splitlines())) <= 99
    assert examine_learner(text).learner == Learner()


def test_the_examples_of_the_comments_are_valid() -> None:
    """A line whose ``# `` is taken away can be read, all of them together too."""
    lines = learner_yaml(Learner()).removeprefix(HEAD).splitlines()
    taken = [
        line.removeprefix("# ")
        for line in lines
        if line.startswith("#   ") or line[2:].partition(":")[0] in Learner.model_fields
    ]
    taken.remove("hours: {mon-fri: 1h, sat: 4h}")  # the other form of the line above it
    reading = examine_learner("\n".join(taken))
    assert reading.problems == ()
    assert reading.learner is not None
    assert set(reading.learner.to_dict()) == set(Learner.model_fields)


def test_graphs_are_named_from_where_the_file_stands(tmp_path: Path) -> None:
    """So that the file can be read from any working folder."""
    learner = Learner(graph=str(tmp_path / "graphs" / "g.yaml"), overlay=["-"])
    text = learner_yaml(learner, tmp_path / "me")
    assert 'graph: "../graphs/g.yaml"' in text
    assert yaml.safe_load(text) == {"graph": "../graphs/g.yaml", "overlay": ["-"]}
