"""Pictures of knowledge graphs and plans, through Graphviz.

Names are loaded when they are first used: rooms that want a colour or an arrow list from here
should not pay for every view.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlpath.drawing.engines import Engine, engine_version, find_engine
    from mlpath.drawing.making import VIEWS, View, draw
    from mlpath.drawing.pictures import FORMATS, Page, Picture

__all__ = [
    "FORMATS",
    "VIEWS",
    "Engine",
    "Page",
    "Picture",
    "View",
    "draw",
    "engine_version",
    "find_engine",
]

_MODULES = {
    "engines": ("Engine", "engine_version", "find_engine"),
    "making": ("VIEWS", "View", "draw"),
    "pictures": ("FORMATS", "Page", "Picture"),
}
_MODULE = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    """Load a name from its module."""
    if name not in _MODULE:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(importlib.import_module(f"{__name__}.{_MODULE[name]}"), name)
    globals()[name] = value
    return value
