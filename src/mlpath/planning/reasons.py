"""Why each step is in a plan: the goal it serves and the chain of reasons that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.plans import Hop, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from mlpath.planning.wishes import Target
    from mlpath.topics import Step

# For a step its goal, the step after it on the way there, and the reason of that one.
_Nearest = dict[int, tuple[int, int | None, str]]

LADDER = "the next level of the same topic"


def reasons(
    steps: Sequence[Step],
    chosen: Iterable[int],
    edges: Iterable[tuple[int, int, str]],
    targets: Iterable[Target],
    helps: Iterable[tuple[int, int, str]] = (),
) -> dict[int, Reason]:
    """Return for each chosen step the goal it serves and how.

    A level of a goal's topic serves that goal. Any other step serves the goal of greatest weight
    that needs it, by a shortest chain, ties by declaration rank. What no goal needs serves the
    goal of a step that recommends it, or that recommends what needs it.

    Parameters
    ----------
    steps
        Step of each number.
    chosen
        Numbers of the chosen steps, rising.
    edges
        (prerequisite, step, reason) among them.
    targets
        The goals.
    helps
        (recommended, step, reason), whether chosen or not.
    """
    inside = list(chosen)
    needs: dict[int, list[tuple[int, str]]] = {}
    for source, target, reason in edges:
        needs.setdefault(target, []).append((source, reason))
    for found in needs.values():
        found.sort()
    tops = _tops(steps, inside, targets)
    nearest: _Nearest = {top: (top, None, "") for top in tops}
    for level in _by_weight(tops):
        _spread(level, needs, nearest, steps)
    helped = _helped(tops, inside, nearest, helps)
    nearest |= helped
    _spread(sorted(helped), needs, nearest, steps)
    return {number: _reason(steps, number, nearest, helped) for number in inside}


def _helped(
    tops: Mapping[int, int],
    inside: Sequence[int],
    nearest: _Nearest,
    helps: Iterable[tuple[int, int, str]],
) -> _Nearest:
    """Return what leads from steps that no goal needs to goals, by way of what recommends them."""
    open_steps = set(inside).difference(nearest)
    found: dict[int, list[tuple[int, int, int, str]]] = {}
    for helper, helped, reason in helps:
        if helper in open_steps and helped in nearest:
            weight, hops = tops[nearest[helped][0]], len(list(_way(helped, nearest)))
            found.setdefault(helper, []).append((-weight, hops, helped, reason))
    best = {helper: min(some, key=lambda each: each[:3]) for helper, some in found.items()}
    return {
        helper: (nearest[helped][0], helped, reason)
        for helper, (_, _, helped, reason) in best.items()
    }


def _tops(
    steps: Sequence[Step], inside: Sequence[int], targets: Iterable[Target]
) -> dict[int, int]:
    """Return the deepest chosen step of each goal's topic with the goal's weight."""
    weight: dict[str, int] = {}
    limit: dict[str, int] = {}
    for target in targets:
        topic = target.step.topic
        weight[topic] = weight.get(topic, 0) + target.weight
        limit[topic] = max(limit.get(topic, 0), target.step.level)
    deepest: dict[str, int] = {}
    for number in inside:
        step = steps[number]
        if step.topic in weight and step.level <= limit[step.topic]:
            deepest[step.topic] = number
    return {number: weight[topic] for topic, number in deepest.items()}


def _by_weight(tops: Mapping[int, int]) -> list[list[int]]:
    """Return the goals in classes of equal weight, the greatest first."""
    classes: dict[int, list[int]] = {}
    for number in sorted(tops):
        classes.setdefault(tops[number], []).append(number)
    return [classes[weight] for weight in sorted(classes, reverse=True)]


def _spread(
    level: Sequence[int],
    needs: Mapping[int, Sequence[tuple[int, str]]],
    nearest: _Nearest,
    steps: Sequence[Step],
) -> None:
    """Walk down from goals of one weight; what a weightier goal already claimed stays its own."""
    queue = list(level)
    seen = set(queue)
    for number in queue:
        goal = nearest[number][0] if number in nearest else number
        for source, reason in needs.get(number, ()):
            if source in seen:
                continue
            own = steps[source].topic == steps[number].topic
            if source not in nearest:
                nearest[source] = (goal, number, LADDER if own else reason)
            elif nearest[source][0] not in {goal, source}:
                continue
            seen.add(source)
            queue.append(source)


def _reason(
    steps: Sequence[Step], number: int, nearest: _Nearest, helped: Collection[int]
) -> Reason:
    hops, at = [], number
    for after, reason in _way(number, nearest):
        hops.append(Hop(step=str(steps[after]), reason=reason, recommended=at in helped))
        at = after
    return Reason(goal=str(steps[at]), via=tuple(hops))


def _way(number: int, nearest: _Nearest) -> Iterator[tuple[int, str]]:
    """Yield the steps from one to its goal, each with the reason why it comes."""
    after = number
    while after in nearest:
        _, following, reason = nearest[after]
        if following is None:
            return
        yield following, reason
        after = following
