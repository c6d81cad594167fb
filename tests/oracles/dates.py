"""The best that can be had with due dates: by every set of steps that can be done in a row.

What is done tells when it is done, so sets are enough: a set's best is that of a set with one
step less, and what the last step earns at the set's total effort.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlpath.solving import Instance


def best_in_time(
    instance: Instance, soft: Mapping[int, int], hard: Mapping[int, int]
) -> int | None:
    """Return the greatest value, None if nothing holds what is required by its dates."""
    effort, value = instance.effort.tolist(), instance.value.tolist()
    rows = [instance.indices[a:b].tolist() for a, b in itertools.pairwise(instance.indptr)]
    flat = instance.group_indices
    some = [flat[a:b].tolist() for a, b in itertools.pairwise(instance.group_indptr)]
    need = [sum(1 << other for other in row) for row in rows]
    any_of: list[list[int]] = [[] for _ in effort]
    for owner, alternatives in zip(instance.group_step.tolist(), some, strict=True):
        any_of[owner].append(sum(1 << other for other in alternatives))
    required = sum(1 << step for step in instance.required.tolist())
    limit = sum(effort) if instance.capacity is None else instance.capacity
    best: dict[int, int] = {0: 0}
    answer: int | None = None
    for done in range(1 << len(effort)):  # every set comes after those it holds
        worth = best.get(done)
        if worth is None:
            continue
        if done & required == required:
            answer = worth if answer is None else max(answer, worth)
        now = sum(minutes for step, minutes in enumerate(effort) if done >> step & 1)
        for step, minutes in enumerate(effort):
            end = now + minutes
            ready = done & need[step] == need[step] and all(done & one for one in any_of[step])
            if done >> step & 1 or not ready or end > min(limit, hard.get(step, limit)):
                continue
            more = worth + (value[step] if end <= soft.get(step, end) else 0)
            if more > best.get(done | 1 << step, -1):
                best[done | 1 << step] = more
    return answer
