"""Draw a goal with all it needs, and a plan week by week, into the folder given or a new one."""

import sys
import tempfile
from pathlib import Path

import mlpath

folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="mlpath-"))
graph = mlpath.roadmap()

goal = mlpath.draw(graph, goal="svd", known=["vectors"])
plan = mlpath.plan(graph, goals=["svd@working"], known=["vectors"])
weeks = mlpath.schedule(plan, hours="6h/week")
rows = mlpath.draw(plan, graph=graph, schedule=weeks)

for name, picture in (("goal.svg", goal), ("plan.svg", rows), ("plan.png", rows)):
    for path in picture.save(folder / name):
        print(f"wrote {path}, {path.stat().st_size:,} bytes")
