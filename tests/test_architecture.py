"""Rooms and who may look into whom; the guard is shown to look, and to bite."""

from __future__ import annotations

import ast
import configparser
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FOREIGN = {"networkx", "pydantic", "yaml", "typer", "rich", "graphviz", "mlpath"}


def rooms(root: Path) -> dict[str, list[Path]]:
    """Return the rooms of the package with their files."""
    package = root / "src" / "mlpath"
    found: dict[str, list[Path]] = {}
    for path in sorted(package.rglob("*.py")):
        first = path.relative_to(package).parts[0].removesuffix(".py")
        found.setdefault(first, []).append(path)
    return found


def imported(text: str) -> set[str]:
    """Return the rooms and packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            whole = node.module == "mlpath"
            names = [f"mlpath.{alias.name}" for alias in node.names] if whole else [node.module]
        else:
            continue
        for name in names:
            parts = name.split(".")
            found.add(parts[1] if parts[0] == "mlpath" and len(parts) > 1 else parts[0])
    return found


def layers(root: Path) -> list[set[str]]:
    """Return the stack that `.importlinter` declares, the highest first."""
    parser = configparser.ConfigParser()
    parser.read(root / ".importlinter")
    lines = parser["importlinter:contract:layers"]["layers"].split("\n")
    return [{name.strip(" ()") for name in line.split("|")} for line in lines if line.strip()]


def offences(held: dict[str, set[str]], stack: list[set[str]]) -> list[str]:
    """Return imports that go upwards or sideways."""
    height = {name: len(stack) - place for place, names in enumerate(stack) for name in names}
    return [
        f"{room} -> {other}"
        for room, others in held.items()
        for other in sorted(others & set(height) - {room})
        if height[other] >= height[room]
    ]


def test_imports_go_downwards_only(root: Path) -> None:
    """Every room stands in the declared stack, and looks only into lower ones."""
    stack = layers(root)
    held = {
        room: {name for path in paths for name in imported(path.read_text(encoding="utf-8"))}
        for room, paths in rooms(root).items()
        if room != "__init__"
    }
    assert len(held) > 10
    assert set(held) <= set().union(*stack)
    assert offences(held, stack) == []
    assert offences({"topics": {"planning"}}, stack) == ["topics -> planning"]


def test_solving_knows_integers_only(root: Path) -> None:
    """The solver imports numpy and scipy at most, and no room but the errors that callers see."""
    paths = rooms(root)["solving"]
    assert len(paths) > 5
    for path in paths:
        names = imported(path.read_text(encoding="utf-8"))
        assert names & (FOREIGN | set(rooms(root))) <= {"solving", "errors"}, path


def test_the_checker_shares_no_code_with_the_planner(root: Path) -> None:
    """Auditing sees neither planning, solving nor ordering."""
    for path in rooms(root)["auditing"]:
        assert not imported(path.read_text(encoding="utf-8")) & {"planning", "solving", "ordering"}


def test_only_the_command_line_prints(root: Path) -> None:
    """No room below calls print or writes to a standard stream."""
    looked = 0
    for room, paths in rooms(root).items():
        for path in paths:
            if room == "cli":
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
            looked += len(calls)
            names = {ast.unparse(node.func) for node in calls}
            assert not names & {"print", "sys.stdout.write", "sys.stderr.write"}, path
    assert looked > 1000


def test_the_contracts_of_import_linter_hold(root: Path) -> None:
    """Where import-linter is installed, its contracts are kept too."""
    tool = shutil.which("lint-imports", path=str(root / ".venv" / "bin")) or shutil.which(
        "lint-imports", path=str(sys.prefix) + "/bin"
    )
    if tool is None:
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [tool, "--no-cache"], cwd=root, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout


def test_public_names_are_sorted_and_load(root: Path) -> None:
    """Every name of ``mlpath.__all__`` exists, and none is missing from the lazy table."""
    import mlpath

    assert list(mlpath.__all__) == sorted(mlpath.__all__)
    assert all(getattr(mlpath, name) is not None for name in mlpath.__all__)
    assert set(dir(mlpath)) >= set(mlpath.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = mlpath.nothing
    assert (root / "src" / "mlpath" / "py.typed").is_file()
