"""A DOT document as data, and its text: sorted, without clock, path or set order, byte-stable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlpath.drawing.texts import Markup, escaped

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
        import graphviz  # noqa: PLC0415 - only where something is drawn

        dot = graphviz.Digraph(
            "mlpath",
            graph_attr=_written(self.graph),
            node_attr=_written(self.node),
            edge_attr=_written(self.edge),
        )
        for place, given in enumerate(self.nodes):
            dot.node(f"n{place}", **_written(given))
        for row in self.rows:
            with dot.subgraph() as rank:
                rank.attr(rank="same")
                for place in row:
                    rank.node(f"n{place}")
        for arrow in sorted(self.arrows, key=lambda arrow: (arrow.source, arrow.target)):
            dot.edge(f"n{arrow.source}", f"n{arrow.target}", **_written(arrow.attributes))
        return str(dot.source)


def attributes(given: Mapping[str, str | float | None]) -> Attributes:
    """Return attributes sorted by name; None leaves one out.

    Numbers are written to two places, so that no platform writes another tail of digits.
    """
    return tuple(
        (name, value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip("."))
        for name, value in sorted(given.items())
        if value is not None
    )


def _written(given: Attributes) -> dict[str, str]:
    """Return attributes as the library takes them: text stays text, whatever it looks like."""
    import graphviz  # noqa: PLC0415 - as above

    return {
        name: f"<{value}>" if isinstance(value, Markup) else graphviz.nohtml(escaped(value))
        for name, value in given
    }
