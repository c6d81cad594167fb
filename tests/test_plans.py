"""Plans to JSON and back, and files that are no plans."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, MlpathError, Plan, check_plan, plan, schedule
from mlpath.errors import PlanError
from mlpath.plans import thousandths
from tests.oracles import cases

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "vectors": {"effort": "2h"},
            "forces": {"effort": "4h", "value": 3, "requires": ["vectors"]},
            "history": {"effort": "3h", "value": 2},
        }
    }
)


def with_schedule(made: Plan) -> Plan:
    """Return the plan with a schedule."""
    return made.model_copy(update={"schedule": schedule(made, start="2026-12-01")})


@pytest.mark.parametrize("seed", range(25))
def test_a_plan_survives_json(seed: int) -> None:
    """The same plan, the same text, and the checker's word for it."""
    case = cases.small(seed)
    made = plan(case.graph, **case.wishes)
    if made.status != "infeasible" and made.steps:
        made = with_schedule(made)
    again = Plan.from_json(made.to_json())
    assert again == made
    assert again.to_json() == made.to_json()
    assert check_plan(again, case.graph) == ()


def test_json_has_the_keys_that_others_rely_on() -> None:
    """Part of the contract: names, decimals for values, no empty extras."""
    data = json.loads(plan(GRAPH, budget="6h").to_json())
    assert list(data) == [
        "schema_version",
        "graph",
        "asked",
        "status",
        "value",
        "bound",
        "gap",
        "proof",
        "budget_minutes",
        "effort_minutes",
        "fits",
        "completion",
        "completion_bound",
        "choices",
        "steps",
        "left_out",
    ]
    assert (data["schema_version"], data["status"], data["value"]) == (1, "optimal", 4)
    assert set(data["graph"]) == {"id", "version", "hash"}
    assert set(data["steps"][0]) == {"topic", "level", "effort_minutes", "value", "reason"}
    assert set(data["steps"][0]["reason"]) == {"goal", "via"}
    assert set(data["left_out"][0]) == {
        "topic",
        "level",
        "value",
        "effort_minutes",
        "closure_minutes",
        "closure_value",
    }
    assert data["asked"]["budget_minutes"] == 360


def test_infeasible_plans_say_what_is_needed_in_json() -> None:
    """And only they do."""
    data = json.loads(plan(GRAPH, must=["forces"], budget="1h").to_json())
    assert data["status"] == "infeasible"
    assert data["needed_minutes"] == 360
    assert set(data["ways_out"][0]) == {"change", "arguments", "flags", "effort_minutes"}


def test_values_keep_three_decimals() -> None:
    """Whole numbers are written without a point."""
    data = json.loads(plan(GRAPH, goals=["forces:0.125"]).to_json())
    assert data["value"] == 0.125
    assert thousandths(0.125) == 125


def edited(**fields: Any) -> str:
    """Return the JSON of a plan with some keys replaced."""
    return json.dumps({**json.loads(plan(GRAPH, budget="6h").to_json()), **fields})


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "not JSON|Invalid JSON"),
        ("[]", "the document"),
        ("{", "Invalid JSON"),
        (edited(schema_version=2), "schema_version.*reads schema_version 1"),
        (edited(status="best"), "status"),
        (edited(value="much"), "value: .*a number is wanted"),
        (edited(value=True), "a number is wanted"),
        (edited(value=0.0001), "at most three decimals"),
        (edited(value=float("inf")), "value"),
        (edited(bound=float("nan")), "bound"),
        (edited(bound=1e300), "bound"),
        (edited(gap=float("inf")), "gap"),
        (edited(effort_minutes=-1), "effort_minutes"),
        (edited(extra=1), "extra"),
        (edited(steps=[{"topic": "x"}]), r"steps\[0\]"),
        (edited(steps=[{"level": "expert"}]), r"steps\[0\].level.*no level 'expert'"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_path(text: str, match: str) -> None:
    """One error that names the file and where in it."""
    with pytest.raises(PlanError, match=rf"(?s)old\.json.*({match})"):
        Plan.from_json(text, file="old.json")


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.data())
def test_a_mangled_plan_is_refused_or_checked_never_a_crash(data: st.DataObject) -> None:
    """Whatever is written into a file, the reader or the checker answers in mlpath's words."""
    tree = json.loads(with_schedule(plan(GRAPH, budget="6h")).to_json())
    for _ in range(data.draw(st.integers(1, 3))):
        at: Any = tree
        while isinstance(at, dict | list) and at:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
                at[key] = data.draw(JUNK)
                break
            at = at[key]
    try:
        made = Plan.from_json(json.dumps(tree))
    except PlanError:
        return
    for problem in check_plan(made, GRAPH):
        assert problem.code
        assert str(problem)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**25), 10**25),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["vectors@working", "forces", "9" * 40 + "/7", "deep", "1h", "infeasible"]),
    st.just([]),
    st.just({}),
)


def test_plans_are_frozen() -> None:
    """What was found stays found."""
    made = plan(GRAPH, budget="6h")
    with pytest.raises(ValueError, match="frozen"):
        made.value = 9.0
    assert "forces@working" in made
    assert len(made) == 2
    assert isinstance(PlanError("x"), MlpathError)
