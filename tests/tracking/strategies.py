"""Events of every kind, drawn and made."""

from __future__ import annotations

import datetime as dt
import uuid

from hypothesis import strategies as st

from mlpath.topics import Level, Step
from mlpath.tracking import Entry, Event, Kind

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)


def identity(number: int) -> str:
    """Return the UUID of a number."""
    return str(uuid.UUID(int=number))


@st.composite
def entries(draw: st.DrawFn, topics: tuple[str, ...] = ("svd", "lu", "old")) -> Entry:
    """Return an entry of any kind."""
    kind = draw(st.sampled_from(Kind))
    on = draw(st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
    printable = st.characters(exclude_categories=("C", "Z"))
    note = draw(st.text(printable, max_size=20))
    if kind is Kind.UNDONE:
        return Entry(kind, on=on, note=note, undoes=identity(draw(st.integers(1, 12))))
    step = Step(draw(st.sampled_from(topics)), draw(st.sampled_from(Level)))
    timed = kind not in {Kind.KNOWN, Kind.FORGOTTEN}
    minutes = draw(st.none() | st.integers(1, 6_000)) if timed else None
    source = draw(st.sampled_from(("said", "placement"))) if kind is Kind.KNOWN else ""
    outcome = draw(st.sampled_from(("passed", "failed"))) if kind is Kind.REVIEWED else ""
    return Entry(kind, step, minutes, on, source, note, outcome=outcome)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Return an event; ids and times are few, so that they clash."""
    time = NOON + draw(st.integers(0, 9)) * dt.timedelta(microseconds=1)
    return Event(
        draw(st.integers(1, 5)), identity(draw(st.integers(1, 12))), time, draw(entries())
    )


def made(number: int, kind: str, step: str = "svd@working", **fields: object) -> Event:
    """Return the n-th event, logged n minutes after noon."""
    topic, _, level = step.partition("@")
    about = None if kind == "undone" else Step(topic, Level.parse(level))
    if kind == "known":
        fields.setdefault("source", "said")
    if kind == "reviewed":
        fields.setdefault("outcome", "passed")
    entry = Entry(Kind(kind), about, **fields)  # type: ignore[arg-type]
    return Event(number, identity(number), NOON + dt.timedelta(minutes=number), entry)
