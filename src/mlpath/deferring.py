"""Packages whose names are loaded when they are first used (PEP 562)."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def deferred(package: str, modules: Mapping[str, Iterable[str]]) -> Callable[[str], Any]:
    """Return a package's ``__getattr__``, which loads a name from its module, once.

    Parameters
    ----------
    package
        Its ``__name__``.
    modules
        For each of its modules, as ``"planning.balancing"``, the names that are taken from it.

    Examples
    --------
    >>> load = deferred("mlpath.planning", {"making": ("plan",)})
    >>> load("plan").__name__
    'plan'
    """
    module = {name: each for each, names in modules.items() for name in names}

    def load(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        if name not in module:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = getattr(importlib.import_module(f"{package}.{module[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return load
