"""JSON Canvas: read back as JSON; cards do not overlap, and arrows lead downwards."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import mlpath
from tests.drawing.conftest import sized
from tests.writing.test_markdowns import texts_of

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph


def test_cards_say_the_titles(graph: KnowledgeGraph, plan: Plan) -> None:
    """Texts are Markdown that shows the titles."""
    data = json.loads(mlpath.write(graph, "canvas").text)
    shown = [texts_of(card["text"], "paragraph_open") for card in data["nodes"]]
    assert shown == [[topic.title] for topic in graph.topics]
    steps = json.loads(mlpath.write(plan, "canvas", graph=graph).text)["nodes"]
    assert [texts_of(card["text"], "paragraph_open") for card in steps] == [
        [f"{graph.topic(step.topic).title} ({step.level})"] for step in plan.steps
    ]


def test_cards_stand_apart_and_below_what_they_need() -> None:
    """No two rectangles meet; each arrow goes from the bottom of a card down to another."""
    data = json.loads(mlpath.write(sized(60), "canvas").text)
    cards = {card["id"]: card for card in data["nodes"]}
    assert len(cards) == 60
    for one, two in itertools.combinations(cards.values(), 2):
        apart = abs(one["x"] - two["x"]) >= one["width"]
        assert apart or abs(one["y"] - two["y"]) >= one["height"]
    for edge in data["edges"]:
        assert (edge["fromSide"], edge["toSide"]) == ("bottom", "top")
        assert cards[edge["fromNode"]]["y"] < cards[edge["toNode"]]["y"]
    assert len({edge["id"] for edge in data["edges"]}) == len(data["edges"])
