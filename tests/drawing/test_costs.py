"""Tests of the estimate that keeps engines from running away."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from mlpath.drawing import draw
from mlpath.drawing.costs import Care, care_for, crossings, ranks_of
from mlpath.errors import RequestError
from mlpath.topics import KnowledgeGraph

if TYPE_CHECKING:
    from mlpath.drawing import Engine


def chain(length: int, extra: dict[str, list[str]]) -> KnowledgeGraph:
    """Return a chain of topics, with more that stand beside it."""
    topics = {
        f"c{n}": {"effort": "1h", "requires": [f"c{n - 1}"] if n else []} for n in range(length)
    }
    beside = {name: {"effort": "1h", "requires": needs} for name, needs in extra.items()}
    return KnowledgeGraph.from_dict({"topics": topics | beside})


def test_ranks_and_crossings_of_a_ladder() -> None:
    """An arrow over n ranks passes n - 1 of them, and starts stand next to their first use."""
    edges = [(0, 1), (1, 2), (2, 3), (0, 3), (4, 3)]
    ranks = ranks_of([0, 1, 2, 4, 3], edges)
    assert ranks == [0, 1, 2, 3, 2]
    assert crossings(ranks, edges) == 2


def test_care_falls_with_size_and_ends_in_a_refusal() -> None:
    """Full quality, then little effort, then an error that says what to draw instead."""
    assert care_for(700, 5_000) is Care.FULL
    assert care_for(700, 50_000) is Care.LOW
    with pytest.raises(RequestError, match=r"cannot be drawn .draw the overview"):
        care_for(700, 500_000)
    with pytest.raises(RequestError, match="20,000 boxes"):
        care_for(20_000, 0)


def test_a_chain_whose_topics_all_lead_to_the_end_is_cheap() -> None:
    """Implied arrows are left out before the engine sees them."""
    graph = chain(200, {"last": [f"c{n}" for n in range(200)]})
    assert draw(graph, view="map").dot.count(" -> ") == 200


def test_a_complete_graph_of_sixty_is_drawn(engine: Engine) -> None:
    """Sixty topics that all need each other take a second, not a minute."""
    topics = {
        f"t{n}": {"effort": "1h", "requires": [f"t{m}" for m in range(n)]} for n in range(60)
    }
    picture = draw(KnowledgeGraph.from_dict({"topics": topics}), view="map")
    start = time.monotonic()
    assert picture.svg(engine=engine).count('class="node"') == 60
    assert time.monotonic() - start < 20


def test_a_ladder_that_cannot_be_reduced_is_drawn_with_little_effort(engine: Engine) -> None:
    """Side topics between far rungs make an engine slow: the page asks for less."""
    far = {f"s{n}": [f"c{n}"] for n in range(150)}
    graph = chain(200, far | {"last": ["c199", *far]})
    picture = draw(graph, view="map")
    assert "nslimit=" in picture.dot
    assert picture.svg(engine=engine).count('class="node"') == 351
