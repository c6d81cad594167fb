"""A DOT document as data, and its text: sorted, without clock, path or set order, byte-stable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlpath.drawing.texts import Markup, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

Attributes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge between two nodes, by their numbers."""

    source: int
    target: int
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A drawing: nodes ``n0``, ``n1``, ... by place, arrows, and rows of nodes on one rank.

    Attributes
    ----------
    graph, node, edge
        Default attributes.
    nodes
        The attributes of each node.
    arrows
        Written in order of source and target.
    rows
        Nodes that share a rank, each row sorted.
    """

    graph: Attributes
    node: Attributes
    edge: Attributes
    nodes: tuple[Attributes, ...]
    arrows: tuple[Arrow, ...] = ()
    rows: tuple[tuple[int, ...], ...] = field(default=())

    @property
    def text(self) -> str:
        """The document in the DOT language."""
        lines = ["digraph mlpath {"]
        for name, given in (("graph", self.graph), ("node", self.node), ("edge", self.edge)):
            lines.append(f"  {name} {_listed(given)};")
        lines += [f"  n{place} {_listed(given)};" for place, given in enumerate(self.nodes)]
        for row in self.rows:
            lines.append(f"  {{ rank=same; {' '.join(f'n{place};' for place in row)} }}")
        ordered = sorted(self.arrows, key=lambda arrow: (arrow.source, arrow.target))
        for arrow in ordered:
            tail = f" {_listed(arrow.attributes)}" if arrow.attributes else ""
            lines.append(f"  n{arrow.source} -> n{arrow.target}{tail};")
        return "\n".join([*lines, "}", ""])


def attributes(given: Mapping[str, str | float | None]) -> Attributes:
    """Return attributes sorted by name; None leaves one out.

    Numbers are written to two places, so that no platform writes another tail of digits.
    """
    return tuple(
        (name, value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip("."))
        for name, value in sorted(given.items())
        if value is not None
    )


def _listed(given: Attributes) -> str:
    return "[" + ", ".join(f"{name}={_value(value)}" for name, value in given) + "]"


def _value(value: str) -> str:
    return f"<{value}>" if isinstance(value, Markup) else quoted(value)
