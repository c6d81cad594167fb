"""``mlpath doctor``: does this installation work, and what is it made of."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import typer

from mlpath.cli import options
from mlpath.cli.output import SCHEMA_VERSION, as_json, clean, put
from mlpath.errors import MlpathError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGES = ("networkx", "numpy", "scipy", "pydantic", "pyyaml", "typer", "rich", "graphviz")
OPTIONAL = ("graphviz-pure", "ortools", "resvg-py", "icalendar", "holidays", "fsrs")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; only what is not `fine` is a problem."""

    name: str
    says: str
    fine: bool = True


def doctor_command(format: options.SimpleFormat = options.Simple.TEXT) -> None:
    """Check this installation: versions, the bundled graph, a proven plan, a picture.

    Exits 1 if something that mlpath needs does not work.
    """
    findings = [*_versions(), *_settings()]
    for name, look in (
        ("bundled graph", _graph),
        ("a plan", _plan),
        ("a picture", _picture),
    ):
        findings.append(_tried(name, look))
    if format == options.Simple.JSON:
        rows = [{"name": f.name, "fine": f.fine, "says": f.says} for f in findings]
        put(as_json({"schema_version": SCHEMA_VERSION, "findings": rows}))
    else:
        width = max(len(finding.name) for finding in findings)
        for finding in findings:
            mark = "ok  " if finding.fine else "FAIL"
            put(f"{mark}  {finding.name:{width}}  {clean(finding.says)}\n")
    if not all(finding.fine for finding in findings):
        raise typer.Exit(1)


def _versions() -> Iterator[Finding]:
    yield Finding("mlpath", metadata.version("mlpath-planner"))
    yield Finding(
        "python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    )
    yield Finding(
        "output",
        f"{sys.stdout.encoding}, {'a terminal' if sys.stdout.isatty() else 'no terminal'}",
    )
    for name in (*PACKAGES, *OPTIONAL):
        try:
            yield Finding(name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding(name, "not installed", fine=name in OPTIONAL)


def _settings() -> Iterator[Finding]:
    from mlpath.cli.settings import find_settings

    for settings in find_settings():
        yield Finding("settings", f"{settings.file}: {', '.join(settings.values)}")


def _tried(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, look())
    except (MlpathError, ImportError, OSError) as error:
        return Finding(name, " ".join(str(error).split()), fine=False)


def _graph() -> str:
    from mlpath.reading import roadmap

    graph = roadmap()
    return f"{graph.info.id} {graph.info.version}, {len(graph)} topics, {graph.hash[:19]}"


def _plan() -> str:
    from mlpath.planning import plan
    from mlpath.reading import roadmap

    best = plan(roadmap(), budget="20h")
    return f"{best.status} for 20 h, {len(best)} steps"


def _picture() -> str:
    from mlpath.drawing import draw
    from mlpath.topics import KnowledgeGraph

    graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "1h"}}})
    size = len(draw(graph).svg())
    return f"SVG of {size:,} characters"
