"""Pictures of knowledge graphs and plans, through Graphviz.

Names are loaded when they are first used: rooms that want a colour or an arrow list from here
should not pay for every view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpath.deferring import deferred

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

__getattr__ = deferred(__name__, _MODULES)
