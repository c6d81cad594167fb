"""Tests of pictures as files."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

import mlpath
from mlpath.drawing import Engine, Page, Picture, draw
from mlpath.drawing import pictures as module
from mlpath.errors import EngineError, FileError, RequestError

if TYPE_CHECKING:
    from pathlib import Path

    from mlpath.topics import KnowledgeGraph


def test_the_ending_names_the_format(
    physics: KnowledgeGraph, engine: Engine, tmp_path: Path
) -> None:
    """DOT, SVG and PNG are written, and say what they are."""
    picture = draw(physics)
    for ending, start in ((".dot", b"digraph"), (".gv", b"digraph"), (".svg", b"<svg")):
        (path,) = picture.save(tmp_path / f"graph{ending}", engine=engine)
        assert path.read_bytes().startswith(start)
    (path,) = picture.save(tmp_path / "GRAPH.PNG", engine=engine, dpi=72)
    wide, high = struct.unpack(">II", path.read_bytes()[16:24])
    assert wide > 200 < high


def test_further_pages_get_numbers(
    middling: KnowledgeGraph, engine: Engine, tmp_path: Path
) -> None:
    """A long plan becomes plan.svg, plan-2.svg, ...; DOT keeps all pages in one file."""
    picture = draw(mlpath.plan(middling, budget="150h"), graph=middling)
    paths = picture.save(tmp_path / "plan.svg", engine=engine)
    assert [path.name for path in paths[:2]] == ["plan.svg", "plan-2.svg"]
    assert len(paths) == len(picture.pages) > 1
    assert len(picture.save(tmp_path / "plan.dot")) == 1
    assert picture.dot.count("digraph mlpath {") == len(picture.pages)
    assert picture.svg(2, engine=engine) == paths[1].read_text(encoding="utf-8")


def test_dot_needs_no_engine(
    physics: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an engine DOT is written, and other formats say what to install."""

    def none() -> Engine:
        message = "no Graphviz engine was found"
        raise EngineError(message)

    monkeypatch.setattr(module, "find_engine", none)
    assert draw(physics).save(tmp_path / "a.dot")[0].exists()
    with pytest.raises(EngineError, match="no Graphviz engine"):
        draw(physics).save(tmp_path / "a.svg")
    assert not (tmp_path / "a.svg").exists()


def test_unknown_endings_and_pages_are_refused(physics: KnowledgeGraph, tmp_path: Path) -> None:
    """Both errors say what there is."""
    with pytest.raises(RequestError, match=r"'a.jpg' names no picture format .use .dot"):
        draw(physics).save(tmp_path / "a.jpg")
    with pytest.raises(RequestError, match=r"no page 2 .the picture has 1"):
        draw(physics).svg(2)


def test_a_file_that_cannot_be_written_is_reported(
    physics: KnowledgeGraph, tmp_path: Path
) -> None:
    """A missing folder is a file error, not an OSError with a traceback."""
    with pytest.raises(FileError, match=r"cannot write .*No such file"):
        draw(physics).save(tmp_path / "missing" / "a.dot")


def test_png_from_the_package_shows_a_tick(engine: Engine) -> None:
    """The glyph that its own font lacks is drawn with a stand-in, and only in PNG."""
    dot = 'digraph { n0 [label="✓ known"]; }'
    picture = Picture((Page("x", dot, 1),))
    assert picture.png(engine=engine).startswith(b"\x89PNG")
    assert "✓" in picture.svg(engine=engine)
