"""The words of an explanation: what is so, and what could be changed, with what that would do."""

from __future__ import annotations

from typing import Any, Literal

from mlpath.plans import GoalPrice, Hop, LevelName, Minutes, Record, SharedHours, Value

Question = Literal[
    "why",
    "why-level",
    "why-now",
    "why-not",
    "why-infeasible",
    "hours",
    "bottleneck",
    "slack",
    "chain",
    "early",
    "shared",
    "sure",
]


class Suggestion(Record):
    """A change of what was asked, and what it does: the plan was made again with it.

    Attributes
    ----------
    change
        What to do, in a few words.
    flags, without
        What to write on the command line beside what was asked, or in place of the same option,
        and what to leave out of it.
    arguments
        Keyword arguments of `mlpath.plan` that differ from what was asked, whole; ``due``, if it
        is there, in minutes, and for `mlpath.planning.dating.keep_due` where the plan got its
        dates there.
    value, effort_minutes
        By how much the plan's value and its estimated effort then differ. Value is counted by
        what was asked before, and what is known then counts as had.
    added, removed
        Steps that come and go, in study order; what is known then has not gone.
    becomes_minutes
        What the figure that the explanation is about is then, where it has one.
    effect
        The same in words.
    advice
        Flags and effect as the end of a sentence.
    """

    change: str
    flags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    arguments: dict[str, Any]
    value: Value
    effort_minutes: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    becomes_minutes: Minutes | None = None
    effect: str
    advice: str


class Explanation(Record):
    """An answer: what is so, as data and in words, and what would change it.

    Attributes
    ----------
    question
        Which question it answers.
    fact
        What is so, in a sentence without its full stop.
    changes
        What could be changed, the first being the one that the sentence names.
    """

    question: Question
    fact: str
    changes: tuple[Suggestion, ...] = ()

    @property
    def sentence(self) -> str:
        """What is so, and the change with its effect."""
        advice = [change.advice for change in self.changes[:1]]
        return "; ".join([self.fact, *advice]) + "."

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, the sentence included."""
        data = self.model_dump(mode="json")
        return {"question": data.pop("question"), "sentence": self.sentence, **data}


class WhyThis(Explanation):
    """Why a step is in a plan.

    Attributes
    ----------
    place
        Its place in the study order, from 1.
    goal, via
        The step of a goal that it serves, and the shortest way there: each step with the reason
        why it needs the one before.
    asked
        Whether it was asked for as a must.
    users
        How many planned steps need it, directly or not.
    """

    question: Literal["why"] = "why"
    step: str
    place: int
    effort_minutes: Minutes
    value: Value
    goal: str
    via: tuple[Hop, ...] = ()
    asked: bool
    users: int


class WhyLevel(Explanation):
    """Why a topic is planned to a level, and not further.

    Attributes
    ----------
    level, higher, lower
        The deepest level planned, and the next declared ones; None where there is none.
    pulls
        Planned steps of other topics that need this very level, with their reasons.
    goal
        Whether the level earns value itself or is a must.
    """

    question: Literal["why-level"] = "why-level"
    topic: str
    level: LevelName
    higher: LevelName | None = None
    lower: LevelName | None = None
    pulls: tuple[Hop, ...] = ()
    goal: bool


class WhyNow(Explanation):
    """Why a step comes when it comes, in the learner's own minutes of study.

    Attributes
    ----------
    place
        Its place in the study order, from 1.
    start_minutes, finish_minutes
        Study before it begins and until it is done.
    ready_minutes, after
        When the last of its planned prerequisites is done, and which that is; 0 and None where
        it has none.
    earliest_minutes
        The soonest it could be done: what it needs in this plan, and itself.
    used_minutes, user, reason
        When the first step that needs it begins, which that is, and why it does; None where no
        planned step does.
    week, user_week
        Weeks of the two, from 1, where the plan has a schedule.
    """

    question: Literal["why-now"] = "why-now"
    step: str
    place: int
    start_minutes: Minutes
    finish_minutes: Minutes
    ready_minutes: Minutes
    after: str | None = None
    earliest_minutes: Minutes
    used_minutes: Minutes | None = None
    user: str | None = None
    reason: str = ""
    week: int | None = None
    user_week: int | None = None


class WhyNot(Explanation):
    """Why a step is not in a plan.

    Attributes
    ----------
    state
        ``known``; ``banned``, itself or something it needs; ``no-goal``: it earns nothing and
        nothing of value needs it; ``other-choice``: another alternative serves; ``budget``: the
        hours are better spent; ``late``: it is due, would be late, and earns nothing then.
    because
        The known steps, bans, chosen alternative or goal that explain it.
    needed_minutes, needed_value
        What adding it now takes of the learner's own minutes, with all it needs, and earns.
    spare_minutes
        The learner's own minutes that the plan leaves; None without a budget.
    rank
        Its place among what was left out, by value per hour; None where it earns nothing itself.
    entry_minutes
        A budget whose plan holds it, the least that was found: `changes` tells of it.
    """

    question: Literal["why-not"] = "why-not"
    step: str
    state: Literal["known", "banned", "no-goal", "other-choice", "budget", "late"]
    because: tuple[str, ...] = ()
    needed_minutes: Minutes | None = None
    needed_value: Value | None = None
    spare_minutes: Minutes | None = None
    rank: int | None = None
    entry_minutes: Minutes | None = None


class WhyInfeasible(Explanation):
    """Why there is no plan.

    Attributes
    ----------
    needed_minutes, budget_minutes
        The least estimated effort of the musts, None where a ban makes one impossible, and what
        the budget holds.
    """

    question: Literal["why-infeasible"] = "why-infeasible"
    needed_minutes: Minutes | None = None
    budget_minutes: Minutes | None = None


class Hours(Explanation):
    """What some hours more buy and some hours less cost: `changes`, more before less."""

    question: Literal["hours"] = "hours"
    by_minutes: Minutes


class Locked(Record):
    """What waits behind a step.

    Attributes
    ----------
    effort_minutes
        Its own estimated effort.
    locked_minutes, locked_value
        Estimated effort and value of all planned steps that need it, directly or not.
    """

    step: str
    effort_minutes: Minutes
    locked_minutes: Minutes
    locked_value: Value

    @property
    def per_hour(self) -> float:
        """Value behind it for each hour of its own: its leverage."""
        return self.locked_value * 60 / max(1, self.effort_minutes)


class Bottleneck(Explanation):
    """Which steps hold up most of a plan, the worst first."""

    question: Literal["bottleneck"] = "bottleneck"
    steps: tuple[Locked, ...]


class GoalSlack(Record):
    """How much room a goal has, in the learner's own minutes.

    Attributes
    ----------
    available_minutes, until
        Study there is for it, and what limits that: its due date, the budget, or the end of the
        plan.
    needed_minutes
        What it takes, with all it needs in this plan.
    finish_minutes
        When the plan's order has finished it.
    """

    goal: str
    available_minutes: Minutes
    until: Literal["due", "budget", "plan"]
    needed_minutes: Minutes
    finish_minutes: Minutes

    @property
    def slack_minutes(self) -> int:
        """Minutes that may go elsewhere first, negative where it is too late already."""
        return self.available_minutes - self.needed_minutes


class Slack(Explanation):
    """How much room each goal has, the tightest first."""

    question: Literal["slack"] = "slack"
    goals: tuple[GoalSlack, ...]


class Chain(Explanation):
    """The longest chain of prerequisites in a plan: it cannot be split among days at will.

    Attributes
    ----------
    steps
        From its first to its last.
    effort_minutes
        Their estimated effort.
    plan_minutes
        That of the whole plan.
    """

    question: Literal["chain"] = "chain"
    steps: tuple[str, ...]
    effort_minutes: Minutes
    plan_minutes: Minutes


class Early(Explanation):
    """How early the value of a plan comes: its weighted completion time, shared out over it.

    Attributes
    ----------
    average_minutes
        After how much study, in the learner's own minutes, a point of value comes on average.
    least_minutes
        What no order of the same steps is below; where it is less, the order may still be best.
    """

    question: Literal["early"] = "early"
    average_minutes: Minutes
    least_minutes: Minutes


class Shared(Explanation):
    """What the goals have in common, each reached in full, whatever the plan has room for.

    All minutes are the learner's own.

    Attributes
    ----------
    all_minutes
        The least that reaches all of them.
    pairs
        Those that share most, the first the most; none where nothing is shared.
    prices
        For each goal what it costs on top of the others, the dearest first.
    """

    question: Literal["shared"] = "shared"
    all_minutes: Minutes
    pairs: tuple[SharedHours, ...] = ()
    prices: tuple[GoalPrice, ...]


class HowSure(Explanation):
    """How far a plan's time may spread, in the learner's own minutes of study.

    Attributes
    ----------
    p50_minutes, p80_minutes, p95_minutes
        Enough half the time, 4 times in 5 and 19 times in 20.
    chance
        Of the budget sufficing; None without one.
    biggest
        What adds most to the spread: ``pace``, or a topic.
    share
        Its part of the variance.
    """

    question: Literal["sure"] = "sure"
    p50_minutes: Minutes
    p80_minutes: Minutes
    p95_minutes: Minutes
    chance: float | None = None
    biggest: str | None = None
    share: float | None = None
