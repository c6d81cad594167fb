"""How things show themselves in notebooks: a hook that the top of the package fills.

*Why a hook:* a graph or a plan lies far below the room that draws it, and must not look upwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

Bundle = dict[str, str]
_FILLED: dict[str, Callable[[Any], Bundle]] = {}


class Shown:
    """Something that notebooks show as a picture or a table.

    Examples
    --------
    >>> class Thing(Shown):
    ...     __slots__ = ()
    ...     def __repr__(self):
    ...         return "<Thing>"
    >>> Thing()._repr_mimebundle_(include={"text/plain"})
    {'text/plain': '<Thing>'}
    """

    __slots__ = ()

    def _repr_mimebundle_(
        self,
        include: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
    ) -> Bundle:
        """Return texts by media type, as IPython and its kin ask for them."""
        if include is not None and set(include) <= {"text/plain"}:
            bundle = {"text/plain": repr(self)}
        else:
            bundle = {"text/plain": repr(self), **_FILLED["bundle"](self)}
        return {
            kind: text
            for kind, text in bundle.items()
            if (include is None or kind in include) and kind not in (exclude or ())
        }


def fill(bundle: Callable[[Any], Bundle]) -> None:
    """Say how things are shown: `mlpath` itself does, when it is imported."""
    _FILLED["bundle"] = bundle
