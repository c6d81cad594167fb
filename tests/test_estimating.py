"""Times as distributions: sums against simulation, pace against Bayes by numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, Level
from mlpath.estimating import Pace, Part, Total, parts, remaining, spread, total

if TYPE_CHECKING:
    from collections.abc import Sequence

GRAPH = KnowledgeGraph.from_dict(
    {
        "topics": {
            "svd": {"effort": {"overview": "1h", "working": "3-5h", "deep": "8-24h"}},
            "qr": "3h",
        }
    }
)
PARTS = st.lists(
    st.builds(
        Part,
        st.just("x"),
        st.integers(1, 3000),
        st.floats(0.3, 0.9),
    ),
    min_size=1,
    max_size=30,
)


def drawn(found: Sequence[Part], pace: Pace, samples: int = 40_000) -> np.ndarray:
    """Return sorted totals, drawn part by part in another way than `simulate` does."""
    source = np.random.default_rng(7)
    times = sum(source.lognormal(math.log(part.minutes), part.sigma, samples) for part in found)
    return np.sort(times * source.lognormal(math.log(pace.median), pace.sigma, samples))


@pytest.mark.parametrize("size", [1, 2, 5, 70])
def test_a_sum_is_within_two_percent_of_a_simulation(size: int) -> None:
    """At a usual pace P50, P80 and P95 of many and of few topics are those of samples."""
    found = [Part(f"t{n}", 60 + 37 * n % 400, (0.3, 0.4, 0.6)[n % 3]) for n in range(size)]
    times = drawn(found, Pace())
    exact = total(found, Pace())
    for chance in (0.5, 0.8, 0.95):
        assert exact.quantile(chance) == pytest.approx(np.quantile(times, chance), rel=0.02)
        at = float(np.quantile(times, chance))
        assert exact.chance(at) == pytest.approx(chance, abs=0.012)


def test_the_common_pace_does_not_cancel() -> None:
    """Seventy topics: 1.08, 1.52 and 2.10 h per estimated hour; without a pace near 1.08."""
    found = [Part(f"t{n}", 100, 0.4) for n in range(70)]
    both, alone = total(found, Pace(1.0, 0.4)), total(found, Pace(1.0, 0.0))
    chances = (0.5, 0.8, 0.95)
    assert [round(both.quantile(p) / 7000, 2) for p in chances] == [1.08, 1.52, 2.10]
    assert [round(alone.quantile(p) / 7000, 2) for p in chances] == [1.08, 1.13, 1.17]


@given(PARTS, st.floats(0.02, 0.98))
def test_chance_and_quantile_are_inverse(found: list[Part], chance: float) -> None:
    """The minutes that suffice with a chance suffice with that chance."""
    time = total(found, Pace())
    assert time.chance(time.quantile(chance)) == pytest.approx(chance, abs=1e-9)


@given(PARTS, st.floats(0.3, 3))
def test_a_pace_without_spread_scales_times(found: list[Part], pace: float) -> None:
    """Twice the pace takes twice as long, with every chance."""
    once, scaled = total(found, Pace(1.0, 0.2)), total(found, Pace(pace, 0.2))
    assert scaled.quantile(0.8) == pytest.approx(pace * once.quantile(0.8))


def test_nothing_takes_no_time() -> None:
    """What is done is done for sure."""
    none = total([], Pace())
    assert (none.quantile(0.95), none.chance(0), none.chance(-1)) == (0.0, 1.0, 0.0)
    assert Total(100, 0.4).chance(0) == 0.0
    assert (Total(100, 0.0).chance(99), Total(100, 0.0).chance(100)) == (0.0, 1.0)


def test_levels_of_a_topic_share_one_error() -> None:
    """Two levels spread as widely as the range of the deeper one says, not less."""
    found = parts(GRAPH, [(step, GRAPH.effort(step)) for step in GRAPH.steps])
    assert [part.topic for part in found] == ["svd", "qr"]
    assert found[0].minutes == sum(GRAPH.effort(step) for step in GRAPH.steps[:3])
    assert found[0].sigma == pytest.approx(math.log(3) / 1.349)
    assert spread(GRAPH, "svd", Level.WORKING) == pytest.approx(math.log(5 / 3) / 1.349)
    assert spread(GRAPH, "qr", Level.WORKING) == 0.4


@given(
    st.lists(
        st.tuples(st.integers(60, 900), st.integers(60, 900), st.floats(0.3, 0.7)), max_size=6
    )
)
def test_a_pace_is_learnt_as_bayes_says(taken: list[tuple[int, int, float]]) -> None:
    """Median and spread are those of the posterior on a grid, times as wide as was learnt."""
    prior = Pace()
    found = prior.learnt(taken)
    grid = np.linspace(-4, 4, 16_001)
    logs = -((grid - math.log(prior.median)) ** 2) / (2 * prior.sigma**2)
    for actual, estimate, sigma in taken:
        off = abs(math.log(actual / estimate) - math.log(prior.median))
        if off > 3 * math.hypot(sigma, prior.sigma):
            return  # cut off: the next test
        wide = sigma * found.wider
        logs = logs - (math.log(actual / estimate) - grid) ** 2 / (2 * wide**2)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    mean = float((weights * grid).sum())
    assert math.log(found.median) == pytest.approx(mean, abs=1e-3)
    deviation = math.sqrt(float((weights * (grid - mean) ** 2).sum()))
    assert found.sigma == pytest.approx(deviation, abs=1e-3)
    assert found.logs == len(taken)


@pytest.mark.parametrize("true", [0.7, 1.0, 2.0])
def test_logs_teach_how_far_times_spread(true: float) -> None:
    """Many times of one learner tell by how much the ranges are too narrow or too wide."""
    source = np.random.default_rng(5)
    taken = [
        (max(1, round(300 * 1.2 * math.exp(0.4 * true * source.standard_normal()))), 300, 0.4)
        for _ in range(400)
    ]
    found = Pace().learnt(taken)
    assert found.wider == pytest.approx(true, rel=0.1)
    assert found.median == pytest.approx(1.2, rel=0.08)
    assert Pace().learnt(taken[:1]).wider == pytest.approx(1, abs=0.15)


def test_a_slip_of_the_pen_does_not_turn_a_pace_over() -> None:
    """One minute for ten hours counts as very fast, not as six hundred times as fast."""
    slip, fast = Pace().learnt([(1, 600, 0.4)]), Pace().learnt([(115, 600, 0.4)])
    assert slip.median > 0.45
    assert slip.median == pytest.approx(fast.median, rel=0.1)


def test_a_pace_known_exactly_learns_nothing() -> None:
    """No spread means that the learner is sure."""
    assert Pace(1.3, 0.0).learnt([(100, 300, 0.4)]) == Pace(1.3, 0.0)


@given(st.integers(1, 5000), st.floats(0.3, 0.9), st.floats(0, 4))
def test_what_remains_is_the_median_of_the_cut_off_time(
    minutes: int, sigma: float, share: float
) -> None:
    """Of those who have not finished by now, half finish within what remains."""
    spent = share * minutes
    left = remaining(minutes, sigma, spent)
    assert left > 0
    time = Total(minutes, sigma)
    longer = 1 - time.chance(spent)
    if longer > 1e-6:
        assert 1 - time.chance(spent + left) == pytest.approx(longer / 2, rel=1e-6, abs=1e-9)
