"""Which engines are there besides scipy, looked up without loading them."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec


@cache
def installed() -> bool:
    """Whether OR-Tools is there, the extra ``ortools``."""
    return find_spec("ortools") is not None
