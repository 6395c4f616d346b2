"""Whether a folder is an archive: one is founded on purpose, never by a slip in a path."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from cts_docs.archive.paths import BAG_KINDS, ArchivePaths
from cts_docs.errors import CannotRunError, Problem

_MOST_NAMED = 5


def is_archive(paths: ArchivePaths) -> bool:
    """Whether a folder holds a configuration, a register, or anything else of an archive."""
    own = (paths.register, paths.seal, paths.configuration, *map(paths.store, BAG_KINDS))
    return any(path.exists() for path in own)


def require_archive(paths: ArchivePaths) -> None:
    """Raise CannotRunError where a folder is not an archive, naming similar ones beside it."""
    if paths.folder.is_dir() and is_archive(paths):
        return
    code = "ARCHIVE_FOREIGN" if paths.folder.is_dir() else "ARCHIVE_MISSING"
    values = {"similar": "、".join(similar_archives(paths.folder))}
    raise CannotRunError(Problem(code, file=str(paths.folder), values=values))


def similar_archives(folder: Path) -> Iterator[str]:
    """The archives beside a folder whose names are similar to its own."""
    folder = folder.absolute()
    try:
        beside = sorted(entry for entry in folder.parent.iterdir() if entry.is_dir() and entry != folder)
    except OSError:
        return
    archives = {entry.name.casefold(): entry for entry in beside if is_archive(ArchivePaths(entry))}
    for name in get_close_matches(folder.name.casefold(), archives, n=_MOST_NAMED, cutoff=0.6):
        yield str(archives[name])
