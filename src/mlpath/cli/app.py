"""The Typer application: every command, its settings, and the options of all."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Annotated, Any

import typer

from mlpath.cli.helping import Grouped
from mlpath.cli.learning import add_learner
from mlpath.cli.output import put
from mlpath.cli.settings import as_defaults, find_settings

EPILOG = (
    "Exit codes: 0 fine; 1 a problem was found (no plan fits, a finding); 2 input or usage that "
    "makes no sense; 130 interrupted. Options may also stand in learner.yaml (`mlpath init`), in "
    "mlpath.toml, in [tool.mlpath] of pyproject.toml, or in the environment as MLPATH_BUDGET, "
    "MLPATH_KNOWN, ..."
)

# In the order of the help; the command `x-y` is the function `x_y_command` of `mlpath.cli.x_y`.
COMMANDS = (
    "init",
    "plan",
    "draw",
    "explore",
    "export",
    "verify",
    "search",
    "show",
    "why",
    "why-not",
    "explain",
    "next",
    "order",
    "topics",
    "check",
    "schema",
    "log",
    "status",
    "forecast",
    "replan",
    "review",
    "place",
    "doctor",
)

# What stands on the command line by its nature; Typer's own options.
NO_VARIABLE = frozenset(
    (
        "help",
        "version",
        "install_completion",
        "show_completion",
        "names",
        "words",
        "kind",
        "plan_file",
    )
)


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        put(f"mlpath {version('mlpath-planner')}\n")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", is_eager=True, callback=_show_version
        ),
    ] = False,
    no_config: Annotated[
        bool,
        typer.Option("--no-config", help="Ignore settings in files."),
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        put(ctx.get_help())
        raise typer.Exit(2)
    if no_config or ctx.resilient_parsing:
        return
    settings = find_settings()
    if settings:
        known = {
            name: {parameter.name: parameter for parameter in each.params}
            for name, each in command().commands.items()
        }
        ctx.default_map = as_defaults(settings, known)


@cache
def command(wanted: str | None = None) -> Any:  # noqa: ANN401 - a click command of Typer's click
    """Return the command line as one object, every parameter with its environment variable.

    The help tells the rule once, so no option repeats its variable. Where one command is wanted,
    it alone is loaded: the others would take as long as it does.
    """
    app = typer.Typer(
        name="mlpath",
        help="Study plans for machine-learning research: a prerequisite graph, a time budget, "
        "a proven plan.",
        epilog=EPILOG,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_root)
    for name in (wanted,) if wanted in COMMANDS else COMMANDS:
        module = name.replace("-", "_")
        room = importlib.import_module(f"mlpath.cli.{module}")
        app.command(name, cls=Grouped)(getattr(room, f"{module}_command"))
    whole: Any = typer.main.get_command(app)
    add_learner(whole.commands)
    for each in (whole, *whole.commands.values()):
        for parameter in each.params:
            if parameter.name not in NO_VARIABLE:
                parameter.envvar = f"MLPATH_{parameter.name.upper()}"
                parameter.show_envvar = False
    asking = [whole.get_help_option(typer.Context(whole)), *whole.params]
    for parameter in asking:
        if parameter is not None and parameter.default is None:
            parameter.default = False  # a flag that is None makes Typer load pydantic
    return whole
