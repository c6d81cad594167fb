"""``mlpath place``: a few questions that tell what a learner need not study any more."""

from __future__ import annotations

import enum
import json
import shlex
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli import options
from mlpath.cli.completing import complete_topic
from mlpath.cli.loading import STANDARD_INPUT, find_step, load_graph
from mlpath.cli.logbook import LogOption, find_log, fresh_ids, load_log, make_folder, now
from mlpath.cli.output import SCHEMA_VERSION, WIDTH, Talk, as_json, put, say
from mlpath.errors import FileError, MlpathError, Problem, RequestError, report

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from mlpath.placing import Answer, Placement, Question
    from mlpath.topics import KnowledgeGraph

LARGEST = 16 * 1024 * 1024
SHOWN = 20
PATIENCE = 10  # replies in a row that nobody can use: then nobody is there
YES = frozenset(("y", "yes"))
NO = frozenset(("n", "no"))
WORDS = "y/n/?/undo/quit"
_GLUE = "\xa0"  # a space that no line breaks at
_HINT = 'such as {"svd@working": true, "pca": false}'


class Form(enum.StrEnum):
    """Forms of a placement."""

    TEXT = "text"
    JSON = "json"
    FLAGS = "flags"


def place_command(
    ctx: typer.Context,
    graph: options.GraphArgument = None,
    overlay: options.Overlay = None,
    goal: options.Goals = None,
    must: options.Musts = None,
    known: options.Known = None,
    questions: Annotated[int, typer.Option(min=0, help="Most questions to ask.")] = 15,
    answers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Ask nothing: take answers from JSON, this command's own or step: true or false.",
            show_default=False,
        ),
    ] = None,
    flip: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STEP",
            help="With --answers: turn over what is believed about a step. Repeatable.",
            autocompletion=complete_topic,
            show_default=False,
        ),
    ] = None,
    log: LogOption = None,
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="With --save, the day it is. Default: today.", show_default=False
        ),
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Write what is known to the progress log.")
    ] = False,
    format: Annotated[
        Form,
        typer.Option(
            "--format",
            "-f",
            help="Form of the answer; flags are those for other commands.",
            is_eager=True,
            callback=options.remember_format,
        ),
    ] = Form.TEXT,
    quiet: options.Quiet = False,  # noqa: ARG001 - its callback remembers it
) -> None:
    """Find out what you know already by a few yes-or-no questions about what your goals need.

    Answer y or n; ? tells why it is asked, undo takes the last answer back, quit ends. With --save
    or --log, what the progress log holds as mastered is not asked about.

    \b
    mlpath place --goal preset:nlp
    mlpath place --goal diffusion-models --known python-basics --save
    mlpath place --goal svd --answers answers.json --format json
    """
    from mlpath.learners.availability import day_of
    from mlpath.placing import place

    goals = (*options.several(goal), *options.several(must))
    if not goals:
        hint = "such as mlpath place --goal preset:interview; `mlpath show` lists presets"
        raise RequestError(Problem("usage", "which goals is this for?", hint=hint))
    if flip and answers is None:
        hint = "without it, steps are turned over at the end of the questions"
        raise RequestError(Problem("usage", "--flip goes with --answers", hint=hint))
    on = None if date is None else day_of(date)
    talk = ctx.find_object(Talk) or Talk()
    loaded = load_graph(graph, overlay)
    given = [str(find_step(loaded, name)) for name in options.several(known)]
    path = find_log(loaded, log) if save or log is not None else None
    if path is not None:
        given += _mastered(path, loaded, talk)
    start = place(loaded, goals=goals, known=given, questions=questions)
    ignored: tuple[str, ...] = ()
    reviewed = False
    if answers is None:
        found, reviewed = _ask(start)
    else:
        found, ignored = _told(start, _read(answers, loaded), talk)
        for name in options.several(flip):
            found = found.flip(find_step(loaded, name))
    saved = _save(found, path, log, talk, on) if save and path is not None else None
    if format == Form.JSON:
        answer = found.to_dict() | {"ignored": list(ignored), "saved": saved}
        put(as_json({"schema_version": SCHEMA_VERSION} | answer))
    elif format == Form.FLAGS:
        put("".join(f"{line}\n" for line in _flags(found)))
    else:
        typed = options.several(known) if options.is_given(ctx, "known") else ()
        held = None if saved is None else _logged(log, typed)
        brief = reviewed and sys.stdout.isatty()
        put(_text(found, graph, overlay or (), held or _flags(found), brief=brief))


def _mastered(path: Path, graph: KnowledgeGraph, talk: Talk) -> list[str]:
    from mlpath.tracking import progress

    found = progress(load_log(path, talk), graph).mastered
    if found and not talk.quiet:
        say(f"note: not asked about, as the log holds them: {_count(len(found))}")
    return [str(step) for step in found]


def _save(
    placement: Placement, path: Path, log: str | None, talk: Talk, on: dt.date | None
) -> int:
    from mlpath.tracking import record

    entries = [replace(entry, on=on) for entry in placement.entries()]
    if entries:
        make_folder(path, log)
        record(path, entries, now=now(), ids=fresh_ids())
    if not talk.quiet:
        undo = "; `mlpath log --undo` takes it back" if entries else ""
        say(f"saved as known: {_count(len(entries))}{undo}")
    return len(entries)


def _ask(start: Placement) -> tuple[Placement, bool]:
    """Ask until the questions end or the learner does; return whether the result was reviewed."""
    found = start
    slips = 0
    while slips < PATIENCE:
        question = found.question
        if question is None:
            return (_review(found), True) if found.known else (found, False)
        _show(question, found)
        word = _reply(f"  Is that you? {WORDS}: ")
        if word == "?":
            _explain(question, found.graph)
            word = _reply(f"  Is that you? {WORDS}: ")
        if word in YES | NO:
            found = found.answer(question.step, yes=word in YES)
        elif word in {"undo", "u"}:
            found = found.undo()
        elif word in {"quit", "q", None}:
            return found, False
        else:
            say(f"  {word!r} is none of {WORDS}; if in doubt, n")
            slips += 1
            continue
        slips = 0
    return found, False


def _review(found: Placement) -> Placement:
    """Let the learner turn over what is believed, until nothing is wrong any more."""
    slips = 0
    while slips < PATIENCE:
        say("", *_known_lines(found))
        word = _reply("Something wrong? Name a step to turn it over, or press Enter: ")
        if word in {None, "", "n", "no", "q", "quit"}:
            return found
        try:
            found = found.flip(find_step(found.graph, word or ""))
            slips = 0
        except MlpathError as error:
            say(*report(error.problems).splitlines())
            slips += 1
    return found


def _reply(prompt: str) -> str | None:
    """Return what is typed, in lower case; None at the end of the input."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        say("")
        return None
    return line.strip().lower()


def _show(question: Question, placement: Placement) -> None:
    place = f"{placement.asked + 1} of at most {placement.questions}"
    say(
        "",
        *_indented(f"{place}: {question.title} ({question.step})", 0),
        *_indented(question.text),
    )


def _explain(question: Question, graph: KnowledgeGraph) -> None:
    summary = graph.topic(question.step.topic).summary
    say(
        *_indented(summary),
        *_indented(question.reason),
        *_indented("If in doubt, say n: what you know is quickly done, a gap is not."),
    )


def _read(name: str, graph: KnowledgeGraph) -> list[Answer]:
    """Return the answers of a JSON file, or of standard input.

    Raises
    ------
    FileError, RequestError
        If it cannot be read, or holds no answers.
    """
    shown = "<stdin>" if name == STANDARD_INPUT else name
    try:
        if name == STANDARD_INPUT:
            raw = sys.stdin.buffer.read(LARGEST)
        else:
            with Path(name).open("rb") as stream:
                raw = stream.read(LARGEST)
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"cannot read {shown}: {reason}", hint="give a JSON file") from None
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        message = f"{shown} is not valid JSON: {error}"
        raise RequestError(Problem("bad-answers", message, hint=_HINT)) from None
    return list(_answers(data, shown, graph))


def _answers(data: Any, shown: str, graph: KnowledgeGraph) -> Iterator[Answer]:  # noqa: ANN401 - raw JSON
    from mlpath.placing import Answer

    held = data["answers"] if isinstance(data, dict) and "answers" in data else data
    if isinstance(held, dict):
        held = [{"step": name, "yes": said} for name, said in held.items()]
    if not isinstance(held, list):
        raise RequestError(Problem("bad-answers", f"{shown} holds no answers", hint=_HINT))
    for place, item in enumerate(held, 1):
        fields = item if isinstance(item, dict) else {}
        name = fields.get("step") or f"{fields.get('topic')}@{fields.get('level')}"
        said, sure = _truth(fields.get("yes")), fields.get("sure", False)
        if said is None or not isinstance(name, str) or not isinstance(sure, bool):
            message = f"{shown}: answer {place} is {json.dumps(item)[:60]}"
            raise RequestError(Problem("bad-answers", message, hint=_HINT))
        yield Answer(find_step(graph, name), said, sure)


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in YES else False if word in NO else None


def _told(
    start: Placement, answers: Sequence[Answer], talk: Talk
) -> tuple[Placement, tuple[str, ...]]:
    """Return the placement after the answers, and those about steps that are not in question."""
    asked = frozenset(start.domain.steps)
    ignored = tuple(str(answer.step) for answer in answers if answer.step not in asked)
    if ignored and not talk.quiet:
        more = len(ignored) - SHOWN
        names = ", ".join(ignored[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")
        say(f"note: not in question, so not used: {names}")
    return start.replay(answer for answer in answers if answer.step in asked), ignored


def _text(
    placement: Placement,
    graph: str | None,
    overlays: Sequence[str],
    flags: Sequence[str],
    *,
    brief: bool,
) -> str:
    lines = [*_summary(placement)]
    if not brief:
        lines += ["", *_known_lines(placement)]
    unsure = [str(belief.step) for belief in placement.unsure]
    if unsure:
        more = len(unsure) - SHOWN
        rest = f" and {more:,} more (--format json lists them)" if more > 0 else ""
        names = ", ".join(unsure[:SHOWN]) + rest
        lines += ["", "Not certain either way, so a plan keeps them", *_indented(names)]
    question = placement.question
    if question is not None:
        lines += ["", f"Next question: {question.title} ({question.step})"]
        lines += _indented(question.text)
    lines += ["", "Next", *_next(placement, graph, overlays, flags)]
    return "".join(f"{line}\n" for line in lines)


def _summary(placement: Placement) -> list[str]:
    from mlpath.units import show

    number = placement.asked
    told = f"{number} {'answer' if number == 1 else 'answers'}"
    size, found = len(placement.domain.steps), placement.known
    if not size:
        return ["Everything that these goals need is known already."]
    text = (
        f"{told} about {_count(size)} that the goals need, "
        f"{show(placement.effort_minutes)} of study: {_count(len(found))} known, "
        f"{show(placement.known_minutes)}."
    )
    return _indented(text, 0)


def _known_lines(placement: Placement) -> list[str]:
    """Return what is known, under the answer it comes from."""
    by_source: dict[Answer, list[str]] = {}
    for belief in placement.known:
        if belief.source is not None:
            name = f"{belief.step}{_GLUE}({_percent(belief.probability)})"
            by_source.setdefault(belief.source, []).append(name)
    if not by_source:
        return ["Known: nothing that an answer speaks for."]
    lines = ["Known, and how sure that is"]
    for source, names in by_source.items():
        because = "as you put right" if source.sure else "as you said yes to"
        lines += _indented(f"{because} {source.step}:")
        lines += _indented(", ".join(names), 4)
    return lines


def _next(
    placement: Placement, graph: str | None, overlays: Sequence[str], flags: Sequence[str]
) -> list[str]:
    """Return the command that plans with what was found, to be copied as it is."""
    words = ["mlpath plan", *([] if graph is None else [shlex.quote(graph)])]
    words += [f"--overlay {shlex.quote(overlay)}" for overlay in overlays]
    words += [f"--goal {shlex.quote(goal)}" for goal in placement.goals]
    lines: list[str] = []
    for word in [*words, *flags]:
        if lines and len(lines[-1]) + len(word) < WIDTH - 6:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return textwrap.indent(" \\\n  ".join(lines), "  ").split("\n")


def _flags(placement: Placement) -> list[str]:
    """Return what is known as flags of other commands, a few steps each."""
    names = ",".join(str(step) for step in placement.shortest)
    # Never inside a name: wrap at the commas only.
    spaced = textwrap.wrap(names.replace(",", " "), WIDTH - 20, break_on_hyphens=False)
    return [f"--known {line.replace(' ', ',')}" for line in spaced]


def _logged(log: str | None, known: Sequence[str]) -> list[str]:
    """Return the flags with which other commands take what was saved for known."""
    flags = ["--logged", *([] if log is None else [f"--log {shlex.quote(log)}"])]
    return [*flags, *(f"--known {shlex.quote(name)}" for name in known)]


def _percent(probability: float) -> str:
    """Return a probability in whole per cent; certainty is said only where it is certain."""
    if probability < 1:
        return f"{min(99, round(probability * 100))}{_GLUE}%"
    return f"100{_GLUE}%"


def _indented(text: str, depth: int = 2) -> list[str]:
    margin = " " * depth
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [line.replace(_GLUE, " ") for line in lines]


def _count(steps: int) -> str:
    return f"{steps:,} step" if steps == 1 else f"{steps:,} steps"
