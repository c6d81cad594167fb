"""A document: one text, or a folder of texts, ready to be looked at or saved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlpath.errors import FileError, Problem, RequestError, expect
from mlpath.saving import replace_file

if TYPE_CHECKING:
    import os


@dataclass(frozen=True, slots=True)
class Document:
    """What was written.

    Attributes
    ----------
    format
        Name of the format.
    files
        Names below the folder with their texts; a format of one file has one, without a name.
    paths
        Where it was saved, empty where it was not.

    Examples
    --------
    >>> from mlpath.topics import KnowledgeGraph
    >>> from mlpath.writing import write
    >>> graph = KnowledgeGraph.from_dict({"topics": {"svd": {"effort": "5h"}}})
    >>> print(write(graph, "markdown").text.splitlines()[0])
    # Knowledge graph
    """

    format: str
    files: tuple[tuple[str, str], ...]
    paths: tuple[Path, ...] = ()

    def __str__(self) -> str:
        """Return the text, or the names of the files of a folder."""
        return "\n".join(name for name, _ in self.files) if self.is_folder else self.text

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of files."""
        return any(name for name, _ in self.files)

    @property
    def text(self) -> str:
        """The text of the one file.

        Raises
        ------
        RequestError
            If it is a folder.
        """
        if self.is_folder:
            raise RequestError(
                f"{self.format} is a folder of {len(self.files)} files",
                hint="look at .files, or .save(path)",
            )
        return self.files[0][1]

    @property
    def data(self) -> bytes:
        """The text of the one file in UTF-8 (see `text`)."""
        return self.text.encode()

    def save(self, path: str | os.PathLike[str]) -> tuple[Path, ...]:
        """Write it and return what was written.

        A file is written in one go: whoever looks sees the old content or the new, never half.

        Parameters
        ----------
        path
            A file, replaced where it exists; for a format of several files a folder, which must
            be new or empty, as nobody's notes may be overwritten.

        Raises
        ------
        FileError
            If it cannot be written, or the folder is not empty.
        """
        expect("str | PathLike", path=path)
        target = Path(path)
        try:
            if not self.is_folder:
                replace_file(target, self.data)
                return (target,)
            taken = target.is_dir() and any(target.iterdir())
            if not taken:
                return self._fill(target)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = f"cannot write {target}: {reason}"
            raise FileError(Problem("unwritable", message)) from None
        message = f"the folder {target} is not empty"
        hint = "name a new folder; notes in it might be yours"
        raise FileError(Problem("unwritable", message, hint=hint))

    def _fill(self, folder: Path) -> tuple[Path, ...]:
        written = []
        for name, text in self.files:
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
            written.append(file)
        return tuple(written)
