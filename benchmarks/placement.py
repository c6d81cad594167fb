"""How many questions a placement takes, and how often it is right, on simulated learners.

Run ``python -m benchmarks.placement`` for Markdown tables of the bundled graph's goals presets and
of the first goal of each; ``-o docs/placement.md`` writes them. The learners are synthetic: the
tables show what the methods do, not what people know. They are not drawn from the method's own
prior: one half know random steps of the goals' closure with all these need, the other half know
what their ability, higher in some sections than in others, exceeds in difficulty; both know 10 to
90 % of the steps. Noise is the chance that an answer is the wrong one, each by itself; mlpath
keeps to its own rates (careless 5 %, guess 15 %) whatever the noise is.

- "right": the share of steps judged rightly, by what is likelier.
- "wrongly known": of the steps that a learner does not know, the share that a plan would leave
  out. That is the costly mistake.
- "recognised": of the steps that a learner knows, the share that a plan would leave out.

"ask all" asks about every step and takes each answer at its word. "half-split" asks what halves
the open steps best, believes each answer with all it implies, and takes what is still open at its
end for unknown. "mlpath" is `mlpath.place` as it is; "one ability" is the same without the
abilities that connect branches; "mlpath, to the end" asks until fewer than 2 % of the steps are
expected to be misjudged.

The numbers hang on nothing but the graph, the seed and mlpath's version; the slowest question,
which hangs on the machine, goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

import mlpath
from mlpath.placing import Placement, place
from mlpath.placing.beliefs import Beliefs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath import KnowledgeGraph
    from mlpath.placing import Domain

NOISES = (0.0, 0.05, 0.10)
QUESTIONS = 15
LIKELIER = 0.5
SEED = 20260101

Known = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Answer = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a method ended.

    Attributes
    ----------
    questions
        How many it took.
    judged, known
        What it thinks likelier known than not, and what it would leave out of a plan.
    seconds
        Its slowest question, with the answer before.
    """

    questions: int
    judged: Known
    known: Known
    seconds: float = 0.0


def learners(
    graph: KnowledgeGraph, domain: Domain, count: int, rng: np.random.Generator
) -> list[Known]:
    """Return what each learner knows: half by goals, half by ability; closed downwards."""
    return [
        (by_goals if number % 2 == 0 else by_ability)(graph, domain, rng)
        for number in range(count)
    ]


def by_goals(graph: KnowledgeGraph, domain: Domain, rng: np.random.Generator) -> Known:
    """Return the closures of random steps, until a random share of the domain is known."""
    size = len(domain.steps)
    share = rng.uniform(0.1, 0.9)
    known = np.zeros(size, dtype=np.bool_)
    for wanted in rng.permutation(size):
        grown = known.copy()
        learn(graph, domain, int(wanted), grown, rng)
        if grown.sum() > share * size:
            if known.any():
                break
            continue
        known = grown
    return known


def learn(
    graph: KnowledgeGraph, domain: Domain, wanted: int, known: Known, rng: np.random.Generator
) -> None:
    """Mark a step and all it needs as known, each any-of group by a random alternative."""
    number = {graph.rank[step]: place for place, step in enumerate(domain.steps)}
    groups: dict[int, list[list[int]]] = {}
    for group in graph.expansion.groups:
        if group.target in number:
            served = [number[other] for other in group.alternatives if other in number]
            groups.setdefault(number[group.target], []).append(served)
    before: dict[int, list[int]] = {}
    for source, target in domain.needs:
        before.setdefault(target, []).append(source)
    stack = [wanted]
    while stack:
        step = stack.pop()
        if known[step]:
            continue
        known[step] = True
        stack += before.get(step, [])
        stack += [
            int(rng.choice(group)) for group in groups.get(step, []) if not known[group].any()
        ]


def by_ability(graph: KnowledgeGraph, domain: Domain, rng: np.random.Generator) -> Known:
    """Return the steps less difficult than a learner's ability in their section.

    Difficulty is the length of the longest chain below a step, scaled to 0..1, with noise; the
    sections' effects are drawn for each learner. What misses a prerequisite is not known.
    """
    size = len(domain.steps)
    depth = np.zeros(size)
    for source, target in reversed(domain.needs):
        depth[target] = max(depth[target], depth[source] + 1)
    sections = [graph.topic(step.topic).section for step in domain.steps]
    effects = {name: rng.normal(0, 0.2) for name in dict.fromkeys(sections)}
    surplus = np.array([effects[name] for name in sections])
    surplus += rng.normal(0, 0.1, size) - depth / max(1.0, float(depth.max()))
    share = rng.uniform(0.1, 0.9)
    known = surplus >= np.quantile(surplus, 1 - share)
    for source, target in reversed(domain.needs):
        known[target] &= known[source]
    return known


def ask_all(domain: Domain, answer: Answer) -> Asked:
    """Return every answer as it is."""
    known = np.array([answer(step) for step in range(len(domain.steps))])
    return Asked(len(known), known, known)


def half_split(domain: Domain, answer: Answer, most: int) -> Asked:
    """Ask what halves the open steps best, and believe each answer and all it implies."""
    size = len(domain.steps)
    is_open = np.ones(size, dtype=np.bool_)
    known = np.zeros(size, dtype=np.bool_)
    asked = 0
    while is_open.any() and asked < most:
        inside = is_open[domain.above] & is_open[domain.below]
        needs = np.bincount(domain.above[inside], minlength=size)
        users = np.bincount(domain.below[inside], minlength=size)
        step = int(np.argmax(np.where(is_open, np.minimum(needs, users) + 1, 0)))
        asked += 1
        yes = answer(step)
        implied = domain.below[domain.above == step] if yes else domain.above[domain.below == step]
        settled = np.append(implied, step)
        known[settled[is_open[settled]]] = yes
        is_open[settled] = False
    return Asked(asked, known, known)


def bayes(start: Placement, answer: Answer) -> Asked:
    """Let mlpath ask, and take for known what it would leave out of a plan."""
    number = {step: place for place, step in enumerate(start.domain.steps)}
    placement, slowest = start, 0.0
    while True:
        before = time.perf_counter()
        question = placement.question
        slowest = max(slowest, time.perf_counter() - before)
        if question is None:
            break
        yes = answer(number[question.step])
        before = time.perf_counter()
        placement = placement.answer(question.step, yes=yes)
        slowest = max(slowest, time.perf_counter() - before)
    known = np.zeros(len(number), dtype=np.bool_)
    known[[number[belief.step] for belief in placement.known]] = True
    judged = np.array([belief.probability > LIKELIER for belief in placement.all])
    return Asked(placement.asked, judged, known, slowest)


METHODS: dict[str, Callable[[Placement, Answer], Asked]] = {
    "ask all": lambda start, answer: ask_all(start.domain, answer),
    f"half-split, {QUESTIONS}": lambda start, answer: half_split(start.domain, answer, QUESTIONS),
    "half-split, to the end": lambda start, answer: half_split(
        start.domain, answer, len(start.domain.steps)
    ),
    f"mlpath, {QUESTIONS}": lambda start, answer: bayes(start, answer),  # noqa: PLW0108 - defined below
    f"one ability, {QUESTIONS}": lambda start, answer: bayes(one_ability(start), answer),
    "mlpath, to the end": lambda start, answer: bayes(
        replace(start, questions=len(start.domain.steps)), answer
    ),
}
SHOWN = (f"half-split, {QUESTIONS}", f"mlpath, {QUESTIONS}")


def one_ability(start: Placement) -> Placement:
    """Return the placement for a learner of average ability only."""
    middle = len(start.beliefs.weights) // 2
    row = start.beliefs.each[middle : middle + 1]
    return replace(start, beliefs=Beliefs(row, np.ones(1)))


def results(start: Placement, count: int) -> dict[tuple[float, str], Numbers]:
    """Return for each noise and method what came out, a row for each learner.

    Columns are questions, right, wrongly known, recognised, and the slowest question in seconds.
    """
    found: dict[tuple[float, str], Numbers] = {}
    for noise in NOISES:
        rng = np.random.default_rng(SEED)  # the same learners at every noise
        rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in METHODS}
        for truth in learners(start.graph, start.domain, count, rng):
            said = truth ^ (rng.random(len(truth)) < noise)
            for name, method in METHODS.items():
                run = method(start, lambda step, said=said: bool(said[step]))  # type: ignore[misc]
                wrong = (run.known & ~truth).sum() / max(1, (~truth).sum())
                hits = (run.known & truth).sum() / max(1, truth.sum())
                right = (run.judged == truth).mean()
                rows[name].append((run.questions, right, wrong, hits, run.seconds))
        found.update({(noise, name): np.array(rows[name]) for name in METHODS})
    return found


def summary(every: Sequence[dict[tuple[float, str], Numbers]]) -> str:
    """Return a table of all learners together: a row for each noise and method."""
    lines = [
        "| noise | method | questions | right | wrongly known | recognised |",
        "|--:|---|--:|--:|--:|--:|",
    ]
    for noise, name in every[0]:
        whole = np.concatenate([found[noise, name] for found in every])
        questions, right, wrong, hits, _ = whole.mean(axis=0)
        lines.append(
            f"| {noise:.0%} | {name} | {questions:.1f} | {right:.1%} | {wrong:.1%} | {hits:.1%} |"
        )
    return "\n".join(lines) + "\n"


def each(titles: Sequence[str], every: Sequence[dict[tuple[float, str], Numbers]]) -> str:
    """Return a table with a row for each set of goals, at the middle noise."""
    head = " | ".join(f"{name}: right, wrongly known" for name in SHOWN)
    lines = [f"| goals | {head} |", f"|---|{'--:|' * len(SHOWN)}"]
    for title, found in zip(titles, every, strict=True):
        means = [found[NOISES[1], name].mean(axis=0) for name in SHOWN]
        cells = [f"{mean[1]:.1%}, {mean[2]:.1%}" for mean in means]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def report(graph: KnowledgeGraph, count: int) -> tuple[str, float]:
    """Return all tables as Markdown, and the slowest question in seconds."""
    kinds = {
        "Whole presets": [f"preset:{preset.id}" for preset in graph.presets],
        "Single goals, the first of each preset": list(
            dict.fromkeys(
                f"{entry.topic}@{entry.level}" if entry.level else str(entry.topic)
                for preset in graph.presets
                for entry in preset.topics[:1]
                if entry.topic
            )
        ),
    }
    parts, slowest = [], 0.0
    for title, goals in kinds.items():
        starts = [place(graph, goals=[goal]) for goal in goals]
        every = [results(start, count) for start in starts]
        names = [
            f"{goal} ({len(start.domain.steps)} steps)"
            for goal, start in zip(goals, starts, strict=True)
        ]
        told = f"{count} learners for each of {len(goals)} sets of goals."
        again = f"Each set of goals, {NOISES[1]:.0%} noise:"
        parts += [f"## {title}\n", f"{told}\n", summary(every), f"{again}\n", each(names, every)]
        slowest = max(
            slowest, *(float(rows[:, 4].max()) for one in every for rows in one.values())
        )
    return "\n".join(parts), slowest


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, or write them to a file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("graph", nargs="?", help="a graph; default: the bundled one")
    parser.add_argument("-o", "--output", type=Path, help="a file to write to")
    parser.add_argument("-n", "--learners", type=int, default=20, help="for each set of goals")
    options = parser.parse_args(arguments)
    graph = mlpath.read(options.graph) if options.graph else mlpath.roadmap()
    tables, slowest = report(graph, options.learners)
    text = (
        "# Placement on simulated learners\n\n"
        "Made by `python -m benchmarks.placement`, which says what the columns are and how the "
        f"learners are drawn (seed {SEED}), from {graph.info.title} {graph.info.version} "
        f"({len(graph.topics)} topics).\n\n{tables}"
    )
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    sys.stderr.write(f"slowest question: {slowest * 1000:.1f} ms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
