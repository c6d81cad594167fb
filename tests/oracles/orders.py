"""Best orders of few steps by plain dynamic programming; nothing of the solving room in it.

Both sums are counted as time goes by, not by finishing times: while a step is learnt, all value
that is still to come waits, itself included, and every prerequisite already learnt waits for
each use still to come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Sums(NamedTuple):
    """Weighted completion time, and time between prerequisites and their uses."""

    completion: int
    distance: int


class Steps(NamedTuple):
    """Minutes, worth and needs of steps 0, 1, 2, ..."""

    effort: Sequence[int]
    value: Sequence[int]
    needs: Mapping[int, set[int]]

    def waiting(self, done: int, step: int) -> Sums:
        """Return what learning a step next adds, `done` the bit mask of steps before it."""
        later = [s for s in range(len(self.effort)) if not done >> s & 1]
        value = sum(self.value[s] for s in later)
        uses = sum(done >> need & 1 for s in later if s != step for need in self.needs[s])
        return Sums(self.effort[step] * value, self.effort[step] * uses)

    def ready(self, done: int) -> list[int]:
        """Return the steps that may come next."""
        return [
            step
            for step in range(len(self.effort))
            if not done >> step & 1 and all(done >> need & 1 for need in self.needs[step])
        ]

    def sums(self, order: Sequence[int]) -> Sums:
        """Return both sums of an order.

        Raises
        ------
        ValueError
            If it is not an order of all steps with prerequisites first.
        """
        completion = distance = done = 0
        for step in order:
            if step not in self.ready(done):
                raise ValueError(f"step {step} comes too early or twice")
            added = self.waiting(done, step)
            completion, distance = completion + added.completion, distance + added.distance
            done |= 1 << step
        if done + 1 != 1 << len(self.effort):
            raise ValueError("steps are missing")
        return Sums(completion, distance)


def best(steps: Steps, slack: int | None = 1, most: int = 10**6) -> Sums | None:
    """Return the least completion time, and the least distance that it and the slack allow.

    Parameters
    ----------
    steps
        What is ordered.
    slack
        Per cent of completion time that distance may cost; None for any.
    most
        Down-sets and labels after which it gives up.
    """
    layers = _layers(steps, most)
    if layers is None:
        return None
    left = {(1 << len(steps.effort)) - 1: 0}
    for layer in reversed(layers):
        for done in layer:
            left[done] = min(
                steps.waiting(done, step).completion + left[done | 1 << step]
                for step in steps.ready(done)
            )
    least = left[0]
    limit = None if slack is None else least + least * slack // 100
    labels = {0: [Sums(0, 0)]}
    for _ in layers:
        labels = _onward(steps, labels, left, limit)
        most -= sum(len(some) for some in labels.values())
        if most < 0:
            return None
    (last,) = labels.values()
    return Sums(least, min(label.distance for label in last))


def _layers(steps: Steps, most: int) -> list[list[int]] | None:
    """List the down-sets of every size but the last; None if they are too many."""
    layers = [[0]]
    for _ in range(len(steps.effort) - 1):
        layers.append(
            sorted({done | 1 << step for done in layers[-1] for step in steps.ready(done)})
        )
        most -= len(layers[-1])
        if most < 0:
            return None
    return layers if len(steps.effort) else []


def _onward(
    steps: Steps, labels: Mapping[int, list[Sums]], left: Mapping[int, int], limit: int | None
) -> dict[int, list[Sums]]:
    """Add one step to every label in every way; drop what is too late or beaten in both sums."""
    found: dict[int, list[Sums]] = {}
    for done, some in labels.items():
        for step in steps.ready(done):
            added = steps.waiting(done, step)
            after = done | 1 << step
            found.setdefault(after, []).extend(
                Sums(one.completion + added.completion, one.distance + added.distance)
                for one in some
                if limit is None or one.completion + added.completion + left[after] <= limit
            )
    return {
        after: [Sums(0, min(one.distance for one in some))] if limit is None else _front(some)
        for after, some in found.items()
        if some
    }


def _front(labels: list[Sums]) -> list[Sums]:
    """Keep the labels that no other beats in both sums."""
    kept: list[Sums] = []
    for label in sorted(set(labels)):
        if not kept or label.distance < kept[-1].distance:
            kept.append(label)
    return kept
