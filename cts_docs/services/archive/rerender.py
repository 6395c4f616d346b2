"""`verify --rerender`: the documents of a package made again from the package alone, and compared."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pypdf.errors import PyPdfError

from cts_docs.archive.packages.content_hash import content_hash, content_parts
from cts_docs.archive.packages.requests import WORKBOOK, Allocation
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.comparison import differing_parts
from cts_docs.documents.forms.report.values import FORM as REPORT
from cts_docs.documents.pdf.inspection import open_pdf
from cts_docs.errors import CtsDocsError, Problem, RefusedError
from cts_docs.services.archive.earlier_versions import differences_of_earlier_version
from cts_docs.services.archive.issue_request import finished_documents, numbered_audit_file
from cts_docs.services.context import ServiceContext, toolkit_version
from cts_docs.services.rendering.hashes import document_inputs, templates_hash
from cts_docs.services.rendering.page_numbers import laid_out
from cts_docs.services.workbooks.check import examine
from cts_docs.settings import load_settings
from cts_docs.specification.loader import load_packaged
from cts_docs.specification.model import Specification

_LARGEST_RECORD = 1_000_000


@dataclass(frozen=True, slots=True)
class PackagedContext(ServiceContext):
    """The context of an audit as issued: the configuration and the one specification in its package."""

    stored: Specification

    def find(self, identifier: str, edition: str) -> Specification | None:
        """The package's specification where a workbook is stamped with it."""
        stamped = (self.stored.id, self.stored.control.version)
        return self.stored if stamped == (identifier, edition) else None


def rerender(package: Path, *, draft: bool = False) -> tuple[Problem, ...]:
    """What differs between the documents of an intact package and those made from its inputs now."""
    try:
        parts = _parts(package)
        audit_file = _audit_file(package, parts, draft)
        if parts.get("toolkit") != toolkit_version():
            return tuple(differences_of_earlier_version(package, audit_file))
        documents = finished_documents(audit_file, package / "data" / "inputs" / "templates", lambda _: None)
        made = {one.file: one.content for one in documents}
    except CtsDocsError as error:
        return (Problem("RERENDER_IMPOSSIBLE", file=str(package)), *error.problems)
    return tuple(_differences(package / "data" / "documents", made))


def _parts(package: Path) -> Mapping[str, str]:
    """The parts of the content hash as the package records them."""
    path = package / "data" / "content.json"
    try:
        with path.open("rb") as file:
            recorded = json.loads(file.read(_LARGEST_RECORD))["parts"]
        return {str(name): str(value) for name, value in recorded.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedError(Problem("RERENDER_RECORD", file=str(path))) from error


def packaged_context(package: Path) -> PackagedContext:
    """The context of an audit as issued, from the inputs in its package."""
    inputs = package / "data" / "inputs"
    specification = load_packaged(inputs / "specification.toml")
    configuration = inputs / "configuration.toml"
    settings = load_settings(configuration if configuration.is_file() else None, specification, stored=True)
    return PackagedContext(settings, specification)


def packaged_workbook(package: Path) -> Path:
    """The workbook in a package."""
    return next(package.glob(f"data/{WORKBOOK}.*"))


def _audit_file(package: Path, parts: Mapping[str, str], draft: bool) -> AuditFile:
    """The audit file of a package, from its workbook, specification and configuration."""
    context = packaged_context(package)
    settings, specification, inputs = context.settings, context.stored, package / "data" / "inputs"
    granted = datetime.date.fromisoformat(parts["grant_date"]) if parts.get("grant_date") else None
    # Rules that came after the issue do not judge it.
    examined = examine(packaged_workbook(package), "score", context, granted)
    if examined.audit_file is None:
        raise RefusedError(examined.problems)
    audit_file = replace(examined.audit_file, toolkit_version=parts.get("toolkit", ""))
    allotted = Allocation(parts.get("report_number", ""), parts.get("certificate_number") or None)
    used = templates_hash(specification, inputs / "templates", None)
    now = document_inputs(examined.sha256, specification, used, settings, audit_file.toolkit_version)
    digest = content_hash(content_parts(now, allotted.report, allotted.certificate, granted))
    if digest != content_hash(parts):
        raise RefusedError(Problem("RERENDER_CONTENT_HASH", file=str(package), found=digest))
    final = numbered_audit_file(audit_file, allotted, digest, draft)
    return _laid_out(final, package / "data" / "documents")


def _laid_out(audit_file: AuditFile, documents: Path) -> AuditFile:
    """The audit file with the page numbers of the report as it was printed, not as it would be here."""
    printed = documents / Path(REPORT.filename(audit_file, None)).with_suffix(".pdf")
    return laid_out(audit_file, printed.read_bytes()) if printed.is_file() else audit_file


def _differences(folder: Path, made: Mapping[str, bytes]) -> Iterator[Problem]:
    """Files that are there once only, and files that differ; PDFs that cannot be made here are left out."""
    without_pdf = not any(name.endswith(".pdf") for name in made)
    stored = {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if not (without_pdf and path.suffix == ".pdf")
    }
    for name in sorted({*stored, *made}):
        path = folder / name
        if name not in made or name not in stored:
            yield Problem("RERENDER_MISSING", file=str(path), found=name)
        elif stored[name] != made[name]:
            compare = _pdf_differences if name.endswith(".pdf") else differing_parts
            if found := "、".join(compare(stored[name], made[name], name)):
                yield Problem("RERENDER_DIFFERS", file=str(path), found=found)


def _pdf_differences(stored: bytes, made: bytes, _: str) -> Iterator[str]:
    """What differs between two PDFs by page count, page size and text: their bytes never agree."""
    try:
        before, after = open_pdf(stored), open_pdf(made)
        if len(before.pages) != len(after.pages):
            yield f"pages: {len(before.pages)} / {len(after.pages)}"
            return
        for number, (old, new) in enumerate(zip(before.pages, after.pages, strict=True), start=1):
            if old.mediabox != new.mediabox:
                yield f"page {number}: size"
            if old.extract_text() != new.extract_text():
                yield f"page {number}: text"
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        yield type(error).__name__
