"""Choices whose value comes in time: a goal that is due earns nothing once its date is past."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from mlpath.planning.changing import Nearest, choose_near
from mlpath.planning.numbers import without_ballast
from mlpath.plans import Due, thousandths
from mlpath.topics import Step, split_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mlpath.planning.numbers import Numbers
    from mlpath.planning.wishes import Wishes
    from mlpath.plans import Asked, Before
    from mlpath.solving import Instance, Proof, Solution
    from mlpath.solving.lateness import Dates, Trial

_SEARCH = "branching on due dates"
_COMPARED = 3_000  # steps up to which a nested choice is compared with the best one


def dates_of(numbers: Numbers, wishes: Wishes) -> Dates:
    """Return when steps that are still open are due, by instance number."""
    from mlpath.solving.lateness import Dates  # noqa: PLC0415 - loads numpy

    def numbered(due: Mapping[Step, int]) -> dict[int, int]:
        return {numbers.number[step]: by for step, by in due.items() if step in numbers.number}

    return Dates(soft=numbered(wishes.due), hard=numbered(wishes.due_musts))


def solve_in_time(
    numbers: Numbers, wishes: Wishes, limit: int | None
) -> tuple[Solution, Numbers] | None:
    """Return the best choice within a limit of effort, None if the musts do not fit or are late.

    Returns
    -------
    tuple
        The choice, and the numbers with no value for what it holds and has too late. A nested
        choice keeps the dates that the best one of any budget keeps, so that no budget takes a
        step back.
    """
    from mlpath import solving  # noqa: PLC0415 - loads numpy and scipy

    asked, instance = wishes.asked, replace(numbers.instance, capacity=limit)
    dates = dates_of(numbers, wishes)
    nested = asked.choose == "nested"
    if not (dates.soft or dates.hard):
        found = solving.solve(instance, choose=asked.choose, work_limit=asked.work_limit)
        if found.status == "infeasible":
            return None
        if nested:
            return _compared(instance, found, asked.work_limit), numbers
        return without_ballast(instance, found), numbers
    from mlpath.solving.lateness import earned_in_time, solve_dated  # noqa: PLC0415 - as above

    def best(some: Instance) -> Trial[Solution] | None:
        found = solving.solve(some, work_limit=asked.work_limit)
        return None if found.status == "infeasible" else _trial(without_ballast(some, found))

    start = replace(instance, capacity=None) if nested else instance
    made = solve_dated(start, dates, best)
    if made is None:
        return None
    if nested:
        late = sorted(set(dates.soft).difference(made.kept))
        fixed = _settled(_worthless(instance, late), made.trial.answer)
        found = solving.solve(replace(fixed, capacity=limit), choose="nested")
        if found.status == "infeasible":
            return None
        # What is late for want of steps that are not in the list yet may be in time.
        settled = _settled(instance, made.trial.answer)
        earned = earned_in_time(settled, dates, _trial(found), made.kept)
        bound = found.bound
    else:
        found = without_ballast(made.instance, made.trial.answer)
        earned, bound = made.instance, made.bound
    value = int(earned.value[found.chosen].sum())
    if not made.plain or (nested and instance.groups):
        proof = _proof(instance, value)
        shown = proof.price_bound or 0
        bound = shown if nested else min(bound, shown)
        found = replace(found, proof=proof)
    status = solving.Status.OPTIMAL if bound == value else solving.Status.FEASIBLE
    found = replace(found, value=value, bound=bound, status=status)
    return found, replace(numbers, instance=replace(earned, capacity=limit))


def _compared(instance: Instance, found: Solution, work_limit: int | None) -> Solution:
    """Return a nested choice with the bound that solving for the best one shows, if that is less.

    Its gap then is what being nested costs. Large problems keep what their price shows.
    """
    from mlpath import solving  # noqa: PLC0415 - loads numpy and scipy

    if found.value == found.bound or instance.size > _COMPARED:
        return found
    best = solving.solve(instance, work_limit=work_limit)
    if best.bound >= found.bound:
        return found
    even = best.bound == found.value
    status = solving.Status.OPTIMAL if even else solving.Status.FEASIBLE
    return replace(found, bound=best.bound, proof=best.proof, status=status)


def _trial(found: Solution) -> Trial[Solution]:
    from mlpath.solving.lateness import Trial  # noqa: PLC0415 - loads numpy

    return Trial(found.chosen, found.choices, found.value, found.bound, found)


def _worthless(instance: Instance, steps: Sequence[int]) -> Instance:
    """Return the instance in which some steps earn nothing."""
    value = instance.value.copy()
    value[list(steps)] = 0
    return replace(instance, value=value)


def _settled(instance: Instance, made: Solution) -> Instance:
    """Return the instance with the alternatives that a solution chose, and no others for them."""
    import numpy as np  # noqa: PLC0415 - heavy

    flat = instance.group_indices.tolist()
    ends = instance.group_indptr.tolist()
    rows = [flat[first:last] for first, last in pairwise(ends)]
    some = [[pick] if pick >= 0 else row for row, pick in zip(rows, made.choices, strict=True)]
    return replace(
        instance,
        group_indptr=np.asarray([0, *accumulate(map(len, some))], dtype=np.int64),
        group_indices=np.asarray([other for row in some for other in row], dtype=np.int64),
    )


def _proof(instance: Instance, value: int) -> Proof:
    """Return what a price shows if nothing were due, and that a search closed the rest."""
    from fractions import Fraction  # noqa: PLC0415 - as below

    from mlpath import solving  # noqa: PLC0415 - loads numpy and scipy

    found = solving.solve(instance, work_limit=0)
    price, shown = found.proof.price, found.proof.price_bound
    if price is None or shown is None:
        price, shown = Fraction(0), found.bound
    kind = "price" if shown == value else "search"
    return solving.Proof(kind, price, shown, _SEARCH if kind == "search" else None)


def choose_in_time(
    numbers: Numbers, wishes: Wishes, before: Before, limit: int | None
) -> tuple[Nearest, Numbers] | None:
    """Return the choice of least change within a limit of effort, as `solve_in_time` does.

    Where musts are late, the wishes have been made `possible` before.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    from mlpath import solving  # noqa: PLC0415 - as below
    from mlpath.solving.lateness import Trial, solve_dated  # noqa: PLC0415 - loads numpy

    asked, instance = wishes.asked, replace(numbers.instance, capacity=limit)

    def best(some: Instance) -> Trial[Nearest] | None:
        near = choose_near(replace(numbers, instance=some), asked, before)
        if near is None:
            return None
        found = near.solution
        return Trial(found.chosen, found.choices, near.objective, near.bound, near)

    dates = dates_of(numbers, wishes)
    made = solve_dated(instance, dates, best)
    if made is None:
        return None
    near, earned = made.trial.answer, replace(numbers, instance=made.instance)
    if made.plain:
        return near, numbers
    held = () if near.asked.before is None else near.asked.before.frozen
    kept = [numbers.number[_step(name)] for name in held]
    required = np.unique(np.asarray([*instance.required, *kept], dtype=np.int64))
    found = without_ballast(replace(made.instance, required=required), near.solution)
    value = int(made.instance.value[found.chosen].sum())
    proof = _proof(instance, value)
    bound = proof.price_bound or 0
    status = solving.Status.OPTIMAL if bound == value else solving.Status.FEASIBLE
    found = replace(found, value=value, bound=bound, proof=proof, status=status)
    promised = {
        numbers.number[_step(name)] for name in before.steps if _step(name) in numbers.number
    }
    changed = promised.symmetric_difference(found.chosen.tolist())
    objective = value - thousandths(before.price) * len(changed)
    return Nearest(found, objective, max(made.bound, objective), near.asked), earned


def possible(numbers: Numbers, wishes: Wishes) -> Wishes:
    """Return wishes in which musts are due no earlier than they can be finished.

    A re-plan has to be even where it is too late for a date.
    """
    from mlpath.solving import cheapest_closure, fix_choices  # noqa: PLC0415 - loads numpy
    from mlpath.solving.arrays import order_of  # noqa: PLC0415 - as above
    from mlpath.solving.due import keep_dates  # noqa: PLC0415 - as above

    hard = dates_of(numbers, wishes).hard
    if not hard:
        return wishes
    import numpy as np  # noqa: PLC0415 - heavy

    instance = numbers.instance
    found = cheapest_closure(instance, np.asarray(sorted(hard), dtype=np.int64))
    indptr, indices = fix_choices(instance, found.choices)
    ends = indptr.tolist()
    arcs = [
        (step, other)
        for step, (first, last) in enumerate(pairwise(ends))
        for other in indices[first:last].tolist()
    ]
    order = order_of(indptr, indices).tolist()
    _, loads = keep_dates(instance.effort.tolist(), arcs, hard, order)
    least = {step: max(load.minute, load.needed) for load in loads for step in load.due}
    return replace(wishes, due_musts={numbers.steps[step]: by for step, by in least.items()})


def in_time(
    order: Sequence[int],
    arcs: Sequence[tuple[int, int]],
    both: tuple[Numbers, Numbers],
    wishes: Wishes,
    first: Sequence[tuple[int, int]] = (),
) -> tuple[list[int], tuple[Due, ...]]:
    """Return the order that keeps the dates, and what became of each step that is due.

    Parameters
    ----------
    order
        The plan's steps as they would be studied without dates; it is kept as far as it can be.
    arcs
        Pairs (prerequisite, step) among them.
    both
        Numbers with every value as it is in time, and with none for what is late.
    wishes
        What was asked for.
    first
        Pairs (recommended, step) that can be kept in time as well.
    """
    plain, earned = both
    if not wishes.asked.due:
        return list(order), ()
    from mlpath.solving.due import keep_dates  # noqa: PLC0415 - loads numpy

    kept = kept_dates(order, plain, earned, wishes)
    place = {step: number for number, step in enumerate(order)}
    minutes = [int(plain.instance.effort[step]) for step in order]
    needs = [(place[step], place[other]) for other, step in arcs]
    dates = {place[step]: by for step, by in kept.items()}
    helped = [(place[step], place[other]) for other, step in first]
    wished: Sequence[int] = range(len(order))
    if helped:
        wished = keep_dates(minutes, [*needs, *helped], dates, wished)[0]
    found, loads = keep_dates(minutes, needs, dates, wished)
    finish = dict(zip(found, accumulate(minutes[number] for number in found), strict=True))
    asked, dues = wishes.asked, []
    for each in asked.due:
        number = plain.number.get(_step(each.step))
        if number is None:  # known already, or banned
            continue
        by, clash = asked.fitting(each.by_minutes), None
        if number in kept:
            needed = max(load.needed for load in loads if load.minute <= kept[number])
        else:
            needed, clash = _least(plain, kept, number, by)
        due = Due(
            step=each.step,
            date=each.date,
            by_minutes=each.by_minutes,
            finish_minutes=asked.own(finish[place[number]]) if number in place else None,
            needed_minutes=asked.own(needed),
            clash_minutes=None if clash is None else _minutes(asked, clash),
        )
        dues.append(due)
    return [order[number] for number in found], tuple(sorted(dues, key=lambda due: due.by_minutes))


def kept_dates(
    steps: Iterable[int], plain: Numbers, earned: Numbers, wishes: Wishes
) -> dict[int, int]:
    """Return by when each dated step of a choice has to be finished."""
    dates = dates_of(plain, wishes)
    kept = dict(dates.hard)
    for step in sorted(set(steps).intersection(dates.soft)):
        if earned.instance.value[step] > 0:
            by = dates.soft[step]
            kept[step] = min(by, kept.get(step, by))
    return kept


def late_musts(numbers: Numbers, wishes: Wishes) -> tuple[Due, ...]:
    """Return what is told of musts that cannot all keep their dates; empty if none is late.

    Each date is told with the least that all musts due by then take, over all any-of choices.
    """
    from mlpath.solving.lateness import least_minutes  # noqa: PLC0415 - loads numpy

    asked, hard = wishes.asked, dates_of(numbers, wishes).hard
    dues = []
    for each in asked.due:
        number = numbers.number.get(_step(each.step))
        if number not in hard:
            continue
        by = asked.fitting(each.by_minutes)
        first = [step for step, minute in hard.items() if minute <= by]
        needed = least_minutes(numbers.instance, first)
        if needed is None:
            return ()
        dues.append(
            Due(
                step=each.step,
                date=each.date,
                by_minutes=each.by_minutes,
                finish_minutes=None,
                needed_minutes=asked.own(needed),
            )
        )
    dues.sort(key=lambda due: due.by_minutes)
    return tuple(dues) if any(due.late_minutes for due in dues) else ()


def _least(
    plain: Numbers, kept: Mapping[int, int], number: int, by: int
) -> tuple[int, int | None]:
    """Return the least minutes that a step takes with what is in time, and the date it breaks.

    The date is None where it is the step's own, or none breaks.
    """
    from mlpath.solving.lateness import least_minutes  # noqa: PLC0415 - loads numpy

    due = {**kept, number: by}
    own = 0
    for minute in sorted({minute for minute in due.values() if minute >= by}):
        first = [step for step, other in due.items() if other <= minute]
        needed = least_minutes(plain.instance, first) or 0
        if minute == by:
            own = needed
        if needed > minute:
            return needed, None if minute == by else minute
    return own, None


def _minutes(asked: Asked, effort: int) -> int:
    """Return the due time, in the learner's own minutes, that is so much effort away."""
    return min(d.by_minutes for d in asked.due if asked.fitting(d.by_minutes) == effort)


def _step(text: str) -> Step:
    topic, level = split_name(text)
    assert level is not None  # noqa: S101 - due times name whole steps
    return Step(topic, level)
