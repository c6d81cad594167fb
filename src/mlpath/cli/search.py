"""``mlpath search``: topics by words, slips of the finger forgiven."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mlpath.cli import options
from mlpath.cli.loading import load_graph
from mlpath.cli.output import SCHEMA_VERSION, as_json, clean, put, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlpath.topics.searching import Hit


def search_command(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORD",
            help="Words of titles, aliases, summaries or tags; a first one that is a YAML file or "
            "folder names the graph.",
            show_default=False,
        ),
    ],
    graph: options.GraphOption = None,
    overlay: options.Overlay = None,
    limit: Annotated[int, typer.Option(min=1, help="Most topics to show.")] = 10,
    format: options.SimpleFormat = options.Simple.TEXT,
) -> None:
    """Search topics by title, alias, summary or tag, the best match first.

    \b
    mlpath search backprop
    mlpath search "variational inference"
    """
    from mlpath.topics.searching import search

    if len(words) > 1:
        graph, rest = options.split_graph(words, graph)
    else:
        rest = tuple(words)
    loaded = load_graph(graph, overlay)
    hits = search(loaded, " ".join(rest))
    if format == options.Simple.JSON:
        put(as_json({"schema_version": SCHEMA_VERSION, "topics": [_as_dict(hit) for hit in hits]}))
    else:
        put(_text(hits, limit, " ".join(rest)))
    if not hits:
        raise typer.Exit(1)


def _as_dict(hit: Hit) -> dict[str, object]:
    return {
        "topic": hit.topic.id,
        "title": hit.topic.title,
        "section": hit.topic.section,
        "alias": hit.alias,
        "summary": hit.topic.summary,
        "score": hit.score,
    }


def _text(hits: Sequence[Hit], limit: int, query: str) -> str:
    from rich.table import Table
    from rich.text import Text

    if not hits:
        return f"nothing matches {query!r}\n"
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(overflow="fold", max_width=28)
    table.add_column(overflow="fold")
    for hit in hits[:limit]:
        title = Text(clean(hit.topic.title), style="bold")
        if hit.alias:
            title.append(f" ({clean(hit.alias)})", style="not bold")
        table.add_row(hit.topic.id, title)
        if hit.topic.summary:
            table.add_row("", Text(clean(hit.topic.summary), style="dim"))
    rest = len(hits) - limit
    tail = [Text(f"and {rest:,} more (--limit {len(hits)})")] if rest > 0 else []
    return render(table, *tail)
