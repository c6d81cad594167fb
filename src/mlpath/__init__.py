"""Study plans for machine-learning research: a prerequisite graph, a budget, a proven plan."""
