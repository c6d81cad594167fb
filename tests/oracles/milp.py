"""The whole problem as one integer program, solved to a gap of nothing by HiGHS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

if TYPE_CHECKING:
    from tests.oracles.reading import Problem


def best_value(problem: Problem) -> int | None:
    """Return the greatest value of a closed set that fits, None if no set holds the musts.

    The answer is rounded to a set and summed in whole numbers; it is a lower bound by
    construction, and HiGHS closed its gap.
    """
    if problem.must is None:
        return None
    size = len(problem.steps)
    if not size:
        return 0
    rows: list[tuple[dict[int, float], float, float]] = []
    for step, needs in enumerate(problem.needs):
        rows += [({step: 1.0, other: -1.0}, -np.inf, 0.0) for other in sorted(needs)]
    for owner, some in problem.groups:
        rows.append(({**dict.fromkeys(some, -1.0), owner: 1.0}, -np.inf, 0.0))
    if problem.capacity is not None:
        effort = {step: float(minutes) for step, minutes in enumerate(problem.effort)}
        rows.append((effort, -np.inf, float(problem.capacity)))
    entries = [
        (row, step, amount)
        for row, (some, _, _) in enumerate(rows)
        for step, amount in some.items()
    ]
    matrix = coo_array(
        ([e[2] for e in entries], ([e[0] for e in entries], [e[1] for e in entries])),
        shape=(len(rows), size),
    ).tocsr()
    low = np.zeros(size)
    low[problem.must] = 1
    answer = milp(
        -np.array(problem.value, dtype=float),
        constraints=LinearConstraint(matrix, [r[1] for r in rows], [r[2] for r in rows]),
        bounds=Bounds(low, np.ones(size)),
        integrality=np.ones(size),
        options={"mip_rel_gap": 0.0},
    )
    if answer.status == 2:
        return None
    assert answer.status == 0, answer.message
    chosen = set(np.flatnonzero(answer.x > 0.5).tolist())
    assert holds(problem, chosen), "the integer program's set does not stand"
    return sum(problem.value[step] for step in chosen)


def holds(problem: Problem, chosen: set[int]) -> bool:
    """Tell whether a set is closed, fits and holds the musts."""
    effort = sum(problem.effort[step] for step in chosen)
    return (
        all(problem.needs[step] <= chosen for step in chosen)
        and all(owner not in chosen or chosen & set(some) for owner, some in problem.groups)
        and (problem.capacity is None or effort <= problem.capacity)
        and chosen >= set(problem.must or ())
    )
