"""Finding topics by words of their titles, aliases, summaries and tags, slips forgiven."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.topics.suggestions import COMPARED, LONGEST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from mlpath.topics.models import Topic

# What a word is worth by where it stands; a whole phrase that is a name beats any words.
TITLE, ALIAS, TAG, SUMMARY = 12, 9, 4, 2
NAMED, ALSO_NAMED = 1_000, 900
WHOLE, START, SLIP = 4, 3, 2  # quarters of that worth
SHORTEST_START = 3
HALF = "1/2"
CLOSE = 0.8  # of 1, how alike whole names are that may be meant
ONE_SLIP, TWO_SLIPS = 4, 8  # letters a word must have to be forgiven so many
IDLE = frozenset(("a", "an", "and", "for", "in", "is", "of", "on", "or", "the", "to", "with"))
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A topic that matches, with its score and what matched best beside its title."""

    topic: Topic
    score: int
    alias: str = ""


def nearest(topics: Collection[Topic], name: str) -> str:
    """Return the id of the topic that a name most likely means, empty where none is near.

    That is the topic of this very title, alias or id, whatever its case; else the one that has all
    these words in one name, if they are half of it; else one of almost this name.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "svd": {"title": "Singular value decomposition", "effort": "2h"},
    ...     "qr": {"effort": "2h", "aliases": ["QR decomposition"]}}})
    >>> nearest(graph, "SVD"), nearest(graph, "singular value"), nearest(graph, "nothing")
    ('svd', 'svd', '')
    """
    folded = _plain(name[:LONGEST])
    names: dict[str, str] = {}
    for texts in (_titles, _aliases):
        for topic in topics:
            for text in texts(topic):
                names.setdefault(_plain(text), topic.id)
    if not folded or folded in names:
        return names.get(folded, "")
    if len(topics) > COMPARED:
        return ""  # letter by letter it would take too long
    if found := _by_words(names, folded):
        return found
    close = difflib.get_close_matches(folded, names, n=1, cutoff=CLOSE)
    return names[close[0]] if close else ""


def _titles(topic: Topic) -> tuple[str, ...]:
    return topic.id, topic.title, *topic.was


def _aliases(topic: Topic) -> tuple[str, ...]:
    return topic.aliases


def _by_words(names: Mapping[str, str], folded: str) -> str:
    """Return the topic of the name of which a query's words are most, empty where under half.

    Beginnings count, slips do not: they make a topic of any word.
    """
    words = _words(folded)
    best, most = "", Fraction(HALF)
    for name, topic in names.items():
        parts = _words(name)
        hits = [max((_fit(word, part) for part in parts), default=0) for word in words]
        share = Fraction(sum(hits), WHOLE * len(parts)) if parts and all(hits) else Fraction(0)
        if share > most or (share == most and not best):
            best, most = topic, share
    return best


def _fit(word: str, part: str) -> int:
    return WHOLE if word == part else START if _begins(word, part) else 0


def search(topics: Collection[Topic], query: str) -> list[Hit]:
    """Return the topics that match a query, the best first, ties in declaration order.

    Every word has to match somewhere; only if no topic has them all, some are enough. A word that
    stands nowhere in the graph, whole or as a beginning, is taken for a slip of the finger. Of
    equal matches the shorter title comes first.
    """
    folded = _fold(query)
    words = _words(folded)
    fields = [_fields(topic) for topic in topics]
    vocabulary = dict.fromkeys(word for each in fields for word in each)
    meant = {word: _meant(word, vocabulary) for word in words}
    hits: list[tuple[int, Hit]] = []
    for topic, worth in zip(topics, fields, strict=True):
        named = _named(topic, folded)
        scores = [_score(worth, meant[word]) for word in words]
        matched = sum(score > 0 for score in scores)
        if matched or named:
            alias = _alias(topic, meant)
            hits.append((matched, Hit(topic, sum(scores) + named, alias)))
    most = max((matched for matched, _ in hits), default=0)
    kept = [hit for matched, hit in hits if matched == most or hit.score >= ALSO_NAMED]
    return sorted(kept, key=lambda hit: (-hit.score, len(hit.topic.title.split())))


def _words(folded: str) -> list[str]:
    words = _WORD.findall(folded)
    return [word for word in words if word not in IDLE] or words


def _plain(text: str) -> str:
    """Return the words of a text without case and accents, with a space between."""
    return " ".join(_WORD.findall(_fold(text)))


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
    if query in {_plain(text) for text in (topic.title, topic.id)}:
        return NAMED
    if query in {_plain(text) for text in topic.aliases}:
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
