"""`plan`: a graph, wishes and a budget in; the best plan, its proof and its reasons out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mlpath.planning.adding import Filled, fill_up
from mlpath.planning.assuring import fits, solve_wishes, surely
from mlpath.planning.changing import Nearest, keep_order
from mlpath.planning.dues import due_times
from mlpath.planning.margins import margins
from mlpath.planning.numbers import (
    Numbers,
    chosen_edges,
    compile_wishes,
    section_numbers,
    with_edges,
)
from mlpath.planning.reasons import reasons
from mlpath.planning.recommending import recommended_first
from mlpath.planning.rescuing import needed_minutes, ways_out
from mlpath.planning.settling import settled
from mlpath.planning.timely import choose_in_time, in_time, late_musts, possible
from mlpath.planning.wishes import SHARES, Wishes, ask, resolve
from mlpath.plans import (
    MINUTES_PER_HOUR,
    THOUSANDTHS,
    Choice,
    GraphRef,
    LeftOut,
    Near,
    Plan,
    PlannedStep,
    Proof,
    Status,
    thousandths,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from mlpath.learners import Availability
    from mlpath.planning.wishes import Wanted, Wish
    from mlpath.plans import Asked, Before, Due
    from mlpath.solving import Solution
    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.units import Rate


def plan(  # noqa: PLR0913 - the wishes of a learner are many
    graph: KnowledgeGraph,
    *,
    goals: Iterable[Wish] = (),
    must: Iterable[Wanted] = (),
    known: Iterable[Wanted] = (),
    ban: Iterable[Wanted] = (),
    budget: str | int | None = None,
    pace: float = 1.0,
    review_share: float = 0.0,
    shares: Sequence[float] = SHARES,
    choose: str = "optimal",
    order: str = "value",
    work_limit: int | None = None,
    pace_sigma: float | None = None,
    sure: float | None = None,
    due: Mapping[str | Step, str | int | dt.date] | None = None,
    hours: str | Rate | Availability | None = None,
    start: dt.date | str | None = None,
    recommended: bool = True,
) -> Plan:
    """Return the plan of greatest value that fits the budget.

    Parameters
    ----------
    graph
        The knowledge graph.
    goals
        What to reach: ``"svd@deep:2"`` (topic, level, weight), ``"section:nlp"``, ``"tag:maths"``,
        ``"preset:interview"``, steps or `Goal` objects. Without goals the graph's own values
        rule, each topic at its top level.
    must
        Steps that have to be in the plan; ``"section:nlp"``, a tag or a preset stands for those of
        its topics.
    known
        Steps already mastered, with all they need (except through any-of).
    ban
        Steps to leave out, with all that need them; a topic without level goes as a whole.
    budget
        Minutes, or a text such as ``"300h"`` or ``"12 weeks @ 8h/week"``, in the learner's own
        time. Without one, the whole closure of the goals is planned.
    pace
        Learner's hours per estimated hour.
    review_share
        Share of the budget kept for review, 0..0.9.
    shares
        What reaching overview, working and deep earns of a goal at deep.
    choose
        ``"optimal"``, or ``"nested"``: a prefix of one ranked list, so that a larger budget never
        removes anything. The gap of a nested plan is what that costs at most against the best
        plan: just what it costs where the best one was found, in graphs of some thousand steps.
    order
        ``"value"``, ``"breadth"``, ``"spiral"`` or ``"section"``.
    work_limit
        Most branch-and-bound nodes; None means the default limits.
    pace_sigma
        Spread of the pace, as standard deviation of its logarithm: 0.4 unless known better. A
        pace of 1 without a spread says nothing, so that chances are told for the usual one, 1.15.
    sure
        Chance with which the plan is to fit the budget, such as 0.8: less is planned then, as
        times spread and most take longer than estimated. Without it only the estimates have to
        fit, and `Plan.fits` tells the chance.
    due
        For steps the learner's own minutes of study until they are due, as a number or a text
        such as ``"120h"``, or their last day. Such a step is a goal, of weight 1 if it is none
        yet, that earns its value only if it is finished in time, its lower levels likewise. A
        must has to be: no plan holds one that cannot.
    hours, start
        Study time of a week and first day of study, by which due days become minutes; an
        `Availability` tells both, days off and holidays too.
    recommended
        Whether minutes of the budget that the best plan leaves over go to what its steps
        recommend. Value, bound and proof are the same either way.

    Returns
    -------
    Plan
        With status ``optimal`` (proven), ``feasible`` (best found, with a true bound) or
        ``infeasible`` (the budget cannot hold the musts, or they cannot keep their dates;
        `ways_out` says what would help). `Plan.due` says what became of each due date.

    Raises
    ------
    UnknownTopicError
        If a goal, must, known or ban names nothing in the graph.
    RequestError
        If an argument makes no sense.
    UnitError
        If the budget, a due date or hours cannot be read.

    Notes
    -----
    The choice is a precedence-constrained knapsack. Its bound and most of its answer come from
    nested maximum closures, one minimum cut each (Picard 1976); integer programming decides the
    rest. Ties go to least effort, then to the earliest declared steps.

    Recommended prerequisites never compete with that: once the best plan stands, as many of them
    as still fit are added, a twentieth of its effort at most, each before the steps that it
    helps. A `nested` plan adds none.

    References
    ----------
    Picard, J.-C. (1976). Maximal closure of a graph and applications to combinatorial problems.
    doi:10.1287/mnsc.22.11.1268

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"effort": "2h"},
    ...     "forces": {"effort": "4h", "value": 3, "requires": ["vectors"]},
    ...     "history": {"effort": "3h", "value": 2}}})
    >>> best = plan(graph, budget="6h")
    >>> [str(step.step) for step in best.steps], best.value, str(best.status)
    (['vectors@working', 'forces@working'], 4.0, 'optimal')
    """
    asked = ask(
        graph,
        goals=goals,
        must=must,
        known=known,
        ban=ban,
        budget=budget,
        pace=pace,
        review_share=review_share,
        shares=shares,
        choose=choose,
        order=order,
        work_limit=work_limit,
        pace_sigma=pace_sigma,
        sure=sure,
        due=due_times(graph, due or {}, hours, start),
        recommended=recommended,
    )
    return plan_asked(graph, asked)


def plan_asked(graph: KnowledgeGraph, asked: Asked, *, spare: int | None = None) -> Plan:
    """Return the plan of wishes in the form that a plan remembers.

    Parameters
    ----------
    graph, asked
        As `plan` takes and remembers them.
    spare
        Most minutes of effort for steps that are only recommended; None means all there are.

    Raises
    ------
    UnknownTopicError, RequestError
        As `plan`.
    """
    wishes = resolve(graph, asked)
    numbers = compile_wishes(graph, wishes)
    if numbers.impossible:
        return _infeasible(graph, wishes, ())
    if asked.before is not None:
        return _near(graph, wishes, numbers, asked.before)
    needed = 0 if asked.sure is None else needed_minutes(graph, asked) or 0
    solution, wishes, earned = solve_wishes(graph, wishes, numbers, needed)
    if solution is None:
        return _infeasible(graph, wishes, late_musts(numbers, wishes))
    filled = fill_up(graph, wishes, (numbers, earned), solution, spare)
    return _plan(graph, wishes, (numbers, earned), filled)


def _near(graph: KnowledgeGraph, wishes: Wishes, numbers: Numbers, before: Before) -> Plan:
    """Return the plan of least change."""
    wishes = possible(numbers, wishes)
    asked, found, limit = wishes.asked, None, wishes.capacity

    def best(limit: int | None) -> tuple[tuple[Nearest, Numbers], Iterable[Step]] | None:
        made = choose_in_time(numbers, wishes, before, limit)
        if made is None:
            return None
        return made, (numbers.steps[number] for number in made[0].solution.chosen.tolist())

    if asked.sure is None or limit is None:
        found = None if (trial := best(limit)) is None else trial[0]
    else:
        needed = needed_minutes(graph, asked) or 0
        found, limit = surely(graph, asked, (limit, needed), best)
    wishes = replace(wishes, capacity=limit)
    if found is None:
        return _infeasible(graph, wishes, ())
    nearest, earned = found
    wishes = replace(wishes, asked=nearest.asked)
    filled = fill_up(graph, wishes, (numbers, earned), nearest.solution)
    made = _plan(graph, wishes, (numbers, earned), filled)
    # What was added before and stays is no change.
    stays = len(filled.solution.chosen) - len(filled.base)
    objective = nearest.objective + stays * thousandths(before.price)
    near = Near(
        objective=objective / THOUSANDTHS, bound=max(objective, nearest.bound) / THOUSANDTHS
    )
    return made.model_copy(update={"near": near})


def _plan(
    graph: KnowledgeGraph, wishes: Wishes, both: tuple[Numbers, Numbers], filled: Filled
) -> Plan:
    """Return the plan of a choice; numbers with every value, and with none for what is late."""
    import numpy as np  # noqa: PLC0415 - heavy

    from mlpath import solving  # noqa: PLC0415 - as above

    plain, numbers = both
    solution = filled.solution
    chosen = solution.chosen.tolist()
    nested = wishes.asked.choose == "nested"
    edges = chosen_edges(graph, numbers, chosen, solution.choices, nested=nested)
    helps = numbers.helps if wishes.asked.adds_recommended else ()
    why = reasons(numbers.steps, chosen, edges, wishes.targets, helps)
    order = _order(graph, wishes, numbers, filled, [(source, step) for source, step, _ in edges])
    arcs = chosen_edges(graph, numbers, chosen, solution.choices)
    order, due = in_time(
        order, [(source, target) for source, target, _ in arcs], both, wishes, filled.first
    )
    steps = tuple(
        PlannedStep(
            topic=numbers.steps[number].topic,
            level=numbers.steps[number].level,
            effort_minutes=int(numbers.instance.effort[number]),
            value=int(numbers.instance.value[number]) / THOUSANDTHS,
            reason=why[number],
        )
        for number in order
    )
    late, least = solving.completion(
        numbers.instance, solution.chosen, solution.choices, np.asarray(order, dtype=np.int64)
    )
    return Plan(
        graph=_reference(graph),
        asked=wishes.asked,
        status=Status(str(solution.status)),
        value=solution.value / THOUSANDTHS,
        bound=solution.bound / THOUSANDTHS,
        gap=(solution.bound - solution.value) / solution.bound if solution.bound else 0.0,
        proof=_proof(solution),
        budget_minutes=wishes.capacity,
        effort_minutes=solution.effort,
        fits=fits(graph, wishes.asked, (step.step for step in steps)),
        # Rounded to thousandths of value times hours so that neither says more than is true.
        completion=-(-late // MINUTES_PER_HOUR) / THOUSANDTHS,
        completion_bound=least // MINUTES_PER_HOUR / THOUSANDTHS,
        choices=_choices(graph, numbers, solution),
        steps=steps,
        left_out=_left_out(plain, solution),
        settled=settled(graph, wishes),
        due=due,
    )


def _order(
    graph: KnowledgeGraph,
    wishes: Wishes,
    numbers: Numbers,
    filled: Filled,
    arcs: list[tuple[int, int]],
) -> list[int]:
    """Return the study order of a choice, without regard to due dates."""
    import numpy as np  # noqa: PLC0415 - heavy

    from mlpath import solving  # noqa: PLC0415 - as above

    instance, solution = numbers.instance, filled.solution
    sequence = solving.sequence(
        with_edges(instance, [(step, other) for other, step in filled.first]),
        solution.chosen,
        solution.choices,
        order=wishes.asked.order,
        sections=np.asarray(section_numbers(graph, numbers.steps), dtype=np.int64),
        levels=np.asarray([step.level for step in numbers.steps], dtype=np.int64),
    )
    order: list[int] = sequence.tolist()
    before = wishes.asked.before
    if before is not None:
        places = {str(step): number for step, number in numbers.number.items()}
        earlier = [places[name] for name in before.steps if name in places]
        return keep_order(order, arcs, earlier)
    if wishes.asked.order != "value":
        return order
    return recommended_first(
        order,
        [*arcs, *filled.first],
        [(helper, helped) for helper, helped, _ in numbers.helps],
        instance.effort.tolist(),
        instance.value.tolist(),
    )


def _reference(graph: KnowledgeGraph) -> GraphRef:
    return GraphRef(id=graph.info.id, version=graph.info.version, hash=graph.hash)


def _proof(solution: Solution) -> Proof:
    proof = solution.proof
    bound = proof.price_bound
    return Proof(
        kind=proof.kind,
        price=None if proof.price is None else str(proof.price),
        price_bound=None if bound is None else bound / THOUSANDTHS,
        search=proof.search,
    )


def _choices(graph: KnowledgeGraph, numbers: Numbers, solution: Solution) -> tuple[Choice, ...]:
    """Return the alternative that serves each chosen step's group, a known one where there is."""
    expansion = graph.expansion
    rank = {place: graph.rank[step] for place, step in enumerate(numbers.steps)}
    chosen = {rank[int(place)] for place in solution.chosen}
    serving = {
        number: rank[int(solution.choices[place])]
        for place, number in enumerate(numbers.groups)
        if solution.choices[place] >= 0
    }
    serving |= {
        number: known
        for number, known in numbers.served.items()
        if expansion.groups[number].target in chosen
    }
    return tuple(
        Choice(
            step=str(expansion.steps[expansion.groups[number].target]),
            group=expansion.groups[number].position,
            alternatives=tuple(
                str(expansion.steps[a]) for a in expansion.groups[number].alternatives
            ),
            chosen=str(expansion.steps[serving[number]]),
        )
        for number in sorted(serving)
    )


def _left_out(numbers: Numbers, solution: Solution) -> tuple[LeftOut, ...]:
    """Return every step with value that was not chosen, in declaration order."""
    instance = numbers.instance
    chosen = solution.chosen.tolist()
    inside = set(chosen)
    out = [n for n in range(instance.size) if instance.value[n] > 0 and n not in inside]
    return tuple(
        LeftOut(
            topic=numbers.steps[number].topic,
            level=numbers.steps[number].level,
            value=int(instance.value[number]) / THOUSANDTHS,
            effort_minutes=int(instance.effort[number]),
            closure_minutes=minutes,
            closure_value=worth / THOUSANDTHS,
        )
        for number, (minutes, worth) in zip(out, margins(instance, chosen, out), strict=True)
    )


def _infeasible(graph: KnowledgeGraph, wishes: Wishes, late: tuple[Due, ...]) -> Plan:
    """Return the plan that cannot be, with the least minutes needed and what would help."""
    return Plan(
        graph=_reference(graph),
        asked=wishes.asked,
        status=Status.INFEASIBLE,
        value=0.0,
        bound=0.0,
        gap=0.0,
        proof=Proof(kind="none"),
        budget_minutes=wishes.capacity,
        effort_minutes=0,
        needed_minutes=needed_minutes(graph, wishes.asked),
        ways_out=ways_out(graph, wishes.asked),
        due=late,
    )
