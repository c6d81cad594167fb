"""What a learner's log makes due on a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from mlpath.errors import expect
from mlpath.plans import DueReview, ReviewList, Shaky
from mlpath.reviewing.memories import Memory, needed
from mlpath.reviewing.methods import find_method
from mlpath.tracking import Kind, placed, progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mlpath.reviewing.methods import Method
    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.tracking import Event, Log

WEEK = 7
LEARNT = (Kind.DONE, Kind.PASSED)
LOST = (Kind.FAILED, Kind.FORGOTTEN)
PASSED = "passed"
MOST = 120  # minutes of review in a day


def due_reviews(  # noqa: PLR0913 - what is known of a learner
    log: Log,
    graph: KnowledgeGraph,
    on: dt.date,
    *,
    weekly: int = 60,
    pace: float = 1.0,
    planned: Iterable[Step] = (),
    method: str | None = None,
    implicit: bool = True,
) -> ReviewList:
    """Return what is to be reviewed on a day, by what was logged until then.

    Parameters
    ----------
    log
        Steps done or passed are reviewed; those known from before only once a review of them was
        logged.
    graph
        As it is now; former ids count for the topic of today.
    on
        The day.
    weekly
        Minutes of review a week.
    pace
        Learner's hours per estimated hour.
    planned
        Steps still to be learnt: what they need comes first.
    method, implicit
        As `add_reviews`.

    Returns
    -------
    ReviewList
        What fits the day, what waits, what comes, and what stands on a failed review.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph, Level, Step
    >>> from mlpath.tracking import Entry, Event, Kind, Log
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> noon = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    >>> entry = Entry(Kind.DONE, Step("svd", Level.WORKING))
    >>> log = Log.of([Event(1, "0" * 32, noon, entry)])
    >>> found = due_reviews(log, graph, dt.date(2026, 12, 4), method="ladder")
    >>> [(str(each.step), each.minutes) for each in found.today]
    [('svd@working', 18)]
    """
    expect("Log", log=log)
    expect("KnowledgeGraph", graph=graph)
    chosen = find_method(method)
    memory = remembered(log, graph, on, chosen, implicit=implicit)
    events = [event for event in log.counting if event.on <= on]
    spent = sum(
        event.entry.minutes or 0
        for event in events
        if event.entry.kind is Kind.REVIEWED and (on - event.on).days < WEEK
    )
    left = min(MOST, max(0, weekly - spent))
    done = set(progress(log, graph).mastered)
    needed_by = needed(graph, (step for step in planned if step not in done))
    today, waiting = _share_out(memory, on.toordinal(), left, pace, needed_by)
    later = [
        topic for topic in memory.due(on.toordinal() + WEEK - 1) if topic not in {*today, *waiting}
    ]
    later.sort(key=lambda topic: memory.cards[topic].due)
    due = memory.due(on.toordinal())

    def item(topic: str, others: Iterable[str] = ()) -> DueReview:
        card = memory.cards[topic]
        return DueReview(
            topic=topic,
            level=card.level,
            due=dt.date.fromordinal(card.due),
            last=dt.date.fromordinal(card.seen),
            minutes=memory.minutes(topic, pace),
            covers=memory.covered(topic, others),
            check=graph.topic(topic).check[card.level],
        )

    return ReviewList(
        on=on,
        method=chosen.name,
        minutes=left,
        today=tuple(item(topic, due) for topic in today),
        waiting=tuple(item(topic, due) for topic in waiting),
        upcoming=tuple(item(topic) for topic in later),
        shaky=_shaky(memory, graph),
    )


def remembered(
    log: Log, graph: KnowledgeGraph, on: dt.date, method: Method, *, implicit: bool = True
) -> Memory:
    """Return what is remembered on a day, by what was logged until then."""
    memory = Memory(graph, method, implicit=implicit)
    events = [event for event in log.counting if event.on <= on]
    for event in sorted(events, key=lambda event: event.on):
        _take(memory, event, graph)
    return memory


def _take(memory: Memory, event: Event, graph: KnowledgeGraph) -> None:
    """Take an event into what is remembered."""
    entry = event.entry
    step = None if entry.step is None else placed(entry.step, graph)
    if step is None:
        return
    day = event.on.toordinal()
    if entry.kind in LEARNT:
        memory.study(step, day)
    elif entry.kind in LOST:
        memory.lose(step, day)
    elif entry.kind is Kind.REVIEWED:
        if step.topic not in memory.cards:
            memory.study(step, day)  # known from before: its first review starts its card
            if entry.outcome == PASSED:
                return
        memory.review(step.topic, day, passed=entry.outcome == PASSED)


def _share_out(
    memory: Memory, day: int, left: int, pace: float, needed_by: Mapping[str, int]
) -> tuple[list[str], list[str]]:
    """Return what fits the minutes of a day and what waits; what another covers is in neither.

    The first one is for today even where it is longer than what the week has left, unless nothing
    is: else a long one would wait for ever.
    """
    today: list[str] = []
    waiting: list[str] = []
    open_ = memory.due(day)
    while open_:
        topic = memory.pick(open_, day, needed_by)[0]
        minutes = memory.minutes(topic, pace)
        if minutes <= left or (left and not today):
            today.append(topic)
            left = max(0, left - minutes)
            covered = memory.covered(topic, open_)
        else:
            waiting.append(topic)
            covered = ()
        open_ = [other for other in open_ if other != topic and other not in covered]
    return today, waiting


def _shaky(memory: Memory, graph: KnowledgeGraph) -> tuple[Shaky, ...]:
    """Return the learnt topics that need one whose last review failed, in declaration order."""
    found = []
    for topic in graph if memory.failed else ():
        if topic.id not in memory.cards:
            continue
        needs = (each.topic for each, _, alternative in topic.prerequisites() if not alternative)
        weak = tuple(name for name in dict.fromkeys(needs) if name in memory.failed)
        if weak:
            found.append(Shaky(topic=topic.id, needs=weak))
    return tuple(found)
