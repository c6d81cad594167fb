"""The signature picture: a plan with one band of rows per week, first week on top."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlpath.drawing.boxes import DETAIL, TITLE, Box, Kind, Link, Mark, levels_text
from mlpath.drawing.documents import Arrow, Attributes, attributes
from mlpath.drawing.facts import MONTHS, goal_steps, plan_facts, plan_title, reasons
from mlpath.drawing.headings import Heading
from mlpath.drawing.reducing import acyclic, reduced
from mlpath.drawing.sheets import Frame, page
from mlpath.drawing.texts import Markup, markup, time, wrapped
from mlpath.plans import Schedule, Session, Week
from mlpath.topics import Level
from mlpath.units import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlpath.drawing.boxes import Style
    from mlpath.drawing.papers import Paper
    from mlpath.drawing.pictures import Page
    from mlpath.plans import Plan
    from mlpath.plans.calendars import Terms
    from mlpath.topics import KnowledgeGraph, Step

# What a schedule that is made of terms says of its hours.
TERMS = "terms"
HEADER = 0.95
ROW_GAP = 0.40
GAP = 0.14
# Arrows between the boxes of a row take room as well.
FILLED = 0.74
ENOUGH = 0.75
HEADING = 1.6


@dataclass(frozen=True, slots=True)
class Part:
    """Steps of one topic that start in the same week: what becomes one box."""

    week: int
    steps: tuple[Step, ...]
    minutes: int
    last_week: int

    @property
    def topic(self) -> str:
        """The topic."""
        return self.steps[0].topic


@dataclass(frozen=True, slots=True)
class Band:
    """A week's boxes in rows, by the numbers of their parts."""

    week: Week
    rows: tuple[tuple[int, ...], ...]
    inches: float
    continued: bool = False
    ongoing: str = ""
    reviews: tuple[str, ...] = ()
    unit: str = "Week"


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the pages of a plan have in common."""

    style: Style
    head: Heading
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]


def weeks_pages(
    plan: Plan, graph: KnowledgeGraph, schedule: Schedule, style: Style, paper: Paper
) -> tuple[Page, ...]:
    """Return the plan week by week, as many pages as its text needs to stay readable.

    Parameters
    ----------
    plan, graph
        A plan and the graph it was made for.
    schedule
        The plan laid into weeks.
    style, paper
        Colours; the paper a page must fit on upright.
    """
    edges = list(step_edges(graph, plan))
    parts = parts_of_weeks(schedule, [(a, b) for a, b, _, _ in edges])
    width, height = paper.inches(upright=True)
    scene = _Scene(
        style,
        Heading(plan_title(plan, graph), plan_facts(plan, schedule), inches=width * 0.85),
        tuple(_boxes(parts, plan, graph, style)),
        tuple(_links(parts, edges)),
    )
    bands = _bands(schedule, parts, scene, (width - HEADER) * FILLED, graph)
    sheets = _sheets(bands, height - HEADING)
    return tuple(
        _page(scene, held, f"page {number} of {len(sheets)}" if len(sheets) > 1 else "")
        for number, held in enumerate(sheets, start=1)
    )


def parts_of_weeks(schedule: Schedule, edges: Iterable[tuple[Step, Step]]) -> list[Part]:
    """Return the schedule's steps as parts, week by week in study order.

    Levels of one topic that start in one week become one part, unless another step must come
    between them.
    """
    start: dict[Step, int] = {}
    last: dict[Step, int] = {}
    minutes: dict[Step, int] = defaultdict(int)
    for session in (session for week in schedule.weeks for session in week.study):
        start.setdefault(session.step, session.week)
        last[session.step] = session.week
        minutes[session.step] += session.minutes
    held: dict[int, list[Step]] = defaultdict(list)
    for step, week in start.items():
        held[week].append(step)
    inside: dict[int, list[tuple[Step, Step]]] = defaultdict(list)
    for a, b in edges:
        if a in start and start[a] == start.get(b):
            inside[start[a]].append((a, b))
    return [
        Part(week, steps, sum(minutes[step] for step in steps), max(last[step] for step in steps))
        for week, found in held.items()
        for steps in _merged(found, inside[week])
    ]


def _merged(steps: Sequence[Step], edges: Sequence[tuple[Step, Step]]) -> list[tuple[Step, ...]]:
    """Return the steps of a week, those of one topic together where that makes no circle."""
    number = {step: place for place, step in enumerate(steps)}
    owner = list(range(len(steps)))
    first: dict[str, int] = {}
    for place, step in enumerate(steps):
        if step.topic not in first:
            first[step.topic] = place
            continue
        trial = [*owner]
        trial[place] = owner[first[step.topic]]
        pairs = [(trial[number[a]], trial[number[b]]) for a, b in edges]
        if acyclic(len(steps), [(a, b) for a, b in pairs if a != b]):
            owner = trial
        else:
            first[step.topic] = place
    groups: dict[int, list[Step]] = defaultdict(list)
    for place, step in enumerate(steps):
        groups[owner[place]].append(step)
    return [tuple(groups[place]) for place in sorted(groups)]


def weeks_of_terms(plan: Plan, terms: Terms) -> Schedule:
    """Return terms as if each were a week: what pictures of weeks show of a balanced plan."""
    minutes = {str(planned.step): planned.effort_minutes for planned in plan.steps}
    levels = {str(planned.step): planned.step for planned in plan.steps}
    weeks = [
        Week(
            week=term.term,
            minutes=term.effort_minutes,
            capacity_minutes=terms.largest_effort_minutes,
            sessions=tuple(
                Session(
                    week=term.term,
                    topic=levels[step].topic,
                    level=levels[step].level,
                    minutes=minutes[step],
                )
                for step in term.steps
            ),
        )
        for term in terms.terms
    ]
    return Schedule(hours=TERMS, weeks=tuple(weeks))


def unit(schedule: Schedule) -> str:
    """Return what a schedule's parts are called: ``Week``, or ``Term`` where it is of terms."""
    return "Term" if schedule.hours == TERMS else "Week"


def review_text(week: Week) -> str:
    """Return what a week says of its reviews, nothing where it has none."""
    if not week.reviews:
        return ""
    minutes = sum(session.minutes for session in week.reviews)
    return f"{time(minutes)} review"


def step_edges(graph: KnowledgeGraph, plan: Plan) -> Iterator[tuple[Step, Step, Kind, str]]:
    """Yield what the plan's steps need of each other, with alternatives that came in time."""
    place = {planned.step: number for number, planned in enumerate(plan.steps)}
    expansion = graph.expansion
    steps = expansion.steps
    for edge in expansion.edges:
        a, b = steps[edge.source], steps[edge.target]
        if a in place and b in place:
            yield a, b, Kind.DEEPER if a.topic == b.topic else Kind.NEEDS, edge.reason
    for group in expansion.groups:
        b = steps[group.target]
        for alternative in group.alternatives:
            a = steps[alternative]
            if a in place and b in place and place[a] < place[b]:
                yield a, b, Kind.ANY, group.reason


def _links(parts: Sequence[Part], edges: Iterable[tuple[Step, Step, Kind, str]]) -> list[Link]:
    """Return the arrows between parts that no others imply."""
    owner = {step: number for number, part in enumerate(parts) for step in part.steps}
    found: dict[tuple[int, int], Link] = {}
    for a, b, kind, reason in edges:
        pair = owner[a], owner[b]
        if pair[0] == pair[1]:
            continue
        known = found.get(pair)
        if known is None or (known.kind is Kind.ANY and kind is not Kind.ANY):
            found[pair] = Link(*pair, kind, reason)
    hard = [pair for pair, link in found.items() if link.kind is not Kind.ANY]
    kept = {*reduced(len(parts), hard)}
    return [link for pair, link in sorted(found.items()) if pair in kept or link.kind is Kind.ANY]


def _boxes(parts: Sequence[Part], plan: Plan, graph: KnowledgeGraph, style: Style) -> list[Box]:
    goals = goal_steps(plan)
    why = reasons(plan, graph)
    boxes = []
    for part in parts:
        topic = graph.topic(part.topic)
        levels = levels_text(step.level for step in part.steps)
        if topic.levels == (Level.WORKING,):
            levels = ""
        later = f"to W{part.last_week}" if part.last_week > part.week else ""
        code = style.codes[topic.section]
        bits = [code, levels, time(part.minutes), later]
        boxes.append(
            Box(
                topic,
                detail=", ".join(bit for bit in bits if bit),
                mark=Mark.PLANNED,
                goal=any(step in goals for step in part.steps),
                note="\n".join(why[step] for step in part.steps if why[step]),
            )
        )
    return boxes


def _bands(
    schedule: Schedule, parts: Sequence[Part], scene: _Scene, room: float, graph: KnowledgeGraph
) -> list[Band]:
    """Return each week with its boxes in rows that are not wider than the room."""
    held: dict[int, list[int]] = defaultdict(list)
    for number, part in enumerate(parts):
        held[part.week].append(number)
    before: dict[int, list[int]] = defaultdict(list)
    for link in scene.links:
        if parts[link.source].week == parts[link.target].week:
            before[link.target].append(link.source)
    owner = {step: number for number, part in enumerate(parts) for step in part.steps}
    titled = {box.topic.id: box.topic.title for box in scene.boxes}
    bands = []
    for week in schedule.weeks:
        rows = _rows(held[week.week], before, scene.boxes, room)
        heights = [max((scene.boxes[n].inches[1] for n in row), default=0.55) for row in rows]
        under_way = {parts[owner[session.step]].topic: None for session in week.study}
        titles = [titled[topic] for topic in under_way] if not held[week.week] else []
        inches = sum(heights) + ROW_GAP * len(rows)
        # A re-plan also reviews what was learnt before it, and is no box of its own.
        again = tuple(dict.fromkeys(graph.topic(each.topic).title for each in week.reviews))
        word = unit(schedule)
        said = "; ".join(titles)
        bands.append(Band(week, rows, inches, ongoing=said, reviews=again, unit=word))
    return bands


def _rows(
    numbers: Sequence[int], before: dict[int, list[int]], boxes: Sequence[Box], room: float
) -> tuple[tuple[int, ...], ...]:
    """Return boxes in rows, prerequisites above where that leaves no row half empty."""
    left = list(numbers)
    rows: list[tuple[int, ...]] = []
    placed: set[int] = set()
    while left:
        row: list[int] = []
        size = 0.0
        inside = set(left)
        for patient in (True, False):
            for number in list(left):
                wide = boxes[number].inches[0] + GAP
                late = any(other in inside for other in before[number])
                unready = any(other in left for other in before[number])
                if unready or (patient and late) or (row and size + wide > room):
                    continue
                row.append(number)
                left.remove(number)
                size += wide
            if size > ENOUGH * room:
                break
        placed.update(row)
        rows.append(tuple(sorted(row)))
    return tuple(rows) or ((),)


def _pieces(band: Band, room: float) -> list[Band]:
    """Return a week as it is, or in equal pieces where it alone is more than a page."""
    count = max(1, -(-int(band.inches * 100) // max(1, int(room * 100))))
    size = -(-len(band.rows) // count)
    cuts = range(0, len(band.rows), size)
    return [
        replace(
            band,
            rows=band.rows[cut : cut + size],
            inches=band.inches / len(cuts),
            continued=cut > 0,
        )
        for cut in cuts
    ]


def _sheets(bands: Sequence[Band], room: float) -> list[list[Band]]:
    """Return the bands on pages, evenly filled, a week never torn apart if it fits on one."""
    bands = [piece for band in bands for piece in _pieces(band, room)]
    total = sum(band.inches for band in bands)
    count = max(1, -(-int(total * 100) // max(1, int(room * 100))))
    share = total / count
    sheets: list[list[Band]] = [[]]
    filled = 0.0
    for band in bands:
        over = filled + band.inches > room
        even = len(sheets) < count and filled + band.inches / 2 > share
        if sheets[-1] and (over or even):
            sheets.append([])
            filled = 0.0
        sheets[-1].append(band)
        filled += band.inches
    return sheets


def _page(scene: _Scene, bands: Sequence[Band], where: str) -> Page:
    """Return one page of weeks."""
    shown = [number for band in bands for row in band.rows for number in row]
    place = {number: rank for rank, number in enumerate(shown)}
    inside = [
        replace(link, source=place[link.source], target=place[link.target])
        for link in scene.links
        if link.source in place and link.target in place
    ]
    lost = sum(1 for link in scene.links if link.target in place and link.source not in place)
    notes = [where]
    if lost:
        notes.append(f"{count_of(lost, 'arrow')} from earlier pages not drawn")
    frame = _frame(bands, len(shown), place, scene.style)
    head = replace(scene.head, notes=tuple(notes))
    return page(head, scene.style, [scene.boxes[number] for number in shown], inside, frame)


def _frame(bands: Sequence[Band], count: int, place: dict[int, int], style: Style) -> Frame:
    """Return headers, their chain and the rows of a page."""
    extra: list[Attributes] = []
    arrows: list[Arrow] = []
    rows: list[tuple[int, ...]] = []
    ranks = [0] * count
    last = -1
    for band in bands:
        for line, row in enumerate(band.rows):
            header = count + len(extra)
            extra.append(_header(band, style) if line == 0 else _spacer(style))
            if last >= 0:
                arrows.append(Arrow(last, header, _chain(style)))
            members = [place[number] for number in row]
            arrows += [Arrow(header, member, _HIDDEN) for member in members]
            for member in members:
                ranks[member] = len(rows)
            if band.ongoing:
                members = [count + len(extra)]
                extra.append(_ongoing(band.ongoing, style))
                arrows.append(Arrow(header, members[0], _HIDDEN))
            rows.append((header, *members))
            last = header
    return Frame(
        across=False,
        extra=tuple(extra),
        arrows=tuple(arrows),
        rows=tuple(rows),
        ranks=tuple(ranks),
        coded=True,
        ranksep=ROW_GAP,
        nodesep=GAP,
    )


# The weight draws a row towards its header: without it rows drift apart along their arrows.
_HIDDEN = attributes({"style": "invis", "weight": 40})


def _chain(style: Style) -> Attributes:
    return attributes(
        {"style": "dotted", "arrowhead": "none", "weight": 100, "color": style.theme.faint}
    )


def _header(band: Band, style: Style) -> Attributes:
    week = band.week
    lines = [f'<FONT POINT-SIZE="{TITLE + 2:.0f}"><B>{band.unit} {week.week}</B></FONT>']
    small = []
    if week.start is not None:
        small.append(f"{week.start.day} {MONTHS[week.start.month - 1]}")
    small.append("continued" if band.continued else time(week.minutes))
    tooltip = f"{band.unit} {week.week}"
    if week.reviews and not band.continued:
        small.append(review_text(week))
        tooltip += f"; review: {'; '.join(band.reviews)}"
    lines += [
        f'<FONT POINT-SIZE="{DETAIL:.0f}" COLOR="{style.theme.soft}">{text}</FONT>'
        for text in small
    ]
    return attributes(
        {
            "label": Markup("<BR/>".join(lines)),
            "shape": "plaintext",
            "style": "",
            "fontcolor": style.theme.text,
            "tooltip": tooltip,
            "width": HEADER - 0.05,
            "margin": "0.02,0.02",
        }
    )


def _ongoing(titles: str, style: Style) -> Attributes:
    """Return the box of a week in which nothing starts."""
    text = "<BR/>".join(markup(line) for line in wrapped(f"{titles}, continued"))
    return attributes(
        {
            "label": Markup(f'<FONT POINT-SIZE="{DETAIL:.0f}">{text}</FONT>'),
            "style": "rounded,dashed",
            "color": style.theme.faint,
            "fontcolor": style.theme.soft,
            "tooltip": f"{titles}, continued",
        }
    )


def _spacer(style: Style) -> Attributes:
    return attributes(
        {
            "label": "·",
            "shape": "plaintext",
            "style": "",
            "width": HEADER - 0.05,
            "fontcolor": style.theme.faint,
            "tooltip": " ",
        }
    )
