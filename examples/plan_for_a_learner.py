"""From a learner's file to a plan, its weeks with reviews, and its likely end."""

from pathlib import Path

import mlpath

graph = mlpath.roadmap()
learner = mlpath.read_learner(Path(__file__).with_name("learner.yaml"))

plan = mlpath.plan(graph, **learner.wishes)
print(f"{len(plan)} steps, {plan.effort_minutes / 60:.0f} h of study, worth {plan.value:g}")

weeks = mlpath.schedule(plan, graph=graph, **learner.calendar)
weeks = mlpath.add_reviews(weeks, plan, graph, method="ladder")
for week in weeks.weeks[:2]:
    print(f"\nWeek {week.week}")
    for session in week.sessions:
        title = graph.topic(session.topic).title
        print(f"  {session.date}  {session.minutes:3d} min  {session.kind:6}  {title}")

end = mlpath.forecast(plan.model_copy(update={"schedule": weeks}), graph).finish
if end is not None:
    print(f"\nDone half the time by {end.p50.date}, 19 in 20 by {end.p95.date}")
