"""Write docs/graph.md, and what README.md shows of the bundled graph: numbers, pictures, a table.

Run ``python docs/graph_page.py`` after a change of the graph; a test fails while they are stale.
The table is a part of docs/early-value.md, which ``python -m benchmarks.early_value`` writes.
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
EARLY = HERE / "early-value.md"
BLOCK = re.compile(r"(?<=<!-- graph numbers -->\n).*?(?=<!-- end of graph numbers -->)", re.DOTALL)
TABLE = re.compile(r"(?<=<!-- early value -->\n).*?(?=<!-- end of early value -->)", re.DOTALL)
SHOWN = (
    "Machine-learning interview",
    "Large-language-model researcher",
    "Natural language processing",
    "Generative models",
    "The founding roadmap",
)


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


def early(text: str) -> str:
    """Return some rows of the table of value earned early, without its column of the best."""
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    rows = [cells[0], *(row for row in cells[1:] if row[0] in SHOWN)]
    kept = [[cell for at, cell in enumerate(row) if at not in {6, 10}] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in kept]
    return "\n".join([lines[0], f"|---|{'--:|' * (len(kept[0]) - 1)}", *lines[1:]]) + "\n"


def pictures(graph: KnowledgeGraph) -> dict[Path, str]:
    """Return README's picture, light and dark."""
    known = ["python-classes", "matrices", "partial-derivatives", "gaussian-distribution"]
    plan = mlpath.plan(graph, goals=["attention"], known=known, budget="64h")
    weeks = mlpath.schedule(plan, hours="8h/week")
    return {
        HERE / "pictures" / name: mlpath.draw(
            plan, graph=graph, schedule=weeks, view="poster", dark=dark
        ).svg()
        for name, dark in (("plan.svg", False), ("plan-dark.svg", True))
    }


def written() -> dict[Path, str]:
    """Return what each file should hold."""
    graph = mlpath.roadmap()
    numbers = measure(graph)
    readme = README.read_text(encoding="utf-8")
    return {
        PAGE: page(graph, numbers),
        README: TABLE.sub(
            lambda _: early(EARLY.read_text(encoding="utf-8")),
            BLOCK.sub(lambda _: summary(numbers), readme),
        ),
    }


if __name__ == "__main__":
    for path, text in (written() | pictures(mlpath.roadmap())).items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
