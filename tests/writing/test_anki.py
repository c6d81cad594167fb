"""Anki: read back as Anki does, headers first, then tab-separated fields of HTML."""

from __future__ import annotations

import csv
import html
import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import mlpath

if TYPE_CHECKING:
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph


class Tags(HTMLParser):
    """Collects tags and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note a tag."""
        assert not attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def cards_of(text: str) -> tuple[dict[str, str], list[list[str]]]:
    """Return headers and cards."""
    lines = text.splitlines(keepends=True)
    heads = [line[1:].rstrip("\n") for line in lines if line.startswith("#")]
    rows = csv.reader(io.StringIO("".join(lines[len(heads) :])), delimiter="\t")
    return dict(head.split(":", 1) for head in heads), list(rows)


def test_every_step_is_a_card(graph: KnowledgeGraph, plan: Plan) -> None:
    """Front, back and tags come back as text; no title is a tag, a cloze or a sound."""
    text = mlpath.write(plan, "anki", graph=graph).text
    heads, cards = cards_of(text)
    assert (heads["separator"], heads["html"], heads["guid column"]) == ("tab", "true", "1")
    assert html.unescape(heads["deck"]).startswith("Study plan: ")
    assert heads["columns"].split("\t") == ["guid", "Front", "Back", "Tags"]
    assert len(cards) == len(plan)
    for card, step in zip(cards, plan.steps, strict=True):
        topic = graph.topic(step.topic)
        front, back = Tags(), Tags()
        front.feed(card[1])
        back.feed(card[2])
        assert front.tags == []
        assert front.text == f"{topic.title} ({step.level})"
        assert set(back.tags) <= {"br"}
        assert back.text.startswith(topic.summary)
        assert card[3].split() == [topic.section, *topic.tags, str(step.level)]
        assert not set("{}[]") & set(card[1] + card[2])
    assert len({card[0] for card in cards}) == len(cards)


def test_cards_keep_their_identity(graph: KnowledgeGraph, plan: Plan) -> None:
    """A plan's cards are those of its graph, so that an import updates them."""
    _, some = cards_of(mlpath.write(plan, "anki", graph=graph).text)
    _, every = cards_of(mlpath.write(graph, "anki").text)
    assert {card[0] for card in some} <= {card[0] for card in every}
    assert len(every) == len(graph.steps)
