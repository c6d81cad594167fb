"""The table of value earned early: a step counts once it is finished, and orders share steps."""

from __future__ import annotations

from pathlib import Path

from benchmarks.early_value import HOURS, earned, in_order, row, table, topological
from mlpath import KnowledgeGraph, plan

GRAPH = KnowledgeGraph.from_dict(
    {
        "sections": {"maths": "Maths", "physics": "Physics"},
        "topics": {
            "sets": {"section": "maths", "effort": "90h", "value": 0},
            "algebra": {"section": "maths", "effort": "80h", "requires": ["sets"]},
            "motion": {"section": "physics", "effort": "60h", "value": 5},
            "waves": {
                "section": "physics",
                "effort": "70h",
                "value": 3,
                "requires": [{"any": ["algebra", "motion"], "reason": "both oscillate"}],
            },
        },
        "goals": {"p": {"title": "Physics", "topics": ["waves", "motion"]}},
    }
)


def test_only_finished_steps_earn() -> None:
    """A step that ends at the hour counts, one that ends a minute later does not."""
    assert earned([(60, 1000), (30, 500)], 90) == 1500
    assert earned([(60, 1000), (30, 500)], 89) == 1000
    assert earned([], 60) == 0


def test_orders_hold_the_same_steps() -> None:
    """All of a row's orders spend the same hours on the same value."""
    made = plan(GRAPH, budget="300h")
    assert sorted(in_order(made)) == sorted(topological(GRAPH, made))


def test_a_row_tells_each_order_and_the_best_at_each_hour() -> None:
    """Value first: motion by hour 100; through the sections it comes after the maths."""
    assert row(GRAPH, "all", []) == [
        "all", "300", "9.0", "5.0", "0.0", "0.0", "5.0", "9.0", "9.0", "9.0", "9.0"
    ]  # fmt: skip


def test_the_table_has_a_line_for_every_preset() -> None:
    """Every line as long as the head."""
    lines = table(GRAPH).splitlines()
    assert len(lines) == 2 + 1 + len(GRAPH.presets)
    assert len({line.count("|") for line in lines}) == 1
    assert lines[0].count(" h ") == 4 * len(HOURS)


def test_what_the_page_on_study_order_quotes_stands_in_the_table() -> None:
    """Its rows are those of the generated table, as far as they go."""
    docs = Path(__file__).parents[1] / "docs"
    whole = [_cells(line) for line in (docs / "early-value.md").read_text().splitlines()]
    page = (docs / "concepts" / "study-order.md").read_text()
    quoted = [_cells(line) for line in page.splitlines() if "100 h |" in line or ".0 |" in line]
    assert len(quoted) == 4
    for cells in quoted:
        assert cells in [line[: len(cells)] for line in whole]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
