"""What must not change a plan, or only so: properties over random problems."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, Plan, check_plan, plan
from tests.oracles import reading
from tests.strategies import problems

if TYPE_CHECKING:
    import pytest

    from tests.oracles.cases import Case

few = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)


def made(data: dict[str, Any], wishes: dict[str, Any]) -> Plan:
    """Return a plan of plain data that the checker accepts."""
    graph = KnowledgeGraph.from_dict(data)
    found = plan(graph, **wishes)
    assert check_plan(found, graph) == ()
    return found


def names(found: Plan) -> list[str]:
    """Return the steps of a plan in order."""
    return [str(planned.step) for planned in found.steps]


@few
@given(problems(), st.integers(1, 300))
def test_more_budget_is_never_worse(case: Case, more: int) -> None:
    """Whatever fits a budget fits a larger one."""
    budget = case.wishes.get("budget", 60)
    less = plan(case.graph, **{**case.wishes, "budget": budget})
    richer = plan(case.graph, **{**case.wishes, "budget": budget + more})
    assert richer.value >= less.value
    assert less.status == "infeasible" or richer.status != "infeasible"


@few
@given(problems())
def test_one_wish_less_is_never_worse(case: Case) -> None:
    """Without the bans, plans are worth at least as much."""
    free = {name: wish for name, wish in case.wishes.items() if name != "ban"}
    banned, lifted = plan(case.graph, **case.wishes), plan(case.graph, **free)
    assert lifted.value >= banned.value


@few
@given(problems())
def test_renaming_changes_nothing_but_names(case: Case) -> None:
    """Other ids in the same places give the same plan under those ids."""
    new = {name: f"z{99 - place}-x" for place, name in enumerate(case.data["topics"])}
    text = _renamed(case.data, new)
    wishes = {key: _renamed(wish, new) for key, wish in case.wishes.items()}
    first, second = made(case.data, case.wishes), made(text, wishes)
    assert [_renamed(name, new) for name in names(first)] == names(second)
    assert (first.value, first.bound, first.proof) == (second.value, second.bound, second.proof)


def _renamed(data: Any, new: dict[str, str]) -> Any:
    """Return the data with the topics' ids replaced, wherever they stand."""
    if isinstance(data, dict):
        return {new.get(key, key): _renamed(value, new) for key, value in data.items()}
    if isinstance(data, list):
        return [_renamed(item, new) for item in data]
    if isinstance(data, str):
        head, mark, tail = data.partition("@") if "@" in data else data.partition(":")
        return new.get(head, head) + mark + tail
    return data


@few
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_only_ties(case: Case, maker: Any) -> None:
    """Shuffled topics and requirements give the same value and effort.

    Which of equally good choices is made may differ, and so what that recommends.
    """
    data = copy.deepcopy(case.data)
    order = list(data["topics"])
    maker.shuffle(order)
    data["topics"] = {name: data["topics"][name] for name in order}
    for topic in data["topics"].values():
        maker.shuffle(topic["requires"])
    wishes = {**case.wishes, "recommended": False}
    first, second = made(case.data, wishes), made(data, wishes)
    assert (first.value, first.effort_minutes) == (second.value, second.effort_minutes)
    assert (first.status, first.needed_minutes) == (second.status, second.needed_minutes)


@few
@given(problems(), st.integers(2, 60))
def test_scaling_efforts_and_budget_changes_no_choice(case: Case, factor: int) -> None:
    """Everything taking longer, with that much more time, leaves the same steps chosen."""
    single, scaled = _scaled(case.data, 1), _scaled(case.data, factor)
    wishes = {
        key: wish for key, wish in case.wishes.items() if key not in {"pace", "review_share"}
    }
    more = dict(wishes)
    if "budget" in more:
        more["budget"] *= factor
    first, second = made(single, wishes), made(scaled, more)
    assert set(names(first)) == set(names(second))
    assert first.effort_minutes * factor == second.effort_minutes


def _scaled(data: dict[str, Any], factor: int) -> dict[str, Any]:
    """Return the graph with the minutes of every step multiplied, none below one to begin with."""
    scaled = copy.deepcopy(data)
    for name, topic in data["topics"].items():
        total = 0
        for level in reading.levels(topic):
            total += reading.effort(topic, level) * factor
            scaled["topics"][name]["effort"][reading.NAMES[level]] = f"{total}m"
    return scaled


@few
@given(problems())
def test_an_unaffordable_topic_changes_nothing(case: Case) -> None:
    """A topic that no budget reaches leaves steps, value and bound as they were."""
    wishes = {"budget": 100, **case.wishes}
    data = copy.deepcopy(case.data)
    data["sections"]["last"] = "Last"
    data["topics"]["huge"] = {"section": "last", "effort": "9000h", "value": 5}
    first, second = made(case.data, wishes), made(data, wishes)
    assert names(first) == names(second)
    assert (first.value, first.status) == (second.value, second.status)
    extra = [entry for entry in second.left_out if entry.topic == "huge"]
    assert len(extra) == (0 if wishes.get("goals") or first.status == "infeasible" else 1)


SCRIPT = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from mlpath import plan, schedule
from tests.oracles import cases
for seed in (3, 4, 5, 8):
    case = cases.small(seed)
    made = plan(case.graph, **case.wishes)
    print(hashlib.sha256(made.to_json().encode()).hexdigest())
case = cases.middle(1, 120)
made = plan(case.graph, **case.wishes)
print(made.to_json())
print(schedule(made, hours="2h per weekday", start="2026-12-01").model_dump_json())
"""


def test_plans_have_the_same_bytes_everywhere(tmp_path: Any, pytestconfig: pytest.Config) -> None:
    """Hash seeds, time zones and working folders leave no trace."""
    texts = set()
    places = [("0", "UTC", "/"), ("1", "Asia/Tokyo", str(tmp_path)), ("777", "America/Lima", "/")]
    for seed, zone, folder in places:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(pytestconfig.rootpath)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=folder,
            capture_output=True,
            check=True,
        )
        texts.add(done.stdout)
    assert len(texts) == 1
    assert len(texts.pop()) > 1000
