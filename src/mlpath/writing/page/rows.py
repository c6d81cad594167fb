"""A plan in the rows of its list: weeks, terms, or stretches of equal length."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpath.drawing.facts import MONTHS, day
from mlpath.units import HOUR

if TYPE_CHECKING:
    from mlpath.plans import Plan, Schedule, Week
    from mlpath.topics import Step
    from mlpath.writing.subjects import Subject

MOST_STRETCHES = 24
STRETCHES = tuple(size * HOUR for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 10_000))
LAST_DAY = dt.timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Part:
    """What a row holds of a step.

    Attributes
    ----------
    step, minutes
        Which, and how long in this row.
    number, count
        This is the so-manieth of so many rows that hold the step.
    review
        Whether it is a look back at a step learnt before.
    """

    step: Step
    minutes: int
    number: int = 1
    count: int = 1
    review: bool = False

    @property
    def starts(self) -> bool:
        """Whether the step begins in this row."""
        return self.number == 1 and not self.review

    @property
    def ends(self) -> bool:
        """Whether the step ends in this row."""
        return self.number == self.count and not self.review


@dataclass(frozen=True, slots=True)
class Row:
    """A week, a term or a stretch.

    Attributes
    ----------
    name, when
        Such as ``Week 3`` and ``14 to 20 Dec 2026``; `when` is empty where no date is known.
    first, last
        Its days, None where no date is known.
    minutes
        Study in it.
    """

    name: str
    when: str
    minutes: int
    parts: tuple[Part, ...]
    first: dt.date | None = None
    last: dt.date | None = None


def rows_of(subject: Subject) -> tuple[str, tuple[Row, ...]]:
    """Return what the rows are called, and the rows; none for a graph."""
    plan, schedule = subject.plan, subject.schedule
    if schedule is not None:
        return "Week by week", _weeks(schedule)
    if plan is None:
        return "", ()
    if plan.terms is not None:
        return "Term by term", _terms(plan)
    return "Study order", _stretches(plan)


def _weeks(schedule: Schedule) -> tuple[Row, ...]:
    count: dict[Step, int] = {}
    merged = [(week, _merged(week)) for week in schedule.weeks]
    for _, found in merged:
        for step, review in found:
            if not review:
                count[step] = count.get(step, 0) + 1
    seen: dict[Step, int] = {}
    rows = []
    for week, found in merged:
        parts = []
        for (step, review), minutes in found.items():
            if review:
                parts.append(Part(step, minutes, review=True))
                continue
            seen[step] = seen.get(step, 0) + 1
            parts.append(Part(step, minutes, seen[step], count[step]))
        first = week.start
        last = None if first is None else first + LAST_DAY
        when = "" if first is None or last is None else between(first, last)
        rows.append(Row(f"Week {week.week}", when, week.minutes, tuple(parts), first, last))
    return tuple(rows)


def _merged(week: Week) -> dict[tuple[Step, bool], int]:
    """Return the minutes of each step of a week, study and review apart, in order."""
    found: dict[tuple[Step, bool], int] = {}
    for session in week.sessions:
        key = session.step, session.kind == "review"
        found[key] = found.get(key, 0) + session.minutes
    return found


def _terms(plan: Plan) -> tuple[Row, ...]:
    minutes = {str(item.step): (item.step, item.effort_minutes) for item in plan.steps}
    terms = plan.terms.terms if plan.terms is not None else ()
    return tuple(
        Row(
            f"Term {term.term}",
            "",
            term.minutes,
            tuple(Part(*minutes[name]) for name in term.steps if name in minutes),
        )
        for term in terms
    )


def _stretches(plan: Plan) -> tuple[Row, ...]:
    """Return stretches of the learner's own time; a step stands where it begins."""
    asked = plan.asked
    total = asked.own(plan.effort_minutes)
    size = next((each for each in STRETCHES if each * MOST_STRETCHES >= total), STRETCHES[-1])
    held: dict[int, list[Part]] = {}
    spent = 0
    for item in plan.steps:
        place = asked.own(spent) // size
        held.setdefault(place, []).append(Part(item.step, asked.own(item.effort_minutes)))
        spent += item.effort_minutes
    return tuple(
        Row(
            f"Hours {place * size // HOUR:,} to {(place + 1) * size // HOUR:,}",
            "",
            sum(part.minutes for part in parts),
            tuple(parts),
        )
        for place, parts in held.items()
    )


def between(first: dt.date, last: dt.date) -> str:
    """Return two dates as people write them, saying nothing twice.

    Examples
    --------
    >>> import datetime as dt
    >>> between(dt.date(2026, 12, 1), dt.date(2026, 12, 7))
    '1 to 7 Dec 2026'
    >>> between(dt.date(2026, 12, 29), dt.date(2027, 1, 4))
    '29 Dec 2026 to 4 Jan 2027'
    """
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} to {day(last)}"
    return f"{day(first)} to {day(last)}"
