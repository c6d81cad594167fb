# Short names for what contributors run often; each line also works typed by hand.

python := ".venv/bin/python"

# What has to be fine before a commit, quickly
check:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports
    {{python}} -m pytest -q -n auto

# The tests alone, on all cores
test:
    {{python}} -m pytest -q -n auto

# Statement and branch coverage
coverage:
    {{python}} -m pytest -q --cov --cov-report=term

# Rewrite the JSON Schemas from the models
schema:
    .venv/bin/mlpath schema -o graphs/schema.json
    .venv/bin/mlpath schema learner -o docs/schemas/learner.json
    .venv/bin/mlpath schema plan -o docs/schemas/plan.json
    .venv/bin/mlpath schema schedule -o docs/schemas/schedule.json
    .venv/bin/mlpath schema forecast -o docs/schemas/forecast.json

# The documentation, into build/docs
docs:
    {{python}} -m sphinx -W --keep-going -b html docs build/docs

# Everything, as the continuous integration does it
ci:
    .ci/run
