"""``mlpath search``: topics by words, slips of the finger forgiven."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.loading import load_graph
from mlpath.cli.output import SCHEMA_VERSION, as_json, clean, put, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mlpath.topics import KnowledgeGraph, Topic

# What a word is worth by where it stands; a whole phrase that is a name beats any words.
TITLE, ALIAS, TAG, SUMMARY = 12, 9, 4, 2
NAMED, ALSO_NAMED = 1_000, 900
WHOLE, START, SLIP = 4, 3, 2  # quarters of that worth
SHORTEST_START = 3
ONE_SLIP, TWO_SLIPS = 4, 8  # letters a word must have to be forgiven so many
IDLE = frozenset(("a", "an", "and", "for", "in", "is", "of", "on", "or", "the", "to", "with"))
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A topic that matches, with its score and what matched best beside its title."""

    topic: Topic
    score: int
    alias: str = ""


def search_command(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORD",
            help="Words of titles, aliases, summaries or tags; a first one that is a YAML file or "
            "folder names the graph.",
            show_default=False,
        ),
    ],
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    limit: Annotated[int, typer.Option(min=1, help="Most topics to show.")] = 10,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """Search topics by title, alias, summary or tag, the best match first.

    \b
    mlpath search backprop
    mlpath search "variational inference"
    """
    if len(words) > 1:
        graph, rest = options.split_graph(words, graph)
    else:
        rest = tuple(words)
    loaded = load_graph(graph, overlay)
    hits = search(loaded, " ".join(rest))
    if format == options.Simple.JSON:
        put(as_json({"schema_version": SCHEMA_VERSION, "topics": [_as_dict(hit) for hit in hits]}))
    else:
        put(_text(hits, limit, " ".join(rest)))
    if not hits:
        raise typer.Exit(1)


def search(graph: KnowledgeGraph, query: str) -> list[Hit]:
    """Return the topics that match a query, the best first, ties in declaration order.

    Every word has to match somewhere; only if no topic has them all, some are enough. A word that
    stands nowhere in the graph, whole or as a beginning, is taken for a slip of the finger. Of
    equal matches the shorter title comes first.
    """
    folded = _fold(query)
    words = _WORD.findall(folded)
    words = [word for word in words if word not in IDLE] or words
    fields = [_fields(topic) for topic in graph]
    vocabulary = dict.fromkeys(word for each in fields for word in each)
    meant = {word: _meant(word, vocabulary) for word in words}
    hits: list[tuple[int, Hit]] = []
    for topic, worth in zip(graph, fields, strict=True):
        named = _named(topic, folded)
        scores = [_score(worth, meant[word]) for word in words]
        matched = sum(score > 0 for score in scores)
        if matched or named:
            alias = _alias(topic, meant)
            hits.append((matched, Hit(topic, sum(scores) + named, alias)))
    most = max((matched for matched, _ in hits), default=0)
    kept = [hit for matched, hit in hits if matched == most or hit.score >= ALSO_NAMED]
    return sorted(kept, key=lambda hit: (-hit.score, len(hit.topic.title.split())))


def _fold(text: str) -> str:
    """Return a text without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _fields(topic: Topic) -> dict[str, int]:
    """Return each word of a topic with what it is worth."""
    worth: dict[str, int] = {}
    for texts, value in (
        ((topic.title, topic.id), TITLE),
        (topic.aliases, ALIAS),
        (topic.tags, TAG),
        ((topic.summary,), SUMMARY),
    ):
        for text in texts:
            for word in _WORD.findall(_fold(text)):
                worth.setdefault(word, value)
    return worth


def _named(topic: Topic, folded: str) -> int:
    """Return what it is worth that the whole query is a name of the topic."""
    query = " ".join(_WORD.findall(folded))
    if query in {" ".join(_WORD.findall(_fold(text))) for text in (topic.title, topic.id)}:
        return NAMED
    if query in {" ".join(_WORD.findall(_fold(text))) for text in topic.aliases}:
        return ALSO_NAMED
    return 0


def _meant(word: str, vocabulary: Iterable[str]) -> dict[str, int]:
    """Return the words of the graph that a word may mean, with how well they fit."""
    found = {}
    for other in vocabulary:
        if other == word:
            found[other] = WHOLE
        elif _begins(word, other):
            found[other] = START
    if not found:
        allowed = 2 if len(word) >= TWO_SLIPS else 1 if len(word) >= ONE_SLIP else 0
        near = {o: d for o in vocabulary if (d := _slips(word, o, allowed)) <= allowed}
        least = min(near.values(), default=0)
        found = {other: SLIP for other, slips in near.items() if slips == least}
    return found


def _begins(word: str, other: str) -> bool:
    """Tell whether a word begins another; in scripts without spaces, whether it is part of it."""
    if not word.isascii():
        return word in other
    return len(word) >= SHORTEST_START and other.startswith(word)


def _slips(word: str, other: str, allowed: int) -> int:
    """Return how many letters were added, lost, changed or swapped; at most ``allowed + 1``.

    References
    ----------
    Damerau, F. J. (1964). A technique for computer detection and correction of spelling errors.
    doi:10.1145/363958.363994
    """
    if not allowed or abs(len(word) - len(other)) > allowed:
        return allowed + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        last, before, row = before, row, [i]
        for j, theirs in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 < j and letter == other[j - 2] and word[i - 2] == theirs:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return allowed + 1
    return row[-1]


def _score(worth: Mapping[str, int], meant: Mapping[str, int]) -> int:
    return max((worth[word] * fit for word, fit in meant.items() if word in worth), default=0)


def _alias(topic: Topic, meant: Mapping[str, Mapping[str, int]]) -> str:
    """Return the alias that matches best where the title does not match at all."""
    wanted = {other for found in meant.values() for other in found}
    if wanted.intersection(_WORD.findall(_fold(f"{topic.title} {topic.id}"))):
        return ""
    scored = [(len(wanted.intersection(_WORD.findall(_fold(a)))), a) for a in topic.aliases]
    best = max(scored, key=lambda each: each[0], default=(0, ""))
    return best[1] if best[0] else ""


def _as_dict(hit: Hit) -> dict[str, object]:
    return {
        "topic": hit.topic.id,
        "title": hit.topic.title,
        "section": hit.topic.section,
        "alias": hit.alias,
        "summary": hit.topic.summary,
        "score": hit.score,
    }


def _text(hits: Sequence[Hit], limit: int, query: str) -> str:
    from rich.table import Table
    from rich.text import Text

    if not hits:
        return f"nothing matches {query!r}\n"
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(overflow="fold", max_width=28)
    table.add_column(overflow="fold")
    for hit in hits[:limit]:
        title = Text(clean(hit.topic.title), style="bold")
        if hit.alias:
            title.append(f" ({clean(hit.alias)})", style="not bold")
        table.add_row(hit.topic.id, title)
        if hit.topic.summary:
            table.add_row("", Text(clean(hit.topic.summary), style="dim"))
    rest = len(hits) - limit
    tail = [Text(f"and {rest:,} more (--limit {len(hits)})")] if rest > 0 else []
    return render(table, *tail)
