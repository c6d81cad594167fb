"""What the page says without its script: the weeks, the topics, what was left out, the hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mlpath.topics import Step
from mlpath.units import count_of, show
from mlpath.writing.outlooks import ODDS, halving_line, moment, outlook_lines, spread_line
from mlpath.writing.page.hours import point_texts
from mlpath.writing.page.markup import Html, element, joined, link
from mlpath.writing.verdicts import best_left_out, left_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mlpath.plans import ChosenResource, Forecast, LeftOut, Plan
    from mlpath.topics import KnowledgeGraph, Topic
    from mlpath.topics.models import Resource, ResourceUse
    from mlpath.writing.page.rows import Part, Row

FIRST = 25
MANY = 2  # goals, before a table is worth it


@dataclass(frozen=True, slots=True)
class Looks:
    """What every list needs of a graph.

    Attributes
    ----------
    graph
        The knowledge graph.
    codes, hues
        Short code and number of the hue of each section.
    titles, library
        Titles of sections and the resources, by id.
    chosen
        What to learn the steps from, where a plan says it.
    """

    graph: KnowledgeGraph
    codes: Mapping[str, str]
    hues: Mapping[str, int]
    titles: Mapping[str, str]
    library: Mapping[str, Resource]
    chosen: Mapping[Step, Sequence[ChosenResource]] = field(default_factory=dict)

    def name(self, topic: Topic) -> Html:
        """Return the title of a topic as a link to its panel."""
        return element("a", topic.title, class_="name", href=f"#topic/{topic.id}")

    def code(self, topic: Topic) -> Html:
        """Return the section of a topic, short, with its hue."""
        return element(
            "span",
            self.codes[topic.section],
            class_=f"code hue{self.hues[topic.section]}",
            title=self.titles[topic.section],
        )


def rows_html(rows: Sequence[Row], looks: Looks) -> Html:
    """Return the rows of a plan, each to be folded away."""
    if not rows:
        return element("p", "There is nothing left to learn for this.")
    return joined(*(_row(row, place, looks) for place, row in enumerate(rows, 1)))


def _row(row: Row, place: int, looks: Looks) -> Html:
    head = element(
        "summary",
        element("h3", row.name),
        element("span", row.when, class_="when") if row.when else None,
        element(
            "span",
            element("span", class_="count"),
            element("span", show(row.minutes), class_="hours"),
            class_="sum",
        ),
    )
    items = [_item(parts, looks) for parts in _together(row.parts)]
    return element(
        "details",
        head,
        element("ol", *items, class_="steps") if items else element("p", "Nothing here."),
        class_="row",
        id=f"row-{place}",
        open=True,
        data_first=None if row.first is None else row.first.isoformat(),
        data_last=None if row.last is None else row.last.isoformat(),
    )


def _together(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Yield parts in order, adjacent ones of one topic together."""
    held: list[Part] = []
    for part in parts:
        if held and (part.step.topic != held[-1].step.topic or part.review or held[-1].review):
            yield held
            held = []
        held.append(part)
    if held:
        yield held


def _item(parts: Sequence[Part], looks: Looks) -> Html:
    topic = looks.graph.topic(parts[0].step.topic)
    head = element("div", looks.name(topic), looks.code(topic), class_="head")
    if parts[0].review:
        text = f"Look back at it, {show(parts[0].minutes)}"
        return element("li", head, element("p", text, class_="again"), class_="review")
    levels = [_level(part, topic) for part in parts]
    fresh = [part.step for part in parts if part.starts]
    return element("li", head, *levels, _resources(topic, fresh, looks))


def _level(part: Part, topic: Topic) -> Html:
    level = str(part.step.level)
    text = show(part.minutes)
    if part.count > 1:
        text += f", part {part.number} of {part.count}"
    tick = element(
        "label",
        _box(part.step, "done", f"{topic.title}, {level}: done"),
        element("span", level, class_="level"),
        element("span", text, class_="time"),
        class_="tick",
    )
    check = topic.check[part.step.level]
    shown = bool(check) and part.ends
    return element("div", tick, check_html(part.step, topic) if shown else None, class_="one")


def _box(step: Step, mark: str, label: str) -> Html:
    return element("input", type="checkbox", data_step=str(step), data_mark=mark, aria_label=label)


def check_html(step: Step, topic: Topic) -> Html:
    """Return the check of a step with a box of its own."""
    text = topic.check[step.level]
    label = f"{topic.title}, {step.level}: check passed: {text}"
    return element(
        "label",
        _box(step, "passed", label),
        element("span", element("b", "Check"), f" {text}"),
        class_="check",
        title="Tick when you can",
    )


def _resources(topic: Topic, steps: Sequence[Step], looks: Looks) -> Html | None:
    """Return what to learn the steps from: what is meant for their levels, else for any."""
    levels = {step.level for step in steps}
    if not levels:
        return None
    if looks.chosen:
        every = [each for step in steps for each in looks.chosen.get(step, ())]
        liked = {(each.resource, each.part): each for each in every}
        items = [
            _from(each.title, each.url, each.part, each.kind, free=each.free)
            for each in liked.values()
        ]
        return element("ul", *items, class_="from") if items else None
    uses = [use for use in topic.resources if use.level in levels]
    uses = uses or [use for use in topic.resources if use.level is None]
    if not uses:
        return None
    return element("ul", *(_resource(use, looks) for use in uses), class_="from")


def _resource(use: ResourceUse, looks: Looks) -> Html:
    found = looks.library[use.resource]
    return _from(found.title, found.url, use.part, found.kind, free=found.free)


def _from(title: str, url: str, part: str, kind: str, *, free: bool) -> Html:
    return element(
        "li",
        link(url, title),
        f", {part}" if part else None,
        " ",
        element("span", kind, class_="kind"),
        element("span", "not free", class_="kind") if not free else None,
    )


def topics_html(looks: Looks) -> Html:
    """Return every topic of a graph, section by section."""
    held: dict[str, list[Topic]] = {section.id: [] for section in looks.graph.sections}
    for topic in looks.graph.topics:
        held[topic.section].append(topic)
    return joined(
        *(
            _section(place, section.title, section.summary, held[section.id], looks)
            for place, section in enumerate(looks.graph.sections, 1)
        )
    )


def _section(place: int, title: str, summary: str, topics: Sequence[Topic], looks: Looks) -> Html:
    minutes = sum(
        looks.graph.effort(Step(topic.id, level)) for topic in topics for level in topic.levels
    )
    head = element(
        "summary",
        element("h3", title),
        element("span", count_of(len(topics), "topic"), class_="when"),
        element(
            "span",
            element("span", class_="count"),
            element("span", show(minutes), class_="hours"),
            class_="sum",
        ),
    )
    items = [
        element(
            "li",
            element("div", looks.name(topic), looks.code(topic), class_="head"),
            element("p", topic.summary, class_="about") if topic.summary else None,
            element(
                "div",
                *(_plain_level(topic, place, looks) for place in range(len(topic.levels))),
                class_="ticks",
            ),
        )
        for topic in topics
    ]
    about = element("p", summary, class_="about") if summary else None
    return element(
        "details",
        head,
        about,
        element("ol", *items, class_="steps"),
        class_="row",
        id=f"row-{place}",
    )


def _plain_level(topic: Topic, place: int, looks: Looks) -> Html:
    step = Step(topic.id, topic.levels[place])
    return element(
        "label",
        _box(step, "done", f"{topic.title}, {step.level}: done"),
        element("span", str(step.level), class_="level"),
        element("span", show(looks.graph.effort(step)), class_="time"),
        class_="tick",
    )


def left_html(plan: Plan, looks: Looks) -> Html:
    """Return what was left out with its price, the best bargains first."""
    left = [each for each in best_left_out(plan) if each.topic in looks.graph]
    about = element(
        "p",
        "What each would still take now, with everything it needs that this plan does not hold, "
        "and the value that comes with it. The best bargains stand first.",
        class_="about",
    )
    first = _left_table(plan, left[:FIRST], looks, "Left out, the best bargains first")
    if len(left) <= FIRST:
        return joined(about, first)
    rest = element(
        "details",
        element("summary", f"{count_of(len(left) - FIRST, 'more step')}"),
        _left_table(plan, left[FIRST:], looks, "The rest of what was left out"),
        class_="more",
    )
    return joined(about, first, rest)


def _left_table(plan: Plan, left: Sequence[LeftOut], looks: Looks, caption: str) -> Html:
    late, rows = {due.step for due in plan.missed}, []
    for each in left:
        topic = looks.graph.topic(each.topic)
        rows.append(
            element(
                "tr",
                element("th", looks.name(topic), " ", looks.code(topic), scope="row"),
                element("td", str(each.level)),
                element("td", show(each.closure_minutes), class_="figure"),
                element("td", left_value(plan, each), class_="figure"),
                element(
                    "td",
                    "0" if str(each.step) in late else f"{each.per_hour:.3g}",
                    class_="figure",
                ),
            )
        )
    return _table(caption, (("Topic", ""), ("Level", ""), *_PRICES), rows)


def forecast_html(forecast: Forecast) -> Html:
    """Return when a plan and its goals will be finished, as chances."""
    said = [spread_line(forecast)]
    if forecast.halving is not None:
        said.append(halving_line(forecast.halving, forecast.finish))
    lines = [*outlook_lines(forecast), *filter(None, said)]
    found = element("ul", *(element("li", _sentence(line)) for line in lines), class_="sentences")
    goals = [goal for goal in forecast.goals if goal.finish is not None]
    if len(goals) < MANY:
        return found
    rows = []
    for goal in goals:
        finish = goal.finish
        times = () if finish is None else (finish.p50, finish.p80, finish.p95)
        cells = (element("td", moment(when), class_="figure") for when in times)
        rows.append(element("tr", element("th", goal.goal, scope="row"), *cells))
    heads = (("Goal", ""), *((odds.capitalize(), "figure") for odds in ODDS))
    return joined(found, _table("When each goal is reached", heads, rows))


def _sentence(line: str) -> str:
    return f"{line[:1].upper()}{line[1:]}."


_PRICES = (("Takes", "figure"), ("Value", "figure"), ("Per hour", "figure"))
_HOURS = (
    ("Hours", "figure"),
    ("Value", "figure"),
    ("At most", "figure"),
    ("Comes in", "figure"),
    ("Goes out", "figure"),
)


def hours_html(curve: dict[str, Any]) -> Html:
    """Return the best plans of several budgets as a table."""
    rows = []
    for point in curve["points"]:
        budget, value, bound = point_texts(point)
        here = point.get("here", False)
        changes = ("this plan", "") if here else (f"{len(point['in'])}", f"{len(point['out'])}")
        cells = (value, bound, *changes)
        rows.append(
            element(
                "tr",
                element("th", budget, scope="row", class_="figure"),
                *(element("td", cell, class_="figure") for cell in cells),
                class_="here" if here else None,
            )
        )
    return _table("The best plans of other budgets, in steps against this plan", _HOURS, rows)


def _table(caption: str, heads: Sequence[tuple[str, str]], rows: Sequence[Html]) -> Html:
    cells = [element("th", text, scope="col", class_=kind or None) for text, kind in heads]
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", *cells)),
            element("tbody", *rows),
        ),
        class_="wide",
        tabindex="0",
        role="region",
        aria_label=caption,
    )
