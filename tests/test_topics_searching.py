"""Which topic a name that no topic has may mean."""

from __future__ import annotations

import pytest

from mlpath import KnowledgeGraph, roadmap
from mlpath.errors import UnknownTopicError
from mlpath.topics.searching import nearest

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "svd": {
                "title": "Singular value decomposition",
                "aliases": ["singular vectors", "Karhunen-Loève transform"],
                "effort": "5h",
            },
            "diffusion-models": {"title": "Denoising diffusion models", "effort": "9h"},
            "prompting": {"effort": "1h"},
            "logic": {"was": ["boolean-algebra"], "effort": "1h"},
        }
    }
)


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("SVD", "svd"),
        ("Singular value decomposition", "svd"),
        ("SINGULAR VECTORS", "svd"),
        ("karhunen loeve transform", "svd"),
        ("Boolean_algebra", "logic"),
        ("singular value decompositon", "svd"),
        ("difusion-models", "diffusion-models"),
        ("diffusion", "diffusion-models"),
        ("models of diffusion", "diffusion-models"),
        ("promting", "prompting"),
        ("nothing", ""),
        ("models", "diffusion-models"),
        ("value", ""),
        ("cooking", ""),
        ("", ""),
        ("???", ""),
        ("x" * 10_000, ""),
    ],
)
def test_titles_aliases_and_slips_lead_to_a_topic_and_other_words_nowhere(
    name: str, topic: str
) -> None:
    """Whole names whatever their case, words that make up half a name, and slips."""
    assert nearest(GRAPH, name) == topic


def test_every_title_and_alias_of_the_roadmap_leads_to_a_topic_that_has_it() -> None:
    """Where several share an alias, to one of them; a title comes before any alias."""
    graph = roadmap()
    for topic in graph.topics[::40]:
        assert nearest(graph, topic.title.upper()) == topic.id
        for alias in topic.aliases[:2]:
            found = graph.topic(nearest(graph, alias.upper()))
            names = (found.id, found.title, *found.aliases)
            plain = {name.casefold().replace("-", " ") for name in names}
            assert alias.casefold().replace("-", " ") in plain


def test_giant_graphs_suggest_what_is_quickly_found() -> None:
    """Whole names, and ids that are nearly the same."""
    topics = {f"topic-{number}": {"effort": "1h"} for number in range(4_100)}
    graph = KnowledgeGraph.from_dict(
        {"topics": {**topics, "svd": {"title": "Singular values", "effort": "1h"}}}
    )
    for name, meant in (("singular VALUES", "svd"), ("topik-17", "topic-17")):
        with pytest.raises(UnknownTopicError, match=f"did you mean '{meant}'"):
            graph.topic(name)
