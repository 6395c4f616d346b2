"""The Word templates in use: as they were generated or adopted, or changed since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from cts_docs.documents.embedded_data import template_content, template_stamp
from cts_docs.documents.forms.catalogue import FORMS
from cts_docs.documents.forms.form import DocumentForm
from cts_docs.documents.templates import delivered_template, own_template, parts_hash
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import read_package
from cts_docs.services.templates.register import NAME, Register, read_register
from cts_docs.services.workbook_paths import word_folder
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification


def changed_templates(
    specification: Specification,
    settings: Settings,
    home: Path | None,
    only: Collection[str] = (),
    forms: Sequence[DocumentForm] = FORMS,
) -> Iterator[Problem]:
    """A problem for each Word template in use that differs from what was generated or adopted.

    `home` is the body's own folder of templates; `only` names documents of `forms`, all where it is empty.
    """
    register = (read_register(home) if home is not None else None) or Register()
    for form in forms:
        if form.exists(specification) and (not only or form.name in only):
            own = own_template(specification, form.name, word_folder(home))
            try:
                if own is None:
                    if not _is_as_generated(delivered_template(specification, form, settings), specification):
                        yield Problem("TEMPLATE_BY_HAND", file=f"{form.name}.docx", found="—")
                elif problem := _changed_since_adopted(own, register, specification, home):
                    yield problem
            except RefusedError as error:
                yield from error.problems


def _changed_since_adopted(
    path: Path, register: Register, specification: Specification, home: Path | None
) -> Problem | None:
    content = path.read_bytes()
    entry = register.entry(path.relative_to(home or path.parent).as_posix())
    if (entry and entry.sha256 == packed_hash(content)) or _is_as_generated(content, specification):
        return None
    if entry is None:
        return Problem("TEMPLATE_NOT_ADOPTED", file=str(path))
    return Problem("TEMPLATE_SINCE_ADOPTED", file=str(path), found=f"{entry.date} #{entry.version}")


def _is_as_generated(content: bytes, specification: Specification) -> bool:
    made_from, parts = _stamp(content)
    return made_from == specification.sha256 and parts == packed_hash(content)


@lru_cache(maxsize=64)
def _stamp(content: bytes) -> tuple[str, str]:
    """What a template is stamped with: the hash of the data it was made from, and that of its parts then."""
    return template_stamp(content, NAME), template_content(content, NAME)


@lru_cache(maxsize=64)
def packed_hash(content: bytes) -> str:
    """SHA-256 over the parts of a file, as the register has it; raises RefusedError for no package."""
    return parts_hash(read_package(content, NAME))
