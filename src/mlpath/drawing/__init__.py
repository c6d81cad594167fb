"""Pictures of knowledge graphs and plans, through Graphviz."""

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
