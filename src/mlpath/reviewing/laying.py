"""Reviews laid into a schedule: the share of each week that was kept free for them is filled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from mlpath.errors import expect
from mlpath.plans import Reviews, Session
from mlpath.reviewing.listing import remembered
from mlpath.reviewing.memories import LONGEST, Memory, needed
from mlpath.reviewing.methods import find_method
from mlpath.topics import Step
from mlpath.units import rate

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from mlpath.plans import Plan, Schedule, Week
    from mlpath.reviewing.methods import Method
    from mlpath.topics import KnowledgeGraph
    from mlpath.tracking import Log

DAYS = 7
CARRIED = 120  # minutes of review time that later days or weeks inherit at most
QUEUE = 2  # weeks of review time that what waits may take
CRUMB = 5  # minutes below which a part of a review is not worth sitting down for


@dataclass(frozen=True, slots=True)
class _Slot:
    """A day, or a week where only weekly hours are known.

    Attributes
    ----------
    day
        Its number; of a week that of its last day.
    share, room
        Minutes for review that the study in it leaves to the plan's share, and minutes that it
        still holds.
    """

    week: int
    date: dt.date | None
    day: int
    study: tuple[Session, ...]
    share: Fraction
    room: int


@dataclass(slots=True)
class _Laying:
    """What changes while the slots are gone through.

    Attributes
    ----------
    needed_by
        For each topic the steps to come that need it directly.
    begun
        The review that is not finished, and the minutes it still takes.
    """

    memory: Memory
    pace: float
    queue: int
    longest: int
    crumb: int
    needed_by: Counter[str]
    laid: list[Session] = field(default_factory=list)
    balance: Fraction = Fraction(0)
    begun: tuple[str, int] | None = None
    postponed: int = 0
    most_waiting: int = 0


def add_reviews(  # noqa: PLR0913 - what reviews hang on
    schedule: Schedule,
    plan: Plan,
    graph: KnowledgeGraph,
    *,
    method: str | Method | None = None,
    implicit: bool = True,
    log: Log | None = None,
) -> Schedule:
    """Return a schedule with reviews in the share of each week that its plan keeps for them.

    Parameters
    ----------
    schedule
        Of the plan; reviews that it already has are laid anew.
    plan
        Its `asked.review_share` is the most that reviews take of any week, up to two hours being
        carried over from weeks that needed less. With a share of 0 nothing is reviewed.
    graph
        Says which topics are exercised by which.
    method
        ``"ladder"`` or ``"fsrs"``, or a `Method` of one's own; by default FSRS where its package
        is installed.
    implicit
        Whether study and review of a topic count for what it exercises.
    log
        What was logged before the schedule's first day: what of it the plan, a re-plan, takes for
        done is reviewed too. Needs dates.

    Returns
    -------
    Schedule
        With sessions of the kind ``review`` after the study of a day or week, and `reviews`. No
        study moves, and no review comes after the last study. What is due goes by what reviews
        most with it, then by what is likely forgotten and needed soon; where more is due than two
        weeks of review hold, the least urgent is put off, so that it never piles up.

    Examples
    --------
    >>> from mlpath.planning import plan
    >>> from mlpath.scheduling import schedule
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict(
    ...     {"topics": {"svd": {"effort": "8h"}, "gans": {"effort": "20h"}}})
    >>> best = plan(graph, review_share=0.1)
    >>> weeks = add_reviews(schedule(best, hours="5h/week"), best, graph, method="ladder")
    >>> [(s.week, s.topic, s.minutes) for s in weeks.sessions if s.kind == "review"]
    [(3, 'svd', 29), (5, 'svd', 29)]
    """
    expect("Schedule", schedule=schedule)
    expect("Plan", plan=plan)
    expect("KnowledgeGraph", graph=graph)
    share = Fraction(str(plan.asked.review_share))
    weeks = tuple(_without_reviews(week) for week in schedule.weeks)
    plain = schedule.model_copy(update={"weeks": weeks, "reviews": None})
    if not share or not weeks:
        return plain
    slots = _slots(plain, share)
    chosen = find_method(method) if method is None or isinstance(method, str) else method
    longest = schedule.longest or LONGEST
    largest = min(longest, max(slot.room for slot in slots))
    memory = Memory(graph, chosen, implicit=implicit)
    before = plan.asked.before
    if log is not None and before is not None and plain.start is not None:
        day_before = plain.start - dt.timedelta(days=1)
        found = remembered(log, graph, day_before, chosen, implicit=implicit)
        for topic, card in found.cards.items():
            if str(Step(topic, card.level)) in before.done:
                memory.cards[topic] = card
    laying = _Laying(
        memory,
        plan.asked.pace,
        queue=int(QUEUE * share * max(week.capacity_minutes for week in weeks)),
        longest=longest,
        crumb=max(1, min(CRUMB, largest)),
        needed_by=needed(graph, (planned.step for planned in plan.steps)),
    )
    _fill(laying, slots, graph)
    reviews = Reviews(
        method=chosen.name,
        share=plan.asked.review_share,
        minutes=sum(session.minutes for session in laying.laid),
        spared=laying.memory.spared,
        postponed=laying.postponed,
        most_waiting_minutes=laying.most_waiting,
        waiting=tuple(laying.memory.due(slots[-1].day)),
    )
    weeks = _joined(weeks, laying.laid)
    return plain.model_copy(update={"weeks": weeks, "reviews": reviews})


def _without_reviews(week: Week) -> Week:
    study = tuple(session for session in week.sessions if session.kind == "study")
    if len(study) == len(week.sessions):
        return week
    minutes = sum(session.minutes for session in study)
    return week.model_copy(update={"sessions": study, "minutes": minutes})


def _slots(schedule: Schedule, share: Fraction) -> list[_Slot]:
    """Return the days of study, or the weeks where only weekly hours are known."""
    hours = rate(schedule.hours)
    dated = schedule.start is not None and hours.per_day is not None
    first = 0 if schedule.start is None else schedule.start.toordinal()
    slots = []
    for week in schedule.weeks:
        groups = groupby(week.sessions, lambda session: session.date if dated else None)
        for date, held in groups:
            study = tuple(held)
            spent = sum(session.minutes for session in study)
            if date is None or hours.per_day is None:
                day, holds = first + DAYS * week.week - 1, week.capacity_minutes
            else:
                day, holds = date.toordinal(), hours.per_day[date.weekday()]
            free = Fraction(spent) * share / (1 - share)
            slots.append(_Slot(week.week, date, day, study, free, max(0, holds - spent)))
    return slots


def _fill(laying: _Laying, slots: Iterable[_Slot], graph: KnowledgeGraph) -> None:
    slots = list(slots)
    last = {session.step: number for number, slot in enumerate(slots) for session in slot.study}
    for number, slot in enumerate(slots):
        laying.balance = min(laying.balance, Fraction(CARRIED)) + slot.share
        _review(laying, slot)
        for step in dict.fromkeys(session.step for session in slot.study):
            if last[step] == number:
                laying.memory.study(step, slot.day)
                laying.needed_by.subtract(needed(graph, [step]))
        _shed(laying, slot)


def _review(laying: _Laying, slot: _Slot) -> None:
    """Lay what fits into a slot: whole reviews where they fit, else a part of the first."""
    left = min(int(laying.balance), slot.room)
    memory = laying.memory
    left = _go_on(laying, slot, left)
    waiting = memory.due(slot.day)
    while waiting and left >= laying.crumb and laying.begun is None:
        order = memory.pick(waiting, slot.day, laying.needed_by)
        minutes = {topic: memory.minutes(topic, laying.pace) for topic in order}
        topic = next((topic for topic in order if minutes[topic] <= left), order[0])
        laying.begun = (topic, minutes[topic])
        left = _go_on(laying, slot, left)
        waiting = memory.due(slot.day)


def _go_on(laying: _Laying, slot: _Slot, left: int) -> int:
    """Lay the review that is begun, or as much of it as fits; return the minutes left."""
    if laying.begun is None:
        return left
    topic, wanted = laying.begun
    part = min(wanted, left, laying.longest)
    if part < wanted:
        part = min(part, wanted - laying.crumb)  # leave no crumb for the next time
        if part < laying.crumb:
            return left
    level = laying.memory.cards[topic].level
    laying.laid.append(
        Session(
            week=slot.week, date=slot.date, topic=topic, level=level, minutes=part, kind="review"
        )
    )
    laying.balance -= part
    laying.begun = None if part == wanted else (topic, wanted - part)
    if laying.begun is None:
        laying.memory.review(topic, slot.day)
    return left - part


def _shed(laying: _Laying, slot: _Slot) -> None:
    """Put off what two weeks of review do not hold, the least urgent first."""
    memory = laying.memory
    waiting = [topic for topic in memory.due(slot.day) if not _is_begun(laying, topic)]
    total = sum(memory.minutes(topic, laying.pace) for topic in waiting)
    if total > laying.queue:
        for topic in reversed(memory.pick(waiting, slot.day, laying.needed_by)):
            total -= memory.minutes(topic, laying.pace)
            memory.postpone(topic, slot.day)
            laying.postponed += 1
            if total <= laying.queue:
                break
    laying.most_waiting = max(laying.most_waiting, total)


def _is_begun(laying: _Laying, topic: str) -> bool:
    return laying.begun is not None and laying.begun[0] == topic


def _joined(weeks: Iterable[Week], laid: Iterable[Session]) -> tuple[Week, ...]:
    """Return weeks with reviews after the study of their day."""
    at: dict[tuple[int, dt.date | None], list[Session]] = {}
    for session in laid:
        at.setdefault((session.week, session.date), []).append(session)
    joined = []
    for week in weeks:
        sessions: list[Session] = []
        dated = any((week.week, session.date) in at for session in week.sessions if session.date)
        for date, held in groupby(week.sessions, lambda session: session.date):
            sessions += held
            if dated:
                sessions += _timed(at.get((week.week, date), ()), sessions[-1])
        if not dated:
            sessions += at.get((week.week, None), ())
        minutes = sum(session.minutes for session in sessions)
        joined.append(week.model_copy(update={"sessions": tuple(sessions), "minutes": minutes}))
    return tuple(joined)


def _timed(reviews: Iterable[Session], last: Session) -> list[Session]:
    """Return reviews with the times after a session, where it has times."""
    timed = []
    clock = last.ends
    for review in reviews:
        if clock is None:
            timed.append(review)
            continue
        after = clock + dt.timedelta(minutes=review.minutes)
        if clock.tzinfo is not None:  # through UTC, so that a change of the clocks costs nothing
            after = clock.astimezone(dt.UTC) + dt.timedelta(minutes=review.minutes)
            after = after.astimezone(clock.tzinfo)
        timed.append(review.model_copy(update={"starts": clock, "ends": after}))
        clock = after
    return timed
