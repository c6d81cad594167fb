"""Hold the planner against brute force, integer programming and the independent checker.

Run ``python -m benchmarks.oracles`` for 10,000 small and 1,000 mid-size random problems, or give
other counts: ``python -m benchmarks.oracles --small 100000 --middle 0``. Seeds run from
``--first``, so that a failure can be repeated alone. Exit code 1 if any answer differs.

Every plan also goes through `check_plan`, and so does a second one of every fourth problem, whose
search stops after a random number of nodes: its bound has to hold, and it may be called optimal
only where it is. What a choice leaves over has to go to as many recommended steps as can be had
for it. The counts say in how many problems the budget bound, a must bound, an any-of
misled greedy, and all three at once.

The continuous integration runs ``python -m benchmarks.oracles --small 5000 --middle 20``: over a
thousand of its plans are stopped ones.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from mlpath import check_plan, plan
from mlpath.plans import thousandths
from tests.oracles import brute, cases, milp

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlpath import Plan

TRAPS = ("budget binds", "must binds", "any-of misleads greedy")
STOPPED = 4  # one in so many problems is planned with a limit too
MOST_NODES = 300


def small(seed: int) -> Counter[str]:
    """Compare one small problem with brute force; wrong answers are counted by name and seed."""
    case = cases.small(seed)
    problem = case.problem
    best = brute.best(problem)
    made = plan(case.graph, **case.wishes)
    found: Counter[str] = Counter({str(made.status): 1})
    if best.value is None:
        right = made.status == "infeasible" and made.needed_minutes == best.needed
    else:
        right = made.status == "optimal" and thousandths(made.value) == best.value
        right = right and _filled(found, made, case, best.effort)
    _note(found, f"seed {seed}", made, case, right=right)
    traps = brute.Traps.of(problem)
    if traps is not None:
        binding = traps.binding(problem.capacity)
        found.update(name for name, binds in zip(TRAPS, binding, strict=True) if binds)
        found["all three"] += all(binding)
    if best.value is not None:
        _limited(found, seed, case, best.value)
    return found


def _filled(found: Counter[str], made: Plan, case: cases.Case, effort: int | None) -> bool:
    """Tell whether the choice has least effort, and what it leaves over is filled best."""
    problem = case.problem
    place = {step: number for number, step in enumerate(problem.steps)}
    chosen = [(place[each.topic, int(each.level)], each) for each in made.steps]
    base = {number for number, each in chosen if not each.reason.recommended}
    most, minutes = 0, 0
    if problem.capacity is not None:
        most, minutes = brute.added(problem, base)
    helpers = {helper for helper, step in problem.helps if step in base}
    more = [number for number, _ in chosen if number not in base]
    found["recommended steps"] += most
    found["problems with recommended steps"] += bool(most)
    return (
        sum(problem.effort[number] for number in base) == effort
        and sum(number in helpers for number in more) == most
        and sum(problem.effort[number] for number in more) == minutes
    )


def _limited(found: Counter[str], seed: int, case: cases.Case, best: int) -> None:
    """Stop the search early: the bound stays true and `optimal` is never said of less."""
    if seed % STOPPED:
        return
    maker = random.Random(f"limit {seed}")  # noqa: S311 - no secret
    limit = round(MOST_NODES ** maker.random()) - 1
    made = plan(case.graph, **case.wishes, work_limit=limit)
    value, bound = thousandths(made.value), thousandths(made.bound)
    right = value <= best <= bound and (made.status == "optimal") == (value == bound)
    found["stopped early"] += 1
    found["stopped early, with a gap left"] += value < bound
    _note(found, f"seed {seed}", made, case, right=right)


def _note(found: Counter[str], name: str, made: Plan, case: cases.Case, *, right: bool) -> None:
    refused = check_plan(made, case.graph)
    if not right:
        found[f"WRONG ({name})"] += 1
    if refused:
        found[f"REFUSED ({name}): {refused[0]}"] += 1


def middle(seed: int) -> Counter[str]:
    """Compare one mid-size problem with a monolithic integer program."""
    case = cases.middle(seed)
    problem = case.problem
    best = milp.best_value(problem)
    made = plan(case.graph, **case.wishes)
    found: Counter[str] = Counter({str(made.status): 1})
    if best is None:
        right = made.status == "infeasible"
    else:
        right = made.status != "infeasible" and thousandths(made.bound) >= best
        right = right and (made.status == "feasible" or thousandths(made.value) == best)
        right = right and thousandths(made.value) <= best
    _note(found, f"seed {seed}", made, case, right=right)
    found["steps"] += len(case.graph.steps)
    if best is not None:
        _limited(found, seed, case, best)
    return found


def run(name: str, check: Callable[[int], Counter[str]], seeds: range, jobs: int) -> bool:
    """Print the counts of one oracle and return whether all answers were right."""
    start = time.perf_counter()
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(jobs) as pool:
        for found in pool.map(check, seeds, chunksize=20):
            total += found
    print(f"{len(seeds):,} {name} problems in {time.perf_counter() - start:.0f} s")
    for what, count in sorted(total.items()):
        share = f" ({count / len(seeds):.0%})" if what in {*TRAPS, "all three"} else ""
        print(f"  {what}: {count:,}{share}")
    wrong = sum(count for what, count in total.items() if what.startswith(("WRONG", "REFUSED")))
    print(f"  wrong or refused: {wrong}")
    return not wrong


def main() -> int:
    """Run both oracles and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    whole = partial(parser.add_argument, type=int)
    whole("--small", default=10_000, help="problems of at most 14 steps, by brute force")
    whole("--middle", default=1_000, help="problems of up to 400 steps, by integer programming")
    whole("--first", default=0, help="the first seed")
    whole("--jobs", default=1, help="processes")
    asked = parser.parse_args()
    fine = True
    for name, check, count in (("small", small, asked.small), ("mid-size", middle, asked.middle)):
        if count:
            fine &= run(name, check, range(asked.first, asked.first + count), asked.jobs)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
