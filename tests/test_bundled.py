"""The bundled graph: clean, of the shape expert graphs have, and plannable from end to end."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import mlpath
from mlpath.linting import lint
from mlpath.measuring import measure
from mlpath.topics import KnowledgeGraph, Level

ROOT = Path(__file__).parent.parent
SEED_SUBJECTS = {
    "python": "python-basics",
    "exploratory data analysis": "eda-project",
    "classical ML": "gradient-boosting",
    "computer vision": "object-detection",
    "NLP": "machine-translation",
    "GANs": "gan",
    "transformers": "transformer-architecture",
    "Stable Diffusion": "stable-diffusion",
    "linear algebra": "svd",
    "optimisation": "lagrange-duality",
    "probability and statistics": "maximum-likelihood",
    "computational mathematics": "automatic-differentiation",
    "theoretical ML and DL": "pac-learning",
    "paper reading": "reading-a-paper",
    "computational biology": "deep-learning-for-genomics",
    "graph neural networks": "message-passing",
    "reinforcement learning": "q-learning",
}


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    """Return the bundled graph."""
    return mlpath.roadmap()


def accept(plan: mlpath.Plan, graph: KnowledgeGraph) -> None:
    """Let the independent checker look at a plan."""
    assert not mlpath.check_plan(plan, graph)


def test_the_graph_has_no_findings(graph: KnowledgeGraph) -> None:
    """Every rule for authors holds: reasons, checks, free resources, no redundant edge."""
    assert lint(graph) == ()


def test_the_graph_has_the_shape_of_expert_graphs(graph: KnowledgeGraph) -> None:
    """Fine grain, one component, chains of at most 25 topics, every preset there."""
    numbers = measure(graph)
    assert numbers.topics >= 350
    assert numbers.components == 1
    assert 12 <= numbers.longest_chain <= 25
    assert numbers.presets >= 10
    assert numbers.unchecked <= 0.1 * numbers.resources


def test_values_use_the_rubric(graph: KnowledgeGraph) -> None:
    """Values lie between 0 and 5, and the whole scale from 1 to 5 is used."""
    values = {topic.value for topic in graph}
    assert values <= set(range(6))
    assert values >= set(range(1, 6))


def test_most_topics_take_one_to_eight_hours(graph: KnowledgeGraph) -> None:
    """One teachable idea a topic: at working, most take between one and eight hours."""
    spans = [topic.effort[topic.declared(Level.WORKING)] for topic in graph]
    fitting = sum(span is not None and 60 <= span.median <= 480 for span in spans)
    assert fitting >= 0.85 * len(spans)


@pytest.mark.parametrize("subject", sorted(SEED_SUBJECTS))
def test_every_subject_of_the_founding_roadmap_can_be_planned(
    graph: KnowledgeGraph, subject: str
) -> None:
    """A goal in each subject is reached without a budget, by a plan the checker accepts."""
    goal = SEED_SUBJECTS[subject]
    plan = mlpath.plan(graph, goals=[goal])
    assert plan.status == "optimal"
    assert str(graph.step(goal)) in plan
    accept(plan, graph)


def test_every_topic_is_planned_as_a_goal(graph: KnowledgeGraph) -> None:
    """The planner reaches each topic at its top level, every level on the way included."""
    for topic in graph:
        goal = f"{topic.id}@{topic.levels[-1]}"
        plan = mlpath.plan(graph, goals=[goal])
        assert plan.status == "optimal", goal
        levels = [step.level for step in plan.steps if step.topic == topic.id]
        assert levels == list(topic.levels), goal


def test_every_preset_is_planned_at_every_size(graph: KnowledgeGraph) -> None:
    """Each preset at 100, 300, 600 and 1000 h gives a proven plan that the checker accepts."""
    for preset in graph.presets:
        for hours in (100, 300, 600, 1000):
            plan = mlpath.plan(graph, goals=[f"preset:{preset.id}"], budget=f"{hours}h")
            assert plan.status == "optimal", (preset.id, hours)
            assert plan.value > 0, (preset.id, hours)
            accept(plan, graph)


def test_every_section_is_planned(graph: KnowledgeGraph) -> None:
    """Each section as a goal, without a budget, is reached whole."""
    for section in graph.sections:
        plan = mlpath.plan(graph, goals=[f"section:{section.id}"])
        assert plan.status == "optimal", section.id
        assert {t.id for t in graph if t.section == section.id} <= {s.topic for s in plan.steps}


def test_the_page_of_the_graph_and_the_readme_are_current() -> None:
    """docs/graph.md and the numbers in README.md are what docs/graph_page.py writes."""
    spec = importlib.util.spec_from_file_location("graph_page", ROOT / "docs" / "graph_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for path, text in module.written().items():
        assert path.read_text(encoding="utf-8") == text, f"run python docs/graph_page.py ({path})"


def test_the_readme_shows_the_numbers() -> None:
    """The block that the script fills is in README.md."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "<!-- graph numbers -->" in text
