"""A plan written to every place it is wanted: text, other formats, pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mlpath.cli.output import (
    STANDARD_OUTPUT,
    check_writable,
    clean,
    hand_over,
    put,
    save,
    say,
    working,
)
from mlpath.errors import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.cli.output import Talk
    from mlpath.cli.timing import Timing
    from mlpath.drawing import Picture
    from mlpath.plans import Plan
    from mlpath.topics import KnowledgeGraph

TEXT = ".txt"
NAMED_GLYPHS = 12
PICTURES = (".svg", ".png", ".pdf", ".dot", ".gv")


def targets_of(
    outputs: Sequence[str], form: str | None, start: str | None
) -> tuple[tuple[str, str], ...]:
    """Return (output, form) for everything to be written; ``picture`` is a form too.

    Raises
    ------
    RequestError
        If an ending says nothing and no form was named, or a form needs dates or a folder.
    """
    from mlpath.writing import by_ending, endings

    targets = []
    for output in outputs:
        suffix = Path(output).suffix.lower()
        if suffix in PICTURES:
            targets.append((output, "picture"))
        elif form is not None or output == STANDARD_OUTPUT:
            targets.append((output, form or "text"))
        elif suffix == TEXT:
            targets.append((output, "text"))
        elif (found := by_ending(output)) is not None:
            targets.append((output, found.name))
        else:
            known = ", ".join(dict.fromkeys([TEXT, *endings(), *PICTURES]))
            hint = f"end it in one of {known}, or name a --format"
            message = f"{output!r} does not say in which form to write"
            raise RequestError(Problem("unknown-format", message, hint=hint))
    if all(kind == "picture" for _, kind in targets):
        targets.append((STANDARD_OUTPUT, form or "text"))
    _check_forms(targets, start)
    return tuple(targets)


def _check_forms(targets: Sequence[tuple[str, str]], start: str | None) -> None:
    """Refuse what could not be written, before any work is done."""
    from mlpath.writing import by_name

    folders = []
    for output, form in targets:
        known = by_name(form)
        if known is not None and known.dated and start is None:
            hint = "such as --hours 10h/week --start 2026-12-01"
            raise RequestError(Problem("bad-request", f"{form} needs dates", hint=hint))
        if known is not None and known.folder:
            folders.append(output)
            if output == STANDARD_OUTPUT:
                message = f"{form} is a folder of files"
                raise RequestError(Problem("bad-request", message, hint="name one: -o FOLDER"))
    check_writable([output for output, _ in targets if output not in folders])


def deliver(
    plan: Plan,
    graph: KnowledgeGraph,
    targets: tuple[tuple[str, str], ...],
    where: Sequence[str],
    talk: Talk,
    timing: Timing,
    before: Plan | None = None,
) -> None:
    """Write the plan to every target, pictures last: they are the ones that may fail.

    A calendar cancels what the plan before it has besides.
    """
    from mlpath.cli import rendering
    from mlpath.writing.verdicts import verdict

    command = partial(timing.command, plan.asked, where)
    shown = any(form == "text" and output == STANDARD_OUTPUT for output, form in targets)
    if plan.status == "infeasible" and not shown and not talk.quiet:
        say(f"infeasible: {verdict(plan)}")
    for output, form in sorted(targets, key=lambda target: target[1] == "picture"):
        if form == "picture":
            _draw(plan, graph, output, talk)
        elif form == "text":
            plain = output != STANDARD_OUTPUT
            text = rendering.plan_text(plan, graph, where, plain=plain, command=command)
            if plain:
                save(output, text)
                wrote(output, talk)
            else:
                put(text)
        else:
            _write(plan, graph, output, form, talk, before)


def _write(
    plan: Plan, graph: KnowledgeGraph, output: str, form: str, talk: Talk, before: Plan | None
) -> None:
    from mlpath.writing import by_name, write

    known = by_name(form)
    if plan.status == "infeasible" and known is not None and not known.infeasible:
        if not talk.quiet:
            say(f"{output} was not written: there is no plan to write as {form}")
        return
    hand_over(write(plan, form, graph=graph, before=before), output)
    if output != STANDARD_OUTPUT:
        wrote(output, talk)


def _draw(plan: Plan, graph: KnowledgeGraph, output: str, talk: Talk) -> None:
    if plan.status == "infeasible":
        if not talk.quiet:
            say(f"{output} was not written: there is no plan to draw")
        return
    from mlpath.drawing import draw

    with working(talk, "Drawing ..."):
        picture = draw(plan, graph=graph)
    draw_to(picture, output, talk)


def draw_to(picture: Picture, output: str, talk: Talk) -> None:
    """Save a picture, and say where it is and what it lacks."""
    with working(talk, "Drawing ..."):
        written = picture.save(output)
    wrote(", ".join(map(str, written)), talk)
    tell_undrawn(picture, output, talk)


def tell_undrawn(picture: Picture, output: str, talk: Talk) -> None:
    """Say which characters a PNG shows as empty boxes, and what helps."""
    if talk.quiet or Path(output).suffix.lower() != ".png":
        return
    lost = picture.undrawn()
    if not lost:
        return
    from mlpath.drawing.rasters import has_resvg

    more = f" and {len(lost) - NAMED_GLYPHS} more" if len(lost) > NAMED_GLYPHS else ""
    cure = (
        "no installed font has them: install one, such as Noto Sans CJK or Noto Sans Math"
        if has_resvg()
        else "graphviz-pure has one font only: pip install 'mlpath-planner[resvg]', or Graphviz"
    )
    said = clean(" ".join(lost[:NAMED_GLYPHS]))
    say(f"warning: {output} shows empty boxes for {said}{more} ({cure}; .svg shows them all)")


def wrote(output: str, talk: Talk) -> None:
    """Say that something is written."""
    if not talk.quiet:
        say(f"wrote {output}")
