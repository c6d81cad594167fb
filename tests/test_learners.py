"""Goals as text and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpath import Goal, Level
from mlpath.errors import MlpathError, RequestError

names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
weights = st.decimals(Decimal("0.001"), 1_000_000, places=3)


@given(
    names, st.sampled_from([None, *Level]), weights, st.sampled_from(["topic", "section", "tag"])
)
def test_a_goal_reads_its_own_text(
    name: str, level: Level | None, weight: Decimal, kind: str
) -> None:
    """`str` and `parse` are inverse, whatever stands after the last colon."""
    goal = Goal(name, level, weight, kind)
    assert Goal.parse(str(goal)) == goal


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("svd", Goal("svd")),
        (" svd@deep:2.5 ", Goal("svd", Level.DEEP, Decimal("2.5"))),
        ("section:nlp@overview", Goal("nlp", Level.OVERVIEW, kind="section")),
        ("tag:maths:3", Goal("maths", weight=Decimal(3), kind="tag")),
        ("preset:interview:0.5", Goal("interview", weight=Decimal("0.5"), kind="preset")),
        ("tag:2024", Goal("tag", weight=Decimal(2024))),
    ],
)
def test_only_a_trailing_number_is_a_weight(text: str, goal: Goal) -> None:
    """The forms of the command line."""
    assert Goal.parse(text) == goal


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "'' is not a goal"),
        ("@deep", "'@deep' is not a goal"),
        ("topics:svd", "'topics:svd' is not a goal"),
        ("svd@expert", "no level 'expert'"),
        ("svd:0", "weight 0 is not usable"),
        ("svd:1000001", "weight 1000001 is not usable"),
        ("svd:-1", "is not a goal"),
        ("preset:exam@deep", "brings its own levels"),
    ],
)
def test_what_is_no_goal_is_refused(text: str, match: str) -> None:
    """With a hint that shows the forms."""
    with pytest.raises(RequestError, match=match):
        Goal.parse(text)


@given(st.text(max_size=30))
def test_any_text_gives_a_goal_or_a_request_error(text: str) -> None:
    """Never another exception."""
    try:
        goal = Goal.parse(text)
    except MlpathError:
        return
    assert Goal.parse(str(goal)) == goal


def test_goals_made_in_code_are_checked_too() -> None:
    """Kinds and weights."""
    with pytest.raises(RequestError, match="no kind of goal 'wish'"):
        Goal("svd", kind="wish")
    with pytest.raises(RequestError, match=r"weight 0\.0001 is not usable"):
        Goal("svd", weight=Decimal("0.0001"))
    with pytest.raises(RequestError, match="weight NaN is not usable"):
        Goal("svd", weight=Decimal("nan"))
    assert Goal("svd", weight=0.57) == Goal.parse("svd:0.57")  # type: ignore[arg-type]
