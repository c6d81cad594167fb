"""``mlpath log``: write down what was learnt, take it back, or look at what was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpath.cli import options
from mlpath.cli.completing import complete_topic
from mlpath.cli.loading import find_step, load_graph
from mlpath.cli.logbook import LogOption, find_log, fresh_ids, load_log, make_folder, now
from mlpath.cli.output import (
    SCHEMA_VERSION,
    Talk,
    as_json,
    clean,
    problem_as_dict,
    put,
    render,
    say,
)
from mlpath.errors import FileError, Problem, RequestError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from mlpath.topics import KnowledgeGraph, Step
    from mlpath.tracking import Entry, Event, Kind, Log

SHOWN = 5
TAKE_BACK = "`mlpath log --undo` takes this back"
SHORT_ID = 8
_ID = re.compile(rf"[0-9a-f]{{{SHORT_ID}}}[0-9a-f-]*")


@dataclass(frozen=True, slots=True)
class _Told:
    """What the options say about every step named."""

    kind: Kind
    minutes: int | None
    on: dt.date
    source: str
    note: str


def log_command(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[GRAPH] [STEP]...",
            help="Steps by id, title or alias, such as svd@working. Without any: the last events.",
            autocompletion=complete_topic,
            show_default=False,
        ),
    ] = None,
    took: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Study time to add, such as 6h or 1h30m; the entries of a step add up.",
            show_default=False,
        ),
    ] = None,
    passed: Annotated[bool, typer.Option("--passed", help="Done, and its check passed.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Its check not passed yet.")] = False,
    started: Annotated[bool, typer.Option("--started", help="Begun, not done.")] = False,
    mastered: Annotated[
        bool, typer.Option("--known", help="Known from before, with all it needs.")
    ] = False,
    forgotten: Annotated[bool, typer.Option("--forgotten", help="Not known any more.")] = False,
    undo: Annotated[
        bool,
        typer.Option("--undo", help="Take back the last event, that of a STEP, or one by its id."),
    ] = False,
    source: Annotated[
        str, typer.Option(metavar="TEXT", help="With --known, from where: said or placement.")
    ] = "said",
    note: Annotated[
        str, typer.Option(metavar="TEXT", help="A line of your own.", show_default=False)
    ] = "",
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="When it was. Default: today.", show_default=False),
    ] = None,
    merge: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Take over what another log holds, such as another device's. Repeatable.",
            show_default=False,
        ),
    ] = None,
    log: LogOption = None,
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    limit: Annotated[
        int, typer.Option(min=1, help="Most events to show.", envvar="MLPATH_LIMIT")
    ] = 20,
    format: options.SimpleFormat = options.Simple.TEXT,
    quiet: options.Quiet = False,  # noqa: ARG001 - its callback remembers it
) -> None:
    """Log what you learnt: a step is done unless a flag says otherwise. Alone, show the log.

    What a step needs is logged with it by --known only.

    Nothing is ever erased: --undo adds an event that takes another back.

    \b
    mlpath log svd@working --took 6h --passed
    mlpath log vectors,matrices --known
    mlpath log --undo
    """
    graph, names = options.split_graph(words or (), graph)
    names = options.several(names)
    flags = {"passed": passed, "failed": failed, "started": started, "known": mastered}
    kind = _kind(flags | {"forgotten": forgotten}, undo=undo, merge=bool(merge))
    told = _told(kind, took, date, source, note)
    talk = ctx.find_object(Talk) or Talk()
    as_data = format == options.Simple.JSON
    if not names and not undo and not merge:
        if kind != "done" or took or note or date:
            hint = "such as mlpath log svd@working --took 6h"
            raise RequestError(Problem("usage", "which step is this about?", hint=hint))
        found = load_log(find_log(load_graph(graph, overlay), log), talk)
        put(as_json(_log_as_dict(found)) if as_data else _text(found, limit))
        return
    loaded = load_graph(graph, overlay)
    path = find_log(loaded, log)
    make_folder(path, log)
    if merge:
        if names:
            raise RequestError(Problem("usage", "--merge takes no step"))
        put(_merge(path, merge, talk, as_data=as_data))
    elif undo:
        put(_undo(path, names, loaded, told, talk, as_data=as_data))
    else:
        put(_record(path, names, loaded, told, talk, as_data=as_data))


def _kind(flags: dict[str, bool], *, undo: bool, merge: bool) -> str:
    """Return the one kind of event that the flags ask for.

    Raises
    ------
    RequestError
        If they ask for several.
    """
    given = [name for name, value in flags.items() if value]
    modes = [*given, *(["undo"] if undo else []), *(["merge"] if merge else [])]
    if len(modes) > 1:
        shown = " and ".join(f"--{name}" for name in modes)
        raise RequestError(Problem("usage", f"{shown} exclude each other"))
    return given[0] if given else "done"


def _told(kind: str, took: str | None, date: str | None, source: str, note: str) -> _Told:
    from mlpath.learners.availability import day_of
    from mlpath.tracking import Kind
    from mlpath.units import minutes

    return _Told(
        kind=Kind(kind),
        minutes=None if took is None else minutes(took),
        on=now().date() if date is None else day_of(date),
        source=source if kind == "known" else "",
        note=" ".join(note.split()),
    )


def _record(
    path: Path,
    names: Sequence[str],
    graph: KnowledgeGraph,
    told: _Told,
    talk: Talk,
    *,
    as_data: bool,
) -> str:
    from mlpath.tracking import Entry, progress, read_log, startable

    steps = tuple(dict.fromkeys(find_step(graph, name) for name in names))
    if told.minutes is not None and len(steps) > 1:
        hint = "log them one by one, each with its own"
        raise RequestError(Problem("usage", "--took is the time of one step", hint=hint))
    before = progress(load_log(path, talk), graph)
    if not talk.quiet:
        _remarks(graph, steps, before.mastered, told)
    entries = [
        Entry(told.kind, step, told.minutes, told.on, told.source, told.note)
        for step in _meant(graph, steps, before.mastered, told)
    ]
    events = _save(path, entries, talk)
    could = frozenset(startable(before, graph))
    can = startable(progress(read_log(path), graph), graph)
    opened = tuple(step for step in can if step not in could)
    return as_json(_saved_as_dict(events, opened)) if as_data else _saved_text(events, opened)


def _meant(
    graph: KnowledgeGraph, steps: Sequence[Step], mastered: Sequence[Step], told: _Told
) -> tuple[Step, ...]:
    """Return the steps to log; what is known brings what it needs, as far as that is news."""
    if told.kind != "known":
        return tuple(steps)
    from mlpath.cli.wishing import wished

    _, _, closed = wished(graph, (), [str(step) for step in steps])
    held = frozenset(mastered) - frozenset(steps)
    needed = [step for step in closed if step not in steps and step not in held]
    return (*needed, *steps)


def _remarks(
    graph: KnowledgeGraph, steps: Sequence[Step], mastered: Sequence[Step], told: _Told
) -> None:
    """Say what may be a slip, without refusing it."""
    if told.on > now().date():
        say(f"note: {told.on} is in the future; {TAKE_BACK}")
    held = frozenset(mastered)
    again = [str(step) for step in steps if step in held]
    if again and told.kind in {"done", "passed", "known", "started"}:
        say(f"note: mastered already: {', '.join(again)}; {TAKE_BACK}")
    if told.kind in {"done", "passed"}:
        _missing(graph, steps, held)


def _missing(graph: KnowledgeGraph, steps: Sequence[Step], held: frozenset[Step]) -> None:
    """Say what the steps need and the log does not hold: nothing is inferred from them."""
    topics = {step.topic for step in steps}
    targets = {graph.rank[step] for step in steps}
    needed = dict.fromkeys(
        graph.steps[edge.source] for edge in graph.expansion.edges if edge.target in targets
    )
    names = [str(step) for step in needed if step not in held and step.topic not in topics]
    if names:
        shown = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
        say(
            f"note: not in the log, though needed: {shown}; "
            f"`mlpath log {','.join(names)} --known` if you know this"
        )


def _save(path: Path, entries: Sequence[Entry], talk: Talk) -> tuple[Event, ...]:
    from mlpath.tracking import record

    new = not path.exists()
    events = record(path, entries, now=now(), ids=fresh_ids())
    if new and not talk.quiet:
        say(f"a new log: {path}")
    return events


def _saved_as_dict(events: Sequence[Event], opened: Sequence[Step]) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "saved": [_event_as_dict(event) for event in events],
        "opens": [str(step) for step in opened],
    }


def _saved_text(events: Sequence[Event], opened: Sequence[Step]) -> str:
    from mlpath.units import show

    lines = []
    more = len(events) - SHOWN
    if more > 0:
        lines.append(f"saved: {more:,} steps that are needed, and")
    for event in events[max(0, more) :]:
        entry = event.entry
        time = f", {show(entry.minutes)}" if entry.minutes else ""
        lines.append(f"saved: {entry}{time}")
    if opened:
        names = [str(step) for step in opened[:SHOWN]]
        more = len(opened) - SHOWN
        lines.append(f"opens: {', '.join(names)}" + (f" and {more} more" if more > 0 else ""))
    return "".join(f"{line}\n" for line in lines)


def _undo(
    path: Path,
    names: Sequence[str],
    graph: KnowledgeGraph,
    told: _Told,
    talk: Talk,
    *,
    as_data: bool,
) -> str:
    from mlpath.tracking import Entry, Kind

    if told.minutes is not None:
        raise RequestError(Problem("usage", "--undo takes no study time"))
    found = load_log(path, talk)
    targets = [_target(found, name, graph) for name in names] or _last(found)
    entries = [
        Entry(Kind.UNDONE, on=told.on, note=told.note, undoes=event.id) for event in targets
    ]
    events = _save(path, entries, talk)
    if as_data:
        answer = _saved_as_dict(events, ())
        answer["undone"] = [_event_as_dict(event) for event in targets]
        return as_json(answer)
    lines = [f"undone: {event.entry} of {event.on}\n" for event in targets[:SHOWN]]
    more = len(targets) - SHOWN
    return "".join(lines) + (f"undone: {more:,} more of the same time\n" if more > 0 else "")


def _last(log: Log) -> list[Event]:
    """Return what was logged last: events of one command are a microsecond apart.

    Raises
    ------
    RequestError
        If there is nothing.
    """
    if not log.counting:
        raise RequestError(Problem("nothing-to-undo", "nothing is logged that could be undone"))
    from mlpath.tracking import TICK

    *before, last = log.counting
    found = [last]
    for event in reversed(before):
        later = found[-1]
        if event.time + TICK != later.time or event.entry.kind != later.entry.kind:
            break
        found.append(event)
    return found


def _target(log: Log, name: str, graph: KnowledgeGraph) -> Event:
    """Return the event of that id, or the last one of the step of that name.

    Raises
    ------
    RequestError
        If there is none that counts.
    """
    from mlpath.tracking import placed

    if _ID.fullmatch(name) and name not in graph:
        found = [event for event in log.events if event.id.startswith(name)]
        what = f"no event has the id {name!r}"
    else:
        step = find_step(graph, name)
        found = [
            event
            for event in log.counting
            if event.entry.step is not None and placed(event.entry.step, graph) == step
        ]
        what = f"nothing is logged about {step} that could be undone"
    if not found:
        hint = "`mlpath log` shows the events"
        raise RequestError(Problem("nothing-to-undo", what, hint=hint))
    return found[-1]


def _merge(path: Path, others: Sequence[str], talk: Talk, *, as_data: bool) -> str:
    from mlpath.tracking import absorb

    lines, merged = [], []
    missing = [other for other in others if not Path(other).exists()]
    if missing:
        raise FileError(f"there is no file {missing[0]}", hint="nothing was merged")
    logs = [load_log(Path(other), talk) for other in others]
    for other, found in zip(others, logs, strict=True):
        if found.problems and not found.events:
            raise FileError(Problem("not-a-log", f"{other} is no progress log"))
        new = absorb(path, found)
        merged.append({"events": len(found.events), "new": len(new)})
        lines.append(f"merged {other}: {len(new):,} of {len(found.events):,} events were new\n")
    if as_data:
        return as_json({"schema_version": SCHEMA_VERSION, "merged": merged})
    return "".join(lines)


def _event_as_dict(event: Event) -> dict[str, Any]:
    entry = event.entry
    return {
        "id": event.id,
        "seq": event.seq,
        "time": event.time.isoformat(),
        "on": event.on.isoformat(),
        "kind": str(entry.kind),
        "topic": None if entry.step is None else entry.step.topic,
        "level": None if entry.step is None else str(entry.step.level),
        "minutes": entry.minutes,
        "source": entry.source or None,
        "note": entry.note or None,
        "undoes": entry.undoes or None,
        "outcome": entry.outcome or None,
    }


def _log_as_dict(log: Log) -> dict[str, Any]:
    counting = {event.id for event in log.counting}
    return {
        "schema_version": SCHEMA_VERSION,
        "events": [
            _event_as_dict(event) | {"counts": event.id in counting} for event in log.events
        ],
        "problems": [problem_as_dict(problem) for problem in log.problems],
    }


def _text(log: Log, limit: int) -> str:
    from rich.table import Table
    from rich.text import Text

    from mlpath.units import show

    if not log.events:
        return "nothing is logged yet; such as: mlpath log svd@working --took 6h --passed\n"
    counting = {event.id for event in log.counting}
    by_id = {event.id: event for event in log.events}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("Date", "Event"):
        table.add_column(name, no_wrap=True)
    table.add_column("Step", overflow="fold")
    table.add_column("Time", justify="right", no_wrap=True)
    table.add_column("Id", no_wrap=True)
    for event in log.events[-limit:]:
        entry = event.entry
        target = by_id.get(entry.undoes)
        about = Text(str(entry.step or (target.entry if target else "an event not in this log")))
        if entry.undoes == "" and event.id not in counting:
            about.append(" (undone)", style="dim")
        if entry.note:
            about.append(f"\n{clean(entry.note)}", style="dim")
        time = show(entry.minutes) if entry.minutes else ""
        kind = f"{entry.kind}, {entry.outcome}" if entry.outcome else str(entry.kind)
        table.add_row(str(event.on), kind, about, time, event.id[:SHORT_ID])
    rest = len(log.events) - limit
    tail = [Text(f"and {rest:,} before (--limit {len(log.events)})")] if rest > 0 else []
    return render(table, *tail)
