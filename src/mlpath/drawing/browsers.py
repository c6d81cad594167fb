"""PDF through a headless browser of the Chromium family, where no Graphviz writes one."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path

from mlpath.drawing.engines import on_path, run_limited
from mlpath.errors import EngineError

VARIABLE = "MLPATH_CHROMIUM"
NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "msedge"),
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
)
_SIZE = re.compile(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"')
_PDF = b"%PDF-"
HINT = (
    "install Graphviz or Chromium (Chrome and Edge will do), name one in MLPATH_DOT or "
    "MLPATH_CHROMIUM, or print the .svg to PDF from a browser"
)


def find_browser() -> str | None:
    """Return the path of a browser that can print, or None.

    Raises
    ------
    EngineError
        If MLPATH_CHROMIUM names none.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if Path(named).is_absolute() and Path(named).is_file() and os.access(named, os.X_OK):
            return named
        raise EngineError(
            f"MLPATH_CHROMIUM is {named!r}, which is no program by its absolute path",
            hint="name the browser itself, such as /usr/bin/chromium",
        )
    found = (on_path(name) for name in NAMES)
    places = (place for place in PLACES if os.access(place, os.X_OK))
    return next((path for path in found if path), None) or next(places, None)


def printed(browser: str, svg: str) -> bytes:
    """Return an SVG as a PDF of one page that is as large as the drawing.

    Raises
    ------
    EngineError
        If the browser fails, or takes over 30 s.
    """
    match = _SIZE.search(svg)
    if match is None:  # engines always say how large a drawing is
        raise EngineError("the drawing has no size", hint=HINT)
    wide, high = match.groups()
    page = (
        "<!DOCTYPE html><html><head><meta charset=utf-8>"
        "<meta http-equiv=Content-Security-Policy "
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>@page {{ size: {wide}pt {high}pt; margin: 0 }} html, body {{ margin: 0 }} "
        "svg { display: block; break-inside: avoid }</style></head>"
        f"<body>{svg}</body></html>"
    )
    with tempfile.TemporaryDirectory(prefix="mlpath-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        code, _, _ = run_limited(_command(browser, source, target), b"", memory=None)
        data = b""
        with contextlib.suppress(OSError):
            data = target.read_bytes()
    if not data.startswith(_PDF):
        raise EngineError(f"{Path(browser).name} wrote no PDF (exit {code})", hint=HINT)
    return data


def _command(browser: str, source: Path, target: Path) -> list[str]:
    command = [
        browser,
        "--headless",
        "--disable-gpu",
        "--disable-extensions",
        "--no-first-run",
        "--no-pdf-header-footer",
        f"--user-data-dir={source.parent / 'profile'}",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    if os.name == "posix" and os.geteuid() == 0:
        # As root its sandbox cannot start; the page is our own and may load nothing.
        command.insert(1, "--no-sandbox")
    return command
