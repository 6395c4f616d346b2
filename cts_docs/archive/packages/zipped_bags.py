"""A bag in a zip, as `archive export` hands it out: known by what it holds, however it was packed."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from cts_docs.archive.packages.bags import DECLARATION
from cts_docs.errors import RefusedError
from cts_docs.files.hashing import sha256
from cts_docs.files.zipping import MAX_PACKAGE, read_package


def packed_bag(file: Path) -> Mapping[str, str]:
    """SHA-256 of each file of the bag in a zip by its path in the bag; nothing for any other file.

    A zip that is too large to be opened safely counts as another file. What stands outside of the
    bag's folder keeps its whole path, which is none of a bag's.
    """
    try:
        with zipfile.ZipFile(file) as package:
            folder = _bag_folder(package.namelist())
        if folder is None or file.stat().st_size > MAX_PACKAGE:
            return {}
        members = read_package(file.read_bytes(), file.name)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RefusedError):
        return {}
    contents = {name: content for name, content in members.items() if not name.endswith("/")}
    return {
        (name.removeprefix(folder) if name.startswith(folder) else f"../{name}"): sha256(content)
        for name, content in contents.items()
    }


def _bag_folder(names: list[str]) -> str | None:
    """The folder in a zip that holds a bag, with its slash; None where there is none or more than one."""
    declared = [name for name in names if name.rpartition("/")[2] == DECLARATION and name.count("/") < 2]
    return declared[0].removesuffix(DECLARATION) if len(declared) == 1 else None
