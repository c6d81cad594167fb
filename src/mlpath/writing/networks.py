"""GraphML and node-link JSON, for Gephi, yEd, Cytoscape, networkx, D3 and their like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mlpath.writing.links import step_arrows, topic_arrows
from mlpath.writing.texts import clean

if TYPE_CHECKING:
    import networkx as nx

    from mlpath.topics import Topic
    from mlpath.writing.subjects import Subject


def graphml(subject: Subject) -> str:
    """Return GraphML: topics of a graph, or steps of a plan, edges lead from prerequisites."""
    import networkx as nx  # noqa: PLC0415 - loaded when a graph is written only

    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + "".join(f"{line}\n" for line in nx.generate_graphml(_network(subject)))


def node_link(subject: Subject) -> str:
    """Return the same as JSON of nodes and edges; networkx reads it with ``edges="edges"``."""
    import networkx as nx  # noqa: PLC0415 - as above

    data = nx.node_link_data(_network(subject), edges="edges")
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _network(subject: Subject) -> nx.DiGraph[str]:
    """Return a graph whose attributes are texts and numbers: most formats hold nothing else."""
    import networkx as nx  # noqa: PLC0415 - as above

    graph = subject.graph
    network: nx.DiGraph[str] = nx.DiGraph(
        id=graph.info.id, title=clean(graph.info.title), version=clean(graph.info.version)
    )
    names: list[str]
    if subject.kind == "graph":
        names = [topic.id for topic in graph.topics]
        for topic in graph.topics:
            network.add_node(topic.id, **_about(topic), value=topic.value, **_efforts(topic))
        arrows = topic_arrows(graph)
    else:
        rows = subject.steps()
        names = [str(row.step) for row in rows]
        for row in rows:
            fields: dict[str, Any] = {"level": str(row.step.level), "number": row.number}
            fields["effort_minutes"] = row.minutes
            if row.value is not None:
                fields["value"] = float(row.value)
            network.add_node(str(row.step), topic=row.topic.id, **_about(row.topic), **fields)
        arrows = step_arrows(graph, [row.step for row in rows])
    for arrow in arrows:
        reason = {"reason": clean(arrow.reason)} if arrow.reason else {}
        network.add_edge(names[arrow.source], names[arrow.target], either=arrow.either, **reason)
    return network


def _about(topic: Topic) -> dict[str, str]:
    fields = {"title": topic.title, "section": topic.section, "summary": topic.summary}
    fields["tags"] = " ".join(topic.tags)
    return {name: clean(text) for name, text in fields.items() if text}


def _efforts(topic: Topic) -> dict[str, int]:
    spans = ((level, topic.effort[level]) for level in topic.levels)
    return {f"{level}_minutes": span.median for level, span in spans if span is not None}
