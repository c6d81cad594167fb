"""The help of a command with many options: under headings, what belongs together together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from mlpath.cli.wanting import CALENDAR, WISHES

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = 20  # options that are found without headings
OTHERS = "Options"
HEADINGS = (
    ("Inputs", ("learner", "no_learner", "graph", "overlay", "plan", "log")),
    ("What to learn", WISHES),
    ("When", CALENDAR),
    ("What to learn from", ("resources", "prefer", "free", "language")),
    ("In terms", ("balance", "terms", "term_hours", "same_term")),
    ("Value against hours", ("curve", "points")),
    ("Output", ("format", "output", "quiet", "list_formats", "before", "limit", "help")),
)


class Grouped(TyperCommand):
    """A command whose help has headings where it has many options."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - Typer's own click
        """Write arguments and options."""
        shown: dict[str, list[tuple[str, str]]] = {}
        options = [each for each in self.get_params(ctx) if each.param_type_name == "option"]
        plain = len(options) < FEW
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is None:
                continue
            heading = OTHERS if plain else _heading(parameter.name or "")
            if parameter.param_type_name == "argument":
                heading = "Arguments"
            shown.setdefault(heading, []).append(record)
        for heading in _ordered():
            if heading in shown:
                with formatter.section(heading):
                    formatter.write_dl(shown[heading])


def _heading(name: str) -> str:
    return next((heading for heading, names in HEADINGS if name in names), OTHERS)


def _ordered() -> Iterator[str]:
    """Yield the headings; the command's own options come first."""
    yield from ("Arguments", OTHERS, *(heading for heading, _ in HEADINGS))
