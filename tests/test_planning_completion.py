"""How early the value of a plan comes, as the plan itself tells it."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import accumulate

import pytest

import mlpath
from mlpath import plan
from mlpath.auditing import check_plan
from mlpath.plans import Plan
from tests.oracles import cases

TRUNCATED = Fraction(1, 1000)


def _value_hours(made: Plan) -> Fraction:
    ends = accumulate(step.effort_minutes for step in made.steps)
    return sum(
        (Fraction(str(s.value)) * end / 60 for s, end in zip(made.steps, ends, strict=True)),
        Fraction(0),
    )


@pytest.mark.parametrize("seed", range(20))
def test_completion_is_that_of_the_steps_and_above_its_bound(seed: int) -> None:
    """Counted again from the plan's own steps, for every order."""
    case = cases.small(seed)
    for order in ("value", "breadth", "spiral", "section"):
        made = plan(case.graph, **{**case.wishes, "order": order})
        if made.status == "infeasible":
            assert made.completion is made.completion_bound is None
            assert "completion" not in json.loads(made.to_json())
            continue
        late = _value_hours(made)
        assert late <= Fraction(str(made.completion)) < late + TRUNCATED
        assert Fraction(str(made.completion_bound)) <= late
        assert check_plan(Plan.from_json(made.to_json()), case.graph) == ()


def test_the_value_order_is_earliest_on_the_bundled_graph() -> None:
    """Within 2 % of the bound for the graph's own values; none is over 1 % earlier."""
    graph = mlpath.roadmap()
    made = {
        order: plan(graph, budget="150h", order=order)
        for order in ("value", "breadth", "spiral", "section")
    }
    assert len({plan.completion_bound for plan in made.values()}) == 1
    best = made["value"]
    assert best.completion is not None
    assert best.completion_bound is not None
    assert best.completion <= 1.02 * best.completion_bound
    assert all(best.completion <= 1.01 * (other.completion or 0) for other in made.values())
