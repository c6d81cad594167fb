"""What a learner remembers as days go by: cards, and the credit that use of a topic gives."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.topics import Level, Step
from mlpath.topics.expansion import need

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mlpath.reviewing.methods import Card, Method
    from mlpath.topics import KnowledgeGraph

WHOLE = 0.5  # exercised so much, a topic has been reviewed
SOME = 0.3  # exercised so much, its review can wait
SHORTEST, LONGEST = 5, 30  # minutes of a review
PART = Fraction(6, 100)  # of the effort it took to learn the topic


class Memory:
    """The cards of one learner, changed by study and review as days go by.

    Parameters
    ----------
    graph
        Says which topics exercise which (`exercised` on a prerequisite).
    method
        When a topic is due again.
    implicit
        Whether use of a topic in later ones counts.

    Attributes
    ----------
    cards
        By topic.
    failed
        Topics whose last review or check failed, or that were forgotten, with the day of it.
    spared
        How many times use of a topic was as good as a review.

    Notes
    -----
    Only prerequisites that the step asks for directly are credited, not alternatives of any-of
    groups, and half as much where it asks for an overview only: what is merely talked about is not
    practised. From 0.5 on it is a review, from 0.3 on the review is put off by that part of its
    interval, below that nothing happens.

    References
    ----------
    Skycak, J. (2023). Individualized spaced repetition in hierarchical knowledge structures.
    https://justinmath.com/individualized-spaced-repetition-in-hierarchical-knowledge-structures/
    """

    def __init__(self, graph: KnowledgeGraph, method: Method, *, implicit: bool = True) -> None:
        self.cards: dict[str, Card] = {}
        self.failed: dict[str, int] = {}
        self.spared = 0
        self._graph = graph
        self._method = method
        self._implicit = implicit
        self._number = {topic.id: number for number, topic in enumerate(graph)}
        self._exercises: dict[Step, tuple[tuple[str, float], ...]] = {}

    def study(self, step: Step, day: int) -> None:
        """Take in that a step was learnt; a deeper level practises the shallower ones."""
        card = self.cards.get(step.topic)
        if card is None:
            number = self._number[step.topic]
            self.cards[step.topic] = self._method.learn(number, step.level, day)
        else:
            after = self._method.practise(card, max(day, card.seen))
            self.cards[step.topic] = replace(after, level=max(card.level, step.level))
        self.failed.pop(step.topic, None)
        self._credit(step, day)

    def review(self, topic: str, day: int, *, passed: bool = True) -> None:
        """Take in a review of a topic that has a card."""
        card = self.cards[topic]
        day = max(day, card.seen)
        self.cards[topic] = self._method.practise(card, day, well=passed)
        if passed:
            self.failed.pop(topic, None)
            self._credit(Step(topic, card.level), day)
        else:
            self.failed[topic] = day

    def lose(self, step: Step, day: int) -> None:
        """Take in that a level is to be learnt again; shallower ones stay."""
        card = self.cards.get(step.topic)
        if card is None or card.level < step.level:
            return
        self.failed[step.topic] = day
        below = [each for each in self._graph.topic(step.topic).levels if each < step.level]
        if below:
            self.cards[step.topic] = replace(card, level=below[-1])
        else:
            del self.cards[step.topic]

    def postpone(self, topic: str, day: int) -> None:
        """Put a topic's review off by its interval from a day on."""
        card = self.cards[topic]
        self.cards[topic] = replace(card, due=max(card.due, day + max(1, card.interval)))

    def due(self, day: int) -> list[str]:
        """Return the topics due by a day, in declaration order."""
        found = [topic for topic, card in self.cards.items() if card.due <= day]
        return sorted(found, key=self._number.__getitem__)

    def recall(self, topic: str, day: int) -> float:
        """Return the chance, as the method has it, that a topic is remembered."""
        return self._method.recall(self.cards[topic], day)

    def covered(self, topic: str, others: Iterable[str]) -> tuple[str, ...]:
        """Return which other topics a review of this one would review as well."""
        if not self._implicit:
            return ()
        step = Step(topic, self.cards[topic].level)
        enough = {other for other, weight in self.exercises(step) if weight >= WHOLE}
        return tuple(other for other in others if other in enough)

    def exercises(self, step: Step) -> tuple[tuple[str, float], ...]:
        """Return the topics that a step exercises, each with how much, 0..1."""
        found = self._exercises.get(step)
        if found is None:
            found = self._exercises[step] = tuple(_exercised(self._graph, step).items())
        return found

    def pick(self, due: Iterable[str], day: int, needed_by: Mapping[str, int]) -> list[str]:
        """Return topics in the order in which reviewing them is of most use.

        Parameters
        ----------
        due
            The topics to choose from.
        needed_by
            For a topic the number of steps still to be learnt that need it directly.

        Returns
        -------
        list of str
            First what reviews most of the others with it; then what is most likely forgotten and
            needed most; then by declaration.
        """
        waiting = list(due)
        urgency = {
            topic: (1 - self.recall(topic, day)) * (1 + needed_by.get(topic, 0))
            for topic in waiting
        }
        place = self._number
        return sorted(
            waiting,
            key=lambda t: (-len(self.covered(t, waiting)), -round(urgency[t], 9), place[t]),
        )

    def minutes(self, topic: str, pace: float = 1.0) -> int:
        """Return what a review of a topic takes a learner of that pace."""
        learnt = self.cards[topic].level
        levels = self._graph.topic(topic).levels
        effort = sum(self._graph.effort(Step(topic, each)) for each in levels if each <= learnt)
        return review_minutes(effort, pace)

    def _credit(self, step: Step, day: int) -> None:
        if not self._implicit:
            return
        for topic, weight in self.exercises(step):
            card = self.cards.get(topic)
            if card is None:
                continue
            if weight >= WHOLE:
                self.cards[topic] = self._method.practise(card, max(day, card.seen))
                self.spared += 1
            elif weight >= SOME:
                wait = round(weight * card.interval)
                self.cards[topic] = replace(card, due=card.due + wait)


def needed(graph: KnowledgeGraph, steps: Iterable[Step]) -> Counter[str]:
    """Return for each topic how many of the steps need it directly, alternatives included."""
    found: Counter[str] = Counter()
    for step in steps:
        names = (each.topic for each, _, _ in graph.topic(step.topic).prerequisites())
        found.update(dict.fromkeys(names, 1))
    return found


def review_minutes(effort: int, pace: float = 1.0) -> int:
    """Return the minutes of a review: 6 % of what learning took, from 5 to 30 minutes.

    Examples
    --------
    >>> review_minutes(30), review_minutes(300), review_minutes(6000)
    (5, 18, 30)
    """
    return min(LONGEST, max(SHORTEST, math.ceil(effort * PART * Fraction(str(pace)))))


def _exercised(graph: KnowledgeGraph, step: Step) -> dict[str, float]:
    found: dict[str, float] = {}
    for prerequisite, _, alternative in graph.topic(step.topic).prerequisites():
        weight = prerequisite.exercised
        if alternative or not weight:
            continue
        needed = graph.topic(prerequisite.topic)
        level = needed.declared(prerequisite.level)
        if prerequisite.only is None:
            level = needed.at_least(need(level, step.level))
        elif prerequisite.only is not step.level:
            continue
        worth = float(weight) / 2 if level is Level.OVERVIEW else float(weight)
        found[needed.id] = max(worth, found.get(needed.id, 0.0))
    return found
