"""Write docs/graph.md and the numbers in README.md from the bundled graph.

Run ``python docs/graph_page.py`` after a change of the graph; a test fails while they are stale.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import mlpath
from mlpath.measuring import measure

if TYPE_CHECKING:
    from mlpath.measuring import GraphNumbers
    from mlpath.topics import KnowledgeGraph

HERE = Path(__file__).parent
README = HERE.parent / "README.md"
PAGE = HERE / "graph.md"
BLOCK = re.compile(r"(?<=<!-- graph numbers -->\n).*?(?=<!-- end of graph numbers -->)", re.DOTALL)


def hours(minutes: int) -> str:
    """Return minutes as rounded hours with a thousands separator."""
    return f"{round(minutes / 60):,}"


def summary(numbers: GraphNumbers) -> str:
    """Return the sentence that README shows."""
    each = numbers.prerequisites / numbers.topics
    overview, working, deep = map(hours, numbers.minutes)
    share = 100 * numbers.unchecked / max(1, numbers.resources)
    return (
        f"{numbers.topics} topics in {len(numbers.sections)} sections ({numbers.steps:,} steps), "
        f"{numbers.prerequisites:,} prerequisites ({each:.1f} a topic), longest chain "
        f"{numbers.longest_chain} topics; {overview} h at overview, {working} h at working, "
        f"{deep} h at deep; {numbers.resources} resources, {share:.0f} % of them not yet "
        f"looked up; {numbers.presets} goals presets.\n"
    )


def page(graph: KnowledgeGraph, numbers: GraphNumbers) -> str:
    """Return the Markdown page."""
    lines = [
        "# The bundled graph",
        "",
        "Generated from `graphs/ml-research/` by `python docs/graph_page.py`; do not edit.",
        "",
        summary(numbers),
        "Hours are cumulative medians of all topics at that level; a topic without the level",
        "counts with the nearest one it declares. A hub is what most other topics need directly;",
        "a chain is the longest chain of prerequisites that ends in the section.",
        "",
        "| Section | Topics | Overview h | Working h | Deep h | Chain | Hubs | Resources |",
        "|---|---:|---:|---:|---:|---:|---|---:|",
    ]
    for section in numbers.sections:
        hubs = ", ".join(f"`{name}` ({count})" for name, count in section.hubs)
        cells = (
            f"{section.title} (`{section.id}`)",
            section.topics,
            *map(hours, section.minutes),
            section.longest_chain,
            hubs,
            f"{section.resources} ({section.free} free)",
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    lines += ["", "## Goals presets", "", "| Preset | Goals | What for |", "|---|---:|---|"]
    lines += [
        f"| `preset:{preset.id}` | {len(preset.topics)} | {preset.title}: {preset.summary} |"
        for preset in graph.presets
    ]
    unchecked = [resource for resource in graph.resources if not resource.checked]
    lines += ["", "## Resources not yet looked up", ""]
    lines += [f"- {resource.title}: <{resource.url}>" for resource in unchecked]
    return "\n".join(lines) + "\n"


def written() -> dict[Path, str]:
    """Return what each file should hold."""
    graph = mlpath.roadmap()
    numbers = measure(graph)
    readme = README.read_text(encoding="utf-8")
    return {
        PAGE: page(graph, numbers),
        README: BLOCK.sub(lambda _: summary(numbers), readme),
    }


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
