"""Sphinx: ``python -m sphinx -W -b html docs build/docs``; pages under ``made`` are generated."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "mlpath"
author = "The mlpath authors"
copyright = author  # noqa: A001 - Sphinx calls it so
version = release = version_of("mlpath-planner")

extensions = [
    "generating",
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
]
root_doc = "index"
exclude_patterns = ["_ext", "schemas", "decisions/README.md"]
nitpicky = True
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_typehints = "none"  # numpydoc's sections say what the types are for
autodoc_member_order = "bysource"
autosummary_generate = False
smartquotes = False  # they would turn --budget into a dash
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True

html_theme = "furo"
html_title = "mlpath"
html_static_path = ["_static"]
html_extra_path = ["made/pages"]
html_css_files = ["mlpath.css"]
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1b5e9b", "color-brand-content": "#1b5e9b"},
    "dark_css_variables": {"color-brand-primary": "#8ec7ff", "color-brand-content": "#8ec7ff"},
}
