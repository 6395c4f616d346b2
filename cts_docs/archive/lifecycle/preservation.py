"""Preservation: a stored file of an entry kept in another format as well, such as a new PDF/A.

The new file is an attachment whose event, `preserved`, names the stored file by its hash. The stored
one stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import Json


def preserved_file(snapshot: Snapshot, number: str, named: str, note: str) -> Mapping[str, Json]:
    """The stored file that a new one preserves: its bag, its path and its SHA-256.

    It is `named` by its path in the bag, with or without `data/`, by its file name, or by its SHA-256.
    Raises RefusedError where the entry has no such file or several, or no note says why.
    """
    if not note.strip():
        raise RefusedError(Problem("PRESERVES_NOTE", found=named, values={"number": number}))
    found: list[dict[str, Json]] = []
    for bag in snapshot.bags_of(number):
        for file in snapshot.files_of(bag["kind"], number, bag["position"]):
            path = PurePosixPath(file["path"])
            names = (file["path"], file["path"].removeprefix("data/"), path.name, file["sha256"])
            if path.parts[0] == "data" and named in names:
                place = {"kind": bag["kind"], "position": bag["position"]}
                found.append({**place, "path": file["path"], "sha256": file["sha256"]})
    if len(found) != 1:
        code = "PRESERVES_AMBIGUOUS" if found else "PRESERVES_UNKNOWN"
        paths = "、".join(str(one["path"]) for one in found)
        raise RefusedError(Problem(code, found=named, values={"number": number, "paths": paths}))
    return found[0]
