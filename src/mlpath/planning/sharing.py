"""What goals have in common, and what each of them costs on top of the others."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from mlpath.planning.numbers import compile_wishes
from mlpath.planning.wishes import SHARES, ask, resolve
from mlpath.plans import GoalPrice, SharedHours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlpath.planning.wishes import Wanted, Wish
    from mlpath.plans import Asked
    from mlpath.solving import Solution
    from mlpath.solving.base import IntArray
    from mlpath.topics import KnowledgeGraph

ALL_PAIRS = 8  # goals, up to which every pair is looked at


def shared_hours(
    graph: KnowledgeGraph, first: Wish, second: Wish, *, known: Iterable[Wanted] = ()
) -> SharedHours:
    """Return the effort that two goals have in common.

    Parameters
    ----------
    graph
        The knowledge graph.
    first, second
        Goals as `mlpath.plan` takes them; a section, tag or preset means all of it.
    known
        Steps already mastered.

    Returns
    -------
    SharedHours
        In minutes of estimated effort, the least over all any-of choices.

    Raises
    ------
    UnknownTopicError
        If a name is not in the graph.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"effort": "2h"},
    ...     "forces": {"effort": "4h", "requires": ["vectors"]},
    ...     "images": {"effort": "1h", "requires": ["vectors"]}}})
    >>> shared = shared_hours(graph, "forces", "images")
    >>> shared.both_minutes, shared.saved_minutes, shared.steps
    (420, 120, ('vectors@working',))
    """
    return _shared(_Reach(graph, _asked(graph, [first, second], known)), 0, 1)


def price_of_goal(
    graph: KnowledgeGraph,
    goals: Iterable[Wish],
    extra: Wish,
    *,
    known: Iterable[Wanted] = (),
) -> GoalPrice:
    """Return what one more goal costs on top of others.

    Parameters
    ----------
    graph
        The knowledge graph.
    goals
        What is wanted anyway, as `mlpath.plan` takes it.
    extra
        The goal to be priced.
    known
        Steps already mastered.

    Returns
    -------
    GoalPrice
        In minutes of estimated effort, the least over all any-of choices.

    Raises
    ------
    UnknownTopicError
        If a name is not in the graph.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"effort": "2h"},
    ...     "forces": {"effort": "4h", "requires": ["vectors"]},
    ...     "images": {"effort": "1h", "requires": ["vectors"]}}})
    >>> price = price_of_goal(graph, ["forces"], "images")
    >>> price.alone_minutes, price.minutes, price.steps
    (180, 60, ('images@working',))
    """
    asked, last = _asked(graph, goals, known), _asked(graph, [extra], known)
    reach = _Reach(graph, last.model_copy(update={"goals": (*asked.goals, *last.goals)}))
    return _priced(reach, len(reach.goals) - 1)


def goals_together(
    graph: KnowledgeGraph, asked: Asked, most: int = 3
) -> tuple[tuple[SharedHours, ...], tuple[GoalPrice, ...]]:
    """Return what the goals of a plan share, and what each costs on top of all the others.

    Parameters
    ----------
    graph, asked
        The knowledge graph, and the wishes as a plan remembers them; what is known and banned
        counts, budgets and dates do not. A goal with nothing left to learn is left aside.
    most
        How many pairs are wanted.

    Returns
    -------
    tuple
        The pairs that share most, those that share nothing left out; the goals in their order.

    Notes
    -----
    Of more than eight goals only some pairs are looked at: those that share most if each goal is
    reached with least effort by itself.
    """
    goals = tuple(dict.fromkeys(asked.goals))
    reach = _Reach(graph, asked.model_copy(update={"goals": goals}))
    live = [place for place in range(len(goals)) if len(reach.targets[place])]
    pairs = list(combinations(live, 2))
    if len(live) > ALL_PAIRS:
        pairs = sorted(pairs, key=reach.overlap, reverse=True)[: 2 * most]
    found = [_shared(reach, *pair) for pair in pairs]
    found.sort(key=lambda shared: -shared.saved_minutes)
    prices = tuple(_priced(reach, place, live) for place in live)
    return tuple(shared for shared in found[:most] if shared.saved_minutes > 0), prices


def _asked(graph: KnowledgeGraph, goals: Iterable[Wish], known: Iterable[Wanted]) -> Asked:
    return ask(
        graph,
        goals=goals,
        must=(),
        known=known,
        ban=(),
        budget=None,
        pace=1.0,
        review_share=0.0,
        shares=SHARES,
        choose="optimal",
        order="value",
        work_limit=None,
    )


class _Reach:
    """Goals by place, reached together with least effort, each set of them once.

    Attributes
    ----------
    goals
        As a plan remembers them.
    numbers
        The graph without what is known and banned.
    targets
        For each goal the numbers of its steps that are still open.
    """

    def __init__(self, graph: KnowledgeGraph, asked: Asked) -> None:
        import numpy as np  # noqa: PLC0415 - heavy

        free = asked.model_copy(update={"must": (), "due": (), "budget_minutes": None})
        wishes = replace(resolve(graph, free), capacity=None, everything=False)
        self.goals = asked.goals
        self.numbers = compile_wishes(graph, wishes)
        number = self.numbers.number
        self.targets: list[IntArray] = []
        for goal in asked.goals:
            alone = resolve(graph, free.model_copy(update={"goals": (goal,)}))
            steps = {target.step for target in alone.targets}
            places = sorted(number[step] for step in steps if step in number)
            self.targets.append(np.asarray(places, dtype=np.int64))
        self._found: dict[tuple[int, ...], Solution] = {}

    def least(self, places: Iterable[int]) -> Solution:
        """Return the least effort that reaches some goals."""
        import numpy as np  # noqa: PLC0415 - heavy

        from mlpath.solving import cheapest_closure  # noqa: PLC0415 - loads numpy

        key = tuple(sorted(places))
        if key not in self._found:
            empty = np.zeros(0, dtype=np.int64)
            targets = np.unique(np.concatenate([empty, *(self.targets[place] for place in key)]))
            self._found[key] = cheapest_closure(self.numbers.instance, targets)
        return self._found[key]

    def overlap(self, pair: tuple[int, int]) -> int:
        """Return what two goals share if each is reached with least effort by itself."""
        import numpy as np  # noqa: PLC0415 - heavy

        one, other = (self.least([place]).chosen for place in pair)
        return int(self.numbers.instance.effort[np.intersect1d(one, other)].sum())

    def needed(self, place: int, both: Solution) -> set[int]:
        """Return what a goal needs with the choices of a solution that holds it."""
        from mlpath.solving import fix_choices  # noqa: PLC0415 - loads numpy
        from mlpath.solving.arrays import reach  # noqa: PLC0415 - as above

        fixed = fix_choices(self.numbers.instance, both.choices)
        return set(reach(*fixed, self.targets[place]).nonzero()[0].tolist())

    def names(self, places: Iterable[int]) -> tuple[str, ...]:
        """Return steps as texts."""
        return tuple(str(self.numbers.steps[place]) for place in places)


def _shared(reach: _Reach, first: int, second: int) -> SharedHours:
    one, other = reach.least([first]).effort, reach.least([second]).effort
    both = reach.least([first, second])
    return SharedHours(
        first=reach.goals[first],
        second=reach.goals[second],
        first_minutes=one,
        second_minutes=other,
        both_minutes=both.effort,
        saved_minutes=one + other - both.effort,
        steps=reach.names(sorted(reach.needed(first, both) & reach.needed(second, both))),
    )


def _priced(reach: _Reach, extra: int, live: Sequence[int] | None = None) -> GoalPrice:
    """Return what a goal costs on top of others, of all where none are named."""
    every = range(len(reach.goals)) if live is None else live
    before = reach.least(place for place in every if place != extra)
    after = reach.least(every)
    already = set(before.chosen.tolist())
    return GoalPrice(
        goal=reach.goals[extra],
        alone_minutes=reach.least([extra]).effort,
        before_minutes=before.effort,
        with_minutes=after.effort,
        minutes=after.effort - before.effort,
        steps=reach.names(n for n in after.chosen.tolist() if n not in already),
    )
