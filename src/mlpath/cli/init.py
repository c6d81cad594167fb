"""``mlpath init``: a learner's file, by a few questions or by flags."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
import textwrap
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli import options
from mlpath.cli.completing import LEVELS
from mlpath.cli.learning import NAME
from mlpath.cli.loading import find_step, load_graph
from mlpath.cli.output import STANDARD_OUTPUT, WIDTH, Talk, check_writable, put, save, say
from mlpath.errors import FileError, MlpathError, Problem, UnknownTopicError, report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mlpath.learners import Learner
    from mlpath.topics import KnowledgeGraph

PATIENCE = 10  # replies in a row that nobody can use: then nobody is there
OFFERED = 6
WEEKS = re.compile(r"([0-9]{1,4}) ?(?:w|weeks?)")
KNOWN = (
    "What do you know already? Topics, one a line; all that they need counts too. `mlpath place` "
    "can find out later."
)
TIMES = {
    "hours": "How much time do you have in a week? Such as 10h/week, 2h per weekday, or "
    "mon 2h, sat 4h.",
    "budget": "For how long? Such as 12 weeks, or 300h in all.",
    "start": "When do you start? A day such as 2026-12-01.",
}


def init_command(
    ctx: typer.Context,
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    goal: options.Goals = None,
    known: options.Known = None,
    budget: options.Budget = None,
    weeks: options.Weeks = None,
    hours: Annotated[
        str | None,
        typer.Option(
            "--hours",
            help="Study time of a week: 10h/week, '2h per weekday', 'mon 2h, sat 4h'.",
            show_default=False,
        ),
    ] = None,
    start: options.Start = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: options and comments only.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file that is there already.")
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write; - is standard output.",
        ),
    ] = NAME,
    quiet: options.Quiet = False,  # noqa: ARG001 - its callback remembers it
) -> None:
    """Write a learner's file: what you know and want, and when you study.

    What no option answers is asked. The other commands then take their defaults from the file.

    \b
    mlpath init
    mlpath init --goal preset:nlp --known python-basics --hours 8h/week -y
    """
    talk = ctx.find_object(Talk) or Talk()
    if not options.is_given(ctx, "output"):
        output = NAME  # what settings say is meant for plans and pictures
    _check_free(output, force=force)
    loaded = load_graph(graph, overlay)
    given = Answers(loaded)
    for text in options.several(goal):
        given.goals.append(_goal(loaded, text))
    for text in options.several(known):
        given.known.append(_known(loaded, text))
    times = {"budget": budget, "weeks": weeks, "hours": hours, "start": start}
    given.times = {name: value for name, value in times.items() if value is not None}
    given.learner()  # what options get wrong is told before anything is asked
    if not yes:
        _ask(given)
    learner = given.learner(graph=graph, overlay=tuple(overlay or ()))
    from mlpath.writing.learners import learner_yaml

    _check_free(output, force=force)
    folder = None if output == STANDARD_OUTPUT else Path(output).parent
    text = learner_yaml(learner, folder)
    if output == STANDARD_OUTPUT:
        put(text)
        return
    save(output, text)
    if not talk.quiet:
        say(f"wrote {output}", *_next(output, given))


def _check_free(output: str, *, force: bool) -> None:
    """Refuse a place that cannot be written, or that somebody's file has."""
    if output == STANDARD_OUTPUT:
        return
    check_writable([output])
    if os.path.lexists(output) and not force:
        message = f"{output} is there already"
        hint = "edit it, or write another: --output FILE; --force replaces it"
        raise FileError(Problem("unwritable", message, hint=hint))


def _next(output: str, given: Answers) -> Iterator[str]:
    """Yield the commands that make sense now."""
    named = "" if output == NAME else f" --learner {shlex.quote(output)}"
    if given.goals and not given.known:
        yield f"next: mlpath place{named}  (finds out what you know already)"
        yield f"or:   mlpath plan{named}"
    else:
        yield f"next: mlpath plan{named}"


# --- answers --------------------------------------------------------------------------------


@dataclass(slots=True)
class Answers:
    """What is answered so far."""

    graph: KnowledgeGraph
    goals: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    times: dict[str, Any] = field(default_factory=dict)

    def learner(self, *, graph: str | None = None, overlay: Sequence[str] = ()) -> Learner:
        """Return the learner of these answers.

        Raises
        ------
        RequestError
            With every answer that makes no sense.
        """
        from mlpath.learners import Learner

        return Learner(
            **self.times,
            goals=tuple(self.goals),
            known=tuple(self.known),
            graph=graph,
            overlay=tuple(overlay),
        )


def _goal(graph: KnowledgeGraph, text: str) -> str:
    """Return a goal as files write it; a topic may go by its title or an alias.

    Raises
    ------
    UnknownTopicError, RequestError
        If the graph has nothing of that name.
    """
    from mlpath.cli.wishing import wished
    from mlpath.learners import Goal

    goal = Goal.parse(text)
    if goal.kind == "topic":
        level = "" if goal.level is None else f"@{goal.level}"
        goal = replace(goal, name=find_step(graph, goal.name + level).topic)
    wished(graph, [str(goal)])
    return str(goal)


def _known(graph: KnowledgeGraph, text: str) -> str:
    return str(find_step(graph, text))


# --- questions ------------------------------------------------------------------------------


def _ask(given: Answers) -> None:
    """Ask what is not answered yet; the end of the input answers the rest with nothing."""
    asked = [name for name in TIMES if name not in given.times]
    if "weeks" in given.times and "budget" in asked:
        asked.remove("budget")
    if given.goals and given.known and not asked:
        return
    say("A few questions. Enter leaves one open; the file can be edited at any time.")
    try:
        if not given.goals:
            presets = [f"preset:{preset.id}" for preset in given.graph.presets]
            _listen(given.graph, given.goals, _goal, "goal", _about_goals(presets), presets)
        if not given.known:
            _listen(given.graph, given.known, _known, "known", KNOWN, ())
        for name in asked:
            if name != "start" or "hours" in given.times:
                _ask_time(given, name)
    except EOFError:
        say("")


def _about_goals(presets: Sequence[str]) -> str:
    ready = f" Ready-made: {', '.join(presets)}." if presets else ""
    return (
        "What do you want to reach? A topic such as svd@deep (at overview, working or deep), "
        f"section:ID or tag:TAG, one a line; other words are searched for.{ready}"
    )


def _listen(
    graph: KnowledgeGraph,
    found: list[str],
    read: Callable[[KnowledgeGraph, str], str],
    name: str,
    about: str,
    more: Sequence[str],
) -> None:
    """Ask for names, one a line, until an empty one; words that are no name are searched for."""
    say("", *textwrap.wrap(about, WIDTH, break_on_hyphens=False))
    words = [*more, *(topic.id for topic in graph)]
    offered: list[str] = []
    slips = 0
    while slips < PATIENCE:
        text = _reply(f"{name}: ", words)
        if not text:
            return
        if text.isdecimal() and 0 < int(text) <= len(offered):
            text = offered[int(text) - 1]
        try:
            named = read(graph, text)
        except MlpathError as error:
            slips += 1
            offered = _offer(graph, text, error)
            continue
        offered, slips = [], 0
        if named not in found:
            found.append(named)
        say(f"  {named}")


def _offer(graph: KnowledgeGraph, text: str, error: MlpathError) -> list[str]:
    """Show the topics that words may have meant, numbered; say what is wrong if there are none."""
    from mlpath.topics.searching import search

    hits = search(graph, text.partition("@")[0])[:OFFERED]
    if not hits or not isinstance(error, UnknownTopicError):
        say(*(f"  {line}" for line in report(error.problems).splitlines()))
        return []
    say(f"  {text} is no name here; type a number, another name or Enter:")
    wide = max(len(hit.topic.id) for hit in hits)
    for number, hit in enumerate(hits, 1):
        say(f"  {number}  {hit.topic.id:<{wide}}  {hit.topic.title}"[:WIDTH])
    return [hit.topic.id for hit in hits]


def _ask_time(given: Answers, name: str) -> None:
    """Ask for one of hours, budget and start until it makes sense."""
    say("", *textwrap.wrap(TIMES[name], WIDTH, break_on_hyphens=False))
    for _ in range(PATIENCE):
        text = _reply(f"{name}: ", ())
        if not text:
            return
        weeks = WEEKS.fullmatch(text) if name == "budget" else None
        key, value = ("weeks", int(weeks[1])) if weeks else (name, text)
        given.times[key] = value
        try:
            given.learner()
        except MlpathError as error:
            del given.times[key]
            say(*(f"  {line}" for line in report(error.problems).splitlines()))
        else:
            return


def _reply(prompt: str, words: Sequence[str]) -> str:
    """Return what is typed, on a terminal with completion of words.

    Raises
    ------
    EOFError
        At the end of the input.
    """
    if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        with contextlib.suppress(ImportError):  # where the system has none, nothing is completed
            _complete(words)
        return input(prompt).strip()
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        raise EOFError
    return line.strip()


def _complete(words: Sequence[str]) -> None:
    """Let the TAB key complete words; levels follow an @."""
    import readline

    def nth(typed: str, number: int) -> str | None:
        topic, at, _ = typed.partition("@")
        known = (f"{topic}@{level}" for level in LEVELS) if at else words
        return next(islice((word for word in known if word.startswith(typed)), number, None), None)

    readline.set_completer_delims("")
    readline.set_completer(nth)
    readline.parse_and_bind("tab: complete")
