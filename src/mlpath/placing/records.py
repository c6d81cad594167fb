"""The words of a placement: question, answer, belief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlpath.topics import Step


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask a learner.

    Attributes
    ----------
    step
        What it is about.
    title
        Of the step's topic.
    text
        What somebody can do who has reached that level.
    needs, users
        How many steps that are still open a yes settles besides, and how many a no.
    """

    step: Step
    title: str
    text: str
    needs: int
    users: int

    @property
    def reason(self) -> str:
        """Why it is asked, in a sentence.

        Examples
        --------
        >>> from mlpath.topics import Level, Step
        >>> print(Question(Step("svd", Level.WORKING), "SVD", "can use it", 12, 1).reason)
        A yes speaks for 12 steps that it needs, a no against 1 step that needs it.
        """
        yes = f"{_steps(self.needs)} that it needs"
        no = f"{_steps(self.users)} that {'needs' if self.users == 1 else 'need'} it"
        if self.needs and self.users:
            return f"A yes speaks for {yes}, a no against {no}."
        if self.needs:
            return f"A yes speaks for {yes}."
        return f"A no speaks against {no}." if self.users else "Nothing else tells about it."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a learner said.

    Attributes
    ----------
    step
        What the question was about.
    yes
        Whether they can do it.
    sure
        Whether it is taken at its word: an inference that the learner has put right.
    """

    step: Step
    yes: bool
    sure: bool = False

    def __str__(self) -> str:
        """Return the answer and its step."""
        return f"{'yes' if self.yes else 'no'} to {self.step}"


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed about a step.

    Attributes
    ----------
    step
        Of the goals' closure.
    probability
        That the learner knows it.
    source
        The answer it comes from: the learner's own about the step, else the surest yes about
        something that needs it; None where no yes speaks for it.
    """

    step: Step
    probability: float
    source: Answer | None


def _steps(count: int) -> str:
    return f"{count:,} step" if count == 1 else f"{count:,} steps"


def question_as_dict(question: Question) -> dict[str, Any]:
    """Return a question as plain data for JSON."""
    return {
        **_step_as_dict(question.step),
        "title": question.title,
        "text": question.text,
        "reason": question.reason,
        "needs": question.needs,
        "users": question.users,
    }


def answer_as_dict(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain data for JSON."""
    return {**_step_as_dict(answer.step), "yes": answer.yes, "sure": answer.sure}


def belief_as_dict(belief: Belief) -> dict[str, Any]:
    """Return a belief as plain data for JSON."""
    source = None if belief.source is None else answer_as_dict(belief.source)
    return {**_step_as_dict(belief.step), "probability": belief.probability, "from": source}


def _step_as_dict(step: Step) -> dict[str, Any]:
    return {"topic": step.topic, "level": str(step.level)}
