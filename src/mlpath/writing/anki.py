"""Anki: a card per topic or planned step, as the text file that Anki imports.

Cards carry the same identity whenever they are written, so a second import updates them.
"""

from __future__ import annotations

import hashlib
import html
from typing import TYPE_CHECKING

from mlpath.writing.texts import clean

if TYPE_CHECKING:
    from mlpath.writing.subjects import Row, Subject

HEAD = (
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype:Basic",
    "#columns:guid\tFront\tBack\tTags",
    "#tags column:4",
)


def write(subject: Subject) -> str:
    """Return cards in study order: the title in front; summary, check and resources behind."""
    lines = [*HEAD[:4], f"#deck:{_plain(subject.title)}", *HEAD[4:]]
    lines += ["\t".join(_card(subject, row)) for row in subject.steps()]
    return "".join(f"{line}\n" for line in lines)


def _card(subject: Subject, row: Row) -> tuple[str, ...]:
    seed = f"{subject.graph.info.id} {row.step}".encode()
    front = f"{_plain(row.topic.title)} ({row.step.level})"
    back = [row.topic.summary, row.topic.check[row.step.level]]
    tags = (row.topic.section, *row.topic.tags, str(row.step.level))
    shown = "<br>".join(_plain(part) for part in back if part)
    return (hashlib.sha256(seed).hexdigest()[:16], front, shown, " ".join(tags))


def _plain(text: str) -> str:
    """Return a text as HTML shows it; braces and ``[sound:`` would mean something to Anki."""
    safe = html.escape(clean(text))
    for character in "{}[]\\":
        safe = safe.replace(character, f"&#{ord(character)};")
    return safe
