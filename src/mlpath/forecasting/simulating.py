"""Times drawn at random: what the closed form is checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from mlpath.estimating import Pace, Part

    Floats = npt.NDArray[np.float64]
    Factors = npt.NDArray[np.float32]

SAMPLES = 10_000


def simulate(
    parts: Sequence[Part], pace: Pace, *, samples: int = SAMPLES, seed: int = 0
) -> Floats:
    """Return simulated times in minutes, the shortest first.

    Parameters
    ----------
    parts
        What is to be done, a part a topic.
    pace
        The learner's.
    samples
        How many learners are drawn.
    seed
        The same seed draws the same learners.

    Notes
    -----
    Each learner has one pace, and one error for each topic; nothing of the closed form is used.

    Examples
    --------
    >>> from mlpath.estimating import Pace, Part, total
    >>> parts = [Part("svd", 300, 0.4), Part("qr", 120, 0.6)]
    >>> drawn = simulate(parts, Pace(), samples=2000)
    >>> bool(abs(drawn[1600] / total(parts, Pace()).quantile(0.8) - 1) < 0.05)
    True
    """
    return times(parts, *draw(parts, pace, samples, seed))


def draw(parts: Sequence[Part], pace: Pace, samples: int, seed: int) -> tuple[Factors, Floats]:
    """Return for each learner drawn the factor of each part's time, and that of the pace."""
    import numpy as np  # noqa: PLC0415 - heavy

    source = np.random.default_rng(seed)
    paces = pace.median * np.exp(pace.sigma * source.standard_normal(samples))
    # Single precision halves the time; its error is far below that of so many samples.
    errors = source.standard_normal((samples, len(parts)), dtype=np.float32)
    errors *= np.asarray([part.sigma for part in parts], dtype=np.float32)
    return np.exp(errors, out=errors), paces


def times(parts: Sequence[Part], factors: Factors, paces: Floats) -> Floats:
    """Return the times of parts that were drawn, the shortest first."""
    import numpy as np  # noqa: PLC0415 - heavy

    minutes = np.asarray([part.minutes for part in parts], dtype=np.float32)
    return np.sort((factors @ minutes).astype(np.float64) * paces)
