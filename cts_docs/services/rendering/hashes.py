"""The inputs that a document's content hash binds it to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cts_docs.documents.forms.catalogue import FORMS
from cts_docs.documents.templates import own_template, template
from cts_docs.files.hashing import sha256
from cts_docs.files.zipping import read_package
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification


def document_inputs(
    workbook: str, specification: Specification, templates: str, settings: Settings, version: str
) -> Mapping[str, str]:
    """Everything that a document is made from, by name; files stand there as their own SHA-256.

    `workbook` and `templates` are hashes; a configuration that was not named stands as nothing.
    """
    return {
        "configuration": settings.sha256 or "",
        "specification": specification.sha256,
        "templates": templates,
        "toolkit": version,
        "workbook": workbook,
    }


def templates_hash(specification: Specification, folder: Path | None, settings: Settings | None) -> str:
    """SHA-256 over the parts of every template in use; how tightly a file is packed does not count.

    Without `settings` they are those that a package stores in `folder`, taken as they are; an earlier
    version knew fewer.
    """
    digest = hashlib.sha256()
    for form in FORMS:
        asked = settings is not None or own_template(specification, form.name, folder)
        if asked and form.exists(specification):
            digest.update(_listed_parts(template(specification, form.name, folder, settings), form.name))
    return digest.hexdigest()


@lru_cache(maxsize=32)
def _listed_parts(content: bytes, name: str) -> bytes:
    """A line for each part of a template; the same templates serve many workbooks."""
    parts = read_package(content, f"{name}.docx")
    return "".join(f"{name}/{part}={sha256(held)}\n" for part, held in sorted(parts.items())).encode()
