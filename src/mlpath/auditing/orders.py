"""The study order that was asked for: does each step come when its kind of order takes it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlpath.auditing.audit import Audit
    from mlpath.topics import KnowledgeGraph

_CODE = "wrong-order"
Room = tuple[int, int]


def check_order(audit: Audit, graph: KnowledgeGraph) -> None:
    """Check that the order is of the kind that was asked for.

    ``breadth`` always takes one of the lowest levels that are ready; ``spiral`` and ``section``
    stay in a section, and a level, while anything of it is ready, and then take the first that
    is. How early ``value`` comes is told by the weighted completion time.
    """
    asked = audit.plan.asked
    if asked.order == "value":
        return
    if asked.due or asked.before is not None:
        audit.trusted.append(f"the order is by {asked.order} where dates leave it free")
        return
    rooms, before = _rooms(audit, graph), _before(audit)
    waiting = {number: len(others) for number, others in before.items()}
    ready = Counter(rooms[number] for number in audit.order if not waiting[number])
    users: dict[int, list[int]] = {number: [] for number in audit.order}
    for number, others in before.items():
        for other in others:
            users[other].append(number)
    done: set[int] = set()
    here: Room | None = None
    for place, number in enumerate(audit.order):
        room = rooms[number]
        first = min((some for some, n in ready.items() if n), default=room)
        stays = asked.order != "breadth" and here is not None and ready[here] > 0
        if (room != here) if stays else (room > first):
            message = f"{audit.name(number)} comes before its turn in an order by {asked.order}"
            audit.add(_CODE, message, "steps", place)
            return
        here = room
        done.add(number)
        ready[room] -= not waiting[number]
        for user in users[number]:
            waiting[user] -= 1
            if not waiting[user] and user not in done:
                ready[rooms[user]] += 1
    audit.recomputed.append(f"the order is by {asked.order}")


def _before(audit: Audit) -> dict[int, set[int]]:
    """Return for each step what it needs, and what was added as it is recommended for it.

    A step whose helper came later, as that would have closed a cycle, merely counts as ready late.
    """
    more = audit.chosen - audit.base
    found = {}
    for number in audit.order:
        found[number] = audit.needed(number)
        if number in audit.base:
            found[number] |= more.intersection(audit.rules.recommends[number])
    return found


def _rooms(audit: Audit, graph: KnowledgeGraph) -> dict[int, Room]:
    """Return level and section of each step as far as the order asked for looks at them."""
    place = {section.id: number for number, section in enumerate(graph.sections)}
    section = {topic.id: place[topic.section] for topic in graph.topics}
    order = audit.plan.asked.order
    found = {}
    for number in audit.order:
        step = audit.rules.steps[number]
        level = 0 if order == "section" else int(step.level)
        found[number] = (level, 0 if order == "breadth" else section[step.topic])
    return found
