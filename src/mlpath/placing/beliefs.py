"""What is believed about each step of a domain, as probabilities, and how an answer changes it.

The states of knowledge are far too many to list. So each step keeps one probability, and an
answer changes it as if the step asked about and this one were all there is: exact on a chain, an
approximation elsewhere. That is done for seven abilities side by side, from a learner who knows
next to nothing to one who knows nearly all, and the answers weigh these against each other.
*Why abilities:* otherwise an answer says nothing about steps on other branches, and fifteen
questions are too few; ``benchmarks/placement.py`` measures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from mlpath.placing.domains import Domain

FloatArray = npt.NDArray[np.float64]
ABILITIES = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)  # added to the log-odds of every step
_DIGITS = 9  # gains this close are equal, whatever order a machine sums in


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """Probabilities that each of n steps is known, for each of k abilities.

    Attributes
    ----------
    each
        k rows of n probabilities.
    weights
        k probabilities of the abilities, 1 in all.
    """

    each: FloatArray
    weights: FloatArray

    @property
    def mean(self) -> FloatArray:
        """The n probabilities, whatever the ability."""
        found: FloatArray = self.weights @ self.each
        return np.clip(found, 0.0, 1.0)


def prior(domain: Domain) -> Beliefs:
    """Return what is believed before anything was asked.

    A step that much builds on is likelier known, one that needs much less likely; at ability 0
    ``(1 + steps above) / (2 + steps above + steps below)``. A prerequisite is never less likely
    than what needs it. The abilities are equally likely.
    """
    size = len(domain.steps)
    needed = np.bincount(domain.above, minlength=size)
    used = np.bincount(domain.below, minlength=size)
    odds = np.log((1.0 + used) / (1.0 + needed))
    each = 1.0 / (1.0 + np.exp(-(odds + np.array(ABILITIES)[:, None])))
    return Beliefs(each, np.full(len(ABILITIES), 1.0 / len(ABILITIES)))


def certainty(probability: float, *, yes: bool, careless: float, guess: float) -> float:
    """Return the probability that a step is known after an answer about it (Bayes' rule).

    Examples
    --------
    >>> round(certainty(0.5, yes=True, careless=0.05, guess=0.15), 3)
    0.864
    """
    known, unknown = _likelihoods(probability, yes=yes, careless=careless, guess=guess)
    # With rates of nought an answer can be impossible; then it is the answer that counts.
    return known / (known + unknown) if known + unknown > 0 else float(yes)


def _likelihoods(
    probability: float, *, yes: bool, careless: float, guess: float
) -> tuple[float, float]:
    """Return how likely it is that the step is known, and that it is not, with that answer."""
    right, wrong = (1 - careless, guess) if yes else (careless, 1 - guess)
    return probability * right, (1 - probability) * wrong


def updated(  # noqa: PLR0913 - an answer and its two rates
    domain: Domain, beliefs: Beliefs, step: int, *, yes: bool, careless: float, guess: float
) -> Beliefs:
    """Return what is believed after an answer.

    Parameters
    ----------
    domain
        Whose chains carry the news.
    beliefs
        Before the answer; not changed.
    step
        The number of the step that the answer is about.
    yes
        What was answered.
    careless, guess
        How likely a no is about what is known, and a yes about what is not; both 0 take the
        answer at its word.

    Notes
    -----
    With `p` the step's former probability and `q` the new one by Bayes' rule, what it needs gets
    ``q + (1 - q) (p_a - p) / (1 - p)`` and what needs it gets ``q p_d / p``: the law of total
    probability, as knowing a step implies knowing what it needs. O(k m) for k abilities and m
    chains.
    """
    likely = []
    rows = []
    for row in beliefs.each:
        before = float(row[step])
        likely.append(sum(_likelihoods(before, yes=yes, careless=careless, guess=guess)))
        after = certainty(before, yes=yes, careless=careless, guess=guess)
        rows.append(_spread(domain, row, step, after))
    weights = beliefs.weights * np.array(likely)
    total = float(weights.sum())
    return Beliefs(np.array(rows), weights / total if total > 0 else beliefs.weights)


def _spread(domain: Domain, row: FloatArray, step: int, posterior: float) -> FloatArray:
    """Carry the new probability of one step to what it needs and to what needs it."""
    before = row[step]
    after = row.copy()
    needs = domain.below[domain.above == step]
    users = domain.above[domain.below == step]
    if before < 1:
        after[needs] = posterior + (1 - posterior) * (row[needs] - before) / (1 - before)
    if before > 0:
        after[users] = posterior * row[users] / before
    after[step] = posterior
    return _monotone(domain, np.clip(after, 0.0, 1.0))


def _monotone(domain: Domain, row: FloatArray) -> FloatArray:
    """Raise prerequisites to what needs them, from the last step to the first."""
    values: list[float] = row.tolist()
    for source, target in domain.needs:
        values[source] = max(values[source], values[target])
    return np.array(values)


def gains(domain: Domain, row: FloatArray) -> FloatArray:
    """Return how much an answer about each step would settle, whichever way it goes.

    A yes settles the step and what it needs, as far as these are open; a no the step and what
    needs it. The gain is the geometric mean of the two, each times its probability. *Why not
    their sum:* it is led by a no that is all but certain about a step that much builds on.
    """
    size = len(domain.steps)
    still_open = np.minimum(row, 1 - row)
    needs = np.bincount(domain.above, weights=still_open[domain.below], minlength=size)
    users = np.bincount(domain.below, weights=still_open[domain.above], minlength=size)
    by_yes = row * (needs + still_open)
    by_no = (1 - row) * (users + still_open)
    both: FloatArray = by_yes * by_no
    return np.round(both**0.5, decimals=_DIGITS)


def uncertainty(row: FloatArray) -> float:
    """Return the mean of ``min(p, 1 - p)``: the share of steps that are expected to be misjudged.

    Examples
    --------
    >>> round(uncertainty(np.array([0.9, 0.0, 1.0, 0.5])), 3)
    0.15
    """
    return float(np.minimum(row, 1 - row).mean()) if row.size else 0.0
