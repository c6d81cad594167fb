"""Placement: exact where theory is exact, sound for truthful learners, reversible throughout."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpath import KnowledgeGraph, MlpathError, Step, closure, place, plan
from mlpath.errors import RequestError, UnknownTopicError
from mlpath.placing import Answer, dialogue, domains
from mlpath.placing.beliefs import ABILITIES
from mlpath.tracking import Log, progress, read_log, record
from tests.strategies import dags

if TYPE_CHECKING:
    from pathlib import Path

    from mlpath.placing import Placement

CHAIN = ("a", "b", "c", "d", "e")


def chain() -> KnowledgeGraph:
    """Return five topics, each needing the one before."""
    topics: dict[str, dict[str, object]] = {name: {"effort": "1h"} for name in CHAIN}
    for first, second in pairwise(CHAIN):
        topics[second]["requires"] = [first]
    return KnowledgeGraph.from_dict({"topics": topics})


def forked() -> KnowledgeGraph:
    """Return a goal that needs a basis, and either of two alternatives."""
    return KnowledgeGraph.from_dict(
        {
            "topics": {
                "basis": {"effort": "1h"},
                "left": {"effort": "2h", "requires": ["basis"]},
                "right": {"effort": "3h", "requires": ["basis"]},
                "goal": {"effort": "2h", "requires": ["basis", {"any": ["left", "right"]}]},
                "beside": {"effort": "9h", "requires": ["goal"]},
            }
        }
    )


def names(beliefs: object) -> list[str]:
    """Return the topics of beliefs."""
    return [belief.step.topic for belief in beliefs]


def exact(answers: list[tuple[int, bool]], careless: float, guess: float) -> list[float]:
    """Return what is known of a chain by listing every ability and every number of known steps."""
    size = len(CHAIN)
    mass = [0.0] * size
    total = 0.0
    for ability in ABILITIES:
        odds = [2.718281828459045**ability * (size - i) / (i + 1) for i in range(size)]
        marginal = [1.0, *(o / (1 + o) for o in odds), 0.0]
        for known in range(size + 1):
            weight = marginal[known] - marginal[known + 1]
            for step, yes in answers:
                says_yes = 1 - careless if step < known else guess
                weight *= says_yes if yes else 1 - says_yes
            total += weight
            for step in range(known):
                mass[step] += weight
    return [part / total for part in mass]


@given(
    answers=st.lists(
        st.tuples(st.integers(0, 4), st.booleans()), max_size=5, unique_by=lambda pair: pair[0]
    ),
    careless=st.floats(0.01, 0.4),
    guess=st.floats(0.01, 0.4),
)
@settings(max_examples=60, deadline=None)
def test_on_a_chain_the_beliefs_are_exact(
    answers: list[tuple[int, bool]], careless: float, guess: float
) -> None:
    """Bayes' rule over all states and abilities, written down separately, says the same."""
    placement = place(chain(), goals=["e"], careless=careless, guess=guess)
    for step, yes in answers:
        placement = placement.answer(CHAIN[step], yes=yes)
    found = [belief.probability for belief in placement.all]
    assert found == pytest.approx(exact(answers, careless, guess), abs=1e-4)


def test_the_first_question_halves_a_chain() -> None:
    """What settles most is asked: the middle; then the middle of what is left."""
    placement = place(chain(), goals=["e"])
    assert placement.question is not None
    assert placement.question.step.topic == "c"
    assert placement.question.reason == (
        "A yes speaks for 2 steps that it needs, a no against 2 steps that need it."
    )
    after = placement.answer("c", yes=True).question
    assert after is not None
    assert after.step.topic in {"d", "e"}


def graph_of(drawn: object) -> KnowledgeGraph:
    """Return a networkx graph as a knowledge graph; every third topic has any-of prerequisites."""
    data: dict[str, dict[str, object]] = {}
    for place_, node in enumerate(drawn.nodes):
        before: list[object] = sorted(drawn.predecessors(node))
        if len(before) > 1 and place_ % 3 == 0:
            before = [{"any": before}]
        data[node] = {"effort": f"{drawn.nodes[node]['effort']}h", "requires": before}
    return KnowledgeGraph.from_dict({"topics": data})


def truthful(start: Placement, truth: set[Step]) -> Placement:
    """Let a learner answer who says what is so."""
    talk = dialogue(start)
    try:
        question = next(talk)
        while True:
            question = talk.send(question.step in truth)
    except StopIteration as end:
        return end.value


@given(drawn=dags(), data=st.data())
@settings(max_examples=80, deadline=None)
def test_a_truthful_learner_is_never_credited_with_too_much(drawn: object, data: object) -> None:
    """What counts as known is known, closed, and each with a yes about what implies it."""
    graph = graph_of(drawn)
    every = list(graph.steps)
    goals = data.draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    wanted = data.draw(st.lists(st.sampled_from(every), unique=True))
    liked = data.draw(st.permutations(every))
    truth = set(closure(graph, wanted, choice=liked))
    start = place(graph, goals=goals)
    found = truthful(start, truth)
    known = {belief.step for belief in found.known}
    assert known <= truth
    below = [
        (graph.steps[edge.source], graph.steps[edge.target]) for edge in graph.expansion.edges
    ]
    assert all(source in known for source, target in below if target in known)
    for belief in found.known:
        assert belief.source is not None
        assert belief.source.yes
        hard = plain_closure(graph, belief.source.step)
        assert belief.step in hard
    assert found.asked <= 15
    assert len({answer.step for answer in found.answers}) == found.asked
    assert start.answers == ()


def plain_closure(graph: KnowledgeGraph, step: Step) -> set[Step]:
    """Return what a step implies, alternatives left out, by plain repetition."""
    found = {step}
    for _ in graph.steps:
        for edge in graph.expansion.edges:
            if graph.steps[edge.target] in found:
                found.add(graph.steps[edge.source])
    return found


@given(drawn=dags(), said=st.lists(st.tuples(st.integers(0, 8), st.booleans(), st.booleans())))
@settings(max_examples=80, deadline=None)
def test_beliefs_stay_consistent_whatever_is_said(
    drawn: object, said: list[tuple[int, bool, bool]]
) -> None:
    """Contradictions included: a prerequisite is never less likely, and the last word counts."""
    graph = graph_of(drawn)
    placement = place(graph, goals=graph.steps)
    steps = placement.domain.steps
    for number, yes, sure in said:
        step = steps[number % len(steps)]
        placement = placement.replay([Answer(step, yes, sure)])
        belief = placement.all[steps.index(step)]
        if sure:
            assert belief.probability == float(yes)
    row = [belief.probability for belief in placement.all]
    assert all(0 <= p <= 1 for p in row)
    assert all(row[source] >= row[target] for source, target in placement.domain.needs)
    again = place(graph, goals=graph.steps, answers=placement.answers)
    assert again.to_dict() == placement.to_dict()


def test_nothing_is_inferred_through_alternatives() -> None:
    """Who can reach the goal knows one of the two, but nobody can say which."""
    graph = forked()
    start = place(graph, goals=["goal"])
    assert [step.topic for step in start.domain.steps] == ["basis", "left", "right", "goal"]
    after = start.answer("goal", yes=True)
    assert names(after.known) == ["basis", "goal"]
    before = {belief.step: belief.probability for belief in start.all}
    raised = {belief.step: belief.probability for belief in after.all}
    told = Step("left", after.known[0].step.level)
    # A stronger learner is likelier to know it; nothing makes it certain.
    assert before[told] <= raised[told] < 0.8


def test_an_alternative_that_is_known_leaves_the_others_out() -> None:
    """Nobody needs the second way, so nobody is asked about it."""
    start = place(forked(), goals=["goal"], known=["left"])
    assert [step.topic for step in start.domain.steps] == ["goal"]
    assert [step.topic for step in start.given] == ["basis", "left"]


def test_flip_reverses_an_inference_with_all_that_hangs_on_it() -> None:
    """And flipping again restores it; an answer that was flipped is replaced."""
    start = place(chain(), goals=["e"]).answer("c", yes=True)
    assert names(start.known) == ["a", "b", "c"]
    less = start.flip("b")
    assert less.known == ()
    assert "a" in names(less.unsure)
    assert str(less.answers[-1]) == "no to b@working"
    assert less.asked == 1
    assert [belief.probability for belief in less.all][1:] == [0.0] * 4
    assert names(less.flip("b").known) == ["a", "b", "c"]
    more = start.flip("e")
    assert names(more.known) == list(CHAIN)
    assert [belief.probability for belief in more.all] == [1.0] * 5
    assert more.question is None
    assert names(start.flip("c").known) == []


def test_undo_takes_back_the_last_answer() -> None:
    """To the very same beliefs; of nothing it is nothing."""
    start = place(chain(), goals=["e"])
    one = start.answer("c", yes=True)
    two = one.answer("d", yes=False)
    assert two.undo().to_dict() == one.to_dict()
    assert two.undo().undo().to_dict() == start.to_dict()
    assert start.undo().to_dict() == start.to_dict()


def test_a_changed_answer_replaces_the_first() -> None:
    """A learner who thinks again counts once."""
    start = place(chain(), goals=["e"])
    changed = start.answer("c", yes=True).answer("c", yes=False)
    assert changed.to_dict() == start.answer("c", yes=False).to_dict()


def test_asking_ends_by_count_by_certainty_and_by_exhaustion() -> None:
    """Whichever comes first."""
    assert place(chain(), goals=["e"], questions=0).question is None
    one = place(chain(), goals=["e"], questions=1)
    assert one.question is not None
    assert one.answer("c", yes=True).question is None
    assert place(chain(), goals=["e"], enough=0.49).question is None
    asked = place(chain(), goals=["e"], enough=0)
    for step in CHAIN:
        asked = asked.answer(step, yes=step == "a")
    assert asked.question is None


def test_what_is_likely_without_an_answer_is_unsure_and_not_known() -> None:
    """A prior is no evidence: a plan keeps such steps."""
    placement = place(chain(), goals=["e"])
    assert placement.known == ()
    assert "a" in names(placement.unsure)


def test_the_result_is_what_a_plan_takes() -> None:
    """The fewest flags imply all that is known, and the plan is shorter by just that."""
    graph = chain()
    found = place(graph, goals=["e"], known=["a"]).answer("c", yes=True)
    assert [step.topic for step in found.mastered] == ["a", "b", "c"]
    assert [step.topic for step in found.shortest] == ["c"]
    made = plan(graph, goals=["e"], known=found.mastered)
    assert made.effort_minutes == found.effort_minutes - found.known_minutes == 120
    assert plan(graph, goals=["e"], known=found.shortest).effort_minutes == made.effort_minutes


def test_the_result_as_data_is_json_and_gives_the_same_placement_again() -> None:
    """So a web page needs to keep no more than the answers."""
    found = place(chain(), goals=["e"]).answer("c", yes=True).flip("d")
    data = json.loads(json.dumps(found.to_dict()))
    assert data["answers"][1] == {"topic": "d", "level": "working", "yes": True, "sure": True}
    assert data["known"][2]["from"]["topic"] == "c"
    assert data["known"][0]["from"]["topic"] == "d"
    assert data["question"] is None or data["question"]["text"]
    assert place(chain(), goals=["e"], answers=found.answers).to_dict() == found.to_dict()


def test_the_result_goes_into_the_progress_log(tmp_path: Path) -> None:
    """As events from a placement that say which answer they rest on."""
    graph = chain()
    found = place(graph, goals=["e"]).answer("c", yes=True)
    file = tmp_path / "log.jsonl"
    noon = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    record(file, found.entries(), now=noon, ids=[str(uuid.UUID(int=i)) for i in range(9)])
    log = read_log(file)
    assert isinstance(log, Log)
    assert [step.topic for step in progress(log, graph).mastered] == ["a", "b", "c"]
    assert {(e.entry.source, e.entry.note) for e in log.events} == {
        ("placement", "yes to c@working")
    }


def test_the_question_is_the_check_of_its_level() -> None:
    """And where the author wrote none, what the level means."""
    topics = {
        "svd": {"effort": {"overview": "1h", "deep": "9h"}, "check": {"deep": "can prove it"}}
    }
    placement = place(KnowledgeGraph.from_dict({"topics": topics}), goals=["svd@deep"])
    texts = set()
    for step in placement.domain.steps:
        other = next(each for each in placement.domain.steps if each != step)
        question = placement.answer(other, yes=other.level < step.level).question
        if question is not None:
            texts.add(question.text)
    assert "can prove it" in texts
    assert any("what it is for" in text for text in texts)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"goals": []}, RequestError, "a placement needs goals"),
        ({"goals": "e"}, RequestError, "goals is a single e"),
        ({"goals": ["e"], "known": "a"}, RequestError, "known is a single a"),
        ({"goals": ["z"]}, UnknownTopicError, "no topic 'z'"),
        ({"goals": ["e"], "guess": 0.5}, RequestError, "guess is 0.5"),
        ({"goals": ["e"], "careless": -0.1}, RequestError, "careless is -0.1"),
        ({"goals": ["e"], "careless": True}, RequestError, "careless is True"),
        ({"goals": ["e"], "enough": "x"}, RequestError, "enough is 'x'"),
        ({"goals": ["e"], "questions": -1}, RequestError, "questions is -1"),
        ({"goals": ["e"], "questions": 1.5}, RequestError, "questions is 1.5"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: dict[str, object], error: type[MlpathError], message: str
) -> None:
    """With the argument's name and value."""
    with pytest.raises(error, match=message):
        place(chain(), **arguments)


def test_answers_about_other_steps_are_refused() -> None:
    """Outside of what the goals need, known beforehand, or not in the graph at all."""
    start = place(forked(), goals=["goal"], known=["basis"])
    with pytest.raises(RequestError, match="beside@working is not needed by the goals"):
        start.answer("beside", yes=True)
    with pytest.raises(RequestError, match="basis@working is known beforehand"):
        start.flip("basis")
    with pytest.raises(UnknownTopicError, match="no topic 'besides'"):
        start.answer("besides", yes=True)


def test_everything_known_leaves_nothing_to_ask() -> None:
    """An empty domain is no error."""
    placement = place(chain(), goals=["e"], known=["e"])
    assert (placement.question, placement.known, placement.uncertainty) == (None, (), 0.0)
    assert [step.topic for step in placement.shortest] == ["e"]


def test_what_is_too_wide_is_said_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before memory or a minute is gone."""
    monkeypatch.setattr(domains, "MOST_PAIRS", 9)
    with pytest.raises(RequestError, match="more than 9 chains of prerequisites"):
        place(chain(), goals=["e"])
    monkeypatch.setattr(domains, "MOST_STEPS", 4)
    with pytest.raises(RequestError, match="the goals need 5 steps: too wide"):
        place(chain(), goals=["e"])
