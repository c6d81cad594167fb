"""What a forecast says in sentences, the same wherever it is written: never one date."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mlpath.units import count_of
from mlpath.writing.verdicts import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlpath.plans import Chance, Finish, Forecast, Halving, LearntPace, When

HOUR = 60
LEAST_SHARE = 0.01
MUCH_WIDER = 1.2
ODDS = ("half the time", "4 in 5", "19 in 20")


def finish_line(finish: Finish) -> str:
    """Return when something will be finished, as chances.

    Examples
    --------
    >>> from mlpath.plans import Finish, When
    >>> hours = (When(minutes=600), When(minutes=840), When(minutes=1200))
    >>> finish_line(Finish(p50=hours[0], p80=hours[1], p95=hours[2]))
    'half the time within 10 h, 4 in 5 within 14 h, 19 in 20 within 20 h'
    """
    times = (finish.p50, finish.p80, finish.p95)
    dated = finish.p50.week is not None
    word = "by" if dated else "within"
    return ", ".join(
        f"{odds} {word} {moment(when)}" for odds, when in zip(ODDS, times, strict=True)
    )


def moment(when: When) -> str:
    """Return a day, or a week, or hours: what is known of a time."""
    if when.date is not None:
        return when.date.isoformat()
    return about(when.minutes) if when.week is None else f"week {when.week}"


def about(minutes: int) -> str:
    """Return minutes in whole hours; under ten hours in halves, as no forecast is finer.

    Examples
    --------
    >>> about(18_013), about(100), about(20), about(0)
    ('300 h', '1.5 h', '30 min', '0 h')
    """
    if minutes >= 10 * HOUR or not minutes:
        return f"{round(minutes / HOUR):,} h"
    halves = max(1, round(2 * minutes / HOUR))
    return "30 min" if halves == 1 else f"{halves / 2:g} h"


def outlook_lines(forecast: Forecast) -> Iterator[str]:
    """Yield what a forecast says of the plan as a whole, a line each."""
    left = forecast.steps - forecast.steps_done
    if not left:
        yield f"all {count_of(forecast.steps, 'step')} of the plan are done"
        return
    done = f"{forecast.steps_done:,} of {count_of(forecast.steps, 'step')} done; "
    yield f"{done if forecast.steps_done else ''}{about(forecast.left_minutes)} as estimated to go"
    yield pace_line(forecast.pace)
    yield f"finished {finish_line(forecast.finish)}"
    for chance in forecast.chances:
        yield chance_line(chance)


def pace_line(pace: LearntPace) -> str:
    """Return what is known of a pace, and what the log changed about it."""
    low, high = (pace.median * math.exp(side * pace.sigma) for side in (-1, 1))
    text = (
        f"pace: {pace.median:.2f} h for each estimated hour, 2 in 3 times {low:.2f} to {high:.2f}"
    )
    if not pace.logs:
        return text
    effect = pace.effect_minutes
    changed = f"{about(abs(effect))} {'more' if effect > 0 else 'less'} to go"
    known = f"learnt from {count_of(pace.logs, 'topic')}, {pace.before_median:.2f} before"
    if pace.wider >= MUCH_WIDER:
        known += f", your times spread {pace.wider:.1f} times as far as estimated"
    return f"{text}; {known}: {changed}" if abs(effect) >= HOUR else f"{text}; {known}"


def chance_line(chance: Chance) -> str:
    """Return how likely something is in time."""
    until = about(chance.minutes)
    if chance.what == "budget":
        return f"within the {until} left of the budget: {percent(chance.chance)}"
    what = f"{chance.step}" if chance.what == "due" else "finished"
    if chance.date is None:
        return f"{what} within {until}: {percent(chance.chance)}"
    return f"{what} by {chance.date} ({until} of study): {percent(chance.chance)}"


def spread_line(forecast: Forecast) -> str:
    """Return what makes a forecast uncertain, the greatest reason first; empty if nothing does."""
    parts = [
        f"{'your pace' if each.what == 'pace' else each.topic} {percent(each.share)}"
        for each in forecast.spread
    ]
    rest = 1 - sum(each.share for each in forecast.spread)
    if parts and rest >= LEAST_SHARE:
        parts.append(f"all other topics {percent(rest)}")
    return f"uncertain because of: {', '.join(parts)}" if parts else ""


def halving_line(halving: Halving, now: Finish) -> str:
    """Return what more logged times would make of a forecast."""
    topics = f"{halving.topics} more topic{'' if halving.topics == 1 else 's'}"
    return (
        f"log the times of {topics} and the pace is known twice as well: 19 in 20 then "
        f"{'by' if halving.p95.week is not None else 'within'} {moment(halving.p95)} instead of "
        f"{moment(now.p95)}, if it stays as it looks now"
    )
