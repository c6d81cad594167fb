"""The terms benchmark reads CSPLib's form; real files are read only where a path is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.terms import curriculum, main
from mlpath.solving.balancing import balance

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_small_curriculum_is_read_and_balanced(root: Path) -> None:
    """Comments, doubled pairs and ragged spaces are no part of it."""
    text = (root / "tests" / "data" / "bacp" / "small.dat").read_text(encoding="utf-8")
    problem = curriculum(text)
    assert (problem.terms, problem.load, problem.count) == (3, (2, 9), (1, 3))
    assert problem.effort.tolist() == [4, 3, 5, 2]
    assert problem.edges.tolist() == [[2, 1], [3, 0]]
    layout = balance(problem)
    assert (layout.largest, layout.proven) == (5, True)


def test_a_missed_optimum_is_told(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The benchmark asserts what is known besides timing."""
    text = (root / "tests" / "data" / "bacp" / "small.dat").read_text(encoding="utf-8")
    for name in ("bacp8.dat", "bacp10.dat", "bacp12.dat"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    captured = capsys.readouterr()
    assert captured.out.count("| 5 | 5 | True |") == 3
    assert "3 of 3 known optima missed" in captured.err
    assert main([]) == 0
