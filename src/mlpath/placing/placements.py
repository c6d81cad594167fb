"""The placement itself: answers in, the next question and what is believed out."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpath.errors import Problem, RequestError, expect
from mlpath.placing.beliefs import Beliefs, FloatArray, gains, prior, uncertainty, updated
from mlpath.placing.domains import Domain, domain_of
from mlpath.placing.records import (
    Answer,
    Belief,
    Question,
    answer_as_dict,
    belief_as_dict,
    question_as_dict,
)
from mlpath.planning.wishes import resolve
from mlpath.plans import Asked
from mlpath.topics import Level, Step
from mlpath.tracking import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from mlpath.learners import Goal
    from mlpath.topics import KnowledgeGraph

CARELESS = 0.05
GUESS = 0.15
QUESTIONS = 15
ENOUGH = 0.02
CHANCE = 0.5
SURE = 0.8  # from here on a step counts as known, and below 1 - SURE as not known
SOURCE = "placement"
_PLACES = 4  # decimals of a probability that leaves the library
# What a level means, for topics whose author wrote no check.
_LEVELS = {
    Level.OVERVIEW: "can explain what it is for, and read on where it comes up",
    Level.WORKING: "can solve a new exercise with it, with no worked example to follow",
    Level.DEEP: "can derive it, write it from scratch, and find what a paper about it leaves open",
}


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Where a learner stands, as far as the answers tell; immutable. `place` makes one.

    Attributes
    ----------
    graph
        What the steps belong to.
    goals
        As the command line writes them.
    given
        Steps known beforehand, with all they need; they are not asked about.
    domain
        The steps that the goals need besides.
    careless, guess
        How likely it is to say no to what one knows, and yes to what one does not.
    questions
        Most questions to ask.
    enough
        The uncertainty at which asking ends.
    answers
        So far, corrections among them.
    beliefs
        For each ability, in the order of ``domain.steps``.
    """

    graph: KnowledgeGraph
    goals: tuple[str, ...]
    given: tuple[Step, ...]
    domain: Domain
    careless: float
    guess: float
    questions: int
    enough: float
    answers: tuple[Answer, ...]
    beliefs: Beliefs

    @property
    def asked(self) -> int:
        """How many questions were answered; corrections are none."""
        return sum(not answer.sure for answer in self.answers)

    @property
    def uncertainty(self) -> float:
        """The share of the goals' steps that is expected to be misjudged."""
        return round(uncertainty(self._row), _PLACES)

    @property
    def question(self) -> Question | None:
        """The next question, None when asking has ended.

        Asked is what settles most whichever way the answer goes. Nothing is asked twice: a
        learner who is asked again says the same again.
        """
        if self.asked >= self.questions or uncertainty(self._row) < self.enough:
            return None
        open_gains = gains(self.domain, self._row)
        number = self._numbers
        open_gains[[number[answer.step] for answer in self.answers]] = 0.0
        best = int(np.argmax(open_gains))
        return self._question(best) if open_gains[best] > 0 else None

    def answer(self, step: str | Step, *, yes: bool) -> Placement:
        """Return the placement after an answer, to `question` or about any other step of it.

        An answer about the same step is replaced.

        Raises
        ------
        UnknownTopicError
            If the graph has no such step.
        RequestError
            If the goals do not need the step, or it is known beforehand.
        """
        return self._with(Answer(self._member(step), yes))

    def flip(self, step: str | Step) -> Placement:
        """Return the placement with the opposite of what is believed about a step, as certain.

        What counts as known becomes not known, with all that needs it; anything else becomes
        known, with all it needs.

        Raises
        ------
        UnknownTopicError, RequestError
            As `answer`.
        """
        member = self._member(step)
        known = member in {belief.step for belief in self.known}
        return self._with(Answer(member, not known, sure=True))

    def undo(self) -> Placement:
        """Return the placement without its last answer; itself if there is none."""
        return dataclasses.replace(self, answers=(), beliefs=prior(self.domain)).replay(
            self.answers[:-1]
        )

    def replay(self, answers: Iterable[Answer]) -> Placement:
        """Return the placement after several answers, such as those of another one.

        Raises
        ------
        UnknownTopicError, RequestError
            As `answer`.
        """
        expect("Iterable", answers=answers)
        found = self
        for answer in answers:
            expect("Answer", answer=answer)
            found = found._with(dataclasses.replace(answer, step=self._member(answer.step)))
        return found

    @property
    def known(self) -> tuple[Belief, ...]:
        """The steps that count as known: likely, and some yes speaks for them; in study order.

        With a step all it needs is among them, except through any-of.
        """
        return tuple(
            belief
            for belief in self.all
            if belief.probability >= SURE and belief.source is not None and belief.source.yes
        )

    @property
    def unsure(self) -> tuple[Belief, ...]:
        """The steps that could not be told; a plan keeps them, so that nothing is missed.

        Those that are likely known although no answer speaks for it are among them.
        """
        known = {belief.step for belief in self.known}
        return tuple(
            belief
            for belief in self.all
            if belief.step not in known and belief.probability > 1 - SURE
        )

    @property
    def all(self) -> tuple[Belief, ...]:
        """What is believed about every step, in study order."""
        said = {answer.step: answer for answer in self.answers}
        found = []
        for step, p, spoken in zip(
            self.domain.steps, self._row.tolist(), self._speaking(), strict=True
        ):
            own = said.get(step)
            # A yes further up can outweigh the learner's own no: then that is where it is from.
            outweighed = own is not None and not own.yes and p >= SURE
            source = spoken if own is None or outweighed else own
            found.append(Belief(step, round(p, _PLACES), source))
        return tuple(found)

    @property
    def mastered(self) -> tuple[Step, ...]:
        """The steps given and those that count as known: what `mlpath.plan` takes as `known`."""
        found = {*self.given, *(belief.step for belief in self.known)}
        return tuple(sorted(found, key=self.graph.rank.__getitem__))

    @property
    def shortest(self) -> tuple[Step, ...]:
        """The fewest steps that imply all of `mastered`: those that no other of them needs."""
        found = self.mastered
        held = {self.graph.rank[step] for step in found}
        needed = {edge.source for edge in self.graph.expansion.edges if edge.target in held}
        return tuple(step for step in found if self.graph.rank[step] not in needed)

    @property
    def effort_minutes(self) -> int:
        """Estimated effort of all steps that were in question, alternatives included."""
        return sum(self.graph.effort(step) for step in self.domain.steps)

    @property
    def known_minutes(self) -> int:
        """Estimated effort of the steps that count as known, those given left out."""
        return sum(self.graph.effort(belief.step) for belief in self.known)

    def entries(self) -> tuple[Entry, ...]:
        """Return what counts as known as entries for the progress log, prerequisites first."""
        return tuple(
            Entry(Kind.KNOWN, belief.step, source=SOURCE, note=str(belief.source))
            for belief in self.known
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data for JSON; `place` takes its ``answers`` again."""
        question = self.question
        return {
            "goals": list(self.goals),
            "asked": self.asked,
            "uncertainty": self.uncertainty,
            "question": None if question is None else question_as_dict(question),
            "answers": [answer_as_dict(answer) for answer in self.answers],
            "known": [belief_as_dict(belief) for belief in self.known],
            "unsure": [belief_as_dict(belief) for belief in self.unsure],
            "known_flags": [str(step) for step in self.shortest],
            "known_minutes": self.known_minutes,
            "effort_minutes": self.effort_minutes,
        }

    @property
    def _row(self) -> FloatArray:
        return self.beliefs.mean

    @property
    def _numbers(self) -> dict[Step, int]:
        return {step: number for number, step in enumerate(self.domain.steps)}

    def _member(self, name: str | Step) -> Step:
        step = self.graph.step(name)
        if step in self.domain.steps:
            return step
        known = step in self.given
        what = "is known beforehand" if known else "is not needed by the goals"
        raise RequestError(Problem("not-in-question", f"{step} {what}: nothing to answer"))

    def _with(self, answer: Answer) -> Placement:
        others = tuple(other for other in self.answers if other.step != answer.step)
        if len(others) < len(self.answers):
            clean = dataclasses.replace(self, answers=(), beliefs=prior(self.domain))
            return clean.replay((*others, answer))
        rates = (0.0, 0.0) if answer.sure else (self.careless, self.guess)
        beliefs = updated(
            self.domain,
            self.beliefs,
            self._numbers[answer.step],
            yes=answer.yes,
            careless=rates[0],
            guess=rates[1],
        )
        return dataclasses.replace(self, answers=(*self.answers, answer), beliefs=beliefs)

    def _speaking(self) -> list[Answer | None]:
        """Return for each step the surest yes about it or about something that needs it."""
        number = self._numbers
        yes = [(number[answer.step], answer) for answer in self.answers if answer.yes]
        found: list[Answer | None] = [None] * len(self.domain.steps)
        row = self._row
        for place, answer in sorted(yes, key=lambda pair: float(row[pair[0]])):
            for below in (place, *self.domain.below[self.domain.above == place].tolist()):
                found[below] = answer
        return found

    def _question(self, number: int) -> Question:
        step = self.domain.steps[number]
        topic = self.graph.topic(step.topic)
        row = self._row
        unsettled = (row < SURE) & (row > 1 - SURE)
        needs = self.domain.below[self.domain.above == number]
        users = self.domain.above[self.domain.below == number]
        return Question(
            step,
            topic.title,
            topic.check[step.level] or _LEVELS[step.level],
            int(unsettled[needs].sum()),
            int(unsettled[users].sum()),
        )


def place(  # noqa: PLR0913 - the rates and the rules of ending are the learner's to set
    graph: KnowledgeGraph,
    *,
    goals: Iterable[str | Step | Goal],
    known: Iterable[str | Step] = (),
    answers: Iterable[Answer] = (),
    careless: float = CARELESS,
    guess: float = GUESS,
    questions: int = QUESTIONS,
    enough: float = ENOUGH,
) -> Placement:
    """Return a placement: which steps of the goals' closure a learner knows, from few answers.

    Nothing outside of what the goals need is asked about, and nothing is inferred through any-of
    groups. Every inference carries the answer it comes from, and `Placement.flip` reverses it.

    Parameters
    ----------
    graph
        A knowledge graph.
    goals
        What is wanted, as for `mlpath.plan`; at least one.
    known
        What is known already, with all it needs.
    answers
        Answers given before, in their order.
    careless
        How likely it is to say no to what one knows, 0 to below 0.5.
    guess
        How likely it is to say yes to what one does not know, 0 to below 0.5. *Why more than
        careless:* people overrate themselves.
    questions
        Most questions to ask.
    enough
        Asking ends once the share of steps expected to be misjudged is below it, 0 to 0.5.

    Raises
    ------
    UnknownTopicError
        If a topic, section, tag, preset or level does not exist.
    RequestError
        If there is no goal, a number is out of range, an answer is about a step that is not in
        question, or the goals need too much.

    Notes
    -----
    Pairwise Bayesian updates of one probability a step, side by side for several abilities of a
    learner; see `mlpath.placing.beliefs`. The next question is the one that settles most whichever
    way it is answered.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {
    ...     "vectors": {"effort": "2h"}, "matrices": {"effort": "3h", "requires": ["vectors"]},
    ...     "svd": {"effort": "5h", "requires": ["matrices"]}}})
    >>> start = place(graph, goals=["svd"])
    >>> str(start.question.step)
    'matrices@working'
    >>> after = start.answer("matrices", yes=True)
    >>> [(str(belief.step), str(belief.source)) for belief in after.known]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('vectors@working', 'yes to matrices@working'),
     ('matrices@working', 'yes to matrices@working')]
    >>> [str(belief.step) for belief in after.flip("vectors").known]
    []
    """
    expect("KnowledgeGraph", graph=graph)
    expect("Iterable", goals=goals, known=known, answers=answers)
    for name, rate in (("careless", careless), ("guess", guess), ("enough", enough)):
        _check_rate(name, rate)
    _check_count("questions", questions)
    wanted = _texts("goals", goals)
    if not wanted:
        hint = "such as preset:interview or diffusion-models@working"
        raise RequestError(Problem("bad-request", "a placement needs goals", hint=hint))
    wishes = resolve(graph, Asked(goals=wanted, known=_texts("known", known)))
    domain = domain_of(graph, (target.step for target in wishes.targets), wishes.known)
    empty = Placement(
        graph=graph,
        goals=wanted,
        given=wishes.known,
        domain=domain,
        careless=careless,
        guess=guess,
        questions=questions,
        enough=enough,
        answers=(),
        beliefs=prior(domain),
    )
    return empty.replay(answers)


def dialogue(placement: Placement) -> Generator[Question, bool, Placement]:
    """Yield question after question, take each answer by ``send``, and return the placement.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"vectors": {"effort": "2h"}}})
    >>> talk = dialogue(place(graph, goals=["vectors"]))
    >>> next(talk).title
    'vectors'
    >>> try:
    ...     talk.send(True)
    ... except StopIteration as end:
    ...     print([str(belief.step) for belief in end.value.known])
    ['vectors@working']
    """
    while True:
        question = placement.question
        if question is None:
            return placement
        yes = yield question
        placement = placement.answer(question.step, yes=yes)


def _texts(name: str, wishes: Iterable[str | Step | Goal]) -> tuple[str, ...]:
    if isinstance(wishes, str | Step):
        raise RequestError(
            Problem("bad-request", f"{name} is a single {wishes!s}", hint="give a list")
        )
    return tuple(str(wish) for wish in wishes)


def _check_count(name: str, count: object) -> None:
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        hint = "a whole number from 0"
        raise RequestError(Problem("bad-request", f"{name} is {count!r}", hint=hint))


def _check_rate(name: str, rate: object) -> None:
    number = rate if isinstance(rate, int | float) and not isinstance(rate, bool) else -1
    if not 0 <= number < CHANCE:
        hint = "a number from 0 to below 0.5"
        raise RequestError(Problem("bad-request", f"{name} is {rate!r}", hint=hint))
