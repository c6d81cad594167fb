"""Benchmarks hold together: their examples, files, peers and the page of their tables."""

from __future__ import annotations

import doctest
import importlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import __main__ as page
from benchmarks import budgets, metamath, peers, processes, structure
from benchmarks.instances import fitted
from mlpath.solving import Instance

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = """
$( Syntax. $) wi $a wff ( ph -> ps ) $.
${ min $e |- ph $. maj $e |- ( ph -> ps ) $. ax-mp $a |- ps $. $}
$( Identity.  This is Metamath
   100 proof #1. $)
id $p |- ( ph -> ph ) $= ( wi ax-mp ) ABZCDAE $.
$( Uses it twice. $)
idd $p |- ( ps -> ( ph -> ph ) ) $= ( id ax-mp wi ) AUBCDDE $.
"""


@pytest.mark.parametrize("name", ["early_value", "metamath", "terms"])
def test_examples_in_benchmarks_hold(name: str) -> None:
    """What docstrings of benchmarks show is what comes out."""
    tried = doctest.testmod(importlib.import_module(f"benchmarks.{name}"))
    assert (tried.failed, tried.attempted > 0) == (0, True)


def test_a_page_keeps_the_sections_that_others_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written sections replace their old text, the others stay, and twice changes nothing."""
    path = tmp_path / "benchmarks.md"
    path.write_text("# Old\n\n## Reviews\n\nr\n\n### Part\n\n## Study order\n\nold\n")
    monkeypatch.setattr(page, "PAGE", path)
    for _ in range(2):
        page.write({"Study order": "new"})
        found = page.sections(path.read_text(encoding="utf-8"))
        assert found == {"Study order": "new", "Reviews": "r\n\n### Part"}
        assert list(found) == ["Study order", "Reviews"]


def test_every_table_says_what_it_is() -> None:
    """Each name is a benchmark whose text can stand under its heading."""
    for name in page.TABLES:
        text = page.told(name, "# Title\n\n## Part\n\nnumbers\n")
        assert text.endswith("### Part\n\nnumbers")
        assert "``" not in text


def test_theorems_need_what_their_proofs_name() -> None:
    """Syntax is left aside, steps of a proof are counted, comments name the hundred."""
    found = metamath.theorems(DATABASE)
    assert found.names == ["ax-mp", "id", "idd"]
    assert found.needs == [(), (0,), (1, 0)]
    assert found.steps == [1, 6, 6]
    assert found.hundred == [False, True, False]
    assert found.instance(everything=False).value.tolist() == [0, 1000, 0]
    assert found.instance(everything=True).indices.tolist() == [0, 0, 1]


def test_instances_come_back_from_their_files(tmp_path: Path) -> None:
    """What a peer reads is what was written, groups and all."""
    made = Instance.build([1, 2, 3], [4, 5, 6], [(1, 0)], [(2, [0, 1])], required=[2])
    processes.save(made, tmp_path / "it.npz", targets=[2])
    found = processes.load(tmp_path / "it.npz")
    for name in processes.FIELDS:
        assert getattr(found, name).tolist() == getattr(made, name).tolist()
    with np.load(tmp_path / "it.npz") as data:
        arcs = set(zip(data["edges_from"].tolist(), data["edges_to"].tolist(), strict=True))
    assert arcs == {(0, 1), (0, 2), (1, 2)}


def test_libraries_agree_on_order_and_closure(tmp_path: Path) -> None:
    """Every library that is here gives a topological order and the same closure."""
    made = fitted(600, "uncorrelated", 5)
    processes.save(made, tmp_path / "it.npz", structure.targets(made))
    with np.load(tmp_path / "it.npz") as arrays:
        data = dict(arrays)
    sets = {structure.FORMS[form](data, 1)["digest"] for form in ("arrays", "graph")}
    sets |= {
        peers.structure(peers.LIBRARIES[name](), data, 1)["digest"]
        for name in ("networkx", "scipy")
    }
    assert len(sets) == 1
    assert "order" in peers.structure(peers.graphlib(), data, 1)


def test_wrong_answers_stop_a_benchmark() -> None:
    """A plan that is not proven, or not the peer's, is no result."""
    fine = {"mlpath": [[60, 5, 5, 0.1, 1]], "highs": [[60, 5, 5, 0.1, 1]]}
    budgets.refuse_wrong(fine)
    with pytest.raises(RuntimeError, match="is not proven"):
        budgets.refuse_wrong({"mlpath": [[60, 5, 6, 0.1, 1]]})
    with pytest.raises(RuntimeError, match="highs says 6 to 6"):
        budgets.refuse_wrong({**fine, "highs": [[60, 6, 6, 0.1, 1]]})
    assert not peers.valid(np.array([0, 1, 2]), 3, np.array([[2, 0]]))
