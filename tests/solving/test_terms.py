"""Steps in terms: every small layout is looked at, limits are kept, bounds are true."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

import numpy as np
import pytest

from mlpath.solving.balancing import balance, fewest
from mlpath.solving.terms import TermProblem, least_load, loads_of, longest_chain, windows

Edge = tuple[int, int, int]


@dataclass(frozen=True)
class Small:
    """A problem of a few steps in plain Python."""

    effort: list[int]
    edges: list[Edge]
    terms: int
    load: tuple[int, int | None]
    count: tuple[int, int | None]

    def problem(self) -> TermProblem:
        """Return the same for the solving room."""
        return TermProblem.build(
            self.effort, self.edges, self.terms, load=self.load, count=self.count
        )

    def best(self) -> int | None:
        """Least largest load over all layouts, None if there is none."""
        found: list[int] = []
        for layout in itertools.product(range(self.terms), repeat=len(self.effort)):
            if any(layout[other] + lag > layout[step] for step, other, lag in self.edges):
                continue
            loads = [
                sum(e for e, place in zip(self.effort, layout, strict=True) if place == term)
                for term in range(self.terms)
            ]
            counts = [layout.count(term) for term in range(self.terms)]
            if _within(loads, self.load) and _within(counts, self.count):
                found.append(max(loads))
        return min(found, default=None)


def _within(numbers: list[int], limits: tuple[int, int | None]) -> bool:
    low, high = limits
    return min(numbers) >= low and (high is None or max(numbers) <= high)


def small(seed: int, *, limits: bool = True) -> Small:
    """Return a random problem; every seed always gives the same."""
    r = random.Random(seed)
    size, terms, unit = r.randint(0, 7), r.randint(1, 4), r.choice([1, 1, 5, 30])
    effort = [unit * r.randint(0 if r.random() < 0.1 else 1, 20) for _ in range(size)]
    names = r.sample(range(size), size)
    density = r.choice([0.1, 0.3])
    edges = [
        (names[later], names[earlier], r.randint(0, 1))
        for earlier, later in itertools.combinations(range(size), 2)
        if r.random() < density
    ]
    if not limits:
        return Small(effort, edges, terms, (0, None), (0, None))
    even = sum(effort) // terms
    load = r.choice([0, 0, 0, even // 2]), r.choice([None, None, int(even * r.uniform(0.9, 2))])
    count = r.choice([0, 0, 0, 1]), r.choice([None, None, r.randint(1, 4)])
    return Small(effort, edges, terms, load, count)


@pytest.mark.parametrize("seeds", [range(start, start + 30) for start in range(0, 150, 30)])
def test_small_problems_are_solved_and_proven(seeds: range) -> None:
    """All layouts of up to seven steps in four terms agree, with every kind of limit."""
    for seed in seeds:
        case = small(seed)
        best, problem = case.best(), case.problem()
        layout = balance(problem)
        assert layout.proven, case
        if best is None:
            assert layout.term is None, case
            continue
        assert layout.term is not None, case
        assert problem.fits(layout.term), case
        assert layout.largest == layout.bound == best, case
        assert int(loads_of(problem, layout.term).max()) == best, case


def test_without_the_engine_bounds_stay_true() -> None:
    """What the rules alone find lies above the best, what they refute lies below."""
    proven = 0
    for seed in range(200):
        case = small(seed)
        best, problem = case.best(), case.problem()
        quick = balance(problem, nodes=0)
        proven += quick.proven
        if quick.term is None:
            assert best is None or not quick.proven, case
        else:
            assert problem.fits(quick.term), case
            assert best is not None
            assert quick.bound <= best <= quick.largest, case
            assert not quick.proven or best == quick.largest, case
    assert proven > 100


def test_fewest_terms_of_a_capacity_are_proven_and_balanced() -> None:
    """No fewer terms hold the steps, and in so many the fullest is as light as can be."""
    for seed in range(80):
        case = small(seed, limits=False)
        if not case.effort:
            continue
        capacity = max(*case.effort, sum(case.effort) // 3, 1)
        problem = TermProblem.build(case.effort, case.edges, 7, load=(0, capacity))
        layout = fewest(problem)
        assert layout.proven, case
        tried = (
            (terms, Small(case.effort, case.edges, terms, (0, capacity), (0, None)).best())
            for terms in range(1, 5)
        )
        found = next(((terms, best) for terms, best in tried if best is not None), None)
        if found is None:
            assert layout.terms_bound > 4, case
        else:
            assert (layout.terms_bound, layout.largest) == found, case


def test_fewest_terms_that_cannot_be() -> None:
    """A step beyond the capacity, or too few terms allowed, are proven impossible."""
    layout = fewest(TermProblem.build([60, 100], [], 5, load=(0, 90)))
    assert (layout.term, layout.proven) == (None, True)
    layout = fewest(TermProblem.build([60, 60], [(1, 0, 1)], 1, load=(0, 200)))
    assert (layout.term, layout.proven) == (None, True)


def test_larger_problems_come_close() -> None:
    """Two hundred steps: within two in a thousand of a bound, every layout sound."""
    r = random.Random(5)
    effort = [r.randint(20, 400) for _ in range(200)]
    edges = [
        (later, r.randrange(max(0, later - 40), later), r.randint(0, 1))
        for later in range(1, 200)
        for _ in range(2)
    ]
    problem = TermProblem.build(
        effort, edges, len(longest_chain(TermProblem.build(effort, edges, 1)))
    )
    layout = balance(problem)
    assert layout.term is not None
    assert problem.fits(layout.term)
    assert layout.largest == int(loads_of(problem, layout.term).max())
    even = TermProblem.build(effort, [(s, p, 0) for s, p, _ in edges], 10)
    layout = balance(even)
    assert layout.term is not None
    assert even.fits(layout.term)
    assert layout.largest <= layout.bound * 1.002


def test_a_work_limit_never_makes_a_claim_untrue() -> None:
    """One node of branch and bound: whatever is called proven is, and bounds hold."""
    for seed in range(40):
        case = small(seed)
        best = case.best()
        layout = balance(case.problem(), nodes=1)
        if layout.term is None:
            assert best is None or not layout.proven, case
        else:
            assert best is not None
            assert layout.bound <= best <= layout.largest, case
            assert layout.proven == (layout.bound == layout.largest), case


def test_windows_and_bounds_are_what_chains_and_minutes_allow() -> None:
    """Three steps in a row, each an hour: a term each, or two terms with room for two."""
    row = [(1, 0, 1), (2, 1, 1)]
    problem = TermProblem.build([60, 60, 60], row, 3)
    span = windows(problem, 60)
    assert span is not None
    assert [some.tolist() for some in span] == [[0, 1, 2], [0, 1, 2]]
    assert windows(problem, 59) is None
    assert longest_chain(problem) == [0, 1, 2]
    assert least_load(problem) == 60
    assert least_load(TermProblem.build([60, 60, 60], row, 2)) is None
    loose = TermProblem.build([60, 60, 60], [(1, 0, 0), (2, 1, 0)], 2)
    assert least_load(loose) == 120
    assert windows(loose, 60) is None


def test_steps_without_minutes_keep_their_order() -> None:
    """Nothing to balance, but a chain still takes its terms."""
    problem = TermProblem.build([0, 0, 0], [(1, 0, 1)], 2)
    layout = balance(problem)
    assert layout.term is not None
    assert (layout.largest, layout.proven) == (0, True)
    assert layout.term[0] < layout.term[1]


def test_no_steps_fill_no_term() -> None:
    """An empty problem has an empty layout; a least count cannot be kept."""
    layout = balance(TermProblem.build([], [], 3))
    assert layout.term is not None
    assert len(layout.term) == 0
    assert balance(TermProblem.build([], [], 3, count=(1, None))).term is None


@pytest.mark.parametrize(
    ("effort", "edges", "terms", "match"),
    [
        ([1, 2], [(0, 2, 1)], 2, r"outside 0\.\.1"),
        ([1, 2], [(0, 1, 1), (1, 0, 0)], 2, "cycle"),
        ([1, 2], [], 0, "0 terms"),
    ],
)
def test_what_makes_no_sense_is_refused(
    effort: list[int], edges: list[Edge], terms: int, match: str
) -> None:
    """Edges within the steps, no cycle, a term at least."""
    with pytest.raises(ValueError, match=match):
        TermProblem.build(effort, edges, terms)


def test_the_stricter_of_two_edges_counts() -> None:
    """The same pair named twice stands apart if either says so."""
    problem = TermProblem.build([1, 1], [(1, 0, 1), (1, 0, 0)], 2)
    assert problem.apart.tolist() == [1]
    assert not problem.fits(np.zeros(2, dtype=np.int64))
    assert not problem.fits(np.array([0, 2]))
    assert problem.fits(np.array([0, 1]))
