"""What reviews take and what they keep, on simulated learners of the bundled graph.

Run ``python -m benchmarks.reviewing`` for Markdown tables; ``--write`` puts them into
``docs/benchmarks.md``. The learners are synthetic, and their memory is the power law of FSRS with
its default weights: the tables show what the ways of spacing do in such a world, not what people
remember. FSRS therefore plays at home, and the ladder does not.

A plan of 300 hours for each of a few goals is laid into weeks of 10 hours with reviews. Then days
go by: a topic learnt is remembered for some days, each review is passed with the chance that the
topic is still remembered and learnt again where it is not, and each use in a later topic is a
review with the chance that the graph marks (`exercised`; half of it where only an overview is
asked for), whether the schedule counts on that or not.

- "share": reviews as part of all time, where as much is allowed as they ask for (30 %).
- "a topic": reviews laid for each topic of the plan.
- "at the end": the mean chance that a topic of the plan is remembered on the last day.
- "when used": the same of a direct prerequisite on the day a step that needs it is learnt.

The second table keeps to a share, as schedules do. "Put off" counts reviews moved by their whole
interval because more was due than two weeks of review hold; "most waiting" is the longest queue.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import fsrs

import mlpath
from mlpath.reviewing import Fsrs, Ladder, Memory, add_reviews
from mlpath.reviewing.memories import review_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlpath import KnowledgeGraph, Plan, Schedule
    from mlpath.reviewing import Method

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEADING = "## Reviews"
GOALS = ("preset:llm-researcher", "preset:nlp", "diffusion-models@deep")
BUDGET = "300h"
HOURS = "10h/week"
ALLOWED = 0.3
SHARES = (0.02, 0.05, 0.1, 0.15)
SEEDS = range(8)
EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a learner remembers: chances at the end, and when used, by the memory's own model."""

    end: float
    used: float


class Learner:
    """A memory that follows FSRS, with luck of its own."""

    def __init__(self, graph: KnowledgeGraph, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - luck, not secrets
        self.model = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self.cards: dict[str, fsrs.Card] = {}
        self.graph = graph
        self.uses = Memory(graph, Ladder())

    def chance(self, topic: str, day: int) -> float:
        """Return the chance that a topic is remembered."""
        return float(self.model.get_card_retrievability(self.cards[topic], time(day)))

    def practise(self, topic: str, day: int, *, sure: bool = False) -> None:
        """Review a topic; what is forgotten is learnt again."""
        well = sure or self.rng.random() < self.chance(topic, day)
        rating = fsrs.Rating.Good if well else fsrs.Rating.Again
        self.cards[topic], _ = self.model.review_card(self.cards[topic], rating, time(day))

    def learn(self, step: mlpath.Step, day: int) -> list[float]:
        """Learn a step; return the chance at which each prerequisite was remembered."""
        needs = [each.topic for each, _, _ in self.graph.topic(step.topic).prerequisites()]
        chances = [
            self.chance(topic, day) for topic in dict.fromkeys(needs) if topic in self.cards
        ]
        if step.topic not in self.cards:
            card = fsrs.Card(card_id=len(self.cards), due=time(day))
            self.cards[step.topic] = card
        self.practise(step.topic, day, sure=True)
        self.use(step, day)
        return chances

    def use(self, step: mlpath.Step, day: int) -> None:
        """Use what a step exercises."""
        for topic, weight in self.uses.exercises(step):
            if topic in self.cards and self.rng.random() < weight:
                self.practise(topic, day)


def time(day: int) -> dt.datetime:
    """Return the moment of a day."""
    return EPOCH + dt.timedelta(days=day)


def live(schedule: Schedule, plan: Plan, graph: KnowledgeGraph, seed: int) -> Kept:
    """Return what a learner remembers who keeps to a schedule."""
    learner = Learner(graph, seed)
    last = {each.step: each for each in schedule.sessions if each.kind == "study"}
    used: list[float] = []
    begun: Counter[str] = Counter()
    for week in schedule.weeks:
        day = 7 * week.week - 1
        for session in week.sessions:
            if session.kind == "review":
                begun[session.topic] += session.minutes
                if begun[session.topic] < takes(graph, session.step):  # it goes on next week
                    continue
                begun[session.topic] = 0
                learner.practise(session.topic, day)
                learner.use(session.step, day)
            elif last[session.step] is session:
                used += learner.learn(session.step, day)
    end = 7 * schedule.weeks[-1].week - 1
    topics = dict.fromkeys(each.topic for each in plan.steps)
    return Kept(fmean(learner.chance(topic, end) for topic in topics), fmean(used))


def takes(graph: KnowledgeGraph, step: mlpath.Step) -> int:
    """Return the minutes of a whole review of a step."""
    levels = graph.topic(step.topic).levels
    return review_minutes(
        sum(graph.effort(mlpath.Step(step.topic, each)) for each in levels if each <= step.level)
    )


def with_share(plan: Plan, share: float) -> Plan:
    """Return the same steps with another share of review."""
    return plan.model_copy(update={"asked": plan.asked.model_copy(update={"review_share": share})})


def methods() -> list[tuple[str, Method | None]]:
    """Return every way of spacing with its name."""
    found: list[tuple[str, Method | None]] = [("no reviews", None), ("ladder", Ladder())]
    return found + [(f"FSRS at {target:.1f}", Fsrs(target)) for target in (0.7, 0.8, 0.9)]


def needs(
    plans: Sequence[Plan], graph: KnowledgeGraph, seeds: Sequence[int]
) -> Iterator[tuple[str, ...]]:
    """Yield what each way of spacing asks for, and keeps."""
    for name, method in methods():
        for implicit in (False, True) if method is not None else (False,):
            rows: list[tuple[float, ...]] = []
            for plan in plans:
                laid = mlpath.schedule(asked := with_share(plan, ALLOWED), hours=HOURS)
                if method is not None:
                    laid = add_reviews(laid, asked, graph, method=method, implicit=implicit)
                rows += [measured(laid, plan, graph, seed) for seed in seeds]
            share, each, end, used = map(fmean, zip(*rows, strict=True))
            use = "" if method is None else "counted" if implicit else "not counted"
            yield name, use, f"{share:.1%}", f"{each:.1f}", f"{end:.3f}", f"{used:.3f}"


def measured(laid: Schedule, plan: Plan, graph: KnowledgeGraph, seed: int) -> tuple[float, ...]:
    """Return share, reviews a topic, and what is kept."""
    reviews = [session for session in laid.sessions if session.kind == "review"]
    minutes = sum(session.minutes for session in reviews)
    study = sum(session.minutes for session in laid.sessions) - minutes
    kept = live(laid, plan, graph, seed)
    topics = len({each.topic for each in plan.steps})
    return minutes / (study + minutes), len(reviews) / topics, kept.end, kept.used


def caps(
    plans: Sequence[Plan], graph: KnowledgeGraph, seeds: Sequence[int]
) -> Iterator[tuple[str, ...]]:
    """Yield what happens where the share is fixed."""
    for name, method in (("ladder", Ladder()), ("FSRS at 0.8", Fsrs())):
        for share in SHARES:
            rows: list[tuple[float, ...]] = []
            for plan in plans:
                asked = with_share(plan, share)
                laid = add_reviews(
                    mlpath.schedule(asked, hours=HOURS), asked, graph, method=method
                )
                told = laid.reviews
                off, most = (told.postponed, told.most_waiting_minutes) if told else (0, 0)
                for seed in seeds:
                    spent, _, end, used = measured(laid, plan, graph, seed)
                    rows.append((spent, off, most, end, used))
            mean = tuple(map(fmean, zip(*rows, strict=True)))
            yield (
                name, f"{share:.0%}", f"{mean[0]:.1%}", f"{mean[1]:.0f}", f"{mean[2]:.0f} min",
                f"{mean[3]:.3f}", f"{mean[4]:.3f}",
            )  # fmt: skip


def table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """Yield a Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def said() -> str:
    """Return what this file says of itself, as the text above the tables."""
    _, _, about = (__doc__ or "").partition("\n\n")
    return f"{HEADING}\n\n{about}".replace("``", "`")


def report(goals: Sequence[str] = GOALS, seeds: Sequence[int] = SEEDS) -> str:
    """Return both tables as Markdown."""
    graph = mlpath.roadmap()
    plans = [mlpath.plan(graph, goals=[goal], budget=BUDGET, recommended=False) for goal in goals]
    return "\n".join(
        [
            *table(
                ("spacing", "use in later topics", "share", "a topic", "at the end", "when used"),
                needs(plans, graph, seeds),
            ),
            "",
            *table(
                (
                    "spacing",
                    "allowed",
                    "spent",
                    "put off",
                    "most waiting",
                    "at the end",
                    "when used",
                ),
                caps(plans, graph, seeds),
            ),
            "",
        ]
    )


def main() -> None:
    """Print the tables, or put them into the page of all benchmarks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help=f"write to docs/{PAGE.name}")
    text = f"{said()}\n{report()}"
    if parser.parse_args().write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(f"{HEADING}\n")
        _, more, after = rest.partition("\n## ")
        tail = f"\n## {after}" if more else ""
        PAGE.write_text(f"{before.rstrip()}\n\n{text}{tail}", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
