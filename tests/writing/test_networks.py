"""GraphML and node-link JSON: read back by networkx, GraphML also by an XML parser."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import networkx as nx

import mlpath

if TYPE_CHECKING:
    from mlpath.plans import Plan, Schedule
    from mlpath.topics import KnowledgeGraph


def both(thing: KnowledgeGraph | Plan, graph: KnowledgeGraph) -> list[nx.DiGraph[str]]:
    """Return what GraphML and node-link JSON say."""
    graphml = mlpath.write(thing, "graphml", graph=graph).text
    assert ET.fromstring(graphml).tag.endswith("graphml")
    data = json.loads(mlpath.write(thing, "node-link", graph=graph).text)
    assert {"nodes", "edges"} <= set(data)
    return [nx.parse_graphml(graphml), nx.node_link_graph(data, edges="edges")]


def test_a_graph_comes_back(graph: KnowledgeGraph, physics: KnowledgeGraph) -> None:
    """Topics with their texts and numbers, prerequisites with their reasons."""
    for expected in (graph, physics):
        for found in both(expected, expected):
            assert list(found.nodes) == [topic.id for topic in expected.topics]
            assert set(found.edges) == set(expected.topic_graph.edges)
            for topic in expected.topics:
                node = found.nodes[topic.id]
                assert (node["title"], node["value"]) == (topic.title, topic.value)
                assert node.get("summary", "") == topic.summary
            for a, b, fields in expected.topic_graph.edges(data=True):
                assert found.edges[a, b].get("reason", "") == fields["reason"]
                assert found.edges[a, b]["either"] is (fields["group"] is not None)


def test_a_plan_comes_back(physics: KnowledgeGraph) -> None:
    """Steps with minutes, value and place, and what needs what among them."""
    plan = mlpath.plan(physics, goals=["simulation"], known=["vectors@overview"])
    for found in both(plan, physics):
        assert list(found.nodes) == [str(step.step) for step in plan.steps]
        for number, step in enumerate(plan.steps, 1):
            node = found.nodes[str(step.step)]
            assert (node["number"], node["effort_minutes"]) == (number, step.effort_minutes)
            assert node["value"] == step.value
        chosen = {step.step for step in plan.steps}
        inside = physics.step_graph.subgraph(chosen)
        assert {(str(a), str(b)) for a, b in inside.edges} == set(found.edges)


def test_a_schedule_alone_has_no_values(
    graph: KnowledgeGraph, dated: Plan, schedule: Schedule
) -> None:
    """Minutes are those of the sessions of a step together."""
    data = json.loads(mlpath.write(schedule, "node-link", graph=graph).text)
    assert all("value" not in node for node in data["nodes"])
    assert sum(node["effort_minutes"] for node in data["nodes"]) == dated.effort_minutes
