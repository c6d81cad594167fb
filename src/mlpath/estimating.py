"""How long study takes, as distributions: steps in sum, one pace for all, and what a log teaches.

A step's time is lognormal around its estimate. The levels of one topic share one error, as who
finds a topic hard finds all of it hard; topics err each by itself, so their errors cancel in a
sum. What does not cancel is the learner's own pace, which multiplies everything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlpath.topics import KnowledgeGraph, Level, Step

PRIOR_MEDIAN = 1.15  # hours per estimated hour: people underestimate
PRIOR_SIGMA = 0.4
# A log beyond so many standard deviations counts as one at them: it is a slip of the pen or an
# outlier, and one entry must not turn a forecast over.
FURTHEST = 3
# So many topics are what the ranges of a graph are worth when logs tell how far times spread.
RANGES_WORTH = 10

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Pace:
    """Hours per estimated hour of one learner, as far as they are known: lognormal.

    Attributes
    ----------
    median
        As likely exceeded as not. Before any log 1.15.
    sigma
        Standard deviation of its logarithm. Before any log 0.4.
    logs
        Topics with logged times that it was learnt from.
    wider
        How many times as far times spread as the ranges of a graph say.

    Examples
    --------
    >>> Pace().median
    1.15
    >>> learnt = Pace().learnt([(130, 100, 0.4), (260, 200, 0.4)])
    >>> round(learnt.median, 2), round(learnt.sigma, 2), learnt.logs
    (1.25, 0.22, 2)
    """

    median: float = PRIOR_MEDIAN
    sigma: float = PRIOR_SIGMA
    logs: int = 0
    wider: float = 1.0

    @classmethod
    def stated(cls, pace: float, sigma: float | None = None) -> Pace:
        """Return the pace that a learner states; a pace of 1 without a spread says nothing.

        Examples
        --------
        >>> Pace.stated(1.0).median, Pace.stated(1.3).median, Pace.stated(1.0, 0.2).median
        (1.15, 1.3, 1.0)
        """
        if sigma is None and pace == 1:
            return cls()
        return cls(pace, PRIOR_SIGMA if sigma is None else sigma)

    def learnt(self, taken: Iterable[tuple[int, int, float]]) -> Pace:
        """Return the pace after logged times, by the conjugate rule for a normal mean.

        Parameters
        ----------
        taken
            For each topic the minutes it took, those estimated, and the standard deviation of
            the logarithm of such times.

        Notes
        -----
        With y the logarithm of taken over estimated, precisions add up and means weigh by them.
        With equal spreads the prior counts as much as one topic. How far the times lie from that
        mean, against how far the ranges say, widens or narrows the ranges by the conjugate rule
        for a variance; a few topics that take several times as long as estimated are learnt so.
        """
        if not self.sigma:
            return self
        offs = [self._off(actual, estimate, sigma) for actual, estimate, sigma in taken]
        mean, weight = self._weighed(offs, 1.0)
        squares = sum(((off - mean) / sigma) ** 2 for off, sigma in offs)
        # The mean itself was fitted to the times, which takes a part of a time from them.
        times = len(offs) - 1 + 1 / (weight * self.sigma**2)
        wider = math.sqrt((RANGES_WORTH + squares) / (RANGES_WORTH + times))
        mean, weight = self._weighed(offs, wider)
        median = self.median * math.exp(mean)
        return Pace(median, weight**-0.5, self.logs + len(offs), self.wider * wider)

    def _off(self, actual: int, estimate: int, sigma: float) -> tuple[float, float]:
        """Return how far a time is from this pace, cut off where it is beyond belief."""
        sigma *= self.wider
        furthest = FURTHEST * math.hypot(sigma, self.sigma)
        off = math.log(actual / estimate) - math.log(self.median)
        return max(-furthest, min(furthest, off)), sigma

    def _weighed(self, offs: Iterable[tuple[float, float]], wider: float) -> tuple[float, float]:
        """Return the mean of what was found and known, and its weight."""
        weight, weighed = 1 / self.sigma**2, 0.0
        for off, sigma in offs:
            weight += 1 / (wider * sigma) ** 2
            weighed += off / (wider * sigma) ** 2
        return weighed / weight, weight


@dataclass(frozen=True, slots=True)
class Part:
    """What is left of one topic: its levels share one error.

    Attributes
    ----------
    topic
        Its id.
    minutes
        Estimated effort: the median.
    sigma
        Standard deviation of the logarithm of the time it takes.
    """

    topic: str
    minutes: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Total:
    """A lognormal time in minutes; no time at all where nothing is left to do.

    Attributes
    ----------
    median
        Minutes.
    sigma
        Standard deviation of the logarithm.
    """

    median: float
    sigma: float

    def quantile(self, chance: float) -> float:
        """Return the minutes that suffice with a chance.

        Examples
        --------
        >>> round(Total(100, 0.4).quantile(0.8))
        140
        """
        return self.median * math.exp(self.sigma * _NORMAL.inv_cdf(chance))

    def chance(self, minutes: float) -> float:
        """Return the chance that so many minutes suffice.

        Examples
        --------
        >>> Total(100, 0.4).chance(100), Total(0, 0).chance(0)
        (0.5, 1.0)
        """
        if self.median <= 0:
            return 1.0 if minutes >= 0 else 0.0
        if minutes <= 0:
            return 0.0
        if not self.sigma:
            return 1.0 if minutes >= self.median else 0.0
        return _NORMAL.cdf(math.log(minutes / self.median) / self.sigma)


def spread(graph: KnowledgeGraph, topic: str, level: Level) -> float:
    """Return the standard deviation of the logarithm of the time to reach a level.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph, Level
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "2-6h"}, "qr": "3h"}})
    >>> round(spread(graph, "svd", Level.WORKING), 2), spread(graph, "qr", Level.WORKING)
    (0.81, 0.4)
    """
    found = graph.topic(topic)
    span = found.effort[found.declared(level)]
    return PRIOR_SIGMA if span is None else span.sigma


def parts(
    graph: KnowledgeGraph, steps: Iterable[tuple[Step, float]], wider: float = 1.0
) -> tuple[Part, ...]:
    """Return steps with their minutes as one part a topic, in the order of first mention.

    Parameters
    ----------
    wider
        How many times as far times spread as the graph's ranges say.

    A range in a graph is about reaching its level from nothing, so that the deepest of a topic's
    steps gives its spread.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "svd": {"effort": {"overview": "1h", "working": "4h"}}, "qr": "3h"}})
    >>> found = parts(graph, [(step, graph.effort(step)) for step in graph.steps])
    >>> [(part.topic, part.minutes) for part in found]
    [('svd', 240), ('qr', 180)]
    """
    minutes: dict[str, float] = {}
    deepest: dict[str, Level] = {}
    for step, effort in steps:
        minutes[step.topic] = minutes.get(step.topic, 0) + effort
        deepest[step.topic] = max(step.level, deepest.get(step.topic, step.level))
    return tuple(
        Part(topic, effort, wider * spread(graph, topic, deepest[topic]))
        for topic, effort in minutes.items()
    )


def total(found: Iterable[Part], pace: Pace) -> Total:
    """Return the distribution of the time that parts take together at a pace.

    Notes
    -----
    The sum of independent lognormals is taken as a lognormal of the same mean and variance
    (Fenton 1960); the pace, lognormal too, multiplies it.

    References
    ----------
    Fenton, L. (1960). The sum of log-normal probability distributions in scatter transmission
    systems. doi:10.1109/TCOM.1960.1097606

    Examples
    --------
    >>> two = total([Part("svd", 100, 0.4), Part("qr", 100, 0.4)], Pace(1.0, 0.0))
    >>> round(two.median), round(two.sigma, 3)
    (208, 0.288)
    """
    mean = variance = 0.0
    for part in found:
        factor = math.exp(part.sigma**2)
        mean += part.minutes * math.sqrt(factor)
        variance += part.minutes**2 * (factor - 1) * factor
    if not mean:
        return Total(0.0, 0.0)
    squared = math.log1p(variance / mean**2)
    return Total(mean * math.exp(-squared / 2) * pace.median, math.hypot(pace.sigma, squared**0.5))


def remaining(minutes: float, sigma: float, spent: float) -> float:
    """Return the median of what is left of a step on which time was spent and that is not done.

    Parameters
    ----------
    minutes, sigma
        Median and spread of its whole time.
    spent
        Minutes, at the same pace as the estimate.

    Notes
    -----
    A time is known to be longer than what was spent already: the median of the lognormal cut off
    there. So half of it done leaves a little more than half, and one that should long be done is
    not done in no time.

    Examples
    --------
    >>> remaining(100, 0.4, 0), round(remaining(100, 0.4, 50)), round(remaining(100, 0.4, 150))
    (100.0, 52, 27)
    """
    if spent <= 0:
        return float(minutes)
    # The upper tail is inverted, not its complement: far out the complement is no number.
    beyond = _NORMAL.cdf(-math.log(spent / minutes) / sigma) / 2
    if beyond <= 0:
        return float(minutes)
    return minutes * math.exp(-sigma * _NORMAL.inv_cdf(beyond)) - spent
