"""A picture: DOT text always, and SVG, PNG or PDF through an engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlpath.drawing.browsers import HINT, find_browser, printed
from mlpath.drawing.engines import find_engine, run_engine
from mlpath.drawing.glyphs import dot_of, lacking, shown_in
from mlpath.drawing.rasters import characters_png, has_resvg, png_of
from mlpath.drawing.svgs import checked
from mlpath.errors import EngineError, RequestError, expect
from mlpath.saving import replace_file

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from mlpath.drawing.engines import Engine

DPI = 144
FORMATS = (".dot", ".gv", ".svg", ".png", ".pdf")
# The engine without system fonts has no glyph for these; the stand-ins are in its own font.
_STAND_INS = str.maketrans({"✓": "√"})
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Page:
    """One drawing.

    Attributes
    ----------
    title
        What it shows.
    dot
        Its text in the DOT language, byte for byte the same for the same input.
    boxes
        How many nodes it has.
    """

    title: str
    dot: str
    boxes: int

    def svg(self, *, engine: Engine | None = None) -> str:
        """Return the drawing as SVG text.

        Raises
        ------
        EngineError
            If no engine is found, or it fails.
        """
        data = run_engine(_chosen(engine), self.dot, "svg")
        return checked(data, self.boxes, self.title)

    def png(self, *, engine: Engine | None = None, dpi: int = DPI) -> bytes:
        """Return the drawing as PNG.

        graphviz-pure has one font of its own; where resvg is installed, that draws its PNG with
        the system's fonts.

        Raises
        ------
        EngineError
            If no engine is found, or it fails.
        """
        expect("int", dpi=dpi)
        chosen = _chosen(engine)
        if chosen.kind == "pure" and has_resvg():
            return png_of(self.svg(engine=chosen), dpi)
        dot = self.dot.translate(_STAND_INS) if chosen.kind == "pure" else self.dot
        data = run_engine(chosen, dot, "png", dpi=dpi)
        if not data.startswith(_PNG):
            raise EngineError("the engine wrote no PNG")
        return data

    def pdf(self, *, engine: Engine | None = None) -> bytes:
        """Return the drawing as PDF, through Graphviz or else a headless Chromium.

        Raises
        ------
        EngineError
            If there is neither, or it fails.
        """
        chosen = _chosen(engine)
        if chosen.kind != "pure":
            return run_engine(chosen, self.dot, "pdf")
        browser = find_browser()
        if browser is None:
            raise EngineError("graphviz-pure writes no PDF", hint=HINT)
        return printed(browser, self.svg(engine=chosen))


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing, or several pages where one would be too dense to read.

    Attributes
    ----------
    pages
        At least one.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> from mlpath.drawing import draw
    >>> draw(graph).dot.startswith("digraph")
    True
    """

    pages: tuple[Page, ...]

    @property
    def dot(self) -> str:
        """The DOT text of every page, one graph after the other."""
        return "".join(page.dot for page in self.pages)

    def svg(self, page: int = 1, *, engine: Engine | None = None) -> str:
        """Return a page, counted from 1, as SVG text (see `Page.svg`)."""
        return self._page(page).svg(engine=engine)

    def png(self, page: int = 1, *, engine: Engine | None = None, dpi: int = DPI) -> bytes:
        """Return a page, counted from 1, as PNG (see `Page.png`)."""
        return self._page(page).png(engine=engine, dpi=dpi)

    def pdf(self, page: int = 1, *, engine: Engine | None = None) -> bytes:
        """Return a page, counted from 1, as PDF (see `Page.pdf`)."""
        return self._page(page).pdf(engine=engine)

    def undrawn(self, *, engine: Engine | None = None) -> tuple[str, ...]:
        """Return the characters that a PNG shows as empty boxes, for want of a font.

        What a Graphviz of the system lacks is not known.
        """
        chosen = _chosen(engine)
        if chosen.kind != "pure":
            return ()
        if has_resvg():
            return lacking(shown_in(self.dot), characters_png)

        def drawn(characters: Sequence[str]) -> bytes:
            return run_engine(chosen, dot_of(characters), "png", dpi=72)

        return lacking(shown_in(self.dot.translate(_STAND_INS)), drawn)

    def save(
        self, path: str | os.PathLike[str], *, engine: Engine | None = None, dpi: int = DPI
    ) -> tuple[Path, ...]:
        """Write the picture in the format its ending names, each file in one go.

        Parameters
        ----------
        path
            Ends in ``.dot``, ``.gv``, ``.svg``, ``.png`` or ``.pdf``. Further pages get a
            number: ``plan.svg``, ``plan-2.svg``, ``plan-3.svg``; DOT files hold all pages.
        engine
            Default: `mlpath.drawing.find_engine`.
        dpi
            Dots per inch of a PNG.

        Returns
        -------
        tuple of Path
            The files written.

        Raises
        ------
        RequestError
            If the ending names no format.
        EngineError
            If the engine is missing or fails; nothing is written then.
        FileError
            If a file cannot be written.
        """
        expect("str | PathLike", path=path)
        expect("int", dpi=dpi)
        target = Path(path)
        ending = target.suffix.lower()
        if ending not in FORMATS:
            raise RequestError(
                f"{target.name!r} names no picture format", hint=f"use {', '.join(FORMATS)}"
            )
        # Everything is drawn before anything is written: half a set of pages helps nobody.
        contents = self._contents(ending, engine, dpi)
        written = []
        for number, content in enumerate(contents, start=1):
            name = target if number == 1 else target.with_stem(f"{target.stem}-{number}")
            replace_file(name, content)
            written.append(name)
        return tuple(written)

    def _contents(self, ending: str, engine: Engine | None, dpi: int) -> list[bytes]:
        if ending in {".dot", ".gv"}:
            return [self.dot.encode("utf-8")]
        chosen = _chosen(engine)
        if ending == ".svg":
            return [page.svg(engine=chosen).encode("utf-8") for page in self.pages]
        if ending == ".png":
            return [page.png(engine=chosen, dpi=dpi) for page in self.pages]
        return [page.pdf(engine=chosen) for page in self.pages]

    def _page(self, number: int) -> Page:
        expect("int", page=number)
        if not 1 <= number <= len(self.pages):
            raise RequestError(
                f"there is no page {number}", hint=f"the picture has {len(self.pages)}"
            )
        return self.pages[number - 1]


def _chosen(engine: Engine | None) -> Engine:
    expect("Engine | None", engine=engine)
    return engine or find_engine()
