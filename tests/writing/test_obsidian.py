"""Obsidian: notes with YAML in front, links that lead to files, a canvas that shows them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import mlpath
from mlpath.writing.obsidian import CANVAS, INDEX, file_names

if TYPE_CHECKING:
    from mlpath.topics import KnowledgeGraph


def links_of(source: str) -> tuple[list[tuple[str, str]], set[str]]:
    """Return (text, address) of every link of a note, and what other markup it holds."""
    markdown_it: Any = pytest.importorskip("markdown_it")
    links, kinds, inside = [], set(), None
    for token in markdown_it.MarkdownIt("commonmark").parse(source):
        for child in token.children or ():
            if child.type == "link_open":
                inside = ["", child.attrs["href"]]
            elif child.type == "link_close" and inside is not None:
                links.append((inside[0], inside[1]))
                inside = None
            elif inside is not None:
                inside[0] += child.content
            else:
                kinds.add(child.type)
    return links, kinds - {"text", "text_special"}


def test_notes_hold_the_graph(graph: KnowledgeGraph) -> None:
    """Titles come back from front matter and links; links between notes are prerequisites."""
    files = dict(mlpath.write(graph, "obsidian").files)
    for topic in graph.topics:
        _, front, body = files[f"topics/{topic.id}.md"].split("---\n", 2)
        data = yaml.safe_load(front)
        assert data["title"] == data["aliases"][0] == topic.title
        assert data["tags"] == [topic.section, *topic.tags]
        links, others = links_of(body)
        assert others == set()
        notes = [address for _, address in links if address.endswith(".md")]
        assert notes == [f"{item.topic}.md" for item, _, _ in topic.prerequisites()]
        assert links[-1][1] == "https://example.org/?a=1&b=(2)"
    links, others = links_of(files[INDEX])
    assert others == set()
    assert {address for _, address in links[1:]} == {
        f"topics/{topic.id}.md" for topic in graph.topics
    }
    assert {text for text, _ in links[1:]} == {topic.title for topic in graph.topics}


def test_a_plan_has_notes_of_its_topics(physics: KnowledgeGraph) -> None:
    """What is not planned is named, and no link leads to a note that is not there."""
    plan = mlpath.plan(physics, goals=["motion"], known=["vectors"])
    files = dict(mlpath.write(plan, "obsidian", graph=physics).files)
    notes = {name for name in files if name.startswith("topics/")}
    assert notes == {f"topics/{step.topic}.md" for step in plan.steps}
    for name, text in files.items():
        for address in re.findall(r"\]\(([^)]*\.md)\)", text):
            assert (address if name == INDEX else f"topics/{address}") in files
    assert "- Vectors (working)" in files["topics/motion.md"]
    cards = json.loads(files[CANVAS])["nodes"]
    assert {card["file"] for card in cards} == notes


def test_an_overview_needs_overviews(physics: KnowledgeGraph) -> None:
    """A note tells the levels that its own planned level needs, not those of a deeper one."""
    plan = mlpath.plan(physics, goals=["motion@overview"])
    note = dict(mlpath.write(plan, "obsidian", graph=physics).files)["topics/motion.md"]
    assert "](derivatives.md) (overview): velocity is a derivative" in note
    whole = dict(mlpath.write(physics, "obsidian").files)["topics/motion.md"]
    assert "](derivatives.md) (working): velocity is a derivative" in whole


def test_names_suit_every_system() -> None:
    """Devices of Windows, dots at the end and names that differ in case get another name."""
    names = file_names(["svd", "SVD", "svd_", "nul", "com1.x", "a."])
    assert len({name.lower() for name in names.values()}) == 6
    assert names["nul"] == "nul_"
    assert names["com1.x"] == "com1.x_"
    assert not any(name.endswith(".") for name in names.values())


def test_alternatives_and_odd_tags() -> None:
    """An any-of group says so; tags that Obsidian would not take are changed."""
    graph = mlpath.KnowledgeGraph.from_dict(
        {
            "topics": {
                "a": {"effort": "1h", "tags": ["2024", "v1.2"]},
                "b": {"effort": "1h"},
                "c": {"effort": "1h", "requires": [{"any": ["a", "b"], "reason": "either"}]},
            }
        }
    )
    files = dict(mlpath.write(graph, "obsidian").files)
    assert 'tags: ["general", "t2024", "v1-2"]' in files["topics/a.md"]
    assert "- one of: [a](a.md) (working): either" in files["topics/c.md"]
