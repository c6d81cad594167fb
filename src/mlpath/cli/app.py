"""The Typer application: every command, its settings, and the options of all."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import typer

from mlpath.cli.check import check_command
from mlpath.cli.doctor import doctor_command
from mlpath.cli.draw import draw_command
from mlpath.cli.export import export_command
from mlpath.cli.log import log_command
from mlpath.cli.next import next_command
from mlpath.cli.order import order_command
from mlpath.cli.output import put
from mlpath.cli.place import place_command
from mlpath.cli.plan import plan_command
from mlpath.cli.schema import schema_command
from mlpath.cli.search import search_command
from mlpath.cli.settings import as_defaults, find_settings
from mlpath.cli.show import show_command
from mlpath.cli.status import status_command
from mlpath.cli.topics import topics_command
from mlpath.cli.verify import verify_command
from mlpath.cli.why import why_command

EPILOG = (
    "Exit codes: 0 fine; 1 a problem was found (no plan fits, a finding); 2 input or usage that "
    "makes no sense; 130 interrupted. Options may also stand in mlpath.toml, in [tool.mlpath] of "
    "pyproject.toml, or in the environment as MLPATH_BUDGET, MLPATH_KNOWN, ..."
)

app = typer.Typer(
    name="mlpath",
    help="Study plans for machine-learning research: a prerequisite graph, a time budget, "
    "a proven plan.",
    epilog=EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for name, function in (
    ("plan", plan_command),
    ("draw", draw_command),
    ("export", export_command),
    ("verify", verify_command),
    ("search", search_command),
    ("show", show_command),
    ("why", why_command),
    ("next", next_command),
    ("order", order_command),
    ("topics", topics_command),
    ("check", check_command),
    ("schema", schema_command),
    ("log", log_command),
    ("status", status_command),
    ("place", place_command),
    ("doctor", doctor_command),
):
    app.command(name)(function)


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


@app.callback(invoke_without_command=True)
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
        group: Any = ctx.command
        known = {
            name: {parameter.name: parameter for parameter in each.params}
            for name, each in group.commands.items()
        }
        ctx.default_map = as_defaults(settings, known)


@cache
def command() -> Any:  # noqa: ANN401 - a click command of whichever click Typer uses
    """Return the command line as one object, every parameter with its environment variable.

    The help tells the rule once, so no option repeats its variable.
    """
    whole: Any = typer.main.get_command(app)
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
