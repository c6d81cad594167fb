"""Settings in files and the environment, weaker than flags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FILE = "mechanics.yaml"


def budget(mlpath: Any, *arguments: str) -> int | None:
    """Return the budget that a plan was made for."""
    asked = mlpath("plan", *arguments, "-f", "json").data["asked"]
    minutes: int | None = asked["budget_minutes"]
    return minutes


def test_a_project_file_holds_any_option(mlpath: Any, tmp_path: Path) -> None:
    """Options of all commands, or of one; lists, numbers and relative paths as TOML has them."""
    (tmp_path / "mlpath.toml").write_text(
        'graph = "mechanics.yaml"\nknown = ["vectors@overview"]\n'
        '[plan]\nbudget = "5h"\nreview = 10\nchoose = "nested"\nquiet = true\n'
    )
    asked = mlpath("plan", "-f", "json").data["asked"]
    assert asked["known"] == ["vectors@overview"]
    assert (asked["budget_minutes"], asked["review_share"]) == (300, 0.1)
    assert asked["choose"] == "nested"
    assert "vectors@overview" not in mlpath("next", "--format", "json").data["steps"]


def test_flags_beat_environment_beats_files(
    mlpath: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearer to the command line, the stronger."""
    (tmp_path / "mlpath.toml").write_text('budget = "5h"\n')
    assert budget(mlpath, FILE) == 300
    monkeypatch.setenv("MLPATH_BUDGET", "4h")
    assert budget(mlpath, FILE) == 240
    assert budget(mlpath, FILE, "--budget", "3h") == 180
    monkeypatch.delenv("MLPATH_BUDGET")
    assert (
        mlpath("--no-config", "plan", FILE, "-f", "json").data["asked"]["budget_minutes"] is None
    )


def test_settings_are_found_upwards_and_the_users_own_are_weaker(
    mlpath: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder below a project has the project's settings over the user's own."""
    home = tmp_path / "home"
    (home / "mlpath").mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    (home / "mlpath" / "mlpath.toml").write_text('budget = "9h"\npace = 1.5\n')
    (tmp_path / "pyproject.toml").write_text('[tool.mlpath]\nbudget = "5h"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    asked = mlpath("plan", str(tmp_path / FILE), "-f", "json").data["asked"]
    assert (asked["budget_minutes"], asked["pace"]) == (300, 1.5)


def test_a_graph_in_settings_lies_beside_them(
    mlpath: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative paths start from the folder of the file that holds them."""
    (tmp_path / "mlpath.toml").write_text('graph = "mechanics.yaml"\n')
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert mlpath("order", "--topics").code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('budgte = "3h"', "did you mean 'budget'"),
        ("[paln]\n", "no command 'paln'"),
        ('[plan]\nview = "map"', "no option of plan is called 'view'"),
        ("budget = [1, 2]", "budget takes one value"),
        ("budget = ", "not valid TOML"),
        ('output = "../elsewhere.json"', "lies outside of"),
    ],
)
def test_what_settings_get_wrong_is_told(
    mlpath: Any, tmp_path: Path, text: str, message: str
) -> None:
    """A slip in a settings file is an error that names the file."""
    (tmp_path / "mlpath.toml").write_text(text)
    answer = mlpath("plan", FILE)
    assert answer.code == 2
    assert message in answer.err
    assert "mlpath.toml" in answer.err


def test_a_wrong_value_in_settings_is_told(mlpath: Any, tmp_path: Path) -> None:
    """Values go through the same checks as flags."""
    (tmp_path / "mlpath.toml").write_text('order = "random"\n')
    answer = mlpath("plan", FILE)
    assert answer.code == 2
    assert "random" in answer.err
