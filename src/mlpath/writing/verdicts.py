"""What a plan says of itself in a few lines, the same wherever it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from mlpath.units import DAYS, count_of, show
from mlpath.writing.texts import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlpath.plans import Asked, Due, LeftOut, Plan, Schedule, Session, Term, Terms
    from mlpath.topics import Level, Step

REVIEW = "\N{CLOCKWISE OPEN CIRCLE ARROW}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HALF = 0.5
MOST_TOLD = 99  # percent
TOLD = 3  # names, before the others are counted


@dataclass(frozen=True, slots=True)
class Line:
    """Adjacent levels of one topic, shown together.

    Attributes
    ----------
    number
        Place of the first of its steps in the plan, from 1; in a schedule a step may have several
        lines.
    minutes
        Effort of the steps, or minutes of the sessions.
    review
        Whether it goes through again what was learnt before.
    day
        Day and time of the first of its sessions, empty where they have none.
    """

    number: int
    topic: str
    levels: tuple[Level, ...]
    minutes: int
    value: float
    review: bool = False
    day: str = ""

    @property
    def level(self) -> str:
        """The level, or the first and the last of several; of a review that it is one."""
        if self.review:
            return "review"
        first, last = self.levels[0], self.levels[-1]
        return str(first) if first == last else f"{first} → {last}"


def joined(steps: Iterable[tuple[Step, int, float]]) -> list[Line]:
    """Return steps with minutes and value as lines: adjacent levels of one topic become one.

    Examples
    --------
    >>> from mlpath.topics import Level, Step
    >>> levels = [(Step("svd", level), 60, 1.0) for level in Level]
    >>> [(line.level, line.minutes) for line in joined(levels)]
    [('overview → deep', 180)]
    """
    lines: list[Line] = []
    for place, (step, minutes, value) in enumerate(steps, 1):
        last = lines[-1] if lines else None
        if last is not None and last.topic == step.topic:
            lines[-1] = Line(
                last.number,
                last.topic,
                (*last.levels, step.level),
                last.minutes + minutes,
                round(last.value + value, 3),
            )
        else:
            lines.append(Line(place, step.topic, (step.level,), minutes, value))
    return lines


def session_lines(sessions: Iterable[Session]) -> list[Line]:
    """Return sessions as lines; reviews and the days of a week are kept apart.

    Examples
    --------
    >>> from mlpath.plans import Session
    >>> held = [Session(week=2, topic="svd", level="working", minutes=n, kind=kind)
    ...         for n, kind in ((60, "study"), (30, "study"), (18, "review"))]
    >>> [(line.level, line.minutes) for line in session_lines(held)]
    [('working', 90), ('review', 18)]
    """
    lines: list[Line] = []
    for (review, _), group in groupby(sessions, lambda each: (each.kind == "review", each.date)):
        held = list(group)
        found = joined((each.step, each.minutes, 0) for each in held)
        # The number of a line is the place of its first session.
        days = (_day(held[line.number - 1]) for line in found)
        pairs = zip(found, days, strict=True)
        lines += (replace(line, review=review, day=day) for line, day in pairs)
    return lines


def titled(line: Line, title: str) -> str:
    """Return the title of a line's topic, with a sign in front where it is a review."""
    return f"{REVIEW} {title}" if line.review else title


def reviews_line(schedule: Schedule) -> str:
    """Return what the reviews of a schedule take, and what did not fit; empty without any."""
    reviews = schedule.reviews
    if reviews is None:
        return ""
    how = {"ladder": "after 3, 10, 30 and 90 days", "fsrs": "by FSRS"}[reviews.method]
    text = f"{REVIEW} reviews ({how}): {show(reviews.minutes)}"
    if reviews.spared:
        text += f"; {reviews.spared:,} more spared by use in later topics"
    if reviews.waiting:
        text += f"; {count_of(len(reviews.waiting), 'topic')} still due at the end"
    return text


def verdict(plan: Plan) -> str:
    """Return in a sentence how good a plan is, or what it would need."""
    if plan.status == "infeasible":
        return _impossible(plan)
    if plan.status == "optimal":
        return f"{sized(plan)}, proven optimal"
    known = f"{sized(plan)} of at most {number(plan.bound)}"
    # A nested plan is worth less by design: nobody searches on.
    if plan.asked.choose == "nested":
        return f"{known} (at most {plan.gap:.2%} less than the best plan)"
    return f"{known} ({plan.gap:.2%} to go)"


def _impossible(plan: Plan) -> str:
    """Return what an infeasible plan would need."""
    if late := too_late(plan):
        return f"no plan fits: {late}"
    if plan.needed_minutes is None:
        return "no plan: a ban makes a must impossible"
    held = show(plan.budget_minutes or 0)
    if plan.asked.sure is not None and plan.budget_minutes != _estimated(plan.asked):
        sure = f"to be {percent(plan.asked.sure)} sure, {held} of estimated effort fit"
        return f"no plan fits: the musts need {show(plan.needed_minutes)}; {sure}"
    there = f"the budget holds {held}"
    if plan.asked.until_deadline:
        there = f"there are {held} until the deadline"
    return f"no plan fits: the musts need {show(plan.needed_minutes)}, {there}"


def sized(plan: Plan) -> str:
    """Return how large a plan is and what it is worth."""
    spent = show(plan.effort_minutes)
    if plan.budget_minutes is not None:
        spent += f" of {show(plan.budget_minutes)}"
    topics = len({step.topic for step in plan.steps})
    steps = count_of(len(plan), "step")
    return f"{count_of(topics, 'topic')}, {steps}, {spent}; value {number(plan.value)}"


def early_lines(plan: Plan) -> Iterator[str]:
    """Yield after how much effort the value of a plan comes on average, where that is told.

    Terms say by themselves when something comes.
    """
    if plan.early_minutes is not None and plan.terms is None:
        come, least = map(show, plan.early_minutes)
        line = f"value comes after {come} of effort on average"
        sooner = "no order of these steps has it sooner"
        yield f"{line}; {sooner}" if come == least else f"{line}; {sooner} than after {least}"


def asked_lines(asked: Asked) -> Iterator[str]:
    """Yield what a plan was asked for, a line each; defaults are left out."""
    for name, wishes in (
        ("goals", asked.goals),
        ("musts", asked.must),
        ("known", asked.known),
        ("banned", asked.ban),
    ):
        if wishes:
            yield f"{name}: {', '.join(wishes)}"
    if asked.pace != 1 or asked.review_share:
        yield f"pace {asked.pace:g}, {asked.review_share:.0%} of the time kept for review"


def settled_lines(plan: Plan) -> Iterator[str]:
    """Yield which wishes are no part of a plan, and why: a line for those of one cause."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for wish in plan.settled:
        alike.setdefault(wish.bans, []).append(wish.step)
    for bans, steps in alike.items():
        names = ", ".join(steps[:TOLD])
        if len(steps) > TOLD:
            names += f" and {len(steps) - TOLD:,} more"
        cause = f"cannot be, as you ban {' and '.join(bans)}" if bans else "known already"
        yield f"{names}: {cause}"


def fits_lines(plan: Plan) -> Iterator[str]:
    """Yield how likely a plan fits its budget, where it has one."""
    if plan.fits is None or plan.asked.budget_minutes is None:
        return
    until = " until the deadline" if plan.asked.until_deadline else ""
    line = f"fits {show(plan.asked.budget_minutes)}{until} with {percent(plan.fits)}"
    if plan.asked.sure is not None:
        yield f"{line}, at least {percent(plan.asked.sure)} were asked for"
    elif plan.fits < HALF and plan.asked.pace == 1:
        yield f"{line}, as most take longer than estimated"
    else:
        yield line


def advice_lines(plan: Plan) -> Iterator[str]:
    """Yield how much of a plan is only recommended, where anything is."""
    found = [planned for planned in plan.steps if planned.reason.recommended]
    if found:
        effort = sum(planned.effort_minutes for planned in found)
        steps = count_of(len(found), "step")
        yield f"only recommended, in time left over: {steps}, {show(effort)}"


def _estimated(asked: Asked) -> int | None:
    """Return the effort that fits the budget if the estimates hold."""
    return None if asked.open_minutes is None else asked.fitting(asked.open_minutes)


def percent(chance: float) -> str:
    """Return a chance in whole percent, never as certain as no estimate is.

    Examples
    --------
    >>> percent(0.291), percent(0.9996), percent(0.0)
    ('29 %', 'over 99 %', 'under 1 %')
    """
    whole = int(chance * 100 + 1e-9)
    if chance * 100 > MOST_TOLD:
        return f"over {MOST_TOLD} %"
    return f"{whole} %" if whole else "under 1 %"


def best_left_out(plan: Plan) -> list[LeftOut]:
    """Return what was left out, the most value per minute of what it would still need first.

    What would be late comes last: it would earn nothing.
    """
    late = {due.step for due in plan.missed}
    return sorted(
        plan.left_out,
        key=lambda left: (str(left.step) in late, -left.closure_value / left.closure_minutes),
    )


def left_value(plan: Plan, left: LeftOut, sign: str = "") -> str:
    """Return what a step that was left out would earn if it were added now."""
    if any(due.step == str(left.step) for due in plan.missed):
        return "0 (late)"
    return f"{sign}{number(left.closure_value)}"


def _day(session: Session) -> str:
    """Return when a session is, as ``Tue 1 Dec 18:30``; empty where it has no date."""
    date, starts = session.date, session.starts
    if date is None:
        return ""
    day = f"{DAYS[date.weekday()].title()} {date.day} {MONTHS[date.month - 1]}"
    return day if starts is None else f"{day} {starts:%H:%M}"


def calendar_lines(schedule: Schedule | None) -> Iterator[str]:
    """Yield what stays free, and whether the deadline is kept."""
    if schedule is None:
        return
    free = list(schedule.off)
    if schedule.holidays is not None:
        count = count_of(len(schedule.holiday_dates), "public holiday")
        free.append(f"{count} of {schedule.holidays}")
    if free:
        yield f"free: {', '.join(free)}"
    if schedule.zone is not None:
        yield f"times of {schedule.zone}"
    if schedule.deadline is not None and schedule.finish is not None:
        late = _late(schedule.late_days)
        yield f"deadline {schedule.deadline}: all done on {schedule.finish}{late}"


def _late(days: int) -> str:
    return f", {count_of(days, 'day')} too late" if days else ""


def due_lines(plan: Plan) -> Iterator[str]:
    """Yield for each due date of a plan whether it is kept, and what stands against it."""
    days = {} if plan.schedule is None else {day.step: day for day in plan.schedule.due}
    for due in plan.due:
        text = f"due: {due.step} by {_when(due)}: {_fate(plan, due)}"
        if due.step in days:
            text += f"; on {days[due.step].finish}{_late(days[due.step].late_days)}"
        yield text


def too_late(plan: Plan) -> str:
    """Return which must of an infeasible plan cannot keep its date, empty where the budget fails.

    Where several cannot, it is the first.
    """
    needed, there = plan.needed_minutes, plan.budget_minutes
    over = needed is None or (there is not None and needed > there)
    late = [] if over else [due for due in plan.due if due.late_minutes]
    if not late:
        return ""
    due = late[0]
    return f"{due.step} is due by {_when(due)}: {_fate(plan, due)}"


def _when(due: Due) -> str:
    until = show(due.by_minutes)
    return until if due.date is None else f"{due.date} ({until} of study)"


def _fate(plan: Plan, due: Due) -> str:
    """Return what became of a step that is due."""
    late, needed = due.late_minutes, show(due.needed_minutes)
    then = "then" if due.clash_minutes is None else show(due.clash_minutes)
    over = f"all due by {then} takes {needed}"
    if plan.status == "infeasible":
        return f"{over} at least, {show(late)} too much" if late else f"{over} at least"
    if due.finish_minutes is None:
        return _cannot(plan, due, f"with it {over} at least")
    done = f"done after {show(due.finish_minutes)}"
    if not late:
        return done
    nothing = "" if due in plan.dated else " and earns nothing"
    return f"{done}, {show(late)} too late{nothing}; {over}"


def _cannot(plan: Plan, due: Due, over: str) -> str:
    """Return why a step that is due was left out."""
    late, clash = due.late_minutes, due.clash_minutes
    if not late:
        return "left out: it would be in time"
    if clash is not None:
        return f"left out, as a later date could not be kept: {over}, {show(late)} too much"
    if all(each is due or each.by_minutes > due.by_minutes for each in plan.due):
        over = f"it takes {show(due.needed_minutes)} with all it needs"
    return f"left out, as it cannot be done by then: {over}, {show(late)} too much"


def by_term(plan: Plan) -> Iterator[tuple[Term, list[Line]]]:
    """Yield each term of a plan with its steps as lines."""
    about = {str(step.step): step for step in plan.steps}
    for term in plan.terms.terms if plan.terms is not None else ():
        steps = (about[name] for name in term.steps)
        yield term, joined((step.step, step.effort_minutes, step.value) for step in steps)


def terms_verdict(terms: Terms) -> str:
    """Return in a sentence how few and how even terms are, and what of it is proven."""
    count = count_of(len(terms.terms), "term")
    if terms.fewest:
        few = terms.bound_terms == len(terms.terms)
        count += ", proven fewest" if few else f" of at least {terms.bound_terms}"
    largest, bound = terms.largest_effort_minutes, terms.bound_effort_minutes
    even = "proven least" if bound >= largest else f"at least {show(bound)} in any layout"
    return f"{count}; the fullest holds {show(largest)} of effort, {even}"
