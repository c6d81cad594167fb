"""Re-planning with least change against planning from scratch, over simulated learners.

Run ``python -m benchmarks.replanning`` for Markdown tables; ``--write`` puts them into
``docs/benchmarks.md``. Each learner has 25 random goals of random weight and 300 hours, a true
pace drawn from a lognormal of median 1.25 and sigma 0.3, and topics that are harder or easier than
estimated, as far as the graph's own ranges say. They study 10 hours a week in the order of their
plan and log each week what they did; the plan is brought up to date every third week:

- *kept*: never; the first plan as long as the hours last.
- *scratch*: a new plan each time for what is left, at the pace learnt so far.
- *least change*: `mlpath.replan`, made to choose anew each time.
- *as called for*: `mlpath.replan` as it is, where what it offers to who is early is taken.

All see the same learner, log the same way and learn the pace alike. Changed steps are those that
enter or leave the plan without having been mastered. The value is what was mastered in the end.
Each search may look at so many nodes and no more, so that the numbers are the same everywhere.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import NormalDist, fmean, stdev
from typing import TYPE_CHECKING

import mlpath
from mlpath.estimating import spread
from mlpath.planning import plan_asked
from mlpath.planning.wishes import resolve, step_values
from mlpath.plans import THOUSANDTHS, Before
from mlpath.replanning import replan
from mlpath.replanning.standing import standing, stated
from mlpath.tracking import Entry, Event, Kind, Log, progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mlpath import KnowledgeGraph, Plan, Step
    from mlpath.tracking import Progress

SEED = 5
GOALS = 25
BUDGET = 300 * 60
WEEK = 10 * 60
EVERY = 3
NODES = 2_000
PACE = (math.log(1.25), 0.3)
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEADING = "## Re-planning"


@dataclass(frozen=True)
class Learner:
    """A simulated learner.

    Attributes
    ----------
    goals
        With weights, as `mlpath.plan` takes them.
    minutes
        What each topic's steps take for each minute of estimated effort.
    """

    goals: tuple[str, ...]
    minutes: dict[str, float]


@dataclass
class Diary:
    """What a learner did so far.

    Attributes
    ----------
    events
        The log.
    spent
        Minutes of study on each step.
    done
        Steps mastered.
    """

    events: list[Event] = field(default_factory=list)
    spent: dict[Step, int] = field(default_factory=dict)
    done: set[Step] = field(default_factory=set)

    def study(self, learner: Learner, plan: Plan, week: int, minutes: int) -> None:
        """Study and log the steps of a plan in its order."""
        for planned in plan.steps:
            step = planned.step
            if not minutes or step in self.done:
                continue
            whole = max(1, round(planned.effort_minutes * learner.minutes[step.topic]))
            taken = min(minutes, max(1, whole - self.spent.get(step, 0)))
            self.spent[step] = self.spent.get(step, 0) + taken
            minutes -= taken
            done = self.spent[step] >= whole
            if done:
                self.done.add(step)
            self._log(step, taken, week, Kind.DONE if done else Kind.STARTED)

    def _log(self, step: Step, minutes: int, week: int, kind: Kind) -> None:
        number = len(self.events) + 1
        when = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC) + dt.timedelta(weeks=week)
        self.events.append(Event(number, f"{number:032x}", when, Entry(kind, step, minutes)))

    def read(self, graph: KnowledgeGraph) -> Progress:
        """Return what the log adds up to."""
        return progress(Log.of(self.events), graph)


def learner(graph: KnowledgeGraph, number: int) -> Learner:
    """Return the learner of a number."""
    maker = random.Random(f"{SEED} {number}")  # noqa: S311 - a simulation, not a secret
    topics = maker.sample([topic.id for topic in graph], min(GOALS, len(graph)))
    pace = math.exp(maker.gauss(*PACE))
    return Learner(
        goals=tuple(f"{topic}:{maker.randint(1, 10)}" for topic in topics),
        minutes={
            topic.id: pace * math.exp(maker.gauss(0, spread(graph, topic.id, topic.levels[-1])))
            for topic in graph
        },
    )


def kept(plan: Plan, graph: KnowledgeGraph, reached: Progress) -> Plan:  # noqa: ARG001 - one form
    """Return the plan as it is."""
    return plan


def scratch(plan: Plan, graph: KnowledgeGraph, reached: Progress) -> Plan:
    """Return a plan that knows where the learner stands and nothing of the plan before."""
    stand = standing(plan, graph, reached)
    pace, sigma = stated(plan)
    before = Before(
        done=tuple(map(str, stand.done)),
        spent_minutes=stand.spent_minutes,
        begun_minutes=stand.begun_minutes,
        pace=pace,
        pace_sigma=sigma,
    )
    changes = {"before": before, "pace": stand.pace, "pace_sigma": stand.pace_sigma}
    return plan_asked(graph, plan.asked.model_copy(update=changes))


def least(plan: Plan, graph: KnowledgeGraph, reached: Progress) -> Plan:
    """Return the plan of least change."""
    return replan(plan, graph, progress=reached, hours="10h/week", force=True).plan


def called(plan: Plan, graph: KnowledgeGraph, reached: Progress) -> Plan:
    """Return the plan as mlpath brings it up to date."""
    return replan(plan, graph, progress=reached, hours="10h/week", accept=True).plan


POLICIES: dict[str, Callable[[Plan, KnowledgeGraph, Progress], Plan]] = {
    "kept": kept,
    "scratch": scratch,
    "least change": least,
    "as called for": called,
}


@dataclass(frozen=True)
class Life:
    """What came out for one learner under one policy.

    Attributes
    ----------
    value
        Of what was mastered.
    changed
        Steps that entered or left the plan, all weeks together.
    times
        Weeks in which any did.
    weeks
        Weeks of study.
    """

    value: float
    changed: int
    times: int
    weeks: int


def live(graph: KnowledgeGraph, who: Learner, policy: str, budget: int = BUDGET) -> Life:
    """Return what a learner reaches under a policy."""
    plan = mlpath.plan(graph, goals=who.goals, budget=budget, work_limit=NODES, recommended=False)
    values = step_values(graph, resolve(graph, plan.asked).targets, plan.asked.shares)
    diary = Diary()
    changed = times = week = 0
    for week in range(1, -(-budget // WEEK) + 1):
        diary.study(who, plan, week, min(WEEK, budget - WEEK * (week - 1)))
        if week % EVERY:
            continue
        after = POLICIES[policy](plan, graph, diary.read(graph))
        steps = [{each.step for each in one.steps} - diary.done for one in (plan, after)]
        changed += len(steps[0] ^ steps[1])
        times += steps[0] != steps[1]
        plan = after
    value = sum(values.get(step, 0) for step in diary.done) / THOUSANDTHS
    return Life(value, changed, times, week)


@cache
def _roadmap() -> KnowledgeGraph:
    return mlpath.roadmap()


def lives(number: int) -> dict[str, Life]:
    """Return what a learner of the bundled graph reaches under each policy."""
    graph = _roadmap()
    who = learner(graph, number)
    return {name: live(graph, who, name) for name in POLICIES}


def interval(numbers: Sequence[float]) -> tuple[float, float]:
    """Return the mean and half the width of its 95 % confidence interval.

    Examples
    --------
    >>> mean, half = interval([1.0, 2.0, 3.0])
    >>> mean, round(half, 2)
    (2.0, 1.13)
    """
    if len(numbers) < 2:  # noqa: PLR2004 - one number has no spread
        return fmean(numbers), 0.0
    return fmean(numbers), NormalDist().inv_cdf(0.975) * stdev(numbers) / math.sqrt(len(numbers))


def table(found: Sequence[dict[str, Life]]) -> str:
    """Return a row for each policy; differences are paired, learner by learner."""
    lines = [
        "| plan | value | against scratch | changed steps a week | of scratch | weeks changed |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    base = fmean(each["scratch"].value for each in found)
    churn = fmean(each["scratch"].changed / each["scratch"].weeks for each in found)
    for name in POLICIES:
        value = fmean(each[name].value for each in found)
        gain, half = interval([each[name].value - each["scratch"].value for each in found])
        a_week = fmean(each[name].changed / each[name].weeks for each in found)
        times = fmean(each[name].times / each[name].weeks for each in found)
        lines.append(
            f"| {name} | {value:.1f} | {gain / base:+.1%} ± {half / base:.1%} | {a_week:.1f} | "
            f"{a_week / churn:.0%} | {times:.0%} |"
        )
    return "\n".join(lines) + "\n"


def halves(found: Sequence[dict[str, Life]], policy: str) -> tuple[float, float]:
    """Return by how much changes exceed half of scratch's, a learner and week, with its interval.

    Below zero, interval and all, they are at most half.
    """
    return interval(
        [
            each[policy].changed / each[policy].weeks
            - each["scratch"].changed / each["scratch"].weeks / 2
            for each in found
        ]
    )


def report(found: Sequence[dict[str, Life]]) -> str:
    """Return the section of the page."""
    graph = _roadmap()
    parts = [
        f"{HEADING}\n",
        (
            f"Made by `python -m benchmarks.replanning --write`, which says how the {len(found)} "
            f"learners are drawn (seed {SEED}) and what each plan is, from {graph.info.title} "
            f"{graph.info.version} ({len(graph)} topics). ± is a 95 % confidence interval of the "
            "paired difference.\n"
        ),
        table(found),
    ]
    for policy in ("least change", "as called for"):
        more, half = halves(found, policy)
        parts.append(
            f"*{policy}*: changed steps a week less half of scratch's: {more:+.2f} ± {half:.2f}.\n"
        )
    return "\n".join(parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the section, or put it into the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", "--learners", type=int, default=100)
    parser.add_argument("-j", "--jobs", type=int, default=1, help="processes")
    parser.add_argument("--write", action="store_true", help="write to docs/benchmarks.md")
    options = parser.parse_args(arguments)
    with ProcessPoolExecutor(options.jobs) as pool:
        found = []
        for number, life in enumerate(pool.map(lives, range(options.learners)), 1):
            found.append(life)
            sys.stderr.write(f"{number} learners\n")
    text = report(found)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(f"{HEADING}\n")
        after = rest.partition("\n## ")
        tail = f"\n## {after[2]}" if after[1] else ""
        PAGE.write_text(f"{before.rstrip()}\n\n{text}{tail}", encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
