"""Read a graph, look at its orders, and ask what can be started now."""

from pathlib import Path

import mlpath

graph = mlpath.read(Path(__file__).with_name("mechanics.yaml"))
print(f"{graph.info.title}: {len(graph)} topics, {len(graph.steps)} steps")

print("\nIn study order:")
for step in mlpath.study_order(graph):
    print(f"  {step}, {graph.effort(step)} min")

chain, minutes = mlpath.critical_path(graph, ["energy@working"])
print(f"\nThe longest chain to energy takes {minutes / 60:.1f} h:")
print("  " + " > ".join(str(step) for step in chain))

print("\nWith derivatives known, these can be started now:")
print("  " + ", ".join(str(step) for step in mlpath.frontier(graph, ["derivatives"])))
