"""A course of one's own: check it, price a goal, lay it into four blocks, draw it."""

import sys
import tempfile
from pathlib import Path

import mlpath

folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="mlpath-"))
graph = mlpath.read(Path(__file__).with_name("waves.yaml"))
print(f"{graph.info.title}: {len(graph)} topics, {len(mlpath.lint(graph))} findings")

plan = mlpath.plan(graph, goals=["preset:exam"])
print(f"The exam needs {plan.effort_minutes / 60:.0f} h of study in {len(plan)} steps")
short = mlpath.plan(graph, goals=["preset:exam"], budget="30h")
print(f"With 30 h it is worth {short.value:g} of {plan.value:g}; left out:")
for left in short.left_out:
    print(f"  {graph.topic(left.step.topic).title} ({left.step.level})")

for term in mlpath.balance(mlpath.plan(graph), graph, terms=4, same_term=True).terms:
    print(f"\nBlock {term.term}, {term.effort_minutes / 60:.0f} h")
    print("  " + ", ".join(term.steps))

for path in mlpath.draw(graph, view="map").save(folder / "waves.svg"):
    print(f"\nwrote {path}")
