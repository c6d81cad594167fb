"""Plan the bundled roadmap for a budget; show the proof, the weeks and what was left out."""

import mlpath

graph = mlpath.roadmap()
plan = mlpath.plan(
    graph,
    goals=["attention@working:3", "pca@working"],
    known=["python-basics"],
    budget="80h",
)
print(f"{plan.status}: worth {plan.value:g}, no plan is worth more than {plan.bound:g}")
print(f"{len(plan)} steps, {plan.effort_minutes / 60:.1f} h of 80 h\n")

for week in mlpath.schedule(plan, hours="8h/week").weeks[:3]:
    print(f"Week {week.week}")
    for session in week.sessions:
        print(f"  {session.minutes:3d} min  {graph.topic(session.topic).title} ({session.level})")

for left in plan.left_out[:3]:
    print(f"\nLeft out: {left.step}, which needs {left.closure_minutes / 60:.1f} h more")

# The checker shares no code with the planner.
problems = mlpath.check_plan(plan, graph)
print(f"\nThe independent checker finds {len(problems)} problems")
