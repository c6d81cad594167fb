"""How often forecasts hold, on simulated learners of the bundled graph.

Run ``python -m benchmarks.forecasting`` for Markdown tables; ``-o FILE`` writes them. The learners
are synthetic: the tables show what the formulas do in such worlds, not how long people take. Each
learner follows one of a few plans in its order, at a pace of their own and with an error of their
own in each topic, and logs every step with the time it took. `mlpath.forecast` is asked before the
first step and after so many topics.

- "own prior": paces and errors are drawn as the forecast assumes.
- "pace 0.8", "pace 1.3": every learner has that pace; the forecast does not know.
- "heavy tails": as the own prior, but one topic in ten takes three times as long besides.
- "Student": as the own prior, but errors follow Student's t with 3 degrees of freedom, of the
  same spread otherwise: a few topics take many times as long.
- "within P80": of all learners those whose remaining hours were at most those of the 4-in-5
  forecast. 80 % would be exact.
- "error": the median distance of the half-the-time forecast from the hours that remained.

The numbers hang on nothing but the graph, the seed and mlpath's version; times, which hang on the
machine, go to standard error.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import mlpath
from mlpath.estimating import Pace, parts, spread, total
from mlpath.forecasting import forecast, simulate
from mlpath.tracking import Kind, Pair, Progress, State, StepProgress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath import KnowledgeGraph, Plan

SEED = 20261122
LOGS = (0, 1, 3, 5, 20)
GOALS = ("preset:nlp", "preset:llm-researcher", "section:linear-algebra", "diffusion-models@deep")
BUDGET = "150h"
WORLDS = ("own prior", "pace 0.8", "pace 1.3", "heavy tails", "Student")
DAY = dt.date(2026, 12, 1)
SAMPLES = 10_000
TAIL = 0.1


@dataclass(frozen=True, slots=True)
class Course:
    """A plan with the places in it at which so many topics are behind."""

    plan: Plan
    places: tuple[int, ...]


def courses(graph: KnowledgeGraph) -> list[Course]:
    """Return the plans that learners follow."""
    found = []
    for goal in GOALS:
        plan = mlpath.plan(graph, goals=[goal], budget=BUDGET, recommended=False)
        places, topics = [0], set[str]()
        for place, step in enumerate(plan.steps, 1):
            topics.add(step.topic)
            if len(topics) == len(places):
                places.append(place)
        found.append(Course(plan, tuple(places[count] for count in LOGS)))
    return found


def lived(world: str, graph: KnowledgeGraph, plan: Plan, source: np.random.Generator) -> list[int]:
    """Return the minutes that one learner takes for each step of a plan."""
    usual = Pace()
    drawn = usual.median * float(np.exp(usual.sigma * source.standard_normal()))
    pace = {"pace 0.8": 0.8, "pace 1.3": 1.3}.get(world, drawn)
    deepest = {step.topic: step.level for step in plan.steps}
    factors = {}
    for topic, level in deepest.items():
        error = source.standard_t(3) if world == "Student" else source.standard_normal()
        factors[topic] = float(np.exp(spread(graph, topic, level) * error))
        if world == "heavy tails" and source.random() < TAIL:
            factors[topic] *= 3
    return [max(1, round(step.effort_minutes * pace * factors[step.topic])) for step in plan.steps]


def logged(plan: Plan, minutes: Sequence[int], place: int, *, paired: bool = True) -> Progress:
    """Return what a log of the first steps adds up to; unpaired times teach no pace."""
    done = list(zip(plan.steps[:place], minutes, strict=False))
    return Progress(
        steps=tuple(
            StepProgress(step.step, State.MASTERED, Kind.PASSED, DAY, taken)
            for step, taken in done
        ),
        pairs=tuple(
            Pair(step.step, taken, step.effort_minutes, DAY) for step, taken in done if paired
        ),
    )


def held(
    world: str, graph: KnowledgeGraph, plans: Sequence[Course], learners: int, *, learning: bool
) -> list[tuple[float, float]]:
    """Return for each number of logs the share of learners within P80, and the median error."""
    source = np.random.default_rng(SEED)
    inside = np.zeros((learners, len(LOGS)))
    errors = np.zeros((learners, len(LOGS)))
    for learner in range(learners):
        course = plans[learner % len(plans)]
        minutes = lived(world, graph, course.plan, source)
        for column, place in enumerate(course.places):
            reached = logged(course.plan, minutes, place, paired=learning)
            finish = forecast(course.plan, graph, progress=reached).finish
            left = sum(minutes[place:])
            inside[learner, column] = left <= finish.p80.minutes
            errors[learner, column] = abs(finish.p50.minutes - left) / left
    shares, middles = inside.mean(axis=0), np.median(errors, axis=0)
    return [(float(share), float(middle)) for share, middle in zip(shares, middles, strict=True)]


def coverage(graph: KnowledgeGraph, learners: int) -> str:
    """Return the tables of how often forecasts hold and how far they are off."""
    plans = courses(graph)
    head = " | ".join(f"{count} topics" if count != 1 else "1 topic" for count in LOGS)
    lines = ["Within P80 after logs of:\n", f"| world | {head} |", "|---|" + "--:|" * len(LOGS)]
    found = {}
    for world in WORLDS:
        found[world] = held(world, graph, plans, learners, learning=True)
    found["pace 1.3, nothing learnt"] = held("pace 1.3", graph, plans, learners, learning=False)
    found["own prior, nothing learnt"] = held("own prior", graph, plans, learners, learning=False)
    for world, rows in found.items():
        lines.append(f"| {world} | " + " | ".join(f"{share:.1%}" for share, _ in rows) + " |")
    lines += ["", "Median error of the remaining hours:\n", f"| world | {head} |"]
    lines.append("|---|" + "--:|" * len(LOGS))
    for world, rows in found.items():
        lines.append(f"| {world} | " + " | ".join(f"{error:.0%}" for _, error in rows) + " |")
    return "\n".join(lines) + "\n"


def closed_form(graph: KnowledgeGraph) -> tuple[str, float]:
    """Return how far the formula is from a simulation, and the simulation's seconds."""
    lines = [
        f"The formula against {SAMPLES:,} simulated learners, ratio of minutes:\n",
        "| plan | topics | P50 | P80 | P95 |",
        "|---|--:|--:|--:|--:|",
    ]
    slowest = 0.0
    for course in courses(graph):
        steps = [(step.step, float(step.effort_minutes)) for step in course.plan.steps]
        for name, size in (("first topic", 1), ("five steps", 5), ("all", len(steps))):
            found = parts(graph, steps[:size])
            began = time.process_time()
            drawn = simulate(found, Pace(), samples=SAMPLES, seed=SEED)
            slowest = max(slowest, time.process_time() - began)
            exact = total(found, Pace())
            ratios = [
                exact.quantile(chance) / float(np.quantile(drawn, chance))
                for chance in (0.5, 0.8, 0.95)
            ]
            told = " | ".join(f"{ratio:.3f}" for ratio in ratios)
            lines.append(f"| {course.plan.asked.goals[0]}, {name} | {len(found)} | {told} |")
    return "\n".join(lines) + "\n", slowest


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, or write them to a file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", type=Path, help="a file to write to")
    parser.add_argument("-n", "--learners", type=int, default=1000, help="for each row")
    options = parser.parse_args(arguments)
    graph = mlpath.roadmap()
    held_table = coverage(graph, options.learners)
    form, slowest = closed_form(graph)
    text = (
        "## Forecasts on simulated learners\n\n"
        "Made by `python -m benchmarks.forecasting`, which says what the rows are, from "
        f"{graph.info.title} {graph.info.version} with {options.learners:,} learners for each row "
        f"(seed {SEED}). The learners are synthetic; the rows after the first say what happens "
        f"where they are not as the forecast assumes.\n\n{held_table}\n{form}"
    )
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    sys.stderr.write(f"slowest simulation of {SAMPLES:,}: {slowest:.3f} CPU s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
