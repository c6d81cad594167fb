"""A page for the browser: one file with everything in it, that asks nobody for anything."""

from mlpath.writing.page.filling import write

__all__ = ["write"]
