"""PNG and PDF where Graphviz itself is missing, and what they cannot show."""

from __future__ import annotations

import re
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlpath.cli.delivering import tell_undrawn
from mlpath.cli.output import Talk
from mlpath.drawing import Engine, browsers, draw, rasters
from mlpath.drawing import pictures as module
from mlpath.drawing.engines import run_engine
from mlpath.drawing.glyphs import dot_of, lacking, shown_in
from mlpath.errors import EngineError
from mlpath.topics import KnowledgeGraph

if TYPE_CHECKING:
    from collections.abc import Sequence

GRAPH = KnowledgeGraph.from_dict(
    {
        "graph": {"id": "g", "title": "Schrödinger"},
        "topics": {
            "a": {"title": "深度 ∮ 😀", "effort": "2h", "summary": "ж only when hovered over"},
            "b": {"title": 'Say "∀"', "effort": "2h", "requires": ["a"]},
        },
    }
)


@pytest.fixture
def pure(engine: Engine) -> Engine:
    """Return graphviz-pure, or skip where a Graphviz of the system comes first."""
    if engine.kind != "pure":
        pytest.skip("a Graphviz of the system is in use")
    return engine


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take resvg away."""
    monkeypatch.setattr(module, "has_resvg", lambda: False)


def test_only_what_is_shown_counts() -> None:
    """Hover texts are not drawn; quotation marks in labels hide nothing."""
    found = shown_in(draw(GRAPH).dot)
    assert {"ö", "深", "度", "∮", "∀", "😀"} <= set(found)
    assert "ж" not in found


@pytest.mark.usefixtures("bare")
def test_characters_that_the_package_cannot_draw_are_named(pure: Engine) -> None:
    """Its font has Latin, Greek and Cyrillic letters, but neither CJK nor these symbols."""

    def drawn(characters: Sequence[str]) -> bytes:
        return run_engine(pure, dot_of(characters), "png", dpi=72)

    assert lacking(list("éßΩж√■→≤…∑"), drawn) == ()
    assert lacking(list("é深∮Ω😀"), drawn) == ("深", "∮", "😀")
    assert lacking([], drawn) == ()
    assert set(draw(GRAPH).undrawn(engine=pure)) == {"深", "度", "∮", "∀", "😀"}


def test_a_graphviz_of_the_system_is_taken_at_its_word() -> None:
    """Nothing is known of its fonts."""
    assert draw(GRAPH).undrawn(engine=Engine("/nowhere", "system")) == ()


def test_resvg_draws_with_the_fonts_of_the_system(pure: Engine) -> None:
    """The size is that of the SVG at the dots per inch asked for, its background that of it."""
    if not rasters.has_resvg():
        pytest.skip("resvg or fonts are not installed")
    page = draw(GRAPH).pages[0]
    match = re.search(r'width="(\d+)pt" height="(\d+)pt"', page.svg(engine=pure))
    assert match is not None
    for dpi in (72, 144):
        data = page.png(engine=pure, dpi=dpi)
        size = struct.unpack(">II", data[16:24])
        expected = [int(side) * dpi / 72 for side in match.groups()]
        assert list(size) == pytest.approx(expected, abs=2)
    assert lacking(["a", "é"], rasters.characters_png) == ()
    with pytest.raises(EngineError, match="resvg failed"):
        rasters.png_of("<svg", 72)


@pytest.mark.usefixtures("bare")
def test_without_resvg_the_package_draws(pure: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not needed for a PNG."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    rasters.has_resvg.cache_clear()
    assert not rasters.has_resvg()
    rasters.has_resvg.cache_clear()
    assert draw(GRAPH).png(engine=pure).startswith(b"\x89PNG")


@pytest.mark.usefixtures("bare", "pure")
def test_the_command_line_names_what_is_lost_and_what_helps(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On standard error, for a PNG only, and not where quiet was asked for."""
    picture = draw(GRAPH)
    tell_undrawn(picture, "a.png", Talk())
    said = " ".join(capsys.readouterr().err.split())
    assert "warning: a.png shows empty boxes for ∀ ∮ 度 深 😀" in said
    tell_undrawn(picture, "a.svg", Talk())
    tell_undrawn(picture, "a.png", Talk(quiet=True))
    assert capsys.readouterr().err == ""


def test_pdf_comes_from_a_browser_where_graphviz_writes_none(pure: Engine) -> None:
    """One page, as large as the drawing."""
    if browsers.find_browser() is None:
        pytest.skip("no Chromium is installed")
    page = draw(GRAPH).pages[0]
    match = re.search(r'width="(\d+)pt" height="(\d+)pt"', page.svg(engine=pure))
    assert match is not None
    data = page.pdf(engine=pure)
    assert data.startswith(b"%PDF-")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert len(boxes) == 1
    assert [float(side) for side in boxes[0]] == pytest.approx(
        [int(side) for side in match.groups()], abs=1
    )


def test_without_either_the_message_says_what_to_install(
    pure: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Graphviz, a browser, or printing the SVG."""
    monkeypatch.setattr(module, "find_browser", lambda: None)
    with pytest.raises(EngineError, match=r"writes no PDF .install Graphviz or Chromium"):
        draw(GRAPH).pdf(engine=pure)


def test_a_browser_is_named_by_its_absolute_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Anything else is refused; a browser that prints nothing is an error with a way out."""
    monkeypatch.setenv("MLPATH_CHROMIUM", "chromium")
    with pytest.raises(EngineError, match="no program by its absolute path"):
        browsers.find_browser()
    program = Path("/bin/true")
    if not program.exists():
        pytest.skip("needs /bin/true")
    monkeypatch.setenv("MLPATH_CHROMIUM", str(program))
    assert browsers.find_browser() == str(program)
    with pytest.raises(EngineError, match="true wrote no PDF"):
        browsers.printed(str(program), '<svg width="10pt" height="10pt"></svg>')
    with pytest.raises(EngineError, match="has no size"):
        browsers.printed(str(tmp_path), "<svg></svg>")
